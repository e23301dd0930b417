"""What was done at a meeting and what came of it: written in two minutes, corrected later.

The first to write is the one who logged it. Marks and counts beside it are not part of the words,
so that whoever notes who was there never stands in the way of whoever writes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy.orm.attributes import flag_modified

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import to_local, utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.events.models import LONGEST_MEETING, Occurrence
from osl.events.words import last_day
from osl.logbook.attendance import open_log
from osl.logbook.curriculum import cover_topics, topics_covered
from osl.logbook.heads import Counted, count_heads
from osl.logbook.models import LogEntry, LogSpecialist

WRITTEN = audit.action(
    "logbook.written", _l("%(actor)s wrote in the logbook what was done at “%(subject)s”")
)
CORRECTED = audit.action(
    "logbook.corrected", _l("%(actor)s corrected what the logbook says of “%(subject)s”")
)

NOTHING_YET = "0"
"""What stands for a log in which nobody has written a word or a number yet."""

MINUTES_OF_A_DAY = 24 * 60
LONGEST = int(LONGEST_MEETING.total_seconds()) // 60


class LogChanged(DomainError):
    """Somebody else has written in this log meanwhile. ``entry`` is the log as it is now."""

    def __init__(self, entry: LogEntry) -> None:
        super().__init__(_("Somebody else has written in this log meanwhile."))
        self.entry = entry


class LogRefused(DomainError):
    """Something in a log cannot be; ``field`` says what."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class LogFacts:
    """What somebody tells of a meeting.

    ``heads`` is how many came, where they are counted: None leaves the number as it is.
    ``minutes`` are clock minutes. ``specialists`` says of each who led how many minutes it was,
    None: as long as the meeting. ``topics`` are those of the curriculum. ``cost`` is in grosze.
    """

    what_was_done: str
    minutes: int | None = None
    heads: int | None = None
    materials: str = ""
    outcome: str = ""
    next_steps: str = ""
    remarks: str = ""
    cost: int | None = None
    cost_note: str = ""
    specialists: Mapping[int, int | None] = field(default_factory=dict)
    topics: frozenset[int] = frozenset()


def write_log(meeting: Occurrence, facts: LogFacts, *, version: str, actor: User) -> LogEntry:
    """Write what was done at a meeting, or correct it. The same once more changes nothing.

    ``version`` is that of the log as its writer saw it (``version_of``). Raises LogChanged where
    somebody else wrote something different meanwhile, LogRefused for what cannot be, and
    DomainError for a meeting that was not held.
    """
    entry = open_log(meeting)
    db.session.refresh(entry)
    told = _completed(meeting, entry, facts)
    before = facts_of(entry)
    if entry.is_logged and told == before:
        return entry
    if version != version_of(entry) and (entry.is_logged or told.heads != before.heads):
        raise LogChanged(entry)
    _count(meeting, entry, told, actor)
    for name in ("what_was_done", "materials", "outcome", "next_steps", "remarks"):
        setattr(entry, name, getattr(told, name))
    entry.minutes, entry.cost, entry.cost_note = told.minutes, told.cost, told.cost_note
    _name_specialists(entry, told.specialists)
    cover_topics(meeting, told.topics)
    # Who led and which topics are rows beside the entry: whoever changes them changes the log.
    flag_modified(entry, "what_was_done")
    what = CORRECTED if entry.is_logged else WRITTEN
    if not entry.is_logged:
        entry.logged_at, entry.logged_by_id = utcnow(), actor.id
    event = meeting.event
    community_id = event.communities[0].id if event.communities else None
    audit.record(what, actor=actor, subject=event, community_id=community_id, meeting_id=meeting.id)
    db.session.flush()
    return entry


def version_of(entry: LogEntry | None) -> str:
    """What stands for a log as it is now. Marks alone do not count: they are no words of it."""
    if entry is None or not (entry.is_logged or entry.head_count is not None):
        return NOTHING_YET
    return str(entry.version)


def facts_of(entry: LogEntry) -> LogFacts:
    """What a log says now."""
    return LogFacts(
        what_was_done=entry.what_was_done,
        minutes=entry.minutes,
        heads=entry.head_count,
        materials=entry.materials,
        outcome=entry.outcome,
        next_steps=entry.next_steps,
        remarks=entry.remarks,
        cost=entry.cost,
        cost_note=entry.cost_note,
        specialists={one.specialist_id: one.minutes for one in entry.specialists},
        topics=topics_covered(entry.occurrence_id),
    )


def planned_minutes(meeting: Occurrence) -> int | None:
    """How long a meeting was to take; None where its hours are not known."""
    if meeting.event.is_all_day:
        return None
    return int((meeting.ends_at - meeting.starts_at).total_seconds()) // 60


def longest(meeting: Occurrence) -> int:
    """How many minutes the days of a meeting have."""
    days = (last_day(meeting.ends_at) - to_local(meeting.starts_at).date()).days + 1
    return min(max(days, 1) * MINUTES_OF_A_DAY, LONGEST)


def _completed(meeting: Occurrence, entry: LogEntry, facts: LogFacts) -> LogFacts:
    """The same with every number in its place, or refused where one cannot be."""
    if facts.minutes is not None:
        _refuse_odd_length(meeting, facts.minutes, "minutes")
    specialists: dict[int, int | None] = {}
    for number, minutes in facts.specialists.items():
        led = minutes if minutes is not None else facts.minutes or planned_minutes(meeting)
        if led is None:
            raise LogRefused(
                _("Say how long the meeting took, or how long each specialist led it."), "minutes"
            )
        _refuse_odd_length(meeting, led, f"minutes_{number}")
        specialists[number] = led
    heads = facts.heads if facts.heads is not None else entry.head_count
    return replace(facts, heads=heads, specialists=specialists)


def _refuse_odd_length(meeting: Occurrence, minutes: int, field_name: str) -> None:
    if minutes <= 0:
        raise LogRefused(_("It took more than 0 minutes. Correct how long."), field_name)
    most = longest(meeting)
    if minutes > most == MINUTES_OF_A_DAY:
        raise LogRefused(
            _("A day has no more than 24 hours. Correct how long it took."), field_name
        )
    if minutes > most:
        raise LogRefused(
            _(
                "This meeting took %(hours)s hours at most: that is how long its days are.",
                hours=most // 60,
            ),
            field_name,
        )


def _count(meeting: Occurrence, entry: LogEntry, told: LogFacts, actor: User) -> None:
    """Note the number of people, and keep the tallies beside it."""
    if told.heads is None or told.heads == entry.head_count:
        return
    tallies = [Counted(one.kind, one.people, one.from_age, one.to_age) for one in entry.tallies]
    try:
        count_heads(meeting, told.heads, tallies, actor=actor)
    except DomainError as refusal:
        raise LogRefused(str(refusal), "heads") from refusal


def _name_specialists(entry: LogEntry, led: Mapping[int, int | None]) -> None:
    known = {one.specialist_id: one for one in entry.specialists}
    for number, one in known.items():
        if number not in led:
            entry.specialists.remove(one)
    for number, minutes in led.items():
        if number in known:
            known[number].minutes = minutes or 0
        else:
            entry.specialists.append(LogSpecialist(specialist_id=number, minutes=minutes or 0))
