"""The rules series follow: when they meet, what they skip, and how a person says them.

A rule lives in local wall time, so 17:00 stays 17:00 when the clocks change; the meetings it
gives are instants in UTC. Nothing here touches the database.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any

import holidays
from dateutil import rrule

from osl.core.clock import WARSAW, LocalTimeError, NonexistentLocalTime, to_utc
from osl.core.errors import DomainError
from osl.core.i18n import _, _l, _n, clock_time, day_month
from osl.events.models import Frequency, Series

MOST_MEETINGS = 366
"""A year of days: what a rule may give, and what a calendar program still reads well."""

LATEST_MONTH_DAY = 28
"""The last day every month has."""

FIRST_YEAR, LAST_YEAR = 2000, 2100

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

HOLIDAY_LANGUAGES = {"pl": "pl", "en": "en_US", "uk": "uk"}


class RuleError(DomainError):
    """A rule nobody could keep: it never meets, meets too often, or at an hour that is not."""


@dataclass(frozen=True)
class Slot:
    """One meeting as its rule gives it, in aware UTC."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Rule:
    """How often, from which day, at which hours, until when.

    The first day is always met: for a monthly rule by weekday it says which one ("the second
    Tuesday"), and the last of its weekday in its month means the last of every month. An end
    at or before the start is on the next day. ``meeting_count`` counts meetings really held.
    Raises RuleError.
    """

    frequency: Frequency
    first_on: date
    starts_at: time
    ends_at: time
    until_on: date | None = None
    meeting_count: int | None = None
    skips_holidays: bool = True

    def __post_init__(self) -> None:
        for day in (self.first_on, self.until_on):
            if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
                raise RuleError(
                    _(
                        "Enter a date between the years %(first)s and %(last)s.",
                        first=FIRST_YEAR,
                        last=LAST_YEAR,
                    )
                )
        if self.until_on is not None and self.meeting_count is not None:
            raise RuleError(_("Choose either the last day or the number of meetings, not both."))
        if self.until_on is not None and self.until_on < self.first_on:
            raise RuleError(_("The last day comes before the first one. Correct one of them."))
        if self.meeting_count is not None and self.meeting_count < 1:
            raise RuleError(_("Enter at least one meeting."))
        if self.frequency is Frequency.MONTHLY_BY_DATE and self.first_on.day > LATEST_MONTH_DAY:
            raise RuleError(
                _(
                    "Not every month has day %(day)s. Choose a day up to 28, "
                    "or a weekday of the month.",
                    day=self.first_on.day,
                )
            )
        held = self._held_within_the_limit()
        if not held:
            raise RuleError(_("This rule gives no meeting: every date falls on a public holiday."))
        for day in held:
            self._refuse_hours_of_a_clock_change(day)

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
        )

    @property
    def is_open_ended(self) -> bool:
        return self.until_on is None and self.meeting_count is None

    @property
    def ends_next_day(self) -> bool:
        return self.ends_at <= self.starts_at

    @property
    def ordinal(self) -> int:
        """Which of its weekday in the month the first day is: 1 to 4, or -1 for the last."""
        if (self.first_on + timedelta(days=7)).month != self.first_on.month:
            return -1
        return (self.first_on.day - 1) // 7 + 1

    def dates(self) -> Iterator[tuple[date, bool]]:
        """Every date of the rule in order, and whether the series meets then (no holiday)."""
        held = 0
        for moment in _rrule(self):
            day = moment.date()
            if day.year > LAST_YEAR or (self.until_on is not None and day > self.until_on):
                return
            meets = not (self.skips_holidays and is_holiday(day))
            held += meets
            yield day, meets
            if held == self.meeting_count:
                return

    def slot(self, day: date) -> Slot:
        """The meeting of ``day``, whatever the clocks do in between."""
        last_day = day + timedelta(days=1) if self.ends_next_day else day
        return Slot(_instant(day, self.starts_at), _instant(last_day, self.ends_at))

    def _held_within_the_limit(self) -> list[date]:
        held = list(islice((day for day, meets in self.dates() if meets), MOST_MEETINGS + 1))
        too_many = len(held) > MOST_MEETINGS and not self.is_open_ended
        if too_many or (self.meeting_count or 0) > MOST_MEETINGS:
            raise RuleError(
                _(
                    "That is more than %(most)s meetings. Choose an earlier last day.",
                    most=MOST_MEETINGS,
                )
            )
        return held

    def _refuse_hours_of_a_clock_change(self, day: date) -> None:
        """Raise RuleError when a clock on the wall skips or repeats one of our hours."""
        next_day = day + timedelta(days=1)
        ends = (next_day if self.ends_next_day else day, self.ends_at)
        for on, at in ((day, self.starts_at), ends):
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
                        )
                    ) from error
                raise RuleError(
                    _(
                        "On the night of %(night)s the clocks go back and %(time)s comes twice. "
                        "Choose another hour.",
                        **words,
                    )
                ) from error


