"""Whatever the team does with series, in whatever order: nobody is left standing before a closed
door untold, the past stays, and calendars say what is stored.

Hypothesis acts as the team on the real site and looks after every step.
"""

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import icalendar
import pytest
import recurring_ical_events
import time_machine
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine
from sqlalchemy import func, select

from osl.accounts.models import User
from osl.calendars import feeds
from osl.calendars.models import CalendarEntry, Feed
from osl.calendars.operations import rebuild_entries
from osl.communities.models import Community, Venue
from osl.core import transactions
from osl.core.clock import WARSAW, to_local, utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.events import involvement
from osl.events.breaks import add_break, change_break, remove_break
from osl.events.cancellations import cancel_event, cancel_following, cancel_some, restore_event
from osl.events.horizon import extend_horizon
from osl.events.involvement import Involved
from osl.events.meetings import (
    Own,
    cancel_occurrence,
    change_occurrence,
    postpone_occurrence,
    put_back_occurrence,
    restore_occurrence,
)
from osl.events.models import Break, Event, EventChange, EventFormat, Frequency, Occurrence
from osl.events.operations import Facts, change_event, delete_draft, plan_event, publish_event
from osl.events.parts import change_following, rule_from
from osl.events.recurrence import Rule, meetings
from osl.events.schedule import (
    Once,
    Repeated,
    Schedule,
    horizon,
    of_event,
    once,
    refuse_left_out,
)
from osl.events.words import place
from tests.cast import Cast
from tests.conftest import TestDatabase, examples_on_this_database
from tests.events.conftest import FACTS, NOW

LONG = os.environ.get("OSL_HYPOTHESIS") == "long"
FEED = "/kalendarz/wzgorze.ics"

numbers = st.integers(0, 999)
hours = st.sampled_from([time(0), time(1), time(9), time(17), time(18, 30), time(22)])
lengths = st.sampled_from([1, 2, 8, 24, 30])
frequencies = st.sampled_from(Frequency)


@dataclass(frozen=True)
class Known:
    """A meeting as residents know it."""

    event_id: int
    slot_at: datetime
    starts_at: datetime
    ends_at: datetime
    place: str
    is_cancelled: bool
    is_postponed: bool
    is_published: bool
    is_series: bool

    @property
    def told(self) -> tuple[Any, ...]:
        """What people have to hear of when it changes."""
        return self.starts_at, self.ends_at, self.place, self.is_cancelled, self.is_postponed

    def was_held_by(self, now: datetime) -> bool:
        """What takes place once may still be broken off; a meeting that began was held."""
        if not self.is_published or self.is_postponed:
            return False
        return (self.starts_at if self.is_series else self.ends_at) <= now


@dataclass(frozen=True)
class Seen:
    """The town between two steps."""

    meetings: dict[int, Known]
    parts: dict[int, int | None]
    last_change: int
    rows: tuple[Any, ...]
    there_is: frozenset[str]
    """What some of the steps need to find."""


class Told:
    """One VEVENT as served: how often revised, when last, and everything else of it."""

    def __init__(self, event: icalendar.Event) -> None:
        self.sequence = int(event["SEQUENCE"])
        self.revised_at = event["DTSTAMP"].dt
        assert event["LAST-MODIFIED"].dt == self.revised_at
        stamps = ("SEQUENCE", "DTSTAMP", "LAST-MODIFIED")
        lines = event.to_ical(sorted=False).decode().replace("\r\n ", "").split("\r\n")
        self.said = [line for line in lines if not line.startswith(stamps)]


def there_is(what: str) -> Callable[[Any], Any]:
    return precondition(lambda team: what in team.before.there_is)


