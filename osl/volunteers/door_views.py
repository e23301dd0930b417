"""The list for the door on the page of whoever helps at an event, on its day only."""

from typing import Any

from flask import abort, render_template

from osl.core.access import token
from osl.core.clock import utcnow
from osl.people.models import Person
from osl.volunteers.blueprint import volunteers
from osl.volunteers.door import door_events_for, door_list_for, note_door_reading
from osl.volunteers.links import person_by_secret


@volunteers.get("/wolontariat/moje/<secret>/lista/<int:event_id>")
@token
def door(secret: str, event_id: int) -> str:
    """Who is expected today: names and how many, to be read only. Each reading is noted."""
    person = person_by_secret(secret) or abort(404)
    expected = door_list_for(person, event_id, utcnow()) or abort(404)
    note_door_reading(person, expected.event)
    return render_template("volunteers/door.html", expected=expected, secret=secret)


def door_section(person: Person, secret: str) -> tuple[str, dict[str, Any]]:
    """On the page of a helper, on the day: the way to the list. On other days nothing."""
    events = door_events_for(person, utcnow())
    return "volunteers/_own_door.html", {"events": events, "secret": secret}
