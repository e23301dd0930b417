"""The team's pages about an event's sign-ups: the list, the list for the door, the file."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.accounts.proof import with_proof
from osl.core.access import acting_user, requires
from osl.core.errors import DomainError
from osl.core.forms import render_form
from osl.core.i18n import _
from osl.core.sheets import download
from osl.core.text import clean
from osl.events.models import Event, EventFormat, Occurrence
from osl.events.queries import get_event
from osl.signups import desk, policies, told
from osl.signups.desk import Filters
from osl.signups.desk_forms import ExportForm
from osl.signups.exports import export_signups
from osl.signups.models import SignupState
from osl.signups.words import STATES

signup_desk = Blueprint("signup_desk", __name__, url_prefix="/panel")

MEETING, STATE, WORDS, PAGE = "termin", "stan", "szukaj", "strona"


def load_event(viewer: User | None, event_id: int) -> Event:
    return get_event(viewer, event_id)


@signup_desk.get("/wydarzenia/<int:event_id>/zapisy")
@requires(policies.can_see_signups, load=load_event)
def event_signups(event: Event) -> str:
    """Who is signed up, for one meeting or for a course, and who waits."""
    meeting = desk.meeting_asked(event, number_asked(MEETING))
    known = desk.list_of(event, meeting)
    filters = filters_asked()
    page = desk.signups_on_list(known, filters, number_asked(PAGE) or 1)
    return render_template(
        "signups/desk_list.html",
        event=event,
        meeting=meeting,
        asked=asked_of(event, meeting),
        meetings=desk.meetings_to_choose(event, meeting),
        counts=desk.counts_of(event, meeting, known),
        page=page,
        filters=filters,
        states=[("", _("All that hold")), *((one.value, words) for one, words in STATES.items())],
        letters=told.letters_not_left(event),
    )


@signup_desk.get("/wydarzenia/<int:event_id>/lista")
@requires(policies.can_see_signups, load=load_event)
def door_list(event: Event) -> str:
    """Those who come, for the door: big on a phone, ready to be signed on paper."""
    meeting = desk.meeting_asked(event, number_asked(MEETING))
    known = desk.list_of(event, meeting)
    signups = desk.everybody_with_a_place(known)
    return render_template(
        "signups/desk_door.html",
        event=event,
        meeting=meeting,
        day=meeting.starts_at if meeting is not None else None,
        asked=asked_of(event, meeting),
        signups=signups,
        people=sum(one.party_size for one in signups),
        counts=desk.counts_of(event, meeting, known),
    )


@signup_desk.route("/wydarzenia/<int:event_id>/zapisy/eksport", methods=["GET", "POST"])
@requires(policies.can_see_signups, load=load_event)
@with_proof
def export(event: Event) -> BaseResponse:
    """The list as a file, for whoever has just shown who they are."""
    meeting = desk.meeting_asked(event, number_asked(MEETING))
    form = ExportForm.blank()
    if form.validate_on_submit():
        try:
            sheet = export_signups(
                event, meeting, with_help=bool(form.with_help.data), actor=acting_user()
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return download(sheet, "csv" if form.kind.data == "csv" else "xlsx")
    asked = asked_of(event, meeting)
    return render_form("signups/desk_export.html", form, event=event, meeting=meeting, asked=asked)


def asked_of(event: Event, meeting: Occurrence | None) -> dict[str, int]:
    """What an address needs beside the event: of a cycle, which meeting."""
    if meeting is None or event.format is not EventFormat.CYCLE:
        return {}
    return {MEETING: meeting.id}


def number_asked(name: str) -> int | None:
    return as_number(request.args.get(name, ""))


def as_number(words: str) -> int | None:
    """A number as an address or a form holds it, whoever wrote it."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else None


def filters_asked() -> Filters:
    asked = request.args.get(STATE, "")
    state = SignupState(asked) if asked in set(SignupState) else None
    return Filters(state, clean(request.args.get(WORDS, ""))[:100])
