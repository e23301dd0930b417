"""The arithmetic of hours: what a day holds, what overlaps, what is too old. It asks nobody.

Times are those of the clock on the wall. The minutes between them are reckoned through the
instants, so the night on which the clocks change counts as long as it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from osl.core.clock import (
    WARSAW,
    AmbiguousLocalTime,
    NonexistentLocalTime,
    end_of_day,
    local_midnight,
    to_local,
    to_utc,
)
from osl.core.errors import DomainError
from osl.core.i18n import _, day_month
from osl.volunteers.hours_words import agreement_dates, duration, last_day_of, told
from osl.volunteers.models import Agreement

LONGEST_OVER_MIDNIGHT = timedelta(hours=16)
"""An end before its start is meant for the next morning, unless that would be longer than this:
then it is a slip of the pen."""

OLDEST_BY_TEAM = timedelta(days=366)
OLDEST_BY_VOLUNTEER = timedelta(days=60)
"""How far back hours are entered: the team within a year, a volunteer while they remember."""

LONGEST = 24 * 60


class HoursRefused(DomainError):
    """Hours that cannot be. ``field`` names what to put right in the form."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Span:
    """A stretch of time between two instants (aware UTC)."""

    begins: datetime
    ends: datetime

    @property
    def minutes(self) -> int:
        return int((self.ends - self.begins).total_seconds()) // 60

    def overlaps(self, other: "Span") -> bool:
        return self.begins < other.ends and other.begins < self.ends

    def minutes_on(self, day: date) -> int:
        """How much of it lies within that day."""
        begins = max(self.begins, local_midnight(day))
        ends = min(self.ends, end_of_day(day))
        return max(0, int((ends - begins).total_seconds()) // 60)


class Entered(Protocol):
    """Hours that stand in the books already."""

    worked_on: date
    starts: time | None
    ends: time | None
    minutes: int


def span_between(day: date, starts: time, ends: time) -> Span:
    """From one time on the wall to another; an end before the start is that of the next morning.

    Raises HoursRefused for nothing, for what is longer than a night, and for an hour that the
    clock showed twice or never.
    """
    if starts == ends:
        raise HoursRefused(
            _("It starts and ends at the same time. Correct one of the times."), "ends"
        )
    last_day = day if ends > starts else day + timedelta(days=1)
    span = Span(_instant(day, starts, "starts"), _instant(last_day, ends, "ends"))
    if last_day > day and span.ends - span.begins > LONGEST_OVER_MIDNIGHT:
        raise HoursRefused(
            _(
                "From %(starts)s to %(ends)s over midnight is %(length)s. Correct the times.",
                starts=told(starts),
                ends=told(ends),
                length=duration(span.minutes),
            ),
            "ends",
        )
    return span


def span_of(entry: Entered) -> Span | None:
    """When hours that stand in the books were given; None where only their length is known."""
    if entry.starts is None:
        return None
    # They were taken as they are: from a shift also in the hour that the clock shows twice.
    begins = datetime.combine(entry.worked_on, entry.starts, tzinfo=WARSAW).astimezone(UTC)
    return Span(begins, begins + timedelta(minutes=entry.minutes))


def overlapping(span: Span, others: Iterable[Entered]) -> Entered | None:
    """The first of the others that was at the same time."""
    for other in others:
        its = span_of(other)
        if its is not None and span.overlaps(its):
            return other
    return None


def refuse_beyond_the_day(
    day: date, minutes: int, span: Span | None, others: Iterable[Entered]
) -> None:
    """Nobody gives more hours than a day has, all entries together. A night is counted to both
    of its days."""
    others = list(others)
    days = {day} if span is None else {day, to_local(span.ends - timedelta(minutes=1)).date()}
    for one in sorted(days):
        own = minutes if span is None else span.minutes_on(one)
        before = sum(_minutes_on(one, other) for other in others)
        if own + before > length_of(one):
            if not before:
                message = _("A day has no more than 24 hours. Correct how long it took.")
            else:
                message = _(
                    "That is more than the day %(day)s has: %(length)s are entered already.",
                    day=day_month(one),
                    length=duration(before),
                )
            raise HoursRefused(message, "hours" if span is None else "ends")


def length_of(day: date) -> int:
    """The minutes of a day: an hour less or more when the clocks change."""
    return Span(local_midnight(day), end_of_day(day)).minutes


def refuse_out_of_time(
    day: date, minutes: int, span: Span | None, now: datetime, oldest: timedelta
) -> None:
    """Hours are entered when they are over, and not years later."""
    this_day = to_local(now).date()
    if day > this_day:
        raise HoursRefused(
            _("This day is still to come. Enter hours when they are over."), "worked_on"
        )
    if day < this_day - oldest:
        raise HoursRefused(
            _(
                "This is too long ago: hours can be entered back to %(day)s.",
                day=day_month(this_day - oldest),
            ),
            "worked_on",
        )
    if span is not None and span.ends > now:
        raise HoursRefused(_("This is not over yet. Enter hours when they are over."), "ends")
    if span is None and minutes > Span(local_midnight(day), max(now, local_midnight(day))).minutes:
        raise HoursRefused(_("That is more than today has had so far."), "hours")


def refuse_outside_agreement(agreement: Agreement, day: date) -> None:
    """Hours under an agreement lie within its dates."""
    last = last_day_of(agreement)
    if day < agreement.starts_on or (last is not None and day > last):
        raise HoursRefused(
            _(
                "This day is outside the agreement %(number)s (%(dates)s).",
                number=agreement.number,
                dates=agreement_dates(agreement),
            ),
            "worked_on",
        )


def _minutes_on(day: date, other: Entered) -> int:
    span = span_of(other)
    if span is not None:
        return span.minutes_on(day)
    return other.minutes if other.worked_on == day else 0


def _instant(day: date, at: time, field: str) -> datetime:
    try:
        return to_utc(day, at)
    except NonexistentLocalTime:
        raise HoursRefused(
            _("The clocks went forward that night: there was no %(at)s.", at=told(at)), field
        ) from None
    except AmbiguousLocalTime:
        raise HoursRefused(
            _(
                "The clocks went back that night: it was %(at)s twice. Say below how long it took.",
                at=told(at),
            ),
            field,
        ) from None
