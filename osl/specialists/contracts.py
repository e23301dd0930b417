"""Agreements with specialists: what about, from when to when, for how many hours."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select

from osl.accounts.models import User
from osl.core import audit
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.specialists.models import Specialist, SpecialistContract

ADDED = audit.action(
    "contract.added", _l("%(actor)s wrote down an agreement with a specialist: %(number)s")
)
CHANGED = audit.action(
    "contract.changed", _l("%(actor)s changed an agreement with a specialist: %(number)s")
)
REMOVED = audit.action(
    "contract.removed", _l("%(actor)s removed an agreement with a specialist: %(number)s")
)


@dataclass(frozen=True)
class ContractFacts:
    """What an agreement says. ``minutes`` are the agreed ones, None where none are counted."""

    number: str
    subject: str
    starts_on: date
    ends_on: date | None = None
    minutes: int | None = None
    funding_project_id: int | None = None


class DatesTurned(DomainError):
    """An agreement that ends before it begins."""


class NumberTaken(DomainError):
    """The same specialist has another agreement of this number."""


def add_contract(
    specialist: Specialist, facts: ContractFacts, *, actor: User
) -> SpecialistContract:
    """Write an agreement down. The very same one sent twice is one.

    Raises DatesTurned, and NumberTaken for another agreement of the same number.
    """
    _refuse_turned(facts)
    db.session.execute(
        select(Specialist.id).where(Specialist.id == specialist.id).with_for_update(key_share=True)
    )
    earlier = _of_number(specialist.id, facts.number)
    if earlier is not None:
        if _facts_of(earlier) == facts:
            return earlier
        raise _taken()
    contract = SpecialistContract(
        specialist_id=specialist.id, created_by_id=actor.id, **asdict(facts)
    )
    db.session.add(contract)
    audit.record(ADDED, actor=actor, subject=contract, number=facts.number)
    return contract


def change_contract(contract: SpecialistContract, facts: ContractFacts, *, actor: User) -> bool:
    """Put an agreement right, or make it longer; whether anything differed."""
    _refuse_turned(facts)
    other = _of_number(contract.specialist_id, facts.number)
    if other is not None and other.id != contract.id:
        raise _taken()
    if _facts_of(contract) == facts:
        return False
    for name, value in asdict(facts).items():
        setattr(contract, name, value)
    audit.record(CHANGED, actor=actor, subject=contract, number=facts.number)
    return True


def remove_contract(contract: SpecialistContract, *, actor: User) -> None:
    """Take away an agreement that was written down by mistake. What was led stays."""
    audit.record(REMOVED, actor=actor, subject=contract, number=contract.number)
    db.session.delete(contract)


def _of_number(specialist_id: int, number: str) -> SpecialistContract | None:
    return db.session.scalar(
        select(SpecialistContract)
        .where(
            SpecialistContract.specialist_id == specialist_id, SpecialistContract.number == number
        )
        .order_by(SpecialistContract.id)
        .limit(1)
    )


def _facts_of(contract: SpecialistContract) -> ContractFacts:
    return ContractFacts(
        contract.number,
        contract.subject,
        contract.starts_on,
        contract.ends_on,
        contract.minutes,
        contract.funding_project_id,
    )


def _refuse_turned(facts: ContractFacts) -> None:
    if facts.ends_on is not None and facts.ends_on < facts.starts_on:
        raise DatesTurned(_("The last day is before the first one. Check both dates."))


def _taken() -> NumberTaken:
    return NumberTaken(_("This specialist has another agreement with this number."))
