"""What the team publishes: events, the rule some of them follow, and every single meeting."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osl.communities.models import Audience, Community, FundingProject, Venue
from osl.core.clock import utcnow
from osl.core.db import Base
from osl.core.types import UTCDateTime, one_of

LONGEST_MEETING = timedelta(days=31)
"""No meeting lasts longer, so "what goes on now" never looks further back than this."""


class EventKind(StrEnum):
    """What kind of thing it is (REQ 1.3)."""

    INTEGRATION_EVENT = "integration_event"
    NEIGHBOUR_MEETING = "neighbour_meeting"
    OUTDOOR_EVENT = "outdoor_event"
    WORKSHOP = "workshop"
    TRAINING = "training"
    TALK = "talk"
    THEMED_MEETING = "themed_meeting"
    RECURRING_CLASS = "recurring_class"
    COMMUNITY_ACTION = "community_action"
    GROUP_MEETING = "group_meeting"
    TRIP = "trip"
    OPEN_HOURS = "open_hours"


class Strand(StrEnum):
    """Which strand of animation it belongs to."""

    CULTURAL = "cultural"
    SPORT = "sport"
    SOCIAL = "social"


class EventFormat(StrEnum):
    """Single; a cycle (drop in when you like); a course (one sign-up for all its meetings)."""

    SINGLE = "single"
    CYCLE = "cycle"
    COURSE = "course"


class SignupMode(StrEnum):
    """How one signs up. Online is never the only way: the phone always works."""

    NONE = "none"
    PHONE = "phone"
    ONLINE = "online"
    IN_PERSON = "in_person"


class Frequency(StrEnum):
    """How often a series meets."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY_BY_WEEKDAY = "monthly_by_weekday"
    MONTHLY_BY_LAST_WEEKDAY = "monthly_by_last_weekday"
    MONTHLY_BY_DATE = "monthly_by_date"
    CHOSEN_DATES = "chosen_dates"


class ChangedThing(StrEnum):
    """What about a published event changed, in the order people care."""

    CANCELLED = "cancelled"
    REST_CANCELLED = "rest_cancelled"
    POSTPONED = "postponed"
    RESTORED = "restored"
    TIME = "time"
    LEFT_OUT = "left_out"
    PLACE = "place"
    CONTINUED = "continued"
    SIGNUP = "signup"
    COST = "cost"
    HOST = "host"
    TITLE = "title"
    DETAILS = "details"


event_community = Table(
    "event_community",
    Base.metadata,
    Column("event_id", ForeignKey("event.id", ondelete="CASCADE"), primary_key=True),
    Column("community_id", ForeignKey("community.id"), primary_key=True, index=True),
)


