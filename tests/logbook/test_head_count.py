"""How many came, as a number: with tallies that name nobody, and never beside a list of names."""

import pytest
from flask import Flask, render_template
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.db import Base, db
from osl.events.cancellations import cancel_event
from osl.events.models import Occurrence
from osl.groups.models import Group, GroupKind, group_event
from osl.logbook.attendance import PRESENT, Noted, choose_mode, note_presence
from osl.logbook.heads import Counted, count_heads
from osl.logbook.models import AttendanceMode, LogEntry, Presence, Tally, TallyKind
from osl.logbook.summary import attendance_section
from tests.browser import Browser, PageParser
from tests.cast import Cast
from tests.events.conftest import Planned
from tests.logbook.conftest import (
    TODAY,
    Held,
    act,
    at_event,
    deeds,
    entry,
    evening,
    meeting_of,
    person,
    unit,
)

HOW_MANY = "Ile osób przyszło"


def test_a_number_and_its_tallies_are_noted(
    browser: Browser, cast: Cast, picnic: int, store: Session
) -> None:
    meeting = meeting_of(store, picnic)
    page = browser.sign_in(cast.animator).visit("attendance.show", meeting_id=meeting)
    assert page.heading == "Ile osób przyszło?"
    page = page.submit(
        "Zapisz", {HOW_MANY: 40, "kobiety": 25, "poniżej 18 lat": 12, "w tym 60 lat i więcej": 9}
    )
    assert page.notices == ["Liczba jest zapisana."]
    assert entry(store, meeting).head_count == 40
    assert noted(store) == [("women", None, 25), ("age", 0, 12), ("also_age", 60, 9)]
    assert deeds(store)[-1] == "attendance.counted"
    page = page.submit("Zapisz", {"kobiety": ""})
    assert noted(store) == [("age", 0, 12), ("also_age", 60, 9)]


