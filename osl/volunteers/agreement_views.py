"""The team's pages about agreements: the list, one of them, and the three steps of writing it."""

from typing import Any

from flask import Blueprint, abort, flash, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.accounts.queries import history_of
from osl.communities.queries import communities_of, funding_projects
from osl.core.access import acting_user, requires
from osl.core.clock import today
from osl.core.errors import DomainError
from osl.core.forms import OslForm, VersionedForm, render_form, render_stale
from osl.core.i18n import _
from osl.core.links import number_in
from osl.core.reading import note_reading
from osl.core.web import see_other
from osl.people.models import Person
from osl.people.queries import get_person
from osl.volunteers import policies
from osl.volunteers.agreement_forms import TermsForm, WhoForm, WorkForm
from osl.volunteers.agreement_queries import (
    AgreementFilters,
    agreements_page,
    communities_for,
    get_agreement,
    tasks_for,
)
from osl.volunteers.agreement_words import STATES
from osl.volunteers.agreements import (
    READ,
    GuardianMissing,
    change_terms,
    change_who_and_when,
    change_work,
    missing_to_print,
    missing_to_sign,
    start_agreement,
)
from osl.volunteers.models import Agreement, AgreementState

agreements = Blueprint("agreements", __name__, url_prefix="/panel")

STATE, COMMUNITY, ENDING, PAGE = "stan", "spolecznosc", "konczy-sie", "strona"
YES = "tak"


def load_agreement(viewer: User | None, agreement_id: int) -> Agreement:
    return get_agreement(viewer, agreement_id)


def load_person(viewer: User | None, person_id: int) -> Person:
    return get_person(viewer, person_id)


@agreements.get("/porozumienia")
@requires(policies.can_see_agreements)
def index() -> str:
    """All agreements of one's communities; those about to end say so."""
    viewer, filters = acting_user(), filters_asked(acting_user())
    number = number_in(request.args.get(PAGE, "")) or 1
    return render_template(
        "agreements/index.html",
        page=agreements_page(viewer, filters, today(), number),
        filters=filters,
        communities=[
            ("", _("All communities")),
            *((str(one.id), one.name) for one in communities_of(viewer)),
        ],
        states=[("", _("All states")), *((one.value, words) for one, words in STATES.items())],
        day=today(),
    )


@agreements.get("/porozumienia/<int:agreement_id>")
@requires(policies.can_handle_agreement, load=load_agreement)
def show(agreement: Agreement) -> str:
    """What was agreed, where it stands, and what to do next. Nothing private stands here."""
    viewer = acting_user()
    return render_template(
        "agreements/show.html",
        agreement=agreement,
        day=today(),
        to_print=missing_to_print(agreement),
        to_sign=missing_to_sign(agreement, today(), actor=viewer),
        sees_private=policies.can_see_private(viewer, agreement),
        sees_checks=policies.can_record_checks(viewer, agreement.person),
        history=history_of(agreement),
        form=OslForm(),
    )


@agreements.get("/porozumienia/<int:agreement_id>/dane")
@requires(policies.can_see_private, load=load_agreement)
def private(agreement: Agreement) -> str:
    """The address, the day of birth and the guardian; it is noted who looked."""
    _note_read(agreement)
    return render_template("agreements/private.html", agreement=agreement)


@agreements.route("/ludzie/<int:person_id>/porozumienia/nowe", methods=["GET", "POST"])
@requires(policies.can_write_agreement, load=load_person)
def start(person: Person) -> BaseResponse:
    """Step 1 of a new agreement."""
    communities = communities_for(acting_user(), person)
    if not communities:
        abort(404)
    tasks = tasks_for(acting_user(), communities)
    form = WhoForm.of(None, communities=communities, tasks=tasks)
    if form.validate_on_submit():
        try:
            agreement = start_agreement(
                person,
                form.who,
                community=form.community,
                actor=acting_user(),
                key=form.one_use_key,
            )
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            return see_other(".work", agreement_id=agreement.id)
    return render_form("agreements/who.html", form, person=person, agreement=None)


