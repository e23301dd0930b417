"""Places: who gets one, who waits, and whose turn it is when one frees."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core import transactions
from osl.core.db import db
from osl.core.errors import DomainError
from osl.events.models import Event, EventFormat
from osl.events.operations import Facts, change_event
from osl.events.schedule import Repeated, ScheduleError
from osl.signups.models import SignupState
from osl.signups.operations import accept_offer, change_party, decline_offer, withdraw
from osl.signups.places import DoesNotFit
from tests.cast import Cast
from tests.events.conftest import Planned, weekly
from tests.signups.conftest import SignUp, act, counts, letters, open_event, states

CONFIRMED, WAITING = SignupState.CONFIRMED, SignupState.WAITING
OFFERED, WITHDRAWN = SignupState.OFFERED, SignupState.WITHDRAWN


def test_those_who_come_first_have_places_and_the_others_wait(
    dance: int, signed_up: SignUp, store: Session
) -> None:
    for name in ("Anna A", "Jan B", "Ewa C", "Olga D"):
        signed_up(dance, name)
    assert states(store) == [(CONFIRMED, 1), (CONFIRMED, 1), (WAITING, 1), (WAITING, 1)]
    assert counts(store) == [(2, 2, 0, 2)]
    assert [kind for _to, kind in letters(store)] == [
        "signups.confirmed",
        "signups.confirmed",
        "signups.waiting",
        "signups.waiting",
    ]


def test_a_place_that_frees_is_offered_to_the_next_in_line(
    app: Flask, dance: int, signed_up: SignUp, store: Session
) -> None:
    first, _second, third, _fourth = (
        signed_up(dance, name) for name in ("Anna A", "Jan B", "Ewa C", "Olga D")
    )
    act(app, first, withdraw)
    assert states(store) == [(WITHDRAWN, 1), (CONFIRMED, 1), (OFFERED, 1), (WAITING, 1)]
    assert counts(store) == [(2, 1, 1, 1)]
    act(app, third, accept_offer)
    assert states(store)[2] == (CONFIRMED, 1)
    assert counts(store) == [(2, 2, 0, 1)]


def test_a_party_that_does_not_fit_is_asked_and_kept_together(
    dance: int, signed_up: SignUp, store: Session
) -> None:
    signed_up(dance, "Anna A")
    with pytest.raises(DoesNotFit, match="1 miejsce"):
        signed_up(dance, "Jan B", party_size=3)
    assert len(states(store)) == 1
    signed_up(dance, "Jan B", party_size=3, waits=True)
    assert states(store) == [(CONFIRMED, 1), (WAITING, 3)]


def test_a_party_may_take_fewer(dance: int, signed_up: SignUp, store: Session) -> None:
    signed_up(dance, "Jan B", party_size=3, takes_fewer=True)
    assert states(store) == [(CONFIRMED, 2)]


def test_a_party_that_waits_for_more_is_passed_by_and_keeps_its_place_in_line(
    app: Flask, dance: int, signed_up: SignUp, store: Session
) -> None:
    anna = signed_up(dance, "Anna A", party_size=2)
    three = signed_up(dance, "Jan B", party_size=2)
    one = signed_up(dance, "Ewa C")
    act(app, anna, change_party, party_size=1)
    assert states(store) == [(CONFIRMED, 1), (OFFERED, 2), (WAITING, 1)]
    act(app, three, decline_offer, keeps_waiting=True)
    assert states(store) == [(CONFIRMED, 1), (WAITING, 2), (OFFERED, 1)]
    act(app, one, decline_offer, keeps_waiting=False)
    assert states(store) == [(CONFIRMED, 1), (WAITING, 2), (WITHDRAWN, 1)]
    act(app, anna, withdraw)
    assert states(store) == [(WITHDRAWN, 1), (OFFERED, 2), (WITHDRAWN, 1)]


def test_a_family_is_offered_places_for_all_its_children_or_none(
    app: Flask, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    games = open_event(planned, takes_children=True, places=3)
    anna = signed_up(games, "Anna A", party_size=2)
    jan = signed_up(games, "Jan B")
    children = [("Zosia", 8), ("Staś", 5)]
    signed_up(games, "Ewa C", party_size=3, children=children)
    act(app, anna, withdraw)
    assert states(store)[2] == (WAITING, 3)
    act(app, jan, withdraw)
    assert states(store)[2] == (OFFERED, 3)


def test_where_the_event_says_so_the_next_moves_up_unasked(
    app: Flask, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    dance = open_event(planned, fills_by_itself=True, places=1)
    anna = signed_up(dance, "Anna A")
    signed_up(dance, "Jan B")
    act(app, anna, withdraw)
    assert states(store) == [(WITHDRAWN, 1), (CONFIRMED, 1)]
    assert letters(store)[-1] == ("jan@example.org", "signups.moved_up")


def test_a_larger_party_needs_room(
    app: Flask, dance: int, signed_up: SignUp, store: Session
) -> None:
    anna = signed_up(dance, "Anna A")
    with pytest.raises(DomainError, match="1 miejsce"):
        act(app, anna, change_party, party_size=5)
    act(app, anna, change_party, party_size=2)
    assert counts(store) == [(2, 2, 0, 0)]


def test_a_course_with_people_stays_a_course(
    app: Flask, cast: Cast, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    when = weekly(meeting_count=3)
    course = open_event(planned, when=Repeated(when.rule, EventFormat.COURSE))
    signed_up(course, "Anna A")
    with (
        app.test_request_context(),
        pytest.raises(ScheduleError, match="nie można zmienić cyklu w kurs"),
        transactions.unit(),
    ):
        event = db.session.get_one(Event, course)
        actor = db.session.get_one(User, cast.organiser.id)
        change_event(event, Facts.of(event), when, communities=event.communities, actor=actor)
    assert store.get_one(Event, course).format is EventFormat.COURSE
