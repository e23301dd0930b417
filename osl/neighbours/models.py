"""Neighbour help (pomoc sąsiedzka): requests, offers, and a coordinator who brings them together.

Voluntary help between neighbours, known to the team only. Never to be mixed with usługi
sąsiedzkie, the paid care service of art. 50 of the act on social assistance.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core.clock import utcnow
from osl.core.db import Base
from osl.core.types import UTCDateTime, one_of
from osl.people.models import Channel, Person


class Side(StrEnum):
    """Whether somebody asks for help or offers it."""

    ASKS = "asks"
    OFFERS = "offers"


class Service(StrEnum):
    """What kind of neighbour help it is: the service, never the reason."""

    SHOPPING = "shopping"
    COMPANY = "company"
    PHONE_CHAT = "phone_chat"
    WALKING_TOGETHER = "walking_together"
    SMALL_REPAIRS = "small_repairs"
    PHONE_AND_COMPUTER = "phone_and_computer"
    LETTERS = "letters"
    ANIMAL = "animal"
    LIFT = "lift"
    OTHER = "other"


class HelpCall(Base):
    """One neighbour asks for help, or offers it. Known to the team only.

    ``words`` say what is to be done and ``when_note`` when; never why somebody needs it. It is
    over (``ended_at``) when it is done or taken back.
    """

    __tablename__ = "neighbour_call"

    id: Mapped[int] = mapped_column(primary_key=True)
    side: Mapped[Side] = mapped_column(one_of(Side))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), index=True)
    service: Mapped[Service] = mapped_column(one_of(Service))
    words: Mapped[str] = mapped_column(String(300), default="")
    when_note: Mapped[str] = mapped_column(String(200), default="")
    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    notice_version: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    key: Mapped[str | None] = mapped_column(String(36), unique=True)
    network: Mapped[str] = mapped_column(String(32), default="")
    version: Mapped[int] = mapped_column()

    person: Mapped[Person] = relationship()
    community: Mapped[Community] = relationship()

    __table_args__ = (Index("ix_neighbour_call_network", "network", "made_at"),)
    __mapper_args__ = {"version_id_col": version}
    __allow_unmapped__ = True

    is_nameless = True

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class Match(Base):
    """A coordinator's proposal that one neighbour helps another. Neither learns how to reach the
    other before both agreed. It is done with ``done_at``, or over without help (``ended_at``)."""

    __tablename__ = "neighbour_match"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("neighbour_call.id", ondelete="CASCADE"))
    offer_id: Mapped[int] = mapped_column(
        ForeignKey("neighbour_call.id", ondelete="CASCADE"), index=True
    )
    coordinator_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    asker_agreed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    helper_agreed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    asker_thanked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    helper_thanked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column()

    request: Mapped[HelpCall] = relationship(foreign_keys=request_id)
    offer: Mapped[HelpCall] = relationship(foreign_keys=offer_id)
    coordinator: Mapped[User] = relationship()

    __table_args__ = (
        CheckConstraint("request_id <> offer_id", name="of_two"),
        Index(
            "uq_neighbour_match_live",
            "request_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    __mapper_args__ = {"version_id_col": version}
    __allow_unmapped__ = True

    is_nameless = True

    @property
    def is_agreed(self) -> bool:
        """Whether both said yes, so that each may learn how to reach the other."""
        return self.asker_agreed_at is not None and self.helper_agreed_at is not None


class ConcernOffice(Base):
    """Whom to call when something about a neighbour worries somebody. The team keeps the list;
    nothing about any case is ever noted."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(150))
    phone: Mapped[str] = mapped_column(String(40))
    hours: Mapped[str] = mapped_column(String(120), default="")
    when_to_call: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
