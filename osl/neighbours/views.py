"""Where neighbours ask for help or offer it, and where it says whom to call when worried.

The call to everybody names nobody: no name, no street, no number of those who need help.
"""

from flask import Blueprint, abort, make_response, render_template
from werkzeug.wrappers import Response as BaseResponse

from osl.communities.queries import get_centre, open_communities
from osl.core.access import public, token
from osl.core.errors import DomainError
from osl.core.forms import render_form
from osl.core.i18n import _
from osl.core.page_links import page_links
from osl.core.web import network_key, see_other
from osl.neighbours import links, queries
from osl.neighbours.forms import AskForm, ButtonForm, HelpForm, OfferForm
from osl.neighbours.limits import TooMany
from osl.neighbours.models import HelpCall
from osl.neighbours.operations import Source, end_help, note_help
from osl.people.models import Channel
from osl.people.operations import meet_person

neighbours = Blueprint("neighbours", __name__)

BOTH = ["GET", "POST"]


@neighbours.get("/pomoc-sasiedzka")
@public
def index() -> str:
    """What neighbours do for one another here, how to ask, how to help."""
    return render_template("neighbours/index.html", links=page_links("neighbours.index"))


@neighbours.route("/pomoc-sasiedzka/prosze", methods=BOTH)
@public
def ask() -> BaseResponse:
    """Ask for help; only the team learns of it."""
    return _page("neighbours/ask.html", AskForm.among(open_communities()))


@neighbours.route("/pomoc-sasiedzka/pomagam", methods=BOTH)
@public
def offer() -> BaseResponse:
    """Offer help; only the team learns of it."""
    return _page("neighbours/offer.html", OfferForm.among(open_communities()))


def _page(template: str, form: HelpForm) -> BaseResponse:
    if form.validate_on_submit():
        try:
            kept = _kept(form)
        except TooMany as refusal:
            form.refuse(refusal)
            return _never_stored(make_response(_drawn(template, form), 429))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            if kept is not None:
                return see_other(".own", secret=links.secret_of(kept))
    return _never_stored(render_form(template, form, contact_phone=get_centre().phone))


def _kept(form: HelpForm) -> HelpCall | None:
    """What was sent, kept once; None when the same form was sent before with other words."""
    community = form.chosen_community
    if community is None:
        abort(400)
    earlier = queries.help_of_key(form.one_use_key)
    if earlier is not None:
        said = form.said
        if (earlier.service, earlier.words, earlier.when_note) == (
            said.service,
            said.words,
            said.when_note,
        ):
            return earlier
        form.ask_again(_("This form was sent before. Look it over: is it something new?"))
        return None
    source = Source(Channel.WEB, key=form.one_use_key, network=network_key())
    person = meet_person(form.known, channel=Channel.WEB, community_ids=[community.id], actor=None)
    return note_help(form.said, person, community, source)


def _drawn(template: str, form: HelpForm) -> str:
    return render_template(template, form=form, contact_phone=get_centre().phone)


def _never_stored(page: BaseResponse) -> BaseResponse:
    """What somebody typed stays in no browser's store."""
    page.headers["Cache-Control"] = "no-store"
    return page


@neighbours.route("/pomoc-sasiedzka/moje/<secret>", methods=BOTH)
@token
def own(secret: str) -> BaseResponse:
    """What somebody asked for or offered, where it stands, and taking it back."""
    call = links.help_by_secret(secret) or abort(404)
    form = ButtonForm()
    if form.validate_on_submit():
        end_help(call)
        return see_other(".own", secret=secret)
    return render_form(
        "neighbours/own.html",
        form,
        call=call,
        state=queries.state_of(call, queries.matches_of(call)),
        secret=secret,
        contact_phone=call.community.phone or get_centre().phone,
    )


@neighbours.get("/niepokoi-mnie-to")
@public
def concern() -> str:
    """Whom to call when something worries somebody. Nothing is asked, counted or kept."""
    return render_template(
        "neighbours/concern.html",
        offices=queries.offices_shown(),
        links=page_links("neighbours.concern"),
    )
