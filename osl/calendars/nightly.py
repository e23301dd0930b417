"""What is looked at in calendars at night: every public one is joined and read back."""

import logging
from collections.abc import Iterable
from datetime import datetime

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from osl.calendars import alarms, feeds, ical
from osl.calendars.models import Feed, feed_key
from osl.calendars.operations import STRANDS_AND_ALL, FeedName, feed_rows, rebuild_entries
from osl.calendars.queries import FeedState, unreadable_feeds
from osl.calendars.words import feed_name
from osl.communities.models import Community
from osl.communities.queries import communities_visible_to, get_centre
from osl.core import transactions
from osl.core.clock import today
from osl.core.db import db
from osl.core.i18n import DEFAULT_LANGUAGE

log = logging.getLogger("osl.calendars")


def read_calendars_back(now: datetime) -> None:
    """Join every public calendar and read it as a program would.

    When one cannot be read, all entries are written anew, which mends bytes that were spoilt.
    What still cannot be read is marked for the team's desk and told to the organisers, once.
    Comes first in its transaction: nobody waits for the database while calendars are read.
    """
    unreadable = []
    for name in _names():
        calendar = _joined(name)
        transactions.release()
        if not ical.is_sound(calendar):
            unreadable.append(name)
    if unreadable:
        rebuild_entries()
        unreadable = [name for name in unreadable if not ical.is_sound(_joined(name))]
    _mark(unreadable, now)


def _names() -> list[FeedName]:
    ids = db.session.scalars(communities_visible_to(None).with_only_columns(Community.id))
    return [(one, strand) for one in (None, *sorted(ids)) for strand in STRANDS_AND_ALL]


def _joined(name: FeedName) -> bytes:
    """The bytes of a feed; none when they cannot be joined."""
    try:
        return feeds.joined(FeedState(*name, version=None, changed_at=None), today()).plain
    except SQLAlchemyError:
        raise  # the database's trouble is no fault of a calendar
    except Exception:
        log.exception("calendar %s cannot be joined", feed_key(*name))
        return b""


def _mark(unreadable: Iterable[FeedName], now: datetime) -> None:
    rows = feed_rows(unreadable, now)
    for row in db.session.scalars(select(Feed).where(Feed.failed_at.is_not(None))):
        if row.key not in rows:
            row.failed_at = None
    new = [row for row in rows.values() if row.failed_at is None]
    for row in new:
        log.error("calendar %s cannot be read back", row.key)
        row.failed_at = now
    if new:
        db.session.flush()
        centre = get_centre()
        with force_locale(DEFAULT_LANGUAGE):
            names = [
                feed_name(community, strand, centre) for community, strand in unreadable_feeds()
            ]
        alarms.tell_of_feeds(names, now)
