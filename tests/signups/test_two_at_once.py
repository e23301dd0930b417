"""Two people at once: the team and a resident, two residents, the clock and a resident. Each is
answered, and the counters say what the rows say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core import transactions
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.events import schedule
from osl.events.cancellations import cancel_event
from osl.events.models import Event, Occurrence
from osl.events.operations import Facts, change_event
from osl.messages.models import Notice
from osl.people.models import Channel
from osl.people.operations import Known
from osl.signups.models import Signup, SignupList, SignupState
from osl.signups.operations import (
    Source,
    Wish,
    accept_offer,
    change_party,
    sign_up,
    withdraw,
)
from osl.signups.waiting import lapse_offers
from tests.cast import Cast
from tests.events.conftest import Planned
from tests.signups.conftest import SignUp, act, at_once, letters, open_event, states

CONFIRMED, WAITING = SignupState.CONFIRMED, SignupState.WAITING
OFFERED, WITHDRAWN = SignupState.OFFERED, SignupState.WITHDRAWN
ROUNDS = 12

Verb = Callable[..., Any]


def request(app: Flask, doing: Callable[[], Any]) -> Any:
    """Somebody's request, as a view runs it: another one of the same moment makes it look again."""
    with app.test_request_context(base_url="http://127.0.0.1:8000"):
        return transactions.run_view(doing, writes=True, kept=lambda _answer: True)


def of_signup(app: Flask, signup_id: int, verb: Verb, **more: Any) -> Callable[[], Any]:
    def do() -> None:
        verb(db.session.get_one(Signup, signup_id), **more)

    return lambda: request(app, do)


def coming(app: Flask, event_id: int, name: str) -> Callable[[], Any]:
    """Somebody who signs up online: the event is read before their turn comes."""

    def do() -> None:
        event = db.session.get_one(Event, event_id)
        meeting = db.session.scalars(
            select(Occurrence).where(Occurrence.event_id == event_id)
        ).one()
        wish = Wish(Known(name, email=f"{name.replace(' ', '.')}@example.org"))
        sign_up(event, meeting, wish, Source(Channel.WEB))

    return lambda: request(app, do)


def with_places(app: Flask, cast: Cast, event_id: int, places: int) -> Callable[[], Any]:
    number = cast.organiser.id

    def do() -> None:
        event = db.session.get_one(Event, event_id)
        change_event(
            event,
            replace(Facts.of(event), places=places),
            schedule.of_event(event),
            communities=list(event.communities),
            actor=db.session.get_one(User, number),
        )

    return lambda: request(app, do)


def fell(came: list[Any]) -> list[Any]:
    """Failures that no rule of the field explains."""
    return [one for one in came if isinstance(one, Exception) and not isinstance(one, DomainError)]


def counters_are_right(store: Session) -> bool:
    rows = {
        state: (int(number), int(people))
        for state, number, people in store.execute(
            select(Signup.state, func.count(), func.sum(Signup.party_size)).group_by(Signup.state)
        )
    }
    held = store.scalar(select(func.coalesce(func.sum(Signup.offered), 0)))
    listed = store.scalars(select(SignupList)).one()
    return (listed.taken, listed.held, listed.waiting) == (
        rows.get(CONFIRMED, (0, 0))[1],
        held,
        rows.get(WAITING, (0, 0))[0],
    )


