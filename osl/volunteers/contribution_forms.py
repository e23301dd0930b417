"""What is filled in about the list of who does and who brings what."""

from wtforms import StringField

from osl.core.forms import (
    EmailField,
    KeepWordsField,
    OslForm,
    PlainIntegerField,
    RadioField,
    TelField,
    VersionedForm,
    check_email,
    check_no_case_data,
    check_no_pesel,
    check_phone,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l, language
from osl.core.web import network_key
from osl.people.models import Channel
from osl.people.operations import Known
from osl.people.words import CHANNELS
from osl.volunteers.contribution_words import KINDS
from osl.volunteers.contributions import MOST_NEEDED, Wish
from osl.volunteers.forms import ContactForm
from osl.volunteers.models import Contribution, ContributionKind

BY_TEAM = (Channel.PHONE, Channel.IN_PERSON, Channel.PAPER)


class TakeForm(ContactForm):
    """Taking something upon oneself, without an account."""

    note = StringField(
        _l("Anything we should know"), [shorter_than(200), check_no_pesel, check_no_case_data]
    )
    keep_words = KeepWordsField()

    @classmethod
    def for_line(cls, line: Contribution) -> "TakeForm":
        form = cls()
        form.open_about(f"contribution {line.id}")
        return form

    @property
    def wish(self) -> Wish:
        return Wish(
            self.known,
            note=self.note.data or "",
            key=self.one_use_key,
            network=network_key(),
        )


class LineForm(VersionedForm):
    """A line of the list: what, and for how many people it is."""

    kind = RadioField(_l("What is it"), coerce=ContributionKind, default=ContributionKind.BRINGS)
    what = StringField(
        _l("What exactly"),
        [
            required(_l("Say what is to be done or brought, for example a cake.")),
            shorter_than(120),
            check_no_pesel,
        ],
    )
    needed = PlainIntegerField(_l("How many people"), default=1)

    @classmethod
    def blank(cls) -> "LineForm":
        form = cls()
        form.kind.choices = list(KINDS.items())
        return form

    @classmethod
    def of(cls, line: Contribution) -> "LineForm":
        form = cls(obj=line)
        form.kind.choices = list(KINDS.items())
        if not form.is_submitted():
            form.version.data = cls.version_of(line)
        return form

    def validate(self, extra_validators: object = None) -> bool:
        super().validate(extra_validators)
        if not self.needed.errors and not 1 <= (self.needed.data or 0) <= MOST_NEEDED:
            self.needed.errors = [_("Give a number from 1 to %(most)d.", most=MOST_NEEDED)]
        return not self.errors


class EnterForm(OslForm):
    """The team writes down who takes a line, after a call or a talk."""

    name = StringField(
        _l("First name and surname"),
        [required(_l("Give the first name and surname.")), shorter_than(120), check_no_pesel],
    )
    phone = TelField(_l("Phone"), [check_phone, shorter_than(40)])
    email = EmailField(_l("E-mail"), [check_email, shorter_than(320)])
    contact_note = StringField(
        _l("Neither phone nor e-mail: how to reach them"), [shorter_than(200), check_no_pesel]
    )
    note = StringField(_l("Note"), [shorter_than(200), check_no_pesel, check_no_case_data])
    keep_words = KeepWordsField()
    channel = RadioField(_l("How they said it"), coerce=Channel, default=Channel.PHONE)

    @classmethod
    def blank(cls) -> "EnterForm":
        form = cls()
        form.channel.choices = [(one, CHANNELS[one]) for one in BY_TEAM]
        return form

    def validate(self, extra_validators: object = None) -> bool:
        super().validate(extra_validators)
        given = (self.phone, self.email, self.contact_note)
        if not any(one.data or one.errors for one in given):
            self.phone.errors = [
                _("Give a phone number, an e-mail address, or say how to reach this person.")
            ]
        return not self.errors

    @property
    def wish(self) -> Wish:
        known = Known(
            self.name.data or "",
            self.phone.data or "",
            self.email.data or "",
            self.contact_note.data or "",
            language=language(),
        )
        return Wish(known, note=self.note.data or "", channel=self.channel.data)
