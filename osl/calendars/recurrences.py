"""The repetition rules of other calendars (RRULE), and the days they give.

Days are counted here, one period after the other and never without an end, because the
library at hand looks for a 30 February until the year 9999. Times of day play no part: a rule
that repeats within a day is refused. It is read in a small program apart from the site (see
reading), so it imports nothing of the site but the core.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

LAST_DAY = date(2100, 12, 31)
LONGEST_GAP = timedelta(days=366 * 9)
"""From one 29 February to the next it is eight years at most. A rule silent for longer than
that never speaks again."""

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
WITHIN_A_DAY = ("SECONDLY", "MINUTELY", "HOURLY")
PARTS = frozenset("FREQ INTERVAL COUNT UNTIL WKST BYMONTH BYMONTHDAY BYDAY BYSETPOS".split())

BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")


class CannotFollow(Exception):
    """A rule that cannot become a series of ours; ``reason`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Recurrence:
    """An RRULE, without its end: ``count`` and ``until_on`` are the only ones of it.

    ``weekdays`` are pairs of a place in the month or year (0 for every one, -1 for the last)
    and a day of the week, Monday being 0.
    """

    frequency: str
    interval: int = 1
    count: int | None = None
    until_on: date | None = None
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    weekdays: tuple[tuple[int, int], ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0

    @property
    def is_endless(self) -> bool:
        return self.count is None and self.until_on is None


def recurrence_of(parts: dict[str, str], until_on: date | None) -> Recurrence:
    """An RRULE by its parts. ``until_on`` is its last day, read by whoever knows the zone.

    Raises CannotFollow for what we do not know, and for what repeats within a day.
    """
    frequency = parts.get("FREQ", "")
    if frequency in WITHIN_A_DAY:
        raise CannotFollow("rule_within_a_day")
    if frequency not in FREQUENCIES or set(parts) - PARTS:
        raise CannotFollow("rule_unknown")
    weekdays = []
    for word in filter(None, parts.get("BYDAY", "").split(",")):
        told = BY_DAY.fullmatch(word)
        if told is None:
            raise CannotFollow("rule_unknown")
        weekdays.append((int(told[1] or 0), DAYS.index(told[2])))
    week_start = parts.get("WKST", "MO")
    found = Recurrence(
        frequency,
        interval=_numbers(parts, "INTERVAL", 1, 10_000, default=(1,))[0],
        count=next(iter(_numbers(parts, "COUNT", 1, 10**9)), None),
        until_on=until_on,
        months=_numbers(parts, "BYMONTH", 1, 12),
        month_days=_numbers(parts, "BYMONTHDAY", -31, 31),
        weekdays=tuple(sorted(set(weekdays))),
        positions=_numbers(parts, "BYSETPOS", -366, 366),
        week_start=DAYS.index(week_start) if week_start in DAYS else 0,
    )
    counts_weekdays = any(place for place, _day in found.weekdays)
    if (counts_weekdays and frequency in ("DAILY", "WEEKLY")) or (
        found.month_days and frequency == "WEEKLY"
    ):
        raise CannotFollow("rule_unknown")
    if found.months and found.month_days and not _is_in_some_month(found):
        raise CannotFollow("rule_never")
    return found


def _is_in_some_month(rule: Recurrence) -> bool:
    """Whether any of the months has any of the days: no February has a 30th."""
    longest = max(calendar.monthrange(2028, month)[1] for month in rule.months)
    return any(abs(day) <= longest for day in rule.month_days)


def days_of(rule: Recurrence, first: date, *, after: date | None = None) -> Iterator[date]:
    """The days a rule gives from ``first`` on, in order; the first itself only if it is one.

    ``after``: of a rule that does not count, only those from that day on are asked for.
    """
    given, last = 0, max(first, after or first)
    ends_on = min(rule.until_on or LAST_DAY, LAST_DAY)
    for begins, candidates in _periods(rule, first, after if rule.count is None else None):
        if begins > ends_on or begins - last > LONGEST_GAP * rule.interval:
            return
        for day in _placed(rule, candidates):
            if day < first:
                continue
            if day > ends_on:
                return
            given, last = given + 1, max(last, day)
            if after is None or day >= after:
                yield day
            if given == rule.count:
                return


def _numbers(
    parts: dict[str, str], name: str, least: int, most: int, default: tuple[int, ...] = ()
) -> tuple[int, ...]:
    """The numbers of a part, sorted. Raises CannotFollow for what is none, or is zero."""
    words = parts.get(name, "")
    if not words:
        return default
    if not re.fullmatch(r"[+-]?\d{1,9}(,[+-]?\d{1,9}){0,400}", words, re.ASCII):
        raise CannotFollow("rule_unknown")
    numbers = tuple(sorted({int(word) for word in words.split(",")}))
    if not all(least <= number <= most and number for number in numbers):
        raise CannotFollow("rule_unknown")
    return numbers


def _periods(
    rule: Recurrence, first: date, after: date | None
) -> Iterator[tuple[date, list[date]]]:
    """The first day and the candidates of every period, from the one of ``first`` on, or from
    the one before that of ``after``."""
    if rule.frequency == "DAILY":
        for day in _steps(first, rule.interval, after):
            yield day, [day] if _fits(rule, day) else []
    elif rule.frequency == "WEEKLY":
        on = {day for _place, day in rule.weekdays} or {first.weekday()}
        into = [timedelta(days=day) for day in sorted((day - rule.week_start) % 7 for day in on)]
        begins = first - timedelta(days=(first.weekday() - rule.week_start) % 7)
        for monday in _steps(begins, rule.interval * 7, after):
            yield monday, [monday + days for days in into if _fits(rule, monday + days)]
    else:
        is_yearly = rule.frequency == "YEARLY"
        step = rule.interval * (12 if is_yearly else 1)
        begins_in = _month_number(first) - (first.month - 1 if is_yearly else 0)
        gone = (_month_number(after) - begins_in) // step - 1 if after is not None else 0
        for number in range(begins_in + max(0, gone) * step, _month_number(LAST_DAY) + 1, step):
            year, month = number // 12, number % 12 + 1
            days = _days_of_year if is_yearly else _days_of_month
            yield date(year, month, 1), days(rule, year, month, first)


def _steps(begins: date, step: int, after: date | None) -> Iterator[date]:
    """Every ``step`` days from ``begins``, or from the step before ``after``."""
    gone = max(0, (after - begins).days // step - 1) if after is not None else 0
    for number in range(gone * step, (LAST_DAY - begins).days + 1, step):
        yield begins + timedelta(days=number)


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _fits(rule: Recurrence, day: date) -> bool:
    """Whether a day passes the parts that only take away."""
    if rule.months and day.month not in rule.months:
        return False
    if rule.frequency == "DAILY":
        on = {weekday for _place, weekday in rule.weekdays}
        if on and day.weekday() not in on:
            return False
        if rule.month_days and not _is_month_day(rule, day):
            return False
    return True


def _is_month_day(rule: Recurrence, day: date) -> bool:
    length = calendar.monthrange(day.year, day.month)[1]
    return day.day in rule.month_days or day.day - length - 1 in rule.month_days


def _days_of_month(rule: Recurrence, year: int, month: int, first: date) -> list[date]:
    if rule.months and month not in rule.months:
        return []
    length = calendar.monthrange(year, month)[1]
    days = [date(year, month, day) for day in range(1, length + 1)]
    if not rule.month_days and not rule.weekdays:
        return [day for day in days if day.day == first.day]
    if rule.month_days:
        days = [day for day in days if _is_month_day(rule, day)]
    if rule.weekdays:
        days = [day for day in days if _is_placed(rule, day.weekday(), day.day, length)]
    return days


def _days_of_year(rule: Recurrence, year: int, _month: int, first: date) -> list[date]:
    counts_in_year = any(place for place, _day in rule.weekdays) and not rule.months
    if rule.weekdays and counts_in_year:
        length = 366 if calendar.isleap(year) else 365
        days = (date(year, 1, 1) + timedelta(days=number) for number in range(length))
        return [
            day
            for day in days
            if _is_placed(rule, day.weekday(), day.timetuple().tm_yday, length)
            and (not rule.month_days or _is_month_day(rule, day))
        ]
    months = rule.months or (range(1, 13) if rule.month_days or rule.weekdays else (first.month,))
    return [day for month in months for day in _days_of_month(rule, year, month, first)]


def _is_placed(rule: Recurrence, weekday: int, number: int, length: int) -> bool:
    """Whether a day is one of the weekdays asked for: every one, the n-th, the n-th last."""
    from_start, from_end = (number - 1) // 7 + 1, -((length - number) // 7 + 1)
    return any(on == weekday and place in (0, from_start, from_end) for place, on in rule.weekdays)


def _placed(rule: Recurrence, candidates: list[date]) -> list[date]:
    """Of the days of one period, those at the places asked for (BYSETPOS)."""
    if not rule.positions:
        return candidates
    count = len(candidates)
    chosen = {place - 1 if place > 0 else count + place for place in rule.positions}
    return [day for at, day in enumerate(candidates) if at in chosen]
