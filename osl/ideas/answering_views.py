"""Answering ideas, and keeping track of who and what stands behind them."""

from flask import abort, flash, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.core.access import acting_user, requires
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form, render_stale
from osl.core.i18n import _, _n
from osl.core.web import see_other
from osl.ideas import dossier, policies
from osl.ideas.answers import answer_idea, meet_need
from osl.ideas.desk_forms import NEW_PERSON, AnswerForm, SupporterForm
from osl.ideas.desk_views import ideas_desk, load_idea
from osl.ideas.handling_views import done
from osl.ideas.models import Idea, IdeaNeed, IdeaOffer
from osl.ideas.offers import withdraw_offer
from osl.ideas.queries import get_idea, root_of
from osl.ideas.supports import (
    count_crowd_again,
    leave_crowd_out,
    recount_for,
    support_for,
)
from osl.people.models import Person
from osl.people.operations import meet_person
from osl.people.queries import alike_people, get_person


@ideas_desk.route("/pomysly/<int:idea_id>/odpowiedz", methods=["GET", "POST"])
@requires(policies.can_handle_idea, load=load_idea)
def answer(idea: Idea) -> BaseResponse:
    """Say in public what becomes of an idea; everybody behind it hears of it."""
    form = AnswerForm.of(idea)
    about = {"idea": idea, "hearers": dossier.hearers_of(idea), "last": last_answer(idea)}
    if form.validate_on_submit():
        if form.is_stale(idea):
            return render_stale("ideas/desk_answer.html", form, idea, said_last(idea), **about)
        try:
            answer_idea(idea, form.answer, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Your answer stands on the idea's page now."))
            return see_other(".show", idea_id=idea.id)
    return render_form("ideas/desk_answer.html", form, **about)


def last_answer(idea: Idea) -> object | None:
    return next((step for step in reversed(idea.steps) if step.kind.is_answer), None)


def said_last(idea: Idea) -> dict[str, str]:
    """What somebody else has answered meanwhile."""
    step = next((step for step in reversed(idea.steps) if step.kind.is_answer), None)
    return {"kind": step.kind.value, "text": step.text} if step is not None else {}


def load_need(viewer: User | None, need_id: int) -> IdeaNeed:
    found = db.session.get(IdeaNeed, need_id)
    if found is None:
        abort(404)
    get_idea(viewer, found.idea_id)
    return found


@ideas_desk.post("/pomysly/potrzeby/<int:need_id>")
@requires(policies.can_handle_need, load=load_need)
def need(one: IdeaNeed) -> BaseResponse:
    """A thing was found, or it is missing after all."""
    met = request.form.get("jest") == "tak"
    if OslForm().validate_on_submit():
        meet_need(one, met=met, actor=acting_user())
        flash(_("Noted: it was found.") if met else _("Noted: it is still missing."))
    return see_other(".show", idea_id=one.idea_id)


def load_offer(viewer: User | None, offer_id: int) -> IdeaOffer:
    found = db.session.get(IdeaOffer, offer_id)
    if found is None:
        abort(404)
    get_idea(viewer, found.idea_id)
    return found


@ideas_desk.post("/pomysly/pomoc/<int:offer_id>/rezygnacja")
@requires(policies.can_handle_offer, load=load_offer)
def offer_removal(one: IdeaOffer) -> BaseResponse:
    """Somebody cannot help after all, and told the team so."""
    if OslForm().validate_on_submit():
        withdraw_offer(one, actor=acting_user())
        flash(_("Taken off the list of helpers."))
    return see_other(".show", idea_id=one.idea_id)


@ideas_desk.post("/pomysly/<int:idea_id>/przeliczenie")
@requires(policies.can_handle_idea, load=load_idea)
def recount(idea: Idea) -> BaseResponse:
    """Count the people behind an idea anew."""
    root = root_of(idea)
    answer = done(idea, lambda _idea, actor: recount_for(root, actor=actor), _("Counted anew."))
    flash(_n("%(num)s person supports it.", "%(num)s people support it.", root.supporters))
    return answer


@ideas_desk.post("/pomysly/<int:idea_id>/tlum")
@requires(policies.can_handle_idea, load=load_idea)
def crowd(idea: Idea) -> BaseResponse:
    """Count without those who came in a crowd from one place, or with them after all."""
    root = root_of(idea)
    verb = leave_crowd_out if request.form.get("bez") == "tak" else count_crowd_again
    return done(idea, lambda _idea, actor: verb(root, actor=actor), _("Counted anew."))


@ideas_desk.route("/pomysly/<int:idea_id>/poparcie", methods=["GET", "POST"])
@requires(policies.can_handle_idea, load=load_idea)
def supporter(idea: Idea) -> BaseResponse:
    """Note a resident the team talked with, who stands behind an idea."""
    form = SupporterForm.blank()
    alike = people_alike(form) if form.person.data else []
    if form.person.data:
        form.show_people(alike)
    if form.validate_on_submit():
        person = person_meant(form, idea)
        if person is not None:
            support_for(idea, person, actor=acting_user())
            flash(_("Noted as a supporter."))
            return see_other(".show", idea_id=idea.id)
    return render_form("ideas/desk_supporter.html", form, idea=idea)


def people_alike(form: SupporterForm) -> list[Person]:
    known = form.known
    return alike_people(acting_user(), known.name, known.phone, known.email)


def person_meant(form: SupporterForm, idea: Idea) -> Person | None:
    """Who the form is about; None while it has to be asked."""
    chosen = form.person.data
    if chosen and chosen != NEW_PERSON and chosen.isascii() and chosen.isdigit():
        return get_person(acting_user(), int(chosen))
    alike = people_alike(form)
    if alike and chosen != NEW_PERSON:
        form.ask_who(alike)
        return None
    return meet_person(
        form.known, channel=form.by, community_ids=[idea.community_id], actor=acting_user()
    )
