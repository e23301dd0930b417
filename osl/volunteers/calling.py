"""What neighbours are called to, as public pages tell it: no word of who has come forward.

Each page asks two questions of the database, however many tasks there are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, load_only

from osl.communities.models import Community
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.i18n import _, _n
from osl.core.text import alphabetical
from osl.events.models import Event
from osl.events.words import place_of, when_it_is
from osl.volunteers.models import Shift, Task
from osl.volunteers.queries import open_tasks

MOST_CALLED = 200
MOST_BESIDE = 4
"""On a page about something else."""


@dataclass(frozen=True)
class Called:
    """A task neighbours are called to, and its shifts to come, the soonest first."""

    task: Task
    shifts: list[Shift]

    @property
    def missing(self) -> int:
        """How many more people are needed, over all shifts."""
        return sum(one.missing for one in self.shifts)


@dataclass(frozen=True)
class CalledIn:
    """What is to do in one community."""

    community: Community
    calls: list[Called]


def called_in_town() -> list[CalledIn]:
    """Everything neighbours are needed for, by community."""
    found: dict[int, CalledIn] = {}
    for one in called_among(open_tasks(utcnow()).limit(MOST_CALLED)):
        community = one.task.community
        found.setdefault(community.id, CalledIn(community, [])).calls.append(one)
    return sorted(found.values(), key=lambda place: alphabetical(place.community.name))


def called_in_community(community: Community) -> list[Called]:
    """What is to do in one community, for its page."""
    tasks = open_tasks(utcnow()).where(Task.community_id == community.id)
    return called_among(tasks.limit(MOST_CALLED))[:MOST_BESIDE]


def called_for(task: Task) -> Called:
    """One task with its shifts to come."""
    return called_for_all([task])[0]


def called_for_all(tasks: Sequence[Task]) -> list[Called]:
    """These tasks, each with its shifts to come: one question."""
    coming = _coming(one.id for one in tasks)
    return [Called(one, coming.get(one.id, [])) for one in tasks]


def tasks_in_sitemap() -> Sequence[Task]:
    """Those a stranger may read, with number and title only."""
    statement = open_tasks(utcnow()).options(load_only(Task.id, Task.title))
    return db.session.scalars(statement.order_by(Task.id.desc()).limit(MOST_CALLED)).all()


def when(shift: Shift) -> str:
    """ "środa, 10 marca 2027, 17.00–19.00"."""
    return when_it_is(shift.starts_at, shift.ends_at, is_all_day=False)


def where(task: Task) -> str:
    """The place of a task; of one without a place of its own, that of its event."""
    own = place_of(task.venue, task.place_note)
    if own or task.event is None:
        return own
    return place_of(task.event.venue, task.event.place_note)


def still_needed(missing: int) -> str:
    """How many more people a shift needs."""
    if missing <= 0:
        return _("enough people already")
    return _n("%(num)s more person needed", "%(num)s more people needed", missing)


def age_limit(task: Task) -> str:
    """From what age one can help; nothing where everybody can."""
    return _("from %(age)s years of age", age=task.least_age) if task.least_age else ""


def called_among(tasks: Select[Task]) -> list[Called]:
    """Those of these tasks that have a shift to come."""
    found = db.session.scalars(
        tasks.options(
            joinedload(Task.event).joinedload(Event.venue),
        ).order_by(Task.id)
    ).all()
    shifts = _coming(one.id for one in found)
    calls = [Called(one, shifts[one.id]) for one in found if one.id in shifts]
    # Whoever looks for something to do sees first what is near and still short of people.
    return sorted(calls, key=lambda one: (one.missing <= 0, one.shifts[0].starts_at))


def _coming(task_ids: Iterable[int]) -> dict[int, list[Shift]]:
    numbers = list(task_ids)
    if not numbers:
        return {}
    statement = (
        select(Shift)
        .where(
            Shift.task_id.in_(numbers),
            Shift.ends_at > utcnow(),
            Shift.cancelled_at.is_(None),
        )
        .order_by(Shift.starts_at, Shift.id)
    )
    found: dict[int, list[Shift]] = {}
    for shift in db.session.scalars(statement):
        found.setdefault(shift.task_id, []).append(shift)
    return found
