"""The staff's list of letters that did not leave."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.core.outbox import OutgoingLetter
from tests.browser import Browser
from tests.cast import Cast
from tests.messages.post_office import NOON, Office, deliver, free_port, opened, post, posting_to

ZOFIA = "zofia@example.org"


pytestmark = pytest.mark.usefixtures("noon")


def test_nothing_went_wrong(browser: Browser, cast: Cast, app: Flask) -> None:
    post(app, ZOFIA, "Czeka na swoją kolej")
    page = browser.sign_in(cast.organiser).visit("messages.letters")
    assert page.heading == "Listy, które nie wyszły"
    assert "Wszystkie listy wyszły." in page.text


def test_a_letter_given_up_is_sent_again(
    browser: Browser, cast: Cast, app: Flask, store: Session
) -> None:
    office, port = Office(refuses={ZOFIA: "550 no such user"}), free_port()
    post(app, ZOFIA, "Zmiana miejsca")
    with posting_to(app, port), opened(office, port):
        deliver(app)
        page = browser.sign_in(cast.organiser).visit("messages.letters")
        assert "Zmiana miejsca" in page.text
        assert "z***@example.org" in page.text
        assert ZOFIA not in page.text
        assert "Serwer poczty odmówił przyjęcia tego listu (550)." in page.text
        assert "zaniechano" in page.text

        office.refuses.clear()
        page = page.submit("Wyślij ponownie")
        assert page.notices == ["Zaraz spróbujemy wysłać ten list jeszcze raz."]
        assert deliver(app) == 1
    assert office.subjects == ["Zmiana miejsca"]
    assert store.scalars(select(AuditEntry.action)).all() == ["letter.sent_again"]
    assert "Wszystkie listy wyszły." in browser.visit("messages.letters").text


def test_a_letter_still_being_tried_says_when_next(
    browser: Browser, cast: Cast, app: Flask
) -> None:
    post(app, ZOFIA, "Zmiana miejsca")
    with posting_to(app, free_port()):
        deliver(app)
    page = browser.sign_in(cast.administrator).visit("messages.letters")
    assert "Serwer poczty nie odpowiedział." in page.text
    assert "Następna próba o 12.01" in page.text


def test_a_letter_long_given_up_and_erased_is_gone_from_the_list(
    browser: Browser, cast: Cast, app: Flask, store: Session
) -> None:
    letter_id = post(app, "", "Dawny", body="", abandoned_at=NOON - timedelta(days=40))
    page = browser.sign_in(cast.organiser).visit("messages.letters")
    assert "Dawny" not in page.text
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    address = f"/panel/listy/{letter_id}/ponowienie"
    assert browser.post(address, {"csrf_token": token}).status == 404


def test_a_letter_that_left_is_not_sent_again(
    browser: Browser, cast: Cast, app: Flask, store: Session
) -> None:
    letter_id = post(app, ZOFIA, "Wyszedł")
    deliver(app)
    page = browser.sign_in(cast.organiser).visit("messages.letters")
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    address = f"/panel/listy/{letter_id}/ponowienie"
    assert browser.post(address, {"csrf_token": token}).status == 404
    assert store.scalars(select(OutgoingLetter.sent_at)).one() == NOON


@pytest.mark.parametrize("who", ["animator", "social_worker", "adviser"])
def test_the_rest_of_the_team_does_not_see_letters(browser: Browser, cast: Cast, who: str) -> None:
    assert browser.sign_in(getattr(cast, who)).visit("messages.letters").status == 403
