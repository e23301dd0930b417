"""Our calendars, read by three programs that know nothing of each other or of us: icalendar with
recurring-ical-events, ical.js as Thunderbird and Nextcloud have it, and ical of Home Assistant.

They read the demo town as it is served, and a town to which everything has happened.
"""

import urllib.request
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import icalendar
import pytest
import recurring_ical_events
import time_machine
from flask import Flask
from ical.calendar_stream import IcsCalendarStream
from sqlalchemy import select

from osl.accounts.models import User
from osl.communities.models import Community, Venue
from osl.core import transactions
from osl.core.clock import WARSAW, to_local
from osl.core.db import db
from osl.events.breaks import add_break
from osl.events.cancellations import cancel_event, cancel_following
from osl.events.meetings import (
    Own,
    cancel_occurrence,
    change_occurrence,
    postpone_occurrence,
)
from osl.events.models import (
    Event,
    EventFormat,
    EventKind,
    Frequency,
    Occurrence,
    Strand,
)
from osl.events.operations import Facts, change_event, plan_event, publish_event
from osl.events.parts import change_following, rule_from
from osl.events.recurrence import Rule
from osl.events.schedule import Repeated, Schedule, once
from tests.cast import Cast

Shown = list[tuple[str, ...]]
"""UID, start, end, status and title of each meeting, in order."""

ReadWithIcalJs = Callable[[bytes, datetime, datetime], list[dict[str, Any]]]

FEEDS = ["miasto", "wzgorze", "seniorzy-lazy"]


def said(moment: datetime | date) -> str:
    """A moment as ical.js says it."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return moment.isoformat()


def read_with_icalendar(calendar: bytes, since: datetime, until: datetime) -> Shown:
    read = recurring_ical_events.of(icalendar.Calendar.from_ical(calendar))
    return sorted(
        (
            str(one["UID"]),
            said(one["DTSTART"].dt),
            said(one["DTEND"].dt),
            str(one["STATUS"]),
            str(one["SUMMARY"]),
        )
        for one in read.between(since, until)
        if said(since) <= said(one["DTSTART"].dt) < said(until)
    )


def read_with_ical(calendar: bytes, since: datetime, until: datetime) -> Shown:
    read = IcsCalendarStream.calendar_from_ics(calendar.decode()).timeline_tz(WARSAW)
    return sorted(
        (
            str(one.uid),
            said(one.dtstart),
            said(one.end),
            one.status.value if one.status else "",
            one.summary or "",
        )
        for one in read.overlapping(since, until)
        if said(since) <= said(one.dtstart) < said(until)
    )


def shown_by_all(calendar: bytes, read_with_ical_js: ReadWithIcalJs, since: datetime) -> Shown:
    """What the three programs show from a moment on, for a year and a quarter: the same."""
    until = since + timedelta(days=450)
    shown = sorted(
        (one["uid"], one["start"], one["end"], one["status"], one["summary"])
        for one in read_with_ical_js(calendar, since, until)
    )
    assert read_with_icalendar(calendar, since, until) == shown
    assert read_with_ical(calendar, since, until) == shown
    return shown


@pytest.mark.parametrize("feed", FEEDS)
def test_three_readers_show_the_same_meetings_all_year_round(
    site: Any, read_with_ical_js: ReadWithIcalJs, feed: str
) -> None:
    with urllib.request.urlopen(f"{site.address}/kalendarz/{feed}.ics") as answer:
        calendar = answer.read()
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    shown = shown_by_all(calendar, read_with_ical_js, midnight - timedelta(days=60))

    assert len(shown) > 10
    hours_by_series: dict[str, set[str]] = {}
    for uid, start, *_ in shown:
        hours_by_series.setdefault(uid, set()).add(start[11:])
    # A series that meets on both sides of a change of clocks has two hours in UTC.
    assert any(len(hours) > 1 for hours in hours_by_series.values())


# A town to which everything has happened

FIRST = datetime(2026, 9, 1, 7, tzinfo=UTC)
"""A Tuesday. The clocks change in the nights before 25 October and 28 March."""

LATER = datetime(2026, 10, 12, 7, tzinfo=UTC)

FACTS = Facts(title="Joga", kind=EventKind.RECURRING_CLASS, strand=Strand.SPORT)


class Town:
    """One community's events, as the organiser plans and changes them."""

    def __init__(self, cast: Cast) -> None:
        self.actor = db.session.get_one(User, cast.organiser.id)
        self.home = [db.session.get_one(Community, cast.wzgorze.id)]
        self.hall = db.session.get_one(Venue, cast.hall.id)

    def plan(self, title: str, when: Schedule) -> Event:
        facts = replace(FACTS, title=title, venue=self.hall)
        event = plan_event(facts, when, communities=self.home, actor=self.actor)
        db.session.flush()
        publish_event(event, actor=self.actor)
        return event

    def series(self, title: str, first_on: date, **parts: Any) -> Event:
        hours = {"starts_at": time(18), "ends_at": time(19, 30)}
        rule = Rule(**({"frequency": Frequency.WEEKLY, "first_on": first_on} | hours | parts))
        return self.plan(title, Repeated(rule, EventFormat.CYCLE))

    @staticmethod
    def meeting(event: Event, day: date) -> Occurrence:
        return next(one for one in event.occurrences if to_local(one.slot_at).date() == day)

    def move(self, event: Event, day: date, to: date, at: int = 18, **own: Any) -> None:
        when = once(to, time(at), None, time(at + 2))
        change_occurrence(self.meeting(event, day), when, Own(**own), actor=self.actor)

    def move_day(self, event: Event, day: date, to: date) -> None:
        when = once(to, None, None, None)
        change_occurrence(self.meeting(event, day), when, Own(), actor=self.actor)

    def part(self, event: Event, day: date, **changes: Any) -> Event:
        meeting = self.meeting(event, day)
        rule = replace(rule_from(meeting), **changes)
        facts = Facts.of(event)
        when = Repeated(rule, event.format)
        return change_following(meeting, facts, when, communities=self.home, actor=self.actor)


