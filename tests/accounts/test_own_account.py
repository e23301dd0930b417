"""One's own account: the name, and the browsers one is signed in with."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import StaffSession
from tests.accounts.keys import (
    FIREFOX,
    NOON,
    PHONE,
    code_now,
    fresh,
    give_password,
    give_phone,
    sign_in,
)
from tests.browser import Browser
from tests.cast import Cast

ANIMATOR = "animator@example.org"


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def enter(
    browser: Browser, app: Flask, cast: Cast, program: str, noon: time_machine.Traveller
) -> Browser:
    noon.shift(60)  # a fresh code
    browser.headers["User-Agent"] = program
    sign_in(browser, ANIMATOR).submit("Zaloguj się", {"Kod": code_now()})
    browser.is_anonymous = False
    return browser


@pytest.fixture(autouse=True)
def keys(app: Flask, cast: Cast) -> None:
    give_password(app, cast.animator)
    give_phone(app, cast.animator)


def test_one_sees_where_one_is_signed_in(
    browser: Browser, another_browser: Browser, app: Flask, cast: Cast, noon: time_machine.Traveller
) -> None:
    enter(another_browser, app, cast, PHONE, noon)
    page = enter(browser, app, cast, FIREFOX, noon).visit("accounts.account")
    rows = [row.text for row in page.dom.all("th", scope="row")]
    assert rows == ["Firefox, Windows ta przeglądarka", "Chrome, Android"]
    assert "animator / animatorka: Wzgórze" in page.text


def test_one_signs_another_browser_out(
    browser: Browser, another_browser: Browser, app: Flask, cast: Cast, noon: time_machine.Traveller
) -> None:
    enter(another_browser, app, cast, PHONE, noon)
    page = enter(browser, app, cast, FIREFOX, noon).visit("accounts.account")
    page = page.submit("Wyloguj tam")
    assert page.notices == ["Ta przeglądarka została wylogowana."]
    assert another_browser.visit("accounts.account").heading == "Logowanie"
    assert browser.visit("accounts.account").heading == "Moje konto"


def test_one_signs_out_everywhere_else(
    browser: Browser, another_browser: Browser, app: Flask, cast: Cast, noon: time_machine.Traveller
) -> None:
    enter(another_browser, app, cast, PHONE, noon)
    page = enter(browser, app, cast, FIREFOX, noon).visit("accounts.account")
    page = page.submit("Wyloguj we wszystkich innych przeglądarkach")
    assert page.heading == "Moje konto"
    assert another_browser.visit("accounts.account").heading == "Logowanie"


def test_nobody_ends_the_session_of_somebody_else(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    another_browser.sign_in(cast.adviser)
    theirs = store.scalars(select(StaffSession.id)).one()
    browser.sign_in(cast.animator)
    token = browser.visit("accounts.rename").dom.all("input", name="csrf_token")[0]["value"]
    answer = browser.post(f"/panel/konto/sesje/{theirs}/zakonczenie", {"csrf_token": token})
    assert answer.status == 404
    assert another_browser.visit("accounts.account").heading == "Moje konto"


def test_one_changes_ones_name(browser: Browser, cast: Cast, store: Session) -> None:
    page = browser.sign_in(cast.animator).visit("accounts.account").follow("Zmień: Imię i nazwisko")
    page = page.submit("Zapisz", {"Imię i nazwisko": "Jan Nowy"})
    assert page.notices == ["Imię i nazwisko zostały zapisane."]
    assert fresh(store, cast.animator).name == "Jan Nowy"


def test_a_session_ended_during_a_request_does_not_come_back(
    browser: Browser, cast: Cast, store: Session, noon: time_machine.Traveller
) -> None:
    browser.sign_in(cast.animator)
    kept = store.scalars(select(StaffSession)).one()
    kept.ended_at = NOON
    store.commit()
    noon.shift(120)
    assert browser.visit("accounts.account").heading == "Logowanie"
    assert store.scalars(select(StaffSession.seen_at)).one() < NOON.replace(minute=1)


def test_a_page_for_residents_knows_no_visitor(browser: Browser, cast: Cast) -> None:
    page = browser.visit("/health/live")
    assert "Cookie" not in page.response.headers.get("Vary", "")
    assert "Set-Cookie" not in page.response.headers
