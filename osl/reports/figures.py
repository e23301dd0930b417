"""The numbers of a report, counted now: the same few questions, however long the time is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    case,
    func,
    literal,
    select,
    union_all,
)

from osl.core.clock import end_of_day, local_midnight, utcnow
from osl.core.db import db
from osl.core.types import UTCDateTime
from osl.events.held import began_within, is_held
from osl.events.models import Event, Occurrence
from osl.ideas.models import Idea, Moderation
from osl.journal.models import JournalEntry
from osl.logbook.models import LogEntry, Mark, Presence, Tally
from osl.people.models import Person
from osl.reports.measures import Measure, code_of_tally, code_of_work
from osl.reports.scope import Scope
from osl.volunteers.led import events_held, first_parts, share_of
from osl.volunteers.models import Agreement, HoursEntry, Task

Numbers = dict[str, int]
"""By what is counted; what is not there is nought."""


@dataclass(frozen=True)
class Figures:
    """The numbers of a time, and those of its months by the name of the month ("2027-03")."""

    numbers: Mapping[str, int]
    months: Mapping[str, Mapping[str, int]]

    def number(self, code: str) -> int:
        return self.numbers.get(code, 0)


def figures_of(scope: Scope) -> Figures:
    months = _by_month(scope)
    numbers: Numbers = {}
    for of_month in months.values():
        add_up(numbers, of_month)
    share = share_of(
        ((row[0], row[1]) for row in db.session.execute(events_in(scope))), first_parts()
    )
    numbers |= {Measure.EVENTS: share.held, Measure.LED: share.led}
    numbers[Measure.PEOPLE] = db.session.scalar(_count(people_in(scope))) or 0
    numbers |= _tallies(scope) | _volunteers(scope) | _ideas(scope) | _work(scope)
    return Figures(numbers, months)


def add_up(numbers: Numbers, more: Mapping[str, int]) -> None:
    for code, number in more.items():
        numbers[code] = numbers.get(code, 0) + number


def months_of(first_on: date, last_on: date) -> Iterator[tuple[str, date, date]]:
    """The months of a time with their names, and the first and last of their days within it."""
    day = first_on
    while day <= last_on:
        following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        end = min(last_on, following - timedelta(days=1))
        yield f"{day:%Y-%m}", day, end
        day = following


def _by_month(scope: Scope) -> dict[str, Numbers]:
    """What can be added up: of each month, from one look at the meetings of the time. A month is
    the one on the wall in Poland, so its bounds are handed over and not worked out there."""
    bounds = union_all(
        *(
            select(
                literal(name).label("month"),
                literal(local_midnight(first_on), UTCDateTime()).label("since"),
                literal(end_of_day(last_on), UTCDateTime()).label("until"),
            )
            for name, first_on, last_on in months_of(scope.first_on, scope.last_on)
        )
    ).cte("months")
    statement = (
        select(
            bounds.c.month,
            func.count(Occurrence.id),
            func.count(Occurrence.id) - func.count(LogEntry.minutes),
            _sum(LogEntry.minutes),
            _sum(LogEntry.visits),
            _sum(LogEntry.children),
            _sum(LogEntry.head_count),
        )
        .select_from(bounds)
        .join(
            Occurrence,
            (Occurrence.starts_at >= bounds.c.since) & (Occurrence.starts_at < bounds.c.until),
        )
        .join(Event, Event.id == Occurrence.event_id)
        .outerjoin(LogEntry, LogEntry.occurrence_id == Occurrence.id)
        .where(*is_held(), *scope.of_events())
        .group_by(bounds.c.month)
    )
    counted = (
        Measure.MEETINGS,
        Measure.UNTIMED,
        Measure.MINUTES,
        Measure.VISITS,
        Measure.CHILDREN,
        Measure.HEADS,
    )
    found: dict[str, Numbers] = {
        name: {} for name, _first, _last in months_of(scope.first_on, scope.last_on)
    }
    for month, *numbers in db.session.execute(statement):
        found[month] = {code: int(n) for code, n in zip(counted, numbers, strict=True)}
    return found


def events_in(scope: Scope) -> Select[int, bool]:
    held = events_held(*began_within(scope.first_on, scope.last_on))
    return held.where(*scope.of_events())


def was_there(scope: Scope) -> ColumnElement[bool]:
    """Whether somebody was at one of the meetings at least. Each person is asked for by
    themselves, and the first visit found is enough: so five years cost what one year does. (The
    limit keeps PostgreSQL from reading all marks instead.)"""
    visit = (
        select(literal(1))
        .select_from(Mark)
        .join(Occurrence, Occurrence.id == Mark.occurrence_id)
        .join(Event, Event.id == Occurrence.event_id)
        .where(Mark.person_id == Person.id, *_visits(scope))
        .limit(1)
        .correlate(Person)
    )
    return visit.scalar_subquery().is_not(None)


def people_in(scope: Scope) -> Select[Person]:
    """Everybody who was at one of the meetings at least, by name."""
    return select(Person).where(was_there(scope))


def visits_in(scope: Scope) -> Select[Mark]:
    """Each time somebody was marked present at one of the meetings."""
    return (
        select(Mark)
        .join(Occurrence, Occurrence.id == Mark.occurrence_id)
        .join(Event, Event.id == Occurrence.event_id)
        .where(*_visits(scope))
    )


def _visits(scope: Scope) -> list[ColumnElement[bool]]:
    return [
        Mark.held_on.between(scope.first_on, scope.last_on),
        Mark.presence == Presence.PRESENT,
        *is_held(),
        *scope.of_events(),
    ]


def _tallies(scope: Scope) -> Numbers:
    of_one = (LogEntry.mode, Tally.kind, Tally.from_age, Tally.to_age)
    statement = (
        select(*of_one, func.sum(Tally.people))
        .select_from(Tally)
        .join(LogEntry, LogEntry.id == Tally.log_entry_id)
        .join(Occurrence, Occurrence.id == LogEntry.occurrence_id)
        .join(Event, Event.id == Occurrence.event_id)
        .where(*scope.of_meetings())
        .group_by(*of_one)
    )
    return {
        code_of_tally(mode, kind, from_age, to_age): int(people)
        for mode, kind, from_age, to_age, people in db.session.execute(statement)
    }


def hours_in(scope: Scope) -> Select[HoursEntry]:
    """The confirmed hours of volunteers. They belong to a community, and to a project by their
    agreement, else by their task, else by the event of that task."""
    return (
        select(HoursEntry)
        .outerjoin(Agreement, Agreement.id == HoursEntry.agreement_id)
        .outerjoin(Task, Task.id == HoursEntry.task_id)
        .outerjoin(Event, Event.id == Task.event_id)
        .where(
            HoursEntry.confirmed_at.is_not(None),
            HoursEntry.worked_on.between(scope.first_on, scope.last_on),
            *scope.in_communities(HoursEntry.community_id),
            *_of_project(scope),
        )
    )


project_of_hours: ColumnElement[int | None] = func.coalesce(
    Agreement.funding_project_id, Task.funding_project_id, Event.funding_project_id
)


def _of_project(scope: Scope) -> list[ColumnElement[bool]]:
    return [] if scope.project_id is None else [project_of_hours == scope.project_id]


def _volunteers(scope: Scope) -> Numbers:
    if not scope.applies_to(Measure.VOLUNTEERS):
        return {}
    statement = hours_in(scope).with_only_columns(
        func.count(HoursEntry.person_id.distinct()),
        _sum(HoursEntry.minutes),
        maintain_column_froms=True,
    )
    people, minutes = db.session.execute(statement).one()
    return {Measure.VOLUNTEERS: people, Measure.VOLUNTEER_MINUTES: int(minutes)}


def is_idea_counted() -> list[ColumnElement[bool]]:
    """Ideas that everybody may read; what was merged into another one counts there."""
    return [
        Idea.moderation == Moderation.PUBLISHED,
        Idea.formal_kind.is_(None),
        Idea.merged_into_id.is_(None),
    ]


MOMENTS: dict[Measure, Any] = {
    Measure.IDEAS_GIVEN: Idea.given_at,
    Measure.IDEAS_ANSWERED: Idea.answered_at,
    Measure.IDEAS_DONE: Idea.done_at,
}
"""When something happened to an idea: each counts in the time in which that was."""


def happened_within(moment: SQLColumnExpression[datetime | None], scope: Scope) -> Any:
    """An event to come makes an idea done in advance: it counts once that day is over."""
    since, until = local_midnight(scope.first_on), end_of_day(scope.last_on)
    return (moment >= since) & (moment < until) & (moment <= utcnow())


def _ideas(scope: Scope) -> Numbers:
    if not scope.applies_to(Measure.IDEAS_GIVEN):
        return {}
    statement = select(
        *(func.count(case((happened_within(one, scope), 1))) for one in MOMENTS.values())
    ).where(*is_idea_counted(), *scope.in_communities(Idea.community_id))
    return dict(zip(MOMENTS, db.session.execute(statement).one(), strict=True))


def work_in(scope: Scope) -> Select[JournalEntry]:
    return select(JournalEntry).where(
        JournalEntry.worked_on.between(scope.first_on, scope.last_on),
        *scope.in_communities(JournalEntry.community_id),
    )


def _work(scope: Scope) -> Numbers:
    if not scope.applies_to(Measure.WORK):
        return {}
    statement = (
        work_in(scope)
        .with_only_columns(JournalEntry.kind, func.sum(JournalEntry.minutes))
        .group_by(JournalEntry.kind)
    )
    found = {code_of_work(row[0]): int(row[1]) for row in db.session.execute(statement)}
    return found | {Measure.WORK: sum(found.values())}


def _sum(column: Any) -> Any:
    return func.coalesce(func.sum(column), 0)


def _count(statement: Select[Person]) -> Select[int]:
    return statement.with_only_columns(func.count(Person.id), maintain_column_froms=True)


def quarters(months: Iterable[str]) -> dict[str, list[str]]:
    """The quarters these months lie in, under names like "2027-1", and their months."""
    found: dict[str, list[str]] = {}
    for month in months:
        year, number = month.split("-")
        found.setdefault(f"{year}-{(int(number) + 2) // 3}", []).append(month)
    return found
