"""What a meeting leaves behind: who was there, what was done, what came of it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osl.accounts.models import User
from osl.core.clock import utcnow
from osl.core.db import Base
from osl.core.types import UTCDateTime, one_of
from osl.events.models import Event, Occurrence
from osl.people.models import Person
from osl.specialists.models import Specialist


class AttendanceMode(StrEnum):
    """How attendance is kept (REQ 1.6): by name, or as a number of heads. Never both of one
    meeting, and no report ever adds one to the other."""

    NAMED = "named"
    HEAD_COUNT = "head_count"


class Presence(StrEnum):
    """What is noted of somebody. Where there is no mark, nothing is known: not that they were
    absent."""

    PRESENT = "present"
    ABSENT = "absent"


class CameHow(StrEnum):
    """Whether somebody was on the list, or walked in."""

    SIGNED_UP = "signed_up"
    WALKED_IN = "walked_in"


class TallyKind(StrEnum):
    """What an anonymous tally counts (REQ 1.7). ALSO_AGE is a band beside the others (60+), so
    it overlaps them and is never added to them."""

    WOMEN = "women"
    MEN = "men"
    OTHER_SEX = "other_sex"
    AGE = "age"
    ALSO_AGE = "also_age"


class Outcome(StrEnum):
    """What became of a mark that a phone sent: kept, nothing to change, in conflict with what
    somebody else noted meanwhile, or refused."""

    KEPT = "kept"
    SAME = "same"
    CONFLICT = "conflict"
    REFUSED = "refused"


class PictureBasis(StrEnum):
    """Why a picture may be shown (REQ 3.9)."""

    NOBODY_RECOGNISABLE = "nobody_recognisable"
    DETAIL_OF_WHOLE = "detail_of_whole"
    CONSENTS_COLLECTED = "consents_collected"


class LogbookSettings(Base):
    """The age bands of tallies: each begins at one of ``age_limits`` and the first at 0 years.
    ``also_from`` begins the band counted beside them, None for none. There is one row at most."""

    id: Mapped[int] = mapped_column(primary_key=True)
    age_limits: Mapped[list[int]] = mapped_column(JSON, default=lambda: [18, 30, 55])
    also_from: Mapped[int | None] = mapped_column(default=60)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class EventLogbook(Base):
    """How the logbook of an event is kept, where somebody has chosen. Of a series, ``event`` is
    the first of its parts.

    ``mode`` None: as its sign-up suggests. ``certificate_percent`` is the share of meetings from
    which on somebody gets a certificate.
    """

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    mode: Mapped[AttendanceMode | None] = mapped_column(one_of(AttendanceMode))
    certificate_percent: Mapped[int] = mapped_column(default=80)
    version: Mapped[int] = mapped_column()

    event: Mapped[Event] = relationship()

    __table_args__ = (
        CheckConstraint(
            "certificate_percent > 0 AND certificate_percent <= 100", name="a_share_of_all"
        ),
    )
    __mapper_args__ = {"version_id_col": version}


class LogEntry(Base):
    """What is noted of one meeting. It begins with the first mark or count; ``logged_at`` is when
    somebody wrote what was done, None until then. A meeting with one is never deleted.

    ``visits`` counts everybody who is marked present with those they brought, ``children`` the
    children among them; both follow from the marks. ``head_count`` is a number somebody counted.
    ``minutes`` is how long it really took, in clock minutes. ``cost`` is in grosze. ``held_on``
    is the local day of the meeting.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"), unique=True)
    held_on: Mapped[date] = mapped_column(index=True)
    mode: Mapped[AttendanceMode] = mapped_column(one_of(AttendanceMode))
    visits: Mapped[int] = mapped_column(default=0)
    children: Mapped[int] = mapped_column(default=0)
    head_count: Mapped[int | None]
    minutes: Mapped[int | None]
    what_was_done: Mapped[str] = mapped_column(Text, default="")
    materials: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(Text, default="")
    next_steps: Mapped[str] = mapped_column(Text, default="")
    remarks: Mapped[str] = mapped_column(Text, default="")
    cost: Mapped[int | None]
    cost_note: Mapped[str] = mapped_column(String(200), default="")
    logged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    logged_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column()

    occurrence: Mapped[Occurrence] = relationship()
    logged_by: Mapped[User | None] = relationship()
    tallies: Mapped[list["Tally"]] = relationship(
        back_populates="log_entry", order_by="Tally.id", cascade="all, delete-orphan"
    )
    specialists: Mapped[list["LogSpecialist"]] = relationship(
        back_populates="log_entry",
        order_by="LogSpecialist.specialist_id",
        cascade="all, delete-orphan",
    )
    pictures: Mapped[list["LogPicture"]] = relationship(
        back_populates="log_entry", order_by="LogPicture.id", cascade="all, delete-orphan"
    )

    __table_args__ = (
        CheckConstraint("visits >= 0 AND children >= 0 AND children <= visits", name="counts"),
        CheckConstraint("head_count IS NULL OR head_count >= 0", name="heads"),
        CheckConstraint("minutes IS NULL OR (minutes > 0 AND minutes <= 44640)", name="some_time"),
        # By name or by heads: the database itself never holds both of one meeting.
        CheckConstraint("mode = 'head_count' OR head_count IS NULL", name="heads_or_names"),
        CheckConstraint("mode = 'named' OR visits = 0", name="names_or_heads"),
    )
    __mapper_args__ = {"version_id_col": version}
    __allow_unmapped__ = True

    is_nameless = True

    @property
    def is_logged(self) -> bool:
        return self.logged_at is not None

    @property
    def people(self) -> int | None:
        """How many came, whichever way it was noted; None where nobody noted it."""
        return self.visits if self.mode is AttendanceMode.NAMED else self.head_count


