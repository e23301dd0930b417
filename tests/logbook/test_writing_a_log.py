"""What was done at a meeting is written in a minute, corrected later, and never lost."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core import transactions
from osl.core.db import db
from osl.events.cancellations import cancel_event
from osl.events.schedule import once
from osl.logbook.attendance import PRESENT, note_presence
from osl.logbook.heads import count_heads
from osl.logbook.logs import LogChanged, LogFacts, write_log
from osl.logbook.models import LogEntry
from osl.specialists.models import EventSpecialist, Specialist
from tests.browser import Browser
from tests.cast import Cast, sign_in_as
from tests.logbook.conftest import (
    Held,
    Planned,
    act,
    at_event,
    at_once,
    deeds,
    entry,
    evening,
    meeting_of,
    person,
    weekly,
)

WHAT, HEADS, HOURS, MINUTES = "Co zostało zrobione", "Ile osób przyszło", "Godziny", "Minuty"
KEEP = "Zapisz w dzienniku"


def hire(app: Flask, cast: Cast, name: str, event_id: int | None = None) -> int:
    """Somebody who leads workshops; with an event, the one they are to lead."""
    with app.app_context(), transactions.unit():
        one = Specialist(name=name, trade="ceramika", created_by_id=cast.organiser.id)
        db.session.add(one)
        db.session.flush()
        if event_id is not None:
            db.session.add(EventSpecialist(event_id=event_id, specialist_id=one.id))
        return one.id


def test_three_fields_log_a_meeting_where_people_are_counted(
    browser: Browser, cast: Cast, picnic: int, store: Session
) -> None:
    meeting = meeting_of(store, picnic)
    page = browser.sign_in(cast.animator).visit(f"/panel/dziennik/{meeting}/wpis")
    assert "4 godz." in page.text  # as planned, and filled in already
    page = page.submit(KEEP, {WHAT: "Grill i gry dla dzieci.", HEADS: "34"})

    assert page.path == f"/panel/dziennik/{meeting}"
    assert page.notices == ["Zapisano w dzienniku."]
    assert "Grill i gry dla dzieci." in page.text
    kept = entry(store, meeting)
    assert (kept.head_count, kept.visits, kept.minutes) == (34, 0, 240)
    assert kept.logged_by_id == cast.animator.id
    assert kept.logged_at is not None
    assert deeds(store)[-2:] == ["attendance.counted", "logbook.written"]


def test_a_log_says_when_attendance_is_not_noted_and_how_many_are_marked(
    app: Flask, browser: Browser, cast: Cast, held: Held, store: Session
) -> None:
    meeting = held()
    page = browser.sign_in(cast.animator).visit(f"/panel/dziennik/{meeting}/wpis")
    page = page.submit(KEEP, {WHAT: "Toczenie misek."})
    assert page.notices == ["Zapisano w dzienniku. Obecność jeszcze nie jest zaznaczona."]
    assert entry(store, meeting).is_logged

    anna = person(store, "Anna Przykładowa")
    act(app, meeting, note_presence, anna, PRESENT, actor=cast.animator)
    assert "1 osoba imiennie" in browser.visit(f"/panel/dziennik/{meeting}/wpis").text.lower()


def test_everything_there_is_to_tell_is_kept_and_shown(
    app: Flask, browser: Browser, cast: Cast, workshop: int, store: Session
) -> None:
    meeting = meeting_of(store, workshop)
    hire(app, cast, "Ewa Ceramiczna", workshop)
    adam = hire(app, cast, "Adam Garncarz")
    page = browser.sign_in(cast.animator).visit(f"/panel/dziennik/{meeting}/wpis")
    page = page.submit(
        KEEP,
        {
            WHAT: "Toczenie misek.",
            HOURS: "3",
            MINUTES: "0",
            "Prowadziła jeszcze inna osoba": str(adam),
            "Ile minut, jeśli inaczej niż spotkanie": "45",
            "Co z tego wyszło": "Osiem misek.",
            "Co dalej": "Wypał w piątek.",
            "Materiały": "Glina, 10 kg",
            "Pogoda, zdarzenia": "Burza, przerwa w prądzie.",
            "Koszt (zł)": "1 212,5",
            "Na co poszły pieniądze": "glina",
        },
    )
    assert page.status == 200, page.errors
    for words in ("Osiem misek.", "Wypał w piątek.", "Glina, 10 kg", "1212,50", "Ewa Ceramiczna"):
        assert words.replace(" ", "") in page.text.replace("\xa0", "").replace(" ", "")
    assert "4 × 45 min" in page.text
    kept = entry(store, meeting)
    assert (kept.minutes, kept.cost, kept.cost_note) == (180, 121250, "glina")
    assert sorted(one.minutes for one in kept.specialists) == [45, 180]


def test_a_correction_is_noted_and_the_same_again_is_not(
    browser: Browser, cast: Cast, picnic: int, store: Session
) -> None:
    meeting = meeting_of(store, picnic)
    form = browser.sign_in(cast.animator).visit(f"/panel/dziennik/{meeting}/wpis")
    form.submit(KEEP, {WHAT: "Grill."})
    form.submit(KEEP, {WHAT: "Grill."})  # a second click
    assert deeds(store).count("logbook.written") == 1
    assert "logbook.corrected" not in deeds(store)

    browser.sign_in(cast.organiser).visit(f"/panel/dziennik/{meeting}/wpis").submit(
        KEEP, {WHAT: "Grill i tańce.", HEADS: "20"}
    )
    kept = entry(store, meeting)
    assert (kept.what_was_done, kept.head_count) == ("Grill i tańce.", 20)
    assert kept.logged_by_id == cast.animator.id  # who wrote it first
    assert deeds(store)[-1] == "logbook.corrected"


def test_the_second_of_two_writers_sees_both_texts(
    app: Flask, browser: Browser, cast: Cast, picnic: int, store: Session
) -> None:
    meeting = meeting_of(store, picnic)
    form = browser.sign_in(cast.animator).visit(f"/panel/dziennik/{meeting}/wpis")
    colleague = Browser(app, sign_in_as).sign_in(cast.social_worker)
    other = colleague.visit(f"/panel/dziennik/{meeting}/wpis")
    other.submit(KEEP, {WHAT: "Grill.", HEADS: "30"})
    page = form.submit(KEEP, {WHAT: "Ognisko.", HEADS: "25"})

    assert page.status == 409
    assert "Grill." in page.text
    assert "Ognisko." in page.text
    assert (entry(store, meeting).what_was_done, entry(store, meeting).head_count) == ("Grill.", 30)
    page = page.submit(KEEP)
    assert page.status == 200
    assert (entry(store, meeting).what_was_done, entry(store, meeting).head_count) == (
        "Ognisko.",
        25,
    )


def test_marking_who_came_never_stands_in_the_way_of_whoever_writes(
    app: Flask, browser: Browser, cast: Cast, held: Held, picnic: int, store: Session
) -> None:
    meeting = held()
    form = browser.sign_in(cast.animator).visit(f"/panel/dziennik/{meeting}/wpis")
    anna = person(store, "Anna Przykładowa")
    act(app, meeting, note_presence, anna, PRESENT, actor=cast.organiser)
    assert form.submit(KEEP, {WHAT: "Toczenie."}).status == 200

    counted = meeting_of(store, picnic)
    form = browser.visit(f"/panel/dziennik/{counted}/wpis")
    act(app, counted, count_heads, 30, actor=cast.organiser)
    assert form.submit(KEEP, {WHAT: "Grill."}).status == 200
    assert entry(store, counted).head_count == 30


def test_what_cannot_be_is_told_in_words_and_nothing_typed_is_lost(
    browser: Browser, cast: Cast, picnic: int, store: Session
) -> None:
    meeting = meeting_of(store, picnic)
    browser.sign_in(cast.animator)
    for typed, told in (
        ({HOURS: "25"}, "Doba ma najwyżej 24 godziny. Popraw, ile to trwało."),
        ({HOURS: "-1"}, "Podaj pełne godziny oraz minuty od 0 do 59."),
        ({HOURS: "0", MINUTES: "0"}, "Trwało to więcej niż 0 minut. Popraw, jak długo."),
        ({HEADS: "-3"}, "Podaj liczbę od 0 do 100000."),
        ({"Koszt (zł)": "12,505"}, "Wpisz kwotę tak: 31,40."),
        ({"Koszt (zł)": "-12"}, "Wpisz kwotę tak: 31,40."),
        ({"Co dalej": "PESEL 44051401359"}, "Usuń numer PESEL"),
        ({WHAT: ""}, "Napisz w kilku słowach, co zostało zrobione."),
    ):
        page = browser.visit(f"/panel/dziennik/{meeting}/wpis")
        page = page.submit(KEEP, {WHAT: "Grill.", "Materiały": "Węgiel"} | typed)
        assert page.status == 422, typed
        assert any(told in error for error in page.errors), page.errors
        assert "Węgiel" in page.text
        assert page.dom.all("details", class_="disclosure")[0].attributes.get("open") is not None
    assert store.scalars(select(LogEntry)).all() == []
    assert "logbook.written" not in deeds(store)


def test_a_trip_of_two_days_may_take_more_than_a_day(
    browser: Browser, cast: Cast, planned_before: Planned, store: Session
) -> None:
    trip = once(date(2027, 2, 20), time(9), date(2027, 2, 21), time(18))
    meeting = meeting_of(store, planned_before(trip, published=True))
    page = browser.sign_in(cast.animator).visit(f"/panel/dziennik/{meeting}/wpis")
    page = page.submit(KEEP, {WHAT: "Góry.", HOURS: "48", MINUTES: "1"})
    assert page.errors == ["To spotkanie mogło trwać najwyżej 48 godz.: tyle mają jego dni."]
    assert page.submit(KEEP, {MINUTES: "0"}).status == 200
    assert entry(store, meeting).minutes == 2880


def test_a_meeting_that_was_not_held_has_no_log(
    app: Flask, browser: Browser, cast: Cast, planned: Planned, picnic: int, store: Session
) -> None:
    tomorrow = meeting_of(store, planned(evening(date(2027, 3, 2)), published=True))
    page = browser.sign_in(cast.animator).visit(f"/panel/dziennik/{tomorrow}/wpis")
    assert "Dziennik otworzy się tego dnia." in page.text
    assert KEEP not in page.buttons

    meeting = meeting_of(store, picnic)
    form = browser.visit(f"/panel/dziennik/{meeting}/wpis")
    at_event(app, picnic, cancel_event, reason="Burza", actor=cast.organiser)
    page = form.submit(KEEP, {WHAT: "Grill mimo wszystko."})
    assert page.status == 422
    assert "odwołane" in page.errors[0]
    assert "Grill mimo wszystko." in page.text
    assert store.scalars(select(LogEntry)).all() == []


def test_the_page_of_a_meeting_leads_on_and_keeps_strangers_out(
    browser: Browser, cast: Cast, planned_before: Planned, store: Session
) -> None:
    event = planned_before(weekly(date(2027, 2, 4), meeting_count=3), published=True)
    meeting = meeting_of(store, event)
    page = browser.sign_in(cast.animator).visit(f"/panel/dziennik/{meeting}")
    assert page.heading == "Dziennik: Gry sąsiedzkie"
    assert "Nikt jeszcze nie napisał" in page.text
    page = page.follow("czwartek, 11 lutego")
    assert "czwartek, 4 lutego" in page.links
    assert "czwartek, 18 lutego" in page.links
    assert browser.sign_in(cast.other_animator).get(f"/panel/dziennik/{meeting}").status == 404
    assert browser.get(f"/panel/dziennik/{meeting}/wpis").status == 404


def test_the_logbook_lists_what_is_noted_and_never_mixes_names_with_heads(
    app: Flask, browser: Browser, cast: Cast, held: Held, picnic: int, store: Session, clock
) -> None:
    browser.sign_in(cast.animator)
    page = browser.visit("/panel/dziennik")
    assert "Nic tu jeszcze nie zapisano" in page.text
    workshop, counted = held(), meeting_of(store, picnic)
    anna = person(store, "Anna Przykładowa")
    act(app, workshop, note_presence, anna, PRESENT, actor=cast.animator)
    act(app, counted, count_heads, 30, actor=cast.animator)
    browser.visit(f"/panel/dziennik/{counted}/wpis").submit(KEEP, {WHAT: "Grill."})
    clock.shift(timedelta(hours=8))

    page = browser.sign_in(cast.animator).visit("/panel/dziennik")
    assert "1 osoba imiennie" in page.text
    assert "30 osób – liczba bez nazwisk" in page.text
    assert "31" not in page.text
    assert "Napisz" in " ".join(page.links)
    page = browser.visit("/panel/dziennik?szukaj=piknik&miesiac=2027-03")
    assert "30 osób – liczba bez nazwisk" in page.text
    assert "imiennie" not in page.text
    assert "Takich wpisów nie ma" in browser.visit("/panel/dziennik?miesiac=2027-01").text
    page = browser.sign_in(cast.other_animator).visit("/panel/dziennik")
    assert "30 osób" not in page.text


def test_of_two_who_write_at_once_one_is_told(
    app: Flask, cast: Cast, picnic: int, store: Session
) -> None:
    meeting = meeting_of(store, picnic)

    def write(words: str) -> Callable[[], Any]:
        facts = LogFacts(words)
        return lambda: act(app, meeting, write_log, facts, version="0", actor=cast.animator)

    came = at_once(write("Grill."), write("Ognisko."))
    assert [isinstance(one, LogChanged) for one in came].count(True) == 1
    assert entry(store, meeting).what_was_done in ("Grill.", "Ognisko.")
    assert deeds(store).count("logbook.written") == 1
