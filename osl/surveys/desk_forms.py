"""What the team fills in: questions, and the sums of paper sheets."""

from collections.abc import Mapping
from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from osl.core.forms import (
    PlainIntegerField,
    RadioField,
    VersionedForm,
    check_no_pesel,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l
from osl.core.text import pesel_in
from osl.events.models import Occurrence
from osl.surveys.forms import LONGEST_REMARK, name_of
from osl.surveys.models import Question, QuestionKind, Survey
from osl.surveys.paper import PaperTotals, SumTooLarge, paper_mark, paper_totals
from osl.surveys.queries import choices_of
from osl.surveys.words import KINDS, VALUES, text_of

LONGEST_QUESTION = 200


class QuestionForm(VersionedForm):
    """One question. The version is that of its survey: the questions belong together."""

    text = StringField(
        _l("The words of the question"),
        [
            required(_l("Write the question.")),
            shorter_than(LONGEST_QUESTION),
            check_no_pesel,
        ],
    )
    kind = RadioField(
        _l("How one answers"),
        [required(_l("Choose how one answers."))],
        choices=[SelectChoice(kind.value, words) for kind, words in KINDS.items()],
        default=QuestionKind.YES_NO.value,
    )

    @classmethod
    def new(cls, survey: Survey) -> "QuestionForm":
        return cls(data={"version": survey.version})

    @classmethod
    def of_question(cls, question: Question) -> "QuestionForm":
        return cls(
            data={
                "text": question.text,
                "kind": question.kind.value,
                "version": question.survey.version,
            }
        )

    @property
    def chosen(self) -> QuestionKind:
        return QuestionKind(self.kind.data)


class PaperForm(VersionedForm):
    """The totals of a pile of sheets. Its version stands for the totals that were kept when it
    was opened."""

    sheets = PlainIntegerField(
        _l("How many sheets there are"), [required(_l("Count the sheets and give their number."))]
    )
    survey: Survey
    meeting: Occurrence

    @classmethod
    def of(cls, survey: Survey, meeting: Occurrence) -> "PaperForm":
        fields: dict[str, Any] = {}
        for question in survey.questions:
            if question.kind is QuestionKind.WORDS:
                fields[name_of(question)] = TextAreaField(text_of(question))
            for value, label in VALUES[question.kind].items():
                fields[cell_of(question, value)] = PlainIntegerField(label)
        made: type[PaperForm] = type("PaperFormOfSurvey", (cls,), fields)
        form = made(data=current_totals(survey, meeting) | {"version": paper_mark(survey, meeting)})
        form.survey, form.meeting = survey, meeting
        return form

    def rows_of(self, question: Question) -> list[Any]:
        """The fields of a question, one for each answer, the happiest first."""
        return [self[cell_of(question, value)] for value in VALUES[question.kind]]

    @property
    def totals(self) -> PaperTotals:
        return PaperTotals(
            self.sheets.data or 0,
            {
                question.id: {
                    value: self[cell_of(question, value)].data or 0
                    for value in VALUES[question.kind]
                }
                for question in choices_of(self.survey)
            },
        )

    @property
    def remarks(self) -> dict[int, list[str]]:
        """One remark a line."""
        return {
            question.id: (self[name_of(question)].data or "").splitlines()
            for question in self.survey.questions
            if question.kind is QuestionKind.WORDS
        }

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        for question in self.survey.questions:
            if question.kind is QuestionKind.WORDS:
                self._check_remarks(self[name_of(question)])
        return not self.errors

    def _check_remarks(self, field: Any) -> None:
        lines = (field.data or "").splitlines()
        if any(pesel_in(line) for line in lines):
            refusal = _("Take the PESEL number out: we do not need it and must not keep it.")
        elif any(len(line) > LONGEST_REMARK for line in lines):
            refusal = _("One remark is longer than %(most)s characters.", most=LONGEST_REMARK)
        else:
            return
        field.errors = [*field.errors, refusal]

    def refuse_sum(self, refusal: SumTooLarge) -> None:
        question = next(one for one in self.survey.questions if one.id == refusal.question_id)
        first = next(iter(VALUES[question.kind]))
        self.refuse(refusal, cell_of(question, first))


def cell_of(question: Question, value: int) -> str:
    return f"q{question.id}_{value}"


def current_totals(survey: Survey, meeting: Occurrence) -> dict[str, Any]:
    """What is kept of a meeting's sheets, under the names of the form's fields."""
    known = paper_totals(survey, meeting)
    if known is None:
        return {}
    values: Mapping[int, Mapping[int, int]] = known.values
    cells = {
        cell_of(question, value): values.get(question.id, {}).get(value, 0)
        for question in choices_of(survey)
        for value in VALUES[question.kind]
    }
    return {"sheets": known.sheets} | cells
