"""What is filled in about one's own work."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import StopValidation

from osl.communities.models import Community
from osl.core.clock import today
from osl.core.forms import (
    KeepWordsField,
    OslForm,
    PlainDateField,
    PlainIntegerField,
    RadioField,
    SelectField,
    VersionedForm,
    check_no_case_data,
    check_no_pesel,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l, day_month
from osl.events.models import Event
from osl.journal.models import JournalEntry, WorkKind
from osl.journal.operations import A_DAY, MOST_PEOPLE, Work, WorkRefused
from osl.journal.words import KINDS, WHOLE_TOWN, as_typed
from osl.volunteers.hours_words import duration

QUICK = (15, 30, 60, 90)
"""Minutes that are one tap."""

LONGEST_NOTE = 1000
LONGEST_PERIOD = 366

CLOCK = re.compile(r"(\d{1,2})\s*[:.]\s*(\d{2})", re.ASCII)
HOURS = re.compile(
    r"(\d{1,2})(?:[.,](\d))?\s*(?:h|godz\.?|godzin[ay]?)(?:\s*(\d{1,2})\s*(?:m|min\.?)?)?", re.ASCII
)
MINUTES = re.compile(r"(\d{1,4})\s*(?:m|min\.?|minut[ay]?)?", re.ASCII)


def minutes_in(typed: str) -> int | None:
    """How many minutes somebody means: "90", "1:30", "1 h 30 min", "1,5 h"; None for nothing
    that can be understood."""
    words = typed.strip().casefold()
    if told := CLOCK.fullmatch(words):
        hours, minutes = int(told[1]), int(told[2])
        return hours * 60 + minutes if minutes < 60 else None
    if told := HOURS.fullmatch(words):
        if told[2] and told[3]:
            return None
        return int(told[1]) * 60 + int(told[2] or 0) * 6 + int(told[3] or 0)
    if told := MINUTES.fullmatch(words):
        return int(told[1])
    return None


class LengthField(StringField):
    """How long it took, as people type it. ``minutes`` is what they mean."""

    minutes: int | None = None

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            return
        self.minutes = minutes_in(self.data)
        if self.minutes is None:
            raise StopValidation(_("Type it like this: 1:30, or 90 for ninety minutes."))


class WorkForm(VersionedForm):
    """One piece of work: when, how long, what kind, for whom, how many people it reached."""

    key = HiddenField()
    worked_on = PlainDateField(_l("Day"), [required(_l("Choose the day."))])
    kind = SelectField(_l("What kind of work"), validate_choice=False)
    quick = RadioField(_l("How long"), validate_choice=False)
    length = LengthField(_l("Another time"))
    community = SelectField(_l("For which community"), validate_choice=False)
    people_reached = PlainIntegerField(_l("How many people it reached"))
    event = SelectField(_l("At which of the last meetings"), validate_choice=False)
    note = TextAreaField(
        _l("Note"), [shorter_than(LONGEST_NOTE), check_no_pesel, check_no_case_data]
    )
    keep_words = KeepWordsField()

    known_minutes: int | None = None
    """How long it took as it stands in the journal."""

    @classmethod
    def new(
        cls,
        day: date,
        communities: Sequence[Community],
        events: Sequence[Event],
        community_id: int | None = None,
    ) -> "WorkForm":
        """An empty one, for the community somebody worked for last, or for their only one."""
        ids = [one.id for one in communities]
        likely = ids[0] if len(ids) == 1 else community_id if community_id in ids else ""
        form = cls(data={"worked_on": day, "community": str(likely)})
        form.offer(communities, events)
        if not form.one_use_key:
            form.key.data = str(uuid4())
        return form

    @classmethod
    def of(
        cls, entry: JournalEntry, communities: Sequence[Community], events: Sequence[Event]
    ) -> "WorkForm":
        """What stands in the journal, to be put right. What it names stays to be chosen."""
        form = cls(data=current_of(entry) | {"version": cls.version_of(entry)})
        form.known_minutes = entry.minutes
        if entry.community is not None and entry.community not in communities:
            communities = [entry.community, *communities]
        if entry.event is not None and entry.event not in events:
            events = [entry.event, *events]
        form.offer(communities, events)
        return form

    def offer(self, communities: Sequence[Community], events: Sequence[Event]) -> None:
        kinds = [(one.value, words) for one, words in KINDS.items()]
        self.kind.choices = [("", _("Choose")), *kinds] if not self.kind.data else kinds
        self.quick.choices = [(str(one), duration(one)) for one in QUICK]
        self.community.choices = [
            ("", WHOLE_TOWN),
            *((str(one.id), one.name) for one in communities),
        ]
        self.event.choices = [
            ("", _("At none of them")),
            *((str(one.id), one.title) for one in events),
        ]

    @property
    def one_use_key(self) -> str | None:
        try:
            return str(UUID(self.key.data or ""))
        except ValueError:
            return None

    @property
    def minutes(self) -> int:
        """What was typed, else what was tapped: also beside what stood there before."""
        tapped = int(self.quick.data) if self.quick.data in map(str, QUICK) else 0
        if not self.length.data or (tapped and self.length.minutes == self.known_minutes):
            return tapped
        return self.length.minutes or 0

    @property
    def work(self) -> Work:
        """What was told, once the form is valid."""
        return Work(
            worked_on=self.worked_on.data or today(),
            minutes=self.minutes,
            kind=WorkKind(self.kind.data),
            community_id=int(self.community.data) if self.community.data else None,
            people_reached=self.people_reached.data,
            note=self.note.data or "",
            event_id=int(self.event.data) if self.event.data else None,
        )

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        for field, message in (
            (self.kind, _("Choose what kind of work it was.")),
            (self.community, _("Choose one of your communities, or the whole town.")),
            (self.event, _("Choose one of these meetings, or none.")),
        ):
            offered = [str(value) for value, *_rest in field.iter_choices()]
            chosen = field.data or ""
            if chosen not in offered or (field is self.kind and not chosen):
                field.errors = [message]
        self._validate_length()
        people = self.people_reached.data
        if people is not None and not 0 <= people <= MOST_PEOPLE:
            self.people_reached.errors = [_("Give a number from 0 to %(most)s.", most=MOST_PEOPLE)]
        return not self.errors

    def _validate_length(self) -> None:
        if self.length.errors:
            return
        if not self.length.data and not self.minutes:
            self.quick.errors = [_("Say how long it took.")]
        elif not 0 < self.minutes <= A_DAY:
            self.length.errors = [_("Give a time from 1 minute to 24 hours.")]

    def refuse_work(self, refusal: WorkRefused) -> None:
        self.refuse(refusal, refusal.field)


def current_of(entry: JournalEntry) -> dict[str, Any]:
    """An entry as its form shows it."""
    return {
        "worked_on": entry.worked_on,
        "kind": entry.kind.value,
        "length": as_typed(entry.minutes),
        "community": str(entry.community_id or ""),
        "people_reached": entry.people_reached,
        "event": str(entry.event_id or ""),
        "note": entry.note,
    }


class JournalExportForm(OslForm):
    """From which day to which the journal leaves as a file."""

    first_on = PlainDateField(_l("From day"), [required(_l("Choose the first day."))])
    last_on = PlainDateField(_l("To day"), [required(_l("Choose the last day."))])
    person = SelectField(_l("Whose work"), validate_choice=False)
    kind = RadioField(_l("Kind of file"), default="xlsx")

    @classmethod
    def blank(cls, first_on: date, last_on: date, people: Sequence[Any]) -> "JournalExportForm":
        form = cls(data={"first_on": first_on, "last_on": last_on, "kind": "xlsx"})
        form.kind.choices = [
            ("xlsx", _("For Excel or LibreOffice (XLSX)")),
            ("csv", _("Plain table (CSV)")),
        ]
        form.person.choices = [("", _("Everybody's")), *((str(one.id), one.name) for one in people)]
        return form

    @property
    def user_id(self) -> int | None:
        return int(self.person.data) if self.person.data else None

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        first, last = self.first_on.data, self.last_on.data
        if (self.person.data or "") not in [value for value, *_rest in self.person.iter_choices()]:
            self.person.errors = [_("Choose somebody of the list.")]
        if first and last and last < first:
            self.last_on.errors = [
                _("The last day must not be before the first: %(day)s.", day=day_month(first))
            ]
        elif first and last and (last - first).days >= LONGEST_PERIOD:
            self.last_on.errors = [_("Choose a year at most.")]
        return not self.errors
