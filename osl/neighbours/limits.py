"""What keeps programs out of the forms for neighbour help, and lets every neighbour in."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select

from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _
from osl.core.outbox import OutgoingLetter
from osl.neighbours.models import HelpCall
from osl.neighbours.telling import LetterKind

PER_NETWORK = ((15, timedelta(hours=1)), (40, timedelta(days=1)))
"""A library and a phone company are one network of many neighbours."""

LETTERS_PER_ADDRESS = ((2, timedelta(hours=1)), (4, timedelta(days=1)))

KEPT = timedelta(days=30)
"""How long the keyed hash of a network is kept."""


class TooMany(DomainError):
    """From here more came in a short time than people send."""


def refuse_flood(network: str) -> None:
    """Raise TooMany when very many requests and offers come from one network."""
    if not current_app.config["LIMITS_NEIGHBOURS"]:
        return
    for most, within in PER_NETWORK:
        since = utcnow() - within
        statement = select(func.count(HelpCall.id)).where(
            HelpCall.network == network, HelpCall.made_at > since
        )
        if (db.session.scalar(statement) or 0) >= most:
            raise TooMany(
                _("Very much came from here in a short time. Call us, or try in an hour.")
            )


def had_enough(email: str) -> bool:
    """Whether this mailbox got so many letters lately on the word of whoever typed its address
    that one more would be a nuisance."""
    if not current_app.config["LIMITS_NEIGHBOURS"]:
        return False
    got = select(func.count(OutgoingLetter.id)).where(
        OutgoingLetter.recipient == email, OutgoingLetter.kind == LetterKind.NOTED.code
    )
    return any(
        (db.session.scalar(got.where(OutgoingLetter.created_at > utcnow() - within)) or 0) >= most
        for most, within in LETTERS_PER_ADDRESS
    )
