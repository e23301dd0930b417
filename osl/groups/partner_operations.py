"""What is done with partners: added, described, parted from."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from osl.accounts.models import User
from osl.accounts.queries import normal_email
from osl.communities.models import Community
from osl.core import audit
from osl.core.clock import today
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.groups.models import Partner, PartnerKind
from osl.people.queries import normal_phone

ADDED = audit.action("partner.added", _l("%(actor)s added the partner “%(subject)s”"))
CHANGED = audit.action("partner.changed", _l("%(actor)s changed the partner “%(subject)s”"))
ENDED = audit.action("partner.ended", _l("%(actor)s noted that we work with “%(subject)s” no more"))
RESUMED = audit.action("partner.resumed", _l("%(actor)s noted that we work with “%(subject)s”"))


@dataclass(frozen=True)
class PartnerFacts:
    """Who a partner is, whom to ask there, what it gives and until when that is agreed."""

    kind: PartnerKind
    name: str
    address: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    gives: str = ""
    agreement: str = ""
    agreed_on: date | None = None
    agreed_until: date | None = None


class DatesTurned(DomainError):
    """An agreement that ends before it begins."""


def add_partner(
    facts: PartnerFacts, *, communities: Sequence[Community], actor: User, key: str | None = None
) -> Partner:
    """A school, a parish, a firm that works with these communities. Writes one audit entry."""
    _check(facts)
    partner = Partner(
        communities=list(communities), created_by_id=actor.id, key=key, **_kept(facts)
    )
    db.session.add(partner)
    audit.record(ADDED, actor=actor, subject=partner)
    return partner


def change_partner(
    partner: Partner, facts: PartnerFacts, *, communities: Sequence[Community], actor: User
) -> bool:
    """Put what is written of a partner right; whether anything differed.

    Somebody who works with some of its communities only leaves the others as they are: the caller
    hands them over too.
    """
    _check(facts)
    kept = _kept(facts)
    differs = [name for name, value in kept.items() if getattr(partner, name) != value]
    for name in differs:
        setattr(partner, name, kept[name])
    is_moved = {one.id for one in communities} != {one.id for one in partner.communities}
    if is_moved:
        partner.communities = list(communities)
    if differs or is_moved:
        audit.record(CHANGED, actor=actor, subject=partner)
    return bool(differs) or is_moved


def end_partnership(partner: Partner, on: date, *, actor: User) -> None:
    """We work with it no more. What is known of it stays."""
    if on > today():
        raise DomainError(_("That day is still to come. Note it when it has ended."))
    if partner.ended_on != on:
        partner.ended_on = on
        audit.record(ENDED, actor=actor, subject=partner)


def resume_partnership(partner: Partner, *, actor: User) -> None:
    """We work with it again. Twice is once."""
    if partner.ended_on is not None:
        partner.ended_on = None
        audit.record(RESUMED, actor=actor, subject=partner)


def _kept(facts: PartnerFacts) -> dict[str, object]:
    phone, email = normal_phone(facts.contact_phone), normal_email(facts.contact_email)
    return asdict(facts) | {"contact_phone": phone, "contact_email": email}


def _check(facts: PartnerFacts) -> None:
    if facts.agreed_on and facts.agreed_until and facts.agreed_until < facts.agreed_on:
        raise DatesTurned(_("An agreement cannot end before it begins."))
