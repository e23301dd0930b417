"""What calendars read: the events to write anew, the bytes of a feed, the state of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import abort
from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    null,
    or_,
    select,
)
from sqlalchemy.engine.interfaces import Compiled
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.sql.compiler import SQLCompiler

from osl.accounts.models import User
from osl.calendars.ical import uid_alone
from osl.calendars.models import (
    CalendarEntry,
    CalendarImport,
    Feed,
    ImportedEvent,
    OwnAddress,
    calendar_entry_community,
    feed_key,
)
from osl.communities.models import TOWN_SLUG, Community, FormerSlug, Venue
from osl.communities.queries import communities_visible_to
from osl.core.clock import local_midnight
from osl.core.db import db
from osl.events.models import Event, Occurrence, Strand
from osl.events.queries import events_visible_to, shown_in

PAST = timedelta(days=90)
FUTURE = timedelta(days=548)
"""How far a feed looks back and ahead (18 months), counted in whole days."""

MOST_BYTES = 1_000_000
MOST_COMPONENTS = 1000
"""What Google still takes."""


@dataclass(frozen=True)
class FeedState:
    """Whose calendar is at an address, and which version of it is the present one.

    ``changed_at`` is as the database driver gives it: a mark to compare, not a moment.
    """

    community_id: int | None
    strand: Strand | None
    version: int | None
    changed_at: Any

    @property
    def key(self) -> str:
        return feed_key(self.community_id, self.strand)


class LeanQuestion:
    """A question asked without session, transaction or mapping: one row of plain values.

    Feeds are asked for by programs, day and night, mostly in vain; this is all that such a
    request costs. One SELECT sees one moment, so it needs no transaction of ours.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self.statement = statement
        self.compiled: dict[str, Compiled] = {}

    def ask(self, **parts: str) -> tuple[Any, ...] | None:
        engine = db.engine
        compiled = self.compiled.get(engine.dialect.name)
        if compiled is None:
            compiled = self.compiled[engine.dialect.name] = self.statement.compile(engine)
        named = dict(compiled.construct_params(parts) or {})
        order = compiled.positiontup if isinstance(compiled, SQLCompiler) else None
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(str(compiled), [named[name] for name in order] if order else named)
            row = cursor.fetchone()
            return tuple(row) if row is not None else None
        finally:
            connection.close()


_OF_TOWN = LeanQuestion(
    select(null(), Feed.version, Feed.changed_at).where(Feed.key == bindparam("key"))
)
_OF_COMMUNITY = LeanQuestion(
    select(Community.id, Feed.version, Feed.changed_at)
    .outerjoin(Feed, Feed.key == cast(Community.id, String) + bindparam("ending", type_=String))
    .where(Community.slug == bindparam("slug"))
)


def feed_state(slug: str, strand: Strand | None) -> FeedState | None:
    """The state of the feed at an address, present or former; None for an unknown one."""
    if slug == TOWN_SLUG:
        town = _OF_TOWN.ask(key=feed_key(None, strand)) or (None, None, None)
        return FeedState(None, strand, *town[1:])
    ending = f"/{strand.value}" if strand else ""
    found = _OF_COMMUNITY.ask(slug=slug, ending=ending)
    if found is None:
        former = (
            select(Community.slug)
            .join(FormerSlug, FormerSlug.community_id == Community.id)
            .where(FormerSlug.slug == slug)
        )
        present = db.session.scalar(former)
        found = _OF_COMMUNITY.ask(slug=present, ending=ending) if present else None
    return FeedState(found[0], strand, *found[1:]) if found else None


def feed_changed_at(state: FeedState) -> datetime | None:
    """When a feed last began to say something else; None for one that never said anything."""
    return db.session.scalar(select(Feed.changed_at).where(Feed.key == state.key))


def community_of(state: FeedState) -> Community | None:
    """The community of a feed; None for the whole town."""
    if state.community_id is None:
        return None
    statement = communities_visible_to(None).where(Community.id == state.community_id)
    return db.session.scalars(statement).one()


def published_entries(community: Community | None, strand: Strand | None) -> ColumnElement[bool]:
    """Which entries a feed holds: the one gate to events decides, as on every page.

    One that still tells of a draft (its publication could not be written) stays out.
    """
    visible = events_visible_to(None)
    if community is not None:
        visible = visible.where(shown_in(community))
    if strand is not None:
        visible = visible.where(Event.strand == strand)
    return and_(
        CalendarEntry.is_draft.is_(False),
        CalendarEntry.event_id.in_(visible.with_only_columns(Event.id)),
    )


