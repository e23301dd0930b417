"""What the calls are about as things stand now: the meetings, the sign-ups, what is not told yet.

A call keeps none of it. Whatever changes after it was asked for, its words follow; and it costs
a handful of questions for any number of calls.
"""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from osl.core.clock import utcnow
from osl.core.db import db
from osl.events.models import Event, Occurrence
from osl.messages.models import Call, Notice, Outcome
from osl.signups.following import Told, facts_of
from osl.signups.models import LIVE, Signup, SignupList
from osl.signups.words import Change, change_of

HEARD = (Outcome.TOLD, Outcome.GIVES_UP)
"""What came of a call after which somebody knows."""


class Circumstances:
    """What these calls are about, as of now."""

    def __init__(self, calls: Sequence[Call]) -> None:
        self.now = utcnow()
        self._first_parts = _first_parts()
        self._last_told = self._not_told_yet(calls)
        numbers = {number for told in self._last_told.values() for number in told}
        self._meetings = _meetings(Occurrence.id.in_(map(int, numbers)) if numbers else None)
        self._signups = _signups_about(calls)
        self._of_courses = self._meetings_of_courses()

    def signups_of(self, call: Call) -> list[Signup]:
        """The sign-ups a call is about that still hold, in the order of their meetings."""
        known = self._signups.get(call.person_id, [])
        if call.notice_id is None:
            return [one for one in known if one.id == call.signup_id and one.is_live]
        found = [one for one in known if one.is_live and self._is_told_of(one, call)]
        return sorted(found, key=self._begins)

    def news_for(self, call: Call) -> list[tuple[Occurrence, Told, Told]]:
        """What somebody does not know yet of the meetings they are signed up for and that are not
        over: each meeting, what they were last told of it, and what holds now."""
        last_told = self._last_told.get(call.id, {})
        return [
            (meeting, last_told[str(meeting.id)], facts_of(meeting))
            for meeting in self._told_meetings(call)
        ]

    def changes_of(self, call: Call) -> list[Change]:
        """The same in words."""
        return [change_of(one, was=was, now=now) for one, was, now in self.news_for(call)]

    def meetings_to_come(self, signup: Signup) -> list[Occurrence]:
        """The meetings of a sign-up that are not over, in order."""
        one = signup.signup_list.occurrence
        found = [one] if one is not None else self._of_courses.get(signup.signup_list.event_id, [])
        return [one for one in found if not self._is_over(one)]

    def first_part_of(self, event_id: int) -> int:
        return self._first_parts.get(event_id, event_id)

    def _told_meetings(self, call: Call) -> list[Occurrence]:
        """The meetings there is something to tell of, those of the person's own sign-ups."""
        signups = self.signups_of(call)
        own = {one.signup_list.occurrence_id for one in signups}
        courses = {one.signup_list.event_id for one in signups} - {None}
        found = []
        for number in self._last_told.get(call.id, {}):
            meeting = self._meetings.get(int(number))
            if meeting is None or self._is_over(meeting):
                continue
            if meeting.id in own or self.first_part_of(meeting.event_id) in courses:
                found.append(meeting)
        return sorted(found, key=lambda one: one.starts_at)

    def _is_told_of(self, signup: Signup, call: Call) -> bool:
        signup_list = signup.signup_list
        if signup_list.occurrence_id is not None:
            return str(signup_list.occurrence_id) in self._last_told.get(call.id, {})
        return signup_list.event_id == self.first_part_of(call.event_id)

    def _is_over(self, meeting: Occurrence) -> bool:
        return meeting.ends_at <= self.now and not meeting.is_postponed

    def _begins(self, signup: Signup) -> tuple[str, int]:
        meeting = signup.signup_list.occurrence
        return (meeting.starts_at.isoformat() if meeting is not None else "", signup.id)

    def _not_told_yet(self, calls: Sequence[Call]) -> dict[int, dict[str, Told]]:
        """For each call, by the number of a meeting, what the person was last told of it: what its
        notice says was, or an earlier one whose call gave way to this one before it was made."""
        people = {one.person_id for one in calls if one.notice_id is not None}
        if not people:
            return {}
        rows = db.session.execute(
            select(Call, Notice.facts)
            .join(Notice, Notice.id == Call.notice_id)
            .where(Call.person_id.in_(people))
            .order_by(Call.id)
        ).all()
        asked = {one.id for one in calls}
        last_told: dict[tuple[int, int], dict[str, Told]] = {}
        found = {}
        for call, facts in rows:
            known = last_told.setdefault((call.person_id, self.first_part_of(call.event_id)), {})
            for number, told in facts.items():
                known.setdefault(number, told["was"])
            if call.id in asked:
                found[call.id] = dict(known)
            if call.outcome in HEARD:
                known.clear()
        return found

    def _meetings_of_courses(self) -> dict[int | None, list[Occurrence]]:
        """All meetings of the courses these people are signed up for, by the first part of each."""
        lists = [one.signup_list for of_one in self._signups.values() for one in of_one]
        roots = {one.event_id for one in lists if one.event_id is not None}
        if not roots:
            return {}
        parts = roots | {part for part, first in self._first_parts.items() if first in roots}
        found: dict[int | None, list[Occurrence]] = {}
        for meeting in _meetings(Occurrence.event_id.in_(parts)).values():
            found.setdefault(self.first_part_of(meeting.event_id), []).append(meeting)
        return found


def _first_parts() -> dict[int, int]:
    """For each later part of a series, the part it began with."""
    before = {
        part: earlier
        for part, earlier in db.session.execute(
            select(Event.id, Event.continues_id).where(Event.continues_id.is_not(None))
        )
        if earlier is not None
    }
    first = {}
    for part in before:
        earlier = part
        while earlier in before:
            earlier = before[earlier]
        first[part] = earlier
    return first


def _meetings(which: object) -> dict[int, Occurrence]:
    if which is None:
        return {}
    statement = (
        select(Occurrence)
        .where(which)  # type: ignore[arg-type]
        .options(
            joinedload(Occurrence.event).joinedload(Event.venue),
            joinedload(Occurrence.venue),
        )
        .order_by(Occurrence.starts_at, Occurrence.id)
    )
    return {one.id: one for one in db.session.scalars(statement)}


def _signups_about(calls: Iterable[Call]) -> dict[int, list[Signup]]:
    """The sign-ups of the people to be called, those their calls name and those that hold."""
    rows: Collection[Call] = list(calls)
    statement = (
        select(Signup)
        .where(
            Signup.person_id.in_({one.person_id for one in rows}),
            or_(Signup.state.in_(LIVE), Signup.id.in_({one.signup_id for one in rows} - {None})),
        )
        .options(
            joinedload(Signup.signup_list).options(
                joinedload(SignupList.event).joinedload(Event.venue),
                joinedload(SignupList.occurrence).options(
                    joinedload(Occurrence.event).joinedload(Event.venue),
                    joinedload(Occurrence.venue),
                ),
            )
        )
        .order_by(Signup.id)
    )
    found: dict[int, list[Signup]] = {}
    for one in db.session.scalars(statement) if rows else ():
        found.setdefault(one.person_id, []).append(one)
    return found
