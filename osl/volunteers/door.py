"""Whoever helps at an event sees, on its day, who comes: names and how many, nothing else."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from osl.core import audit
from osl.core.clock import end_of_day, local_midnight, to_local
from osl.core.db import db
from osl.core.i18n import _l
from osl.core.reading import note_reading
from osl.events.models import Event, EventFormat, Occurrence
from osl.people.models import Person
from osl.signups.desk import everybody_with_a_place, list_of
from osl.signups.places import parts_of
from osl.volunteers.models import Assignment, AssignmentState, Shift, Task

READ = audit.action(
    "door.read", _l("A volunteer read the list for the door of “%(subject)s” on their own page")
)


@dataclass(frozen=True)
class DoorLine:
    """A name on the list, and how many come with it."""

    name: str
    party_size: int


@dataclass(frozen=True)
class DoorList:
    """Who is expected at a meeting of today."""

    event: Event
    meeting: Occurrence
    lines: list[DoorLine]

    @property
    def people(self) -> int:
        return sum(one.party_size for one in self.lines)


def door_events_for(person: Person, now: datetime) -> list[Event]:
    """The events of today at which this person helps, and whose list they may open."""
    return [meeting.event for meeting in _meetings_for(person, now)]


def door_list_for(person: Person, event_id: int, now: datetime) -> DoorList | None:
    """The list of one of these events; None for any other event and on any other day."""
    meeting = next((one for one in _meetings_for(person, now) if one.event_id == event_id), None)
    if meeting is None:
        return None
    event = meeting.event
    known = list_of(event, None if event.format is EventFormat.COURSE else meeting)
    lines = [DoorLine(one.person.name, one.party_size) for one in everybody_with_a_place(known)]
    return DoorList(event, meeting, lines)


def note_door_reading(person: Person, event: Event) -> None:
    """Keep that the list was read, and through whose page. It stands by itself: a page that is
    only read changes nothing else."""
    note_reading(
        READ,
        actor=None,
        subject=event,
        community_id=event.communities[0].id if event.communities else None,
        person_id=person.id,
    )


def _meetings_for(person: Person, now: datetime) -> list[Occurrence]:
    """The meetings of today that somebody has a shift at, the nearest shift first."""
    first, last = local_midnight(to_local(now).date()), end_of_day(to_local(now).date())
    helped = (
        select(Task)
        .join(Task.shifts)
        .join(Shift.assignments)
        .where(
            Assignment.person_id == person.id,
            Assignment.state == AssignmentState.ASSIGNED,
            Shift.cancelled_at.is_(None),
            Shift.starts_at < last,
            Shift.ends_at > first,
            Task.event_id.is_not(None),
        )
        .order_by(Shift.starts_at, Shift.id)
    )
    events = {
        part.id: None
        for task in db.session.scalars(helped).unique()
        if task.event is not None
        for part in parts_of(task.event)
    }
    if not events:
        return []
    meetings = (
        select(Occurrence)
        .join(Occurrence.event)
        .where(
            Occurrence.event_id.in_(events),
            Occurrence.starts_at >= first,
            Occurrence.starts_at < last,
            Event.published_at.is_not(None),
        )
        .options(contains_eager(Occurrence.event))
        .order_by(Occurrence.starts_at, Occurrence.id)
    )
    found = [one for one in db.session.scalars(meetings) if one.takes_place]
    in_order = list(events)
    return sorted(found, key=lambda one: in_order.index(one.event_id))
