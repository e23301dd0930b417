"""Certificates of a course: who reaches the share, making them out, and the papers."""

from flask import Blueprint, flash, make_response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.core.access import acting_user, current_viewer, requires
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form, render_stale
from osl.core.i18n import _, _n
from osl.core.links import number_in
from osl.core.papers import show_paper
from osl.core.reading import note_reading
from osl.core.web import see_other
from osl.events.models import Event
from osl.logbook.certificate_forms import IssueForm, ShareForm
from osl.logbook.certificate_papers import PAPER_MADE, certificates_paper
from osl.logbook.certificates import (
    NeedsReason,
    candidates_of,
    certificates_of,
    get_certificate,
    issue_certificates,
    part_kept_by,
    share_of,
    state_share,
    withdraw_certificate,
)
from osl.logbook.models import AttendanceCertificate
from osl.logbook.policies import can_keep_logbook
from osl.logbook.presence import get_event_to_log, noted_meetings
from osl.logbook.queries import logbook_of

attendance_certificates = Blueprint(
    "attendance_certificates", __name__, url_prefix="/panel/zaswiadczenia"
)

CHOSEN = "nr"
MOST_AT_ONCE = 200


def load_event(viewer: User | None, event_id: int) -> Event:
    return get_event_to_log(viewer, event_id)


def load_certificate(viewer: User | None, certificate_id: int) -> AttendanceCertificate:
    return get_certificate(viewer, certificate_id)


def can_make_certificate(user: User, certificate: AttendanceCertificate) -> bool:
    return can_keep_logbook(user, kept_part(certificate))


def kept_part(certificate: AttendanceCertificate) -> Event:
    """The part of the course whose pages this member of the team sees."""
    return part_kept_by(current_viewer(), certificate) or certificate.event


@attendance_certificates.route("/<int:event_id>", methods=["GET", "POST"])
@requires(can_keep_logbook, load=load_event)
def index(event: Event) -> BaseResponse:
    """Who was at which share of a course, and making out certificates for those chosen."""
    candidates = candidates_of(event)
    form = IssueForm.among(candidates)
    if form.validate_on_submit():
        try:
            made = issue_certificates(
                event, form.people.data or [], reason=form.reason.data or "", actor=acting_user()
            )
        except NeedsReason as refusal:
            form.refuse(refusal, "reason")
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_n("%(num)s certificate is ready.", "%(num)s certificates are ready.", len(made)))
            numbers = [str(one.id) for one in made]
            return see_other(".index", event_id=event.id, **{CHOSEN: numbers})
    return render_form(
        "logbook/certificates.html",
        form,
        event=event,
        candidates=candidates,
        noted=noted_meetings(event),
        share=share_of(event),
        just_made=numbers_asked(),
        certificates=certificates_of(event),
    )


@attendance_certificates.route("/<int:event_id>/prog", methods=["GET", "POST"])
@requires(can_keep_logbook, load=load_event)
def share(event: Event) -> BaseResponse:
    """From which share of the meetings on somebody gets a certificate."""
    form = ShareForm.of(event)
    kept = logbook_of(event)
    if form.is_submitted() and form.is_stale(kept):
        current = {"percent": share_of(event)}
        return render_stale("logbook/certificate_share.html", form, kept, current, event=event)
    if form.validate_on_submit():
        state_share(event, form.percent.data or 0, actor=acting_user())
        flash(_("The share is saved."))
        return see_other(".index", event_id=event.id)
    return render_form("logbook/certificate_share.html", form, event=event)


@attendance_certificates.get("/<int:certificate_id>.pdf")
@requires(can_make_certificate, load=load_certificate)
def paper(certificate: AttendanceCertificate) -> BaseResponse:
    """One certificate to sign. One withdrawn, or of somebody erased, is not printed again."""
    if certificate.withdrawn_at is not None or certificate.person is None:
        flash(_("This certificate is withdrawn, or the person's data are erased."), "warning")
        return see_other(".index", event_id=kept_part(certificate).id)
    made = certificates_paper(certificate.event, [certificate])
    note_reading(PAPER_MADE, actor=acting_user(), subject=certificate.event)
    return show_paper(made)


@attendance_certificates.get("/kurs/<int:event_id>.pdf")
@requires(can_keep_logbook, load=load_event)
def papers(event: Event) -> BaseResponse:
    """All certificates of a course, or those chosen, in one file."""
    chosen = numbers_asked()
    found = [
        one
        for one in certificates_of(event)
        if one.person is not None and (not chosen or one.id in chosen)
    ]
    if not found:
        flash(_("There is no certificate to print yet."), "warning")
        return see_other(".index", event_id=event.id)
    made = certificates_paper(event, found)
    note_reading(PAPER_MADE, actor=acting_user(), subject=event)
    return show_paper(made)


@attendance_certificates.route("/<int:certificate_id>/wycofanie", methods=["GET", "POST"])
@requires(can_make_certificate, load=load_certificate)
def withdrawal(certificate: AttendanceCertificate) -> BaseResponse:
    """Take back one made out by mistake."""
    form = OslForm()
    if form.validate_on_submit():
        withdraw_certificate(certificate, actor=acting_user())
        flash(_("The certificate %(number)s is withdrawn.", number=certificate.number))
        return see_other(".index", event_id=kept_part(certificate).id)
    return make_response(
        render_template(
            "logbook/certificate_withdrawal.html",
            form=form,
            certificate=certificate,
            event=kept_part(certificate),
        ),
        422 if form.is_submitted() else 200,
    )


def numbers_asked() -> list[int]:
    found = [number_in(one) for one in request.args.getlist(CHOSEN)[:MOST_AT_ONCE]]
    return [one for one in found if one is not None]
