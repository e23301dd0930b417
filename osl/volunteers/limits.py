"""What keeps programs and pranks out of the forms of volunteers, and lets every person in.

The counts are kept in the database. Whoever is over them is told to call: nobody is shut out.
"""

from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, func, or_, select, update

from osl.accounts.queries import normal_email
from osl.core.clock import utcnow
from osl.core.db import Base, db
from osl.core.errors import DomainError
from osl.core.i18n import _
from osl.people.models import Person
from osl.people.operations import Known
from osl.people.queries import normal_phone
from osl.volunteers.models import Assignment, Claim

Limits = tuple[tuple[int, timedelta], ...]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

FORMS_PER_NETWORK: Limits = ((40, HOUR), (150, DAY))
"""A library, a block of flats and a phone company share one network."""

FORMS_PER_CONTACT: Limits = ((8, HOUR), (16, DAY))
"""A family shares one mailbox."""

KEPT = timedelta(days=30)
LATER = "3600"
"""Seconds after which one may try again."""


class TooMany(DomainError):
    """From here, or for this phone or address, more came in a short time than people send."""


def refuse_too_many(known: Known, network: str) -> None:
    """Count the forms that came from this network and for this contact. Raises TooMany."""
    if not current_app.config["LIMITS_VOLUNTEERS"]:
        return
    if _is_beyond(
        Assignment.network == network, Claim.network == network, FORMS_PER_NETWORK
    ) or _is_beyond(
        Assignment.person_id.in_(_people(known)),
        Claim.person_id.in_(_people(known)),
        FORMS_PER_CONTACT,
    ):
        raise TooMany(
            _("Very many offers came from here in a short time. Call us, or try again in an hour.")
        )


def forget_networks(now: datetime) -> None:
    """Each night: after 30 days nothing says from which network an offer came."""
    old = now - KEPT
    for name, at in (("shift_assignment", "offered_at"), ("contribution_claim", "claimed_at")):
        table = Base.metadata.tables[name]
        is_old = (table.c[at] < old, table.c.network != "")
        db.session.execute(update(table).where(*is_old).values(network=""))


def _people(known: Known) -> Any:
    """Whoever is reached by this phone or address: a prankster has many names for one mailbox."""
    ways: list[ColumnElement[bool]] = []
    if known.phone:
        ways.append(Person.phone == normal_phone(known.phone))
    if known.email:
        ways.append(Person.email == normal_email(known.email))
    return select(Person.id).where(or_(*ways))


def _is_beyond(offers: ColumnElement[bool], claims: ColumnElement[bool], limits: Limits) -> bool:
    """Forms are counted, not shifts: one form may name many of them."""
    for most, within in limits:
        since = utcnow() - within
        of_offers = select(func.count(Assignment.key.distinct())).where(
            offers, Assignment.offered_at > since
        )
        of_claims = select(func.count(Claim.key)).where(claims, Claim.claimed_at > since)
        if (db.session.scalar(of_offers) or 0) + (db.session.scalar(of_claims) or 0) >= most:
            return True
    return False
