"""Recording that somebody was checked before work with children: a volunteer, or a specialist."""

from collections.abc import Sequence

from wtforms import SelectField

from osl.accounts.models import User
from osl.core.clock import today
from osl.core.forms import CheckboxesField, OslForm, PlainDateField, required
from osl.core.i18n import _l
from osl.volunteers.agreement_words import CHECKS
from osl.volunteers.models import CheckKind


class ChecksForm(OslForm):
    """Which registers were looked into, when and by whom; no field for what came of it."""

    kinds = CheckboxesField(
        _l("What was checked"), [required(_l("Tick what was checked."))], coerce=str
    )
    on = PlainDateField(_l("On which day"), [required(_l("Choose the day."))])
    by_id = SelectField(_l("Who checked"), coerce=int)
    staff: Sequence[User] = ()

    @classmethod
    def among(cls, staff: Sequence[User], me: User) -> "ChecksForm":
        form = cls(data={"on": today(), "by_id": me.id})
        form.staff = staff
        form.kinds.choices = [(one.value, words) for one, words in CHECKS.items()]
        form.by_id.choices = [(one.id, one.name) for one in staff]
        return form

    @property
    def chosen(self) -> list[CheckKind]:
        return [CheckKind(one) for one in self.kinds.data or []]

    @property
    def by(self) -> User:
        return next(one for one in self.staff if one.id == self.by_id.data)
