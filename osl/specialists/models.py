"""Specialists: people hired to lead workshops, trainings and talks, and what shows they may."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osl.accounts.models import User
from osl.communities.models import FundingProject
from osl.core.clock import utcnow
from osl.core.db import Base
from osl.core.types import UTCDateTime, one_of
from osl.events.models import Event
from osl.volunteers.models import CheckKind


class Specialist(Base):
    """Somebody the centre hires to lead: a name, a trade, how to reach them. No notes on them."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    trade: Mapped[str] = mapped_column(String(200))
    firm: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    email: Mapped[str] = mapped_column(String(320), default="")
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    key: Mapped[str | None] = mapped_column(String(36), unique=True)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __allow_unmapped__ = True

    is_nameless = True


class SpecialistContract(Base):
    """An agreement with a specialist: what it is about, from when to when, for how many hours.

    ``minutes`` are what was agreed, None where the agreement counts no hours. What it costs stays
    with the accountants.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    specialist_id: Mapped[int] = mapped_column(
        ForeignKey("specialist.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(300))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    minutes: Mapped[int | None]
    funding_project_id: Mapped[int | None] = mapped_column(ForeignKey("funding_project.id"))
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    version: Mapped[int] = mapped_column()

    specialist: Mapped[Specialist] = relationship()
    funding_project: Mapped[FundingProject | None] = relationship()

    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("minutes IS NULL OR minutes > 0", name="some_time"),
    )
    __mapper_args__ = {"version_id_col": version}
    __allow_unmapped__ = True

    is_nameless = True


class SpecialistCheck(Base):
    """That a specialist was checked before working with children: the day, what was looked at and
    by whom. What came of it stays in the paper file (act of 13 May 2016, art. 21; REQ 2.4)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    specialist_id: Mapped[int] = mapped_column(
        ForeignKey("specialist.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[CheckKind] = mapped_column(one_of(CheckKind))
    checked_on: Mapped[date]
    checked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)

    specialist: Mapped[Specialist] = relationship()
    checked_by: Mapped[User] = relationship()

    __allow_unmapped__ = True

    is_nameless = True


class EventSpecialist(Base):
    """A specialist is to lead an event. Of a series, ``event`` is the first of its parts."""

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    specialist_id: Mapped[int] = mapped_column(
        ForeignKey("specialist.id"), primary_key=True, index=True
    )
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)

    event: Mapped[Event] = relationship()
    specialist: Mapped[Specialist] = relationship()
