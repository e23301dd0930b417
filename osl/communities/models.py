"""Communities, their stages and team, the places they meet, and who pays for what."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osl.core.clock import utcnow
from osl.core.db import Base
from osl.core.types import UTCDateTime, one_of

TOWN_SLUG = "miasto"
"""The address of the whole town's calendar; no community may take it."""


class CommunityKind(StrEnum):
    """Territorial: who lives there. Categorical: who shares a situation, wherever they live."""

    TERRITORIAL = "territorial"
    CATEGORICAL = "categorical"


class Tone(StrEnum):
    """A community's colour, one of those the site's look knows."""

    GREEN = "green"
    SUN = "sun"
    CLAY = "clay"
    SKY = "sky"
    PLUM = "plum"
    TEAL = "teal"


class Audience(StrEnum):
    """For whom an event is meant first of all; nobody is ever turned away by it."""

    EVERYONE = "everyone"
    SENIORS = "seniors"
    FAMILIES = "families"
    CHILDREN = "children"
    YOUTH = "youth"
    ADULTS = "adults"


class Stage(StrEnum):
    """How far the work with a community has come (the OSL method's eight stages)."""

    ENTERING = "entering"
    DIAGNOSIS = "diagnosis"
    RESOURCE_MAP = "resource_map"
    PARTNERSHIP = "partnership"
    PLANNING = "planning"
    ACTION = "action"
    EVALUATION = "evaluation"
    LEAVING = "leaving"


class Fact(StrEnum):
    """What is known of one access fact of a venue."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class StatementStatus(StrEnum):
    """How far the site keeps the law on digital accessibility: one of three, no more words."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


class Centre(Base):
    """The town's social services centre: the one row of what the site says of itself."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    town: Mapped[str] = mapped_column(String(100))
    address: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    phone_hours: Mapped[str] = mapped_column(String(100), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    bip_address: Mapped[str] = mapped_column(String(300), default="")
    data_controller: Mapped[str] = mapped_column(Text, default="")
    data_protection_officer: Mapped[str] = mapped_column(Text, default="")
    privacy_additions: Mapped[str] = mapped_column(Text, default="")
    statement_status: Mapped[StatementStatus] = mapped_column(
        one_of(StatementStatus, 20), default=StatementStatus.PARTIAL
    )
    statement_contact: Mapped[str] = mapped_column(String(200), default="")
    statement_published_on: Mapped[date | None]
    statement_updated_on: Mapped[date | None]
    statement_prepared_on: Mapped[date | None]
    statement_reviewed_on: Mapped[date | None]
    statement_gaps: Mapped[str] = mapped_column(Text, default="")
    statement_architecture: Mapped[str] = mapped_column(Text, default="")
    statement_communication: Mapped[str] = mapped_column(Text, default="")
    idea_answer_days: Mapped[int] = mapped_column(default=14)
    """Within how many days an idea is answered: said on its form, and watched over."""
    idea_notice: Mapped[str] = mapped_column(String(300), default="")
    """What the form of ideas says it is not, in the centre's own words; empty for ours."""
    is_sample: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Community(Base):
    """A group of residents the team works with: neighbours of an estate, or seniors of the town."""

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[CommunityKind] = mapped_column(one_of(CommunityKind))
    name: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(Text, default="")
    area: Mapped[str] = mapped_column(String(300), default="")
    tone: Mapped[Tone] = mapped_column(one_of(Tone), default=Tone.GREEN)
    cover: Mapped[str | None] = mapped_column(String(80))
    cover_description: Mapped[str] = mapped_column(String(300), default="")
    stage: Mapped[Stage] = mapped_column(one_of(Stage), default=Stage.ENTERING)
    shows_stage: Mapped[bool] = mapped_column(default=False)
    phone: Mapped[str] = mapped_column(String(40), default="")
    collects_audience: Mapped[Audience | None] = mapped_column(one_of(Audience))
    takes_comments: Mapped[bool] = mapped_column(default=False)
    """Whether neighbours may comment on ideas; the team looks at each comment first."""
    started_on: Mapped[date]
    closed_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    version: Mapped[int] = mapped_column()

    stages: Mapped[list["StageChange"]] = relationship(
        back_populates="community", order_by="StageChange.id.desc()"
    )
    team: Mapped[list["TeamMember"]] = relationship(
        back_populates="community", order_by="TeamMember.position", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    def is_closed_on(self, day: date) -> bool:
        """Whether the work with it has ended; its pages and calendar stay."""
        return self.closed_on is not None and self.closed_on <= day


class FormerSlug(Base):
    """An address a community had before: printed on paper, so it answers for ever."""

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), index=True)


class StageChange(Base):
    """The day the work with a community moved to another stage, and who noted it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), index=True)
    stage: Mapped[Stage] = mapped_column(one_of(Stage))
    changed_on: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    community: Mapped[Community] = relationship(back_populates="stages")


class TeamMember(Base):
    """Someone of the team as residents know them: a first name, a role, the office phone."""

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), index=True)
    first_name: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(100))
    position: Mapped[int] = mapped_column(default=0)

    community: Mapped[Community] = relationship(back_populates="team")


class Venue(Base):
    """A place where people meet, with what one must know to get there and in."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(150))
    address: Mapped[str] = mapped_column(String(200))
    directions: Mapped[str] = mapped_column(Text, default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    is_outdoor: Mapped[bool] = mapped_column(default=False)
    step_free_entrance: Mapped[Fact] = mapped_column(one_of(Fact), default=Fact.UNKNOWN)
    lift: Mapped[Fact] = mapped_column(one_of(Fact), default=Fact.UNKNOWN)
    accessible_toilet: Mapped[Fact] = mapped_column(one_of(Fact), default=Fact.UNKNOWN)
    parking: Mapped[Fact] = mapped_column(one_of(Fact), default=Fact.UNKNOWN)
    hearing_loop: Mapped[Fact] = mapped_column(one_of(Fact), default=Fact.UNKNOWN)
    assistance_dog: Mapped[Fact] = mapped_column(one_of(Fact), default=Fact.UNKNOWN)
    bus_stop: Mapped[Fact] = mapped_column(one_of(Fact), default=Fact.UNKNOWN)
    benches_and_shade: Mapped[Fact] = mapped_column(one_of(Fact), default=Fact.UNKNOWN)
    access_note: Mapped[str] = mapped_column(Text, default="")
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


ACCESS_FACTS = (
    "step_free_entrance",
    "lift",
    "accessible_toilet",
    "parking",
    "hearing_loop",
    "assistance_dog",
    "bus_stop",
    "benches_and_shade",
)
"""The access facts of a venue (REQ 4.4), in the order they are read out."""


class FundingProject(Base):
    """A grant that pays for some events, and the words and logos it obliges us to show."""

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    number: Mapped[str] = mapped_column(String(80), default="")
    sentence: Mapped[str] = mapped_column(Text)
    sentence_after_end: Mapped[str] = mapped_column(Text, default="")
    logo_strip: Mapped[str | None] = mapped_column(String(80))
    logo_description: Mapped[str] = mapped_column(String(300), default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    volunteer_rate: Mapped[int | None]
    """What an hour of a volunteer counts as, in grosze, where the project lets it count."""
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    def sentence_on(self, day: date) -> str:
        """The mandatory sentence; after the project's end, the one for its durability period."""
        ended = self.ends_on is not None and day > self.ends_on
        return self.sentence_after_end if ended and self.sentence_after_end else self.sentence
