"""Choosing the specialists who lead an event."""

from flask import flash, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.core.access import acting_user, requires
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form
from osl.core.i18n import _
from osl.core.links import number_in
from osl.core.text import clean
from osl.core.web import see_other
from osl.events.models import Event
from osl.events.queries import get_event
from osl.specialists import leading, policies
from osl.specialists.forms import SpecialistChoiceForm
from osl.specialists.models import Specialist
from osl.specialists.queries import SpecialistFilters, get_specialist, specialists_found
from osl.specialists.views import BOTH, PAGE, WORDS, page_asked, specialists


def load_event(viewer: User | None, event_id: int) -> Event:
    return get_event(viewer, event_id)


@specialists.route("/wydarzenie/<int:event_id>", methods=BOTH)
@requires(policies.can_choose_specialists, load=load_event)
def of_event(event: Event) -> BaseResponse:
    """Who leads an event, and whom else to choose, looked up by words."""
    viewer, form = acting_user(), SpecialistChoiceForm()
    if form.validate_on_submit():
        specialist = specialist_given(viewer, form)
        try:
            leading.choose_specialist(event, specialist, actor=viewer)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Noted: %(name)s leads this event.", name=specialist.name))
            return see_other(".of_event", event_id=event.id)
    words = clean(request.args.get(WORDS, ""))[:100]
    page = specialists_found(viewer, SpecialistFilters(words), page_asked(PAGE))
    return render_form(
        "specialists/of_event.html",
        form,
        event=event,
        at_event=leading.who_leads(event),
        words=words,
        page=page,
        choices=leading.choices_for(event, page.rows),
    )


@specialists.post("/wydarzenie/<int:event_id>/usuniecie")
@requires(policies.can_choose_specialists, load=load_event)
def part_event(event: Event) -> BaseResponse:
    """This specialist does not lead it after all."""
    form, viewer = SpecialistChoiceForm(), acting_user()
    if OslForm().validate_on_submit():
        leading.take_specialist_off(event, specialist_given(viewer, form), actor=viewer)
        flash(_("Noted: this specialist does not lead the event."))
    return see_other(".of_event", event_id=event.id)


def specialist_given(viewer: User, form: SpecialistChoiceForm) -> Specialist:
    """The specialist whose button was pressed; what is no number names nobody."""
    return get_specialist(viewer, number_in(form.specialist.data or "") or 0)
