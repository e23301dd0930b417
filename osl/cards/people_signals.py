"""Quiet signals about people: who stopped coming, whom nobody thanked or talked with."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    and_,
    exists,
    func,
    not_,
    or_,
    select,
    union,
)

from osl.cards.signal_scope import TAKES_PLACE, Scope, Signal, SignalKind
from osl.core.clock import local_midnight, to_local
from osl.core.db import db
from osl.core.i18n import _, day_month, short_day
from osl.events.models import Event, Occurrence
from osl.people.models import Card, LeaderStatus, Person, Talk
from osl.people.policies import Part, can_see_part
from osl.people.queries import is_person_visible_to
from osl.people.talk_queries import is_talk_visible_to
from osl.signups.models import Signup, SignupList, SignupState
from osl.volunteers.models import (
    Agreement,
    AgreementState,
    Assignment,
    HoursEntry,
    Shift,
    Task,
    Thanks,
)

QUIET = timedelta(weeks=4)
"""Who has not come for so long has stopped coming."""

USUAL = timedelta(weeks=12)

OFTEN = 4
"""Who came so often in those weeks before came regularly."""

THANKS_ARE_LATE = timedelta(days=3)

THANKS_ARE_OWED = timedelta(days=30)

TALK_IS_LATE = timedelta(days=60)

AGREEMENT_ENDS = timedelta(days=30)

MOST_ROWS = 4000
"""So many sign-ups are looked at, the latest first: more than a year's worth of a small town."""

MOST_DEEDS = 500

HAS_PLACE = and_(Signup.list_id == SignupList.id, Signup.state == SignupState.CONFIRMED)


def stopped_coming(scope: Scope) -> list[Signal]:
    """Those who came often to what still goes on, and not once in the last four weeks.

    Only sign-ups for single meetings tell: who is on the list of a whole course comes, as far as
    a list knows.
    """
    lately = scope.now - QUIET
    met_lately = and_(Occurrence.starts_at.between(lately, scope.now), TAKES_PLACE)
    goes_on: CompoundSelect[Any] = union(
        select(Event.id)
        .join(Occurrence, Occurrence.event_id == Event.id)
        .where(met_lately)
        .correlate(None),
        # A series that was changed goes on under another number.
        select(Event.continues_id)
        .join(Occurrence, Occurrence.event_id == Event.id)
        .where(met_lately, Event.continues_id.is_not(None))
        .correlate(None),
    )
    came = (
        select(Signup.person_id, Occurrence.starts_at)
        .select_from(Occurrence)
        .join(Occurrence.event)
        .join(SignupList, SignupList.occurrence_id == Occurrence.id)
        .join(Signup, HAS_PLACE)
        .where(
            Occurrence.starts_at.between(lately - USUAL, lately),
            TAKES_PLACE,
            Event.id.in_(goes_on),
            scope.is_own_event(),
        )
        .order_by(Occurrence.starts_at.desc())
        .limit(MOST_ROWS)
        .subquery()
    )
    often = (
        select(
            came.c.person_id, func.count().label("times"), func.max(came.c.starts_at).label("last")
        )
        .group_by(came.c.person_id)
        .having(func.count() >= OFTEN)
        .subquery()
    )
    statement = (
        select(Person, often.c.times, often.c.last)
        .join(often, often.c.person_id == Person.id)
        .where(
            is_person_visible_to(scope.viewer),
            scope.is_asked(SignalKind.STOPPED_COMING, Person.id),
            not_(_comes_again(lately, SignupList.occurrence_id == Occurrence.id)),
            not_(_comes_again(lately, SignupList.event_id == Occurrence.event_id)),
        )
        .order_by(often.c.last.desc(), Person.id)
        .limit(scope.limit)
    )
    return [
        Signal(
            SignalKind.STOPPED_COMING,
            person.id,
            person.name,
            _(
                "Came often, %(times)s times, and not since %(day)s.",
                times=times,
                day=short_day(last),
            ),
            person.id,
        )
        for person, times, last in db.session.execute(statement)
    ]


