"""The town's breaks: what there is, one more, another, none."""

from functools import partial

from flask import Blueprint, flash, render_template
from werkzeug.wrappers import Response

from osl.core.access import acting_user, requires
from osl.core.clock import today
from osl.core.errors import DomainError
from osl.core.forms import render_stale
from osl.core.i18n import _
from osl.core.web import see_other
from osl.events import policies, queries
from osl.events.breaks import add_break, change_break, remove_break
from osl.events.checking import check_breaks
from osl.events.models import Break
from osl.events.queries import get_break
from osl.events.series_forms import BreakForm
from osl.events.step_forms import ConfirmationForm
from osl.events.views import form_page, refuse, wants_a_look

breaks = Blueprint("breaks", __name__, url_prefix="/panel/przerwy")


@breaks.get("")
@requires(policies.can_keep_breaks)
def index() -> str:
    """The breaks to come."""
    return render_template("events/breaks.html", breaks=queries.breaks_from(today()))


@breaks.route("/nowa", methods=["GET", "POST"])
@requires(policies.can_keep_breaks)
def add() -> Response:
    """One more break, once the organiser has seen which meetings it takes away."""
    form, page = BreakForm.of(None), "events/break.html"
    if form.validate_on_submit():
        put = partial(add_break, **form.fields, actor=acting_user())
        try:
            check = check_breaks(put)
            if wants_a_look(check):
                return form_page(page, form, check=check)
            put()
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            flash(_("The break is saved. Series leave these days out."))
            return see_other(".index")
    return form_page(page, form)


@breaks.route("/<int:break_id>", methods=["GET", "POST"])
@requires(policies.can_edit_break, load=get_break)
def edit(one: Break) -> Response:
    """Other days or another name."""
    form, page = BreakForm.of(one), "events/break.html"
    if form.validate_on_submit():
        saved = form.as_saved(one)
        # Of a second click everything is saved already: nothing differs, and nothing is wrong.
        if form.is_stale(one) and form.differences(saved):
            return render_stale(page, form, one, saved, one=one)
        change = partial(change_break, one, **form.fields, actor=acting_user())
        try:
            check = check_breaks(change)
            if wants_a_look(check):
                return form_page(page, form, one=one, check=check)
            change()
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            flash(_("The break is saved. Series leave these days out."))
            return see_other(".index")
    return form_page(page, form, one=one)


@breaks.route("/<int:break_id>/usuniecie", methods=["GET", "POST"])
@requires(policies.can_edit_break, load=get_break)
def removal(one: Break) -> Response:
    """The series meet on those days after all."""
    form, page = ConfirmationForm.of(one), "events/break_removal.html"
    if form.validate_on_submit():
        if form.is_stale(one):
            return render_stale(page, form, one, {}, one=one)
        remove = partial(remove_break, one, actor=acting_user())
        try:
            check = check_breaks(remove)
            if wants_a_look(check):
                return form_page(page, form, one=one, check=check)
            remove()
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("The break is removed. Series meet on those days again."), "info")
            return see_other(".index")
    return form_page(page, form, one=one)
