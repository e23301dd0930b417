"""The part of forms about time: one meeting or many, at which hours, how often, how long."""

from collections.abc import Callable, Iterable
from datetime import date, time, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import ValidationError

from osl.communities.models import Venue
from osl.communities.queries import venues
from osl.core.forms import (
    CheckboxesField,
    DatesField,
    PlainDateField,
    PlainIntegerField,
    PlainTimeField,
    VersionedForm,
    required,
)
from osl.core.i18n import _, _l, day_month
from osl.events.models import EventFormat, Frequency, Period
from osl.events.recurrence import BY_WEEK, MOST_MEETINGS, Rule, RuleError
from osl.events.schedule import (
    MIDNIGHT,
    Once,
    Repeated,
    Schedule,
    ScheduleError,
    observed_breaks,
    once,
    refuse_left_out,
)
from osl.events.words import FORMATS, FREQUENCIES

MOST_PLACES = 10_000
PLACES_WANTED = _l("Type a number of places from 1 to 10,000, or leave this empty.")

MISSING_HOUR = _l("Type the hour, for example 17:00.")
REASON = _l("Why is it called off?")
MISSING_REASON = _l("Say in a sentence why. Residents will read it.")

A_DAY = timedelta(days=1)

ONCE = "once"
"""What a form calls not repeating."""

REPEATING = (
    "frequency",
    "weekdays",
    "chosen_on",
    "until_on",
    "meeting_count",
    "skips_holidays",
    "skips_breaks",
    "skipped_on",
    "format",
)
"""The fields about repeating, which a series alone fills in."""

TIME_FIELDS = ("first_on", "starts_at", "ends_at", "is_all_day", "last_on", *REPEATING)

WEEKDAYS = (
    (0, _l("Monday")),
    (1, _l("Tuesday")),
    (2, _l("Wednesday")),
    (3, _l("Thursday")),
    (4, _l("Friday")),
    (5, _l("Saturday")),
    (6, _l("Sunday")),
)


