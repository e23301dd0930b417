"""What is noted in the work journal: one's own for each, everybody's for the organiser."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask import abort
from sqlalchemy import ColumnElement, Select, false, func, select, true
from sqlalchemy.orm import joinedload

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core.clock import end_of_day, local_midnight, utcnow
from osl.core.db import db
from osl.core.paging import Page, page_of
from osl.events.models import Event, Occurrence
from osl.events.queries import IS_CALLED_OFF, during, occurrences_visible_to
from osl.journal.models import JournalEntry, WorkKind
from osl.journal.policies import can_keep_journal, can_read_all_journals
from osl.logbook.queries import day_of, is_logbook_visible_to

PAGE_SIZE = 200
"""A month of one person fits one page, and one print."""

MOST_EVENTS, MOST_MEETINGS = 30, 8
EVENTS_BACK = timedelta(days=45)
LONGEST_SUGGESTED = timedelta(hours=12)


@dataclass(frozen=True)
class Sum:
    """How much work: minutes, entries, people reached."""

    name: str | WorkKind | None
    minutes: int
    entries: int
    people: int


@dataclass(frozen=True)
class Totals:
    """The sums of a time: all of it, by kind, and by community (None: the whole town)."""

    minutes: int = 0
    entries: int = 0
    people: int = 0
    by_kind: list[Sum] = field(default_factory=list)
    by_community: list[Sum] = field(default_factory=list)


def is_entry_visible_to(viewer: User | None) -> ColumnElement[bool]:
    """Private to whoever wrote it, and to the organiser."""
    if viewer is None or not can_keep_journal(viewer):
        return false()
    if can_read_all_journals(viewer):
        return true()
    return JournalEntry.user_id == viewer.id


def entries_visible_to(viewer: User | None) -> Select[JournalEntry]:
    return (
        select(JournalEntry)
        .where(is_entry_visible_to(viewer))
        .options(
            joinedload(JournalEntry.user),
            joinedload(JournalEntry.community),
            joinedload(JournalEntry.event),
        )
    )


def get_journal_entry(viewer: User | None, entry_id: int) -> JournalEntry:
    """An entry this viewer reads; 404 for any other."""
    statement = entries_visible_to(viewer).where(JournalEntry.id == entry_id)
    return db.session.scalar(statement) or abort(404)


def within(first_on: date, last_on: date, user_id: int | None = None) -> list[ColumnElement[bool]]:
    """The conditions for a time, and for one person if one is asked for."""
    conditions = [JournalEntry.worked_on >= first_on, JournalEntry.worked_on <= last_on]
    if user_id is not None:
        conditions.append(JournalEntry.user_id == user_id)
    return conditions


def entries_shown(
    viewer: User, conditions: Sequence[ColumnElement[bool]], number: int
) -> Page[JournalEntry]:
    """A page of the journal, day by day."""
    return page_of(
        entries_visible_to(viewer).where(*conditions),
        number,
        order=[JournalEntry.worked_on, JournalEntry.user_id, JournalEntry.id],
        key=JournalEntry.id,
        size=PAGE_SIZE,
    )


def all_entries(viewer: User, conditions: Sequence[ColumnElement[bool]]) -> list[JournalEntry]:
    """Everything this viewer reads of a time, for a file."""
    statement = entries_visible_to(viewer).where(*conditions)
    order = (JournalEntry.worked_on, JournalEntry.user_id, JournalEntry.id)
    return list(db.session.scalars(statement.order_by(*order)))


def totals_for(viewer: User, conditions: Sequence[ColumnElement[bool]]) -> Totals:
    """The sums of what this viewer reads (two questions)."""
    return totals([is_entry_visible_to(viewer), *conditions])


def totals(conditions: Sequence[ColumnElement[bool]]) -> Totals:
    """Sums of everybody's work, without a name and without a note (two questions)."""
    figures = (
        func.sum(JournalEntry.minutes),
        func.count(JournalEntry.id),
        func.coalesce(func.sum(JournalEntry.people_reached), 0),
    )
    kinds = select(JournalEntry.kind, *figures).where(*conditions).group_by(JournalEntry.kind)
    found = {
        kind: Sum(kind, int(minutes or 0), count, int(people or 0))
        for kind, minutes, count, people in db.session.execute(kinds)
    }
    by_kind = [found[kind] for kind in WorkKind if kind in found]
    communities = (
        select(Community.name, *figures)
        .select_from(JournalEntry)
        .outerjoin(JournalEntry.community)
        .where(*conditions)
        .group_by(JournalEntry.community_id, Community.name)
        .order_by(JournalEntry.community_id)
    )
    by_community = [
        Sum(name, int(minutes or 0), count, int(people or 0))
        for name, minutes, count, people in db.session.execute(communities)
    ]
    return Totals(
        sum(one.minutes for one in by_kind),
        sum(one.entries for one in by_kind),
        sum(one.people for one in by_kind),
        by_kind,
        by_community,
    )


