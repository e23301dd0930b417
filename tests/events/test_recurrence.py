"""The rules of series: what they give, what they refuse, and how they are said."""

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import recurring_ical_events
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from osl.calendars.series_plan import recurrence_rule
from osl.core import i18n
from osl.core.clock import WARSAW, to_local
from osl.events.days_off import holiday_name
from osl.events.models import Frequency, Period
from osl.events.recurrence import (
    BY_WEEK,
    Rule,
    RuleError,
    Slot,
    meetings,
    next_dates,
    skipped,
)
from osl.events.rule_words import in_words

FOREVER = date(2040, 1, 1)


@pytest.fixture(autouse=True, scope="module")
def polish():
    site = Flask("words")
    i18n.init_app(site)
    with site.app_context():
        yield


def weekly(first_on, **changes):
    parts = {
        "frequency": Frequency.WEEKLY,
        "first_on": first_on,
        "starts_at": time(17),
        "ends_at": time(19),
    }
    return Rule(**(parts | changes))


def local_starts(rule, through=FOREVER):
    return [
        to_local(slot.starts_at).replace(tzinfo=None) for slot in meetings(rule, through=through)
    ]


def test_seventeen_stays_seventeen_when_the_clocks_change():
    autumn = weekly(date(2026, 10, 20), until_on=date(2026, 11, 3))
    assert [slot.starts_at for slot in meetings(autumn, through=FOREVER)] == [
        datetime(2026, 10, 20, 15, tzinfo=UTC),
        datetime(2026, 10, 27, 16, tzinfo=UTC),
        datetime(2026, 11, 3, 16, tzinfo=UTC),
    ]
    spring = weekly(date(2027, 3, 23), meeting_count=2)
    assert [slot.starts_at.hour for slot in meetings(spring, through=FOREVER)] == [16, 15]


def test_an_end_at_or_before_the_start_is_on_the_next_day():
    night = weekly(date(2026, 10, 23), starts_at=time(22), ends_at=time(6), meeting_count=1)
    whole_day = weekly(date(2026, 10, 25), starts_at=time(0), ends_at=time(0), meeting_count=1)

    assert meetings(night, through=FOREVER) == [
        Slot(datetime(2026, 10, 23, 20, tzinfo=UTC), datetime(2026, 10, 24, 4, tzinfo=UTC))
    ]
    (day,) = meetings(whole_day, through=FOREVER)
    assert day.ends_at - day.starts_at == timedelta(hours=25)  # the day the clocks go back


def test_holidays_are_left_out_and_do_not_count():
    wednesdays = weekly(date(2026, 11, 4), meeting_count=3)

    assert [start.date() for start in local_starts(wednesdays)] == [
        date(2026, 11, 4),
        date(2026, 11, 18),
        date(2026, 11, 25),
    ]
    assert skipped(wednesdays, through=FOREVER) == [date(2026, 11, 11)]
    assert holiday_name(date(2026, 11, 11)) == "Narodowe Święto Niepodległości"
    assert holiday_name(date(2026, 11, 12)) == ""


def test_a_series_may_keep_its_holidays():
    wednesdays = weekly(date(2026, 11, 4), meeting_count=2, skips_holidays=False)
    assert [start.day for start in local_starts(wednesdays)] == [4, 11]


def test_the_last_weekday_of_the_month_is_the_last_one_of_every_month():
    last = weekly(
        date(2026, 11, 25), frequency=Frequency.MONTHLY_BY_LAST_WEEKDAY, until_on=date(2027, 3, 31)
    )
    assert [start.date() for start in local_starts(last)] == [
        date(2026, 11, 25),
        date(2026, 12, 30),
        date(2027, 1, 27),
        date(2027, 2, 24),
        date(2027, 3, 31),
    ]


def test_next_dates_begin_at_the_day_asked_for():
    rule = weekly(date(2026, 9, 1))
    assert next_dates(rule, after=date(2026, 11, 8), limit=3) == [
        date(2026, 11, 10),
        date(2026, 11, 17),
        date(2026, 11, 24),
    ]


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"until_on": date(2026, 10, 1)}, "Ostatni dzień wypada przed pierwszym"),
        ({"until_on": date(2027, 10, 1), "meeting_count": 3}, "Wybierz albo ostatni dzień"),
        ({"meeting_count": 0}, "Podaj przynajmniej jedno spotkanie"),
        ({"meeting_count": 367}, "To więcej niż 366 spotkań"),
        ({"until_on": date(2036, 1, 1)}, "To więcej niż 366 spotkań"),
        ({"until_on": date(2026, 11, 11)}, "Z tej reguły nie wynika żadne spotkanie"),
        ({"first_on": date(1026, 11, 11)}, "Podaj datę między rokiem 2000 a 2100"),
        (
            {"first_on": date(2026, 12, 31), "frequency": Frequency.MONTHLY_BY_DATE},
            "Nie każdy miesiąc ma dzień 31",
        ),
        (
            {"first_on": date(2026, 3, 1), "starts_at": time(2, 30), "ends_at": time(4)},
            "29 marca 2026 w nocy przestawiamy zegary do przodu i godziny 2.30 nie ma",
        ),
        (
            {"first_on": date(2026, 9, 5), "starts_at": time(20), "ends_at": time(2, 15)},
            "25 października 2026 w nocy cofamy zegary i godzina 2.15 jest dwa razy",
        ),
    ],
)
def test_a_rule_nobody_could_keep_is_refused_in_words(changes, words):
    with pytest.raises(RuleError) as refusal:
        weekly(**({"first_on": date(2026, 11, 11)} | changes))
    assert words in str(refusal.value)


