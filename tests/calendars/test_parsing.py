"""Another program reads from our feeds exactly the meetings we have stored, in every window."""

import re
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import recurring_ical_events
from dateutil import rrule
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
    Period,
    Series,
    SignupMode,
    Strand,
)
from osl.events.recurrence import Rule, RuleError, last_slot, meetings

BASE = "https://osl.example.pl"
BEGIN = date(2026, 8, 1)
HORIZON = date(2027, 12, 1)
"""As far as the meetings of a series without an end are stored; no window reaches further."""

TOLD_AT = datetime(2026, 8, 1, tzinfo=UTC)
UIDS = ("6b8f2f0e-5d0c-4f55-9f0b-0d3a3a3c1a01", "b32c9f0d-3d0b-46a5-a1a2-6c3f5f1f7b02")


@pytest.fixture(autouse=True, scope="module")
def polish():
    site = Flask("words")
    i18n.init_app(site)
    with site.app_context():
        yield


def event_of(rule, *, number=0, **facts):
    """A series that exists in memory only, with the meetings of its rule."""
    last = last_slot(rule)
    horizon = to_local(last.starts_at).date() if last else HORIZON
    event = Event(
        **(
            {
                "id": 7 + number,
                "uid": UIDS[number],
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
                "round_name": "",
                "is_all_day": rule.takes_whole_days,
                "created_at": TOLD_AT,
                "published_at": TOLD_AT,
                "cancellation_reason": "",
            }
            | facts
        ),
        series=Series(horizon_on=horizon),
        occurrences=[meeting_at(slot) for slot in meetings(rule, through=horizon)],
    )
    rule.keep_in(event.series)
    return event


def meeting_at(slot):
    return Occurrence(
        slot_at=slot.starts_at,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        place_note="",
        host="",
        note="",
        cancellation_reason="",
    )


def feed_of(*events):
    header = ical.Header("Wzgórze", "Sąsiedzi.", f"{BASE}/spolecznosci/wzgorze", f"{BASE}/a.ics")
    centre = Centre(name="CUS", town="Starachowice", phone="")
    bodies = []
    for event in events:
        components = ical.components_of(event, centre, BASE)
        stamps = ical.stamps(components, {}, 0, TOLD_AT)
        body = b"".join(one.to_ical(stamps[one.key]) for one in components)
        assert ical.is_whole(body, len(components))
        bodies.append(body)
    return ical.feed(header, None, bodies)


