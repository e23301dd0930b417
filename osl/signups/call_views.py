"""The call list: whom no letter reaches, what to say to them, and what came of it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.accounts.proof import with_proof
from osl.communities.queries import get_centre
from osl.core import sheets
from osl.core.access import acting_user, requires
from osl.core.errors import DomainError
from osl.core.forms import render_form
from osl.core.i18n import _, _l, _n
from osl.core.web import local_path, see_other, see_other_path
from osl.events.models import Event
from osl.events.readiness import contact_phone
from osl.messages.models import Call, Cause
from osl.people.words import phone_shown
from osl.signups import call_operations as operations
from osl.signups import call_script, policies, reached
from osl.signups.call_facts import Circumstances
from osl.signups.call_forms import CallForm, SentForm, TextMessageForm
from osl.signups.call_queries import (
    CallRow,
    all_calls,
    call_page,
    get_call,
    get_event_to_call,
    group_to_call,
    number_of_open_calls,
)

calls = Blueprint("calls", __name__, url_prefix="/panel")

PAGE = "strona"

OUTCOMES: dict[str, tuple[Callable[..., None], Any]] = {
    "powiadomiono": (operations.tell_by_phone, _l("Noted: told.")),
    "nie-odbiera": (operations.note_no_answer, _l("Noted: no answer. Try again later.")),
    "rezygnuje": (operations.give_up, _l("Noted. The sign-up is withdrawn.")),
    "bierze": (operations.take_offer, _l("Noted. The place is taken.")),
    "nie-bierze": (operations.refuse_offer, _l("Noted. The place goes to the next person.")),
    "czeka": (operations.wait_on, _l("Noted. They wait on for places for all of them.")),
    "oddane": (operations.pass_offer_on, _l("The place goes to the next person.")),
    "cofniete": (operations.undo_note, _l("Undone. The person is on the list again.")),
}
"""The buttons of a call: what each does, and what is said then."""

CAUSES = {
    "odwolanie": Cause.CANCELLED,
    "przelozenie": Cause.POSTPONED,
    "zmiana": Cause.CHANGED,
    "przywrocenie": Cause.RESTORED,
    "miejsce": Cause.MOVED_UP,
}
"""How an address names what can be told by text message."""


@calls.get("/telefony")
@requires(policies.can_see_calls)
def index() -> str:
    """Everybody to be called in one's communities."""
    viewer = acting_user()
    return render_template(
        "signups/calls.html",
        calls=call_page(viewer, number_asked()),
        count=number_of_open_calls(viewer),
        **_words(),
    )


@calls.get("/wydarzenia/<int:event_id>/telefony")
@requires(policies.can_see_signups, load=get_event_to_call)
def of_event(event: Event) -> str:
    """Those to be called about one event, for the screen and for paper, and who has heard."""
    viewer = acting_user()
    rounds = reached.reach_of(event)
    return render_template(
        "signups/calls_of_event.html",
        event=event,
        calls=call_page(viewer, number_asked(), event),
        on_paper=all_calls(viewer, event),
        rounds=[(one, reached.unreached(one.notice, event)) for one in rounds],
        **_words(),
    )


@calls.post("/telefony/<int:call_id>")
@requires(policies.can_make_call, load=get_call)
def outcome(call: Call) -> BaseResponse:
    """Note what came of a call. Whoever comes second is told that somebody was there before."""
    form = CallForm()
    act, said = OUTCOMES.get(form.outcome.data or "", (None, ""))
    if act is None or not form.validate_on_submit():
        abort(400)
    back = local_path(form.back.data, "/panel/telefony")
    try:
        operations.refuse_stale(call, form.seen_version)
        act(call, actor=acting_user())
    except DomainError as refusal:
        flash(str(refusal), "warning")
        return see_other_path(back)
    flash(str(said))
    # Whoever works a list off goes on where they are.
    return see_other_path(f"{back}#calls-{call.event_id}-{call.cause}")


def load_texted(viewer: User | None, event_id: int, cause: str) -> tuple[Event, Cause]:
    if cause not in CAUSES:
        abort(404)
    return get_event_to_call(viewer, event_id), CAUSES[cause]


@calls.get("/wydarzenia/<int:event_id>/telefony/<cause>/sms")
@requires(policies.can_text_people, load=load_texted)
@with_proof
def text_message(about: tuple[Event, Cause]) -> BaseResponse:
    """The message, made from what holds now, to be looked at before any number is shown."""
    event, _cause = about
    rows = with_phone(about)
    asked = [one.call for one in rows]
    phone = contact_phone(event, get_centre())
    text = call_script.text_message(event, asked, Circumstances(asked), phone)
    return _message(about, rows, TextMessageForm(data={"text": text}))


@calls.post("/wydarzenia/<int:event_id>/telefony/<cause>/sms")
@requires(policies.can_text_people, load=load_texted)
@with_proof
def numbers(about: tuple[Event, Cause]) -> BaseResponse | str:
    """The numbers to send it to, on the page or as a file. It is noted who took them."""
    event, cause = about
    rows = with_phone(about)
    form = TextMessageForm()
    if not rows or not form.validate_on_submit():
        return _message(about, rows, form)
    text = form.text.data or ""
    operations.note_numbers_taken(event, len(rows), actor=acting_user())
    if "plik" in request.form:
        return sheets.download(_sheet(event, rows, text), "csv")
    return render_template(
        "signups/calls_numbers.html",
        event=event,
        cause=cause,
        rows=rows,
        form=form,
        sent=SentForm(formdata=None, data={"calls": ",".join(str(one.call.id) for one in rows)}),
        **_words(),
    )


@calls.post("/wydarzenia/<int:event_id>/telefony/<cause>/sms/wyslane")
@requires(policies.can_text_people, load=load_texted)
@with_proof
def texted(about: tuple[Event, Cause]) -> BaseResponse:
    """Tick those whose numbers were taken as told, by text message."""
    event, _cause = about
    form = SentForm()
    if not form.validate_on_submit():
        abort(400)
    chosen = [one.call for one in with_phone(about) if one.call.id in form.call_ids]
    count = operations.tell_by_text(chosen, actor=acting_user())
    flash(_n("%(num)s person is noted as told.", "%(num)s people are noted as told.", count))
    return see_other(".of_event", event_id=event.id)


def with_phone(about: tuple[Event, Cause]) -> list[CallRow]:
    """Those to be told for one cause to whom a text message can be sent."""
    event, cause = about
    return [one for one in group_to_call(acting_user(), event, cause) if one.person.phone]


def _message(
    about: tuple[Event, Cause], rows: list[CallRow], form: TextMessageForm
) -> BaseResponse:
    event, cause = about
    return render_form(
        "signups/calls_text.html", form, event=event, cause=cause, rows=rows, **_words()
    )


def _sheet(event: Event, rows: list[CallRow], text: str) -> sheets.Sheet:
    return sheets.Sheet(
        name=_("text message %(event)s", event=event.title),
        title=event.title,
        headings=[_("Phone"), _("Text of the message")],
        rows=[(one.person.phone, text) for one in rows],
    )


def _words() -> dict[str, Any]:
    """What the pages of calls say, and where they lead."""
    return {
        "phone_shown": phone_shown,
        "cause_in_address": {cause: name for name, cause in CAUSES.items()},
        "here": request.full_path.rstrip("?"),
    }


def number_asked() -> int:
    asked = request.args.get(PAGE, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