def plan_the_town(town: Town) -> None:
    """What takes place once, and series of every kind, over both changes of the clocks."""
    town.plan("Piknik", once(date(2026, 9, 12), None, None, None))
    town.plan("Wyjazd", once(date(2026, 10, 23), None, date(2026, 10, 26), None))
    town.plan("Noc muzeów", once(date(2026, 10, 24), time(22), date(2026, 10, 25), time(6)))
    town.plan("Noc planszówek", once(date(2027, 3, 27), time(22), date(2027, 3, 28), time(6)))
    town.plan("Biwak", once(date(2027, 3, 26), time(17), date(2027, 3, 29), time(12)))
    wednesdays = {"weekdays": (0, 2)}
    town.series("Gimnastyka", date(2026, 9, 2), **wednesdays)
    night = {"starts_at": time(22), "ends_at": time(6)}
    town.series("Dyżury nocne", date(2026, 10, 17), **night, skips_holidays=False)
    town.series("Nocne granie", date(2027, 3, 27), **night, meeting_count=3, skips_holidays=False)
    town.series("Szachy", date(2026, 9, 4), frequency=Frequency.FORTNIGHTLY, weekdays=(1, 4))
    town.series("Klub książki", date(2026, 9, 10), frequency=Frequency.MONTHLY_BY_WEEKDAY)
    town.series("Rada", date(2026, 9, 29), frequency=Frequency.MONTHLY_BY_LAST_WEEKDAY)
    town.series(
        "Dzień sąsiada",
        date(2026, 9, 11),
        frequency=Frequency.MONTHLY_BY_DATE,
        starts_at=time(0),
        ends_at=time(0),
    )
    chosen = tuple(date(2026, *day) for day in ((9, 5), (10, 24), (10, 25), (11, 14)))
    town.series("Spacery", chosen[0], frequency=Frequency.CHOSEN_DATES, chosen_on=chosen)
    town.series("Chór", date(2026, 9, 3), skips_breaks=True)
    town.series("Ceramika", date(2026, 9, 3), meeting_count=12)
    town.series("Taniec", date(2026, 9, 8), until_on=date(2027, 6, 29))
    town.series("Kawiarenka", date(2026, 9, 9))
    town.series("Nigdy nie ruszy", date(2026, 11, 3))