class Team(RuleBasedStateMachine):
    """The team at work on one community's events."""

    def __init__(self, app: Flask, database: TestDatabase, clock: time_machine.Traveller) -> None:
        super().__init__()
        self.app, self.clock = app, clock
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        database.renew()
        feeds.shelf.clear()
        clock.move_to(NOW)
        with app.app_context(), transactions.unit():
            cast = Cast.make()
            db.session.flush()
            rebuild_entries()
            self.ids = (cast.organiser.id, cast.wzgorze.id, cast.hall.id)
        self.people: set[int] = set()
        self.logged: set[int] = set()
        self.called_on_again: set[int] = set()
        involvement.counters.append(self.involved)
        self.before = self.look()
        self.told: dict[tuple[str, Any], Told] = {}
        self.shown: set[tuple[str, Any]] = set()
        self.read_feed()

    def involved(self, ids: Collection[int]) -> dict[int, Involved]:
        return {
            one: Involved(people=2 * (one in self.people), is_logged=one in self.logged)
            for one in ids
            if one in self.people | self.logged
        }

    def teardown(self) -> None:
        involvement.counters.remove(self.involved)
        self.nothing_reads_differently_when_written_anew()

    # What the team does

    @initialize(frequency=frequencies, hour=hours, length=lengths, days=st.integers(-20, 10))
    def begin_with_a_series(self, frequency: Frequency, hour: time, length: int, days: int) -> None:
        self.plan(frequency, hour, length, days, 2, 0, publishes=True)

    @rule(
        frequency=st.one_of(st.none(), frequencies),
        hour=hours,
        length=lengths,
        days=st.integers(-20, 40),
        weekday=numbers,
        ending=numbers,
        publishes=st.sampled_from([True, True, False]),
    )
    def plan(
        self,
        frequency: Frequency | None,
        hour: time,
        length: int,
        days: int,
        weekday: int,
        ending: int,
        *,
        publishes: bool,
    ) -> None:
        def act() -> None:
            first_on = to_local(utcnow()).date() + timedelta(days=days)
            when = made(frequency, first_on, hour, length, weekday, ending)
            event = plan_event(
                replace(FACTS, venue=self.hall), when, communities=[self.home], actor=self.actor
            )
            db.session.flush()
            if publishes:
                publish_event(event, actor=self.actor)

        self.act(act)

    @there_is("a draft")
    @rule(at=numbers)
    def publish(self, at: int) -> None:
        self.act(lambda: publish_event(self.an_event(at, drafts=True), actor=self.actor))

    @there_is("a draft")
    @rule(at=numbers)
    def throw_a_draft_away(self, at: int) -> None:
        self.act(lambda: delete_draft(self.an_event(at, drafts=True), actor=self.actor))

    @rule(at=numbers, thing=numbers, hour=hours, days=st.integers(-15, 30))
    def change_all(self, at: int, thing: int, hour: time, days: int) -> None:
        def act() -> None:
            event = self.an_event(at)
            facts, when = differently(Facts.of(event), of_event(event), thing, hour, days)
            change_event(event, facts, when, communities=[self.home], actor=self.actor)

        self.act(act)

    @rule(at=numbers, which=numbers, thing=numbers, hour=hours, days=st.integers(-15, 30))
    def change_following(self, at: int, which: int, thing: int, hour: time, days: int) -> None:
        def act() -> None:
            meeting = self.a_meeting(at, which)
            now = Repeated(rule_from(meeting), meeting.event.format)
            facts, when = differently(Facts.of(meeting.event), now, thing, hour, days)
            change_following(meeting, facts, when, communities=[self.home], actor=self.actor)

        self.act(act)

    @rule(
        at=numbers,
        which=numbers,
        days=st.sampled_from([0, 0, 1, 2, 7, -1, -3, -7, 14]),
        hour=hours,
        length=lengths,
        own=st.sampled_from(["", "note", "host", "place", "venue", "places"]),
    )
    def change_one(self, at: int, which: int, days: int, hour: time, length: int, own: str) -> None:
        self.act(lambda: self.move(self.a_meeting(at, which), days, hour, length, own))

    @there_is("a meeting put off")
    @rule(at=numbers, days=st.integers(1, 20), hour=hours, length=lengths)
    def give_a_new_date(self, at: int, days: int, hour: time, length: int) -> None:
        def act() -> None:
            chosen = select(Occurrence).where(Occurrence.postponed_at.is_not(None))
            put_off = chosen_of(db.session.scalars(chosen.order_by(Occurrence.id)).all(), at)
            days_late = (to_local(utcnow()) - to_local(put_off.starts_at)).days
            self.move(put_off, max(days_late, 0) + days, hour, length, "")

        self.act(act)

    def move(self, meeting: Occurrence, days: int, hour: time, length: int, own: str) -> None:
        day = to_local(meeting.starts_at).date() + timedelta(days=days)
        if meeting.event.is_all_day:
            to = once(day, None, None, None)
        else:
            to = one_evening(day, hour, length)
        kept = Own.of(meeting)
        words: dict[str, Own] = {
            "note": replace(kept, note="Tym razem z ciastem."),
            "host": replace(kept, host="Pani Ola"),
            "place": replace(kept, place_note="przy molo"),
            "venue": replace(kept, venue=self.hall, place_note="sala 2"),
            "places": replace(kept, places=12),
        }
        if meeting.event.is_series:
            change_occurrence(meeting, to, words.get(own, kept), actor=self.actor)
        else:
            event = meeting.event
            change_event(event, Facts.of(event), to, communities=[self.home], actor=self.actor)

    @there_is("a meeting that differs")
    @rule(at=numbers)
    def put_back(self, at: int) -> None:
        def act() -> None:
            coming = select(Occurrence).where(Occurrence.slot_at > utcnow())
            found = db.session.scalars(coming.order_by(Occurrence.id)).all()
            differing = [one for one in found if one.differs]
            put_back_occurrence(chosen_of(differing, at), actor=self.actor)

        self.act(act)

    @rule(at=numbers, which=numbers)
    def postpone(self, at: int, which: int) -> None:
        self.act(
            lambda: postpone_occurrence(
                self.a_meeting(at, which), note="Sala zajęta.", actor=self.actor
            )
        )

    @rule(at=numbers, which=numbers)
    def cancel_one(self, at: int, which: int) -> None:
        self.act(
            lambda: cancel_occurrence(
                self.a_meeting(at, which), reason="Choroba.", actor=self.actor
            )
        )

    @rule(at=numbers, which=st.sets(numbers, max_size=4))
    def cancel_some(self, at: int, which: set[int]) -> None:
        def act() -> None:
            chosen = {self.a_meeting(at, one) for one in sorted(which)}
            ordered = sorted(chosen, key=lambda one: one.slot_at)
            cancel_some(ordered, reason="Remont.", actor=self.actor)

        self.act(act)

    @rule(at=numbers, which=numbers)
    def cancel_rest(self, at: int, which: int) -> None:
        self.act(
            lambda: cancel_following(self.a_meeting(at, which), reason="Koniec.", actor=self.actor)
        )

    @rule(at=numbers, instead=st.none() | numbers)
    def cancel_whole(self, at: int, instead: int | None) -> None:
        def act() -> None:
            replacement = None if instead is None else self.an_event(instead)
            cancel_event(
                self.an_event(at), reason="Odeszła.", replacement=replacement, actor=self.actor
            )

        self.act(act)

    @there_is("a meeting called off")
    @rule(at=numbers)
    def restore_one(self, at: int) -> None:
        def act() -> None:
            off = select(Occurrence).where(Occurrence.cancelled_at.is_not(None))
            found = db.session.scalars(off.order_by(Occurrence.id)).all()
            meeting = chosen_of(found, at)
            restore_occurrence(meeting, actor=self.actor)
            self.called_on_again.add(meeting.id)

        self.act(act)

    @there_is("an event called off")
    @rule(at=numbers)
    def restore_whole(self, at: int) -> None:
        def act() -> None:
            off = select(Event).where(Event.cancelled_at.is_not(None)).order_by(Event.id)
            restore_event(chosen_of(db.session.scalars(off).all(), at), actor=self.actor)

        self.act(act)

    @rule(days=st.integers(-5, 120), length=st.integers(0, 15))
    def add_break(self, days: int, length: int) -> None:
        def act() -> None:
            first_on = to_local(utcnow()).date() + timedelta(days=days)
            add_break(
                name="Ferie",
                first_on=first_on,
                last_on=first_on + timedelta(days=length),
                actor=self.actor,
            )

        self.act(act)

    @there_is("a break")
    @rule(at=numbers, days=st.integers(-10, 20), length=st.integers(0, 15))
    def change_break(self, at: int, days: int, length: int) -> None:
        def act() -> None:
            one = self.a_break(at)
            first_on = one.first_on + timedelta(days=days)
            change_break(
                one,
                name="Ferie zimowe",
                first_on=first_on,
                last_on=first_on + timedelta(days=length),
                actor=self.actor,
            )

        self.act(act)

    @there_is("a break")
    @rule(at=numbers)
    def remove_break(self, at: int) -> None:
        self.act(lambda: remove_break(self.a_break(at), actor=self.actor))

    @there_is("time that passed")
    @rule()
    def extend_the_horizon(self) -> None:
        self.act(lambda: extend_horizon(utcnow()))

    @rule(late=st.timedeltas(timedelta(minutes=1), timedelta(days=40)))
    def let_time_pass(self, late: timedelta) -> None:
        self.clock.move_to(utcnow() + late)
        self.before = self.look()
        self.read_feed()

    @rule(at=numbers, which=st.sets(numbers, min_size=1, max_size=6))
    def sign_people_up(self, at: int, which: set[int]) -> None:
        """For meetings to come that people know of."""
        with self.app.app_context(), suppress(DomainError):
            for one in which:
                meeting = self.a_meeting(at, one)
                if meeting.event.is_published and not meeting.is_cancelled:
                    self.people.add(meeting.id)

    @rule(at=numbers)
    def note_what_was_done(self, at: int) -> None:
        now = utcnow()
        held = [
            number
            for number, one in sorted(self.before.meetings.items())
            if one.was_held_by(now) and not one.is_cancelled
        ]
        if held:
            self.logged.add(held[at % len(held)])

    # Whom and what it is done to

    @property
    def actor(self) -> User:
        return db.session.get_one(User, self.ids[0])

    @property
    def home(self) -> Community:
        return db.session.get_one(Community, self.ids[1])

    @property
    def hall(self) -> Venue:
        return db.session.get_one(Venue, self.ids[2])

    def an_event(self, at: int, *, drafts: bool = False) -> Event:
        """Mostly one that is on: what is called off can only be called on again."""
        events = db.session.scalars(select(Event).order_by(Event.id)).all()
        if drafts:
            return chosen_of([one for one in events if one.is_draft], at)
        on = [one for one in events if not one.is_cancelled]
        return chosen_of(events if at % 8 == 0 else on or events, at)

    def meetings(self, at: int) -> list[Occurrence]:
        return list(self.an_event(at).occurrences)

    def a_meeting(self, at: int, which: int) -> Occurrence:
        """One of the next dozen, for that is what people look at."""
        coming = [one for one in self.meetings(at) if one.ends_at > utcnow()]
        return chosen_of(coming[:12], which)

    def a_break(self, at: int) -> Break:
        return chosen_of(db.session.scalars(select(Break).order_by(Break.id)).all(), at)

    # What must hold after it

    def act(self, what: Callable[[], object]) -> None:
        """One thing done as the site does it, and everything looked at afterwards."""
        refused, now = False, utcnow()
        try:
            with self.app.test_request_context(), transactions.unit():
                what()
        except DomainError:
            refused = True
        before, after = self.before, self.look()
        self.before = after
        if refused:
            assert after == before, "something refused was half kept"
            return
        self.nobody_is_left_untold(before, after)
        self.the_past_stays(before, after, now)
        self.parts_form_chains(after)
        self.series_have_the_meetings_of_their_rules()
        self.read_feed()

    def look(self) -> Seen:
        with self.app.app_context():
            events = db.session.scalars(select(Event).order_by(Event.id)).all()
            return Seen(
                {
                    one.id: Known(
                        event.id,
                        one.slot_at,
                        one.starts_at,
                        one.ends_at,
                        place(one),
                        one.is_cancelled,
                        one.is_postponed,
                        event.is_published,
                        event.is_series,
                    )
                    for event in events
                    for one in event.occurrences
                },
                {event.id: event.continues_id for event in events},
                db.session.scalar(select(func.max(EventChange.id))) or 0,
                kept_of_calendars(),
                frozenset(what_there_is(events)),
            )

    def nobody_is_left_untold(self, before: Seen, after: Seen) -> None:
        """A meeting with people or a log keeps its row, and what changes of it is told on the
        page of its event, or of one that this event continues."""
        for number in self.people | self.logged:
            assert number in after.meetings, f"meeting {number} is gone, and people with it"
        with self.app.app_context():
            new = select(EventChange.event_id).where(EventChange.id > before.last_change)
            told = set(db.session.scalars(new))
        for number in self.people:
            was, is_now = before.meetings[number], after.meetings[number]
            if was.told != is_now.told:
                pages = set(chain(after.parts, is_now.event_id))
                assert pages & told, f"nobody was told: {was} → {is_now}"

    def the_past_stays(self, before: Seen, after: Seen, now: datetime) -> None:
        for number, was in before.meetings.items():
            if was.was_held_by(now):
                is_now = after.meetings.get(number)
                assert is_now is not None, f"the past lost {was}"
                kept = ("slot_at", "starts_at", "ends_at", "is_cancelled", "event_id")
                for name in kept:
                    assert getattr(is_now, name) == getattr(was, name), f"{was} → {is_now}"

    def parts_form_chains(self, after: Seen) -> None:
        continued = [one for one in after.parts.values() if one is not None]
        assert len(set(continued)) == len(continued), "two parts continue one"
        for number in after.parts:
            walked = list(chain(after.parts, number))
            assert len(set(walked)) == len(walked), "parts go round in a circle"

    def series_have_the_meetings_of_their_rules(self) -> None:
        """Every coming date of a rule has its row; a row without a date is called off, or was."""
        now = utcnow()
        with self.app.app_context():
            for event in db.session.scalars(select(Event)):
                if event.series is None:
                    continue
                given = {
                    slot.starts_at
                    for slot in meetings(Rule.of(event.series), through=event.series.horizon_on)
                }
                rows = {one.slot_at: one for one in event.occurrences}
                assert all(slot in rows for slot in given if slot > now)
                extra = [one for slot, one in rows.items() if slot > now and slot not in given]
                assert all(one.is_cancelled or one.id in self.called_on_again for one in extra), (
                    f"{[one.slot_at for one in extra]} have no date"
                )

    def read_feed(self) -> None:
        """The community's feed as served says what is stored, and how often that changed."""
        with self.app.test_client(use_cookies=False) as reader:
            answer = reader.get(FEED)
        assert answer.status_code == 200
        calendar = icalendar.Calendar.from_ical(answer.data)
        self.stamps_go_forward(calendar)
        with self.app.app_context():
            since, until = self.window()
            stored = sorted(
                (event.id, one.starts_at, one.ends_at, one.is_cancelled)
                for event in db.session.scalars(
                    select(Event).where(Event.published_at.is_not(None))
                )
                for one in event.occurrences
                if one.starts_at < until and one.ends_at > since
            )
        read = sorted(
            (
                int(str(one["URL"]).rpartition("/")[2]),
                instant(one.start),
                instant(one.end),
                one["STATUS"] == "CANCELLED",
            )
            for one in recurring_ical_events.of(calendar).between(
                since.astimezone(WARSAW), until.astimezone(WARSAW)
            )
        )
        assert read == stored

    def window(self) -> tuple[datetime, datetime]:
        """As far back as feeds look, and as far ahead as every series is stored."""
        stored_through = [
            event.series.horizon_on
            for event in db.session.scalars(select(Event))
            if event.series is not None and Rule.of(event.series).is_open_ended
        ]
        today = to_local(utcnow()).date()
        last = min([*stored_through, today + timedelta(days=500)])
        return midnight(today - timedelta(days=85)), midnight(last)

    def stamps_go_forward(self, calendar: icalendar.Calendar) -> None:
        told = {
            (str(one["UID"]), one["RECURRENCE-ID"].dt if "RECURRENCE-ID" in one else None): Told(
                one
            )
            for one in calendar.walk("VEVENT")
        }
        gone = {uid for uid, moment in self.shown - told.keys() if moment}
        for key, now in told.items():
            was = self.told.get(key)
            if was is None:
                continue
            assert now.sequence >= was.sequence, f"{key} went back"
            assert now.revised_at >= was.revised_at, f"{key} grew younger"
            if now.said != was.said:
                assert now.sequence > was.sequence, f"{key} changed without a word"
                assert now.revised_at > was.revised_at, f"{key} changed without a stamp"
            elif key in self.shown:
                # A meeting that differs no more is a change of its series.
                is_whole = key[1] is None
                assert now.sequence == was.sequence or (is_whole and key[0] in gone), key
        self.told |= told
        self.shown = set(told)

    def nothing_reads_differently_when_written_anew(self) -> None:
        with self.app.test_client(use_cookies=False) as reader:
            served = reader.get(FEED).data
            with self.app.app_context(), transactions.unit():
                rebuild_entries()
            feeds.shelf.clear()
            assert reader.get(FEED).data == served
        with self.app.app_context():
            for was, is_now in zip(self.before.rows, kept_of_calendars(), strict=True):
                assert [*is_now] == [*was]


