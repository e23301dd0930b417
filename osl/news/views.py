"""Asking for the weekly letter of a community, and what the team notes of somebody's consents."""

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.communities.models import Community
from osl.communities.queries import communities_of, get_community_by_slug
from osl.core.access import acting_user, public, requires
from osl.core.clock import today
from osl.core.errors import DomainError
from osl.core.forms import render_form
from osl.core.i18n import _
from osl.core.web import network_key, see_other
from osl.messages.consent_words import sentence
from osl.messages.consents import AskedTooOften, confirm_consent, withdraw_consent
from osl.messages.ledger import consents_of, get_consent
from osl.messages.models import Consent, ConsentChannel
from osl.news import policies
from osl.news.forms import AddressForm, NotedConsentForm, TakenBackForm
from osl.news.operations import ask_for_news, note_consent
from osl.people.models import Person
from osl.people.queries import get_person
from osl.people.words import phone_shown

news = Blueprint("news", __name__)

ASKED = "wyslano"
"""``?wyslano=1``: the page after somebody asked; the same whoever reads the mailbox."""


def load_community(viewer: User | None, slug: str) -> Community:
    return get_community_by_slug(viewer, slug)


@news.route("/spolecznosci/<slug>/listy", methods=["GET", "POST"])
@public(load=load_community)
def subscription(community: Community) -> BaseResponse:
    """One address, no name. Whether the address was known before shows nowhere."""
    if request.view_args and request.view_args["slug"] != community.slug:
        return redirect(url_for(".subscription", slug=community.slug), 301)
    form = AddressForm.for_community(community)
    is_closed = community.is_closed_on(today())
    if not is_closed and form.validate_on_submit():
        try:
            ask_for_news(community, form.email.data or "", network=network_key())
        except AskedTooOften as refusal:
            form.refuse(refusal)
            page = _page(community, form)
            page.status_code, page.headers["Retry-After"] = 429, "3600"
            return page
        return see_other(".subscription", slug=community.slug, **{ASKED: 1})
    is_asked = ASKED in request.args and request.method == "GET"
    return _page(community, form, is_closed=is_closed, is_asked=is_asked)


def _page(community: Community, form: AddressForm, **more: bool) -> BaseResponse:
    agreed = sentence(ConsentChannel.EMAIL, community.name)
    return render_form("news/subscription.html", form, community=community, agreed=agreed, **more)


def load_person(viewer: User | None, person_id: int) -> Person:
    return get_person(viewer, person_id)


def load_consent(viewer: User | None, person_id: int, consent_id: int) -> Consent:
    """One consent of somebody this viewer may see."""
    return get_consent(get_person(viewer, person_id).id, consent_id)


@news.route("/panel/osoby/<int:person_id>/zgody", methods=["GET", "POST"])
@requires(policies.can_see_consents, load=load_person)
def consents(person: Person) -> BaseResponse:
    """Everything a person agreed to, word for word; and noting what they told us."""
    user = acting_user()
    form = NotedConsentForm.for_person(person, communities_of(user))
    if form.validate_on_submit():
        try:
            note_consent(person, form.channel, form.community, source=form.source, actor=user)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Saved. An address still waits for the button in our letter."))
            return see_other(".consents", person_id=person.id)
    return render_form(
        "news/consents.html",
        form,
        person=person,
        consents=consents_of(person.id),
        phone_shown=phone_shown,
    )


@news.post("/panel/osoby/<int:person_id>/zgody/<int:consent_id>/potwierdzenie")
@requires(policies.can_change_consent, load=load_consent)
def consent_confirmation(consent: Consent) -> BaseResponse:
    """The person said that the number is theirs."""
    try:
        confirm_consent(consent, actor=acting_user())
    except DomainError as refusal:
        flash(str(refusal), "warning")
    else:
        flash(_("Saved."))
    return see_other(".consents", person_id=consent.person_id)


@news.route(
    "/panel/osoby/<int:person_id>/zgody/<int:consent_id>/wycofanie", methods=["GET", "POST"]
)
@requires(policies.can_change_consent, load=load_consent)
def consent_withdrawal(consent: Consent) -> BaseResponse:
    """The person said STOP, by whatever way."""
    form = TakenBackForm()
    if form.validate_on_submit():
        withdraw_consent(consent, source=form.source, actor=acting_user())
        flash(_("Noted. From now on no such news leaves."))
        return see_other(".consents", person_id=consent.person_id)
    return render_form("news/withdrawal.html", form, consent=consent)
