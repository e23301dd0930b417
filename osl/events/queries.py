"""The one gate to events: page, feed, search, export and sitemap all read through it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flask import abort
from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select, true
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from osl.accounts.models import User
from osl.communities.models import ACCESS_FACTS, Audience, Community, Fact, Venue
from osl.core.clock import to_local, utcnow
from osl.core.db import db
from osl.core.paging import Page, page_of
from osl.core.text import fold
from osl.events.models import (
    LONGEST_MEETING,
    Break,
    Event,
    EventChange,
    EventFormat,
    EventKind,
    Occurrence,
    Picture,
    Strand,
    event_community,
)

OPEN_HOURS_AHEAD = timedelta(days=63)
"""Open hours that do not come round within nine weeks help nobody who wants to talk now."""


@dataclass(frozen=True)
class EventFilters:
    """What a reader asked to see. Nothing asked for means everything.

    ``access`` holds names from ACCESS_FACTS that the place must be known to have; ``text`` is
    searched without regard to case and diacritics, every word of it.
    """

    community: Community | None = None
    strand: Strand | None = None
    kind: EventKind | None = None
    audience: Audience | None = None
    access: frozenset[str] = field(default_factory=frozenset)
    text: str = ""

    @property
    def active(self) -> int:
        """How many things are asked for."""
        given = (self.community, self.strand, self.kind, self.audience, self.text.strip())
        return sum(1 for one in given if one) + len(self.access)


NO_FILTERS = EventFilters()


@dataclass(frozen=True)
class OpenHours:
    """One place and time to talk: the next meeting, and those before it that were called off or
    put off."""

    event: Event
    meeting: Occurrence
    called_off: list[Occurrence]


def is_visible_to(viewer: User | None) -> ColumnElement[bool]:
    """Published events are everybody's. Drafts belong to the team of their communities."""
    published = Event.published_at.is_not(None)
    if viewer is None:
        return published
    if viewer.is_organiser:
        return true()
    own = exists().where(
        event_community.c.event_id == Event.id,
        event_community.c.community_id.in_(viewer.community_ids),
    )
    own = own.correlate(Event)
    return or_(published, own)


def events_visible_to(viewer: User | None) -> Select[Event]:
    return select(Event).where(is_visible_to(viewer))


def occurrences_visible_to(viewer: User | None) -> Select[Occurrence]:
    """Meetings of the events this viewer may see, each with all that a line of a list shows."""
    return (
        select(Occurrence)
        .join(Occurrence.event)
        .where(is_visible_to(viewer))
        .options(
            contains_eager(Occurrence.event).joinedload(Event.venue),
            contains_eager(Occurrence.event).joinedload(Event.series),
            contains_eager(Occurrence.event).selectinload(Event.communities),
            joinedload(Occurrence.venue),
        )
    )


def shown_in(community: Community) -> ColumnElement[bool]:
    """Whether an event stands in a community's calendar: its own, the whole town's, or one for
    the audience that this (categorical) community collects from everywhere."""
    own = exists().where(
        event_community.c.event_id == Event.id,
        event_community.c.community_id == community.id,
    )
    own = own.correlate(Event)
    shown = or_(own, Event.is_whole_town)
    if community.collects_audience not in (None, Audience.EVERYONE):
        shown = or_(shown, Event.audience == community.collects_audience)
    return shown


def venue_of_meeting(meeting: type[Occurrence] = Occurrence) -> ColumnElement[int]:
    """Where a meeting is, joined with its event: its own place, else the event's. Its own may be
    words alone."""
    has_own_place = or_(meeting.venue_id.is_not(None), meeting.place_note != "")
    return case((has_own_place, meeting.venue_id), else_=Event.venue_id)


IS_CALLED_OFF = or_(
    Occurrence.cancelled_at.is_not(None),
    Event.cancelled_at.is_not(None)
    & or_(Event.format == EventFormat.SINGLE, Occurrence.starts_at >= Event.cancelled_at),
)
"""What ``is_cancelled`` of a meeting asks: what a series held before it was called off was held."""


def matches(filters: EventFilters) -> list[ColumnElement[bool]]:
    """The conditions on a statement over occurrences joined with their events."""
    conditions: list[ColumnElement[bool]] = []
    if filters.community is not None:
        conditions.append(shown_in(filters.community))
    for column, asked in (
        (Event.strand, filters.strand),
        (Event.kind, filters.kind),
        (Event.audience, filters.audience),
    ):
        if asked is not None:
            conditions.append(column == asked)
    return conditions + meets_where(filters) + says(filters.text)


def meets_where(
    filters: EventFilters, meeting: type[Occurrence] = Occurrence
) -> list[ColumnElement[bool]]:
    """That the place of a meeting is known to have what was asked for."""
    facts = [fact for fact in ACCESS_FACTS if fact in filters.access]
    if not facts:
        return []
    place = aliased(Venue)
    of_meeting = venue_of_meeting(meeting)
    return [
        exists().where(
            place.id == of_meeting, *(getattr(place, fact) == Fact.YES for fact in facts)
        )
    ]


