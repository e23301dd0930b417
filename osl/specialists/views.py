"""The team's pages about specialists: the list, one of them, their checks."""

from flask import Blueprint, flash, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.core.access import acting_user, requires
from osl.core.clock import today
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form, render_stale
from osl.core.i18n import _
from osl.core.links import number_in
from osl.core.text import clean
from osl.core.web import see_other
from osl.specialists import checks as checking
from osl.specialists import operations, policies, queries
from osl.specialists.forms import SpecialistForm, current_of
from osl.specialists.models import Specialist, SpecialistCheck
from osl.specialists.queries import SpecialistFilters
from osl.volunteers.check_forms import ChecksForm

specialists = Blueprint("specialists", __name__, url_prefix="/panel/specjalisci")

BOTH = ["GET", "POST"]
WORDS, RETIRED, PAGE, COMING, PAST, YES = (
    "szukaj",
    "dawni",
    "strona",
    "nadchodzace",
    "minione",
    "tak",
)


def load_specialist(viewer: User | None, specialist_id: int) -> Specialist:
    return queries.get_specialist(viewer, specialist_id)


@specialists.get("")
@requires(policies.can_see_specialists)
def index() -> str:
    """Whom the centre hires to lead, and whose agreement ends or is used up."""
    words = clean(request.args.get(WORDS, ""))[:100]
    filters = SpecialistFilters(words, request.args.get(RETIRED) == YES)
    page = queries.specialists_found(acting_user(), filters, page_asked(PAGE))
    missing = checking.missing_of([one.id for one in page.rows])
    return render_template("specialists/index.html", page=page, filters=filters, missing=missing)


@specialists.route("/nowy", methods=BOTH)
@requires(policies.can_see_specialists)
def add() -> BaseResponse:
    """Somebody to lead. Sent twice, it is one specialist."""
    form = SpecialistForm.blank()
    if form.validate_on_submit():
        specialist = queries.specialist_of_key(form.one_use_key)
        if specialist is None:
            specialist = operations.add_specialist(
                form.facts, actor=acting_user(), key=form.one_use_key
            )
            flash(_("The specialist is on the list."))
        return see_other(".show", specialist_id=specialist.id)
    return render_form("specialists/edit.html", form, specialist=None)


@specialists.get("/<int:specialist_id>")
@requires(policies.can_keep_specialist, load=load_specialist)
def show(specialist: Specialist) -> str:
    """How to reach them, what is agreed, what was checked, what they lead and have led."""
    return render_template(
        "specialists/show.html",
        specialist=specialist,
        contracts=queries.contracts_of(specialist),
        missing=checking.missing_checks(specialist),
        coming_page=page_asked(COMING),
        past_page=page_asked(PAST),
    )


@specialists.route("/<int:specialist_id>/edycja", methods=BOTH)
@requires(policies.can_keep_specialist, load=load_specialist)
def edit(specialist: Specialist) -> BaseResponse:
    form = SpecialistForm.of(specialist)
    if form.validate_on_submit():
        current = current_of(specialist)
        if form.is_stale(specialist) and form.differences(current):
            return render_stale(
                "specialists/edit.html", form, specialist, current, specialist=specialist
            )
        operations.change_specialist(specialist, form.facts, actor=acting_user())
        flash(_("Saved."))
        return see_other(".show", specialist_id=specialist.id)
    return render_form("specialists/edit.html", form, specialist=specialist)


@specialists.post("/<int:specialist_id>/wycofanie")
@requires(policies.can_keep_specialist, load=load_specialist)
def retirement(specialist: Specialist) -> BaseResponse:
    if OslForm().validate_on_submit():
        operations.retire_specialist(specialist, actor=acting_user())
        flash(_("Noted: this specialist leads no more. What they led stays."))
    return see_other(".show", specialist_id=specialist.id)


@specialists.post("/<int:specialist_id>/powrot")
@requires(policies.can_keep_specialist, load=load_specialist)
def coming_back(specialist: Specialist) -> BaseResponse:
    if OslForm().validate_on_submit():
        operations.bring_back(specialist, actor=acting_user())
        flash(_("Noted: this specialist leads again."))
    return see_other(".show", specialist_id=specialist.id)


@specialists.route("/<int:specialist_id>/sprawdzenia", methods=BOTH)
@requires(policies.can_keep_specialist, load=load_specialist)
def checks(specialist: Specialist) -> BaseResponse:
    """Which registers were looked into before work with children, and a form to record more."""
    form = ChecksForm.among(checking.checkers(acting_user()), acting_user())
    if form.validate_on_submit():
        try:
            checking.record_checks(
                specialist,
                form.chosen,
                checked_on=form.on.data or today(),
                checked_by=form.by,
                actor=acting_user(),
            )
        except DomainError as refusal:
            form.refuse(refusal, "on")
        else:
            flash(_("Recorded. What came of it stays in the paper file."))
            return see_other(".checks", specialist_id=specialist.id)
    return render_form(
        "specialists/checks.html",
        form,
        specialist=specialist,
        recorded=checking.checks_of(specialist),
        missing=checking.missing_checks(specialist),
        may_withdraw=may_withdraw,
    )


def load_check(viewer: User | None, check_id: int) -> SpecialistCheck:
    return checking.get_check(viewer, check_id)


@specialists.post("/sprawdzenia/<int:check_id>/cofniecie")
@requires(policies.can_withdraw_check, load=load_check)
def check_withdrawal(check: SpecialistCheck) -> BaseResponse:
    """Take back what was recorded by mistake, on the same day."""
    specialist_id = check.specialist_id
    if OslForm().validate_on_submit():
        try:
            checking.withdraw_check(check, actor=acting_user())
        except DomainError as refusal:
            flash(str(refusal), "warning")
        else:
            flash(_("Taken back."))
    return see_other(".checks", specialist_id=specialist_id)


def may_withdraw(check: SpecialistCheck) -> bool:
    is_own = policies.can_withdraw_check(acting_user(), check)
    return is_own and checking.was_recorded_today(check)


def page_asked(name: str) -> int:
    return number_in(request.args.get(name, "")) or 1
