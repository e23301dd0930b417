"""The work journal (dziennik): what the organiser and the animators do besides events."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core.clock import utcnow
from osl.core.db import Base
from osl.core.types import UTCDateTime, one_of
from osl.events.models import Event


class WorkKind(StrEnum):
    """What kind of work it was (REQ 1.9)."""

    ONE_TO_ONE = "one_to_one"
    OPEN_HOURS = "open_hours"
    NETWORKING = "networking"
    DIAGNOSIS = "diagnosis"
    ANIMATION = "animation"
    PLANNING = "planning"
    ADMINISTRATION = "administration"


class JournalEntry(Base):
    """A piece of work of one day: how long, of what kind, for which community (None: the whole
    town), how many people it reached. No names, nothing about health or families."""

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    worked_on: Mapped[date] = mapped_column(index=True)
    minutes: Mapped[int]
    kind: Mapped[WorkKind] = mapped_column(one_of(WorkKind))
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("event.id", ondelete="SET NULL"), index=True
    )
    people_reached: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    key: Mapped[str | None] = mapped_column(String(36), unique=True)
    version: Mapped[int] = mapped_column()

    user: Mapped[User] = relationship()
    community: Mapped[Community | None] = relationship()
    event: Mapped[Event | None] = relationship()

    __table_args__ = (
        Index("ix_journal_entry_user_id_worked_on", "user_id", "worked_on"),
        CheckConstraint("minutes > 0 AND minutes <= 1440", name="within_a_day"),
        CheckConstraint("people_reached IS NULL OR people_reached >= 0", name="people"),
    )
    __mapper_args__ = {"version_id_col": version}
    __allow_unmapped__ = True

    is_nameless = True