def meetings(rule: Rule, *, through: date) -> list[Slot]:
    """The meetings of a rule that begin up to and including ``through``."""
    return [rule.slot(day) for day in _held(rule, through)]


def skipped(rule: Rule, *, through: date) -> list[date]:
    """The dates of the rule left out because they are public holidays."""
    days = []
    for day, meets in rule.dates():
        if day > through:
            break
        if not meets:
            days.append(day)
    return days


def next_dates(rule: Rule, *, after: date, limit: int = 6) -> list[date]:
    """The first dates the series meets on, from ``after`` on."""
    coming = (day for day, meets in rule.dates() if meets and day >= after)
    return list(islice(coming, limit))


def last_slot(rule: Rule) -> Slot | None:
    """The last meeting of a rule that ends; None for one that goes on."""
    if rule.is_open_ended:
        return None
    return rule.slot([day for day, meets in rule.dates() if meets][-1])


def recurrence_rule(rule: Rule, *, whole_days: bool = False) -> dict[str, Any]:
    """The parts of the RRULE that says this rule to a calendar program.

    UNTIL is the start of the last meeting in UTC (a date when the meetings take whole days):
    with the midnight of the last day every program would lose the last meeting.
    """
    weekday = WEEKDAYS[rule.first_on.weekday()]
    rhythms: dict[Frequency, dict[str, Any]] = {
        Frequency.WEEKLY: {"freq": "WEEKLY"},
        Frequency.FORTNIGHTLY: {"freq": "WEEKLY", "interval": 2},
        Frequency.MONTHLY_BY_WEEKDAY: {"freq": "MONTHLY", "byday": f"{rule.ordinal}{weekday}"},
        Frequency.MONTHLY_BY_DATE: {"freq": "MONTHLY", "bymonthday": rule.first_on.day},
    }
    parts = rhythms[rule.frequency]
    last = last_slot(rule)
    if last is not None:
        local_day = last.starts_at.astimezone(WARSAW).date()
        parts["until"] = local_day if whole_days else last.starts_at
    return parts


def is_holiday(day: date) -> bool:
    """Whether ``day`` is a public holiday in Poland."""
    return day in _days_off(day.year, "pl")


def holiday_name(day: date, language: str = "pl") -> str:
    """What the holiday of that day is called, or nothing."""
    return _days_off(day.year, HOLIDAY_LANGUAGES.get(language, "pl")).get(day, "")


def in_words(rule: Rule) -> str:
    """The rule as one would say it: "co drugi wtorek o 17.00, do 23 czerwca 2027"."""
    if rule.frequency is Frequency.MONTHLY_BY_DATE:
        rhythm = _("on day %(day)s of every month", day=rule.first_on.day)
    elif rule.frequency is Frequency.MONTHLY_BY_WEEKDAY:
        rhythm = str(MONTHLY_WORDS[rule.ordinal][rule.first_on.weekday()])
    else:
        rhythm = str(WEEKLY_WORDS[rule.frequency][rule.first_on.weekday()])
    hour = clock_time(datetime.combine(rule.first_on, rule.starts_at))
    whole_day = rule.starts_at == rule.ends_at == time(0)
    words = rhythm if whole_day else _("%(rhythm)s at %(time)s", rhythm=rhythm, time=hour)
    if rule.until_on is not None:
        return _("%(rule)s, until %(day)s", rule=words, day=day_month(rule.until_on))
    if rule.meeting_count is not None:
        count = _n("%(num)s meeting", "%(num)s meetings", rule.meeting_count)
        return f"{words}, {count}"
    return words


