"""What people type to come in, and what the organiser types about the team."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import HiddenField, PasswordField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import StopValidation, ValidationError

from osl.accounts.models import COMMUNITY_ROLES, Role, User
from osl.accounts.operations import Assignment
from osl.accounts.passwords import LONGEST
from osl.accounts.queries import CommunityChoice
from osl.accounts.words import ROLES
from osl.core.forms import (
    CheckboxesField,
    EmailField,
    OslForm,
    VersionedForm,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l

CENTRE_ROLES = tuple(role for role in Role if role not in COMMUNITY_ROLES)
LONGEST_EMAIL = 254


def check_email(_form: Any, field: Any) -> None:
    """An address one can write to; whether it exists only a letter can tell."""
    try:
        validate_email(field.data or "", check_deliverability=False)
    except EmailNotValidError:
        raise ValidationError(
            _("This is not an e-mail address. Type it like this: name@example.org.")
        ) from None


def check_not_too_long(_form: Any, field: Any) -> None:
    """A password of a book's length is refused before anything is computed from it."""
    if len(field.data or "") > LONGEST:
        raise StopValidation(
            _("This password is too long. Use at most %(longest)s characters.", longest=LONGEST)
        )


class SignInForm(OslForm):
    email = EmailField(_l("E-mail address"), [required(_l("Type your e-mail address."))])
    password = PasswordField(_l("Password"), [required(_l("Type your password."))])


class CodeForm(OslForm):
    code = StringField(_l("Code"), [required(_l("Type the code."))])


class ButtonForm(OslForm):
    """Nothing to type: one button, and proof that the page is ours."""


class EmailForm(OslForm):
    email = EmailField(
        _l("E-mail address"), [required(_l("Type your e-mail address.")), check_email]
    )


class NewPasswordForm(OslForm):
    password = PasswordField(
        _l("New password"), [required(_l("Type the new password.")), check_not_too_long]
    )


class ChangePasswordForm(NewPasswordForm):
    current = PasswordField(_l("Your present password"), [required(_l("Type your password."))])


class ProofForm(OslForm):
    password = PasswordField(_l("Your present password"), [required(_l("Type your password."))])


class NameForm(OslForm):
    name = StringField(
        _l("First name and surname"),
        [required(_l("Type the first name and the surname.")), shorter_than(120)],
    )


class AcceptInvitationForm(NameForm):
    password = PasswordField(
        _l("Password"), [required(_l("Choose a password.")), check_not_too_long]
    )


class SecondFactorForm(OslForm):
    sealed = HiddenField()
    code = StringField(
        _l("Six digits from the app"), [required(_l("Type the six digits the app shows."))]
    )


class RolesForm(VersionedForm):
    """Roles that hold everywhere, and those held in a community each."""

    centre_roles = CheckboxesField(
        _l("In the whole centre"),
        choices=[SelectChoice(role.value, ROLES[role]) for role in CENTRE_ROLES],
    )
    animator_in = CheckboxesField(_l("Animator in communities"), coerce=int)
    social_worker_in = CheckboxesField(_l("Social worker in communities"), coerce=int)

    def offer(self, communities: list[CommunityChoice], member: User | None = None) -> None:
        """Offer the open communities, and the closed ones this person already works with."""
        kept = member.community_ids if member is not None else set()
        offered = [
            SelectChoice(str(one.id), one.name)
            for one in communities
            if not one.is_closed or one.id in kept
        ]
        self.animator_in.choices = offered
        self.social_worker_in.choices = offered

    def show(self, assignments: set[Assignment]) -> None:
        """Mark the roles someone has, on a page that was just opened."""
        for name, value in marked(assignments).items():
            self[name].data = value

    @property
    def assignments(self) -> set[Assignment]:
        return (
            {Assignment(Role(value)) for value in self.centre_roles.data or []}
            | {Assignment(Role.ANIMATOR, one) for one in self.animator_in.data or []}
            | {Assignment(Role.SOCIAL_WORKER, one) for one in self.social_worker_in.data or []}
        )


def marked(assignments: set[Assignment]) -> dict[str, list[Any]]:
    """Roles as the boxes of a RolesForm."""

    def communities(role: Role) -> list[int]:
        return sorted(one.community_id or 0 for one in assignments if one.role == role)

    return {
        "centre_roles": [role.value for role in CENTRE_ROLES if Assignment(role) in assignments],
        "animator_in": communities(Role.ANIMATOR),
        "social_worker_in": communities(Role.SOCIAL_WORKER),
    }


class InviteForm(RolesForm):
    email = EmailField(
        _l("E-mail address"),
        [
            required(_l("Type the e-mail address of the person you invite.")),
            check_email,
            shorter_than(LONGEST_EMAIL),
        ],
    )
    name = StringField(
        _l("First name and surname"),
        [required(_l("Type the first name and the surname.")), shorter_than(120)],
    )
