"""The text of an iCalendar file taken apart: its components, and the lines in them.

Each component stands for itself: a line that nobody can read spoils its own event at most.
Nothing here knows what a line means. It is read in a small program apart from the site (see
reading), so it imports nothing of the site but the core.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from icalendar.parser import Contentline
from icalendar.parser.property import unescape_backslash

FOLD = re.compile(rb"\n[ \t]")
LINE_END = re.compile(rb"\r\n?")

MOST_TORN = 200
"""So many lines of a torn text are put together again."""

BORDER = re.compile(r"\s*(BEGIN|END)\s*:\s*([A-Z0-9-]+)\s*", re.IGNORECASE)

DEEPEST = 10
"""A calendar, an event, its alarm: nothing real goes deeper than that."""

TEXTS = frozenset({"COMMENT", "DESCRIPTION", "LOCATION", "SUMMARY"})
"""What people type. A line that is none goes on with the one of these before it."""

NAMES = TEXTS | frozenset(
    """ACTION ATTACH ATTENDEE CALSCALE CATEGORIES CLASS COLOR COMPLETED CONCEPT CONFERENCE CONTACT
    CREATED DTEND DTSTAMP DTSTART DUE DURATION EXDATE EXRULE FREEBUSY GEO IMAGE LAST-MODIFIED LINK
    METHOD NAME ORGANIZER PERCENT-COMPLETE PRIORITY PRODID RDATE RECURRENCE-ID REFID
    REFRESH-INTERVAL RELATED-TO REPEAT REQUEST-STATUS RESOURCES RRULE SEQUENCE SOURCE STATUS
    STRUCTURED-DATA STYLED-DESCRIPTION TRANSP TRIGGER TZID TZNAME TZOFFSETFROM TZOFFSETTO TZURL
    UID URL VERSION""".split()
)
"""The names of the standards; any other begins with X-, or is no name but a torn text."""


class Unreadable(Exception):
    """The file itself is none of ours. ``reason`` says why, for words to be found elsewhere."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Line:
    """One property: its parameters in capitals, its value as it stands in the file."""

    params: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        return str(unescape_backslash(self.value))


@dataclass
class Part:
    """A component: its lines by name, and the components inside it."""

    kind: str
    lines: dict[str, list[Line]] = field(default_factory=dict)
    parts: list["Part"] = field(default_factory=list)
    broken_lines: int = 0
    is_whole: bool = False
    """Whether its end was found where it belongs."""

    last_name: str = ""

    def first(self, name: str) -> Line | None:
        found = self.lines.get(name)
        return found[0] if found else None

    def text(self, name: str) -> str:
        line = self.first(name)
        return line.text if line is not None else ""

    def count(self, *names: str) -> int:
        return sum(len(self.lines.get(name, ())) for name in names)

    def within(self, kind: str) -> Iterator["Part"]:
        """Every component of a kind in this one, however deep."""
        waiting = [self]
        while waiting:
            for part in waiting.pop().parts:
                if part.kind == kind:
                    yield part
                waiting.append(part)

    def take(self, line: str) -> None:
        """Keep one line, or what is left of it."""
        try:
            name, params, value = Contentline(line).raw_parts()  # type: ignore[no-untyped-call]
        except (ValueError, AssertionError):
            return self.take_torn(line)
        name = name.upper()
        if ":" not in line or not (name in NAMES or name.startswith("X-")):
            return self.take_torn(line)
        plain = {
            str(key).upper(): one if isinstance(one, str) else ",".join(one)
            for key, one in params.items()
        }
        self.lines.setdefault(name, []).append(Line(plain, value))
        self.last_name = name
        return None

    def take_torn(self, line: str) -> None:
        """Some programs break a long text without folding it: then the rest belongs to it."""
        self.broken_lines += 1
        if self.last_name in TEXTS and self.broken_lines <= MOST_TORN:
            before = self.lines[self.last_name].pop()
            self.lines[self.last_name].append(Line(before.params, f"{before.value}\\n{line}"))


def decoded(content: bytes) -> tuple[str, bool]:
    """The unfolded text of a file, and whether its letters had to be guessed.

    Folds are undone on the bytes: some programs fold in the middle of a letter. Raises
    Unreadable.
    """
    content = LINE_END.sub(b"\n", content.replace(b"\0", b""))
    content = FOLD.sub(b"", content.removeprefix(b"\xef\xbb\xbf"))
    try:
        return content.decode(), False
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1250"), True
    except UnicodeDecodeError as failure:
        raise Unreadable("letters") from failure


def taken_apart(text: str) -> Part:
    """The whole file as one component. Raises Unreadable when it is no calendar."""
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines:
        raise Unreadable("empty")
    if lines[0].strip().upper() != "BEGIN:VCALENDAR":
        raise Unreadable("no_calendar")
    whole = Part("", is_whole=True)
    open_parts = [whole]
    for line in lines:
        told = BORDER.fullmatch(line)
        if told is None:
            open_parts[-1].take(line)
        elif told[1].upper() == "BEGIN":
            _begin(open_parts, told[2].upper())
        elif told[2].upper() in {part.kind for part in open_parts[1:]}:
            while (part := open_parts.pop()).kind != told[2].upper():
                pass
            part.is_whole = True
    return whole


def _begin(open_parts: list[Part], kind: str) -> None:
    """Go into a component. Events never stand in events: the one before was cut off."""
    while kind == "VEVENT" and any(part.kind == kind for part in open_parts):
        open_parts.pop()
    part = Part(kind)
    open_parts[-1].parts.append(part)
    open_parts.append(part)
    if len(open_parts) > DEEPEST:
        raise Unreadable("no_calendar")
