"""Where pages are, for links, for search engines and for paper."""

from typing import Any

from flask import current_app, url_for

from osl.core.page_links import PageLinks, page_links
from osl.core.text import slugify
from osl.events.models import Event, Occurrence

__all__ = [
    "ALL",
    "DATES",
    "EVERY_MEETING",
    "MEETING",
    "PageLinks",
    "dates_address",
    "event_address",
    "event_values",
    "page_links",
    "printed_address",
]

MEETING = "termin"
"""The meeting of a series that an address asks for."""

EVERY_MEETING, ALL = "terminy", "wszystkie"
"""``?terminy=wszystkie``: the page of a series with every one of its meetings."""

DATES = "terminy"
"""Where on the page of a series its meetings stand."""


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
