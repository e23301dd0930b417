"""Over any logs at all: visits, unique people and head counts are what one counts by hand, with
each filter; and a closed period says the same once everybody is erased."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from osl.accounts.models import User
from osl.communities.models import FundingProject
from osl.core.clock import local_midnight
from osl.core.db import Base, db
from osl.events.models import Event, EventKind, Occurrence, Strand, event_community
from osl.logbook.models import AttendanceMode, CameHow, LogEntry, Mark, Presence
from osl.people.models import Channel, Person
from osl.reports.closing import close_period, closed_figures
from osl.reports.figures import figures_of
from osl.reports.measures import Measure
from osl.reports.models import ReportPeriod
from osl.reports.scope import Scope
from tests.cast import Cast
from tests.ideas.conftest import unit
from tests.reports.conftest import APRIL
from tests.reports.test_closed_periods import erase_everybody

FIRST, LAST = date(2027, 3, 1), date(2027, 3, 31)
PEOPLE = 6
KINDS = (EventKind.WORKSHOP, EventKind.TRIP)
STRANDS = (Strand.SPORT, Strand.SOCIAL)

MARKS = st.lists(
    st.tuples(
        st.integers(0, PEOPLE - 1),
        st.sampled_from(Presence),
        st.integers(1, 4),
    ),
    unique_by=lambda one: one[0],
    max_size=PEOPLE,
)
MEETING = st.fixed_dictionaries(
    {
        "event": st.integers(0, 2),
        "day": st.integers(-40, 45),
        "is_off": st.sampled_from((False, False, True)),
        "minutes": st.one_of(st.none(), st.integers(30, 180)),
        "noted": st.one_of(st.none(), st.integers(0, 60), MARKS),
    }
)
EVENT = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(KINDS),
        "strand": st.sampled_from(STRANDS),
        "communities": st.sets(st.integers(0, 1)),
        "is_funded": st.booleans(),
    }
)
TOWN = st.tuples(st.tuples(EVENT, EVENT, EVENT), st.lists(MEETING, max_size=10))

Told = tuple[int, int, int, int, int]


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(town=TOWN)
def test_figures_are_what_one_counts_by_hand_and_stay_when_all_are_erased(
    app: Flask, cast: Cast, town: Any
) -> None:
    communities = (cast.wzgorze.id, cast.ostrowiecka.id)
    with time_machine.travel(APRIL, tick=False):
        with unit(app):
            clear()
            project_id = write(town, communities, cast)
        with unit(app):
            asked = list(scopes(communities, project_id))
            live = {scope: told(figures_of(scope)) for scope in asked}
            assert live == {one: by_hand(town, one, communities, project_id) for one in asked}
            period = ReportPeriod(
                name="Marzec", first_on=FIRST, last_on=LAST, created_by_id=cast.organiser.id
            )
            db.session.add(period)
            db.session.flush()
            close_period(period, actor=db.session.get_one(User, cast.organiser.id))
            erase_everybody()
            assert {one: told(closed_figures(period, one)) for one in asked} == live


def told(figures: Any) -> Told:
    return (
        figures.number(Measure.MEETINGS),
        figures.number(Measure.VISITS),
        figures.number(Measure.PEOPLE),
        figures.number(Measure.HEADS),
        figures.number(Measure.MINUTES),
    )


def scopes(communities: tuple[int, int], project_id: int) -> Iterator[Scope]:
    """Every choice of one thing, and some of several."""
    choices = product(
        (None, *communities), (None, KINDS[0]), (None, STRANDS[0]), (None, project_id)
    )
    for community, kind, strand, project in choices:
        those = None if community is None else frozenset({community})
        yield Scope(FIRST, LAST, those, kind, strand, project)


def by_hand(town: Any, scope: Scope, communities: tuple[int, int], project_id: int) -> Told:
    events, meetings = town
    held = visits = heads = minutes = 0
    people = set()
    for one in meetings:
        event = events[one["event"]]
        own = {communities[at] for at in event["communities"]}
        day = FIRST + timedelta(days=one["day"])
        if (
            one["is_off"]
            or not FIRST <= day <= LAST
            or (scope.communities is not None and not own & scope.communities)
            or (scope.kind is not None and event["kind"] is not scope.kind)
            or (scope.strand is not None and event["strand"] is not scope.strand)
            or (scope.project_id == project_id and not event["is_funded"])
        ):
            continue
        held += 1
        if one["noted"] is None:
            continue
        minutes += one["minutes"] or 0
        if isinstance(one["noted"], int):
            heads += one["noted"]
            continue
        for number, presence, party in one["noted"]:
            if presence is Presence.PRESENT:
                visits += party
                people.add(number)
    return held, visits, len(people), heads, minutes


def clear() -> None:
    """Nothing of the example before."""
    for name in ("closed_figure", "report_period", "attendance_mark", "log_entry", "occurrence"):
        db.session.execute(delete(Base.metadata.tables[name]))
    for name in ("event_community", "event", "funding_project"):
        db.session.execute(delete(Base.metadata.tables[name]))
    erase_everybody()


def write(town: Any, communities: tuple[int, int], cast: Cast) -> int:
    """The town of an example, in bulk. The number of its project."""
    events, meetings = town
    project = FundingProject(title="Razem", sentence="Dofinansowane.")
    db.session.add(project)
    db.session.flush()
    fill(
        Person,
        [
            {
                "name": f"Osoba {n}",
                "name_key": f"osoba {n}",
                "phone": "",
                "channel": Channel.PHONE,
                "notice_version": "1",
                "created_at": APRIL,
                "version": 1,
            }
            for n in range(PEOPLE)
        ],
    )
    people = numbers(Person)
    fill(
        Event,
        [
            {
                "uid": str(uuid4()),
                "title": "Spotkanie",
                "kind": one["kind"],
                "strand": one["strand"],
                "funding_project_id": project.id if one["is_funded"] else None,
                "created_at": APRIL,
                "published_at": APRIL - timedelta(days=200),
                "version": 1,
            }
            for one in events
        ],
    )
    made = numbers(Event)
    pairs = [
        {"event_id": made[at], "community_id": communities[to]}
        for at, one in enumerate(events)
        for to in one["communities"]
    ]
    if pairs:
        db.session.execute(insert(event_community), pairs)
    rows = []
    for at, one in enumerate(meetings):
        starts_at = local_midnight(FIRST + timedelta(days=one["day"])) + timedelta(minutes=at)
        rows.append(
            {
                "event_id": made[one["event"]],
                "slot_at": starts_at,
                "starts_at": starts_at,
                "ends_at": starts_at + timedelta(hours=1),
                "cancelled_at": APRIL if one["is_off"] else None,
                "version": 1,
            }
        )
    fill(Occurrence, rows)
    for number, one in zip(numbers(Occurrence), meetings, strict=True):
        log(number, one, people, cast)
    return project.id


def log(meeting_id: int, one: Any, people: list[int], cast: Cast) -> None:
    noted = one["noted"]
    if noted is None:
        return
    day = FIRST + timedelta(days=one["day"])
    is_named = not isinstance(noted, int)
    present = [m for m in noted if m[1] is Presence.PRESENT] if is_named else []
    fill(
        LogEntry,
        [
            {
                "occurrence_id": meeting_id,
                "held_on": day,
                "mode": AttendanceMode.NAMED if is_named else AttendanceMode.HEAD_COUNT,
                "visits": sum(party for _n, _p, party in present),
                "children": 0,
                "head_count": None if is_named else noted,
                "minutes": one["minutes"],
                "version": 1,
            }
        ],
    )
    if is_named:
        marks = [
            {
                "occurrence_id": meeting_id,
                "person_id": people[number],
                "presence": presence,
                "party_size": party,
                "children": 0,
                "came_how": CameHow.SIGNED_UP,
                "held_on": day,
                "marked_by_id": cast.organiser.id,
                "marked_at": APRIL,
            }
            for number, presence, party in noted
        ]
        fill(Mark, marks)


def fill(kind: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(kind.__table__), rows)


def numbers(kind: Any) -> list[int]:
    return list(db.session.scalars(select(kind.id).order_by(kind.id)))
