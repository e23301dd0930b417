"""The periods of reports: naming them, closing them, opening them again."""

from flask import flash, make_response, render_template
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.core.access import acting_user, requires
from osl.core.clock import today
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form, render_stale
from osl.core.i18n import _
from osl.core.web import see_other
from osl.reports import policies
from osl.reports.closing import AlreadyClosed, close_period, reopen_period
from osl.reports.figures import figures_of
from osl.reports.forms import ClosingForm, PeriodForm, ReopeningForm
from osl.reports.measures import Measure
from osl.reports.models import ReportPeriod
from osl.reports.periods import (
    change_period,
    closed_beside,
    delete_period,
    get_period,
    save_period,
    saved_periods,
)
from osl.reports.scope import Scope
from osl.reports.views import reports

BOTH = ["GET", "POST"]


def load_period(viewer: User | None, period_id: int) -> ReportPeriod:
    return get_period(viewer, period_id)


@reports.get("/okresy")
@requires(policies.can_keep_periods)
def periods() -> str:
    """All saved periods, the latest first."""
    return render_template("reports/periods.html", periods=saved_periods(), today=today())


@reports.route("/okresy/nowy", methods=BOTH)
@requires(policies.can_keep_periods)
def add_period() -> BaseResponse:
    """Give days a name."""
    form = PeriodForm()
    if form.validate_on_submit():
        try:
            save_period(*form.asked, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("The period is saved."))
            return see_other(".periods")
    return render_form("reports/period.html", form, period=None)


@reports.route("/okresy/<int:period_id>", methods=BOTH)
@requires(policies.can_keep_period, load=load_period)
def edit_period(period: ReportPeriod) -> BaseResponse:
    """Another name or other days."""
    form = PeriodForm(data=PeriodForm.now(period) | {"version": period.version})
    if form.validate_on_submit():
        if form.is_stale(period):
            current = PeriodForm.now(period)
            return render_stale("reports/period.html", form, period, current, period=period)
        try:
            change_period(period, *form.asked, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Saved."))
            return see_other(".periods")
    return render_form("reports/period.html", form, period=period)


@reports.route("/okresy/<int:period_id>/usuniecie", methods=BOTH)
@requires(policies.can_keep_period, load=load_period)
def remove_period(period: ReportPeriod) -> BaseResponse:
    """The name goes, the figures of these days are counted as before."""
    form = OslForm()
    if form.validate_on_submit():
        try:
            delete_period(period, actor=acting_user())
        except DomainError as refusal:
            return refused("reports/removal.html", form, period, refusal)
        flash(_("The period is deleted."))
        return see_other(".periods")
    return render_form("reports/removal.html", form, period=period)


@reports.route("/okresy/<int:period_id>/zamkniecie", methods=BOTH)
@requires(policies.can_keep_period, load=load_period)
def closing(period: ReportPeriod) -> BaseResponse:
    """Keep the numbers of a period for good."""
    form = ClosingForm(obj=period)
    if form.validate_on_submit():
        try:
            close_period(period, actor=acting_user())
        except AlreadyClosed as refusal:
            return refused("reports/closing.html", form, period, refusal)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("The period is closed. Its numbers will not change."))
            return see_other(".index", od=period.first_on, do=period.last_on)
    return render_form("reports/closing.html", form, period=period, **about_closing(period))


@reports.route("/okresy/<int:period_id>/otwarcie", methods=BOTH)
@requires(policies.can_keep_period, load=load_period)
def reopening(period: ReportPeriod) -> BaseResponse:
    """Let a closed period be counted anew, for a reason."""
    form = ReopeningForm(obj=period)
    if form.validate_on_submit():
        try:
            reopen_period(period, form.reason.data or "", actor=acting_user())
        except DomainError as refusal:
            return refused("reports/reopening.html", form, period, refusal)
        flash(_("The period is open again. Its numbers are counted anew."))
        return see_other(".periods")
    return render_form("reports/reopening.html", form, period=period)


def about_closing(period: ReportPeriod) -> dict[str, object]:
    """What one should know before closing: what is not noted yet, and what is closed beside it."""
    figures = figures_of(Scope(period.first_on, period.last_on))
    return {
        "meetings": figures.number(Measure.MEETINGS),
        "untimed": figures.number(Measure.UNTIMED),
        "beside": closed_beside(period),
        "is_over": period.last_on < today(),
    }


def refused(
    template: str, form: OslForm, period: ReportPeriod, refusal: DomainError
) -> BaseResponse:
    """Somebody else was faster: the page says so."""
    form.refuse(refusal)
    more = about_closing(period) if isinstance(form, ClosingForm) else {}
    return make_response(render_template(template, form=form, period=period, **more), 409)
