"""Which of two entries of one resident stays, and by what they are reached from then on."""

from collections.abc import Sequence
from typing import Any

from osl.core.forms import OslForm, RadioField
from osl.core.i18n import _, _l, day_month
from osl.ideas.desk_forms import choice
from osl.people.models import Person
from osl.people.words import phone_shown


def _one_of_two(label: Any) -> RadioField:
    return choice(label, _l("Choose one of the two."))


class JoinForm(OslForm):
    """Both entries belong to one resident: what of them stays."""

    stays = _one_of_two(_l("Which entry stays"))
    phone = _one_of_two(_l("Which phone is right"))
    email = _one_of_two(_l("Which e-mail address is right"))

    @classmethod
    def of(cls, people: Sequence[Person]) -> "JoinForm":
        """Only what both have, and not the same, is asked about."""
        form = cls()
        form.stays.choices = [(str(one.id), _described(one)) for one in people]
        for name, shown in (("phone", phone_shown), ("email", str)):
            values = [getattr(one, name) for one in people]
            if all(values) and len(set(values)) > 1:
                form[name].choices = [(str(one.id), shown(getattr(one, name))) for one in people]
            else:
                delattr(form, name)
        return form

    def kept(self, people: Sequence[Person]) -> tuple[Person, Person]:
        """The entry that stays, and the other one."""
        first, second = people
        return (first, second) if self.stays.data == str(first.id) else (second, first)

    def chosen(self, name: str, people: Sequence[Person]) -> str:
        """The phone or the address that was chosen; nothing where there was no choice."""
        if name not in self:
            return ""
        return str(next(getattr(one, name) for one in people if str(one.id) == self[name].data))


def _described(person: Person) -> str:
    return _("%(name)s, known since %(day)s", name=person.name, day=day_month(person.created_at))
