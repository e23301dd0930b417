"""The team's pages about events: the list, one event's desk, planning and editing."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request
from werkzeug.wrappers import Response

from osl.communities.models import Community
from osl.communities.queries import get_centre, open_communities
from osl.core.access import acting_user, requires
from osl.core.clock import utcnow
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form, render_stale
from osl.core.i18n import _
from osl.core.text import clean
from osl.core.web import see_other
from osl.events import clashes, desk, policies, queries, readiness
from osl.events.checking import Check, check_change, check_plan
from osl.events.desk import EventState
from osl.events.filters import filters_asked
from osl.events.forms import EventForm, as_typed
from osl.events.models import Event
from osl.events.operations import (
    AlreadyPlanned,
    Facts,
    change_event,
    is_over,
    plan_event,
    planned_with,
)
from osl.events.queries import get_event
from osl.events.rounds import change_other_rounds
from osl.events.schedule import Schedule
from osl.events.step_forms import QuickForm

events = Blueprint("events", __name__, url_prefix="/panel")

MOST_SHOWN = 100
"""How many meetings to come the desk of a series lists."""

LOOK = "look"
"""The button that shows what would be saved, and saves nothing."""

LOOKED_AT = "looked_at"
"""The mark of what was on the page when its form was sent."""

STATE = "stan"
PAGE = "strona"
COMMUNITY = "spolecznosc"


@events.get("/wydarzenia")
@requires(policies.can_create_event)
def index() -> str:
    """Every event this person may see, what comes next first."""
    known = open_communities()
    filters = filters_asked(request.args, known)
    asked = request.args.get(STATE, "")
    state = EventState(asked) if asked in set(EventState) else None
    page = desk.events_on_desk(acting_user(), filters, state, number_asked())
    return render_template(
        "events/index.html",
        page=page,
        filters=filters,
        state=state,
        community_choices=[("", _("All")), *((one.slug, one.name) for one in known)],
        kept={k: v for k, v in request.args.items() if k not in (PAGE, "lang")},
    )


@events.get("/wydarzenia/<int:event_id>")
@requires(policies.can_see_event_desk, load=get_event)
def show(event: Event) -> str:
    """The desk of one event: its state, what residents see, what can be done."""
    now = utcnow()
    centre = get_centre()
    return render_template(
        "events/show.html",
        event=event,
        meeting=queries.next_meeting(event, now),
        meetings=queries.meetings_of(event, after=now, limit=MOST_SHOWN),
        past_postponed=queries.postponed_before(event, now),
        rounds=queries.rounds_of(acting_user(), event),
        clashes=clashes.warnings(clashes.plan_of(event, now), acting_user()),
        is_over=is_over(event),
        may_edit=policies.can_edit_event(acting_user(), event),
        obstacles=readiness.obstacles(event, now) if event.is_draft else [],
        warnings=readiness.warnings(event, centre),
        contact_phone=readiness.contact_phone(event, centre),
        changes=queries.visible_changes(event),
        history=desk.history(event),
    )


@events.get("/wydarzenia/<int:event_id>/podglad")
@requires(policies.can_see_event_desk, load=get_event)
def preview(event: Event) -> str:
    """The event as residents see it, or will see it, and what they would miss."""
    now = utcnow()
    centre = get_centre()
    return render_template(
        "events/preview.html",
        event=event,
        meeting=queries.next_meeting(event, now),
        meetings=queries.meetings_of(event, after=now),
        rounds=queries.rounds_of(acting_user(), event),
        is_over=is_over(event),
        changes=queries.visible_changes(event),
        contact_phone=readiness.contact_phone(event, centre),
        warnings=readiness.warnings(event, centre),
    )


@events.route("/wydarzenia/nowe", methods=["GET", "POST"])
@requires(policies.can_create_event)
def plan() -> Response:
    """A new event, saved as a draft."""
    form = EventForm.blank(acting_user(), request.args.get(COMMUNITY, ""))
    if asks_to_look():
        form.read_times()
        check = form.schedule and check_new(form)
        return form_page("events/plan.html", form, check=check)
    if form.validate_on_submit() and form.schedule:
        check = check_new(form)
        if wants_a_look(check):
            return form_page("events/plan.html", form, check=check)
        try:
            event = plan_event(
                form.facts,
                form.schedule,
                communities=form.communities,
                actor=acting_user(),
                key=form.one_use_key,
            )
        except AlreadyPlanned as twice:
            flash(str(twice), "info")
            return see_other(".show", event_id=twice.event.id)
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            flash(_("The draft is saved. Have a look at it, then publish it."))
            return see_other(".show", event_id=event.id)
    return form_page("events/plan.html", form)


@events.route("/wydarzenia/szkic", methods=["GET", "POST"])
@requires(policies.can_create_event)
def quick() -> Response:
    """A draft from the desk: a name, a community, a day, a place."""
    form = QuickForm.blank(acting_user())
    if form.validate_on_submit() and form.when:
        check = check_first(form.facts, form.when, [form.community], form.one_use_key)
        if wants_a_look(check):
            return form_page("events/quick.html", form, check=check)
        try:
            event = plan_event(
                form.facts,
                form.when,
                communities=[form.community],
                actor=acting_user(),
                key=form.one_use_key,
            )
        except AlreadyPlanned as twice:
            flash(str(twice), "info")
            return see_other(".edit", event_id=twice.event.id)
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            flash(_("The draft is saved. Now add the rest."))
            return see_other(".edit", event_id=event.id)
    return form_page("events/quick.html", form)


@events.route("/wydarzenia/<int:event_id>/edycja", methods=["GET", "POST"])
@requires(policies.can_edit_event, load=get_event)
def edit(event: Event) -> Response:
    """The same form again. The second of two people sees what the first one changed."""
    actor = acting_user()
    rounds = queries.rounds_of(actor, event)
    form = EventForm.of(event, actor, has_rounds=bool(rounds))
    if form.validate_on_submit() and form.schedule:
        current = as_typed(event, actor)
        # Of a second click everything is saved already: nothing differs, and nothing is wrong.
        if form.is_stale(event) and form.differences(current):
            return render_stale("events/edit.html", form, event, current, event=event)
        change = partial(
            change_event,
            event,
            form.facts,
            form.schedule,
            communities=form.communities,
            actor=actor,
        )
        try:
            check = check_changed(event, change, form)
            if wants_a_look(check):
                return form_page("events/edit.html", form, event=event, check=check)
            is_changed = change()
            if form.asks_for_other_rounds:
                is_changed = bool(change_other_rounds(event, actor=actor)) or is_changed
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            flash(_("The changes are saved.") if is_changed else _("Nothing was different."))
            return see_other(".show", event_id=event.id)
    return form_page("events/edit.html", form, event=event)


@events.post("/wydarzenia/opis")
@requires(policies.can_create_event)
def description_preview() -> str:
    """The typed description as residents would read it. Nothing is saved."""
    text = clean(request.form.get("description", ""), lines=True)
    return render_template("events/description.html", text=text[:10_000])


def refuse(form: Any, refusal: DomainError) -> None:
    """A rule's refusal beside the field it is about, or above the form."""
    field = getattr(refusal, "field", None)
    form.refuse(refusal, field if field in form else None)


