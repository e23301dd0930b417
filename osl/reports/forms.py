"""Forms about the periods of reports."""

from datetime import date

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import ValidationError

from osl.core.forms import (
    KeepWordsField,
    PlainDateField,
    VersionedForm,
    check_no_case_data,
    check_no_pesel,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l
from osl.reports.asking import MOST_YEARS
from osl.reports.models import ReportPeriod


class PeriodForm(VersionedForm):
    """A name for the days from one to another."""

    name = StringField(
        _l("Name of the period"),
        [required(_l("Give the period a name.")), shorter_than(120), check_no_pesel],
    )
    first_on = PlainDateField(_l("First day"), [required(_l("Choose the first day."))])
    last_on = PlainDateField(_l("Last day"), [required(_l("Choose the last day."))])

    def validate(self, *args: object, **options: object) -> bool:
        if not super().validate(*args, **options):
            return False
        _name, first_on, last_on = self.asked
        if last_on < first_on:
            refusal = _("The last day is before the first. Change one of the two.")
        elif last_on.year - first_on.year >= MOST_YEARS:
            refusal = _("A report takes in %(most)s years at most.", most=MOST_YEARS)
        else:
            return True
        self.last_on.errors = [refusal]
        return False

    @property
    def asked(self) -> tuple[str, date, date]:
        """The name and the days, once the form is right."""
        return (
            self.name.data or "",
            self.first_on.data or date.min,
            self.last_on.data or date.min,
        )

    @staticmethod
    def now(period: ReportPeriod) -> dict[str, object]:
        """A period as its form shows it."""
        return {"name": period.name, "first_on": period.first_on, "last_on": period.last_on}


class ClosingForm(VersionedForm):
    """That somebody means it."""

    agreed = BooleanField(_l("Yes, keep these numbers for good"))

    def validate_agreed(self, field: BooleanField) -> None:
        """A box that is not ticked is an answer too, and not the one needed."""
        if not field.data:
            raise ValidationError(_("Tick that the numbers shall be kept for good."))


class ReopeningForm(VersionedForm):
    """Why a closed period is counted anew."""

    reason = TextAreaField(
        _l("Why"),
        [
            required(_l("Say why: the reason stays in the history.")),
            shorter_than(300),
            check_no_pesel,
            check_no_case_data,
        ],
    )
    keep_words = KeepWordsField()
