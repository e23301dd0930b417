"""Where a person took part: what the logbook says, and what their sign-ups tell where it is silent.

Nobody is taken to be absent because nobody noted them. Where they are marked absent, they were
not there, whatever they signed up for.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, literal, not_, select

from osl.accounts.models import User
from osl.cards.rungs import Rung, fact_row
from osl.core.clock import utcnow
from osl.events.models import Event, EventFormat, Occurrence
from osl.events.queries import IS_CALLED_OFF
from osl.events.queries import is_visible_to as is_event_visible_to
from osl.logbook.models import Mark, Presence
from osl.people.models import Person
from osl.signups.models import Signup, SignupList, SignupState


def taking_part(viewer: User, person: Person) -> list[Select[*tuple[Any, ...]]]:
    """Meetings they were at, or had a place at where nothing is noted; of a course, the whole of
    it once. Whoever had others with them brought somebody."""
    found = []
    for rung in (Rung.CAME, Rung.BRINGS):
        found += [*_noted(viewer, person, rung), *_signed_up(viewer, person, rung)]
    return found


def _held(viewer: User) -> tuple[ColumnElement[bool], ...]:
    return (
        Occurrence.postponed_at.is_(None),
        not_(IS_CALLED_OFF),
        Event.published_at.is_not(None),
        is_event_visible_to(viewer),
    )


def _noted(viewer: User, person: Person, rung: Rung) -> list[Select[*tuple[Any, ...]]]:
    """What the logbook says: each meeting, and each course with how many of its meetings."""
    brings = rung is Rung.BRINGS
    there = (
        *_held(viewer),
        Mark.person_id == person.id,
        Mark.presence == Presence.PRESENT,
        *((Mark.party_size > 1,) if brings else ()),
    )
    of_meeting = fact_row(
        rung,
        "was_there_with" if brings else "was_there",
        at=Occurrence.starts_at,
        row_id=Event.id,
        title=Event.title,
        number=Mark.party_size - 1,
    )
    of_course = fact_row(
        rung,
        "was_there_with" if brings else "was_at_course",
        at=func.max(Occurrence.starts_at),
        row_id=Event.id,
        title=Event.title,
        number=func.max(Mark.party_size - 1) if brings else func.count(Mark.id),
    )
    joined = [
        statement.select_from(Mark)
        .join(Occurrence, Occurrence.id == Mark.occurrence_id)
        .join(Event, Event.id == Occurrence.event_id)
        .where(*there)
        for statement in (of_meeting, of_course)
    ]
    is_course = Event.format == EventFormat.COURSE
    return [
        joined[0].where(not_(is_course)),
        joined[1].where(is_course).group_by(Event.id, Event.title),
    ]


def _signed_up(viewer: User, person: Person, rung: Rung) -> list[Select[*tuple[Any, ...]]]:
    """Places they had at meetings that are over and of which nothing is noted."""
    brings = rung is Rung.BRINGS
    kind = "came_with" if brings else "came"
    number: Any = Signup.party_size - 1 if brings else literal(0)
    held = (
        *_held(viewer),
        Occurrence.ends_at <= utcnow(),
        Signup.person_id == person.id,
        Signup.state == SignupState.CONFIRMED,
        *((Signup.party_size > 1,) if brings else ()),
    )
    noted = exists().where(Mark.person_id == Signup.person_id, Mark.occurrence_id == Occurrence.id)
    other = select(Occurrence.id).where(Occurrence.event_id == Event.id).correlate(Event)
    noted_in_course = exists().where(
        Mark.person_id == Signup.person_id, Mark.occurrence_id.in_(other)
    )
    of_meeting = (
        fact_row(
            rung,
            kind,
            at=Occurrence.starts_at,
            row_id=Event.id,
            title=Event.title,
            number=number,
        )
        .select_from(Signup)
        .join(SignupList, SignupList.id == Signup.list_id)
        .join(Occurrence, Occurrence.id == SignupList.occurrence_id)
        .join(Event, Event.id == Occurrence.event_id)
        .where(*held, not_(noted))
    )
    of_course = (
        fact_row(
            rung,
            kind,
            at=func.max(Occurrence.starts_at),
            row_id=Event.id,
            title=Event.title,
            number=number,
        )
        .select_from(Signup)
        .join(SignupList, SignupList.id == Signup.list_id)
        .join(Event, Event.id == SignupList.event_id)
        .join(Occurrence, Occurrence.event_id == Event.id)
        .where(*held, not_(noted_in_course))
        .group_by(Signup.id, Event.id, Event.title, Signup.party_size)
    )
    return [of_meeting, of_course]