def made(
    frequency: Frequency | None, first_on: date, hour: time, length: int, weekday: int, ending: int
) -> Schedule:
    """A schedule somebody might type."""
    if frequency is None:
        return one_evening(first_on, hour, length)
    if frequency is Frequency.MONTHLY_BY_LAST_WEEKDAY:
        while (first_on + timedelta(days=7)).month == first_on.month:
            first_on += timedelta(days=7)
    elif frequency in (Frequency.MONTHLY_BY_WEEKDAY, Frequency.MONTHLY_BY_DATE):
        first_on = first_on.replace(day=min(first_on.day, 28))
    by_week = frequency in (Frequency.WEEKLY, Frequency.FORTNIGHTLY)
    by_chosen_dates = frequency is Frequency.CHOSEN_DATES
    ends_at = (datetime.combine(first_on, hour) + timedelta(hours=length)).time()
    made = Rule(
        frequency=frequency,
        first_on=first_on,
        starts_at=hour,
        ends_at=hour if length >= 24 else ends_at,
        weekdays=tuple(sorted({first_on.weekday(), weekday % 7})) if by_week else (),
        chosen_on=tuple(first_on + timedelta(days=9 * n) for n in range(ending % 6 + 1))
        if by_chosen_dates
        else (),
        meeting_count=ending % 9 + 1 if not by_chosen_dates and ending % 3 == 1 else None,
        until_on=first_on + timedelta(days=ending % 200)
        if not by_chosen_dates and ending % 3 == 2
        else None,
        skips_holidays=weekday % 2 == 0 and not by_chosen_dates,
        skips_breaks=weekday % 4 < 3 and not by_chosen_dates,
    )
    refuse_left_out(made)
    return Repeated(made, EventFormat.COURSE if ending % 5 == 0 else EventFormat.CYCLE)


