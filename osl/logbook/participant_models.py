"""Participants of a funding project: only what the project says it needs of them (REQ 3.2)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osl.communities.models import FundingProject
from osl.core.clock import utcnow
from osl.core.db import Base
from osl.core.types import UTCDateTime, one_of
from osl.people.models import Channel, Person


class Need(StrEnum):
    """What a project may need of its participants. There is no more to choose from: the rest
    belongs in the system of the fund, not here."""

    SEX = "sex"
    AGE_BAND = "age_band"
    EDUCATION = "education"
    WORK = "work"


class Sex(StrEnum):
    WOMAN = "woman"
    MAN = "man"
    OTHER = "other"


class Education(StrEnum):
    """By level, as the fund counts it (ISCED)."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    HIGHER = "higher"


class Work(StrEnum):
    """On the labour market, as the fund counts it."""

    EMPLOYED = "employed"
    UNEMPLOYED = "unemployed"
    INACTIVE = "inactive"


class ProjectNeed(Base):
    """A project needs this of each of its participants."""

    funding_project_id: Mapped[int] = mapped_column(
        ForeignKey("funding_project.id", ondelete="CASCADE"), primary_key=True
    )
    need: Mapped[Need] = mapped_column(one_of(Need), primary_key=True)


class Participant(Base):
    """Somebody who takes part in a funding project and was asked for what it needs.

    A column is filled only where the project needs it. ``from_age`` and ``to_age`` are the age
    band on the day of joining, never the day of birth.
    """

    __tablename__ = "project_participant"

    id: Mapped[int] = mapped_column(primary_key=True)
    funding_project_id: Mapped[int] = mapped_column(ForeignKey("funding_project.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    joined_on: Mapped[date]
    sex: Mapped[Sex | None] = mapped_column(one_of(Sex))
    from_age: Mapped[int | None]
    to_age: Mapped[int | None]
    education: Mapped[Education | None] = mapped_column(one_of(Education))
    work: Mapped[Work | None] = mapped_column(one_of(Work))
    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    notice_version: Mapped[str] = mapped_column(String(20))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    version: Mapped[int] = mapped_column()

    funding_project: Mapped[FundingProject] = relationship()
    person: Mapped[Person] = relationship()

    __table_args__ = (UniqueConstraint("funding_project_id", "person_id"),)
    __mapper_args__ = {"version_id_col": version}
    __allow_unmapped__ = True

    is_nameless = True
