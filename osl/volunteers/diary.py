"""A shift as a file for the volunteer's own calendar."""

from uuid import NAMESPACE_URL, uuid5

from flask import current_app

from osl.calendars import ical
from osl.core.clock import to_local, utcnow
from osl.core.outbox import Attachment
from osl.volunteers import words
from osl.volunteers.models import Assignment


def calendar_file(
    assignment: Assignment, address: str, description: str, *, is_settled: bool = True
) -> Attachment:
    """One shift, under a name that stays when its time changes or another shift takes its
    place: the calendar moves the entry it has instead of showing two. What the team has not
    answered yet (not ``is_settled``) stands there as tentative."""
    base = str(current_app.config["BASE_URL"])
    shift = assignment.shift
    component = ical.Component(
        key=f"assignment {assignment.id}",
        uid=f"{_name_of(assignment, base)}@{ical.host(base)}",
        created_at=assignment.offered_at.replace(microsecond=0),
        is_cancelled=shift.cancelled_at is not None,
        is_tentative=not is_settled,
        is_public=False,
        starts=to_local(shift.starts_at),
        ends=to_local(shift.ends_at),
        title=shift.task.title,
        description=description,
        address=address,
        location=words.place(shift.task),
    )
    now = utcnow().replace(microsecond=0)
    # Minutes since the offer: the version of a shift could go down when somebody changes shifts.
    age = max(0, int((now - assignment.offered_at).total_seconds()) // 60)
    content = ical.single(base, component.to_ical(ical.Stamp(component.content, age, now)))
    return Attachment(
        f"osl-wolontariat-{assignment.id}.ics", content, parameters={"method": "PUBLISH"}
    )


def _name_of(assignment: Assignment, base: str) -> str:
    about = f"{base}/shift-assignment/{assignment.id}/{assignment.offered_at.isoformat()}"
    return str(uuid5(NAMESPACE_URL, about))
