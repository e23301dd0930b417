"""Looking at what residents wrote before everybody does, and talking with whoever wrote it."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, request
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.core.access import acting_user, requires
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.forms import OslForm, VersionedForm, render_form, render_stale
from osl.core.i18n import _, _n
from osl.core.text import pesel_in
from osl.core.web import see_other
from osl.ideas import policies
from osl.ideas.conversation import ask_author, reply, settle_message
from osl.ideas.desk import Queue
from osl.ideas.desk_forms import ACCEPT, ChangeForm, HidingForm, MessageForm, WordsForm
from osl.ideas.desk_views import DRAWER, ideas_desk, load_idea
from osl.ideas.models import HidingReason, Idea, IdeaMessage, MessageKind, Suspicion
from osl.ideas.operations import (
    believe_idea,
    correct_idea,
    hide_idea,
    publish_idea,
    remove_picture,
    settle_change,
)
from osl.ideas.queries import get_idea, is_handled_by
from osl.ideas.warnings import warnings_of

BACK = "skad"
MOST_AT_ONCE = 100


@ideas_desk.route("/pomysly/<int:idea_id>/publikacja", methods=["GET", "POST"])
@requires(policies.can_handle_idea, load=load_idea)
def publication(idea: Idea) -> BaseResponse:
    """A last look, with what to watch out for; the words may be put right in the same step."""
    form = WordsForm(obj=idea)
    if form.validate_on_submit():
        if form.is_stale(idea):
            return _stale("ideas/desk_publication.html", form, idea, warnings=_warnings(form))
        try:
            correct_idea(idea, form.title.data or "", form.text.data or "", actor=acting_user())
            publish_idea(idea, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Published. Everybody can read it now."))
            return see_other(".show", idea_id=idea.id)
    return render_form("ideas/desk_publication.html", form, idea=idea, warnings=_warnings(form))


@ideas_desk.route("/pomysly/<int:idea_id>/poprawka", methods=["GET", "POST"])
@requires(policies.can_handle_idea, load=load_idea)
def correction(idea: Idea) -> BaseResponse:
    """Better words for an idea; the first ones are kept."""
    form = WordsForm(obj=idea)
    if form.validate_on_submit():
        if form.is_stale(idea):
            return _stale("ideas/desk_correction.html", form, idea, warnings=_warnings(form))
        correct_idea(idea, form.title.data or "", form.text.data or "", actor=acting_user())
        flash(_("Saved."))
        return see_other(".show", idea_id=idea.id)
    return render_form("ideas/desk_correction.html", form, idea=idea, warnings=_warnings(form))


@ideas_desk.route("/pomysly/<int:idea_id>/ukrycie", methods=["GET", "POST"])
@requires(policies.can_handle_idea, load=load_idea)
def hiding(idea: Idea) -> BaseResponse:
    """Keep an idea from everybody but the team, and say why."""
    form = HidingForm.blank()
    if form.validate_on_submit():
        hide_idea(idea, form.because, form.note.data or "", actor=acting_user())
        flash(_("Hidden. Only the team sees it now."))
        return see_other(".show", idea_id=idea.id)
    return render_form("ideas/desk_hiding.html", form, idea=idea)


@ideas_desk.route("/pomysly/<int:idea_id>/zmiana-autora", methods=["GET", "POST"])
@requires(policies.can_handle_idea, load=load_idea)
def change(idea: Idea) -> BaseResponse:
    """The words that stand there and those their author would rather have, side by side."""
    form = ChangeForm.of(idea)
    warnings = warnings_of(idea.proposed_title, idea.proposed_text)
    about = {"idea": idea, "warnings": warnings}
    if form.validate_on_submit():
        if form.is_stale(idea):
            return render_stale("ideas/desk_change.html", form, idea, {}, **about)
        accepted = form.decision.data == ACCEPT
        if not (accepted and pesel_in(f"{idea.proposed_title} {idea.proposed_text}")):
            settle_change(idea, accepted=accepted, actor=acting_user())
            flash(_("Saved."))
            return see_other(".show", idea_id=idea.id)
        form.decision.errors = [
            _("The new words hold a PESEL number. Keep the old ones, or correct them yourself.")
        ]
    return render_form("ideas/desk_change.html", form, **about)


@ideas_desk.post("/pomysly/<int:idea_id>/wiarygodny")
@requires(policies.can_handle_idea, load=load_idea)
def believe(idea: Idea) -> BaseResponse:
    """It comes from a person, and joins the others that wait."""
    return done(idea, believe_idea, _("It waits among the others now."))


@ideas_desk.post("/pomysly/podejrzane/ukrycie")
@requires(policies.can_see_ideas)
def hide_suspects() -> BaseResponse:
    """Hide what a program sent, many at once; of others' communities nothing."""
    numbers = [int(one) for one in request.form.getlist("idea") if one.isascii() and one.isdigit()]
    chosen = select(Idea).where(
        Idea.id.in_(numbers[:MOST_AT_ONCE]),
        is_handled_by(acting_user()),
        Idea.suspicion != Suspicion.NONE,
    )
    ideas = db.session.scalars(chosen).all() if OslForm().validate_on_submit() else []
    for idea in ideas:
        hide_idea(idea, HidingReason.ADVERT, actor=acting_user())
    if ideas:
        flash(_n("%(num)s idea is hidden.", "%(num)s ideas are hidden.", len(ideas)))
    else:
        flash(_("Tick at least one of them."), "warning")
    return see_other(".index", **{DRAWER: Queue.SUSPECT})


