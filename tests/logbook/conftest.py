"""Meetings that were held: one line holds one, signs people up for it, and lets somebody act."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.audit import AuditEntry
from osl.core.clock import as_of
from osl.core.db import db
from osl.events.models import Event, Occurrence, SignupMode
from osl.logbook.models import LogEntry, Mark
from osl.people.models import Person
from tests.ideas.conftest import unit
from tests.signups.conftest import (  # noqa: F401 - fixtures of this folder too
    Planned,
    SignUp,
    at_once,
    clock,
    empty_shelf,
    evening,
    planned,
    signed_up,
    weekly,
)

TODAY = date(2027, 3, 1)
"""The day the clock of the tests stands on: a Monday, 10.00 in Poland."""

PEOPLE = ("Anna Przykładowa", "Jan Testowy", "Maria Wzorcowa", "Ryszard Próbny")


@pytest.fixture
def workshop(planned: Planned) -> int:  # noqa: F811
    """A published event of Wzgórze today at noon, with sign-up and places for twelve."""
    return planned(evening(TODAY, 12, 14), signup_mode=SignupMode.ONLINE, places=12, published=True)


@pytest.fixture
def picnic(planned: Planned) -> int:  # noqa: F811
    """A published event of Wzgórze today at noon to which everybody just comes."""
    return planned(evening(TODAY, 12, 16), published=True, title="Piknik na skwerze")


@pytest.fixture
def planned_before(planned: Planned) -> Planned:  # noqa: F811
    """The same as ``planned``, said last November: for what has been by now."""

    def plan(*when: Any, **facts: Any) -> int:
        with as_of(datetime(2026, 11, 1, 9, tzinfo=UTC)):
            return planned(*when, **facts)

    return plan


Held = Callable[..., int]


@pytest.fixture
def held(workshop: int, signed_up: SignUp, store: Session) -> Held:  # noqa: F811
    """Sign these people up for the workshop, and give the number of its meeting."""

    def do(*names: str, **parties: int) -> int:
        for name in names or PEOPLE:
            signed_up(workshop, name, party_size=parties.get(name.split(maxsplit=1)[0], 1))
        return meeting_of(store, workshop)

    return do


def meeting_of(store: Session, event_id: int) -> int:
    """The number of an event's first meeting."""
    first = select(Occurrence.id).where(Occurrence.event_id == event_id)
    return store.scalars(first.order_by(Occurrence.starts_at)).first() or 0


def act(app: Flask, meeting_id: int, verb: Callable[..., Any], *parts: Any, **more: Any) -> Any:
    """Let somebody of the team do something at a meeting; they are given by ``actor``."""
    with unit(app):
        if "actor" in more:
            more["actor"] = db.session.get_one(User, more["actor"].id)
        return verb(db.session.get_one(Occurrence, meeting_id), *parts, **more)


def at_event(app: Flask, event_id: int, verb: Callable[..., Any], *parts: Any, **more: Any) -> Any:
    """The same for what is done to a whole event."""
    with unit(app):
        if "actor" in more:
            more["actor"] = db.session.get_one(User, more["actor"].id)
        return verb(db.session.get_one(Event, event_id), *parts, **more)


def person(store: Session, name: str) -> int:
    """The number of somebody."""
    return store.scalars(select(Person.id).where(Person.name == name)).one()


def marks(store: Session, meeting_id: int) -> dict[str, tuple[str, int]]:
    """What is noted at a meeting: of each, present or absent, and how many came together."""
    rows = (
        select(Person.name, Mark.presence, Mark.party_size)
        .join(Person, Person.id == Mark.person_id)
        .where(Mark.occurrence_id == meeting_id)
        .order_by(Mark.id)
    )
    return {name: (presence.value, size) for name, presence, size in store.execute(rows)}


def entry(store: Session, meeting_id: int) -> LogEntry:
    """The log entry of a meeting as it stands now."""
    store.expire_all()
    return store.scalars(select(LogEntry).where(LogEntry.occurrence_id == meeting_id)).one()


def deeds(store: Session) -> list[str]:
    """What the log says was done, the oldest first."""
    return list(store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
