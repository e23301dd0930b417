"""Whatever day the demo town is loaded on, it looks lived in: no database needed to see that."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache

from osl.core.clock import local_midnight, to_local
from osl.demo.dates import DAYS_BACK, in_season, is_quiet, last_season, on_or_after
from osl.demo.planned import Once, PlannedEvent
from osl.demo.programme import programme
from osl.events.recurrence import meetings

YEARS = (2026, 2027, 2028)


def days() -> Iterator[date]:
    """Every third day of three years, so that each date meets each weekday; and every day around
    Christmas, when there are fewest to choose from."""
    day = date(YEARS[0], 1, 1)
    while day.year <= YEARS[-1]:
        if day.toordinal() % 3 == 0 or (day.month, day.day) >= (12, 17):
            yield day
        day += timedelta(days=1)


@cache
def planned_on(today: date) -> list[PlannedEvent]:
    return programme(today)


def starts(planned: PlannedEvent, through: date) -> list[datetime]:
    if isinstance(planned.when, Once):
        hours = timedelta(hours=planned.when.starts_at.hour)
        return [local_midnight(planned.when.day) + hours]
    return [slot.starts_at for slot in meetings(planned.when, through=through)]


def test_five_meetings_lie_in_the_coming_week_on_any_day() -> None:
    for today in days():
        # The worst moment to look: the evening, when everything of the day is over. One meeting
        # of the week is called off, and one may have been moved out of it.
        first, last = today + timedelta(days=1), today + timedelta(days=7)
        coming = [
            start
            for planned in planned_on(today)
            if not planned.is_draft
            for start in starts(planned, last)
            if first <= to_local(start).date() <= last
        ]
        assert len(coming) >= 5 + 2, f"{today}: {len(coming)}"


def test_single_meetings_keep_clear_of_holidays() -> None:
    for today in days():
        for planned in planned_on(today):
            if isinstance(planned.when, Once) and planned.number != 4:
                assert not is_quiet(planned.when.day), f"{today}: {planned.title}"


def test_about_a_third_lies_behind() -> None:
    for today in days():
        single = [p for p in planned_on(today) if isinstance(p.when, Once) and not p.is_draft]
        past = [p for p in single if p.first_day < today]
        assert 0.15 <= len(past) / len(single) <= 0.6, f"{today}: {len(past)} of {len(single)}"


def test_every_row_of_the_table_is_there_once() -> None:
    numbers = sorted(p.number for p in programme(date(2026, 11, 23)) if p.number)
    assert numbers == list(range(1, 33))


def test_seasons_stay_where_they_belong() -> None:
    for today in days():
        on = in_season(today, 12, 16)
        assert on.month == 12
        assert on >= today - timedelta(days=DAYS_BACK)
        assert last_season(today, 6, 1) < today
        assert today - last_season(today, 6, 1) <= timedelta(days=370)


def test_quiet_days() -> None:
    assert is_quiet(date(2027, 3, 27))  # Easter Saturday
    assert is_quiet(date(2026, 11, 2))
    assert is_quiet(date(2026, 12, 24))
    assert not is_quiet(date(2027, 3, 20))
    assert on_or_after(date(2026, 12, 24)) == date(2026, 12, 27)
