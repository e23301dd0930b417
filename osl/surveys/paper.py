"""Paper sheets: the team types in how many gave which answer, and puts it right later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.events.models import Occurrence
from osl.surveys.answers import make_rows, pile_of, rows_of
from osl.surveys.models import QuestionKind, Remark, SheetKind, Survey
from osl.surveys.operations import hold
from osl.surveys.queries import choices_of
from osl.surveys.words import VALUES

PAPER_TYPED = audit.action(
    "survey.paper_typed", _l("%(actor)s typed in paper sheets about “%(subject)s”")
)

MOST_SHEETS = 5_000


@dataclass(frozen=True)
class PaperTotals:
    """What a pile of paper sheets says: how many there are, and of each question how many gave
    which answer."""

    sheets: int
    values: Mapping[int, Mapping[int, int]]


class SumTooLarge(DomainError):
    """Of one question more answers were typed than there are sheets."""

    def __init__(self, question_id: int, message: str) -> None:
        super().__init__(message)
        self.question_id = question_id


class TypedMeanwhile(DomainError):
    """Somebody else has typed in totals since this page was opened."""


def type_in_paper(
    survey: Survey,
    meeting: Occurrence,
    totals: PaperTotals,
    remarks: Mapping[int, Sequence[str]] | None = None,
    *,
    actor: User,
    seen: str | None = None,
) -> None:
    """Keep what the paper sheets of a meeting say, in place of what was typed before; what came
    from phones is never touched. New words are added; the same ones are kept once.

    Raises DomainError for a meeting that has not begun or did not take place, SumTooLarge, and
    TypedMeanwhile where what is kept is not what was ``seen``.
    """
    hold(survey)
    refuse_untypable(meeting)
    if seen is not None and seen != paper_mark(survey, meeting):
        raise TypedMeanwhile(_("Somebody else has just typed in sheets of this meeting."))
    if not 0 <= totals.sheets <= MOST_SHEETS:
        raise DomainError(_("Give a number of sheets from 0 to %(most)s.", most=MOST_SHEETS))
    for question in choices_of(survey):
        given = totals.values.get(question.id, {})
        if any(people < 0 for people in given.values()):
            raise SumTooLarge(question.id, _("A number of answers is 0 or more."))
        if sum(given.values()) > totals.sheets:
            raise SumTooLarge(
                question.id,
                _(
                    "Here are %(sum)s answers, and only %(sheets)s sheets. Count them once more.",
                    sum=sum(given.values()),
                    sheets=totals.sheets,
                ),
            )
    pile = make_rows(survey, meeting, SheetKind.PAPER)
    for row in rows_of(survey, meeting, SheetKind.PAPER):
        row.people = totals.values.get(row.question_id, {}).get(row.value, 0)
    pile.people = totals.sheets
    _add_remarks(survey, remarks or {})
    own = survey.event.communities
    audit.record(
        PAPER_TYPED,
        actor=actor,
        subject=survey.event,
        community_id=own[0].id if own else None,
        survey_id=survey.id,
        occurrence_id=meeting.id,
    )


def refuse_untypable(meeting: Occurrence) -> None:
    """Raise DomainError for a meeting about which nobody can have filled in a sheet."""
    if not meeting.takes_place:
        raise DomainError(_("This meeting did not take place, so there are no sheets of it."))
    if meeting.starts_at > utcnow():
        raise DomainError(_("This meeting has not begun yet, so there are no sheets of it."))


def paper_totals(survey: Survey, meeting: Occurrence) -> PaperTotals | None:
    """What was typed in of this meeting; None where nothing was."""
    known = pile_of(survey, meeting, SheetKind.PAPER)
    if known is None:
        return None
    values: dict[int, dict[int, int]] = {}
    for row in rows_of(survey, meeting, SheetKind.PAPER):
        values.setdefault(row.question_id, {})[row.value] = row.people
    return PaperTotals(known.people, values)


def paper_mark(survey: Survey, meeting: Occurrence) -> str:
    """What stands for the totals that are kept, to see whether somebody changed them."""
    known = paper_totals(survey, meeting)
    if known is None:
        return "0"
    numbers = [
        known.values.get(question.id, {}).get(value, 0)
        for question in choices_of(survey)
        for value in VALUES[question.kind]
    ]
    return ".".join(map(str, [known.sheets, *numbers]))


def _add_remarks(survey: Survey, remarks: Mapping[int, Sequence[str]]) -> None:
    open_questions = {q.id for q in survey.questions if q.kind is QuestionKind.WORDS}
    for question_id, lines in remarks.items():
        if question_id not in open_questions:
            continue
        known = set(
            db.session.scalars(select(Remark.text).where(Remark.question_id == question_id))
        )
        for text in dict.fromkeys(line.strip() for line in lines):
            if text and text not in known:
                db.session.add(Remark(question_id=question_id, text=text))
