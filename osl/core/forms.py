"""Forms: what people typed, made clean and turned into the field's own types.

A form that fails keeps every word, answers 422, and says next to the field how to put it
right. Two people on one page: the second is shown what the first one changed (409).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask import has_request_context, make_response, render_template, request
from flask_babel import get_locale
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from werkzeug.wrappers import Response
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    Field,
    FileField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    TimeField,
)
from wtforms.i18n import get_translations
from wtforms.validators import Length, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from osl.core.errors import DomainError
from osl.core.i18n import DEFAULT_LANGUAGE, _, _l, day_month
from osl.core.text import case_words_in, clean, pesel_in

LONGEST_LINE = 200
LONGEST_TEXT = 10_000
KEEP_WORDS = "keep_words"
"""The box by which somebody says that words which were pointed out shall stay."""


@lru_cache
def words_of_wtforms(language: str) -> Any:
    return get_translations([language])


class OslForm(FlaskForm):
    """The base of every form. ``fields`` hands over what an operation takes."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> Any:
            """The few words of WTForms itself, read once and not for every form."""
            locale = get_locale()
            return words_of_wtforms(locale.language if locale else DEFAULT_LANGUAGE)

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What a browser sends: words for words, and files only where a file is asked for."""
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            if not has_request_context() or request.method in ("GET", "HEAD", "OPTIONS"):
                return None
            asked = {field.name for field in form if isinstance(field, FileField)}
            files = [one for one in request.files.items(multi=True) if one[0] in asked]
            return CombinedMultiDict((MultiDict(files), request.form))

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            """Every typed text is cleaned, and has a longest length even if nobody set one."""
            field = unbound_field.bind(form=form, **options)
            if isinstance(field, PasswordField):
                return field
            if isinstance(field, StringField) and not isinstance(field, HiddenField):
                lines = isinstance(field, TextAreaField)
                field.filters = [*field.filters, lambda text: _cleaned(text, lines=lines)]
                if not any(isinstance(check, Length) for check in field.validators):
                    longest = LONGEST_TEXT if lines else LONGEST_LINE
                    field.validators = [*field.validators, shorter_than(longest)]
            return field

    @property
    def fields(self) -> dict[str, Any]:
        """The typed values under the names an operation takes."""
        return {
            name: field.data
            for name, field in self._fields.items()
            if name not in ("csrf_token", "version", KEEP_WORDS)
        }

    def refuse(self, refusal: DomainError, field: str | None = None) -> None:
        """Say a rule's refusal: beside the named field, or above the form."""
        if field is not None:
            self[field].errors = [*self[field].errors, str(refusal)]
        else:
            self.form_errors.append(str(refusal))


@dataclass(frozen=True)
class Difference:
    """One thing another person changed while this one was typing."""

    label: str
    theirs: str
    yours: str


class VersionedForm(OslForm):
    """A form on a row that two people may edit at once."""

    version = HiddenField()
    overtaken_by: list["Difference"] | None = None
    """What another person changed meanwhile; the form's page then shows it (409)."""

    def is_stale(self, subject: Any) -> bool:
        """Whether somebody saved ``subject`` after this page was opened."""
        return bool(self.version.data) and self.version.data != self.version_of(subject)

    @staticmethod
    def version_of(subject: Any) -> str:
        """What stands for ``subject`` as it is now."""
        return str(subject.version)

    def differences(self, current: Mapping[str, Any]) -> list[Difference]:
        """What differs between the row as it is now and what was typed here."""
        found = []
        for name, theirs in current.items():
            if name not in self or name == "version":
                continue
            yours = self[name].data
            if (yours or None) != (theirs or None):
                found.append(
                    Difference(
                        str(self[name].label.text),
                        _shown(self[name], theirs),
                        _shown(self[name], yours),
                    )
                )
        return found


def _cleaned(text: Any, *, lines: bool) -> Any:
    return clean(text, lines=lines) if isinstance(text, str) else text