class Event(Base):
    """What is published: one evening, or a series of meetings under one name."""

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True, default=lambda: str(uuid4()))
    title: Mapped[str] = mapped_column(String(150))
    description: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[EventKind] = mapped_column(one_of(EventKind))
    strand: Mapped[Strand] = mapped_column(one_of(Strand))
    format: Mapped[EventFormat] = mapped_column(one_of(EventFormat), default=EventFormat.SINGLE)
    is_whole_town: Mapped[bool] = mapped_column(default=False)
    is_all_day: Mapped[bool] = mapped_column(default=False)
    audience: Mapped[Audience] = mapped_column(one_of(Audience), default=Audience.EVERYONE)
    audience_note: Mapped[str] = mapped_column(String(200), default="")
    cost: Mapped[str] = mapped_column(String(120), default="")
    what_to_bring: Mapped[str] = mapped_column(Text, default="")
    rain_plan: Mapped[str] = mapped_column(Text, default="")
    host: Mapped[str] = mapped_column(String(120), default="")
    contact_name: Mapped[str] = mapped_column(String(80), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    signup_mode: Mapped[SignupMode] = mapped_column(one_of(SignupMode), default=SignupMode.NONE)
    signup_note: Mapped[str] = mapped_column(String(300), default="")
    signup_opens_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    signup_closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """For what takes place once, and for a course. See osl.events.signup_window."""
    signup_closes_hours: Mapped[int | None]
    """For a cycle: how many hours before the start of each meeting."""
    places: Mapped[int | None]
    reserved_places: Mapped[int] = mapped_column(default=0)
    """Those of the places that the team gives away itself. Residents are not told of them."""
    fills_by_itself: Mapped[bool] = mapped_column(default=False)
    """Who waits moves up without being asked; otherwise they get an offer."""
    asks_to_confirm: Mapped[bool] = mapped_column(default=False)
    """The day before, people are asked whether they will come."""
    takes_regulars: Mapped[bool] = mapped_column(default=False)
    """Of a cycle: one may sign up for all its meetings, and keeps a place."""
    takes_children: Mapped[bool] = mapped_column(default=False)
    """Children are signed up by an adult, with first name and age."""
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"), index=True)
    place_note: Mapped[str] = mapped_column(String(200), default="")
    funding_project_id: Mapped[int | None] = mapped_column(ForeignKey("funding_project.id"))
    search_text: Mapped[str] = mapped_column(Text, default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancellation_reason: Mapped[str] = mapped_column(String(500), default="")
    replacement_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    continues_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), unique=True)
    round_of_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    round_name: Mapped[str] = mapped_column(String(80), default="")
    version: Mapped[int] = mapped_column()

    communities: Mapped[list[Community]] = relationship(
        secondary=event_community, order_by=Community.name
    )
    venue: Mapped[Venue | None] = relationship()
    funding_project: Mapped[FundingProject | None] = relationship()
    replacement: Mapped["Event | None"] = relationship(foreign_keys=replacement_id, remote_side=id)
    continues: Mapped["Event | None"] = relationship(
        foreign_keys=continues_id, remote_side=id, back_populates="continuation"
    )
    """The part of a series that this part follows: the same thing, until something changed."""
    continuation: Mapped["Event | None"] = relationship(
        foreign_keys=continues_id, back_populates="continues"
    )
    round_of: Mapped["Event | None"] = relationship(foreign_keys=round_of_id, remote_side=id)
    """The first round of the course that this is another round of: other people, same content."""
    series: Mapped["Series | None"] = relationship(
        back_populates="event", cascade="all, delete-orphan"
    )
    occurrences: Mapped[list["Occurrence"]] = relationship(
        back_populates="event", order_by="Occurrence.starts_at", cascade="all, delete-orphan"
    )
    pictures: Mapped[list["Picture"]] = relationship(
        back_populates="event", order_by="Picture.position", cascade="all, delete-orphan"
    )
    changes: Mapped[list["EventChange"]] = relationship(
        back_populates="event", order_by="EventChange.id.desc()", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def is_series(self) -> bool:
        return self.format is not EventFormat.SINGLE


@dataclass(frozen=True)
class Period:
    """Days on which nothing takes place, and what they are called (the Christmas break)."""

    first_on: date
    last_on: date
    name: str = ""

    def covers(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on


class Break(Base):
    """Days on which the town's series do not meet (school holidays, stocktaking in the hall).

    Kept by the organiser. Series that observe breaks take over those there are (``breaks`` of
    Series), so that what was left out in the past stays left out whatever becomes of this row.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    first_on: Mapped[date]
    last_on: Mapped[date] = mapped_column(index=True)
    version: Mapped[int] = mapped_column()

    __table_args__ = (
        CheckConstraint("last_on >= first_on", name="ends_after_start"),
        UniqueConstraint("name", "first_on", "last_on"),
    )
    __mapper_args__ = {"version_id_col": version}

    @property
    def period(self) -> Period:
        return Period(self.first_on, self.last_on, self.name)


class Series(Base):
    """The rule a series follows, in local wall time: 17:00 stays 17:00 when the clocks change.

    Read and written by Rule, which says what each part means. ``weekdays`` are numbers from 0
    (Monday); ``chosen_on`` and ``skipped_on`` are ISO dates; ``breaks`` are the breaks observed,
    each as its first day, its last day and its name. ``horizon_on`` is the last day whose
    meetings are stored.
    """

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    frequency: Mapped[Frequency] = mapped_column(one_of(Frequency))
    first_on: Mapped[date]
    starts_at: Mapped[time]
    ends_at: Mapped[time]
    until_on: Mapped[date | None]
    meeting_count: Mapped[int | None]
    weekdays: Mapped[list[int]] = mapped_column(JSON, default=list)
    chosen_on: Mapped[list[str]] = mapped_column(JSON, default=list)
    skips_holidays: Mapped[bool] = mapped_column(default=True)
    skips_breaks: Mapped[bool] = mapped_column(default=True)
    skipped_on: Mapped[list[str]] = mapped_column(JSON, default=list)
    breaks: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    zone: Mapped[str] = mapped_column(String(40), default="Europe/Warsaw")
    horizon_on: Mapped[date]

    event: Mapped[Event] = relationship(back_populates="series")

    __table_args__ = (CheckConstraint("until_on IS NULL OR meeting_count IS NULL", name="one_end"),)


class Occurrence(Base):
    """One meeting: the row that sign-ups, attendance and the log point to.

    ``slot_at`` is the start its rule gave it and changes only with the rule; ``starts_at`` is
    when it really starts. They differ when this meeting was moved. ``venue``, ``place_note``,
    ``host`` and ``places`` stand here only when this meeting has others than its event; ``note``
    is a word to residents about this meeting alone.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    slot_at: Mapped[datetime] = mapped_column(UTCDateTime)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"))
    place_note: Mapped[str] = mapped_column(String(200), default="")
    host: Mapped[str] = mapped_column(String(120), default="")
    places: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(500), default="")
    postponed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancellation_reason: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column()

    event: Mapped[Event] = relationship(back_populates="occurrences")
    venue: Mapped[Venue | None] = relationship()

    __table_args__ = (
        UniqueConstraint("event_id", "slot_at"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("ix_occurrence_starts_at_event_id", "starts_at", "event_id"),
    )
    __mapper_args__ = {"version_id_col": version}

    @property
    def is_moved(self) -> bool:
        return self.starts_at != self.slot_at

    @property
    def is_cancelled(self) -> bool:
        """Called off, alone or with its whole event. What was held before that was held."""
        if self.cancelled_at is not None:
            return True
        called_off_at = self.event.cancelled_at
        return called_off_at is not None and (
            not self.event.is_series or self.starts_at >= called_off_at
        )

    @property
    def is_postponed(self) -> bool:
        """It will not be at its time, and nobody knows yet when instead."""
        return self.postponed_at is not None and not self.is_cancelled

    @property
    def takes_place(self) -> bool:
        """Whether people may come at its time: it is neither called off nor put off."""
        return not self.is_cancelled and not self.is_postponed

    @property
    def has_own_place(self) -> bool:
        return self.venue is not None or bool(self.place_note)

    @property
    def differs(self) -> bool:
        """Whether it is anything else than its series says, apart from being called off."""
        return (
            self.is_moved
            or self.has_own_place
            or bool(self.host or self.note)
            or self.places is not None
            or self.postponed_at is not None
        )


class Picture(Base):
    """A photograph of an event, decoded and written anew: no EXIF, no place, no tricks."""

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    file: Mapped[str] = mapped_column(String(80))
    description: Mapped[str] = mapped_column(String(300))
    width: Mapped[int]
    height: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    event: Mapped[Event] = relationship(back_populates="pictures")


class EventChange(Base):
    """A change of a published event that residents can see, dated on its page."""

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    thing: Mapped[ChangedThing] = mapped_column(one_of(ChangedThing))
    before: Mapped[str] = mapped_column(String(300), default="")
    after: Mapped[str] = mapped_column(String(300), default="")

    event: Mapped[Event] = relationship(back_populates="changes")
