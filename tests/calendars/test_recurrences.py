"""The rules of other calendars give the days that the library of the field gives, and never more
work than a few hundred steps."""

from datetime import date, datetime, timedelta
from itertools import islice

import pytest
from dateutil import rrule
from hypothesis import given
from hypothesis import strategies as st

from osl.calendars.recurrences import DAYS, CannotFollow, Recurrence, days_of, recurrence_of

FIRST_DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2028, 12, 31))
MONTHS = st.lists(st.integers(1, 12), max_size=3, unique=True)
MONTH_DAYS = st.lists(st.integers(-29, 29).filter(bool), max_size=3, unique=True)


@st.composite
def rules(draw: st.DrawFn) -> Recurrence:
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    counted = frequency in ("MONTHLY", "YEARLY")
    places = st.integers(-5, 5) if counted else st.just(0)
    weekdays = draw(st.lists(st.tuples(places, st.integers(0, 6)), max_size=3, unique=True))
    if counted and any(place for place, _day in weekdays):
        weekdays = [(place or 1, day) for place, day in weekdays]
    has_days = frequency != "WEEKLY"
    month_days = draw(MONTH_DAYS) if has_days and not any(p for p, _ in weekdays) else []
    # Of a first week that is not whole, the library counts places from the first day on.
    by_day = bool(weekdays or month_days) and counted
    return Recurrence(
        frequency,
        interval=draw(st.integers(1, 4)),
        count=draw(st.sampled_from([None, None, 1, 7, 40])),
        months=tuple(sorted(draw(MONTHS))),
        month_days=tuple(sorted(month_days)),
        weekdays=tuple(sorted(set(weekdays))),
        positions=draw(st.sampled_from([(), (), (1,), (-1,), (2, 3)])) if by_day else (),
        week_start=draw(st.sampled_from([0, 0, 6])),
    )


def as_known(rule: Recurrence, first: date, until: date) -> list[date]:
    """The same days by the library, which must be told where to stop."""
    counted = rrule.rrule(
        getattr(rrule, rule.frequency),
        dtstart=datetime.combine(first, datetime.min.time()),
        interval=rule.interval,
        count=rule.count,
        until=None if rule.count else datetime.combine(until, datetime.min.time()),
        bymonth=rule.months or None,
        bymonthday=rule.month_days or None,
        byweekday=[rrule.weekday(day, place or None) for place, day in rule.weekdays] or None,
        bysetpos=rule.positions or None,
        wkst=rule.week_start,
    )
    return [one.date() for one in counted if one.date() <= until]


@given(rules(), FIRST_DAYS)
def test_a_rule_gives_the_days_that_everybody_reads_in_it(rule: Recurrence, first: date) -> None:
    until = first + timedelta(days=900)
    found = []
    for day in days_of(rule, first):
        if day > until:
            break
        found.append(day)

    assert found == as_known(rule, first, until)


@given(rules(), FIRST_DAYS, st.integers(0, 900))
def test_asking_from_a_later_day_only_leaves_the_earlier_ones_out(
    rule: Recurrence, first: date, later: int
) -> None:
    after = first + timedelta(days=later)
    until = after + timedelta(days=400)
    whole = [day for day in as_known(rule, first, until) if day >= after]
    found = []
    for day in days_of(rule, first, after=after):
        if day > until:
            break
        found.append(day)

    assert found == whole


@pytest.mark.parametrize("frequency", ["DAILY", "MONTHLY", "YEARLY"])
def test_the_thirtieth_of_february_is_not_looked_for_until_the_year_9999(frequency: str) -> None:
    rule = Recurrence(frequency, months=(2,), month_days=(30,))

    assert list(days_of(rule, date(2026, 1, 1))) == []


@pytest.mark.parametrize("day", ["30", "-30", "31"])
def test_a_day_no_such_month_has_is_known_without_looking(day: str) -> None:
    with pytest.raises(CannotFollow, match="rule_never"):
        recurrence_of({"FREQ": "DAILY", "BYMONTH": "2", "BYMONTHDAY": day}, None)


def test_the_twenty_ninth_of_february_comes_every_fourth_year() -> None:
    rule = Recurrence("YEARLY", months=(2,), month_days=(29,))

    assert [day.year for day in islice(days_of(rule, date(2026, 1, 1)), 3)] == [2028, 2032, 2036]


def test_a_rule_ends_with_the_century() -> None:
    assert max(days_of(Recurrence("WEEKLY"), date(2099, 12, 1))).year == 2100


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"FREQ": "FORTNIGHTLY"},
        {"FREQ": "WEEKLY", "BYDAY": "XX"},
        {"FREQ": "WEEKLY", "BYDAY": "2TU"},
        {"FREQ": "WEEKLY", "BYMONTHDAY": "1"},
        {"FREQ": "WEEKLY", "INTERVAL": "0"},
        {"FREQ": "WEEKLY", "INTERVAL": "-1"},
        {"FREQ": "WEEKLY", "COUNT": "often"},
        {"FREQ": "WEEKLY", "COUNT": "9" * 5000},
        {"FREQ": "MONTHLY", "BYMONTHDAY": "32"},
        {"FREQ": "MONTHLY", "BYMONTHDAY": "0"},
        {"FREQ": "YEARLY", "BYWEEKNO": "20"},
        {"FREQ": "YEARLY", "RSCALE": "HEBREW"},
        {"FREQ": "MONTHLY", "BYMONTH": ",".join(["1"] * 5000)},
    ],
)
def test_a_rule_nobody_knows_is_refused(parts: dict[str, str]) -> None:
    with pytest.raises(CannotFollow, match="rule_unknown"):
        recurrence_of(parts, None)


@pytest.mark.parametrize("frequency", ["SECONDLY", "MINUTELY", "HOURLY"])
def test_a_rule_that_repeats_within_a_day_is_refused(frequency: str) -> None:
    with pytest.raises(CannotFollow, match="rule_within_a_day"):
        recurrence_of({"FREQ": frequency}, None)


def test_a_rule_is_read_by_its_parts() -> None:
    parts = {"FREQ": "MONTHLY", "BYDAY": "2TU,-1FR", "WKST": "SU", "COUNT": "12"}

    assert recurrence_of(parts, None) == Recurrence(
        "MONTHLY",
        count=12,
        weekdays=((-1, DAYS.index("FR")), (2, DAYS.index("TU"))),
        week_start=6,
    )
