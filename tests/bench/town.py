"""A town with as many events as asked, one database for each size."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import insert, select

from osl import create_app
from osl.calendars.operations import rebuild_entries
from osl.communities.models import Community, Venue
from osl.core import transactions
from osl.core.clock import to_local, today, utcnow
from osl.core.db import Base, db
from osl.core.settings import Settings
from osl.core.text import fold
from osl.events import schedule
from osl.events.days_off import is_holiday
from osl.events.models import (
    Event,
    EventFormat,
    EventKind,
    Frequency,
    Occurrence,
    Series,
    Strand,
    event_community,
)
from osl.events.recurrence import Rule
from osl.events.schedule import Repeated
from tests.bench.ideas import give_ideas, index_events
from tests.cast import Cast

COMMUNITY = "wzgorze"
NEAR = 80
"""How many events lie within the next weeks; all others are past or far ahead, as in life."""

SERIES = 12
"""The first of these come round every week, since long and with no end."""

WEEKS_BEHIND, WEEKS_AHEAD = 100, 78

ONE_IN = 50
"""So many of the events that are over were series too, of half a year."""

TITLES = ("Joga dla seniorów", "Sąsiedzkie śniadanie", "Warsztaty zielarskie", "Kino na skwerze")


def site_at(instance: Path) -> Flask:
    return create_app(
        Settings(
            instance=instance,
            database_url=f"sqlite:///{instance / 'osl.db'}",
            secret_key="a secret of the measurements, long enough to be one",
            base_url="http://127.0.0.1:8000",
        )
    )


def build(
    instance: Path, events: int, *, with_calendars: bool, series: int = 0, ideas: int = 0
) -> Flask:
    """Make a town with so many published events of one community, and ideas of its residents;
    ``series`` more begin now."""
    instance.mkdir()
    site = site_at(instance)
    with site.test_request_context(base_url="http://127.0.0.1:8000"):
        Base.metadata.create_all(db.engine)
        with transactions.unit():
            cast = Cast.make()
            db.session.flush()
            if events:
                plan_events(events, cast)
            lay_out_series(series)
            if ideas:
                give_ideas(ideas, cast)
                index_events()
            if with_calendars:
                rebuild_entries()
    return site


def plan_events(count: int, cast: Cast) -> None:
    """So many published events, a few of them series that have met for years."""
    starts = list(starting_times(count))
    db.session.execute(insert(Event), [event_row(n, cast.hall.id) for n in range(count)])
    ids = list(db.session.scalars(select(Event.id).order_by(Event.id)))
    db.session.execute(
        insert(event_community),
        [{"event_id": id_, "community_id": cast.wzgorze.id} for id_ in ids],
    )
    series = [number for number in range(count) if is_series(number)]
    db.session.execute(insert(Series), [series_row(ids[n], n, starts[n]) for n in series])
    db.session.execute(
        insert(Occurrence),
        [
            meeting_row(id_, at)
            for number, (id_, first) in enumerate(zip(ids, starts, strict=True))
            for at in meeting_times(number, first)
        ],
    )


def lay_out_series(count: int) -> None:
    """So many published weekly series without an end, from the coming days on, each with the
    meetings of its eighteen months, as the site lays them out."""
    home = db.session.scalars(select(Community).where(Community.slug == COMMUNITY)).one()
    hall = db.session.scalars(select(Venue)).first()
    tomorrow = today() + timedelta(days=1)
    with db.session.no_autoflush:
        for number in range(count):
            row = event_row(number, hall.id if hall else 0)
            event = Event(**{name: value for name, value in row.items() if name != "version"})
            event.communities = [home]
            hour = 8 + number % 12
            rule = Rule(
                Frequency.WEEKLY,
                next_without_holiday(tomorrow + timedelta(days=number % 7)),
                time(hour),
                time(hour + 1, 30),
            )
            schedule.lay_out(event, Repeated(rule, EventFormat.CYCLE))
            db.session.add(event)
    db.session.flush()


def next_without_holiday(day: date) -> date:
    while is_holiday(day):
        day += timedelta(days=1)
    return day


def starting_times(events: int) -> Iterator[datetime]:
    now = utcnow().replace(minute=0, second=0, microsecond=0)
    for number in range(min(events, NEAR)):
        yield now + timedelta(hours=12 * number + 1)
    for number in range(max(events - NEAR, 0)):
        far = timedelta(days=60) + timedelta(hours=8 * (number // 10))
        yield now + far if number % 10 == 0 else now - far - timedelta(minutes=number % 10)


def is_series(number: int) -> bool:
    return number < SERIES or (number > NEAR and number % ONE_IN == 1)


def meeting_times(number: int, at: datetime) -> list[datetime]:
    """The meetings of an event: of a series, those before and after the one given."""
    if not is_series(number):
        return [at]
    weeks = range(-WEEKS_BEHIND, WEEKS_AHEAD) if number < SERIES else range(-25, 1)
    # By the clock on the wall, as rules go.
    return [(to_local(at) + timedelta(weeks=week)).astimezone(UTC) for week in weeks]


def series_row(event_id: int, number: int, at: datetime) -> dict[str, Any]:
    times = meeting_times(number, at)
    first, last = to_local(times[0]), to_local(times[-1])
    return {
        "event_id": event_id,
        "frequency": Frequency.WEEKLY,
        "first_on": first.date(),
        "starts_at": first.time(),
        "ends_at": to_local(times[0] + timedelta(minutes=90)).time(),
        "until_on": None if number < SERIES else last.date(),
        "skips_holidays": False,
        "zone": "Europe/Warsaw",
        "horizon_on": last.date(),
    }


def event_row(number: int, venue_id: int) -> dict[str, Any]:
    title = f"{TITLES[number % len(TITLES)]} {number}"
    return {
        "uid": str(uuid4()),
        "title": title,
        "description": "Zapraszamy **wszystkich** sąsiadów. Herbata i ciasto na miejscu.",
        "kind": EventKind.NEIGHBOUR_MEETING,
        "strand": list(Strand)[number % 3],
        "format": EventFormat.CYCLE if is_series(number) else EventFormat.SINGLE,
        "venue_id": venue_id,
        "search_text": fold(title),
        "published_at": utcnow(),
        "version": 1,
    }


def meeting_row(event_id: int, at: datetime) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "slot_at": at,
        "starts_at": at,
        "ends_at": at + timedelta(minutes=90),
        "version": 1,
    }
