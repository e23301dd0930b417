"""One sign-up on the team's desk: everything about it, and what can be done for the person."""

from collections.abc import Callable
from typing import Any

from flask import flash, render_template
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.accounts.queries import names_of
from osl.core.access import acting_user, requires
from osl.core.errors import DomainError
from osl.core.forms import render_form, render_stale
from osl.core.i18n import _
from osl.core.web import see_other
from osl.events.models import Event
from osl.events.queries import rounds_of
from osl.messages.operations import send_again
from osl.people.operations import correct_person
from osl.signups import desk, links, overrules, policies, told
from osl.signups.desk_forms import (
    GroupForm,
    PersonForm,
    PlaceForm,
    RefusalForm,
    TeamPartyForm,
    WithdrawalForm,
)
from osl.signups.desk_views import asked_of, signup_desk
from osl.signups.forms import AnswerForm
from osl.signups.models import Signup
from osl.signups.operations import accept_offer, decline_offer, withdraw
from osl.signups.places import DoesNotFit
from osl.signups.queries import get_signup
from osl.signups.regulars import end_regular
from osl.signups.told import LetterNotLeft
from osl.signups.waiting import event_of, meetings_of


def load_signup(viewer: User | None, signup_id: int) -> Signup:
    return get_signup(viewer, signup_id)


@signup_desk.get("/zapisy/<int:signup_id>")
@requires(policies.can_handle_signup, load=load_signup)
def show(signup: Signup) -> str:
    """Who, what for, where it stands, what happened, and what can be done."""
    event = event_of(signup.signup_list)
    meeting = signup.signup_list.occurrence
    return render_template(
        "signups/desk_signup.html",
        **_about(signup),
        meetings=meetings_of(signup.signup_list),
        counts=desk.counts_of(event, meeting, signup.signup_list),
        code=links.code_of(signup),
        entered_by=names_of([signup.entered_by_id]).get(signup.entered_by_id or 0, ""),
        groups=_other_groups(event),
        letters=told.letters_about(signup),
        letter_name=told.letter_name,
        history=told.history(signup),
        form=AnswerForm(),
    )


@signup_desk.route("/zapisy/<int:signup_id>/rezygnacja", methods=["GET", "POST"])
@requires(policies.can_handle_signup, load=load_signup)
def withdrawal(signup: Signup) -> BaseResponse:
    """Take somebody off the list who said they will not come."""
    form = WithdrawalForm.of(signup)
    if form.validate_on_submit():
        if form.ends_regular and signup.regular is not None:
            end_regular(signup.regular, actor=acting_user())
        else:
            withdraw(signup, actor=acting_user())
        flash(_("Withdrawn. What was theirs goes to the next in line."))
        return see_other(".show", signup_id=signup.id)
    return render_form("signups/desk_withdrawal.html", form, **_about(signup))


@signup_desk.route("/zapisy/<int:signup_id>/liczba-osob", methods=["GET", "POST"])
@requires(policies.can_handle_signup, load=load_signup)
def party(signup: Signup) -> BaseResponse:
    """More or fewer come; with a reason, also over the limit."""
    form = TeamPartyForm(data={"party_size": signup.adults})
    form.ask_for(
        event_of(signup.signup_list), [(one.first_name, one.age) for one in signup.children]
    )
    if form.validate_on_submit():
        children = form.children_named if form.takes_children else None
        reason = form.because.data or ""
        try:
            overrules.change_party_for(
                signup, form.everybody, children=children, reason=reason, actor=acting_user()
            )
        except DoesNotFit as refusal:
            words = _("%(left)s To let them in all the same, say why below.", left=refusal)
            form.refuse(DomainError(words), "party_size")
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Saved."))
            return see_other(".show", signup_id=signup.id)
    return render_form("signups/desk_party.html", form, **_about(signup))


@signup_desk.route("/zapisy/<int:signup_id>/miejsce", methods=["GET", "POST"])
@requires(policies.can_handle_signup, load=load_signup)
def place(signup: Signup) -> BaseResponse:
    """Give a place out of turn, of the reserve, or over the limit: and say why."""
    form = PlaceForm()
    if form.validate_on_submit():
        try:
            overrules.give_place(
                signup,
                reason=form.because.data or "",
                from_reserve=bool(form.from_reserve.data),
                actor=acting_user(),
                is_told=bool(form.is_told.data),
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("They have a place now."))
            return see_other(".show", signup_id=signup.id)
    return render_form("signups/desk_place.html", form, **_about(signup), counts=_counts(signup))


@signup_desk.post("/zapisy/<int:signup_id>/oferta")
@requires(policies.can_handle_signup, load=load_signup)
def offer(signup: Signup) -> BaseResponse:
    """Offer what is free to this person first."""
    return _done(signup, overrules.offer_now, _("The place is offered, and kept for them."))


