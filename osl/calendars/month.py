"""A month as a page of a wall calendar: weeks of days, each with its meetings."""

from calendar import Calendar
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from babel.dates import format_date, get_day_names
from flask_babel import get_locale

from osl.communities.models import Community, Tone
from osl.core.clock import end_of_day, local_midnight, to_local
from osl.core.i18n import _, clock_time
from osl.events.models import Occurrence
from osl.events.recurrence import holiday_name
from osl.events.words import last_day, place

EARLIEST, LATEST = date(2015, 1, 1), date(2100, 12, 1)
"""The months one may turn to."""

SMALL_HOURS = 6
"""What ends before six in the morning still belongs to the evening it began."""


@dataclass(frozen=True)
class Month:
    """One month of the calendar."""

    first: date

    @classmethod
    def asked(cls, words: str, today: date) -> "Month":
        """The month of an address ("2026-11"); anything else is the month of today."""
        try:
            first = date.fromisoformat(f"{words}-01") if len(words) == 7 else today.replace(day=1)
        except ValueError:
            first = today.replace(day=1)
        return cls(first if EARLIEST <= first <= LATEST else today.replace(day=1))

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def last(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1) - timedelta(days=1)

    @property
    def previous(self) -> "Month | None":
        first = (self.first - timedelta(days=1)).replace(day=1)
        return Month(first) if first >= EARLIEST else None

    @property
    def next(self) -> "Month | None":
        first = self.last + timedelta(days=1)
        return Month(first) if first <= LATEST else None

    def name_beside(self, other: "Month") -> str:
        """What it is called on the page of another month: the year only when it differs."""
        pattern = "LLLL" if self.first.year == other.first.year else "LLLL y"
        return str(format_date(self.first, pattern, locale=get_locale())).capitalize()

    @property
    def starts_at(self) -> datetime:
        return local_midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        return end_of_day(self.last)


@dataclass(frozen=True)
class MonthEvent:
    """A meeting on one day of the month."""

    title: str
    href: str
    time: str
    place: str
    tone: Tone
    is_cancelled: bool = False
    is_postponed: bool = False


@dataclass(frozen=True)
class Day:
    """A day of the month with what takes place on it."""

    date: date
    is_today: bool
    holiday: str
    events: list[MonthEvent] = field(default_factory=list)


def weeks(
    month: Month,
    meetings: Iterable[Occurrence],
    *,
    today: date,
    language: str,
    link: Callable[[Occurrence], str],
    community: Community | None = None,
) -> list[list[Day | None]]:
    """The month as weeks from Monday on; None for a day of another month."""
    grid = [
        [
            Day(day, day == today, holiday_name(day, language))
            if day.month == month.first.month
            else None
            for day in week
        ]
        for week in Calendar().monthdatescalendar(month.first.year, month.first.month)
    ]
    days = {day.date: day for week in grid for day in week if day is not None}
    for meeting in meetings:
        for day in days_of(meeting):
            if day in days:
                days[day].events.append(shown_on(day, meeting, link(meeting), community))
    return grid


def weekdays(language: str) -> list[tuple[str, str]]:
    """The days of the week from Monday on, short and in full."""
    short = get_day_names("abbreviated", "stand-alone", language)
    full = get_day_names("wide", "stand-alone", language)
    return [(short[day], full[day]) for day in range(7)]


def shown_on(day: date, meeting: Occurrence, href: str, community: Community | None) -> MonthEvent:
    event = meeting.event
    if event.is_all_day:
        hour = _("all day")
    elif day != to_local(meeting.starts_at).date():
        hour = _("goes on")
    else:
        hour = clock_time(meeting.starts_at)
    tone = community.tone if community else next((c.tone for c in event.communities), Tone.GREEN)
    is_off, is_put_off = meeting.is_cancelled, meeting.is_postponed
    return MonthEvent(event.title, href, hour, place(meeting), tone, is_off, is_put_off)


def days_of(meeting: Occurrence) -> list[date]:
    """Every day a meeting takes place on."""
    first, last = to_local(meeting.starts_at).date(), last_day(meeting.ends_at)
    if not meeting.event.is_all_day and to_local(meeting.ends_at).hour < SMALL_HOURS:
        last = max(first, to_local(meeting.ends_at).date() - timedelta(days=1))
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
