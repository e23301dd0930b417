"""Who of the residents is meant: somebody the team knows already, or somebody new.

A form asks for a name and one way to reach them. Whoever looks like somebody we know is shown,
and nobody is made one with another by itself.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID, uuid4

from flask import request
from wtforms import HiddenField, StringField

from osl.accounts.models import User
from osl.core.db import db
from osl.core.forms import (
    OslForm,
    RadioField,
    check_contact,
    check_no_pesel,
    shorter_than,
)
from osl.core.i18n import _, _l
from osl.core.links import number_in
from osl.people.models import Channel, Person
from osl.people.operations import Known, meet_person
from osl.people.queries import alike_people, people_found, people_visible_to, same_person
from osl.people.words import phone_shown

NEW_PERSON = "new"
PERSON = "osoba"
"""How an address names somebody the team knows already."""


class WhoForm(OslForm):
    """Somebody of the residents, and the mark that makes one thing of one form."""

    key = HiddenField()
    name = StringField(_l("First name and surname"), [shorter_than(120), check_no_pesel])
    contact = StringField(_l("Phone, or e-mail"), [check_contact, shorter_than(320)])
    contact_note = StringField(
        _l("Neither phone nor e-mail: how to reach them"), [shorter_than(200), check_no_pesel]
    )
    person = RadioField(_l("Is it one of these people?"), validate_choice=False)

    viewer: User
    people: list[Person]

    def ask_for(self, viewer: User) -> None:
        """Get ready for somebody of the team; ``?osoba=12`` chooses somebody at once."""
        self.viewer = viewer
        self.people = []
        asked = request.args.get(PERSON, "") or str(self.person.data or "")
        chosen = self._visible(asked)
        if chosen is not None:
            self._show([chosen])
            if not self.is_submitted():
                self.person.data = str(chosen.id)
                self.name.data = chosen.name
        if not self.key.data:
            self.key.data = str(uuid4())

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        self._look()
        return not self.errors

    def _look(self) -> None:
        """Find out who is meant, or ask."""
        chosen = self.chosen
        if self.errors or chosen is not None:
            return
        if self.person.data not in (None, "", NEW_PERSON):
            self.person.errors = [_("Choose one of these people, or type who it is.")]
            return
        if not self.name.data:
            self.name.errors = [_("Give the first name and surname.")]
            return
        if self.person.data != NEW_PERSON:
            self._ask_who()
        if not (self.errors or self.contact.data or self.contact_note.data):
            self.contact.errors = [
                _("Give a phone number or an e-mail address, or say below how to reach them.")
            ]

    def _ask_who(self) -> None:
        name, phone, email = self.name.data or "", self.phone, self.email
        if same_person(name, phone, email) is not None:
            return
        found = {one.id: one for one in alike_people(self.viewer, name, phone, email)}
        found |= {one.id: one for one in people_found(self.viewer, name, limit=6)}
        if found:
            self._show(list(found.values()))
            self.person.errors = [_("We know somebody like that. Is it the same person?")]

    def _show(self, people: list[Person]) -> None:
        self.people = people
        self.person.choices = [
            *((str(one.id), described(one)) for one in people),
            (NEW_PERSON, _("No, somebody new")),
        ]

    def _visible(self, typed: str) -> Person | None:
        number = number_in(typed)
        if number is None:
            return None
        return db.session.scalar(people_visible_to(self.viewer).where(Person.id == number))

    @property
    def chosen(self) -> Person | None:
        """Whom whoever types chose among those shown, if the team member may see them."""
        return self._visible(str(self.person.data or ""))

    @property
    def phone(self) -> str:
        return "" if "@" in (self.contact.data or "") else self.contact.data or ""

    @property
    def email(self) -> str:
        return self.contact.data or "" if "@" in (self.contact.data or "") else ""

    def met(self, channel: Channel, community_ids: Collection[int], actor: User) -> Person:
        """The person who is meant, entered now if nobody knows them yet."""
        if self.chosen is not None:
            return self.chosen
        known = Known(self.name.data or "", self.phone, self.email, self.contact_note.data or "")
        return meet_person(known, channel=channel, community_ids=community_ids, actor=actor)

    @property
    def one_use_key(self) -> str | None:
        try:
            return str(UUID(str(self.key.data)))
        except ValueError:
            return None


def described(person: Person) -> str:
    """How one of the team tells two people of one name apart."""
    ways = [phone_shown(person.phone), person.email, person.contact_note]
    return ", ".join([person.name, *filter(None, ways)])