def entries_of(user: User) -> ColumnElement[bool]:
    """Which entries stand in somebody's own calendar: of their communities and of the whole
    town, drafts among them, as far as they may see them now. The organiser's has everything."""
    visible = events_visible_to(user)
    if not user.is_organiser:
        own = communities_visible_to(user).where(Community.id.in_(user.community_ids))
        shown = [shown_in(community) for community in db.session.scalars(own)]
        visible = visible.where(or_(Event.is_whole_town, *shown))
    return CalendarEntry.event_id.in_(visible.with_only_columns(Event.id))


def own_address(token_hash: str) -> OwnAddress | None:
    """The secret address with this hash, with whose it is; one that was revoked too."""
    statement = select(OwnAddress).where(OwnAddress.token_hash == token_hash)
    return db.session.scalar(statement.options(joinedload(OwnAddress.user)))


def own_address_of(user: User) -> OwnAddress | None:
    """The secret address of this person's calendar that works now."""
    statement = select(OwnAddress).where(
        OwnAddress.user_id == user.id, OwnAddress.revoked_at.is_(None)
    )
    return db.session.scalar(statement)


def in_window(day: date) -> ColumnElement[bool]:
    """Entries of events from 90 days ago to 18 months ahead; series while any meeting is."""
    return and_(
        CalendarEntry.first_day <= day + FUTURE,
        or_(CalendarEntry.is_open_ended, CalendarEntry.last_day >= day - PAST),
    )


def bodies(in_feed: ColumnElement[bool], day: date) -> tuple[list[bytes], bool]:
    """The entries of a feed on a day, always in the same order; whether some had to stay out.

    A calendar too large for Google keeps the events nearest to the day.
    """
    statement = (
        select(CalendarEntry.body, CalendarEntry.first_day, CalendarEntry.last_day)
        .where(in_feed, in_window(day))
        .order_by(CalendarEntry.event_id)
    )
    rows = db.session.execute(statement).all()
    counts = [row.body.count(b"BEGIN:VEVENT") for row in rows]
    if sum(counts) <= MOST_COMPONENTS and sum(len(row.body) for row in rows) <= MOST_BYTES:
        return [row.body for row in rows], False

    def distance(at: int) -> tuple[int, int]:
        first, last = rows[at].first_day, rows[at].last_day or day
        away = max((first - day).days, (day - last).days, 0)
        return away, at

    kept, components, size = set(), 0, 0
    for at in sorted(range(len(rows)), key=distance):
        components += counts[at]
        size += len(rows[at].body)
        if components > MOST_COMPONENTS or size > MOST_BYTES:
            break
        kept.add(at)
    return [row.body for at, row in enumerate(rows) if at in kept], True


def last_change_of_window(in_feed: ColumnElement[bool], day: date) -> datetime | None:
    """The last local midnight, up to ``day``, at which an entry came into or left the window."""
    came = db.session.scalar(
        select(func.max(CalendarEntry.first_day)).where(
            in_feed, CalendarEntry.first_day <= day + FUTURE
        )
    )
    left = db.session.scalar(
        select(func.max(CalendarEntry.last_day)).where(
            in_feed, ~CalendarEntry.is_open_ended, CalendarEntry.last_day < day - PAST
        )
    )
    days = [came - FUTURE] if came else []
    days += [left + PAST + timedelta(days=1)] if left else []
    return local_midnight(max(days)) if days else None


def entry_of(event_id: int) -> CalendarEntry | None:
    """The calendar entry of a published event; nothing for a draft or an unknown one, nor for
    one that was never written."""
    statement = select(CalendarEntry).where(
        CalendarEntry.event_id == event_id,
        CalendarEntry.first_day.is_not(None),
        published_entries(None, None),
    )
    return db.session.scalar(statement.options(joinedload(CalendarEntry.event)))


def event_ids_with_venues(venues: Iterable[Venue]) -> set[int]:
    """Events that say one of these places, themselves or in one of their meetings."""
    ids = [venue.id for venue in venues]
    own = select(Event.id).where(Event.venue_id.in_(ids))
    meetings = select(Occurrence.event_id).where(Occurrence.venue_id.in_(ids))
    return set(db.session.scalars(own)) | set(db.session.scalars(meetings))


def event_ids_leading_to(event_ids: Iterable[int]) -> set[int]:
    """Events whose entries say where one of these is: it takes their place, or they go on in it."""
    ids = list(event_ids)
    replaced = select(Event.id).where(Event.replacement_id.in_(ids))
    earlier = select(Event.continues_id).where(Event.id.in_(ids))
    parts = (one for one in db.session.scalars(earlier) if one is not None)
    return {*db.session.scalars(replaced), *parts}


def event_ids_in_calendar_of(community: Community) -> set[int]:
    """Events in a community's calendar, now or when their entries were last written, and its
    drafts."""
    now = select(Event.id).where(shown_in(community))
    before = select(calendar_entry_community.c.event_id).where(
        calendar_entry_community.c.community_id == community.id
    )
    return set(db.session.scalars(now)) | set(db.session.scalars(before))


