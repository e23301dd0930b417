"""When an event takes place, and the rows of its meetings that follow from it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from flask_babel import force_locale
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
from osl.core.i18n import DEFAULT_LANGUAGE, _, clock_time, day_month, language
from osl.events.involvement import involved_in
from osl.events.models import (
    LONGEST_MEETING,
    Break,
    Event,
    EventFormat,
    Occurrence,
    Period,
    Series,
)
from osl.events.recurrence import Rule, Slot, last_slot, meetings

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
        return self.rule.takes_whole_days


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


def refuse_left_out(rule: Rule) -> None:
    """A series cannot begin on a day it leaves out: its first day is the one people are told."""
    if rule.meets_on(rule.first_on):
        return
    cause = rule.why_left_out(rule.first_on, language()).name
    if not cause:
        raise ScheduleError(
            _("The first day is among the days to leave out. Choose another one."), "skipped_on"
        )
    raise ScheduleError(
        _("There is no meeting on the first day (%(cause)s). Choose another one.", cause=cause),
        "first_on",
    )


def breaks_to_come() -> list[Period]:
    """The town's breaks that are not over."""
    coming = select(Break).where(Break.last_on >= to_local(utcnow()).date())
    return [one.period for one in db.session.scalars(coming)]


def observed_breaks(
    known: Iterable[Period] = (),
    *,
    skips_breaks: bool,
    coming: Iterable[Period] | None = None,
) -> tuple[Period, ...]:
    """The breaks a series leaves out: the town's to come, and what it has observed until today.

    Of a break that is taken away while it lasts, the days that are past stay left out: nobody met
    then, and a series that counts its meetings must not count them. ``coming`` are those of
    breaks_to_come, for whoever has asked for them already.
    """
    today = to_local(utcnow()).date()
    found: set[Period] = set()
    if skips_breaks:
        found = set(breaks_to_come() if coming is None else coming)
    for one in known:
        if one.last_on < today:
            found.add(one)
        elif one.first_on < today and one not in found:
            found.add(replace(one, last_on=today - timedelta(days=1)))
    return tuple(sorted(found, key=lambda one: (one.first_on, one.last_on, one.name)))


def of_event(event: Event) -> Schedule:
    """The schedule an event has now."""
    if event.series is not None:
        return Repeated(Rule.of(event.series), event.format)
    meeting = event.occurrences[0]
    return Once(meeting.starts_at, meeting.ends_at, is_all_day=event.is_all_day)


def horizon(now: datetime) -> date:
    return to_local(now).date() + HORIZON


def has_met(event: Event, now: datetime) -> bool:
    """Whether residents may have been at one of its meetings already."""
    return event.is_published and any(_has_begun(one, now) for one in event.occurrences)


def lay_out(event: Event, schedule: Schedule, *, reason: str = "") -> None:
    """Give an event the meetings of a schedule. What has begun already is left as it was.

    A meeting whose day the schedule keeps, keeps its row: what points to it, its cancellation,
    and its new time if it was moved. Where the days change, each meeting goes to the nearest new
    date. One with people or a log that finds none is called off (for this ``reason``), never
    taken away. Raises ScheduleError.
    """
    _refuse_other_lists(event, schedule)
    if isinstance(schedule, Once):
        _lay_out_once(event, schedule, utcnow())
    else:
        _lay_out_series(event, schedule, utcnow(), reason)


def _refuse_other_lists(event: Event, schedule: Schedule) -> None:
    """A course has one list of people for all its meetings, anything else one for each: with
    people on it, the one does not turn into the other."""
    to = schedule.format if isinstance(schedule, Repeated) else EventFormat.SINGLE
    if (event.format is EventFormat.COURSE) == (to is EventFormat.COURSE):
        return
    if any(involved_in(event.occurrences).values()):
        raise ScheduleError(
            _("People are signed up, so how the meetings go together stays. Copy the event."),
            "format",
        )


def _lay_out_once(event: Event, schedule: Once, now: datetime) -> None:
    if event.series is not None and has_met(event, now):
        raise ScheduleError(
            _("This series has met already, so it stays a series. Copy it to plan a single event."),
            "frequency",
        )
    kept, *others = _with_people_first(event.occurrences) or [Occurrence()]
    if any(involved_in(others).values()):
        raise ScheduleError(
            _("People are signed up for several of its meetings, so it stays a series."),
            "frequency",
        )
    for other in others:
        event.occurrences.remove(other)
    if others:
        # They go first: the one that stays may take the date of one that goes.
        db.session.flush()
    if kept not in event.occurrences:
        event.occurrences.append(kept)
    if event.is_draft or event.series is not None:
        # Only a published evening can be moved: its first date is the one residents know.
        kept.slot_at = schedule.starts_at
        kept.cancelled_at, kept.cancellation_reason = None, ""
        forget_differences(kept)
    if kept.postponed_at and (kept.starts_at, kept.ends_at) != (
        schedule.starts_at,
        schedule.ends_at,
    ):
        # The word to residents said why it was put off, and it is put off no more.
        kept.postponed_at, kept.note = None, ""
    event.series = None
    event.format = EventFormat.SINGLE
    event.is_all_day = schedule.is_all_day
    kept.starts_at, kept.ends_at = schedule.starts_at, schedule.ends_at


