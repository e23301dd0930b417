"""The list of people as a file: for the organiser, after the password, noted, and safe to open."""

import csv
import io
from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import StaffSession, User
from osl.core.clock import utcnow
from osl.core.db import db
from osl.people.cards import note_leader_step
from osl.people.models import LeaderStatus, TimeOfWeek
from tests.browser import Browser, Page
from tests.cards.conftest import AGREED, Meet, act_on, acted
from tests.cast import Cast
from tests.ideas.conftest import unit

EXPORT = "/panel/ludzie/eksport"
CSV = {"Rodzaj pliku": "csv"}


def rows(page: Page) -> list[dict[str, str]]:
    text = page.response.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_everybody_is_in_the_file_and_it_is_noted(
    app: Flask, browser: Browser, cast: Cast, meet: Meet, store: Session
) -> None:
    facts = {"own_words": "=1+1", "free_times": [TimeOfWeek.SATURDAYS]}
    anna = meet("Anna Testowa", card=facts)
    meet("Jan Wzorcowy", phone="600100300", community=cast.ostrowiecka)
    act_on(app, anna, note_leader_step, LeaderStatus.ACTIVE, AGREED, by=cast.animator)
    page = browser.sign_in(cast.organiser).visit(EXPORT).submit("Pobierz", CSV)

    assert page.response.headers["Cache-Control"] == "no-store"
    found = rows(page)
    assert [one["Imię i nazwisko"] for one in found] == ["Anna Testowa", "Jan Wzorcowy"]
    assert found[0]["Własnymi słowami"] == "'=1+1"
    assert found[0]["Lokalny lider"] == "Działa z nami"
    assert (found[0]["Ma czas"], found[0]["Społeczności"]) == ("w soboty", "Wzgórze")
    assert found[1]["Karta od"] == ""
    [entry] = acted(store, "people.exported")
    assert (entry.actor_id, entry.details) == (cast.organiser.id, {"count": 2})


def test_the_file_is_narrowed_as_the_list_was(browser: Browser, cast: Cast, meet: Meet) -> None:
    meet("Anna Testowa", card=True)
    meet("Jan Wzorcowy", phone="600100300")
    page = browser.sign_in(cast.organiser).visit("/panel/ludzie?karta=tak")
    page = page.follow("Pobierz plik").submit("Pobierz", CSV)

    assert [one["Imię i nazwisko"] for one in rows(page)] == ["Anna Testowa"]


def test_it_can_be_a_spreadsheet(browser: Browser, cast: Cast, meet: Meet) -> None:
    meet("Anna Testowa", card=True)
    page = browser.sign_in(cast.organiser).visit(EXPORT).submit("Pobierz")

    assert page.response.data[:2] == b"PK"


def test_whoever_was_not_asked_lately_shows_the_password_first(
    app: Flask, browser: Browser, cast: Cast, store: Session
) -> None:
    browser.sign_in(cast.organiser)
    with unit(app):
        db.session.get_one(User, cast.organiser.id).password_hash = "set"
        for one in db.session.scalars(select(StaffSession)):
            one.proved_at = utcnow() - timedelta(hours=2)
    page = browser.get(EXPORT, follow=False)

    assert page.status == 303
    assert "/panel/potwierdzenie" in page.response.headers["Location"]
    assert acted(store, "people.exported") == []


def test_ten_files_an_hour_are_the_most(
    browser: Browser, cast: Cast, meet: Meet, store: Session
) -> None:
    meet("Anna Testowa")
    form = browser.sign_in(cast.organiser).visit(EXPORT)
    for _time in range(10):
        assert form.submit("Pobierz", CSV).status == 200
    page = form.submit("Pobierz", CSV)

    assert page.status == 422
    assert len(acted(store, "people.exported")) == 10


def test_an_animator_takes_nothing_away(browser: Browser, cast: Cast, store: Session) -> None:
    page = browser.sign_in(cast.animator).visit("/panel/ludzie")
    assert "Pobierz plik" not in page.links
    assert browser.visit(EXPORT).status == 403
