"""Five years of a town that meets a lot, and what the report of all of them costs beside that of
one."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import insert, select

from osl.communities.models import Community
from osl.core import transactions
from osl.core.clock import local_midnight, today, utcnow
from osl.core.db import db
from osl.events.models import (
    Event,
    EventFormat,
    EventKind,
    Occurrence,
    Strand,
    event_community,
)
from osl.logbook.models import AttendanceMode, CameHow, LogEntry, Mark, Presence
from osl.people.models import Channel, Person
from tests.bench.people import Desk
from tests.bench.town import build

YEARS, MEETINGS, MARKS, PEOPLE, EVENTS = 5, 20_000, 400_000, 5_000, 600
A_MEETING = MARKS // MEETINGS
ONE_IN_HEADS = 8
"""So many of the meetings are counted and not named."""

AT_HOME = 0.7
"""How often people come to what their own community does; else they go to the neighbours'."""


def build_reports(instance: Path) -> Flask:
    """A town with all of that noted."""
    site = build(instance, 0, with_calendars=False)
    with site.test_request_context(base_url="http://127.0.0.1:8000"), transactions.unit():
        hold_meetings(Random(7))
    return site


def addresses() -> dict[str, tuple[str, str]]:
    """The report of one year and that of five, of the whole town and of one community."""
    last_on = today() - timedelta(days=1)
    year, all_years = (last_on - timedelta(days=365 * n - 1) for n in (1, YEARS))

    def of(first_on: date, more: str) -> str:
        return f"/panel/raporty?od={first_on}&do={last_on}{more}"

    return {
        "the whole town": (of(year, ""), of(all_years, "")),
        "one community": (of(year, "&spolecznosc=1"), of(all_years, "&spolecznosc=1")),
    }


def hold_meetings(chance: Random) -> None:
    communities = list(db.session.scalars(select(Community.id).order_by(Community.id)))
    write(Person, (person_row(n) for n in range(PEOPLE)))
    write(Event, (event_row(n) for n in range(EVENTS)))
    events = numbers(Event)
    homes = {one: communities[at % len(communities)] for at, one in enumerate(events)}
    pairs = [{"event_id": one, "community_id": to} for one, to in homes.items()]
    db.session.execute(insert(event_community), pairs)
    write(Occurrence, (meeting_row(n, events) for n in range(MEETINGS)))
    rows = db.session.execute(select(Occurrence.id, Occurrence.event_id).order_by(Occurrence.id))
    meetings = [(number, homes[event_id]) for number, event_id in rows]
    people = numbers(Person)
    neighbours = {
        one: [number for at, number in enumerate(people) if at % len(communities) == to]
        for to, one in enumerate(communities)
    }
    write(LogEntry, (entry_row(at, number) for at, (number, _home) in enumerate(meetings)))
    write(Mark, mark_rows(meetings, people, neighbours, chance))


def day_of(number: int) -> date:
    """Meetings are spread evenly over the years, the last of them yesterday."""
    return today() - timedelta(days=1 + number * (365 * YEARS - 1) // MEETINGS)


def person_row(number: int) -> dict[str, Any]:
    return {
        "name": f"Osoba {number}",
        "name_key": f"osoba {number}",
        "phone": f"600{number:06}",
        "channel": Channel.PHONE,
        "notice_version": "2026-11",
        "created_at": utcnow(),
        "version": 1,
    }


def event_row(number: int) -> dict[str, Any]:
    return {
        "uid": str(uuid4()),
        "title": f"Spotkania {number}",
        "kind": list(EventKind)[number % len(EventKind)],
        "strand": list(Strand)[number % len(Strand)],
        "format": EventFormat.CYCLE,
        "created_at": utcnow(),
        "published_at": utcnow() - timedelta(days=365 * YEARS + 30),
        "version": 1,
    }


def meeting_row(number: int, events: list[int]) -> dict[str, Any]:
    starts_at = local_midnight(day_of(number)) + timedelta(hours=10, seconds=number % 3600)
    return {
        "event_id": events[number % len(events)],
        "slot_at": starts_at,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "version": 1,
    }


def entry_row(at: int, number: int) -> dict[str, Any]:
    is_counted = at % ONE_IN_HEADS == 0
    return {
        "occurrence_id": number,
        "held_on": day_of(at),
        "mode": AttendanceMode.HEAD_COUNT if is_counted else AttendanceMode.NAMED,
        "visits": 0 if is_counted else A_MEETING,
        "children": 0,
        "head_count": A_MEETING if is_counted else None,
        "minutes": 90,
        "version": 1,
    }


def mark_rows(
    meetings: list[tuple[int, int]],
    people: list[int],
    neighbours: dict[int, list[int]],
    chance: Random,
) -> Iterator[dict[str, Any]]:
    named = len(meetings) - len(meetings) // ONE_IN_HEADS
    each = -(-MARKS // named)
    left = MARKS
    for at, (number, home) in enumerate(meetings):
        if at % ONE_IN_HEADS == 0:
            continue
        own = int(each * AT_HOME)
        came = {*chance.sample(neighbours[home], own), *chance.sample(people, each - own)}
        for person_id in sorted(came)[:left]:
            left -= 1
            yield {
                "occurrence_id": number,
                "person_id": person_id,
                "presence": Presence.PRESENT,
                "party_size": 1,
                "children": 0,
                "came_how": CameHow.SIGNED_UP,
                "held_on": day_of(at),
                "marked_by_id": 1,
                "marked_at": utcnow(),
            }


def write(kind: Any, rows: Iterator[dict[str, Any]]) -> None:
    db.session.execute(insert(kind.__table__), list(rows))


def numbers(kind: Any) -> list[int]:
    return list(db.session.scalars(select(kind.id).order_by(kind.id)))


ROUNDS = 9


def reports_in_turns(desk: Desk, short: str, long: str) -> tuple[float, float]:
    """The quickest of several rounds of each, in turns, in seconds a page."""
    quickest = [float("inf"), float("inf")]
    for _round in range(ROUNDS):
        for at, page in enumerate((short, long)):
            quickest[at] = min(quickest[at], desk.seconds(page))
    return quickest[0], quickest[1]
