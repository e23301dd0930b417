"""Who was there: by name with a mark for each, or as a number of heads. Never both.

A mark is one of two words, present or absent; where there is none, nothing is known. Everything
here runs under the lock of the meeting, so that the counts follow from the marks at any moment.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import utcnow
from osl.core.db import Base, db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l, short_day
from osl.events.models import Event, Occurrence
from osl.logbook.models import (
    AttendanceMode,
    CameHow,
    EventLogbook,
    LogEntry,
    Mark,
    Presence,
    Tally,
)
from osl.logbook.queries import (
    can_be_marked_from,
    day_of,
    entry_of,
    is_of_self_help,
    mark_of,
    marks_of,
    mode_of,
    signup_at,
)
from osl.people.models import Person
from osl.people.operations import introduce
from osl.signups.places import first_part, parts_of

MARKED = audit.action(
    "attendance.marked", _l("%(actor)s noted who was there at “%(subject)s”"), often=True
)
TAKEN_BACK = audit.action(
    "attendance.taken_back",
    _l("%(actor)s took back what was noted of somebody at “%(subject)s”"),
    often=True,
)
WALKED_IN = audit.action(
    "attendance.walked_in",
    _l("%(actor)s noted somebody who came to “%(subject)s” without signing up"),
    often=True,
)
MODE_CHOSEN = audit.action(
    "attendance.mode_chosen", _l("%(actor)s chose how attendance of “%(subject)s” is kept")
)

LARGEST_PARTY = 50


@dataclass(frozen=True)
class Noted:
    """What is noted of somebody: present with so many (themselves and children among them), or
    absent."""

    presence: Presence
    party_size: int = 1
    children: int = 0

    @classmethod
    def of(cls, mark: Mark | None) -> "Noted | None":
        """What stands in the list; None where nothing does."""
        return None if mark is None else cls(mark.presence, mark.party_size, mark.children)


PRESENT = Noted(Presence.PRESENT)
ABSENT = Noted(Presence.ABSENT)


class NotedOtherwise(DomainError):
    """Somebody else has noted another thing meanwhile. ``now`` is what stands there."""

    def __init__(self, now: Noted | None) -> None:
        super().__init__(_("Somebody else has noted something different meanwhile."))
        self.now = now


def choose_mode(event: Event, mode: AttendanceMode, *, actor: User) -> None:
    """Keep the attendance of an event by name, or as a number, from now on. What is noted of past
    meetings stays as it was noted. Raises DomainError for names in a self-help group."""
    if mode is AttendanceMode.NAMED and is_of_self_help(event):
        raise DomainError(
            _("This is a meeting of a self-help group: its people are counted, never named.")
        )
    root = first_part(event)
    kept = hold_logbook(root) or EventLogbook(event_id=root.id, certificate_percent=80)
    db.session.add(kept)
    is_changed = kept.mode is not mode
    kept.mode = mode
    ids = [part.id for part in parts_of(root)]
    nothing_noted = (
        LogEntry.occurrence_id.in_(select(Occurrence.id).where(Occurrence.event_id.in_(ids))),
        LogEntry.head_count.is_(None),
        ~select(Mark.id).where(Mark.occurrence_id == LogEntry.occurrence_id).exists(),
    )
    table = Base.metadata.tables["log_entry"]
    db.session.flush()
    db.session.execute(update(table).where(*nothing_noted).values(mode=mode))
    db.session.expire_all()
    if is_changed:
        _note(MODE_CHOSEN, event, actor)


def hold_logbook(root: Event) -> EventLogbook | None:
    """How the logbook of an event is kept, where somebody has chosen, while nobody else does."""
    db.session.execute(select(Event.id).where(Event.id == root.id).with_for_update(key_share=True))
    return db.session.get(EventLogbook, root.id)


def open_log(meeting: Occurrence) -> LogEntry:
    """The log entry of a meeting, begun now if there is none, and the meeting locked until the
    end of the transaction. Raises DomainError for a meeting that was not held."""
    refuse_not_held(meeting)
    db.session.execute(
        select(Occurrence.id).where(Occurrence.id == meeting.id).with_for_update(key_share=True)
    )
    entry = entry_of(meeting)
    if entry is None:
        entry = LogEntry(
            occurrence_id=meeting.id, held_on=day_of(meeting), mode=mode_of(meeting.event)
        )
        db.session.add(entry)
        db.session.flush()
    return entry


def refuse_not_held(meeting: Occurrence) -> None:
    """Raise DomainError for a meeting that is called off, put off, or of a day to come."""
    if meeting.is_cancelled:
        raise DomainError(
            _(
                "This meeting was called off, so nobody was there. If it was held after all, "
                "restore it first."
            )
        )
    if meeting.is_postponed:
        raise DomainError(
            _("This meeting was put off and has no date yet. Set its new date first.")
        )
    if can_be_marked_from(meeting) > utcnow():
        raise DomainError(
            _(
                "This meeting is yet to come: %(day)s. Its log opens on that day.",
                day=short_day(meeting.starts_at),
            )
        )


def note_presence(
    meeting: Occurrence,
    person_id: int,
    noted: Noted | None,
    *,
    actor: User,
    seen: Noted | bool | None = False,
) -> Mark | None:
    """Note that somebody of the list was there or was not; None takes the mark back.

    ``seen`` is what stood in the list when somebody tapped, False where nobody says. Where
    another thing stands there by now, and it is not what is asked for either, NotedOtherwise is
    raised and nothing changes. Raises DomainError for somebody who is not on the list.
    """
    entry = open_named(meeting)
    mark = mark_of(meeting, person_id)
    now = Noted.of(mark)
    if now == noted:
        return mark
    if not isinstance(seen, bool) and seen != now:
        raise NotedOtherwise(now)
    if noted is None:
        db.session.delete(mark)
        recount(entry)
        _note(TAKEN_BACK, meeting.event, actor)
        return None
    signup = signup_at(meeting, person_id)
    if signup is None and mark is None:
        raise DomainError(
            _("This person is not on the list of this meeting. Add them as somebody who came in.")
        )
    if mark is None:
        mark = _mark(meeting, person_id, CameHow.SIGNED_UP)
    _write(mark, noted, actor)
    recount(entry)
    _note(MARKED, meeting.event, actor)
    return mark


def note_walk_in(meeting: Occurrence, person: Person, noted: Noted, *, actor: User) -> Mark:
    """Note somebody who came without signing up. The event's communities know them from now on.
    The same person once more is the same mark."""
    entry = open_named(meeting)
    introduce(person, [one.id for one in meeting.event.communities])
    db.session.flush()
    mark = mark_of(meeting, person.id)
    if mark is None:
        is_on_list = signup_at(meeting, person.id) is not None
        mark = _mark(meeting, person.id, CameHow.SIGNED_UP if is_on_list else CameHow.WALKED_IN)
    _write(mark, noted, actor)
    recount(entry)
    _note(WALKED_IN if mark.came_how is CameHow.WALKED_IN else MARKED, meeting.event, actor)
    return mark


def open_named(meeting: Occurrence) -> LogEntry:
    """The locked log of a meeting whose attendance is kept by name; DomainError for another."""
    entry = open_log(meeting)
    if entry.mode is not AttendanceMode.NAMED:
        raise DomainError(
            _(
                "The attendance of this meeting is kept as a number of people, so nobody is "
                "marked by name."
            )
        )
    return entry


def forget_tallies(entry: LogEntry) -> None:
    db.session.execute(delete(Tally).where(Tally.log_entry_id == entry.id))
    db.session.expire(entry, ["tallies"])


def _mark(meeting: Occurrence, person_id: int, came_how: CameHow) -> Mark:
    return Mark(
        occurrence_id=meeting.id,
        person_id=person_id,
        came_how=came_how,
        held_on=day_of(meeting),
    )


def _write(mark: Mark, noted: Noted, actor: User) -> None:
    if not 0 < noted.party_size <= LARGEST_PARTY or not 0 <= noted.children <= noted.party_size:
        raise DomainError(
            _(
                "From 1 to %(most)s people can come together, and the children are among them.",
                most=LARGEST_PARTY,
            )
        )
    mark.presence = noted.presence
    mark.party_size = noted.party_size
    mark.children = noted.children
    mark.marked_by_id = actor.id
    mark.marked_at = utcnow()
    db.session.add(mark)


def recount(entry: LogEntry) -> None:
    """Let the counts of a meeting follow from its marks. Nobody edited the log, so its version
    stays as it was."""
    db.session.flush()
    present = (Mark.occurrence_id == entry.occurrence_id, Mark.presence == Presence.PRESENT)
    sums = select(
        func.coalesce(func.sum(Mark.party_size), 0), func.coalesce(func.sum(Mark.children), 0)
    )
    visits, children = db.session.execute(sums.where(*present)).one()
    table = Base.metadata.tables["log_entry"]
    db.session.execute(
        update(table).where(table.c.id == entry.id).values(visits=visits, children=children)
    )
    db.session.expire(entry, ["visits", "children"])


def _note(what: audit.Action, event: Event, actor: User) -> None:
    community_id = event.communities[0].id if event.communities else None
    audit.record(what, actor=actor, subject=event, community_id=community_id)


@dataclass(frozen=True)
class Clash:
    """Of one person, what somebody else has noted meanwhile and what was to be noted."""

    person_id: int
    now: Noted | None
    wanted: Noted | None


class SheetOvertaken(DomainError):
    """Somebody else has noted other things of these people while a sheet was typed in."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        super().__init__(_("Somebody else has noted something different meanwhile."))
        self.clashes = {one.person_id: one for one in clashes}


