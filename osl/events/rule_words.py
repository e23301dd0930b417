"""How people say when a series meets: "co drugi wtorek o 17.00, do 23 czerwca 2027"."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby

from babel.lists import format_list
from flask_babel import get_locale

from osl.core.i18n import _, _l, _n, clock_time, day_month, list_of_days
from osl.events.models import Frequency
from osl.events.recurrence import BY_WEEKDAY_OF_MONTH, LeftOut, Rule

MOST_DAYS_NAMED = 8
"""More dates than this are counted instead of being read out."""

WORKDAYS, WHOLE_WEEK = (0, 1, 2, 3, 4), (0, 1, 2, 3, 4, 5, 6)


def in_words(rule: Rule) -> str:
    """The rule as one would say it, with its hour and its end."""
    words = days_in_words(rule)
    if not rule.takes_whole_days:
        hour = clock_time(datetime.combine(rule.first_on, rule.starts_at))
        words = _("%(rhythm)s at %(time)s", rhythm=words, time=hour)
    if rule.until_on is not None:
        return _("%(rule)s, until %(day)s", rule=words, day=day_month(rule.until_on))
    if rule.meeting_count is not None:
        count = _n("%(num)s meeting", "%(num)s meetings", rule.meeting_count)
        return f"{words}, {count}"
    return words


def days_in_words(rule: Rule) -> str:
    """On which days the rule meets, without its hour."""
    if rule.frequency is Frequency.CHOSEN_DATES:
        return chosen_in_words(rule.chosen_on)
    if rule.frequency is Frequency.MONTHLY_BY_DATE:
        return _("on day %(day)s of every month", day=rule.first_on.day)
    if rule.frequency in BY_WEEKDAY_OF_MONTH:
        return str(MONTHLY_WORDS[rule.ordinal][rule.first_on.weekday()])
    if len(rule.weekdays) == 1:
        return str(WEEKLY_WORDS[rule.frequency][rule.weekdays[0]])
    every_week = rule.frequency is Frequency.WEEKLY
    if rule.weekdays == WHOLE_WEEK:
        return _("every day") if every_week else _("every second week, on each day")
    if rule.weekdays == WORKDAYS:
        return (
            _("from Monday to Friday")
            if every_week
            else _("every second week, from Monday to Friday")
        )
    first, *others = rule.weekdays
    days = format_list(
        [str(ON_DAYS[first]), *(str(DAYS[day]) for day in others)], locale=get_locale()
    )
    return str(days) if every_week else _("every second week %(days)s", days=days)


def chosen_in_words(days: Sequence[date]) -> str:
    if len(days) <= MOST_DAYS_NAMED:
        return list_of_days(days)
    return _n(
        "on %(num)s chosen day from %(first)s to %(last)s",
        "on %(num)s chosen days from %(first)s to %(last)s",
        len(days),
        first=day_month(days[0]),
        last=day_month(days[-1]),
    )


def left_out_in_words(days: Sequence[LeftOut], *, limit: int = 6) -> list[str]:
    """What a series leaves out, a line each: "11 listopada: Narodowe Święto Niepodległości",
    "24 i 31 grudnia: przerwa świąteczna"."""
    lines = []
    for name, group in _runs(days):
        said = list_of_days(group)
        lines.append(f"{said}: {name}" if name else said)
    if len(lines) > limit:
        more = _n("and %(num)s more", "and %(num)s more", len(lines) - limit)
        return [*lines[:limit], more]
    return lines


def _runs(days: Sequence[LeftOut]) -> Iterator[tuple[str, list[date]]]:
    """The dates left out for one cause, as long as nothing else comes between."""
    for name, group in groupby(days, key=lambda one: one.name):
        yield name, [one.day for one in group]


ON_DAYS = (
    _l("on Mondays"),
    _l("on Tuesdays"),
    _l("on Wednesdays"),
    _l("on Thursdays"),
    _l("on Fridays"),
    _l("on Saturdays"),
    _l("on Sundays"),
)
"""The first of several days of the week, as it begins the list."""

DAYS = (
    _l("Mondays"),
    _l("Tuesdays"),
    _l("Wednesdays"),
    _l("Thursdays"),
    _l("Fridays"),
    _l("Saturdays"),
    _l("Sundays"),
)
"""The days of the week as they follow one another after it."""

WEEKLY_WORDS = {
    Frequency.WEEKLY: (
        _l("every Monday"),
        _l("every Tuesday"),
        _l("every Wednesday"),
        _l("every Thursday"),
        _l("every Friday"),
        _l("every Saturday"),
        _l("every Sunday"),
    ),
    Frequency.FORTNIGHTLY: (
        _l("every other Monday"),
        _l("every other Tuesday"),
        _l("every other Wednesday"),
        _l("every other Thursday"),
        _l("every other Friday"),
        _l("every other Saturday"),
        _l("every other Sunday"),
    ),
}

MONTHLY_WORDS = {
    1: (
        _l("every first Monday of the month"),
        _l("every first Tuesday of the month"),
        _l("every first Wednesday of the month"),
        _l("every first Thursday of the month"),
        _l("every first Friday of the month"),
        _l("every first Saturday of the month"),
        _l("every first Sunday of the month"),
    ),
    2: (
        _l("every second Monday of the month"),
        _l("every second Tuesday of the month"),
        _l("every second Wednesday of the month"),
        _l("every second Thursday of the month"),
        _l("every second Friday of the month"),
        _l("every second Saturday of the month"),
        _l("every second Sunday of the month"),
    ),
    3: (
        _l("every third Monday of the month"),
        _l("every third Tuesday of the month"),
        _l("every third Wednesday of the month"),
        _l("every third Thursday of the month"),
        _l("every third Friday of the month"),
        _l("every third Saturday of the month"),
        _l("every third Sunday of the month"),
    ),
    4: (
        _l("every fourth Monday of the month"),
        _l("every fourth Tuesday of the month"),
        _l("every fourth Wednesday of the month"),
        _l("every fourth Thursday of the month"),
        _l("every fourth Friday of the month"),
        _l("every fourth Saturday of the month"),
        _l("every fourth Sunday of the month"),
    ),
    -1: (
        _l("every last Monday of the month"),
        _l("every last Tuesday of the month"),
        _l("every last Wednesday of the month"),
        _l("every last Thursday of the month"),
        _l("every last Friday of the month"),
        _l("every last Saturday of the month"),
        _l("every last Sunday of the month"),
    ),
}
