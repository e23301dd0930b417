"""What the public pages show together: meetings, communities, and when one can talk to us.

Each page asks a fixed number of questions, whatever the town's calendar holds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from flask import abort
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, load_only

from osl.communities.models import Community
from osl.communities.queries import open_communities
from osl.core.clock import end_of_day, local_midnight, to_local, utcnow
from osl.core.db import db
from osl.core.text import fold
from osl.events.models import Event, EventKind, Occurrence
from osl.events.queries import (
    IN_ORDER,
    NO_FILTERS,
    EventFilters,
    OpenHours,
    agenda,
    during,
    events_visible_to,
    matches,
    meetings_of,
    next_meeting,
    occurrences_visible_to,
    shown_in,
)
from osl.events.repeats import Repeats, repeats_of, stands_in_list

DAYS_AHEAD = timedelta(days=7)
"""What "in the coming days" means on the front page and on the desk."""

FRONT_MEETINGS, COMMUNITY_MEETINGS, PAST_MEETINGS = 8, 8, 3
COMING_MEETINGS = 60
LATEST_MEETINGS = 30
"""Among so many of the last ones one looks for different events: a class would fill the list."""

PAGE_OF_MEETINGS = 40
"""About how many meetings a page of the list shows; a day is never cut in two."""

MOST_OF_A_DAY = 500

MOST_IN_SITEMAP = 40_000
"""A sitemap may hold 50,000 addresses."""

EVER = datetime.min.replace(tzinfo=UTC)
MOST_OF_A_SERIES = 2000

OPEN_HOURS_WITHIN = timedelta(days=21)


@dataclass(frozen=True)
class CommunityCard:
    """A community in a list, with the next thing that happens there if that is soon."""

    community: Community
    next_meeting: Occurrence | None


@dataclass(frozen=True)
class FrontPage:
    """The whole town at a glance."""

    meetings: list[Occurrence]
    """In the coming days; when nothing is on, the first ones after. Each series once."""
    repeats: dict[int, Repeats]
    is_this_week: bool
    open_hours: list[OpenHours]
    communities: list[CommunityCard]


@dataclass(frozen=True)
class Day:
    """The meetings that begin on one day."""

    date: date
    meetings: list[Occurrence] = field(default_factory=list)


@dataclass(frozen=True)
class AgendaPage:
    """A stretch of the list by day, and the day the next stretch begins with.

    ``repeats``: what follows the meetings that stand for their series.
    """

    days: list[Day]
    next_from: date | None
    repeats: dict[int, Repeats]

    @property
    def count(self) -> int:
        return sum(len(day.meetings) for day in self.days)


def coming_meetings() -> list[Occurrence]:
    """What is on next in the whole town, each series once: enough to tell what comes next in
    each community."""
    return _listed(*during(utcnow()), limit=COMING_MEETINGS)


def _listed(
    *conditions: ColumnElement[bool],
    limit: int,
    filters: EventFilters = NO_FILTERS,
    every_meeting: bool = False,
) -> list[Occurrence]:
    """Meetings to come in their order; each series once, unless every meeting is asked for."""
    statement = occurrences_visible_to(None).where(*conditions, *matches(filters))
    if not every_meeting:
        statement = statement.where(stands_in_list(utcnow(), filters))
    return list(db.session.scalars(statement.order_by(*IN_ORDER).limit(limit)))


def front_page() -> FrontPage:
    now = utcnow()
    coming = coming_meetings()
    soon = [meeting for meeting in coming if meeting.starts_at < now + DAYS_AHEAD]
    # Open hours have a place of their own on the page.
    soon = [m for m in soon if m.event.kind is not EventKind.OPEN_HOURS]
    shown = (soon or coming)[:FRONT_MEETINGS]
    return FrontPage(
        meetings=shown,
        repeats=repeats_of(shown, now),
        is_this_week=bool(soon),
        open_hours=open_hours_in_town(now),
        communities=community_cards(coming),
    )


def community_cards(coming: Sequence[Occurrence]) -> list[CommunityCard]:
    """The communities of today, each with its first meeting among ``coming``."""
    return [
        CommunityCard(community, _first_in(community, coming)) for community in open_communities()
    ]


def _first_in(community: Community, coming: Sequence[Occurrence]) -> Occurrence | None:
    for meeting in coming:
        ids = {one.id for one in meeting.event.communities}
        if community.id in ids and meeting.takes_place:
            return meeting
    return None


def open_hours_in_town(now: datetime) -> list[OpenHours]:
    """Where the team can be talked to in the coming three weeks, the soonest first."""
    meetings = agenda(
        None,
        EventFilters(kind=EventKind.OPEN_HOURS),
        after=now,
        before=now + OPEN_HOURS_WITHIN,
        limit=200,
    )
    found: dict[int, OpenHours] = {}
    called_off: dict[int, list[Occurrence]] = {}
    for meeting in meetings:
        missed = called_off.setdefault(meeting.event_id, [])
        if not meeting.takes_place and meeting.event_id not in found:
            missed.append(meeting)
        elif meeting.takes_place:
            found.setdefault(meeting.event_id, OpenHours(meeting.event, meeting, missed))
    return list(found.values())


def meetings_of_community(community: Community) -> list[Occurrence]:
    """The next meetings of a community, each series once; its open hours aside: they head its
    page."""
    return _listed(
        *during(utcnow()),
        Event.kind != EventKind.OPEN_HOURS,
        shown_in(community),
        limit=COMMUNITY_MEETINGS,
    )


def latest_of_community(community: Community) -> list[Occurrence]:
    """The last few events that were on, the latest first, each once; open hours aside."""
    statement = occurrences_visible_to(None).where(
        Occurrence.starts_at < utcnow(),
        Occurrence.ends_at <= utcnow(),
        Event.kind != EventKind.OPEN_HOURS,
        shown_in(community),
    )
    statement = statement.order_by(Occurrence.starts_at.desc(), Occurrence.event_id)
    found: dict[int, Occurrence] = {}
    for meeting in db.session.scalars(statement.limit(LATEST_MEETINGS)):
        found.setdefault(meeting.event_id, meeting)
    return list(found.values())[:PAST_MEETINGS]


def agenda_page(
    filters: EventFilters, asked_from: date | None, *, every_meeting: bool = False
) -> AgendaPage:
    """The list by day from a date on (from now when none is asked, or the date is over).

    From a later date on it goes on where another page ended: what began before stands there.
    Of a series the next meeting from now stands for all, whatever date is asked for.
    """
    now = utcnow()
    today = to_local(now).date()
    first = max(today, asked_from or today)
    begun = during(now) if first == today else [Occurrence.starts_at >= local_midnight(first)]

    def stretch(*conditions: ColumnElement[bool], limit: int) -> list[Occurrence]:
        return _listed(
            *begun, *conditions, limit=limit, filters=filters, every_meeting=every_meeting
        )

    meetings = stretch(limit=PAGE_OF_MEETINGS + 1)
    next_from = None
    if len(meetings) > PAGE_OF_MEETINGS:
        next_from = _day_of(meetings[-1], first=first)
        whole = [one for one in meetings if _day_of(one, first=first) < next_from]
        if not whole:
            # One day fills more than a page: it is shown whole, however long.
            end = end_of_day(next_from)
            whole = stretch(Occurrence.starts_at < end, limit=MOST_OF_A_DAY)
            next_from += timedelta(days=1)
        meetings = whole
    repeats = {} if every_meeting else repeats_of(meetings, now, filters)
    return AgendaPage(by_day(meetings, first=first), next_from, repeats)


def by_day(meetings: Iterable[Occurrence], *, first: date) -> list[Day]:
    """Meetings in their order, gathered by the local day they begin on.

    What began before ``first`` and still goes on stands under ``first``.
    """
    days: dict[date, Day] = {}
    for meeting in meetings:
        on = _day_of(meeting, first=first)
        days.setdefault(on, Day(on)).meetings.append(meeting)
    return sorted(days.values(), key=lambda day: day.date)


def _day_of(meeting: Occurrence, *, first: date) -> date:
    return max(first, to_local(meeting.starts_at).date())


def communities_called(text: str, communities: Iterable[Community]) -> list[Community]:
    """The communities whose name or description holds every word that was searched for."""
    words = fold(text).split()
    if not words:
        return []
    return [
        community
        for community in communities
        if all(word in fold(f"{community.name} {community.summary}") for word in words)
    ]


@dataclass(frozen=True)
class EventPage:
    """One event with the meeting its page is about, and the others to come."""

    event: Event
    meeting: Occurrence | None
    meetings: list[Occurrence]

    @property
    def is_over(self) -> bool:
        meeting = self.meeting
        return meeting is not None and meeting.ends_at <= utcnow() and not meeting.is_postponed


def event_page(event: Event, asked_meeting: int | None = None) -> EventPage:
    """The page of an event; of a series, about the asked meeting or the next one."""
    meeting = None
    if asked_meeting is not None:
        statement = select(Occurrence).options(joinedload(Occurrence.venue))
        meeting = db.session.scalar(
            statement.where(Occurrence.id == asked_meeting, Occurrence.event_id == event.id)
        ) or abort(404)
    if meeting is None:
        meeting = next_meeting(event, utcnow())
    coming = meetings_of(event, after=utcnow(), limit=13) if event.is_series else []
    return EventPage(event, meeting, coming)


@dataclass(frozen=True)
class EveryMeeting:
    """All meetings of a series, month by month: those to come, and those that are over."""

    coming: dict[date, list[Occurrence]]
    past: dict[date, list[Occurrence]]


def every_meeting(event: Event) -> EveryMeeting:
    """Every stored meeting of a series (one query); a month goes by its first day."""
    now = utcnow()
    coming: dict[date, list[Occurrence]] = {}
    past: dict[date, list[Occurrence]] = {}
    for meeting in meetings_of(event, after=EVER, limit=MOST_OF_A_SERIES):
        month = to_local(meeting.starts_at).date().replace(day=1)
        side = coming if meeting.ends_at > now else past
        side.setdefault(month, []).append(meeting)
    return EveryMeeting(coming, past)


def published_events() -> Sequence[Event]:
    """Everything a stranger may see, with its number and title only, for the sitemap."""
    statement = events_visible_to(None).options(load_only(Event.id, Event.title))
    return db.session.scalars(statement.order_by(Event.id.desc()).limit(MOST_IN_SITEMAP)).all()