def _comes_again(lately: datetime, is_on_list: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether somebody has been on a list since, or is on one to come."""
    return (
        exists()
        .where(
            Signup.person_id == Person.id,
            HAS_PLACE,
            is_on_list,
            Occurrence.starts_at >= lately,
        )
        .correlate(Person)
    )


def not_thanked(scope: Scope) -> list[Signal]:
    """Volunteers whose last deed is some days old, and whom nobody has thanked since."""
    last_day, first_day = scope.day - THANKS_ARE_LATE, scope.day - THANKS_ARE_OWED
    helped = (
        select(Person, Shift.ends_at, Task.title)
        .select_from(Shift)
        .join(Assignment, and_(Assignment.shift_id == Shift.id, Assignment.came.is_(True)))
        .join(Task, Task.id == Shift.task_id)
        .join(Person, Person.id == Assignment.person_id)
        .where(
            Shift.starts_at.between(
                local_midnight(first_day), local_midnight(last_day + timedelta(days=1))
            ),
            Task.community_id.in_(scope.community_ids),
        )
    )
    worked = (
        select(Person, HoursEntry.worked_on, HoursEntry.what)
        .select_from(HoursEntry)
        .join(Person, Person.id == HoursEntry.person_id)
        .where(
            HoursEntry.worked_on.between(first_day, last_day),
            HoursEntry.confirmed_at.is_not(None),
            HoursEntry.community_id.in_(scope.community_ids),
        )
    )
    deeds: dict[int, tuple[date, Person, str]] = {}
    for statement, order in ((helped, Shift.starts_at), (worked, HoursEntry.worked_on)):
        own = statement.where(
            is_person_visible_to(scope.viewer), scope.is_asked(SignalKind.NOT_THANKED, Person.id)
        )
        for person, at, what in db.session.execute(own.order_by(order.desc()).limit(MOST_DEEDS)):
            on = to_local(at).date() if isinstance(at, datetime) else at
            if person.id not in deeds or deeds[person.id][0] < on:
                deeds[person.id] = (on, person, what)
    thanked = _thanked_since(first_day, deeds)
    owed = [one for id_, one in deeds.items() if thanked.get(id_, date.min) < one[0]]
    owed.sort(key=lambda one: (one[0], one[1].id))
    return [
        Signal(
            SignalKind.NOT_THANKED,
            person.id,
            person.name,
            _("Helped on %(day)s: %(what)s. Not thanked yet.", day=short_day(on), what=what)
            if what
            else _("Helped on %(day)s. Not thanked yet.", day=short_day(on)),
            person.id,
            what[:200],
        )
        for on, person, what in owed[: scope.limit]
    ]


def _thanked_since(first_day: date, deeds: dict[int, Any]) -> dict[int, date]:
    """When each of them was thanked last."""
    statement = (
        select(Thanks.person_id, func.max(Thanks.thanked_on))
        .where(Thanks.person_id.in_(deeds), Thanks.thanked_on >= first_day)
        .group_by(Thanks.person_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


LEADERS = (LeaderStatus.ACTIVE, LeaderStatus.INDEPENDENT, LeaderStatus.TALKED_WITH)


def leaders_without_talk(scope: Scope) -> list[Signal]:
    """Local leaders with whom nobody has talked for two months, also somewhere else in town."""
    since = scope.day - TALK_IS_LATE
    talked = exists().where(Talk.person_id == Person.id, Talk.held_on > since).correlate(Person)
    last = (
        select(func.max(Talk.held_on))
        .where(Talk.person_id == Person.id, is_talk_visible_to(scope.viewer))
        .correlate(Person)
        .scalar_subquery()
    )
    statement = (
        select(Person, last)
        .join(Card, Card.person_id == Person.id)
        .where(
            Card.leader_status.in_(LEADERS),
            or_(Card.leader_since.is_(None), Card.leader_since <= since),
            not_(talked),
            is_person_visible_to(scope.viewer),
            scope.is_asked(SignalKind.LEADER_WITHOUT_TALK, Person.id),
        )
        .order_by(Card.leader_since, Person.id)
        .limit(scope.limit)
    )
    return [
        Signal(
            SignalKind.LEADER_WITHOUT_TALK,
            person.id,
            person.name,
            _since_last_talk(on),
            person.id,
        )
        for person, on in db.session.execute(statement)
    ]


def _since_last_talk(on: date | None) -> str:
    if on is None:
        return _("A local leader. No talk has been noted yet.")
    return _("A local leader. The last talk was on %(day)s.", day=day_month(on))


def agreements_ending(scope: Scope) -> list[Signal]:
    """Signed volunteer agreements that end within a month and that no other one follows."""
    if not can_see_part(scope.viewer, Part.AGREEMENTS):
        return []
    later = select(Agreement).subquery()
    followed = exists().where(
        later.c.person_id == Agreement.person_id,
        later.c.id != Agreement.id,
        later.c.state != AgreementState.ENDED,
        or_(later.c.ends_on.is_(None), later.c.ends_on > Agreement.ends_on),
    )
    statement = (
        select(Agreement.id, Agreement.ends_on, Person)
        .join(Person, Person.id == Agreement.person_id)
        .where(
            Agreement.ends_on.between(scope.day, scope.day + AGREEMENT_ENDS),
            Agreement.state == AgreementState.SIGNED,
            Agreement.community_id.in_(scope.community_ids),
            not_(followed),
            is_person_visible_to(scope.viewer),
            scope.is_asked(SignalKind.AGREEMENT_ENDING, Agreement.id),
        )
        .order_by(Agreement.ends_on, Agreement.id)
        .limit(scope.limit)
    )
    return [
        Signal(
            SignalKind.AGREEMENT_ENDING,
            id_,
            person.name,
            _(
                "The volunteer agreement ends on %(day)s.",
                day=day_month(ends_on or scope.day),
            ),
            person.id,
        )
        for id_, ends_on, person in db.session.execute(statement)
    ]
