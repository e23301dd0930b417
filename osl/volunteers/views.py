"""Where neighbours are called to help, and offer themselves; no account anywhere."""

from flask import abort, make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts import attempts
from osl.accounts.attempts import TooManyTries
from osl.accounts.models import User
from osl.communities.queries import get_centre
from osl.core.access import public
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form
from osl.core.i18n import _
from osl.core.links import number_in, read_code
from osl.core.page_links import page_links
from osl.core.web import see_other
from osl.volunteers import calling, links
from osl.volunteers.addresses import task_values
from osl.volunteers.blueprint import volunteers
from osl.volunteers.calling import Called
from osl.volunteers.forms import OfferForm, VolunteerCodeForm
from osl.volunteers.limits import LATER, TooMany
from osl.volunteers.models import Task
from osl.volunteers.offering import KeyReused, offer_shifts
from osl.volunteers.own import secret_by_code
from osl.volunteers.queries import is_visible_to

SHIFT = "dyzur"
"""The shift an address asks for."""


@volunteers.get("/wolontariat")
@public
def index() -> str:
    """What neighbours are needed for, by community."""
    return render_template(
        "volunteers/index.html",
        places=calling.called_in_town(),
        contact_phone=get_centre().phone,
        links=page_links("volunteers.index"),
    )


def load_task(viewer: User | None, task_id: int, slug: str = "") -> Task:  # noqa: ARG001
    """A task this viewer may see, or one that was public once: its page then says, without a
    word about it, that nobody is needed any more. A draft does not exist for strangers."""
    was_public = Task.published_at.is_not(None)
    statement = (
        select(Task)
        .where(Task.id == task_id, was_public | is_visible_to(viewer))
        .options(joinedload(Task.community), joinedload(Task.venue), joinedload(Task.event))
    )
    return db.session.scalar(statement) or abort(404)


@volunteers.get("/wolontariat/<int:task_id>")
@volunteers.get("/wolontariat/<int:task_id>-<slug>")
@public(load=load_task)
def task(task: Task) -> BaseResponse:
    """One task. The number finds it; a name that is not (or no longer) its own leads there."""
    if task.closed_at is not None:
        return make_response(render_template("volunteers/closed.html", community=task.community))
    asked = (request.view_args or {}).get("slug")
    if asked is not None and asked != task_values(task).get("slug"):
        return redirect(url_for(".task", **task_values(task)), 301)
    return make_response(
        render_template(
            "volunteers/task.html",
            called=calling.called_for(task),
            task=task,
            contact_phone=phone_of(task),
            links=page_links("volunteers.task", **task_values(task)),
        )
    )


def phone_of(task: Task) -> str:
    """The number residents are given: the task's, its community's, or the centre's."""
    return task.contact_phone or task.community.phone or get_centre().phone


def load_call(_viewer: User | None, task_id: int) -> Task:
    """What is not public takes offers from nobody, whoever asks."""
    return load_task(None, task_id)


@volunteers.route("/wolontariat/<int:task_id>/zgloszenie", methods=["GET", "POST"])
@public(load=load_call)
def offer(task: Task) -> BaseResponse:
    """The form; the same one sent again leads to the same page."""
    called = calling.called_for(task)
    if request.method != "POST" and not (task.is_open and called.shifts):
        return see_other(".task", **task_values(task))
    form = OfferForm.for_task(called, number_in(request.args.get(SHIFT, "")))
    refusal: DomainError | None = None
    if form.validate_on_submit():
        try:
            made = offer_shifts(form.chosen, form.made_offer)
        except DomainError as said:
            refusal = said
            refuse(form, said)
        else:
            return see_other(".own", secret=links.secret_of_form(made[0]))
    return _offer_page(called, form, refusal)


def refuse(form: OfferForm, refusal: DomainError) -> None:
    """Say why; a form that was kept before gets a new mark, so that it can be sent as it is."""
    if isinstance(refusal, KeyReused):
        form.new_key()
    form.refuse(refusal)


def _offer_page(called: Called, form: OfferForm, refusal: DomainError | None) -> BaseResponse:
    page = render_form(
        "volunteers/offer.html",
        form,
        called=called,
        task=called.task,
        contact_phone=phone_of(called.task),
    )
    return kept_by_nobody(page, refusal)


def kept_by_nobody(page: BaseResponse, refusal: DomainError | None) -> BaseResponse:
    """What somebody typed stays in no browser's store."""
    if isinstance(refusal, TooMany):
        page.status_code = 429
        page.headers["Retry-After"] = LATER
    page.headers["Cache-Control"] = "no-store"
    return page


@volunteers.route("/wolontariat/moje", methods=["GET", "POST"])
@public
def enter_code() -> BaseResponse:
    """For whoever has the code on paper and no link."""
    form = VolunteerCodeForm()
    if form.validate_on_submit():
        try:
            secret = _find_by_code(form.code_on_paper.data or "")
        except TooManyTries as refusal:
            form.refuse(refusal)
            return _slow_down(form, refusal)
        if secret is not None:
            return see_other(".own", secret=secret)
        form.code_on_paper.errors = [
            _("No offer has this code. Look once more, or call us: we will find it.")
        ]
    return render_form("volunteers/code.html", form, centre_phone=get_centre().phone)


def _find_by_code(typed: str) -> str | None:
    """The address with this code. Codes are short, so guessing them is slowed down."""
    told = read_code(typed)
    attempts.count(attempts.VOLUNTEER_CODE, f"volunteer {told[0]}" if told else "volunteer")
    return secret_by_code(typed)


def _slow_down(form: OslForm, refusal: TooManyTries) -> BaseResponse:
    page = make_response(
        render_template("volunteers/code.html", form=form, centre_phone=get_centre().phone), 429
    )
    page.headers["Retry-After"] = str(refusal.seconds)
    return page
