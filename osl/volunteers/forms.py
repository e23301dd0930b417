"""What residents fill in to offer themselves, and afterwards."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, StringField

from osl.core.forms import (
    CheckboxesField,
    EmailField,
    KeepWordsField,
    OslForm,
    PlainIntegerField,
    TelField,
    check_email,
    check_no_case_data,
    check_no_pesel,
    check_phone,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l, language
from osl.core.web import network_key
from osl.people.operations import Known
from osl.people.queries import normal_phone
from osl.signups import gate
from osl.volunteers.calling import Called, when
from osl.volunteers.models import Assignment, Shift
from osl.volunteers.shifts import ADULT, Offer


class MarkedForm(OslForm):
    """A form with a one-use mark: sent twice, it counts once. Programs fall into its trap."""

    key = HiddenField()
    website = StringField(_l("Leave this field empty"))

    about = ""
    one_use_key: str | None = None

    def open_about(self, about: str) -> None:
        self.about = about
        if not self.is_submitted():
            self.new_key()

    def new_key(self) -> None:
        self.key.data = gate.new_mark(self.about).signed

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        self.look_closer()
        if self.website.data:
            self.website.errors = [_("Leave this field empty: only programs fill it in.")]
        return not self.errors and self._has_good_mark()

    def look_closer(self) -> None:
        """What one field says of another."""

    def _has_good_mark(self) -> bool:
        try:
            self.one_use_key = gate.read_mark(self.key.data or "", self.about)
        except gate.TooQuick as refusal:
            self.refuse(refusal)
            return False
        if self.one_use_key is None:
            self.new_key()
            self.form_errors.append(
                _("This page was open for a long time. Look it over and send it once more.")
            )
        return self.one_use_key is not None


class ContactForm(MarkedForm):
    """Who somebody is and one way to reach them."""

    name = StringField(
        _l("First name and surname"),
        [required(_l("Give your first name and surname.")), shorter_than(120), check_no_pesel],
    )
    phone = TelField(_l("Phone"), [check_phone, shorter_than(40)])
    email = EmailField(_l("E-mail"), [check_email, shorter_than(320)])

    def look_closer(self) -> None:
        ways = (self.phone, self.email)
        if not any(one.data or one.errors for one in ways):
            self.phone.errors = [_("Give a phone number or an e-mail address. One is enough.")]

    @property
    def known(self) -> Known:
        return Known(
            name=self.name.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
            language=language(),
        )


class ShiftsForm(MarkedForm):
    """Which shifts of a task somebody would take."""

    shifts = CheckboxesField(_l("When can you come?"), coerce=int, validate_choice=False)
    note = StringField(
        _l("Anything we should know"), [shorter_than(300), check_no_pesel, check_no_case_data]
    )
    keep_words = KeepWordsField()

    offered: Sequence[Shift] = ()

    def offer(self, about: str, shifts: Sequence[Shift], chosen: int | None = None) -> None:
        """Show these shifts; a single one, or the one the address asks for, is chosen already."""
        self.offered = shifts
        self.shifts.choices = [(one.id, when(one)) for one in shifts]
        numbers = {one.id for one in shifts}
        if not self.is_submitted():
            self.shifts.data = [chosen] if chosen in numbers else []
            if len(shifts) == 1:
                self.shifts.data = [shifts[0].id]
        self.open_about(about)

    def look_closer(self) -> None:
        super().look_closer()
        if self.shifts.errors:
            return
        numbers = {one.id for one in self.offered}
        if not self.shifts.data:
            self.shifts.errors = [_("Choose when you can come.")]
        elif not numbers.issuperset(self.shifts.data):
            self.shifts.errors = [_("This shift is over. Choose another one.")]
            self.shifts.data = [one for one in self.shifts.data if one in numbers]

    @property
    def chosen(self) -> list[Shift]:
        return [one for one in self.offered if one.id in (self.shifts.data or ())]


class OfferForm(ShiftsForm, ContactForm):
    """Offering oneself without an account. Age and guardian are asked of those under 18 only."""

    age = PlainIntegerField(_l("How old are you?"))
    guardian_phone = TelField(
        _l("Phone of your parent or guardian"), [check_phone, shorter_than(40)]
    )

    least_age = 0

    @classmethod
    def for_task(cls, called: Called, chosen: int | None = None) -> "OfferForm":
        form = cls()
        form.least_age = called.task.least_age
        if not form.takes_minors:
            del form.age
            del form.guardian_phone
        form.offer(f"task {called.task.id}", called.shifts, chosen)
        return form

    @property
    def takes_minors(self) -> bool:
        return self.least_age < ADULT

    @property
    def says_age(self) -> bool:
        return self.takes_minors and bool(
            self.age.data is not None
            or self.age.errors
            or self.guardian_phone.data
            or self.guardian_phone.errors
        )

    def look_closer(self) -> None:
        super().look_closer()
        if self.takes_minors:
            self._check_age()

    def _check_age(self) -> None:
        if self.age.errors or self.guardian_phone.errors:
            return
        if self.age.data is None:
            if self.guardian_phone.data:
                self.age.errors = [_("Give your age in years, for example 16.")]
            return
        if not 1 <= self.age.data <= 120:
            self.age.errors = [_("Give your age in years, for example 16.")]
        elif self.age.data < self.least_age:
            self.age.errors = [
                _("This task is for people who are at least %(age)d years old.", age=self.least_age)
            ]
        elif self.age.data < ADULT and not self.guardian_phone.data:
            self.guardian_phone.errors = [
                _("Give the phone of a parent or guardian: we must ask them first.")
            ]

    @property
    def made_offer(self) -> Offer:
        age = self.age.data if self.takes_minors else None
        is_minor = age is not None and age < ADULT
        return Offer(
            self.known,
            age=age if is_minor else None,
            guardian_phone=normal_phone(self.guardian_phone.data or "") if is_minor else "",
            note=self.note.data or "",
            key=self.one_use_key,
            network=network_key(),
        )


class MoreForm(ShiftsForm):
    """More shifts for somebody whose page this is: we know who they are."""

    @classmethod
    def for_task(cls, called: Called, taken: set[int]) -> "MoreForm":
        """Those shifts of the task that are not theirs already."""
        form = cls()
        free = [one for one in called.shifts if one.id not in taken]
        form.offer(f"more {called.task.id}", free)
        return form

    def made_offer(self, latest: Assignment) -> Offer:
        """In the name of whoever made this offer, as they said it then."""
        person = latest.person
        return Offer(
            Known(person.name, person.phone, person.email, language=language()),
            age=latest.age,
            guardian_phone=latest.guardian_phone,
            note=self.note.data or "",
            key=self.one_use_key,
            network=network_key(),
        )


class VolunteerCodeForm(OslForm):
    """The code from paper."""

    code_on_paper = StringField(
        _l("Code of your offer"),
        [required(_l("Type the code, for example 12-7KQM-X2P9."))],
    )


class AnswerForm(OslForm):
    """A button alone: what it does stands on it."""
