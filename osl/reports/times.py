"""The times people report on, and what they are called."""

from collections.abc import Callable
from datetime import date, timedelta

from osl.core.clock import today
from osl.core.i18n import _, _l, day_month, month_name

ROMAN = ("I", "II", "III", "IV")


def month_of(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def quarter_of(day: date) -> tuple[date, date]:
    first = day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
    return first, month_of(first + timedelta(days=70))[1]


def year_of(day: date) -> tuple[date, date]:
    return date(day.year, 1, 1), date(day.year, 12, 31)


def _before(of: Callable[[date], tuple[date, date]]) -> tuple[date, date]:
    return of(of(today())[0] - timedelta(days=1))


QUICK = {
    "ten-miesiac": _l("This month"),
    "ostatni-miesiac": _l("Last month"),
    "ten-kwartal": _l("This quarter"),
    "ostatni-kwartal": _l("Last quarter"),
    "ten-rok": _l("This year"),
    "ostatni-rok": _l("Last year"),
}
"""The times people ask for most, under their names in addresses."""

USUAL = "ten-kwartal"


def quick_time(name: str) -> tuple[date, date] | None:
    """The days of a time by its name, as of today; None for no such name."""
    if name not in QUICK:
        return None
    which, _dash, unit = name.partition("-")
    of = {"miesiac": month_of, "kwartal": quarter_of, "rok": year_of}[unit]
    return of(today()) if which == "ten" else _before(of)


def in_words(first_on: date, last_on: date) -> str:
    """ "marzec 2027", "I kwartał 2027", "rok 2027", or the first and the last day."""
    days = first_on, last_on
    if days == month_of(first_on):
        return month_name(first_on)
    if days == quarter_of(first_on):
        return quarter_words(f"{first_on.year}-{(first_on.month + 2) // 3}")
    if days == year_of(first_on):
        return _("year %(year)s", year=first_on.year)
    if first_on == last_on:
        return day_month(first_on)
    return f"{day_month(first_on)} – {day_month(last_on)}"


def quarter_words(name: str) -> str:
    """ "I kwartał 2027", of "2027-1"."""
    year, number = name.split("-")
    return _("quarter %(number)s of %(year)s", number=ROMAN[int(number) - 1], year=year)
