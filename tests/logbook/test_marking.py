"""Marks of who was there: no mark is not absence, and two people at once come to one list."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from osl.core.errors import DomainError
from osl.events.cancellations import cancel_event
from osl.logbook.attendance import (
    ABSENT,
    PRESENT,
    Noted,
    NotedOtherwise,
    choose_mode,
    note_presence,
    note_walk_in,
)
from osl.logbook.heads import Counted, count_heads
from osl.logbook.models import AttendanceMode, LogEntry, Presence, TallyKind
from osl.people.models import Channel
from osl.people.operations import Known, meet_person
from tests.cast import Cast
from tests.logbook.conftest import (
    Held,
    Planned,
    act,
    at_event,
    at_once,
    deeds,
    entry,
    evening,
    marks,
    meeting_of,
    person,
)


def test_who_is_not_marked_is_neither_present_nor_absent(
    app: Flask, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held()
    anna, jan = person(store, "Anna Przykładowa"), person(store, "Jan Testowy")
    act(app, meeting, note_presence, anna, PRESENT, actor=cast.animator)
    act(app, meeting, note_presence, jan, ABSENT, actor=cast.animator)
    assert marks(store, meeting) == {
        "Anna Przykładowa": ("present", 1),
        "Jan Testowy": ("absent", 1),
    }
    assert entry(store, meeting).visits == 1
    assert deeds(store)[-2:] == ["attendance.marked", "attendance.marked"]


def test_a_second_tap_changes_nothing_and_a_mark_can_be_taken_back(
    app: Flask, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held()
    anna = person(store, "Anna Przykładowa")
    for _tap in range(2):
        act(app, meeting, note_presence, anna, PRESENT, actor=cast.animator)
    assert deeds(store).count("attendance.marked") == 1
    act(app, meeting, note_presence, anna, None, actor=cast.animator)
    assert marks(store, meeting) == {}
    assert entry(store, meeting).visits == 0
    assert deeds(store)[-1] == "attendance.taken_back"


def test_companions_and_children_count_as_visits(
    app: Flask, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held("Anna Przykładowa", Anna=3)
    anna = person(store, "Anna Przykładowa")
    act(app, meeting, note_presence, anna, Noted(Presence.PRESENT, 3, 2), actor=cast.animator)
    assert (entry(store, meeting).visits, entry(store, meeting).children) == (3, 2)
    with pytest.raises(DomainError, match="dzieci"):
        act(app, meeting, note_presence, anna, Noted(Presence.PRESENT, 2, 3), actor=cast.animator)


def test_what_somebody_else_noted_meanwhile_is_not_overwritten(
    app: Flask, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held()
    anna = person(store, "Anna Przykładowa")
    act(app, meeting, note_presence, anna, ABSENT, actor=cast.organiser, seen=None)
    with pytest.raises(NotedOtherwise) as conflict:
        act(app, meeting, note_presence, anna, PRESENT, actor=cast.animator, seen=None)
    assert conflict.value.now == ABSENT
    assert marks(store, meeting)["Anna Przykładowa"] == ("absent", 1)
    act(app, meeting, note_presence, anna, ABSENT, actor=cast.animator, seen=None)


def test_who_is_not_on_the_list_is_added_as_somebody_who_came_in(
    app: Flask, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held("Anna Przykładowa")

    def come_in(meeting_row: object, actor: object) -> None:
        known = Known("Zofia Nowa", phone="600 100 300")
        zofia = meet_person(known, channel=Channel.IN_PERSON, community_ids=[], actor=None)
        with pytest.raises(DomainError, match="nie jest na liście"):
            note_presence(meeting_row, zofia.id, PRESENT, actor=actor)  # type: ignore[arg-type]
        note_walk_in(meeting_row, zofia, PRESENT, actor=actor)  # type: ignore[arg-type]

    act(app, meeting, come_in, actor=cast.animator)
    assert marks(store, meeting) == {"Zofia Nowa": ("present", 1)}
    assert deeds(store)[-1] == "attendance.walked_in"


def test_nobody_is_marked_before_the_day_nor_when_it_was_called_off(
    app: Flask, cast: Cast, planned: Planned, workshop: int, store: Session
) -> None:
    later = meeting_of(store, planned(evening(date(2027, 3, 2)), published=True))
    with pytest.raises(DomainError, match="dopiero"):
        act(app, later, count_heads, 10, actor=cast.animator)
    at_event(app, workshop, cancel_event, reason="Burza", actor=cast.organiser)
    with pytest.raises(DomainError, match="odwołan"):
        act(app, meeting_of(store, workshop), note_presence, 1, PRESENT, actor=cast.animator)
    assert store.query(LogEntry).count() == 0


def test_a_meeting_has_names_or_a_number_of_heads_and_never_both(
    app: Flask, cast: Cast, held: Held, picnic: int, store: Session
) -> None:
    named, counted = held(), meeting_of(store, picnic)
    with pytest.raises(DomainError, match="imiennie"):
        act(app, named, count_heads, 10, actor=cast.animator)
    tallies = [Counted(TallyKind.WOMEN, 20), Counted(TallyKind.AGE, 12, 0, 17)]
    act(app, counted, count_heads, 40, tallies, actor=cast.animator)
    assert entry(store, counted).head_count == 40
    assert [one.people for one in entry(store, counted).tallies] == [20, 12]
    with pytest.raises(DomainError, match="liczymy"):
        act(app, counted, note_presence, 1, PRESENT, actor=cast.animator)
    with pytest.raises(DomainError, match="nie zgadza"):
        act(app, counted, count_heads, 10, tallies, actor=cast.animator)
    assert entry(store, counted).head_count == 40


def test_several_who_choose_the_same_way_of_counting_at_once_choose_it_once(
    app: Flask, cast: Cast, picnic: int, store: Session
) -> None:
    def choose() -> None:
        at_event(app, picnic, choose_mode, AttendanceMode.NAMED, actor=cast.animator)

    assert at_once(*[choose] * 6) == [None] * 6
    assert deeds(store).count("attendance.mode_chosen") == 1


def test_another_way_of_counting_leaves_what_is_noted_as_it_was(
    app: Flask, cast: Cast, held: Held, workshop: int, store: Session
) -> None:
    meeting = held()
    anna = person(store, "Anna Przykładowa")
    act(app, meeting, note_presence, anna, PRESENT, actor=cast.animator)
    at_event(app, workshop, choose_mode, AttendanceMode.HEAD_COUNT, actor=cast.animator)
    assert entry(store, meeting).mode is AttendanceMode.NAMED
    assert deeds(store)[-1] == "attendance.mode_chosen"
