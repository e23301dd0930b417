"""What one fills in to get news: an address, and for the team what somebody told them."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation

from osl.communities.models import Community
from osl.core.forms import EmailField, OslForm, check_email, required, shorter_than
from osl.core.i18n import _, _l
from osl.messages.consent_words import (
    CHANNELS,
    GIVEN_TO_TEAM,
    SOURCES,
    TAKEN_BACK_WITH_TEAM,
    sentence_in,
)
from osl.messages.models import ConsentChannel, ConsentSource
from osl.people.models import Person
from osl.signups import gate

TOWN = "town"


class AddressForm(OslForm):
    """Asking for the weekly letter: an address, nothing else."""

    key = HiddenField()
    email = EmailField(
        _l("E-mail"), [required(_l("Give your e-mail address.")), check_email, shorter_than(320)]
    )
    website = StringField(_l("Leave this field empty"))

    about: str

    @classmethod
    def for_community(cls, community: Community) -> "AddressForm":
        form = cls()
        form.about = f"news of community {community.id}"
        if not form.key.data:
            form.new_key()
        return form

    def new_key(self) -> None:
        self.key.data = gate.new_mark(self.about).signed

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if self.website.data:
            self.website.errors = [_("Leave this field empty: only programs fill it in.")]
        if self.errors:
            return False
        try:
            known = gate.read_mark(self.key.data or "", self.about)
        except gate.TooQuick as refusal:
            self.refuse(refusal)
            return False
        if known is None:
            self.new_key()
            self.form_errors.append(
                _("This page was open for a long time. Look it over and send it once more.")
            )
        return not self.errors


class chosen:  # noqa: N801 - reads as a word among validators
    """One of the offered answers; ``message`` says what to choose."""

    field_flags = {"required": True}

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, _form: Any, field: RadioField) -> None:
        if field.data not in [value for value, *_label in field.iter_choices()]:
            raise StopValidation(str(self.message))


class TakenBackForm(OslForm):
    """How somebody told the team that they want no more news."""

    said = RadioField(
        _l("How the person said it"),
        [chosen(_l("Say how the person told you."))],
        choices=[SelectChoice(one.value, SOURCES[one]) for one in TAKEN_BACK_WITH_TEAM],
        validate_choice=False,
    )

    @property
    def source(self) -> ConsentSource:
        return ConsentSource(self.said.data)


class NotedConsentForm(OslForm):
    """What somebody told the team they want: the very sentence, and how they said it."""

    agreed = RadioField(
        _l("What the person agrees to"),
        [chosen(_l("Choose the sentence the person agreed to."))],
        validate_choice=False,
    )
    said = RadioField(
        _l("How the person said it"),
        [chosen(_l("Say how the person told you."))],
        choices=[SelectChoice(one.value, SOURCES[one]) for one in GIVEN_TO_TEAM],
        validate_choice=False,
    )

    communities: dict[str, Community]

    @classmethod
    def for_person(cls, person: Person, communities: Sequence[Community]) -> "NotedConsentForm":
        """One choice for each community and each way the person can be reached."""
        form = cls()
        form.communities = {str(one.id): one for one in communities}
        places = [(key, one.name) for key, one in form.communities.items()] + [(TOWN, "")]
        reached = {ConsentChannel.EMAIL: person.email, ConsentChannel.SMS: person.phone}
        form.agreed.choices = [
            SelectChoice(f"{channel}:{key}", sentence_in(person.language, channel, name))
            for channel in CHANNELS
            if reached[channel]
            for key, name in places
        ]
        return form

    @property
    def channel(self) -> ConsentChannel:
        return ConsentChannel(self.agreed.data.partition(":")[0])

    @property
    def community(self) -> Community | None:
        return self.communities.get(self.agreed.data.partition(":")[2])

    @property
    def source(self) -> ConsentSource:
        return ConsentSource(self.said.data)
