"""Serves calendars: the bytes of a feed are joined once a version and a day, then only handed
out; whoever has them already is told so.

Most requests a feed gets are programs asking whether anything is new. Such a request costs one
small query and no more.
"""

import gzip
import hashlib
import logging
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from threading import Lock
from typing import Any

from flask import Response, abort, current_app, request
from flask_babel import force_locale
from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date

from osl.calendars import ical, queries
from osl.calendars.models import CalendarEntry
from osl.calendars.operations import header_of
from osl.calendars.queries import FeedState
from osl.communities.queries import get_centre
from osl.core import transactions
from osl.core.clock import local_midnight, today
from osl.core.i18n import DEFAULT_LANGUAGE
from osl.core.text import slugify
from osl.events.models import Strand

log = logging.getLogger("osl.calendars")

FRESHNESS = "public, max-age=900, stale-while-revalidate=3600"
FRESHNESS_OF_OWN = "private, no-cache"
"""Whose calendar it is keeps the bytes and asks each time whether they still hold."""


@dataclass(frozen=True)
class Calendar:
    """A calendar as it goes out: its bytes, plain and packed, and what tells one from another.

    One that ``is_own`` is somebody's and is given to nobody else.
    """

    plain: bytes
    modified_at: datetime | None = None
    file_name: str = ""
    state: FeedState | None = None
    day: date | None = None
    is_own: bool = False
    etag: str = field(init=False)
    headers: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        def settle(name: str, value: Any) -> None:
            object.__setattr__(self, name, value)

        settle("etag", hashlib.sha256(self.plain).hexdigest())
        headers = {
            "ETag": f'W/"{self.etag}"',
            "Cache-Control": FRESHNESS_OF_OWN if self.is_own else FRESHNESS,
            "Vary": "Accept-Encoding",
        }
        if not self.is_own:
            headers["Access-Control-Allow-Origin"] = "*"
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if self.modified_at is not None:
            headers["Last-Modified"] = http_date(self.modified_at)
        if self.file_name:
            headers["Content-Disposition"] = f'attachment; filename="{self.file_name}"'
        settle("headers", headers)

    @cached_property
    def packed(self) -> bytes:
        """No time goes into the archive: the same calendar has the same bytes, packed too."""
        return gzip.compress(self.plain, mtime=0)

    def answer(self) -> Response:
        """The answer to this request: 304 when the reader has these bytes, else the bytes."""
        response = Response(mimetype="text/calendar", headers=self.headers)
        if self.is_known_to_reader():
            response.status_code = 304
            response.headers.pop("Content-Type", None)
            return response
        response.content_type = "text/calendar; charset=utf-8"
        if request.accept_encodings.quality("gzip") > 0:
            response.headers["Content-Encoding"] = "gzip"
            response.set_data(self.packed)
        else:
            response.set_data(self.plain)
        return response

    def is_known_to_reader(self) -> bool:
        """Whether the reader holds these bytes. The hash decides; only without one, the date."""
        if request.headers.get("If-None-Match"):
            known = request.if_none_match
            return known.star_tag or known.contains_weak(self.etag)
        since = request.if_modified_since
        if since is None or self.modified_at is None:
            return False
        return self.modified_at.replace(microsecond=0) <= since


class Shelf:
    """The calendars this process has joined, one for each feed; the last good one stays."""

    def __init__(self) -> None:
        self.calendars: dict[str, Calendar] = {}
        self.addresses: dict[tuple[str, Strand | None], str] = {}
        self.joining = Lock()

    def get(self, state: FeedState, day: date) -> Calendar | None:
        known = self.calendars.get(state.key)
        if known is not None and known.state == state and known.day == day:
            return known
        return None

    def put(self, calendar: Calendar, state: FeedState) -> None:
        self.calendars[state.key] = calendar

    def clear(self) -> None:
        self.calendars.clear()
        self.addresses.clear()


shelf = Shelf()


def calendar_at(slug: str, strand: Strand | None) -> Calendar:
    """The calendar at an address. Aborts with 404 when there is none.

    When the database fails or an entry cannot be joined, readers get the last good calendar:
    an empty or a broken one would erase their events.
    """
    address = (slug, strand)
    try:
        state = queries.feed_state(slug, strand)
        if state is None:
            abort(404)
        calendar = shelf.get(state, today())
        if calendar is None:
            with shelf.joining:
                calendar = shelf.get(state, today()) or joined(state, today())
                shelf.put(calendar, state)
                shelf.addresses[address] = state.key
    except HTTPException:
        raise
    except Exception:
        last_good = shelf.calendars.get(shelf.addresses.get(address, ""))
        if last_good is None:
            raise
        log.exception("a calendar could not be joined, readers get the last good one")
        transactions.discard()
        return last_good
    shelf.addresses.setdefault(address, state.key)
    return calendar


def joined(state: FeedState, day: date) -> Calendar:
    """The bytes of a feed on a day."""
    community = queries.community_of(state)
    with force_locale(DEFAULT_LANGUAGE):
        header = header_of(community, state.strand, get_centre(), current_app.config["BASE_URL"])
    in_feed = queries.published_entries(community, state.strand)
    bodies, is_cut = queries.bodies(in_feed, day)
    changed_at = queries.feed_changed_at(state) or (community.created_at if community else None)
    moments = [changed_at, queries.last_change_of_window(in_feed, day)]
    if is_cut:
        # Each day may bring other events near enough.
        moments.append(local_midnight(day))
    return Calendar(
        ical.feed(header, changed_at, bodies),
        modified_at=max((moment for moment in moments if moment), default=None),
        state=state,
        day=day,
    )


def calendar_of_event(entry: CalendarEntry) -> Calendar:
    """One event as a file to open in a calendar program."""
    name = slugify(entry.event.title) or f"wydarzenie-{entry.event_id}"
    return Calendar(
        ical.single(entry.base_url, entry.body),
        modified_at=entry.revised_at,
        file_name=f"{name}.ics",
    )
