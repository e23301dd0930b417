"""Evaluation: at most five questions after a meeting, anonymous because nothing else is kept.

There is no row for an answer sheet. Each answer only raises a count, and words stand alone
without a time: nobody, the team and the administrator included, can tell which answers belong
together, let alone whose they are.
"""

from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osl.core.clock import utcnow
from osl.core.db import Base
from osl.core.types import UTCDateTime, one_of
from osl.events.models import Event, Occurrence

MOST_QUESTIONS = 5


class QuestionKind(StrEnum):
    """How one answers: with one of five faces, yes / perhaps / no, or in own words."""

    FACES = "faces"
    YES_NO = "yes_no"
    WORDS = "words"


class SheetKind(StrEnum):
    """Where an answer came from: a phone, or a paper sheet that somebody of the team typed in."""

    ONLINE = "online"
    PAPER = "paper"


class Survey(Base):
    """The questions asked after the meetings of an event. Of a series, ``event`` is the first of
    its parts. Answered from ``opened_at`` until ``closed_at``."""

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), unique=True)
    by_letter: Mapped[bool] = mapped_column(default=False)
    """Whoever came and left an e-mail address is asked in a letter the day after."""
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    version: Mapped[int] = mapped_column()

    event: Mapped[Event] = relationship()
    questions: Mapped[list["Question"]] = relationship(
        back_populates="survey", order_by="Question.position", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}


class Question(Base):
    """One question. ``standard`` names one of those the site asks everywhere, so that its answers
    may be put together with those of other events; empty for one's own."""

    __tablename__ = "survey_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[QuestionKind] = mapped_column(one_of(QuestionKind))
    text: Mapped[str] = mapped_column(String(200))
    standard: Mapped[str] = mapped_column(String(20), default="")

    survey: Mapped[Survey] = relationship(back_populates="questions")


class AnswerCount(Base):
    """How many gave this answer after this meeting. ``value`` is 1 to 5 of faces (5 the happiest),
    3 yes, 2 perhaps, 1 no."""

    __tablename__ = "survey_answer_count"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("survey_question.id", ondelete="CASCADE"))
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"), index=True)
    sheets: Mapped[SheetKind] = mapped_column(one_of(SheetKind))
    value: Mapped[int]
    people: Mapped[int]

    __table_args__ = (
        UniqueConstraint("question_id", "occurrence_id", "sheets", "value"),
        CheckConstraint("people >= 0 AND value > 0 AND value <= 5", name="counts"),
    )


class SheetCount(Base):
    """How many answered after this meeting at all."""

    __tablename__ = "survey_sheet_count"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"), index=True)
    sheets: Mapped[SheetKind] = mapped_column(one_of(SheetKind))
    people: Mapped[int]

    occurrence: Mapped[Occurrence] = relationship()

    __table_args__ = (
        UniqueConstraint("survey_id", "occurrence_id", "sheets"),
        CheckConstraint("people >= 0", name="counts"),
    )


class Remark(Base):
    """What somebody wrote in their own words. Its number is drawn by lot and it has no time, so
    that the order in which answers came is not kept either."""

    __tablename__ = "survey_remark"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=lambda: str(uuid4()))
    question_id: Mapped[int] = mapped_column(
        ForeignKey("survey_question.id", ondelete="CASCADE"), index=True
    )
    text: Mapped[str] = mapped_column(String(500))

    __table_args__ = {"sqlite_with_rowid": False}
