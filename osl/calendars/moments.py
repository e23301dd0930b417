"""The times of other calendars: which zone a name means, which moment a value is.

A time without a zone is one on a Polish wall. It is read in a small program apart from the
site (see reading), so it imports nothing of the site but the core.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from icalendar.prop import vDuration
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from osl.calendars.lines import Line, Part
from osl.core.clock import WARSAW

FIRST_YEAR, LAST_YEAR = 2000, 2100

MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?", re.ASCII | re.IGNORECASE)
ZONE_NAME = re.compile(r"[A-Za-z]+(?:[/_+-][A-Za-z0-9]+)*", re.ASCII)
WARSAW_IN_WORDS = re.compile(r"wars(?:aw|zaw)|central europe|środkowoeurop", re.IGNORECASE)
OURS = ("+0100", "+0200")
"""The offsets of winter and summer time here."""


class NoSuchTime(Exception):
    """A value that is no time, or a time no clock shows. ``reason`` says which it is."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Moment:
    """A day, or a wall time of its own zone."""

    wall: datetime
    zone: tzinfo = WARSAW
    is_day: bool = False

    @property
    def on(self) -> date:
        return self.wall.date()

    def instant(self) -> datetime:
        """The aware UTC instant. Raises NoSuchTime in the hour lost when the clocks go on."""
        told = self.wall.replace(tzinfo=self.zone)
        instant = told.astimezone(UTC)
        if instant.astimezone(self.zone).replace(tzinfo=None) != self.wall:
            raise NoSuchTime("no_such_hour")
        return instant

    def local(self) -> datetime:
        """What a Polish wall shows then, without a zone."""
        if self.is_day or self.zone is WARSAW:
            return self.wall
        return self.wall.replace(tzinfo=self.zone).astimezone(WARSAW).replace(tzinfo=None)

    def in_zone(self, zone: tzinfo) -> "Moment":
        """The same moment on the wall of another zone; a day stays the day."""
        if self.is_day or self.zone is zone:
            return self
        wall = self.wall.replace(tzinfo=self.zone).astimezone(zone).replace(tzinfo=None)
        return Moment(wall, zone)


class Zones:
    """The zones of one file: names of the standard, of Windows, and those it describes itself."""

    def __init__(self, described: Iterable[Part]) -> None:
        self.described = {part.text("TZID"): part for part in described}
        self.known: dict[str, tzinfo] = {}
        self.unknown: set[str] = set()

    def named(self, name: str) -> tzinfo:
        """The zone a name means; Polish time for one that nobody knows, which is noted."""
        if name not in self.known:
            found = self._find(name)
            if found is None:
                self.unknown.add(name)
            self.known[name] = found or WARSAW
        return self.known[name]

    def _find(self, name: str) -> tzinfo | None:
        described = self.described.get(name)
        place = described.text("X-LIC-LOCATION") if described is not None else ""
        parts = name.split("/")
        for one in (name, WINDOWS_TO_OLSON.get(name, ""), "/".join(parts[-2:]), place):
            zone = _zone(one)
            if zone is not None:
                return zone
        if WARSAW_IN_WORDS.search(name):
            return WARSAW
        return WARSAW if described is not None and _offsets(described) == OURS else None


def _zone(name: str) -> tzinfo | None:
    if name == "Europe/Warsaw":
        return WARSAW
    if name.upper() in ("UTC", "GMT", "ETC/UTC"):
        return UTC
    if not ZONE_NAME.fullmatch(name) or len(name) > 60:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def _offsets(described: Part) -> tuple[str, str]:
    """What a described zone is set to in winter and in summer."""
    winter = next((part.text("TZOFFSETTO") for part in described.within("STANDARD")), "")
    summer = next((part.text("TZOFFSETTO") for part in described.within("DAYLIGHT")), "")
    return winter.strip(), summer.strip()


def moment(value: str, params: dict[str, str], zones: Zones) -> Moment:
    """One value of DTSTART and its like. Raises NoSuchTime."""
    told = MOMENT.fullmatch(value.strip())
    if told is None:
        raise NoSuchTime("bad_time")
    year, month, day, hour, minute, _second, is_utc = told.groups()
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise NoSuchTime("other_century")
    try:
        on = date(int(year), int(month), int(day))
        at = time(int(hour or 0), int(minute or 0))
    except ValueError as failure:
        raise NoSuchTime("bad_time") from failure
    if hour is None:
        return Moment(datetime.combine(on, time(0)), is_day=True)
    zone: tzinfo = WARSAW
    if is_utc:
        zone = UTC
    elif name := params.get("TZID", "").strip().strip('"'):
        zone = zones.named(name)
    return Moment(datetime.combine(on, at), zone)


def moments(lines: Iterable[Line], zones: Zones, most: int) -> list[Moment]:
    """Every value of EXDATE and RDATE lines; what is no time is passed over."""
    found: list[Moment] = []
    for line in lines:
        for value in line.value.split(","):
            if len(found) >= most:
                return found
            try:
                found.append(moment(value.partition("/")[0], line.params, zones))
            except NoSuchTime:
                continue
    return found


def length(value: str) -> timedelta:
    """A DURATION. Raises NoSuchTime."""
    try:
        found: timedelta = vDuration.from_ical(value.strip())  # type: ignore[no-untyped-call]
    except (ValueError, OverflowError) as failure:
        raise NoSuchTime("bad_time") from failure
    return found
