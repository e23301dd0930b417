"""What there is to do for volunteers, and who sees what of it."""

from datetime import datetime

from flask import abort
from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import joinedload

from osl.accounts.models import User
from osl.core.db import db
from osl.volunteers.models import Assignment, AssignmentState, Shift, Task
from osl.volunteers.policies import can_see_volunteering


def is_visible_to(viewer: User | None) -> ColumnElement[bool]:
    """What residents are called to is everybody's; drafts and closed tasks the team's of their
    community."""
    is_open = and_(Task.published_at.is_not(None), Task.closed_at.is_(None))
    if viewer is None or not can_see_volunteering(viewer):
        return is_open
    if viewer.is_organiser:
        return true()
    return or_(is_open, Task.community_id.in_(viewer.community_ids))


def is_handled_by(viewer: User | None) -> ColumnElement[bool]:
    """Tasks of the communities this member of the team works with."""
    if viewer is None or not can_see_volunteering(viewer):
        return false()
    return true() if viewer.is_organiser else Task.community_id.in_(viewer.community_ids)


def tasks_visible_to(viewer: User | None) -> Select[Task]:
    return (
        select(Task)
        .where(is_visible_to(viewer))
        .options(joinedload(Task.community), joinedload(Task.venue))
    )


def get_own_task(viewer: User, task_id: int) -> Task:
    """A task this member of the team looks after; 404 for those of other communities."""
    statement = select(Task).where(is_handled_by(viewer), Task.id == task_id)
    return db.session.scalar(statement) or abort(404)


def get_shift(viewer: User, shift_id: int) -> Shift:
    statement = select(Shift).join(Shift.task).where(is_handled_by(viewer), Shift.id == shift_id)
    return db.session.scalar(statement) or abort(404)


def get_assignment(viewer: User, assignment_id: int) -> Assignment:
    statement = (
        select(Assignment)
        .join(Assignment.shift)
        .join(Shift.task)
        .where(is_handled_by(viewer), Assignment.id == assignment_id)
        .options(joinedload(Assignment.person), joinedload(Assignment.shift))
    )
    return db.session.scalar(statement) or abort(404)


def open_tasks(now: datetime) -> Select[Task]:
    """What residents may offer themselves for: open, with a shift to come."""
    coming = exists().where(
        Shift.task_id == Task.id, Shift.ends_at > now, Shift.cancelled_at.is_(None)
    )
    return tasks_visible_to(None).where(coming.correlate(Task))


def shifts_of_person(person_id: int, now: datetime) -> list[Assignment]:
    """What somebody offered to do or was taken on for, and what is not over."""
    statement = (
        select(Assignment)
        .join(Assignment.shift)
        .where(
            Assignment.person_id == person_id,
            Assignment.state.in_((AssignmentState.OFFERED, AssignmentState.ASSIGNED)),
            Shift.ends_at > now,
        )
        .options(joinedload(Assignment.shift).joinedload(Shift.task).joinedload(Task.venue))
        .order_by(Shift.starts_at, Assignment.id)
    )
    return list(db.session.scalars(statement))
