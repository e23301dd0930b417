"""Residents the team knows: a name, one way to reach them, and what they agreed to have noted."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, String, Table, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core.clock import utcnow
from osl.core.db import Base
from osl.core.types import UTCDateTime, one_of


class Channel(StrEnum):
    """How something reached us (REQ 3.4)."""

    WEB = "web"
    PHONE = "phone"
    PAPER = "paper"
    IN_PERSON = "in_person"


class Reach(StrEnum):
    """How somebody likes to be reached."""

    PHONE = "phone"
    SMS = "sms"
    LETTER = "letter"
    IN_PERSON = "in_person"
    THROUGH_SOMEBODY = "through_somebody"


class MetHow(StrEnum):
    """Where the team and a resident first met."""

    EVENT = "event"
    OPEN_HOURS = "open_hours"
    STALL = "stall"
    WALK = "walk"
    PHONE = "phone"
    IDEA = "idea"
    RECOMMENDED = "recommended"
    OTHER = "other"


class TimeOfWeek(StrEnum):
    """When somebody usually has time."""

    WEEKDAY_MORNINGS = "weekday_mornings"
    WEEKDAY_AFTERNOONS = "weekday_afternoons"
    WEEKDAY_EVENINGS = "weekday_evenings"
    SATURDAYS = "saturdays"
    SUNDAYS = "sundays"


class TalentKind(StrEnum):
    """What an entry of the list of talents says: likes to do it, can teach it, can lend it."""

    LIKES = "likes"
    TEACHES = "teaches"
    LENDS = "lends"


class LeaderStatus(StrEnum):
    """Where somebody stands on the way of a local leader (REQ 1.11). A person of the team sets
    it, with a date; it is never reckoned."""

    NOTICED = "noticed"
    TALKED_WITH = "talked_with"
    ACTIVE = "active"
    INDEPENDENT = "independent"
    TAKING_A_BREAK = "taking_a_break"


class TalkChannel(StrEnum):
    """How a conversation was had."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    AT_EVENT = "at_event"
    LETTER = "letter"
    SMS = "sms"


person_community = Table(
    "person_community",
    Base.metadata,
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("community_id", ForeignKey("community.id"), primary_key=True, index=True),
)
"""Which communities know a person: their teams may see them."""


NOT_MERGED, MERGED = text("merged_into_id IS NULL"), text("merged_into_id IS NOT NULL")
NOT_COMPARED = text("compared_at IS NULL AND merged_into_id IS NULL")


class Person(Base):
    """A resident. Couples share a phone and a mailbox, so neither of them names one person; the
    same name with the same contact does (``key``), and anything less is only suggested.

    ``name_key`` holds the words of the name in a fixed order and without diacritics;
    ``contact_note`` says how to reach somebody who has neither phone nor address.
    ``notice_version`` is the privacy notice this person was shown or read. An entry that turned
    out to be another one's (``merged_into_id``) leads to that other from then on.
    ``compared_at`` is when they were last looked for among the others, None after a change.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    name_key: Mapped[str] = mapped_column(String(120), index=True)
    phone: Mapped[str] = mapped_column(String(20), default="", index=True)
    email: Mapped[str] = mapped_column(String(320), default="", index=True)
    contact_note: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(5), default="pl")
    key: Mapped[str | None] = mapped_column(String(64), unique=True)
    channel: Mapped[Channel] = mapped_column(one_of(Channel), default=Channel.WEB)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    notice_version: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    compared_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column()

    words: Mapped[list["PersonWord"]] = relationship(
        back_populates="person", cascade="all, delete-orphan", passive_deletes=True
    )

    __table_args__ = (
        # Lists of people go by name, and are without those who were merged. Partial, so that no
        # planner takes "not merged" for something that few people are.
        Index(
            "ix_person_listed",
            "name_key",
            "id",
            sqlite_where=NOT_MERGED,
            postgresql_where=NOT_MERGED,
        ),
        Index(
            "ix_person_merged",
            "merged_into_id",
            sqlite_where=MERGED,
            postgresql_where=MERGED,
        ),
        Index(
            "ix_person_not_compared",
            "id",
            sqlite_where=NOT_COMPARED,
            postgresql_where=NOT_COMPARED,
        ),
    )
    __mapper_args__ = {"version_id_col": version}
    __allow_unmapped__ = True

    is_new = False
    """Entered in this very transaction, so nothing else can know of them yet."""

    is_nameless = True
    """The log keeps a person's number, never the name."""

    @property
    def is_reached_by_letter(self) -> bool:
        return bool(self.email)