def test_one_changes_a_party_while_another_withdraws(
    app: Flask, cast: Cast, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    for turn in range(ROUNDS):
        event = open_event(planned, places=4)
        anna = signed_up(event, f"Anna {turn}", party_size=2)
        jan = signed_up(event, f"Jan {turn}", party_size=2)
        waits = signed_up(event, f"Ewa {turn}", party_size=2)
        came = at_once(
            of_signup(app, anna, change_party, party_size=1),
            of_signup(app, jan, withdraw),
            of_signup(app, anna, change_party, party_size=3),
            of_signup(app, waits, withdraw),
        )
        assert fell(came) == []
        listed = store.scalars(select(SignupList).order_by(SignupList.id.desc())).first()
        assert listed is not None
        own = store.scalars(select(Signup).where(Signup.list_id == listed.id)).all()
        assert listed.taken == sum(one.party_size for one in own if one.state is CONFIRMED)
        assert listed.held == sum(one.offered for one in own)
        assert listed.waiting == sum(one.state is WAITING for one in own)
        assert listed.taken + listed.held <= 4


def test_an_offer_is_accepted_in_the_minute_in_which_it_runs_out(
    app: Flask,
    cast: Cast,
    planned: Planned,
    signed_up: SignUp,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    for turn in range(ROUNDS):
        event = open_event(planned, places=1)
        anna = signed_up(event, f"Anna {turn}")
        jan = signed_up(event, f"Jan {turn}")
        ewa = signed_up(event, f"Ewa {turn}")
        act(app, anna, withdraw)
        offer = store.get_one(Signup, jan).offer_until
        assert offer is not None
        clock.move_to(offer + timedelta(seconds=1))
        actor_id = cast.organiser.id

        def accept(signup_id: int = jan, actor_id: int = actor_id) -> None:
            actor = db.session.get_one(User, actor_id)  # the team may, after the time too
            accept_offer(db.session.get_one(Signup, signup_id), actor=actor)

        came = at_once(
            lambda accept=accept: request(app, accept),
            lambda: request(app, lambda: lapse_offers(utcnow())),
            lambda: request(app, lambda: lapse_offers(utcnow())),
        )
        assert fell(came) == []
        found = (store.get_one(Signup, jan).state, store.get_one(Signup, ewa).state)
        assert found in ((CONFIRMED, WAITING), (WITHDRAWN, OFFERED))
        clock.move_to("2027-03-01T09:00:00+00:00")


def test_places_are_changed_while_people_sign_up(
    app: Flask, cast: Cast, planned: Planned, store: Session
) -> None:
    event = open_event(planned, places=10)
    crowd = [coming(app, event, f"Osoba {number}") for number in range(12)]
    came = at_once(*crowd, with_places(app, cast, event, 3), with_places(app, cast, event, 5))

    assert fell(came) == []
    assert counters_are_right(store)
    (listed,) = store.scalars(select(SignupList)).all()
    assert listed.places == store.get_one(Event, event).places
    assert len(states(store)) == 12
    assert listed.taken + listed.held + listed.waiting == 12  # a place may be on offer by now


@pytest.mark.parametrize("first", [False, True], ids=["list there", "first of all"])
def test_nobody_gets_a_place_in_what_is_called_off_at_the_same_moment_unheard(
    app: Flask, cast: Cast, planned: Planned, signed_up: SignUp, store: Session, first: bool
) -> None:
    """Whoever still got one is told; whoever came after is refused."""
    actor_id = cast.organiser.id
    for turn in range(ROUNDS):
        event = open_event(planned, places=20)
        if not first:
            signed_up(event, f"Maria {turn}", email="")

        def call_off(event_id: int = event) -> None:
            cancel_event(
                db.session.get_one(Event, event_id),
                reason="Burza.",
                actor=db.session.get_one(User, actor_id),
            )

        crowd = [coming(app, event, f"Osoba {turn} {number}") for number in range(4)]
        came = at_once(*crowd, lambda call_off=call_off: request(app, call_off))
        assert fell(came) == []
        in_list = {
            one.id
            for one in store.scalars(
                select(Signup)
                .join(SignupList)
                .join(SignupList.occurrence)
                .where(Occurrence.event_id == event, Signup.state == CONFIRMED)
            )
        }
        notices = store.scalars(select(Notice).where(Notice.event_id == event)).all()
        assert len(notices) == (1 if in_list else 0)
        refused = sum(isinstance(one, DomainError) for one in came)
        told = sum(
            to.startswith(f"osoba.{turn}.") and kind == "signups.changed"
            for to, kind in letters(store)
        )
        assert told == 4 - refused
