"""The day before: whoever was taken on is reminded, by letter or by a call that waits.

Reminders are found from the times shifts have now, so what has moved away reminds nobody.
"""

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from osl.core.clock import local_midnight, to_local
from osl.core.db import db
from osl.volunteers.models import Assignment, AssignmentState, Shift
from osl.volunteers.telling import LetterKind, tell

FROM_HOUR = timedelta(hours=9)
"""Reminders leave from nine in the morning of the day before."""

MOST_AT_ONCE = 500


def remind_volunteers(now: datetime) -> int:
    """Remind whoever has a shift tomorrow; how many.

    Every minute, any number of times: once for each person and time of a shift. Who was taken on
    later than this morning has just been told everything.
    """
    today = to_local(now).date()
    morning = local_midnight(today) + FROM_HOUR
    if now < morning:
        return 0
    tomorrow = today + timedelta(days=1)
    statement = (
        select(Assignment)
        .join(Assignment.shift)
        .where(
            Assignment.state == AssignmentState.ASSIGNED,
            Assignment.assigned_at < morning,
            Shift.starts_at >= local_midnight(tomorrow),
            Shift.starts_at < local_midnight(tomorrow + timedelta(days=1)),
            Shift.cancelled_at.is_(None),
            or_(
                Assignment.reminded_for.is_(None),
                Assignment.reminded_for != Shift.starts_at,
            ),
        )
        .options(contains_eager(Assignment.shift), joinedload(Assignment.person))
        .order_by(Shift.starts_at, Assignment.id)
        .limit(MOST_AT_ONCE)
    )
    found = list(db.session.scalars(statement))
    for one in found:
        one.reminded_for = one.shift.starts_at
        tell(one, LetterKind.REMINDER, cause=f"{one.shift.starts_at:%Y%m%d%H%M}")
    return len(found)