WEEKLY_WORDS = {
    Frequency.WEEKLY: (
        _l("every Monday"),
        _l("every Tuesday"),
        _l("every Wednesday"),
        _l("every Thursday"),
        _l("every Friday"),
        _l("every Saturday"),
        _l("every Sunday"),
    ),
    Frequency.FORTNIGHTLY: (
        _l("every other Monday"),
        _l("every other Tuesday"),
        _l("every other Wednesday"),
        _l("every other Thursday"),
        _l("every other Friday"),
        _l("every other Saturday"),
        _l("every other Sunday"),
    ),
}

MONTHLY_WORDS = {
    1: (
        _l("every first Monday of the month"),
        _l("every first Tuesday of the month"),
        _l("every first Wednesday of the month"),
        _l("every first Thursday of the month"),
        _l("every first Friday of the month"),
        _l("every first Saturday of the month"),
        _l("every first Sunday of the month"),
    ),
    2: (
        _l("every second Monday of the month"),
        _l("every second Tuesday of the month"),
        _l("every second Wednesday of the month"),
        _l("every second Thursday of the month"),
        _l("every second Friday of the month"),
        _l("every second Saturday of the month"),
        _l("every second Sunday of the month"),
    ),
    3: (
        _l("every third Monday of the month"),
        _l("every third Tuesday of the month"),
        _l("every third Wednesday of the month"),
        _l("every third Thursday of the month"),
        _l("every third Friday of the month"),
        _l("every third Saturday of the month"),
        _l("every third Sunday of the month"),
    ),
    4: (
        _l("every fourth Monday of the month"),
        _l("every fourth Tuesday of the month"),
        _l("every fourth Wednesday of the month"),
        _l("every fourth Thursday of the month"),
        _l("every fourth Friday of the month"),
        _l("every fourth Saturday of the month"),
        _l("every fourth Sunday of the month"),
    ),
    -1: (
        _l("every last Monday of the month"),
        _l("every last Tuesday of the month"),
        _l("every last Wednesday of the month"),
        _l("every last Thursday of the month"),
        _l("every last Friday of the month"),
        _l("every last Saturday of the month"),
        _l("every last Sunday of the month"),
    ),
}


def _held(rule: Rule, through: date) -> Iterator[date]:
    for day, meets in rule.dates():
        if day > through:
            return
        if meets:
            yield day


def _rrule(rule: Rule) -> Iterator[datetime]:
    """The dates of the rule without an end, as naive midnights: no zone enters the counting."""
    first = datetime.combine(rule.first_on, time(0))
    if rule.frequency is Frequency.MONTHLY_BY_WEEKDAY:
        weekday = rrule.weekday(rule.first_on.weekday(), rule.ordinal)
        return iter(rrule.rrule(rrule.MONTHLY, dtstart=first, byweekday=weekday))
    if rule.frequency is Frequency.MONTHLY_BY_DATE:
        return iter(rrule.rrule(rrule.MONTHLY, dtstart=first, bymonthday=rule.first_on.day))
    interval = 2 if rule.frequency is Frequency.FORTNIGHTLY else 1
    return iter(rrule.rrule(rrule.WEEKLY, dtstart=first, interval=interval))


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=WARSAW).astimezone(UTC)


@lru_cache(maxsize=512)
def _days_off(year: int, language: str) -> dict[date, str]:
    return dict(holidays.country_holidays("PL", years=year, language=language))
