"""The rules series follow: when they meet, what they leave out, and how a person says them.

A rule lives in local wall time, so 17:00 stays 17:00 when the clocks change; the meetings it
gives are instants in UTC. Nothing here touches the database.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

from dateutil import rrule

from osl.core.clock import WARSAW, LocalTimeError, NonexistentLocalTime, to_utc
from osl.core.errors import DomainError
from osl.core.i18n import _, clock_time, day_month, weekday_name
from osl.events.days_off import holiday_name, is_holiday
from osl.events.models import Frequency, Period, Series

MOST_MEETINGS = 366
"""A year of days: what a rule may give, and what a calendar program still reads well."""

LATEST_MONTH_DAY = 28
"""The last day every month has."""

FIRST_YEAR, LAST_YEAR = 2000, 2100

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

BY_WEEK = (Frequency.WEEKLY, Frequency.FORTNIGHTLY)
BY_WEEKDAY_OF_MONTH = (Frequency.MONTHLY_BY_WEEKDAY, Frequency.MONTHLY_BY_LAST_WEEKDAY)


class RuleError(DomainError):
    """A rule nobody could keep: it never meets, meets too often, or at an hour that is not.

    ``field`` names what to put right, as forms call it.
    """

    def __init__(self, message: str, field: str = "first_on") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Slot:
    """One meeting as its rule gives it, in aware UTC."""

    starts_at: datetime
    ends_at: datetime

    @property
    def is_as_long_as_said(self) -> bool:
        """Whether it lasts what the clock on the wall says: not on a night the clocks change."""
        starts, ends = (one.astimezone(WARSAW) for one in (self.starts_at, self.ends_at))
        return ends.replace(tzinfo=None) - starts.replace(tzinfo=None) == (
            self.ends_at - self.starts_at
        )


@dataclass(frozen=True)
class LeftOut:
    """A date of a rule on which it does not meet, and why: a holiday or a break by its name, or
    nothing when the team chose the date itself."""

    day: date
    name: str = ""


@dataclass(frozen=True)
class Rule:
    """How often, from which day, at which hours, until when, and without which days.

    The first day is always a date of the rule, and says its weekday or its day of the month
    unless ``weekdays`` (0 is Monday, for weekly rules) names several. By chosen dates it is the
    first of ``chosen_on``. An end at or before the start is on the next day. ``meeting_count``
    counts meetings really held. Left out are public holidays, ``breaks`` and ``skipped_on``;
    ``skips_breaks`` says whether later breaks of the town will be added.
    ``is_stored`` marks a rule read from the database: it was checked when it was made.
    Raises RuleError.
    """

    frequency: Frequency
    first_on: date
    starts_at: time
    ends_at: time
    until_on: date | None = None
    meeting_count: int | None = None
    skips_holidays: bool = True
    weekdays: tuple[int, ...] = ()
    chosen_on: tuple[date, ...] = ()
    skipped_on: tuple[date, ...] = ()
    skips_breaks: bool = False
    breaks: tuple[Period, ...] = ()
    is_stored: bool = field(default=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.frequency in BY_WEEK and not self.weekdays:
            object.__setattr__(self, "weekdays", (self.first_on.weekday(),))
        if not self.is_stored:
            self._check()

    @classmethod
    def of(cls, series: Series) -> "Rule":
        """The rule a stored series follows."""
        return cls(
            frequency=series.frequency,
            first_on=series.first_on,
            starts_at=series.starts_at,
            ends_at=series.ends_at,
            until_on=series.until_on,
            meeting_count=series.meeting_count,
            skips_holidays=series.skips_holidays,
            weekdays=tuple(series.weekdays or ()),
            chosen_on=_dates(series.chosen_on),
            skipped_on=_dates(series.skipped_on),
            skips_breaks=bool(series.skips_breaks),
            breaks=tuple(
                Period(date.fromisoformat(first_on), date.fromisoformat(last_on), name)
                for first_on, last_on, name in series.breaks or ()
            ),
            is_stored=True,
        )

    def keep_in(self, series: Series) -> None:
        """Write this rule down in a series' row; its horizon is for whoever stores meetings."""
        series.frequency = self.frequency
        series.first_on = self.first_on
        series.starts_at, series.ends_at = self.starts_at, self.ends_at
        series.until_on, series.meeting_count = self.until_on, self.meeting_count
        series.skips_holidays, series.skips_breaks = self.skips_holidays, self.skips_breaks
        lists: dict[str, list[Any]] = {
            "weekdays": list(self.weekdays),
            "chosen_on": [day.isoformat() for day in self.chosen_on],
            "skipped_on": [day.isoformat() for day in self.skipped_on],
            "breaks": [
                [one.first_on.isoformat(), one.last_on.isoformat(), one.name] for one in self.breaks
            ],
        }
        for name, value in lists.items():
            if getattr(series, name) != value:
                setattr(series, name, value)

    @property
    def is_open_ended(self) -> bool:
        has_no_end = self.until_on is None and self.meeting_count is None
        return has_no_end and self.frequency is not Frequency.CHOSEN_DATES

    @property
    def ends_next_day(self) -> bool:
        return self.ends_at <= self.starts_at

    @property
    def is_overnight(self) -> bool:
        """Whether it goes on after the midnight of its day."""
        return self.ends_next_day and self.ends_at != time(0)

    @property
    def takes_whole_days(self) -> bool:
        return self.starts_at == self.ends_at == time(0)

    @property
    def ordinal(self) -> int:
        """Which of its weekday in the month the first day is: 1 to 5, or -1 for the last."""
        if self.frequency is Frequency.MONTHLY_BY_LAST_WEEKDAY:
            return -1
        return (self.first_on.day - 1) // 7 + 1

    @property
    def pattern(self) -> tuple[object, ...]:
        """What makes two rules give different days or hours, where both have begun and neither
        has ended, what they leave out aside. Chosen dates follow no pattern, only hours."""
        by_weekday_of_month = self.frequency in BY_WEEKDAY_OF_MONTH
        return (
            self.frequency,
            self.starts_at,
            self.ends_at,
            self.weekdays,
            self.first_on.weekday() if by_weekday_of_month else 0,
            self.ordinal if by_weekday_of_month else 0,
            self.first_on.day if self.frequency is Frequency.MONTHLY_BY_DATE else 0,
            (self.first_on.toordinal() - 1) // 7 % 2
            if self.frequency is Frequency.FORTNIGHTLY
            else 0,
        )

    def dates(self) -> Iterator[tuple[date, bool]]:
        """Every date of the rule in order, and whether the series meets then."""
        held = 0
        for moment in _rrule(self):
            day = moment.date()
            if day.year > LAST_YEAR or (self.until_on is not None and day > self.until_on):
                return
            meets = self.meets_on(day)
            held += meets
            yield day, meets
            if held == self.meeting_count:
                return

    def meets_on(self, day: date) -> bool:
        """Whether a date of the rule is kept: no holiday, no break, not left out by hand."""
        if self.frequency is Frequency.CHOSEN_DATES:
            return True
        return not (
            day in self.skipped_on
            or (self.skips_holidays and is_holiday(day))
            or any(one.covers(day) for one in self.breaks)
        )

    def why_left_out(self, day: date, language: str = "pl") -> LeftOut:
        """Why the rule does not meet on one of its dates."""
        names = [one.name for one in self.breaks if one.covers(day)]
        if day in self.skipped_on:
            return LeftOut(day)
        if self.skips_holidays and is_holiday(day):
            names.insert(0, holiday_name(day, language))
        return LeftOut(day, names[0] if names else "")

    def slot(self, day: date) -> Slot:
        """The meeting of ``day``, whatever the clocks do in between."""
        last_day = day + timedelta(days=1) if self.ends_next_day else day
        return Slot(_instant(day, self.starts_at), _instant(last_day, self.ends_at))

    def from_day(self, day: date, *, meeting_count: int | None = None) -> "Rule":
        """The part of this rule from one of its dates on. ``meeting_count`` is how many meetings
        are left of a rule that counts them."""
        return replace(
            self,
            first_on=day,
            meeting_count=meeting_count if self.meeting_count is not None else None,
            chosen_on=tuple(one for one in self.chosen_on if one >= day),
            is_stored=False,
        )

    def until_day(self, day: date) -> "Rule":
        """The part of this rule up to and including a day. Nothing new is asked of it."""
        if self.frequency is Frequency.CHOSEN_DATES:
            return replace(self, chosen_on=tuple(one for one in self.chosen_on if one <= day))
        return replace(self, until_on=day, meeting_count=None)

    def _check(self) -> None:
        self._check_days()
        self._check_first_day()
        held = self._held_within_the_limit()
        if not held:
            raise RuleError(_("This rule gives no meeting: every one of its dates is left out."))
        for day in held:
            self._refuse_hours_of_a_clock_change(day)

    def _check_days(self) -> None:
        for day in (self.first_on, self.until_on, *self.chosen_on, *self.skipped_on):
            if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
                raise RuleError(
                    _(
                        "Enter a date between the years %(first)s and %(last)s.",
                        first=FIRST_YEAR,
                        last=LAST_YEAR,
                    )
                )
        if self.until_on is not None and self.meeting_count is not None:
            raise RuleError(
                _("Choose either the last day or the number of meetings, not both."),
                "meeting_count",
            )
        if self.until_on is not None and self.until_on < self.first_on:
            raise RuleError(
                _("The last day comes before the first one. Correct one of them."), "until_on"
            )
        if self.meeting_count is not None and self.meeting_count < 1:
            raise RuleError(_("Enter at least one meeting."), "meeting_count")

    def _check_first_day(self) -> None:
        """The first day names the rule, so it must be one of its dates."""
        first, weekday = self.first_on, weekday_name(self.first_on)
        if self.frequency in BY_WEEK and first.weekday() not in self.weekdays:
            raise RuleError(
                _(
                    "The first day, %(day)s, is a %(weekday)s, and that is not among the days of "
                    "the week you chose. Choose that day too, or another first day.",
                    day=day_month(first),
                    weekday=weekday,
                ),
                "weekdays",
            )
        if self.frequency is Frequency.MONTHLY_BY_WEEKDAY and self.ordinal > 4:
            raise RuleError(
                _(
                    "Not every month has a fifth such day of the week. "
                    "Choose the last one in the month, or an earlier first day."
                ),
                "frequency",
            )
        in_a_week = first + timedelta(days=7)
        is_last = in_a_week.month != first.month
        if self.frequency is Frequency.MONTHLY_BY_LAST_WEEKDAY and not is_last:
            raise RuleError(
                _(
                    "The first day, %(day)s, is not the last such day of the week in its month. "
                    "Choose another first day.",
                    day=day_month(first),
                )
            )
        if self.frequency is Frequency.MONTHLY_BY_DATE and first.day > LATEST_MONTH_DAY:
            raise RuleError(
                _(
                    "Not every month has day %(day)s. Choose a day up to 28, "
                    "or a weekday of the month.",
                    day=first.day,
                )
            )
        if self.frequency is Frequency.CHOSEN_DATES and first not in self.chosen_on:
            raise RuleError(_("The first day must be one of the dates you chose."), "chosen_on")

    def _held_within_the_limit(self) -> list[date]:
        held = list(islice((day for day, meets in self.dates() if meets), MOST_MEETINGS + 1))
        too_many = len(held) > MOST_MEETINGS and not self.is_open_ended
        if too_many or (self.meeting_count or 0) > MOST_MEETINGS:
            raise RuleError(
                _(
                    "That is more than %(most)s meetings. Choose an earlier last day.",
                    most=MOST_MEETINGS,
                ),
                "meeting_count" if self.meeting_count else "until_on",
            )
        return held

    def _refuse_hours_of_a_clock_change(self, day: date) -> None:
        """Raise RuleError when a clock on the wall skips or repeats one of our hours."""
        next_day = day + timedelta(days=1)
        ends = (next_day if self.ends_next_day else day, self.ends_at)
        for name, on, at in (("starts_at", day, self.starts_at), ("ends_at", *ends)):
            # The clocks change between two and three in the morning, and at no other hour.
            if at.hour != 2:
                continue
            try:
                to_utc(on, at)
            except LocalTimeError as error:
                words = {
                    "night": day_month(on),
                    "time": clock_time(datetime.combine(on, at)),
                }
                if isinstance(error, NonexistentLocalTime):
                    raise RuleError(
                        _(
                            "On the night of %(night)s the clocks go forward and there is no "
                            "%(time)s. Choose another hour.",
                            **words,
                        ),
                        name,
                    ) from error
                raise RuleError(
                    _(
                        "On the night of %(night)s the clocks go back and %(time)s comes twice. "
                        "Choose another hour.",
                        **words,
                    ),
                    name,
                ) from error


