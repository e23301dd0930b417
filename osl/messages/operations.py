"""What is done with letters after they were written."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.i18n import _l
from osl.core.outbox import OutgoingLetter

SENT_AGAIN = audit.action(
    "letter.sent_again", _l("%(actor)s had a letter that did not leave sent again")
)

KEPT_AFTER_SENDING = timedelta(days=30)


def send_again(letter: OutgoingLetter, *, actor: User) -> None:
    """Have it tried once more, now: its text was kept for that, or is written anew."""
    letter.abandoned_at = None
    letter.due_at = utcnow()
    db.session.info["letters_posted"] = True
    audit.record(SENT_AGAIN, actor=actor, subject=letter)


def erase_old_letters(now: datetime) -> None:
    """30 days after a letter left, was given up or was not needed any more, nothing says to whom
    it was, or what of."""
    long_ago = now - KEPT_AFTER_SENDING
    db.session.execute(
        update(OutgoingLetter)
        .where(
            or_(
                OutgoingLetter.sent_at < long_ago,
                OutgoingLetter.abandoned_at < long_ago,
                OutgoingLetter.obsolete_at < long_ago,
            ),
            OutgoingLetter.recipient != "",
        )
        .values(recipient="", body="", data={}, last_error="")
    )
