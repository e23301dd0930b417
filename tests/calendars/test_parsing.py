"""Another program reads from our feeds exactly the meetings we have stored."""

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import recurring_ical_events
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from osl.calendars import ical
from osl.communities.models import Audience, Centre
from osl.core import i18n
from osl.core.clock import WARSAW, to_local, to_utc
from osl.events.models import (
    Event,
    EventFormat,
    EventKind,
    Frequency,
    Occurrence,
    Series,
    SignupMode,
    Strand,
)
from osl.events.recurrence import Rule, last_slot, meetings

BASE = "https://osl.example.pl"
HORIZON = date(2027, 12, 1)


@pytest.fixture(autouse=True, scope="module")
def polish():
    site = Flask("words")
    i18n.init_app(site)
    with site.app_context():
        yield


def event_of(rule, **facts):
    """A series that exists in memory only, with the meetings of its rule."""
    last = last_slot(rule)
    horizon = last.starts_at.date() + timedelta(days=1) if last else HORIZON
    return Event(
        **(
            {
                "id": 7,
                "uid": "6b8f2f0e-5d0c-4f55-9f0b-0d3a3a3c1a01",
                "title": "Joga",
                "description": "",
                "kind": EventKind.RECURRING_CLASS,
                "strand": Strand.SPORT,
                "format": EventFormat.CYCLE,
                "audience": Audience.EVERYONE,
                "audience_note": "",
                "cost": "",
                "what_to_bring": "",
                "rain_plan": "",
                "host": "",
                "contact_name": "",
                "contact_phone": "",
                "signup_mode": SignupMode.NONE,
                "signup_note": "",
                "place_note": "",
                "is_all_day": rule.starts_at == rule.ends_at == time(0),
                "created_at": datetime(2026, 8, 1, tzinfo=UTC),
                "published_at": datetime(2026, 8, 1, tzinfo=UTC),
                "cancellation_reason": "",
            }
            | facts
        ),
        series=Series(
            frequency=rule.frequency,
            first_on=rule.first_on,
            starts_at=rule.starts_at,
            ends_at=rule.ends_at,
            until_on=rule.until_on,
            meeting_count=rule.meeting_count,
            skips_holidays=rule.skips_holidays,
            horizon_on=horizon,
        ),
        occurrences=[
            Occurrence(
                slot_at=slot.starts_at,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                note="",
                cancellation_reason="",
            )
            for slot in meetings(rule, through=horizon)
        ],
    )


def feed_of(event):
    header = ical.Header("Wzgórze", "Sąsiedzi.", f"{BASE}/spolecznosci/wzgorze", f"{BASE}/a.ics")
    centre = Centre(name="CUS", town="Starachowice", phone="")
    components = ical.components_of(event, centre, BASE)
    stamps = ical.stamps(components, {}, 0, datetime(2026, 8, 1, tzinfo=UTC))
    body = b"".join(one.to_ical(stamps[one.key]) for one in components)
    assert ical.is_whole(body, len(components))
    return ical.feed(header, None, [body])


