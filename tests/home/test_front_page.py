"""A resident opens the site and sees what is on, where, and when one can talk to us."""

from collections.abc import Callable
from datetime import date

from osl.events.models import EventKind
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
