"""Tasks: planned, changed, shown to residents, closed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from osl.accounts.models import User
from osl.communities.models import Community, FundingProject, Venue
from osl.core import audit
from osl.core.clock import LocalTimeError, to_utc, utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l, short_day
from osl.events.models import Event
from osl.events.queries import shown_in
from osl.volunteers.models import Shift, Task

PLANNED = audit.action("task.planned", _l("%(actor)s planned the task “%(subject)s”"))
CHANGED = audit.action("task.changed", _l("%(actor)s changed the task “%(subject)s”"))
PUBLISHED = audit.action("task.published", _l("%(actor)s called for volunteers for “%(subject)s”"))
CLOSED = audit.action(
    "task.closed", _l("%(actor)s ended the call for volunteers for “%(subject)s”")
)
SHIFTS_ADDED = audit.action(
    "task.shifts_added", _l("%(actor)s added shifts to “%(subject)s” (%(number)s)")
)

MOST_SHIFTS = 200
"""Of one task; two a week for nearly two years."""

MOST_WEEKS = 52
LONGEST_SHIFT = timedelta(hours=16)


@dataclass(frozen=True)
class TaskFacts:
    """What a task is, as the team types it."""

    title: str
    description: str = ""
    event: Event | None = None
    venue: Venue | None = None
    place_note: str = ""
    least_age: int = 0
    with_children: bool = False
    skills: str = ""
    contact_phone: str = ""
    funding_project: FundingProject | None = None

    @classmethod
    def of(cls, task: Task) -> "TaskFacts":
        return cls(**{name: getattr(task, name) for name in cls.__dataclass_fields__})

    @property
    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def plan_task(
    facts: TaskFacts, *, community: Community, actor: User, key: str | None = None
) -> Task:
    """Write down what there is to do; nobody sees it yet. The same form sent twice is one task.
    Raises DomainError for an event of another community."""
    if key is not None:
        same = db.session.scalar(select(Task).where(Task.key == key))
        if same is not None:
            return same
    _refuse_foreign(facts.event, community)
    task = Task(community=community, created_by_id=actor.id, key=key, **facts.values)
    db.session.add(task)
    audit.record(PLANNED, actor=actor, subject=task, community_id=community.id)
    return task


def change_task(task: Task, facts: TaskFacts, *, actor: User) -> bool:
    """Change what a task is; whether anything differed. Raises DomainError for an event of
    another community."""
    before = TaskFacts.of(task)
    if before == facts:
        return False
    if facts.event is not before.event:
        _refuse_foreign(facts.event, task.community)
    for name, value in facts.values.items():
        setattr(task, name, value)
    audit.record(CHANGED, actor=actor, subject=task, community_id=task.community_id)
    return True


def publish_task(task: Task, *, actor: User) -> None:
    """Show it to residents, who may offer themselves. Raises DomainError without a coming shift.
    Twice is once; one that was closed is open again."""
    if task.is_open:
        return
    if not any(one.ends_at > utcnow() and one.cancelled_at is None for one in task.shifts):
        raise DomainError(_("Add at least one shift to come: people want to know when."))
    task.published_at, task.closed_at = task.published_at or utcnow(), None
    audit.record(PUBLISHED, actor=actor, subject=task, community_id=task.community_id)


def close_task(task: Task, *, actor: User) -> None:
    """Call nobody any more. Whoever was taken on keeps their shifts."""
    if not task.is_open:
        return
    task.closed_at = utcnow()
    audit.record(CLOSED, actor=actor, subject=task, community_id=task.community_id)


def weekly_times(
    first_on: date,
    starts: time,
    ends: time,
    *,
    weeks: int = 1,
    weekdays: Collection[int] = (),
) -> list[tuple[datetime, datetime]]:
    """The same hours once a week, or on each of the chosen weekdays, as instants. An end before
    the start is on the next day. Nothing is before the first day.

    Raises DomainError for a shift that is too long, too many weeks, or an hour that the clocks
    leave out or show twice that night.
    """
    if not 1 <= weeks <= MOST_WEEKS:
        raise DomainError(_("Choose from 1 to %(most)d weeks.", most=MOST_WEEKS))
    if starts == ends:
        raise DomainError(_("A shift ends later than it starts. Check both hours."))
    steps = sorted((one - first_on.weekday()) % 7 for one in set(weekdays)) or [0]
    return [
        hours_on(first_on + timedelta(weeks=number, days=step), starts, ends)
        for number in range(weeks)
        for step in steps
    ]


def hours_on(day: date, starts: time, ends: time) -> tuple[datetime, datetime]:
    """The instants of a shift on one day; an end before the start is on the next day."""
    until = day if ends > starts else day + timedelta(days=1)
    try:
        found = to_utc(day, starts), to_utc(until, ends)
    except LocalTimeError as error:
        raise DomainError(
            _("The clocks change in the night of %(day)s. Choose another hour.", day=short_day(day))
        ) from error
    if found[1] - found[0] > LONGEST_SHIFT:
        raise DomainError(_("This shift is very long. Make two of it."))
    return found


def add_shifts(
    task: Task,
    times: Iterable[tuple[datetime, datetime]],
    *,
    needed: int,
    note: str = "",
    actor: User,
) -> list[Shift]:
    """Add stretches of time, each for so many people; one that is there already is not added
    again. Raises DomainError for what is past."""
    # Two who press at once wait for each other here, so that nothing stands there twice.
    db.session.flush()
    db.session.refresh(task, with_for_update={"of": Task})
    db.session.expire(task, ["shifts"])
    there = {(one.starts_at, one.ends_at) for one in task.shifts if one.cancelled_at is None}
    wanted = [one for one in times if one not in there]
    if any(end <= utcnow() for _start, end in wanted):
        raise DomainError(_("This day has passed. Choose one to come."))
    if len(task.shifts) + len(wanted) > MOST_SHIFTS:
        raise DomainError(_("One task has at most %(most)d shifts.", most=MOST_SHIFTS))
    made = [
        Shift(task=task, starts_at=start, ends_at=end, needed=needed, note=note)
        for start, end in wanted
    ]
    db.session.add_all(made)
    if made:
        audit.record(
            SHIFTS_ADDED,
            actor=actor,
            subject=task,
            community_id=task.community_id,
            number=len(made),
        )
    return made


def _refuse_foreign(event: Event | None, community: Community) -> None:
    """A task is a part of an event that its community sees as its own."""
    if event is None:
        return
    known = select(Event.id).where(Event.id == event.id, shown_in(community))
    if db.session.scalar(known) is None:
        raise DomainError(_("This event belongs to another community."))
