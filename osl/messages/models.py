"""What people must hear of, and the calls by which those hear who have no address."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from osl.core.clock import utcnow
from osl.core.db import Base
from osl.core.types import UTCDateTime, one_of


class Cause(StrEnum):
    """Why somebody is written to or called."""

    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    CHANGED = "changed"
    RESTORED = "restored"
    OFFER = "offer"
    MOVED_UP = "moved_up"
    REPEATED = "repeated"


class Outcome(StrEnum):
    """What came of a call."""

    PENDING = "pending"
    TOLD = "told"
    NO_ANSWER = "no_answer"
    GIVES_UP = "gives_up"


class Notice(Base):
    """One change everybody on an event's lists must hear of, by letter or by phone.

    ``facts`` holds, by the number of each meeting it concerns, what people were told before and
    what holds now: start, end, place, state. Its letters have keys that begin with its own.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    cause: Mapped[Cause] = mapped_column(one_of(Cause))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    @property
    def letter_keys(self) -> str:
        """How the keys of its letters begin."""
        return f"notice:{self.id}:"


class Call(Base):
    """Somebody to be called, because no letter reaches them: a row of the call list.

    ``answer_by`` is until when something is kept for them. A call that has lost its point
    (``obsolete_at``) leaves the list by itself.
    """

    __tablename__ = "phone_call"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    signup_id: Mapped[int | None] = mapped_column(
        ForeignKey("signup.id", ondelete="CASCADE"), index=True
    )
    notice_id: Mapped[int | None] = mapped_column(
        ForeignKey("notice.id", ondelete="CASCADE"), index=True
    )
    cause: Mapped[Cause] = mapped_column(one_of(Cause))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    answer_by: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[Outcome] = mapped_column(one_of(Outcome), default=Outcome.PENDING)
    tries: Mapped[int] = mapped_column(default=0)
    called_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    called_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    obsolete_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column()

    __table_args__ = (Index("ix_phone_call_event_id_outcome", "event_id", "outcome"),)
    __mapper_args__ = {"version_id_col": version}
    __allow_unmapped__ = True

    is_nameless = True

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to be reached."""
        return self.obsolete_at is None and self.outcome in (Outcome.PENDING, Outcome.NO_ANSWER)
