"""What is noted of who came, told in short: on the page of an event and on that of a meeting."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from osl.accounts.models import User
from osl.core.access import current_viewer
from osl.core.clock import local_midnight, today
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _n
from osl.events.models import Event, Occurrence
from osl.logbook.attendance import refuse_not_held
from osl.logbook.models import AttendanceMode, LogEntry, Mark, Presence
from osl.logbook.policies import can_keep_log, can_keep_logbook
from osl.logbook.queries import entry_of, mode_of
from osl.logbook.words import MODES, people, tally

MEETINGS_SHOWN = 5


@dataclass(frozen=True)
class MeetingNoted:
    """A meeting with what is noted of it, in words."""

    meeting: Occurrence
    words: str
    is_noted: bool


@dataclass(frozen=True)
class AtDesk:
    """The attendance of an event as its page for the team tells of it: the latest meetings."""

    meetings: list[MeetingNoted]
    mode_words: str


def attendance_at_desk(event: Event) -> AtDesk | None:
    """The meetings up to today with what is noted of them; nothing for those who do not keep the
    logbook. The same few questions, however many meetings there are."""
    viewer = current_viewer()
    if viewer is None or event.is_draft or not can_keep_logbook(viewer, event):
        return None
    tomorrow = local_midnight(today() + timedelta(days=1))
    statement = (
        select(Occurrence, LogEntry)
        .outerjoin(LogEntry, LogEntry.occurrence_id == Occurrence.id)
        .where(
            Occurrence.event_id == event.id,
            Occurrence.starts_at < tomorrow,
            Occurrence.postponed_at.is_(None),
            Occurrence.cancelled_at.is_(None),
        )
        .order_by(Occurrence.starts_at.desc(), Occurrence.id)
        .limit(MEETINGS_SHOWN)
    )
    found: list[tuple[Occurrence, LogEntry | None]] = [
        (meeting, entry) for meeting, entry in db.session.execute(statement)
    ]
    counts = counts_of([meeting.id for meeting, _entry in found])
    meetings = [
        MeetingNoted(
            meeting,
            noted_words(entry, counts.get(meeting.id, {})),
            entry is not None and (entry.head_count is not None or meeting.id in counts),
        )
        for meeting, entry in found
    ]
    return AtDesk(meetings, str(MODES[mode_of(event)]))


def attendance_section(viewer: User, meeting: Occurrence) -> dict[str, Any] | None:
    """Who was there, on the page of the meeting in the logbook."""
    if not can_keep_log(viewer, meeting):
        return None
    entry = entry_of(meeting)
    counts = counts_of([meeting.id]).get(meeting.id, {})
    mode = entry.mode if entry is not None else mode_of(meeting.event)
    return {
        "mode_words": MODES[mode],
        "is_named": mode is AttendanceMode.NAMED,
        "words": noted_words(entry, counts),
        "is_noted": bool(counts) or (entry is not None and entry.head_count is not None),
        "tallies": [
            (tally(one.kind, one.from_age, one.to_age), one.people)
            for one in (entry.tallies if entry is not None else ())
        ],
        "closed": why_closed(meeting),
    }


def meeting_to_mark(event: Event, meeting: Occurrence | None) -> Occurrence | None:
    """Whose attendance somebody at the door would note: of this meeting, or of a course's latest,
    once its day has come. None for those who do not keep the logbook."""
    viewer = current_viewer()
    if viewer is None or event.is_draft or not can_keep_logbook(viewer, event):
        return None
    if meeting is None:
        tomorrow = local_midnight(today() + timedelta(days=1))
        meeting = db.session.scalar(
            select(Occurrence)
            .where(
                Occurrence.event_id == event.id,
                Occurrence.starts_at < tomorrow,
                Occurrence.cancelled_at.is_(None),
                Occurrence.postponed_at.is_(None),
            )
            .order_by(Occurrence.starts_at.desc())
            .limit(1)
        )
    return meeting if meeting is not None and why_closed(meeting) is None else None


def why_closed(meeting: Occurrence) -> str | None:
    """Why nothing can be noted of a meeting, in words; None where it can."""
    try:
        refuse_not_held(meeting)
    except DomainError as refusal:
        return str(refusal)
    return None


def counts_of(meeting_ids: list[int]) -> dict[int, dict[Presence, int]]:
    """How many marks of each kind these meetings have."""
    statement = (
        select(Mark.occurrence_id, Mark.presence, func.count(Mark.id))
        .where(Mark.occurrence_id.in_(meeting_ids))
        .group_by(Mark.occurrence_id, Mark.presence)
    )
    counts: dict[int, dict[Presence, int]] = {}
    for meeting_id, presence, number in db.session.execute(statement):
        counts.setdefault(meeting_id, {})[presence] = number
    return counts


def noted_words(entry: LogEntry | None, counts: dict[Presence, int]) -> str:
    """ "12 people, 3 of them children", "25 people counted", or that nobody noted it yet."""
    if entry is None or (entry.head_count is None and not counts):
        return _("nobody has noted it yet")
    if entry.mode is AttendanceMode.HEAD_COUNT:
        return _("%(people)s counted", people=people(entry.head_count or 0))
    words = _("%(people)s present", people=people(entry.visits))
    if entry.children:
        words += ", " + _n(
            "%(num)s child among them", "%(num)s children among them", entry.children
        )
    return words
