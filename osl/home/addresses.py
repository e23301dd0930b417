"""Where pages are, for links, for search engines and for paper."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for

from osl.core.i18n import DEFAULT_LANGUAGE, LANGUAGES, language
from osl.core.text import slugify
from osl.core.web import external_url
from osl.events.models import Event, Occurrence

MEETING = "termin"
"""The meeting of a series that an address asks for."""

EVERY_MEETING, ALL = "terminy", "wszystkie"
"""``?terminy=wszystkie``: the page of a series with every one of its meetings."""

DATES = "terminy"
"""Where on the page of a series its meetings stand."""


@dataclass(frozen=True)
class PageLinks:
    """The lasting address of a page, in the language it is read in and in each of the others."""

    own: str
    languages: dict[str, str]


def page_links(endpoint: str, **values: Any) -> PageLinks:
    """The address without what only sorts or narrows the page."""
    found = {
        code: external_url(
            endpoint, **values, **({} if code == DEFAULT_LANGUAGE else {"lang": code})
        )
        for code in LANGUAGES
    }
    return PageLinks(found[language()], found)


def event_values(event: Event) -> dict[str, Any]:
    """The parts of an event's address; the slug is for people, the number is what counts."""
    slug = slugify(event.title)
    return {"event_id": event.id, **({"slug": slug} if slug else {})}


def event_address(event: Event, meeting: Occurrence | None = None) -> str:
    """The page of an event; of a series, about that meeting."""
    asked: dict[str, Any] = {MEETING: meeting.id} if meeting is not None and event.is_series else {}
    return url_for("home.event", **event_values(event), **asked)


def dates_address(event: Event) -> str:
    """Every meeting of a series, on its page."""
    values = event_values(event) | {EVERY_MEETING: ALL}
    return url_for("home.event", _anchor=DATES, **values)


def printed_address(event: Event) -> str:
    """The short address as one reads it on a notice: no scheme, no slug."""
    base = str(current_app.config["BASE_URL"]).partition("://")[2]
    return f"{base}/wydarzenia/{event.id}"