def says(text: str) -> list[ColumnElement[bool]]:
    """That an event's words hold every word of ``text``, whatever the case and diacritics."""
    words = fold(text).split()[:10]
    return [Event.search_text.contains(word, autoescape=True) for word in words]


def during(start: datetime, end: datetime | None = None) -> list[ColumnElement[bool]]:
    """That a meeting goes on at some moment between the two (aware UTC).

    The first condition follows from the second; it is there for the index on the start.
    """
    conditions: list[ColumnElement[bool]] = [
        Occurrence.starts_at > start - LONGEST_MEETING,
        Occurrence.ends_at > start,
    ]
    if end is not None:
        conditions.append(Occurrence.starts_at < end)
    return conditions


IN_ORDER = (Occurrence.starts_at, Occurrence.event_id)


def agenda(
    viewer: User | None,
    filters: EventFilters = NO_FILTERS,
    *,
    after: datetime,
    before: datetime | None = None,
    limit: int,
) -> list[Occurrence]:
    """The meetings to come or going on at ``after``, soonest first; called-off ones are among
    them and say so. Three queries, whatever the length."""
    statement = occurrences_visible_to(viewer).where(*during(after, before), *matches(filters))
    return list(db.session.scalars(statement.order_by(*IN_ORDER).limit(limit)))


def meetings_between(
    viewer: User | None,
    start: datetime,
    end: datetime,
    *,
    community: Community | None = None,
    filters: EventFilters = NO_FILTERS,
    limit: int = 2000,
) -> list[Occurrence]:
    """Every meeting of a stretch of time (a month, a week), in order."""
    statement = occurrences_visible_to(viewer).where(*during(start, end), *matches(filters))
    if community is not None:
        statement = statement.where(shown_in(community))
    return list(db.session.scalars(statement.order_by(*IN_ORDER).limit(limit)))


def past(
    viewer: User | None, filters: EventFilters = NO_FILTERS, page: int = 1
) -> Page[Occurrence]:
    """The archive: meetings that are over, the latest first."""
    statement = occurrences_visible_to(viewer).where(
        Occurrence.ends_at <= utcnow(), *matches(filters)
    )
    # By its end, not its start: so the index that finds them has them in order already.
    return page_of(
        statement, page, order=(Occurrence.ends_at.desc(), Occurrence.event_id), key=Occurrence.id
    )


def upcoming_open_hours(community: Community) -> list[OpenHours]:
    """When and where to talk to the team of this community: one entry for each open hours,
    the soonest first (two queries and one for communities)."""
    now = utcnow()
    statement = occurrences_visible_to(None).where(
        Event.kind == EventKind.OPEN_HOURS,
        Event.cancelled_at.is_(None),
        *during(now, now + OPEN_HOURS_AHEAD),
        shown_in(community),
    )
    found: dict[int, OpenHours] = {}
    called_off: dict[int, list[Occurrence]] = {}
    for meeting in db.session.scalars(statement.order_by(*IN_ORDER).limit(500)):
        if meeting.event_id in found:
            continue
        missed = called_off.setdefault(meeting.event_id, [])
        if meeting.takes_place:
            found[meeting.event_id] = OpenHours(meeting.event, meeting, missed)
        else:
            missed.append(meeting)
    return list(found.values())


WHOLE_EVENT: tuple[ExecutableOption, ...] = (
    joinedload(Event.venue),
    joinedload(Event.funding_project),
    joinedload(Event.series),
    joinedload(Event.replacement),
    joinedload(Event.continues),
    joinedload(Event.continuation),
    selectinload(Event.communities),
    selectinload(Event.pictures),
)


def get_event(viewer: User | None, event_id: int, *, whole: bool = True) -> Event:
    """One event with what its page shows, unless little of it is needed; what the viewer may not
    see does not exist."""
    statement = events_visible_to(viewer).where(Event.id == event_id)
    if whole:
        statement = statement.options(*WHOLE_EVENT)
    return db.session.scalar(statement) or abort(404)


def rounds_of(viewer: User | None, event: Event) -> list[Event]:
    """All rounds of what an event is a round of, the first one first; nothing for an event without
    others. For a round that was parted stands its part that is going on or comes next."""
    if not event.round_name:
        return []
    first = event.round_of_id or event.id
    statement = (
        events_visible_to(viewer)
        .where(or_(Event.id == first, Event.round_of_id == first))
        .options(joinedload(Event.series), selectinload(Event.occurrences))
        .order_by(Event.id)
    )
    found = list(db.session.scalars(statement))
    parts: dict[int, list[Event]] = {}
    begins: dict[int | None, int] = {}
    for one in found:  # by id, so that a part comes before the one that continues it
        begins[one.id] = begins.get(one.continues_id, one.id)
        parts.setdefault(begins[one.id], []).append(one)
    rounds = [event if event in of_round else _part_now(of_round) for of_round in parts.values()]
    return rounds if len(rounds) > 1 else []


def _part_now(parts: list[Event]) -> Event:
    now = utcnow()
    coming = (one for one in parts if any(now < meeting.ends_at for meeting in one.occurrences))
    return next(coming, parts[-1])


