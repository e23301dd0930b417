"""What is filled in about hours: by the team, and by volunteers through their link."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, StringField, TextAreaField

from osl.core.clock import today
from osl.core.forms import (
    KeepWordsField,
    PlainDateField,
    PlainIntegerField,
    PlainTimeField,
    SelectField,
    VersionedForm,
    check_no_case_data,
    check_no_pesel,
    required,
    shorter_than,
)
from osl.core.i18n import _, _l
from osl.people.models import Person
from osl.signups import gate
from osl.volunteers.hours import Work
from osl.volunteers.hours_queries import Purpose, purpose_label, purpose_of
from osl.volunteers.hours_rules import HoursRefused
from osl.volunteers.models import HoursEntry

LONGEST_WHAT = 300


class HoursForm(VersionedForm):
    """Hours of one day: from when to when, or how long, and what for."""

    key = HiddenField()
    worked_on = PlainDateField(_l("Day"), [required(_l("Choose the day."))])
    starts = PlainTimeField(_l("From what time"))
    ends = PlainTimeField(_l("Until what time"))
    hours = PlainIntegerField(_l("Hours"))
    minutes = PlainIntegerField(_l("Minutes"))
    purpose = SelectField(_l("What the hours were for"), validate_choice=False)
    what = StringField(
        _l("What was done"),
        [
            required(_l("Write in a few words what was done.")),
            shorter_than(LONGEST_WHAT),
            check_no_pesel,
            check_no_case_data,
        ],
    )
    keep_words = KeepWordsField()

    purposes: Sequence[Purpose] = ()
    one_use_key: str | None = None

    @classmethod
    def new(cls, person: Person, purposes: Sequence[Purpose]) -> "HoursForm":
        """An empty one, for today."""
        form = cls(data={"worked_on": today()})
        form.offer(purposes)
        if not form.key.data:
            form.new_key(person)
        return form

    @classmethod
    def of(cls, entry: HoursEntry, purposes: Sequence[Purpose]) -> "HoursForm":
        """What stands in the books, to be put right."""
        whole, rest = divmod(entry.minutes, 60)
        length = {} if entry.starts is not None else {"hours": whole, "minutes": rest}
        now = purpose_of(entry)
        form = cls(obj=entry, data={"minutes": None, "purpose": now.code} | length)
        if entry.starts is not None and not form.is_submitted():
            form.minutes.data = None
        form.offer([*([] if now.code in {one.code for one in purposes} else [now]), *purposes])
        return form

    def offer(self, purposes: Sequence[Purpose]) -> None:
        self.purposes = purposes
        choices = [(one.code, purpose_label(one)) for one in purposes]
        several = len(choices) > 1 and not self.purpose.data
        self.purpose.choices = [("", _("Choose")), *choices] if several else choices

    def new_key(self, person: Person) -> None:
        self.key.data = gate.new_mark(about(person)).signed

    @property
    def chosen(self) -> Purpose | None:
        return next((one for one in self.purposes if one.code == self.purpose.data), None)

    @property
    def work(self) -> Work:
        """What was told."""
        given = self.hours.data, self.minutes.data
        length = None if given == (None, None) else (given[0] or 0) * 60 + (given[1] or 0)
        times = self.starts.data, self.ends.data
        day = self.worked_on.data or today()
        return Work(day, *times, minutes=length, what=self.what.data or "")

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if self.chosen is None:
            self.purpose.errors = [_("Choose what the hours were for.")]
        self._validate_times()
        return not self.errors

    def _validate_times(self) -> None:
        times = (self.starts, self.ends, self.hours, self.minutes)
        if any(one.errors for one in times):
            return
        starts, ends = self.starts.data, self.ends.data
        hours, minutes = self.hours.data, self.minutes.data
        if (starts is None) != (ends is None):
            lonely = self.ends if ends is None else self.starts
            lonely.errors = [_("Give both times, or only how long it took.")]
        elif starts is not None and (hours or minutes):
            self.hours.errors = [_("Give the times or how long it took, not both.")]
        elif starts is None and hours is None and minutes is None:
            self.starts.errors = [_("Say from when to when, or how long it took.")]
        elif (hours or 0) < 0 or not 0 <= (minutes or 0) < 60:
            self.hours.errors = [_("Give whole hours, and minutes from 0 to 59.")]

    def read_key(self, person: Person, *, from_team: bool) -> bool:
        """Whether the mark of this form is ours and still young; else it gets a new one."""
        self.one_use_key = gate.read_mark(self.key.data or "", about(person), from_team=from_team)
        if self.one_use_key is None:
            self.new_key(person)
            self.form_errors.append(
                _("This page was open for a long time. Look it over and send it once more.")
            )
        return self.one_use_key is not None

    def refuse_hours(self, refusal: HoursRefused) -> None:
        self.refuse(refusal, refusal.field or None)


def about(person: Person) -> str:
    return f"hours {person.id}"


class ReasonForm(VersionedForm):
    """Why hours are not counted."""

    reason = TextAreaField(
        _l("Why"),
        [
            required(_l("Say why: the volunteer asks, and it stays with the hours.")),
            shorter_than(LONGEST_WHAT),
            check_no_pesel,
            check_no_case_data,
        ],
    )
    keep_words = KeepWordsField()
