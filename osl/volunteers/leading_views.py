"""Naming the residents who lead an event."""

from flask import Blueprint, abort, flash, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.core.access import acting_user, requires
from osl.core.forms import OslForm
from osl.core.i18n import _
from osl.core.text import clean
from osl.core.web import see_other
from osl.events.models import Event
from osl.events.queries import get_event
from osl.people.queries import get_person, people_found
from osl.volunteers.leading import (
    LEAD_ROLES,
    can_note_leading,
    lead_event,
    leading_at_desk,
    stop_leading,
)
from osl.volunteers.models import LeadRole

leading = Blueprint("leading", __name__, url_prefix="/panel/wydarzenia")

WORDS, PERSON, ROLE = "szukaj", "osoba", "rola"


def load_event(viewer: User | None, event_id: int) -> Event:
    return get_event(viewer, event_id)


@leading.get("/<int:event_id>/prowadzacy")
@requires(can_note_leading, load=load_event)
def of_event(event: Event) -> str:
    """Who leads it, and whom else to name, looked up by name."""
    text = clean(request.args.get(WORDS, ""))[:100]
    return render_template(
        "volunteers/leading.html",
        event=event,
        at_desk=leading_at_desk(event),
        text=text,
        people=people_found(acting_user(), text),
        roles=LEAD_ROLES,
    )


@leading.post("/<int:event_id>/prowadzacy")
@requires(can_note_leading, load=load_event)
def name(event: Event) -> BaseResponse:
    """This person leads it, alone or with the team."""
    person = get_person(acting_user(), number_given(PERSON))
    role = request.form.get(ROLE, "")
    if OslForm().validate_on_submit() and role in set(LeadRole):
        lead_event(event, person, LeadRole(role), actor=acting_user())
        flash(_("Noted: the event is led by a resident."))
    return see_other(".of_event", event_id=event.id)


@leading.post("/<int:event_id>/prowadzacy/cofniecie")
@requires(can_note_leading, load=load_event)
def take_back(event: Event) -> BaseResponse:
    """This person does not lead it after all."""
    person = get_person(acting_user(), number_given(PERSON))
    if OslForm().validate_on_submit():
        stop_leading(event, person, actor=acting_user())
        flash(_("Taken back."))
    return see_other(".of_event", event_id=event.id)


def number_given(field: str) -> int:
    """The number of a person in a form; what is none names nobody."""
    words = request.form.get(field, "")
    if not (words.isascii() and words.isdigit() and len(words) < 10):
        abort(404)
    return int(words)
