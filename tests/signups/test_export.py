"""A list of sign-ups as a file: for its team only, noted, counted, and safe to open."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import StaffSession, User
from osl.core import transactions
from osl.core.audit import AuditEntry
from osl.core.clock import utcnow
from osl.core.db import db
from osl.signups.models import Help
from osl.signups.operations import withdraw
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.core.test_sheets import Workbook
from tests.events.conftest import Planned, everything
from tests.signups.conftest import SignUp, act, open_event

CSV = {"Rodzaj pliku": "csv"}


def form(browser: Browser, event_id: int) -> Page:
    return browser.visit(f"/panel/wydarzenia/{event_id}/zapisy/eksport")


def rows(page: Page) -> list[dict[str, str]]:
    text = page.response.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def exports(store: Session) -> list[AuditEntry]:
    return list(store.scalars(select(AuditEntry).where(AuditEntry.action == "signups.exported")))


def test_everybody_whose_sign_up_holds_is_in_the_file_and_it_is_noted(
    app: Flask, browser: Browser, cast: Cast, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    dance = open_event(planned, places=2, takes_children=True)
    signed_up(dance, "Anna A", party_size=2, children=[("Ola", 7)], note="=1+1")
    signed_up(dance, "Jan B", by=cast.animator, phone="600100200", email="")
    act(app, signed_up(dance, "Ewa C"), withdraw)
    page = form(browser.sign_in(cast.animator), dance).submit("Pobierz", CSV)
    assert page.status == 200
    assert "attachment" in page.response.headers["Content-Disposition"]
    assert page.response.headers["Cache-Control"] == "no-store"
    found = rows(page)
    assert [(one["Imię i nazwisko"], one["Stan"], one["Osoby"]) for one in found] == [
        ("Anna A", "Ma miejsce", "2"),
        ("Jan B", "Na liście rezerwowej", "1"),
    ]
    assert found[0]["Notatka"] == "'=1+1"
    assert found[0]["Dzieci"] == "Ola (7)"
    assert (found[1]["Telefon"], found[1]["Kto wpisał"]) == ("600 100 200", "Jan Testowy")
    (entry,) = exports(store)
    assert (entry.subject_id, entry.actor_id) == (dance, cast.animator.id)
    assert entry.details["count"] == 2
    assert "Anna A" not in str(entry.details)


def test_help_needs_are_left_out_unless_they_are_asked_for(
    browser: Browser, cast: Cast, dance: int, signed_up: SignUp, store: Session
) -> None:
    signed_up(dance, "Anna A", help_needed=[Help.LARGE_PRINT])
    browser.sign_in(cast.animator)
    page = form(browser, dance).submit("Pobierz", CSV)
    assert "duży druk" not in page.response.data.decode()
    page = form(browser, dance).submit("Pobierz", CSV | {"Z informacją o potrzebnej pomocy": True})
    assert rows(page)[0]["Potrzebna pomoc"] == "duży druk"
    assert sorted(one.details["with_help"] for one in exports(store)) == [False, True]


def test_a_workbook_holds_words_as_words(
    browser: Browser, cast: Cast, dance: int, signed_up: SignUp
) -> None:
    signed_up(dance, "=cmd|' /C calc'!A0")
    page = form(browser.sign_in(cast.animator), dance).submit("Pobierz")
    assert page.response.headers["Content-Disposition"].endswith(".xlsx")
    book = Workbook(page.response.data)
    assert "=cmd|' /C calc'!A0" in book.values().values()
    assert "f" not in book.every_tag()  # no cell calculates


def test_who_has_not_shown_who_they_are_lately_is_asked_first(
    app: Flask, browser: Browser, cast: Cast, dance: int, store: Session
) -> None:
    opened = form(browser.sign_in(cast.animator), dance)
    with app.app_context(), transactions.unit():
        db.session.get_one(User, cast.animator.id).password_hash = "has one"
        for one in db.session.scalars(select(StaffSession)):
            one.proved_at = utcnow() - timedelta(hours=2)
    page = opened.submit("Pobierz", CSV)
    assert page.path == "/panel/potwierdzenie"
    assert form(browser, dance).path == "/panel/potwierdzenie"
    assert exports(store) == []


def test_ten_files_an_hour_are_the_most(
    browser: Browser,
    cast: Cast,
    dance: int,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    browser.sign_in(cast.animator)
    opened = form(browser, dance)
    for _number in range(10):
        assert opened.submit("Pobierz", CSV).status == 200
    page = opened.submit("Pobierz", CSV)
    assert page.status == 422
    assert page.errors == [
        "W ciągu godziny pobrano dziesięć plików i to jest limit. Spróbuj później."
    ]
    assert len(exports(store)) == 10
    browser.sign_in(cast.organiser)
    assert form(browser, dance).submit("Pobierz", CSV).status == 200
    clock.shift(timedelta(hours=1, seconds=1))
    browser.sign_in(cast.animator)
    assert form(browser, dance).submit("Pobierz", CSV).status == 200


@pytest.mark.parametrize("who", ["other_animator", "adviser", "administrator"])
def test_only_the_team_of_the_event_takes_it_away(
    browser: Browser, cast: Cast, dance: int, signed_up: SignUp, store: Session, who: str
) -> None:
    signed_up(dance, "Anna Tajna")
    browser.sign_in(getattr(cast, who))
    token = browser.visit("/panel/konto/imie").dom.all("input", name="csrf_token")[0]["value"]
    before = everything(store)
    address = f"/panel/wydarzenia/{dance}/zapisy/eksport"
    page = browser.post(address, [("csrf_token", token), ("kind", "csv")])
    assert page.status == 403
    assert "Tajna" not in page.response.text
    assert everything(store) == before
