"""A session that ends in the middle of a long form loses nothing of what was typed."""

import sqlite3

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from osl.accounts.models import StaffSession
from osl.core.clock import utcnow
from osl.events.models import Event
from tests.browser import BASE, Browser, Page
from tests.cast import Cast, sign_in_as

LONG = "Siadamy przy stole.\n\n" + "Każdy przynosi coś od siebie. " * 40


def typed_into(page: Page) -> Page:
    return page.submit(
        "Zapisz szkic",
        {
            "Nazwa wydarzenia": "Kawa u sąsiadki",
            "Data": "2027-06-10",
            "Od godziny": "17:00",
            "Do godziny": "18:30",
            "Wzgórze": True,
            "Opis": LONG,
        },
    )


def from_our_page(browser: Browser) -> None:
    browser.headers["Origin"] = BASE


def test_what_was_typed_waits_until_one_has_signed_in_again(
    browser: Browser, cast: Cast, store: Session
) -> None:
    from_our_page(browser)
    form = browser.sign_in(cast.animator).visit("/panel/wydarzenia/nowe")
    browser.client.delete_cookie("osl", domain="127.0.0.1")

    page = typed_into(form)

    assert page.status == 403
    assert page.heading == "Jeszcze nie zapisane, ale nic nie przepadło"
    assert page.links["Zaloguj się w nowej karcie"] == "/panel/logowanie"
    assert store.scalar(select(Event)) is None

    sign_in_as(browser, cast.animator)  # in the other tab
    page = page.submit("Wyślij jeszcze raz")
    assert "jedno kliknięcie więcej" in page.text
    page = page.submit("Wyślij jeszcze raz")

    assert page.heading == "Kawa u sąsiadki"
    event = store.scalars(select(Event)).one()
    assert event.description == LONG.strip()


def test_a_session_ended_elsewhere_loses_nothing_either(
    browser: Browser, cast: Cast, store: Session
) -> None:
    from_our_page(browser)
    form = browser.sign_in(cast.animator).visit("/panel/wydarzenia/nowe")
    store.execute(update(StaffSession).values(ended_at=utcnow()))
    store.commit()

    page = typed_into(form)

    assert page.heading == "Jeszcze nie zapisane, ale nic nie przepadło"
    kept = {field["name"]: field["value"] for field in page.dom.all("input", type="hidden")}
    assert kept["title"] == "Kawa u sąsiadki"
    assert store.scalar(select(Event)) is None


def test_words_of_a_strangers_page_are_not_carried(browser: Browser, cast: Cast) -> None:
    form = browser.sign_in(cast.animator).visit("/panel/wydarzenia/nowe")
    browser.client.delete_cookie("osl", domain="127.0.0.1")

    # Neither Origin nor Sec-Fetch-Site: nobody says where the words are from.
    page = typed_into(form)

    assert page.status == 400
    assert "Kawa u sąsiadki" not in page.response.text


def test_a_password_is_never_written_into_a_page(browser: Browser, cast: Cast) -> None:
    from_our_page(browser)
    form = browser.sign_in(cast.animator).visit("/panel/konto/haslo")
    browser.client.delete_cookie("osl", domain="127.0.0.1")

    page = form.submit("Ustaw hasło", {"Nowe hasło": "zielony rower pod lipą"})

    assert page.status == 400
    assert "zielony rower" not in page.response.text


def test_a_lone_button_just_asks_to_sign_in(browser: Browser, cast: Cast, store: Session) -> None:
    from_our_page(browser)
    page = browser.sign_in(cast.organiser).visit(f"/panel/spolecznosci/{cast.wzgorze.id}/etap")
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    store.execute(update(StaffSession).values(ended_at=utcnow()))
    store.commit()

    address = f"/panel/spolecznosci/{cast.wzgorze.id}/otwarcie"
    assert browser.post(address, {"csrf_token": token, "version": "1"}).path == "/panel/logowanie"


def test_a_full_disk_loses_no_word_either(
    browser: Browser, cast: Cast, store: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    from_our_page(browser)
    form = browser.sign_in(cast.animator).visit("/panel/wydarzenia/nowe")

    def full() -> None:
        raise OperationalError("INSERT", {}, sqlite3.OperationalError("disk is full"))

    with monkeypatch.context() as disk:
        disk.setattr("osl.core.transactions._close", full)
        page = typed_into(form)
    assert page.status == 503
    assert page.response.headers["Retry-After"] == "60"
    assert "nie możemy niczego zapisać" in page.text
    assert store.scalar(select(Event)) is None

    page = page.submit("Wyślij jeszcze raz")

    assert page.heading == "Kawa u sąsiadki"
    assert store.scalars(select(Event)).one().description == LONG.strip()
