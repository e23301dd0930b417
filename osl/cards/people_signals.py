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
    union_all,
)

from osl.cards.signal_scope import TAKES_PLACE, Scope, Signal, SignalKind
from osl.core.clock import end_of_day, local_midnight, to_local
from osl.core.db import db
from osl.core.i18n import _, day_month, short_day
from osl.events.models import Event, Occurrence
from osl.logbook.models import CameHow, Mark, Presence
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

MOST_ROWS = 2000
"""So many sign-ups are looked at, the latest first: more than a year's worth of a small town."""

DEEDS_OF_ONE = 10
"""So many deeds of one person in a month are expected when the latest ones are looked at."""

MOST_SHIFTS = 500

HAS_PLACE = and_(Signup.list_id == SignupList.id, Signup.state == SignupState.CONFIRMED)
NOT_THERE = (
    exists()
    .where(
        Mark.occurrence_id == Occurrence.id,
        Mark.person_id == Signup.person_id,
        Mark.presence == Presence.ABSENT,
    )
    .correlate(Occurrence, Signup)
)
"""Whoever has a place at a meeting was marked absent. Not marked at all says nothing."""


def stopped_coming(scope: Scope) -> list[Signal]:
    """Those who came often to what still goes on, and not once in the last four weeks.

    They came where they had a place and were not marked absent, or walked in. Only sign-ups for
    single meetings tell: who is on the list of a whole course comes, as far as a list knows.
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
    then = (
        Occurrence.starts_at.between(lately - USUAL, lately),
        TAKES_PLACE,
        Event.id.in_(goes_on),
        scope.is_own_event(),
    )
    had_place = (
        select(Signup.person_id, Occurrence.starts_at)
        .select_from(Occurrence)
        .join(Occurrence.event)
        .join(SignupList, SignupList.occurrence_id == Occurrence.id)
        .join(Signup, HAS_PLACE)
        .where(*then, not_(NOT_THERE))
    )
    walked_in = (
        select(Mark.person_id, Occurrence.starts_at)
        .select_from(Occurrence)
        .join(Occurrence.event)
        .join(Mark, Mark.occurrence_id == Occurrence.id)
        .where(*then, Mark.presence == Presence.PRESENT, Mark.came_how == CameHow.WALKED_IN)
    )
    both = union_all(had_place, walked_in).subquery()
    came = select(both).order_by(both.c.starts_at.desc()).limit(MOST_ROWS).subquery()
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
            not_(_was_there(lately)),
            not_(_comes_again(scope, lately, SignupList.occurrence_id == Occurrence.id)),
            not_(_comes_again(scope, lately, SignupList.event_id == Occurrence.event_id)),
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


def _was_there(lately: datetime) -> ColumnElement[bool]:
    """Whether the logbook says somebody was at anything since."""
    return (
        exists()
        .where(
            Mark.person_id == Person.id,
            Mark.held_on >= to_local(lately).date(),
            Mark.presence == Presence.PRESENT,
        )
        .correlate(Person)
    )


def _comes_again(
    scope: Scope, lately: datetime, is_on_list: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Whether somebody had a place since, and was not marked absent, or signed up for one to come.
    A regular's place is kept without their doing anything, so those to come say nothing."""
    return (
        exists()
        .where(
            Signup.person_id == Person.id,
            HAS_PLACE,
            is_on_list,
            Occurrence.starts_at >= lately,
            not_(NOT_THERE),
            or_(Occurrence.starts_at <= scope.now, Signup.regular_id.is_(None)),
        )
        .correlate(Person)
    )


def not_thanked(scope: Scope) -> list[Signal]:
    """Volunteers whose last deed is some days old, and whom nobody has thanked since."""
    last_day, first_day = scope.day - THANKS_ARE_LATE, scope.day - THANKS_ARE_OWED
    of_person = Thanks.person_id == Person.id
    # The shifts of those days are few, however many there ever were: they are chosen first.
    shifts = (
        select(Shift.id, Shift.starts_at, Task.title)
        .join(Task, Task.id == Shift.task_id)
        .where(
            Shift.starts_at >= local_midnight(first_day),
            Shift.starts_at < end_of_day(last_day),
            Task.community_id.in_(scope.community_ids),
        )
        .order_by(Shift.starts_at.desc())
        .limit(MOST_SHIFTS)
        .subquery()
    )
    helped = (
        select(Person.id, Person.name, shifts.c.starts_at, shifts.c.title)
        .select_from(shifts)
        .join(Assignment, and_(Assignment.shift_id == shifts.c.id, Assignment.came.is_(True)))
        .join(Person, Person.id == Assignment.person_id)
        .where(not_(exists().where(of_person, Thanks.made_at >= shifts.c.starts_at)))
        .order_by(shifts.c.starts_at.desc(), Person.id)
    )
    worked = (
        select(Person.id, Person.name, HoursEntry.worked_on, HoursEntry.what)
        .select_from(HoursEntry)
        .join(Person, Person.id == HoursEntry.person_id)
        .where(
            HoursEntry.worked_on.between(first_day, last_day),
            HoursEntry.confirmed_at.is_not(None),
            HoursEntry.community_id.in_(scope.community_ids),
            not_(exists().where(of_person, Thanks.thanked_on >= HoursEntry.worked_on)),
        )
        .order_by(HoursEntry.worked_on.desc(), Person.id)
    )
    asked = (
        is_person_visible_to(scope.viewer),
        scope.is_asked(SignalKind.NOT_THANKED, Person.id),
    )
    deeds: dict[int, tuple[date, str, str]] = {}
    for statement in (helped, worked):
        own = statement.where(*asked).limit(DEEDS_OF_ONE * scope.limit)
        for id_, name, at, what in db.session.execute(own):
            on = to_local(at).date() if isinstance(at, datetime) else at
            if id_ not in deeds or deeds[id_][0] < on:
                deeds[id_] = (on, name, what)
    owed = sorted(deeds.items(), key=lambda one: (one[1][0], one[0]))
    return [
        Signal(
            SignalKind.NOT_THANKED,
            id_,
            name,
            _("Helped on %(day)s: %(what)s. Not thanked yet.", day=short_day(on), what=what)
            if what
            else _("Helped on %(day)s. Not thanked yet.", day=short_day(on)),
            id_,
            what[:200],
        )
        for id_, (on, name, what) in owed[: scope.limit]
    ]


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
    # Chosen first, so that nothing more is looked up of those who are not shown.
    chosen = (
        select(Person.id)
        .join(Card, Card.person_id == Person.id)
        .where(
            Card.leader_status.in_(LEADERS),
            or_(Card.leader_since.is_(None), Card.leader_since <= since),
            not_(talked),
            is_person_visible_to(scope.viewer),
            scope.is_asked(SignalKind.LEADER_WITHOUT_TALK, Person.id),
        )
        .order_by(Person.id)
        .limit(scope.limit)
        .subquery()
    )
    statement = (
        select(Person.id, Person.name, last)
        .join(chosen, chosen.c.id == Person.id)
        .order_by(Person.id)
    )
    return [
        Signal(
            SignalKind.LEADER_WITHOUT_TALK,
            id_,
            name,
            _since_last_talk(on),
            id_,
        )
        for id_, name, on in db.session.execute(statement)
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
