"""Who comes: the list of one meeting or of a whole course, and each sign-up on it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osl.core.clock import utcnow
from osl.core.db import Base
from osl.core.types import UTCDateTime, one_of
from osl.events.models import Event, Occurrence
from osl.people.models import Channel, Person

ROOM_FOR_ALL = 1_000_000
"""How many are let in where nobody counts places."""


class SignupState(StrEnum):
    """Where a sign-up stands.

    Confirmed: has its places. Waiting: on the waiting list. Offered: places are kept until the
    person answers. Withdrawn: it is over. Repeated: somebody who is on the list already signed
    up once more; it takes no place.
    """

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"
    WITHDRAWN = "withdrawn"
    REPEATED = "repeated"


LIVE = (SignupState.CONFIRMED, SignupState.WAITING, SignupState.OFFERED)


class Ending(StrEnum):
    """Why a sign-up is over."""

    RESIDENT = "resident"
    STAFF = "staff"
    DECLINED = "declined"
    LAPSED = "lapsed"
    MOVED = "moved"


class Help(StrEnum):
    """What somebody needs to be able to come: the service, never the reason (REQ 3.3)."""

    WHEELCHAIR_PLACE = "wheelchair_place"
    STEP_FREE = "step_free"
    HEARING_LOOP = "hearing_loop"
    SIGN_LANGUAGE = "sign_language"
    COMPANION = "companion"
    LARGE_PRINT = "large_print"
    PHONE_CALL = "phone_call"


class SignupList(Base):
    """The places of one meeting, or of a whole course, and how many of them are taken.

    Every decision about places is made under the lock of this row. ``places`` is the limit the
    team set (None: room for all) and ``ceiling`` what the database itself checks: the limit, or
    more where the team knowingly let more in or took places away. ``held`` places are offered to
    somebody who has not answered yet. ``reserved`` are kept by the team, ``reserve_used`` of them
    given. ``next_number`` is the order in which people came. ``told`` is what those on the list
    were last told of each meeting, by its number: start, end, place, state.

    A meeting with a list is never deleted: the database refuses it, should somebody sign up at
    the very moment in which its date is taken away.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), unique=True)
    occurrence_id: Mapped[int | None] = mapped_column(ForeignKey("occurrence.id"), unique=True)
    places: Mapped[int | None]
    ceiling: Mapped[int | None]
    reserved: Mapped[int] = mapped_column(default=0)
    reserve_used: Mapped[int] = mapped_column(default=0)
    taken: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    next_number: Mapped[int] = mapped_column(default=1)
    told: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    event: Mapped[Event | None] = relationship()
    occurrence: Mapped[Occurrence | None] = relationship()

    __table_args__ = (
        CheckConstraint("(event_id IS NULL) <> (occurrence_id IS NULL)", name="of_one_thing"),
        CheckConstraint(
            "taken >= 0 AND held >= 0 AND waiting >= 0 AND reserve_used >= 0", name="counts"
        ),
        CheckConstraint("ceiling IS NULL OR taken + held <= ceiling", name="within_places"),
    )

    @property
    def left(self) -> int:
        """How many more people anybody may bring: what is neither taken, offered nor reserved."""
        if self.places is None:
            return ROOM_FOR_ALL
        reserve = max(0, self.reserved - self.reserve_used)
        return max(0, self.places - self.taken - self.held - reserve)

    @property
    def left_for_team(self) -> int:
        """How many more people the team may bring, its reserve among them."""
        if self.places is None:
            return ROOM_FOR_ALL
        return max(0, self.places - self.taken - self.held)