class PersonWord(Base):
    """A word by which a person is found: of the name, or the phone number."""

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    word: Mapped[str] = mapped_column(String(120), primary_key=True)

    person: Mapped[Person] = relationship(back_populates="words")

    __table_args__ = (Index("ix_person_word_word", "word", "person_id"),)


person_talent = Table(
    "person_talent",
    Base.metadata,
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("talent_id", ForeignKey("talent.id"), primary_key=True, index=True),
)
"""What somebody likes to do, can teach or can lend, as picked from the list."""

person_contact = Table(
    "person_contact",
    Base.metadata,
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ForeignKey("user_account.id"), primary_key=True, index=True),
)
"""Who of the team knows somebody in person."""


class Talent(Base):
    """An entry of the list of what people like to do, can teach and can lend. The team edits the
    list; an entry nobody shall pick any more is retired, and stays with those who have it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[TalentKind] = mapped_column(one_of(TalentKind))
    name: Mapped[str] = mapped_column(String(80))
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column()

    __table_args__ = (Index("uq_talent_kind_name", "kind", "name", unique=True),)
    __mapper_args__ = {"version_id_col": version}


class Card(Base):
    """What somebody agreed that the team notes about them (REQ 1.11): never without their
    knowledge (``agreed_on``), and nothing about health, family or matters of the office.

    ``own_words`` are theirs. ``brought_by`` is the neighbour who brought them in.
    ``leader_status`` repeats the last of ``LeaderStep`` so that a list can be filtered by it.
    """

    __tablename__ = "person_card"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    agreed_on: Mapped[date]
    prefers: Mapped[Reach | None] = mapped_column(one_of(Reach))
    reach_note: Mapped[str] = mapped_column(String(200), default="")
    met_how: Mapped[MetHow | None] = mapped_column(one_of(MetHow))
    met_on: Mapped[date | None]
    met_note: Mapped[str] = mapped_column(String(200), default="")
    brought_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    own_words: Mapped[str] = mapped_column(String(500), default="")
    free_times: Mapped[list[str]] = mapped_column(JSON, default=list)
    times_note: Mapped[str] = mapped_column(String(200), default="")
    languages: Mapped[str] = mapped_column(String(120), default="")
    leader_status: Mapped[LeaderStatus | None] = mapped_column(one_of(LeaderStatus), index=True)
    leader_since: Mapped[date | None]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    version: Mapped[int] = mapped_column()

    person: Mapped[Person] = relationship(foreign_keys=person_id)
    brought_by: Mapped[Person | None] = relationship(foreign_keys=brought_by_id)

    __mapper_args__ = {"version_id_col": version}
    __allow_unmapped__ = True

    is_nameless = True


class LeaderStep(Base):
    """One dated step on the way of a local leader, set by a person of the team."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    status: Mapped[LeaderStatus] = mapped_column(one_of(LeaderStatus))
    since_on: Mapped[date]
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)

    person: Mapped[Person] = relationship()
    author: Mapped[User] = relationship()

    __allow_unmapped__ = True

    is_nameless = True


