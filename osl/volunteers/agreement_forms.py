"""What the team fills in about an agreement, step by step; nothing is kept between steps but the
draft itself."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import StopValidation, ValidationError

from osl.communities.models import Community, FundingProject
from osl.core.clock import today
from osl.core.forms import (
    KeepWordsField,
    OslForm,
    PlainDateField,
    RadioField,
    SelectField,
    TelField,
    VersionedForm,
    check_no_case_data,
    check_no_pesel,
    check_phone,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l
from osl.people.queries import normal_phone
from osl.people.words import phone_shown
from osl.volunteers.agreement_terms import OLDEST, is_long
from osl.volunteers.agreement_words import COSTS
from osl.volunteers.agreements import Terms, WhoAndWhen, Work, needs_guardian
from osl.volunteers.models import Agreement, CostTerms, Task

ENDS_HOW = _l(
    "Either side may end the agreement seven days ahead, and at once for important reasons."
)


class BirthDateField(PlainDateField):
    """A day of birth: people who volunteer were born in this century or the last one."""

    @property
    def years(self) -> range:  # type: ignore[override]
        return range(today().year - OLDEST, today().year + 1)

    def year_refusal(self) -> str:
        return _("Check the year of birth.")


class WhoForm(VersionedForm):
    """Step 1: whose agreement it is and for what days."""

    key = HiddenField()
    community_id = RadioField(_l("In which community"), coerce=int, validate_choice=False)
    task_id = SelectField(_l("Task"), coerce=int)
    starts_on = PlainDateField(_l("First day"), [required(_l("Choose the first day."))])
    ends_on = PlainDateField(_l("Last day"))
    hours_note = StringField(_l("Days and hours"), [shorter_than(200), check_no_pesel])
    born_on = BirthDateField(_l("Day of birth"), [required(_l("Give the day of birth."))])
    address = StringField(_l("Address"), [shorter_than(200), check_no_pesel])
    guardian_name = StringField(_l("Guardian's name"), [shorter_than(120), check_no_pesel])
    guardian_phone = TelField(_l("Guardian's phone"), [check_phone, shorter_than(40)])
    communities: Sequence[Community] = ()
    tasks: Sequence[Task] = ()

    @classmethod
    def of(
        cls,
        agreement: Agreement | None,
        *,
        communities: Sequence[Community],
        tasks: Sequence[Task],
    ) -> "WhoForm":
        form = cls(data=cls.now(agreement) if agreement is not None else {})
        form.communities, form.tasks = communities, tasks
        form.community_id.choices = [(one.id, one.name) for one in communities]
        form.task_id.choices = [
            (0, _("No task: something else")),
            *((one.id, f"{one.title} ({one.community.name})") for one in tasks),
        ]
        if form.community_id.data is None and communities:
            form.community_id.data = communities[0].id
        if not form.key.data:
            form.key.data = str(uuid4())
        return form

    @staticmethod
    def now(agreement: Agreement) -> dict[str, Any]:
        """What stands in the agreement."""
        return {
            "version": agreement.version,
            "community_id": agreement.community_id,
            "task_id": agreement.task_id or 0,
            "starts_on": agreement.starts_on,
            "ends_on": agreement.ends_on,
            "hours_note": agreement.hours_note,
            "born_on": agreement.born_on,
            "address": agreement.address,
            "guardian_name": agreement.guardian_name,
            "guardian_phone": phone_shown(agreement.guardian_phone),
        }

    def validate_community_id(self, field: RadioField) -> None:
        if field.data not in {one.id for one in self.communities}:
            raise ValidationError(_("Choose a community."))

    def validate_born_on(self, field: PlainDateField) -> None:
        if field.data is not None and field.data >= today():
            raise ValidationError(_("Check the day of birth: it is not in the past."))

    def validate_ends_on(self, field: PlainDateField) -> None:
        starts = self.starts_on.data
        if field.data is not None and starts is not None and field.data < starts:
            raise ValidationError(_("The last day is before the first one. Check both dates."))

    def validate_guardian_name(self, field: StringField) -> None:
        born, starts = self.born_on.data, self.starts_on.data
        if born and starts and needs_guardian(born, starts) and not field.data:
            raise StopValidation(
                _("This person is under 18 on the first day: give the guardian's name.")
            )

    @property
    def one_use_key(self) -> str | None:
        try:
            return str(UUID(str(self.key.data)))
        except ValueError:
            return None

    @property
    def community(self) -> Community:
        return next(one for one in self.communities if one.id == self.community_id.data)

    @property
    def who(self) -> WhoAndWhen:
        """What was typed; a guardian only of somebody who needs one."""
        born_on, starts_on = self.born_on.data or today(), self.starts_on.data or today()
        is_minor = needs_guardian(born_on, starts_on)
        return WhoAndWhen(
            born_on=born_on,
            starts_on=starts_on,
            ends_on=self.ends_on.data,
            address=self.address.data or "",
            guardian_name=(self.guardian_name.data or "") if is_minor else "",
            guardian_phone=normal_phone(self.guardian_phone.data or "") if is_minor else "",
            hours_note=self.hours_note.data or "",
            task=next((one for one in self.tasks if one.id == self.task_id.data), None),
        )


class WorkForm(VersionedForm):
    """Step 2: what the volunteer does, and where."""

    keep_words = KeepWordsField()
    scope = TextAreaField(
        _l("What the volunteer will do"),
        [
            required(_l("Say what the volunteer will do.")),
            shorter_than(4000),
            check_no_pesel,
            check_no_case_data,
        ],
    )
    place = StringField(_l("Place"), [shorter_than(200), check_no_pesel])
    with_children = BooleanField(_l("It is work with children"))
    project_id = SelectField(_l("Project that pays for it"), coerce=int)
    projects: Sequence[FundingProject] = ()

    @classmethod
    def of(cls, agreement: Agreement, projects: Sequence[FundingProject]) -> "WorkForm":
        form = cls(data=cls.now(agreement))
        form.projects = projects
        form.project_id.choices = [(0, _("None")), *((one.id, one.title) for one in projects)]
        return form

    @staticmethod
    def now(agreement: Agreement) -> dict[str, Any]:
        return {
            "version": agreement.version,
            "scope": agreement.scope,
            "place": agreement.place,
            "with_children": agreement.with_children,
            "project_id": agreement.funding_project_id or 0,
        }

    @property
    def work(self) -> Work:
        return Work(
            scope=self.scope.data or "",
            place=self.place.data or "",
            with_children=bool(self.with_children.data),
            funding_project=next(
                (one for one in self.projects if one.id == self.project_id.data), None
            ),
        )


class TermsForm(VersionedForm):
    """Step 3: what both sides promise. Which insurance it is follows from the days."""

    insurance = StringField(_l("Accident insurance (NNW)"), [shorter_than(200), check_no_pesel])
    is_written = BooleanField(_l("The volunteer asks for it in writing"))
    costs = RadioField(_l("Costs of travel"), default=CostTerms.REFUNDED.value)
    risks_told = BooleanField(_l("The volunteer was told about the risks and how to stay safe"))
    training = StringField(_l("Training"), [shorter_than(300), check_no_pesel])
    keeps_secrets = BooleanField(_l("The volunteer keeps to themselves what they learn of people"))
    lets_use_image = BooleanField(_l("The volunteer agrees that photos of them are published"))
    ends_how = TextAreaField(
        _l("How the agreement can be ended"),
        [
            required(_l("Say how the agreement can be ended.")),
            shorter_than(300),
            check_no_pesel,
        ],
    )
    represented_by = StringField(
        _l("Who signs for the centre"),
        [
            required(_l("Say who signs for the centre.")),
            shorter_than(120),
            check_no_pesel,
        ],
    )
    needs_policy = False

    @classmethod
    def of(cls, agreement: Agreement) -> "TermsForm":
        form = cls(data=cls.now(agreement))
        form.costs.choices = [(one.value, words) for one, words in COSTS.items()]
        form.needs_policy = not is_long(agreement.starts_on, agreement.ends_on)
        return form

    @staticmethod
    def now(agreement: Agreement) -> dict[str, Any]:
        """What stands in the agreement; a new one ends as most do."""
        return {
            "version": agreement.version,
            "insurance": agreement.insurance,
            "is_written": agreement.is_written,
            "costs": agreement.costs.value,
            "risks_told": agreement.risks_told,
            "training": agreement.training,
            "keeps_secrets": agreement.keeps_secrets,
            "lets_use_image": agreement.lets_use_image,
            "ends_how": agreement.ends_how or str(ENDS_HOW),
            "represented_by": agreement.represented_by,
        }

    def validate_insurance(self, field: StringField) -> None:
        if self.needs_policy and not field.data:
            raise ValidationError(
                _("Up to 30 days the centre must insure: give the accident (NNW) policy.")
            )

    @property
    def terms(self) -> Terms:
        return Terms(
            represented_by=self.represented_by.data or "",
            ends_how=self.ends_how.data or "",
            insurance=self.insurance.data or "",
            is_written=bool(self.is_written.data),
            costs=CostTerms(self.costs.data),
            risks_told=bool(self.risks_told.data),
            training=self.training.data or "",
            keeps_secrets=bool(self.keeps_secrets.data),
            lets_use_image=bool(self.lets_use_image.data),
        )


class DayForm(OslForm):
    """The day something about an agreement happened: a consent came, both sides signed."""

    on = PlainDateField(_l("On which day"), [required(_l("Choose the day."))])

    @classmethod
    def today(cls) -> "DayForm":
        return cls(data={"on": today()})

    @property
    def day(self) -> date:
        return self.on.data or today()


class EndingForm(DayForm):
    """When an agreement stopped holding, and why."""

    keep_words = KeepWordsField()
    why = StringField(
        _l("Why it ended"),
        [
            required(_l("Say in a few words why it ended.")),
            shorter_than(300),
            check_no_pesel,
            check_no_case_data,
        ],
    )


class CertificateForm(OslForm):
    """For which days, and of which agreement, a certificate is made."""

    agreement_id = SelectField(_l("Hours"), coerce=int)
    first_on = PlainDateField(_l("From"), [required(_l("Choose the first day."))])
    last_on = PlainDateField(_l("To"), [required(_l("Choose the last day."))])

    @classmethod
    def among(cls, agreements: Sequence[Agreement], first_on: date) -> "CertificateForm":
        form = cls(data={"first_on": first_on, "last_on": today(), "agreement_id": 0})
        form.agreement_id.choices = [
            (0, _("All confirmed hours")),
            *(
                (one.id, _("Only of the agreement %(number)s", number=one.number))
                for one in agreements
            ),
        ]
        return form
