"""When an event takes place, and the rows of its meetings that follow from it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from sqlalchemy import select

from osl.core.clock import (
    LocalTimeError,
    NonexistentLocalTime,
    end_of_day,
    local_midnight,
    to_local,
    to_utc,
    utcnow,
)
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, clock_time, day_month, language
from osl.events.models import LONGEST_MEETING, Event, EventFormat, Frequency, Occurrence, Series
from osl.events.recurrence import Rule, Slot, holiday_name, is_holiday, last_slot, meetings

HORIZON = relativedelta(months=18)
"""How far ahead the meetings of a series without an end are stored."""

MIDNIGHT = time(0)


class ScheduleError(DomainError):
    """A time nobody could keep. ``field`` names what to put right, as forms call it."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Once:
    """It takes place once. Aware UTC; an all-day event runs from midnight to midnight.

    Raises ScheduleError.
    """

    starts_at: datetime
    ends_at: datetime
    is_all_day: bool = False

    def __post_init__(self) -> None:
        if self.ends_at <= self.starts_at:
            raise ScheduleError(
                _("The event must end after it starts. Correct one of the times."), "ends_at"
            )
        if self.ends_at - self.starts_at > LONGEST_MEETING + timedelta(hours=1):
            raise ScheduleError(
                _("That is longer than a month. Choose an earlier last day."), "last_on"
            )


@dataclass(frozen=True)
class Repeated:
    """It takes place by a rule, as a cycle or a course."""

    rule: Rule
    format: EventFormat = EventFormat.CYCLE

    @property
    def is_all_day(self) -> bool:
        return self.rule.starts_at == self.rule.ends_at == MIDNIGHT


Schedule = Once | Repeated


def once(
    first_on: date, starts_at: time | None, last_on: date | None, ends_at: time | None
) -> Once:
    """One meeting in local wall time; without hours it takes the whole of its days.

    An end at 0.00 is the end of that day. Raises ScheduleError.
    """
    last_on = last_on or first_on
    if last_on < first_on:
        raise ScheduleError(
            _("The last day comes before the first one. Correct one of them."), "last_on"
        )
    if starts_at is None or ends_at is None:
        return Once(local_midnight(first_on), end_of_day(last_on), is_all_day=True)
    if ends_at == MIDNIGHT and starts_at != MIDNIGHT:
        ends = end_of_day(last_on)
    else:
        ends = instant(last_on, ends_at, "ends_at")
    return Once(instant(first_on, starts_at, "starts_at"), ends)


def instant(day: date, at: time, field: str) -> datetime:
    """The moment of a wall time, or a sentence about the night the clocks change."""
    try:
        return to_utc(day, at)
    except LocalTimeError as error:
        words = {"night": day_month(day), "time": clock_time(datetime.combine(day, at))}
        if isinstance(error, NonexistentLocalTime):
            raise ScheduleError(
                _(
                    "On the night of %(night)s the clocks go forward and there is no "
                    "%(time)s. Choose another hour.",
                    **words,
                ),
                field,
            ) from error
        raise ScheduleError(
            _(
                "On the night of %(night)s the clocks go back and %(time)s comes twice. "
                "Choose another hour.",
                **words,
            ),
            field,
        ) from error


def refuse_holiday(first_on: date) -> None:
    """A series that leaves out holidays cannot begin on one: its first day names the rule."""
    if is_holiday(first_on):
        raise ScheduleError(
            _(
                "The first day is a public holiday (%(holiday)s). Choose another one, or do "
                "not leave out holidays.",
                holiday=holiday_name(first_on, language()),
            ),
            "first_on",
        )


def of_event(event: Event) -> Schedule:
    """The schedule an event has now."""
    if event.series is not None:
        return Repeated(Rule.of(event.series), event.format)
    meeting = event.occurrences[0]
    return Once(meeting.starts_at, meeting.ends_at, is_all_day=event.is_all_day)


def horizon(now: datetime) -> date:
    return to_local(now).date() + HORIZON


def lay_out(event: Event, schedule: Schedule, *, now: datetime | None = None) -> None:
    """Give an event the meetings of a schedule. What has begun already is left as it was.

    A meeting whose day the schedule keeps, keeps its row: what points to it, its cancellation,
    and its new time if it was moved.
    """
    now = now or utcnow()
    if isinstance(schedule, Once):
        _lay_out_once(event, schedule, now)
    else:
        _lay_out_series(event, schedule, now)


def extend(series: Series, now: datetime) -> int:
    """Store the meetings between the series' horizon and the one of today; returns how many."""
    through = horizon(now)
    rule = Rule.of(series)
    if series.horizon_on >= through or not rule.is_open_ended:
        return 0
    # Asked again rather than trusted: a row of that day may be there from an earlier rule.
    known = set(
        db.session.scalars(
            select(Occurrence.slot_at).where(
                Occurrence.event_id == series.event_id,
                Occurrence.slot_at >= local_midnight(series.horizon_on),
            )
        )
    )
    new = [
        slot
        for slot in meetings(rule, through=through)
        if to_local(slot.starts_at).date() > series.horizon_on and slot.starts_at not in known
    ]
    for slot in new:
        row = _meeting(slot)
        row.event_id = series.event_id
        db.session.add(row)
    series.horizon_on = through
    return len(new)


