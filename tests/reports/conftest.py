"""Reports for tests: meetings held on days of one's own, with what was noted of them."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zlib import crc32

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core.db import db
from osl.events.models import Event, EventKind, SignupMode
from osl.logbook.attendance import PRESENT, Noted, note_walk_in
from osl.logbook.heads import count_heads
from osl.logbook.models import LogEntry, Presence
from osl.people.models import Channel
from osl.people.operations import Known, meet_person
from osl.reports.models import ReportPeriod
from tests.browser import Page
from tests.cast import Cast
from tests.events.conftest import (  # noqa: F401 - fixtures of this folder too
    Planned,
    clock,
    empty_shelf,
    evening,
    planned,
    weekly,
)
from tests.ideas.conftest import unit

APRIL = datetime(2027, 4, 5, 9, tzinfo=UTC)
"""A Monday after the first quarter."""

MARCH = "/panel/raporty?od=2027-03-01&do=2027-03-31"

Hold = Callable[..., int]


@pytest.fixture
def hold(app: Flask, planned: Planned, cast: Cast) -> Hold:  # noqa: F811
    """Hold a meeting: ``hold(date(2027, 3, 10), ["Anna Testowa"], minutes=90)`` by name, or
    ``heads=40`` by a number; the number of its event."""

    def do(day: date, names: Sequence[str] = (), **more: Any) -> int:
        heads, minutes = more.pop("heads", None), more.pop("minutes", None)
        tallies = more.pop("tallies", ())
        parties, children = more.pop("parties", {}), more.pop("children", 0)
        mode = SignupMode.NONE if heads is not None else SignupMode.PHONE
        more.setdefault("kind", EventKind.WORKSHOP)
        number = planned(evening(day), published=True, signup_mode=mode, **more)
        with time_machine.travel(APRIL), unit(app):
            actor = db.session.get_one(User, cast.organiser.id)
            event = db.session.get_one(Event, number)
            meeting = event.occurrences[0]
            for name in names:
                known = Known(name, phone=f"6{crc32(name.encode()) % 10**8:08}")
                homes = [one.id for one in event.communities]
                person = meet_person(known, channel=Channel.PHONE, community_ids=homes, actor=None)
                size = parties.get(name, 1)
                noted = Noted(Presence.PRESENT, size, children) if size > 1 else PRESENT
                note_walk_in(meeting, person, noted, actor=actor)
            if heads is not None:
                count_heads(meeting, heads, tallies, actor=actor)
            if minutes is not None:
                entry = db.session.scalar(
                    select(LogEntry).where(LogEntry.occurrence_id == meeting.id)
                )
                if entry is not None:
                    entry.minutes, entry.logged_at = minutes, APRIL
        return number

    return do


def home(app: Flask, event_id: int, *communities: Community) -> None:
    """Let an event be of these communities."""
    with unit(app):
        event = db.session.get_one(Event, event_id)
        event.communities = [db.session.get_one(Community, one.id) for one in communities]


def saved(app: Flask, cast: Cast, first_on: date, last_on: date, name: str = "Marzec") -> int:
    """A saved period, and its number."""
    with unit(app):
        period = ReportPeriod(
            name=name, first_on=first_on, last_on=last_on, created_by_id=cast.organiser.id
        )
        db.session.add(period)
        db.session.flush()
        return period.id


def figures(page: Page) -> dict[str, str]:
    """The numbers of a report by their names, as somebody reads them."""
    found = {}
    for row in page.dom.all("tr"):
        heading = [one for one in row.all("th") if one["scope"] == "row"]
        number = row.with_class("report-number")
        if heading and number:
            words = number[0].text.split(" (")[0]
            found[heading[0].text] = words
    return found


def act(app: Flask, cast: Cast, period_id: int, verb: Callable[..., Any], *parts: Any) -> Any:
    """Let the organiser do something with a period."""
    with unit(app):
        actor = db.session.get_one(User, cast.organiser.id)
        return verb(db.session.get_one(ReportPeriod, period_id), *parts, actor=actor)


def count_of(store: Session, kind: Any) -> int:
    return len(store.scalars(select(kind.id)).all())
