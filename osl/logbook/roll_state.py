"""The list as a phone is told it: who is marked how, by whom and when. Numbers stand for people,
because the names are on the page already and need not be kept twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from osl.accounts.models import User
from osl.core.clock import to_local, today, utcnow
from osl.core.db import db
from osl.core.i18n import _, clock_time, day_month
from osl.events.models import Occurrence
from osl.logbook.models import AttendanceMode, Mark, Outcome
from osl.logbook.queries import mode_of_meeting, roll_of
from osl.logbook.sending import Answer, is_clock_wrong
from osl.logbook.summary import why_closed
from osl.people.models import Person
from osl.people.queries import people_visible_to


@dataclass(frozen=True)
class RollState:
    """The list now. ``closed`` says why no mark is taken, nothing while they are."""

    people: list[dict[str, Any]]
    closed: str = ""

    def told(self) -> dict[str, Any]:
        return {"people": self.people, "closed": self.closed, "at": utcnow().isoformat()}


def state_of(meeting: Occurrence) -> RollState:
    """What everybody who looks at this list is told, the same on every phone."""
    people = [
        {
            "person": row.person.id,
            "presence": row.mark.presence.value if row.mark is not None else "",
            "party": row.mark.party_size if row.mark is not None else 0,
            "children": row.mark.children if row.mark is not None else 0,
            "by": marked_by(row.mark) if row.mark is not None else "",
        }
        for row in roll_of(meeting)
    ]
    return RollState(people, _why_closed(meeting))


def marked_by(mark: Mark) -> str:
    """Who noted it and when: "Anna P., 17.04", with the day when it was not today."""
    when = clock_time(mark.marked_at)
    if to_local(mark.marked_at).date() != today():
        when = f"{day_month(mark.marked_at)}, {when}"
    first, *rest = mark.marked_by.name.split()
    return f"{' '.join([first, *(f'{one[0]}.' for one in rest[-1:])])}, {when}"


def told_answers(answers: Sequence[Answer], viewer: User) -> list[dict[str, Any]]:
    """What became of each mark, for the phone that sent them. It keeps no names, so it hears whom
    a refusal is about, if this viewer knows them: they may be off the list by now."""
    ids = {one.person_id for one in answers if one.outcome is Outcome.REFUSED}
    known = (
        people_visible_to(viewer)
        .where(Person.id.in_(ids))
        .with_only_columns(Person.id, Person.name)
    )
    names: dict[int | None, str] = {}
    if ids:
        names.update((number, name) for number, name in db.session.execute(known))
    return [
        {
            "key": one.key,
            "outcome": one.outcome.value,
            "message": one.message,
            "person": one.person_id,
            "who": names.get(one.person_id, ""),
        }
        for one in answers
    ]


def clock_notice(told_now: datetime | None) -> str:
    """A word for the owner of a phone whose clock is wrong; none otherwise."""
    if not is_clock_wrong(told_now):
        return ""
    return _(
        "The clock of this phone is wrong. Nothing is lost: the marks have the time at which they "
        "reached us. Set the phone's date and time when you can."
    )


def _why_closed(meeting: Occurrence) -> str:
    if mode_of_meeting(meeting) is not AttendanceMode.NAMED:
        return _(
            "The attendance of this meeting is kept as a number of people, so nobody is "
            "marked by name."
        )
    return why_closed(meeting) or ""
