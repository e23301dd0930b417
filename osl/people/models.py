"""Residents the team knows: a name, and one way to reach them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Index, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osl.core.clock import utcnow
from osl.core.db import Base
from osl.core.types import UTCDateTime, one_of


class Channel(StrEnum):
    """How something reached us (REQ 3.4)."""

    WEB = "web"
    PHONE = "phone"
    PAPER = "paper"
    IN_PERSON = "in_person"


person_community = Table(
    "person_community",
    Base.metadata,
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("community_id", ForeignKey("community.id"), primary_key=True, index=True),
)
"""Which communities know a person: their teams may see them."""


class Person(Base):
    """A resident. Couples share a phone and a mailbox, so neither of them names one person; the
    same name with the same contact does (``key``), and anything less is only suggested.

    ``name_key`` holds the words of the name in a fixed order and without diacritics;
    ``contact_note`` says how to reach somebody who has neither phone nor address.
    ``notice_version`` is the privacy notice this person was shown or read.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
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
    version: Mapped[int] = mapped_column()

    words: Mapped[list["PersonWord"]] = relationship(
        back_populates="person", cascade="all, delete-orphan", passive_deletes=True
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
