"""The week or the month a page of the journal is about."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from babel.dates import format_date
from flask_babel import get_locale

from osl.core.i18n import month_name

EARLIEST, LATEST = date(2015, 1, 1), date(2100, 12, 31)


class Span(StrEnum):
    """How much of the journal is shown at once. The words are those of the address."""

    WEEK = "tydzien"
    MONTH = "miesiac"


@dataclass(frozen=True)
class Period:
    """From one day to another, both among it."""

    span: Span
    first_on: date
    last_on: date

    @classmethod
    def around(cls, day: date, span: Span) -> "Period":
        """The week or the month a day is in."""
        if span is Span.WEEK:
            monday = day - timedelta(days=day.weekday())
            return cls(span, monday, monday + timedelta(days=6))
        first = day.replace(day=1)
        later = (first + timedelta(days=31)).replace(day=1)
        return cls(span, first, later - timedelta(days=1))

    @classmethod
    def asked(cls, span: str, day: str, today: date) -> "Period":
        """What an address asks for; else this week."""
        try:
            on = date.fromisoformat(day)
        except ValueError:
            on = today
        if not EARLIEST + timedelta(days=40) <= on <= LATEST - timedelta(days=40):
            on = today
        return cls.around(on, Span(span) if span in set(Span) else Span.WEEK)

    @property
    def previous(self) -> "Period":
        return Period.around(self.first_on - timedelta(days=1), self.span)

    @property
    def next(self) -> "Period":
        return Period.around(self.last_on + timedelta(days=1), self.span)

    def covers(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on

    @property
    def name(self) -> str:
        """ "1–7 marca 2027" or "marzec 2027"."""
        if self.span is Span.MONTH:
            return month_name(self.first_on)
        return days_between(self.first_on, self.last_on)


def days_between(first: date, last: date) -> str:
    """ "28 grudnia 2026 – 3 stycznia 2027", what both ends share said once."""
    ends = format_date(last, "d MMMM y", locale=get_locale())
    if first == last:
        return str(ends)
    if first.year != last.year:
        pattern = "d MMMM y"
    elif first.month != last.month:
        pattern = "d MMMM"
    else:
        pattern = "d"
    begins = format_date(first, pattern, locale=get_locale())
    return f"{begins}\N{EN DASH}{ends}" if pattern == "d" else f"{begins} \N{EN DASH} {ends}"
