"""What calendar programs read: each event as bytes, the state of every feed, secret addresses;
and what was read from the calendars of others."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osl.accounts.models import User
from osl.communities.models import TOWN_SLUG, Community
from osl.core.clock import utcnow
from osl.core.db import Base
from osl.core.types import UTCDateTime, one_of
from osl.events.models import Event, Strand

STRAND_ADDRESSES = {
    Strand.CULTURAL: "kulturalne",
    Strand.SPORT: "sportowe",
    Strand.SOCIAL: "spoleczne",
}
"""The words in the addresses of a community's narrower calendars; printed, so they stay."""

STRANDS_BY_ADDRESS = {address: strand for strand, address in STRAND_ADDRESSES.items()}

calendar_entry_community = Table(
    "calendar_entry_community",
    Base.metadata,
    Column("event_id", ForeignKey("calendar_entry.event_id", ondelete="CASCADE"), primary_key=True),
    Column("community_id", ForeignKey("community.id"), primary_key=True, index=True),
)


class CalendarEntry(Base):
    """One event as it stands in calendars, written when it changed and never read apart again.

    ``body`` is its VEVENTs, ``is_draft`` that they tell of a draft: those are for the team alone.
    ``failed_at`` is since when the event cannot be written: ``body`` is then the last good one,
    or empty, without days, when there never was one. ``stamps`` says for each VEVENT ("" is the
    event or its series, a recurrence id one meeting of it) the hash of what a reader sees, its
    SEQUENCE and when it was last revised. ``sequence`` is the highest given so far, ``last_day``
    the day after which it leaves calendars in time (none while it ``is_open_ended``),
    ``communities`` those in whose calendar it was when last written, ``base_url`` the address its
    links were written with.
    """

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    body: Mapped[bytes] = mapped_column(default=b"")
    sequence: Mapped[int] = mapped_column(default=0)
    revised_at: Mapped[datetime] = mapped_column(UTCDateTime)
    stamps: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    strand: Mapped[Strand] = mapped_column(one_of(Strand))
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    is_open_ended: Mapped[bool] = mapped_column(default=False)
    base_url: Mapped[str] = mapped_column(String(200))
    is_draft: Mapped[bool] = mapped_column(default=False)
    failed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    event: Mapped[Event] = relationship()
    communities: Mapped[list[Community]] = relationship(
        secondary=calendar_entry_community, order_by=Community.id
    )

    __table_args__ = (Index("ix_calendar_entry_days", "first_day", "last_day"),)


class Feed(Base):
    """The state of one calendar: a community's or the whole town's, of one strand or of all.

    ``version`` rises in the transaction that changes what the feed says; ``header_hash`` is of
    what it says about itself, ``facts_hash`` of what its events repeat of the community.
    ``failed_at`` is since when it cannot be read back. A feed that never said anything has no row
    yet.
    """

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id"), index=True)
    strand: Mapped[Strand | None] = mapped_column(one_of(Strand))
    version: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    header_hash: Mapped[str] = mapped_column(String(64), default="")
    facts_hash: Mapped[str] = mapped_column(String(64), default="")
    failed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class OwnAddress(Base):
    """A secret address at which somebody of the team has their own calendar. Only the hash of
    the secret is kept; of one that was revoked too, so that its readers learn that it ended.

    Each person has one that works at most.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship()

    __table_args__ = (
        Index(
            "uq_own_address_user_id",
            "user_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    @property
    def works(self) -> bool:
        return self.revoked_at is None and self.user.is_active


class CalendarImport(Base):
    """What one person read from a file and has yet to choose from. The file itself is not kept.

    ``events`` are the plain values of the reader (see reading.ReadEvent), ``left_out`` those
    that do not come along, ``notes`` what is to be said of the whole file. All three are erased
    as soon as the drafts are saved; the row itself after a day.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), index=True
    )
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), index=True)
    events: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    left_out: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    notes: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow, index=True)
    saved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column()

    community: Mapped[Community] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_saved(self) -> bool:
        return self.saved_at is not None


class ImportedEvent(Base):
    """That an event came from another calendar, and what it is known by there. A community has
    an event of another calendar once."""

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), primary_key=True)
    uid: Mapped[str] = mapped_column(String(255), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)

    event: Mapped[Event] = relationship()


def feed_key(community_id: int | None, strand: Strand | None) -> str:
    """The name of a feed's row: "miasto", "7", "7/sport"."""
    whose = TOWN_SLUG if community_id is None else str(community_id)
    return f"{whose}/{strand.value}" if strand else whose
