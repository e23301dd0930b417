"""Events as search engines read them: schema.org in JSON-LD.

Source: schema.org/Event, and what search engines ask of it (a status, a place with an address,
a time with its offset).
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from osl.communities.models import Centre
from osl.core.clock import to_local
from osl.core.i18n import iso
from osl.core.markdown import plain_text
from osl.events.models import Event, Occurrence
from osl.events.words import last_day, place_note_of, venue_of

SCHEMA = "https://schema.org"

UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""What could end the script element, or a line of a script, from within a text."""


def event_data(
    event: Event,
    meeting: Occurrence,
    meetings: Sequence[Occurrence],
    *,
    address: str,
    centre: Centre,
    base_url: str,
    pictures: Sequence[str] = (),
) -> Markup:
    """The data block of an event's page; of a series, with its meetings to come."""
    data = {
        "@context": SCHEMA,
        **_meeting(event, meeting, address=address, centre=centre),
        "description": plain_text(event.description),
        "isAccessibleForFree": not event.cost,
        "organizer": {"@type": "Organization", "name": centre.name, "url": base_url},
    }
    if pictures:
        data["image"] = list(pictures)
    if not event.cost:
        data["offers"] = {
            "@type": "Offer",
            "price": 0,
            "priceCurrency": "PLN",
            "availability": f"{SCHEMA}/InStock",
            "url": address,
        }
    others = [one for one in meetings if one.id != meeting.id]
    if event.is_series and others:
        data["@type"] = "EventSeries"
        data["subEvent"] = [
            _meeting(event, one, address=address, centre=centre) for one in [meeting, *others]
        ]
    return script_text(data)


def _meeting(event: Event, meeting: Occurrence, *, address: str, centre: Centre) -> dict[str, Any]:
    data: dict[str, Any] = {
        "@type": "Event",
        "name": event.title,
        "url": address,
        "eventStatus": f"{SCHEMA}/{_status(meeting)}",
        "eventAttendanceMode": f"{SCHEMA}/OfflineEventAttendanceMode",
        "startDate": _moment(event, to_local(meeting.starts_at).date(), iso(meeting.starts_at)),
        "endDate": _moment(event, last_day(meeting.ends_at), iso(meeting.ends_at)),
        "location": _place(meeting, centre),
    }
    if meeting.is_moved and not meeting.is_cancelled:
        data["previousStartDate"] = iso(meeting.slot_at)
    return data


def _status(meeting: Occurrence) -> str:
    if meeting.is_cancelled:
        return "EventCancelled"
    if meeting.is_postponed:
        return "EventPostponed"
    return "EventRescheduled" if meeting.is_moved else "EventScheduled"


def _moment(event: Event, day: date, moment: str) -> str:
    return day.isoformat() if event.is_all_day else moment


def _place(meeting: Occurrence, centre: Centre) -> dict[str, Any]:
    venue = venue_of(meeting)
    address: dict[str, Any] = {"@type": "PostalAddress", "addressCountry": "PL"}
    if centre.town:
        address["addressLocality"] = centre.town
    if venue is None:
        return {"@type": "Place", "name": place_note_of(meeting) or centre.town, "address": address}
    address["streetAddress"] = venue.address
    return {"@type": "Place", "name": venue.name, "address": address}


def script_text(data: Any) -> Markup:
    """JSON that may stand inside a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character, escape in UNSAFE.items():
        text = text.replace(character, escape)
    return Markup(text)  # noqa: S704 - every character that HTML knows is escaped above
