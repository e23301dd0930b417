"""Telling many at once by text message: the words, the numbers, and who took them."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.audit import AuditEntry
from osl.messages.models import Outcome
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import Planned, everything, weekly
from tests.signups.conftest import SignUp, open_event
from tests.signups.hearing import all_calls, become_regular, change, to_call
from tests.signups.test_calling import LIST, token_of
from tests.signups.test_hearing_of_changes import call_off, elsewhere, put_off, two_days_later

SHOW = "Pokaż numery"
SENT = "Wysłane SMS-em"


@pytest.fixture
def three(planned: Planned, signed_up: SignUp) -> int:
    """Jan and Ewa have phones; Olga only says where she lives."""
    event_id = open_event(planned, places=10)
    signed_up(event_id, "Jan B", email="", phone="000 000 002")
    signed_up(event_id, "Ewa C", email="", phone="+49 000 000 0003")
    signed_up(event_id, "Olga D", email="", phone="")
    return event_id


def message(page: Page) -> str:
    (field,) = page.dom.all("textarea", name="text")
    return "".join(c for c in field.children if isinstance(c, str)).strip()


@pytest.mark.parametrize(
    ("what", "cause", "words"),
    [
        (
            call_off,
            "odwolanie",
            "Gry sasiedzkie. ODWOLANE: czw. 11.03, 17.00. Zapowiadaja burze. Tel. 000 000 001",
        ),
        (
            put_off,
            "przelozenie",
            "Gry sasiedzkie. PRZELOZONE: czw. 11.03, 17.00, nowy termin wkrotce. Szukamy sali. "
            "Tel. 000 000 001",
        ),
        (
            two_days_later,
            "zmiana",
            "Gry sasiedzkie. NOWY TERMIN: sob. 13.03, 10.00 (mialo byc czw. 11.03, 17.00). "
            "Tel. 000 000 001",
        ),
        (
            elsewhere,
            "zmiana",
            "Gry sasiedzkie. NOWE MIEJSCE (czw. 11.03, 17.00): Na skwerze. Tel. 000 000 001",
        ),
    ],
    ids=["called off", "put off", "moved", "elsewhere"],
)
def test_the_message_is_made_from_the_facts(
    app: Flask,
    cast: Cast,
    browser: Browser,
    three: int,
    what: object,
    cause: str,
    words: str,
) -> None:
    change(app, cast, three, what)  # type: ignore[arg-type]
    page = browser.sign_in(cast.animator).visit(LIST).follow("Wyślij zamiast tego SMS")
    assert page.path == f"/panel/wydarzenia/{three}/telefony/{cause}/sms"
    assert message(page) == words
    assert "2 osoby z telefonem" in page.text
    assert "000 000 002" not in page.text


def test_a_long_story_is_shortened_and_keeps_the_number_to_call(
    app: Flask, cast: Cast, browser: Browser, planned: Planned
) -> None:
    event_id = open_event(
        planned, when=weekly(meeting_count=12), takes_regulars=True, title="Gimnastyka " * 8
    )
    become_regular(app, event_id, "Jan B", email="", phone="000 000 002")
    change(app, cast, event_id, call_off)
    text = message(
        browser.sign_in(cast.animator).visit(f"/panel/wydarzenia/{event_id}/telefony/odwolanie/sms")
    )
    assert len(text) <= 160
    assert text.endswith("... Tel. 000 000 001")


def test_numbers_are_shown_noted_and_ticked_as_told_by_text(
    app: Flask, cast: Cast, browser: Browser, three: int, store: Session
) -> None:
    change(app, cast, three, call_off)
    page = browser.sign_in(cast.animator).visit(LIST).follow("Wyślij zamiast tego SMS")
    page = page.submit(SHOW, {"Treść SMS-a": "Odwołane! Żal."})
    text, numbers = ("".join(map(str, one.children)).strip() for one in page.dom.all("textarea"))
    assert text == "Odwolane! Zal."
    assert numbers.split() == ["000000002", "+490000000003"]
    entry = store.scalars(select(AuditEntry).where(AuditEntry.action == "call.numbers_taken")).one()
    assert (entry.subject_id, entry.details["count"]) == (three, 2)
    page = page.submit(SENT)
    assert page.notices == ["Zapisane: powiadomiono 2 osoby."]
    assert to_call(store) == [("Olga D", "cancelled")]
    assert [one.outcome for one in all_calls(store)[:2]] == [Outcome.TOLD] * 2
    noted = store.scalars(
        select(AuditEntry.action).where(AuditEntry.action.like("call.%")).order_by(AuditEntry.id)
    ).all()
    assert noted == ["call.numbers_taken", "call.texted", "call.texted"]
    history = browser.sign_in(cast.organiser).visit("/panel/dziennik-zmian").text
    assert "Jan Testowy: powiadomienie SMS-em" in history
    assert "Jan Testowy: pobranie numerów telefonu do SMS-ów (2), „Gry sąsiedzkie”" in history


def test_who_came_to_the_list_after_the_numbers_were_taken_is_not_ticked(
    app: Flask, cast: Cast, browser: Browser, three: int, signed_up: SignUp, store: Session
) -> None:
    change(app, cast, three, elsewhere)
    page = browser.sign_in(cast.animator).visit(LIST).follow("Wyślij zamiast tego SMS").submit(SHOW)
    signed_up(three, "Adam E", email="", phone="000 000 004")
    change(app, cast, three, two_days_later)
    page.submit(SENT)
    assert len(to_call(store)) == 4, "all of them have something new to hear"


def test_numbers_as_a_file_hold_no_names(
    app: Flask, cast: Cast, browser: Browser, three: int
) -> None:
    change(app, cast, three, call_off)
    page = browser.sign_in(cast.animator).visit(LIST).follow("Wyślij zamiast tego SMS").submit(SHOW)
    file = page.submit("Pobierz numery (CSV)")
    assert file.response.mimetype == "text/csv"
    assert "attachment" in file.response.headers["Content-Disposition"]
    lines = file.response.get_data().decode("utf-8-sig").splitlines()
    assert lines[0] == "Telefon;Treść SMS-a"
    assert lines[1].startswith("000000002;Gry sasiedzkie. ODWOLANE")
    assert len(lines) == 3
    assert "Jan" not in "".join(lines)


@pytest.mark.parametrize("text", ["", "a" * 161, "€" * 81])
def test_a_message_that_says_nothing_or_too_much_is_refused(
    app: Flask, cast: Cast, browser: Browser, three: int, store: Session, text: str
) -> None:
    change(app, cast, three, call_off)
    page = browser.sign_in(cast.animator).visit(LIST).follow("Wyślij zamiast tego SMS")
    before = everything(store)
    page = page.submit(SHOW, {"Treść SMS-a": text})
    assert page.status == 422
    assert len(page.errors) == 1
    assert message(page) == text
    assert everything(store) == before


def test_numbers_are_only_for_who_has_just_shown_who_they_are(
    app: Flask,
    cast: Cast,
    browser: Browser,
    three: int,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    change(app, cast, three, call_off)
    browser.sign_in(cast.animator)
    address = f"/panel/wydarzenia/{three}/telefony/odwolanie/sms"
    own = token_of(browser.visit(address))
    store.execute(update(User).values(password_hash="set"))
    store.commit()
    clock.shift(timedelta(hours=2))
    before = everything(store)
    assert browser.visit(address).path == "/panel/potwierdzenie"
    sent = browser.post(address, {"text": "Odwołane"} | own, follow=False)
    assert (sent.status, "/panel/potwierdzenie" in sent.response.headers["Location"]) == (303, True)
    assert everything(store) == before


@pytest.mark.parametrize("cause", ["oferta", "usuniecie", "cancelled"])
def test_an_unknown_cause_has_no_page(cast: Cast, browser: Browser, three: int, cause: str) -> None:
    page = browser.sign_in(cast.animator).visit(f"/panel/wydarzenia/{three}/telefony/{cause}/sms")
    assert page.status == 404


def test_nobody_to_text_is_said(cast: Cast, browser: Browser, three: int) -> None:
    page = browser.sign_in(cast.animator).visit(f"/panel/wydarzenia/{three}/telefony/zmiana/sms")
    assert "Nie ma teraz nikogo z telefonem" in page.text