@signup_desk.post("/zapisy/<int:signup_id>/przyjecie")
@requires(policies.can_handle_signup, load=load_signup)
def acceptance(signup: Signup) -> BaseResponse:
    """They said yes by phone."""
    return _done(signup, accept_offer, _("They have a place now."))


@signup_desk.route("/zapisy/<int:signup_id>/odmowa", methods=["GET", "POST"])
@requires(policies.can_handle_signup, load=load_signup)
def refusal(signup: Signup) -> BaseResponse:
    """They said no by phone; the place goes to the next in line."""
    form = RefusalForm()
    if form.validate_on_submit():
        try:
            waits = bool(form.keeps_waiting.data)
            decline_offer(signup, keeps_waiting=waits, actor=acting_user())
        except DomainError as too_late:
            form.refuse(too_late)
        else:
            flash(_("Noted. The place goes to the next in line."))
            return see_other(".show", signup_id=signup.id)
    return render_form("signups/desk_refusal.html", form, **_about(signup))


@signup_desk.post("/zapisy/<int:signup_id>/list")
@requires(policies.can_handle_signup, load=load_signup)
def letter(signup: Signup) -> BaseResponse:
    """Write once more where the sign-up stands: the first letter is lost."""
    return _done(signup, overrules.write_again, _("The letter is on its way once more."))


@signup_desk.post("/zapisy/<int:signup_id>/listy/<int:letter_id>/ponowienie")
@requires(policies.can_send_letter_again, load=told.get_letter)
def letter_again(one: LetterNotLeft) -> BaseResponse:
    """Have a letter that did not leave tried at once."""
    send_again(one.letter, actor=acting_user())
    flash(_("The letter will be tried again at once."))
    event, meeting = event_of(one.signup.signup_list), one.signup.signup_list.occurrence
    return see_other(".event_signups", event_id=event.id, **asked_of(event, meeting))


@signup_desk.route("/zapisy/<int:signup_id>/osoba", methods=["GET", "POST"])
@requires(policies.can_handle_signup, load=load_signup)
def person(signup: Signup) -> BaseResponse:
    """Put right how somebody is called and reached; the second of two sees what the first did."""
    known = signup.person
    form = PersonForm.of(known)
    if form.validate_on_submit():
        current = {
            "name": known.name,
            "phone": known.phone,
            "email": known.email,
            "contact_note": known.contact_note,
        }
        if form.is_stale(known):
            return render_stale("signups/desk_person.html", form, known, current, **_about(signup))
        try:
            correct_person(known, form.known, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Saved."))
            return see_other(".show", signup_id=signup.id)
    return render_form("signups/desk_person.html", form, **_about(signup))


@signup_desk.route("/zapisy/<int:signup_id>/grupa", methods=["GET", "POST"])
@requires(policies.can_handle_signup, load=load_signup)
def group(signup: Signup) -> BaseResponse:
    """Let somebody go over to another group, if there is room; if not, ask first."""
    others = _other_groups(event_of(signup.signup_list))
    form = GroupForm.of(others)
    if form.validate_on_submit():
        to = next(event for event, _left in others if event.id == form.group.data)
        try:
            new = overrules.move_to_group(
                signup, to, waits=bool(form.waits.data), actor=acting_user()
            )
        except DoesNotFit as refusal:
            form.asks_to_wait = True
            form.refuse(refusal, "group")
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Moved to another group."))
            return see_other(".show", signup_id=new.id)
    return render_form("signups/desk_group.html", form, **_about(signup), groups=others)


def _about(signup: Signup) -> dict[str, Any]:
    """What each page about a sign-up says of it."""
    event = event_of(signup.signup_list)
    meeting = signup.signup_list.occurrence
    return {
        "signup": signup,
        "event": event,
        "meeting": meeting,
        "asked": asked_of(event, meeting),
    }


def _counts(signup: Signup) -> desk.Counts:
    one = signup.signup_list
    return desk.counts_of(event_of(one), one.occurrence, one)


def _other_groups(event: Event) -> list[tuple[Event, int | None]]:
    """The other groups of a course somebody can go over to, with what is left in each."""
    found = []
    for one in rounds_of(acting_user(), event):
        if one.id == event.id or not one.is_published or one.is_cancelled:
            continue
        meeting = desk.meeting_asked(one, None)
        counts = desk.counts_of(one, meeting, desk.list_of(one, meeting))
        found.append((one, counts.left))
    return found


def _done(signup: Signup, act: Callable[..., Any], said: str) -> BaseResponse:
    """Do what one button says, and say what came of it."""
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            act(signup, actor=acting_user())
        except DomainError as refusal:
            flash(str(refusal), "warning")
        else:
            flash(said)
    return see_other(".show", signup_id=signup.id)
