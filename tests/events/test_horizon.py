"""Endless series are stored 18 months ahead, however often and however late the task runs."""

import threading
from datetime import UTC, date, datetime, time
from itertools import pairwise

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.calendars.models import CalendarEntry, Feed
from osl.core import transactions
from osl.core.audit import AuditEntry
from osl.core.clock import utcnow
from osl.core.db import db
from osl.events.cancellations import cancel_event
from osl.events.horizon import extend_horizon
from osl.events.models import Event, Frequency, Occurrence, Series
from tests.browser import Browser
from tests.cast import Cast
from tests.events.conftest import Planned, actions, calendar, everything, weekly


def run(app: Flask) -> str:
    result = app.test_cli_runner().invoke(args=["events", "extend-horizon"])
    assert result.exit_code == 0, result.output
    return result.output.strip()


def count(store: Session) -> int:
    return store.scalar(select(func.count(Occurrence.id))) or 0


def test_it_stores_what_is_missing_and_nothing_twice(
    app: Flask, planned: Planned, store: Session, clock: time_machine.Traveller
) -> None:
    planned(weekly(), published=True)
    before = count(store)
    assert run(app) == "0 meetings stored"

    clock.move_to(datetime(2027, 4, 2, 3, tzinfo=UTC))
    assert run(app) == "4 meetings stored"
    assert run(app) == "0 meetings stored"
    assert count(store) == before + 4
    assert store.scalars(select(Series.horizon_on)).one() == date(2028, 10, 2)
    slots = store.scalars(select(Occurrence.slot_at)).all()
    assert len(set(slots)) == len(slots)
    assert store.scalars(select(AuditEntry.action)).all().count("event.lengthened") == 1


def test_years_late_it_catches_up(
    app: Flask, planned: Planned, store: Session, clock: time_machine.Traveller
) -> None:
    planned(weekly(skips_holidays=False))
    clock.move_to(datetime(2029, 3, 1, 3, tzinfo=UTC))
    run(app)

    days = [one.date() for one in store.scalars(select(Occurrence.slot_at).order_by("slot_at"))]
    assert days[-1] == date(2030, 8, 29)
    assert all((b - a).days == 7 for a, b in pairwise(days))


def test_what_ends_or_is_called_off_is_left_alone(
    app: Flask, planned: Planned, store: Session, clock: time_machine.Traveller
) -> None:
    planned(weekly(meeting_count=3), published=True)
    planned(weekly(until_on=date(2027, 5, 1)), published=True)
    planned()
    before = count(store)
    clock.move_to(datetime(2027, 9, 1, 3, tzinfo=UTC))

    assert run(app) == "0 meetings stored"
    assert count(store) == before


def test_two_at_once_store_each_meeting_once(
    app: Flask, planned: Planned, store: Session, clock: time_machine.Traveller
) -> None:
    for number in range(3):
        planned(weekly(), published=True, title=f"Gry {number}")
    before = count(store)
    clock.move_to(datetime(2027, 5, 3, 3, tzinfo=UTC))
    start = threading.Barrier(4)
    stored: list[int] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            with app.app_context():
                start.wait()
                with transactions.unit():
                    found = extend_horizon(utcnow())
                stored.append(found)
        except BaseException as error:
            failed.append(error)

    crowd = [threading.Thread(target=work) for _ in range(4)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()

    assert failed == []
    assert sorted(stored) == [0, 0, 0, 27]
    assert count(store) == before + 27
    rows = store.execute(select(Occurrence.event_id, Occurrence.slot_at)).all()
    assert len(set(rows)) == len(rows)
    assert actions(store).count("event.lengthened") == 1
    assert set(store.scalars(select(Series.horizon_on))) == {date(2028, 11, 3)}


def written(store: Session) -> tuple[object, ...]:
    """Every entry of a calendar and every calendar's number, as it stands."""
    entries = store.execute(
        select(CalendarEntry.event_id, CalendarEntry.sequence, CalendarEntry.body).order_by(
            CalendarEntry.event_id
        )
    ).all()
    return (entries, store.execute(select(Feed.key, Feed.version).order_by(Feed.key)).all())


def test_only_calendars_that_read_differently_are_written_anew(
    app: Flask, planned: Planned, store: Session, clock: time_machine.Traveller
) -> None:
    planned(weekly(), published=True)
    before = written(store)
    clock.move_to(datetime(2027, 5, 3, 3, tzinfo=UTC))
    assert run(app) == "9 meetings stored"
    assert written(store) == before  # a rule without an end tells its meetings itself

    clock.move_to(datetime(2027, 8, 2, 3, tzinfo=UTC))
    assert run(app) == "13 meetings stored"
    after = written(store)
    assert after != before  # holidays are told a year ahead, and the year is another one
    assert run(app) == "0 meetings stored"
    assert written(store) == after


def test_a_night_of_the_clock_change_is_told_by_itself(
    app: Flask, browser: Browser, planned: Planned, store: Session, clock: time_machine.Traveller
) -> None:
    planned(weekly(date(2027, 3, 6), starts_at=time(22), ends_at=time(4)), published=True)
    before = written(store)
    clock.move_to(datetime(2027, 4, 2, 3, tzinfo=UTC))  # until 2 October 2028
    run(app)
    assert written(store) == before

    clock.move_to(datetime(2027, 5, 3, 3, tzinfo=UTC))  # past 28 October 2028
    run(app)
    assert written(store) != before
    nights = [str(e["RECURRENCE-ID"].dt.date()) for e in calendar(browser) if "RECURRENCE-ID" in e]
    assert "2028-10-28" in nights


@pytest.mark.parametrize(
    "parts",
    [
        {"frequency": Frequency.FORTNIGHTLY},
        {"weekdays": (0, 3)},
        {"frequency": Frequency.MONTHLY_BY_WEEKDAY},
        {"frequency": Frequency.MONTHLY_BY_DATE},
    ],
)
def test_late_or_every_night_it_stores_the_same(
    app: Flask,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
    parts: dict[str, object],
) -> None:
    often = planned(weekly(**parts), published=True)
    for month in range(4, 12):
        clock.move_to(datetime(2027, month, 2, 3, tzinfo=UTC))
        run(app)
    # The same rule, planned that day, is laid out at once as far as the task has come.
    rows = select(Occurrence.slot_at).order_by(Occurrence.slot_at)
    slots = list(store.scalars(rows.where(Occurrence.event_id == often)))
    late = planned(weekly(**parts))
    assert list(store.scalars(rows.where(Occurrence.event_id == late))) == slots


def test_what_was_called_off_meanwhile_and_chosen_dates_grow_no_further(
    app: Flask, cast: Cast, planned: Planned, store: Session, clock: time_machine.Traveller
) -> None:
    chosen = (date(2027, 3, 4), date(2027, 4, 14))
    planned(weekly(frequency=Frequency.CHOSEN_DATES, chosen_on=chosen), published=True)
    event_id = planned(weekly(), published=True)
    with app.test_request_context(), transactions.unit():
        event = db.session.get_one(Event, event_id)
        cancel_event(event, reason="Remont.", actor=cast.organiser)
    clock.move_to(datetime(2027, 9, 1, 3, tzinfo=UTC))
    before = everything(store)

    assert run(app) == "0 meetings stored"
    assert everything(store) == before
