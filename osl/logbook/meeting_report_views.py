"""The team's pages about the report of a meeting for residents."""

from flask import Blueprint, abort, flash, make_response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.core.access import acting_user, requires
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form, render_stale
from osl.core.i18n import _
from osl.core.web import see_other
from osl.events.models import Occurrence
from osl.logbook import meeting_reports as operations
from osl.logbook.log_picture_views import why_not_held
from osl.logbook.log_pictures import pictures_of
from osl.logbook.meeting_report_forms import MeetingReportForm, current_of
from osl.logbook.policies import can_keep_log
from osl.logbook.queries import entry_of, get_meeting_to_log, is_over

meeting_reports = Blueprint("meeting_reports", __name__, url_prefix="/panel/dziennik")

NEXT, PUBLISH = "dalej", "publikacja"
"""What the second button of the form says."""


def load_meeting(viewer: User | None, meeting_id: int) -> Occurrence:
    return get_meeting_to_log(viewer, meeting_id)


@meeting_reports.route("/<int:meeting_id>/relacja", methods=["GET", "POST"])
@requires(can_keep_log, load=load_meeting)
def write(meeting: Occurrence) -> BaseResponse:
    """What residents are to read of a meeting."""
    report, entry, pictures = (
        operations.report_of(meeting),
        entry_of(meeting),
        pictures_of(meeting),
    )
    form = MeetingReportForm.about(report, entry, pictures)
    context = {
        "meeting": meeting,
        "report": report,
        "entry": entry,
        "pictures": pictures,
        "is_over": is_over(meeting),
        "not_held": why_not_held(meeting),
    }
    if form.validate_on_submit():
        if form.is_stale(report) and report is not None:
            current = current_of(report, pictures)
            if form.differences(current):
                return render_stale("logbook/report.html", form, report, current, **context)
        try:
            written = operations.write_report(meeting, form.told, actor=acting_user())
            if request.form.get(NEXT) == PUBLISH:
                operations.publish_report(written, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_said(is_public=written.published_at is not None))
            return see_other(".preview", meeting_id=meeting.id)
    return render_form("logbook/report.html", form, **context)


@meeting_reports.get("/<int:meeting_id>/relacja/podglad")
@requires(can_keep_log, load=load_meeting)
def preview(meeting: Occurrence) -> BaseResponse:
    """The report as residents read it."""
    return preview_page(meeting)


def preview_page(meeting: Occurrence, refusal: DomainError | None = None) -> BaseResponse:
    report = operations.report_of(meeting) or abort(404)
    page = render_template(
        "logbook/report_preview.html",
        meeting=meeting,
        report=report,
        is_over=is_over(meeting),
        refusal=refusal,
    )
    return make_response(page, 422 if refusal is not None else 200)


@meeting_reports.post("/<int:meeting_id>/relacja/publikacja")
@requires(can_keep_log, load=load_meeting)
def publish(meeting: Occurrence) -> BaseResponse:
    """Let everybody read it."""
    report = operations.report_of(meeting) or abort(404)
    if OslForm().validate_on_submit():
        try:
            operations.publish_report(report, actor=acting_user())
        except DomainError as refusal:
            return preview_page(meeting, refusal)
        flash(_said(is_public=True))
    return see_other(".preview", meeting_id=meeting.id)


@meeting_reports.post("/<int:meeting_id>/relacja/wycofanie")
@requires(can_keep_log, load=load_meeting)
def take_back(meeting: Occurrence) -> BaseResponse:
    """Show it to nobody but the team."""
    report = operations.report_of(meeting) or abort(404)
    if OslForm().validate_on_submit():
        operations.take_report_back(report, actor=acting_user())
        flash(_("The report is taken back. Only the team sees it now."))
    return see_other(".preview", meeting_id=meeting.id)


def _said(*, is_public: bool) -> str:
    if is_public:
        return _("The report is published. Residents read it on the page of the event.")
    return _("The report is saved. Residents do not see it until you publish it.")
