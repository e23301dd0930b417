"""Wall time and instants over the two nights the clocks change."""

from datetime import UTC, date, datetime, time

import pytest

from osl.core import clock


def test_a_summer_afternoon_is_two_hours_ahead_of_utc() -> None:
    assert clock.to_utc(date(2026, 7, 1), time(18)) == datetime(2026, 7, 1, 16, tzinfo=UTC)


def test_a_winter_afternoon_is_one_hour_ahead_of_utc() -> None:
    assert clock.to_utc(date(2026, 12, 1), time(18)) == datetime(2026, 12, 1, 17, tzinfo=UTC)


@pytest.mark.parametrize("minute", [0, 30, 59])
def test_the_lost_hour_is_asked_back(minute: int) -> None:
    with pytest.raises(clock.NonexistentLocalTime):
        clock.to_utc(date(2027, 3, 28), time(2, minute))


@pytest.mark.parametrize("minute", [0, 30, 59])
def test_the_doubled_hour_is_asked_back(minute: int) -> None:
    with pytest.raises(clock.AmbiguousLocalTime):
        clock.to_utc(date(2026, 10, 25), time(2, minute))


def test_the_hours_around_the_change_are_plain() -> None:
    assert clock.to_utc(date(2027, 3, 28), time(1, 59)) == datetime(2027, 3, 28, 0, 59, tzinfo=UTC)
    assert clock.to_utc(date(2027, 3, 28), time(3, 0)) == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
    assert clock.to_utc(date(2026, 10, 25), time(3, 0)) == datetime(2026, 10, 25, 2, tzinfo=UTC)


def test_the_day_the_clocks_change_has_its_own_length() -> None:
    spring = clock.end_of_day(date(2027, 3, 28)) - clock.local_midnight(date(2027, 3, 28))
    autumn = clock.end_of_day(date(2026, 10, 25)) - clock.local_midnight(date(2026, 10, 25))
    assert (spring.total_seconds(), autumn.total_seconds()) == (23 * 3600, 25 * 3600)
