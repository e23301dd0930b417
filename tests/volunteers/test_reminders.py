"""The day before a shift: reminded once, by letter or by a call that waits."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.clock import utcnow
from osl.core.db import db
from osl.volunteers.models import Assignment, Shift
from osl.volunteers.reminders import remind_volunteers
from osl.volunteers.shifts import assign, cancel_shift, change_shift, give_up, move_assignment
from osl.volunteers.tasks import hours_on
from tests.browser import Browser
from tests.cast import Cast
from tests.ideas.conftest import unit
from tests.volunteers.conftest import Offered, Tasked, do
from tests.volunteers.desk import kinds
from tests.volunteers.test_shifts_at_the_desk import another

EVE = datetime(2027, 3, 9, 8, 30, tzinfo=UTC)
"""Half past nine in the morning in Poland, the day before the shift."""

REMINDER = "volunteers.reminder"


def remind(app: Flask) -> int:
    with unit(app):
        return remind_volunteers(utcnow())


def test_somebody_is_reminded_once_from_nine_the_day_before(
    app: Flask,
    cast: Cast,
    tasked: Tasked,
    offered: Offered,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    shift = tasked()
    do(app, offered(shift, "Anna Nowa"), assign, actor=cast.animator)
    offered(shift, "Jan Nowy")  # not taken on, so not expected
    for early in (datetime(2027, 3, 8, 12, tzinfo=UTC), datetime(2027, 3, 9, 7, 59, tzinfo=UTC)):
        clock.move_to(early)
        assert remind(app) == 0
    clock.move_to(EVE)
    assert (remind(app), remind(app)) == (1, 0)
    assert kinds(store).count(REMINDER) == 1
    clock.move_to(datetime(2027, 3, 10, 9, tzinfo=UTC))
    assert remind(app) == 0


@pytest.mark.parametrize("what", ["called off", "given up", "moved away", "other shift"])
def test_what_does_not_take_place_reminds_nobody(
    app: Flask,
    cast: Cast,
    tasked: Tasked,
    offered: Offered,
    store: Session,
    clock: time_machine.Traveller,
    what: str,
) -> None:
    shift = tasked()
    anna = offered(shift, "Anna Nowa")
    do(app, anna, assign, actor=cast.animator)
    other = another(app, cast, shift, (time(9), time(11)))
    with unit(app):
        actor = db.session.get_one(User, cast.animator.id)
        own, one = db.session.get_one(Shift, shift), db.session.get_one(Assignment, anna)
        if what == "called off":
            cancel_shift(own, actor=actor)
        elif what == "given up":
            give_up(one)
        elif what == "other shift":
            move_assignment(one, db.session.get_one(Shift, other), actor=actor)
        else:
            day = date(2027, 3, 11)
            starts_at, ends_at = hours_on(day, time(17), time(19))
            change_shift(own, starts_at=starts_at, ends_at=ends_at, needed=2, note="", actor=actor)
    clock.move_to(EVE)
    assert remind(app) == 0
    assert REMINDER not in kinds(store)


def test_a_shift_moved_after_the_reminder_reminds_anew(
    app: Flask,
    cast: Cast,
    tasked: Tasked,
    offered: Offered,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    shift = tasked()
    do(app, offered(shift, "Anna Nowa"), assign, actor=cast.animator)
    clock.move_to(EVE)
    assert remind(app) == 1
    with unit(app):
        starts_at, ends_at = hours_on(date(2027, 3, 11), time(8), time(10))
        change_shift(
            db.session.get_one(Shift, shift),
            starts_at=starts_at,
            ends_at=ends_at,
            needed=2,
            note="",
            actor=db.session.get_one(User, cast.animator.id),
        )
    clock.move_to(datetime(2027, 3, 10, 9, tzinfo=UTC))
    assert remind(app) == 1
    assert kinds(store).count(REMINDER) == 2


def test_whoever_has_no_e_mail_is_called_the_day_before(
    app: Flask,
    browser: Browser,
    cast: Cast,
    tasked: Tasked,
    offered: Offered,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    zofia = offered(tasked(), "Zofia Nowa", email="", phone="600700800")
    do(app, zofia, assign, actor=cast.animator)
    browser.sign_in(cast.animator)
    browser.visit("/panel/wolontariat").submit("Powiedziane: Zofia Nowa")
    clock.move_to(EVE)
    assert remind(app) == 1
    assert REMINDER not in kinds(store)
    browser.sign_in(cast.animator)
    assert "1 osoba z wolontariatu czeka na telefon" in browser.visit("/panel").text
    page = browser.visit("/panel/wolontariat")
    assert "Przypominamy: czekamy na Ciebie, „Podlewanie ogrodu”" in page.text
    assert "600 700 800" in page.text
    page.submit("Powiedziane: Zofia Nowa")
    assert remind(app) == 0
    assert store.get_one(Assignment, zofia).call_about == ""


def test_a_call_that_waits_is_not_covered_by_the_reminder(
    app: Flask,
    cast: Cast,
    tasked: Tasked,
    offered: Offered,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    """Nobody has told them yet that they were taken on: that is what is said first."""
    zofia = offered(tasked(), "Zofia Nowa", email="", phone="600700800")
    do(app, zofia, assign, actor=cast.animator)
    clock.move_to(EVE)
    remind(app)
    assert store.get_one(Assignment, zofia).call_about == "assigned"
