"""Noting one's own work: adding, putting right, taking away, taking over a meeting."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import today
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.events.models import EventKind, Occurrence
from osl.journal.models import JournalEntry, WorkKind
from osl.journal.queries import LONGEST_SUGGESTED, entry_by_key, minutes_on
from osl.logbook.attendance import refuse_not_held
from osl.logbook.queries import day_of, entry_of
from osl.volunteers.hours_words import duration

NOTED = audit.action("journal.noted", _l("%(actor)s noted work in the journal"))
CHANGED = audit.action("journal.changed", _l("%(actor)s changed an entry of the work journal"))
REMOVED = audit.action("journal.removed", _l("%(actor)s removed an entry of the work journal"))

A_DAY = 24 * 60
OLDEST_DAYS = 366
MOST_PEOPLE = 100_000


class WorkRefused(DomainError):
    """What was told cannot be. ``field`` is the one to put right."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Work:
    """A piece of work as somebody tells it. No community is the whole town."""

    worked_on: date
    minutes: int
    kind: WorkKind
    community_id: int | None = None
    people_reached: int | None = None
    note: str = ""
    event_id: int | None = None


def note_work(work: Work, *, key: str | None, actor: User) -> JournalEntry:
    """Note one's own work. The same form once more is the same entry.

    Raises WorkRefused for a day to come or long gone, and for more than 24 hours a day.
    """
    _stand_in_line(actor)
    if key is not None and (made := entry_by_key(actor.id, key)) is not None:
        return made
    _refuse_day(work.worked_on)
    _refuse_too_long(work, actor)
    entry = JournalEntry(user_id=actor.id, key=key)
    _write(entry, work)
    db.session.add(entry)
    _note(NOTED, entry, actor)
    return entry


def change_work(entry: JournalEntry, work: Work, *, actor: User) -> None:
    """Put an entry right. Raises WorkRefused as for a new one; its day may stay as it is."""
    _stand_in_line(actor)
    if work.worked_on != entry.worked_on:
        _refuse_day(work.worked_on)
    _refuse_too_long(work, actor, entry)
    _write(entry, work)
    _note(CHANGED, entry, actor)


def remove_work(entry: JournalEntry, *, actor: User) -> None:
    """Take an entry away for good."""
    _note(REMOVED, entry, actor)
    db.session.delete(entry)


def take_meeting_over(meeting: Occurrence, *, actor: User) -> JournalEntry:
    """Note a meeting as one's own work, with its day, its length and how many came, if that is in
    the logbook. Tapped twice, it is one entry. Raises DomainError for a meeting that was not
    held, and for one that is too long to be work of one day."""
    refuse_not_held(meeting)
    length = meeting.ends_at - meeting.starts_at
    if length > LONGEST_SUGGESTED:
        raise DomainError(_("This meeting takes very long. Note how much of it you worked."))
    event = meeting.event
    own = [one.id for one in event.communities if actor.works_with(one.id)]
    logged = entry_of(meeting)
    work = Work(
        worked_on=day_of(meeting),
        minutes=max(1, int(length.total_seconds() // 60)),
        kind=WorkKind.OPEN_HOURS if event.kind is EventKind.OPEN_HOURS else WorkKind.ANIMATION,
        community_id=next(iter(own), None),
        people_reached=logged.people if logged is not None else None,
        event_id=event.id,
    )
    return note_work(work, key=f"meeting {meeting.id} {actor.id}", actor=actor)


def _write(entry: JournalEntry, work: Work) -> None:
    entry.worked_on = work.worked_on
    entry.minutes = work.minutes
    entry.kind = work.kind
    entry.community_id = work.community_id
    entry.people_reached = work.people_reached
    entry.note = work.note
    entry.event_id = work.event_id


def _refuse_day(day: date) -> None:
    if day > today():
        raise WorkRefused(
            _("This day is yet to come. Note what has been done already."), "worked_on"
        )
    if day < today() - timedelta(days=OLDEST_DAYS):
        raise WorkRefused(
            _("This day is more than a year ago. Check the date."),
            "worked_on",
        )


def _refuse_too_long(work: Work, actor: User, but: JournalEntry | None = None) -> None:
    known = minutes_on(actor.id, work.worked_on, but)
    if known + work.minutes > A_DAY:
        raise WorkRefused(
            _(
                "A day has 24 hours, and %(known)s are noted for this one already. "
                "Check the day and the time.",
                known=duration(known),
            )
            if known
            else _("A day has 24 hours. Check the time."),
            "length",
        )


def _stand_in_line(actor: User) -> None:
    """Two forms of one person come one after the other, so that the second sees the first."""
    mine = select(User.id).where(User.id == actor.id)
    db.session.execute(mine.with_for_update(key_share=True))


def _note(what: audit.Action, entry: JournalEntry, actor: User) -> None:
    # Of no community: the journal is private, and the desk tells of what belongs to one.
    audit.record(what, actor=actor, subject=entry)
