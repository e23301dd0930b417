"""The form of whoever answers the phone: a name, one contact, how many; then what for."""

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    SelectMultipleField,
    StringField,
)

from osl.accounts.models import User
from osl.core.errors import DomainError
from osl.core.forms import (
    CheckboxesField,
    OslForm,
    PlainIntegerField,
    RadioField,
    check_contact,
    check_no_pesel,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l
from osl.people.models import Channel, Person
from osl.people.operations import Known
from osl.people.words import CHANNELS, phone_shown
from osl.signups import gate
from osl.signups.choices import Choice, chosen_among
from osl.signups.forms import FEWER, MOST_CHILDREN, WAIT, ChildForm
from osl.signups.models import Help
from osl.signups.operations import LARGEST_PARTY_OF_TEAM, TeamSays, Wish
from osl.signups.words import HELP

NEW_PERSON = "new"

CHANNELS_OF_TEAM = (Channel.PHONE, Channel.IN_PERSON, Channel.PAPER)
"""How somebody asks the team: what is not typed by residents themselves."""


class PhoneForm(OslForm):
    """Signing somebody up while they are on the line."""

    key = HiddenField()
    name = StringField(
        _l("First name and surname"),
        [required(_l("Give the first name and surname.")), shorter_than(120), check_no_pesel],
    )
    contact = StringField(_l("Phone, or e-mail"), [check_contact, shorter_than(320)])
    party_size = PlainIntegerField(_l("How many people"))
    person = RadioField(_l("Is it one of these people?"), validate_choice=False)
    if_full = RadioField(_l("Not everybody fits. What do they prefer?"), validate_choice=False)
    choices = SelectMultipleField(_l("What for"), validate_choice=False)
    channel = RadioField(_l("How they asked"), default=Channel.PHONE.value)
    contact_note = StringField(
        _l("Neither phone nor e-mail: how to reach them"), [shorter_than(200), check_no_pesel]
    )
    children = FieldList(FormField(ChildForm), min_entries=MOST_CHILDREN, max_entries=MOST_CHILDREN)
    help_needed = CheckboxesField(_l("What would help them to come"), coerce=Help)
    note = StringField(_l("Note"), [shorter_than(300), check_no_pesel])
    from_reserve = BooleanField(_l("Take places kept by the team, if needed"))
    because = StringField(
        _l("Let them in over the limit, because"), [shorter_than(200), check_no_pesel]
    )

    actor: User
    offered: Sequence[Choice] = ()
    asks_if_full = False
    people: Sequence[Person] = ()
    one_use_key: str | None = None

    @classmethod
    def of(cls, actor: User, preselected: Sequence[str] = ()) -> "PhoneForm":
        form = cls(data={"party_size": 1, "choices": list(preselected)})
        form.actor = actor
        form.channel.choices = [(one.value, CHANNELS[one]) for one in CHANNELS_OF_TEAM]
        form.help_needed.choices = list(HELP.items())
        form.if_full.choices = [
            (FEWER, _("As many as fit are signed up")),
            (WAIT, _("All of them wait for a place")),
        ]
        form.asks_if_full = form.if_full.data in (FEWER, WAIT)
        if not form.key.data:
            form.new_key()
        return form

    def new_key(self) -> None:
        self.key.data = gate.new_mark(self.about).signed

    @property
    def about(self) -> str:
        return f"phone {self.actor.id}"

    def offer(self, found: Sequence[Choice]) -> None:
        """What can be chosen on this page."""
        self.offered = found

    def ask_if_full(self, refusal: DomainError) -> None:
        self.asks_if_full = True
        self.refuse(refusal, "if_full")

    def ask_who(self, people: Sequence[Person]) -> None:
        """Show people who may be this one; nobody is made one with another by themselves."""
        self.show_people(people)
        self.person.errors = [_("We know somebody like that. Is it the same person?")]

    def show_people(self, people: Sequence[Person]) -> None:
        self.people = people
        self.person.choices = [
            *((str(one.id), described(one)) for one in people),
            (NEW_PERSON, _("No, somebody new")),
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        size = self.party_size.data
        if not self.party_size.errors and (size is None or not 1 <= size <= LARGEST_PARTY_OF_TEAM):
            self.party_size.errors = [
                _("Give a number from 1 to %(most)s.", most=LARGEST_PARTY_OF_TEAM)
            ]
        if not (self.contact.data or self.contact.errors or self.contact_note.data):
            self.contact.errors = [
                _("Give a phone number or an e-mail address, or say below how to reach them.")
            ]
        if not self.chosen:
            self.choices.errors = [_("Choose at least one meeting.")]
        if len(self.children_named) > (size or 0) and not self.party_size.errors:
            self.party_size.errors = [_("Children count too: there are more of them below.")]
        if not self.errors:
            self.one_use_key = gate.read_mark(self.key.data or "", self.about, from_team=True)
            if self.one_use_key is None:
                self.new_key()
                self.form_errors.append(
                    _("This page was open for a long time. Look it over and send it once more.")
                )
        return not self.errors

    @property
    def chosen(self) -> list[Choice]:
        return chosen_among(self.offered, self.choices.data or [])

    @property
    def children_named(self) -> list[tuple[str, int]]:
        return [
            (one.form.first_name.data or "", one.form.age.data or 0)
            for one in self.children.entries
            if not one.form.is_empty
        ]

    @property
    def has_details(self) -> bool:
        """Whether something stands in what is folded away: then it is shown open."""
        given = (self.contact_note, self.help_needed, self.note, self.from_reserve, self.because)
        return bool(self.children_named) or any(one.data or one.errors for one in given)

    @property
    def takes_children(self) -> bool:
        return any(one.event.takes_children for one in self.offered)

    @property
    def phone(self) -> str:
        return "" if "@" in (self.contact.data or "") else self.contact.data or ""

    @property
    def email(self) -> str:
        return self.contact.data or "" if "@" in (self.contact.data or "") else ""

    @property
    def known(self) -> Known:
        return Known(self.name.data or "", self.phone, self.email, self.contact_note.data or "")

    def wish(self, person: Person | None) -> Wish:
        return Wish(
            known=self.known,
            party_size=self.party_size.data or 0,
            children=self.children_named,
            help_needed=self.help_needed.data or [],
            note=self.note.data or "",
            takes_fewer=self.if_full.data == FEWER,
            waits=self.if_full.data == WAIT,
            person=person,
        )

    @property
    def says(self) -> TeamSays:
        return TeamSays(bool(self.from_reserve.data), self.because.data or "")


def described(person: Person) -> str:
    """How one of the team tells two people of one name apart."""
    ways = [phone_shown(person.phone), person.email, person.contact_note]
    return ", ".join([person.name, *filter(None, ways)])
