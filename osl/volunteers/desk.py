"""What the team sees of volunteering: the tasks, who waits for an answer, whom to call."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core.access import current_viewer
from osl.core.clock import to_local, utcnow
from osl.core.db import db
from osl.core.paging import Page, page_of
from osl.events.models import Event, Occurrence
from osl.events.queries import events_visible_to, shown_in
from osl.volunteers.models import Assignment, AssignmentState, Shift, Task
from osl.volunteers.policies import can_plan_task, can_see_volunteering
from osl.volunteers.queries import is_handled_by
from osl.volunteers.words import TaskState

PAGE_SIZE = 20
MOST_WAITING = 40
MOST_EVENTS = 150
WEEK = timedelta(days=7)

OFFERED, ASSIGNED = AssignmentState.OFFERED, AssignmentState.ASSIGNED


@dataclass(frozen=True)
class Filters:
    """Which tasks are asked for: of one community, in one state, those that lack people."""

    community: Community | None = None
    state: TaskState | None = None
    needs_people: bool = False

    @property
    def active(self) -> int:
        return bool(self.community) + bool(self.state) + self.needs_people


@dataclass(frozen=True)
class TaskRow:
    """A task in the list: its next shift, who offered for it, and what it lacks in all."""

    task: Task
    next: Shift | None = None
    offers: int = 0
    shifts: int = 0
    missing: int = 0


@dataclass(frozen=True)
class ShiftRow:
    """A shift on the page of its task: who is taken on, and who waits for an answer."""

    shift: Shift
    assigned: list[Assignment]
    offers: list[Assignment]
    given_up: int


@dataclass(frozen=True)
class DayOfShifts:
    day: date
    rows: list[ShiftRow]


@dataclass(frozen=True)
class ShortShift:
    """A shift of the coming week that lacks people."""

    shift: Shift
    missing: int


@dataclass(frozen=True)
class Waiting:
    """What of volunteering waits for somebody of the team."""

    offers: int = 0
    calls: int = 0
    short: list[ShortShift] = field(default_factory=list)

    @property
    def count(self) -> int:
        return bool(self.offers) + bool(self.calls) + len(self.short)


@dataclass(frozen=True)
class AtEvent:
    """The tasks of an event on its page for the team."""

    rows: list[TaskRow]
    may_add: bool

    def __bool__(self) -> bool:
        return bool(self.rows) or self.may_add


def is_coming(now: datetime) -> ColumnElement[bool]:
    """Whether a shift is still to be done, or goes on."""
    return and_(Shift.ends_at > now, Shift.cancelled_at.is_(None))


def tasks_at_desk(viewer: User, filters: Filters, number: int) -> Page[TaskRow]:
    """A page of tasks, the one whose shift is next first. The same few questions, however many
    there are."""
    now = utcnow()
    statement = (
        select(Task)
        .where(is_handled_by(viewer), *_asked(filters, now))
        .options(joinedload(Task.community), joinedload(Task.event))
    )
    soonest = (
        select(func.min(Shift.starts_at))
        .where(Shift.task_id == Task.id, is_coming(now))
        .correlate(Task)
        .scalar_subquery()
    )
    order = (case((soonest.is_(None), 1), else_=0), soonest, Task.id.desc())
    found = page_of(statement, number, order=order, key=Task.id, size=PAGE_SIZE)
    return Page(rows_of(found.rows, now), found.number, found.has_next)


def rows_of(tasks: Sequence[Task], now: datetime) -> list[TaskRow]:
    """What the list says of each of these tasks: three questions for all of them."""
    ids = [one.id for one in tasks]
    if not ids:
        return []
    sums = {
        task_id: (int(number), int(lacking))
        for task_id, number, lacking in db.session.execute(
            select(Shift.task_id, func.count(), func.sum(Shift.needed - Shift.taken))
            .where(Shift.task_id.in_(ids), is_coming(now))
            .group_by(Shift.task_id)
        )
    }
    place_in_line = func.row_number().over(
        partition_by=Shift.task_id, order_by=(Shift.starts_at, Shift.id)
    )
    lined = (
        select(Shift.id, place_in_line.label("place"))
        .where(Shift.task_id.in_(ids), is_coming(now))
        .subquery()
    )
    first = select(Shift).join(lined, lined.c.id == Shift.id).where(lined.c.place == 1)
    coming = {one.task_id: one for one in db.session.scalars(first)}
    offers = offers_of([one.id for one in coming.values()])
    rows = []
    for task in tasks:
        shift = coming.get(task.id)
        number, lacking = sums.get(task.id, (0, 0))
        waiting = offers.get(shift.id, 0) if shift is not None else 0
        rows.append(TaskRow(task, shift, waiting, number, lacking))
    return rows


def offers_of(shift_ids: Collection[int]) -> dict[int, int]:
    """How many wait for an answer, for each of these shifts."""
    if not shift_ids:
        return {}
    statement = (
        select(Assignment.shift_id, func.count())
        .where(Assignment.shift_id.in_(shift_ids), Assignment.state == OFFERED)
        .group_by(Assignment.shift_id)
    )
    return {shift_id: int(number) for shift_id, number in db.session.execute(statement)}


def _asked(filters: Filters, now: datetime) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.community is not None:
        conditions.append(Task.community_id == filters.community.id)
    if filters.state is TaskState.OPEN:
        conditions += [Task.published_at.is_not(None), Task.closed_at.is_(None)]
    elif filters.state is TaskState.DRAFT:
        conditions += [Task.published_at.is_(None), Task.closed_at.is_(None)]
    elif filters.state is TaskState.CLOSED:
        conditions.append(Task.closed_at.is_not(None))
    if filters.needs_people:
        lacking = exists().where(
            Shift.task_id == Task.id, is_coming(now), Shift.taken < Shift.needed
        )
        conditions.append(lacking.correlate(Task))
    return conditions


def _assignments_of(viewer: User) -> Select[Assignment]:
    """Those of the communities of this member of the team, each with all that a line says."""
    return (
        select(Assignment)
        .join(Assignment.shift)
        .join(Shift.task)
        .where(is_handled_by(viewer))
        .options(
            contains_eager(Assignment.shift)
            .contains_eager(Shift.task)
            .options(
                joinedload(Task.community),
                joinedload(Task.venue),
                joinedload(Task.event).joinedload(Event.venue),
            ),
            joinedload(Assignment.person),
        )
    )


def _waits_for_answer(now: datetime) -> ColumnElement[bool]:
    return and_(Assignment.state == OFFERED, is_coming(now))


def _waits_for_call(now: datetime) -> ColumnElement[bool]:
    """Whether somebody is still to be told by phone: after the day there is nothing to tell."""
    return and_(Assignment.call_about != "", Shift.ends_at > now)


def offers_waiting(viewer: User, limit: int = MOST_WAITING) -> list[Assignment]:
    """Who offered and waits for an answer, the nearest shift first."""
    statement = _assignments_of(viewer).where(_waits_for_answer(utcnow()))
    ordered = statement.order_by(Shift.starts_at, Assignment.offered_at, Assignment.id)
    return list(db.session.scalars(ordered.limit(limit)))


def calls_waiting(viewer: User, limit: int = MOST_WAITING) -> list[Assignment]:
    """Who is to be told by phone, the nearest shift first."""
    statement = _assignments_of(viewer).where(_waits_for_call(utcnow()))
    return list(db.session.scalars(statement.order_by(Shift.starts_at, Assignment.id).limit(limit)))


def number_waiting(viewer: User) -> tuple[int, int]:
    """How many offers wait for an answer, and how many people for a call."""
    now = utcnow()
    # The shifts to come are few, however many there ever were: they are chosen first.
    coming = select(Shift.id).where(Shift.ends_at > now).scalar_subquery()
    row = db.session.execute(
        select(
            func.coalesce(func.sum(case((_waits_for_answer(now), 1), else_=0)), 0),
            func.coalesce(func.sum(case((_waits_for_call(now), 1), else_=0)), 0),
        )
        .select_from(Assignment)
        .join(Assignment.shift)
        .join(Shift.task)
        .where(
            is_handled_by(viewer),
            Assignment.shift_id.in_(coming),
            or_(Assignment.state == OFFERED, Assignment.call_about != ""),
        )
    ).one()
    return int(row[0]), int(row[1])


def volunteering_waiting(viewer: User, limit: int = 8) -> Waiting:
    """What the desk says of volunteering: two questions."""
    if not can_see_volunteering(viewer):
        return Waiting()
    offers, calls = number_waiting(viewer)
    return Waiting(offers, calls, short_shifts(viewer, limit))


def short_shifts(viewer: User, limit: int) -> list[ShortShift]:
    """The shifts of the coming week that lack people; of drafts nobody can know yet."""
    now = utcnow()
    statement = (
        select(Shift)
        .join(Shift.task)
        .where(
            is_handled_by(viewer),
            Task.published_at.is_not(None),
            is_coming(now),
            Shift.starts_at < now + WEEK,
            Shift.taken < Shift.needed,
        )
        .options(contains_eager(Shift.task))
        .order_by(Shift.starts_at, Shift.id)
        .limit(limit)
    )
    return [ShortShift(one, one.missing) for one in db.session.scalars(statement)]


def shifts_by_day(task: Task) -> tuple[list[DayOfShifts], list[DayOfShifts]]:
    """The shifts of a task by day: those to come, and those that are over (the last first)."""
    now = utcnow()
    statement = (
        select(Shift)
        .where(Shift.task_id == task.id)
        .options(selectinload(Shift.assignments).joinedload(Assignment.person))
        .order_by(Shift.starts_at, Shift.id)
    )
    shifts = list(db.session.scalars(statement))
    coming = [one for one in shifts if one.ends_at > now]
    over = [one for one in shifts if one.ends_at <= now]
    return by_day(coming), by_day(over)[::-1]


def by_day(shifts: Sequence[Shift]) -> list[DayOfShifts]:
    return [
        DayOfShifts(day, [row_of(one) for one in of_day])
        for day, of_day in groupby(shifts, key=lambda one: to_local(one.starts_at).date())
    ]


def row_of(shift: Shift) -> ShiftRow:
    """A shift with its people; its assignments are loaded already."""
    people = shift.assignments
    return ShiftRow(
        shift,
        [one for one in people if one.state is ASSIGNED],
        [one for one in people if one.state is OFFERED],
        sum(one.state is AssignmentState.GIVEN_UP for one in people),
    )


def events_to_choose(
    viewer: User, communities: Sequence[Community], chosen: Event | None
) -> list[tuple[Event, datetime]]:
    """The coming events of these communities, each with its next time, and the chosen one."""
    if not communities:
        return []
    now = utcnow()
    soonest = (
        select(func.min(Occurrence.starts_at))
        .where(
            Occurrence.event_id == Event.id,
            Occurrence.ends_at > now,
            Occurrence.cancelled_at.is_(None),
        )
        .correlate(Event)
        .scalar_subquery()
    )
    statement = (
        events_visible_to(viewer)
        .add_columns(soonest.label("soonest"))
        .where(
            or_(*(shown_in(one) for one in communities)),
            Event.cancelled_at.is_(None),
            soonest.is_not(None),
        )
        .order_by(soonest, Event.id)
        .limit(MOST_EVENTS)
    )
    found = [(event, starts_at) for event, starts_at in db.session.execute(statement)]
    if chosen is not None and chosen not in [event for event, _at in found]:
        last = max((one.starts_at for one in chosen.occurrences), default=now)
        found.insert(0, (chosen, last))
    return found


def tasks_of_event(event: Event) -> AtEvent | None:
    """The tasks of an event, as its page for the team tells of them."""
    viewer = current_viewer()
    if viewer is None or not can_see_volunteering(viewer):
        return None
    statement = (
        select(Task)
        .where(Task.event_id == event.id, is_handled_by(viewer))
        .options(joinedload(Task.community))
        .order_by(Task.id)
    )
    tasks = list(db.session.scalars(statement))
    own = event.is_whole_town or any(viewer.works_with(one.id) for one in event.communities)
    return AtEvent(
        rows_of(tasks, utcnow()), can_plan_task(viewer) and own and not event.is_cancelled
    )
