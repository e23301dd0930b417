"""The team's pages about neighbour help: who waits, who would help, and bringing them together."""

from flask import Blueprint, abort, flash, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.core.access import acting_user, requires
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form, render_stale
from osl.core.i18n import _
from osl.core.links import number_in
from osl.core.web import see_other
from osl.neighbours import operations, phone_script, policies, queries
from osl.neighbours.desk_forms import HelpWordsForm, MatchForm, NoteForm, SideForm
from osl.neighbours.models import HelpCall, Match, Side
from osl.neighbours.words import State
from osl.people.words import NOTICE_VERSION

neighbour_desk = Blueprint("neighbour_desk", __name__, url_prefix="/panel/pomoc-sasiedzka")

BOTH = ["GET", "POST"]
SIDE, PAGE = "strona", "nr"


def load_help(viewer: User | None, call_id: int) -> HelpCall:
    return queries.get_help(viewer, call_id)


@neighbour_desk.get("")
@requires(policies.can_see_neighbour_help)
def index() -> str:
    """Who waits, whoever waits longest first; who would help; whom to thank."""
    viewer = acting_user()
    requests = queries.open_requests(viewer)
    return render_template(
        "neighbours/desk.html",
        waiting=[one for one in requests if one.state is not State.MATCHED],
        matched=[one for one in requests if one.state is State.MATCHED],
        offers=queries.open_offers(viewer),
        to_thank=queries.to_be_thanked(viewer),
        may_edit_offices=policies.can_edit_concern_offices(viewer),
    )


@neighbour_desk.get("/zakonczone")
@requires(policies.can_see_neighbour_help)
def settled() -> str:
    """What is over."""
    page = queries.settled(acting_user(), number_in(request.args.get(PAGE, "")) or 1)
    return render_template("neighbours/settled.html", page=page)


@neighbour_desk.route("/nowa", methods=BOTH)
@requires(policies.can_see_neighbour_help)
def note() -> BaseResponse:
    """Write down what somebody asked for or offered. Sent twice, it is one."""
    actor = acting_user()
    form = NoteForm.of(actor, request.args.get(SIDE, ""))
    if form.validate_on_submit() and form.community is not None:
        earlier = queries.help_of_key(form.one_use_key)
        if earlier is not None:
            return see_other(".show", call_id=earlier.id)
        source = form.source(actor)
        person = form.met(source.channel, [form.community.id], actor)
        call = operations.note_help(form.said, person, form.community, source)
        flash(_("Written down. Only the team sees it."))
        return see_other(".show", call_id=call.id)
    return render_form("neighbours/note.html", form, notice_version=NOTICE_VERSION)


@neighbour_desk.get("/<int:call_id>")
@requires(policies.can_handle_help, load=load_help)
def show(call: HelpCall) -> str:
    """One request or offer: where it stands, who fits, and what to say."""
    viewer = acting_user()
    matches = queries.matches_of(call)
    state = queries.state_of(call, matches)
    live = next((one for one in matches if one.ended_at is None), None)
    looks = call.side is Side.ASKS and call.is_open and live is None
    return render_template(
        "neighbours/show.html",
        call=call,
        state=state,
        days=queries.days_since(call.made_at),
        matches=[one for one in matches if policies.can_handle_match(viewer, one)],
        is_elsewhere=live is not None and not policies.can_handle_match(viewer, live),
        fitting=queries.offers_fitting(viewer, call) if looks else [],
        looks=looks,
        script=phone_script,
        form=OslForm(),
    )


@neighbour_desk.route("/<int:call_id>/edycja", methods=BOTH)
@requires(policies.can_handle_help, load=load_help)
def edit(call: HelpCall) -> BaseResponse:
    form = HelpWordsForm.of(call)
    if form.validate_on_submit():
        current = form.current()
        if form.is_stale(call) and form.differences(current):
            return render_stale("neighbours/edit.html", form, call, current, call=call)
        operations.change_help(call, form.said, actor=acting_user())
        flash(_("Saved."))
        return see_other(".show", call_id=call.id)
    return render_form("neighbours/edit.html", form, call=call)