def all_event_ids() -> set[int]:
    return set(db.session.scalars(select(Event.id)))


def unwritten_event_ids() -> set[int]:
    """Events whose entries could not be written, or never were: drafts of before an upgrade."""
    statement = (
        select(Event.id)
        .outerjoin(CalendarEntry, CalendarEntry.event_id == Event.id)
        .where(or_(CalendarEntry.event_id.is_(None), CalendarEntry.failed_at.is_not(None)))
    )
    return set(db.session.scalars(statement))


def events_unwritten(user: User) -> list[Event]:
    """The events this person may see whose last change could not be put into calendars."""
    statement = (
        events_visible_to(user)
        .join(CalendarEntry, CalendarEntry.event_id == Event.id)
        .where(CalendarEntry.failed_at.is_not(None))
        .options(selectinload(Event.communities))
        .order_by(Event.id)
    )
    return list(db.session.scalars(statement))


def unreadable_feeds() -> list[tuple[Community | None, Strand | None]]:
    """The public calendars that could not be read back last night."""
    statement = (
        select(Community, Feed.strand)
        .select_from(Feed)
        .outerjoin(Community, Community.id == Feed.community_id)
        .where(Feed.failed_at.is_not(None))
        .order_by(Feed.key)
    )
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def as_told_in_calendars(event_ids: Iterable[int]) -> Select[Event]:
    """Events with all that their entries say, read afresh from the database."""
    return (
        select(Event)
        .where(Event.id.in_(event_ids))
        .order_by(Event.id)
        .options(
            joinedload(Event.venue),
            joinedload(Event.series),
            joinedload(Event.replacement),
            joinedload(Event.continuation),
            selectinload(Event.communities),
            selectinload(Event.occurrences).joinedload(Occurrence.venue),
        )
        .execution_options(populate_existing=True)
    )


def entries_by_event(event_ids: Iterable[int]) -> dict[int, CalendarEntry]:
    statement = select(CalendarEntry).where(CalendarEntry.event_id.in_(event_ids))
    options = selectinload(CalendarEntry.communities)
    return {entry.event_id: entry for entry in db.session.scalars(statement.options(options))}


def calendars_showing(event_ids: Iterable[int]) -> dict[int, set[Community]]:
    """For each published event, the communities in whose calendars it stands."""
    ids = list(event_ids)
    published = events_visible_to(None).where(Event.id.in_(ids)).with_only_columns(Event.id)
    shown: dict[int, set[Community]] = {one: set() for one in db.session.scalars(published)}
    for community in db.session.scalars(communities_visible_to(None).order_by(Community.id)):
        for one in db.session.scalars(published.where(shown_in(community))):
            shown[one].add(community)
    return shown


def was_written_elsewhere(base_url: str) -> bool:
    """Whether some entry still says an address the site had before."""
    statement = select(CalendarEntry.event_id).where(CalendarEntry.base_url != base_url).limit(1)
    return db.session.scalar(statement) is not None


def get_import(viewer: User | None, import_id: int) -> CalendarImport:
    """What this very person read from a file; of anybody else's, nothing exists."""
    statement = select(CalendarImport).where(
        CalendarImport.id == import_id, CalendarImport.user_id == (viewer.id if viewer else None)
    )
    return db.session.scalar(statement) or abort(404)


def events_known_as(uids: Iterable[str], community: Community) -> dict[str, Event]:
    """Events that are here already, by what another calendar calls them: those that were
    imported for this community, and our own that come home."""
    wanted = set(uids)
    imported = (
        select(ImportedEvent)
        .where(ImportedEvent.community_id == community.id, ImportedEvent.uid.in_(wanted))
        .options(joinedload(ImportedEvent.event))
    )
    known = {one.uid: one.event for one in db.session.scalars(imported)}
    # The part after the @ is the address the site had when the file was written.
    names = {uid: uid.partition("@")[0].partition("#")[0] for uid in wanted - known.keys()}
    own = select(Event).where(Event.uid.in_(set(names.values())))
    events = {event.uid: event for event in db.session.scalars(own)}
    alone = {name for name in names.values() if name not in events and _names_a_meeting(name)}
    if alone:
        events |= _events_of_meetings_alone(alone)
    return known | {uid: events[name] for uid, name in names.items() if name in events}


def _names_a_meeting(name: str) -> bool:
    """Whether a UID may be one that ``ical`` gives to a meeting that stands for itself."""
    try:
        return UUID(name).version == 5
    except ValueError:
        return False


def _events_of_meetings_alone(names: set[str]) -> dict[str, Event]:
    statement = (
        select(Occurrence)
        .join(Occurrence.event)
        .join(Event.series)
        .options(contains_eager(Occurrence.event))
    )
    return {
        name: meeting.event
        for meeting in db.session.scalars(statement)
        if (name := uid_alone(meeting)) in names
    }
