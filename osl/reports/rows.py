"""The rows behind a number: which meetings, which people, which hours, which ideas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from osl.accounts.models import User
from osl.core.db import db
from osl.core.paging import Page, page_of
from osl.events.models import Event, Occurrence
from osl.ideas.models import Idea
from osl.journal.models import JournalEntry
from osl.logbook.models import LogEntry, Mark
from osl.people.models import Person
from osl.people.queries import is_person_visible_to
from osl.reports.figures import (
    MOMENTS,
    events_in,
    happened_within,
    hours_in,
    is_idea_counted,
    people_in,
    visits_in,
    work_in,
)
from osl.reports.measures import Measure
from osl.reports.scope import Scope
from osl.volunteers.led import first_parts
from osl.volunteers.models import HoursEntry

OF_MEETINGS: Mapping[Measure, Any] = {
    Measure.MEETINGS: None,
    Measure.UNTIMED: None,
    Measure.MINUTES: LogEntry.minutes,
    Measure.VISITS: LogEntry.visits,
    Measure.CHILDREN: LogEntry.children,
    Measure.HEADS: LogEntry.head_count,
}
"""What a meeting adds to a number; of the first two each adds one."""


@dataclass(frozen=True)
class Rows:
    """A page of the rows behind a number, and how many more there are that may not be named.

    ``others`` are people of communities that are not this viewer's, ``erased`` the visits of
    people whose data were erased. ``about`` is what else is known of the rows on the page.
    """

    page: Page[Any]
    others: int = 0
    erased: int = 0
    about: Mapping[int, int] = field(default_factory=dict)
    visible: frozenset[int] = frozenset()


def rows_behind(viewer: User, measure: Measure, scope: Scope, number: int) -> Rows:
    """One page of what a number is made of. The same few questions, however long it is."""
    if measure in OF_MEETINGS:
        order = [Occurrence.starts_at, Occurrence.id]
        return Rows(page_of(meetings(measure, scope), number, order=order, key=Occurrence.id))
    if measure in (Measure.EVENTS, Measure.LED):
        order = [Event.title, Event.id]
        return Rows(page_of(events(measure, scope), number, order=order, key=Event.id))
    if measure in (Measure.PEOPLE, Measure.VOLUNTEERS):
        return _people(viewer, measure, scope, number)
    if measure is Measure.VOLUNTEER_MINUTES:
        order = [HoursEntry.worked_on, HoursEntry.id]
        page = page_of(hours(scope), number, order=order, key=HoursEntry.id)
        return Rows(page, visible=visible_among(viewer, page.rows))
    if measure is Measure.WORK:
        order = [JournalEntry.worked_on, JournalEntry.id]
        return Rows(page_of(work(scope), number, order=order, key=JournalEntry.id))
    order = [MOMENTS[measure], Idea.id]
    return Rows(page_of(ideas(measure, scope), number, order=order, key=Idea.id))


def meetings(measure: Measure, scope: Scope) -> Select[Occurrence, LogEntry]:
    """The meetings that add something to the number, each with its log entry."""
    statement = (
        select(Occurrence, LogEntry)
        .join(Occurrence.event)
        .outerjoin(LogEntry, LogEntry.occurrence_id == Occurrence.id)
        .where(*scope.of_meetings())
        .options(contains_eager(Occurrence.event).selectinload(Event.communities))
    )
    if measure is Measure.UNTIMED:
        return statement.where(LogEntry.minutes.is_(None))
    adds = OF_MEETINGS[measure]
    return statement if adds is None else statement.where(adds > 0)


def hours(scope: Scope) -> Select[HoursEntry]:
    return hours_in(scope).options(
        joinedload(HoursEntry.person),
        joinedload(HoursEntry.community),
        joinedload(HoursEntry.task),
    )


def work(scope: Scope) -> Select[JournalEntry]:
    return work_in(scope).options(joinedload(JournalEntry.community))


def ideas(measure: Measure, scope: Scope) -> Select[Idea]:
    return (
        select(Idea)
        .where(
            *is_idea_counted(),
            *scope.in_communities(Idea.community_id),
            happened_within(MOMENTS[measure], scope),
        )
        .options(joinedload(Idea.community))
    )


def people(measure: Measure, scope: Scope) -> Select[Person]:
    """Who is counted, each once."""
    if measure is Measure.PEOPLE:
        return people_in(scope)
    gave = hours_in(scope).with_only_columns(HoursEntry.person_id, maintain_column_froms=True)
    return select(Person).where(Person.id.in_(gave))


def times_of(measure: Measure, scope: Scope, ids: Sequence[int]) -> dict[int, int]:
    """How often each of these people came, or how many minutes they gave."""
    if measure is Measure.PEOPLE:
        statement = (
            visits_in(scope)
            .where(Mark.person_id.in_(ids))
            .with_only_columns(Mark.person_id, func.count(Mark.id), maintain_column_froms=True)
            .group_by(Mark.person_id)
        )
    else:
        statement = (
            hours_in(scope)
            .where(HoursEntry.person_id.in_(ids))
            .with_only_columns(
                HoursEntry.person_id, func.sum(HoursEntry.minutes), maintain_column_froms=True
            )
            .group_by(HoursEntry.person_id)
        )
    found = db.session.execute(statement).all()
    return {number: int(times) for number, times in found if number is not None}


def visible_among(viewer: User, entries: Sequence[HoursEntry]) -> frozenset[int]:
    """Whom of those who gave these hours the viewer may see by name."""
    ids = {one.person_id for one in entries}
    statement = select(Person.id).where(Person.id.in_(ids), is_person_visible_to(viewer))
    return frozenset(db.session.scalars(statement))


def held_events(measure: Measure, scope: Scope) -> list[int]:
    """The events behind a number: of a series the part it began with."""
    firsts = first_parts()
    found = {
        firsts.get(number, number)
        for number, is_led in db.session.execute(events_in(scope))
        if is_led or measure is Measure.EVENTS
    }
    return sorted(found)


def events(measure: Measure, scope: Scope) -> Select[Event]:
    """The events behind a number, each as it was when it began."""
    return (
        select(Event)
        .where(Event.id.in_(held_events(measure, scope)))
        .options(selectinload(Event.communities))
    )


def _people(viewer: User, measure: Measure, scope: Scope, number: int) -> Rows:
    counted = people(measure, scope)
    is_seen = is_person_visible_to(viewer)
    order = [Person.name_key, Person.id]
    page = page_of(counted.where(is_seen), number, order=order, key=Person.id)
    count = counted.where(~is_seen).with_only_columns(
        func.count(Person.id), maintain_column_froms=True
    )
    erased = 0
    if measure is Measure.PEOPLE:
        gone = visits_in(scope).where(Mark.person_id.is_(None))
        gone_count = gone.with_only_columns(func.count(Mark.id), maintain_column_froms=True)
        erased = db.session.scalar(gone_count) or 0
    about = times_of(measure, scope, [one.id for one in page.rows])
    return Rows(page, db.session.scalar(count) or 0, erased, about)