def offered(choices: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Values and words as WTForms takes them."""
    return [SelectChoice(str(value), words) for value, words in choices]


def number_or_none(value: Any) -> int | None:
    return int(value) if value not in (None, "", "None") else None


def frequency_or_none(value: Any) -> Frequency | None:
    return Frequency(value) if value not in (None, "", ONCE) else None


def between(least: int, most: int, message: Any) -> Callable[[Any, Field], None]:
    """A number in these bounds, or none at all."""

    def check(_form: Any, field: Field) -> None:
        if field.data is not None and not least <= field.data <= most:
            raise ValidationError(str(message))

    return check


class KeyedForm(VersionedForm):
    """A form that makes a new event, with the mark that makes it one event only."""

    key = HiddenField()

    @property
    def one_use_key(self) -> UUID | None:
        try:
            return UUID(str(self.key.data))
        except ValueError:
            return None

    def offer_key(self) -> None:
        if not self.key.data:
            self.key.data = str(uuid4())


class PlacedForm(VersionedForm):
    """A form with the choice of a place."""

    venue_id = SelectField(_l("Place"), coerce=number_or_none)

    places_known: dict[int | None, Venue]

    def offer_venues(self, current: Venue | None, empty: str) -> None:
        """The places still in use, and the one that stands there now."""
        known = venues()
        if current is not None and current not in known:
            known.append(current)
        self.places_known = {venue.id: venue for venue in known}
        self.venue_id.choices = offered(
            [("", empty), *((venue.id, f"{venue.name}, {venue.address}") for venue in known)]
        )

    @property
    def venue(self) -> Venue | None:
        return self.places_known.get(self.venue_id.data)


class RepeatingForm(VersionedForm):
    """When a thing takes place: once, or by a rule."""

    first_on = PlainDateField(_l("Date"), [required(_l("Say on which day it is."))])
    starts_at = PlainTimeField(_l("Starts at"))
    ends_at = PlainTimeField(_l("Ends at"))
    is_all_day = BooleanField(_l("It takes the whole day"))
    last_on = PlainDateField(_l("Last day"))
    frequency = RadioField(
        _l("How often"),
        coerce=frequency_or_none,
        choices=offered([(ONCE, _l("Only once")), *FREQUENCIES.items()]),
    )
    weekdays = CheckboxesField(
        _l("On which days of the week"), coerce=int, choices=offered(WEEKDAYS)
    )
    chosen_on = DatesField(_l("The dates"))
    until_on = PlainDateField(_l("Until what day"))
    meeting_count = PlainIntegerField(_l("Number of meetings"))
    skips_holidays = BooleanField(_l("Leave out public holidays"))
    skips_breaks = BooleanField(_l("Leave out the town's breaks"))
    skipped_on = DatesField(_l("Other days without a meeting"))
    format = RadioField(
        _l("How people take part"),
        coerce=EventFormat,
        choices=offered((one, FORMATS[one]) for one in (EventFormat.CYCLE, EventFormat.COURSE)),
        default=EventFormat.CYCLE,
    )

    schedule: Schedule | None = None
    breaks: tuple[Period, ...] = ()
    """Those the series of this form leaves out already, or nothing."""
    keeps_breaks = False
    """Whether later breaks of the town change nothing: its series is over, or called off."""

    def read_times(self) -> None:
        """Read the times of a form that need not be filled in yet: for a look at its dates."""
        for name in TIME_FIELDS:
            if name in self:
                self[name].validate(self)
        self.read_schedule()

    def read_schedule(self) -> None:
        """Read the times into ``schedule``, or say beside the right field what is wrong."""
        if any(self[name].errors for name in TIME_FIELDS if name in self):
            return
        try:
            self.schedule = self._read_schedule()
        except (ScheduleError, RuleError) as refusal:
            self._complain(refusal.field, str(refusal))

    @property
    def repeats_or_is_wrong(self) -> bool:
        """Whether the part about repeating should stand open."""
        return bool(self.frequency.data) or any(self[name].errors for name in REPEATING)

    @property
    def is_long_or_wrong(self) -> bool:
        parts = ("is_all_day", "last_on")
        return any(self[name].data or self[name].errors for name in parts)

    def _complain(self, field: str, sentence: str) -> None:
        self[field].errors = [*self[field].errors, sentence]

    def _read_schedule(self) -> Schedule:
        first_on = cast(date, self.first_on.data)
        starts, ends = self.starts_at.data, self.ends_at.data
        if self.is_all_day.data:
            starts = ends = None
        elif starts is None or ends is None:
            missing = "starts_at" if starts is None else "ends_at"
            raise ScheduleError(
                _("Say from when until when it lasts, for example 17:00 and 18:30."), missing
            )
        if self.frequency.data is None:
            if self.until_on.data or self.meeting_count.data or self.chosen_on.data:
                raise ScheduleError(
                    _("Say how often it repeats, or empty the fields below."), "frequency"
                )
            return once(first_on, starts, self.last_on.data, ends)
        if self.last_on.data and self.last_on.data not in (first_on, first_on + A_DAY):
            raise ScheduleError(
                _("A meeting that repeats ends by the next day. Correct this, or leave it empty."),
                "last_on",
            )
        return Repeated(self._read_rule(first_on, starts, ends), self.format.data)

    def _read_rule(self, first_on: date, starts: time | None, ends: time | None) -> Rule:
        count = self.meeting_count.data
        if count is not None and not 1 <= count <= MOST_MEETINGS:
            raise ScheduleError(
                _("Type a number of meetings from 1 to %(most)s.", most=MOST_MEETINGS),
                "meeting_count",
            )
        ends_next_day = self.last_on.data == first_on + A_DAY and starts is not None
        if not ends_next_day:
            refuse_end_before_start(starts or MIDNIGHT, ends or MIDNIGHT)
        elif ends is not None and starts is not None and ends > starts:
            raise ScheduleError(
                _("That would last longer than a day. Correct the hours or the last day."),
                "last_on",
            )
        rule = Rule(
            frequency=self.frequency.data,
            first_on=first_on,
            starts_at=starts or MIDNIGHT,
            ends_at=ends or MIDNIGHT,
            skips_holidays=bool(self.skips_holidays.data),
            skips_breaks=bool(self.skips_breaks.data),
            **self._read_dates(first_on),
        )
        refuse_left_out(rule)
        return rule

    def _read_dates(self, first_on: date) -> dict[str, Any]:
        """The days of a rule, as its kind has them: by hand, or by a rhythm with an end."""
        frequency = self.frequency.data
        breaks = self.breaks
        if not self.keeps_breaks:
            breaks = observed_breaks(breaks, skips_breaks=bool(self.skips_breaks.data))
        if frequency is Frequency.CHOSEN_DATES:
            chosen = tuple(sorted({first_on, *(self.chosen_on.data or ())}))
            if chosen[0] != first_on:
                raise ScheduleError(
                    _(
                        "One of the dates, %(day)s, comes before the first day. Correct it.",
                        day=day_month(chosen[0]),
                    ),
                    "chosen_on",
                )
            return {"chosen_on": chosen, "breaks": breaks}
        by_week = frequency in BY_WEEK
        return {
            "weekdays": tuple(sorted(self.weekdays.data or ())) if by_week else (),
            "until_on": self.until_on.data,
            "meeting_count": self.meeting_count.data,
            "skipped_on": self.skipped_on.data or (),
            "breaks": breaks,
        }


def daytime_rule(**parts: Any) -> Rule:
    """A rule whose meetings end on the day they begin, midnight included.

    Raises ScheduleError and RuleError.
    """
    refuse_end_before_start(parts["starts_at"], parts["ends_at"])
    return Rule(**parts)


def refuse_end_before_start(starts_at: time, ends_at: time) -> None:
    """A meeting ends on the day it begins, midnight included. Raises ScheduleError."""
    if ends_at <= starts_at and ends_at != MIDNIGHT:
        raise ScheduleError(
            _("The event must end after it starts. Correct one of the times."), "ends_at"
        )


def read_once(form: Any, last_on: date | None = None) -> Once | None:
    """One meeting from the fields of a form, or a sentence beside the right field."""
    try:
        return once(form.first_on.data, form.starts_at.data, last_on, form.ends_at.data)
    except ScheduleError as refusal:
        form.refuse(refusal, refusal.field if refusal.field in form else "first_on")
        return None


NOT_REPEATING: dict[str, Any] = {
    "frequency": None,
    "weekdays": [],
    "chosen_on": (),
    "until_on": None,
    "meeting_count": None,
    "skips_holidays": True,
    "skips_breaks": True,
    "skipped_on": (),
    "format": EventFormat.CYCLE,
}
"""The part about repeating of an event that takes place once."""


def as_typed_rule(rule: Rule) -> dict[str, Any]:
    """A rule as the form would hold it: the weekday of the first day goes without saying, and so
    does the first of chosen dates."""
    return {
        "first_on": rule.first_on,
        "last_on": rule.first_on + A_DAY if rule.is_overnight else None,
        "frequency": rule.frequency,
        "weekdays": list(rule.weekdays) if len(rule.weekdays) > 1 else [],
        "chosen_on": rule.chosen_on[1:],
        "until_on": rule.until_on,
        "meeting_count": rule.meeting_count,
        "skips_holidays": rule.skips_holidays,
        "skips_breaks": rule.skips_breaks,
        "skipped_on": rule.skipped_on,
    }
