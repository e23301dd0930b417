"""A volunteer's checks, timesheet and certificate."""

from datetime import date
from re import ASCII, fullmatch

from flask import abort, flash, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.core.access import acting_user, requires
from osl.core.clock import today
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form
from osl.core.i18n import _
from osl.core.links import number_in
from osl.core.papers import show_paper
from osl.core.reading import note_reading
from osl.core.web import see_other
from osl.people.models import Person
from osl.people.queries import get_person
from osl.volunteers import policies
from osl.volunteers.agreement_forms import CertificateForm
from osl.volunteers.agreement_queries import agreements_of, get_agreement
from osl.volunteers.agreement_views import YES, agreements, load_person
from osl.volunteers.check_forms import ChecksForm
from osl.volunteers.checks import (
    checkers,
    checks_of,
    get_check,
    missing_checks,
    record_checks,
    withdraw_check,
)
from osl.volunteers.models import Agreement, SafeguardingCheck
from osl.volunteers.papers import (
    CERTIFICATE_MADE,
    TIMESHEET_MADE,
    Period,
    certificate_paper,
    first_confirmed_day,
    months_of,
    refuse_without_hours,
    timesheet_paper,
)

MONTH, BLANK, AGREEMENT, FROM, TO = "miesiac", "pusta", "porozumienie", "od", "do"


@agreements.route("/ludzie/<int:person_id>/sprawdzenia", methods=["GET", "POST"])
@requires(policies.can_record_checks, load=load_person)
def checks(person: Person) -> BaseResponse:
    """Which registers were looked into before work with children, and a form to record more."""
    form = ChecksForm.among(checkers(acting_user()), acting_user())
    if form.validate_on_submit():
        try:
            record_checks(
                person,
                form.chosen,
                checked_on=form.on.data or today(),
                checked_by=form.by,
                actor=acting_user(),
            )
        except DomainError as refusal:
            form.refuse(refusal, "on")
        else:
            flash(_("Recorded. What came of it stays in the paper file."))
            return see_other(".checks", person_id=person.id)
    return render_form(
        "agreements/checks.html",
        form,
        person=person,
        recorded=checks_of(acting_user(), person),
        missing=missing_checks(person),
    )


def load_check(viewer: User | None, check_id: int) -> SafeguardingCheck:
    """A check of somebody this member of the team sees."""
    found = get_check(check_id)
    get_person(viewer, found.person_id)
    return found


@agreements.post("/sprawdzenia/<int:check_id>/cofniecie")
@requires(policies.can_withdraw_check, load=load_check)
def check_withdrawal(check: SafeguardingCheck) -> BaseResponse:
    """Take back what was recorded by mistake."""
    person_id = check.person_id
    if OslForm().validate_on_submit():
        withdraw_check(check, actor=acting_user())
        flash(_("Taken back."))
    return see_other(".checks", person_id=person_id)


@agreements.route("/ludzie/<int:person_id>/papiery", methods=["GET", "POST"])
@requires(policies.can_make_papers, load=load_person)
def papers(person: Person) -> BaseResponse:
    """Timesheets month by month, and a certificate for the days one chooses."""
    viewer = acting_user()
    known = agreements_of(viewer, person)
    first = first_confirmed_day(viewer, person)
    form = CertificateForm.among(known, first or today())
    if form.validate_on_submit():
        period = Period(form.first_on.data or today(), form.last_on.data or today())
        agreement = next((one for one in known if one.id == form.agreement_id.data), None)
        try:
            refuse_without_hours(viewer, person, period, agreement)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            asked = {FROM: period.first_on.isoformat(), TO: period.last_on.isoformat()}
            asked |= {AGREEMENT: str(agreement.id)} if agreement is not None else {}
            return see_other(".certificate", person_id=person.id, **asked)
    return render_form(
        "agreements/papers.html",
        form,
        person=person,
        months=months_of(viewer, person),
        this_month=f"{today():%Y-%m}",
    )


@agreements.get("/ludzie/<int:person_id>/karta-pracy.pdf")
@requires(policies.can_make_papers, load=load_person)
def timesheet(person: Person) -> BaseResponse:
    """The confirmed hours of a month as a PDF, or one with empty rows."""
    viewer = acting_user()
    month, agreement = month_asked(), agreement_asked(viewer, person)
    is_blank = request.args.get(BLANK) == YES
    made = timesheet_paper(viewer, person, month, agreement, is_blank=is_blank)
    note_reading(TIMESHEET_MADE, actor=viewer, subject=person)
    return show_paper(made)


@agreements.get("/ludzie/<int:person_id>/zaswiadczenie.pdf")
@requires(policies.can_make_papers, load=load_person)
def certificate(person: Person) -> BaseResponse:
    """The certificate as a PDF; without confirmed hours there is none, and one reads why."""
    viewer = acting_user()
    first = day_asked(FROM) or first_confirmed_day(viewer, person) or today()
    period = Period(first, day_asked(TO) or today())
    try:
        made = certificate_paper(viewer, person, period, agreement_asked(viewer, person))
    except DomainError as refusal:
        flash(str(refusal), "warning")
        return see_other(".papers", person_id=person.id)
    note_reading(CERTIFICATE_MADE, actor=viewer, subject=person)
    return show_paper(made)


def month_asked() -> Period:
    """The month in the address; this one when none can be read there."""
    told = fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", request.args.get(MONTH, ""), ASCII)
    return Period.month(int(told[1]), int(told[2])) if told else Period.month(*this_month())


def this_month() -> tuple[int, int]:
    return today().year, today().month


def day_asked(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def agreement_asked(viewer: User, person: Person) -> Agreement | None:
    """The agreement in the address; 404 for one that is somebody else's."""
    asked = request.args.get(AGREEMENT)
    if not asked:
        return None
    found = get_agreement(viewer, number_in(asked) or 0)
    return found if found.person_id == person.id else abort(404)
