"""What residents fill in to sign up, and afterwards."""

from collections.abc import Sequence
from typing import Any

from wtforms import FieldList, FormField, HiddenField, StringField

from osl.core.forms import (
    CheckboxesField,
    EmailField,
    OslForm,
    PlainIntegerField,
    RadioField,
    SelectField,
    TelField,
    check_email,
    check_no_pesel,
    check_phone,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l, _n, language
from osl.events.models import Event, Occurrence
from osl.events.words import when
from osl.people.operations import Known
from osl.signups import gate
from osl.signups.consent_forms import ConsentBoxes
from osl.signups.models import Help
from osl.signups.operations import LARGEST_PARTY, Wish
from osl.signups.words import HELP

MOST_CHILDREN = 5
OLDEST_CHILD = 17
ALL_MEETINGS = "all"
FEWER, WAIT = "fewer", "wait"


class ChildForm(OslForm):
    """A child somebody brings."""

    class Meta(OslForm.Meta):
        csrf = False

    first_name = StringField(_l("First name of the child"), [shorter_than(60)])
    age = PlainIntegerField(_l("Age"))

    @property
    def is_empty(self) -> bool:
        return not self.first_name.data and self.age.data is None

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if self.is_empty:
            return True
        if not self.first_name.data:
            self.first_name.errors = [_("Give the first name of the child.")]
        if self.age.data is None:
            self.age.errors = [_("Give the age of the child in years.")]
        elif not 0 <= self.age.data <= OLDEST_CHILD:
            self.age.errors = [_("A child is from 0 to 17 years old. Count others as adults.")]
        return not self.errors


class PartyForm(OslForm):
    """How many come: adults, and children where an adult may sign them up."""

    party_size = PlainIntegerField(_l("How many people will come, with you"))
    children = FieldList(FormField(ChildForm), min_entries=0, max_entries=MOST_CHILDREN)

    takes_children = False

    def ask_for(self, event: Event, given: Sequence[tuple[str, int]] = ()) -> None:
        """Ask for children where the event takes them."""
        self.takes_children = event.takes_children
        if not event.takes_children:
            del self.children
            return
        self.party_size.label.text = _("How many adults will come, with you")
        if not self.is_submitted():
            for name, age in given:
                self.children.append_entry({"first_name": name, "age": age})
        while len(self.children.entries) < MOST_CHILDREN:
            self.children.append_entry()

    @property
    def children_named(self) -> list[tuple[str, int]]:
        if not self.takes_children:
            return []
        return [
            (one.form.first_name.data or "", one.form.age.data or 0)
            for one in self.children.entries
            if not one.form.is_empty
        ]

    @property
    def everybody(self) -> int:
        return (self.party_size.data or 0) + len(self.children_named)

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if self.party_size.errors:
            return False
        adults = self.party_size.data
        least = 0 if self.children_named else 1
        if adults is None:
            self.party_size.errors = [_("Say how many people will come, for example 1.")]
        elif not least <= adults or self.everybody > self.most:
            self.party_size.errors = [
                _(
                    "Between 1 and %(most)s people can be signed up at once. Call us for more.",
                    most=self.most,
                )
            ]
        return not self.errors

    @property
    def most(self) -> int:
        return LARGEST_PARTY


class SignupForm(ConsentBoxes, PartyForm):
    """Signing up online, without an account: a name, one contact, how many come."""

    key = HiddenField()
    name = StringField(
        _l("First name and surname"),
        [required(_l("Give your first name and surname.")), shorter_than(120), check_no_pesel],
    )
    phone = TelField(_l("Phone"), [check_phone, shorter_than(40)])
    email = EmailField(_l("E-mail"), [check_email, shorter_than(320)])
    meeting = SelectField(_l("Which meeting"))
    help_needed = CheckboxesField(_l("What would help you to come"), coerce=Help)
    note = StringField(_l("Anything we should know"), [shorter_than(300), check_no_pesel])
    if_full = RadioField(_l("Not everybody fits. What do you prefer?"), validate_choice=False)
    website = StringField(_l("Leave this field empty"))

    event: Event
    asks_if_full = False
    one_use_key: str | None = None

    @classmethod
    def for_event(
        cls, event: Event, meetings: Sequence[Occurrence], chosen: int | None = None
    ) -> "SignupForm":
        form = cls(data={"party_size": 1, "meeting": str(chosen) if chosen else None})
        form.event = event
        form.ask_for(event)
        form.offer_news(event)
        form.help_needed.choices = [(one, label) for one, label in HELP.items()]
        form._offer_meetings(event, meetings)
        form.if_full.choices = [(FEWER, _("Sign up as many as fit")), (WAIT, _("All of us wait"))]
        form.asks_if_full = form.if_full.data in (FEWER, WAIT)
        if not form.is_submitted():
            form.new_key()
        return form

    def _offer_meetings(self, event: Event, meetings: Sequence[Occurrence]) -> None:
        choices = [(str(one.id), when(one)) for one in meetings]
        if event.takes_regulars and len(choices) > 1:
            choices.append((ALL_MEETINGS, _("All meetings: a regular place")))
        if len(choices) > 1:
            self.meeting.choices = choices
        else:
            del self.meeting

    def ask_if_full(self, left: int) -> None:
        """Ask what a party prefers that fits only in part."""
        fewer = _n("Sign up %(num)s person now", "Sign up %(num)s people now", left)
        self.if_full.choices = [(FEWER, fewer), (WAIT, _("Put all of us on the waiting list"))]
        self.asks_if_full = True

    def new_key(self) -> None:
        self.key.data = gate.new_mark(self.about).signed

    @property
    def about(self) -> str:
        return f"event {self.event.id}"

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if (
            not self.phone.data
            and not self.email.data
            and not self.phone.errors
            and not self.email.errors
        ):
            self.phone.errors = [_("Give a phone number or an e-mail address. One is enough.")]
        if self.website.data:
            self.website.errors = [_("Leave this field empty: only programs fill it in.")]
        if not self.errors and self._came_too_quickly():
            return False
        return not self.errors

    def _came_too_quickly(self) -> bool:
        try:
            self.one_use_key = gate.read_mark(self.key.data or "", self.about)
        except gate.TooQuick as refusal:
            self.refuse(refusal)
            return True
        if self.one_use_key is None:
            self.new_key()
            self.form_errors.append(
                _("This page was open for a long time. Look it over and send it once more.")
            )
            return True
        return False

    @property
    def wants_all_meetings(self) -> bool:
        return "meeting" in self and self.meeting.data == ALL_MEETINGS

    @property
    def contact(self) -> str:
        return self.email.data or self.phone.data or ""

    @property
    def wish(self) -> Wish:
        said = self.if_full.data
        return Wish(
            known=Known(
                name=self.name.data or "",
                phone=self.phone.data or "",
                email=self.email.data or "",
                language=language(),
            ),
            party_size=self.everybody,
            children=self.children_named,
            help_needed=self.help_needed.data or [],
            note=self.note.data or "",
            takes_fewer=said == FEWER,
            waits=said == WAIT,
        )


class CodeForm(OslForm):
    """The code from a printed confirmation."""

    code_on_paper = StringField(
        _l("Code from your confirmation"),
        [required(_l("Type the code, for example 12-7KQM-X2P9."))],
    )


class AnswerForm(OslForm):
    """A button alone: what it does stands on it."""
