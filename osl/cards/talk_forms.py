"""What the team fills in about a talk, most often standing in a doorway with a phone."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import StringField, TextAreaField

from osl.accounts.models import User
from osl.cards.talk_words import (
    OTHER,
    TALK_CHANNELS,
    WEEK,
    quick_choices,
    quick_days,
)
from osl.communities.models import Community
from osl.core.clock import today
from osl.core.forms import (
    KeepWordsField,
    OslForm,
    PlainDateField,
    RadioField,
    SelectField,
    VersionedForm,
    check_email,
    check_no_case_data,
    check_no_pesel,
    check_phone,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l
from osl.ideas.desk_forms import KeyedForm, choice
from osl.people.models import Person, Talk, TalkChannel
from osl.people.operations import Known
from osl.people.talks import NextStep, Said
from osl.people.words import phone_shown

LONGEST_TALK = 2000
NEW_PERSON = "new"


class StepFields(OslForm):
    """By which day: one of the usual ones by a tap, or any other."""

    when = RadioField(_l("By when"), default=WEEK)
    next_on = PlainDateField(_l("Another day"))
    known_day: date | None = None
    """The day that stands in the form already; only another one counts as typed."""

    def offer_days(self) -> None:
        self.when.choices = quick_choices()

    @property
    def chosen_day(self) -> date | None:
        """A day that was typed comes before a button nobody may have touched."""
        typed = self.next_on.data
        if typed is not None and (typed != self.known_day or self.when.data == OTHER):
            return typed
        return quick_days(today()).get(self.when.data)

    def day_hints(self) -> dict[str, date]:
        return quick_days(today())


class TalkFields(StepFields):
    """What was said, and what comes next."""

    channel = choice(_l("How you talked"), _l("Choose how you talked."))
    held_on = PlainDateField(_l("Day of the talk"), [required(_l("Choose the day of the talk."))])
    community = choice(_l("Community"), _l("Choose a community."))
    agreed = TextAreaField(
        _l("What was agreed"),
        [
            required(_l("Write in a sentence or two what was agreed.")),
            shorter_than(LONGEST_TALK),
            check_no_pesel,
            check_no_case_data,
        ],
    )
    next_step = StringField(
        _l("What comes next"), [shorter_than(300), check_no_pesel, check_no_case_data]
    )
    keep_words = KeepWordsField()
    owner = SelectField(_l("Who will do it"), coerce=int, validate_choice=False)
    communities: Sequence[Community] = ()
    team: Sequence[User] = ()

    def offer(self, communities: Sequence[Community], team: Sequence[User]) -> None:
        self.offer_days()
        self.communities, self.team = communities, team
        self.channel.choices = [(one.value, words) for one, words in TALK_CHANNELS.items()]
        self.community.choices = [(str(one.id), one.name) for one in communities]
        self.owner.choices = [(one.id, one.name) for one in team]
        if len(communities) == 1:
            self.community.data = str(communities[0].id)

    @property
    def chosen_community(self) -> Community:
        return next(one for one in self.communities if str(one.id) == self.community.data)

    @property
    def chosen_owner(self) -> User | None:
        return next((one for one in self.team if one.id == self.owner.data), None)

    def validate(self, extra_validators: object = None) -> bool:
        super().validate(extra_validators)
        if self.next_step.data:
            if self.chosen_owner is None:
                self.owner.errors = [_("Choose who will do it.")]
            if self.chosen_day is None and not self.next_on.errors:
                self.next_on.errors = [_("Choose by which day.")]
        return not self.errors

    @property
    def said(self) -> Said:
        """What is to be noted; without words for a next step nothing is left open."""
        step = None
        day, owner = self.chosen_day, self.chosen_owner
        if self.next_step.data and day is not None and owner is not None:
            step = NextStep(self.next_step.data, day, owner)
        return Said(
            self.held_on.data or today(),
            TalkChannel(self.channel.data),
            self.agreed.data or "",
            step,
        )


class TalkForm(KeyedForm, TalkFields):
    """A talk that was just had."""

    @classmethod
    def now(
        cls, communities: Sequence[Community], team: Sequence[User], viewer: User
    ) -> "TalkForm":
        """Today, face to face, and the next step is mine: so most talks need no tap for that."""
        form = cls(
            data={
                "held_on": today(),
                "channel": TalkChannel.IN_PERSON.value,
                "owner": viewer.id,
                "community": str(communities[0].id) if communities else None,
            }
        )
        form.offer(communities, team)
        form.offer_key()
        return form


class NewPersonTalkForm(TalkForm):
    """A talk with somebody the team did not know yet: who they are, and what was said."""

    name = StringField(
        _l("First name and surname"),
        [required(_l("Give the first name and surname.")), shorter_than(120), check_no_pesel],
    )
    contact = StringField(
        _l("Phone, e-mail, or how to reach them"),
        [
            required(_l("Write how to reach this person: a number, an address, or through whom.")),
            shorter_than(200),
            check_no_pesel,
        ],
    )
    person = RadioField(_l("Is it one of these people?"), validate_choice=False)
    people: Sequence[Person] = ()

    def validate_contact(self, field: Any) -> None:
        """What looks like an address or a number must be one; anything else are words."""
        if "@" in (field.data or ""):
            check_email(self, field)
        elif _is_number(field.data or ""):
            check_phone(self, field)

    @property
    def known(self) -> Known:
        contact = self.contact.data or ""
        if "@" in contact:
            return Known(self.name.data or "", email=contact)
        if _is_number(contact):
            return Known(self.name.data or "", phone=contact)
        return Known(self.name.data or "", contact_note=contact)

    def show_people(self, people: Sequence[Person]) -> None:
        self.people = people
        self.person.choices = [
            *((str(one.id), described(one)) for one in people),
            (NEW_PERSON, _("No, somebody new")),
        ]

    def ask_who(self, people: Sequence[Person]) -> None:
        """Show people who may be this one; nobody is made one with another by themselves."""
        self.show_people(people)
        self.person.errors = [_("We know somebody like that. Is it the same person?")]


class TalkChangeForm(VersionedForm, TalkFields):
    """Better words for a talk that was noted."""

    @classmethod
    def of(cls, talk: Talk, team: Sequence[User]) -> "TalkChangeForm":
        form = cls(data=as_typed(talk) | {"version": talk.version})
        owners = list(team)
        if talk.next_owner is not None and talk.next_owner not in owners:
            owners.append(talk.next_owner)
        form.offer([talk.community], owners)
        form.known_day = talk.next_on
        return form


class PostponeForm(VersionedForm, StepFields):
    """Another day for a next step."""

    @classmethod
    def of(cls, talk: Talk) -> "PostponeForm":
        form = cls(data={"version": talk.version})
        form.offer_days()
        return form

    def validate(self, extra_validators: object = None) -> bool:
        super().validate(extra_validators)
        if self.chosen_day is None and not self.errors:
            self.next_on.errors = [_("Choose by which day.")]
        return not self.errors


class HandOverForm(VersionedForm):
    """Whose a next step is from now on."""

    owner = choice(_l("Who takes it over"), _l("Choose who takes it over."))
    team: Sequence[User] = ()

    @classmethod
    def of(cls, talk: Talk, team: Sequence[User]) -> "HandOverForm":
        form = cls(data={"version": talk.version})
        form.team = [one for one in team if one.id != talk.next_owner_id]
        form.owner.choices = [(str(one.id), one.name) for one in form.team]
        return form

    @property
    def chosen(self) -> User:
        return next(one for one in self.team if str(one.id) == self.owner.data)


class SettleForm(KeyedForm):
    """A next step is done; what came of it may be noted as a talk of its own."""

    outcome = TextAreaField(
        _l("What came of it"), [shorter_than(LONGEST_TALK), check_no_pesel, check_no_case_data]
    )
    keep_words = KeepWordsField()
    channel = RadioField(_l("How you talked"))

    @classmethod
    def of(cls, talk: Talk) -> "SettleForm":
        form = cls(data={"channel": talk.channel.value})
        form.channel.choices = [(one.value, words) for one, words in TALK_CHANNELS.items()]
        if not form.channel.data:
            form.channel.data = talk.channel.value
        form.offer_key()
        return form


class ThanksForm(OslForm):
    """What somebody was thanked for."""

    what_for = StringField(
        _l("What you thank for"),
        [
            required(_l("Write in a few words what for.")),
            shorter_than(200),
            check_no_pesel,
            check_no_case_data,
        ],
    )
    keep_words = KeepWordsField()


def as_typed(talk: Talk) -> dict[str, Any]:
    """A talk as its form shows it."""
    return {
        "channel": talk.channel.value,
        "held_on": talk.held_on,
        "agreed": talk.agreed,
        "next_step": talk.next_step,
        "when": OTHER if talk.next_on is not None else WEEK,
        "next_on": talk.next_on,
        "owner": talk.next_owner_id or talk.author_id,
    }


def described(person: Person) -> str:
    """Somebody by name and by how they are reached, to tell two namesakes apart."""
    ways = [phone_shown(person.phone), person.email, person.contact_note]
    return ", ".join([person.name, *filter(None, ways)])


def _is_number(contact: str) -> bool:
    return bool(contact) and not any(c.isalpha() for c in contact)
