"""How much room there is, as everybody sees it: numbers and times, never names."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select

from osl.core.clock import utcnow
from osl.core.db import db
from osl.events.models import Event, EventFormat, Occurrence, SignupMode
from osl.events.words import places_of
from osl.signups.models import SignupList
from osl.signups.places import first_part, reserve_within
from osl.signups.windows import Door, Opening, opening_of


@dataclass(frozen=True)
class Places:
    """The places of a meeting or a course as everybody sees them: numbers, never names."""

    opening: Opening
    places: int | None
    left: int | None
    waiting: int

    @property
    def is_full(self) -> bool:
        return self.left == 0

    @property
    def can_sign_up(self) -> bool:
        return self.opening.door is Door.OPEN


def places_shown(event: Event, meeting: Occurrence | None) -> Places:
    """The places of one meeting, or (of a course) of all its meetings together."""
    if event.format is EventFormat.COURSE:
        meeting = None
        found = db.session.scalar(
            select(SignupList).where(SignupList.event_id == first_part(event).id)
        )
    else:
        if meeting is None:
            return Places(Opening(Door.OVER), event.places, event.places, 0)
        found = db.session.scalar(select(SignupList).where(SignupList.occurrence_id == meeting.id))
    limit = event.places if meeting is None else places_of(meeting)
    return _places(opening_of(event, meeting), limit, reserve_within(event, limit), found)


def _places(opening: Opening, limit: int | None, reserved: int, found: SignupList | None) -> Places:
    if limit is None:
        return Places(opening, None, None, found.waiting if found is not None else 0)
    if found is None:
        return Places(opening, limit, max(0, limit - reserved), 0)
    return Places(opening, limit, found.left, found.waiting)


def places_of_meetings(meetings: Collection[Occurrence]) -> dict[int, Places]:
    """The places of several meetings, by their ids: two questions, however many there are.

    Only where one can sign up and places are counted; the rest has nothing to say in a list.
    """
    counted = [
        one
        for one in meetings
        if one.event.signup_mode is not SignupMode.NONE
        and places_of(one) is not None
        and one.takes_place
        and one.starts_at > utcnow()
    ]
    if not counted:
        return {}
    of_meetings = [one.id for one in counted if one.event.format is not EventFormat.COURSE]
    of_courses = [one.event_id for one in counted if one.event.format is EventFormat.COURSE]
    statement = select(SignupList).where(
        or_(SignupList.occurrence_id.in_(of_meetings), SignupList.event_id.in_(of_courses))
    )
    lists = {(one.occurrence_id, one.event_id): one for one in db.session.scalars(statement)}
    found = {}
    for one in counted:
        is_course = one.event.format is EventFormat.COURSE
        if is_course and one.event.continues_id is not None:
            continue
        known = lists.get((None, one.event_id) if is_course else (one.id, None))
        opening = Opening(Door.OPEN) if is_course else opening_of(one.event, one)
        limit = places_of(one)
        found[one.id] = _places(opening, limit, reserve_within(one.event, limit), known)
    return found
