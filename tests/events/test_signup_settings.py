"""What the team says about sign-up when it plans: the form, its refusals, what residents read."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.calendars.words import signup as signup_in_calendar
from osl.core import transactions
from osl.core.audit import AuditEntry
from osl.core.clock import to_utc
from osl.core.db import db
from osl.events.models import ChangedThing, Event, EventFormat, Frequency, SignupMode
from osl.events.operations import Facts, change_event
from osl.events.recurrence import Rule
from osl.events.schedule import Repeated, Schedule, once
from osl.events.signup_terms import TermsError
from osl.events.signup_window import window_of
from osl.events.words import signup
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import (
    Planned,
    calendar,
    check,
    everything,
    meetings,
    told,
    weekly,
)

DRAFT, SAVE = "Zapisz szkic", "Zapisz zmiany"

EVENING = {
    "Nazwa wydarzenia": "Wspólny stół",
    "Data": "2027-05-13",
    "Od godziny": "17:00",
    "Do godziny": "19:00",
    "Zapisy": "Zapisy przez internet lub telefon",
    "Liczba miejsc": "12",
}
WEEKLY = {"Jak często": "Co tydzień", "Liczba spotkań": "4"}
CYCLE = WEEKLY | {"Jak się bierze udział": "Cykl: przychodzisz, kiedy chcesz"}
COURSE = WEEKLY | {"Jak się bierze udział": "Kurs: jedna grupa, wszystkie spotkania"}

OPENS = "Zapisy od"
OPENS_HOUR = "Godzina otwarcia zapisów"
CLOSES = "Zapisy do"
CLOSES_HOUR = "Godzina zamknięcia zapisów"
HOURS = "Ile godzin przed każdym spotkaniem zamykają się zapisy"
KEPT = "Ile miejsc zostawia sobie zespół"
FILLS = "Wolne miejsca same się zapełniają z listy rezerwowej"
CONFIRMS = "Pytamy dzień wcześniej, kto przyjdzie"
REGULARS = "Można zapisać się od razu na wszystkie spotkania"
CHILDREN = "Zapisujemy dzieci"
FOLDED = "Czas zapisów, miejsca dla zespołu, lista rezerwowa, dzieci"

ONLINE = {"signup_mode": SignupMode.ONLINE}


def new(browser: Browser, cast: Cast) -> Page:
    return browser.sign_in(cast.animator).visit("events.plan")


def the_event(store: Session) -> Event:
    return store.scalars(select(Event)).one()


def value(page: Page, name: str) -> str:
    return page.dom.all("input", name=name)[0]["value"]


def is_ticked(page: Page, name: str) -> bool:
    return "checked" in page.dom.all("input", name=name)[0].attributes


def is_open(page: Page) -> bool:
    """Whether the folded part about sign-up stands open."""
    (part,) = [one for one in page.dom.all("details") if FOLDED in one.text]
    return "open" in part.attributes


def course(first_on: date = date(2027, 3, 4), **parts: Any) -> Repeated:
    return Repeated(weekly(first_on, meeting_count=4, **parts).rule, EventFormat.COURSE)


def test_an_evening_with_times_of_sign_up_and_places_kept(
    browser: Browser, cast: Cast, store: Session
) -> None:
    form = new(browser, cast)
    assert not is_open(form)
    page = form.submit(
        DRAFT,
        EVENING
        | {
            OPENS: "2027-05-03",
            OPENS_HOUR: "9:00",
            CLOSES: "2027-05-12",
            CLOSES_HOUR: "15:00",
            KEPT: "2",
            FILLS: True,
            CONFIRMS: True,
            CHILDREN: True,
        },
    )

    assert page.notices == ["Szkic jest zapisany. Obejrzyj go, a potem opublikuj."]
    event = the_event(store)
    assert event.signup_opens_at == datetime(2027, 5, 3, 7, tzinfo=UTC)
    assert event.signup_closes_at == datetime(2027, 5, 12, 13, tzinfo=UTC)
    assert (event.places, event.reserved_places) == (12, 2)
    assert (event.fills_by_itself, event.asks_to_confirm, event.takes_children) == (True,) * 3
    assert (event.signup_closes_hours, event.takes_regulars) == (None, False)
    assert (
        "Zapisy przez internet lub telefon. Zapisy od poniedziałku, 3 maja, 9.00 do środy, "
        "12 maja, 15.00. Dzieci zapisuje ktoś dorosły. 12 miejsc"
    ) in page.text
    assert "Zespół zostawia sobie 2 miejsca." in page.text
    assert "Kto czeka najdłużej, od razu dostaje wolne miejsce." in page.text
    assert "Dzień wcześniej pytamy, kto przyjdzie." in page.text


def test_a_day_alone_is_from_eight_and_to_its_end(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = new(browser, cast).submit(
        DRAFT, EVENING | {OPENS: "2027-05-03", CLOSES: "2027-05-12", CLOSES_HOUR: ""}
    )

    event = the_event(store)
    assert event.signup_opens_at == datetime(2027, 5, 3, 6, tzinfo=UTC)
    assert event.signup_closes_at == datetime(2027, 5, 12, 22, tzinfo=UTC)
    assert "Zapisy od poniedziałku, 3 maja, 8.00 do środy, 12 maja. 12 miejsc" in page.text
    form = browser.visit("events.edit", event_id=event.id)
    assert is_open(form)
    assert (value(form, "signup_opens_on"), value(form, "signup_opens_hour")) == (
        "2027-05-03",
        "08:00",
    )
    assert (value(form, "signup_closes_on"), value(form, "signup_closes_hour")) == (
        "2027-05-12",
        "",
    )
    page = form.submit(SAVE)
    assert page.notices == ["Nic się nie zmieniło."]


def test_until_the_day_of_an_evening_is_until_it_starts(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = new(browser, cast).submit(DRAFT, EVENING | {CLOSES: "2027-05-13"})

    assert "Zapisy do czwartku, 13 maja, 17.00" in page.text
    event = the_event(store)
    start = event.occurrences[0].starts_at
    assert window_of(event, start).closes_at == start


def test_a_cycle_closes_hours_before_and_has_regulars(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = new(browser, cast).submit(
        DRAFT, EVENING | CYCLE | {HOURS: "24", REGULARS: True, OPENS: "2027-05-20"}
    )
    check(page)
    assert is_open(page)
    assert (value(page, "signup_closes_hours"), is_ticked(page, "takes_regulars")) == ("24", True)
    page = page.confirm(DRAFT)

    event = the_event(store)
    assert (event.signup_closes_hours, event.takes_regulars) == (24, True)
    assert (
        "Zapisy od czwartku, 20 maja, 8.00. Zapisy na każde spotkanie zamykają się 24 godziny "
        "przed nim. Można zapisać się od razu na wszystkie spotkania. 12 miejsc"
    ) in page.text


def test_a_course_may_take_people_after_it_has_begun(
    browser: Browser, cast: Cast, store: Session
) -> None:
    new(browser, cast).submit(DRAFT, EVENING | COURSE | {CLOSES: "2027-05-26"}).confirm(DRAFT)

    event = the_event(store)
    first = event.occurrences[0].starts_at
    assert window_of(event, first).closes_at == datetime(2027, 5, 26, 22, tzinfo=UTC)
    page = browser.visit("events.show", event_id=event.id)
    assert "Zapisy do środy, 26 maja" in page.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {OPENS: "2027-05-12", CLOSES: "2027-05-11"},
            "Zapisy otworzyłyby się dopiero po zamknięciu. Popraw jeden z terminów.",
        ),
        (
            {OPENS: "2027-05-12", CLOSES: "2027-05-12", CLOSES_HOUR: "8:00"},
            "Zapisy otworzyłyby się dopiero po zamknięciu. Popraw jeden z terminów.",
        ),
        (
            {OPENS: "2027-05-13", OPENS_HOUR: "17:00"},
            "Zapisy otworzyłyby się dopiero po rozpoczęciu.",
        ),
        (COURSE | {OPENS: "2027-05-14"}, "Zapisy otworzyłyby się dopiero po rozpoczęciu."),
        (
            {CLOSES: "2027-05-13", CLOSES_HOUR: "17:01"},
            "Zapisy zamknęłyby się po rozpoczęciu.",
        ),
        ({CLOSES: "2027-05-14"}, "Zapisy zamknęłyby się po rozpoczęciu."),
        ({OPENS_HOUR: "9:00"}, "Podaj też dzień albo usuń godzinę."),
        ({CLOSES_HOUR: "9:00"}, "Podaj też dzień albo usuń godzinę."),
        ({OPENS: "31.02.2027"}, "Nie ma takiej daty."),
        ({CLOSES: "2027-05-12", CLOSES_HOUR: "25"}, "Nie ma takiej godziny."),
        (
            {OPENS: "2027-03-28", OPENS_HOUR: "2:30"},
            "28 marca 2027 w nocy przestawiamy zegary do przodu i godziny 2.30 nie ma.",
        ),
        (
            {"Data": "2027-11-18", CLOSES: "2027-10-31", CLOSES_HOUR: "2:30"},
            "31 października 2027 w nocy cofamy zegary i godzina 2.30 jest dwa razy.",
        ),
        ({KEPT: "13"}, "Jest 12 miejsc, więc nie można zostawić sobie więcej."),
        ({KEPT: "2", "Liczba miejsc": ""}, "Wpisz wyżej liczbę miejsc albo zostaw to pole puste."),
        ({KEPT: "-1"}, "Wpisz liczbę miejsc od 0 do 10 000 albo zostaw puste."),
        ({REGULARS: True}, "Na wszystkie spotkania można zapisać się tylko w cyklu."),
        (COURSE | {REGULARS: True}, "Na wszystkie spotkania można zapisać się tylko w cyklu."),
        ({HOURS: "24"}, "Tak zamykają się tylko zapisy na cykl."),
        (COURSE | {HOURS: "24"}, "Tak zamykają się tylko zapisy na cykl."),
        (CYCLE | {HOURS: "721"}, "Wpisz liczbę godzin od 0 do 720"),
        (CYCLE | {HOURS: "-1"}, "Wpisz liczbę godzin od 0 do 720"),
        (CYCLE | {HOURS: "dużo"}, "Wpisz liczbę cyframi"),
        (CYCLE | {CLOSES: "2027-05-12"}, "To jest cykl. Podaj, ile godzin przed każdym"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    browser: Browser, cast: Cast, store: Session, typed: dict[str, Any], sentence: str
) -> None:
    form = new(browser, cast)
    before = everything(store)
    page = form.submit(DRAFT, EVENING | {CONFIRMS: True, CHILDREN: True} | typed)

    assert page.status == 422
    (error,) = page.errors
    assert sentence in error
    assert everything(store) == before
    assert is_open(page)
    assert (is_ticked(page, "asks_to_confirm"), is_ticked(page, "takes_children")) == (True, True)
    assert is_ticked(page, "takes_regulars") == bool(typed.get(REGULARS))
    for label, name in (
        (OPENS, "signup_opens_on"),
        (OPENS_HOUR, "signup_opens_hour"),
        (CLOSES, "signup_closes_on"),
        (CLOSES_HOUR, "signup_closes_hour"),
        (HOURS, "signup_closes_hours"),
        (KEPT, "reserved_places"),
    ):
        assert value(page, name) == typed.get(label, ""), name


def test_mistakes_are_listed_in_the_order_of_the_page(browser: Browser, cast: Cast) -> None:
    page = new(browser, cast).submit(
        DRAFT,
        EVENING
        | {
            "Nazwa wydarzenia": "",
            "Społeczności": [],
            "Liczba miejsc": "0",
            OPENS: "32.05.2027",
            "Telefon": "12",
        },
    )

    names = [one["href"] for one in page.dom.with_class("error-summary")[0].all("a")]
    assert names == ["#title", "#community_ids-0", "#places", "#signup_opens_on", "#contact_phone"]


def test_two_people_see_what_the_other_said_of_sign_up(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    number = planned(places=12, **ONLINE)
    mine = browser.sign_in(cast.animator).visit("events.edit", event_id=number)
    theirs = another_browser.sign_in(cast.organiser).visit("events.edit", event_id=number)
    theirs.submit(SAVE, {OPENS: "2027-03-08", KEPT: "2"})
    page = mine.submit(SAVE, {KEPT: "3"})

    assert page.status == 409
    differences = page.dom.with_class("differences")[0].text
    assert "Zapisy od" in differences
    assert "8 marca 2027" in differences
    assert KEPT in differences
    assert the_event(store).reserved_places == 2


def test_residents_are_told_of_other_times_and_not_of_places_kept(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    number = planned(published=True, places=12, **ONLINE)
    form = browser.sign_in(cast.animator).visit("events.edit", event_id=number)
    form.submit(SAVE, {KEPT: "2", CONFIRMS: True, FILLS: True})
    assert told(store) == []
    page = browser.visit("events.edit", event_id=number).submit(
        SAVE, {CLOSES: "2027-03-10", CLOSES_HOUR: "12"}
    )

    line = "Zapisy przez internet lub telefon. Zapisy do środy, 10 marca, 12.00. 12 miejsc"
    assert told(store) == [
        (ChangedThing.SIGNUP, "Zapisy przez internet lub telefon. 12 miejsc", line)
    ]
    done = store.scalars(
        select(AuditEntry).where(AuditEntry.action == "event.changed").order_by(AuditEntry.id)
    ).all()
    assert [one.details["things"] for one in done] == [
        "miejsca dla zespołu, lista rezerwowa, pytanie, kto przyjdzie",
        "czas zapisów",
    ]
    assert "zmieniono „Gry sąsiedzkie” (czas zapisów)" in page.text
    public = another_browser.visit("home.event", event_id=number)
    assert "Zapisy do środy, 10 marca, 12.00." in public.text
    assert "Zespół zostawia" not in public.text
    text = str(calendar(browser)[0]["DESCRIPTION"])
    assert "Zapisy do środy, 10 marca 2027, 12.00." in text
    ukrainian = another_browser.get(public.path, query=[("lang", "uk")])
    assert "Запис до середи, 10 березня, 12:00." in ukrainian.text


def test_an_evening_that_comes_earlier_ends_its_sign_up_when_it_starts(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    closes_at = to_utc(date(2027, 3, 10), time(15))
    number = planned(published=True, signup_closes_at=closes_at, **ONLINE)
    form = browser.sign_in(cast.animator).visit("events.edit", event_id=number)
    page = form.submit(SAVE, {"Data": "2027-03-09"}).confirm(SAVE)

    assert page.notices == ["Zmiany są zapisane."]
    event = the_event(store)
    start = event.occurrences[0].starts_at
    assert event.signup_closes_at == closes_at
    assert window_of(event, start).closes_at == start
    assert told(store)[-1] == (
        ChangedThing.SIGNUP,
        "Zapisy przez internet lub telefon. Zapisy do środy, 10 marca, 15.00",
        "Zapisy przez internet lub telefon. Zapisy do wtorku, 9 marca, 17.00",
    )
    # Words alone can be changed as before; another closing time must fit again.
    form = browser.visit("events.edit", event_id=number)
    assert form.submit(SAVE, {"Koszt": "5 zł"}).notices == ["Zmiany są zapisane."]
    page = browser.visit("events.edit", event_id=number).submit(SAVE, {CLOSES_HOUR: "16:00"})
    assert page.status == 422
    assert "Zapisy zamknęłyby się po rozpoczęciu." in page.errors[0]


def test_an_evening_does_not_come_before_its_sign_up_opens(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    number = planned(published=True, signup_opens_at=to_utc(date(2027, 3, 10), time(9)), **ONLINE)
    form = browser.sign_in(cast.animator).visit("events.edit", event_id=number)
    page = form.submit(SAVE, {"Data": "2027-03-09"})

    assert page.status == 422
    assert page.errors == [
        "Zapisy otworzyłyby się dopiero po rozpoczęciu. Wybierz wcześniejszy dzień albo godzinę."
    ]
    assert the_event(store).occurrences[0].starts_at == datetime(2027, 3, 11, 16, tzinfo=UTC)


def test_a_copy_says_its_days_of_sign_up_itself(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    number = planned(
        signup_opens_at=to_utc(date(2027, 3, 2), time(9)),
        signup_closes_at=to_utc(date(2027, 3, 10), time(9)),
        places=12,
        reserved_places=3,
        fills_by_itself=True,
        asks_to_confirm=True,
        takes_children=True,
        **ONLINE,
    )
    page = browser.sign_in(cast.animator).visit("events.copy", event_id=number)
    page.submit("Zrób kopię", {"Data kopii": "2027-05-06"})

    original, copy = store.scalars(select(Event).order_by(Event.id)).all()
    assert (copy.signup_opens_at, copy.signup_closes_at) == (None, None)
    assert (copy.reserved_places, copy.fills_by_itself) == (3, True)
    assert (copy.asks_to_confirm, copy.takes_children) == (True, True)
    assert original.signup_opens_at == datetime(2027, 3, 2, 8, tzinfo=UTC)


def one_more_round(browser: Browser, number: int, places: str) -> None:
    browser.visit("events.new_round", event_id=number).submit(
        "Zapisz szkic grupy",
        {
            "Nazwa nowej grupy": "Grupa 2",
            "Pierwsze spotkanie": "2027-04-06",
            "Od godziny": "10:00",
            "Do godziny": "11:30",
            "Liczba miejsc": places,
        },
    ).confirm("Zapisz szkic grupy")


def test_each_round_has_its_own_times_of_sign_up(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    opens_at = to_utc(date(2027, 3, 2), time(9))
    number = planned(course(), places=12, reserved_places=2, signup_opens_at=opens_at, **ONLINE)
    browser.sign_in(cast.animator)
    one_more_round(browser, number, "8")

    first, second = store.scalars(select(Event).order_by(Event.id)).all()
    assert (second.signup_opens_at, second.reserved_places) == (None, 2)
    form = browser.visit("events.edit", event_id=second.id)
    form.submit(SAVE, {CLOSES: "2027-04-02", KEPT: "1"})
    page = browser.visit("events.edit", event_id=first.id).submit(
        SAVE,
        {
            CLOSES: "2027-03-03",
            "Liczba miejsc": "20",
            KEPT: "10",
            CONFIRMS: True,
            "Zmień też opis pozostałych grup": True,
        },
    )

    assert page.notices == ["Zmiany są zapisane."]
    store.expire_all()
    assert (first.signup_opens_at, first.signup_closes_at) == (
        opens_at,
        datetime(2027, 3, 3, 23, tzinfo=UTC),
    )
    assert (second.signup_opens_at, second.signup_closes_at) == (
        None,
        datetime(2027, 4, 2, 22, tzinfo=UTC),
    )
    assert (second.places, second.reserved_places, second.asks_to_confirm) == (8, 1, True)


@pytest.mark.parametrize(("places", "kept"), [("1", 1), ("", 0)])
def test_a_smaller_round_keeps_no_more_places_than_it_has(
    browser: Browser, cast: Cast, planned: Planned, store: Session, places: str, kept: int
) -> None:
    number = planned(course(), places=12, reserved_places=2, **ONLINE)
    browser.sign_in(cast.animator)
    one_more_round(browser, number, places)

    rounds = store.scalars(select(Event.reserved_places).order_by(Event.id)).all()
    assert rounds == [2, kept]


def test_the_next_part_of_a_series_takes_the_same_people_in_the_same_way(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    opens_at = to_utc(date(2027, 3, 2), time(9))
    planned(
        weekly(meeting_count=4),
        published=True,
        places=12,
        reserved_places=2,
        signup_opens_at=opens_at,
        signup_closes_hours=24,
        fills_by_itself=True,
        asks_to_confirm=True,
        takes_regulars=True,
        takes_children=True,
        **ONLINE,
    )
    third = meetings(store)[2]
    form = browser.sign_in(cast.animator).visit(
        "events.following", event_id=third.event_id, occurrence_id=third.id
    )
    button = "Zapisz od tego spotkania"
    form.submit(button, {"Od godziny": "18:00", "Do godziny": "19:30", HOURS: "2"}).confirm(button)

    old, later = store.scalars(select(Event).order_by(Event.id)).all()
    assert later.continues_id == old.id
    assert (old.signup_closes_hours, later.signup_closes_hours) == (24, 2)
    for part in (old, later):
        assert (part.signup_opens_at, part.places, part.reserved_places) == (opens_at, 12, 2)
        assert part.fills_by_itself
        assert part.asks_to_confirm
        assert part.takes_regulars
        assert part.takes_children


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"reserved_places": 13}, "reserved_places"),
        ({"takes_regulars": True}, "takes_regulars"),
        ({"signup_closes_at": datetime(2027, 3, 12, 9, tzinfo=UTC)}, "signup_closes_on"),
    ],
)
def test_no_other_way_of_planning_says_what_cannot_be(
    app: Flask,
    cast: Cast,
    planned: Planned,
    store: Session,
    facts: dict[str, Any],
    field: str,
) -> None:
    with pytest.raises(TermsError) as refusal:
        planned(places=12, **facts)
    assert refusal.value.field == field

    number = planned(places=12)
    before = everything(store)
    with pytest.raises(TermsError), app.test_request_context(), transactions.unit():
        event = db.session.get_one(Event, number)
        change_event(
            event,
            replace(Facts.of(event), **facts),
            once(date(2027, 3, 11), time(17), None, time(19)),
            communities=event.communities,
            actor=db.session.get_one(User, cast.organiser.id),
        )
    store.expire_all()
    assert everything(store) == before


def test_a_cycle_becomes_one_evening_without_what_only_a_cycle_has(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    number = planned(weekly(), signup_closes_hours=24, takes_regulars=True, **ONLINE)
    form = browser.sign_in(cast.animator).visit("events.edit", event_id=number)
    page = form.submit(SAVE, {"Jak często": "Tylko raz"})
    assert len(page.errors) == 2
    page.submit(SAVE, {HOURS: "", REGULARS: False})

    event = the_event(store)
    assert (event.format, event.signup_closes_hours, event.takes_regulars) == (
        EventFormat.SINGLE,
        None,
        False,
    )


def said(event: Event) -> tuple[str, str]:
    return signup(event), signup_in_calendar(event, "")


def one(when: Schedule | None = None, **facts: Any) -> Event:
    """An event in nobody's database, as words see it."""
    format_ = when.format if isinstance(when, Repeated) else EventFormat.SINGLE
    return Event(format=format_, **{"signup_mode": SignupMode.PHONE, "signup_note": ""} | facts)


