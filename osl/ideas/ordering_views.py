"""Putting ideas in order: joining and splitting them, moving them, and what is no idea at all."""

from flask import abort, flash, render_template, request
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from osl.communities.queries import get_community, open_communities
from osl.core.access import acting_user, requires
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.forms import render_form, render_stale
from osl.core.i18n import _
from osl.core.text import clean
from osl.core.web import see_other
from osl.ideas import desk, dossier, policies
from osl.ideas.desk_forms import OTHER, FormalForm, MergeForm, MoveForm, SplitForm
from osl.ideas.desk_views import WORDS, ideas_desk, load_idea, number_asked
from osl.ideas.handling_views import done
from osl.ideas.merging import merge_ideas, part_ideas, split_idea
from osl.ideas.models import Idea
from osl.ideas.office import mark_formal, unmark_formal
from osl.ideas.operations import correct_idea, move_idea
from osl.ideas.queries import get_idea

WITH = "z"


@ideas_desk.route("/pomysly/<int:idea_id>/polaczenie", methods=["GET", "POST"])
@requires(policies.can_handle_idea, load=load_idea)
def merge(idea: Idea) -> BaseResponse | str:
    """Find the other idea, see both side by side, and say which one stands for both."""
    other = other_asked(idea)
    if other is None:
        words = clean(request.args.get(WORDS, ""))[:100]
        found = desk.ideas_to_join(acting_user(), idea, words)
        return render_template("ideas/desk_join.html", idea=idea, words=words, found=found)
    form = MergeForm.of(idea, other)
    if form.validate_on_submit():
        joined, stays = (idea, other) if form.stays.data == OTHER else (other, idea)
        try:
            merge_ideas(joined, stays, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("The two ideas are one now."))
            return see_other(".show", idea_id=stays.id)
    hear = {one.id: dossier.hearers_of(one) for one in (idea, other)}
    return render_form("ideas/desk_merge.html", form, idea=idea, other=other, hear=hear)


def other_asked(idea: Idea) -> Idea | None:
    """The idea to join with; of a community this person works with."""
    number = number_asked(WITH)
    if number is None:
        return None
    other = get_idea(acting_user(), number)
    if other.id == idea.id:
        abort(404)
    if not policies.can_handle_idea(acting_user(), other):
        abort(403)
    return other


@ideas_desk.post("/pomysly/<int:idea_id>/rozlaczenie")
@requires(policies.can_handle_idea, load=load_idea)
def part(idea: Idea) -> BaseResponse:
    """Take two joined ideas apart again."""
    return done(idea, part_ideas, _("It goes its own way again."))


@ideas_desk.route("/pomysly/<int:idea_id>/podzial", methods=["GET", "POST"])
@requires(policies.can_handle_idea, load=load_idea)
def split(idea: Idea) -> BaseResponse:
    """Make an idea of its own out of a part of this one."""
    form = SplitForm.of(idea)
    if form.validate_on_submit():
        key = form.one_use_key
        is_sent_again = key is not None and db.session.scalar(
            select(Idea.id).where(Idea.key == key)
        )
        if form.is_stale(idea) and not is_sent_again:
            current = {"rest": idea.text}
            return render_stale("ideas/desk_split.html", form, idea, current, idea=idea)
        title, text = form.title.data or "", form.text.data or ""
        new = split_idea(idea, title, text, actor=acting_user(), key=key)
        correct_idea(idea, idea.title, form.rest.data or "", actor=acting_user(), tells=False)
        flash(_("There are two ideas now. This is the new one."))
        return see_other(".show", idea_id=new.id)
    return render_form("ideas/desk_split.html", form, idea=idea)


@ideas_desk.route("/pomysly/<int:idea_id>/przeniesienie", methods=["GET", "POST"])
@requires(policies.can_handle_idea, load=load_idea)
def move(idea: Idea) -> BaseResponse:
    """Give an idea to the community it concerns."""
    others = [one for one in open_communities() if one.id != idea.community_id]
    form = MoveForm.among(others)
    if form.validate_on_submit():
        to = get_community(acting_user(), int(form.community.data))
        try:
            move_idea(idea, to, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("The idea belongs to %(community)s now.", community=to.name))
            if policies.can_handle_idea(acting_user(), idea):
                return see_other(".show", idea_id=idea.id)
            return see_other(".index")
    return render_form("ideas/desk_move.html", form, idea=idea, others=others)


@ideas_desk.route("/pomysly/<int:idea_id>/wniosek", methods=["GET", "POST"])
@requires(policies.can_handle_idea, load=load_idea)
def formal(idea: Idea) -> BaseResponse:
    """It is a request or a complaint: note it, and how far its way to the office has come."""
    form = FormalForm.of(idea)
    if form.validate_on_submit():
        if form.is_stale(idea):
            return render_stale(
                "ideas/desk_formal.html", form, idea, FormalForm.now(idea), idea=idea
            )
        try:
            mark_formal(idea, form.matter, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Noted. Only the team sees it now."))
            return see_other(".show", idea_id=idea.id)
    return render_form("ideas/desk_formal.html", form, idea=idea, now=utcnow())


@ideas_desk.post("/pomysly/<int:idea_id>/jednak-pomysl")
@requires(policies.can_handle_idea, load=load_idea)
def formal_undo(idea: Idea) -> BaseResponse:
    """It is an idea after all."""
    return done(idea, unmark_formal, _("It is an idea again. Look whether it can be published."))
