"""What neighbours fill in, without an account: what they need done, or what they can do."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, StringField

from osl.communities.models import Community
from osl.core.errors import DomainError
from osl.core.forms import (
    KeepWordsField,
    OslForm,
    RadioField,
    check_contact,
    check_no_case_data,
    check_no_pesel,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l, language
from osl.neighbours.models import Service, Side
from osl.neighbours.operations import Said
from osl.neighbours.words import SERVICES
from osl.people.operations import Known
from osl.signups import gate

LONGEST_WORDS = 300


class HelpForm(OslForm):
    """Asking for help, or offering it: the service, when, and one way to be reached."""

    side: Side

    key = HiddenField()
    service = RadioField(
        _l("What kind of help"),
        [required(_l("Choose what kind of help it is."))],
        validate_choice=False,
    )
    words = StringField(
        _l("What it is, in a few words"),
        [shorter_than(LONGEST_WORDS), check_no_pesel, check_no_case_data],
    )
    when_note = StringField(_l("When"), [shorter_than(200), check_no_pesel, check_no_case_data])
    keep_words = KeepWordsField()
    community = RadioField(_l("Where you live"), coerce=int, validate_choice=False)
    name = StringField(
        _l("Your first name and surname"),
        [required(_l("Give your name, so that we know whom to call.")), shorter_than(120)],
    )
    contact = StringField(
        _l("Phone or e-mail"),
        [
            required(_l("Give a phone number or an e-mail address. One is enough.")),
            check_contact,
            shorter_than(320),
        ],
    )
    website = StringField(_l("Leave this field empty"))

    communities: Sequence[Community] = ()
    one_use_key: str | None = None

    @classmethod
    def among(cls, communities: Sequence[Community]) -> "HelpForm":
        only = communities[0].id if len(communities) == 1 else None
        form = cls(data={"community": only})
        form.communities = communities
        form.service.choices = [(one.value, words) for one, words in SERVICES.items()]
        form.community.choices = [(one.id, one.name) for one in communities]
        if not form.is_submitted():
            form.new_key()
        return form

    def new_key(self) -> None:
        self.key.data = gate.new_mark(self.about).signed

    @property
    def about(self) -> str:
        return f"neighbour {self.side}"

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if self.service.data and self.service.data not in set(Service):
            self.service.errors = [_("Choose what kind of help it is.")]
        if self.service.data == Service.OTHER and not (self.words.data or self.words.errors):
            self.words.errors = [_("Say in a few words what it is.")]
        if self.chosen_community is None:
            self.community.errors = [_("Choose where you live: the nearest one is right.")]
        if self.website.data:
            self.website.errors = [_("Leave this field empty: only programs fill it in.")]
        return not self.errors and self._has_good_mark()

    def _has_good_mark(self) -> bool:
        try:
            self.one_use_key = gate.read_mark(self.key.data or "", self.about)
        except gate.TooQuick as refusal:
            self.refuse(refusal)
            return False
        if self.one_use_key is None:
            self.ask_again(
                _("This page was open for a long time. Look it over and send it once more.")
            )
        return self.one_use_key is not None

    def ask_again(self, because: str) -> None:
        """Keep what is typed, under a new mark."""
        self.new_key()
        self.refuse(DomainError(because))

    @property
    def chosen_community(self) -> Community | None:
        number = self.community.data if self.community.raw_data else None
        return next((one for one in self.communities if one.id == number), None)

    @property
    def known(self) -> Known:
        contact = self.contact.data or ""
        is_email = "@" in contact
        return Known(
            self.name.data or "",
            phone="" if is_email else contact,
            email=contact if is_email else "",
            language=language(),
        )

    @property
    def said(self) -> Said:
        return Said(
            self.side, Service(self.service.data), self.words.data or "", self.when_note.data or ""
        )


class AskForm(HelpForm):
    """Asking for help: what is to be done, never why."""

    side = Side.ASKS


class OfferForm(HelpForm):
    """Offering help: what one likes to do for a neighbour."""

    side = Side.OFFERS


class ButtonForm(OslForm):
    """A button alone: what it does stands on it."""