def _with_people_first(rows: Iterable[Occurrence]) -> list[Occurrence]:
    involved = involved_in(rows)
    return sorted(rows, key=lambda one: (not involved.get(one), one.slot_at))


def forget_differences(meeting: Occurrence) -> None:
    """Nothing of its own any more: place, host, places and word as in its series."""
    meeting.venue, meeting.place_note = None, ""
    meeting.host, meeting.places, meeting.note = "", None, ""
    meeting.postponed_at = None


def _lay_out_series(event: Event, schedule: Repeated, now: datetime, reason: str) -> None:
    if not event.is_published:
        # Nobody was told of a draft's meetings, so none of them is history.
        now = datetime.min.replace(tzinfo=UTC)
    held = [one for one in event.occurrences if _has_begun(one, now)]
    rule = _with_history(event, schedule.rule, held)
    slots = meetings(rule, through=_reach(rule, horizon(utcnow())))
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
    _take_away(event, _match_rows(event, coming, held), reason)
    if event.is_all_day != schedule.is_all_day:
        _take_hours([one for one in event.occurrences if one not in held], rule)
    event.format = schedule.format
    event.is_all_day = schedule.is_all_day
    stored_through = horizon(utcnow()) if rule.is_open_ended else _local_day(slots[-1].starts_at)
    series = event.series or Series()
    rule.keep_in(series)
    series.horizon_on = max(stored_through, rule.first_on)
    event.series = series


def _with_history(event: Event, rule: Rule, held: list[Occurrence]) -> Rule:
    """The rule with what has been: a series that has met keeps its days and hours, and those
    who want others from now on say from which meeting."""
    if not held or event.series is None:
        return rule
    old = Rule.of(event.series)
    if rule.pattern != old.pattern:
        raise ScheduleError(
            _(
                "This series has met already, and what was stays as it was. "
                "Choose from which meeting on the change holds."
            ),
            "scope",
        )
    if rule.chosen_on:
        gone = {_local_day(one.slot_at) for one in held} & set(old.chosen_on)
        days = tuple(sorted(gone | set(rule.chosen_on)))
        return replace(rule, chosen_on=days, first_on=days[0])
    if rule.first_on != old.first_on:
        raise ScheduleError(
            _(
                "The first meeting was on %(day)s and stays there. "
                "Choose from which meeting on the change holds.",
                day=day_month(old.first_on),
            ),
            "first_on",
        )
    return rule


def _match_rows(event: Event, coming: list[Slot], held: list[Occurrence]) -> list[Occurrence]:
    """One row for each slot: by its day, else the nearest row that lost its own day. Returns the
    rows for which no slot is left."""
    rows = {_local_day(one.slot_at): one for one in event.occurrences if one not in held}
    unmatched = []
    for slot in coming:
        row = rows.pop(_local_day(slot.starts_at), None)
        if row is None:
            unmatched.append(slot)
        else:
            _give_slot(row, slot)
    for slot in unmatched:
        near = _nearest(rows, _local_day(slot.starts_at))
        if near is None:
            event.occurrences.append(_meeting(slot))
        else:
            _give_slot(rows.pop(near), slot)
    return list(rows.values())


def _give_slot(row: Occurrence, slot: Slot) -> None:
    was_moved = row.is_moved
    row.slot_at = slot.starts_at
    if not was_moved:
        row.starts_at, row.ends_at = slot.starts_at, slot.ends_at


def _take_hours(rows: list[Occurrence], rule: Rule) -> None:
    """Where whole days become hours, or hours whole days, so do those of the meetings that keep
    a day of their own: no event has some of each."""
    for row in rows:
        slot = rule.slot(_local_day(row.starts_at))
        if not row.is_moved:
            row.slot_at = slot.starts_at
        row.starts_at, row.ends_at = slot.starts_at, slot.ends_at


NEAR = 6
"""Days a meeting may be carried to find its new date: less than a week, so that each week's
people stay in their week."""


def _nearest(rows: Iterable[date], day: date) -> date | None:
    near = [one for one in rows if abs((one - day).days) <= NEAR]
    return min(near, key=lambda one: (abs((one - day).days), one), default=None)


def _take_away(event: Event, rows: list[Occurrence], reason: str) -> None:
    """Meetings the schedule has no date for any more. Those with people or a log stay, called
    off: nobody finds a closed door without having been told."""
    involved = involved_in(rows)
    for row in rows:
        if not involved.get(row):
            event.occurrences.remove(row)
        elif row.cancelled_at is None:
            row.cancelled_at = utcnow()
            with force_locale(DEFAULT_LANGUAGE):
                row.cancellation_reason = reason or _("The dates of these meetings have changed.")


def _reach(rule: Rule, through: date) -> date:
    """A rule that ends is stored whole (366 meetings at most); any other up to the horizon."""
    last = last_slot(rule)
    if last is not None:
        return _local_day(last.starts_at)
    return max(through, rule.first_on)


def _has_begun(meeting: Occurrence, now: datetime) -> bool:
    return meeting.slot_at <= now or meeting.starts_at <= now


def _local_day(moment: datetime) -> date:
    return to_local(moment).date()


def _meeting(slot: Slot) -> Occurrence:
    return Occurrence(slot_at=slot.starts_at, starts_at=slot.starts_at, ends_at=slot.ends_at)