def _labels(field: SelectField) -> dict[str, str]:
    return {str(value): str(label) for value, label, *_rest in field.iter_choices()}


def _shown(field: Field, value: Any) -> str:
    """A value as a person would read it, for the comparison of two versions."""
    if isinstance(field, SelectMultipleField):
        labels = _labels(field)
        return ", ".join(labels.get(str(one), str(one)) for one in value or []) or "–"
    if isinstance(field, SelectField):
        labels = _labels(field)
        return labels.get(str(value), str(value) if value else "–")
    if value is True:
        return _("yes")
    if value is False:
        return _("no")
    if isinstance(value, date):
        return day_month(value)
    if isinstance(value, tuple):
        return ", ".join(day_month(day) for day in value) or "–"
    if isinstance(value, time):
        return f"{value.hour}.{value.minute:02d}"
    return str(value) if value not in (None, "") else "–"


def shorter_than(longest: int) -> Length:
    return Length(
        max=longest,
        message=_l("This text is too long. Shorten it to %(max)d characters."),
    )


class required:  # noqa: N801 - reads as a word among validators
    """The field must be filled in; ``message`` says what to type."""

    field_flags = {"required": True}

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, _form: Any, field: Field) -> None:
        value = field.data
        is_missing = value is None or value == [] or (isinstance(value, str) and not value.strip())
        if is_missing and not field.errors:
            raise StopValidation(str(self.message))


def check_phone(_form: Any, field: Field) -> None:
    """A phone number: nine Polish digits, or an international one with its plus."""
    if not field.data:
        return
    digits = "".join(c for c in field.data if c.isdigit())
    strange = set(field.data) - set("0123456789 +-()")
    international = field.data.strip().startswith("+")
    if strange or not (len(digits) == 9 or (international and 8 <= len(digits) <= 15)):
        raise ValidationError(_("Give a phone number of nine digits, for example 41 200 00 00."))


def check_email(_form: Any, field: Field) -> None:
    """An address letters can be sent to, in one form."""
    if not field.data:
        return
    try:
        field.data = validate_email(field.data, check_deliverability=False).normalized
    except EmailNotValidError:
        raise ValidationError(
            _("This is not an e-mail address. Type it like this: name@example.org.")
        ) from None


def check_contact(form: Any, field: Field) -> None:
    """A phone number, or an e-mail address: what has an @ in it."""
    if "@" in (field.data or ""):
        check_email(form, field)
    else:
        check_phone(form, field)


def check_no_pesel(_form: Any, field: Field) -> None:
    if field.data and pesel_in(field.data):
        raise ValidationError(
            _("Take the PESEL number out: we do not need it and must not keep it.")
        )


class KeepWordsField(BooleanField):
    """Where somebody says that words which hint at a case are about what a person does.

    A form with free text about people has one of these, called ``keep_words``, and
    ``check_no_case_data`` among the validators of each such field. Its box is drawn by the macro
    ``field`` under the field that holds the words, and nowhere as long as there are none.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(_l("Yes, keep these words"), **options)


def check_no_case_data(form: Any, field: Field) -> None:
    """Point out words about health, family or a case, once; nothing typed is lost.

    Whoever ticks "Yes, keep these words" knows what they do, and is not asked again.
    """
    found = case_words_in(field.data or "")
    if not found:
        return
    keep = form[KEEP_WORDS]
    if not any(hasattr(other, KEEP_WORDS) for other in form):
        setattr(field, KEEP_WORDS, keep)
    if not keep.data:
        raise ValidationError(
            _(
                "Is this really about what the person does? Nothing about health, family or "
                "office cases is noted here: %(words)s. Take it out, or tick “Yes, keep these "
                "words”.",
                words=", ".join(f"“{one}”" for one in found),
            )
        )


class CheckboxesField(SelectMultipleField):
    """Several choices, each with its own box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PlainDateField(DateField):
    """A date, with a sentence instead of a format when it cannot be read. A browser that lets one
    pick a date sends 2027-06-12; where dates are typed, 12.06.2027 is understood too."""

    years = range(2000, 2101)

    def year_refusal(self) -> str:
        return _("Give a year between 2000 and 2100.")

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = next((v.strip() for v in valuelist if v and v.strip()), "")
        self.data = _date_of(typed) if typed else None
        if typed and self.data is None:
            raise ValueError(_("There is no such date. Choose a day, for example 12 June 2027."))
        if self.data is not None and self.data.year not in self.years:
            self.data = None
            raise ValueError(self.year_refusal())


