"""What the team fills in about an agreement with a specialist."""

import re
from collections.abc import Sequence
from typing import Any

from wtforms import StringField
from wtforms.validators import ValidationError

from osl.communities.models import FundingProject
from osl.core.clock import today
from osl.core.forms import (
    PlainDateField,
    SelectField,
    VersionedForm,
    check_no_pesel,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l
from osl.specialists.contracts import ContractFacts
from osl.specialists.models import SpecialistContract

MOST_HOURS = 10_000


class HoursField(StringField):
    """An amount of time as people write it: "20" is twenty hours, "20:30" half an hour more. It
    is kept in clock minutes; what cannot be read stays in the field as it was typed."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = next((v.strip() for v in valuelist if v and v.strip()), "")

    @property
    def minutes(self) -> int | None:
        """What was typed, in minutes; None for nothing and for what says no time."""
        told = re.fullmatch(r"(\d{1,5})(?:[:.]([0-5]\d))?(?:\s*h)?", self.data or "", re.ASCII)
        return int(told[1]) * 60 + int(told[2] or 0) if told else None


def hours_typed(minutes: int | None) -> str:
    """Minutes as they are typed into the field: "20", "20:30"."""
    if minutes is None:
        return ""
    whole, rest = divmod(minutes, 60)
    return f"{whole}:{rest:02d}" if rest else str(whole)


class ContractForm(VersionedForm):
    """What was agreed with a specialist. What it costs stays with the accountants."""

    number = StringField(
        _l("Number of the agreement"),
        [required(_l("Give the number of the agreement.")), shorter_than(60), check_no_pesel],
    )
    subject = StringField(
        _l("What the agreement is about"),
        [required(_l("Say what the agreement is about.")), shorter_than(300), check_no_pesel],
    )
    starts_on = PlainDateField(_l("First day"), [required(_l("Choose the first day."))])
    ends_on = PlainDateField(_l("Last day"))
    hours = HoursField(_l("Agreed hours"))
    project_id = SelectField(_l("Project that pays for it"), coerce=int)

    @classmethod
    def of(
        cls, contract: SpecialistContract | None, projects: Sequence[FundingProject]
    ) -> "ContractForm":
        known = current_of(contract) if contract is not None else {"starts_on": today()}
        version = {"version": str(contract.version)} if contract is not None else {}
        form = cls(data=known | version)
        form.project_id.choices = [(0, _("None")), *((one.id, one.title) for one in projects)]
        return form

    def validate_hours(self, field: HoursField) -> None:
        if not field.data:
            return
        if field.minutes is None:
            raise ValidationError(_("Type the hours like this: 20 or 20:30."))
        if not 0 < field.minutes <= MOST_HOURS * 60:
            raise ValidationError(_("Give more than no time, and 10,000 hours at most."))

    def validate_ends_on(self, field: PlainDateField) -> None:
        starts = self.starts_on.data
        if field.data is not None and starts is not None and field.data < starts:
            raise ValidationError(_("The last day is before the first one. Check both dates."))

    @property
    def facts(self) -> ContractFacts:
        return ContractFacts(
            number=self.number.data or "",
            subject=self.subject.data or "",
            starts_on=self.starts_on.data or today(),
            ends_on=self.ends_on.data,
            minutes=self.hours.minutes,
            funding_project_id=self.project_id.data or None,
        )


def current_of(contract: SpecialistContract) -> dict[str, Any]:
    """An agreement as it is kept, under the names of the form's fields."""
    return {
        "number": contract.number,
        "subject": contract.subject,
        "starts_on": contract.starts_on,
        "ends_on": contract.ends_on,
        "hours": hours_typed(contract.minutes),
        "project_id": contract.funding_project_id or 0,
    }
