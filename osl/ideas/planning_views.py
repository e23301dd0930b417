"""Where the team writes down what residents say, and answers ideas with events."""

from typing import Any

from flask import abort, flash, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.core.access import acting_user, requires
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form
from osl.core.i18n import _, _n
from osl.core.links import number_in
from osl.core.text import clean
from osl.core.web import see_other
from osl.events.models import Event
from osl.events.operations import AlreadyPlanned
from osl.events.policies import can_create_event, can_see_event_desk
from osl.events.queries import events_visible_to, get_event
from osl.ideas import policies
from osl.ideas.choosing import (
    calls_for_paper,
    events_found,
    ideas_asked,
    ideas_found,
    ideas_to_link,
    was_written_down,
)
from osl.ideas.desk_views import ideas_desk
from osl.ideas.links import code_of
from osl.ideas.models import Idea
from osl.ideas.operations import KeyReused, give_idea, publish_idea
from osl.ideas.planning import link_event, plan_from_ideas, unlink_event
from osl.ideas.planning_forms import EnterForm, LinkForm, PlanForm
from osl.ideas.queries import events_of_idea, get_idea, ideas_of_event, root_of
from osl.ideas.similar import planned_already, similar_ideas
from osl.ideas.telling import behind
from osl.ideas.warnings import warnings_of
from osl.people.words import NOTICE_VERSION

AFTER, CALL, IDEAS, WORDS = "po", "nabor", "pomysl", "szukaj"


@ideas_desk.route("/pomysly/nowy", methods=["GET", "POST"])
@requires(policies.can_enter_idea)
def enter() -> BaseResponse:
    """Write down what a resident said; the next one begins with the same place."""
    actor = acting_user()
    earlier = idea_before(actor)
    form = EnterForm.of(actor, calls_for_paper(actor), preset_of(earlier))
    similar: list[Idea] = []
    if form.validate_on_submit():
        similar = similar_ideas(actor, form.title.data or "", form.text.data or "")
        warnings = warnings_of(form.title.data or "", form.text.data or "")
        warnings = warnings if form.is_published.data else []
        # Of a second click the idea is there already, and would be similar to itself.
        if form.has_not_seen(similar, warnings) and not was_written_down(form.one_use_key):
            form.ask_to_look(similar, warnings)
        else:
            kept = keep(form, actor)
            if kept is not None:
                return kept
    return render_form(
        "ideas/enter.html",
        form,
        earlier=earlier,
        code=code_of(earlier) if earlier is not None else "",
        similar=similar,
        planned=planned_already(actor, form.title.data or "") if similar else [],
        notice_version=NOTICE_VERSION,
    )


def keep(form: EnterForm, actor: User) -> BaseResponse | None:
    """Save what is typed, and go where the pressed button leads."""
    if form.community is None:
        abort(400)
    try:
        idea = give_idea(
            form.thought, community=form.community, call=form.call, origin=form.origin(actor)
        )
        if form.is_published.data:
            publish_idea(idea, actor=actor)
    except KeyReused as refusal:
        form.new_key()
        form.refuse(refusal)
        return None
    except DomainError as refusal:
        form.refuse(refusal)
        return None
    if "dalej" in request.form:
        return see_other(".enter", **{AFTER: idea.id})
    said = _("Saved and published.") if idea.is_published else _("Saved. It waits to be read.")
    code = _("The code for whoever gave it: %(code)s", code=code_of(idea))
    flash(f"{said} {code}")
    return see_other(".show", idea_id=idea.id)


def idea_before(actor: User) -> Idea | None:
    """The idea that was written down a moment ago, when several come in a row."""
    number = number_in(request.args.get(AFTER, ""))
    found = db.session.get(Idea, number) if number is not None else None
    return found if found is not None and policies.can_handle_idea(actor, found) else None


def preset_of(earlier: Idea | None) -> dict[str, Any]:
    if earlier is None:
        number = number_in(request.args.get(CALL, ""))
        return {"call_id": number} if number is not None else {}
    return {
        "community_id": earlier.community_id,
        "source": earlier.source,
        "heard_at": earlier.heard_at,
        "call_id": earlier.call_id,
        "is_published": earlier.is_published,
    }


