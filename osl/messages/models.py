"""What people must hear of, the calls by which those hear who have no address, and who agreed to
hear of what is on."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
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
    ASKED = "asked"


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


class Purpose(StrEnum):
    """What a consent is for. Each purpose is asked about by itself."""

    NEWS = "news"


class ConsentChannel(StrEnum):
    """By what somebody agreed to be reached; each is asked about by itself (REQ 3.5)."""

    EMAIL = "email"
    SMS = "sms"


class ConsentSource(StrEnum):
    """How somebody said yes or no: on a form, to the team, by the link of a letter, by STOP.
    Denied: the mailbox says that it never asked."""

    WEB = "web"
    PHONE = "phone"
    PAPER = "paper"
    IN_PERSON = "in_person"
    LINK = "link"
    SMS = "sms"
    DENIED = "denied"


class Consent(Base):
    """Somebody's yes to one purpose, by one channel, about one community or (None) the whole town.

    Rows are never written over: whoever agrees again has a new one, and who takes it back is
    stamped. ``text`` is word for word what was agreed to, ``contact`` the address or the number
    it was given for. It counts from ``confirmed_at`` on: anybody could have typed that contact,
    so an address is confirmed by a button behind the link of a letter (sent at ``asked_at``), a
    number by word to the team. ``network`` and ``address_key`` are keyed hashes kept 30 days
    against abuse.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[Purpose] = mapped_column(one_of(Purpose), default=Purpose.NEWS)
    channel: Mapped[ConsentChannel] = mapped_column(one_of(ConsentChannel))
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id"), index=True)
    contact: Mapped[str] = mapped_column(String(320))
    language: Mapped[str] = mapped_column(String(5), default="pl")
    text: Mapped[str] = mapped_column(Text)
    text_version: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    source: Mapped[ConsentSource] = mapped_column(one_of(ConsentSource))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_source: Mapped[ConsentSource | None] = mapped_column(one_of(ConsentSource))
    link_version: Mapped[int] = mapped_column(default=1)
    network: Mapped[str] = mapped_column(String(32), default="")
    address_key: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[int] = mapped_column()

    __table_args__ = (
        Index("ix_consent_contact_community_id", "contact", "community_id"),
        Index("ix_consent_network_given_at", "network", "given_at"),
        Index("ix_consent_address_key_asked_at", "address_key", "asked_at"),
    )
    __mapper_args__ = {"version_id_col": version}
    __allow_unmapped__ = True

    is_nameless = True

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def is_in_force(self) -> bool:
        """Whether we may write to them because of it."""
        return self.is_confirmed and not self.is_withdrawn
