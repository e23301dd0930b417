"""Neighbours read what they are needed for; nobody reads who has come forward."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.db import db
from osl.events.models import Event
from osl.volunteers.models import Shift, Task
from osl.volunteers.shifts import assign, cancel_shift
from osl.volunteers.tasks import add_shifts, close_task, publish_task, weekly_times
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import Planned
from tests.events.test_lists import queries_counted
from tests.volunteers.conftest import Offered, Tasked, do, unit

LANGUAGES = ("pl", "en", "uk")


def of_task(app: Flask, shift_id: int, verb: Callable[..., Any], actor: User, **more: Any) -> int:
    """Let somebody of the team do something with the task of a shift."""
    with unit(app):
        task = db.session.get_one(Shift, shift_id).task
        verb(task, actor=db.session.get_one(User, actor.id), **more)
        return task.id


def cards(page: Page) -> list[str]:
    return [card.text for card in page.dom.with_class("call-card")]


def test_each_card_says_when_where_how_many_and_for_whom(
    browser: Browser, cast: Cast, tasked: Tasked
) -> None:
    tasked(
        "Planszówki z dziećmi",
        needed=3,
        with_children=True,
        least_age=16,
        place_note="Świetlica przy szkole",
    )
    tasked("Kawa dla seniorów", community_id=cast.ostrowiecka.id)
    page = browser.visit("/").follow("Wolontariat")
    assert page.heading == "Wolontariat"
    assert [h.text for h in page.dom.all("h2")][:2] == ["Sąsiedzi z Ostrowieckiej", "Wzgórze"]
    coffee, games = cards(page)
    assert "Kawa dla seniorów" in coffee
    assert "dzieci" not in coffee.lower()
    for words in (
        "środa, 10 marca 2027, 17.00–19.00 · potrzebne jeszcze 3 osoby",
        "Świetlica przy szkole",
        "wiek: od 16 lat",
        "Z dziećmi: przed pierwszym dyżurem sprawdzimy Cię w rejestrach, tak każe prawo.",
    ):
        assert words in games, words
    assert "000 000 001" in page.text  # calling is just as good


def test_nobodys_name_stands_on_a_public_page(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked, offered: Offered
) -> None:
    shift = tasked()
    do(app, offered(shift, note="Mam konewkę"), assign, actor=cast.animator)
    for address in ("/wolontariat", "/wolontariat/1", "/wolontariat/1/zgloszenie"):
        page = browser.visit(address)
        assert page.status == 200
        assert "potrzebna jeszcze 1 osoba" in page.text, address
        for secret in ("Anna", "anna@example.org", "konewk"):
            assert secret not in page.response.get_data(as_text=True), address


def test_the_page_of_a_task_leads_to_the_form_and_wears_its_name(
    browser: Browser, cast: Cast, tasked: Tasked
) -> None:
    tasked(description="Konewki są na miejscu.", skills="rękawice")
    page = browser.visit("/wolontariat").follow("Podlewanie ogrodu")
    assert page.path == "/wolontariat/1-podlewanie-ogrodu"
    assert browser.visit("/wolontariat/1-dawna-nazwa").path == page.path
    assert "Konewki są na miejscu." in page.text
    assert "rękawice" in page.text
    assert page.follow("Chcę pomóc").heading == "Chcę pomóc: Podlewanie ogrodu"


def test_drafts_and_unknown_tasks_do_not_exist_for_strangers(
    browser: Browser, another_browser: Browser, cast: Cast, tasked: Tasked
) -> None:
    tasked(published=False)
    for address in ("/wolontariat/1", "/wolontariat/1/zgloszenie", "/wolontariat/77"):
        assert browser.visit(address).status == 404, address
    assert cards(browser.visit("/wolontariat")) == []
    team = another_browser.sign_in(cast.animator)
    preview = team.visit("/wolontariat/1")
    assert preview.status == 200
    assert "Szkic: widzi go tylko zespół" in preview.text
    assert "Chcę pomóc" not in preview.links
    assert team.visit("/wolontariat/1/zgloszenie").status == 404
    other = another_browser.sign_in(cast.other_animator)
    assert other.visit("/wolontariat/1").status == 404


def test_a_closed_call_says_kindly_that_nobody_is_needed(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked
) -> None:
    shift = tasked(description="Konewki są na miejscu.")
    of_task(app, shift, close_task, cast.organiser)
    page = browser.visit("/wolontariat/1")
    assert page.status == 200
    assert page.heading == "Tu już nikogo nie trzeba"
    assert "Podlewanie" not in page.text  # whatever it was, it is nobody's business now
    assert "Konewki" not in page.text
    assert page.dom.all("meta", name="robots")[0]["content"] == "noindex"
    assert "Zobacz, jak jeszcze możesz pomóc" in page.links
    assert browser.visit("/wolontariat/1/zgloszenie").heading == page.heading
    assert cards(browser.visit("/wolontariat")) == []
    assert "/wolontariat/1" not in browser.visit("/sitemap.xml").response.get_data(as_text=True)
    of_task(app, shift, publish_task, cast.organiser)
    assert browser.visit("/wolontariat/1").heading == "Podlewanie ogrodu"


def test_what_is_over_or_called_off_calls_nobody(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked, clock: time_machine.Traveller
) -> None:
    shift = tasked()
    with unit(app):
        cancel_shift(
            db.session.get_one(Shift, shift), actor=db.session.get_one(User, cast.organiser.id)
        )
    assert cards(browser.visit("/wolontariat")) == []
    tasked("Kawa", on=date(2027, 3, 12))
    assert len(cards(browser.visit("/wolontariat"))) == 1
    clock.shift(timedelta(days=14))
    page = browser.visit("/wolontariat")
    assert cards(page) == []
    assert "Teraz nie szukamy nikogo do pomocy." in page.text
    assert "Nie ma już terminów przed nami." in browser.visit("/wolontariat/2").text
    assert browser.visit("/wolontariat/2/zgloszenie").heading == "Kawa"  # no form any more


def test_the_community_and_the_event_ask_for_help_on_their_pages(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked, planned: Planned, store: Session
) -> None:
    event = planned(published=True)
    shift = tasked("Stolik zapisów")
    with unit(app):
        db.session.get_one(Shift, shift).task.event = db.session.get_one(Event, event)
    page = browser.visit(f"/wydarzenia/{event}")
    assert "Potrzebujemy pomocy przy tym wydarzeniu" in page.text
    task = page.follow("Stolik zapisów")
    assert "Gry sąsiedzkie" in task.links
    assert "Świetlica „Pod Dębem”" in task.text  # where the event is
    place = browser.visit("/spolecznosci/wzgorze")
    assert "Potrzebujemy pomocy" in place.text
    assert "Stolik zapisów" in place.links
    assert "Potrzebujemy pomocy" not in browser.visit("/spolecznosci/ostrowiecka").text
    of_task(app, shift, close_task, cast.organiser)
    assert "Potrzebujemy pomocy" not in browser.visit(f"/wydarzenia/{event}").text
    assert store.get_one(Task, 1).event_id == event


def test_machines_find_open_calls(browser: Browser, cast: Cast, tasked: Tasked) -> None:
    tasked()
    tasked("Szkic", published=False)
    listed = browser.visit("/sitemap.xml").response.get_data(as_text=True)
    assert "/wolontariat</loc>" in listed
    assert "/wolontariat/1-podlewanie-ogrodu</loc>" in listed
    assert "/wolontariat/2" not in listed


def test_pages_ask_as_much_for_many_tasks_as_for_few(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked, planned: Planned
) -> None:
    event = planned(published=True)

    def plan(count: int) -> None:
        for number in range(count):
            shift = tasked(f"Zadanie {number}", place_note="Skwer")
            with unit(app):
                task = db.session.get_one(Shift, shift).task
                task.event = db.session.get_one(Event, event)
                add_shifts(
                    task,
                    weekly_times(date(2027, 3, 20), time(9), time(10), weeks=4),
                    needed=2,
                    actor=db.session.get_one(User, cast.organiser.id),
                )

    pages = ("/wolontariat", "/spolecznosci/wzgorze", f"/wydarzenia/{event}", "/wolontariat/1")

    def asked() -> dict[str, int]:
        found = {}
        for address in pages:
            with queries_counted(app) as sent:
                assert browser.visit(address).status == 200
            found[address] = len(sent)
        return found

    plan(2)
    few = asked()
    plan(20)
    assert asked() == few


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_read_in_three_languages(
    browser: Browser, cast: Cast, tasked: Tasked, language: str
) -> None:
    tasked(needed=1, with_children=True, least_age=16)
    told = {
        "pl": ("Wolontariat", "potrzebna jeszcze 1 osoba"),
        "en": ("Volunteering", "1 more person needed"),
        "uk": ("Волонтерство", "потрібна ще 1 особа"),
    }[language]
    page = browser.visit(f"/wolontariat?lang={language}")
    assert page.heading == told[0]
    assert told[1] in cards(page)[0]
    assert page.follow("Podlewanie ogrodu").dom.all("html")[0]["lang"] == language


HOSTILE = """<script>alert(1)</script>"'{{7*7}}%(name)s"""


def test_hostile_words_stay_words(
    browser: Browser, another_browser: Browser, cast: Cast, tasked: Tasked
) -> None:
    tasked(HOSTILE, description=HOSTILE, place_note=HOSTILE, skills=HOSTILE)
    for address in ("/wolontariat", "/wolontariat/1", "/wolontariat/1/zgloszenie"):
        page = browser.visit(address)
        assert page.status == 200
        assert HOSTILE in page.text, address
        assert [one for one in page.dom.all("script") if not one["src"]] == []