def minutes_on(user_id: int, day: date, but: JournalEntry | None = None) -> int:
    """How many minutes somebody has noted for a day; ``but`` is left out."""
    statement = select(func.coalesce(func.sum(JournalEntry.minutes), 0)).where(
        JournalEntry.user_id == user_id, JournalEntry.worked_on == day
    )
    if but is not None:
        statement = statement.where(JournalEntry.id != but.id)
    return int(db.session.scalar(statement) or 0)


def entry_by_key(user_id: int, key: str) -> JournalEntry | None:
    return db.session.scalar(
        select(JournalEntry).where(JournalEntry.key == key, JournalEntry.user_id == user_id)
    )


def last_community_of(user: User) -> int | None:
    """For whom somebody noted work last; None for the whole town, and for whoever never did."""
    latest = select(JournalEntry.community_id).where(JournalEntry.user_id == user.id)
    return db.session.scalar(latest.order_by(JournalEntry.id.desc()).limit(1))


def people_in_journal() -> list[User]:
    """Whoever has noted anything, by name."""
    wrote = select(JournalEntry.user_id).where(JournalEntry.user_id == User.id).exists()
    return list(db.session.scalars(select(User).where(wrote).order_by(User.name, User.id)))


def last_events(viewer: User) -> list[Event]:
    """The events whose meetings were last, among those this viewer keeps the logbook of."""
    now = utcnow()
    latest = (
        select(Occurrence.event_id, func.max(Occurrence.starts_at).label("at"))
        .join(Occurrence.event)
        .where(
            Occurrence.starts_at <= now,
            Occurrence.starts_at > now - EVENTS_BACK,
            Event.published_at.is_not(None),
            is_logbook_visible_to(viewer),
            ~IS_CALLED_OFF,
        )
        .group_by(Occurrence.event_id)
        .order_by(func.max(Occurrence.starts_at).desc(), Occurrence.event_id)
        .limit(MOST_EVENTS)
        .subquery()
    )
    statement = select(Event).join(latest, latest.c.event_id == Event.id)
    return list(db.session.scalars(statement.order_by(latest.c.at.desc(), Event.id)))


def meetings_to_take_over(viewer: User, day: date) -> list[Occurrence]:
    """The meetings of a day that this viewer can take over into the journal: held, and not there
    yet."""
    noted = select(JournalEntry.event_id).where(
        JournalEntry.user_id == viewer.id,
        JournalEntry.worked_on == day,
        JournalEntry.event_id.is_not(None),
    )
    statement = (
        occurrences_visible_to(viewer)
        .where(
            *during(local_midnight(day), end_of_day(day)),
            Occurrence.starts_at <= utcnow(),
            Occurrence.postponed_at.is_(None),
            ~IS_CALLED_OFF,
            Event.published_at.is_not(None),
            Event.id.not_in(noted),
            is_logbook_visible_to(viewer),
        )
        .order_by(Occurrence.starts_at, Occurrence.id)
        .limit(MOST_MEETINGS * 2)
    )
    found = [
        one
        for one in db.session.scalars(statement)
        if day_of(one) == day and one.ends_at - one.starts_at <= LONGEST_SUGGESTED
    ]
    return found[:MOST_MEETINGS]
