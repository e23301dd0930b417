"""iCalendar to the letter: what goes into VEVENTs, in which order, and what stands around them.

The text kept in each entry is written by the icalendar library; why each line is as it is has
been learnt from what calendar programs do with it. Read together: DTSTAMP and LAST-MODIFIED
are when that very VEVENT was revised and SEQUENCE how often, so the bytes depend on the data
only; a title says in words what STATUS says, because some programs ignore STATUS.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID, uuid5

import icalendar

from osl.calendars import words
from osl.calendars.series_plan import CALLED_OFF, Run, SeriesPlan, recurrence_rule
from osl.communities.models import Centre, Tone
from osl.core.clock import WARSAW, to_local
from osl.core.text import clean
from osl.events.models import Event, Occurrence
from osl.events.words import venue_of

VTIMEZONE = b"""\
BEGIN:VTIMEZONE
TZID:Europe/Warsaw
X-LIC-LOCATION:Europe/Warsaw
BEGIN:DAYLIGHT
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
""".replace(b"\n", b"\r\n")
"""Two rules instead of a list of dates: Outlook and ical.js read lists an hour wrong."""

END = b"END:VCALENDAR\r\n"
REFRESH = timedelta(hours=4)

COLOURS = {
    Tone.GREEN: ("seagreen", "#2E8B57"),
    Tone.SUN: ("goldenrod", "#DAA520"),
    Tone.CLAY: ("sienna", "#A0522D"),
    Tone.SKY: ("steelblue", "#4682B4"),
    Tone.PLUM: ("purple", "#800080"),
    Tone.TEAL: ("teal", "#008080"),
}
"""A calendar's colour: the CSS3 name that RFC 7986 asks for, and its hex for Apple."""


@dataclass(frozen=True)
class Stamp:
    """What a VEVENT says of its own age: how often revised, and when last."""

    content: str
    sequence: int
    revised_at: datetime

    @classmethod
    def stored(cls, kept: list[Any]) -> "Stamp":
        return cls(kept[0], kept[1], datetime.fromisoformat(kept[2]))

    def to_store(self) -> list[Any]:
        return [self.content, self.sequence, self.revised_at.isoformat()]


@dataclass(frozen=True)
class Component:
    """One VEVENT without its stamps. Times are Polish wall times, or dates for whole days."""

    key: str
    uid: str
    created_at: datetime
    is_cancelled: bool
    is_tentative: bool
    is_public: bool
    starts: datetime | date
    ends: datetime | date
    title: str
    description: str
    address: str
    location: str = ""
    position: tuple[float, float] | None = None
    recurrence_id: datetime | date | None = None
    rule: dict[str, Any] | None = None
    skipped: list[datetime | date] = field(default_factory=list)

    @property
    def content(self) -> str:
        """The hash of everything a reader can see of it."""
        return hashlib.sha256(self.to_ical(None)).hexdigest()

    @property
    def status(self) -> str:
        if self.is_cancelled:
            return "CANCELLED"
        return "TENTATIVE" if self.is_tentative else "CONFIRMED"

    def to_ical(self, stamp: Stamp | None) -> bytes:
        """The VEVENT, its lines in an order that never changes."""
        event = icalendar.Event()
        event.add("uid", self.uid)
        if self.recurrence_id is not None:
            event.add("recurrence-id", self.recurrence_id)
        if stamp is not None:
            event.add("dtstamp", stamp.revised_at)
        event.add("created", self.created_at)
        if stamp is not None:
            event.add("last-modified", stamp.revised_at)
            event.add("sequence", stamp.sequence)
        event.add("status", self.status)
        event.add("dtstart", self.starts)
        event.add("dtend", self.ends)
        if self.rule is not None:
            event.add("rrule", self.rule)
        for slot in self.skipped:
            event.add("exdate", slot)
        event.add("summary", clean(self.title))
        if self.location:
            event.add("location", clean(self.location))
        if self.position is not None:
            event.add("geo", self.position)
        event.add("description", clean(self.description, lines=True))
        event.add("url", self.address)
        event.add("class", "PUBLIC" if self.is_public else "PRIVATE")
        event.add("transp", "TRANSPARENT")
        return bytes(event.to_ical(sorted=False))