@ideas_desk.route("/pomysly/planowanie", methods=["GET", "POST"])
@requires(can_create_event)
def plan() -> BaseResponse:
    """An event that answers one idea, or several at once."""
    actor = acting_user()
    ideas = ideas_asked(actor, request.args.getlist(IDEAS))
    form = PlanForm.of(ideas, actor)
    if form.validate_on_submit() and form.when:
        try:
            event = plan_from_ideas(
                form.ideas,
                form.facts,
                form.when,
                communities=form.communities,
                actor=actor,
                key=form.one_use_key,
            )
        except AlreadyPlanned as twice:
            flash(str(twice), "info")
            return see_other("events.show", event_id=twice.event.id)
        except DomainError as refusal:
            field = getattr(refusal, "field", None)
            form.refuse(refusal, field if field in form else None)
        else:
            flash(said_of_draft(form.ideas))
            return see_other("events.show", event_id=event.id)
    words = words_asked()
    return render_form(
        "ideas/plan.html",
        form,
        ideas=ideas,
        answered=[(one, events_of_idea(actor, one)) for one in ideas],
        invited=len(behind([root_of(one) for one in ideas])),
        words=words,
        found=[one for one in ideas_found(actor, words) if one not in ideas],
    )


def said_of_draft(ideas: list[Idea]) -> str:
    count = len(behind([root_of(one) for one in ideas]))
    said = _("The draft is saved, with the ideas it answers. Only the team sees it.")
    if not count:
        return said
    invited = _n(
        "Once you publish it, %(num)s person behind them is invited first.",
        "Once you publish it, %(num)s people behind them are invited first.",
        count,
    )
    return f"{said} {invited}"


@ideas_desk.route("/pomysly/<int:idea_id>/wydarzenie", methods=["GET", "POST"])
@requires(policies.can_handle_idea, load=get_idea)
def link(idea: Idea) -> BaseResponse:
    """Which events answer an idea: those planned before it came, too."""
    actor, form = acting_user(), LinkForm()
    if form.validate_on_submit():
        event = db.session.scalar(events_visible_to(actor).where(Event.id == (form.number or 0)))
        if event is None:
            form.what.errors = [_("There is no such event. Look for it by its words.")]
        elif connect(form, idea, event):
            return see_other(".link", idea_id=idea.id)
    words = words_asked()
    linked = events_of_idea(actor, idea)
    return render_form(
        "ideas/link.html",
        form,
        idea=idea,
        linked=linked,
        own={one.event_id for one in idea.answering},
        words=words,
        found=[one for one in events_found(actor, idea, words) if one not in linked],
    )


@ideas_desk.post("/pomysly/<int:idea_id>/wydarzenie/rozlaczenie")
@requires(policies.can_handle_idea, load=get_idea)
def unlink(idea: Idea) -> BaseResponse:
    """An event does not answer the idea after all. Twice is once."""
    form = LinkForm()
    event = db.session.get(Event, form.number or 0) if form.validate_on_submit() else None
    if event is None:
        abort(400)
    unlink_event(idea, event, actor=acting_user())
    flash(_("The event does not answer this idea any more."))
    if request.form.get("back") == "event":
        return see_other("events.show", event_id=event.id)
    return see_other(".link", idea_id=idea.id)


@ideas_desk.route("/wydarzenia/<int:event_id>/pomysly", methods=["GET", "POST"])
@requires(can_see_event_desk, load=get_event)
def event_ideas(event: Event) -> BaseResponse:
    """Which ideas an event answers, seen from the event."""
    actor, form = acting_user(), LinkForm()
    if form.validate_on_submit():
        idea = db.session.scalar(ideas_to_link(actor).where(Idea.id == (form.number or 0)))
        if idea is None:
            form.what.errors = [_("You have no such idea. Look for it by its words.")]
        elif connect(form, idea, event):
            return see_other("events.show", event_id=event.id)
    words = words_asked()
    linked = ideas_of_event(actor, event)
    return render_form(
        "ideas/event_ideas.html",
        form,
        event=event,
        words=words,
        found=[one for one in ideas_found(actor, words) if one not in linked],
    )


def connect(form: OslForm, idea: Idea, event: Event) -> bool:
    """Note that the event answers the idea, or say why that cannot be."""
    try:
        link_event(idea, event, actor=acting_user())
    except DomainError as refusal:
        form.refuse(refusal)
        return False
    flash(_("“%(event)s” answers “%(idea)s”.", event=event.title, idea=idea.title))
    return True


def words_asked() -> str:
    return clean(request.args.get(WORDS, ""))[:100]