def check_new(form: EventForm) -> Check:
    """What there is to see before an event is planned by its long form."""
    if form.schedule is None:
        raise ValueError("a form without its times cannot be checked")
    return check_first(form.facts, form.schedule, form.communities, form.one_use_key)


def check_first(
    facts: Facts, when: Schedule, communities: Sequence[Community], key: UUID | None
) -> Check:
    """What there is to see before a new event is planned; what a first click planned is itself."""
    known = planned_with(key)
    besides = [known.id] if known is not None else []
    return check_plan(when, facts, communities=communities, viewer=acting_user(), besides=besides)


def check_changed(event: Event, change: Callable[[], object], form: EventForm) -> Check:
    """What there is to see before an event is changed by its long form."""
    if form.schedule is None:
        raise ValueError("a form without its times cannot be checked")
    return check_change(
        event,
        change,
        form.schedule,
        form.facts,
        communities=form.communities,
        viewer=acting_user(),
    )


def asks_to_look() -> bool:
    """Whether somebody only wants to see what would be saved."""
    return request.method == "POST" and bool(request.form.get(LOOK))


def wants_a_look(check: Check) -> bool:
    """Whether the page should be shown once more before saving: it was asked to, or there is
    something to see that was not on the page that was sent."""
    return asks_to_look() or (check.must_be_seen and request.form.get(LOOKED_AT) != check.mark)


def form_page(template: str, form: OslForm, **context: Any) -> Response:
    """The page of a form. Who only looks is refused nothing."""
    answer = render_form(template, form, **context)
    if asks_to_look():
        answer.status_code = 200
    return answer


def number_asked() -> int:
    """The page of a list somebody asked for."""
    asked = request.args.get(PAGE, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
