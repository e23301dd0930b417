"""What one can be signed up for by phone: the meetings, courses and regular places to come."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, false, not_, select, true
from sqlalchemy.orm import contains_eager

from osl.accounts.models import User
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.text import fold
from osl.events.models import Event, EventFormat, Occurrence, SignupMode, event_community
from osl.events.queries import IN_ORDER, during, occurrences_visible_to, says
from osl.events.words import places_of
from osl.people.policies import can_see_people
from osl.signups.models import SignupList
from osl.signups.places import first_part, ids_of_lists
from osl.signups.windows import Opening, opening_of

AHEAD = timedelta(days=14)
"""Most who call ask about the coming two weeks; the rest is found by its words."""

MOST_SHOWN = 60
MOST_OF_CYCLE = 4


class Sort(StrEnum):
    """What is chosen: one meeting, a course as a whole, or all meetings of a cycle."""

    MEETING = "m"
    COURSE = "k"
    REGULAR = "s"


@dataclass(frozen=True)
class Choice:
    """One thing to be signed up for. ``meeting`` of a course or a regular place is its next one.

    ``left`` counts what anybody may take, ``reserve`` what the team still keeps; both are None
    where nobody counts places, and for a regular place, which has each meeting's own.
    """

    sort: Sort
    event: Event
    meeting: Occurrence
    opening: Opening
    left: int | None = None
    reserve: int | None = None
    waiting: int = 0

    @property
    def value(self) -> str:
        """How a form names it."""
        of = self.meeting if self.sort is Sort.MEETING else self.event
        return f"{self.sort}{of.id}"

    @property
    def is_full(self) -> bool:
        return self.left == 0

    @property
    def signed_up_for(self) -> Occurrence | None:
        """What ``sign_up`` asks for beside the event: of a course, no meeting."""
        return self.meeting if self.sort is Sort.MEETING else None


TAKES_SIGNUPS = (
    Event.published_at.is_not(None),
    Event.cancelled_at.is_(None),
    Event.signup_mode != SignupMode.NONE,
    Occurrence.cancelled_at.is_(None),
    Occurrence.postponed_at.is_(None),
)
"""Of which meetings one is told when one asks what there is."""


def is_taken_by(user: User) -> ColumnElement[bool]:
    """Whose sign-ups this member of the team handles: those for events of their communities."""
    if not can_see_people(user):
        return false()
    if user.is_organiser:
        return true()
    own = exists().where(
        event_community.c.event_id == Event.id,
        event_community.c.community_id.in_(user.community_ids),
    )
    return and_(not_(Event.is_whole_town), own.correlate(Event))


def coming_choices(
    user: User,
    text: str = "",
    *,
    event_id: int | None = None,
    chosen: Collection[str] = (),
) -> list[Choice]:
    """What this person may sign somebody up for, the soonest first: of the coming two weeks, or
    whatever has these words; one event in full; and always what is ``chosen`` already.

    A few questions, whatever the length.
    """
    now = utcnow()
    searched = bool(fold(text).split())
    coming = [*TAKES_SIGNUPS, *during(now, None if searched else now + AHEAD)]
    found = _meetings(user, *coming, *says(text))
    if event_id is not None:
        found = [*_meetings(user, *TAKES_SIGNUPS, *during(now), Event.id == event_id), *found]
    else:
        found = _first_of_each(found)
    return _choices([*found, *_meant(user, chosen)], event_id)


def _meant(user: User, chosen: Collection[str]) -> list[Occurrence]:
    """What somebody has chosen, also if it was called off since: then they are told."""
    numbers: dict[Sort, set[int]] = {}
    for sort, number in filter(None, map(_read, chosen)):
        numbers.setdefault(sort, set()).add(number)
    if not numbers:
        return []
    of_events = numbers.get(Sort.COURSE, set()) | numbers.get(Sort.REGULAR, set())
    meetings = _meetings(user, Occurrence.id.in_(numbers.get(Sort.MEETING, ())))
    coming = _meetings(user, Event.id.in_(of_events), *during(utcnow()))
    others = _meetings(user, Event.id.in_(of_events))
    return meetings + _first_of_each([*coming, *others], most=1)


def chosen_among(choices: Iterable[Choice], values: Collection[str]) -> list[Choice]:
    """Those chosen, in one order for everybody, so that two at once never wait for each other."""
    meant = {one.value: one for one in choices if one.value in values}
    return sorted(meant.values(), key=lambda one: (one.event.id, one.meeting.id, one.sort))


def _meetings(user: User, *conditions: ColumnElement[bool]) -> list[Occurrence]:
    statement = (
        occurrences_visible_to(user)
        .where(is_taken_by(user), *conditions)
        .options(contains_eager(Occurrence.event).joinedload(Event.continues))
        .order_by(*IN_ORDER)
        .limit(MOST_SHOWN)
    )
    return list(db.session.scalars(statement))


def _first_of_each(meetings: Iterable[Occurrence], most: int = MOST_OF_CYCLE) -> list[Occurrence]:
    counts: dict[int, int] = {}
    kept = []
    for one in meetings:
        counts[one.event_id] = counts.get(one.event_id, 0) + 1
        if counts[one.event_id] <= most:
            kept.append(one)
    return kept


def _choices(meetings: list[Occurrence], event_id: int | None) -> list[Choice]:
    """Each meeting once; a course once, under its first part; a regular place after its cycle."""
    in_order = sorted(
        {one.id: one for one in meetings}.values(),
        key=lambda one: (one.event_id != event_id, one.starts_at, one.event_id),
    )
    courses = [one.event for one in in_order if one.event.format is EventFormat.COURSE]
    lists = _lists(courses, in_order)
    seen: set[int] = set()
    found: list[Choice] = []
    regulars: list[Choice] = []
    for meeting in in_order:
        event = meeting.event
        if event.format is EventFormat.COURSE:
            event = first_part(event)
            if event.id not in seen:
                found.append(_choice(Sort.COURSE, event, meeting, lists.get((event.id, None))))
        else:
            known = lists.get((None, meeting.id))
            found.append(_choice(Sort.MEETING, event, meeting, known))
            if event.takes_regulars and first_part(event).id not in seen:
                regulars.append(Choice(Sort.REGULAR, event, meeting, opening_of(event, meeting)))
        seen.add(first_part(event).id)
    return found + regulars


def _lists(
    courses: Collection[Event], meetings: Collection[Occurrence]
) -> dict[tuple[int | None, int | None], SignupList]:
    wanted = SignupList.id.in_(ids_of_lists(courses, meetings))
    found = db.session.scalars(select(SignupList).where(wanted))
    return {(one.event_id, one.occurrence_id): one for one in found}


def _choice(sort: Sort, event: Event, meeting: Occurrence, known: SignupList | None) -> Choice:
    is_course = sort is Sort.COURSE
    opening = opening_of(event, None if is_course else meeting)
    limit = event.places if is_course else places_of(meeting)
    waiting = known.waiting if known is not None else 0
    if limit is None:
        return Choice(sort, event, meeting, opening, waiting=waiting)
    if known is None:
        reserve = min(event.reserved_places, limit)
        return Choice(sort, event, meeting, opening, max(0, limit - reserve), reserve)
    reserve = max(0, known.left_for_team - known.left)
    return Choice(sort, event, meeting, opening, known.left, reserve, waiting)


def _read(value: str) -> tuple[Sort, int] | None:
    """What a form named, whoever sent it: a sort and a number."""
    letter, digits = value[:1], value[1:]
    if letter in set(Sort) and digits.isascii() and digits.isdigit() and len(digits) < 10:
        return Sort(letter), int(digits)
    return None
