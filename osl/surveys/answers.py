"""Answers: each only raises counts. No row is made for an answer, and no time is noted.

There is no audit entry of an answer either: it would be a time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Update, select, update

from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _
from osl.events.models import Occurrence
from osl.surveys.models import (
    AnswerCount,
    Question,
    QuestionKind,
    Remark,
    SheetCount,
    SheetKind,
    Survey,
)
from osl.surveys.operations import hold
from osl.surveys.queries import choices_of
from osl.surveys.words import VALUES


@dataclass(frozen=True)
class Sheet:
    """What one person answered: of each question the value, or the words. Nothing is compulsory."""

    values: Mapping[int, int] = field(default_factory=dict)
    words: Mapping[int, str] = field(default_factory=dict)


def answer(survey: Survey, meeting: Occurrence, sheet: Sheet) -> None:
    """Count one person's answers about a meeting. Twenty at once are counted as twenty.

    Raises DomainError where the survey was closed or its questions changed meanwhile, and for a
    sheet on which nothing is answered.
    """
    hold(survey)
    if survey.opened_at is None or survey.closed_at is not None:
        raise DomainError(_("This survey has just been closed. Thank you all the same!"))
    kinds = {one.id: one.kind for one in survey.questions}
    words = {number: text.strip() for number, text in sheet.words.items() if text.strip()}
    fits = all(
        value in VALUES[kinds.get(number, QuestionKind.WORDS)]
        for number, value in sheet.values.items()
    )
    if not fits or any(kinds.get(number) is not QuestionKind.WORDS for number in words):
        raise DomainError(_("The questions have just changed. Look once more and send it again."))
    if not sheet.values and not words:
        raise DomainError(_("Choose at least one answer, or write a few words."))
    make_rows(survey, meeting, SheetKind.ONLINE)
    for question_id, value in sheet.values.items():
        _count(
            update(AnswerCount)
            .where(
                AnswerCount.question_id == question_id,
                AnswerCount.occurrence_id == meeting.id,
                AnswerCount.sheets == SheetKind.ONLINE,
                AnswerCount.value == value,
            )
            .values(people=AnswerCount.people + 1)
        )
    _count(
        update(SheetCount)
        .where(
            SheetCount.survey_id == survey.id,
            SheetCount.occurrence_id == meeting.id,
            SheetCount.sheets == SheetKind.ONLINE,
        )
        .values(people=SheetCount.people + 1)
    )
    db.session.add_all(Remark(question_id=number, text=text) for number, text in words.items())
    db.session.flush()


def make_rows(survey: Survey, meeting: Occurrence, sheets: SheetKind) -> SheetCount:
    """All counts of a meeting are made at once: if each were made with its first answer, their
    order would tell which answers stood on the first sheet."""
    pile = pile_of(survey, meeting, sheets)
    if pile is None:
        pile = SheetCount(survey_id=survey.id, occurrence_id=meeting.id, sheets=sheets, people=0)
        db.session.add(pile)
    known = {(row.question_id, row.value) for row in rows_of(survey, meeting, sheets)}
    db.session.add_all(
        AnswerCount(
            question_id=question.id,
            occurrence_id=meeting.id,
            sheets=sheets,
            value=value,
            people=0,
        )
        for question in choices_of(survey)
        for value in VALUES[question.kind]
        if (question.id, value) not in known
    )
    db.session.flush()
    return pile


def _count(statement: Update) -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})


def rows_of(survey: Survey, meeting: Occurrence, sheets: SheetKind) -> list[AnswerCount]:
    found = (
        select(AnswerCount)
        .join(Question, Question.id == AnswerCount.question_id)
        .where(
            Question.survey_id == survey.id,
            AnswerCount.occurrence_id == meeting.id,
            AnswerCount.sheets == sheets,
        )
        .order_by(AnswerCount.id)
    )
    return list(db.session.scalars(found))


def pile_of(survey: Survey, meeting: Occurrence, sheets: SheetKind) -> SheetCount | None:
    return db.session.scalar(
        select(SheetCount).where(
            SheetCount.survey_id == survey.id,
            SheetCount.occurrence_id == meeting.id,
            SheetCount.sheets == sheets,
        )
    )
