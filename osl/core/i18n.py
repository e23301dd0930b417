"""Languages, and Polish dates as people say them.

The address chooses the language (``?lang=uk``), so a page needs no cookie to remember it and
every link keeps it by itself. Polish is the language of the house and has no mark.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from babel.dates import format_date
from babel.lists import format_list
from flask import Flask, has_request_context, request
from flask_babel import Babel, get_locale, gettext, lazy_gettext, ngettext

from osl.core.clock import to_local, today

__all__ = ["_", "_l", "_n"]

_: Callable[..., str] = gettext
_n: Callable[..., str] = ngettext
_l: Callable[..., Any] = lazy_gettext

LANGUAGES = {"pl": "Polski", "en": "English", "uk": "Українська"}
DEFAULT_LANGUAGE = "pl"

TRANSLATIONS = Path(__file__).resolve().parents[1] / "translations"

babel = Babel()


def language() -> str:
    """The language of this page."""
    asked = request.args.get("lang", "") if has_request_context() else ""
    return asked if asked in LANGUAGES else DEFAULT_LANGUAGE


def language_links() -> list[dict[str, Any]]:
    """The same page in each language, for the switch and for hreflang; none for a letter that
    the worker writes."""
    if not has_request_context():
        return []
    links = []
    for code, label in LANGUAGES.items():
        kept = [(k, v) for k, v in request.args.items(multi=True) if k != "lang"]
        if code != DEFAULT_LANGUAGE:
            kept.append(("lang", code))
        query = "&".join(f"{quote(k)}={quote(v)}" for k, v in kept)
        links.append(
            {
                "code": code,
                "label": label,
                "href": request.path + (f"?{query}" if query else ""),
                "current": code == language(),
            }
        )
    return links


def local_day(moment: datetime | date) -> date:
    return to_local(moment).date() if isinstance(moment, datetime) else moment


def day(moment: datetime | date) -> str:
    """ "czwartek, 12 czerwca 2025"."""
    return format_date(local_day(moment), "EEEE, d MMMM y", locale=get_locale())


def short_day(moment: datetime | date) -> str:
    """ "czwartek, 12 czerwca", the year added only when it is not this one."""
    on = local_day(moment)
    pattern = "EEEE, d MMMM" if on.year == today().year else "EEEE, d MMMM y"
    return format_date(on, pattern, locale=get_locale())


def day_month(moment: datetime | date) -> str:
    """ "12 czerwca 2025"."""
    return format_date(local_day(moment), "d MMMM y", locale=get_locale())


def list_of_days(several: Iterable[date]) -> str:
    """ "3, 10 i 24 marca oraz 7 kwietnia": a month is said once, a year when not this one."""
    months = [
        list(of_month) for _key, of_month in groupby(several, key=lambda on: (on.year, on.month))
    ]
    said = []
    for position, of_month in enumerate(months):
        last, following = of_month[-1], months[position + 1 : position + 2]
        says_year = last.year != today().year and not (
            following and following[0][0].year == last.year
        )
        closing = format_date(last, "d MMMM y" if says_year else "d MMMM", locale=get_locale())
        numbers = [str(on.day) for on in of_month[:-1]]
        said.append(format_list([*numbers, closing], locale=get_locale()))
    if len(said) > 1 and any(len(of_month) > 1 for of_month in months):
        return _("%(days)s and also %(last)s", days=", ".join(said[:-1]), last=said[-1])
    return str(format_list(said, locale=get_locale()))


def weekday(moment: datetime | date) -> str:
    """ "czw."."""
    return format_date(local_day(moment), "EEE", locale=get_locale())


def weekday_name(moment: datetime | date) -> str:
    """ "czwartek"."""
    return format_date(local_day(moment), "EEEE", locale=get_locale())


def day_number(moment: datetime | date) -> str:
    return str(local_day(moment).day)


def month_short(moment: datetime | date) -> str:
    """ "cze"."""
    return format_date(local_day(moment), "MMM", locale=get_locale()).rstrip(".")


def month_name(moment: datetime | date) -> str:
    """ "czerwiec 2025", the month standing alone."""
    return format_date(local_day(moment), "LLLL y", locale=get_locale())


def clock_time(moment: datetime) -> str:
    """ "15.30", as Polish notices print it."""
    local = to_local(moment) if moment.tzinfo else moment
    # A letter has a language of its own, whatever the page's is.
    locale = get_locale()
    separator = "." if locale is None or locale.language == "pl" else ":"
    return f"{local.hour}{separator}{local.minute:02d}"


def iso(moment: datetime | date) -> str:
    """For ``<time datetime>``: local time with its offset."""
    if isinstance(moment, datetime):
        return to_local(moment).isoformat(timespec="minutes")
    return moment.isoformat()


FILTERS = {
    "day": day,
    "short_day": short_day,
    "day_month": day_month,
    "list_of_days": list_of_days,
    "weekday": weekday,
    "weekday_name": weekday_name,
    "day_number": day_number,
    "month_short": month_short,
    "month_name": month_name,
    "clock_time": clock_time,
    "iso": iso,
}


def init_app(app: Flask) -> None:
    app.config.setdefault("BABEL_DEFAULT_LOCALE", DEFAULT_LANGUAGE)
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "Europe/Warsaw")
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(TRANSLATIONS))
    babel.init_app(app, locale_selector=language)
    app.jinja_env.filters.update(FILTERS)
    app.context_processor(lambda: {"language": language(), "languages": language_links()})

    @app.url_defaults
    def keep_language(endpoint: str, values: dict[str, Any]) -> None:
        if has_request_context() and "lang" not in values and language() != DEFAULT_LANGUAGE:
            if app.url_map.is_endpoint_expecting(endpoint, "filename"):
                return
            if not endpoint.startswith("calendars.feed"):
                values["lang"] = language()