def instant(moment):
    """A moment of a calendar program as an instant; a whole day begins at our midnight."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(0), tzinfo=WARSAW)
    return moment.astimezone(UTC)


class Reader:
    """Another program with one of our feeds."""

    def __init__(self, feed):
        self.calendar = icalendar.Calendar.from_ical(feed)
        self.events = self.calendar.walk("VEVENT")
        self.query = recurring_ical_events.of(self.calendar)

    def between(self, since, until):
        """The meetings it shows of some days: start, end, and whether each is called off."""
        return sorted(
            (instant(one.start), instant(one.end), one.get("STATUS") == "CANCELLED")
            for one in self.query.between(midnight(since), midnight(until))
        )


def midnight(day):
    return datetime.combine(day, time(0), tzinfo=WARSAW)


def stored(events, since=BEGIN, until=HORIZON):
    """The meetings we have on some days, as Reader tells them."""
    return sorted(
        (one.starts_at, one.ends_at, one.is_cancelled)
        for event in events
        for one in event.occurrences
        if one.starts_at < midnight(until) and one.ends_at > midnight(since)
    )


def hour_of(at):
    return at.replace(second=0, microsecond=0)


# Between two and three nobody meets: on two nights a year there is no such hour, or there are two.
hours = st.one_of(
    st.times(min_value=time(3), max_value=time(23, 55)),
    st.times(min_value=time(0), max_value=time(1, 55)),
    st.sampled_from([time(22), time(6), time(0), time(1, 30), time(3)]),
).map(hour_of)
days = st.dates(min_value=date(2026, 9, 1), max_value=date(2027, 4, 30))
names = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"])
    | st.sampled_from("ąćęłńóśźż„”—,;:\\\n"),
    max_size=90,
)


def first_days(frequency):
    """Days a rule of this frequency can begin on."""
    if frequency is Frequency.MONTHLY_BY_LAST_WEEKDAY:
        return days.map(last_such_weekday)
    if frequency in (Frequency.MONTHLY_BY_WEEKDAY, Frequency.MONTHLY_BY_DATE):
        return days.filter(lambda day: day.day <= 28)
    return days


def last_such_weekday(day):
    while (day + timedelta(days=7)).month == day.month:
        day += timedelta(days=7)
    return day


@st.composite
def rules(draw, frequencies=tuple(Frequency)):
    """Rules of every kind across clock changes, with days left out."""
    frequency = draw(st.sampled_from(frequencies))
    first_on = draw(first_days(frequency))
    is_by_week = frequency in (Frequency.WEEKLY, Frequency.FORTNIGHTLY)
    weekdays = draw(st.sets(st.integers(0, 6), max_size=3)) | {first_on.weekday()}
    later = st.integers(1, 300).map(lambda number: first_on + timedelta(days=number))
    chosen = draw(st.sets(later, max_size=8)) | {first_on}
    by_chosen_dates = frequency is Frequency.CHOSEN_DATES
    whole_days = draw(st.sampled_from([False, False, True]))
    ending = draw(st.sampled_from(["never", "count", "day"]))
    breaks = draw(st.lists(st.tuples(later, st.integers(0, 14)), max_size=2))
    parts = {
        "frequency": frequency,
        "first_on": first_on,
        "starts_at": time(0) if whole_days else draw(hours),
        "ends_at": time(0) if whole_days else draw(hours),
        "weekdays": tuple(sorted(weekdays)) if is_by_week else (),
        "chosen_on": tuple(sorted(chosen)) if by_chosen_dates else (),
    }
    if not by_chosen_dates:
        parts |= {
            "meeting_count": draw(st.integers(1, 40)) if ending == "count" else None,
            "until_on": draw(later) if ending == "day" else None,
            "skips_holidays": draw(st.booleans()),
            "breaks": tuple(Period(day, day + timedelta(days=n), "Ferie") for day, n in breaks),
        }
    try:
        rule = Rule(**parts)
        if not by_chosen_dates:
            held = [to_local(slot.starts_at).date() for slot in meetings(rule, through=HORIZON)]
            # The team may leave out any date but not all of them, the first and last ones too.
            left_out = draw(st.sets(st.sampled_from(held), max_size=min(3, len(held) - 1)))
            rule = Rule(**parts, skipped_on=tuple(sorted(left_out)))
    except RuleError:  # every date of a short rule may be a day off
        return draw(rules(frequencies))
    return rule


CHANGES = ["off", "move", "hour", "neighbour", "put off", "note", "host", "place", "stray"]


@st.composite
def changed_events(draw):
    """A series, or one that was parted, with everything that can happen to its meetings."""
    rule = draw(rules())
    events = [event_of(rule, title=draw(names))]
    if len(events[0].occurrences) > 2 and draw(st.booleans()):
        events.append(part(draw, events[0], rule))
    for event in events:
        starts = [one.starts_at for one in event.occurrences]
        for meeting in draw(
            st.lists(st.sampled_from(event.occurrences), max_size=12, unique_by=id)
        ):
            for change in draw(st.sets(st.sampled_from(CHANGES), min_size=1, max_size=2)):
                happen(draw, event, meeting, change)
        if draw(st.integers(0, 3)) == 0:
            # Before it ever met, or after some of its meetings.
            event.cancelled_at = draw(st.sampled_from([TOLD_AT, *starts])) + draw(
                st.sampled_from([timedelta(0), timedelta(minutes=1)])
            )
            event.cancellation_reason = draw(names)
    return events


def part(draw, event, rule):
    """The rest of a series from one of its meetings on, with other hours."""
    at = draw(st.integers(1, len(event.occurrences) - 1))
    rows = event.occurrences[at:]
    day = to_local(rows[0].slot_at).date()
    rest = rule.from_day(day, meeting_count=len(rows))
    if not rule.takes_whole_days and draw(st.booleans()):
        rest = Rule.of(series_of(rest, starts_at=draw(hours)))
    event.occurrences = event.occurrences[:at]
    last_day = to_local(event.occurrences[-1].slot_at).date()
    rule.until_day(last_day).keep_in(event.series)
    event.series.horizon_on = last_day
    later = event_of(rest, number=1, is_all_day=event.is_all_day)
    later.continues = event
    return later


def series_of(rule, **changes):
    series = Series(horizon_on=HORIZON)
    rule.keep_in(series)
    for name, value in changes.items():
        setattr(series, name, value)
    return series


def happen(draw, event, meeting, change):
    """One thing that happens to one meeting."""
    day = to_local(meeting.slot_at).date()
    at = to_local(meeting.starts_at).time()
    if change == "off":
        meeting.cancelled_at = TOLD_AT
        meeting.cancellation_reason = draw(names)
    elif change == "put off":
        meeting.postponed_at = TOLD_AT
    elif change == "note":
        meeting.note = "Tym razem inaczej."
    elif change == "host":
        meeting.host = "Pani Ola"
    elif change == "place":
        meeting.place_note = "przy molo"
    elif change == "stray":
        leave_out(event, meeting, day)
    elif change == "hour":
        move(draw, event, meeting, day, draw(hours))
    elif change == "move":
        move(draw, event, meeting, day + timedelta(days=draw(st.integers(-20, 20))), draw(hours))
    elif change == "neighbour":
        other = draw(st.sampled_from(event.occurrences))
        move(draw, event, meeting, to_local(other.slot_at).date(), at)


def leave_out(event, meeting, day):
    """A date its rule gives no more, kept because people were signed up: it is called off. A
    series of so many meetings has another one at its end."""
    rule = Rule.of(event.series)
    if rule.frequency is Frequency.CHOSEN_DATES or day == rule.first_on:
        return
    event.series.skipped_on = sorted({*event.series.skipped_on, day.isoformat()})
    meeting.cancelled_at = TOLD_AT
    rule = Rule.of(event.series)
    known = {one.slot_at for one in event.occurrences}
    slots = meetings(rule, through=HORIZON if rule.is_open_ended else date(2100, 1, 1))
    event.occurrences += [meeting_at(slot) for slot in slots if slot.starts_at not in known]
    event.series.horizon_on = max(
        [event.series.horizon_on, *(to_local(slot.starts_at).date() for slot in slots)]
    )


def move(draw, event, meeting, day, at):
    if event.is_all_day:
        starts_at = to_utc(day, time(0))
        ends_at = to_utc(day + timedelta(days=draw(st.integers(1, 3))), time(0))
    else:
        starts_at = to_utc(day, at)
        ends_at = starts_at + timedelta(minutes=30 * draw(st.sampled_from([1, 3, 5, 20, 60])))
    taken = {one.starts_at for one in event.occurrences if one is not meeting}
    if starts_at not in taken:
        meeting.starts_at, meeting.ends_at = starts_at, ends_at


CLOCK_CHANGES = (date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31))


@st.composite
def windows(draw):
    """A window of days: any, or one that opens or closes about a change of the clocks."""
    edge = st.dates(min_value=BEGIN, max_value=HORIZON - timedelta(days=1)) | st.builds(
        lambda day, number: day + timedelta(days=number),
        st.sampled_from(CLOCK_CHANGES),
        st.integers(-2, 3),
    )
    since = draw(edge)
    length = draw(st.sampled_from([1, 2, 7, 31, 120]))
    return since, min(since + timedelta(days=length), HORIZON)


@given(changed_events(), st.lists(windows(), min_size=1, max_size=4))
def test_another_program_reads_the_meetings_we_have_in_every_window(events, windows):
    reader = Reader(feed_of(*events))
    for since, until in [(BEGIN, HORIZON), *windows]:
        assert reader.between(since, until) == stored(events, since, until), (since, until)


def moments(event, name):
    found = event.get(name, [])
    lists = found if isinstance(found, list) else [found]
    return [one.dt for each in lists for one in (each.dts if hasattr(each, "dts") else [each])]


@given(changed_events())
def test_no_date_is_both_left_out_and_overridden(events):
    left_out, overridden = [], []
    for one in Reader(feed_of(*events)).events:
        left_out += [(one["UID"], moment) for moment in moments(one, "EXDATE")]
        overridden += [(one["UID"], moment) for moment in moments(one, "RECURRENCE-ID")]

    assert len(set(left_out)) == len(left_out)
    assert len(set(overridden)) == len(overridden)
    assert set(left_out).isdisjoint(overridden)


def dates_of_rule(event):
    """What RRULE gives from DTSTART on, in wall time, counted by a library that knows no zones."""
    start = event["DTSTART"].dt
    parts = dict(event["RRULE"])
    (until,) = parts.pop("UNTIL", [None])
    written = icalendar.vRecur(parts).to_ical().decode()
    if isinstance(until, datetime):
        end = until.astimezone(WARSAW).replace(tzinfo=None)
    else:
        end = datetime.combine(until or HORIZON, time(0))
    wall = start.replace(tzinfo=None) if isinstance(start, datetime) else midnight_of(start)
    given = list(rrule.rrulestr(written, dtstart=wall).between(wall, end, inc=True))
    return wall, given, end if until else None


def midnight_of(day):
    return datetime.combine(day, time(0))


@given(changed_events())
def test_each_rule_gives_its_first_date_and_ends_at_the_start_of_its_last_meeting(events):
    feed = feed_of(*events)
    for one in Reader(feed).events:
        if "RRULE" not in one:
            continue
        wall, given, end = dates_of_rule(one)
        assert given[0] == wall
        if end is not None:
            assert given[-1] == end
        assert "COUNT" not in one["RRULE"]
        is_whole_day = not isinstance(one["DTSTART"].dt, datetime)
        written = re.search(rb"UNTIL=([^;\r\n]+)", one["RRULE"].to_ical() + b"\r\n")
        if written:
            form = rb"\d{8}" if is_whole_day else rb"\d{8}T\d{6}Z"
            assert re.fullmatch(form, written[1])


FORMS = {
    "RECURRENCE-ID": re.compile(r"RECURRENCE-ID(?:;(?P<form>[^:]*))?:(?P<value>.*)"),
    "EXDATE": re.compile(r"EXDATE(?:;(?P<form>[^:]*))?:(?P<value>.*)"),
    "DTSTART": re.compile(r"DTSTART(?:;(?P<form>[^:]*))?:(?P<value>.*)"),
}


@given(changed_events())
def test_every_date_is_written_in_the_form_of_the_first(events):
    feed = feed_of(*events)
    forms = {}
    for written in feed.decode().split("BEGIN:VEVENT\r\n")[1:]:
        lines = written.replace("\r\n ", "").split("\r\n")
        (uid,) = [line.removeprefix("UID:") for line in lines if line.startswith("UID:")]
        for line in lines:
            for pattern in FORMS.values():
                if found := pattern.fullmatch(line):
                    forms.setdefault(uid, set()).add((found["form"], len(found["value"])))
    for found in forms.values():
        assert found in ({("TZID=Europe/Warsaw", 15)}, {("VALUE=DATE", 8)})
    for one in Reader(feed).events:
        assert "RDATE" not in one
        assert "RECURRENCE-ID" not in one or "RANGE" not in one["RECURRENCE-ID"].params


@given(changed_events())
def test_a_moved_date_stays_between_its_neighbours_or_stands_alone(events):
    """Outlook refuses a date that was moved onto or past another one of its series."""
    rules, moved = {}, []
    for one in Reader(feed_of(*events)).events:
        if "RRULE" in one:
            _wall, given, _end = dates_of_rule(one)
            rules[one["UID"]] = [each.date() for each in given if each not in left_out_of(one)]
        elif "RECURRENCE-ID" in one and day_of(one, "RECURRENCE-ID") != day_of(one, "DTSTART"):
            moved.append((one["UID"], day_of(one, "RECURRENCE-ID"), day_of(one, "DTSTART")))
    for uid, before, after in moved:
        at = rules[uid].index(before)
        assert at == 0 or rules[uid][at - 1] < after
        assert at + 1 == len(rules[uid]) or after < rules[uid][at + 1]


def left_out_of(event):
    dates = moments(event, "EXDATE")
    return [
        one.replace(tzinfo=None) if isinstance(one, datetime) else midnight_of(one) for one in dates
    ]


def day_of(event, name):
    moment = event[name].dt
    return moment.date() if isinstance(moment, datetime) else moment


@given(changed_events())
def test_lines_are_short_whole_and_end_as_the_format_says(events):
    feed = feed_of(*events)

    assert feed.startswith(b"BEGIN:VCALENDAR\r\n")
    assert feed.endswith(b"END:VCALENDAR\r\n")
    lines = feed.split(b"\r\n")[:-1]
    for line in lines:
        assert 0 < len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode()  # no character is cut in two


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
    assert Reader(feed).between(BEGIN, HORIZON) == stored([event])


def test_a_series_that_begins_on_such_a_night_does_not_lend_its_length():
    rule = night_shift(date(2027, 3, 27))
    event = event_of(rule)
    feed = feed_of(event)

    assert b"DTSTART;TZID=Europe/Warsaw:20270403T220000" in feed
    assert Reader(feed).between(BEGIN, HORIZON) == stored([event])


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
        event.occurrences.append(meeting_at(slot))

    assert feed_of(event) == before
    assert b"EXDATE;TZID=Europe/Warsaw:20281101T090000" in before


def called_off_but_kept(event, *days):
    """Dates the series leaves out by now, kept because people were signed up."""
    event.series.skipped_on = [day.isoformat() for day in days]
    for meeting in event.occurrences:
        if to_local(meeting.slot_at).date() in days:
            meeting.cancelled_at = TOLD_AT
    return event


def test_a_series_none_of_whose_dates_are_left_still_ends():
    """Without UNTIL, programs would show a meeting every week for ever."""
    days = (date(2026, 10, 7), date(2026, 10, 14))
    rule = Rule(Frequency.WEEKLY, days[0], time(9), time(11), until_on=days[-1])
    event = called_off_but_kept(event_of(rule), *days)
    feed = feed_of(event)

    assert b"RRULE:FREQ=WEEKLY;UNTIL=20261014T070000Z\r\n" in feed
    assert Reader(feed).between(BEGIN, HORIZON) == stored([event])


def test_a_last_date_that_is_left_out_but_kept_is_one_of_the_rule():
    days = [date(2026, 10, day) for day in (7, 14, 21)]
    rule = Rule(Frequency.WEEKLY, days[0], time(9), time(11), until_on=days[-1])
    event = called_off_but_kept(event_of(rule), days[-1])
    feed = feed_of(event)

    assert b"RRULE:FREQ=WEEKLY;UNTIL=20261021T070000Z\r\n" in feed
    assert b"RECURRENCE-ID;TZID=Europe/Warsaw:20261021T090000\r\n" in feed
