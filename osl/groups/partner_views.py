"""The team's pages about partners."""

from flask import Blueprint, abort, flash, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.core.access import acting_user, requires
from osl.core.clock import today
from osl.core.errors import DomainError
from osl.core.forms import render_form, render_stale
from osl.core.i18n import _
from osl.core.links import number_in
from osl.core.text import clean
from osl.core.web import see_other
from osl.groups import event_links, partner_operations, partner_queries, policies
from osl.groups.forms import DayForm, EventForm
from osl.groups.models import Partner, PartnerKind
from osl.groups.partner_forms import PartnerForm
from osl.groups.partner_queries import PartnerFilters
from osl.groups.views import (
    ENDED,
    KIND,
    PAGE,
    WORDS,
    YES,
    back_from,
    choices_of,
    community_asked,
)
from osl.groups.words import PARTNER_KINDS

partners = Blueprint("partners", __name__, url_prefix="/panel/partnerzy")

BOTH = ["GET", "POST"]


def load_partner(viewer: User | None, partner_id: int) -> Partner:
    return partner_queries.get_partner(viewer, partner_id)


@partners.get("")
@requires(policies.can_see_partners)
def index() -> str:
    """The partners of one's communities, with what is asked for, and what ends soon."""
    viewer = acting_user()
    filters = PartnerFilters(
        next((one for one in PartnerKind if one == request.args.get(KIND)), None),
        community_asked(viewer),
        request.args.get(ENDED) == YES,
    )
    number = number_in(request.args.get(PAGE, "")) or 1
    return render_template(
        "partners/index.html",
        page=partner_queries.partners_found(viewer, filters, number),
        filters=filters,
        kinds=[("", _("All kinds")), *((one.value, words) for one, words in PARTNER_KINDS.items())],
        communities=choices_of(viewer),
        ending=partner_queries.agreements_ending(viewer),
        days_left=partner_queries.days_left,
    )


@partners.route("/nowy", methods=BOTH)
@requires(policies.can_see_partners)
def add() -> BaseResponse:
    """Somebody to work with. Sent twice, it is one partner."""
    actor = acting_user()
    form = PartnerForm.blank(actor)
    if form.validate_on_submit():
        earlier = partner_queries.partner_of_key(form.one_use_key)
        if earlier is not None:
            return see_other(".show", partner_id=earlier.id)
        try:
            partner = partner_operations.add_partner(
                form.facts, communities=form.communities, actor=actor, key=form.one_use_key
            )
        except DomainError as refusal:
            form.refuse(refusal, "agreed_until")
        else:
            flash(_("The partner is here."))
            return see_other(".show", partner_id=partner.id)
    return render_form("partners/edit.html", form, partner=None)


@partners.get("/<int:partner_id>")
@requires(policies.can_keep_partner, load=load_partner)
def show(partner: Partner) -> str:
    """Whom to ask there, what it gives, what is agreed, and what was done together."""
    return render_template(
        "partners/show.html",
        partner=partner,
        events=event_links.events_of(acting_user(), partner),
        days_left=partner_queries.days_left(partner),
        is_over=partner.ended_on is not None and partner.ended_on <= today(),
    )


@partners.route("/<int:partner_id>/edycja", methods=BOTH)
@requires(policies.can_keep_partner, load=load_partner)
def edit(partner: Partner) -> BaseResponse:
    form = PartnerForm.of(partner, acting_user())
    if form.validate_on_submit():
        current = form.current(partner)
        if form.is_stale(partner) and form.differences(current):
            return render_stale("partners/edit.html", form, partner, current, partner=partner)
        try:
            partner_operations.change_partner(
                partner, form.facts, communities=form.communities, actor=acting_user()
            )
        except DomainError as refusal:
            form.refuse(refusal, "agreed_until")
        else:
            flash(_("Saved."))
            return see_other(".show", partner_id=partner.id)
    return render_form("partners/edit.html", form, partner=partner)


@partners.route("/<int:partner_id>/zakonczenie", methods=BOTH)
@requires(policies.can_keep_partner, load=load_partner)
def ending(partner: Partner) -> BaseResponse:
    form = DayForm.of_today()
    if form.validate_on_submit() and form.on.data is not None:
        try:
            partner_operations.end_partnership(partner, form.on.data, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal, "on")
        else:
            flash(_("Noted: we work with this partner no more. What was done together stays."))
            return see_other(".show", partner_id=partner.id)
    return render_form("partners/ending.html", form, partner=partner)


@partners.post("/<int:partner_id>/wznowienie")
@requires(policies.can_keep_partner, load=load_partner)
def resumption(partner: Partner) -> BaseResponse:
    partner_operations.resume_partnership(partner, actor=acting_user())
    flash(_("Noted: we work with this partner again."))
    return see_other(".show", partner_id=partner.id)


@partners.route("/<int:partner_id>/wydarzenia", methods=BOTH)
@requires(policies.can_keep_partner, load=load_partner)
def events(partner: Partner) -> BaseResponse:
    """Look for an event the partner helped with, and link it."""
    viewer, form = acting_user(), EventForm()
    if form.validate_on_submit():
        event = event_links.get_event_to_link(viewer, form.event.data or "")
        event_links.link_event(partner, event, actor=viewer)
        flash(_("The event is linked."))
        return see_other(".show", partner_id=partner.id)
    words = clean(request.args.get(WORDS, ""))[:100]
    found = event_links.events_to_link(viewer, partner, partner.communities, words)
    return render_form("partners/events.html", form, partner=partner, words=words, found=found)


@partners.post("/<int:partner_id>/wydarzenia/usuniecie")
@requires(policies.can_keep_partner, load=load_partner)
def part_event(partner: Partner) -> BaseResponse:
    form, viewer = EventForm(), acting_user()
    if not form.validate_on_submit():
        abort(400)
    event = event_links.get_event_to_link(viewer, form.event.data or "")
    event_links.part_event(partner, event, actor=viewer)
    flash(_("The event is not linked any more."))
    return back_from(event, "partners.show", partner_id=partner.id)
