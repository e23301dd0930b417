"""What residents do on the page of an idea, without an account: support it, help, comment."""

from collections.abc import Callable

from flask import abort, flash, make_response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.communities.queries import get_centre
from osl.core.access import public, token
from osl.core.errors import DomainError
from osl.core.forms import render_form
from osl.core.i18n import _, language
from osl.core.web import network_key, see_other
from osl.ideas import links, marks
from osl.ideas.addresses import idea_values
from osl.ideas.conversation import comment as write_comment
from osl.ideas.idea_page import LATER, draw_idea, status_of
from osl.ideas.limits import TooMany
from osl.ideas.models import Idea, IdeaNeed, IdeaOffer, IdeaSupport
from osl.ideas.offers import offer_help, withdraw_offer
from osl.ideas.queries import get_idea, root_of
from osl.ideas.reading_forms import (
    CONFIRM,
    DENY,
    STOP,
    WITHDRAW,
    ButtonForm,
    CommentForm,
    FollowForm,
    OfferForm,
    OwnSupportForm,
    SupportForm,
)
from osl.ideas.supports import (
    confirm_support,
    deny_support,
    stop_hearing,
    support_idea,
    take_support_back,
    withdraw_support,
)
from osl.ideas.views import ideas

NEED = "potrzeba"
SUPPORTING = "poparcie"
"""Where on the page of an idea one supports it."""


def load_published(_viewer: User | None, idea_id: int) -> Idea:
    """What is not public takes nothing from anybody, whoever asks."""
    return get_idea(None, idea_id)


def to_idea(idea: Idea, anchor: str | None = None) -> BaseResponse:
    """Its page; at its top, where notices stand, unless a place on it says by itself what
    became of the form."""
    return see_other(".show", **idea_values(idea), _anchor=anchor)


@ideas.post("/pomysly/<int:idea_id>/poparcie")
@public(load=load_published)
def support(idea: Idea) -> BaseResponse:
    """Stand behind an idea, once a device; with an address, also hear what happens."""
    form = FollowForm() if "email" in request.form else SupportForm()
    if not form.validate():
        return draw_idea(idea, follow=form if isinstance(form, FollowForm) else None)
    device = marks.device_asking() or marks.device_in_form(form.mark.data or "")
    email = form.email.data or "" if isinstance(form, FollowForm) else ""
    try:
        support_idea(
            idea, marks.voter_of(device), network=network_key(), email=email, language=language()
        )
    except DomainError as refusal:
        return draw_idea(idea, follow=form if email else None, refusal=refusal)
    if email:
        flash(_("Look into your mailbox: press the link in our letter, and we will write to you."))
    place = to_idea(root_of(idea), None if email else SUPPORTING)
    return marks.remember(place, device)


@ideas.post("/pomysly/<int:idea_id>/poparcie/wycofanie")
@public(load=load_published)
def unsupport(idea: Idea) -> BaseResponse:
    """Take it back, on the device that gave it."""
    device = marks.device_asking()
    if device:
        withdraw_support(idea, marks.voter_of(device))
    return to_idea(root_of(idea), SUPPORTING)


def support_by(secret: str) -> IdeaSupport:
    return links.support_by_secret(secret) or abort(404)


ANSWERS: dict[str, Callable[[IdeaSupport], None]] = {
    CONFIRM: confirm_support,
    STOP: stop_hearing,
    WITHDRAW: take_support_back,
    DENY: deny_support,
}


@ideas.route("/poparcie/<secret>", methods=["GET", "POST"])
@token
def own_support(secret: str) -> BaseResponse:
    """The page behind the letters to supporters: say yes, no more letters, not any more."""
    support = support_by(secret)
    idea = root_of(support.idea)
    form = OwnSupportForm()
    if form.validate_on_submit():
        try:
            ANSWERS[form.chosen](support)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            if form.chosen == WITHDRAW:
                return to_idea(idea, SUPPORTING)
            return see_other(".own_support", secret=secret)
    return render_form("ideas/own_support.html", form, support=support, idea=idea, secret=secret)


@ideas.route("/pomysly/<int:idea_id>/pomoc", methods=["GET", "POST"])
@public(load=load_published)
def offer(idea: Idea) -> BaseResponse:
    """Offer help by name; with ``?potrzeba=`` to take one thing the idea lacks."""
    if idea.is_merged and request.method != "POST":
        return see_other(".offer", idea_id=root_of(idea).id)
    need = need_asked(root_of(idea))
    form = OfferForm.for_idea(root_of(idea), need)
    refusal: DomainError | None = None
    if form.validate_on_submit():
        try:
            made = offer_help(idea, form.offered(need), network=network_key())
        except DomainError as said:
            refusal = said
            form.refuse(said)
        else:
            return see_other(".own_offer", secret=links.secret_of(made))
    return _offer_page(idea, need, form, refusal)


def need_asked(idea: Idea) -> IdeaNeed | None:
    asked = request.args.get(NEED, "")
    return next((one for one in idea.needs if str(one.id) == asked and one.is_open), None)


def _offer_page(
    idea: Idea, need: IdeaNeed | None, form: OfferForm, refusal: DomainError | None
) -> BaseResponse:
    page = render_form(
        "ideas/offer.html", form, idea=idea, need=need, contact_phone=get_centre().phone
    )
    if isinstance(refusal, TooMany):
        page.status_code = status_of(refusal)
        page.headers["Retry-After"] = LATER
    # What somebody typed stays in no browser's store.
    page.headers["Cache-Control"] = "no-store"
    return page


def offer_by(secret: str) -> IdeaOffer:
    return links.offer_by_secret(secret) or abort(404)


@ideas.route("/pomoc/<secret>", methods=["GET", "POST"])
@token
def own_offer(secret: str) -> BaseResponse:
    """A resident's own offer: what happens next, and the button that takes it back."""
    offer = offer_by(secret)
    form = ButtonForm()
    if form.validate_on_submit():
        withdraw_offer(offer)
        return see_other(".own_offer", secret=secret)
    page = render_template(
        "ideas/own_offer.html",
        form=form,
        offer=offer,
        idea=root_of(offer.idea),
        secret=secret,
        contact_phone=get_centre().phone,
    )
    return make_response(page, 422 if form.errors else 200)


@ideas.post("/pomysly/<int:idea_id>/komentarz")
@public(load=load_published)
def comment(idea: Idea) -> BaseResponse:
    """A neighbour's word, kept until the team has looked."""
    form = CommentForm.for_idea(idea)
    if not form.validate():
        return draw_idea(idea, comment=form)
    try:
        write_comment(
            idea,
            form.text.data or "",
            form.signature.data or "",
            network=network_key(),
            key=form.one_use_key,
        )
    except DomainError as refusal:
        form.refuse(refusal)
        return draw_idea(idea, comment=form, refusal=refusal)
    flash(_("Thank you. Your comment will be here once somebody of the team has read it."))
    return to_idea(idea)
