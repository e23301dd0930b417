"""From when until when one may sign up, and who may, as residents read it."""

from datetime import date, datetime, time, timedelta

from babel.dates import format_date
from flask_babel import get_locale

from osl.core.clock import to_local, today
from osl.core.i18n import _, _l, _n
from osl.events.models import Event, EventFormat, SignupMode
from osl.events.signup_window import window_of

DAYS = (
    _l("Monday, %(day)s"),
    _l("Tuesday, %(day)s"),
    _l("Wednesday, %(day)s"),
    _l("Thursday, %(day)s"),
    _l("Friday, %(day)s"),
    _l("Saturday, %(day)s"),
    _l("Sunday, %(day)s"),
)
"""A day after "from" and "until": in Polish and Ukrainian in the genitive."""


def signup_sentences(event: Event, *, always_with_year: bool = False) -> list[str]:
    """What there is to say about signing up besides how, without full stops.

    ``always_with_year``: the words must not change when a new year begins (in calendars).
    """
    if event.signup_mode is SignupMode.NONE:
        return []
    return [*_times(event, always_with_year=always_with_year), *_ways(event)]


def _times(event: Event, *, always_with_year: bool) -> list[str]:
    closes_at = _closing_told(event)
    start = end = ""
    if event.signup_opens_at is not None:
        start = from_moment(event.signup_opens_at, always_with_year=always_with_year)
    if closes_at is not None:
        end = until_moment(closes_at, always_with_year=always_with_year)
    said = []
    if start and end:
        said.append(_("Sign-up from %(start)s to %(end)s", start=start, end=end))
    elif start:
        said.append(_("Sign-up from %(start)s", start=start))
    elif end:
        said.append(_("Sign-up until %(end)s", end=end))
    if event.signup_closes_hours and closes_at is None:
        said.append(
            _n(
                "Sign-up for each meeting closes %(num)s hour before it",
                "Sign-up for each meeting closes %(num)s hours before it",
                event.signup_closes_hours,
            )
        )
    return said


def _ways(event: Event) -> list[str]:
    said = []
    if event.takes_regulars:
        said.append(_("You can sign up for all meetings at once"))
    if event.takes_children:
        said.append(_("Children are signed up by an adult"))
    return said


def _closing_told(event: Event) -> datetime | None:
    """Until when, if anybody has said; that a meeting ends its own sign-up goes without saying."""
    if event.signup_closes_at is None:
        return None
    if event.format is EventFormat.SINGLE and event.occurrences:
        return window_of(event, event.occurrences[0].starts_at).closes_at
    return event.signup_closes_at


def from_moment(moment: datetime, *, always_with_year: bool = False) -> str:
    """ "poniedziałku, 3 maja, 9.00", for after "from"."""
    local = to_local(moment)
    # The locale, not the language of the page: what is kept is said in the house's language.
    separator = "." if str(get_locale()) == "pl" else ":"
    hour = f"{local.hour}{separator}{local.minute:02d}"
    return f"{_on(local.date(), always_with_year=always_with_year)}, {hour}"


def until_moment(moment: datetime, *, always_with_year: bool = False) -> str:
    """The same for after "until"; at midnight, the day that ends then."""
    if to_local(moment).time() == time(0):
        day = (to_local(moment) - timedelta(days=1)).date()
        return _on(day, always_with_year=always_with_year)
    return from_moment(moment, always_with_year=always_with_year)


def _on(day: date, *, always_with_year: bool) -> str:
    has_year = always_with_year or day.year != today().year
    words = format_date(day, "d MMMM y" if has_year else "d MMMM", locale=get_locale())
    return str(DAYS[day.weekday()]) % {"day": words}
