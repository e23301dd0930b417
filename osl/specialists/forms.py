"""What the team fills in about specialists."""

from typing import Any
from uuid import UUID, uuid4

from wtforms import HiddenField, StringField

from osl.core.forms import (
    EmailField,
    OslForm,
    TelField,
    VersionedForm,
    check_email,
    check_no_pesel,
    check_phone,
    required,
    shorter_than,
)
from osl.core.i18n import _l
from osl.people.words import phone_shown
from osl.specialists.models import Specialist
from osl.specialists.operations import SpecialistFacts


class SpecialistForm(VersionedForm):
    """Who somebody is, what they do and how to reach them. There is no field for notes."""

    key = HiddenField()
    name = StringField(
        _l("Specialist's first name and surname"),
        [required(_l("Give the specialist's name.")), shorter_than(120), check_no_pesel],
    )
    trade = StringField(
        _l("What they do"),
        [required(_l("Say what they do.")), shorter_than(200), check_no_pesel],
    )
    firm = StringField(_l("Firm"), [shorter_than(200), check_no_pesel])
    phone = TelField(_l("Phone"), [check_phone, shorter_than(40)])
    email = EmailField(_l("E-mail"), [check_email, shorter_than(320)])

    @classmethod
    def blank(cls) -> "SpecialistForm":
        form = cls()
        if not form.key.data:
            form.key.data = str(uuid4())
        return form

    @classmethod
    def of(cls, specialist: Specialist) -> "SpecialistForm":
        return cls(data=current_of(specialist) | {"version": str(specialist.version)})

    @property
    def facts(self) -> SpecialistFacts:
        return SpecialistFacts(
            name=self["name"].data or "",
            trade=self.trade.data or "",
            firm=self.firm.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
        )

    @property
    def one_use_key(self) -> str | None:
        try:
            return str(UUID(str(self.key.data)))
        except ValueError:
            return None


def current_of(specialist: Specialist) -> dict[str, Any]:
    """A specialist as it is kept, under the names of the form's fields."""
    return {
        "name": specialist.name,
        "trade": specialist.trade,
        "firm": specialist.firm,
        "phone": phone_shown(specialist.phone),
        "email": specialist.email,
    }


class SpecialistChoiceForm(OslForm):
    """The specialist a button stands beside."""

    specialist = HiddenField()
