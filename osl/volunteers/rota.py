"""The rota: who does which shift, as it hangs on a wall. Names only, never a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from osl.communities.models import Community
from osl.core.clock import local_midnight, to_local, utcnow
from osl.core.db import db
from osl.core.text import alphabetical
from osl.events.models import Event
from osl.people.models import Person
from osl.volunteers.models import Assignment, AssignmentState, Shift, Task

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class RotaLine:
    """One shift on paper: the names, and how many lines stay empty."""

    shift: Shift
    names: list[str]

    @property
    def empty(self) -> int:
        return max(0, self.shift.needed - len(self.names))


@dataclass(frozen=True)
class RotaDay:
    day: date
    lines: list[RotaLine]


def rota_of_task(task: Task) -> list[RotaDay]:
    """The shifts of a task that are not over, day by day."""
    return _rota(Shift.task_id == task.id, Shift.ends_at > utcnow())


def rota_of_week(community: Community, monday: date) -> list[RotaDay]:
    """All shifts of one community in one week, day by day. Drafts are not on paper yet."""
    return _rota(
        Task.community_id == community.id,
        Task.published_at.is_not(None),
        Shift.starts_at >= local_midnight(monday),
        Shift.starts_at < local_midnight(monday + WEEK),
    )


def _rota(*conditions: ColumnElement[bool]) -> list[RotaDay]:
    statement = (
        select(Shift)
        .join(Shift.task)
        .where(Shift.cancelled_at.is_(None), *conditions)
        .options(
            contains_eager(Shift.task).options(
                joinedload(Task.venue),
                joinedload(Task.funding_project),
                joinedload(Task.community),
                joinedload(Task.event).joinedload(Event.venue),
            ),
            selectinload(Shift.assignments).joinedload(Assignment.person),
        )
        .order_by(Shift.starts_at, Shift.id)
    )
    shifts = db.session.scalars(statement).all()
    return [
        RotaDay(day, [RotaLine(one, _names(one.assignments)) for one in of_day])
        for day, of_day in groupby(shifts, key=lambda one: to_local(one.starts_at).date())
    ]


def _names(assignments: Sequence[Assignment]) -> list[str]:
    people = [one.person for one in assignments if one.state is AssignmentState.ASSIGNED]
    return [one.name for one in sorted(people, key=_by_surname)]


def _by_surname(person: Person) -> list[tuple[int, int]]:
    names = person.name.split()
    return alphabetical(" ".join([*names[-1:], *names[:-1]]))


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
