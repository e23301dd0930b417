"""What people hear of ideas, for tests: who is written to, and who is to be called."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from osl.accounts.models import User
from osl.core.db import db
from osl.core.outbox import OutgoingLetter
from osl.events.models import Event
from osl.events.operations import publish_event
from osl.ideas.models import Idea, IdeaCall, IdeaSupport
from osl.ideas.planning import link_event
from osl.ideas.supports import confirm_support, support_idea
from osl.people.models import Person
from tests.cast import Cast
from tests.ideas.conftest import unit


def organiser(cast: Cast) -> User:
    """The organiser, inside the transaction of this moment."""
    return db.session.get_one(User, cast.organiser.id)


def publish(app: Flask, cast: Cast, event_id: int) -> None:
    with unit(app):
        publish_event(db.session.get_one(Event, event_id), actor=organiser(cast))


def link_all(app: Flask, cast: Cast, idea_ids: list[int], event_id: int) -> None:
    """Note in one step that an event answers several ideas."""
    with unit(app):
        for number in idea_ids:
            link_event(
                db.session.get_one(Idea, number),
                db.session.get_one(Event, event_id),
                actor=organiser(cast),
            )


def confirmed(app: Flask, idea_id: int, email: str, voter: str = "") -> int:
    """Somebody supports an idea, wants to hear of it, and has used the link in the letter."""
    with unit(app):
        idea = db.session.get_one(Idea, idea_id)
        support = support_idea(idea, voter or f"device of {email}", network="n", email=email)
        confirm_support(support)
        return support.id


def with_support(app: Flask, support_id: int, verb: Any, **more: Any) -> Any:
    """Let somebody do something with their support, by its link."""
    with unit(app):
        return verb(db.session.get_one(IdeaSupport, support_id), **more)


def letters(app: Flask, kind: str = "") -> list[tuple[str, str]]:
    """To whom which letters were written, the oldest first; or those of one kind only."""
    with app.app_context():
        rows = select(OutgoingLetter).order_by(OutgoingLetter.id)
        if kind:
            rows = rows.where(OutgoingLetter.kind == f"ideas.{kind}")
        found = [(one.recipient, one.kind) for one in db.session.scalars(rows)]
        db.session.rollback()
    return found


def told(app: Flask, kind: str) -> list[str]:
    """Who was written such a letter, in the order of their addresses."""
    return sorted(recipient for recipient, _kind in letters(app, kind))


def to_call(app: Flask) -> list[tuple[str, str]]:
    """Who is to be called, and what there is to tell them."""
    with app.app_context():
        rows = db.session.execute(
            select(Person.name, IdeaCall.kind)
            .join(Person, Person.id == IdeaCall.person_id)
            .where(IdeaCall.closed_at.is_(None))
            .order_by(IdeaCall.id)
        )
        found = [(name, kind) for name, kind in rows]
        db.session.rollback()
    return found