def first_day_of(event: Event) -> date:
    """The local day of an event's first meeting, as its rule gave it."""
    statement = select(func.min(Occurrence.slot_at)).where(Occurrence.event_id == event.id)
    first = db.session.scalar(statement)
    return to_local(first).date() if first is not None else to_local(event.created_at).date()


def next_meeting(event: Event, now: datetime) -> Occurrence | None:
    """The meeting to come or going on; of a past event, its last one."""
    of_event = (
        select(Occurrence)
        .where(Occurrence.event_id == event.id)
        .options(joinedload(Occurrence.venue))
    )
    # One that was put off is not to come, but it is what people look for before one that was.
    coming = of_event.where(
        Occurrence.cancelled_at.is_(None),
        or_(Occurrence.ends_at > now, Occurrence.postponed_at.is_not(None)),
    )
    soonest_first = (Occurrence.postponed_at.is_not(None), Occurrence.starts_at)
    return db.session.scalar(coming.order_by(*soonest_first).limit(1)) or db.session.scalar(
        of_event.order_by(Occurrence.starts_at.desc()).limit(1)
    )


def meetings_of(event: Event, *, after: datetime, limit: int = 12) -> list[Occurrence]:
    """The next meetings of one event, called-off ones among them."""
    statement = (
        select(Occurrence)
        .where(Occurrence.event_id == event.id, Occurrence.ends_at > after)
        .options(joinedload(Occurrence.venue))
        .order_by(Occurrence.starts_at)
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def postponed_before(event: Event, now: datetime) -> list[Occurrence]:
    """Meetings that were put off, whose first date is past and which have no new one yet."""
    statement = (
        select(Occurrence)
        .where(
            Occurrence.event_id == event.id,
            Occurrence.postponed_at.is_not(None),
            Occurrence.ends_at <= now,
        )
        .options(joinedload(Occurrence.venue))
        .order_by(Occurrence.starts_at)
    )
    return list(db.session.scalars(statement))


def visible_changes(event: Event, limit: int = 20) -> list[EventChange]:
    """What changed since the event was published, the newest first."""
    statement = (
        select(EventChange)
        .where(EventChange.event_id == event.id)
        .order_by(EventChange.changed_at.desc(), EventChange.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def recent_changes(viewer: User | None, *, since: datetime, limit: int) -> list[EventChange]:
    """What changed lately in the events this viewer may see, the newest first."""
    statement = (
        select(EventChange)
        .join(EventChange.event)
        .where(is_visible_to(viewer), EventChange.changed_at >= since)
        .options(contains_eager(EventChange.event).selectinload(Event.communities))
        .order_by(EventChange.changed_at.desc(), EventChange.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def get_meeting(viewer: User | None, event_id: int, occurrence_id: int) -> Occurrence:
    """One meeting of one event, with its event; what the viewer may not see does not exist.

    A meeting that went over to a later part of its series is found at its old address too: a
    page opened before, or a second click, leads there.
    """
    statement = occurrences_visible_to(viewer).where(Occurrence.id == occurrence_id)
    meeting = db.session.scalar(statement)
    part = meeting.event if meeting is not None else None
    while part is not None and part.id != event_id:
        part = part.continues
    return meeting if meeting is not None and part is not None else abort(404)


def get_picture(viewer: User | None, event_id: int, picture_id: int) -> Picture:
    """One picture of one event; what the viewer may not see does not exist."""
    statement = (
        select(Picture)
        .join(Picture.event)
        .where(is_visible_to(viewer), Picture.id == picture_id, Picture.event_id == event_id)
        .options(contains_eager(Picture.event).selectinload(Event.pictures))
    )
    return db.session.scalar(statement) or abort(404)


def drafts_of(user: User, *, limit: int) -> list[Event]:
    """The events of this person's communities that nobody has published yet, newest first."""
    statement = events_visible_to(user).where(Event.published_at.is_(None))
    statement = statement.options(
        selectinload(Event.communities), selectinload(Event.occurrences), joinedload(Event.venue)
    )
    return list(db.session.scalars(statement.order_by(Event.id.desc()).limit(limit)))


def breaks_from(first: date, last: date | None = None) -> list[Break]:
    """The town's breaks that are not over on ``first``, and have begun by ``last``; in order."""
    statement = select(Break).where(Break.last_on >= first).order_by(Break.first_on, Break.id)
    if last is not None:
        statement = statement.where(Break.first_on <= last)
    return list(db.session.scalars(statement))


def get_break(_viewer: User, break_id: int) -> Break:
    return db.session.get(Break, break_id) or abort(404)


def known_hosts(viewer: User, limit: int = 100) -> list[str]:
    """Those who run the latest thousand events: so that one person has one name."""
    latest = (
        select(Event.id, Event.host)
        .where(is_visible_to(viewer))
        .order_by(Event.id.desc())
        .limit(1000)
        .subquery()
    )
    statement = (
        select(latest.c.host)
        .where(latest.c.host != "")
        .group_by(latest.c.host)
        .order_by(func.max(latest.c.id).desc())
        .limit(limit)
    )
    return list(db.session.scalars(statement))
