"""Whatever people and the team do, in whatever order: places are exact, and the line is fair."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

import time_machine
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from osl.accounts.models import User
from osl.core import transactions
from osl.core.clock import to_local, utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.outbox import OutgoingLetter
from osl.events import schedule
from osl.events.cancellations import cancel_event, restore_event
from osl.events.meetings import (
    Own,
    cancel_occurrence,
    change_occurrence,
    postpone_occurrence,
    restore_occurrence,
)
from osl.events.models import Event, EventFormat, Frequency, Occurrence, SignupMode
from osl.events.operations import Facts, change_event, plan_event, publish_event
from osl.events.recurrence import Rule
from osl.events.schedule import Repeated, Schedule, once
from osl.messages.models import Call
from osl.people.models import Channel
from osl.people.operations import Known
from osl.signups import waiting
from osl.signups.models import LIVE, Regular, Signup, SignupList, SignupState
from osl.signups.operations import (
    Source,
    TeamSays,
    Wish,
    accept_offer,
    change_party,
    decline_offer,
    sign_up,
    withdraw,
)
from osl.signups.regulars import end_regular, sign_up_regular
from tests.cast import Cast
from tests.conftest import TestDatabase, examples_on_this_database
from tests.events.conftest import FACTS, NOW

IS_LONG = os.environ.get("OSL_HYPOTHESIS") == "long"
RUNS, STEPS = (100, 50) if IS_LONG else (20, 30)

CONFIRMED, WAITING = SignupState.CONFIRMED, SignupState.WAITING
OFFERED = SignupState.OFFERED

parties = st.integers(1, 4)
limits = st.sampled_from([None, 1, 2, 3, 4, 6, 9])
which = st.integers(0, 1000)


@dataclass(frozen=True)
class Stand:
    """One sign-up as it stood after a step."""

    list_id: int
    number: int | None
    state: SignupState
    party: int
    offered: int
    passed: int
    from_reserve: int

    @property
    def given(self) -> int:
        """How many places it has or is offered."""
        return self.party if self.state is CONFIRMED else self.offered


class Evening(RuleBasedStateMachine):
    """An evening, a cycle or a course with its lists, and everything that is done to them."""

    app: Flask
    database: TestDatabase
    clock: time_machine.Traveller

    def __init__(self) -> None:
        super().__init__()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        self.database.renew()
        self.clock.move_to(NOW)
        self.people = 0
        self.knowing = self.beyond = False
        self.before: dict[int, Stand] = {}
        self.stood: dict[int, int] = {}
        self.numbers: dict[int, int | None] = {}
        self.event_id = 0
        self.stand_as: set[SignupState] = set()
        self.is_off = self.is_some_meeting_off = self.has_regulars = False

    @initialize(
        kind=st.sampled_from(EventFormat),
        limit=limits,
        moves_up=st.booleans(),
        reserved=st.integers(0, 1),
    )
    def publish(self, kind: EventFormat, limit: int | None, moves_up: bool, reserved: int) -> None:
        with self.doing():
            cast = Cast.make()
            db.session.flush()
            facts = replace(
                FACTS,
                venue=cast.hall,
                signup_mode=SignupMode.ONLINE,
                places=limit,
                reserved_places=reserved if limit else 0,
                fills_by_itself=moves_up,
                takes_regulars=kind is EventFormat.CYCLE,
                takes_children=True,
            )
            event = plan_event(
                facts, _dates(kind), communities=[cast.wzgorze], actor=cast.organiser
            )
            publish_event(event, actor=cast.organiser)
            db.session.flush()
            self.event_id = event.id

    @contextmanager
    def doing(self) -> Iterator[None]:
        """One request of somebody; what a rule of the field refuses leaves nothing behind."""
        with self.app.test_request_context(base_url="http://127.0.0.1:8000"):
            try:
                with transactions.unit():
                    yield
            except DomainError:
                pass
            finally:
                db.session.info.clear()
                db.session.remove()

    # What residents do, and the team for them.

    @rule(
        coming=st.lists(st.tuples(parties, st.sampled_from("aswf")), min_size=1, max_size=5),
        children=st.integers(0, 2),
        at=which,
    )
    def people_sign_up(self, coming: list[tuple[int, str]], children: int, at: int) -> None:
        for party, choice in coming:
            self.people += 1
            wish = Wish(
                self.known(self.people),
                party_size=party,
                children=[("Zosia", 7)] * (min(children, party) if choice == "a" else 0),
                takes_fewer=choice == "f",
                waits=choice == "w",
            )
            with self.doing():
                sign_up(self.event, self.meeting(at), wish, Source(Channel.WEB))

    @precondition(lambda self: self.people)
    @rule(who=which, at=which, party=parties)
    def somebody_known_signs_up_once_more(self, who: int, at: int, party: int) -> None:
        wish = Wish(self.known(1 + who % self.people), party_size=party, waits=True)
        with self.doing():
            sign_up(self.event, self.meeting(at), wish, Source(Channel.WEB))

    @rule(party=parties, at=which, how=st.sampled_from(["", "reserve", "beyond"]))
    def the_team_signs_somebody_up(self, party: int, at: int, how: str) -> None:
        self.people += 1
        says = TeamSays(
            from_reserve=how == "reserve", beyond_because="wnuczka" if how == "beyond" else ""
        )
        wish = Wish(self.known(self.people), party_size=party, waits=True)
        with self.doing():
            self.knowing = self.beyond = how == "beyond"
            source = Source(Channel.PHONE, actor=self.actor)
            sign_up(self.event, self.meeting(at), wish, source, says)

    @rule(party=st.integers(1, 3))
    def somebody_becomes_a_regular(self, party: int) -> None:
        self.people += 1
        with self.doing():
            wish = Wish(self.known(self.people), party_size=party)
            sign_up_regular(self.event, wish, Source(Channel.WEB))

    @precondition(lambda self: self.has_regulars)
    @rule(at=which)
    def a_regular_gives_up(self, at: int) -> None:
        with self.doing():
            found = db.session.scalars(select(Regular).order_by(Regular.id)).all()
            if found:
                end_regular(found[at % len(found)])

    @precondition(lambda self: self.stand_as & set(LIVE))
    @rule(going=st.lists(which, min_size=1, max_size=3), by_team=st.booleans())
    def people_withdraw(self, going: list[int], by_team: bool) -> None:
        for at in going:
            with self.doing():
                for one in self.one_of(at, CONFIRMED, WAITING, OFFERED, SignupState.REPEATED):
                    withdraw(one, actor=self.actor if by_team else None)

    @precondition(lambda self: CONFIRMED in self.stand_as)
    @rule(going=st.lists(which, min_size=1, max_size=3))
    def people_with_a_place_withdraw(self, going: list[int]) -> None:
        for at in going:
            with self.doing():
                for one in self.one_of(at, CONFIRMED):
                    withdraw(one)

    @precondition(lambda self: self.stand_as & set(LIVE))
    @rule(at=which, party=parties, by_team=st.booleans(), beyond=st.booleans())
    def a_party_changes(self, at: int, party: int, by_team: bool, beyond: bool) -> None:
        with self.doing():
            for one in self.one_of(at, CONFIRMED, WAITING, OFFERED):
                self.knowing = self.beyond = by_team and beyond
                actor = self.actor if by_team else None
                change_party(one, party, beyond=self.knowing, actor=actor)

    @precondition(lambda self: self.stand_as & {OFFERED})
    @rule(at=which, by_team=st.booleans())
    def an_offer_is_accepted(self, at: int, by_team: bool) -> None:
        with self.doing():
            for one in self.one_of(at, OFFERED):
                accept_offer(one, actor=self.actor if by_team else None)

    @precondition(lambda self: self.stand_as & {OFFERED})
    @rule(at=which, keeps_waiting=st.booleans())
    def an_offer_is_declined(self, at: int, keeps_waiting: bool) -> None:
        with self.doing():
            for one in self.one_of(at, OFFERED):
                decline_offer(one, keeps_waiting=keeps_waiting)

    @rule(hours=st.sampled_from([1, 2, 10, 25]))
    def time_passes(self, hours: int) -> None:
        self.clock.shift(timedelta(hours=hours))
        with self.doing():
            waiting.lapse_offers(utcnow())

    # What the team does to the event.

    @rule(limit=limits, reserved=st.integers(0, 2))
    def places_change(self, limit: int | None, reserved: int) -> None:
        with self.doing():
            self.knowing = True
            event = self.event
            reserved = min(reserved, limit or 0)
            facts = replace(Facts.of(event), places=limit, reserved_places=reserved)
            self.change(event, facts, schedule.of_event(event))

    @rule(places=limits, at=which)
    def one_meeting_has_other_places(self, places: int | None, at: int) -> None:
        with self.doing():
            self.knowing = True
            meeting = self.any_meeting(at)
            own = replace(Own.of(meeting), places=places)
            change_occurrence(meeting, _same_time(meeting), own, actor=self.actor)

    @rule(days=st.integers(0, 3), at=which)
    def a_meeting_moves(self, days: int, at: int) -> None:
        with self.doing():
            meeting = self.any_meeting(at)
            to = _same_time(meeting, later=timedelta(days=days, hours=1))
            if meeting.event.is_series:
                change_occurrence(meeting, to, Own.of(meeting), actor=self.actor)
            else:
                self.change(meeting.event, Facts.of(meeting.event), to)

    @precondition(lambda self: len(self.stand_as) > 1)
    @rule(at=which)
    def a_meeting_is_put_off(self, at: int) -> None:
        with self.doing():
            postpone_occurrence(self.any_meeting(at), note="", actor=self.actor)

    @precondition(lambda self: len(self.stand_as) > 1)
    @rule(at=which)
    def a_meeting_is_called_off(self, at: int) -> None:
        with self.doing():
            cancel_occurrence(self.any_meeting(at), reason="Burza.", actor=self.actor)

    @precondition(lambda self: self.is_some_meeting_off)
    @rule(at=which)
    def a_meeting_is_called_on_again(self, at: int) -> None:
        with self.doing():
            restore_occurrence(self.any_meeting(at), actor=self.actor)

    @precondition(lambda self: not self.is_off and len(self.stand_as) > 1)
    @rule()
    def the_event_is_called_off(self) -> None:
        with self.doing():
            cancel_event(self.event, reason="Burza.", replacement=None, actor=self.actor)

    @precondition(lambda self: self.is_off)
    @rule()
    def the_event_is_called_on_again(self) -> None:
        with self.doing():
            restore_event(self.event, actor=self.actor)

    # Who and what is meant.

    @property
    def event(self) -> Event:
        return db.session.get_one(Event, self.event_id)

    @property
    def actor(self) -> User:
        return db.session.scalars(select(User).order_by(User.id)).first() or User()

    def change(self, event: Event, facts: Facts, when: Schedule) -> None:
        change_event(event, facts, when, communities=list(event.communities), actor=self.actor)

    def any_meeting(self, at: int) -> Occurrence:
        return self.event.occurrences[at % len(self.event.occurrences)]

    def meeting(self, at: int) -> Occurrence | None:
        return None if self.event.format is EventFormat.COURSE else self.any_meeting(at)

    @staticmethod
    def known(number: int) -> Known:
        """Every third has no address, and is called."""
        if number % 3 == 0:
            return Known(f"Osoba {number}", phone=f"600 100 {number:03}")
        return Known(f"Osoba {number}", email=f"osoba{number}@example.org")

    @staticmethod
    def one_of(at: int, *states: SignupState) -> list[Signup]:
        found = db.session.scalars(
            select(Signup).where(Signup.state.in_(states)).order_by(Signup.id)
        ).all()
        return [found[at % len(found)]] if found else []

    # What holds after every step.

    @invariant()
    def all_is_well(self) -> None:
        with self.app.app_context(), Session(db.engine) as session:
            lists = session.scalars(
                select(SignupList).options(
                    selectinload(SignupList.occurrence), selectinload(SignupList.event)
                )
            ).all()
            rows = session.scalars(select(Signup).order_by(Signup.number)).all()
            now = {one.id: _stand(one) for one in rows}
            event = session.get(Event, self.event_id)
            self.is_off = event is not None and event.is_cancelled
            off = select(Occurrence.id).where(Occurrence.cancelled_at.is_not(None))
            self.is_some_meeting_off = session.scalars(off).first() is not None
            regulars = select(Regular.id).where(Regular.ended_at.is_(None))
            self.has_regulars = session.scalars(regulars).first() is not None
            self.stand_as = {stand.state for stand in now.values()}
            for one in lists:
                own = {id_: stand for id_, stand in now.items() if stand.list_id == one.id}
                self._counters_say_what_rows_say(one, own)
                self._no_more_than_places(one)
                self._nobody_waits_in_vain(one, own)
                self._the_line_is_fair(own)
            self._numbers_stay(now)
            _each_is_told_once(session, rows)
        self.before, self.knowing, self.beyond = now, False, False

    @staticmethod
    def _counters_say_what_rows_say(one: SignupList, own: dict[int, Stand]) -> None:
        def of(state: SignupState) -> list[Stand]:
            return [stand for stand in own.values() if stand.state is state]

        assert one.taken == sum(stand.party for stand in of(CONFIRMED))
        assert one.held == sum(stand.offered for stand in own.values())
        assert all(stand.offered for stand in of(OFFERED))
        assert sum(stand.offered for stand in of(OFFERED)) == one.held
        assert one.waiting == len(of(WAITING))
        assert one.reserve_used == sum(stand.from_reserve for stand in own.values())

    def _no_more_than_places(self, one: SignupList) -> None:
        let_in, stood = one.taken + one.held, self.stood.get(one.id, 0)
        self.stood[one.id] = let_in
        if one.places is None:
            assert one.ceiling is None
            return
        assert one.ceiling is not None
        assert let_in <= one.ceiling
        assert one.places <= one.ceiling
        if not self.knowing:
            assert let_in <= max(one.places, stood)

    def _nobody_waits_in_vain(self, one: SignupList, own: dict[int, Stand]) -> None:
        if one.left == 0 or not self._goes_on(one):
            return
        for stand in own.values():
            if stand.state is WAITING:
                assert not would_take(stand, one.left)

    @staticmethod
    def _goes_on(one: SignupList) -> bool:
        meetings = (
            [one.occurrence] if one.occurrence else one.event.occurrences if one.event else []
        )
        return any(each.takes_place and each.starts_at > utcnow() for each in meetings)

    def _the_line_is_fair(self, own: dict[int, Stand]) -> None:
        """Nobody was passed by who would have taken what somebody behind them was given."""
        if self.beyond:
            return
        for id_, stand in own.items():
            was = self.before.get(id_)
            had = was.given if was is not None and was.state in (CONFIRMED, OFFERED) else 0
            if stand.given == 0 or had or stand.from_reserve:
                continue
            for other in own.values():
                if other.state is WAITING and (other.number or 0) < (stand.number or 0):
                    assert not would_take(other, stand.given)

    def _numbers_stay(self, now: dict[int, Stand]) -> None:
        for id_, stand in now.items():
            assert self.numbers.setdefault(id_, stand.number) == stand.number
        given = [(one.list_id, one.number) for one in now.values() if one.number is not None]
        assert len(given) == len(set(given))


def would_take(stand: Stand, left: int) -> bool:
    """Whether somebody who waits would take what is free: all of them fit, or they have not said
    no to that many."""
    return stand.party <= left or stand.passed < left


def _stand(one: Signup) -> Stand:
    return Stand(
        one.list_id,
        one.number,
        one.state,
        one.party_size,
        one.offered,
        one.passed,
        one.from_reserve,
    )


def _each_is_told_once(session: Session, rows: Any) -> None:
    keys = [*session.scalars(select(OutgoingLetter.key)), *session.scalars(select(Call.key))]
    told = [tuple(key.split(":")[1:3]) for key in keys if key.startswith("signup:")]
    counted = [(id_, number) for id_, number in told if number.isdigit()]
    assert len(counted) == len(set(counted))
    sequences = {str(one.id): one.sequence for one in rows}
    assert all(int(number) < sequences[id_] for id_, number in counted)


def _dates(kind: EventFormat) -> Schedule:
    if kind is EventFormat.SINGLE:
        return once(date(2027, 3, 11), time(17), None, time(19))
    rule = Rule(
        frequency=Frequency.WEEKLY,
        first_on=date(2027, 3, 4),
        starts_at=time(17),
        ends_at=time(18, 30),
        meeting_count=3,
    )
    return Repeated(rule, kind)


def _same_time(meeting: Occurrence, later: timedelta = timedelta(0)) -> Any:
    starts, ends = (to_local(at + later) for at in (meeting.starts_at, meeting.ends_at))
    return once(starts.date(), starts.time(), None, ends.time())


def test_places_are_exact_and_the_line_is_fair_whatever_is_done(
    app: Flask, database: TestDatabase, clock: time_machine.Traveller
) -> None:
    Evening.app, Evening.database, Evening.clock = app, database, clock
    run_state_machine_as_test(
        Evening,
        settings=settings(
            max_examples=examples_on_this_database(RUNS),
            phases=[Phase.generate],  # making a failure shorter takes minutes here
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
