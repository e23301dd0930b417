"""How many of those who must hear of a change have heard of it, and who has not."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)

from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.outbox import OutgoingLetter, waits
from osl.events.models import Event, Occurrence
from osl.messages.calls import is_open_call
from osl.messages.models import Call, Notice
from osl.people.models import Person
from osl.signups.call_facts import HEARD
from osl.signups.models import Signup, SignupList
from osl.signups.places import parts_of

MOST_SHOWN = 3
SHOWN_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Reach:
    """One change: how many must hear of it, how many have, and by which way the others will."""

    notice: Notice
    told: int
    by_letter: int
    to_call: int

    @property
    def total(self) -> int:
        return self.told + self.by_letter + self.to_call


@dataclass(frozen=True)
class Unreached:
    """Somebody who has not heard yet. ``tries`` is how often they were called in vain; None: a
    letter is on its way to them."""

    person: Person
    tries: int | None

    @property
    def is_unreachable(self) -> bool:
        """Whether there is neither a phone nor an address that works."""
        return self.tries is not None and not self.person.phone


def reach_of(event: Event) -> list[Reach]:
    """The last changes of an event that people had to hear of, the newest first."""
    statement = (
        select(Notice)
        .where(
            Notice.event_id.in_([one.id for one in parts_of(event)]),
            Notice.made_at > utcnow() - SHOWN_FOR,
        )
        .order_by(Notice.id.desc())
        .limit(MOST_SHOWN)
    )
    return [reach(notice, event) for notice in db.session.scalars(statement)]


def reach(notice: Notice, event: Event) -> Reach:
    """What became of one change's letters and calls. Whoever has withdrawn since counts no more,
    nor does whoever hears of it together with a later change."""
    sent, waiting = db.session.execute(
        select(
            func.count(case((OutgoingLetter.sent_at.is_not(None), 1))),
            func.count(case((waits(OutgoingLetter), 1))),
        ).where(_letters(notice, event), ~_was_called())
    ).one()
    heard, open_calls = db.session.execute(
        select(
            func.count(case((Call.outcome.in_(HEARD), 1))),
            func.count(case((and_(*is_open_call()), 1))),
        ).where(Call.notice_id == notice.id)
    ).one()
    return Reach(notice, told=sent + heard, by_letter=waiting, to_call=open_calls)


def unreached(notice: Notice, event: Event) -> list[Unreached]:
    """Who has not heard of a change: those to be called, then those whose letter is on its way."""
    called = db.session.execute(
        select(Person, Call.tries)
        .join(Call, Call.person_id == Person.id)
        .where(Call.notice_id == notice.id, *is_open_call())
        .order_by(Person.name_key)
    ).all()
    key = literal(notice.letter_keys) + cast(Person.id, String)
    written = db.session.scalars(
        select(Person)
        .join(OutgoingLetter, OutgoingLetter.key == key)
        .where(Person.id.in_(_people_of(event)), waits(OutgoingLetter), ~_was_called())
        .order_by(Person.name_key)
    ).all()
    return [
        *(Unreached(person, tries) for person, tries in called),
        *(Unreached(person, None) for person in written),
    ]


def _letters(notice: Notice, event: Event) -> ColumnElement[bool]:
    """The letters of a notice. Their keys are looked up one by one among the people who were ever
    on the event's lists, so that the size of the outbox does not matter."""
    people = _people_of(event).subquery()
    keys = select(literal(notice.letter_keys) + cast(people.c.person_id, String))
    return OutgoingLetter.key.in_(keys)


def _people_of(event: Event) -> Select[int]:
    ids = [one.id for one in parts_of(event)]
    return (
        select(Signup.person_id)
        .join(SignupList, SignupList.id == Signup.list_id)
        .outerjoin(Occurrence, Occurrence.id == SignupList.occurrence_id)
        .where(or_(SignupList.event_id.in_(ids), Occurrence.event_id.in_(ids)))
    )


def _was_called() -> ColumnElement[bool]:
    """Whether somebody speaks, or has spoken, with the person instead of the letter."""
    instead = or_(Call.outcome.in_(HEARD), and_(*is_open_call()))
    return exists().where(Call.key == OutgoingLetter.key, instead).correlate(OutgoingLetter)
