"""What people on a list are written. The words are found when a letter leaves (see composing)."""

from datetime import datetime
from enum import StrEnum

from osl.core.db import db
from osl.core.outbox import write_later
from osl.signups.models import Signup


class LetterKind(StrEnum):
    """Each thing a sign-up is written about; also the name of its template."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    MOVED_UP = "moved_up"
    OFFER = "offer"
    OFFER_GONE = "offer_gone"
    WITHDRAWN = "withdrawn"
    REPEATED = "repeated"
    REMINDER = "reminder"
    REGULAR = "regular"

    @property
    def code(self) -> str:
        """How the outbox calls it."""
        return f"signups.{self}"


def tell(signup: Signup, kind: LetterKind) -> None:
    """Write to whoever signed up, if a letter reaches them: once for each thing that happens."""
    if not signup.person.is_reached_by_letter:
        return
    told = signup.sequence
    signup.sequence += 1
    db.session.flush()  # a new one gets its number here, which its letter starts from
    write_later(
        kind.code,
        signup.person.email,
        key=f"signup:{signup.id}:{told}:{kind}",
        is_new=True,
        language=signup.language,
        signup_id=signup.id,
        person_id=signup.person_id,
    )


def remind(signup: Signup, meeting_id: int, starts_at: datetime) -> None:
    """Write the day before, once for each time a meeting is to begin at."""
    write_later(
        LetterKind.REMINDER.code,
        signup.person.email,
        key=f"signup:{signup.id}:reminder:{meeting_id}:{starts_at:%Y%m%dT%H%M}",
        language=signup.language,
        signup_id=signup.id,
        person_id=signup.person_id,
        occurrence_id=meeting_id,
        starts_at=starts_at.isoformat(),
    )
