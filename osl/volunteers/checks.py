"""That somebody was checked before working with children (act of 13 May 2016, art. 21).

Recorded are the day, what was looked at and who looked. What came of it stays on paper.
"""

from collections.abc import Collection, Sequence
from datetime import date

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import today
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.core.text import alphabetical
from osl.people.models import Person
from osl.people.policies import Part, can_see_part
from osl.volunteers.agreement_terms import ADULT_AGE, age_on
from osl.volunteers.agreement_words import CHECKS
from osl.volunteers.models import Agreement, CheckKind, SafeguardingCheck, Task

RECORDED = audit.action("check.recorded", _l("%(actor)s recorded checks before work with children"))
WITHDRAWN = audit.action("check.withdrawn", _l("%(actor)s took back the record of a check"))


class Unchecked(DomainError):
    """Somebody without recorded checks was to work with children."""


def record_checks(
    person: Person,
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
    there = set(
        db.session.scalars(
            select(SafeguardingCheck.kind).where(
                SafeguardingCheck.person_id == person.id,
                SafeguardingCheck.checked_on == checked_on,
            )
        )
    )
    new = [kind for kind in CheckKind if kind in set(kinds) - there]
    if not new:
        return
    for kind in new:
        db.session.add(
            SafeguardingCheck(
                person_id=person.id, kind=kind, checked_on=checked_on, checked_by=checked_by
            )
        )
    audit.record(RECORDED, actor=actor, subject=person, kinds=[kind.value for kind in new])


def withdraw_check(check: SafeguardingCheck, *, actor: User) -> None:
    """Take back what was recorded by mistake; the log keeps that it stood there."""
    audit.record(WITHDRAWN, actor=actor, subject=check.person, kind=check.kind.value)
    db.session.delete(check)


def demanded_checks(person: Person, on: date) -> list[CheckKind]:
    """What must be looked at. Of somebody who is a minor by their newest agreement no certificate
    of criminal record is asked."""
    newest = select(Agreement.born_on).where(Agreement.person_id == person.id)
    born_on = db.session.scalar(newest.order_by(Agreement.id.desc()).limit(1))
    is_minor = born_on is not None and age_on(born_on, on) < ADULT_AGE
    return [kind for kind in CheckKind if not (is_minor and kind is CheckKind.CRIMINAL_RECORD)]


def missing_checks(person: Person, on: date | None = None) -> list[CheckKind]:
    """What had not been looked at by that day (today, if none is said) for this person."""
    on = on or today()
    statement = select(SafeguardingCheck.kind).where(
        SafeguardingCheck.person_id == person.id, SafeguardingCheck.checked_on <= on
    )
    recorded = set(db.session.scalars(statement))
    return [kind for kind in demanded_checks(person, on) if kind not in recorded]


def refuse_unchecked(person: Person, task: Task) -> None:
    """Raise Unchecked when a task with children is to be given to somebody unchecked; it says
    what is missing."""
    missing = missing_checks(person) if task.with_children else []
    if missing:
        raise Unchecked(
            _(
                "This is work with children. Record this person's checks first: %(missing)s.",
                missing=", ".join(str(CHECKS[kind]) for kind in missing),
            )
        )


def checks_of(viewer: User, person: Person) -> Sequence[SafeguardingCheck] | None:
    """What was checked, the newest first; None for whom this is not for."""
    if not can_see_part(viewer, Part.CHECKS):
        return None
    statement = (
        select(SafeguardingCheck)
        .where(SafeguardingCheck.person_id == person.id)
        .options(joinedload(SafeguardingCheck.checked_by))
        .order_by(SafeguardingCheck.checked_on.desc(), SafeguardingCheck.id.desc())
    )
    return db.session.scalars(statement).all()


def get_check(check_id: int) -> SafeguardingCheck:
    return db.session.get(SafeguardingCheck, check_id) or abort(404)


def checkers(viewer: User) -> list[User]:
    """Who of the team may have looked: whoever sees checks, and first whoever asks."""
    people = db.session.scalars(select(User).where(User.disabled_at.is_(None))).all()
    may = [one for one in people if can_see_part(one, Part.CHECKS)]
    return sorted(may, key=lambda one: (one.id != viewer.id, alphabetical(one.name)))
