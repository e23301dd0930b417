"""Specialists for tests: one line writes somebody down, checks them, or notes what they led."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.events.models import Event, Occurrence
from osl.logbook.attendance import open_log
from osl.logbook.models import LogSpecialist
from osl.specialists.checks import record_checks
from osl.specialists.contracts import ContractFacts, add_contract
from osl.specialists.leading import choose_specialist
from osl.specialists.models import Specialist
from osl.specialists.operations import SpecialistFacts, add_specialist
from osl.volunteers.models import CheckKind
from tests.cast import Cast
from tests.events.conftest import (  # noqa: F401 - fixtures of this folder too
    Planned,
    clock,
    empty_shelf,
    evening,
    planned,
    weekly,
)
from tests.ideas.conftest import unit

TODAY = date(2027, 3, 1)
"""The day the clock of the tests stands on: a Monday, 10.00 in Poland."""

Known = Callable[..., int]


@pytest.fixture
def known(app: Flask, cast: Cast) -> Known:
    """Write a specialist down and get their number: ``known("Ewa Jogowa", checked=True)``."""

    def do(name: str = "Ewa Jogowa", trade: str = "joga", **more: Any) -> int:
        with unit(app):
            actor = db.session.get_one(User, cast.organiser.id)
            is_checked = more.pop("checked", False)
            specialist = add_specialist(SpecialistFacts(name, trade, **more), actor=actor)
            if is_checked:
                db.session.flush()
                kinds = list(CheckKind)
                record_checks(specialist, kinds, checked_on=TODAY, checked_by=actor, actor=actor)
            return specialist.id

    return do


def agree(app: Flask, specialist_id: int, by: User, **facts: Any) -> int:
    """Write an agreement with somebody down."""
    said = {"number": "CUS/1/2027", "subject": "Warsztaty jogi", "starts_on": TODAY} | facts
    with unit(app):
        specialist = db.session.get_one(Specialist, specialist_id)
        actor = db.session.get_one(User, by.id)
        made = add_contract(specialist, ContractFacts(**said), actor=actor)
        db.session.flush()
        return made.id


def choose(app: Flask, event_id: int, specialist_id: int, by: User) -> None:
    with unit(app):
        choose_specialist(
            db.session.get_one(Event, event_id),
            db.session.get_one(Specialist, specialist_id),
            actor=db.session.get_one(User, by.id),
        )


def led(app: Flask, event_id: int, specialist_id: int, minutes: int) -> int:
    """Note in the log of an event's first meeting that somebody led it for so long."""
    with unit(app):
        first = select(Occurrence).where(Occurrence.event_id == event_id)
        meeting = db.session.scalars(first.order_by(Occurrence.starts_at)).first()
        assert meeting is not None
        entry = open_log(meeting)
        entry.specialists.append(LogSpecialist(specialist_id=specialist_id, minutes=minutes))
        return meeting.id


def deeds(store: Session) -> list[str]:
    """What the log says was done, the oldest first."""
    return list(store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
