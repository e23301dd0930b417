"""The screen on which a signed sheet is typed in: a box for each row, and lines for walk-ins."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask import request
from wtforms import FieldList, FormField, HiddenField, StringField

from osl.accounts.models import User
from osl.core.forms import (
    OslForm,
    PlainIntegerField,
    RadioField,
    TelField,
    check_no_pesel,
    check_phone,
    shorter_than,
)
from osl.core.i18n import _, _l
from osl.logbook.attendance import LARGEST_PARTY, Clash, Noted
from osl.logbook.models import Presence
from osl.logbook.queries import RollRow
from osl.logbook.retyping import OnSheet, WrittenIn, people_like, person_chosen, start_of
from osl.people.models import Person
from osl.people.operations import Known
from osl.people.words import phone_shown

ABSENT, LEFT = "absent", "left"
NEW_PERSON = "new"
LINES, FIRST_LINES = 12, 6


class WrittenInForm(OslForm):
    """One line below the list: somebody who came without signing up."""

    class Meta(OslForm.Meta):
        csrf = False

    name = StringField(_l("First name and surname"), [shorter_than(120), check_no_pesel])
    phone = TelField(_l("Phone"), [check_phone, shorter_than(40)])
    party_size = PlainIntegerField(_l("How many people"))
    person = RadioField(_l("Is it one of these people?"), validate_choice=False)

    @property
    def is_empty(self) -> bool:
        return not (self.name.data or self.phone.data)

    @property
    def known(self) -> Known:
        return Known(self.name.data or "", self.phone.data or "")

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        size = self.party_size.data
        if self.phone.data and not self.name.data:
            self.name.errors = [_("Give the first name and surname.")]
        if size is not None and not 1 <= size <= LARGEST_PARTY:
            self.party_size.errors = [_("Give a number from 1 to %(most)s.", most=LARGEST_PARTY)]
        return not self.errors

    def ask_who(self, people: Sequence[Person]) -> None:
        """Show whom it may be; nobody is made one with another by themselves."""
        self.person.choices = [
            *((str(one.id), described(one)) for one in people),
            (NEW_PERSON, _("No, somebody new")),
        ]


@dataclass(frozen=True)
class ShownRow:
    """A row of the screen, with what was typed, and what somebody else noted meanwhile."""

    row: RollRow
    typed: OnSheet
    clash: Clash | None = None
    error: str = ""


class RetypeForm(OslForm):
    """A signed sheet. What stands in its rows is read by the number of each person."""

    key = HiddenField()
    others = RadioField(_l("Those who did not sign"))
    written_in = FieldList(FormField(WrittenInForm), min_entries=LINES, max_entries=LINES)

    rows: Sequence[ShownRow] = ()
    sent: Sequence[OnSheet] = ()
    """Every row as it was sent, also of those who left the list meanwhile."""
    starts_from_marks = False

    @classmethod
    def of(cls, roll: Sequence[RollRow], *, starts_anew: bool = False) -> "RetypeForm":
        """The screen of a list: from what is noted already, or from everybody present."""
        is_noted = not starts_anew and any(row.mark is not None for row in roll)
        form = cls(data={"others": LEFT if is_noted else ABSENT})
        form.others.choices = [
            (ABSENT, _("Who did not sign was not there")),
            (LEFT, _("Leave them without a mark")),
        ]
        if not form.key.data:
            form.key.data = str(uuid4())
        typed = rows_typed() if form.is_submitted() else {}
        form.rows = [
            ShownRow(row, typed.get(row.person.id) or start_of(row, is_anything_noted=is_noted))
            for row in roll
        ]
        form.sent = list(typed.values())
        form.starts_from_marks = is_noted
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        wrong = _("Give a number from 1 to %(most)s.", most=LARGEST_PARTY)
        self.rows = [
            ShownRow(one.row, one.typed, error=wrong)
            if one.typed.signed and not 1 <= one.typed.party_size <= LARGEST_PARTY
            else one
            for one in self.rows
        ]
        if any(one.error for one in self.rows):
            self.form_errors.append(_("A number of people is missing or too large. See below."))
        return not self.errors

    @property
    def one_use_key(self) -> str:
        try:
            return str(UUID(str(self.key.data)))
        except ValueError:
            return str(uuid4())

    @property
    def others_were_absent(self) -> bool:
        return bool(self.others.data == ABSENT)

    @property
    def clashes(self) -> list[ShownRow]:
        return [one for one in self.rows if one.clash is not None]

    @property
    def shows_more_lines(self) -> bool:
        more = self.written_in.entries[FIRST_LINES:]
        return any(not one.form.is_empty or one.errors for one in more)

    def asks_who(self, viewer: User) -> bool:
        """Whether somebody written in is like somebody we know, and nobody said yet if it is
        they."""
        asks = False
        for line in self.written_in.entries:
            form = line.form
            if form.is_empty:
                continue
            people = people_like(viewer, form.known)
            if people:
                form.ask_who(people)
            answers = [str(choice[0]) for choice in form.person.choices or []]
            if people and form.person.data not in answers:
                form.person.errors = [_("We know somebody like that. Is it the same person?")]
                asks = True
        if asks:
            self.written_in.errors = [line.errors for line in self.written_in.entries]
        return asks

    def written(self, viewer: User) -> list[WrittenIn]:
        """Those below the list, each a person we know or a new one."""
        found = []
        for line in self.written_in.entries:
            form = line.form
            if form.is_empty:
                continue
            said = form.person.data or NEW_PERSON
            is_known = bool(form.person.choices) and said.isascii() and said.isdigit()
            person = person_chosen(viewer, int(said)) if is_known else None
            found.append(WrittenIn(form.known, form.party_size.data or 1, person))
        return found

    def show_clashes(self, clashes: Mapping[int, Clash]) -> None:
        """Put what somebody else noted beside what was typed; the form now knows of it, so
        saving again is a knowing choice."""
        self.rows = [
            ShownRow(one.row, _knowing(one.typed, clash), clash)
            if (clash := clashes.get(one.row.person.id)) is not None
            else one
            for one in self.rows
        ]


def rows_typed() -> dict[int, OnSheet]:
    """The rows of the form that was sent, by the number of the person."""
    found = {}
    for value in request.form.getlist("row"):
        told = re.fullmatch(
            r"(\d{1,9}):(?:(present|absent)\.(\d{1,4})\.(\d{1,4}))?", value, re.ASCII
        )
        if told is None:
            continue
        number = int(told[1])
        seen = Noted(Presence(told[2]), int(told[3]), int(told[4])) if told[2] else None
        size = request.form.get(f"size-{number}", "").strip()
        found[number] = OnSheet(
            number,
            request.form.get(f"signed-{number}") is not None,
            int(size) if re.fullmatch(r"\d{1,4}", size, re.ASCII) else 0,
            seen,
        )
    return found


def row_value(typed: OnSheet) -> str:
    """A row's number and what stood in the list, as the form carries them."""
    seen = typed.seen
    said = f"{seen.presence.value}.{seen.party_size}.{seen.children}" if seen else ""
    return f"{typed.person_id}:{said}"


def described(person: Person) -> str:
    """How one of the team tells two people of one name apart."""
    ways = [phone_shown(person.phone), person.email, person.contact_note]
    return ", ".join([person.name, *filter(None, ways)])


def _knowing(typed: OnSheet, clash: Clash) -> OnSheet:
    return OnSheet(typed.person_id, typed.signed, typed.party_size, clash.now)
