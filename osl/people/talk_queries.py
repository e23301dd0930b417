"""Talks with residents: whose team reads them, and which next steps wait for whom."""

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum

from flask import abort
from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import joinedload

from osl.accounts.models import Membership, Role, User
from osl.communities.models import Community
from osl.communities.queries import communities_of
from osl.core.db import db
from osl.people.models import Person, Talk, person_community
from osl.people.queries import is_person_visible_to
from osl.people.talk_policies import can_see_talks

MOST_STEPS = 60
MOST_TALKS = 100
MOST_MET = 6
MOST_LOOKED_AT = 40

IS_OPEN = and_(Talk.next_done_at.is_(None), Talk.next_on.is_not(None))
"""Whether something of a talk is still to be done, said as the indexes of open steps say it."""


class Whose(StrEnum):
    """Whose next steps are asked for; also how an address names it."""

    MINE = "moje"
    COMMUNITIES = "spolecznosci"


def is_talk_visible_to(viewer: User | None) -> ColumnElement[bool]:
    if viewer is None or not can_see_talks(viewer):
        return false()
    if viewer.is_organiser:
        return true()
    return Talk.community_id.in_(viewer.community_ids)


def talks_visible_to(viewer: User | None) -> Select[Talk]:
    """The talks of one's own communities; the organiser reads all of them."""
    return select(Talk).where(is_talk_visible_to(viewer))


def get_talk(viewer: User | None, talk_id: int) -> Talk:
    return db.session.scalar(talks_visible_to(viewer).where(Talk.id == talk_id)) or abort(404)


def talk_of_key(key: str | None, author: User) -> Talk | None:
    """What the same form made already."""
    if key is None:
        return None
    statement = select(Talk).where(Talk.key == key, Talk.author_id == author.id)
    return db.session.scalar(statement)


def talks_with(viewer: User, person: Person, limit: int = MOST_TALKS) -> Sequence[Talk]:
    """The talks with somebody that this viewer may read, the latest first (one query)."""
    statement = (
        talks_visible_to(viewer)
        .where(Talk.person_id == person.id)
        .options(*WITH_ALL)
        .order_by(Talk.held_on.desc(), Talk.id.desc())
        .limit(limit)
    )
    return db.session.scalars(statement).all()


WITH_ALL = (
    joinedload(Talk.person),
    joinedload(Talk.community),
    joinedload(Talk.author),
    joinedload(Talk.next_owner),
)
"""What a line about a talk shows."""


def open_steps(
    viewer: User,
    whose: Whose = Whose.MINE,
    *,
    until: date | None = None,
    limit: int = MOST_STEPS,
) -> Sequence[Talk]:
    """The next steps that wait, the longest due first; with ``until`` those due by that day."""
    statement = talks_visible_to(viewer).where(IS_OPEN).options(*WITH_ALL)
    if whose is Whose.MINE:
        statement = statement.where(Talk.next_owner_id == viewer.id)
    if until is not None:
        statement = statement.where(Talk.next_on <= until)
    order = (Talk.next_on, Talk.id)
    return db.session.scalars(statement.order_by(*order).limit(limit)).all()


def due_steps(viewer: User, day: date, limit: int) -> list[Talk]:
    """What is due by this day: first one's own, then what others of one's communities left lying
    since before it."""
    own = list(open_steps(viewer, until=day, limit=limit))
    others = (
        talks_visible_to(viewer)
        .where(IS_OPEN, Talk.next_on < day, Talk.next_owner_id != viewer.id)
        .options(*WITH_ALL)
        .order_by(Talk.next_on, Talk.id)
        .limit(limit)
    )
    return (own + list(db.session.scalars(others)))[:limit]


def communities_to_talk_in(viewer: User, person: Person | None) -> list[Community]:
    """In which communities a talk with somebody can be noted: those that know them and are one's
    own. Where that is none (somebody new, or known to nobody yet), all of one's own."""
    own = communities_of(viewer)
    if person is None:
        return own
    known = set(
        db.session.scalars(
            select(person_community.c.community_id).where(person_community.c.person_id == person.id)
        )
    )
    return [one for one in own if one.id in known] or own


def team_of(community_ids: Collection[int]) -> list[User]:
    """Everybody who may take a next step in these communities upon themselves, by name."""
    serves = exists().where(
        Membership.user_id == User.id,
        or_(Membership.role == Role.ORGANISER, Membership.community_id.in_(community_ids)),
    )
    statement = select(User).where(User.disabled_at.is_(None), serves.correlate(User))
    return list(db.session.scalars(statement.order_by(User.name, User.id)))


def met_lately(viewer: User, limit: int = MOST_MET) -> list[Person]:
    """Whom this person talked with last: they are likely to be talked with again."""
    statement = (
        select(Person)
        .join(Talk, Talk.person_id == Person.id)
        .where(Talk.author_id == viewer.id, is_person_visible_to(viewer))
        .order_by(Talk.made_at.desc(), Talk.id.desc())
        .limit(MOST_LOOKED_AT)
    )
    return list(dict.fromkeys(db.session.scalars(statement)))[:limit]
