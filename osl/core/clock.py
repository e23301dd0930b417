"""The only source of "now", and the only bridge between local wall time and instants."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")

_told_at: ContextVar[datetime | None] = ContextVar("told_at", default=None)


class LocalTimeError(ValueError):
    """A wall time that no clock in Poland shows, or that it shows twice, that night."""


class NonexistentLocalTime(LocalTimeError):
    """The hour lost when summer time begins."""


class AmbiguousLocalTime(LocalTimeError):
    """The hour lived twice when summer time ends."""


def utcnow() -> datetime:
    return _told_at.get() or datetime.now(UTC)


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Let what the block does happen at another moment (aware UTC).

    For the demo town, whose history is told by the same operations that people use.
    """
    told = _told_at.set(moment)
    try:
        yield
    finally:
        _told_at.reset(told)


def today() -> date:
    """The date on a wall calendar in Poland."""
    return utcnow().astimezone(WARSAW).date()


def to_local(instant: datetime) -> datetime:
    return instant.astimezone(WARSAW)


def to_utc(day: date, at: time) -> datetime:
    """The instant a wall clock in Poland shows ``at`` on ``day``.

    Raises NonexistentLocalTime or AmbiguousLocalTime on the two nights the clocks change:
    a time we would have to guess is asked back, not guessed.
    """
    first = datetime.combine(day, at, tzinfo=WARSAW)
    second = first.replace(fold=1)
    if first.utcoffset() != second.utcoffset():
        if first.astimezone(UTC).astimezone(WARSAW).replace(tzinfo=None) == first.replace(
            tzinfo=None
        ):
            raise AmbiguousLocalTime(f"{day} {at}")
        raise NonexistentLocalTime(f"{day} {at}")
    return first.astimezone(UTC)


def local_midnight(day: date) -> datetime:
    """The instant a day begins in Poland (the clocks never change at midnight there)."""
    return datetime.combine(day, time(0), tzinfo=WARSAW).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    return local_midnight(day + timedelta(days=1))