class Regular(Base):
    """Somebody who signed up for all meetings of a cycle: each meeting keeps a place for them as
    long as there is room, and they may skip any of them. ``event`` is the first part of the
    series; its later parts count as the same."""

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    party_size: Mapped[int]
    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column()

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship()

    __table_args__ = (
        Index(
            "uq_regular_live",
            "event_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    __mapper_args__ = {"version_id_col": version}
    __allow_unmapped__ = True

    is_nameless = True


class Signup(Base):
    """One person on one list, with everybody they bring.

    ``number`` is the order in which people came to the list. ``party_size`` counts everybody,
    children among them. Of an offer, ``offered`` says how many places and ``offer_until`` for how
    long (None: until somebody of the team has spoken with the person); ``passed`` is the largest
    offer this party said no to because it waits for more. ``key`` is the mark of the form it came
    from and ``form_hash`` what was in it. ``sequence`` counts what the person was told, so that
    each is told once. A repeated one looks like a fresh one (``shown_as``). ``network`` and
    ``address_key`` are keyed hashes kept 30 days against abuse.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("signup_list.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    regular_id: Mapped[int | None] = mapped_column(ForeignKey("regular.id"), index=True)
    repeats_id: Mapped[int | None] = mapped_column(
        ForeignKey("signup.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[SignupState] = mapped_column(one_of(SignupState))
    shown_as: Mapped[SignupState | None] = mapped_column(one_of(SignupState))
    number: Mapped[int | None]
    party_size: Mapped[int]
    offered: Mapped[int] = mapped_column(default=0)
    offer_until: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    passed: Mapped[int] = mapped_column(default=0)
    from_reserve: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(String(500), default="")
    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    notice_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(5), default="pl")
    key: Mapped[str | None] = mapped_column(String(36), unique=True)
    form_hash: Mapped[str] = mapped_column(String(64), default="")
    sequence: Mapped[int] = mapped_column(default=0)
    link_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ending: Mapped[Ending | None] = mapped_column(one_of(Ending))
    coming_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reminded_for: Mapped[datetime | None] = mapped_column(UTCDateTime)
    network: Mapped[str] = mapped_column(String(32), default="")
    address_key: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[int] = mapped_column()

    signup_list: Mapped[SignupList] = relationship()
    person: Mapped[Person] = relationship()
    regular: Mapped[Regular | None] = relationship()
    children: Mapped[list["Child"]] = relationship(
        back_populates="signup",
        order_by="Child.id",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )
    help_needs: Mapped[list["HelpNeed"]] = relationship(
        cascade="all, delete-orphan", order_by="HelpNeed.kind", passive_deletes=True
    )

    __table_args__ = (
        Index(
            "uq_signup_live",
            "list_id",
            "person_id",
            unique=True,
            sqlite_where=text("state IN ('confirmed', 'waiting', 'offered')"),
            postgresql_where=text("state IN ('confirmed', 'waiting', 'offered')"),
        ),
        Index("ix_signup_list_id_state_number", "list_id", "state", "number"),
        Index("ix_signup_network_created_at", "network", "created_at"),
        Index("ix_signup_address_key_created_at", "address_key", "created_at"),
        CheckConstraint("party_size > 0 AND offered >= 0", name="somebody_comes"),
    )
    __mapper_args__ = {"version_id_col": version}
    __allow_unmapped__ = True

    is_nameless = True

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def looks(self) -> SignupState:
        """Where it stands as its own page tells: of a repeated one, where a fresh one would, so
        that nobody learns from it who is on a list."""
        return self.shown_as or self.state

    @property
    def has_place(self) -> bool:
        return self.state is SignupState.CONFIRMED

    @property
    def adults(self) -> int:
        return self.party_size - len(self.children)


class Child(Base):
    """A child somebody brings: a first name and an age, nothing more (REQ 3.8)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    signup_id: Mapped[int] = mapped_column(ForeignKey("signup.id", ondelete="CASCADE"), index=True)
    first_name: Mapped[str] = mapped_column(String(60))
    age: Mapped[int]

    signup: Mapped[Signup] = relationship(back_populates="children")


class HelpNeed(Base):
    """What help somebody asked for, kept apart and erased 14 days after the event."""

    signup_id: Mapped[int] = mapped_column(
        ForeignKey("signup.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[Help] = mapped_column(one_of(Help), primary_key=True)
