"""What becomes of volunteering when two entries turn out to be one person.

Of what is still to come people say themselves who comes; of a shift that is over, the second
entry was the same person once more.
"""

from collections.abc import Sequence

from sqlalchemy import Select, func, select, update

from osl.core.clock import utcnow
from osl.core.db import Base, db
from osl.core.i18n import _, _n, clock_time, short_day
from osl.events.words import full_title
from osl.people.models import PersonMove
from osl.people.pointing import Rule, Values
from osl.volunteers.models import Assignment, AssignmentState, Claim, Contribution, LeadRole, Shift


def _once_only(stays: Values, goes: Values) -> tuple[Values, Values] | None:
    """Whoever was taken on had the shift, and came if either entry says so."""
    if db.session.get_one(Shift, stays["shift_id"]).ends_at > utcnow():
        return None
    swapped = goes["state"] is AssignmentState.ASSIGNED is not stays["state"]
    had, other = (goes, stays) if swapped else (stays, goes)
    came = had["came"] if had["came"] is not None else other["came"]
    was_taken_on = other["state"] is AssignmentState.ASSIGNED
    ended: Values = {
        "state": AssignmentState.GIVEN_UP if was_taken_on else AssignmentState.DECLINED,
        "ended_at": utcnow(),
        "came": None,
        "call_about": "",
    }
    return (ended, {"came": came}) if swapped else ({"came": came}, ended)


def _both_take_it(row: Values) -> str:
    shift = db.session.get_one(Shift, row["shift_id"])
    return _(
        "Both want the same shift of “%(task)s”, %(day)s, %(time)s. Take one of them off first.",
        task=shift.task.title,
        day=short_day(shift.starts_at),
        time=clock_time(shift.starts_at),
    )


def _brought_once(_stays: Values, goes: Values) -> tuple[Values, Values] | None:
    event = db.session.get_one(Contribution, goes["contribution_id"]).event
    is_over = all(one.ends_at <= utcnow() for one in event.occurrences)
    return ({}, {"withdrawn_at": utcnow()}) if is_over else None


def _both_bring_it(row: Values) -> str:
    contribution = db.session.get_one(Contribution, row["contribution_id"])
    return _(
        "Both promised “%(what)s” for “%(event)s”. Take one of the two off the list first.",
        what=contribution.what,
        event=full_title(contribution.event),
    )


def _leads_alone(stays: Values, goes: Values) -> Values:
    return {"role": LeadRole.LEADS} if LeadRole.LEADS in (stays["role"], goes["role"]) else {}


rules = {
    "shift_assignment": Rule(
        counted=lambda number: _n("%(num)s shift", "%(num)s shifts", number),
        settles=_once_only,
        refuses=_both_take_it,
    ),
    "contribution_claim": Rule(
        counted=lambda number: _n(
            "%(num)s thing promised for an event", "%(num)s things promised for events", number
        ),
        settles=_brought_once,
        refuses=_both_bring_it,
    ),
    "event_leading": Rule(
        counted=lambda number: _n("%(num)s event they lead", "%(num)s events they lead", number),
        takes_over=_leads_alone,
    ),
    "thanks": Rule(counted=lambda number: _n("%(num)s thank-you", "%(num)s thank-yous", number)),
    "volunteer_agreement": Rule(
        counted=lambda number: _n("%(num)s agreement", "%(num)s agreements", number)
    ),
    "safeguarding_check": Rule(
        counted=lambda number: _n(
            "%(num)s check before work with children",
            "%(num)s checks before work with children",
            number,
        )
    ),
    "hours_entry": Rule(
        counted=lambda number: _n(
            "%(num)s entry of hours given", "%(num)s entries of hours given", number
        )
    ),
}


def count_taken(moves: Sequence[PersonMove]) -> None:
    """Let shifts and lines of lists say how many people they have."""
    changed = [move for move in moves if {"state", "withdrawn_at"} & set(move.before)]
    ids = [one.row_key["id"] for one in changed if one.table_name == "shift_assignment"]
    _count(
        Shift,
        select(Assignment.shift_id).where(Assignment.id.in_(ids)),
        select(func.count(Assignment.id)).where(
            Assignment.shift_id == Shift.id, Assignment.state == AssignmentState.ASSIGNED
        ),
    )
    ids = [one.row_key["id"] for one in changed if one.table_name == "contribution_claim"]
    _count(
        Contribution,
        select(Claim.contribution_id).where(Claim.id.in_(ids)),
        select(func.count(Claim.id)).where(
            Claim.contribution_id == Contribution.id, Claim.withdrawn_at.is_(None)
        ),
    )


def _count(kind: type[Shift] | type[Contribution], which: Select[int], people: Select[int]) -> None:
    """Nobody edited them, so their versions stay as they were."""
    locked = select(kind.id).where(kind.id.in_(which)).order_by(kind.id).with_for_update()
    ids = db.session.scalars(locked).all()
    table = Base.metadata.tables[kind.__tablename__]
    db.session.execute(
        update(table).where(table.c.id.in_(ids)).values(taken=people.scalar_subquery())
    )
    db.session.expire_all()
