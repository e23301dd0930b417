"""How hours are said: lengths of time, stretches of a day, states and sums of money."""

from datetime import date, datetime, time

from babel.numbers import format_currency
from flask_babel import get_locale

from osl.core.i18n import _, _l, clock_time, day_month
from osl.volunteers.models import Agreement, HoursEntry

STATES = {
    "waiting": _l("To confirm"),
    "confirmed": _l("Confirmed"),
    "refused": _l("Not counted"),
}
"""Where an entry stands, as the tabs and the pills say it."""

ANY_DAY = date(2000, 1, 1)

PILLS = {"waiting": "wait", "confirmed": "ok", "refused": "off"}


def state_of(entry: HoursEntry) -> str:
    if entry.is_confirmed:
        return "confirmed"
    return "waiting" if entry.waits else "refused"


def duration(minutes: int) -> str:
    """ "2 godz. 30 min": as one says it, without decimals."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s min", minutes=rest)
    if not rest:
        return _("%(hours)s h", hours=hours)
    return _("%(hours)s h %(minutes)s min", hours=hours, minutes=rest)


def from_to(starts: time | None, ends: time | None) -> str:
    """ "16.00–18.30"; nothing where only the length is known."""
    if starts is None or ends is None:
        return ""
    return f"{told(starts)}–{told(ends)}"


def told(at: time) -> str:
    """A time of day as the page's language writes it."""
    return clock_time(datetime.combine(ANY_DAY, at))


def stretch(entry: HoursEntry) -> str:
    """When on its day, or how long: what tells an entry apart from another one."""
    return from_to(entry.starts, entry.ends) or duration(entry.minutes)


def what_for(entry: HoursEntry) -> str:
    """What the hours were given for: the task, else what was written down."""
    return entry.task.title if entry.task is not None else entry.what


def agreement_dates(agreement: Agreement) -> str:
    """From when to when an agreement holds, in words; ended early, to the day it ended."""
    last = last_day_of(agreement)
    if last is None:
        return _("from %(first)s", first=day_month(agreement.starts_on))
    return _(
        "from %(first)s to %(last)s", first=day_month(agreement.starts_on), last=day_month(last)
    )


def last_day_of(agreement: Agreement) -> date | None:
    """The last day an agreement holds; None for one without an end."""
    days = [day for day in (agreement.ends_on, agreement.ended_on) if day is not None]
    return min(days) if days else None


def money(grosze: int) -> str:
    """ "1 234,50 zł"."""
    return str(format_currency(grosze / 100, "PLN", locale=get_locale() or "pl"))