def note_sheet(
    meeting: Occurrence,
    wanted: Mapping[int, Noted | None],
    *,
    seen: Mapping[int, Noted | None],
    places: Container[int],
    actor: User,
) -> int:
    """Note a whole sheet at once, or nothing of it; how many marks changed. None takes a mark
    back, and ``seen`` is what stood there when the page was opened.

    ``places`` are those with a place at this meeting. Whoever had one until a moment ago and was
    there all the same came without signing up. Raises SheetOvertaken where another thing stands
    there by now. The same few questions, however long the sheet is.
    """
    entry = open_named(meeting)
    marks = marks_of(meeting)
    changes = {
        number: noted for number, noted in wanted.items() if Noted.of(marks.get(number)) != noted
    }
    clashes = [
        Clash(number, now, noted)
        for number, noted in changes.items()
        if (now := Noted.of(marks.get(number))) != seen.get(number)
    ]
    if clashes:
        raise SheetOvertaken(clashes)
    for number, noted in changes.items():
        mark = marks.get(number)
        if noted is None:
            db.session.delete(mark)
            continue
        if mark is None:
            how = CameHow.SIGNED_UP if number in places else CameHow.WALKED_IN
            mark = _mark(meeting, number, how)
        _write(mark, noted, actor)
    recount(entry)
    return len(changes)
