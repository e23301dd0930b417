"""From when until when one may sign up, whatever the team has said and whatever clocks do."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osl.core.clock import WARSAW, to_local
from osl.events.models import Event, EventFormat
from osl.events.signup_window import Window, window_of

SINGLE, CYCLE, COURSE = EventFormat


def at(day: int, hour: int, minute: int = 0, *, month: int = 5) -> datetime:
    """A wall time of spring 2027 as an instant."""
    return datetime(2027, month, day, hour, minute, tzinfo=WARSAW).astimezone(UTC)


START = at(13, 17)


@pytest.mark.parametrize(
    ("format_", "said", "closes_at"),
    [
        # Nobody has said anything: until it starts.
        (SINGLE, {}, START),
        (CYCLE, {}, START),
        (COURSE, {}, START),
        # A day and an hour before the start.
        (SINGLE, {"signup_closes_at": at(12, 15)}, at(12, 15)),
        (COURSE, {"signup_closes_at": at(12, 15)}, at(12, 15)),
        # Later than the start: of one evening never, of a course as it says itself.
        (SINGLE, {"signup_closes_at": at(14, 0)}, START),
        (CYCLE, {"signup_closes_at": at(14, 0)}, START),
        (COURSE, {"signup_closes_at": at(20, 9)}, at(20, 9)),
        # Hours before each meeting.
        (CYCLE, {"signup_closes_hours": 24}, at(12, 17)),
        (CYCLE, {"signup_closes_hours": 0}, START),
        (CYCLE, {"signup_closes_hours": 720}, at(13, 17, month=4)),
        # A day that was said comes before hours.
        (COURSE, {"signup_closes_at": at(10, 9), "signup_closes_hours": 1}, at(10, 9)),
    ],
)
def test_until_when_one_may_sign_up(
    format_: EventFormat, said: dict[str, Any], closes_at: datetime
) -> None:
    assert window_of(Event(format=format_, **said), START) == Window(None, closes_at)


@pytest.mark.parametrize(
    ("starts_at", "hours", "on_the_clock"),
    [
        # The night of 28 March 2027 has 23 hours, that of 31 October 25.
        (datetime(2027, 3, 28, 9, tzinfo=WARSAW), 24, "27.03 08:00"),
        (datetime(2027, 3, 28, 3, tzinfo=WARSAW), 1, "28.03 01:00"),
        (datetime(2027, 10, 31, 9, tzinfo=WARSAW), 24, "30.10 10:00"),
        (datetime(2027, 10, 31, 3, tzinfo=WARSAW), 1, "31.10 02:00"),
        (datetime(2027, 3, 29, 9, tzinfo=WARSAW), 24, "28.03 09:00"),
    ],
)
def test_hours_are_hours_on_the_nights_the_clocks_change(
    starts_at: datetime, hours: int, on_the_clock: str
) -> None:
    event = Event(format=CYCLE, signup_closes_hours=hours)
    window = window_of(event, starts_at.astimezone(UTC))

    assert starts_at.astimezone(UTC) - window.closes_at == timedelta(hours=hours)
    assert f"{to_local(window.closes_at):%d.%m %H:%M}" == on_the_clock


A_SECOND = timedelta(seconds=1)
A_MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (at(3, 9) - A_SECOND, "before"),
        (at(3, 9), "open"),
        (at(12, 15) - A_SECOND, "open"),
        (at(12, 15), "over"),
    ],
)
def test_the_moment_it_opens_is_open_and_the_moment_it_closes_is_over(
    now: datetime, state: str
) -> None:
    assert states(Window(at(3, 9), at(12, 15)), now) == [state]


def test_without_an_opening_time_one_never_waits() -> None:
    assert states(Window(None, START), at(1, 0, month=1)) == ["open"]


def test_what_would_open_after_it_closes_is_never_open() -> None:
    """The event was moved to an earlier day, say."""
    window = Window(at(14, 9), START)
    assert states(window, at(12, 9)) == ["before"]
    assert states(window, at(13, 20)) == ["over"]
    assert states(window, at(15, 9)) == ["over"]


def states(window: Window, now: datetime) -> list[str]:
    asked = {
        "before": window.is_before(now),
        "open": window.is_open(now),
        "over": window.is_over(now),
    }
    return [name for name, holds in asked.items() if holds]


moments = st.integers(0, 16 * 24 * 60).map(lambda minutes: at(20, 0, month=3) + minutes * A_MINUTE)


@given(moments, moments, st.none() | moments, st.none() | moments, st.none() | st.integers(0, 720))
def test_a_window_is_always_in_one_state_and_an_evening_ends_it(
    now: datetime,
    starts_at: datetime,
    opens_at: datetime | None,
    closes_at: datetime | None,
    hours: int | None,
) -> None:
    for format_ in EventFormat:
        event = Event(
            format=format_,
            signup_opens_at=opens_at,
            signup_closes_at=closes_at,
            signup_closes_hours=hours,
        )
        window = window_of(event, starts_at)
        assert len(states(window, now)) == 1
        if format_ is not COURSE:
            assert window.closes_at <= starts_at
            assert window.is_over(starts_at)
