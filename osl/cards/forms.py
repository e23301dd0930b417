"""The forms of a card, of a leader's step, and of the list of talents."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import StringField, TextAreaField

from osl.accounts.models import User
from osl.cards.queries import own_communities, team_of
from osl.core.clock import today
from osl.core.forms import (
    CheckboxesField,
    EmailField,
    KeepWordsField,
    OslForm,
    PlainDateField,
    RadioField,
    SelectField,
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
from osl.people.cards import CardFacts
from osl.people.models import (
    Card,
    Channel,
    LeaderStatus,
    MetHow,
    Person,
    Reach,
    Talent,
    TalentKind,
    TimeOfWeek,
)
from osl.people.operations import Known
from osl.people.queries import contacts_of, people_found, talents, talents_of
from osl.people.words import (
    CHANNELS,
    LEADER_STATUSES,
    MEETINGS,
    REACHES,
    TALENT_KINDS,
    TIMES,
    phone_shown,
)

NEW_PERSON = "new"
CHANNELS_OF_TEAM = (Channel.IN_PERSON, Channel.PHONE, Channel.PAPER)
NO_CARD = "0"
"""Stands for the version of a card that does not exist yet."""

TALENT_FIELDS = {
    TalentKind.LIKES: "likes",
    TalentKind.TEACHES: "teaches",
    TalentKind.LENDS: "lends",
}


def words_field(label: Any, longest: int = 200) -> StringField:
    """A line of free text about a person: short, without a PESEL, and asked about once."""
    return StringField(label, [shorter_than(longest), check_no_pesel, check_no_case_data])


class CardForm(VersionedForm):
    """What somebody agreed to have noted."""

    agreed_on = PlainDateField(
        _l("The day they agreed to the card"),
        [required(_l("Ask first, then give the day they agreed."))],
    )
    prefers = SelectField(_l("What they like best"))
    reach_note = words_field(_l("When and how to reach them"))
    met_how = SelectField(_l("Where you met"))
    met_on = PlainDateField(_l("When you met"))
    met_note = words_field(_l("More about that"))
    brought_by = StringField(_l("Who brought them to us"), [shorter_than(200)])
    brought_by_id = RadioField(_l("Which of these people?"), validate_choice=False)
    likes = CheckboxesField(TALENT_KINDS[TalentKind.LIKES], coerce=int)
    teaches = CheckboxesField(TALENT_KINDS[TalentKind.TEACHES], coerce=int)
    lends = CheckboxesField(TALENT_KINDS[TalentKind.LENDS], coerce=int)
    own_words = TextAreaField(
        _l("In their own words"), [shorter_than(500), check_no_pesel, check_no_case_data]
    )
    free_times = CheckboxesField(_l("When they usually have time"), coerce=TimeOfWeek)
    times_note = words_field(_l("More about their time"))
    languages = words_field(_l("Languages they speak"), 120)
    contacts = CheckboxesField(_l("Who of the team knows them"), coerce=int)
    keep_words = KeepWordsField()

    viewer: User
    bringers: Sequence[Person] = ()
    kept_bringer: int | None = None
    """Who brought them, where the viewer may not see who it was: it stays."""

    @classmethod
    def of(cls, viewer: User, person: Person, card: Card | None, bringer: Person | None) -> Any:
        """The form about a person, filled in with what stands on the card."""
        chosen = talents_of(person)
        contacts = contacts_of(person)
        data: dict[str, Any] = {"contacts": [one.id for one in contacts]}
        if card is None and not contacts:
            data["contacts"] = [viewer.id]
        for kind, name in TALENT_FIELDS.items():
            data[name] = [one.id for one in chosen if one.kind is kind]
        if card is not None:
            data |= values_of(card, bringer)
        data["version"] = cls.version_of(card)
        form = cls(data=data)
        form._offer(viewer, chosen, team_of(viewer, person))
        if card is not None and bringer is None:
            form.kept_bringer = card.brought_by_id
        return form

    @staticmethod
    def version_of(subject: Any) -> str:
        return str(subject.version) if subject is not None else NO_CARD

    def _offer(self, viewer: User, had: Sequence[Talent], team: Sequence[User]) -> None:
        self.viewer = viewer
        nothing = [("", _("no answer"))]
        self.prefers.choices = nothing + [(one.value, words) for one, words in REACHES.items()]
        self.met_how.choices = nothing + [(one.value, words) for one, words in MEETINGS.items()]
        self.free_times.choices = list(TIMES.items())
        self.contacts.choices = [(one.id, one.name) for one in team]
        on_list = [*talents(), *(one for one in had if one.retired_at is not None)]
        for kind, name in TALENT_FIELDS.items():
            self[name].choices = [(one.id, one.name) for one in on_list if one.kind is kind]

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        for day in (self.agreed_on, self.met_on):
            if day.data is not None and day.data > today():
                day.errors = [_("This day is still to come. Give the day it was.")]
        if self.brought_by.data and not self.brought_by.errors:
            self._find_bringer(self.brought_by.data)
        return not self.errors

    def _find_bringer(self, words: str) -> None:
        self.bringers = people_found(self.viewer, words)
        self.brought_by_id.choices = [(str(one.id), described(one)) for one in self.bringers]
        if not self.bringers:
            self.brought_by.errors = [
                _("We know nobody like that. Type a name or a phone, or leave it empty.")
            ]
        elif len(self.bringers) == 1:
            self.brought_by_id.data = str(self.bringers[0].id)
        elif self.brought_by_id.data not in {str(one.id) for one in self.bringers}:
            self.brought_by_id.errors = [_("We know several people like that. Choose one.")]

    @property
    def asks_who_brought(self) -> bool:
        return len(self.bringers) > 1

    @property
    def facts(self) -> CardFacts:
        brought = self.brought_by_id.data if self.brought_by.data else None
        return CardFacts(
            agreed_on=self.agreed_on.data or today(),
            prefers=Reach(self.prefers.data) if self.prefers.data else None,
            reach_note=self.reach_note.data or "",
            met_how=MetHow(self.met_how.data) if self.met_how.data else None,
            met_on=self.met_on.data,
            met_note=self.met_note.data or "",
            brought_by_id=int(brought) if brought else self.kept_bringer,
            own_words=self.own_words.data or "",
            free_times=self.free_times.data or (),
            times_note=self.times_note.data or "",
            languages=self.languages.data or "",
            talent_ids=[one for name in TALENT_FIELDS.values() for one in self[name].data or ()],
            contact_ids=self.contacts.data or (),
        )


def values_of(card: Card, bringer: Person | None) -> dict[str, Any]:
    """What stands on a card, as the form has it."""
    return {
        "agreed_on": card.agreed_on,
        "prefers": card.prefers.value if card.prefers else "",
        "reach_note": card.reach_note,
        "met_how": card.met_how.value if card.met_how else "",
        "met_on": card.met_on,
        "met_note": card.met_note,
        "brought_by": f"{bringer.name} {bringer.phone}".strip() if bringer else "",
        "own_words": card.own_words,
        "free_times": [TimeOfWeek(one) for one in card.free_times],
        "times_note": card.times_note,
        "languages": card.languages,
    }


def current_of(person: Person, card: Card, bringer: Person | None) -> Mapping[str, Any]:
    """What stands there now, for the second of two people."""
    chosen = talents_of(person)
    picked = {
        name: [one.id for one in chosen if one.kind is kind] for kind, name in TALENT_FIELDS.items()
    }
    return values_of(card, bringer) | picked | {"contacts": [o.id for o in contacts_of(person)]}


def described(person: Person) -> str:
    """How one of the team tells two people of one name apart."""
    ways = [phone_shown(person.phone), person.email, person.contact_note]
    return ", ".join([person.name, *filter(None, ways)])


class NewCardForm(CardForm):
    """Somebody the team has just met, and their card, in one go."""

    name = StringField(
        _l("First name and surname"),
        [required(_l("Give the first name and surname.")), shorter_than(120), check_no_pesel],
    )
    phone = TelField(_l("Phone"), [check_phone, shorter_than(40)])
    email = EmailField(_l("E-mail"), [check_email, shorter_than(320)])
    contact_note = words_field(_l("Neither phone nor e-mail: how to reach them"))
    communities = CheckboxesField(
        _l("Which communities know them"),
        [required(_l("Choose at least one community."))],
        coerce=int,
    )
    channel = RadioField(_l("How you talked"), default=Channel.IN_PERSON.value)
    person = RadioField(_l("Is it one of these people?"), validate_choice=False)

    people: Sequence[Person] = ()

    @classmethod
    def blank(cls, viewer: User) -> "NewCardForm":
        own = own_communities(viewer)
        form = cls(
            data={
                "version": NO_CARD,
                "contacts": [viewer.id],
                "communities": [own[0].id] if len(own) == 1 else [],
            }
        )
        form._offer(viewer, (), team_of(viewer))
        form.communities.choices = [(one.id, one.name) for one in own]
        form.channel.choices = [(one.value, CHANNELS[one]) for one in CHANNELS_OF_TEAM]
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        given = (self.phone, self.email, self.contact_note)
        if not any(one.data or one.errors for one in given):
            self.phone.errors = [
                _("Give a phone number, an e-mail address, or say how to reach this person.")
            ]
        return not self.errors

    def ask_who(self, people: Sequence[Person]) -> None:
        """Show people who may be this one; nobody is made one with another by themselves."""
        self.show_people(people)
        self.person.errors = [_("We know somebody like that. Is it the same person?")]

    def show_people(self, people: Sequence[Person]) -> None:
        self.people = people
        self.person.choices = [
            *((str(one.id), described(one)) for one in people),
            (NEW_PERSON, _("No, somebody new")),
        ]

    @property
    def known(self) -> Known:
        return Known(
            self.name.data or "",
            self.phone.data or "",
            self.email.data or "",
            self.contact_note.data or "",
        )


class LeaderForm(OslForm):
    """Where a local leader stands, since when."""

    status = RadioField(_l("Where this person stands"))
    since_on = PlainDateField(_l("Since when"), [required(_l("Give the day."))])

    @classmethod
    def of(cls, status: LeaderStatus | None) -> "LeaderForm":
        data = {"since_on": today(), "status": status.value if status else None}
        form = cls(data=data)
        form.status.choices = [(one.value, words) for one, words in LEADER_STATUSES.items()]
        return form


class TalentsForm(OslForm):
    """New entries for the list of talents."""

    kind = RadioField(_l("What kind"), default=TalentKind.LIKES.value)
    names = TextAreaField(
        _l("New entries, one in a line"),
        [required(_l("Type at least one entry.")), shorter_than(2000)],
    )

    @classmethod
    def blank(cls) -> "TalentsForm":
        form = cls()
        form.kind.choices = [(one.value, words) for one, words in TALENT_KINDS.items()]
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if any(len(line) > 80 for line in self.lines) and not self.names.errors:
            self.names.errors = [_("An entry may have 80 characters at most. Say it shorter.")]
        return not self.errors

    @property
    def lines(self) -> list[str]:
        typed = (line.strip() for line in (self.names.data or "").splitlines())
        return list(dict.fromkeys(line for line in typed if line))


class TalentForm(VersionedForm):
    """Another name for an entry."""

    name = StringField(_l("Name"), [required(_l("Give a name.")), shorter_than(80)])


class ExportForm(OslForm):
    """What kind of file."""

    kind = RadioField(_l("Kind of file"), default="xlsx")

    @classmethod
    def blank(cls) -> "ExportForm":
        form = cls()
        form.kind.choices = [
            ("xlsx", _("For Excel or LibreOffice (XLSX)")),
            ("csv", _("Plain table (CSV)")),
        ]
        return form


def period_of(first: str, last: str) -> tuple[date, date]:
    """The days asked for in an address; this year where nothing sensible was."""
    begin, end = date(today().year, 1, 1), today()
    try:
        begin = date.fromisoformat(first) if first else begin
        end = date.fromisoformat(last) if last else end
    except ValueError:
        return date(today().year, 1, 1), today()
    return (begin, end) if begin <= end else (end, begin)