def instant(moment):
    """A moment of a calendar program as an instant; a whole day begins at our midnight."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(0), tzinfo=WARSAW)
    return moment.astimezone(UTC)


def read(feed, before=HORIZON):
    """The meetings another program finds in a feed: start, end, and whether it is on."""
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(feed)).between(
        date(2026, 8, 1), before
    )
    return sorted(
        (instant(one.start), instant(one.end), one.get("STATUS") == "CANCELLED") for one in found
    )


def stored(event, before=HORIZON):
    return sorted(
        (one.starts_at, one.ends_at, one.cancelled_at is not None)
        for one in event.occurrences
        if to_local(one.starts_at).date() < before
    )


hours = st.times(min_value=time(3), max_value=time(23, 55)).map(
    lambda at: at.replace(second=0, microsecond=0)
)


@st.composite
def changed_series(draw):
    """A series across clock changes, with meetings called off, moved, annotated and left out."""
    first_on = draw(
        st.dates(min_value=date(2026, 9, 1), max_value=date(2027, 4, 30)).filter(
            lambda day: day.day <= 28
        )
    )
    whole_day = draw(st.sampled_from([False, False, True]))
    rule = Rule(
        frequency=draw(st.sampled_from(Frequency)),
        first_on=first_on,
        starts_at=time(0) if whole_day else draw(hours),
        ends_at=time(0) if whole_day else draw(hours),
        meeting_count=draw(st.sampled_from([None, 2, 5, 12, 30])),
        skips_holidays=draw(st.booleans()),
    )
    event = event_of(rule)
    choices = st.sampled_from(["keep"] * 6 + ["off", "move", "note", "skip", "shift"])
    for meeting in list(event.occurrences)[:40]:
        choice = draw(choices)
        if choice == "off":
            meeting.cancelled_at = datetime(2026, 8, 1, tzinfo=UTC)
        elif choice == "note":
            meeting.note = "Tym razem inaczej."
        elif choice == "skip" and len(event.occurrences) > 1:
            event.occurrences.remove(meeting)
        elif choice in ("move", "shift"):
            days = draw(st.integers(-20, 20)) if choice == "move" else 0
            day = to_local(meeting.slot_at).date() + timedelta(days=days)
            at = time(0) if whole_day else draw(hours)
            meeting.starts_at = to_utc(day, at)
            length = draw(st.integers(1, 5))
            if whole_day:
                meeting.ends_at = to_utc(day + timedelta(days=length), time(0))
            else:
                meeting.ends_at = meeting.starts_at + timedelta(minutes=30 * length)
    return event


@given(changed_series())
def test_another_program_reads_the_meetings_we_have(event):
    assert read(feed_of(event)) == stored(event)


@given(changed_series())
def test_no_date_is_both_left_out_and_overridden(event):
    calendar = icalendar.Calendar.from_ical(feed_of(event))
    left_out, overridden = set(), set()
    for one in calendar.walk("VEVENT"):
        dates = one.get("EXDATE", [])
        for exdate in dates if isinstance(dates, list) else [dates]:
            left_out |= {value.dt for value in exdate.dts}
        if "RECURRENCE-ID" in one:
            overridden.add(one["RECURRENCE-ID"].dt)
    assert left_out.isdisjoint(overridden)


def night_shift(first_on):
    """Three Saturdays from 22.00 to 6.00."""
    hours = {"starts_at": time(22), "ends_at": time(6)}
    return Rule(Frequency.WEEKLY, first_on, **hours, meeting_count=3, skips_holidays=False)


def test_a_night_of_the_clock_change_has_its_own_end():
    """22.00–6.00 is an hour longer on the night of 24 October; other nights are not."""
    rule = night_shift(date(2026, 10, 17))
    event = event_of(rule)
    feed = feed_of(event)

    assert [one.ends_at - one.starts_at for one in event.occurrences] == [
        timedelta(hours=8),
        timedelta(hours=9),
        timedelta(hours=8),
    ]
    assert feed.count(b"RECURRENCE-ID;TZID=Europe/Warsaw:20261024T220000\r\n") == 1
    assert read(feed) == stored(event)


def test_a_series_that_begins_on_such_a_night_does_not_lend_its_length():
    rule = night_shift(date(2027, 3, 27))
    event = event_of(rule)
    feed = feed_of(event)

    assert b"DTSTART;TZID=Europe/Warsaw:20270403T220000" in feed
    assert read(feed) == stored(event)


def test_the_first_meeting_is_always_one_of_the_rule():
    """The first date is a holiday: DTSTART is the first meeting that is really held."""
    rule = Rule(Frequency.WEEKLY, date(2026, 11, 11), time(9), time(11), meeting_count=3)
    feed = feed_of(event_of(rule))

    assert b"DTSTART;TZID=Europe/Warsaw:20261118T090000" in feed
    assert b"EXDATE" not in feed


def test_a_series_without_an_end_names_its_holidays_a_year_beyond_the_horizon():
    rule = Rule(Frequency.WEEKLY, date(2026, 11, 4), time(9), time(11))
    event = event_of(rule)
    before = feed_of(event)
    event.series.horizon_on = HORIZON + timedelta(days=20)
    for slot in meetings(rule, through=event.series.horizon_on)[len(event.occurrences) :]:
        event.occurrences.append(
            Occurrence(slot_at=slot.starts_at, starts_at=slot.starts_at, ends_at=slot.ends_at)
        )

    assert feed_of(event) == before
    assert b"EXDATE;TZID=Europe/Warsaw:20281101T090000" in before
