"""Where on the calendar the demo town puts its meetings, seen from the day it is loaded.

A picnic stays in June and carols in December; everything else is placed around today, so that
the town looks lived in on whatever day somebody starts it.
"""

from datetime import date, timedelta

from osl.events.days_off import holiday_name

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)

QUIET_DAYS = ((11, 2), (12, 24), (12, 31))
"""Days when nobody calls a meeting although not all of them are public holidays."""

DAYS_BACK = 120
"""A season this recently past still counts as this year's; an older one is shown as the next."""


def is_quiet(day: date) -> bool:
    """A public holiday, or a day that families keep as one (Easter Saturday, All Souls' Day)."""
    next_two = (day + timedelta(days=1), day + timedelta(days=2))
    is_easter_saturday = day.weekday() == SATURDAY and all(map(holiday_name, next_two))
    return bool(holiday_name(day)) or (day.month, day.day) in QUIET_DAYS or is_easter_saturday


def on_or_after(day: date, weekday: int | None = None) -> date:
    """The first day from ``day`` on, of that weekday, on which one would call a meeting."""
    while is_quiet(day) or (weekday is not None and day.weekday() != weekday):
        day += timedelta(days=1)
    return day


def in_season(today: date, month: int, day: int, weekday: int | None = None) -> date:
    """This season's day: ``month``/``day`` or the weekday next after it, not longer ago than
    DAYS_BACK."""
    years = (today.year - 1, today.year, today.year + 1)
    earliest = today - timedelta(days=DAYS_BACK)
    seasons = (on_or_after(date(year, month, day), weekday) for year in years)
    return next(on for on in seasons if on >= earliest)


def last_season(today: date, month: int, day: int, weekday: int | None = None) -> date:
    """The last time that day of the year was over."""
    years = (today.year, today.year - 1, today.year - 2)
    seasons = (on_or_after(date(year, month, day), weekday) for year in years)
    return next(on for on in seasons if on < today)


def weeks_ago(today: date, weeks: int, weekday: int) -> date:
    """That weekday, so many weeks before the current one; holidays do not move a series."""
    monday = today - timedelta(days=today.weekday())
    return monday - timedelta(weeks=weeks) + timedelta(days=weekday)


def after_days(today: date, days: int, weekday: int | None = None) -> date:
    """A day that many days from today (ago when negative), or the next one that will do."""
    return on_or_after(today + timedelta(days=days), weekday)


def within_the_week(today: date, number: int) -> date:
    """The ``number``-th of the coming six days on which one would call a meeting.

    Around Christmas there are few such days, and several meetings share one.
    """
    coming = [today + timedelta(days=days) for days in range(1, 7)]
    free = [day for day in coming if not is_quiet(day)]
    return free[(number - 1) % len(free)]


def first_of_month(day: date, weekday: int) -> date:
    """The first Tuesday (say) of the month of ``day``."""
    first = day.replace(day=1)
    return first + timedelta(days=(weekday - first.weekday()) % 7)
