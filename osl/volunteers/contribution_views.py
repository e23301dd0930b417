"""The list of who does and who brings what: on the event's page, and at the team's desk."""

from dataclasses import dataclass

from flask import abort, flash, render_template, request
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.communities.queries import get_centre
from osl.core.access import acting_user, current_viewer, public, requires
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.forms import render_form, render_stale
from osl.core.i18n import _
from osl.core.web import see_other
from osl.events.models import Event
from osl.events.policies import can_edit_event
from osl.events.queries import get_event
from osl.events.readiness import contact_phone
from osl.volunteers import contributions as lists
from osl.volunteers import links, policies
from osl.volunteers.blueprint import contributions
from osl.volunteers.contribution_forms import EnterForm, LineForm, TakeForm
from osl.volunteers.forms import AnswerForm
from osl.volunteers.models import Claim, Contribution
from osl.volunteers.offering import KeyReused
from osl.volunteers.views import kept_by_nobody


@dataclass(frozen=True)
class AtDesk:
    """The list as the team's page of its event tells of it."""

    lines: int
    needed: int
    taken: int


def contributions_at_desk(event: Event) -> AtDesk | None:
    """One question more for the page of an event; nothing for those who do not keep its list."""
    viewer = current_viewer()
    if viewer is None or not policies.can_handle_contributions(viewer, event):
        return None
    lines = lists.lines_of(event)
    return AtDesk(len(lines), sum(one.needed for one in lines), sum(one.taken for one in lines))


def load_public_line(_viewer: User | None, event_id: int, contribution_id: int) -> Contribution:
    """A line of an event everybody sees, whoever asks."""
    event = get_event(None, event_id)
    line = db.session.get(Contribution, contribution_id)
    return line if line is not None and line.event_id == event.id else abort(404)


@contributions.route(
    "/wydarzenia/<int:event_id>/wspolne/<int:contribution_id>", methods=["GET", "POST"]
)
@public(load=load_public_line)
def take(line: Contribution) -> BaseResponse:
    """Take a line upon oneself; the same form sent again leads to the same page."""
    is_open = lists.takes_claims(line.event)
    form = TakeForm.for_line(line)
    refusal: DomainError | None = None
    if form.validate_on_submit():
        try:
            made = lists.claim(line, form.wish)
        except DomainError as said:
            refusal = said
            if isinstance(said, KeyReused):
                form.new_key()
            form.refuse(said)
        else:
            return see_other("volunteers.own", secret=links.secret_of_form(made))
    if request.method != "POST" and not (is_open and line.missing > 0):
        return see_other("home.event", event_id=line.event_id, _anchor="wspolne")
    return _take_page(line, form, refusal)


def _take_page(line: Contribution, form: TakeForm, refusal: DomainError | None) -> BaseResponse:
    page = render_form(
        "contributions/take.html",
        form,
        line=line,
        event=line.event,
        contact_phone=contact_phone(line.event, get_centre()),
    )
    if isinstance(refusal, lists.SomebodyWasFaster):
        page.status_code = 409
    return kept_by_nobody(page, refusal)


def load_event(viewer: User, event_id: int) -> Event:
    return get_event(viewer, event_id)


def load_line(viewer: User, contribution_id: int) -> Contribution:
    """A line of an event this member of the team keeps; those of others do not exist."""
    line = db.session.get(Contribution, contribution_id, options=[joinedload(Contribution.event)])
    return line if line is not None and can_edit_event(viewer, line.event) else abort(404)


def load_claim(viewer: User, claim_id: int) -> Claim:
    claim = db.session.get(Claim, claim_id)
    if claim is None or not policies.can_handle_claim(viewer, claim):
        abort(404)
    return claim


@contributions.route("/panel/wydarzenia/<int:event_id>/kto-co", methods=["GET", "POST"])
@requires(policies.can_handle_contributions, load=load_event)
def index(event: Event) -> BaseResponse:
    """The list with names, and one more line for it."""
    form = LineForm.blank()
    if form.validate_on_submit():
        try:
            lists.add_line(
                event,
                form.kind.data,
                form.what.data or "",
                form.needed.data or 1,
                actor=acting_user(),
            )
        except DomainError as refusal:
            form.refuse(refusal, "what")
        else:
            flash(_("It is on the list."))
            return see_other(".index", event_id=event.id)
    lines = lists.lines_of(event)
    return render_form(
        "contributions/desk_list.html",
        form,
        event=event,
        lines=lines,
        claims=lists.claims_of(lines),
        code_of=links.code_of,
        is_open=lists.takes_claims(event),
    )


@contributions.get("/panel/wydarzenia/<int:event_id>/kto-co/druk")
@requires(policies.can_handle_contributions, load=load_event)
def printed(event: Event) -> str:
    """The list for the day, on paper: names, and no phone numbers."""
    lines = lists.lines_of(event)
    return render_template(
        "contributions/desk_printed.html",
        event=event,
        lines=lines,
        claims=lists.claims_of(lines),
    )


@contributions.route("/panel/kto-co/<int:contribution_id>", methods=["GET", "POST"])
@requires(policies.can_handle_contribution, load=load_line)
def change(line: Contribution) -> BaseResponse:
    """Say a line otherwise, or ask for more or fewer people."""
    form = LineForm.of(line)
    if form.validate_on_submit():
        if form.is_stale(line):
            now = {"kind": line.kind, "what": line.what, "needed": line.needed}
            return render_stale(
                "contributions/desk_line.html", form, line, now, line=line, event=line.event
            )
        try:
            lists.change_line(
                line,
                form.kind.data,
                form.what.data or "",
                form.needed.data or 1,
                actor=acting_user(),
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return see_other(".index", event_id=line.event_id)
    return render_form("contributions/desk_line.html", form, line=line, event=line.event)


@contributions.route("/panel/kto-co/<int:contribution_id>/usuniecie", methods=["GET", "POST"])
@requires(policies.can_handle_contribution, load=load_line)
def removal(line: Contribution) -> BaseResponse:
    """The page asks once; a line somebody has taken stays."""
    event, form = line.event, AnswerForm()
    if form.validate_on_submit():
        try:
            lists.remove_line(line, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return see_other(".index", event_id=event.id)
    return render_form("contributions/desk_removal.html", form, line=line, event=event)


@contributions.route("/panel/kto-co/<int:contribution_id>/osoba", methods=["GET", "POST"])
@requires(policies.can_handle_contribution, load=load_line)
def enter(line: Contribution) -> BaseResponse:
    """Write down who takes a line, after a call."""
    form = EnterForm.blank()
    if form.validate_on_submit():
        try:
            lists.claim(line, form.wish, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Written down. The code for this person stands beside the name."))
            return see_other(".index", event_id=line.event_id)
    return render_form("contributions/desk_enter.html", form, line=line, event=line.event)


@contributions.post("/panel/kto-co/zgloszenia/<int:claim_id>/wycofanie")
@requires(policies.can_handle_claim, load=load_claim)
def take_off(claim: Claim) -> BaseResponse:
    """Somebody called: they cannot after all."""
    lists.withdraw_claim(claim, actor=acting_user())
    flash(_("Taken off. The place is free again."))
    return see_other(".index", event_id=claim.contribution.event_id)
