"""That somebody was checked before working with children (act of 13 May 2016, art. 21)."""

from sqlalchemy import select

from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _
from osl.people.models import Person
from osl.volunteers.models import CheckKind, SafeguardingCheck, Task


class Unchecked(DomainError):
    """Somebody without recorded checks was to work with children."""


def missing_checks(person: Person) -> list[CheckKind]:
    """What has not been looked at yet for this person."""
    statement = select(SafeguardingCheck.kind).where(SafeguardingCheck.person_id == person.id)
    recorded = set(db.session.scalars(statement))
    return [kind for kind in CheckKind if kind not in recorded]


def refuse_unchecked(person: Person, task: Task) -> None:
    """Raise Unchecked when a task with children is to be given to somebody unchecked."""
    if task.with_children and missing_checks(person):
        raise Unchecked(_("This is work with children: record this person's checks first."))
