"""A volunteer's own hours, through the link they have: enter them, see what became of them."""

from flask import abort, flash
from werkzeug.wrappers import Response as BaseResponse

from osl.core.access import token
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form
from osl.core.i18n import _
from osl.core.web import see_other
from osl.people.models import Person
from osl.signups.gate import TooQuick
from osl.volunteers.hours import enter_hours, take_back_hours
from osl.volunteers.hours_forms import HoursForm
from osl.volunteers.hours_queries import get_own, own_hours, own_sums, purposes_of
from osl.volunteers.hours_rules import HoursRefused
from osl.volunteers.hours_views import hours
from osl.volunteers.links import person_by_secret


@hours.route("/wolontariat/moje/<secret>/godziny", methods=["GET", "POST"])
@token
def own_entry(secret: str) -> BaseResponse:
    """Hours as whoever gave them writes them down."""
    person = whose(secret)
    form = HoursForm.new(person, purposes_of(person, None))
    if form.validate_on_submit() and is_from_here(form, person) and form.chosen:
        try:
            enter_hours(person, form.work, form.chosen, actor=None, key=form.one_use_key)
        except HoursRefused as refusal:
            form.refuse_hours(refusal)
        else:
            flash(_("Thank you. Somebody of the team looks at it and confirms it."))
            return see_other(".own_entry", secret=secret)
    return render_form(
        "hours/own_entry.html",
        form,
        secret=secret,
        entries=own_hours(person),
        sums=own_sums(person),
    )


@hours.post("/wolontariat/moje/<secret>/godziny/<int:entry_id>/cofniecie")
@token
def own_taking_back(secret: str, entry_id: int) -> BaseResponse:
    """Entered by mistake, and nobody has looked at it yet."""
    entry = get_own(whose(secret), entry_id)
    if OslForm().validate_on_submit():
        try:
            take_back_hours(entry)
        except DomainError as refusal:
            flash(str(refusal), "warning")
        else:
            flash(_("Taken back."))
    return see_other(".own_entry", secret=secret)


def whose(secret: str) -> Person:
    """Whoever holds this link; 404 for one we never gave."""
    return person_by_secret(secret) or abort(404)


def is_from_here(form: HoursForm, person: Person) -> bool:
    """Whether the form is ours, young, and was not filled in faster than anybody types."""
    try:
        return form.read_key(person, from_team=False)
    except TooQuick as refusal:
        form.refuse(refusal)
        return False
