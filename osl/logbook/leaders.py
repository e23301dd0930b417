"""Who may be named as having led a meeting: first those who were to lead the event."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from osl.core.db import db
from osl.events.models import Occurrence
from osl.logbook.models import LogEntry
from osl.signups.places import first_part
from osl.specialists.models import EventSpecialist, Specialist


@dataclass(frozen=True)
class Leaders:
    """``own`` were to lead the event, led this meeting, or were just named; ``others`` are the
    rest of those the centre works with. ``planned`` are the numbers of the first."""

    own: Sequence[Specialist]
    others: Sequence[Specialist]
    planned: frozenset[int]


def leaders_offered(
    meeting: Occurrence, entry: LogEntry | None, named: Collection[int] = ()
) -> Leaders:
    """All specialists by name; ``named`` are those somebody has ticked on the page just now."""
    of_event = select(EventSpecialist.specialist_id).where(
        EventSpecialist.event_id == first_part(meeting.event).id
    )
    planned = frozenset(db.session.scalars(of_event))
    led = {one.specialist_id for one in entry.specialists} if entry is not None else set()
    wanted = planned | led | set(named)
    statement = select(Specialist).where(
        or_(Specialist.retired_at.is_(None), Specialist.id.in_(wanted))
    )
    known = list(db.session.scalars(statement.order_by(Specialist.name, Specialist.id)))
    return Leaders(
        [one for one in known if one.id in wanted],
        [one for one in known if one.id not in wanted],
        planned,
    )
