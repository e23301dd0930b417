"""A series in a list of what is to come: it stands once, and says which of its days follow.

What is called off, moved or meets elsewhere in the coming fortnight stands for itself as well,
so that nobody turns up in vain.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from osl.core.clock import to_local
from osl.core.db import db
from osl.events.models import Event, Occurrence
from osl.events.queries import NO_FILTERS, EventFilters, meets_where
from osl.events.recurrence import Rule

SOON = timedelta(days=14)
"""Whoever comes to a meeting this near may not have heard that it is called off or moved."""

FARTHEST_MOVE = timedelta(days=62)
"""A meeting moved farther from its day than this stands for itself. It is here for the index
on the day: without it a page would read the whole past of every series."""

NAMED_DAYS = 3


@dataclass(frozen=True)
class Repeats:
    """What follows a meeting of a series: the next days, and how many meetings after those.

    ``more`` is none for a series that goes on with no end: its meetings are not counted.
    """

    days: list[date]
    more: int | None


def stands_in_list(now: datetime, filters: EventFilters = NO_FILTERS) -> ColumnElement[bool]:
    """That a meeting to come has a line of its own where each series stands once: the next one
    that takes place (of a series wholly called off, the first), and every change that is near.

    ``filters`` are those of the list, so that "the next one" is the next of those it shows.
    """
    other = aliased(Occurrence)
    comes_first = exists().where(
        other.event_id == Occurrence.event_id,
        other.slot_at > now - FARTHEST_MOVE,
        other.ends_at > now,
        tuple_(is_off(other), other.starts_at, other.id)
        < tuple_(is_off(Occurrence), Occurrence.starts_at, Occurrence.id),
        *meets_where(filters, other),
    )
    is_changed = or_(
        is_off(Occurrence),
        Event.cancelled_at.is_not(None),
        Occurrence.starts_at != Occurrence.slot_at,
        Occurrence.venue_id.is_not(None),
        Occurrence.place_note != "",
    )
    return or_(and_(Occurrence.starts_at < now + SOON, is_changed), ~comes_first)


def is_off(meeting: Any) -> ColumnElement[bool]:
    """That a meeting (Occurrence or an alias of it) was called off or put off, alone."""
    return or_(meeting.cancelled_at.is_not(None), meeting.postponed_at.is_not(None))


def repeats_of(
    meetings: Iterable[Occurrence], now: datetime, filters: EventFilters = NO_FILTERS
) -> dict[int, Repeats]:
    """By the number of a meeting that stands for its series: what follows it (one query)."""
    shown = {one.id: one.event for one in meetings if one.event.is_series}
    ids = {event.id for event in shown.values()}
    series, in_order = Occurrence.event_id, (Occurrence.starts_at, Occurrence.id)
    ranked = (
        select(
            Occurrence.id,
            Occurrence.event_id,
            Occurrence.starts_at,
            func.row_number().over(partition_by=series, order_by=in_order).label("place"),
            func.count().over(partition_by=series).label("total"),
        )
        .join(Occurrence.event)
        .where(
            Occurrence.event_id.in_(ids),
            Occurrence.ends_at > now,
            ~is_off(Occurrence),
            Event.cancelled_at.is_(None),
            *meets_where(filters),
        )
        .subquery()
    )
    next_ones = select(ranked).where(ranked.c.place <= 1 + NAMED_DAYS)
    rows = db.session.execute(next_ones.order_by(ranked.c.event_id, ranked.c.place)).all()
    found = {}
    for _event_id, of_event in groupby(rows, key=attrgetter("event_id")):
        first, *others = of_event
        if first.id in shown and others:
            days = [to_local(one.starts_at).date() for one in others]
            more = None if goes_on(shown[first.id]) else first.total - 1 - len(others)
            found[first.id] = Repeats(list(dict.fromkeys(days)), more)
    return found


def goes_on(event: Event) -> bool:
    """Whether a series has no end: its meetings are stored as far as one looks ahead."""
    return event.series is not None and Rule.of(event.series).is_open_ended
