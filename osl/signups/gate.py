"""What keeps programs and pranks out of the public form, and lets every person in.

No riddles: a field nobody sees, a mark that says when the form was opened, and counts kept in the
database. A person who is taken for a program by mistake is told how to go on.
"""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app, request
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer
from sqlalchemy import ColumnElement, func, select

from osl.accounts.attempts import account_key
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _
from osl.core.web import network_key
from osl.signups.models import Signup

SHORTEST_TYPING = 3
LONGEST_TYPING = 12 * 3600

PER_NETWORK = ((60, timedelta(hours=1)), (200, timedelta(days=1)))
PER_ADDRESS = ((10, timedelta(hours=1)), (20, timedelta(days=1)))
"""A library, a block of flats and a phone company share one network; a family one mailbox."""

KEPT = timedelta(days=30)


class TooQuick(DomainError):
    """The form came back sooner than anybody can type."""


class TooMany(DomainError):
    """From this network, or for this address, more came than people send."""


@dataclass(frozen=True)
class FormMark:
    """The mark of one opened form: it makes one sign-up however often it is sent."""

    key: str
    signed: str


def new_mark(about: str) -> FormMark:
    """A mark for a form about one thing ("event 12")."""
    key = str(uuid.uuid4())
    return FormMark(key, _signer().dumps([key, about]))


def read_mark(signed: str, about: str, *, from_team: bool = False) -> str | None:
    """The key in a mark; None when it is not ours, about something else, or too old.

    Raises TooQuick when it was given out a moment ago, except to the team: they are signed in,
    and quick.
    """
    try:
        (key, of), given_at = _signer().loads(signed, max_age=LONGEST_TYPING, return_timestamp=True)
    except (BadSignature, SignatureExpired, ValueError, TypeError):
        return None
    if of != about or not isinstance(key, str):
        return None
    if from_team:
        return key
    if (utcnow() - given_at).total_seconds() < current_app.config["SHORTEST_TYPING"]:
        raise TooQuick(
            _("That was very quick. Look once more at what you typed and send it again.")
        )
    return key


def hash_of_form(*aside: str) -> str:
    """What stands for everything typed, to tell a second click from another sign-up. Fields that
    nobody types (``aside``) do not matter."""
    typed = sorted(
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in ("csrf_token", "key", *aside)
    )
    return hashlib.sha256(repr(typed).encode()).hexdigest()


def refuse_too_many(contact: str) -> tuple[str, str]:
    """Count what came from this network and for this contact; the two keys to be kept with the
    sign-up. Raises TooMany."""
    network, address = network_key(), account_key(contact)
    if current_app.config["LIMITS_SIGNUPS"]:
        _refuse(Signup.network == network, PER_NETWORK)
        _refuse(Signup.address_key == address, PER_ADDRESS)
    return network, address


def _refuse(of: ColumnElement[bool], limits: tuple[tuple[int, timedelta], ...]) -> None:
    for most, within in limits:
        since = utcnow() - within
        count = db.session.scalar(
            select(func.count(Signup.id)).where(of, Signup.created_at > since)
        )
        if (count or 0) >= most:
            raise TooMany(
                _(
                    "Very many sign-ups came from here in a short time. "
                    "Call us, or try again in an hour."
                )
            )


def _signer() -> URLSafeTimedSerializer:
    config = current_app.config
    keys = [*reversed(config["SECRET_KEY_FALLBACKS"]), config["SECRET_KEY"]]
    return URLSafeTimedSerializer(keys, salt="signup form")
