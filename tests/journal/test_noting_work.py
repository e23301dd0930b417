"""Noting one's own work: in a moment, in words, and for nobody else's eyes."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from time_machine import Traveller

from osl.events.models import EventKind
from osl.journal.forms import minutes_in
from osl.journal.models import WorkKind
from osl.logbook.heads import count_heads
from tests.browser import Browser
from tests.cast import Cast
from tests.journal.conftest import TODAY, evening, filled, journal, note
from tests.logbook.conftest import Planned, act, deeds, meeting_of


def test_an_animator_notes_work_and_sees_the_day_grow(
    browser: Browser, cast: Cast, store: Session
) -> None:
    browser.sign_in(cast.animator)
    page = note(browser, kind="Sieciowanie", people="12", text="Spotkanie u partnera.")
    assert page.notices == ["Zapisano."]
    assert "Zapisane tego dnia: 1 godz. 30 min" in page.text
    page = page.submit("Zapisz", {"Rodzaj pracy": "Planowanie", "Jak długo": "30 min"})
    assert "Zapisane tego dnia: 2 godz." in page.text
    first, second = journal(store)
    assert (first.kind, first.minutes, first.people_reached) == (WorkKind.NETWORKING, 90, 12)
    assert (first.community_id, first.worked_on) == (cast.wzgorze.id, TODAY)
    assert (second.kind, second.minutes) == (WorkKind.PLANNING, 30)
    assert deeds(store)[-2:] == ["journal.noted"] * 2


def test_a_second_click_is_the_same_entry(browser: Browser, cast: Cast, store: Session) -> None:
    page = browser.sign_in(cast.animator).visit("journal.add")
    for _click in range(2):
        assert page.submit("Zapisz", filled()).notices == ["Zapisano."]
    assert len(journal(store)) == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("90", 90),
        ("1:30", 90),
        ("1 h 30 min", 90),
        ("1,5 h", 90),
        ("2h", 120),
        ("45 min", 45),
        ("1:75", None),
        ("długo", None),
    ],
)
def test_time_is_typed_as_people_say_it(typed: str, meant: int | None) -> None:
    assert minutes_in(typed) == meant


def test_what_cannot_be_is_said_in_words_and_stays_typed(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = browser.sign_in(cast.animator).visit("journal.add")
    tries = (
        ({"Dzień": "2027-03-02"}, "dopiero będzie"),
        ({"Dzień": "2026-02-27"}, "ponad rok temu"),
        ({"Inny czas": "długo"}, "Wpisz tak: 1:30"),
        ({"Inny czas": "25:00"}, "od 1 minuty do 24 godzin"),
        ({"Inny czas": ""}, "jak długo"),
        ({"Rodzaj pracy": ""}, "jaka to była praca"),
        ({"Notatka": "PESEL 44051401359"}, "PESEL"),
        ({"Notatka": "Rozmowa o przemocy"}, "przemocy"),
        ({"Ile osób objęła ta praca": "-3"}, "od 0 do"),
    )
    for told, words in tries:
        refused = page.submit("Zapisz", filled(text="Zebranie w szkole.") | told)
        assert refused.status == 422, told
        assert words in refused.errors[0], told
        assert told.get("Notatka", "Zebranie w szkole.") in refused.text
    assert journal(store) == []


def test_a_day_has_twenty_four_hours(browser: Browser, cast: Cast, store: Session) -> None:
    browser.sign_in(cast.animator)
    note(browser, length="20:00")
    page = note(browser, length="5:00")
    assert page.status == 422
    assert "jest już zapisane 20 godz." in page.errors[0]
    assert note(browser, length="4:00").notices == ["Zapisano."]
    browser.sign_in(cast.organiser)
    assert note(browser, length="20:00").notices == ["Zapisano."], "a day of her own"
    assert [one.minutes for one in journal(store)] == [1200, 240, 1200]


def test_an_entry_is_put_right_by_its_author_only(
    browser: Browser, cast: Cast, store: Session
) -> None:
    note(browser.sign_in(cast.animator))
    entry = journal(store)[0].id
    page = browser.visit("journal.edit", entry_id=entry)
    assert page.submit("Zapisz", {"Inny czas": "2:00"}).notices == ["Wpis jest zapisany."]
    late = page.submit("Zapisz", {"Inny czas": "3:00"})
    assert late.status == 409
    assert "2:00" in late.text
    assert journal(store)[0].minutes == 120
    page = browser.visit("journal.edit", entry_id=entry).submit("Zapisz", {"Jak długo": "15 min"})
    assert journal(store)[0].minutes == 15, "a tap beside what stood there"
    browser.sign_in(cast.social_worker)
    assert browser.visit("journal.edit", entry_id=entry).status == 404
    browser.sign_in(cast.organiser)
    assert browser.visit("journal.edit", entry_id=entry).status == 403
    browser.sign_in(cast.animator)
    page = browser.visit("journal.edit", entry_id=entry).submit("Usuń")
    assert page.notices == ["Wpis jest usunięty."]
    assert journal(store) == []
    assert deeds(store)[-2:] == ["journal.changed", "journal.removed"]


def test_a_meeting_of_the_day_is_taken_over_with_one_tap(
    app: Flask, browser: Browser, cast: Cast, planned: Planned, store: Session, clock: Traveller
) -> None:
    event = planned(
        evening(TODAY, 15, 17),
        published=True,
        title="Czwartek przy herbacie",
        kind=EventKind.OPEN_HOURS,
    )
    planned(evening(TODAY, 15, 17), published=True, title="Cudze", community=cast.ostrowiecka)
    browser.sign_in(cast.animator)
    assert "Czwartek przy herbacie" not in browser.visit("journal.add").text, "it has not begun"
    clock.shift(timedelta(hours=9))
    act(app, meeting_of(store, event), count_heads, 7, actor=cast.animator)
    page = browser.sign_in(cast.animator).visit("journal.add")
    assert "Cudze" not in page.text
    tapped = page.submit("Czwartek przy herbacie")
    assert tapped.notices == ["Zapisane. Możesz poprawić."]
    page.submit("Czwartek przy herbacie")
    (entry,) = journal(store)
    assert (entry.kind, entry.minutes, entry.people_reached) == (WorkKind.OPEN_HOURS, 120, 7)
    assert (entry.event_id, entry.worked_on) == (event, date(2027, 3, 1))
    assert "Z kalendarza" not in tapped.text
