"""The attendance list on paper: to sign at the door, for a whole course, or to count in strokes.

Like every paper it is in Polish. It bears names and numbers of people, never a phone number, and
the numbers of its rows are those of the screen it is typed in from.
"""

from datetime import datetime
from typing import Any

from babel.dates import format_date
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from osl.communities.funded_papers import make_funded_paper
from osl.communities.queries import get_centre
from osl.core import audit, qr_codes
from osl.core.clock import to_local
from osl.core.db import db
from osl.core.i18n import _l
from osl.core.papers import Paper
from osl.core.web import external_url
from osl.events.models import Event, Occurrence
from osl.events.words import full_title, host_of, last_day, place
from osl.logbook.models import CameHow
from osl.logbook.queries import age_bands, day_of, roll_of, signups_of
from osl.signups.places import parts_of

PRINTED = audit.action(
    "attendance.list_printed", _l("%(actor)s printed the attendance list of “%(subject)s”")
)

SPARE_ROWS = 6
"""Empty rows for those who come without signing up; more where the sheet has room for them."""

MEETINGS_ON_A_SHEET = 9
"""Columns of a course's list in which an adult can still write their initials."""


def meeting_sheet(meeting: Occurrence) -> Paper:
    """The list of one meeting: a row for each who is expected, and empty ones for walk-ins."""
    rows = [
        {
            "number": row.number,
            "name": row.person.name,
            "people": _people(
                row.mark.party_size if row.mark else row.expected,
                row.mark.children if row.mark else row.children,
            ),
            "walked_in": row.mark is not None and row.mark.came_how is CameHow.WALKED_IN,
        }
        for row in roll_of(meeting)
    ]
    data = _heading(meeting.event) | _about(meeting) | {"rows": rows, "spare": SPARE_ROWS}
    return _paper("attendance_list", "Lista obecności", data, meeting, _way_back(meeting))


def counting_sheet(meeting: Occurrence) -> Paper:
    """A sheet to count those who come in strokes, by sex and age: nobody's name stands on it."""
    bands, also_from = age_bands()
    data = _heading(meeting.event) | _about(meeting)
    data |= {"bands": [_band(*band) for band in bands], "also": ""}
    if also_from is not None:
        data["also"] = f"w tym {also_from} lat i więcej"
    return _paper("counting_sheet", "Karta liczenia osób", data, meeting, {})


def course_sheet(event: Event) -> Paper:
    """The list of a whole course: a narrow column to sign in for each meeting."""
    meetings = meetings_to_sign(event)
    signups = signups_of(meetings[0]) if meetings else []
    data = _heading(event) | {
        "rows": [
            {"number": number, "name": one.person.name}
            for number, one in enumerate(signups, start=1)
        ],
        "spare": SPARE_ROWS,
        "sheets": [
            [_column(one) for one in meetings[first : first + MEETINGS_ON_A_SHEET]]
            for first in range(0, len(meetings), MEETINGS_ON_A_SHEET)
        ],
        "place": place(event),
        "host": event.host,
    }
    on = day_of(meetings[0] if meetings else event.occurrences[0])
    content = make_funded_paper("course_list", data, event.funding_project, on)
    return Paper(f"Lista obecności kursu {_in_name(event)}", content)


def meetings_to_sign(event: Event) -> list[Occurrence]:
    """The meetings of all parts of a course, without those called off or put off."""
    statement = (
        select(Occurrence)
        .where(Occurrence.event_id.in_([part.id for part in parts_of(event)]))
        .options(joinedload(Occurrence.event))
        .order_by(Occurrence.starts_at, Occurrence.id)
    )
    return [one for one in db.session.scalars(statement) if one.takes_place]


def _paper(
    template: str,
    name: str,
    data: dict[str, Any],
    meeting: Occurrence,
    drawings: dict[str, bytes],
) -> Paper:
    on = day_of(meeting)
    content = make_funded_paper(
        template, data, meeting.event.funding_project, on, drawings=drawings
    )
    return Paper(f"{name} {_in_name(meeting.event)} {on}", content)


def _heading(event: Event) -> dict[str, Any]:
    centre = get_centre()
    return {
        "centre": {"name": centre.name, "address": centre.address, "town": centre.town},
        "title": full_title(event),
        "communities": ", ".join(one.name for one in event.communities),
        "privacy": external_url("centre.privacy"),
    }


def _about(meeting: Occurrence) -> dict[str, Any]:
    state = "ODWOŁANE" if meeting.is_cancelled else "PRZEŁOŻONE" if meeting.is_postponed else ""
    return {
        "when": _when(meeting),
        "place": place(meeting),
        "host": host_of(meeting),
        "state": state,
        "retype": external_url("sheets.retype", meeting_id=meeting.id),
    }


def _way_back(meeting: Occurrence) -> dict[str, bytes]:
    """The code that leads from the sheet to the screen it is typed in on."""
    drawing = qr_codes.drawn(external_url("sheets.retype", meeting_id=meeting.id))
    size = drawing.size
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/><path d="{drawing.path}"/></svg>'
    )
    return {"code": svg.encode()}


def _column(meeting: Occurrence) -> dict[str, str]:
    on = day_of(meeting)
    at = "" if meeting.event.is_all_day else _clock(meeting.starts_at)
    weekday = format_date(on, "EEE", locale="pl")
    return {"on": f"{on.day}.{on.month:02d}.{on.year}", "weekday": weekday, "at": at}


def _when(meeting: Occurrence) -> str:
    """ "czwartek, 12 czerwca 2025, 15.30-17.00", in Polish whoever prints it."""
    first, last = day_of(meeting), last_day(meeting.ends_at)
    said = _day(first)
    if meeting.event.is_all_day:
        return said if first == last else f"{said} \N{EN DASH} {_day(last)}"
    if first != last:
        until = f"{_day(last)}, {_clock(meeting.ends_at)}"
        return f"{said}, {_clock(meeting.starts_at)} \N{EN DASH} {until}"
    return f"{said}, {_clock(meeting.starts_at)}\N{EN DASH}{_clock(meeting.ends_at)}"


def _day(on: Any) -> str:
    return format_date(on, "EEEE, d MMMM y", locale="pl")


def _clock(moment: datetime) -> str:
    local = to_local(moment)
    return f"{local.hour}.{local.minute:02d}"


def _people(party_size: int, children: int) -> str:
    """ "3 (dzieci: 1)"."""
    return f"{party_size} (dzieci: {children})" if children else str(party_size)


def _band(from_age: int, to_age: int | None) -> str:
    if to_age is None:
        return f"{from_age} lat i więcej"
    return f"{from_age}\N{EN DASH}{to_age} lat" if from_age else f"do {to_age} lat"


def _in_name(event: Event) -> str:
    """The title as a name of a file bears it."""
    return "".join(letter for letter in full_title(event) if letter not in '/\\:*?"<>|')[:60]