class PlainTimeField(TimeField):
    """A time of day; "17.30", "17:30" and "17" are all understood."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = next((v.strip() for v in valuelist if v and v.strip()), "")
        if not typed:
            self.data = None
            return
        told = re.fullmatch(r"(\d{1,2})(?:[:.](\d{0,2})(?:[:.]\d\d)?)?", typed, re.ASCII)
        hours, minutes = told.groups() if told else ("", "")
        try:
            self.data = time(int(hours), int(minutes or 0))
        except ValueError:
            self.data = None
            raise ValueError(_("There is no such time. Type it like this: 17:30.")) from None


class DatesField(TextAreaField):
    """Several dates, typed as one likes: a line each, or with commas between them."""

    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "\n".join(f"{day.day}.{day.month:02d}.{day.year}" for day in self.data or ())

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = re.split(r"[\n,;]+", valuelist[0] if valuelist else "")
        days = set()
        for words in (part.strip() for part in typed):
            if not words:
                continue
            day = _date_of(words)
            if day is None or not 2000 <= day.year <= 2100:
                self.data = ()
                raise ValueError(
                    _(
                        "“%(words)s” is not a date. Type each one like this: 12.06.2027.",
                        words=words[:40],
                    )
                )
            days.add(day)
        self.data = tuple(sorted(days))


def _date_of(words: str) -> date | None:
    """A date typed as 12.06.2027, 12-6-2027, 12/06/2027 or 2027-06-12."""
    told = re.fullmatch(r"(\d{1,2})[.\-/ ](\d{1,2})[.\-/ ](\d{4})", words, re.ASCII)
    try:
        if told:
            return date(int(told[3]), int(told[2]), int(told[1]))
        return date.fromisoformat(words)
    except ValueError:
        return None


class PlainIntegerField(IntegerField):
    """A whole number, with a sentence when it is not one."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = next((v.strip() for v in valuelist if v and v.strip()), "")
        if not typed:
            self.data = None
            return
        if not re.fullmatch(r"-?\d{1,9}", typed, re.ASCII):
            self.data = None
            raise ValueError(_("Type a whole number in digits, for example 12."))
        self.data = int(typed)


__all__ = [
    "CheckboxesField",
    "DatesField",
    "EmailField",
    "KeepWordsField",
    "OslForm",
    "PlainDateField",
    "PlainIntegerField",
    "PlainTimeField",
    "RadioField",
    "SelectField",
    "TelField",
    "VersionedForm",
    "check_contact",
    "check_email",
    "check_no_case_data",
    "check_no_pesel",
    "check_phone",
    "render_form",
    "required",
    "shorter_than",
]


def render_form(template: str, form: OslForm, **context: Any) -> Response:
    """The page of a form: 200 to begin with, 422 when something in it must be put right."""
    status = 422 if form.errors else 200
    return make_response(render_template(template, form=form, **context), status)


def render_stale(
    template: str, form: VersionedForm, subject: Any, current: Mapping[str, Any], **context: Any
) -> Response:
    """The same page for the second of two people: what changed, and everything they typed.

    The form now carries the newest version, so saving again is a knowing choice.
    """
    form.overtaken_by = form.differences(current)
    form.version.data = form.version_of(subject)
    return make_response(render_template(template, form=form, **context), 409)
