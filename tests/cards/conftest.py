"""People for tests: one line makes somebody known, and one more makes their card."""

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
from osl.people.cards import CardFacts, add_talents, make_card
from osl.people.models import Channel, Person, TalentKind
from osl.people.operations import Known, meet_person
from tests.cards.talking import met, talked  # noqa: F401
from tests.cast import Cast
from tests.events.conftest import (  # noqa: F401 - fixtures of this folder too
    Planned,
    clock,
    empty_shelf,
    evening,
    planned,
    weekly,
)
from tests.home.conftest import asked  # noqa: F401
from tests.ideas.conftest import Given, given, unit  # noqa: F401
from tests.signups.conftest import SignUp, signed_up  # noqa: F401

Meet = Callable[..., int]

AGREED = date(2027, 2, 20)


@pytest.fixture
def meet(app: Flask, cast: Cast) -> Meet:
    """Make somebody known: ``meet("Anna Testowa", phone="600100200")``, in Wzgórze unless said
    otherwise. With ``card`` (facts of it, or True) they have a card too."""

    def do(name: str = "Anna Testowa", **more: Any) -> int:
        facts = more.pop("card", None)
        community = more.pop("community", cast.wzgorze)
        known = Known(name, more.pop("phone", "600100200"), more.pop("email", ""), **more)
        with unit(app):
            actor = db.session.get_one(User, cast.organiser.id)
            person = meet_person(
                known, channel=Channel.PHONE, community_ids=[community.id], actor=None
            )
            if facts is not None:
                given = facts if isinstance(facts, dict) else {}
                make_card(person, CardFacts(**({"agreed_on": AGREED} | given)), actor=actor)
            return person.id

    return do


@pytest.fixture
def talent(app: Flask, cast: Cast) -> Callable[..., int]:
    """Put an entry on the list of talents: ``talent("szachy")``."""

    def do(name: str, kind: TalentKind = TalentKind.LIKES) -> int:
        with unit(app):
            actor = db.session.get_one(User, cast.organiser.id)
            [made] = add_talents(kind, [name], actor=actor)
            db.session.flush()
            return made.id

    return do


def act_on(app: Flask, person_id: int, verb: Callable[..., Any], *parts: Any, by: User) -> Any:
    """Let somebody of the team do something with a person."""
    with unit(app):
        actor = db.session.get_one(User, by.id)
        return verb(db.session.get_one(Person, person_id), *parts, actor=actor)


def acted(store: Session, action: str) -> list[AuditEntry]:
    """The entries of the log about one kind of action, in order."""
    statement = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)
    return list(store.scalars(statement))
