"""When an event leaves calendars, and that the nightly horizon is no such day."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from osl.calendars.models import CalendarEntry
from osl.calendars.operations import rebuild_entries
from osl.core import transactions
from osl.core.clock import utcnow
from osl.core.db import db
from osl.events.horizon import extend_horizon
from osl.events.models import Event, Frequency, Series


def test_a_longer_horizon_leaves_nothing_to_write_anew(town, clock, store, app):
    town.publish_series(until_on=None)
    clock.shift(timedelta(days=40))
    with app.app_context(), transactions.unit():
        extend_horizon(utcnow())
    before = store.scalars(select(CalendarEntry)).one()
    kept = (before.body, before.first_day, before.last_day, before.is_open_ended)
    with app.app_context(), transactions.unit():
        rebuild_entries()

    after = store.scalars(select(CalendarEntry)).one()
    store.refresh(after)
    assert (after.body, after.first_day, after.last_day, after.is_open_ended) == kept
    assert after.last_day is None


def test_a_series_of_chosen_dates_leaves_the_calendar_after_its_last_one(town, clock, store, fetch):
    event_id = town.publish(title="Spacery", day=date(2026, 9, 12))

    def by_chosen_dates():
        event = db.session.get(Event, event_id)
        event.series = Series(
            frequency=Frequency.CHOSEN_DATES,
            first_on=date(2026, 9, 12),
            starts_at=time(16),
            ends_at=time(18),
            chosen_on=["2026-09-12"],
            horizon_on=date(2026, 9, 12),
        )
        return event

    town.change(by_chosen_dates)
    assert store.scalars(select(CalendarEntry.last_day)).one() == date(2026, 9, 12)
    assert b"Spacery" in fetch("/kalendarz/wzgorze.ics").data

    clock.move_to(datetime(2027, 2, 1, 9, tzinfo=UTC))
    assert b"Spacery" not in fetch("/kalendarz/wzgorze.ics").data
