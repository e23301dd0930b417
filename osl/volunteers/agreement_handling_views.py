"""What is done with an agreement that is written: print it, note the consent, sign, end."""

from collections.abc import Callable
from typing import Any

from flask import flash
from werkzeug.wrappers import Response as BaseResponse

from osl.core.access import acting_user, requires
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form
from osl.core.i18n import _
from osl.core.papers import show_paper
from osl.core.reading import note_reading
from osl.core.web import see_other
from osl.volunteers import policies
from osl.volunteers.agreement_forms import DayForm, EndingForm
from osl.volunteers.agreement_views import agreements, load_agreement
from osl.volunteers.agreements import (
    PAPER_MADE,
    end_agreement,
    note_consent,
    print_agreement,
    reopen_agreement,
    sign_agreement,
)
from osl.volunteers.models import Agreement
from osl.volunteers.papers import agreement_paper, may_be_opened


@agreements.post("/porozumienia/<int:agreement_id>/druk")
@requires(policies.can_see_private, load=load_agreement)
def printing(agreement: Agreement) -> BaseResponse:
    """Make the paper: from now on the agreement counts as printed."""
    if OslForm().validate_on_submit():
        try:
            print_agreement(agreement, actor=acting_user())
        except DomainError as refusal:
            flash(str(refusal), "warning")
            return see_other(".show", agreement_id=agreement.id)
    return see_other(".paper", agreement_id=agreement.id)


@agreements.get("/porozumienia/<int:agreement_id>/porozumienie.pdf")
@requires(policies.can_see_private, load=load_agreement)
def paper(agreement: Agreement) -> BaseResponse:
    """The printed agreement as a PDF; it is noted who opened it."""
    if not may_be_opened(agreement):
        flash(_("A draft has no paper yet. Print it first."), "warning")
        return see_other(".show", agreement_id=agreement.id)
    note_reading(
        PAPER_MADE,
        actor=acting_user(),
        subject=agreement,
        community_id=agreement.community_id,
        number=agreement.number,
    )
    return show_paper(agreement_paper(agreement))


@agreements.route("/porozumienia/<int:agreement_id>/zgoda-opiekuna", methods=["GET", "POST"])
@requires(policies.can_handle_agreement, load=load_agreement)
def consent(agreement: Agreement) -> BaseResponse:
    """The day a guardian's consent came."""
    said = _("Noted: the guardian agrees.")
    return _on_a_day("agreements/consent.html", agreement, note_consent, said)


@agreements.route("/porozumienia/<int:agreement_id>/podpis", methods=["GET", "POST"])
@requires(policies.can_handle_agreement, load=load_agreement)
def signing(agreement: Agreement) -> BaseResponse:
    """The day both sides signed; refused, in words, while something is missing."""
    said = _("Noted: the agreement is signed and in force.")
    return _on_a_day("agreements/signing.html", agreement, sign_agreement, said)


@agreements.post("/porozumienia/<int:agreement_id>/szkic")
@requires(policies.can_handle_agreement, load=load_agreement)
def reopening(agreement: Agreement) -> BaseResponse:
    """Make it a draft again."""
    if OslForm().validate_on_submit():
        try:
            reopen_agreement(agreement, actor=acting_user())
        except DomainError as refusal:
            flash(str(refusal), "warning")
        else:
            flash(_("It is a draft again. The paper printed before holds no more."))
    return see_other(".show", agreement_id=agreement.id)


@agreements.route("/porozumienia/<int:agreement_id>/zakonczenie", methods=["GET", "POST"])
@requires(policies.can_handle_agreement, load=load_agreement)
def ending(agreement: Agreement) -> BaseResponse:
    """The day it stopped holding, and why."""
    form = EndingForm.today()
    if form.validate_on_submit():
        try:
            end_agreement(agreement, form.day, form["why"].data or "", actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal, "on")
        else:
            flash(_("Noted: the agreement has ended."))
            return see_other(".show", agreement_id=agreement.id)
    return render_form("agreements/ending.html", form, agreement=agreement)


def _on_a_day(
    template: str, agreement: Agreement, act: Callable[..., Any], said: str
) -> BaseResponse:
    form = DayForm.today()
    if form.validate_on_submit():
        try:
            act(agreement, form.day, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal, "on")
        else:
            flash(said)
            return see_other(".show", agreement_id=agreement.id)
    return render_form(template, form, agreement=agreement)
