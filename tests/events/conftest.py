"""Events for tests: the clock stands on a Monday morning, and one line plans a thing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine
from flask import Flask

from osl.accounts.models import User
from osl.communities.models import Community, Venue
from osl.core import transactions
from osl.core.db import db
from osl.events.models import EventFormat, EventKind, Frequency, Strand
from osl.events.operations import Facts, plan_event, publish_event
from osl.events.recurrence import Rule
from osl.events.schedule import Repeated, Schedule, once
from tests.cast import Cast

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
"""Monday, 1 March 2027, 10.00 in Poland; the clocks change on 28 March and 31 October."""

Planned = Callable[..., int]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


def evening(day: date = date(2027, 3, 11), start: int = 17, end: int = 19) -> Schedule:
    return once(day, time(start), None, time(end))


def weekly(first_on: date = date(2027, 3, 4), **parts: Any) -> Repeated:
    """Thursdays at 17, open-ended unless said otherwise."""
    rule = Rule(
        frequency=parts.pop("frequency", Frequency.WEEKLY),
        first_on=first_on,
        starts_at=parts.pop("starts_at", time(17)),
        ends_at=parts.pop("ends_at", time(18, 30)),
        **parts,
    )
    return Repeated(rule, EventFormat.CYCLE)


FACTS = Facts(
    title="Gry sąsiedzkie",
    kind=EventKind.NEIGHBOUR_MEETING,
    strand=Strand.SOCIAL,
    description="Przynieś ulubioną planszówkę.",
)


@pytest.fixture
def planned(app: Flask, cast: Cast) -> Planned:
    """Plan an event of Wzgórze (or another community) and give its number."""

    def plan(
        when: Schedule | None = None,
        *,
        published: bool = False,
        community: Community | None = None,
        by: User | None = None,
        hall: bool = True,
        **facts: Any,
    ) -> int:
        with app.test_request_context(), transactions.unit():
            actor = db.session.get_one(User, (by or cast.organiser).id)
            home = db.session.get_one(Community, (community or cast.wzgorze).id)
            venue = db.session.get_one(Venue, cast.hall.id) if hall else None
            event = plan_event(
                replace(FACTS, **({"venue": venue} | facts)),
                when or evening(),
                communities=[] if facts.get("is_whole_town") else [home],
                actor=actor,
            )
            if published:
                publish_event(event, actor=actor)
            db.session.flush()
            return event.id

    return plan
