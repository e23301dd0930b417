"""Calls for ideas as the team keeps them, and the posters that lead to the form."""

from flask import abort, flash, make_response, render_template
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.communities.models import Community
from osl.communities.queries import communities_of, get_community_by_slug
from osl.core.access import acting_user, requires
from osl.core.clock import today
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.forms import render_form, render_stale
from osl.core.i18n import _
from osl.core.web import see_other
from osl.ideas import policies
from osl.ideas.call_forms import CallForm, ResultForm, as_typed
from osl.ideas.calls_for_ideas import (
    change_call,
    publish_call,
    publish_result,
    withdraw_call,
    write_call,
)
from osl.ideas.choosing import is_own_call
from osl.ideas.desk_views import ideas_desk
from osl.ideas.models import CallForIdeas, Idea
from osl.ideas.posters import poster_of
from osl.ideas.queries import get_call

MOST_SHOWN = 200


@ideas_desk.get("/nabory")
@requires(policies.can_call_for_ideas)
def call_index() -> str:
    """The calls of one's communities, the newest first, with how many ideas each brought."""
    statement = (
        select(CallForIdeas)
        .where(is_own_call(acting_user()))
        .options(joinedload(CallForIdeas.community))
        .order_by(CallForIdeas.closes_on.desc(), CallForIdeas.id.desc())
        .limit(MOST_SHOWN)
    )
    calls = list(db.session.scalars(statement))
    return render_template(
        "ideas/call_index.html",
        calls=calls,
        brought=brought_by(calls),
        communities=communities_of(acting_user()),
        today=today(),
    )


@ideas_desk.route("/nabory/nowy", methods=["GET", "POST"])
@requires(policies.can_call_for_ideas)
def call_new() -> BaseResponse:
    """Put a question to a community; residents see nothing until it is published."""
    form = CallForm.blank(acting_user())
    if form.validate_on_submit() and form.community is not None:
        try:
            call = write_call(
                form.asked, community=form.community, actor=acting_user(), key=form.one_use_key
            )
            db.session.flush()
        except DomainError as refusal:
            form.refuse(refusal, "closes_on")
        else:
            flash(_("The draft of the call is saved. Only the team sees it."))
            return see_other(".call_show", call_id=call.id)
    return render_form("ideas/call_new.html", form)


@ideas_desk.get("/nabory/<int:call_id>")
@requires(policies.can_edit_call, load=get_call)
def call_show(call: CallForIdeas) -> BaseResponse:
    """One call: what it says, what it brought, and what to do with it."""
    return call_page(call)


@ideas_desk.route("/nabory/<int:call_id>/edycja", methods=["GET", "POST"])
@requires(policies.can_edit_call, load=get_call)
def call_edit(call: CallForIdeas) -> BaseResponse:
    """Other words or days. The second of two people sees what the first one changed."""
    form, page = CallForm.of(call), "ideas/call_edit.html"
    if form.validate_on_submit():
        current = as_typed(call)
        if form.is_stale(call) and form.differences(current):
            return render_stale(page, form, call, current, call=call)
        try:
            change_call(call, form.asked, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal, "closes_on")
        else:
            flash(_("Saved."))
            return see_other(".call_show", call_id=call.id)
    return render_form(page, form, call=call)


@ideas_desk.post("/nabory/<int:call_id>/publikacja")
@requires(policies.can_edit_call, load=get_call)
def call_publish(call: CallForIdeas) -> BaseResponse:
    """Let everybody read it. Twice is once."""
    publish_call(call, actor=acting_user())
    flash(_("The call is on the site. Now hang up its poster."))
    return see_other(".call_show", call_id=call.id)


@ideas_desk.post("/nabory/<int:call_id>/wycofanie")
@requires(policies.can_edit_call, load=get_call)
def call_withdraw(call: CallForIdeas) -> BaseResponse:
    """Take it off the site, as long as nobody has answered it."""
    try:
        withdraw_call(call, actor=acting_user())
    except DomainError as refusal:
        return call_page(call, refusal=str(refusal))
    flash(_("The call is a draft again. Only the team sees it."))
    return see_other(".call_show", call_id=call.id)


@ideas_desk.route("/nabory/<int:call_id>/wynik", methods=["GET", "POST"])
@requires(policies.can_edit_call, load=get_call)
def call_result(call: CallForIdeas) -> BaseResponse:
    """Say what came of it, in words for everybody."""
    form, page = ResultForm.of(call), "ideas/call_result.html"
    if form.validate_on_submit():
        current = {"result": call.result}
        if form.is_stale(call) and form.differences(current):
            return render_stale(page, form, call, current, call=call)
        try:
            publish_result(call, form.result.data or "", actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("What came of it stands on the page of the call."))
            return see_other(".call_show", call_id=call.id)
    return render_form(page, form, call=call)


@ideas_desk.get("/nabory/<int:call_id>/plakat")
@requires(policies.can_edit_call, load=get_call)
def call_poster(call: CallForIdeas) -> str:
    """One sheet about a call for ideas."""
    return render_template("ideas/poster.html", call=call, poster=poster_of(call.community, call))


def load_community(viewer: User | None, slug: str) -> Community:
    found = get_community_by_slug(viewer, slug)
    return found if found.slug == slug else abort(404)


@ideas_desk.get("/spolecznosci/<slug>/plakat-pomysly")
@requires(policies.can_invite_ideas, load=load_community)
def poster(community: Community) -> str:
    """One sheet that leads to the form of a community, whenever it hangs."""
    return render_template("ideas/poster.html", call=None, poster=poster_of(community))


def call_page(call: CallForIdeas, refusal: str = "") -> BaseResponse:
    statement = (
        select(Idea)
        .where(Idea.call_id == call.id)
        .order_by(Idea.given_at.desc(), Idea.id.desc())
        .limit(MOST_SHOWN)
    )
    page = render_template(
        "ideas/call_show.html",
        call=call,
        ideas=list(db.session.scalars(statement)),
        brought=brought_by([call]).get(call.id, 0),
        today=today(),
        refusal=refusal,
    )
    return make_response(page, 422 if refusal else 200)


def brought_by(calls: list[CallForIdeas]) -> dict[int, int]:
    """How many ideas each of these calls brought, whether by the site or on paper."""
    ids = [one.id for one in calls]
    rows = db.session.execute(
        select(Idea.call_id, func.count(Idea.id))
        .where(Idea.call_id.in_(ids))
        .group_by(Idea.call_id)
    )
    return {call_id: count for call_id, count in rows if call_id is not None}