def one_evening(day: date, hour: time, length: int) -> Once:
    ends = datetime.combine(day, hour) + timedelta(hours=length)
    if hour == time(0) and length == 24:
        return once(day, None, None, None)
    return once(day, hour, ends.date(), ends.time())


def differently(
    facts: Facts, when: Schedule, thing: int, hour: time, days: int
) -> tuple[Facts, Schedule]:
    """The same event, one thing told otherwise."""
    changes: list[Callable[[Rule], Rule]] = [
        lambda r: replace(r, starts_at=hour, is_stored=False),
        lambda r: replace(r, ends_at=hour, is_stored=False),
        lambda r: replace(r, starts_at=time(0), ends_at=time(0), is_stored=False),
        lambda r: moved(r, r.first_on + timedelta(days=days)),
        lambda r: replace(r, until_on=None, meeting_count=None, is_stored=False),
        lambda r: replace(
            r,
            until_on=to_local(utcnow()).date() + timedelta(days=days * 5),
            meeting_count=None,
            is_stored=False,
        ),
        lambda r: replace(r, until_on=None, meeting_count=abs(days) + 1, is_stored=False),
        lambda r: left_out(r, days),
        lambda r: replace(r, skipped_on=(), is_stored=False),
        lambda r: replace(r, skips_holidays=not r.skips_holidays, is_stored=False),
        lambda r: replace(
            r,
            weekdays=tuple(sorted({*r.weekdays, days % 7})) if r.weekdays else (),
            is_stored=False,
        ),
        lambda r: made_rule(made(Frequency.CHOSEN_DATES, r.first_on, r.starts_at, 2, 0, days % 7)),
        lambda r: made_rule(made(Frequency.WEEKLY, r.first_on, r.starts_at, 2, days % 7, days)),
    ]
    words = [
        replace(facts, title=f"Gry {days}"),
        replace(facts, place_note=f"sala {abs(days)}"),
        replace(facts, host=f"Pan {days}"),
        replace(facts, description="Inaczej niż dotąd."),
    ]
    choice = thing % (len(changes) + len(words) + 1)
    if choice < len(words):
        return words[choice], when
    if isinstance(when, Once):
        day = to_local(when.starts_at).date() + timedelta(days=days)
        if choice % 2:
            return facts, one_evening(day, hour, abs(days) + 1)
        return facts, made(Frequency.WEEKLY, day, hour, 2, days, days)
    if choice == len(words) + len(changes):
        day = to_local(utcnow()).date() + timedelta(days=abs(days))
        return facts, one_evening(day, hour, 2)
    return facts, replace(when, rule=changes[choice - len(words)](when.rule))


