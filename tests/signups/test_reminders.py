"""The day before: who is reminded, once, of what really takes place."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core import transactions
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.outbox import OutgoingLetter
from osl.events import schedule
from osl.events.cancellations import cancel_event
from osl.events.models import Event, EventFormat
from osl.events.operations import Facts, change_event
from osl.messages.writing import write
from osl.signups.models import Help, HelpNeed, Signup
from osl.signups.operations import withdraw
from osl.signups.reminders import erase_help_needs, send_reminders
from tests.browser import Browser
from tests.cast import Cast
from tests.events.conftest import Planned, evening, weekly
from tests.signups.conftest import SignUp, act, fill_in, letters, open_event

DAY_BEFORE = datetime(2027, 3, 10, 8, 30, tzinfo=UTC)
"""Wednesday half past nine in Poland; the evening is on Thursday the 11th at 17."""


def remind(app: Flask, times: int = 1) -> None:
    with app.app_context():
        for _time in range(times):
            with transactions.unit():
                send_reminders(utcnow())


def reminders(store: Session) -> list[str]:
    return [to for to, kind in letters(store) if kind == "signups.reminder"]


def by(app: Flask, cast: Cast, event_id: int, step: Callable[[Event, User], object]) -> None:
    with app.test_request_context(base_url="http://127.0.0.1:8000"), transactions.unit():
        step(db.session.get_one(Event, event_id), db.session.get_one(User, cast.organiser.id))


def move(event: Event, actor: User, day: date) -> None:
    change_event(event, Facts.of(event), evening(day), communities=event.communities, actor=actor)


def test_only_those_with_a_place_are_reminded_and_only_once(
    app: Flask, dance: int, signed_up: SignUp, store: Session, clock: time_machine.Traveller
) -> None:
    signed_up(dance, "Anna A")
    signed_up(dance, "Jan B", phone="000 000 002", email="")
    signed_up(dance, "Ewa C")
    clock.move_to(DAY_BEFORE - timedelta(hours=2))
    remind(app)
    assert reminders(store) == []
    clock.move_to(DAY_BEFORE)
    remind(app, times=3)
    assert reminders(store) == ["anna@example.org"]


def test_who_withdrew_is_left_in_peace(
    app: Flask, dance: int, signed_up: SignUp, store: Session, clock: time_machine.Traveller
) -> None:
    act(app, signed_up(dance, "Anna A"), withdraw)
    clock.move_to(DAY_BEFORE)
    remind(app)
    assert reminders(store) == []


def test_a_called_off_evening_reminds_nobody(
    app: Flask,
    cast: Cast,
    dance: int,
    signed_up: SignUp,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    signed_up(dance, "Anna A")
    by(app, cast, dance, lambda event, actor: cancel_event(event, reason="Burza.", actor=actor))
    clock.move_to(DAY_BEFORE)
    remind(app)
    assert reminders(store) == []


def test_an_evening_that_moved_away_reminds_the_day_before_its_new_date(
    app: Flask,
    cast: Cast,
    dance: int,
    signed_up: SignUp,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    signed_up(dance, "Anna A")
    by(app, cast, dance, lambda event, actor: move(event, actor, date(2027, 3, 18)))
    clock.move_to(DAY_BEFORE)
    remind(app)
    assert reminders(store) == []
    clock.move_to(DAY_BEFORE + timedelta(days=7))
    remind(app, times=2)
    assert reminders(store) == ["anna@example.org"]


def test_a_reminder_that_has_not_left_when_the_evening_moves_is_not_sent(
    app: Flask,
    cast: Cast,
    dance: int,
    signed_up: SignUp,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    signed_up(dance, "Anna A")
    clock.move_to(DAY_BEFORE)
    remind(app)
    by(app, cast, dance, lambda event, actor: move(event, actor, date(2027, 3, 18)))
    number = store.scalars(
        select(OutgoingLetter.id).where(OutgoingLetter.kind == "signups.reminder")
    ).one()
    with app.app_context(), transactions.unit():
        assert write(db.session.get_one(OutgoingLetter, number)) is None


def test_each_meeting_of_a_course_is_reminded_of(
    app: Flask, planned: Planned, signed_up: SignUp, store: Session, clock: time_machine.Traveller
) -> None:
    when = weekly(first_on=date(2027, 3, 11), meeting_count=3)
    course = open_event(planned, when=schedule.Repeated(when.rule, EventFormat.COURSE))
    signed_up(course, "Anna A")
    for week in range(4):
        clock.move_to(DAY_BEFORE + timedelta(weeks=week))
        remind(app, times=2)
    assert reminders(store) == ["anna@example.org"] * 3


def test_a_skipped_meeting_of_a_regular_is_not_reminded_of(
    app: Flask,
    browser: Browser,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    yoga = open_event(
        planned, when=weekly(first_on=date(2027, 3, 11), meeting_count=2), takes_regulars=True
    )
    anna = {"Imię i nazwisko": "Anna Przykładowa", "E-mail": "anna@example.org"}
    page = fill_in(browser, yoga, anna | {"Które spotkanie": "Wszystkie spotkania: stałe miejsce"})
    page.follow("Tego dnia nie przyjdę: czwartek, 11 marca 2027, 17.00–18.30").submit(
        "Tak, wypisuję się"
    )
    for week in range(2):
        clock.move_to(DAY_BEFORE + timedelta(weeks=week))
        remind(app)
    assert len(reminders(store)) == 1


def test_on_the_night_the_clocks_change_tomorrow_is_still_tomorrow(
    app: Flask, planned: Planned, signed_up: SignUp, store: Session, clock: time_machine.Traveller
) -> None:
    sunday = open_event(planned, when=evening(date(2027, 3, 28)))
    signed_up(sunday, "Anna A")
    clock.move_to(datetime(2027, 3, 27, 7, 59, tzinfo=UTC))
    remind(app)
    assert reminders(store) == []
    clock.move_to(datetime(2027, 3, 27, 8, 1, tzinfo=UTC))
    remind(app)
    assert reminders(store) == ["anna@example.org"]


def test_two_weeks_after_nobody_knows_what_help_was_needed(
    app: Flask, dance: int, signed_up: SignUp, store: Session, clock: time_machine.Traveller
) -> None:
    number = signed_up(dance, "Anna A", help_needed=[Help.STEP_FREE, Help.LARGE_PRINT])

    def erase() -> int:
        with app.app_context(), transactions.unit():
            erase_help_needs(utcnow())
        return store.scalar(select(func.count(HelpNeed.kind))) or 0

    clock.move_to(datetime(2027, 3, 25, 17, tzinfo=UTC))
    assert erase() == 2
    clock.move_to(datetime(2027, 3, 25, 18, 1, tzinfo=UTC))
    assert erase() == 0
    assert store.get(Signup, number) is not None


def test_help_for_a_course_is_known_until_its_last_meeting_is_two_weeks_past(
    app: Flask, planned: Planned, signed_up: SignUp, store: Session, clock: time_machine.Traveller
) -> None:
    when = weekly(first_on=date(2027, 3, 11), meeting_count=3)
    course = open_event(planned, when=schedule.Repeated(when.rule, EventFormat.COURSE))
    signed_up(course, "Anna A", help_needed=[Help.STEP_FREE])

    def erase() -> int:
        with app.app_context(), transactions.unit():
            erase_help_needs(utcnow())
        return store.scalar(select(func.count(HelpNeed.kind))) or 0

    clock.move_to(datetime(2027, 4, 5, tzinfo=UTC))
    assert erase() == 1
    clock.move_to(datetime(2027, 4, 10, tzinfo=UTC))
    assert erase() == 0
