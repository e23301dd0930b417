"""The logbook as a list: what was held, month by month, and what is noted of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core.db import db
from osl.core.i18n import _
from osl.core.paging import Page, page_of
from osl.events.models import Event, EventKind, Occurrence, event_community
from osl.events.queries import says
from osl.logbook.models import AttendanceMode, LogEntry, Mark
from osl.logbook.queries import log_entries_visible_to
from osl.logbook.words import people
from osl.signups.places import parts_of


@dataclass(frozen=True)
class LogFilters:
    """What somebody looks for in the logbook. Nothing asked for means everything."""

    text: str = ""
    community: Community | None = None
    kind: EventKind | None = None
    month: date | None = None

    @property
    def active(self) -> int:
        return sum(1 for one in (self.text, self.community, self.kind, self.month) if one)


@dataclass(frozen=True)
class MonthOfLogs:
    """The log entries of one month on a page of the list, the latest first."""

    first_on: date
    entries: Sequence[LogEntry]


@dataclass(frozen=True)
class Neighbours:
    """The meetings of a series before and after one of them, called-off ones left out."""

    before: Occurrence | None
    after: Occurrence | None


def logs_page(viewer: User, filters: LogFilters, number: int) -> Page[LogEntry]:
    """Everything that is noted of meetings, the latest first."""
    statement = (
        log_entries_visible_to(viewer)
        .where(*_asked(filters))
        .options(
            joinedload(LogEntry.occurrence)
            .joinedload(Occurrence.event)
            .selectinload(Event.communities)
        )
    )
    order = (LogEntry.held_on.desc(), LogEntry.id.desc())
    return page_of(statement, number, order=order, key=LogEntry.id)


def by_month(entries: Sequence[LogEntry]) -> list[MonthOfLogs]:
    months = groupby(entries, key=lambda one: one.held_on.replace(day=1))
    return [MonthOfLogs(first_on, list(of_month)) for first_on, of_month in months]


def noted_by_name(entries: Collection[LogEntry | None]) -> set[int]:
    """Of which of these meetings somebody has marked who was there. One question."""
    ids = {
        one.occurrence_id for one in entries if one is not None and one.mode is AttendanceMode.NAMED
    }
    if not ids:
        return set()
    statement = select(Mark.occurrence_id).where(Mark.occurrence_id.in_(ids)).distinct()
    return set(db.session.scalars(statement))


def is_attendance_noted(entry: LogEntry | None, named: Collection[int]) -> bool:
    """Whether anything is known of who came; ``named`` is what ``noted_by_name`` says."""
    if entry is None:
        return False
    return entry.head_count is not None or entry.occurrence_id in named


def how_many(entry: LogEntry | None, named: Collection[int]) -> str:
    """How many came, and whether by name or as a number: never the one with the other."""
    if entry is None or not is_attendance_noted(entry, named):
        return _("who came is not noted yet")
    if entry.mode is AttendanceMode.NAMED:
        return _("%(people)s by name", people=people(entry.visits))
    return _("%(people)s counted together", people=people(entry.head_count or 0))


def neighbours_of(meeting: Occurrence) -> Neighbours:
    """What comes before and after a meeting in its series, whatever parts it has."""
    event = meeting.event
    if not event.is_series:
        return Neighbours(None, None)
    own = select(Occurrence).where(
        Occurrence.event_id.in_([part.id for part in parts_of(event)]),
        Occurrence.cancelled_at.is_(None),
        Occurrence.postponed_at.is_(None),
    )
    start = Occurrence.starts_at
    before = own.where(start < meeting.starts_at).order_by(start.desc(), Occurrence.id)
    after = own.where(start > meeting.starts_at).order_by(start, Occurrence.id)
    return Neighbours(db.session.scalar(before.limit(1)), db.session.scalar(after.limit(1)))


def meetings_of_course(event: Event) -> list[tuple[Occurrence, LogEntry | None]]:
    """The meetings of all parts of a course that take place, with what is noted of each."""
    statement = (
        select(Occurrence, LogEntry)
        .outerjoin(LogEntry, LogEntry.occurrence_id == Occurrence.id)
        .where(
            Occurrence.event_id.in_([part.id for part in parts_of(event)]),
            Occurrence.cancelled_at.is_(None),
            Occurrence.postponed_at.is_(None),
        )
        .order_by(Occurrence.starts_at, Occurrence.id)
    )
    return [(meeting, entry) for meeting, entry in db.session.execute(statement)]


def months_of(day: date, count: int) -> list[date]:
    """The first days of this month and of those before it."""
    month, found = day.replace(day=1), []
    for _month in range(count):
        found.append(month)
        month = (month - timedelta(days=1)).replace(day=1)
    return found


def _asked(filters: LogFilters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.community is not None:
        own = exists().where(
            event_community.c.event_id == Event.id,
            event_community.c.community_id == filters.community.id,
        )
        conditions.append(own.correlate(Event))
    if filters.kind is not None:
        conditions.append(Event.kind == filters.kind)
    if filters.month is not None:
        following = (filters.month.replace(day=28) + timedelta(days=4)).replace(day=1)
        conditions += [LogEntry.held_on >= filters.month, LogEntry.held_on < following]
    return conditions + says(filters.text)
