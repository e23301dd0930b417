"""Events for tests: the clock stands on a Monday morning, and one line plans a thing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import icalendar
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.calendars import feeds
from osl.communities.models import Community, Venue
from osl.core import transactions
from osl.core.audit import AuditEntry
from osl.core.clock import to_local
from osl.core.db import Base, db
from osl.events import involvement
from osl.events.involvement import Involved
from osl.events.models import (
    Break,
    ChangedThing,
    EventChange,
    EventFormat,
    EventKind,
    Frequency,
    Occurrence,
    Strand,
)
from osl.events.operations import Facts, plan_event, publish_event
from osl.events.recurrence import Rule
from osl.events.schedule import Repeated, Schedule, once
from tests.browser import Browser, Page
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


Counted = dict[int, Involved]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """Who is involved in which meeting, by its number, as sign-ups and the log will say it."""
    known: Counted = {}

    def count(ids: Any) -> Counted:
        return {one: known[one] for one in ids if one in known}

    monkeypatch.setattr(involvement, "counters", [count])
    return known


@pytest.fixture(autouse=True)
def empty_shelf() -> None:
    """Every test has a database of its own; calendars joined from another are forgotten."""
    feeds.shelf.clear()


TownBreak = Callable[..., int]


@pytest.fixture
def town_break(app: Flask) -> TownBreak:
    """Name days on which the town's series do not meet, and give their number."""

    def name_them(first_on: date, last_on: date, name: str = "ferie") -> int:
        with app.app_context(), transactions.unit():
            one = Break(name=name, first_on=first_on, last_on=last_on)
            db.session.add(one)
            db.session.flush()
            return one.id

    return name_them


def meetings(store: Session, event_id: int | None = None) -> list[Occurrence]:
    """The meetings of one event, or all there are, in the order of their slots."""
    rows = select(Occurrence).order_by(Occurrence.slot_at, Occurrence.id)
    if event_id is not None:
        rows = rows.where(Occurrence.event_id == event_id)
    return list(store.scalars(rows))


def days(store: Session, event_id: int | None = None) -> list[date]:
    """The local days of the meetings, in the order of their slots."""
    return [to_local(one.starts_at).date() for one in meetings(store, event_id)]


def actions(store: Session) -> list[str]:
    """What is noted that somebody did, the oldest first."""
    return list(store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def told(store: Session, event_id: int | None = None) -> list[tuple[ChangedThing, str, str]]:
    """What residents were told, the oldest first."""
    found = select(EventChange).order_by(EventChange.id)
    if event_id is not None:
        found = found.where(EventChange.event_id == event_id)
    return [(one.thing, one.before, one.after) for one in store.scalars(found)]


def everything(store: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every row there is, for "nothing was left behind"; only who looks is not counted."""
    return {
        name: sorted((tuple(row) for row in store.execute(table.select())), key=repr)
        for name, table in Base.metadata.tables.items()
        if name not in ("staff_session", "sign_in_attempt")
    }


def calendar(browser: Browser, slug: str = "wzgorze") -> list[icalendar.Event]:
    """The entries of a community's calendar, as a program reads them."""
    page = browser.visit(f"/kalendarz/{slug}.ics")
    assert page.status == 200, page
    return list(icalendar.Calendar.from_ical(page.response.data).walk("VEVENT"))


def check(page: Page) -> str:
    """What a form shows before it saves; it must have shown something and saved nothing."""
    assert page.status == 200, page
    assert "Jeszcze nie zapisane." in page.text, page.text[:2000]
    return page.shown_before_saving
