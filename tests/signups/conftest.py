"""Sign-ups for tests: an event with places, and people who sign up for it by one line."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core import transactions
from osl.core.db import db
from osl.core.outbox import OutgoingLetter
from osl.events.models import Event, EventFormat, Occurrence, SignupMode
from osl.people.models import Channel
from osl.people.operations import Known
from osl.signups.models import Signup, SignupList, SignupState
from osl.signups.operations import Source, Wish, sign_up
from tests.browser import Browser, Page
from tests.events.conftest import (  # noqa: F401 - fixtures of this folder too
    Planned,
    clock,
    empty_shelf,
    evening,
    planned,
    weekly,
)

ANNA = {"Imię i nazwisko": "Anna Przykładowa", "E-mail": "anna@example.org"}
JAN = {"Imię i nazwisko": "Jan Testowy", "Telefon": "000 000 002"}


@pytest.fixture
def dance(planned: Planned) -> int:  # noqa: F811
    """A published evening with two places and sign-up online."""
    return open_event(planned)


def open_event(planned: Planned, **facts: Any) -> int:  # noqa: F811
    asked = {"signup_mode": SignupMode.ONLINE, "places": 2, "published": True} | facts
    return planned(asked.pop("when", None), **asked)


SignUp = Callable[..., int]


@pytest.fixture
def signed_up(app: Flask) -> SignUp:
    """Sign somebody up for an event's first meeting to come, and give the sign-up's number."""

    def do(event_id: int, name: str = "Maria Wzorcowa", **more: Any) -> int:
        with app.test_request_context(base_url="http://127.0.0.1:8000"), transactions.unit():
            event = db.session.get_one(Event, event_id)
            meeting = None
            if event.format is not EventFormat.COURSE:
                number = more.pop("meeting_id", None)
                meeting = db.session.get_one(Occurrence, number) if number else event.occurrences[0]
            by = more.pop("by", None)
            actor = db.session.get_one(User, by.id) if by is not None else None
            channel = more.pop("channel", Channel.PHONE if actor else Channel.WEB)
            known = Known(
                name,
                phone=more.pop("phone", ""),
                email=more.pop("email", f"{name.split(maxsplit=1)[0].lower()}@example.org"),
            )
            wish = Wish(known, **more)
            return sign_up(event, meeting, wish, Source(channel, actor=actor)).id

    return do


def act(app: Flask, signup_id: int, verb: Callable[..., Any], **more: Any) -> Any:
    """Let somebody do something with a sign-up."""
    with app.test_request_context(base_url="http://127.0.0.1:8000"), transactions.unit():
        return verb(db.session.get_one(Signup, signup_id), **more)


def states(store: Session) -> list[tuple[SignupState, int]]:
    """Where everybody stands, in the order in which they came, and how many come with them."""
    rows = select(Signup).order_by(Signup.list_id, Signup.number, Signup.id)
    return [(one.state, one.party_size) for one in store.scalars(rows)]


def counts(store: Session) -> list[tuple[int | None, int, int, int]]:
    """Places, taken, held and waiting of each list."""
    rows = select(SignupList).order_by(SignupList.id)
    return [(one.places, one.taken, one.held, one.waiting) for one in store.scalars(rows)]


def letters(store: Session) -> list[tuple[str, str]]:
    """To whom which letters were written, the oldest first."""
    rows = select(OutgoingLetter).order_by(OutgoingLetter.id)
    return [(one.recipient, one.kind) for one in store.scalars(rows)]


def fill_in(browser: Browser, event_id: int, who: dict[str, Any], **more: Any) -> Page:
    """Sign up on the page, as a resident does."""
    page = browser.visit(f"/wydarzenia/{event_id}/zapis")
    values = dict(who)
    if "people" in more:
        values["Ile osób przyjdzie, razem z Tobą"] = more["people"]
    return page.submit(more.get("button", "Zapisuję się"), values)
