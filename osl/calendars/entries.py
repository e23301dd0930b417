"""One event of another calendar: when it is, and the meetings of it that were changed alone.

It is read in a small program apart from the site (see reading), so it imports nothing of the
site but the core.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from osl.calendars.lines import Part
from osl.calendars.moments import Moment, NoSuchTime, Zones, length, moment
from osl.calendars.texts import Note, description_of, place_of, title_of

LONGEST_MEETING = timedelta(days=31)
ONE_HOUR = timedelta(hours=1)
ONE_DAY = timedelta(days=1)


class LeftOut(Exception):
    """An event that does not come along; ``reason`` says why."""

    def __init__(self, reason: str, **details: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details


@dataclass
class Entry:
    """One VEVENT being read: its moments, and what is noted on the way."""

    part: Part
    zones: Zones
    notes: list[Note]

    def note(self, code: str, **details: Any) -> None:
        self.notes.append((code, details))

    def moment_of(self, name: str) -> Moment | None:
        line = self.part.first(name)
        return moment(line.value, line.params, self.zones) if line is not None else None

    def times(self) -> tuple[Moment, timedelta]:
        """When it begins, and how long it lasts on the wall. Raises LeftOut."""
        try:
            starts = self.moment_of("DTSTART")
            if starts is None:
                raise LeftOut("no_start")
            lasts = self._length(starts)
        except NoSuchTime as failure:
            raise LeftOut(failure.reason) from failure
        if lasts < timedelta():
            raise LeftOut("ends_before")
        if lasts > LONGEST_MEETING:
            raise LeftOut("longer_than_a_month")
        if not lasts and starts.is_day:
            lasts = ONE_DAY
        elif not lasts:
            self.note("end_missing")
            lasts = ONE_HOUR
        return starts, lasts

    def _length(self, starts: Moment) -> timedelta:
        ends = self.moment_of("DTEND")
        if ends is not None and starts.is_day:
            return ends.on - starts.on
        if ends is not None:
            # An end that is a day is the midnight it begins with.
            return (ends if ends.is_day else ends.in_zone(starts.zone)).wall - starts.wall
        line = self.part.first("DURATION")
        lasts = length(line.value) if line is not None else timedelta()
        return timedelta(days=-(-lasts // ONE_DAY)) if starts.is_day else lasts


def once(starts: Moment, lasts: timedelta) -> dict[str, Any]:
    """One meeting, in aware UTC; whole days run from midnight to midnight here."""
    ends = Moment(starts.wall + lasts, starts.zone, is_day=starts.is_day)
    try:
        begins_at, ends_at = starts.instant(), ends.instant()
    except NoSuchTime as failure:
        raise LeftOut(failure.reason) from failure
    if ends_at <= begins_at:  # a wall that the clocks put back
        ends_at = begins_at + lasts
    midnights = starts.local().time() == ends.local().time() == datetime.min.time()
    return {
        "starts_at": begins_at.isoformat(),
        "ends_at": ends_at.isoformat(),
        "is_all_day": midnights,
        "first_on": starts.local().date().isoformat(),
        "last_on": (ends.local() - timedelta(minutes=1)).date().isoformat(),
    }


class Changes:
    """The meetings of a series that were changed one by one: called off, or moved."""

    def __init__(
        self, entry: Entry, starts: Moment, shift: timedelta, words: dict[str, str]
    ) -> None:
        self.entry = entry
        self.starts = starts
        self.shift = shift
        self.words = words
        self.off: set[date] = set()
        self.moved: dict[date, dict[str, Any]] = {}
        self.times: dict[date, dict[str, Any]] = {}

    def take(self, part: Part) -> None:
        """One changed meeting; one that cannot be read is noted and stays as in the rule."""
        entry = Entry(part, self.entry.zones, self.entry.notes)
        try:
            told = entry.moment_of("RECURRENCE-ID")
            slot = told.in_zone(self.starts.zone).on if told is not None else self.starts.on
            line = part.first("RECURRENCE-ID")
            if line is not None and "RANGE" in line.params:
                entry.note("and_following", day=(slot + self.shift).isoformat())
            if is_cancelled(part):
                self.off.add(slot)
                return
            starts, lasts = entry.times()
            when = once(starts, lasts)
        except (LeftOut, NoSuchTime):
            entry.note("change_lost")
            return
        if starts.is_day is not self.starts.is_day:
            entry.note("change_lost")
            return
        day = slot + self.shift
        place = place_of(part, [])
        title = title_of(part, []) if part.count("SUMMARY") else self.words["title"]
        if part.count("DESCRIPTION") and description_of(part, []) != self.words["description"]:
            entry.note("change_words_lost", day=day.isoformat())
        self.times[day] = when
        self.moved[day] = {
            "on": day.isoformat(),
            "starts_at": when["starts_at"],
            "ends_at": when["ends_at"],
            "place": place if place != self.words["place"] else "",
            "title": title if title != self.words["title"] else "",
        }

    def of(self, days: list[date]) -> list[dict[str, Any]]:
        """Those of these days, in order. A change of any other day has nothing to change."""
        known = set(days)
        if any(day not in known and day >= days[0] for day in self.moved):
            self.entry.note("change_lost")
        return [self.moved[day] for day in sorted(self.moved) if day in known]


def is_cancelled(part: Part) -> bool:
    return part.text("STATUS").strip().upper() == "CANCELLED"