def made_rule(when: Schedule) -> Rule:
    if not isinstance(when, Repeated):
        raise TypeError("an evening has no rule")
    return when.rule


def moved(rule: Rule, first_on: date) -> Rule:
    """From another first day on; the weekday goes with it."""
    by = (first_on - rule.first_on).days
    return replace(
        rule,
        first_on=first_on,
        weekdays=tuple(sorted((day + by) % 7 for day in rule.weekdays)),
        chosen_on=tuple(day + timedelta(days=by) for day in rule.chosen_on),
        is_stored=False,
    )


def left_out(rule: Rule, days: int) -> Rule:
    """One more of the next dates is left out."""
    if rule.frequency is Frequency.CHOSEN_DATES:
        kept = tuple(sorted({*rule.chosen_on, rule.first_on + timedelta(days=abs(days))}))
        return replace(rule, chosen_on=kept, first_on=kept[0], is_stored=False)
    today = to_local(utcnow()).date()
    coming = [
        day
        for slot in meetings(rule, through=today + timedelta(days=200))
        if (day := to_local(slot.starts_at).date()) > max(today, rule.first_on)
    ]
    day = chosen_of(coming, abs(days))
    return replace(rule, skipped_on=tuple(sorted({*rule.skipped_on, day})), is_stored=False)