def meetings(rule: Rule, *, through: date) -> list[Slot]:
    """The meetings of a rule that begin up to and including ``through``."""
    return [rule.slot(day) for day in _held(rule, through)]


def later_meetings(rule: Rule, *, after: date, through: date) -> list[Slot]:
    """The meetings of a rule without an end between two days, the first of them not included.

    Begins to count near ``after``, so that an old series costs no more than a young one.
    """
    if rule.frequency in BY_WEEK:
        cycle = 14 if rule.frequency is Frequency.FORTNIGHTLY else 7
        cycles = max((after - rule.first_on).days // cycle, 0)
        rule = replace(rule, first_on=rule.first_on + timedelta(days=cycles * cycle))
    return [rule.slot(day) for day in _held(rule, through) if day > after]


def skipped(rule: Rule, *, through: date) -> list[date]:
    """The dates of the rule on which it does not meet."""
    days = []
    for day, meets in rule.dates():
        if day > through:
            break
        if not meets:
            days.append(day)
    return days


def left_out(rule: Rule, *, after: date, through: date, language: str = "pl") -> list[LeftOut]:
    """The dates from ``after`` to ``through`` on which the rule does not meet, and why."""
    return [
        rule.why_left_out(day, language) for day in skipped(rule, through=through) if day >= after
    ]


def next_dates(rule: Rule, *, after: date, limit: int = 6) -> list[date]:
    """The first dates the series meets on, from ``after`` on."""
    coming = (day for day, meets in rule.dates() if meets and day >= after)
    return list(islice(coming, limit))


def last_slot(rule: Rule) -> Slot | None:
    """The last meeting of a rule that ends; None for one that goes on."""
    if rule.is_open_ended:
        return None
    held = [day for day, meets in rule.dates() if meets]
    return rule.slot(held[-1]) if held else None


def _held(rule: Rule, through: date) -> Iterator[date]:
    for day, meets in rule.dates():
        if day > through:
            return
        if meets:
            yield day


def _rrule(rule: Rule) -> Iterator[datetime]:
    """The dates of the rule without an end, as naive midnights: no zone enters the counting."""
    first = datetime.combine(rule.first_on, time(0))
    if rule.frequency is Frequency.CHOSEN_DATES:
        return (datetime.combine(day, time(0)) for day in rule.chosen_on)
    if rule.frequency in BY_WEEKDAY_OF_MONTH:
        weekday = rrule.weekday(rule.first_on.weekday(), rule.ordinal)
        return iter(rrule.rrule(rrule.MONTHLY, dtstart=first, byweekday=weekday))
    if rule.frequency is Frequency.MONTHLY_BY_DATE:
        return iter(rrule.rrule(rrule.MONTHLY, dtstart=first, bymonthday=rule.first_on.day))
    interval = 2 if rule.frequency is Frequency.FORTNIGHTLY else 1
    return iter(
        rrule.rrule(
            rrule.WEEKLY, dtstart=first, interval=interval, byweekday=rule.weekdays, wkst=rrule.MO
        )
    )


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=WARSAW).astimezone(UTC)


def _dates(written: Iterable[str] | None) -> tuple[date, ...]:
    return tuple(date.fromisoformat(day) for day in written or ())
