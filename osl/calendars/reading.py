"""Calendar files from outside: looked over here, read in a program of its own, and kept as
facts until somebody has chosen among them.

A file of a megabyte can keep a computer busy for hours. So the bytes are counted before
anything is read, and what reads them has little time, little memory, and dies when it needs
more: the site itself never waits longer than that.
"""

import json
import logging
import re
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from osl.core.clock import today
from osl.core.errors import DomainError
from osl.core.i18n import _, _n

log = logging.getLogger("osl.calendars")

MOST_BYTES = 1024 * 1024
MOST_EVENTS = 1000
MOST_ZONES = 100
MOST_WORK = 2
"""Seconds of a processor. An ordinary calendar takes a tenth of one or two."""

LONGEST_READING = 5.0
"""Seconds by the clock, should the machine be busy with other things."""

MOST_MEMORY = 512 * 1024 * 1024

READERS = threading.BoundedSemaphore(2)
LONGEST_WAIT = 5  # seconds, for one of the readers

PACKAGE = Path(__file__).resolve().parents[1]

START = """
import sys, types
for name, folder in (("osl", sys.argv[4]), ("osl.calendars", sys.argv[4] + "/calendars")):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = [folder]
from osl.calendars.reader import main
main()
"""
"""Starts the reader without the site: two empty packages stand in for ours, for the site takes
a second to start and the reader needs a few files of it."""


class CalendarRefused(DomainError):
    """A file nobody could read as a calendar; the text says what to do."""


@dataclass(frozen=True)
class Rhythm:
    """When a series meets, in our own words: just the fields our rules are made of.

    ``frequency`` is "weekly", "fortnightly", "monthly_by_weekday" (which one, the first day
    says), "monthly_by_last_weekday", "monthly_by_date" or "chosen_dates". ``weekdays`` belong
    to the weekly ones: Monday is 0, none means that of the first day. Polish wall time.
    """

    frequency: str
    first_on: date
    starts_at: time
    ends_at: time
    until_on: date | None = None
    meeting_count: int | None = None
    weekdays: tuple[int, ...] = ()
    chosen_on: tuple[date, ...] = ()
    skipped_on: tuple[date, ...] = ()


@dataclass(frozen=True)
class MovedMeeting:
    """One meeting of a series at another time (aware UTC), or elsewhere, or under a name of
    its own. ``on`` is the day its rule gives it."""

    on: date
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    title: str = ""


@dataclass(frozen=True)
class ReadEvent:
    """One event of a file: a single one has ``starts_at`` and ``ends_at`` (aware UTC), a series
    its ``rhythm``.

    ``notes`` are codes of what is not kept (see remarks), ``last_on`` is None for a series
    without an end, ``shown_on`` are its first days.
    """

    uid: str
    title: str
    description: str
    place: str
    first_on: date
    last_on: date | None
    is_all_day: bool
    is_private: bool
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    rhythm: Rhythm | None = None
    moved: tuple[MovedMeeting, ...] = ()
    count: int | None = None
    shown_on: tuple[date, ...] = ()
    notes: tuple[tuple[str, dict[str, Any]], ...] = ()

    def is_past(self, on: date) -> bool:
        return self.last_on is not None and self.last_on < on

    @classmethod
    def stored(cls, kept: dict[str, Any]) -> "ReadEvent":
        """From the plain values the reader gives and the database keeps."""
        common: dict[str, Any] = {
            "uid": kept["uid"],
            "title": kept["title"],
            "description": kept["description"],
            "place": kept["place"],
            "first_on": date.fromisoformat(kept["first_on"]),
            "last_on": _day(kept["last_on"]),
            "is_all_day": kept["is_all_day"],
            "is_private": kept["is_private"],
            "notes": tuple((code, details) for code, details in kept["notes"]),
        }
        if "frequency" not in kept:
            return cls(
                **common,
                starts_at=datetime.fromisoformat(kept["starts_at"]),
                ends_at=datetime.fromisoformat(kept["ends_at"]),
            )
        starts_at, ends_at = (time.fromisoformat(hour) for hour in kept["hours"])
        return cls(
            **common,
            rhythm=Rhythm(
                kept["frequency"],
                common["first_on"],
                starts_at,
                ends_at,
                _day(kept["until_on"]),
                kept["meeting_count"],
                tuple(kept["weekdays"]),
                _days(kept["chosen_on"]),
                _days(kept["skipped_on"]),
            ),
            moved=tuple(
                MovedMeeting(
                    date.fromisoformat(one["on"]),
                    datetime.fromisoformat(one["starts_at"]),
                    datetime.fromisoformat(one["ends_at"]),
                    one["place"],
                    one["title"],
                )
                for one in kept["moved"]
            ),
            count=kept["count"],
            shown_on=_days(kept["shown_on"]),
        )


