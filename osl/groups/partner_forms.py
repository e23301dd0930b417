"""What the team fills in about partners."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from wtforms import HiddenField, StringField, TextAreaField

from osl.accounts.models import User
from osl.communities.models import Community
from osl.communities.queries import communities_of
from osl.core.forms import (
    CheckboxesField,
    EmailField,
    KeepWordsField,
    PlainDateField,
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
from osl.core.i18n import _, _l
from osl.groups.forms import key_in
from osl.groups.models import Partner, PartnerKind
from osl.groups.partner_operations import PartnerFacts
from osl.groups.words import PARTNER_KINDS
from osl.people.words import phone_shown


class PartnerForm(VersionedForm):
    """Who a partner is, whom to ask there, what it gives and what is agreed."""

    key = HiddenField()
    name = StringField(
        _l("Name of the partner"),
        [required(_l("Give the partner's name.")), shorter_than(150), check_no_pesel],
    )
    kind = RadioField(_l("Who it is"), [required(_l("Choose a kind."))], validate_choice=False)
    community_ids = CheckboxesField(
        _l("Communities it works with"), coerce=int, validate_choice=False
    )
    address = StringField(_l("Address"), [shorter_than(200), check_no_pesel])
    contact_name = StringField(_l("Contact person there"), [shorter_than(120), check_no_pesel])
    contact_phone = TelField(_l("Phone at work"), [check_phone, shorter_than(40)])
    contact_email = EmailField(_l("E-mail at work"), [check_email, shorter_than(320)])
    gives = TextAreaField(
        _l("What it gives"), [shorter_than(1000), check_no_pesel, check_no_case_data]
    )
    agreement = StringField(_l("What is agreed"), [shorter_than(200), check_no_pesel])
    keep_words = KeepWordsField()
    agreed_on = PlainDateField(_l("Agreed on"))
    agreed_until = PlainDateField(_l("Agreed until"))

    own: Sequence[Community] = ()
    others: Sequence[Community] = ()
    """Communities of the partner that whoever fills this in does not work with: they stay."""

    @classmethod
    def blank(cls, actor: User) -> "PartnerForm":
        own = communities_of(actor)
        form = cls(data={"community_ids": [own[0].id] if len(own) == 1 else []})
        form._offer(own)
        if not form.key.data:
            form.key.data = str(uuid4())
        return form

    @classmethod
    def of(cls, partner: Partner, actor: User) -> "PartnerForm":
        offered = {one.id: one for one in communities_of(actor)}
        offered |= {one.id: one for one in partner.communities if actor.works_with(one.id)}
        form = cls(data=current_of(partner) | {"version": str(partner.version)})
        form.others = [one for one in partner.communities if one.id not in offered]
        form._offer(list(offered.values()))
        return form

    def _offer(self, own: Sequence[Community]) -> None:
        self.own = own
        self.kind.choices = [(one.value, words) for one, words in PARTNER_KINDS.items()]
        self.community_ids.choices = [(one.id, one.name) for one in own]

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if self.kind.data and self.kind.data not in set(PartnerKind):
            self.kind.errors = [_("Choose a kind.")]
        known = {one.id for one in self.own}
        chosen = set(self.community_ids.data or [])
        if not chosen <= known or not (chosen or self.others):
            self.community_ids.errors = [_("Choose at least one community.")]
        return not self.errors

    @property
    def communities(self) -> list[Community]:
        chosen = self.community_ids.data or []
        return [*(one for one in self.own if one.id in chosen), *self.others]

    def current(self, partner: Partner) -> dict[str, Any]:
        """What is kept of the partner now, as far as this form shows it."""
        offered = {one.id for one in self.own}
        now = current_of(partner)
        return now | {"community_ids": [n for n in now["community_ids"] if n in offered]}

    @property
    def facts(self) -> PartnerFacts:
        return PartnerFacts(
            kind=PartnerKind(self.kind.data),
            name=self.name.data or "",
            address=self.address.data or "",
            contact_name=self.contact_name.data or "",
            contact_phone=self.contact_phone.data or "",
            contact_email=self.contact_email.data or "",
            gives=self.gives.data or "",
            agreement=self.agreement.data or "",
            agreed_on=self.agreed_on.data,
            agreed_until=self.agreed_until.data,
        )

    @property
    def one_use_key(self) -> str | None:
        return key_in(self.key)


def current_of(partner: Partner) -> dict[str, Any]:
    """A partner as it is kept, under the names of the form's fields."""
    return {
        "name": partner.name,
        "kind": partner.kind.value,
        "community_ids": [one.id for one in partner.communities],
        "address": partner.address,
        "contact_name": partner.contact_name,
        "contact_phone": phone_shown(partner.contact_phone),
        "contact_email": partner.contact_email,
        "gives": partner.gives,
        "agreement": partner.agreement,
        "agreed_on": partner.agreed_on,
        "agreed_until": partner.agreed_until,
    }
