"""Letters that did not leave."""

from dataclasses import dataclass
from datetime import datetime

from flask import abort
from sqlalchemy import select

from osl.accounts.models import User
from osl.core.db import db
from osl.core.i18n import _
from osl.core.outbox import OutgoingLetter, is_in_trouble
from osl.messages.delivery import masked

MOST_SHOWN = 200


@dataclass(frozen=True)
class Trouble:
    """A letter that did not leave, as the staff see it: the person half hidden, the cause told."""

    id: int
    recipient: str
    subject: str
    written_at: datetime
    cause: str
    is_given_up: bool
    next_try_at: datetime


def letters_not_left() -> list[Trouble]:
    """The letters given up, and those tried in vain so far; the newest first."""
    letters = db.session.scalars(
        select(OutgoingLetter)
        .where(is_in_trouble(OutgoingLetter))
        .order_by(OutgoingLetter.id.desc())
        .limit(MOST_SHOWN)
    )
    return [
        Trouble(
            id=letter.id,
            recipient=masked(letter.recipient),
            subject=letter.subject or _("A letter that has no words yet"),
            written_at=letter.created_at,
            cause=told_cause(letter.last_error),
            is_given_up=letter.abandoned_at is not None,
            next_try_at=letter.due_at,
        )
        for letter in letters
    ]


def told_cause(word: str) -> str:
    """Why it did not leave, in a sentence."""
    kind, _space, code = word.partition(" ")
    match kind:
        case "unreachable":
            return _("The mail server did not answer.")
        case "settings":
            return _("The mail server did not let us in. Its settings need a look.")
        case "folder":
            return _("The folder for letters cannot be written.")
        case "unwritten":
            return _("The site could not put it into words. Ask whoever runs the server.")
        case "address":
            return _("No letter can be sent to this address.")
        case "refused" if code.startswith("4"):
            return _("The mail server asked us to come later (%(code)s).", code=code)
        case "refused":
            return _("The mail server refused this letter for good (%(code)s).", code=code)
    return _("The letter did not leave.")


def get_letter(_viewer: User | None, letter_id: int) -> OutgoingLetter:
    letter = db.session.get(OutgoingLetter, letter_id)
    if letter is None or letter.sent_at or letter.obsolete_at or not letter.last_error:
        abort(404)
    return letter