def _lay_out_once(event: Event, schedule: Once, now: datetime) -> None:
    held = [one for one in event.occurrences if _has_begun(one, now)]
    if event.series is not None and held and event.is_published:
        raise ScheduleError(
            _("This series has met already, so it stays a series. Copy it to plan a single event."),
            "frequency",
        )
    kept, *others = [*event.occurrences] or [Occurrence()]
    for other in others:
        event.occurrences.remove(other)
    if kept not in event.occurrences:
        event.occurrences.append(kept)
    if event.is_draft or event.series is not None:
        # Only a published evening can be moved: its first date is the one residents know.
        kept.slot_at = schedule.starts_at
        kept.cancelled_at, kept.cancellation_reason = None, ""
        kept.venue, kept.note = None, ""
    event.series = None
    event.format = EventFormat.SINGLE
    event.is_all_day = schedule.is_all_day
    kept.starts_at, kept.ends_at = schedule.starts_at, schedule.ends_at


def _lay_out_series(event: Event, schedule: Repeated, now: datetime) -> None:
    rule = schedule.rule
    if not event.is_published:
        # Nobody was told of a draft's meetings, so none of them is history.
        now = datetime.min.replace(tzinfo=UTC)
    slots = meetings(rule, through=_reach(rule, horizon(utcnow())))
    held = [one for one in event.occurrences if _has_begun(one, now)]
    days_gone = {to_local(one.slot_at).date() for one in held}
    coming = [
        slot
        for slot in slots
        if slot.starts_at > now and to_local(slot.starts_at).date() not in days_gone
    ]
    if not coming:
        raise ScheduleError(
            _("By this rule no meeting is left to come. Choose a later last day."), "until_on"
        )
    _match_rows(event, coming, held)
    _keep_rule(event, schedule, slots, coming, has_met=bool(held))


def _match_rows(event: Event, coming: Iterable[Slot], held: list[Occurrence]) -> None:
    """One row for each slot, by its day; rows of days the rule no longer has go away."""
    rows = {to_local(one.slot_at).date(): one for one in event.occurrences if one not in held}
    for slot in coming:
        row = rows.pop(to_local(slot.starts_at).date(), None)
        if row is None:
            event.occurrences.append(_meeting(slot))
            continue
        was_moved = row.is_moved
        row.slot_at = slot.starts_at
        if not was_moved:
            row.starts_at, row.ends_at = slot.starts_at, slot.ends_at
    for row in rows.values():
        event.occurrences.remove(row)


def _keep_rule(
    event: Event, schedule: Repeated, slots: list[Slot], coming: list[Slot], *, has_met: bool
) -> None:
    """Write the rule down. When another rhythm or hour begins in the middle of a series, the
    rule begins with its first meeting to come: the past followed the old one."""
    rule = schedule.rule
    series = event.series or Series(horizon_on=rule.first_on)
    old = Rule.of(series) if event.series is not None else None
    if has_met and old is not None and _pattern(old) != _pattern(rule):
        later = replace(
            rule,
            first_on=to_local(coming[0].starts_at).date(),
            meeting_count=len(coming) if rule.meeting_count is not None else None,
        )
        # The fourth Tuesday of one month may be the last of the next, which is another rule.
        by_weekday = rule.frequency is Frequency.MONTHLY_BY_WEEKDAY
        if not by_weekday or later.ordinal == rule.ordinal:
            rule = later
    event.format = schedule.format
    event.is_all_day = schedule.is_all_day
    series.frequency = rule.frequency
    series.first_on = rule.first_on
    series.starts_at, series.ends_at = rule.starts_at, rule.ends_at
    series.until_on, series.meeting_count = rule.until_on, rule.meeting_count
    series.skips_holidays = rule.skips_holidays
    stored_through = horizon(utcnow()) if rule.is_open_ended else slots[-1].starts_at.date()
    series.horizon_on = max(stored_through, rule.first_on)
    event.series = series


def _pattern(rule: Rule) -> tuple[object, ...]:
    """What makes two rules give different days or hours, their ends aside."""
    return (
        rule.frequency,
        rule.first_on,
        rule.starts_at,
        rule.ends_at,
        rule.skips_holidays,
    )


def _reach(rule: Rule, through: date) -> date:
    """A rule that ends is stored whole (366 meetings at most); any other up to the horizon."""
    last = last_slot(rule)
    if last is not None:
        return to_local(last.starts_at).date()
    return max(through, rule.first_on)


def _has_begun(meeting: Occurrence, now: datetime) -> bool:
    return meeting.slot_at <= now or meeting.starts_at <= now


def _meeting(slot: Slot) -> Occurrence:
    return Occurrence(slot_at=slot.starts_at, starts_at=slot.starts_at, ends_at=slot.ends_at)
