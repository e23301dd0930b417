"""What residents fill in on the pages of ideas: to hear more, to help, to say a word."""

from typing import Any

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import AnyOf

from osl.core.forms import (
    EmailField,
    OslForm,
    RadioField,
    TelField,
    check_email,
    check_no_pesel,
    check_phone,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l, language
from osl.ideas.models import Idea, IdeaNeed, Resource
from osl.ideas.offers import Help
from osl.ideas.words import OFFERED
from osl.people.operations import Known
from osl.signups import gate

LONGEST_COMMENT = 1000


class ButtonForm(OslForm):
    """A button alone: what it does stands on it."""


class SupportForm(OslForm):
    """The button that supports; ``mark`` stands for a device that has no cookie yet."""

    mark = HiddenField()


class FollowForm(SupportForm):
    """An address, for whoever wants to hear what happens with an idea."""

    email = EmailField(
        _l("Your e-mail"),
        [
            required(_l("Give an e-mail address, for example anna@example.org.")),
            check_email,
            shorter_than(320),
        ],
    )


class GuardedForm(OslForm):
    """A form that programs fill in badly: too quickly, or also where nobody sees a field."""

    key = HiddenField()
    website = StringField(_l("Leave this field empty"))

    about = ""
    one_use_key: str | None = None

    def new_key(self) -> None:
        self.key.data = gate.new_mark(self.about).signed

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        self.check_more()
        if self.website.data:
            self.website.errors = [_("Leave this field empty: only programs fill it in.")]
        if not self.errors:
            self._check_key()
        return not self.errors

    def check_more(self) -> None:
        """What depends on several fields."""

    def _check_key(self) -> None:
        try:
            self.one_use_key = gate.read_mark(self.key.data or "", self.about)
        except gate.TooQuick as refusal:
            self.refuse(refusal)
            return
        if self.one_use_key is None:
            self.new_key()
            self.form_errors.append(
                _("This page was open for a long time. Look it over and send it once more.")
            )


class OfferForm(GuardedForm):
    """Offering help by name, with one contact."""

    about = "idea help"  # of any idea: while one types, it may be joined with another

    name = StringField(
        _l("First name and surname"),
        [required(_l("Give your first name and surname.")), shorter_than(120), check_no_pesel],
    )
    phone = TelField(_l("Phone"), [check_phone, shorter_than(40)])
    email = EmailField(_l("E-mail"), [check_email, shorter_than(320)])
    resource = RadioField(_l("I can help with"), coerce=Resource)
    note = StringField(_l("A few words about it"), [shorter_than(300), check_no_pesel])

    @classmethod
    def for_idea(cls, idea: Idea, need: IdeaNeed | None) -> "OfferForm":
        """The form, with what is missing chosen already. Money is asked for only where it is
        what an idea lacks."""
        form = cls(data={"resource": need.resource if need is not None else None})
        lacks_money = any(one.is_open and one.resource is Resource.MONEY for one in idea.needs)
        form.resource.choices = [
            (one, label)
            for one, label in OFFERED.items()
            if one is not Resource.MONEY or lacks_money
        ]
        if not form.is_submitted():
            form.new_key()
        return form

    def check_more(self) -> None:
        if self.resource.data is None:
            self.resource.errors = [_("Choose what you can help with.")]
        if not (self.phone.data or self.email.data or self.phone.errors or self.email.errors):
            self.phone.errors = [_("Give a phone number or an e-mail address. One is enough.")]

    def offered(self, need: IdeaNeed | None) -> Help:
        resource = Resource(self.resource.data)
        known = Known(
            name=self.name.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
            language=language(),
        )
        meant = need if need is not None and need.resource is resource else None
        return Help(known, resource, note=self.note.data or "", need=meant)


class CommentForm(GuardedForm):
    """A neighbour's word on an idea."""

    text = TextAreaField(
        _l("Your comment"),
        [required(_l("Write a few words.")), shorter_than(LONGEST_COMMENT), check_no_pesel],
    )
    signature = StringField(_l("How to sign it"), [shorter_than(60), check_no_pesel])

    @classmethod
    def for_idea(cls, idea: Idea, *, is_fresh: bool = False) -> "CommentForm":
        """The form; a ``fresh`` one takes nothing from what another form of the page sent."""
        form = cls(formdata=None) if is_fresh else cls()
        form.about = f"idea comment {idea.id}"
        if is_fresh:
            form.new_key()
        return form


CONFIRM, STOP, WITHDRAW, DENY = "confirm", "stop", "withdraw", "deny"


class OwnSupportForm(OslForm):
    """One of the buttons behind the letter to a supporter."""

    what = HiddenField(validators=[AnyOf((CONFIRM, STOP, WITHDRAW, DENY))])

    @property
    def chosen(self) -> str:
        return str(self.what.data)
