"""One week of the team's work in a table: by community, by who runs it, or by place."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from babel.dates import format_date
from flask_babel import get_locale

from osl.accounts.models import User
from osl.calendars.month import days_of
from osl.communities.queries import communities_of
from osl.core.clock import end_of_day, local_midnight
from osl.core.i18n import _, clock_time
from osl.core.text import alphabetical, fold
from osl.events.models import Occurrence
from osl.events.queries import meetings_between
from osl.events.words import host_of, hours, place_note_of, venue_of

EARLIEST, LATEST = date(2015, 1, 5), date(2100, 12, 27)
"""The Mondays one may turn to."""

ISO_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)

DAYS = 7


class Grouping(StrEnum):
    """What the rows of the table are. The words are those of the address."""

    COMMUNITIES = "spolecznosci"
    HOSTS = "osoby"
    PLACES = "miejsca"


@dataclass(frozen=True)
class Week:
    """One week, from Monday on."""

    monday: date

    @classmethod
    def asked(cls, words: str, today: date) -> "Week":
        """The week of an address ("2026-W53", or any of its days); else the week of today."""
        try:
            found = ISO_WEEK.fullmatch(words)
            if found is not None:
                day = date.fromisocalendar(int(found[1]), int(found[2]), 1)
            else:
                day = date.fromisoformat(words)
        except ValueError:
            day = today
        week = cls.of(day) if EARLIEST <= day <= LATEST + timedelta(DAYS - 1) else None
        return week or cls.of(today)

    @classmethod
    def of(cls, day: date) -> "Week":
        return cls(day - timedelta(days=day.weekday()))

    def __str__(self) -> str:
        year, number, _weekday = self.monday.isocalendar()
        return f"{year}-W{number:02d}"

    @property
    def days(self) -> list[date]:
        return [self.monday + timedelta(days=number) for number in range(DAYS)]

    @property
    def sunday(self) -> date:
        return self.days[-1]

    @property
    def previous(self) -> "Week | None":
        monday = self.monday - timedelta(days=DAYS)
        return Week(monday) if monday >= EARLIEST else None

    @property
    def next(self) -> "Week | None":
        monday = self.monday + timedelta(days=DAYS)
        return Week(monday) if monday <= LATEST else None

    @property
    def name(self) -> str:
        """ "28 grudnia 2026 – 3 stycznia 2027", what both ends share said once."""
        first, last = self.monday, self.sunday
        if first.year != last.year:
            pattern = "d MMMM y"
        elif first.month != last.month:
            pattern = "d MMMM"
        else:
            pattern = "d"
        begins = format_date(first, pattern, locale=get_locale())
        ends = format_date(last, "d MMMM y", locale=get_locale())
        return f"{begins}–{ends}" if pattern == "d" else f"{begins} – {ends}"


@dataclass(frozen=True)
class Entry:
    """A meeting on one of its days: its hours that day, the rows it stands in, and what goes
    on at the same time with the same person or in the same place."""

    meeting: Occurrence
    time: str
    groups: list[str]
    clashes: list[str]


@dataclass(frozen=True)
class Row:
    """A community, a person or a place with its week, day by day from Monday."""

    name: str
    days: list[list[Entry]] = field(default_factory=lambda: [[] for _day in range(DAYS)])


@dataclass(frozen=True)
class WeekPage:
    """The week by rows, and the same meetings by day, each of them once."""

    rows: list[Row]
    days: list[list[Entry]]

    @property
    def has_meetings(self) -> bool:
        return any(self.days)


def week_page(user: User, week: Week, grouping: Grouping) -> WeekPage:
    """What this person may see of a week, drafts of their own communities among it (three
    queries). In a table by community their own communities have a row even when it is empty.
    """
    meetings = meetings_between(user, local_midnight(week.monday), end_of_day(week.sunday))
    clashes = clashes_among(meetings)
    empty = communities_of(user) if grouping is Grouping.COMMUNITIES else []
    rows = {fold(one.name): Row(one.name) for one in empty}
    days: list[list[Entry]] = [[] for _day in range(DAYS)]
    for meeting in meetings:
        groups = groups_of(meeting, grouping)
        for day in days_of(meeting):
            if not week.monday <= day <= week.sunday:
                continue
            number = day.weekday()
            entry = Entry(meeting, time_on(day, meeting), groups, clashes.get(meeting.id, []))
            days[number].append(entry)
            for name in groups:
                rows.setdefault(fold(name), Row(name)).days[number].append(entry)
    last = nobody(grouping)
    in_order = sorted(rows.values(), key=lambda row: (row.name == last, alphabetical(row.name)))
    return WeekPage(in_order, days)


def time_on(day: date, meeting: Occurrence) -> str:
    """The hours of a meeting on one of its days."""
    days = days_of(meeting)
    first, last = days[0], days[-1]
    if meeting.event.is_all_day or first == last:
        return hours(meeting)
    if day == first:
        return _("from %(time)s", time=clock_time(meeting.starts_at))
    if day == last:
        return _("until %(time)s", time=clock_time(meeting.ends_at))
    return _("goes on")


def groups_of(meeting: Occurrence, grouping: Grouping) -> list[str]:
    """The names of the rows a meeting stands in; several when it is of several communities."""
    if grouping is Grouping.COMMUNITIES:
        event = meeting.event
        names = [one.name for one in event.communities]
        names += [nobody(grouping)] if event.is_whole_town else []
    elif grouping is Grouping.HOSTS:
        names = [host_of(meeting)]
    else:
        venue = venue_of(meeting)
        names = [venue.name if venue is not None else place_note_of(meeting)]
    return [name for name in names if name] or [nobody(grouping)]


def nobody(grouping: Grouping) -> str:
    """The row of what has no community, nobody to run it, or no place."""
    return {
        Grouping.COMMUNITIES: _("Whole town"),
        Grouping.HOSTS: _("Nobody has said who runs it"),
        Grouping.PLACES: _("Nobody has said where"),
    }[grouping]


def clashes_among(meetings: Iterable[Occurrence]) -> dict[int, list[str]]:
    """By the number of a meeting: whom or which place another one needs at the same time.

    ``meetings`` come in their order. What is called off or put off needs nobody. Two meetings in
    one place whose rooms are told apart in words do not disturb each other.
    """
    held = [one for one in meetings if not (one.is_cancelled or one.is_postponed)]
    found: dict[int, dict[str, None]] = {}
    for number, one in enumerate(held):
        for other in held[number + 1 :]:
            if other.starts_at >= one.ends_at:
                break
            for shared in shared_by(one, other):
                found.setdefault(one.id, {})[shared] = None
                found.setdefault(other.id, {})[shared] = None
    return {meeting_id: list(names) for meeting_id, names in found.items()}


def shared_by(one: Occurrence, other: Occurrence) -> list[str]:
    """The person and the place that two meetings both need, by name."""
    shared = []
    if host_of(one) and fold(host_of(one)) == fold(host_of(other)):
        shared.append(host_of(one))
    place, other_place = (venue_of(each) for each in (one, other))
    rooms = {fold(place_note_of(each)) for each in (one, other)} - {""}
    if place is not None and place is other_place and len(rooms) < 2:
        shared.append(place.name)
    return shared
