"""Periods the team reports on, and the figures of those that are closed."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osl.accounts.models import User
from osl.core.clock import utcnow
from osl.core.db import Base
from osl.core.types import UTCDateTime, one_of
from osl.events.models import EventKind, Strand


class ReportPeriod(Base):
    """A time the team reports on, under a name. Once it is closed its figures are kept as they
    were told: whatever is erased or corrected later, the report still says the same."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    first_on: Mapped[date]
    last_on: Mapped[date]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column()

    created_by: Mapped[User] = relationship(foreign_keys=created_by_id)
    closed_by: Mapped[User | None] = relationship(foreign_keys=closed_by_id)

    __table_args__ = (
        # Which numbers are read for these days is told by the days alone.
        UniqueConstraint("first_on", "last_on"),
        CheckConstraint("last_on >= first_on", name="ends_after_start"),
    )
    __mapper_args__ = {"version_id_col": version}

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class ClosedFigure(Base):
    """One number of a closed period, for one choice of community, kind, strand and project (None:
    all of them). ``month`` is "2027-03" for a part of a trend, empty for the whole period."""

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("report_period.id", ondelete="CASCADE"))
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id"))
    kind: Mapped[EventKind | None] = mapped_column(one_of(EventKind))
    strand: Mapped[Strand | None] = mapped_column(one_of(Strand))
    funding_project_id: Mapped[int | None] = mapped_column(ForeignKey("funding_project.id"))
    month: Mapped[str] = mapped_column(String(7), default="")
    measure: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]

    __table_args__ = (
        Index("ix_closed_figure_period_id_community_id", "period_id", "community_id"),
    )
