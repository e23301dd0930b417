"""What people hear of a change, for tests: who is written to, and who is to be called."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core import transactions
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.outbox import OutgoingLetter
from osl.events.models import Event
from osl.messages.models import Call
from osl.people.models import Channel, Person
from osl.people.operations import Known
from osl.signups.operations import Source, Wish
from osl.signups.regulars import sign_up_regular
from tests.cast import Cast

Change = Callable[[Event, User], Any]


def change(app: Flask, cast: Cast, event_id: int, *changes: Change) -> None:
    """Let the organiser change an event; several changes are one transaction."""
    with app.test_request_context(base_url="http://127.0.0.1:8000"), transactions.unit():
        actor = db.session.get_one(User, cast.organiser.id)
        event = db.session.get_one(Event, event_id)
        for one in changes:
            one(event, actor)
            db.session.flush()


def step(app: Flask, do: Callable[..., Any]) -> Any:
    """Run one of the worker's steps now."""
    with app.app_context(), transactions.unit():
        return do(utcnow())


def become_regular(app: Flask, event_id: int, name: str, **known: Any) -> int:
    """Give somebody a regular place in a cycle."""
    known.setdefault("email", f"{name.split(maxsplit=1)[0].lower()}@example.org")
    with app.test_request_context(base_url="http://127.0.0.1:8000"), transactions.unit():
        event = db.session.get_one(Event, event_id)
        return sign_up_regular(event, Wish(Known(name, **known)), Source(Channel.WEB)).id


def written_to(store: Session) -> list[str]:
    """To whom a letter about a change was written, the oldest first."""
    rows = select(OutgoingLetter).where(OutgoingLetter.kind == "signups.changed")
    return [one.recipient for one in store.scalars(rows.order_by(OutgoingLetter.id))]


def to_call(store: Session) -> list[tuple[str, str]]:
    """Who is to be called, and why, the oldest first."""
    rows = store.execute(
        select(Person.name, Call)
        .join(Call, Call.person_id == Person.id)
        .order_by(Call.id)
        .execution_options(populate_existing=True)
    )
    return [(name, str(call.cause)) for name, call in rows if call.is_open]


def all_calls(store: Session) -> list[Call]:
    rows = select(Call).order_by(Call.id).execution_options(populate_existing=True)
    return list(store.scalars(rows))
