"""A thought becomes an evening: the idea, its event, the letters and the story say the same."""

from datetime import timedelta
from typing import Any

from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core import outbox
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.outbox import OutgoingLetter
from osl.ideas.following import tell_results
from osl.ideas.models import Idea, IdeaState
from tests.browser import Browser
from tests.cast import Cast
from tests.ideas.conftest import SHELF, Given, unit
from tests.ideas.giving import CONTACT, WHAT, give

EVENT = "Sobota na podwórku"
PLAN = {
    "Nazwa wydarzenia": EVENT,
    "Data": "2027-03-13",
    "Od godziny": "11:00",
    "Do godziny": "13:00",
    "Miejsce słowami": "Na skwerze",
}


def words_of_letter(app: Flask, kind: str) -> str:
    """What stands in the last letter of a kind, as it would leave now."""
    with app.test_request_context(base_url="http://127.0.0.1:8000"), force_locale("pl"):
        statement = select(OutgoingLetter).where(OutgoingLetter.kind == kind)
        letter = db.session.scalars(statement.order_by(OutgoingLetter.id.desc())).first()
        assert letter is not None, kind
        composed = outbox.composers[kind](letter)
        assert composed is not None, kind
        return f"{letter.recipient}\n{composed.subject}\n{composed.body}"


def test_from_a_residents_thought_to_we_did_it(
    app: Flask, cast: Cast, browser: Browser, given: Given, store: Session, clock: Any
) -> None:
    shelf = given(SHELF)
    give(browser, {WHAT: "Huśtawka na podwórku", CONTACT: "anna@example.org"})
    swing = store.scalars(select(Idea.id).order_by(Idea.id.desc())).first()
    assert swing is not None

    browser.sign_in(cast.animator)
    browser.visit(f"/panel/pomysly/{swing}/publikacja").submit("Opublikuj")
    assert "anna@example.org" in words_of_letter(app, "ideas.published")

    page = browser.visit(f"/panel/pomysly/planowanie?pomysl={swing}&pomysl={shelf}")
    page = page.submit("Zapisz szkic", PLAN)
    assert page.heading == EVENT, page.errors
    event_id = int(page.path.rpartition("/")[2])
    browser.visit(f"/panel/wydarzenia/{event_id}/publikacja").submit("Opublikuj wydarzenie")

    browser = Browser(app)  # a resident's
    event = browser.visit(f"/wydarzenia/{event_id}")
    assert "Z pomysłu mieszkańców" in event.text
    for number, title in ((swing, "Huśtawka na podwórku"), (shelf, SHELF[0])):
        assert title in event.text
        page = browser.visit(f"/pomysly/{number}")
        assert "Zaplanowane" in page.text
        assert EVENT in page.text
    letter = words_of_letter(app, "ideas.invitation")
    assert "anna@example.org" in letter
    assert EVENT in letter
    assert "sobota, 13 marca 2027, 11.00" in letter

    over = store.get_one(Idea, swing).done_at
    assert over is not None
    clock.move_to(over + timedelta(minutes=1))
    with unit(app):
        tell_results(utcnow())
    for number in (swing, shelf):
        store.expire_all()
        assert store.get_one(Idea, number).state_at(utcnow()) is IdeaState.DONE
        assert "Zrealizowane" in browser.visit(f"/pomysly/{number}").text
    assert EVENT in words_of_letter(app, "ideas.result")
    assert "Huśtawka na podwórku" in browser.visit("/pomysly/co-sie-udalo?rok=2027").text
