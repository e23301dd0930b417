"""That a specialist was checked before working with children (act of 13 May 2016, art. 21).

Recorded are the day, what was looked at and who looked, as of volunteers. What came of it stays
on paper.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import to_local, today
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.core.text import alphabetical
from osl.people.policies import can_see_people
from osl.specialists.models import Specialist, SpecialistCheck
from osl.specialists.queries import get_specialist
from osl.volunteers.models import CheckKind

RECORDED = audit.action(
    "specialist_check.recorded",
    _l("%(actor)s recorded checks of a specialist before work with children"),
)
WITHDRAWN = audit.action(
    "specialist_check.withdrawn", _l("%(actor)s took back the record of a specialist's check")
)


def record_checks(
    specialist: Specialist,
    kinds: Collection[CheckKind],
    *,
    checked_on: date,
    checked_by: User,
    actor: User,
) -> None:
    """Record which registers were looked into that day and by whom, never with what result.

    Raises DomainError for a day to come. Recorded twice is recorded once.
    """
    if checked_on > today():
        raise DomainError(_("This day is still to come. Record the check when it is done."))
    db.session.execute(
        select(Specialist.id).where(Specialist.id == specialist.id).with_for_update(key_share=True)
    )
    there = set(
        db.session.scalars(
            select(SpecialistCheck.kind).where(
                SpecialistCheck.specialist_id == specialist.id,
                SpecialistCheck.checked_on == checked_on,
            )
        )
    )
    new = [kind for kind in CheckKind if kind in set(kinds) - there]
    for kind in new:
        db.session.add(
            SpecialistCheck(
                specialist_id=specialist.id,
                kind=kind,
                checked_on=checked_on,
                checked_by_id=checked_by.id,
            )
        )
    if new:
        audit.record(RECORDED, actor=actor, subject=specialist, kinds=[one.value for one in new])


def withdraw_check(check: SpecialistCheck, *, actor: User) -> None:
    """Take back what was recorded by mistake; the log keeps that it stood there. Raises
    DomainError once the day is over: from then on somebody may have relied on it."""
    if not was_recorded_today(check):
        raise DomainError(
            _(
                "A record can be taken back on the day it was made. This one is older and stays: "
                "somebody may have relied on it."
            )
        )
    audit.record(WITHDRAWN, actor=actor, subject=check.specialist, kind=check.kind.value)
    db.session.delete(check)


def was_recorded_today(check: SpecialistCheck) -> bool:
    return to_local(check.recorded_at).date() == today()


def checks_of(specialist: Specialist) -> Sequence[SpecialistCheck]:
    """What was checked, the newest first."""
    statement = (
        select(SpecialistCheck)
        .where(SpecialistCheck.specialist_id == specialist.id)
        .options(joinedload(SpecialistCheck.checked_by))
        .order_by(SpecialistCheck.checked_on.desc(), SpecialistCheck.id.desc())
    )
    return db.session.scalars(statement).all()


def get_check(viewer: User | None, check_id: int) -> SpecialistCheck:
    found = db.session.get(SpecialistCheck, check_id) or abort(404)
    get_specialist(viewer, found.specialist_id)
    return found


def missing_of(specialist_ids: Collection[int]) -> Mapping[int, list[CheckKind]]:
    """What was not looked at yet, of each of these specialists: one question for all of them."""
    rows = db.session.execute(
        select(SpecialistCheck.specialist_id, SpecialistCheck.kind).where(
            SpecialistCheck.specialist_id.in_(list(specialist_ids)),
            SpecialistCheck.checked_on <= today(),
        )
    )
    seen = {(number, kind) for number, kind in rows}
    return {
        number: [kind for kind in CheckKind if (number, kind) not in seen]
        for number in specialist_ids
    }


def missing_checks(specialist: Specialist) -> list[CheckKind]:
    return missing_of([specialist.id])[specialist.id]


def checkers(viewer: User) -> list[User]:
    """Who of the team may have looked: whoever works with people, and first whoever asks."""
    people = db.session.scalars(select(User).where(User.disabled_at.is_(None))).all()
    may = [one for one in people if can_see_people(one)]
    return sorted(may, key=lambda one: (one.id != viewer.id, alphabetical(one.name)))
