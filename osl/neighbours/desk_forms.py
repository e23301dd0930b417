"""What the team fills in about neighbour help, and about whom to call."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, StringField, TextAreaField

from osl.accounts.models import User
from osl.communities.models import Community
from osl.communities.queries import communities_of
from osl.core.forms import (
    KeepWordsField,
    OslForm,
    RadioField,
    SelectField,
    VersionedForm,
    check_no_case_data,
    check_no_pesel,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l
from osl.groups.who import WhoForm
from osl.neighbours.forms import LONGEST_WORDS
from osl.neighbours.models import HelpCall, Service, Side
from osl.neighbours.operations import Said, Source
from osl.neighbours.queries import EMERGENCY
from osl.neighbours.words import SERVICES, SIDES
from osl.people.models import Channel
from osl.people.words import CHANNELS

CHANNELS_OF_TEAM = (Channel.PHONE, Channel.IN_PERSON, Channel.PAPER)


def service_choices() -> list[tuple[str, Any]]:
    return [(one.value, words) for one, words in SERVICES.items()]


class NoteForm(WhoForm):
    """A neighbour asks for help or offers it, and somebody of the team writes it down."""

    side = RadioField(_l("Does this person ask or offer?"), validate_choice=False)
    service = SelectField(_l("What kind of help"), validate_choice=False)
    words = StringField(
        _l("What it is, in a few words"),
        [shorter_than(LONGEST_WORDS), check_no_pesel, check_no_case_data],
    )
    when_note = StringField(_l("When"), [shorter_than(200), check_no_pesel, check_no_case_data])
    keep_words = KeepWordsField()
    community_id = SelectField(_l("Community"), coerce=int, validate_choice=False)
    channel = RadioField(_l("How it reached us"), validate_choice=False)

    communities: Sequence[Community] = ()

    @classmethod
    def of(cls, viewer: User, side: str) -> "NoteForm":
        chosen = side if side in set(Side) else Side.ASKS.value
        form = cls(data={"side": chosen, "channel": Channel.PHONE.value})
        form.ask_for(viewer)
        form.communities = communities_of(viewer)
        form.side.choices = [(one.value, words) for one, words in SIDES.items()]
        form.service.choices = [("", _("choose")), *service_choices()]
        form.community_id.choices = [(one.id, one.name) for one in form.communities]
        form.channel.choices = [(one.value, CHANNELS[one]) for one in CHANNELS_OF_TEAM]
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if self.side.data not in set(Side):
            self.side.errors = [_("Choose one of them.")]
        _check_service(self.service, self.words)
        if self.community is None:
            self.community_id.errors = [_("Choose one of your communities.")]
        if self.channel.data not in CHANNELS_OF_TEAM:
            self.channel.errors = [_("Choose how it came.")]
        return not self.errors

    @property
    def community(self) -> Community | None:
        number = self.community_id.data
        return next((one for one in self.communities if one.id == number), None)

    @property
    def said(self) -> Said:
        return Said(
            Side(self.side.data),
            Service(self.service.data),
            self.words.data or "",
            self.when_note.data or "",
        )

    def source(self, actor: User) -> Source:
        return Source(Channel(self.channel.data), key=self.one_use_key, actor=actor)


class HelpWordsForm(VersionedForm):
    """What is asked for or offered, put right."""

    service = SelectField(_l("What kind of help"), validate_choice=False)
    words = StringField(
        _l("What it is, in a few words"),
        [shorter_than(LONGEST_WORDS), check_no_pesel, check_no_case_data],
    )
    when_note = StringField(_l("When"), [shorter_than(200), check_no_pesel, check_no_case_data])
    keep_words = KeepWordsField()

    call: HelpCall

    @classmethod
    def of(cls, call: HelpCall) -> "HelpWordsForm":
        form = cls(obj=call)
        form.call = call
        form.service.choices = service_choices()
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        _check_service(self.service, self.words)
        return not self.errors

    def current(self) -> dict[str, Any]:
        call = self.call
        return {
            "service": call.service.value,
            "words": call.words,
            "when_note": call.when_note,
        }

    @property
    def said(self) -> Said:
        return Said(
            self.call.side,
            Service(self.service.data),
            self.words.data or "",
            self.when_note.data or "",
        )


def _check_service(service: SelectField, words: StringField) -> None:
    if service.data not in set(Service):
        service.errors = [_("Choose what kind of help it is.")]
    elif service.data == Service.OTHER and not (words.data or words.errors):
        words.errors = [_("Say in a few words what it is.")]


class MatchForm(OslForm):
    """The offer a button stands beside."""

    offer = HiddenField()


class SideForm(OslForm):
    """Which of the two a button is about, and whether it says yes or takes it back."""

    side = HiddenField()
    said = HiddenField()

    @property
    def chosen(self) -> Side | None:
        return Side(self.side.data) if self.side.data in set(Side) else None


class OfficeForm(VersionedForm):
    """Whom to call, about what, and when somebody answers."""

    name = StringField(
        _l("Whom to call"), [required(_l("Say whom one calls.")), shorter_than(150), check_no_pesel]
    )
    phone = StringField(
        _l("Phone number"), [required(_l("Give the phone number.")), shorter_than(40)]
    )
    hours = StringField(_l("When somebody answers"), [shorter_than(120)])
    when_to_call = TextAreaField(_l("When to call"), [shorter_than(500), check_no_pesel])

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        digits = [c for c in self.phone.data or "" if c.isdigit()]
        strange = set(self.phone.data or "") - set("0123456789 +-()")
        # Numbers of help are short (112, 116 123) as well as long.
        if self.phone.data and not self.phone.errors and (strange or not 3 <= len(digits) <= 15):
            self.phone.errors = [_("Give the number in digits, for example 116 123.")]
        elif "".join(digits) == EMERGENCY:
            self.phone.errors = [_("112 stands first on the page already.")]
        return not self.errors
