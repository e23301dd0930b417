"""The rules of other calendars as our series say them, or as a list of their days.

What our rules can say is tried and compared day by day, so nothing is said that differs. It
is read in a small program apart from the site (see reading), so it imports nothing of the
site but the core.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice, takewhile

from osl.calendars.recurrences import LAST_DAY, CannotFollow, Recurrence, days_of
from osl.calendars.texts import Note

MOST_MEETINGS = 366
COMPARED = 60
"""So many days of an endless rule must be those of ours before we call them the same."""

LATEST_MONTH_DAY = 28
"""The last day every month has, and the last that is not a fifth of its weekday."""


@dataclass
class Rhythm:
    """What our series can say: a frequency of ours, and its days.

    ``weekdays`` belong to the weekly ones (Monday is 0, empty: that of the first day),
    ``chosen_on`` to chosen dates. ``skipped_on`` are single days left out.
    """

    frequency: str
    first_on: date
    until_on: date | None = None
    meeting_count: int | None = None
    weekdays: tuple[int, ...] = ()
    chosen_on: tuple[date, ...] = ()
    skipped_on: tuple[date, ...] = ()
    notes: list[Note] = field(default_factory=list)

    @property
    def is_endless(self) -> bool:
        return self.until_on is None and self.meeting_count is None and not self.chosen_on

    def days(self, most: int = MOST_MEETINGS) -> list[date]:
        """The days it meets on, the first ``most`` of them."""
        if self.chosen_on:
            return list(self.chosen_on[:most])
        every = days_of(self._as_recurrence(), self.first_on)
        held = (day for day in every if day not in self.skipped_on)
        if self.meeting_count is not None:
            most = min(most, self.meeting_count)
        last_day = self.until_on or LAST_DAY
        return list(islice(takewhile(lambda day: day <= last_day, held), most))

    def _as_recurrence(self) -> Recurrence:
        first = self.first_on
        if self.frequency in ("weekly", "fortnightly"):
            weekdays = tuple((0, day) for day in self.weekdays)
            interval = 2 if self.frequency == "fortnightly" else 1
            return Recurrence("WEEKLY", interval, weekdays=weekdays)
        if self.frequency == "monthly_by_date":
            return Recurrence("MONTHLY", month_days=(first.day,))
        place = -1 if self.frequency == "monthly_by_last_weekday" else (first.day - 1) // 7 + 1
        return Recurrence("MONTHLY", weekdays=((place, first.weekday()),))


class Repetition:
    """A rule of another calendar from its first day on, with days left out and days added.

    ``shift`` moves every day, when it is already tomorrow here. Days before ``today`` are left
    out of a series that still goes on.
    """

    def __init__(
        self,
        rule: Recurrence | None,
        first: date,
        *,
        extra: Iterable[date] = (),
        excluded: Iterable[date] = (),
        shift: timedelta = timedelta(),
        today: date,
    ) -> None:
        self.rule = rule or Recurrence("DAILY", count=1)
        self.first = first
        self.extra, self.excluded = set(extra), set(excluded)
        self.shift = shift
        self.today = today
        self.notes: list[Note] = []

    def rhythm(self) -> Rhythm:
        """How our series say it. Raises CannotFollow."""
        most = COMPARED if self.rule.is_endless else MOST_MEETINGS + 1
        given = list(islice(days_of(self.rule, self.first), most))
        if len(given) > MOST_MEETINGS or len(self.excluded) > 2 * MOST_MEETINGS:
            raise CannotFollow("rule_too_many")
        if not given and not self.extra:
            raise CannotFollow("rule_never")
        if given and given[0] != self.first and self.first not in self.extra:
            self.notes.append(("first_day_missed", {"day": self._here(self.first).isoformat()}))
        own = None if self.extra else self._said_by_us([self._here(day) for day in given])
        if self.rule.is_endless:
            return self._endless(own)
        return self._ending(own, given)

    def _here(self, day: date) -> date:
        return day + self.shift

    def _ending(self, own: tuple[str, tuple[int, ...]] | None, given: list[date]) -> Rhythm:
        every = {*given, *self.extra} - self.excluded
        held = sorted(self._here(day) for day in every)
        if not held:
            raise CannotFollow("rule_never")
        coming = [day for day in held if day >= self.today]
        if coming and coming != held:
            self.notes.append(("began_earlier", {}))
            held = coming
        if len(held) > MOST_MEETINGS:
            raise CannotFollow("rule_too_many")
        if own is not None:
            frequency, weekdays = own
            is_counted = self.rule.count is not None and len(held) == len(given)
            between = (self._here(day) for day in given)
            found = Rhythm(
                frequency,
                held[0],
                until_on=None if is_counted else held[-1],
                meeting_count=len(held) if is_counted else None,
                weekdays=weekdays,
                skipped_on=tuple(
                    day for day in between if held[0] < day < held[-1] and day not in set(held)
                ),
                notes=self.notes,
            )
            if found.days() == held:
                return found
        if len(held) > 1:
            self.notes.append(("dates_listed", {"count": len(held)}))
        return Rhythm("chosen_dates", held[0], chosen_on=tuple(held), notes=self.notes)

    def _endless(self, own: tuple[str, tuple[int, ...]] | None) -> Rhythm:
        """A series without an end, from its first meeting to come."""
        if own is None:
            raise CannotFollow("rule_endless")
        since = max(self.first, self.today - self.shift)
        coming: list[date] = []
        left_out: list[date] = []
        latest = max(self.excluded, default=since)
        for day in days_of(self.rule, self.first, after=since):
            (left_out if day in self.excluded else coming).append(self._here(day))
            if day > latest and len(coming) >= COMPARED:
                break
        if not coming:
            raise CannotFollow("rule_never")
        if since > self.first:
            self.notes.append(("began_earlier", {}))
        frequency, weekdays = own
        skipped = tuple(day for day in left_out if day > coming[0])
        found = Rhythm(
            frequency, coming[0], weekdays=weekdays, skipped_on=skipped, notes=self.notes
        )
        if len(skipped) > MOST_MEETINGS:
            raise CannotFollow("rule_too_many")
        if found.days(COMPARED) != coming[:COMPARED]:
            raise CannotFollow("rule_endless")
        return found

    def _said_by_us(self, days: list[date]) -> tuple[str, tuple[int, ...]] | None:
        """The frequency of ours that gives just these days, and its weekdays; None for none."""
        is_odd = self.rule.frequency == "DAILY" and self.rule.interval not in (1, 7, 14)
        if not days or is_odd or self.rule.frequency == "YEARLY":
            return None
        first = days[0]
        weekdays = tuple(sorted({day.weekday() for day in days[:14]}))
        is_last = (first + timedelta(days=7)).month != first.month
        candidates = [("weekly", weekdays), ("fortnightly", weekdays)]
        if self.rule.frequency == "MONTHLY" and self.rule.weekdays:
            candidates = [("monthly_by_weekday", ())] if first.day <= LATEST_MONTH_DAY else []
            candidates += [("monthly_by_last_weekday", ())] if is_last else []
        elif self.rule.frequency == "MONTHLY":
            candidates = [("monthly_by_date", ())] if first.day <= LATEST_MONTH_DAY else []
        for frequency, on in candidates:
            if Rhythm(frequency, first, weekdays=on).days(len(days)) == days:
                return frequency, () if on == (first.weekday(),) else on
        return None