@dataclass(frozen=True)
class Header:
    """What a feed says about itself. One at a secret address does not repeat the address."""

    name: str
    summary: str
    page: str
    source: str = ""
    tone: Tone = Tone.GREEN

    @property
    def content(self) -> str:
        return hashlib.sha256(self.to_ical(None)).hexdigest()

    def to_ical(self, changed_at: datetime | None) -> bytes:
        """Everything before the first VTIMEZONE."""
        colour, hexadecimal = COLOURS[self.tone]
        calendar = bare_calendar(self.page)
        # The library escapes NAME and X- properties only when told that they are text.
        calendar.add("name", icalendar.vText(self.name))
        calendar.add("x-wr-calname", icalendar.vText(self.name))
        calendar.add("description", icalendar.vText(self.summary))
        calendar.add("x-wr-caldesc", icalendar.vText(self.summary))
        calendar.add("x-wr-timezone", "Europe/Warsaw")
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", icalendar.vDuration(REFRESH))
        calendar.add("url", self.page)
        if self.source:
            calendar.add("source", self.source, parameters={"VALUE": "URI"})
        calendar.add("color", colour)
        calendar.add("x-apple-calendar-color", hexadecimal)
        if changed_at is not None:
            calendar.add("last-modified", changed_at)
        return opening(calendar)


def bare_calendar(base_url: str) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//{host(base_url)}//OSL 1.0//PL")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def opening(calendar: icalendar.Calendar) -> bytes:
    return bytes(calendar.to_ical(sorted=False)).removesuffix(END)


def feed(header: Header, changed_at: datetime | None, bodies: Iterable[bytes]) -> bytes:
    """A whole calendar. The zone is there even with no events: a calendar needs a component."""
    return b"".join((header.to_ical(changed_at), VTIMEZONE, *bodies, END))


def single(base_url: str, body: bytes) -> bytes:
    """One event as a file of its own, with nothing that would make it a calendar to follow."""
    return b"".join((opening(bare_calendar(base_url)), VTIMEZONE, body, END))


def is_whole(body: bytes, components: int) -> bool:
    """Whether what was written can be read again, all of it."""
    return is_sound(b"BEGIN:VCALENDAR\r\n" + body + END, components)


def is_sound(calendar: bytes, components: int | None = None) -> bool:
    """Whether a whole calendar can be read, and every VEVENT in it (so many, if told)."""
    if components is None:
        # Text is folded and its line breaks are escaped, so only a VEVENT begins a line so.
        components = calendar.count(b"\r\nBEGIN:VEVENT\r\n")
    try:
        read = icalendar.Calendar.from_ical(calendar)
    except ValueError:
        return False
    events = read.walk("VEVENT")
    return len(events) == components and not any(event.errors for event in events)


def components_of(event: Event, centre: Centre, base_url: str) -> list[Component]:
    """The VEVENTs of one event: one, or a series with the meetings that differ from it."""
    return list(Writer(event, centre, base_url).components())


def host(base_url: str) -> str:
    return urlsplit(base_url).hostname or "localhost"


def uid_alone(meeting: Occurrence) -> str:
    """What a meeting of a series is called where it stands for itself."""
    return str(uuid5(UUID(meeting.event.uid), meeting.slot_at.strftime("%Y%m%dT%H%M%SZ")))


