"""What calendars say is written when something changes, and only by this."""

import hashlib
import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from osl.calendars import alarms, ical, queries, words
from osl.calendars.ical import Component, Header, Stamp
from osl.calendars.models import STRAND_ADDRESSES, CalendarEntry, Feed, feed_key
from osl.communities.models import TOWN_SLUG, Centre, Community, Venue
from osl.communities.queries import communities_visible_to, get_centre
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.i18n import DEFAULT_LANGUAGE, _
from osl.events.models import Event, Occurrence, Strand
from osl.events.recurrence import Rule

log = logging.getLogger("osl.calendars")

STRANDS_AND_ALL = (None, *Strand)
BATCH = 200

FeedName = tuple[int | None, Strand | None]
"""A feed by its community (None: the whole town) and strand (None: all of them)."""


def rewrite_entries(marked: Iterable[object]) -> None:
    """Write anew what calendars say of the things that changed. Part of their transaction.

    An event that reads as before keeps its bytes, its SEQUENCE and its stamps. A feed's
    version rises when an event in it changed, came or left, or when it says something else
    about itself.
    """
    marked = list(marked)
    with force_locale(DEFAULT_LANGUAGE):
        writer = EntryWriter(get_centre(), utcnow())
        ids = {thing.id for thing in marked if isinstance(thing, Event)}
        ids |= {thing.event_id for thing in marked if isinstance(thing, Occurrence)}
        ids |= queries.event_ids_leading_to(ids)
        venues = [thing for thing in marked if isinstance(thing, Venue)]
        if venues:
            ids |= queries.event_ids_with_venues(venues)
        for community in (thing for thing in marked if isinstance(thing, Community)):
            if writer.write_headers(community):
                ids |= queries.event_ids_in_calendar_of(community)
        if any(isinstance(thing, Centre) for thing in marked) and writer.write_headers(None):
            ids |= queries.all_event_ids()
        writer.write(ids)
        writer.close()


def rebuild_entries() -> int:
    """Write every entry and every header anew; what reads as before keeps its very bytes.

    For an upgrade that words things differently, or after the site has moved to another
    address. Returns how many events were written.
    """
    with force_locale(DEFAULT_LANGUAGE):
        writer = EntryWriter(get_centre(), utcnow())
        writer.write_headers(None)
        for community in db.session.scalars(communities_visible_to(None).order_by(Community.id)):
            writer.write_headers(community)
        written = writer.write(queries.all_event_ids())
        writer.close()
    return written


def write_unwritten_entries(_now: datetime) -> int:
    """At night: try again what could not be written, and write what never was (the drafts of an
    installation from before drafts had entries). Returns how many events were tried."""
    ids = queries.unwritten_event_ids()
    if ids:
        with force_locale(DEFAULT_LANGUAGE):
            writer = EntryWriter(get_centre(), utcnow())
            writer.write(ids)
            writer.close()
    return len(ids)


def rebuild_entries_if_moved() -> int:
    """After the site got another address: write the links in all entries anew."""
    if not queries.was_written_elsewhere(current_app.config["BASE_URL"]):
        return 0
    return rebuild_entries()


