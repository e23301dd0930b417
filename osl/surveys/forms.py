"""What whoever came fills in."""

from typing import Any

from wtforms import HiddenField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from osl.core.forms import OslForm, RadioField, check_no_pesel, shorter_than
from osl.core.i18n import _
from osl.signups import gate
from osl.surveys.answers import Sheet
from osl.surveys.models import Question, QuestionKind, Survey
from osl.surveys.words import VALUES, text_of

LONGEST_REMARK = 500


def check_choice(_form: Any, field: Any) -> None:
    """An answer that the question offers, or none: nothing is compulsory."""
    if field.data and field.data not in {value for value, *_rest in field.iter_choices()}:
        field.data = None
        raise ValueError(_("Choose one of the answers."))


class AnswerForm(OslForm):
    """One person's answers. Its fields are made from the questions (``of``)."""

    key = HiddenField()
    survey: Survey
    one_use_key: str | None = None

    @classmethod
    def of(cls, survey: Survey) -> "AnswerForm":
        fields: dict[str, Any] = {}
        for question in survey.questions:
            fields[name_of(question)] = answer_field(question)
        made: type[AnswerForm] = type("AnswerFormOfSurvey", (cls,), fields)
        form = made()
        form.survey = survey
        if not form.key.data:
            form.new_key()
        return form

    @property
    def sheet(self) -> Sheet:
        values, words = {}, {}
        for question in self.survey.questions:
            given = self[name_of(question)].data
            if question.kind is QuestionKind.WORDS:
                words[question.id] = given or ""
            elif given:
                values[question.id] = int(given)
        return Sheet(values, words)

    @property
    def asked(self) -> list[tuple[Question, Any]]:
        """The questions in order, each with its field."""
        return [(one, self[name_of(one)]) for one in self.survey.questions]

    def new_key(self) -> None:
        self.key.data = gate.new_mark(f"survey {self.survey.id}").signed

    def read_key(self) -> bool:
        """Whether the mark of this form is ours and still young; else it gets a new one."""
        try:
            self.one_use_key = gate.read_mark(self.key.data or "", f"survey {self.survey.id}")
        except gate.TooQuick as refusal:
            self.refuse(refusal)
            return False
        if self.one_use_key is None:
            self.new_key()
            self.form_errors.append(
                _("This page was open for a long time. Look it over and send it once more.")
            )
        return self.one_use_key is not None


def name_of(question: Question) -> str:
    return f"q{question.id}"


def answer_field(question: Question) -> Any:
    text = text_of(question)
    if question.kind is QuestionKind.WORDS:
        return TextAreaField(text, [shorter_than(LONGEST_REMARK), check_no_pesel])
    return RadioField(
        text,
        [check_choice],
        choices=[SelectChoice(str(value), label) for value, label in VALUES[question.kind].items()],
        coerce=lambda value: str(value) if value else "",
        validate_choice=False,
    )