@dataclass
class ReadCalendar:
    """What a file says, as the plain values that are kept until somebody has chosen.

    ``left_out`` are the events that do not come along, ``notes`` what is to be said of the
    whole file.
    """

    events: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[dict[str, Any]] = field(default_factory=list)
    notes: list[list[Any]] = field(default_factory=list)


def read_calendar(content: bytes) -> ReadCalendar:
    """Everything a calendar file says. Raises CalendarRefused."""
    content = look_over(content)
    if not READERS.acquire(timeout=LONGEST_WAIT):
        raise CalendarRefused(
            _("Others are reading calendars just now. Wait a moment, then try again.")
        )
    try:
        said = _read_apart(content)
    finally:
        READERS.release()
    if "unreadable" in said:
        raise CalendarRefused(_why_unreadable(said["unreadable"]))
    return ReadCalendar(**said)


def look_over(content: bytes) -> bytes:
    """The file in one byte to a plain letter, after what can be seen without reading: its size,
    its numbers. Raises CalendarRefused."""
    if len(content) > MOST_BYTES:
        raise CalendarRefused(
            _(
                "This file is larger than 1 MB. Export a shorter stretch of time, "
                "or the calendar without attachments."
            )
        )
    if content.startswith(b"PK\x03\x04"):
        raise CalendarRefused(
            _("This is a ZIP file. Unpack it first, then choose a file from it that ends in .ics.")
        )
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            content = content.decode("utf-16").encode()
        except UnicodeError as failure:
            raise CalendarRefused(_why_unreadable("letters")) from failure
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise CalendarRefused(_why_unreadable("empty"))
    if not re.search(rb"BEGIN:VCALENDAR", content[:2000], re.IGNORECASE):
        raise CalendarRefused(_why_unreadable("no_calendar"))
    events = len(re.findall(rb"BEGIN:VEVENT", content, re.IGNORECASE))
    if events > MOST_EVENTS:
        raise CalendarRefused(
            _n(
                "There is %(num)s event in this file, and %(most)s can be read at once. "
                "Export a shorter stretch of time.",
                "There are %(num)s events in this file, and %(most)s can be read at once. "
                "Export a shorter stretch of time.",
                events,
                most=MOST_EVENTS,
            )
        )
    if len(re.findall(rb"BEGIN:VTIMEZONE", content, re.IGNORECASE)) > MOST_ZONES:
        raise CalendarRefused(
            _(
                "This file describes more than %(most)s time zones, as no calendar does. "
                "Export it anew.",
                most=MOST_ZONES,
            )
        )
    return content


def _read_apart(content: bytes) -> dict[str, Any]:
    """Have another program read it, and end that program when it needs too much."""
    limits = [str(MOST_WORK), str(MOST_MEMORY)]
    command = [sys.executable, "-I", "-c", START, today().isoformat(), *limits, str(PACKAGE)]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=LONGEST_READING, check=False
        )
    except subprocess.TimeoutExpired as failure:
        raise _too_much_work() from failure
    if done.returncode:
        # Where it stopped, never what it said: that repeats the file.
        frames = [line for line in done.stderr.decode().splitlines() if line.startswith("  File")]
        log.warning("a calendar was not read: status %s%s", done.returncode, "".join(frames[-1:]))
        raise _too_much_work()
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def _too_much_work() -> CalendarRefused:
    return CalendarRefused(
        _(
            "This calendar takes too much work to read: its rules or texts are unusual. Export "
            "a shorter stretch of time, or leave the strangest event out."
        )
    )


def _why_unreadable(reason: str) -> str:
    sentences = {
        "empty": _("This file is empty. Export the calendar once more."),
        "letters": _(
            "The letters of this file cannot be read. Export the calendar once more, in UTF-8 "
            "if you are asked."
        ),
    }
    return sentences.get(reason) or _(
        "This is no calendar file. Choose one that ends in .ics, as exported from a calendar."
    )


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None


def _days(kept: list[str]) -> tuple[date, ...]:
    return tuple(date.fromisoformat(day) for day in kept)
