"""A resident opens the site and sees what is on, where, and when one can talk to us."""

from collections.abc import Callable
from datetime import date

from flask import Flask

from osl.accounts.models import User
from osl.core import transactions
from osl.core.db import db
from osl.events.meetings import cancel_occurrence
from osl.events.models import Event, EventKind
from tests.browser import Browser
from tests.cast import Cast
from tests.home.conftest import evening, weekly

Planned = Callable[..., int]


def test_what_is_on_in_the_coming_days_leads(browser: Browser, planned: Planned) -> None:
    planned(evening(date(2027, 3, 3)), published=True, title="Śniadanie na skwerze")
    planned(evening(date(2027, 4, 20)), published=True, title="Daleka wycieczka")
    page = browser.visit("/")
    assert page.heading == "Co słychać w sąsiedztwie"
    assert "Śniadanie na skwerze" in page.links
    assert "Daleka wycieczka" not in page.links
    assert "W najbliższych dniach" in page.text
    opened = page.follow("Śniadanie na skwerze")
    assert opened.heading == "Śniadanie na skwerze"


def test_when_nothing_is_near_the_next_ones_show(browser: Browser, planned: Planned) -> None:
    planned(evening(date(2027, 4, 20)), published=True, title="Daleka wycieczka")
    page = browser.visit("/")
    assert "Daleka wycieczka" in page.links
    assert "Przed nami" in page.text


def test_a_busy_series_leaves_room_for_the_others(browser: Browser, planned: Planned) -> None:
    """Three mornings a week of the same class stand as three lines, not as the whole page."""
    for day in (2, 3, 4):
        planned(weekly(date(2027, 3, day)), published=True, title=f"Zajęcia {day}")
    planned(evening(date(2027, 3, 7)), published=True, title="Koncert")
    planned(weekly(date(2027, 4, 20), meeting_count=2), published=True, title="Kurs szycia")
    page = browser.visit("/")
    names = [e.text for e in page.dom.with_class("event-title")]
    assert names == ["Zajęcia 2", "Zajęcia 3", "Zajęcia 4", "Koncert"]
    assert "Kolejne terminy: 9, 16 i 23 marca, dalsze terminy" in page.text


def test_when_nothing_is_near_a_weekly_class_does_not_fill_the_page(
    browser: Browser, planned: Planned
) -> None:
    planned(weekly(date(2027, 4, 8)), published=True, title="Joga")
    planned(evening(date(2027, 6, 20)), published=True, title="Festyn")
    page = browser.visit("/")
    assert [e.text for e in page.dom.with_class("event-title")] == ["Joga", "Festyn"]


def test_a_called_off_meeting_of_the_week_is_on_the_front_page(
    app: Flask, browser: Browser, cast: Cast, planned: Planned
) -> None:
    number = planned(weekly(), published=True, title="Joga")
    with app.test_request_context(), transactions.unit():
        meeting = db.session.get_one(Event, number).occurrences[0]
        organiser = db.session.get_one(User, cast.organiser.id)
        cancel_occurrence(meeting, reason="Awaria", actor=organiser)
    page = browser.visit("/")
    assert "Odwołane" in page.text
    cards = [e.text for e in page.dom.with_class("community-next")]
    assert cards == ["Najbliżej: czwartek, 11 marca, Joga"]


def test_a_holiday_is_named_on_its_card(browser: Browser, planned: Planned) -> None:
    planned(evening(date(2027, 3, 29)), published=True, title="Lany poniedziałek")
    card = browser.visit("/").dom.with_class("event")[0]
    assert "Poniedziałek Wielkanocny" in card.text


def test_an_empty_town_says_what_to_do(browser: Browser, cast: Cast) -> None:
    page = browser.visit("/")
    assert "Teraz nic nie jest zaplanowane" in page.text
    assert "Wzgórze" in page.links


def test_open_hours_of_each_community_stand_once(browser: Browser, planned: Planned) -> None:
    planned(weekly(), published=True, title="Dyżur organizatora", kind=EventKind.OPEN_HOURS)
    page = browser.visit("/")
    talk = next(e for e in page.dom.all("section") if e["id"] == "talk")
    assert talk.text.count("w każdy czwartek o 17.00") == 1
    assert "czwartek, 4 marca" in talk.text


def test_a_stranger_sees_no_drafts_and_gets_no_cookie(browser: Browser, planned: Planned) -> None:
    planned(evening(date(2027, 3, 3)), title="Tajny szkic")
    page = browser.visit("/")
    assert "Tajny szkic" not in page.text
    assert "Set-Cookie" not in page.response.headers


def test_the_phone_stands_first_and_dials(browser: Browser, cast: Cast) -> None:
    page = browser.visit("/")
    dials = [a for a in page.dom.all("a") if a["href"] == "tel:+48000000001"]
    assert dials
    assert dials[0].text == "000 000 001"


def test_the_page_speaks_ukrainian_and_keeps_it(browser: Browser, planned: Planned) -> None:
    planned(evening(date(2027, 3, 3)), published=True)
    page = browser.visit("/?lang=uk")
    assert page.dom.all("html")[0]["lang"] == "uk"
    assert page.heading == "Що відбувається по сусідству"
    assert "lang=uk" in page.links["Gry sąsiedzkie"]
    marks = {e["hreflang"]: e["href"] for e in page.dom.all("link") if e["rel"] == "alternate"}
    assert marks == {
        "pl": "http://127.0.0.1:8000/",
        "en": "http://127.0.0.1:8000/?lang=en",
        "uk": "http://127.0.0.1:8000/?lang=uk",
        "x-default": "http://127.0.0.1:8000/",
    }
