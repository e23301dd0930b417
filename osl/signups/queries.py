"""What is known of sign-ups, and who sees it: the public numbers only, the team names."""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta

from flask import abort
from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload, selectinload

from osl.accounts.models import User
from osl.core.clock import utcnow
from osl.core.db import db
from osl.events.involvement import Involved
from osl.events.models import Event, EventFormat, Occurrence, event_community
from osl.people.policies import can_see_people
from osl.signups import links
from osl.signups.models import LIVE, Regular, Signup, SignupList, SignupState
from osl.signups.places import first_part
from osl.signups.waiting import meetings_of
from osl.signups.windows import opening_of


def people_in(occurrence_ids: Collection[int]) -> Mapping[int, Involved]:
    """How many people are signed up for each of these meetings: those who wait among them.

    Where everybody has withdrawn, something is still noted of the meeting, and it is not deleted.
    """
    ids = list(occurrence_ids)
    live = (Signup.list_id == SignupList.id) & Signup.state.in_(LIVE)
    people = (
        select(SignupList.occurrence_id, SignupList.id, func.sum(Signup.party_size))
        .outerjoin(Signup, live)
        .where(SignupList.occurrence_id.in_(ids))
        .group_by(SignupList.occurrence_id, SignupList.id)
    )
    found: dict[int, Involved] = {
        number: Involved(int(count or 0), is_logged=not count, group=f"list {list_id}")
        for number, list_id, count in db.session.execute(people)
        if number is not None
    }
    return found | _people_in_courses(ids)


def _people_in_courses(ids: list[int]) -> dict[int, Involved]:
    """A course has one list for all its meetings, kept by the part that began it."""
    meetings = db.session.execute(
        select(Occurrence.id, Occurrence.event_id)
        .join(Occurrence.event)
        .where(Occurrence.id.in_(ids), Event.format == EventFormat.COURSE)
    ).all()
    if not meetings:
        return {}
    event_ids = {event_id for _number, event_id in meetings}
    roots = {
        one.id: first_part(one).id
        for one in db.session.scalars(select(Event).where(Event.id.in_(event_ids)))
    }
    counts = {
        root: (list_id, int(count))
        for root, list_id, count in db.session.execute(
            select(SignupList.event_id, SignupList.id, func.sum(Signup.party_size))
            .join(Signup, Signup.list_id == SignupList.id)
            .where(SignupList.event_id.in_(set(roots.values())), Signup.state.in_(LIVE))
            .group_by(SignupList.event_id, SignupList.id)
        )
    }
    found = {}
    for number, event_id in meetings:
        list_id, count = counts.get(roots[event_id], (0, 0))
        if count:
            found[number] = Involved(count, group=f"list {list_id}")
    return found


def is_signup_visible_to(viewer: User | None) -> ColumnElement[bool]:
    """Whose sign-ups a member of the team sees: those for events of their communities. Joined
    with SignupList."""
    if viewer is None or not can_see_people(viewer):
        return false()
    if viewer.is_organiser:
        return true()
    meeting = aliased(Occurrence)
    of_list = or_(
        event_community.c.event_id == SignupList.event_id,
        and_(
            meeting.id == SignupList.occurrence_id,
            event_community.c.event_id == meeting.event_id,
        ),
    )
    own = exists().where(of_list, event_community.c.community_id.in_(viewer.community_ids))
    return own.correlate(SignupList)


def signups_visible_to(viewer: User | None) -> Select[Signup]:
    """Sign-ups with who they are of and what they are for."""
    return (
        select(Signup)
        .join(Signup.signup_list)
        .where(is_signup_visible_to(viewer))
        .options(
            joinedload(Signup.person),
            joinedload(Signup.signup_list)
            .joinedload(SignupList.occurrence)
            .joinedload(Occurrence.event),
            joinedload(Signup.signup_list).joinedload(SignupList.event),
            selectinload(Signup.children),
        )
    )


def get_signup(viewer: User | None, signup_id: int) -> Signup:
    statement = signups_visible_to(viewer).where(Signup.id == signup_id)
    return db.session.scalar(statement) or abort(404)


def by_secret(secret: str) -> Signup | Regular | None:
    """What an address with a secret leads to; nothing when it is not the right one."""
    told = links.number_in(secret)
    if told is None:
        return None
    kind, number = told
    found: Signup | Regular | None
    found = db.session.get(Signup, number) if kind == "z" else db.session.get(Regular, number)
    return found if found is not None and links.is_secret_of(secret, found) else None


def by_code(typed: str) -> Signup | None:
    """The sign-up with this code from paper."""
    told = links.read_code(typed)
    if told is None:
        return None
    found = db.session.get(Signup, told[0])
    return found if found is not None and links.is_code_of(told[1], found) else None


def open_meetings(meetings: Iterable[Occurrence]) -> list[Occurrence]:
    """Those of a cycle's meetings one can sign up for now."""
    return [one for one in meetings if opening_of(one.event, one).is_open]


LINK_LASTS = timedelta(days=7)
"""After the last meeting: then the page of a sign-up is closed."""


def is_long_over(signup: Signup) -> bool:
    """Whether a resident's link has done its work."""
    ends = [one.ends_at for one in meetings_of(signup.signup_list)]
    return bool(ends) and max(ends) + LINK_LASTS < utcnow()


def can_be_changed(signup: Signup) -> bool:
    """Whether a resident may still change a sign-up: until its (last) meeting begins."""
    coming = any(
        one.starts_at > utcnow() or one.is_postponed for one in meetings_of(signup.signup_list)
    )
    return coming and (signup.is_live or signup.state is SignupState.REPEATED)


def coming_of(signups: Iterable[Signup]) -> list[Signup]:
    """Those for meetings to come."""
    now = utcnow()
    return [
        one
        for one in signups
        if one.signup_list.occurrence and one.signup_list.occurrence.ends_at > now
    ]