class Talk(Base):
    """A conversation with somebody: when, how, with whom of the team, what was agreed, and what
    comes next, by when and whose it is.

    ``next_done_at`` is when the next step was settled; without ``next_step`` nothing was left
    open. ``key`` is the mark of the form it came from.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    held_on: Mapped[date]
    channel: Mapped[TalkChannel] = mapped_column(one_of(TalkChannel))
    agreed: Mapped[str] = mapped_column(Text)
    next_step: Mapped[str] = mapped_column(String(300), default="")
    next_on: Mapped[date | None]
    next_owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    next_done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    next_done_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    key: Mapped[str | None] = mapped_column(String(36), unique=True)
    version: Mapped[int] = mapped_column()

    person: Mapped[Person] = relationship()
    community: Mapped[Community] = relationship()
    author: Mapped[User] = relationship(foreign_keys=author_id)
    next_owner: Mapped[User | None] = relationship(foreign_keys=next_owner_id)

    __table_args__ = (
        Index("ix_talk_person_id_held_on", "person_id", "held_on"),
        Index("ix_talk_author_id_made_at", "author_id", "made_at"),
        Index(
            "ix_talk_open_of_owner",
            "next_owner_id",
            "next_on",
            sqlite_where=text("next_done_at IS NULL AND next_on IS NOT NULL"),
            postgresql_where=text("next_done_at IS NULL AND next_on IS NOT NULL"),
        ),
        Index(
            "ix_talk_open_of_community",
            "community_id",
            "next_on",
            sqlite_where=text("next_done_at IS NULL AND next_on IS NOT NULL"),
            postgresql_where=text("next_done_at IS NULL AND next_on IS NOT NULL"),
        ),
        CheckConstraint(
            "next_step = '' OR (next_on IS NOT NULL AND next_owner_id IS NOT NULL)",
            name="next_step_is_somebodys",
        ),
    )
    __mapper_args__ = {"version_id_col": version}
    __allow_unmapped__ = True

    is_nameless = True

    @property
    def is_open(self) -> bool:
        """Whether its next step is still to be done."""
        return bool(self.next_step) and self.next_done_at is None


class SignalRest(Base):
    """A quiet signal that shall rest: somebody of the team has seen it. It comes back after
    ``until_on``, should it still hold.

    ``kind`` names the signal, and ``subject_id`` whom or what it is about: a person, an agreement,
    a partner, a community or an event, as the kind says.
    """

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True)
    until_on: Mapped[date]
    rested_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    rested_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    rested_by: Mapped[User] = relationship()


class PersonMerge(Base):
    """Two entries of one resident made one: everything that pointed at ``merged`` points at
    ``kept``. ``moves`` say what was changed, so that undoing it leaves no trace but this."""

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reasons: Mapped[list[str]] = mapped_column(JSON, default=list)
    merged_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    merged_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    kept: Mapped[Person] = relationship(foreign_keys=kept_id)
    merged: Mapped[Person] = relationship(foreign_keys=merged_id)
    moves: Mapped[list["PersonMove"]] = relationship(
        order_by="PersonMove.id", cascade="all, delete-orphan", passive_deletes=True
    )

    __allow_unmapped__ = True

    is_nameless = True


class PersonMove(Base):
    """One row that a merge changed or took away: which one, and what stood in it before."""

    id: Mapped[int] = mapped_column(primary_key=True)
    merge_id: Mapped[int] = mapped_column(
        ForeignKey("person_merge.id", ondelete="CASCADE"), index=True
    )
    table_name: Mapped[str] = mapped_column(String(63))
    row_key: Mapped[dict[str, Any]] = mapped_column(JSON)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """What stands there since; None when the row was taken away."""


class PersonDistinct(Base):
    """Two people who look like one and are not: somebody of the team has looked."""

    first_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    second_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    said_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    said_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    __table_args__ = (CheckConstraint("first_id < second_id", name="in_order"),)


class PersonAlike(Base):
    """Two entries that may be one resident, found by comparing them, and why. Only suggested."""

    first_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    second_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    reasons: Mapped[list[str]] = mapped_column(JSON, default=list)
    weight: Mapped[int]
    """How likely it is: the likeliest are shown first."""

    first: Mapped[Person] = relationship(foreign_keys=first_id)
    second: Mapped[Person] = relationship(foreign_keys=second_id)

    __table_args__ = (
        Index("ix_person_alike_weight", "weight", "first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="in_order"),
    )
    __allow_unmapped__ = True
