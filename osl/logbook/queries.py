"""What is noted of meetings, and who sees it: names for the team, numbers for the rest."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import abort
from sqlalchemy import ColumnElement, Select, exists, false, select, true
from sqlalchemy.orm import joinedload

from osl.accounts.models import User
from osl.core.clock import local_midnight, to_local, utcnow
from osl.core.db import db
from osl.events.involvement import Involved
from osl.events.models import Event, EventFormat, Occurrence, SignupMode, event_community
from osl.events.queries import occurrences_visible_to
from osl.groups.models import Group, GroupKind, group_event
from osl.logbook.models import (
    AttendanceMode,
    EventLogbook,
    LogbookSettings,
    LogEntry,
    Mark,
)
from osl.people.models import Person
from osl.people.policies import can_see_people
from osl.signups.desk import everybody_with_a_place, list_of
from osl.signups.models import Signup, SignupState
from osl.signups.places import first_part


@dataclass(frozen=True)
class RollRow:
    """One line of the attendance list: somebody who has a place, or walked in; and their mark.

    ``number`` is that of the printed list. ``expected`` and ``children`` are how many were signed
    up together.
    """

    number: int
    person: Person
    signup: Signup | None
    mark: Mark | None
    expected: int = 1
    children: int = 0


def is_logbook_visible_to(viewer: User | None) -> ColumnElement[bool]:
    """Whose logbooks a member of the team sees: those of events of their communities. Joined with
    Event."""
    if viewer is None or not can_see_people(viewer):
        return false()
    if viewer.is_organiser:
        return true()
    own = exists().where(
        event_community.c.event_id == Event.id,
        event_community.c.community_id.in_(viewer.community_ids),
    )
    return own.correlate(Event) & Event.is_whole_town.is_(False)


def log_entries_visible_to(viewer: User | None) -> Select[LogEntry]:
    """Log entries with the meeting and the event they are of."""
    return (
        select(LogEntry)
        .join(LogEntry.occurrence)
        .join(Occurrence.event)
        .where(is_logbook_visible_to(viewer))
        .options(joinedload(LogEntry.occurrence).joinedload(Occurrence.event))
    )


def get_meeting_to_log(viewer: User | None, occurrence_id: int) -> Occurrence:
    """A published meeting whose logbook this viewer keeps; 404 for any other."""
    statement = occurrences_visible_to(viewer).where(
        Occurrence.id == occurrence_id,
        Event.published_at.is_not(None),
        is_logbook_visible_to(viewer),
    )
    return db.session.scalar(statement) or abort(404)


def entry_of(meeting: Occurrence) -> LogEntry | None:
    return db.session.scalar(select(LogEntry).where(LogEntry.occurrence_id == meeting.id))


def logbook_of(event: Event) -> EventLogbook | None:
    """How the logbook of an event is kept, where somebody has chosen."""
    return db.session.get(EventLogbook, first_part(event).id)


def is_of_self_help(event: Event) -> bool:
    """Whether a self-help group meets there: its people are counted and never named."""
    return bool(
        db.session.scalar(
            select(
                exists()
                .where(group_event.c.event_id == event.id)
                .where(Group.id == group_event.c.group_id, Group.kind == GroupKind.SELF_HELP)
            )
        )
    )


def mode_of(event: Event) -> AttendanceMode:
    """How attendance of an event is kept: as somebody chose; else by name where people sign up,
    and as a number where they just come. A self-help group never has names."""
    if is_of_self_help(event):
        return AttendanceMode.HEAD_COUNT
    chosen = logbook_of(event)
    if chosen is not None and chosen.mode is not None:
        return chosen.mode
    signs_up = event.signup_mode is not SignupMode.NONE or event.format is EventFormat.COURSE
    return AttendanceMode.NAMED if signs_up else AttendanceMode.HEAD_COUNT


def mode_of_meeting(meeting: Occurrence) -> AttendanceMode:
    """How attendance of this meeting is kept: what is noted already stays as it is."""
    entry = entry_of(meeting)
    return entry.mode if entry is not None else mode_of(meeting.event)


def marks_of(meeting: Occurrence) -> dict[int, Mark]:
    """The marks of a meeting by the number of the person; those of erased people have none."""
    found = db.session.scalars(
        select(Mark)
        .where(Mark.occurrence_id == meeting.id, Mark.person_id.is_not(None))
        .options(joinedload(Mark.person))
        .order_by(Mark.id)
    )
    return {one.person_id: one for one in found if one.person_id is not None}


def mark_of(meeting: Occurrence, person_id: int) -> Mark | None:
    return db.session.scalar(
        select(Mark).where(Mark.occurrence_id == meeting.id, Mark.person_id == person_id)
    )


def signups_of(meeting: Occurrence) -> list[Signup]:
    """Who has a place at a meeting, by surname: of a course, everybody on its list."""
    is_course = meeting.event.format is EventFormat.COURSE
    return everybody_with_a_place(list_of(meeting.event, None if is_course else meeting))


def roll_of(meeting: Occurrence) -> list[RollRow]:
    """The attendance list: those with a place by surname, as on paper, and then whoever else was
    marked, in the order in which they came. The same few questions, however long it is."""
    marks = marks_of(meeting)
    rows = []
    for number, signup in enumerate(signups_of(meeting), start=1):
        mark = marks.pop(signup.person_id, None)
        rows.append(
            RollRow(number, signup.person, signup, mark, signup.party_size, len(signup.children))
        )
    others = [(one.person, one) for one in marks.values() if one.person is not None]
    rows += [
        RollRow(number, person, None, mark)
        for number, (person, mark) in enumerate(others, start=len(rows) + 1)
    ]
    return rows


def signup_at(meeting: Occurrence, person_id: int) -> Signup | None:
    """The place somebody has at this meeting."""
    is_course = meeting.event.format is EventFormat.COURSE
    known = list_of(meeting.event, None if is_course else meeting)
    if known is None:
        return None
    return db.session.scalar(
        select(Signup).where(
            Signup.list_id == known.id,
            Signup.person_id == person_id,
            Signup.state == SignupState.CONFIRMED,
        )
    )


def can_be_marked_from(meeting: Occurrence) -> datetime:
    """Attendance is noted from the morning of the day on: people come early."""
    return local_midnight(to_local(meeting.starts_at).date())


def day_of(meeting: Occurrence) -> date:
    """The local day on which a meeting is held."""
    return to_local(meeting.starts_at).date()


def is_over(meeting: Occurrence) -> bool:
    return meeting.ends_at <= utcnow()


def age_bands() -> tuple[list[tuple[int, int | None]], int | None]:
    """The age bands of tallies, and where the band counted beside them begins."""
    kept = db.session.scalar(select(LogbookSettings).order_by(LogbookSettings.id))
    limits = kept.age_limits if kept is not None else [18, 30, 55]
    also_from = kept.also_from if kept is not None else 60
    starts = [0, *limits]
    ends: list[int | None] = [one - 1 for one in limits]
    return list(zip(starts, [*ends, None], strict=True)), also_from


def logged_in(occurrence_ids: Collection[int]) -> Mapping[int, Involved]:
    """Which of these meetings have something in the logbook: they are never deleted."""
    found = db.session.scalars(
        select(LogEntry.occurrence_id).where(LogEntry.occurrence_id.in_(list(occurrence_ids)))
    )
    return {number: Involved(is_logged=True) for number in found}
