"""Whoever is on a list hears of a change once: by one letter, or by one call."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.communities.models import Venue
from osl.core.clock import to_local, utcnow
from osl.core.db import db
from osl.events.breaks import add_break
from osl.events.cancellations import cancel_event, cancel_following, restore_event
from osl.events.meetings import (
    Own,
    cancel_occurrence,
    change_occurrence,
    postpone_occurrence,
    restore_occurrence,
)
from osl.events.models import Event, EventFormat, Occurrence
from osl.events.operations import Facts, change_event
from osl.events.parts import change_following
from osl.events.rounds import change_other_rounds
from osl.events.schedule import Once, Repeated, of_event, once
from osl.messages.models import Notice
from osl.signups.models import Signup, SignupState
from osl.signups.operations import change_party, withdraw
from tests.cast import Cast
from tests.events.conftest import Planned, evening, weekly
from tests.signups.conftest import SignUp, act, counts, letters, open_event, states
from tests.signups.hearing import all_calls, become_regular, change, to_call, written_to

RAIN = "Zapowiadają burzę"


def call_off(event: Event, actor: User) -> None:
    cancel_event(event, reason=RAIN, actor=actor)


def call_on(event: Event, actor: User) -> None:
    restore_event(event, actor=actor)


def call_off_first(event: Event, actor: User) -> None:
    cancel_occurrence(event.occurrences[0], reason=RAIN, actor=actor)


def call_on_first(event: Event, actor: User) -> None:
    restore_occurrence(event.occurrences[0], actor=actor)


def call_off_from_second_on(event: Event, actor: User) -> None:
    cancel_following(event.occurrences[1], reason=RAIN, actor=actor)


def put_off(event: Event, actor: User) -> None:
    postpone_occurrence(event.occurrences[0], note="Szukamy sali", actor=actor)


def later_by(number: int, **by: float) -> Any:
    def move(event: Event, actor: User) -> None:
        meeting = event.occurrences[number]
        to = Once(meeting.starts_at + timedelta(**by), meeting.ends_at + timedelta(**by))
        change_occurrence(meeting, to, Own.of(meeting), actor=actor)

    return move


def elsewhere(event: Event, actor: User) -> None:
    rewrite(event, actor, venue=None, place_note="Na skwerze")


def rewrite(event: Event, actor: User, when: Any = None, **facts: Any) -> None:
    known = {name: getattr(Facts.of(event), name) for name in Facts.__dataclass_fields__}
    change_event(
        event,
        Facts(**(known | facts)),
        when or of_event(event),
        communities=list(event.communities),
        actor=actor,
    )


def two_days_later(event: Event, actor: User) -> None:
    rewrite(event, actor, when=once(date(2027, 3, 13), time(10), None, time(12)))


def hour_later(event: Event, actor: User) -> None:
    when = of_event(event)
    assert isinstance(when, Repeated)
    rule = replace(when.rule, starts_at=time(18), ends_at=time(19), is_stored=False)
    rewrite(event, actor, when=Repeated(rule, when.format))


@pytest.fixture
def three(dance: int, signed_up: SignUp) -> int:
    """An evening with Anna (letters) and Jan (phone) on its list, and Ewa waiting by phone."""
    signed_up(dance, "Anna A")
    signed_up(dance, "Jan B", email="", phone="000 000 002")
    signed_up(dance, "Ewa C", email="", phone="000 000 003")
    return dance


@pytest.mark.parametrize(
    ("what", "cause"),
    [
        (call_off, "cancelled"),
        (put_off, "postponed"),
        (two_days_later, "changed"),
        (elsewhere, "changed"),
    ],
    ids=["called off", "put off", "another day", "another place"],
)
def test_everybody_on_the_list_hears_of_a_change_once(
    app: Flask, cast: Cast, three: int, store: Session, what: Any, cause: str
) -> None:
    change(app, cast, three, what)
    assert written_to(store) == ["anna@example.org"]
    assert to_call(store) == [("Jan B", cause), ("Ewa C", cause)]


def test_whoever_has_withdrawn_hears_nothing(
    app: Flask, cast: Cast, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    event_id = open_event(planned, places=5)
    anna = signed_up(event_id, "Anna A")
    jan = signed_up(event_id, "Jan B", email="", phone="000 000 002")
    for one in (anna, jan):
        act(app, one, withdraw)
    change(app, cast, event_id, call_off)
    assert (written_to(store), to_call(store)) == ([], [])
    assert store.scalars(select(Notice)).all() == []


def test_a_change_undone_later_is_told_once_more(
    app: Flask, cast: Cast, three: int, store: Session
) -> None:
    change(app, cast, three, call_off)
    change(app, cast, three, call_on)
    assert written_to(store) == ["anna@example.org"] * 2
    assert to_call(store) == [("Jan B", "restored"), ("Ewa C", "restored")]
    assert len(all_calls(store)) == 4, "the calls nobody made gave way to the new ones"


def test_a_change_undone_at_once_is_told_nobody(
    app: Flask, cast: Cast, three: int, store: Session
) -> None:
    change(app, cast, three, call_off, call_on)
    assert (written_to(store), to_call(store)) == ([], [])


def test_what_changes_nothing_for_people_is_told_nobody(
    app: Flask, cast: Cast, three: int, store: Session
) -> None:
    change(app, cast, three, lambda event, actor: rewrite(event, actor, title="Gry dla sąsiadów"))

    def correct(event: Event, actor: User) -> None:
        db.session.get_one(Venue, cast.hall.id).name = "Świetlica „Pod Lipą”"
        rewrite(event, actor, description="Przynieś szachy.")

    change(app, cast, three, correct)
    assert (written_to(store), to_call(store)) == ([], [])


def test_a_place_that_was_corrected_is_no_news_later_either(
    app: Flask, cast: Cast, three: int, store: Session
) -> None:
    def correct(_event: Event, _actor: User) -> None:
        db.session.get_one(Venue, cast.hall.id).name = "Świetlica „Pod Lipą”"

    change(app, cast, three, correct)
    change(app, cast, three, put_off)
    notice = store.scalars(select(Notice)).one()
    (told,) = notice.facts.values()
    assert "Pod Dębem" in told["was"][3], "what people were told"
    assert to_call(store)[0] == ("Jan B", "postponed")


def test_what_is_over_is_no_news(
    app: Flask,
    cast: Cast,
    planned: Planned,
    signed_up: SignUp,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    event_id = open_event(planned, when=weekly(meeting_count=3))
    signed_up(event_id, "Anna A")
    clock.move_to(utcnow() + timedelta(days=5))
    change(app, cast, event_id, call_off)
    assert written_to(store) == []


def test_a_draft_tells_nobody(app: Flask, cast: Cast, planned: Planned, store: Session) -> None:
    event_id = planned(evening(), places=2)
    change(app, cast, event_id, two_days_later)
    assert store.scalars(select(Notice)).all() == []


def test_two_events_changed_at_once_are_told_apart(
    app: Flask, cast: Cast, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    first, second = open_event(planned), open_event(planned, title="Potańcówka")
    for event_id in (first, second):
        signed_up(event_id, "Anna A")
        signed_up(event_id, "Jan B", email="", phone="000 000 002")

    def both(event: Event, actor: User) -> None:
        call_off(event, actor)
        two_days_later(db.session.get_one(Event, second), actor)

    change(app, cast, first, both)
    assert written_to(store) == ["anna@example.org"] * 2
    assert to_call(store) == [("Jan B", "cancelled"), ("Jan B", "changed")]


@pytest.mark.parametrize(
    ("what", "cause"),
    [
        (call_off, "cancelled"),
        (call_off_from_second_on, "cancelled"),
        (hour_later, "changed"),
        (elsewhere, "changed"),
    ],
    ids=["called off", "the rest called off", "another hour", "another place"],
)
def test_a_regular_hears_once_whatever_the_number_of_meetings(
    app: Flask, cast: Cast, planned: Planned, store: Session, what: Any, cause: str
) -> None:
    event_id = open_event(planned, when=weekly(meeting_count=4), takes_regulars=True)
    become_regular(app, event_id, "Anna A")
    become_regular(app, event_id, "Jan B", email="", phone="000 000 002")
    change(app, cast, event_id, what)
    assert written_to(store) == ["anna@example.org"]
    assert to_call(store) == [("Jan B", cause)]


def test_of_one_meeting_of_a_cycle_only_those_who_come_to_it_hear(
    app: Flask, cast: Cast, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    event_id = open_event(planned, when=weekly(meeting_count=3))
    numbers = [one.id for one in store.scalars(select(Occurrence).order_by(Occurrence.starts_at))]
    signed_up(event_id, "Anna A", meeting_id=numbers[0])
    signed_up(event_id, "Ewa C", meeting_id=numbers[1])
    change(app, cast, event_id, call_off_first)
    assert written_to(store) == ["anna@example.org"]
    change(app, cast, event_id, later_by(1, hours=2))
    assert written_to(store) == ["anna@example.org", "ewa@example.org"]


def test_this_and_the_following_meetings_move_for_those_who_come_to_them(
    app: Flask, cast: Cast, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    event_id = open_event(planned, when=weekly(meeting_count=3))
    numbers = [one.id for one in store.scalars(select(Occurrence).order_by(Occurrence.starts_at))]
    signed_up(event_id, "Anna A", meeting_id=numbers[0])
    signed_up(event_id, "Ewa C", meeting_id=numbers[1])
    signed_up(event_id, "Ewa C", meeting_id=numbers[2])

    def following(event: Event, actor: User) -> None:
        facts = {name: getattr(Facts.of(event), name) for name in Facts.__dataclass_fields__}
        change_following(
            event.occurrences[1],
            Facts(**(facts | {"venue": None, "place_note": "Na skwerze"})),
            weekly(to_local(event.occurrences[1].starts_at).date(), meeting_count=2),
            communities=list(event.communities),
            actor=actor,
        )

    change(app, cast, event_id, following)
    assert written_to(store) == ["ewa@example.org"]
    assert len(store.scalars(select(Event)).all()) == 2


def test_a_course_is_told_once_for_all_its_meetings(
    app: Flask, cast: Cast, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    event_id = open_event(planned, when=course())
    signed_up(event_id, "Anna A")
    signed_up(event_id, "Jan B", email="", phone="000 000 002")
    change(app, cast, event_id, elsewhere)
    assert written_to(store) == ["anna@example.org"]
    assert to_call(store) == [("Jan B", "changed")]
    change(app, cast, event_id, call_off_from_second_on)
    assert written_to(store) == ["anna@example.org"] * 2
    assert to_call(store) == [("Jan B", "cancelled")]


def course(**parts: Any) -> Repeated:
    return Repeated(weekly(meeting_count=4, **parts).rule, EventFormat.COURSE)


def test_rounds_of_a_course_are_lists_of_their_own(
    app: Flask, cast: Cast, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    first = open_event(planned, when=course(), round_name="Poranna")
    second = open_event(
        planned, when=course(starts_at=time(8), ends_at=time(9)), round_name="Wieczorna"
    )

    def is_round(event: Event, _actor: User) -> None:
        event.round_of_id = first

    change(app, cast, second, is_round)
    signed_up(first, "Anna A")
    signed_up(second, "Ewa C")
    change(app, cast, second, call_off_first)
    assert written_to(store) == ["ewa@example.org"]

    def all_of_them(event: Event, actor: User) -> None:
        elsewhere(event, actor)
        change_other_rounds(event, actor=actor)

    change(app, cast, first, all_of_them)
    assert written_to(store)[1:] == ["anna@example.org"], "each round has a place of its own"


def test_a_break_is_told_to_those_whose_meeting_it_takes(
    app: Flask, cast: Cast, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    event_id = open_event(planned, when=weekly(until_on=date(2027, 3, 25), skips_breaks=True))
    numbers = [one.id for one in store.scalars(select(Occurrence).order_by(Occurrence.starts_at))]
    signed_up(event_id, "Anna A", meeting_id=numbers[0])
    signed_up(event_id, "Ewa C", meeting_id=numbers[1])
    change(
        app,
        cast,
        event_id,
        lambda _event, actor: add_break(
            name="remont", first_on=date(2027, 3, 10), last_on=date(2027, 3, 12), actor=actor
        ),
    )
    assert written_to(store) == ["ewa@example.org"]


def test_one_meeting_called_off_and_on_again(
    app: Flask, cast: Cast, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    event_id = open_event(planned, when=weekly(meeting_count=2))
    signed_up(event_id, "Jan B", email="", phone="000 000 002")
    change(app, cast, event_id, call_off_first)
    assert to_call(store) == [("Jan B", "cancelled")]
    change(app, cast, event_id, call_on_first)
    assert to_call(store) == [("Jan B", "restored")]


def test_what_was_put_off_and_has_a_new_date_is_a_change_and_no_return(
    app: Flask, cast: Cast, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    event_id = open_event(planned, when=weekly(meeting_count=2))
    signed_up(event_id, "Jan B", email="", phone="000 000 002")
    change(app, cast, event_id, put_off)
    change(app, cast, event_id, later_by(0, hours=26))
    assert to_call(store) == [("Jan B", "changed")]


def test_what_happens_to_a_meeting_while_it_is_off_is_told_when_it_comes_back(
    app: Flask, cast: Cast, three: int, store: Session
) -> None:
    change(app, cast, three, call_off)

    def move_while_off(event: Event, actor: User) -> None:
        rewrite(event, actor, venue=None, place_note="Na skwerze")

    change(app, cast, three, move_while_off)
    assert len(written_to(store)) == 1, "called off is called off, wherever it would have been"
    change(app, cast, three, call_on)
    notice = store.scalars(select(Notice).order_by(Notice.id.desc())).first()
    assert notice is not None
    (told,) = notice.facts.values()
    assert "Pod Dębem" in told["was"][3]
    assert told["now"][3] == "Na skwerze"


def test_an_offer_goes_back_to_waiting_when_the_meeting_is_off(
    app: Flask, cast: Cast, dance: int, signed_up: SignUp, store: Session
) -> None:
    anna = signed_up(dance, "Anna A")
    signed_up(dance, "Jan B")
    signed_up(dance, "Ewa C", email="", phone="000 000 003")
    act(app, anna, withdraw)
    assert to_call(store) == [("Ewa C", "offer")]
    change(app, cast, dance, call_off)
    assert states(store)[2] == (SignupState.WAITING, 1)
    assert counts(store) == [(2, 1, 0, 1)]
    assert to_call(store) == [("Ewa C", "cancelled")], "the offer is not called about any more"
    change(app, cast, dance, call_on)
    assert states(store)[2] == (SignupState.OFFERED, 1)
    assert to_call(store) == [("Ewa C", "restored"), ("Ewa C", "offer")]


def test_an_offer_never_lasts_beyond_a_meeting_that_is_earlier_now(
    app: Flask, cast: Cast, dance: int, signed_up: SignUp, store: Session
) -> None:
    anna = signed_up(dance, "Anna A")
    signed_up(dance, "Jan B")
    ewa = signed_up(dance, "Ewa C")
    act(app, anna, withdraw)
    today = to_local(utcnow()).date()
    change(
        app,
        cast,
        dance,
        lambda event, actor: rewrite(event, actor, when=once(today, time(17), None, time(19))),
    )
    signup = store.get_one(Signup, ewa)
    meeting = store.scalars(select(Occurrence)).one()
    assert signup.offer_until is not None
    assert signup.offer_until == meeting.starts_at


def more(places: int) -> Any:
    return lambda event, actor: rewrite(event, actor, places=places)


def own_places(places: int) -> Any:
    def change_it(event: Event, actor: User) -> None:
        meeting = event.occurrences[0]
        change_occurrence(
            meeting, Once(meeting.starts_at, meeting.ends_at), Own(places=places), actor=actor
        )

    return change_it


@pytest.mark.parametrize(
    ("when", "raise_to", "lower_to"),
    [
        (None, more(3), more(1)),
        (weekly(meeting_count=2), own_places(3), own_places(1)),
        (weekly(meeting_count=2), more(3), more(1)),
        (course(), more(3), more(1)),
    ],
    ids=["event", "one meeting", "cycle", "course"],
)
def test_more_places_move_the_line_up_and_fewer_drop_nobody(
    app: Flask,
    cast: Cast,
    planned: Planned,
    signed_up: SignUp,
    store: Session,
    when: Any,
    raise_to: Any,
    lower_to: Any,
) -> None:
    event_id = open_event(planned, when=when, fills_by_itself=True)
    for name in ("Anna A", "Jan B", "Ewa C", "Olga D"):
        signed_up(event_id, name)
    change(app, cast, event_id, raise_to)
    assert [state for state, _size in states(store)] == [SignupState.CONFIRMED] * 3 + [
        SignupState.WAITING
    ]
    assert letters(store)[-1] == ("ewa@example.org", "signups.moved_up")
    assert counts(store) == [(3, 3, 0, 1)]
    change(app, cast, event_id, lower_to)
    assert counts(store) == [(1, 3, 0, 1)]
    assert len(letters(store)) == 5, "nobody is written to about places"


def test_with_fewer_places_the_next_comes_only_when_there_is_room_again(
    app: Flask, cast: Cast, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    event_id = open_event(planned, fills_by_itself=True, places=3)
    anna = signed_up(event_id, "Anna A", party_size=3)
    signed_up(event_id, "Jan B")
    change(app, cast, event_id, more(1))
    act(app, anna, change_party, party_size=1)
    assert counts(store) == [(1, 1, 0, 1)]
    act(app, anna, withdraw)
    assert counts(store) == [(1, 1, 0, 0)]


def test_who_skips_one_meeting_still_hears_of_the_others(
    app: Flask, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = open_event(planned, when=weekly(meeting_count=3), takes_regulars=True)
    become_regular(app, event_id, "Jan B", email="", phone="000 000 002")
    change(app, cast, event_id, elsewhere)
    first = store.scalars(select(Signup).order_by(Signup.id)).first()
    assert first is not None
    act(app, first.id, withdraw)
    assert to_call(store) == [("Jan B", "changed")]
