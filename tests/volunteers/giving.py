"""What tests of hours share: somebody who gives them, an agreement, what stands in the books."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.people.models import Channel, Person
from osl.people.operations import Known, meet_person
from osl.volunteers.hours import Work, enter_hours
from osl.volunteers.hours_queries import Purpose
from osl.volunteers.models import Agreement, AgreementState, HoursEntry
from tests.browser import Page
from tests.cast import Cast
from tests.ideas.conftest import unit

MONDAY = date(2027, 3, 1)
FRIDAY = date(2027, 2, 26)

Giving = Callable[..., int]


def somebody(app: Flask, community: Community, name: str = "Zofia Wzorcowa", **more: Any) -> int:
    """A resident whom this community knows."""
    community_id = community.id
    with unit(app):
        known = Known(name, phone=more.pop("phone", "600100200"), **more)
        return meet_person(
            known, channel=Channel.PHONE, community_ids=[community_id], actor=None
        ).id


def agreement(app: Flask, cast: Cast, person_id: int, **more: Any) -> int:
    """An agreement with somebody, signed unless said otherwise."""
    with unit(app):
        one = Agreement(
            person_id=person_id,
            community_id=more.pop("community_id", cast.wzgorze.id),
            number=more.pop("number", "W/3/2026"),
            scope="Podlewanie ogrodu dwa razy w tygodniu",
            state=more.pop("state", AgreementState.SIGNED),
            starts_on=more.pop("starts_on", date(2027, 2, 1)),
            ends_on=more.pop("ends_on", date(2027, 2, 26)),
            born_on=date(1960, 5, 5),
            created_by_id=cast.organiser.id,
            **more,
        )
        db.session.add(one)
        db.session.flush()
        return one.id


def give(app: Flask, person_id: int, community: Community, by: User | None, **more: Any) -> int:
    """Put hours into the books, past the page; the number of the entry."""
    community_id, by_id = community.id, by.id if by is not None else None
    agreement_id = more.pop("agreement_id", None)
    with unit(app):
        purpose = Purpose(
            db.session.get_one(Community, community_id),
            db.session.get_one(Agreement, agreement_id) if agreement_id is not None else None,
        )
        work = Work(more.pop("on", FRIDAY), what=more.pop("what", "Podlewanie"), **more)
        actor = db.session.get_one(User, by_id) if by_id is not None else None
        entry = enter_hours(db.session.get_one(Person, person_id), work, purpose, actor=actor)
        db.session.flush()
        return entry.id


def act(app: Flask, verb: Callable[..., Any], entry_id: int, *parts: Any, by: User) -> Any:
    """Let somebody of the team do something with an entry."""
    by_id = by.id
    with unit(app):
        actor = db.session.get_one(User, by_id)
        return verb(db.session.get_one(HoursEntry, entry_id), *parts, actor=actor)


def fact(store: Session, entry_id: int) -> HoursEntry:
    store.expire_all()
    return store.get_one(HoursEntry, entry_id)


def books(store: Session) -> list[HoursEntry]:
    store.expire_all()
    return list(store.scalars(select(HoursEntry).order_by(HoursEntry.id)))


def done(store: Session) -> list[str]:
    """What the log says was done with hours."""
    store.expire_all()
    statement = (
        select(AuditEntry.action)
        .where(AuditEntry.action.startswith("hours."))
        .order_by(AuditEntry.id)
    )
    return list(store.scalars(statement))


def value_of(page: Page, name: str) -> str:
    """What stands in the field of this name."""
    return next(one["value"] for one in page.dom.all("input") if one["name"] == name)