@neighbour_desk.post("/<int:call_id>/zakonczenie")
@requires(policies.can_handle_help, load=load_help)
def ending(call: HelpCall) -> BaseResponse:
    operations.end_help(call, actor=acting_user())
    flash(_("Closed. It can be opened again."))
    return see_other(".show", call_id=call.id)


@neighbour_desk.post("/<int:call_id>/wznowienie")
@requires(policies.can_handle_help, load=load_help)
def reopening(call: HelpCall) -> BaseResponse:
    try:
        operations.reopen_help(call, actor=acting_user())
    except DomainError as refusal:
        flash(str(refusal), "warning")
    else:
        flash(_("It is open again."))
    return see_other(".show", call_id=call.id)


@neighbour_desk.post("/<int:call_id>/dobranie")
@requires(policies.can_handle_help, load=load_help)
def match(call: HelpCall) -> BaseResponse:
    """Propose that whoever offers helps whoever asks."""
    form, actor = MatchForm(), acting_user()
    number = number_in(form.offer.data or "")
    if not form.validate_on_submit() or number is None:
        abort(400)
    offer = queries.get_help(actor, number)
    try:
        operations.propose_match(call, offer, actor=actor)
    except DomainError as refusal:
        flash(str(refusal), "warning")
    else:
        flash(_("Proposed. Now ask both whether they agree."))
    return see_other(".show", call_id=call.id)


def load_match(viewer: User | None, match_id: int) -> Match:
    return queries.get_match(viewer, match_id)


def back_to(match: Match) -> BaseResponse:
    return see_other(".show", call_id=match.request_id)


def side_pressed() -> tuple[Side, bool]:
    """Which of the two a button was about, and whether it says yes."""
    form = SideForm()
    if not form.validate_on_submit() or form.chosen is None:
        abort(400)
    return form.chosen, form.said.data != "nie"


@neighbour_desk.post("/dobrania/<int:match_id>/zgoda")
@requires(policies.can_handle_match, load=load_match)
def yes(match: Match) -> BaseResponse:
    """One of the two agreed that the other learns how to reach them; or took it back."""
    side, said_yes = side_pressed()
    say = operations.note_yes if said_yes else operations.take_yes_back
    try:
        say(match, side, actor=acting_user())
    except DomainError as refusal:
        flash(str(refusal), "warning")
    else:
        flash(words_after(match, said_yes=said_yes))
    return back_to(match)


def words_after(match: Match, *, said_yes: bool) -> str:
    if match.is_agreed:
        return _("Both agreed. Pass on how to reach the other: the words are below.")
    if said_yes:
        return _("Noted. Now ask the other one.")
    return _("Taken back: nothing is passed on.")


@neighbour_desk.post("/dobrania/<int:match_id>/zalatwione")
@requires(policies.can_handle_match, load=load_match)
def done(match: Match) -> BaseResponse:
    try:
        operations.settle_match(match, actor=acting_user())
    except DomainError as refusal:
        flash(str(refusal), "warning")
    else:
        flash(_("Wonderful: help was given. Thank both of them."))
    return back_to(match)


@neighbour_desk.post("/dobrania/<int:match_id>/koniec")
@requires(policies.can_handle_match, load=load_match)
def parting(match: Match) -> BaseResponse:
    """One of the two said no, or nothing came of it."""
    try:
        operations.end_match(match, actor=acting_user())
    except DomainError as refusal:
        flash(str(refusal), "warning")
    else:
        flash(_("Noted. The request is open again: look for somebody else."))
    return back_to(match)


@neighbour_desk.post("/dobrania/<int:match_id>/podziekowanie")
@requires(policies.can_handle_match, load=load_match)
def thanks(match: Match) -> BaseResponse:
    side, _said = side_pressed()
    try:
        operations.note_thanks(match, side, actor=acting_user())
    except DomainError as refusal:
        flash(str(refusal), "warning")
    else:
        flash(_("Thanks are noted."))
    return back_to(match)
