"""What volunteers' hours are worth to a grant: sums, the rows behind them, and the file."""

from flask import make_response, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.proof import with_proof
from osl.communities.models import FundingProject
from osl.communities.queries import funding_projects, get_funding_project
from osl.core.access import acting_user, requires
from osl.core.errors import DomainError
from osl.core.forms import render_form
from osl.core.i18n import _
from osl.core.sheets import download
from osl.people.queries import get_person
from osl.volunteers.hours_policies import can_see_in_kind
from osl.volunteers.hours_views import PAGE, hours, names_in, number_asked
from osl.volunteers.in_kind import Period, export_in_kind, in_kind, rows_of, usual_period
from osl.volunteers.in_kind_forms import InKindExportForm, PeriodForm

SINCE, UNTIL, PERSON = "od", "do", "osoba"


@hours.get("/panel/godziny/wklad")
@requires(can_see_in_kind)
def in_kind_projects() -> str:
    """The grants, and what an hour counts as in each."""
    return render_template("hours/in_kind_projects.html", projects=funding_projects())


@hours.get("/panel/godziny/wklad/<int:project_id>")
@requires(can_see_in_kind, load=get_funding_project)
def in_kind_of_project(project: FundingProject) -> BaseResponse:
    """What volunteers gave to one grant, by person and community."""
    form, period = period_asked(project)
    body = render_template(
        "hours/in_kind.html",
        project=project,
        period=period,
        form=form,
        found=in_kind(project, period),
        asked=address_of(period),
    )
    return make_response(body, 422 if form.errors else 200)


@hours.get("/panel/godziny/wklad/<int:project_id>/wpisy")
@requires(can_see_in_kind, load=get_funding_project)
def in_kind_rows(project: FundingProject) -> str:
    """The entries behind a sum, each with what it is worth."""
    _form, period = period_asked(project)
    number = number_asked(PERSON)
    person = get_person(acting_user(), number) if number is not None else None
    page = rows_of(project, period, person, number_asked(PAGE) or 1)
    return render_template(
        "hours/in_kind_rows.html",
        project=project,
        period=period,
        person=person,
        page=page,
        names=names_in([entry for entry, _value in page.rows]),
        asked=address_of(period) | ({PERSON: person.id} if person is not None else {}),
    )


@hours.route("/panel/godziny/wklad/<int:project_id>/eksport", methods=["GET", "POST"])
@requires(can_see_in_kind, load=get_funding_project)
@with_proof
def in_kind_export(project: FundingProject) -> BaseResponse:
    """Every entry as a file, for whoever has just shown who they are."""
    _form, period = period_asked(project)
    form = InKindExportForm.blank()
    if form.validate_on_submit():
        try:
            sheet = export_in_kind(project, period, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return download(sheet, "csv" if form.kind.data == "csv" else "xlsx")
    asked = address_of(period)
    return render_form(
        "hours/in_kind_export.html", form, project=project, period=period, asked=asked
    )


def period_asked(project: FundingProject) -> tuple[PeriodForm, Period]:
    """From which day to which, as the address says; else the time of the project."""
    usual = usual_period(project)
    given = {name: request.args.get(key, "") for name, key in (("since", SINCE), ("until", UNTIL))}
    form = PeriodForm(MultiDict({name: words for name, words in given.items() if words}))
    form.validate()
    since, until = form.since.data or usual.since, form.until.data or usual.until
    if since > until:
        form.until.errors = [_("The last day comes before the first. Correct one of them.")]
        since, until = usual.since, usual.until
    form.since.data, form.until.data = since, until
    return form, Period(since, until)


def address_of(period: Period) -> dict[str, str]:
    """A period as an address says it."""
    return {SINCE: period.since.isoformat(), UNTIL: period.until.isoformat()}
