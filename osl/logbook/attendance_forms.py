"""What the team fills in about who came: a tap, a walk-in, a number, and how it is counted."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, FieldList, HiddenField, StringField

from osl.core.forms import (
    Difference,
    OslForm,
    PlainIntegerField,
    RadioField,
    TelField,
    VersionedForm,
    check_no_pesel,
    check_phone,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l, _n
from osl.events.models import Occurrence
from osl.logbook.ages import MOST_BANDS, settings_kept
from osl.logbook.attendance import LARGEST_PARTY, Noted
from osl.logbook.heads import Counted
from osl.logbook.models import (
    AttendanceMode,
    EventLogbook,
    LogbookSettings,
    LogEntry,
    Presence,
    TallyKind,
)
from osl.logbook.queries import age_bands
from osl.logbook.roll import seen_in, wanted_in
from osl.logbook.tallies import standing_of, tallies_for
from osl.logbook.words import MODES, tally
from osl.people.models import Person
from osl.people.operations import Known
from osl.people.words import phone_shown
from osl.signups import gate

NEW_PERSON = "new"
MOST_SLOTS = 60


class MarkForm(OslForm):
    """One tap in the list: the button, what the page showed, and how many came together."""

    presence = HiddenField()
    seen = HiddenField()
    only = HiddenField()
    party_size = PlainIntegerField(_l("How many people came"))
    children = PlainIntegerField(_l("Children among them"))

    @property
    def wanted(self) -> Noted | None:
        return wanted_in(self.presence.data or "", self.party_size.data, self.children.data)

    @property
    def saw(self) -> Noted | bool | None:
        return seen_in(self.seen.data or "")


class WalkInForm(OslForm):
    """Somebody who came without signing up, and whom we do not know yet."""

    key = HiddenField()
    name = StringField(
        _l("First name and surname"),
        [required(_l("Give the first name and surname.")), shorter_than(120), check_no_pesel],
    )
    phone = TelField(_l("Phone"), [check_phone, shorter_than(40)])
    party_size = PlainIntegerField(_l("How many people came together"))
    children = PlainIntegerField(_l("Children among them"))
    person = RadioField(_l("Is it one of these people?"), validate_choice=False)

    meeting_id = 0
    people: Sequence[Person] = ()
    one_use_key: str | None = None

    @classmethod
    def of(cls, meeting: Occurrence, name: str) -> "WalkInForm":
        form = cls(data={"name": name, "party_size": 1, "children": 0})
        form.meeting_id = meeting.id
        if not form.key.data:
            form.new_key()
        return form

    @property
    def about(self) -> str:
        return f"walk-in {self.meeting_id}"

    def new_key(self) -> None:
        self.key.data = gate.new_mark(self.about).signed

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if not self.errors:
            size, children = self.noted.party_size, self.noted.children
            if not 1 <= size <= LARGEST_PARTY:
                self.party_size.errors = [
                    _("Give a number from 1 to %(most)s.", most=LARGEST_PARTY)
                ]
            elif not 0 <= children <= size:
                self.children.errors = [_("The children are among those who came together.")]
        if not self.errors:
            self.one_use_key = gate.read_mark(self.key.data or "", self.about, from_team=True)
            if self.one_use_key is None:
                self.new_key()
                self.form_errors.append(
                    _("This page was open for a long time. Look it over and send it once more.")
                )
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
        return Known(self.name.data or "", self.phone.data or "")

    @property
    def noted(self) -> Noted:
        size, children = self.party_size.data, self.children.data
        return Noted(Presence.PRESENT, 1 if size is None else size, children or 0)


class TalliesForm(VersionedForm):
    """Anonymous numbers beside a list of names: each may be left out."""

    counts = FieldList(PlainIntegerField(), max_entries=MOST_SLOTS)

    slots: Sequence[Counted] = ()

    @classmethod
    def of(cls, entry: LogEntry | None) -> "TalliesForm":
        slots = tallies_for(entry)
        form = cls(data={"counts": [one.people or None for one in slots], **cls.own_data(entry)})
        form.slots = slots
        while len(form.counts.entries) < len(slots):
            form.counts.append_entry()
        for slot, one in zip(slots, form.counts.entries, strict=False):
            one.label.text = tally(slot.kind, slot.from_age, slot.to_age)
        if not form.version.data:
            form.version.data = cls.version_of(entry)
        return form

    @classmethod
    def own_data(cls, _entry: LogEntry | None) -> dict[str, Any]:
        return {}

    @staticmethod
    def version_of(subject: Any) -> str:
        return standing_of(subject)

    @property
    def counted(self) -> list[Counted]:
        return [
            Counted(slot.kind, one.data or 0, slot.from_age, slot.to_age)
            for slot, one in zip(self.slots, self.counts.entries, strict=False)
        ]

    @property
    def by_kind(self) -> dict[str, list[Any]]:
        """The fields as the page groups them: sexes, ages, the band beside."""
        groups: dict[str, list[Any]] = {"sex": [], "age": [], "also": []}
        for slot, one in zip(self.slots, self.counts.entries, strict=False):
            name = {TallyKind.AGE: "age", TallyKind.ALSO_AGE: "also"}.get(slot.kind, "sex")
            groups[name].append(one)
        return groups

    @property
    def has_tallies(self) -> bool:
        return any(one.data or one.errors for one in self.counts.entries)

    def show_overtaken(self, entry: LogEntry | None) -> bool:
        """Show what somebody else noted meanwhile beside what was typed; whether any differs."""
        found = self.differences_from(entry)
        theirs = {(one.kind, one.from_age): one.people for one in tallies_for(entry)}
        for slot, one in zip(self.slots, self.counts.entries, strict=False):
            now = theirs.get((slot.kind, slot.from_age), 0)
            if now != (one.data or 0):
                label = tally(slot.kind, slot.from_age, slot.to_age)
                found.append(Difference(label, str(now or "–"), str(one.data or "–")))
        self.overtaken_by = found
        self.version.data = self.version_of(entry)
        return bool(found)

    def differences_from(self, _entry: LogEntry | None) -> list[Difference]:
        return []


class HeadsForm(TalliesForm):
    """How many came, counted by somebody; more than there are places only knowingly."""

    heads = PlainIntegerField(
        _l("How many people came"), [required(_l("Type how many people came, 0 if nobody did."))]
    )
    is_sure = BooleanField(_l("Yes, that many people came"))

    asks_to_be_sure = False

    @classmethod
    def own_data(cls, entry: LogEntry | None) -> dict[str, Any]:
        return {"heads": entry.head_count if entry is not None else None}

    def differences_from(self, entry: LogEntry | None) -> list[Difference]:
        theirs = entry.head_count if entry is not None else None
        if theirs == self.heads.data:
            return []
        yours = self.heads.data
        return [
            Difference(
                str(self.heads.label.text),
                str(theirs if theirs is not None else "–"),
                str(yours if yours is not None else "–"),
            )
        ]

    def is_knowingly_more(self, places: int | None, noted: int | None) -> bool:
        """Whether the number fits the places, or somebody has said that it is right all the same;
        else the question is asked, once."""
        heads = self.heads.data or 0
        if places is None or heads <= places or heads == noted:
            return True
        self.asks_to_be_sure = True
        if self.is_sure.data:
            return True
        self.is_sure.errors = [
            _n(
                "There was %(num)s place, and you type %(heads)s. Tick the box if it is right.",
                "There were %(num)s places, and you type %(heads)s. Tick the box if it is right.",
                places,
                heads=heads,
            )
        ]
        return False


class ModeForm(VersionedForm):
    """How attendance of an event is kept."""

    mode = RadioField(_l("How do you note who comes?"))

    @classmethod
    def of(cls, meeting_mode: AttendanceMode, kept: EventLogbook | None) -> "ModeForm":
        form = cls(data={"mode": meeting_mode.value})
        form.mode.choices = [(one.value, words) for one, words in MODES.items()]
        if not form.version.data:
            form.version.data = cls.version_of(kept)
        return form

    @staticmethod
    def version_of(subject: Any) -> str:
        return str(subject.mode) if subject is not None and subject.mode is not None else "-"

    @property
    def chosen(self) -> AttendanceMode:
        return AttendanceMode(self.mode.data)


class AgeBandsForm(VersionedForm):
    """At which ages the bands of tallies begin."""

    limits = FieldList(PlainIntegerField(), max_entries=MOST_BANDS)
    also_from = PlainIntegerField(_l("Counted beside them: from this age on"))

    @classmethod
    def now(cls) -> "AgeBandsForm":
        bands, also_from = age_bands()
        starts = [from_age for from_age, _to_age in bands if from_age]
        form = cls(data={"limits": starts, "also_from": also_from})
        while len(form.limits.entries) < MOST_BANDS:
            form.limits.append_entry()
        for number, one in enumerate(form.limits.entries, start=1):
            one.label.text = _("Limit %(number)s", number=number)
        if not form.version.data:
            form.version.data = cls.version_of(settings_kept())
        return form

    @staticmethod
    def version_of(subject: Any) -> str:
        return str(subject.version) if isinstance(subject, LogbookSettings) else "-"

    @property
    def ages(self) -> list[int]:
        return [one.data for one in self.limits.entries if one.data is not None]

    def differences(self, current: Mapping[str, Any]) -> list[Difference]:
        """The limits are compared as one line of numbers."""
        found = super().differences({"also_from": current["also_from"]})
        theirs, yours = current["limits"], self.ages
        if theirs != yours:
            words = [", ".join(map(str, ages)) or "–" for ages in (theirs, yours)]
            found.append(Difference(_("A new band begins at the age of"), *words))
        return found


def described(person: Person) -> str:
    """How one of the team tells two people of one name apart."""
    ways = [phone_shown(person.phone), person.email, person.contact_note]
    return ", ".join([person.name, *filter(None, ways)])
