"""Where residents sign up, see their sign-up, change it and withdraw; no account anywhere."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    render_template,
    request,
)
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.attempts import TooManyTries
from osl.accounts.models import User
from osl.communities.queries import get_centre
from osl.core import transactions
from osl.core.access import public, token
from osl.core.clock import utcnow
from osl.core.errors import DomainError
from osl.core.forms import render_form
from osl.core.i18n import _, language
from osl.core.web import see_other
from osl.events.models import Event, EventFormat, Occurrence, SignupMode
from osl.events.queries import get_event, meetings_of, next_meeting
from osl.events.readiness import contact_phone
from osl.people.models import Channel
from osl.signups import gate, links, queries, room, tries
from osl.signups.consents import agree_to_news
from osl.signups.forms import ALL_MEETINGS, AnswerForm, CodeForm, PartyForm, SignupForm
from osl.signups.models import Regular, Signup
from osl.signups.operations import (
    KeyReused,
    Source,
    accept_offer,
    change_party,
    decline_offer,
    say_coming,
    sign_up,
    withdraw,
)
from osl.signups.places import DoesNotFit
from osl.signups.regulars import end_regular, sign_up_regular, signups_of
from osl.signups.waiting import event_of, first_meeting
from osl.signups.waiting import meetings_of as meetings_of_list
from osl.signups.windows import opening_of

signups = Blueprint("signups", __name__)

MEETINGS_OFFERED = 12
MEETING = "termin"


def load_event(viewer: User | None, event_id: int) -> Event:
    return get_event(viewer, event_id, whole=request.method != "POST")


@signups.route("/wydarzenia/<int:event_id>/zapis", methods=["GET", "POST"])
@public(load=load_event, looks_first=True)
def sign_up_online(event: Event) -> BaseResponse:
    """The form; a second click, or the same form sent again, leads to the same sign-up."""
    meetings = meetings_offered(event)
    if request.method != "POST" and not takes_people_online(event, meetings):
        return make_response(closed(event, meetings))
    return _kept_by_nobody(_sign_up_page(event, meetings))


def _kept_by_nobody(page: BaseResponse) -> BaseResponse:
    """What somebody typed stays in no browser's store."""
    page.headers["Cache-Control"] = "no-store"
    return page


def _sign_up_page(event: Event, meetings: list[Occurrence]) -> BaseResponse:
    form = SignupForm.for_event(event, meetings, chosen=number_asked())
    if form.validate_on_submit():
        try:
            made = _sign_up(event, _meeting_of(event, meetings, form), form)
        except DoesNotFit as refusal:
            form.ask_if_full(refusal.left)
            form.refuse(refusal, "if_full")
        except KeyReused as refusal:
            form.new_key()
            form.refuse(refusal)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            agree_to_news(made, form.agreements)
            return see_other(".manage", secret=links.secret_of(made))
    return _page(event, meetings, form)


def takes_people_online(event: Event, meetings: list[Occurrence]) -> bool:
    if event.signup_mode is not SignupMode.ONLINE or event.is_draft:
        return False
    return bool(meetings) or opening_of(event, None).is_open


def closed(event: Event, meetings: list[Occurrence]) -> str:
    """Why one cannot sign up here now, and how else."""
    shown = None if event.format is EventFormat.COURSE else _first(event, meetings)
    return render_template(
        "signups/closed.html",
        event=event,
        meeting=shown,
        places=room.places_shown(event, shown),
        contact_phone=contact_phone(event, get_centre()),
    )


def _first(event: Event, meetings: list[Occurrence]) -> Occurrence | None:
    return meetings[0] if meetings else next_meeting(event, utcnow())


def _sign_up(event: Event, meeting: Occurrence | None, form: SignupForm) -> Signup | Regular:
    network, address = gate.refuse_too_many(form.contact)
    transactions.begin_writing()
    source = Source(
        Channel.WEB,
        key=form.one_use_key,
        form_hash=gate.hash_of_form(),
        network=network,
        address_key=address,
        language=language(),
    )
    if form.wants_all_meetings:
        return sign_up_regular(event, form.wish, source)
    return sign_up(event, meeting, form.wish, source)


def _meeting_of(event: Event, meetings: list[Occurrence], form: SignupForm) -> Occurrence | None:
    if event.format is EventFormat.COURSE:
        return None
    if "meeting" in form:
        return next((one for one in meetings if str(one.id) == form.meeting.data), None)
    return _first(event, meetings)


def _page(event: Event, meetings: list[Occurrence], form: SignupForm) -> BaseResponse:
    shown = None if event.format is EventFormat.COURSE else _shown(event, meetings, form)
    return render_form(
        "signups/sign_up.html",
        form,
        event=event,
        meeting=shown,
        places=room.places_shown(event, shown),
        contact_phone=contact_phone(event, get_centre()),
    )


def _shown(event: Event, meetings: list[Occurrence], form: SignupForm) -> Occurrence | None:
    """The meeting whose places the page tells: the chosen one, else the next."""
    if "meeting" in form and form.meeting.data not in (None, ALL_MEETINGS):
        chosen = [one for one in meetings if str(one.id) == form.meeting.data]
        return chosen[0] if chosen else None
    return _first(event, meetings)


