"""Groups of residents, and the partners of a community."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osl.accounts.models import User
from osl.communities.models import Community, Venue
from osl.core.clock import utcnow
from osl.core.db import Base
from osl.core.types import UTCDateTime, one_of
from osl.events.models import Event
from osl.people.models import Person


class GroupKind(StrEnum):
    """What kind of group it is (REQ 1.12)."""

    INITIATIVE = "initiative"
    SELF_HELP = "self_help"
    PARTNERSHIP = "partnership"
    CLUB = "club"


class PartnerKind(StrEnum):
    """Who a partner is."""

    SCHOOL = "school"
    PARISH = "parish"
    LIBRARY = "library"
    HOUSING_COOPERATIVE = "housing_cooperative"
    FIRM = "firm"
    ASSOCIATION = "association"
    OFFICE = "office"
    OTHER = "other"


group_event = Table(
    "group_event",
    Base.metadata,
    Column("group_id", ForeignKey("resident_group.id", ondelete="CASCADE"), primary_key=True),
    Column("event_id", ForeignKey("event.id", ondelete="CASCADE"), primary_key=True, index=True),
)
"""The meetings of a group, and what it does for others."""

partner_event = Table(
    "partner_event",
    Base.metadata,
    Column("partner_id", ForeignKey("partner.id", ondelete="CASCADE"), primary_key=True),
    Column("event_id", ForeignKey("event.id", ondelete="CASCADE"), primary_key=True, index=True),
)
"""The events a partner helped with."""

partner_community = Table(
    "partner_community",
    Base.metadata,
    Column("partner_id", ForeignKey("partner.id", ondelete="CASCADE"), primary_key=True),
    Column("community_id", ForeignKey("community.id"), primary_key=True, index=True),
)
"""The communities a partner works with."""


class Group(Base):
    """People who meet of their own will: to start something, to help one another, to act
    together, or a club. One is reached through the organiser (``contact``).

    A self-help group keeps a head count only, never a name. ``is_public``: the page of the
    community tells of it, never who belongs to it.
    """

    __tablename__ = "resident_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"), index=True)
    kind: Mapped[GroupKind] = mapped_column(one_of(GroupKind))
    name: Mapped[str] = mapped_column(String(120))
    about: Mapped[str] = mapped_column(Text, default="")
    rhythm: Mapped[str] = mapped_column(String(200), default="")
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"))
    place_note: Mapped[str] = mapped_column(String(200), default="")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    is_public: Mapped[bool] = mapped_column(default=False)
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    key: Mapped[str | None] = mapped_column(String(36), unique=True)
    version: Mapped[int] = mapped_column()

    community: Mapped[Community] = relationship()
    venue: Mapped[Venue | None] = relationship()
    contact: Mapped[User | None] = relationship()
    members: Mapped[list["GroupMember"]] = relationship(
        back_populates="group", order_by="GroupMember.id", passive_deletes=True
    )
    head_counts: Mapped[list["GroupHeadCount"]] = relationship(
        back_populates="group", order_by="GroupHeadCount.counted_on.desc()", passive_deletes=True
    )
    events: Mapped[list[Event]] = relationship(secondary=group_event)

    __mapper_args__ = {"version_id_col": version}

    @property
    def keeps_names(self) -> bool:
        return self.kind is not GroupKind.SELF_HELP


class GroupMember(Base):
    """Somebody who belongs to a group and agreed to be noted as such (``agreed_on``)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("resident_group.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    agreed_on: Mapped[date]
    coordinates: Mapped[bool] = mapped_column(default=False)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    left_on: Mapped[date | None]

    group: Mapped[Group] = relationship(back_populates="members")
    person: Mapped[Person] = relationship()

    __table_args__ = (
        Index(
            "uq_group_member_live",
            "group_id",
            "person_id",
            unique=True,
            sqlite_where=text("left_on IS NULL"),
            postgresql_where=text("left_on IS NULL"),
        ),
    )
    __allow_unmapped__ = True

    is_nameless = True


class GroupHeadCount(Base):
    """How many people belonged to or met as a group on a day. A number, nobody's name."""

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(
        ForeignKey("resident_group.id", ondelete="CASCADE"), index=True
    )
    counted_on: Mapped[date]
    people: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)

    group: Mapped[Group] = relationship(back_populates="head_counts")

    __table_args__ = (CheckConstraint("people >= 0 AND people < 10000", name="of_people"),)


class Partner(Base):
    """A school, a parish, a library, a firm that works with a community: whom to ask there, what
    it gives, and until when that is agreed.

    ``contact_name`` and its phone belong to the office of the contact, not to a resident.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PartnerKind] = mapped_column(one_of(PartnerKind))
    name: Mapped[str] = mapped_column(String(150))
    address: Mapped[str] = mapped_column(String(200), default="")
    contact_name: Mapped[str] = mapped_column(String(120), default="")
    contact_phone: Mapped[str] = mapped_column(String(20), default="")
    contact_email: Mapped[str] = mapped_column(String(320), default="")
    gives: Mapped[str] = mapped_column(Text, default="")
    agreement: Mapped[str] = mapped_column(String(200), default="")
    agreed_on: Mapped[date | None]
    agreed_until: Mapped[date | None] = mapped_column(index=True)
    ended_on: Mapped[date | None]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    key: Mapped[str | None] = mapped_column(String(36), unique=True)
    version: Mapped[int] = mapped_column()

    communities: Mapped[list[Community]] = relationship(secondary=partner_community)
    events: Mapped[list[Event]] = relationship(secondary=partner_event)

    __mapper_args__ = {"version_id_col": version}
