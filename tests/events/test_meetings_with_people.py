"""What is done to a meeting people count on, they can read; what was, stays as it was."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core import transactions
from osl.core.clock import local_midnight, to_local
from osl.core.db import db
from osl.events import involvement
from osl.events.breaks import add_break
from osl.events.cancellations import cancel_event, restore_event
from osl.events.change_words import told_change
from osl.events.involvement import Involved
from osl.events.meetings import Own, change_occurrence
from osl.events.models import Event, EventChange, Frequency, Occurrence
from osl.events.operations import Facts, change_event
from osl.events.recurrence import Rule
from osl.events.schedule import Repeated, once
from tests.cast import Cast
from tests.events.conftest import Planned, weekly

FAR = date(2027, 12, 9)
"""A Thursday further ahead than the page tells what its series leaves out."""

Change = Callable[[Event, User], object]


@pytest.fixture
def with_people() -> Iterator[set[int]]:
    """The meetings three people are coming to, by their numbers."""
    ids: set[int] = set()

    def count(asked: Collection[int]) -> dict[int, Involved]:
        return {one: Involved(people=3) for one in asked if one in ids}

    involvement.counters.append(count)
    yield ids
    involvement.counters.remove(count)


@pytest.fixture
def change(app: Flask, cast: Cast) -> Callable[[int, Change], None]:
    """Run ``act(event, organiser)`` as the site would."""

    def run(event_id: int, act: Change) -> None:
        with app.test_request_context(), transactions.unit():
            act(db.session.get_one(Event, event_id), db.session.get_one(User, cast.organiser.id))

    return run


def meeting_of(store: Session, day: date) -> Occurrence:
    rows = store.scalars(select(Occurrence).order_by(Occurrence.slot_at))
    return next(one for one in rows if to_local(one.slot_at).date() == day)


def told(app: Flask, store: Session) -> list[str]:
    with app.test_request_context():
        return [told_change(one) for one in store.scalars(select(EventChange))]


def reschedule(event: Event, actor: User, **changes: object) -> None:
    when = Repeated(replace(Rule.of(event.series), is_stored=False, **changes), event.format)
    change_event(event, Facts.of(event), when, communities=event.communities, actor=actor)


def test_a_date_left_out_far_ahead_is_told_to_those_who_come(
    app: Flask,
    planned: Planned,
    store: Session,
    with_people: set[int],
    change: Callable[[int, Change], None],
) -> None:
    event_id = planned(weekly(), published=True)
    with_people.add(meeting_of(store, FAR).id)
    change(event_id, lambda event, actor: reschedule(event, actor, skipped_on=(FAR,)))

    assert meeting_of(store, FAR).is_cancelled
    assert told(app, store) == [
        "odwołane spotkanie: czwartek, 9 grudnia 2027, 17.00–18.30. "
        "Terminy tych spotkań się zmieniły."
    ]


def test_a_break_far_ahead_is_told_to_those_who_come(
    app: Flask,
    planned: Planned,
    store: Session,
    with_people: set[int],
    change: Callable[[int, Change], None],
) -> None:
    event_id = planned(weekly(skips_breaks=True), published=True)
    with_people.add(meeting_of(store, FAR).id)
    change(
        event_id,
        lambda _event, actor: add_break(name="Remont", first_on=FAR, last_on=FAR, actor=actor),
    )

    assert len(told(app, store)) == 1
    assert "9 grudnia 2027" in told(app, store)[0]
    assert "Remont" in told(app, store)[0]


def test_other_weeks_of_a_fortnightly_series_are_told_meeting_by_meeting(
    app: Flask,
    planned: Planned,
    store: Session,
    with_people: set[int],
    change: Callable[[int, Change], None],
) -> None:
    """ "Every second Thursday" says nothing of which ones."""
    first_on = date(2027, 3, 4)
    when = weekly(first_on, frequency=Frequency.FORTNIGHTLY, meeting_count=4)
    event_id = planned(when, published=True)
    with_people.add(meeting_of(store, first_on + timedelta(days=14)).id)
    later = first_on + timedelta(days=7)
    change(event_id, lambda event, actor: reschedule(event, actor, first_on=later))

    assert [one.partition(".")[0] for one in told(app, store)] == [
        "odwołane spotkanie: czwartek, 18 marca 2027, 17"
    ]


def test_what_was_called_off_when_its_time_came_never_was(
    app: Flask,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
    change: Callable[[int, Change], None],
) -> None:
    """A series is called off for a fortnight: the two meetings nobody came to stay called off."""
    event_id = planned(weekly(meeting_count=5), published=True)
    change(event_id, lambda event, actor: cancel_event(event, reason="Awaria.", actor=actor))
    clock.move_to(datetime(2027, 3, 12, 12, tzinfo=UTC))
    change(event_id, lambda event, actor: restore_event(event, actor=actor))

    rows = list(store.scalars(select(Occurrence).order_by(Occurrence.slot_at)))
    assert [one.is_cancelled for one in rows] == [True, True, False, False, False]
    assert rows[0].cancellation_reason == "Awaria."


def test_a_moved_meeting_takes_the_whole_of_its_day_with_its_series(
    planned: Planned, store: Session, change: Callable[[int, Change], None]
) -> None:
    event_id = planned(weekly(meeting_count=3), published=True)

    def move(event: Event, actor: User) -> None:
        to = once(date(2027, 3, 13), time(9), None, time(10))
        change_occurrence(event.occurrences[1], to, Own(), actor=actor)

    change(event_id, move)
    change(
        event_id,
        lambda event, actor: reschedule(event, actor, starts_at=time(0), ends_at=time(0)),
    )

    assert store.get_one(Event, event_id).is_all_day
    moved = meeting_of(store, date(2027, 3, 11))
    assert moved.starts_at == local_midnight(date(2027, 3, 13))
    assert moved.ends_at == local_midnight(date(2027, 3, 14))