@ideas_desk.post("/pomysly/<int:idea_id>/bez-zdjecia")
@requires(policies.can_handle_idea, load=load_idea)
def picture_removal(idea: Idea) -> BaseResponse:
    """Take a picture away that shows more than it should."""
    return done(idea, remove_picture, _("The picture is gone."))


@ideas_desk.route("/pomysly/<int:idea_id>/pytanie", methods=["GET", "POST"])
@requires(policies.can_handle_idea, load=load_idea)
def question(idea: Idea) -> BaseResponse:
    """Ask whoever gave the idea; refused where nobody could be reached."""
    form = MessageForm.called(_("Your question"))
    if form.validate_on_submit():
        try:
            ask_author(idea, form.text.data or "", actor=acting_user(), key=form.one_use_key)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("The question is on its way to the author."))
            return see_other(".show", idea_id=idea.id)
    return render_form("ideas/desk_question.html", form, idea=idea)


@ideas_desk.route("/pomysly/<int:idea_id>/odpowiedz-autora", methods=["GET", "POST"])
@requires(policies.can_handle_idea, load=load_idea)
def noted_reply(idea: Idea) -> BaseResponse:
    """Write down what the author said by phone or in person."""
    form = MessageForm.called(_("What the author said"))
    if form.validate_on_submit():
        reply(idea, form.text.data or "", actor=acting_user(), key=form.one_use_key)
        flash(_("Noted. Only the team sees it until you show it."))
        return see_other(".show", idea_id=idea.id)
    return render_form("ideas/desk_reply.html", form, idea=idea)


def load_message(viewer: User | None, message_id: int) -> IdeaMessage:
    """A reply or a comment on an idea this person sees."""
    found = db.session.get(IdeaMessage, message_id)
    if found is None or found.kind is MessageKind.QUESTION:
        abort(404)
    get_idea(viewer, found.idea_id)
    return found


@ideas_desk.post("/pomysly/wiadomosci/<int:message_id>")
@requires(policies.can_handle_message, load=load_message)
def message(one: IdeaMessage) -> BaseResponse:
    """Show a reply or a comment to everybody, or to nobody."""
    shown = request.form.get("pokaz") == "tak"
    if OslForm().validate_on_submit():
        if shown and pesel_in(one.text):
            flash(_("There is a PESEL number in it, so it is not shown."), "warning")
        else:
            settle_message(one, shown=shown, actor=acting_user())
            flash(_("Everybody can read it now.") if shown else _("Only the team sees it."))
    if request.form.get(BACK) == Queue.WORDS:
        return see_other(".index", **{DRAWER: Queue.WORDS})
    return see_other(".show", idea_id=one.idea_id)


def done(idea: Idea, act: Callable[..., Any], said: str) -> BaseResponse:
    """Do what one button says, and say what came of it."""
    if OslForm().validate_on_submit():
        try:
            act(idea, actor=acting_user())
        except DomainError as refusal:
            flash(str(refusal), "warning")
        else:
            flash(said)
    return see_other(".show", idea_id=idea.id)


def _warnings(form: WordsForm) -> list[str]:
    return warnings_of(form.title.data or "", form.text.data or "")


def _stale(template: str, form: VersionedForm, idea: Idea, **more: Any) -> BaseResponse:
    """The second of two people sees what the first one wrote."""
    current = {"title": idea.title, "text": idea.text}
    return render_stale(template, form, idea, current, idea=idea, **more)