class Tally(Base):
    """How many of those who came were women, or of an age: anonymous, and never complete by force.

    ``from_age`` and ``to_age`` (None: no end) are the band as it was when somebody counted.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    log_entry_id: Mapped[int] = mapped_column(
        ForeignKey("log_entry.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[TallyKind] = mapped_column(one_of(TallyKind))
    from_age: Mapped[int | None]
    to_age: Mapped[int | None]
    people: Mapped[int]

    log_entry: Mapped[LogEntry] = relationship(back_populates="tallies")

    __table_args__ = (CheckConstraint("people > 0", name="somebody"),)


class Mark(Base):
    """That somebody was there, or was not: one for each person and meeting.

    ``party_size`` counts everybody they came with, themselves and ``children`` among them; the
    companions have no names. ``person`` is None once they were erased: the visit stays counted.
    ``held_on`` is the local day of the meeting.
    """

    __tablename__ = "attendance_mark"

    id: Mapped[int] = mapped_column(primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    presence: Mapped[Presence] = mapped_column(one_of(Presence))
    party_size: Mapped[int] = mapped_column(default=1)
    children: Mapped[int] = mapped_column(default=0)
    came_how: Mapped[CameHow] = mapped_column(one_of(CameHow))
    held_on: Mapped[date]
    marked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    marked_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)

    occurrence: Mapped[Occurrence] = relationship()
    person: Mapped[Person | None] = relationship()
    marked_by: Mapped[User] = relationship()

    __table_args__ = (
        UniqueConstraint("occurrence_id", "person_id"),
        # Who came at least once in a time is read person by person, however long the time is.
        Index("ix_attendance_mark_person", "person_id", "held_on", "presence", "occurrence_id"),
        CheckConstraint(
            "party_size > 0 AND children >= 0 AND children <= party_size", name="somebody_comes"
        ),
    )
    __allow_unmapped__ = True

    is_nameless = True


class MarkSent(Base):
    """A mark as a phone sent it, so that one sent twice is kept once and gets the same answer.

    ``key`` is the phone's own name for it, ``position`` its place in the order of that phone.
    ``told_at`` is the time by the phone's clock, which may be wrong and decides nothing.
    Forgotten after 30 days.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(36), unique=True)
    occurrence_id: Mapped[int] = mapped_column(
        ForeignKey("occurrence.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    device: Mapped[str] = mapped_column(String(36))
    position: Mapped[int]
    wanted: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    outcome: Mapped[Outcome] = mapped_column(one_of(Outcome))
    message: Mapped[str] = mapped_column(String(300), default="")
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow, index=True)
    received_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class SheetPhoto(Base):
    """A photograph of a signed attendance list, kept in the database and shown to the team alone,
    until somebody has checked it against what was typed in."""

    id: Mapped[int] = mapped_column(primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"), index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow, index=True)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    checked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    occurrence: Mapped[Occurrence] = relationship()
    added_by: Mapped[User] = relationship(foreign_keys=added_by_id)

    __allow_unmapped__ = True

    is_nameless = True


class LogPicture(Base):
    """A picture of a meeting with the declared reason why it may be shown (REQ 3.9).

    ``with_minors``: children can be recognised, so consents were collected. Two at most stand in
    the public report; a hidden one stands nowhere.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    log_entry_id: Mapped[int] = mapped_column(
        ForeignKey("log_entry.id", ondelete="CASCADE"), index=True
    )
    file: Mapped[str] = mapped_column(String(80))
    description: Mapped[str] = mapped_column(String(300))
    width: Mapped[int]
    height: Mapped[int]
    basis: Mapped[PictureBasis] = mapped_column(one_of(PictureBasis))
    with_minors: Mapped[bool] = mapped_column(default=False)
    in_report: Mapped[bool] = mapped_column(default=False)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    hidden_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    log_entry: Mapped[LogEntry] = relationship(back_populates="pictures")
    added_by: Mapped[User] = relationship(foreign_keys=added_by_id)

    __table_args__ = (
        CheckConstraint(
            "with_minors = false OR basis = 'consents_collected'", name="minors_need_consents"
        ),
    )


class Topic(Base):
    """One topic of a course's curriculum. ``event`` is the first part of its first round, so that
    every round has the same curriculum."""

    __tablename__ = "course_topic"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class TopicCovered(Base):
    """A topic of the curriculum was covered at a meeting."""

    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(
        ForeignKey("course_topic.id", ondelete="CASCADE"), primary_key=True, index=True
    )

    topic: Mapped[Topic] = relationship()


class LogSpecialist(Base):
    """A specialist led a meeting, for so many clock minutes."""

    log_entry_id: Mapped[int] = mapped_column(
        ForeignKey("log_entry.id", ondelete="CASCADE"), primary_key=True
    )
    specialist_id: Mapped[int] = mapped_column(
        ForeignKey("specialist.id"), primary_key=True, index=True
    )
    minutes: Mapped[int]

    log_entry: Mapped[LogEntry] = relationship(back_populates="specialists")
    specialist: Mapped[Specialist] = relationship()

    __table_args__ = (CheckConstraint("minutes > 0", name="some_time"),)


class MeetingReport(Base):
    """What residents read after a meeting: how many came, what it was like, what is next (REQ
    7.9). ``people`` is the number told, None where none is; public since ``published_at``."""

    id: Mapped[int] = mapped_column(primary_key=True)
    log_entry_id: Mapped[int] = mapped_column(
        ForeignKey("log_entry.id", ondelete="CASCADE"), unique=True
    )
    text: Mapped[str] = mapped_column(Text)
    people: Mapped[int | None]
    next_steps: Mapped[str] = mapped_column(Text, default="")
    thanks: Mapped[str] = mapped_column(Text, default="")
    written_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    version: Mapped[int] = mapped_column()

    log_entry: Mapped[LogEntry] = relationship()

    __mapper_args__ = {"version_id_col": version}


class AttendanceCertificate(Base):
    """That a certificate of taking part in a course was made out, with what it says. ``event`` is
    the first of its parts. One made out by mistake is withdrawn; its number is never used again."""

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    percent: Mapped[int]
    meetings: Mapped[int]
    minutes: Mapped[int]
    issued_on: Mapped[date]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    event: Mapped[Event] = relationship()
    person: Mapped[Person | None] = relationship()

    __allow_unmapped__ = True

    is_nameless = True
