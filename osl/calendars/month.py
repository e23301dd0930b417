"""A month as a page of a wall calendar: weeks of days, each with its meetings.

On a phone the same month reads as a list of days. There what comes round is told once, with its
days in words; what is called off or moved always stands on its own day.
"""

from calendar import Calendar
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from math import ceil

from babel.dates import format_date, get_day_names
from flask_babel import get_locale

from osl.communities.models import Community, Tone
from osl.core.clock import end_of_day, local_midnight, to_local
from osl.core.i18n import _, clock_time, list_of_days
from osl.events.days_off import holiday_name
from osl.events.models import Occurrence
from osl.events.rule_words import WEEKLY_WORDS
from osl.events.words import full_title, last_day, place, when

EARLIEST, LATEST = date(2015, 1, 1), date(2100, 12, 1)
"""The months one may turn to."""

MOST_LINES, MOST_CUT_LINES = 37, 41
"""How many lines all weeks together may take on a sheet: in full, and one to a meeting."""

LETTERS_IN_A_LINE = 25
SHORTEST_WEEK = 3

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
    """A meeting on one day of the month.

    ``days`` are the words for every day it comes round, where a list tells it once; on its
    other days ``is_repeat`` is true. ``change`` is what became of it, in words, or nothing.
    """

    title: str
    href: str
    time: str
    place: str
    tone: Tone
    is_cancelled: bool
    change: str = ""
    days: str = ""
    is_repeat: bool = False


@dataclass(frozen=True)
class Day:
    """A day of the month with what takes place on it."""

    date: date
    is_today: bool
    holiday: str
    events: list[MonthEvent] = field(default_factory=list)

    @property
    def has_only_repeats(self) -> bool:
        """Whether all of it is told on other days, where each series is told once."""
        return bool(self.events) and all(event.is_repeat for event in self.events)


Place = tuple[Occurrence, date]
"""A meeting on one of the days it takes."""


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
    places = [(one, day) for one in meetings for day in days_of(one) if day in days]
    words = told_once(places, today)
    for meeting, day in places:
        told = words.get((meeting.id, day))
        shown = shown_on(day, meeting, link(meeting), community)
        days[day].events.append(replace(shown, days=told or "", is_repeat=told is None))
    return grid


def told_once(places: Iterable[Place], today: date) -> dict[tuple[int, date], str]:
    """Where a list tells what comes round: at the next of its days, with words for all of
    them; in a month that is over, at the first. What stands alone needs no words."""
    found = {}
    for alike in groups(places):
        meeting, day = next((place for place in alike if place[1] >= today), alike[0])
        found[meeting.id, day] = days_in_words(alike) if len(alike) > 1 else ""
    return found


def groups(places: Iterable[Place]) -> list[list[Place]]:
    """What a list tells once: meetings of one series at the same hours, and the days of one
    long meeting. A meeting that is called off, moved or elsewhere is told by itself."""
    found: dict[object, list[Place]] = {}
    for meeting, day in places:
        is_changed = meeting.is_cancelled or meeting.differs
        hours = to_local(meeting.starts_at).time(), to_local(meeting.ends_at).time()
        key = meeting.id if is_changed else (meeting.event_id, *hours)
        found.setdefault(key, []).append((meeting, day))
    return list(found.values())


def days_in_words(alike: Sequence[Place]) -> str:
    """ "w każdy czwartek: 4, 11, 18 i 25 marca"; of one long meeting, from when until when."""
    meetings = {meeting.id: meeting for meeting, _day in alike}
    first, *others = meetings.values()
    if not others:
        return when(first)
    dates = sorted({to_local(one.starts_at).date() for one in meetings.values()})
    rule = first.event.series
    on_one_weekday = len({day.weekday() for day in dates}) == 1
    if rule is not None and on_one_weekday and rule.frequency in WEEKLY_WORDS:
        rhythm = WEEKLY_WORDS[rule.frequency][dates[0].weekday()]
        return f"{rhythm}: {list_of_days(dates)}"
    return _("Dates: %(days)s", days=list_of_days(dates))


@dataclass(frozen=True)
class Paper:
    """How a month fits one A4 sheet on its side: each meeting cut to one line when it is dense,
    and so many meetings of a day."""

    is_dense: bool
    most_of_a_day: int


def on_paper(grid: Sequence[Sequence[Day | None]]) -> Paper:
    """How to print a month. The fullest day of each week says how tall the week is; where even
    cut lines would not fit, the last meetings of the fullest days are counted, not named."""
    weeks = [[day for day in week if day is not None] for week in grid]
    most = max(len(day.events) for week in weeks for day in week)
    if sum(max(map(lines_of, week)) for week in weeks) <= MOST_LINES:
        return Paper(is_dense=False, most_of_a_day=most)
    while sum(max(cut_lines_of(day, most) for day in week) for week in weeks) > MOST_CUT_LINES:
        most -= 1
    return Paper(is_dense=True, most_of_a_day=most)


def cut_lines_of(day: Day, most: int) -> int:
    """How many lines a day takes with one to a meeting, and one to say how many are not named."""
    count = len(day.events)
    return max(SHORTEST_WEEK, bool(day.holiday) + (count if count <= most else most + 1))


def lines_of(day: Day) -> int:
    """How many lines of print a day takes at the least width it has."""
    texts = [f"{event.time} {event.title} {event.change}" for event in day.events]
    texts += [day.holiday] if day.holiday else []
    return max(SHORTEST_WEEK, sum(ceil(len(text) / LETTERS_IN_A_LINE) for text in texts))


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
    change = ""
    if meeting.is_cancelled:
        change = _("Cancelled")
    elif meeting.is_postponed:
        change = _("Put off")
    elif meeting.is_moved:
        change = _("New date")
    return MonthEvent(
        full_title(event), href, hour, place(meeting), tone, meeting.is_cancelled, change
    )


def days_of(meeting: Occurrence) -> list[date]:
    """Every day a meeting takes place on."""
    first, last = to_local(meeting.starts_at).date(), last_day(meeting.ends_at)
    if not meeting.event.is_all_day and to_local(meeting.ends_at).hour < SMALL_HOURS:
        last = max(first, to_local(meeting.ends_at).date() - timedelta(days=1))
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