class EntryWriter:
    """Writes entries and remembers which feeds read differently for it, and what went wrong."""

    def __init__(self, centre: Centre, now: datetime) -> None:
        self.centre = centre
        self.base_url = str(current_app.config["BASE_URL"])
        self.now = now
        self.changed: set[FeedName] = set()
        self.failed: list[Event] = []

    def write_headers(self, community: Community | None) -> bool:
        """Note what the feeds of a community (or of the town) now say about themselves.

        Returns whether its events, too, may read differently.
        """
        community_id = community.id if community else None
        facts = facts_hash(community, self.centre)
        rows = feed_rows([(community_id, strand) for strand in STRANDS_AND_ALL], self.now)
        changed = False
        for strand in STRANDS_AND_ALL:
            row = rows[feed_key(community_id, strand)]
            content = header_of(community, strand, self.centre, self.base_url).content
            if row.header_hash != content:
                row.header_hash = content
                self.changed.add((community_id, strand))
            if row.facts_hash != facts:
                row.facts_hash = facts
                changed = True
        return changed

    def write(self, event_ids: set[int]) -> int:
        ids = sorted(event_ids)
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            entries = queries.entries_by_event(batch)
            shown = queries.calendars_showing(batch)
            for event in db.session.scalars(queries.as_told_in_calendars(batch)).unique():
                self._write_entry(event, entries.get(event.id), shown.get(event.id))
        return len(ids)

    def close(self) -> None:
        """Raise the versions of what reads differently, and tell of what could not be written."""
        self._raise_versions()
        if self.failed:
            alarms.tell_of_events(self.failed, self.now)
            self.failed.clear()

    def _raise_versions(self) -> None:
        """Give every feed that reads differently its next version."""
        for row in feed_rows(self.changed, self.now).values():
            row.version += 1
            # Readers compare whole seconds, and this time may not go back with the clock.
            later = row.changed_at.replace(microsecond=0) + timedelta(seconds=1)
            row.changed_at = max(self.now, later) if row.version > 1 else self.now
        self.changed.clear()
        db.session.flush()

    def _write_entry(
        self, event: Event, entry: CalendarEntry | None, communities: set[Community] | None
    ) -> None:
        """``communities``: those in whose calendars it stands, none for a draft."""
        before = feeds_of(entry)
        entry = entry or self._blank(event)
        body = entry.body
        try:
            self._fill(entry, event)
        except Exception:
            # A fault in one text may not stop the team's work: readers keep the last good one.
            log.exception("the calendar entry of event %s was not written", event.id)
            if entry.failed_at is None:
                entry.failed_at = self.now
                self.failed.append(event)
        else:
            entry.failed_at = None
        entry.strand = event.strand
        entry.communities = sorted(communities or (), key=lambda community: community.id)
        after = feeds_of(entry) if communities is not None else set()
        self.changed |= before | after if entry.body != body else before ^ after

    def _blank(self, event: Event) -> CalendarEntry:
        """The entry of an event that has none yet: no calendar shows it before it has days."""
        entry = CalendarEntry(
            event_id=event.id,
            body=b"",
            sequence=0,
            revised_at=self.now,
            stamps={},
            strand=event.strand,
            is_open_ended=False,
            is_draft=event.is_draft,
            base_url=self.base_url,
        )
        db.session.add(entry)
        return entry

    def _fill(self, entry: CalendarEntry, event: Event) -> None:
        """Put into an entry what is to be said now; all of it, or (when it raises) nothing."""
        components = ical.components_of(event, self.centre, self.base_url)
        written, stamps = self._written(components, entry)
        entry.body = written
        entry.stamps = {key: stamp.to_store() for key, stamp in stamps.items()}
        entry.sequence = max([entry.sequence, *(stamp.sequence for stamp in stamps.values())])
        if stamps:
            entry.revised_at = max(stamp.revised_at for stamp in stamps.values())
        series = event.series
        has_no_end = series is not None and Rule.of(series).is_open_ended
        entry.is_open_ended = has_no_end and not event.is_cancelled
        entry.first_day, last_day = ical.days_of(event)
        # As far as meetings are stored is no end, and moves on every night.
        entry.last_day = None if entry.is_open_ended else last_day
        entry.is_draft = event.is_draft
        entry.base_url = self.base_url

    def _written(
        self, components: list[Component], entry: CalendarEntry
    ) -> tuple[bytes, dict[str, Stamp]]:
        """The bytes of an entry, read back to be sure. Raises when they cannot be."""
        old = {key: Stamp.stored(kept) for key, kept in entry.stamps.items()}
        stamps = ical.stamps(components, old, entry.sequence, self.now)
        written = b"".join(component.to_ical(stamps[component.key]) for component in components)
        if not ical.is_whole(written, len(components)):
            raise ValueError("what was written cannot be read again")
        return written, stamps


def header_of(
    community: Community | None, strand: Strand | None, centre: Centre, base_url: str
) -> Header:
    """What a feed says about itself."""
    slug = community.slug if community else TOWN_SLUG
    address = f"{slug}/{STRAND_ADDRESSES[strand]}" if strand else slug
    if community is None:
        summary = _("Meetings of all communities. Published by: %(name)s.", name=centre.name)
        page = f"{base_url}/kalendarz"
    else:
        summary = community.summary or _("Meetings of the community %(name)s.", name=community.name)
        page = f"{base_url}/spolecznosci/{slug}"
    return Header(
        name=words.feed_name(community, strand, centre),
        summary=" ".join(summary.split()),
        page=page,
        source=f"{base_url}/kalendarz/{address}.ics",
        **({"tone": community.tone} if community else {}),
    )


def facts_hash(community: Community | None, centre: Centre) -> str:
    """The hash of what entries repeat of a community or of the centre."""
    said: list[Any] = [centre.town, centre.phone]
    if community is not None:
        said = [community.name, community.phone, community.collects_audience]
    return hashlib.sha256(repr([str(one) for one in said]).encode()).hexdigest()


def feeds_of(entry: CalendarEntry | None) -> set[FeedName]:
    """The public feeds an entry was in when last written: none for a draft's."""
    if entry is None or entry.is_draft or entry.first_day is None:
        return set()
    whose = [None, *(community.id for community in entry.communities)]
    return {(one, strand) for one in whose for strand in (None, entry.strand)}


def feed_rows(names: Iterable[FeedName], now: datetime) -> dict[str, Feed]:
    """The rows of these feeds, made when missing and locked in one order, by key."""
    wanted = {feed_key(*name): name for name in names}
    if not wanted:
        return {}
    statement = select(Feed).where(Feed.key.in_(wanted)).order_by(Feed.key).with_for_update()
    rows = {row.key: row for row in db.session.scalars(statement)}
    missing = sorted(wanted.keys() - rows.keys())
    if missing:
        insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
        new = [
            {
                "key": key,
                "community_id": wanted[key][0],
                "strand": wanted[key][1],
                "version": 0,
                "changed_at": now,
                "header_hash": "",
                "facts_hash": "",
            }
            for key in missing
        ]
        db.session.execute(insert(Feed).values(new).on_conflict_do_nothing())
        rows = {row.key: row for row in db.session.scalars(statement)}
    return rows