def meetings_offered(event: Event) -> list[Occurrence]:
    """The meetings one can choose from: those that are open now, the asked one first of all."""
    if event.format is EventFormat.COURSE:
        return []
    return queries.open_meetings(meetings_of(event, after=utcnow(), limit=MEETINGS_OFFERED))


def number_asked() -> int | None:
    words = request.args.get(MEETING, "")
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else None


@signups.route("/zapis", methods=["GET", "POST"])
@public
def enter_code() -> BaseResponse:
    """For whoever has the code on paper and no link."""
    form = CodeForm()
    if form.validate_on_submit():
        try:
            found = tries.find_by_code(form.code_on_paper.data or "")
        except TooManyTries as refusal:
            form.refuse(refusal)
            return _slow_down("signups/code.html", form, refusal)
        if found is not None:
            return see_other(".manage", secret=links.secret_of(found))
        form.code_on_paper.errors = [
            _("No sign-up has this code. Look once more, or call us: we will find it.")
        ]
    return render_form("signups/code.html", form, centre_phone=get_centre().phone)


def _slow_down(template: str, form: CodeForm, refusal: TooManyTries) -> Response:
    page = make_response(render_template(template, form=form, centre_phone=get_centre().phone), 429)
    page.headers["Retry-After"] = str(refusal.seconds)
    return page


def found_by(secret: str) -> Signup | Regular:
    """What the address leads to, or a page that says how to go on."""
    found = queries.by_secret(secret)
    if found is None:
        abort(404)
    if isinstance(found, Signup) and queries.is_long_over(found):
        abort(410)
    return found


def signup_by(secret: str) -> Signup:
    found = found_by(secret)
    return found if isinstance(found, Signup) else abort(404)


@signups.get("/zapis/<secret>")
@token
def manage(secret: str) -> str:
    """A resident's own sign-up: what it is for, where it stands, and what can be done with it."""
    found = found_by(secret)
    if isinstance(found, Regular):
        return render_template(
            "signups/regular.html",
            regular=found,
            secret=secret,
            signups=queries.coming_of(signups_of(found)),
            secret_of=links.secret_of,
        )
    return _manage(found, secret)


def _manage(signup: Signup, secret: str) -> str:
    event = event_of(signup.signup_list)
    meeting = first_meeting(signup.signup_list)
    return render_template(
        "signups/signup.html",
        signup=signup,
        event=event,
        meeting=meeting,
        meetings=meetings_of_list(signup.signup_list),
        secret=secret,
        code=links.code_of(signup),
        address=links.address_of(signup),
        contact_phone=contact_phone(event, get_centre()),
        can_change=queries.can_be_changed(signup),
    )


@signups.route("/zapis/<secret>/rezygnacja", methods=["GET", "POST"])
@token
def withdrawal(secret: str) -> BaseResponse:
    """The page asks once; the button withdraws."""
    found = found_by(secret)
    form = AnswerForm()
    if form.validate_on_submit():
        if isinstance(found, Regular):
            end_regular(found)
        elif queries.can_be_changed(found):
            withdraw(found)
        return see_other(".manage", secret=secret)
    return render_form("signups/withdrawal.html", form, found=found, secret=secret)


@signups.route("/zapis/<secret>/liczba-osob", methods=["GET", "POST"])
@token
def party(secret: str) -> BaseResponse:
    """More or fewer come."""
    signup = signup_by(secret)
    if not queries.can_be_changed(signup):
        return see_other(".manage", secret=secret)
    event = event_of(signup.signup_list)
    form = PartyForm(data={"party_size": signup.adults})
    form.ask_for(event, [(one.first_name, one.age) for one in signup.children])
    if form.validate_on_submit():
        children = form.children_named if form.takes_children else None
        try:
            change_party(signup, form.everybody, children=children)
        except DoesNotFit as refusal:
            form.refuse(
                DomainError(
                    _(
                        "%(left)s You can sign the others up separately: they will wait.",
                        left=refusal,
                    )
                ),
                "party_size",
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return see_other(".manage", secret=secret)
    return render_form("signups/party.html", form, signup=signup, event=event, secret=secret)


@signups.post("/zapis/<secret>/przyjecie")
@token
def acceptance(secret: str) -> BaseResponse:
    """Take the places that were offered."""
    return _answered(secret, accept_offer)


@signups.post("/zapis/<secret>/odmowa")
@token
def refusal(secret: str) -> BaseResponse:
    """Say no to what was offered, and leave the list."""
    return _answered(secret, partial(decline_offer, keeps_waiting=False))


@signups.post("/zapis/<secret>/czekanie")
@token
def patience(secret: str) -> BaseResponse:
    """Say no to fewer places, and wait on for all of them."""
    return _answered(secret, partial(decline_offer, keeps_waiting=True))


@signups.post("/zapis/<secret>/obecnosc")
@token
def coming(secret: str) -> BaseResponse:
    """Say that one will really come, when the team has asked."""
    return _answered(secret, say_coming)


def _answered(secret: str, answer: Callable[[Signup], None]) -> BaseResponse:
    """The page that follows says itself where the sign-up stands now: a notice would need a
    cookie, and this page has none. An answer that came too late changes nothing."""
    signup = signup_by(secret)
    if queries.can_be_changed(signup):
        with suppress(DomainError):
            answer(signup)
    return see_other(".manage", secret=secret)
