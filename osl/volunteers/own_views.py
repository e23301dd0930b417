"""A volunteer's own page, by the link in a letter or of a form; no account anywhere."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, make_response, render_template
from werkzeug.wrappers import Response as BaseResponse

from osl.communities.queries import get_centre
from osl.core.access import token
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.forms import render_form
from osl.core.web import see_other
from osl.people.models import Person
from osl.volunteers import calling, links
from osl.volunteers.blueprint import volunteers
from osl.volunteers.calling import Called
from osl.volunteers.contributions import withdraw_claim
from osl.volunteers.forms import AnswerForm, MoreForm
from osl.volunteers.models import Assignment, Claim, Task
from osl.volunteers.offering import KeyReused, offer_shifts, take_back
from osl.volunteers.own import (
    Own,
    calendar_file,
    can_be_given_up,
    is_taken,
    own_by_secret,
    past_shifts,
)
from osl.volunteers.views import kept_by_nobody, phone_of

Section = Callable[[Person, str], tuple[str, dict[str, Any]]]

sections: list[Section] = []
"""What else stands on the page of a person, told by other parts of volunteering: each takes the
person and the secret of the address, and gives a template and what it shows (as ``about``)."""


def own_or_404(secret: str) -> Own:
    return own_by_secret(secret) or abort(404)


@volunteers.get("/wolontariat/moje/<secret>")
@token
def own(secret: str) -> str:
    """What somebody offered and took upon themselves; after a form, what happens next with it."""
    mine = own_or_404(secret)
    if mine.person is None:
        return render_template(
            "volunteers/thanks.html",
            own=mine,
            secret=secret,
            contact_phone=_phone(mine),
            code_address=links.code_address(),
        )
    return render_template(
        "volunteers/own.html",
        own=mine,
        secret=secret,
        past=past_shifts(mine.person),
        more=_with_more_dates(mine) if _is_reached(mine.person) else [],
        sections=[section(mine.person, secret) for section in sections],
        contact_phone=get_centre().phone,
        code_address=links.code_address(),
    )


def _phone(mine: Own) -> str:
    return phone_of(mine.tasks[0]) if mine.tasks else get_centre().phone


def _with_more_dates(mine: Own) -> list[Task]:
    """Tasks of theirs with a shift to come that they have not offered for."""
    taken = {one.shift_id for one in mine.assignments}
    calls = calling.called_for_all([one for one in mine.tasks if one.is_open])
    return [one.task for one in calls if any(shift.id not in taken for shift in one.shifts)]


def _is_reached(person: Person) -> bool:
    """Whoever is known by a name alone calls: another offer could not be told from a stranger's."""
    return bool(person.phone or person.email)


def assignment_of(mine: Own, assignment_id: int) -> Assignment:
    """One of their own shifts, given up ones among them; those of others do not exist here."""
    found = db.session.get(Assignment, assignment_id)
    if mine.person is None:
        return found if found is not None and found in mine.assignments else abort(404)
    return found if found is not None and found.person_id == mine.person.id else abort(404)


def claim_of(mine: Own, claim_id: int) -> Claim:
    found = db.session.get(Claim, claim_id)
    if mine.person is None:
        return found if found is not None and found in mine.claims else abort(404)
    return found if found is not None and found.person_id == mine.person.id else abort(404)


@volunteers.route(
    "/wolontariat/moje/<secret>/dyzury/<int:assignment_id>/rezygnacja", methods=["GET", "POST"]
)
@token
def give_up(secret: str, assignment_id: int) -> BaseResponse:
    """The page asks once; the button gives the shift up, and the place is free at once."""
    assignment = assignment_of(own_or_404(secret), assignment_id)
    if not can_be_given_up(assignment):
        return see_other(".own", secret=secret)
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            take_back(assignment)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return see_other(".own", secret=secret)
    return render_form(
        "volunteers/give_up.html",
        form,
        assignment=assignment,
        secret=secret,
        contact_phone=phone_of(assignment.shift.task),
    )


@volunteers.get("/wolontariat/moje/<secret>/dyzury/<int:assignment_id>.ics")
@token
def calendar(secret: str, assignment_id: int) -> Response:
    """A shift as a file for one's own calendar."""
    assignment = assignment_of(own_or_404(secret), assignment_id)
    page = make_response(calendar_file(assignment))
    page.headers["Content-Type"] = "text/calendar; charset=utf-8"
    page.headers["Content-Disposition"] = f'attachment; filename="osl-{assignment.shift_id}.ics"'
    return page


@volunteers.route("/wolontariat/moje/<secret>/zadania/<int:task_id>", methods=["GET", "POST"])
@token
def more(secret: str, task_id: int) -> BaseResponse:
    """Another shift of the same task, for somebody we know by their link."""
    mine = own_or_404(secret)
    latest = next((one for one in mine.assignments if one.shift.task_id == task_id), None)
    if mine.person is None or latest is None or not _is_reached(mine.person):
        abort(404)
    called = calling.called_for(latest.shift.task)
    if not called.task.is_open:
        return see_other(".own", secret=secret)
    form = MoreForm.for_task(called, {one.shift_id for one in mine.assignments})
    refusal: DomainError | None = None
    if form.validate_on_submit():
        try:
            offer_shifts(form.chosen, form.made_offer(latest))
        except DomainError as said:
            refusal = said
            if isinstance(said, KeyReused):
                form.new_key()
            form.refuse(said)
        else:
            return see_other(".own", secret=secret)
    return _more_page(called, form, secret, refusal)


def _more_page(
    called: Called, form: MoreForm, secret: str, refusal: DomainError | None
) -> BaseResponse:
    page = render_form("volunteers/more.html", form, called=called, task=called.task, secret=secret)
    return kept_by_nobody(page, refusal)


@volunteers.route(
    "/wolontariat/moje/<secret>/wspolne/<int:claim_id>/rezygnacja", methods=["GET", "POST"]
)
@token
def withdraw(secret: str, claim_id: int) -> BaseResponse:
    """The page asks once; the button frees what they took for somebody else."""
    claim = claim_of(own_or_404(secret), claim_id)
    if not is_taken(claim):
        return see_other(".own", secret=secret)
    form = AnswerForm()
    if form.validate_on_submit():
        withdraw_claim(claim)
        return see_other(".own", secret=secret)
    return render_form("volunteers/withdraw.html", form, claim=claim, secret=secret)