def test_a_series_may_go_on_without_an_end():
    rule = weekly(date(2026, 11, 24))
    assert rule.is_open_ended
    assert "until" not in recurrence_rule(rule)
    assert len(meetings(rule, through=date(2028, 11, 24))) > 100


@pytest.mark.parametrize(
    "rule, words",
    [
        (
            weekly(date(2026, 11, 24), frequency=Frequency.FORTNIGHTLY, until_on=date(2027, 6, 23)),
            "co drugi wtorek o 17.00, do 23 czerwca 2027",
        ),
        (
            weekly(date(2026, 11, 25), frequency=Frequency.MONTHLY_BY_LAST_WEEKDAY),
            "w każdą ostatnią środę miesiąca o 17.00",
        ),
        (
            weekly(date(2026, 11, 13), frequency=Frequency.MONTHLY_BY_WEEKDAY),
            "w każdy drugi piątek miesiąca o 17.00",
        ),
        (
            weekly(date(2026, 12, 5), frequency=Frequency.MONTHLY_BY_DATE, meeting_count=10),
            "5. dnia każdego miesiąca o 17.00, 10 spotkań",
        ),
        (weekly(date(2026, 11, 26), meeting_count=2), "w każdy czwartek o 17.00, 2 spotkania"),
        (weekly(date(2026, 11, 28), meeting_count=1), "w każdą sobotę o 17.00, 1 spotkanie"),
        (
            weekly(date(2026, 11, 29), starts_at=time(0), ends_at=time(0), meeting_count=22),
            "w każdą niedzielę, 22 spotkania",
        ),
    ],
)
def test_a_rule_is_said_as_people_say_it(rule, words):
    assert in_words(rule) == words


hours = st.times(min_value=time(3), max_value=time(23, 59)).map(
    lambda at: at.replace(second=0, microsecond=0)
)


NO_RRULE = {Frequency.CHOSEN_DATES}


@st.composite
def rules(draw):
    """Rules across the clock changes of 2026 and 2027, first days up to the 28th; by week on any
    days of it, with holidays, breaks and single days left out."""
    first_on = draw(
        st.dates(min_value=date(2026, 9, 1), max_value=date(2027, 4, 30)).filter(
            lambda day: day.day <= 28
        )
    )
    ends = draw(
        st.one_of(
            st.just({}),
            st.integers(1, 40).map(lambda count: {"meeting_count": count}),
            st.integers(7, 300).map(lambda days: {"until_on": first_on + timedelta(days=days)}),
        )
    )
    frequency = draw(st.sampled_from([one for one in Frequency if one not in NO_RRULE]))
    by_week = frequency in BY_WEEK
    weekdays = draw(st.sets(st.integers(0, 6))) | {first_on.weekday()} if by_week else set()
    rest = first_on + timedelta(days=draw(st.integers(1, 60)))
    try:
        return Rule(
            frequency=frequency,
            first_on=first_on,
            starts_at=draw(hours),
            ends_at=draw(hours),
            skips_holidays=draw(st.booleans()),
            weekdays=tuple(sorted(weekdays)),
            skipped_on=tuple(
                sorted(first_on + timedelta(days=day) for day in draw(st.sets(st.integers(1, 90))))
            ),
            breaks=(Period(rest, rest + timedelta(days=draw(st.integers(0, 20))), "ferie"),),
            **ends,
        )
    except RuleError:  # every date of a short rule may be a holiday
        return draw(rules())


def as_calendar(rule):
    """The rule as an event of a calendar file, written the plainest way."""
    event = icalendar.Event()
    first = rule.slot(rule.first_on)
    event.add("uid", "one")
    event.add("dtstart", first.starts_at.astimezone(WARSAW))
    event.add("dtend", first.ends_at.astimezone(WARSAW))
    event.add("rrule", recurrence_rule(rule))
    for day in skipped(rule, through=FOREVER if not rule.is_open_ended else date(2028, 6, 1)):
        event.add("exdate", rule.slot(day).starts_at.astimezone(WARSAW))
    calendar = icalendar.Calendar()
    calendar.add_component(event)
    return icalendar.Calendar.from_ical(calendar.to_ical())


@given(rules())
def test_another_reader_finds_the_same_meetings(rule):
    until = date(2028, 5, 1)
    read = recurring_ical_events.of(as_calendar(rule)).between(date(2026, 8, 1), until)

    ours = [slot.starts_at for slot in meetings(rule, through=until - timedelta(days=1))]
    assert sorted(event.start.astimezone(UTC) for event in read) == ours
    assert all(to_local(start).time() == rule.starts_at for start in ours)


@given(rules())
def test_meetings_keep_their_order_their_count_and_their_end(rule):
    through = FOREVER if not rule.is_open_ended else date(2028, 1, 1)
    slots = meetings(rule, through=through)

    assert all(slot.starts_at < slot.ends_at for slot in slots)
    assert [slot.starts_at for slot in slots] == sorted({slot.starts_at for slot in slots})
    if rule.meeting_count:
        assert len(slots) == rule.meeting_count
    if rule.until_on:
        assert to_local(slots[-1].starts_at).date() <= rule.until_on
    days = {to_local(slot.starts_at).date() for slot in slots}
    assert days.isdisjoint(skipped(rule, through=through))


@given(rules())
def test_every_rule_can_be_said(rule):
    words = in_words(rule)
    assert words
    assert "%" not in words
    assert "every" not in words
