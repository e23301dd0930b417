"""What is done with specialists: written down, put right, retired and brought back."""

from dataclasses import asdict, dataclass

from osl.accounts.models import User
from osl.accounts.queries import normal_email
from osl.core import audit
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.i18n import _l
from osl.people.queries import normal_phone
from osl.specialists.models import Specialist

ADDED = audit.action("specialist.added", _l("%(actor)s wrote a specialist down"))
CHANGED = audit.action(
    "specialist.changed", _l("%(actor)s changed what is written of a specialist")
)
RETIRED = audit.action("specialist.retired", _l("%(actor)s noted that a specialist leads no more"))
BACK = audit.action("specialist.back", _l("%(actor)s noted that a specialist leads again"))


@dataclass(frozen=True)
class SpecialistFacts:
    """Who somebody is and how to reach them."""

    name: str
    trade: str
    firm: str = ""
    phone: str = ""
    email: str = ""


def add_specialist(facts: SpecialistFacts, *, actor: User, key: str | None = None) -> Specialist:
    """Somebody the centre hires to lead. The log keeps their number, not their name."""
    specialist = Specialist(created_by_id=actor.id, key=key, **_kept(facts))
    db.session.add(specialist)
    audit.record(ADDED, actor=actor, subject=specialist)
    return specialist


def change_specialist(specialist: Specialist, facts: SpecialistFacts, *, actor: User) -> bool:
    """Put right what is written of somebody; whether anything differed."""
    kept = _kept(facts)
    differs = [name for name, value in kept.items() if getattr(specialist, name) != value]
    for name in differs:
        setattr(specialist, name, kept[name])
    if differs:
        audit.record(CHANGED, actor=actor, subject=specialist)
    return bool(differs)


def retire_specialist(specialist: Specialist, *, actor: User) -> None:
    """They lead no more: nobody can choose them, and what they led stays. Twice is once."""
    if specialist.retired_at is None:
        specialist.retired_at = utcnow()
        audit.record(RETIRED, actor=actor, subject=specialist)


def bring_back(specialist: Specialist, *, actor: User) -> None:
    """They lead again. Twice is once."""
    if specialist.retired_at is not None:
        specialist.retired_at = None
        audit.record(BACK, actor=actor, subject=specialist)


def _kept(facts: SpecialistFacts) -> dict[str, str]:
    ways = {"phone": normal_phone(facts.phone), "email": normal_email(facts.email)}
    return asdict(facts) | ways
