"""A series ends sooner or later than planned, or goes on and on."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.events.models import ChangedThing, Occurrence, Series
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import (
    Planned,
    actions,
    calendar,
    check,
    days,
    evening,
    everything,
    told,
    weekly,
)

SAVE = "Zapisz zmiany"
ON_A_DAY = "W dniu podanym niżej"
AFTER_SOME = "Po liczbie spotkań podanej niżej"
NEVER = "Trwa dalej, bez końca"


def end_of(browser: Browser, cast: Cast, event_id: int) -> Page:
    browser.sign_in(cast.animator)
    return browser.visit("events.show", event_id=event_id).follow("Skróć lub przedłuż")


def ids(store: Session) -> list[int]:
    return list(store.scalars(select(Occurrence.id).order_by(Occurrence.slot_at)))


def test_a_series_ends_sooner(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(until_on=date(2027, 3, 25)), published=True)
    known = ids(store)
    form = end_of(browser, cast, event_id)
    assert form.heading == "Skróć lub przedłuż: Gry sąsiedzkie"
    page = form.submit(SAVE, {"Ostatni dzień": "2027-03-11"})

    shown = check(page)
    assert "w każdy czwartek o 17.00, do 11 marca 2027" in shown
    assert "czwartek, 18 marca 2027, 17.00–18.30: nie będzie tego terminu" in shown
    assert "czwartek, 25 marca 2027, 17.00–18.30: nie będzie tego terminu" in shown
    assert ids(store) == known
    page = page.confirm(SAVE)

    assert page.notices == ["Zmiany są zapisane."]
    assert ids(store) == known[:2]
    assert told(store) == [
        (
            ChangedThing.TIME,
            "w każdy czwartek o 17.00, do 25 marca 2027, koniec o 18.30",
            "w każdy czwartek o 17.00, do 11 marca 2027, koniec o 18.30",
        )
    ]
    assert actions(store)[-1] == "event.changed"
    public = browser.visit("home.event", event_id=event_id)
    assert "zmiana terminu z „w każdy czwartek o 17.00, do 25 marca 2027" in public.text
    (entry,) = calendar(browser)
    assert entry["RRULE"]["UNTIL"] == [datetime(2027, 3, 11, 16, tzinfo=UTC)]
    assert entry["SEQUENCE"] == 1

    known_actions = actions(store)
    again = form.submit(SAVE, {"Ostatni dzień": "2027-03-11"})  # a second click
    assert again.notices == ["Nic się nie zmieniło."]
    assert actions(store) == known_actions


def test_a_series_that_has_met_is_extended(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    known = ids(store)
    clock.move_to("2027-03-12T09:00:00+00:00")
    page = end_of(browser, cast, event_id)
    assert page.dom.all("input", name="meeting_count")[0]["value"] == "4"
    page = page.submit(SAVE, {"Liczba spotkań, licząc od pierwszego": "6"})
    assert "w każdy czwartek o 17.00, 6 spotkań" in check(page)
    page.confirm(SAVE)

    assert ids(store)[:4] == known
    assert days(store)[-2:] == [date(2027, 4, 1), date(2027, 4, 8)]
    series = store.scalars(select(Series)).one()
    assert (series.meeting_count, series.first_on) == (6, date(2027, 3, 4))


def test_an_endless_series_ends_and_goes_on_again(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(), published=True)
    known = ids(store)
    page = end_of(browser, cast, event_id)
    page = page.submit(SAVE, {"Kiedy się kończy?": ON_A_DAY, "Ostatni dzień": "2027-04-08"})
    assert "nie będzie tego terminu" in check(page)
    page.confirm(SAVE)
    assert ids(store) == known[:6]
    assert store.scalars(select(Series.horizon_on)).one() == date(2027, 4, 8)

    page = end_of(browser, cast, event_id).submit(SAVE, {"Kiedy się kończy?": NEVER})
    page.confirm(SAVE)
    assert ids(store)[:6] == known[:6]
    assert len(ids(store)) == len(known)
    series = store.scalars(select(Series)).one()
    assert (series.until_on, series.meeting_count) == (None, None)
    assert series.horizon_on == date(2028, 9, 1)
    (entry,) = calendar(browser)
    assert "UNTIL" not in entry["RRULE"]

    page = end_of(browser, cast, event_id)
    page = page.submit(
        SAVE,
        {"Kiedy się kończy?": AFTER_SOME, "Liczba spotkań, licząc od pierwszego": "3"},
    )
    page.confirm(SAVE)
    assert ids(store) == known[:3]
    assert [one[0] for one in told(store)] == [ChangedThing.TIME] * 3


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"Ostatni dzień": ""}, "Podaj ostatni dzień."),
        ({"Ostatni dzień": "2027-02-30"}, "Nie ma takiej daty."),
        ({"Ostatni dzień": "2027-03-01"}, "Ostatni dzień wypada przed pierwszym."),
        ({"Ostatni dzień": "2027-03-11"}, "Z tej reguły nie wynika już żadne kolejne spotkanie."),
        ({"Ostatni dzień": "2099-03-11"}, "To więcej niż 366 spotkań."),
        ({"Kiedy się kończy?": AFTER_SOME}, "Podaj, ile jest spotkań."),
        (
            {"Kiedy się kończy?": AFTER_SOME, "Liczba spotkań, licząc od pierwszego": "2"},
            "Z tej reguły nie wynika już żadne kolejne spotkanie.",
        ),
        (
            {"Kiedy się kończy?": AFTER_SOME, "Liczba spotkań, licząc od pierwszego": "0"},
            "Podaj przynajmniej jedno spotkanie.",
        ),
        (
            {"Kiedy się kończy?": AFTER_SOME, "Liczba spotkań, licząc od pierwszego": "dużo"},
            "Wpisz liczbę cyframi",
        ),
    ],
)
def test_an_end_that_cannot_be_is_said(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
    *,
    typed: dict[str, Any],
    sentence: str,
) -> None:
    event_id = planned(weekly(until_on=date(2027, 3, 25)), published=True)
    clock.move_to("2027-03-12T09:00:00+00:00")
    form = end_of(browser, cast, event_id)
    before = everything(store)
    page = form.submit(SAVE, typed)

    assert page.status == 422
    assert any(sentence in error for error in page.errors), page.errors
    assert page.dom.with_class("field-error"), "said beside its field"
    assert everything(store) == before


def test_two_people_at_once(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(until_on=date(2027, 3, 25)), published=True)
    mine = end_of(browser, cast, event_id)
    theirs = end_of(another_browser, cast, event_id)
    theirs.submit(SAVE, {"Ostatni dzień": "2027-04-08"}).confirm(SAVE)
    before = everything(store)
    page = mine.submit(SAVE, {"Ostatni dzień": "2027-03-18"})

    assert page.status == 409
    assert "Zapisane teraz: 8 kwietnia 2027" in page.text
    assert everything(store) == before
    assert page.dom.all("input", name="until_on")[0]["value"] == "2027-03-18"


def test_others_end_nothing_and_a_single_evening_has_no_such_page(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(), published=True)
    single = planned(evening(), published=True)
    assert browser.visit("events.end", event_id=event_id).heading == "Logowanie"
    assert browser.sign_in(cast.other_animator).visit("events.end", event_id=event_id).status == 403
    browser.sign_in(cast.animator)
    assert browser.visit("events.end", event_id=99999).status == 404
    assert browser.visit("events.end", event_id=single).heading == "Edycja: Gry sąsiedzkie"
    assert actions(store) == ["event.planned", "event.published"] * 2
