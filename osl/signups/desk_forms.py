"""What the team fills in about one sign-up, and about a list as a whole."""

from collections.abc import Sequence

from wtforms import BooleanField, StringField

from osl.core.forms import (
    EmailField,
    OslForm,
    RadioField,
    TelField,
    VersionedForm,
    check_email,
    check_no_pesel,
    check_phone,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l, _n
from osl.events.models import Event
from osl.events.words import times
from osl.people.models import Person
from osl.people.operations import Known
from osl.signups.forms import PartyForm
from osl.signups.models import Signup
from osl.signups.operations import LARGEST_PARTY_OF_TEAM

THIS, ALL = "this", "all"


class WithdrawalForm(OslForm):
    """Taking somebody off: of a regular, from this meeting or from all of them."""

    which = RadioField(_l("From which meetings"), default=THIS)

    @classmethod
    def of(cls, signup: Signup) -> "WithdrawalForm":
        form = cls()
        form.which.choices = [
            (THIS, _("Only from this one")),
            (ALL, _("From all: the regular place ends")),
        ]
        if signup.regular is None or signup.regular.ended_at is not None:
            del form.which
        return form

    @property
    def ends_regular(self) -> bool:
        return "which" in self and self.which.data == ALL


class TeamPartyForm(PartyForm):
    """How many come; with a reason, also more than there is room for."""

    because = StringField(
        _l("Why more than there is room for"), [shorter_than(200), check_no_pesel]
    )

    @property
    def most(self) -> int:
        return LARGEST_PARTY_OF_TEAM


class PlaceForm(OslForm):
    """Giving somebody a place whom the line would not give one yet."""

    from_reserve = BooleanField(_l("Take it from the places kept by the team"))
    because = StringField(
        _l("Why"),
        [
            required(_l("Say why: it stays in the history of the sign-up.")),
            shorter_than(200),
            check_no_pesel,
        ],
    )
    is_told = BooleanField(_l("This person knows already: nobody has to call"))


class RefusalForm(OslForm):
    """Saying no to an offer for somebody."""

    keeps_waiting = BooleanField(_l("They wait on for places for all of them"))


class PersonForm(VersionedForm):
    """How somebody is called and reached, put right."""

    name = StringField(
        _l("First name and surname"),
        [required(_l("Give the first name and surname.")), shorter_than(120), check_no_pesel],
    )
    phone = TelField(_l("Phone"), [check_phone, shorter_than(40)])
    email = EmailField(_l("E-mail"), [check_email, shorter_than(320)])
    contact_note = StringField(
        _l("Neither phone nor e-mail: how to reach them"), [shorter_than(200), check_no_pesel]
    )

    @classmethod
    def of(cls, person: Person) -> "PersonForm":
        return cls(obj=person)

    def validate(self, extra_validators: object = None) -> bool:
        super().validate(extra_validators)
        given = (self.phone, self.email, self.contact_note)
        if not any(one.data or one.errors for one in given):
            self.phone.errors = [
                _("Give a phone number, an e-mail address, or say how to reach this person.")
            ]
        return not self.errors

    @property
    def known(self) -> Known:
        return Known(
            self.name.data or "",
            self.phone.data or "",
            self.email.data or "",
            self.contact_note.data or "",
        )


class GroupForm(OslForm):
    """Which other group somebody goes over to; asked once more where nothing is free there."""

    group = RadioField(_l("To which group"), coerce=int)
    waits = BooleanField(_l("They know: the place here is given up, and there they wait in line"))
    asks_to_wait = False

    @classmethod
    def of(cls, others: Sequence[tuple[Event, int | None]]) -> "GroupForm":
        """``others``: each group with how many places are left there."""
        form = cls()
        form.group.choices = [(event.id, cls._label(event, left)) for event, left in others]
        form.asks_to_wait = bool(form.waits.data)
        return form

    @staticmethod
    def _label(event: Event, left: int | None) -> str:
        words = f"{event.round_name}: {times(event)}"
        if left is None:
            return words
        room = _n("%(num)s place left", "%(num)s places left", left) if left else _("full")
        return f"{words} ({room})"


class ExportForm(OslForm):
    """What a file of sign-ups holds."""

    kind = RadioField(_l("Kind of file"), default="xlsx")
    with_help = BooleanField(_l("With what help people need"))

    @classmethod
    def blank(cls) -> "ExportForm":
        form = cls()
        form.kind.choices = [
            ("xlsx", _("For Excel or LibreOffice (XLSX)")),
            ("csv", _("Plain table (CSV)")),
        ]
        return form
