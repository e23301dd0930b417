"""Who was at which share of a course: of its meetings whose attendance somebody has noted."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort
from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from osl.accounts.models import User
from osl.core.db import db
from osl.core.text import alphabetical
from osl.events.models import Event, EventFormat, Occurrence
from osl.events.queries import events_visible_to
from osl.logbook.models import AttendanceMode, LogEntry, Mark, Presence
from osl.logbook.queries import is_logbook_visible_to
from osl.people.models import Person
from osl.signups.desk import everybody_with_a_place, list_of, surname_first
from osl.signups.places import parts_of


@dataclass(frozen=True)
class NotedMeeting:
    """A meeting whose attendance was noted by name, and how many clock minutes it took: as the
    log says, else as long as it was planned. 0 where neither says (all day)."""

    meeting: Occurrence
    minutes: int


@dataclass(frozen=True)
class PersonAtCourse:
    """One line of the course: somebody, and what is noted of them at each meeting.

    ``meetings`` are the same for everybody. ``noted`` is by the number of the meeting; where it
    says nothing, nothing was noted of this person there. ``has_place`` is False for somebody who
    came without signing up.
    """

    person: Person
    has_place: bool
    meetings: tuple[NotedMeeting, ...]
    noted: dict[int, Presence]

    def at(self, meeting: Occurrence) -> Presence | None:
        return self.noted.get(meeting.id)

    @property
    def attended(self) -> tuple[NotedMeeting, ...]:
        return tuple(one for one in self.meetings if self.at(one.meeting) is Presence.PRESENT)

    @property
    def present(self) -> int:
        """At how many meetings they were."""
        return len(self.attended)

    @property
    def minutes(self) -> int:
        """Clock minutes of the meetings they were at."""
        return sum(one.minutes for one in self.attended)

    @property
    def percent(self) -> int:
        """The share, rounded down: who is told 80 % was there at 80 % indeed."""
        return self.present * 100 // len(self.meetings) if self.meetings else 0


def get_event_to_log(viewer: User | None, event_id: int) -> Event:
    """A published event whose logbook this viewer keeps; 404 for any other."""
    statement = events_visible_to(viewer).where(
        Event.id == event_id, Event.published_at.is_not(None), is_logbook_visible_to(viewer)
    )
    return db.session.scalar(statement) or abort(404)


def noted_meetings(event: Event) -> tuple[NotedMeeting, ...]:
    """The meetings of an event, of all parts of its series, whose attendance is noted by name."""
    statement = (
        select(Occurrence, LogEntry)
        .join(Occurrence.event)
        .join(LogEntry, LogEntry.occurrence_id == Occurrence.id)
        .where(
            Occurrence.event_id.in_([part.id for part in parts_of(event)]),
            LogEntry.mode == AttendanceMode.NAMED,
            select(Mark.id).where(Mark.occurrence_id == Occurrence.id).exists(),
        )
        .options(contains_eager(Occurrence.event))
        .order_by(Occurrence.starts_at, Occurrence.id)
    )
    return tuple(
        NotedMeeting(meeting, _minutes(meeting, entry))
        for meeting, entry in db.session.execute(statement)
        if meeting.takes_place
    )


def erased_visits(meetings: Sequence[NotedMeeting]) -> int:
    """How many came to these meetings whose data were erased since, with those they brought."""
    statement = select(func.coalesce(func.sum(Mark.party_size), 0)).where(
        Mark.occurrence_id.in_([one.meeting.id for one in meetings]),
        Mark.person_id.is_(None),
        Mark.presence == Presence.PRESENT,
    )
    return db.session.scalar(statement) or 0


def presence_of_course(event: Event) -> list[PersonAtCourse]:
    """Everybody on the list of a course, and whoever else was marked at one of its meetings, by
    surname. The same few questions, however many people and meetings there are."""
    meetings = noted_meetings(event)
    people: dict[int, Person] = {}
    if event.format is EventFormat.COURSE:
        signups = everybody_with_a_place(list_of(event, None))
        people = {one.person_id: one.person for one in signups}
    with_place = set(people)
    noted: dict[int, dict[int, Presence]] = {}
    marks = (
        select(Mark)
        .where(
            Mark.occurrence_id.in_([one.meeting.id for one in meetings]),
            Mark.person_id.is_not(None),
        )
        .options(joinedload(Mark.person))
        .order_by(Mark.id)
    )
    for mark in db.session.scalars(marks):
        if mark.person is not None:
            people.setdefault(mark.person.id, mark.person)
            noted.setdefault(mark.person.id, {})[mark.occurrence_id] = mark.presence
    rows = [
        PersonAtCourse(person, number in with_place, meetings, noted.get(number, {}))
        for number, person in people.items()
    ]
    return sorted(rows, key=lambda one: alphabetical(surname_first(one.person.name)))


def _minutes(meeting: Occurrence, entry: LogEntry) -> int:
    if entry.minutes is not None:
        return entry.minutes
    if meeting.event.is_all_day:
        return 0
    return int((meeting.ends_at - meeting.starts_at).total_seconds()) // 60