class NothingThere(DomainError):
    """There is nothing to do it to."""


def chosen_of(things: Any, at: int) -> Any:
    if not things:
        raise NothingThere("nothing there")
    return things[at % len(things)]


def chain(parts: dict[int, int | None], number: int) -> Iterator[int]:
    """An event and those it continues."""
    walked: set[int] = set()
    at: int | None = number
    while at is not None:
        yield at
        if at in walked:
            return
        walked.add(at)
        at = parts[at]


def kept_of_calendars() -> tuple[Any, ...]:
    """Every row of calendars, as it stands."""
    entries = select(CalendarEntry).order_by(CalendarEntry.event_id)
    rows = db.session.scalars(select(Feed).order_by(Feed.key))
    return (
        tuple(
            (
                *(e.event_id, e.body, e.sequence, e.revised_at, repr(e.stamps), e.is_open_ended),
                *(e.first_day, e.last_day, e.is_draft, e.failed_at, len(e.communities)),
            )
            for e in db.session.scalars(entries)
        ),
        tuple((f.key, f.version, f.changed_at, f.header_hash) for f in rows),
    )


def what_there_is(events: Sequence[Event]) -> Iterator[str]:
    """What some of the steps need to find."""
    meetings = [one for event in events for one in event.occurrences if not event.is_cancelled]
    found = {
        "a draft": any(event.is_draft for event in events),
        "an event called off": any(event.is_cancelled for event in events),
        "a meeting put off": any(one.is_postponed for one in meetings),
        "a meeting that differs": any(one.differs for one in meetings),
        "a meeting called off": any(one.cancelled_at is not None for one in meetings),
        "a break": db.session.scalar(select(func.count(Break.id))),
        "time that passed": any(
            event.series is not None and event.series.horizon_on < horizon(utcnow())
            for event in events
            if event.series is not None and Rule.of(event.series).is_open_ended
        ),
    }
    yield from (what for what, is_there in found.items() if is_there)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=WARSAW).astimezone(UTC)


def instant(moment: datetime | date) -> datetime:
    if not isinstance(moment, datetime):
        return midnight(moment)
    return moment.astimezone(UTC)


@pytest.mark.usefixtures("app")
def test_whatever_is_done_people_are_told_and_calendars_say_what_is_stored(
    app: Flask, database: TestDatabase, clock: time_machine.Traveller
) -> None:
    run_machine(
        lambda: Team(app, database, clock),
        settings=settings(
            max_examples=300 if LONG else examples_on_this_database(20),
            stateful_step_count=40 if LONG else 25,
            deadline=None,
            # A failure names its two dozen steps at once; making it shorter takes minutes.
            phases=(Phase.reuse, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
