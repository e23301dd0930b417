"""The list of whom to call, as the organiser keeps it."""

from flask import abort, flash, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from osl.core.access import acting_user, requires
from osl.core.forms import OslForm, render_form, render_stale
from osl.core.i18n import _
from osl.core.web import see_other
from osl.neighbours import offices, policies, queries
from osl.neighbours.desk_forms import OfficeForm
from osl.neighbours.desk_views import BOTH, neighbour_desk
from osl.neighbours.models import ConcernOffice


@neighbour_desk.get("/dokad-dzwonic")
@requires(policies.can_edit_concern_offices)
def concern_offices() -> str:
    return render_template(
        "neighbours/offices.html", offices=queries.concern_offices(), form=OslForm()
    )


@neighbour_desk.route("/dokad-dzwonic/nowe", methods=BOTH)
@requires(policies.can_edit_concern_offices)
def add_concern_office() -> BaseResponse:
    form = OfficeForm()
    if form.validate_on_submit():
        offices.add_office(actor=acting_user(), **form.fields)
        flash(_("The number is on the list."))
        return see_other(".concern_offices")
    return render_form("neighbours/office.html", form, office=None)


@neighbour_desk.route("/dokad-dzwonic/<int:office_id>/edycja", methods=BOTH)
@requires(policies.can_edit_concern_office, load=queries.get_concern_office)
def edit_concern_office(office: ConcernOffice) -> BaseResponse:
    form = OfficeForm(obj=office)
    if form.validate_on_submit():
        current = {name: getattr(office, name) for name in form.fields}
        if form.is_stale(office) and form.differences(current):
            return render_stale("neighbours/office.html", form, office, current, office=office)
        offices.change_office(office, actor=acting_user(), **form.fields)
        flash(_("Saved."))
        return see_other(".concern_offices")
    return render_form("neighbours/office.html", form, office=office)


@neighbour_desk.post("/dokad-dzwonic/<int:office_id>/usuniecie")
@requires(policies.can_edit_concern_office, load=queries.get_concern_office)
def remove_concern_office(office: ConcernOffice) -> BaseResponse:
    offices.remove_office(office, actor=acting_user())
    flash(_("It is not on the list any more."))
    return see_other(".concern_offices")


@neighbour_desk.post("/dokad-dzwonic/<int:office_id>/kolejnosc")
@requires(policies.can_edit_concern_office, load=queries.get_concern_office)
def reorder_concern_office(office: ConcernOffice) -> BaseResponse:
    direction = request.form.get("direction")
    if direction not in ("earlier", "later"):
        abort(422)
    offices.move_office(office, earlier=direction == "earlier", actor=acting_user())
    return see_other(".concern_offices")
