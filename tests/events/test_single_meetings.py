"""One meeting of a series is called off or moved, and survives later changes of the series."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.events.models import ChangedThing, EventChange, Occurrence
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import Planned, weekly

REASON = {"Dlaczego jest odwołane?": "Prowadząca jest chora."}
MOVE = {"Data": "2027-03-12", "Od godziny": "16:00", "Do godziny": "17:30"}


def meetings(store: Session) -> list[Occurrence]:
    return list(store.scalars(select(Occurrence).order_by(Occurrence.slot_at)))


def step(
    browser: Browser, cast: Cast, event_id: int, meeting: Occurrence, what: str = "meeting_move"
) -> Page:
    browser.sign_in(cast.animator)
    return browser.visit(f"events.{what}", event_id=event_id, occurrence_id=meeting.id)


def test_one_meeting_is_called_off(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    second = meetings(store)[1]
    page = step(browser, cast, event_id, second, "meeting_cancellation")
    assert "czwartek, 11 marca 2027, 17.00–18.30" in page.text
    page = page.submit("Odwołaj to spotkanie", REASON)

    assert page.notices == ["To spotkanie jest odwołane. Pozostałe się odbędą."]
    assert [one.is_cancelled for one in meetings(store)] == [False, True, False, False]
    change = store.scalars(select(EventChange)).one()
    assert change.thing is ChangedThing.CANCELLED
    assert (change.before, change.after) == (
        "czwartek, 11 marca 2027, 17.00–18.30",
        "Prowadząca jest chora.",
    )
    assert "odwołano jedno spotkanie „Gry sąsiedzkie”: czwartek, 11 marca 2027" in page.text


def test_one_meeting_is_moved_in_time_and_place(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True, hall=False, place_note="przy molo")
    second = meetings(store)[1]
    page = step(browser, cast, event_id, second).submit(
        "Przenieś to spotkanie",
        MOVE | {"Miejsce": str(cast.hall.id), "Słowo do mieszkańców": "Tym razem pod dachem."},
    )

    assert page.notices == ["To spotkanie jest przeniesione. Pozostałe są bez zmian."]
    moved = meetings(store)[1]
    assert moved.id == second.id
    assert moved.is_moved
    assert moved.starts_at == datetime(2027, 3, 12, 15, tzinfo=UTC)
    assert moved.slot_at == datetime(2027, 3, 11, 16, tzinfo=UTC)
    assert (moved.venue_id, moved.note) == (cast.hall.id, "Tym razem pod dachem.")
    told = store.scalars(select(EventChange).order_by(EventChange.id)).all()
    assert [one.thing for one in told] == [ChangedThing.TIME, ChangedThing.PLACE]
    assert told[0].after == "piątek, 12 marca 2027, 16.00–17.30"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"Data": "2027-02-26"}, "Ta pora już minęła."),
        ({"Do godziny": "15:00"}, "Koniec musi być po początku."),
        ({"Data": "2027-03-18", "Od godziny": "17:00", "Do godziny": "18:00"}, "inne spotkanie"),
        ({"Data": "2027-03-28", "Od godziny": "2:15"}, "godziny 2.15 nie ma"),
        ({"Data": "2027-10-31", "Od godziny": "1:00", "Do godziny": "2:15"}, "2.15 jest dwa razy"),
        ({"Data": ""}, "Podaj, którego dnia"),
        ({"Od godziny": ""}, "Wpisz godzinę"),
        ({"Miejsce": "9999"}, ""),
        ({"Słowo do mieszkańców": "x" * 501}, "Skróć go do 500 znaków."),
    ],
)
def test_a_move_that_cannot_be_is_refused_in_words(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    *,
    typed: dict[str, str],
    sentence: str,
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    page = step(browser, cast, event_id, meetings(store)[1])
    page = page.submit("Przenieś to spotkanie", MOVE | typed)

    assert page.status == 422
    assert any(sentence in error for error in page.errors), page.errors
    assert not any(one.is_moved for one in meetings(store))
    assert store.scalars(select(EventChange)).all() == []


def test_a_meeting_that_began_stays_as_it_was(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    clock.move_to("2027-03-04T16:30:00+00:00")
    first = meetings(store)[0]
    for what, button, values in (
        ("meeting_cancellation", "Odwołaj to spotkanie", REASON),
        ("meeting_move", "Przenieś to spotkanie", MOVE),
    ):
        page = step(browser, cast, event_id, first, what).submit(button, values)
        assert page.status == 422
        assert "To spotkanie już się zaczęło albo skończyło" in page.errors[0]


def test_a_second_click_and_a_second_person_change_nothing_more(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    second = meetings(store)[1]
    call_off = step(browser, cast, event_id, second, "meeting_cancellation")
    move = browser.visit("events.meeting_move", event_id=event_id, occurrence_id=second.id)
    move.submit("Przenieś to spotkanie", MOVE)

    assert call_off.submit("Odwołaj to spotkanie", REASON).status == 409
    page = move.submit("Przenieś to spotkanie", MOVE | {"Data": "2027-03-13"})
    assert page.status == 409
    assert "12 marca 2027" in page.text
    assert meetings(store)[1].starts_at.day == 12
    log = store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert log[-1] == "event.meeting_moved"
    assert log.count("event.meeting_moved") == 1


def test_they_survive_a_change_that_leaves_their_day(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    rows = meetings(store)
    step(browser, cast, event_id, rows[1]).submit("Przenieś to spotkanie", MOVE)
    step(browser, cast, event_id, rows[2], "meeting_cancellation").submit(
        "Odwołaj to spotkanie", REASON
    )
    page = browser.visit("events.edit", event_id=event_id)
    page.submit("Zapisz zmiany", {"Liczba spotkań": "6", "Do godziny": "19:00"})

    after = meetings(store)
    assert len(after) == 6
    assert [one.id for one in after[:4]] == [one.id for one in rows]
    assert after[1].is_moved
    assert after[1].starts_at == datetime(2027, 3, 12, 15, tzinfo=UTC)
    assert after[1].ends_at == datetime(2027, 3, 12, 16, 30, tzinfo=UTC)
    assert after[2].is_cancelled
    assert after[3].ends_at == datetime(2027, 3, 25, 18, tzinfo=UTC)


def test_a_meeting_of_another_event_is_not_there(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    mine = planned(weekly(meeting_count=2), published=True)
    theirs = planned(weekly(meeting_count=2), community=cast.ostrowiecka)
    rows = meetings(store)
    foreign = next(one for one in rows if one.event_id == theirs)

    assert step(browser, cast, mine, foreign).status == 404
    assert step(browser, cast, theirs, foreign).status == 404


def test_a_published_meeting_of_another_community_is_not_touched(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    theirs = planned(weekly(meeting_count=2), community=cast.ostrowiecka, published=True)

    assert step(browser, cast, theirs, meetings(store)[0]).status == 403
    assert step(browser, cast, theirs, meetings(store)[0], "meeting_cancellation").status == 403


def test_an_all_day_meeting_moves_by_its_date(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=3, starts_at=time(0), ends_at=time(0)), published=True)
    page = step(browser, cast, event_id, meetings(store)[1])
    page.submit("Przenieś to spotkanie", {"Data": "2027-03-13"})

    assert meetings(store)[1].starts_at == datetime(2027, 3, 12, 23, tzinfo=UTC)
    assert meetings(store)[1].ends_at == datetime(2027, 3, 13, 23, tzinfo=UTC)
    assert meetings(store)[0].starts_at.date() == date(2027, 3, 3)


def test_a_second_click_on_one_meeting_changes_nothing_more(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    second, third = meetings(store)[1:3]
    steps = [
        (second, "meeting_move", "Przenieś to spotkanie", MOVE),
        (third, "meeting_cancellation", "Odwołaj to spotkanie", REASON),
    ]
    for meeting, what, button, words in steps:
        form = step(browser, cast, event_id, meeting, what)
        form.submit(button, words)
        known = len(store.scalars(select(AuditEntry)).all())
        assert form.submit(button, words).status == 200
        assert len(store.scalars(select(AuditEntry)).all()) == known