def change_the_town(town: Town) -> None:
    """Everything that happens to them once some have met."""
    named = {one.title: one for one in db.session.scalars(select(Event))}
    choir, dance, ceramics = named["Chór"], named["Taniec"], named["Ceramika"]
    town.move(choir, date(2026, 10, 15), date(2026, 10, 16), 17, host="Pani Ola")
    town.move(choir, date(2026, 10, 22), date(2026, 10, 29), 20)
    town.move(choir, date(2026, 11, 5), date(2026, 11, 20), place_note="przy molo")
    town.move(choir, date(2027, 3, 25), date(2027, 3, 28), 9, note="Po zmianie czasu.")
    town.move_day(named["Dzień sąsiada"], date(2026, 12, 11), date(2026, 12, 13))
    town.move(named["Spacery"], date(2026, 10, 24), date(2026, 10, 31), 10)
    cancel_occurrence(town.meeting(choir, date(2026, 11, 12)), reason="Choroba.", actor=town.actor)
    for event, day in ((choir, date(2026, 11, 19)), (named["Rada"], date(2026, 10, 27))):
        postpone_occurrence(town.meeting(event, day), note="Sala zajęta.", actor=town.actor)
    night = town.meeting(named["Dyżury nocne"], date(2026, 10, 24))
    cancel_occurrence(night, reason="Awaria.", actor=town.actor)
    postpone_occurrence(named["Biwak"].occurrences[0], note="Pogoda.", actor=town.actor)
    moved = once(date(2027, 3, 20), time(22), date(2027, 3, 21), time(6))
    games = named["Noc planszówek"]
    change_event(games, Facts.of(games), moved, communities=town.home, actor=town.actor)
    later = town.part(dance, date(2026, 11, 10), starts_at=time(17), weekdays=(1, 3))
    town.part(later, date(2027, 2, 2), frequency=Frequency.FORTNIGHTLY)
    cancel_following(
        town.meeting(ceramics, date(2026, 11, 5)), reason="Brak pieca.", actor=town.actor
    )
    for title in ("Kawiarenka", "Nigdy nie ruszy", "Noc muzeów"):
        cancel_event(named[title], reason="Odwołane.", actor=town.actor)
    add_break(
        name="Ferie zimowe",
        first_on=date(2027, 2, 1),
        last_on=date(2027, 2, 14),
        actor=town.actor,
    )


@pytest.fixture
def calendar(app: Flask, cast: Cast) -> bytes:
    """The calendar of a town to which everything has happened."""
    for now, act in ((FIRST, plan_the_town), (LATER, change_the_town)):
        with (
            time_machine.travel(now, tick=False),
            app.test_request_context(),
            transactions.unit(),
        ):
            act(Town(cast))
    with time_machine.travel(LATER, tick=False):
        return app.test_client().get("/kalendarz/wzgorze.ics").data


def test_three_readers_show_what_is_stored_whatever_has_happened(
    app: Flask, calendar: bytes, read_with_ical_js: ReadWithIcalJs
) -> None:
    since = datetime(2026, 8, 31, 22, tzinfo=UTC)
    shown = shown_by_all(calendar, read_with_ical_js, since)

    with app.app_context():
        stored = sorted(
            (told(one, one.starts_at), told(one, one.ends_at), status(one))
            for one in db.session.scalars(select(Occurrence))
            if said(since) <= told(one, one.starts_at) < said(since + timedelta(days=450))
        )
    assert sorted((start, end, state) for _uid, start, end, state, _title in shown) == stored
    assert {state for *_, state in stored} == {"CONFIRMED", "CANCELLED", "TENTATIVE"}
    assert len(stored) > 300


def told(meeting: Occurrence, moment: datetime) -> str:
    return said(to_local(moment).date() if meeting.event.is_all_day else moment)


def status(meeting: Occurrence) -> str:
    if meeting.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if meeting.is_postponed else "CONFIRMED"
