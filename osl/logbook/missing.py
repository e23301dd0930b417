"""Meetings that were held and of which nobody has written in the logbook yet."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, not_, select

from osl.accounts.models import User
from osl.core.clock import local_midnight, today, utcnow
from osl.core.db import db
from osl.core.paging import Page, page_of
from osl.events.models import Event, Occurrence
from osl.events.queries import IS_CALLED_OFF, occurrences_visible_to
from osl.logbook.models import LogEntry
from osl.logbook.queries import is_logbook_visible_to

REMEMBERED = timedelta(days=60)
"""What nobody wrote down in two months, nobody remembers well enough to."""

MOST_ON_THE_DESK = 4


@dataclass(frozen=True)
class WaitingLog:
    """A meeting whose log is missing, as the desk names it."""

    meeting_id: int
    title: str
    starts_at: datetime


@dataclass(frozen=True)
class LogsWaiting:
    """How many logs are missing, and the latest of those meetings."""

    count: int = 0
    first: list[WaitingLog] = field(default_factory=list)


def logs_waiting(viewer: User, limit: int = MOST_ON_THE_DESK) -> LogsWaiting:
    """What the desk tells from the next day on: meetings that ended before today. One question."""
    statement = (
        select(Occurrence.id, Event.title, Occurrence.starts_at, func.count().over())
        .select_from(Occurrence)
        .join(Occurrence.event)
        .outerjoin(LogEntry, LogEntry.occurrence_id == Occurrence.id)
        .where(*_lack_a_log(viewer, local_midnight(today())))
        .order_by(Occurrence.ends_at.desc(), Occurrence.id)
        .limit(limit)
    )
    rows = db.session.execute(statement).all()
    first = [WaitingLog(number, title, starts_at) for number, title, starts_at, _count in rows]
    return LogsWaiting(rows[0][3] if rows else 0, first)


def meetings_waiting(viewer: User, number: int, size: int) -> Page[tuple[Occurrence, LogEntry]]:
    """The meetings that wait for a log, the latest first, each with what is noted of it (or
    None). Those that ended today are among them."""
    statement = (
        occurrences_visible_to(viewer)
        .add_columns(LogEntry)
        .outerjoin(LogEntry, LogEntry.occurrence_id == Occurrence.id)
        .where(*_lack_a_log(viewer, utcnow()))
    )
    order = (Occurrence.ends_at.desc(), Occurrence.id)
    return page_of(statement, number, order=order, key=Occurrence.id, size=size)


def _lack_a_log(viewer: User, before: datetime) -> list[ColumnElement[bool]]:
    """Joined with Event, and with LogEntry where there is one."""
    return [
        Occurrence.ends_at <= before,
        Occurrence.ends_at > before - REMEMBERED,
        Occurrence.postponed_at.is_(None),
        not_(IS_CALLED_OFF),
        Event.published_at.is_not(None),
        LogEntry.logged_at.is_(None),
        is_logbook_visible_to(viewer),
    ]
