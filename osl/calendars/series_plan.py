"""How a series is told to calendar programs: by a rule, by meetings that override it, or each
meeting by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from osl.core.clock import WARSAW, to_local
from osl.events import recurrence
from osl.events.models import Event, Frequency, Occurrence
from osl.events.words import place


@dataclass(frozen=True)
class Run:
    """Meetings that one RRULE tells: a whole series, or what was held of one and what was called
    off of it. ``slots`` are all that the RRULE gives, the first of them being DTSTART; ``skipped``
    those it must leave out; ``overrides`` the meetings that differ from their slot."""

    name: str
    slots: list[recurrence.Slot]
    skipped: list[datetime]
    overrides: list[Occurrence]
    is_cancelled: bool = False
    until: datetime | None = None


CALLED_OFF = "called off"
"""The name of the run of meetings that went with the whole event."""


class SeriesPlan:
    """Which meetings of a series its rule tells, and which stand alone.

    ``alone`` are those no rule can tell: moved onto or past the day of a neighbour (Outlook
    refuses such an override), on a slot the rule does not give, on dates chosen by hand, or on a
    night of the clock change that comes first, whose length would be taken for everybody's. A
    series called off after it has met is told in two runs: what was held stays held.
    """

    def __init__(self, event: Event) -> None:
        series = event.series
        if series is None:
            raise ValueError("only a series has a plan")
        self.event = event
        self.rule = recurrence.Rule.of(series)
        self.runs: list[Run] = []
        if self.rule.frequency is Frequency.CHOSEN_DATES:
            self.alone = sorted(event.occurrences, key=lambda one: one.slot_at)
            return
        self.stored = {meeting.slot_at: meeting for meeting in event.occurrences}
        days = (to_local(slot_at).date() for slot_at in self.stored)
        self.given = list(self._given(max([series.horizon_on, *days])))
        starts = [slot.starts_at for slot in self.given]
        places = {start: number for number, start in enumerate(starts)}
        self.apart = {
            meeting.slot_at
            for meeting in event.occurrences
            if meeting.slot_at not in places or self._lands_on_a_neighbour(meeting, starts, places)
        }
        self._make_runs()
        self.alone = [self.stored[slot_at] for slot_at in sorted(self.apart)]

    def _make_runs(self) -> None:
        called_off_at = self.event.cancelled_at
        if called_off_at is None:
            self._add_run("", self.given, goes_on=self.rule.is_open_ended)
            return
        held = [slot for slot in self.given if slot.starts_at < called_off_at]
        rest = [slot for slot in self.given if slot.starts_at >= called_off_at]
        has_met = any(slot.starts_at in self.stored for slot in held)
        if has_met:
            self._add_run("", held)
        self._add_run(CALLED_OFF if has_met else "", rest, is_cancelled=True)

    def _add_run(
        self,
        name: str,
        given: list[recurrence.Slot],
        *,
        goes_on: bool = False,
        is_cancelled: bool = False,
    ) -> None:
        """One that does not go on ends with the last meeting it tells: the rule itself may end
        before one that is left out of it and kept, called off, for those who know of it."""
        told = [
            slot
            for slot in given
            if slot.starts_at in self.stored and slot.starts_at not in self.apart
        ]
        while told and not self._is_ordinary(told[0]):
            self.apart.add(told.pop(0).starts_at)
        if not told:
            return
        until = None if goes_on else told[-1].starts_at
        slots = [
            slot
            for slot in given
            if slot.starts_at >= told[0].starts_at and (until is None or slot.starts_at <= until)
        ]
        kept = {slot.starts_at for slot in told}
        self.runs.append(
            Run(
                name,
                slots,
                skipped=[slot.starts_at for slot in slots if slot.starts_at not in kept],
                overrides=[
                    self.stored[slot.starts_at]
                    for slot in told
                    if self._differs(self.stored[slot.starts_at], slot, is_cancelled=is_cancelled)
                ],
                is_cancelled=is_cancelled,
                until=until,
            )
        )

    def _given(self, horizon: date) -> Iterator[recurrence.Slot]:
        """The slots of the rule as far as meetings are stored, and the holidays well beyond.

        Said a year ahead, a holiday does not make the series look revised each time the
        horizon is moved on.
        """
        limit = date(horizon.year + 1, 12, 31)
        for day, meets in self.rule.dates():
            if day > limit:
                return
            if day <= horizon or not meets:
                yield self.rule.slot(day)

    def _is_ordinary(self, slot: recurrence.Slot) -> bool:
        """Whether the night is as long as the clock on the wall says."""
        return self.event.is_all_day or slot.is_as_long_as_said

    def _differs(self, meeting: Occurrence, slot: recurrence.Slot, *, is_cancelled: bool) -> bool:
        """Whether readers would see anything else than the run tells."""
        return (
            (meeting.starts_at, meeting.ends_at) != (slot.starts_at, slot.ends_at)
            or not self._is_ordinary(slot)
            or meeting.cancelled_at is not None
            or meeting.is_cancelled != is_cancelled
            or meeting.is_postponed
            or bool(meeting.note or meeting.host)
            or (meeting.has_own_place and place(meeting) != place(self.event))
        )

    def _lands_on_a_neighbour(
        self, meeting: Occurrence, starts: list[datetime], places: dict[datetime, int]
    ) -> bool:
        if not meeting.is_moved:
            return False
        at = places[meeting.slot_at]
        day = to_local(meeting.starts_at).date()
        if day == to_local(meeting.slot_at).date():
            return False

        def days(slot: datetime) -> list[date]:
            neighbour = self.stored.get(slot)
            moments = [slot] if neighbour is None else [slot, neighbour.starts_at]
            return [to_local(moment).date() for moment in moments]

        before = at > 0 and day <= max(days(starts[at - 1]))
        after = at + 1 < len(starts) and day >= min(days(starts[at + 1]))
        return before or after


def recurrence_rule(
    rule: recurrence.Rule, *, whole_days: bool = False, until: datetime | None = None
) -> dict[str, Any]:
    """The parts of the RRULE that says this rule to a calendar program.

    UNTIL is the start of the last meeting in UTC (a date when the meetings take whole days):
    with the midnight of the last day every program would lose the last meeting. ``until`` ends
    it somewhere else than the rule does. Chosen dates have no RRULE.
    """
    if rule.frequency is Frequency.CHOSEN_DATES:
        raise ValueError("chosen dates follow no rule")
    days = ",".join(recurrence.WEEKDAYS[day] for day in rule.weekdays)
    weekday = recurrence.WEEKDAYS[rule.first_on.weekday()]
    by_weekday = {"freq": "MONTHLY", "byday": f"{rule.ordinal}{weekday}"}
    rhythms: dict[Frequency, dict[str, Any]] = {
        Frequency.WEEKLY: {"freq": "WEEKLY"},
        Frequency.FORTNIGHTLY: {"freq": "WEEKLY", "interval": 2},
        Frequency.MONTHLY_BY_WEEKDAY: by_weekday,
        Frequency.MONTHLY_BY_LAST_WEEKDAY: by_weekday,
        Frequency.MONTHLY_BY_DATE: {"freq": "MONTHLY", "bymonthday": rule.first_on.day},
    }
    parts = dict(rhythms[rule.frequency])
    if len(rule.weekdays) > 1:
        parts["byday"] = days.split(",")
    last = recurrence.last_slot(rule) if until is None else None
    ends = last.starts_at if last is not None else until
    if ends is not None:
        parts["until"] = ends.astimezone(WARSAW).date() if whole_days else ends
    return parts