def test_more_than_there_are_places_is_asked_once_and_then_kept(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    fair = planned(evening(TODAY, 12, 16), places=25, published=True)
    meeting = meeting_of(store, fair)
    page = browser.sign_in(cast.animator).visit("attendance.show", meeting_id=meeting)
    asked = page.submit("Zapisz", {HOW_MANY: 40, "kobiety": 22})
    assert asked.status == 422
    assert asked.errors == ["Było 25 miejsc, a wpisujesz 40. Zaznacz, jeśli to się zgadza."]
    assert store.query(LogEntry).count() == 0
    page = asked.submit("Zapisz", {"Tak, tyle osób przyszło": True})
    assert page.notices == ["Liczba jest zapisana."]
    assert entry(store, meeting).head_count == 40
    assert noted(store) == [("women", None, 22)]
    assert page.submit("Zapisz", {"mężczyźni": 18}).notices == ["Liczba jest zapisana."]


def test_numbers_that_do_not_add_up_are_told_and_all_typed_stays(
    app: Flask, browser: Browser, cast: Cast, picnic: int, store: Session
) -> None:
    meeting = meeting_of(store, picnic)
    page = browser.sign_in(cast.animator).visit("attendance.show", meeting_id=meeting)
    wrong = page.submit("Zapisz", {HOW_MANY: 10, "kobiety": 8, "mężczyźni": 5})
    assert wrong.status == 422
    assert "13" in wrong.errors[0]
    assert [one["value"] for one in wrong.dom.all("input", name="counts-0")] == ["8"]
    wrong = page.submit("Zapisz", {HOW_MANY: "dużo", "kobiety": 8})
    assert "cyframi" in wrong.errors[0]
    at_event(app, picnic, cancel_event, reason="Burza", actor=cast.organiser)
    refused = page.submit("Zapisz", {HOW_MANY: 10})
    assert refused.status == 422
    assert "odwołan" in refused.errors[0]
    assert [one["value"] for one in refused.dom.all("input", name="heads")] == ["10"]
    assert store.query(LogEntry).count() == 0


def test_the_second_of_two_who_count_sees_what_the_first_one_noted(
    app: Flask, browser: Browser, cast: Cast, picnic: int, store: Session
) -> None:
    meeting = meeting_of(store, picnic)
    page = browser.sign_in(cast.animator).visit("attendance.show", meeting_id=meeting)
    act(app, meeting, count_heads, 38, actor=cast.organiser)
    asked = page.submit("Zapisz", {HOW_MANY: 40})
    assert asked.status == 409
    assert "38" in asked.text
    assert entry(store, meeting).head_count == 38
    asked.submit("Zapisz")
    assert entry(store, meeting).head_count == 40
    page.submit("Zapisz", {HOW_MANY: 40})  # a second click: nothing differs
    assert entry(store, meeting).head_count == 40


def test_a_number_typed_by_mistake_is_taken_back_and_names_can_be_noted(
    app: Flask, browser: Browser, cast: Cast, held: Held, workshop: int, store: Session
) -> None:
    meeting = held()
    at_event(app, workshop, choose_mode, AttendanceMode.HEAD_COUNT, actor=cast.animator)
    act(app, meeting, count_heads, 4, [Counted(TallyKind.MEN, 2)], actor=cast.animator)
    at_event(app, workshop, choose_mode, AttendanceMode.NAMED, actor=cast.animator)
    page = browser.sign_in(cast.animator).visit("attendance.show", meeting_id=meeting)
    page = page.submit("Cofnij liczbę")
    assert page.heading == "Kto jest"
    assert (entry(store, meeting).head_count, noted(store)) == (None, [])
    assert deeds(store)[-1] == "attendance.uncounted"
    anna = person(store, "Anna Przykładowa")
    act(app, meeting, note_presence, anna, PRESENT, actor=cast.animator)
    assert entry(store, meeting).visits == 1


def test_a_list_of_names_has_tallies_that_name_nobody(
    app: Flask, browser: Browser, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held()
    anna = person(store, "Anna Przykładowa")
    act(app, meeting, note_presence, anna, PRESENT, actor=cast.animator)
    page = browser.sign_in(cast.animator).visit("attendance.show", meeting_id=meeting)
    form = page.follow("Tylko liczby, bez nazwisk")
    assert form.submit("Zapisz", {"kobiety": 2}).status == 422
    page = form.submit("Zapisz", {"kobiety": 1})
    assert page.heading == "Kto jest"
    assert noted(store) == [("women", None, 1)]
    assert form.submit("Zapisz", {"kobiety": "", "mężczyźni": 1}).status == 409
    assert noted(store) == [("women", None, 1)]


def test_a_self_help_group_is_counted_and_never_named(
    browser: Browser, cast: Cast, held: Held, workshop: int, store: Session
) -> None:
    meeting = held()
    group = Group(name="Razem", kind=GroupKind.SELF_HELP, community_id=cast.wzgorze.id)
    store.add(group)
    store.flush()
    store.execute(insert(group_event).values(group_id=group.id, event_id=workshop))
    store.commit()
    browser.sign_in(cast.animator)
    assert browser.visit("attendance.show", meeting_id=meeting).heading == "Ile osób przyszło?"
    page = browser.visit("attendance.mode", event_id=workshop)
    page = page.submit("Zapisz", {"Jak zapisujecie, kto przyszedł?": "Imiennie"})
    assert page.status == 422
    assert "grup" in page.errors[0]


def test_the_database_itself_refuses_names_beside_a_number(
    app: Flask, cast: Cast, held: Held, picnic: int, store: Session
) -> None:
    named, counted = held(), meeting_of(store, picnic)
    anna = person(store, "Anna Przykładowa")
    act(app, named, note_presence, anna, PRESENT, actor=cast.animator)
    act(app, counted, count_heads, 7, actor=cast.animator)
    for meeting, column in ((named, "head_count"), (counted, "visits")):
        with pytest.raises(IntegrityError):
            store.execute(
                Base.metadata.tables["log_entry"]
                .update()
                .where(text("occurrence_id = :one").bindparams(one=meeting))
                .values({column: 3})
            )
        store.rollback()


def test_the_organiser_sets_the_age_bands_and_what_was_counted_stays(
    app: Flask, browser: Browser, cast: Cast, picnic: int, store: Session
) -> None:
    meeting = meeting_of(store, picnic)
    child = Counted(TallyKind.AGE, 5, 0, 17)
    act(app, meeting, count_heads, 9, [child], actor=cast.animator)
    page = browser.sign_in(cast.organiser).visit("attendance.age_bands")
    wrong = page.submit("Zapisz", {"Granica 1": 30, "Granica 2": 18})
    assert wrong.status == 422
    assert "wyższy" in wrong.errors[0]
    page = page.submit("Zapisz", {"Granica 1": 16, "Granica 2": 65, "Granica 3": ""})
    assert "poniżej 16 lat; 16–64; 65 lat i więcej" in page.text
    assert deeds(store)[-1] == "attendance.ages_set"
    assert "16, 65" in wrong.submit("Zapisz", {"Granica 2": 40}).text  # of a page of before
    form = browser.visit("attendance.show", meeting_id=meeting)
    form.submit("Zapisz", {"65 lat i więcej": 3})
    assert noted(store) == [("age", 0, 5), ("age", 65, 3)]
    assert browser.sign_in(cast.animator).visit("attendance.age_bands").status == 403


def test_the_page_of_a_meeting_tells_in_short_who_came(
    app: Flask, cast: Cast, held: Held, picnic: int, store: Session
) -> None:
    named, counted = held(), meeting_of(store, picnic)
    assert "jeszcze nie zaznaczono (Imiennie)" in section(app, named, cast.animator)
    assert section(app, named, cast.other_animator) == ""
    present = Noted(Presence.PRESENT, 3, 1)
    act(app, named, note_presence, person(store, "Jan Testowy"), present, actor=cast.animator)
    assert "obecność: 3 osoby, w tym 1 dziecko" in section(app, named, cast.animator)
    women = Counted(TallyKind.WOMEN, 4)
    act(app, counted, count_heads, 7, [women], actor=cast.animator)
    words = section(app, counted, cast.organiser)
    assert "policzono: 7 osób" in words
    assert "kobiety: 4" in words


def section(app: Flask, meeting_id: int, viewer: User) -> str:
    """What the page of a meeting in the logbook says of who came."""
    with unit(app):
        meeting = db.session.get_one(Occurrence, meeting_id)
        data = attendance_section(db.session.get_one(User, viewer.id), meeting)
        if data is None:
            return ""
        html = render_template("logbook/_log_attendance.html", meeting=meeting, data=data)
    parser = PageParser()
    parser.feed(html)
    return parser.root.text


def noted(store: Session) -> list[tuple[str, int | None, int]]:
    """The tallies that stand: of what, from which age, and how many."""
    rows = store.scalars(select(Tally).order_by(Tally.id))
    return [(one.kind.value, one.from_age, one.people) for one in rows]
