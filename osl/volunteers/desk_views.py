"""The team's pages about volunteering: what there is to do, and everything about one task."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.communities.queries import communities_of
from osl.core.access import acting_user, requires
from osl.core.clock import utcnow
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form, render_stale
from osl.core.i18n import _
from osl.core.web import see_other
from osl.events.models import Event
from osl.events.queries import get_event
from osl.volunteers import desk, policies
from osl.volunteers.desk import Filters
from osl.volunteers.desk_forms import TaskForm, as_typed
from osl.volunteers.models import Task
from osl.volunteers.queries import get_own_task
from osl.volunteers.tasks import change_task, close_task, plan_task, publish_task
from osl.volunteers.words import TASK_STATES, TaskState

volunteer_desk = Blueprint("volunteer_desk", __name__, url_prefix="/panel/wolontariat")

EVENT, STATE, COMMUNITY, LACKING, PAGE = (
    "wydarzenie",
    "stan",
    "spolecznosc",
    "brakuje",
    "strona",
)


def load_task(viewer: User, task_id: int) -> Task:
    return get_own_task(viewer, task_id)


@volunteer_desk.get("")
@requires(policies.can_see_volunteering)
def index() -> str:
    """Who waits for an answer and for a call, then what there is to do."""
    viewer = acting_user()
    filters = filters_asked(viewer)
    return render_template(
        "volunteers/desk_index.html",
        offers=desk.offers_waiting(viewer),
        calls=desk.calls_waiting(viewer),
        number=desk.number_waiting(viewer),
        filters=filters,
        page=desk.tasks_at_desk(viewer, filters, number_asked(PAGE) or 1),
        communities=[
            ("", _("All communities")),
            *((str(one.id), one.name) for one in communities_of(viewer)),
        ],
        states=[("", _("All tasks")), *((one.value, said) for one, said in TASK_STATES.items())],
        form=OslForm(),
    )


@volunteer_desk.get("/<int:task_id>")
@requires(policies.can_handle_task, load=load_task)
def show(task: Task) -> str:
    """A task, its shifts by day, and for each who comes and who would come."""
    coming, over = desk.shifts_by_day(task)
    return render_template(
        "volunteers/desk_show.html",
        task=task,
        coming=coming,
        over=over,
        now=utcnow(),
        form=OslForm(),
    )


@volunteer_desk.route("/nowe", methods=["GET", "POST"])
@requires(policies.can_plan_task)
def add() -> BaseResponse:
    """Write down what there is to do; residents see nothing yet."""
    form = TaskForm.blank(acting_user(), event_asked())
    if form.validate_on_submit() and form.community is not None:
        try:
            task = plan_task(
                form.facts, community=form.community, actor=acting_user(), key=form.one_use_key
            )
        except DomainError as refusal:
            form.refuse(refusal, "event_id")
        else:
            flash(_("Saved. Now say when people are needed."))
            return see_other(".add_times", task_id=task.id)
    return render_form("volunteers/desk_new.html", form)


@volunteer_desk.route("/<int:task_id>/edycja", methods=["GET", "POST"])
@requires(policies.can_handle_task, load=load_task)
def edit(task: Task) -> BaseResponse:
    """Change what a task is; those who come already see it on their page."""
    form = TaskForm.of(task, acting_user())
    if form.validate_on_submit():
        if form.is_stale(task):
            return render_stale("volunteers/desk_edit.html", form, task, as_typed(task), task=task)
        try:
            change_task(task, form.facts, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal, "event_id")
        else:
            flash(_("Saved."))
            return see_other(".show", task_id=task.id)
    return render_form("volunteers/desk_edit.html", form, task=task)


@volunteer_desk.post("/<int:task_id>/publikacja")
@requires(policies.can_handle_task, load=load_task)
def publish(task: Task) -> BaseResponse:
    """Call for volunteers: residents see the task from now on."""
    return done(task, publish_task, _("Residents see it now and can offer help."))


@volunteer_desk.post("/<int:task_id>/zakonczenie")
@requires(policies.can_handle_task, load=load_task)
def close(task: Task) -> BaseResponse:
    """Enough: nobody offers any more, and whoever was taken on keeps their shifts."""
    return done(task, close_task, _("Closed. Whoever was taken on keeps their shifts."))


def done(task: Task, act: Callable[..., Any], said: str) -> BaseResponse:
    """Do what one button says, and say what came of it."""
    if OslForm().validate_on_submit():
        try:
            act(task, actor=acting_user())
        except DomainError as refusal:
            flash(str(refusal), "warning")
        else:
            flash(said)
    return see_other(".show", task_id=task.id)


def event_asked() -> Event | None:
    """The event whose page led here; one that is not there, or not ours to see, is 404."""
    number = number_asked(EVENT)
    return get_event(acting_user(), number) if number is not None else None


def filters_asked(viewer: User) -> Filters:
    state, number = request.args.get(STATE, ""), number_asked(COMMUNITY)
    return Filters(
        next((one for one in communities_of(viewer) if one.id == number), None),
        TaskState(state) if state in set(TaskState) else None,
        request.args.get(LACKING) == "tak",
    )


def number_asked(name: str) -> int | None:
    words = request.args.get(name, "")
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else None
