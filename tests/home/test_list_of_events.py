"""The list by day: narrowed by what the address asks for, searched without Polish letters."""

from collections.abc import Callable
from datetime import date, timedelta

from flask import Flask

from osl.communities.models import Audience, Fact, Venue
from osl.core import transactions
from osl.core.db import db
from osl.events.models import EventKind, Strand
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.home.conftest import evening

Planned = Callable[..., int]


def titles(page: Page) -> list[str]:
    return [e.text for e in page.dom.with_class("event-title")]


def test_the_list_goes_by_day(browser: Browser, planned: Planned) -> None:
    planned(evening(date(2027, 3, 1), 20, 21), published=True, title="Dziś wieczorem")
    planned(evening(date(2027, 3, 1), 18, 19), published=True, title="Dziś wcześniej")
    planned(evening(date(2027, 3, 5)), published=True, title="W piątek")
    page = browser.visit("/wydarzenia")
    assert titles(page) == ["Dziś wcześniej", "Dziś wieczorem", "W piątek"]
    headings = [e.text for e in page.dom.with_class("agenda-heading")]
    assert headings == ["Dzisiaj poniedziałek, 1 marca 2027", "piątek, 5 marca 2027"]


def test_filters_stay_in_the_address_and_go_along_to_the_month(
    browser: Browser, cast: Cast, planned: Planned
) -> None:
    planned(published=True, title="Nasze")
    planned(published=True, title="Ich", community=cast.ostrowiecka)
    page = browser.visit("/wydarzenia").submit("Pokaż", {"Społeczność": "Wzgórze"})
    assert titles(page) == ["Nasze"]
    assert page.heading == "Wydarzenia: Wzgórze"
    assert "spolecznosc=wzgorze" in page.links["Widok miesiąca"]
    assert "Ich" not in page.follow("Widok miesiąca").links


def test_each_filter_narrows(app: Flask, browser: Browser, cast: Cast, planned: Planned) -> None:
    with app.app_context(), transactions.unit():
        db.session.get_one(Venue, cast.hall.id).lift = Fact.YES
    planned(published=True, title="Zwykłe")
    planned(
        published=True,
        title="Szczególne",
        kind=EventKind.WORKSHOP,
        strand=Strand.SPORT,
        audience=Audience.SENIORS,
    )
    planned(published=True, title="Bez miejsca", hall=False, place_note="u nas")
    for query in ("rodzaj=workshop", "nurt=sport", "dla=seniors"):
        assert titles(browser.visit(f"/wydarzenia?{query}")) == ["Szczególne"]
    assert "Bez miejsca" not in titles(browser.visit("/wydarzenia?dostep=lift"))
    assert len(titles(browser.visit("/wydarzenia?dostep=lift"))) == 2


def test_what_nobody_could_choose_is_passed_over(browser: Browser, planned: Planned) -> None:
    planned(published=True)
    strange = "spolecznosc=nie-ma&rodzaj=%3Cb%3E&nurt=&dla=x&dostep=__class__&od=2027-99-99"
    page = browser.visit(f"/wydarzenia?{strange}")
    assert titles(page) == ["Gry sąsiedzkie"]


def test_the_search_forgives_missing_polish_letters(browser: Browser, planned: Planned) -> None:
    planned(published=True, title="Żółwie i łódki")
    planned(published=True, title="Co innego")
    for text in ("zolw", "ŻÓŁWIE", "lodki zolwie"):
        page = browser.visit("/").submit("Szukaj", {"Czego szukasz?": text})
        assert titles(page) == ["Żółwie i łódki"]
    nothing = browser.visit("/wydarzenia?szukaj=100%25_")
    assert titles(nothing) == []
    assert "Żaden nadchodzący termin nie pasuje" in nothing.text


def test_the_search_also_names_a_community(browser: Browser, cast: Cast) -> None:
    page = browser.visit("/wydarzenia?szukaj=wzgorze")
    assert page.follow("Wzgórze").path == "/spolecznosci/wzgorze"


def test_what_is_not_to_come_can_be_sought_in_the_past(
    browser: Browser, planned: Planned, clock
) -> None:
    planned(evening(date(2027, 3, 2)), published=True, title="Bal karnawałowy")
    clock.shift(timedelta(days=10))
    page = browser.visit("/wydarzenia?szukaj=bal").follow("Poszukaj wśród minionych")
    assert page.path == "/wydarzenia/archiwum"
    assert titles(page) == ["Bal karnawałowy"]


def test_a_long_list_goes_on_by_date_and_loses_no_meeting(
    browser: Browser, planned: Planned
) -> None:
    for number in range(45):
        day = date(2027, 3, 2) + timedelta(days=number // 3)
        planned(evening(day, 10 + number % 3, 15), published=True, title=f"Spotkanie {number:02}")
    first = browser.visit("/wydarzenia")
    seen = titles(first)
    assert len(seen) == 39
    second = first.follow("Dalsze terminy, od 15 marca 2027")
    assert seen + titles(second) == [f"Spotkanie {number:02}" for number in range(45)]
    assert titles(second.follow("Wróć do dzisiaj")) == seen


def test_a_crowded_day_is_shown_whole(browser: Browser, planned: Planned) -> None:
    for number in range(43):
        planned(evening(date(2027, 3, 2)), published=True, title=f"Spotkanie {number:02}")
    planned(evening(date(2027, 3, 3)), published=True, title="Nazajutrz")
    page = browser.visit("/wydarzenia")
    assert len(titles(page)) == 43
    assert titles(page.follow("Dalsze terminy")) == ["Nazajutrz"]


def test_the_archive_has_pages_and_begins_with_the_latest(
    browser: Browser, planned: Planned, clock
) -> None:
    for number in range(32):
        day = date(2027, 3, 2) + timedelta(days=number)
        planned(evening(day), published=True, title=f"Spotkanie {number:02}")
    clock.shift(timedelta(days=60))
    page = browser.visit("/wydarzenia/archiwum")
    assert titles(page)[:2] == ["Spotkanie 31", "Spotkanie 30"]
    assert titles(page.follow("Następna strona")) == ["Spotkanie 01", "Spotkanie 00"]
    assert titles(browser.visit("/wydarzenia/archiwum?strona=99")) == [
        "Spotkanie 01",
        "Spotkanie 00",
    ]
    assert browser.visit("/wydarzenia/archiwum?strona=-1").status == 200
