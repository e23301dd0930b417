"""The ledger of consents as it is read: who may be written to, and what each person agreed to."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import abort
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from osl.core.db import db
from osl.messages.models import Consent, ConsentChannel, Purpose

Instant = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]
Limits = tuple[tuple[int, timedelta], ...]


def counts(consent: type[Consent] = Consent) -> ColumnElement[bool]:
    """What ``is_in_force`` asks, of rows."""
    return consent.confirmed_at.is_not(None) & consent.withdrawn_at.is_(None)


def consents_of(person_id: int) -> Sequence[Consent]:
    """Everything a person agreed to, the latest first, what was taken back too."""
    statement = select(Consent).where(Consent.person_id == person_id)
    return db.session.scalars(statement.order_by(Consent.given_at.desc(), Consent.id.desc())).all()


def get_consent(person_id: int, consent_id: int) -> Consent:
    """One consent of this person; another person's does not exist here."""
    statement = select(Consent).where(Consent.id == consent_id, Consent.person_id == person_id)
    return db.session.scalar(statement) or abort(404)


def same_consents(consent: Consent) -> list[Consent]:
    """All that hold for the same contact, channel, purpose and community, this one among them."""
    statement = select(Consent).where(
        Consent.contact == consent.contact,
        Consent.channel == consent.channel,
        Consent.purpose == consent.purpose,
        same_community(consent.community_id),
        Consent.withdrawn_at.is_(None),
    )
    return list(db.session.scalars(statement.order_by(Consent.id)))


def same_community(community_id: int | None) -> ColumnElement[bool]:
    if community_id is None:
        return Consent.community_id.is_(None)
    return Consent.community_id == community_id


def numbers_for_messages(community_id: int | None) -> list[str]:
    """The telephone numbers that may be told by text message what is on, each once."""
    statement = select(Consent.contact).where(
        counts(),
        Consent.purpose == Purpose.NEWS,
        Consent.channel == ConsentChannel.SMS,
        same_community(community_id),
    )
    return list(db.session.scalars(statement.distinct().order_by(Consent.contact)))


def is_beyond(of: ColumnElement[bool], at: Instant, limits: Limits, now: datetime) -> bool:
    """Whether as many rows came lately as may come."""
    for most, within in limits:
        count = db.session.scalar(select(func.count(Consent.id)).where(of, at > now - within))
        if (count or 0) >= most:
            return True
    return False