class Writer:
    """Writes one event as components."""

    def __init__(self, event: Event, centre: Centre, base_url: str) -> None:
        self.event = event
        self.centre = centre
        self.host = host(base_url)
        self.address = quote(f"{base_url}/wydarzenia/{event.id}", safe=":/")

    def components(self) -> Iterator[Component]:
        meetings = self.event.occurrences
        if self.event.series is None:
            alone = len(meetings) == 1 and not self.event.is_series
            for meeting in meetings:
                yield self.meeting_alone(meeting, keeps_uid=alone)
            return
        plan = SeriesPlan(self.event)
        for meeting in plan.alone:
            yield self.meeting_alone(meeting)
        for run in plan.runs:
            yield self.whole_run(plan, run)
        for run in plan.runs:
            for meeting in run.overrides:
                yield self.override(meeting, run)

    def whole_run(self, plan: SeriesPlan, run: Run) -> Component:
        first = run.slots[0]
        rule = recurrence_rule(plan.rule, whole_days=self.event.is_all_day, until=run.until)
        return self._component(
            run.name,
            None,
            uid=self._uid_of(run),
            starts_at=first.starts_at,
            ends_at=first.ends_at,
            is_cancelled=run.is_cancelled,
            rule=rule,
            skipped=[self._start(slot) for slot in run.skipped],
        )

    def override(self, meeting: Occurrence, run: Run) -> Component:
        """One meeting that differs: a complete copy, since programs show it as it stands."""
        return self._component(
            meeting.slot_at.strftime("%Y%m%dT%H%M%SZ"),
            meeting,
            uid=self._uid_of(run),
            recurrence_id=self._start(meeting.slot_at),
        )

    def _uid_of(self, run: Run) -> str:
        return str(uuid5(UUID(self.event.uid), run.name)) if run.name else ""

    def meeting_alone(self, meeting: Occurrence, *, keeps_uid: bool = False) -> Component:
        """A meeting that stands for itself.

        A meeting of a series gets a UID of its own, made from the event's and from the slot,
        neither of which ever changes.
        """
        if keeps_uid:
            return self._component("", meeting)
        slot = meeting.slot_at.strftime("%Y%m%dT%H%M%SZ")
        return self._component(f"alone {slot}", meeting, uid=uid_alone(meeting))

    def _component(
        self,
        key: str,
        meeting: Occurrence | None,
        *,
        starts_at: datetime | None = None,
        ends_at: datetime | None = None,
        uid: str = "",
        is_cancelled: bool = False,
        **more: Any,
    ) -> Component:
        event = self.event
        if meeting is not None:
            starts_at, ends_at = meeting.starts_at, meeting.ends_at
            is_cancelled = meeting.is_cancelled
        if starts_at is None or ends_at is None:
            raise ValueError("a component needs its times")
        return Component(
            key=key,
            uid=f"{uid or event.uid}@{self.host}",
            created_at=event.created_at.replace(microsecond=0),
            is_cancelled=is_cancelled,
            is_tentative=event.is_draft or (meeting is not None and meeting.is_postponed),
            is_public=event.is_published,
            starts=self._start(starts_at),
            ends=self._end(ends_at),
            title=words.title(event, meeting, is_cancelled=is_cancelled),
            description=words.description(
                event,
                meeting,
                is_cancelled=is_cancelled,
                centre=self.centre,
                address=self.address,
            ),
            address=self.address,
            location=words.location(event, meeting, self.centre),
            position=position(venue_of(meeting) if meeting is not None else event.venue),
            **more,
        )

    def _start(self, moment: datetime) -> datetime | date:
        local = moment.astimezone(WARSAW)
        return local.date() if self.event.is_all_day else local

    def _end(self, moment: datetime) -> datetime | date:
        """The end; of whole days, the day after the last one."""
        local = moment.astimezone(WARSAW)
        if not self.event.is_all_day:
            return local
        ends_at_midnight = local.time() == local.min.time()
        return local.date() if ends_at_midnight else local.date() + timedelta(days=1)


def position(venue: Any) -> tuple[float, float] | None:
    if venue is None or venue.latitude is None or venue.longitude is None:
        return None
    return (venue.latitude, venue.longitude)


def days_of(event: Event) -> tuple[date | None, date | None]:
    """The first and the last day on which the event takes place somewhere."""
    moments = [(meeting.starts_at, meeting.ends_at) for meeting in event.occurrences]
    if not moments:
        return None, None
    first = to_local(min(starts_at for starts_at, _ends_at in moments)).date()
    # An end at midnight belongs to the evening before it.
    last = to_local(max(ends_at for _starts_at, ends_at in moments) - timedelta(seconds=1)).date()
    return first, last


def stamps(
    components: list[Component], old: dict[str, Stamp], sequence: int, now: datetime
) -> dict[str, Stamp]:
    """The stamps of components: kept where nothing differs, raised where a reader sees a change.

    ``sequence`` is the highest given so far. A meeting that differs no more (its override is
    gone) is a change of the series itself.
    """
    gone = old.keys() - {component.key for component in components}
    instant = now.replace(microsecond=0)
    if old:
        # Some programs skip what is not newer by the second.
        latest = max(kept.revised_at for kept in old.values())
        instant = max(instant, latest + timedelta(seconds=1))
    given = {}
    for component in components:
        kept, content = old.get(component.key), component.content
        if kept is None or kept.content != content or (gone and component.key in ("", CALLED_OFF)):
            kept = Stamp(content, sequence + 1 if old else 0, instant)
        given[component.key] = kept
    return given
