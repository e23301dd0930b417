"""Agreements: who of the team sees which, and what a person's card says of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import joinedload

from osl.accounts.models import User
from osl.communities.models import Community
from osl.communities.queries import communities_of
from osl.core.db import db
from osl.core.paging import Page, page_of
from osl.people.models import Person
from osl.people.policies import Part, can_see_part, can_see_people
from osl.people.queries import known_in
from osl.volunteers.agreement_terms import WARNING_DAYS
from osl.volunteers.models import Agreement, AgreementState, Task
from osl.volunteers.queries import is_handled_by


@dataclass(frozen=True)
class AgreementFilters:
    """What the list is narrowed to."""

    state: AgreementState | None = None
    community: Community | None = None
    is_ending: bool = False

    @property
    def active(self) -> int:
        return sum((self.state is not None, self.community is not None, self.is_ending))


def is_agreement_visible_to(viewer: User | None) -> ColumnElement[bool]:
    """The organiser sees all, the others of the team those of their communities."""
    if viewer is None or not can_see_people(viewer) or not can_see_part(viewer, Part.AGREEMENTS):
        return false()
    return true() if viewer.is_organiser else Agreement.community_id.in_(viewer.community_ids)


def agreements_visible_to(viewer: User | None) -> Select[Agreement]:
    return (
        select(Agreement)
        .where(is_agreement_visible_to(viewer))
        .options(
            joinedload(Agreement.person),
            joinedload(Agreement.community),
            joinedload(Agreement.task),
        )
    )


def get_agreement(viewer: User | None, agreement_id: int) -> Agreement:
    statement = agreements_visible_to(viewer).where(Agreement.id == agreement_id)
    return db.session.scalar(statement) or abort(404)


def agreements_of(viewer: User, person: Person) -> Sequence[Agreement]:
    """This person's agreements that this member of the team sees, the newest first."""
    statement = agreements_visible_to(viewer).where(Agreement.person_id == person.id)
    return db.session.scalars(statement.order_by(Agreement.id.desc())).all()


def is_in_state(state: AgreementState, day: date) -> ColumnElement[bool]:
    """Agreements that stand so on a day; see ``agreement_terms.state_on``."""
    is_past = and_(
        Agreement.state == AgreementState.SIGNED,
        Agreement.ends_on.is_not(None),
        Agreement.ends_on < day,
    )
    if state is AgreementState.ENDED:
        return or_(Agreement.state == AgreementState.ENDED, is_past)
    return and_(Agreement.state == state, ~is_past)


def is_ending(day: date) -> ColumnElement[bool]:
    """Signed agreements whose last day comes soon."""
    return and_(
        Agreement.state == AgreementState.SIGNED,
        Agreement.ends_on >= day,
        Agreement.ends_on <= day + timedelta(days=WARNING_DAYS),
    )


def agreements_page(
    viewer: User, filters: AgreementFilters, day: date, number: int
) -> Page[Agreement]:
    """The list: those that end soon first ask for a look, otherwise the newest first."""
    statement = agreements_visible_to(viewer)
    if filters.state is not None:
        statement = statement.where(is_in_state(filters.state, day))
    if filters.community is not None:
        statement = statement.where(Agreement.community_id == filters.community.id)
    order: list[Any] = [Agreement.id.desc()]
    if filters.is_ending:
        statement = statement.where(is_ending(day))
        order = [Agreement.ends_on.asc(), Agreement.id.asc()]
    return page_of(statement, number, order=order, key=Agreement.id)


def others_of(agreement: Agreement) -> list[Agreement]:
    """Every other agreement of the same person, in whatever community."""
    statement = select(Agreement).where(Agreement.person_id == agreement.person.id)
    found = db.session.scalars(statement.options(joinedload(Agreement.task)).order_by(Agreement.id))
    return [one for one in found if one is not agreement]


def communities_for(viewer: User, person: Person) -> list[Community]:
    """In which communities this member of the team may make an agreement with this person."""
    own = communities_of(viewer)
    known = known_in(person, [one.id for one in own])
    return [one for one in own if one.id in known] or (own if viewer.is_organiser else [])


def tasks_for(viewer: User, communities: Sequence[Community]) -> Sequence[Task]:
    """The tasks of these communities that an agreement may be about."""
    statement = select(Task).where(
        is_handled_by(viewer),
        Task.community_id.in_([one.id for one in communities]),
        Task.closed_at.is_(None),
    )
    return db.session.scalars(statement.order_by(Task.title, Task.id)).all()