@agreements.route("/porozumienia/<int:agreement_id>/kto-i-kiedy", methods=["GET", "POST"])
@requires(policies.can_see_private, load=load_agreement)
def who(agreement: Agreement) -> BaseResponse:
    """Step 1 of a draft once more. It shows private data, so looking is noted."""
    communities = [agreement.community]
    tasks = list(tasks_for(acting_user(), communities))
    if agreement.task is not None and agreement.task not in tasks:
        tasks.insert(0, agreement.task)
    form = WhoForm.of(agreement, communities=communities, tasks=tasks)
    about = {"person": agreement.person, "agreement": agreement}
    if refused := _unless_draft(agreement):
        return refused
    if request.method == "GET":
        _note_read(agreement)
    if form.validate_on_submit():
        if form.is_stale(agreement):
            return _stale("agreements/who.html", form, agreement, WhoForm.now(agreement), about)
        try:
            change_who_and_when(agreement, form.who, actor=acting_user())
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            return see_other(".work", agreement_id=agreement.id)
    return render_form("agreements/who.html", form, **about)


@agreements.route("/porozumienia/<int:agreement_id>/co", methods=["GET", "POST"])
@requires(policies.can_handle_agreement, load=load_agreement)
def work(agreement: Agreement) -> BaseResponse:
    """Step 2: what the volunteer will do."""
    if refused := _unless_draft(agreement):
        return refused
    form = WorkForm.of(agreement, funding_projects())
    if form.validate_on_submit():
        if form.is_stale(agreement):
            return _stale("agreements/work.html", form, agreement, WorkForm.now(agreement), {})
        try:
            change_work(agreement, form.work, actor=acting_user())
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            return see_other(".terms", agreement_id=agreement.id)
    return render_form("agreements/work.html", form, agreement=agreement)


@agreements.route("/porozumienia/<int:agreement_id>/warunki", methods=["GET", "POST"])
@requires(policies.can_handle_agreement, load=load_agreement)
def terms(agreement: Agreement) -> BaseResponse:
    """Step 3: insurance and the other terms."""
    if refused := _unless_draft(agreement):
        return refused
    form = TermsForm.of(agreement)
    if form.validate_on_submit():
        if form.is_stale(agreement):
            return _stale("agreements/terms.html", form, agreement, TermsForm.now(agreement), {})
        try:
            change_terms(agreement, form.terms, actor=acting_user())
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            return see_other(".show", agreement_id=agreement.id)
    return render_form("agreements/terms.html", form, agreement=agreement)


def filters_asked(viewer: User) -> AgreementFilters:
    state, number = request.args.get(STATE, ""), number_in(request.args.get(COMMUNITY, ""))
    return AgreementFilters(
        AgreementState(state) if state in set(AgreementState) else None,
        next((one for one in communities_of(viewer) if one.id == number), None),
        request.args.get(ENDING) == YES,
    )


def refuse(form: OslForm, refusal: DomainError) -> None:
    """Say what stands in the way, beside the field it is about where there is one."""
    field = "guardian_name" if isinstance(refusal, GuardianMissing) else None
    form.refuse(refusal, field)


def _unless_draft(agreement: Agreement) -> BaseResponse | None:
    """The way back for whoever opens a step of what is printed already. What was sent is refused by
    the operation, beside the words that were typed."""
    if agreement.state is AgreementState.DRAFT or request.method == "POST":
        return None
    flash(_("Only a draft can be changed. Make it a draft again first."), "warning")
    return see_other(".show", agreement_id=agreement.id)


def _stale(
    template: str,
    form: VersionedForm,
    agreement: Agreement,
    current: dict[str, Any],
    about: dict[str, Any],
) -> BaseResponse:
    """The second of two people sees what the first one saved."""
    return render_stale(template, form, agreement, current, **({"agreement": agreement} | about))


def _note_read(agreement: Agreement) -> None:
    note_reading(
        READ,
        actor=acting_user(),
        subject=agreement,
        community_id=agreement.community_id,
        number=agreement.number,
    )
