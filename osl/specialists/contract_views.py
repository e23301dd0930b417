"""The team's pages about agreements with specialists."""

from flask import flash
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.communities.queries import funding_projects
from osl.core.access import acting_user, requires
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form, render_stale
from osl.core.i18n import _
from osl.core.web import see_other
from osl.specialists import contracts, policies
from osl.specialists.contract_forms import ContractForm, current_of
from osl.specialists.models import Specialist, SpecialistContract
from osl.specialists.queries import get_contract
from osl.specialists.views import BOTH, load_specialist, specialists


def load_contract(viewer: User | None, contract_id: int) -> SpecialistContract:
    return get_contract(viewer, contract_id)


@specialists.route("/<int:specialist_id>/umowy/nowa", methods=BOTH)
@requires(policies.can_keep_specialist, load=load_specialist)
def add_contract(specialist: Specialist) -> BaseResponse:
    form = ContractForm.of(None, funding_projects())
    if form.validate_on_submit():
        try:
            contracts.add_contract(specialist, form.facts, actor=acting_user())
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            flash(_("The agreement is written down."))
            return see_other(".show", specialist_id=specialist.id)
    return render_form("specialists/contract.html", form, specialist=specialist, contract=None)


@specialists.route("/umowy/<int:contract_id>/edycja", methods=BOTH)
@requires(policies.can_keep_contract, load=load_contract)
def edit_contract(contract: SpecialistContract) -> BaseResponse:
    form = ContractForm.of(contract, funding_projects())
    about = {"specialist": contract.specialist, "contract": contract}
    if form.validate_on_submit():
        current = current_of(contract)
        if form.is_stale(contract) and form.differences(current):
            return render_stale("specialists/contract.html", form, contract, current, **about)
        try:
            contracts.change_contract(contract, form.facts, actor=acting_user())
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            flash(_("Saved."))
            return see_other(".show", specialist_id=contract.specialist_id)
    return render_form("specialists/contract.html", form, **about)


@specialists.route("/umowy/<int:contract_id>/usuniecie", methods=BOTH)
@requires(policies.can_keep_contract, load=load_contract)
def contract_removal(contract: SpecialistContract) -> BaseResponse:
    """Take away an agreement written down by mistake, after one look at what goes."""
    form, specialist = OslForm(), contract.specialist
    if form.validate_on_submit():
        contracts.remove_contract(contract, actor=acting_user())
        flash(_("The agreement is removed. What was led stays."))
        return see_other(".show", specialist_id=specialist.id)
    return render_form(
        "specialists/contract_removal.html", form, specialist=specialist, contract=contract
    )


def refuse(form: ContractForm, refusal: DomainError) -> None:
    """Say what stands in the way, beside the field it is about."""
    fields = {contracts.NumberTaken: "number", contracts.DatesTurned: "ends_on"}
    form.refuse(refusal, fields.get(type(refusal)))
