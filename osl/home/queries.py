"""What the public pages show together: meetings, communities, and when one can talk to us.

Each page asks a fixed number of questions, whatever the town's calendar holds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import joinedload, load_only

from osl.communities.models import Community
from osl.communities.queries import open_communities
from osl.core.clock import end_of_day, local_midnight, to_local, utcnow
from osl.core.db import db
from osl.core.text import fold
from osl.events.models import Event, EventKind, Occurrence
from osl.events.queries import (
    EventFilters,
    OpenHours,
    agenda,
    events_visible_to,
    meetings_of,
    next_meeting,
    occurrences_visible_to,
    shown_in,
)

DAYS_AHEAD = timedelta(days=7)
"""What "in the coming days" means on the front page and on the desk."""

FRONT_MEETINGS, COMMUNITY_MEETINGS, PAST_MEETINGS = 8, 8, 3

PAGE_OF_MEETINGS = 40
"""About how many meetings a page of the list shows; a day is never cut in two."""

MOST_OF_A_DAY = 500

MOST_IN_SITEMAP = 40_000
"""A sitemap may hold 50,000 addresses."""

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
    """In the coming days; when nothing is on, the first ones after."""
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
    """A stretch of the list by day, and the day the next stretch begins with."""

    days: list[Day]
    next_from: date | None

    @property
    def count(self) -> int:
        return sum(len(day.meetings) for day in self.days)


def coming_meetings() -> list[Occurrence]:
    """What is on next in the whole town: enough to tell what comes next in each community."""
    return agenda(None, after=utcnow(), limit=60)


def front_page() -> FrontPage:
    now = utcnow()
    coming = coming_meetings()
    soon = [meeting for meeting in coming if meeting.starts_at < now + DAYS_AHEAD]
    # Open hours have a place of their own on the page.
    shown = [m for m in soon if m.event.kind is not EventKind.OPEN_HOURS]
    return FrontPage(
        meetings=(shown or coming)[:FRONT_MEETINGS],
        is_this_week=bool(shown),
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
    """The next meetings of a community, its open hours aside: they head its page."""
    statement = occurrences_visible_to(None).where(
        Occurrence.starts_at > utcnow() - timedelta(days=31),
        Occurrence.ends_at > utcnow(),
        Event.kind != EventKind.OPEN_HOURS,
        shown_in(community),
    )
    statement = statement.order_by(Occurrence.starts_at, Occurrence.event_id)
    return list(db.session.scalars(statement.limit(COMMUNITY_MEETINGS)))


def latest_of_community(community: Community) -> list[Occurrence]:
    """The last few meetings that are over, the latest first; open hours aside."""
    statement = occurrences_visible_to(None).where(
        Occurrence.starts_at < utcnow(),
        Occurrence.ends_at <= utcnow(),
        Event.kind != EventKind.OPEN_HOURS,
        shown_in(community),
    )
    statement = statement.order_by(Occurrence.starts_at.desc(), Occurrence.event_id)
    return list(db.session.scalars(statement.limit(PAST_MEETINGS)))


def agenda_page(filters: EventFilters, asked_from: date | None) -> AgendaPage:
    """The list by day from a date on (from now when none is asked, or the date is over)."""
    now = utcnow()
    after = max(now, local_midnight(asked_from)) if asked_from else now
    meetings = agenda(None, filters, after=after, limit=PAGE_OF_MEETINGS + 1)
    if len(meetings) <= PAGE_OF_MEETINGS:
        return AgendaPage(by_day(meetings, first=to_local(after).date()), None)
    last_day = _day_of(meetings[-1], first=to_local(after).date())
    whole = [m for m in meetings if _day_of(m, first=to_local(after).date()) < last_day]
    if not whole:
        # One day fills more than a page: it is shown whole, however long.
        end = end_of_day(last_day)
        whole = agenda(None, filters, after=after, before=end, limit=MOST_OF_A_DAY)
        return AgendaPage(by_day(whole, first=last_day), last_day + timedelta(days=1))
    return AgendaPage(by_day(whole, first=to_local(after).date()), last_day)


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


def published_events() -> Sequence[Event]:
    """Everything a stranger may see, with its number and title only, for the sitemap."""
    statement = events_visible_to(None).options(load_only(Event.id, Event.title))
    return db.session.scalars(statement.order_by(Event.id.desc()).limit(MOST_IN_SITEMAP)).all()