CYCLE_RULE = Repeated(Rule(Frequency.WEEKLY, date(2027, 3, 4), time(17), time(18)))


@pytest.mark.parametrize(
    ("event", "line", "in_calendar"),
    [
        (one(), "Zapisy telefoniczne", "Zapisy: telefonicznie."),
        (
            one(signup_opens_at=to_utc(date(2027, 6, 6), time(9, 5)), signup_note="Pytaj o Annę."),
            "Zapisy telefoniczne. Zapisy od niedzieli, 6 czerwca, 9.05. Pytaj o Annę",
            "Zapisy: telefonicznie. Zapisy od niedzieli, 6 czerwca 2027, 9.05. Pytaj o Annę.",
        ),
        (
            one(signup_closes_at=to_utc(date(2028, 1, 14), time(0))),
            "Zapisy telefoniczne. Zapisy do czwartku, 13 stycznia 2028",
            "Zapisy: telefonicznie. Zapisy do czwartku, 13 stycznia 2028.",
        ),
        (
            one(CYCLE_RULE, signup_closes_hours=1),
            "Zapisy telefoniczne. Zapisy na każde spotkanie zamykają się 1 godzinę przed nim",
            "Zapisy: telefonicznie. Zapisy na każde spotkanie zamykają się 1 godzinę przed nim.",
        ),
        (one(CYCLE_RULE, signup_closes_hours=0), "Zapisy telefoniczne", "Zapisy: telefonicznie."),
        (
            # Nobody signs up for it, so there is nothing to open or to close.
            one(signup_mode=SignupMode.NONE, signup_opens_at=to_utc(date(2027, 6, 6), time(9))),
            "Bez zapisów, wystarczy przyjść",
            "Zapisy: nie trzeba, wystarczy przyjść.",
        ),
    ],
)
def test_how_it_is_said(app: Flask, event: Event, line: str, in_calendar: str) -> None:
    with app.test_request_context():
        assert said(event) == (line, in_calendar)
