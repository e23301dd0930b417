"""The rota as a page and as a sheet of paper: of one task, and of a community's week."""

from datetime import date

from flask import abort, render_template, request

from osl.communities.queries import communities_of
from osl.core.access import acting_user, requires
from osl.core.clock import today
from osl.core.i18n import _
from osl.volunteers import policies
from osl.volunteers.desk_views import COMMUNITY, load_task, number_asked, volunteer_desk
from osl.volunteers.models import Task
from osl.volunteers.rota import WEEK, monday_of, rota_of_task, rota_of_week

FIRST_DAY = "od"


@volunteer_desk.get("/<int:task_id>/grafik")
@requires(policies.can_handle_task, load=load_task)
def rota(task: Task) -> str:
    """Who does which shift of a task, to be hung on a wall."""
    return render_template("volunteers/desk_rota.html", task=task, days=rota_of_task(task))


@volunteer_desk.get("/grafik")
@requires(policies.can_see_volunteering)
def week_rota() -> str:
    """All shifts of one community in one week."""
    own, number = communities_of(acting_user()), number_asked(COMMUNITY)
    community = next((one for one in own if one.id == number), None)
    if number is not None and community is None:
        abort(404)
    if community is None:
        community = own[0] if own else abort(404)
    monday = monday_asked()
    return render_template(
        "volunteers/desk_week_rota.html",
        community=community,
        communities=[(str(one.id), one.name) for one in own],
        monday=monday,
        sunday=monday + WEEK - WEEK / 7,
        before=monday - WEEK,
        after=monday + WEEK,
        days=rota_of_week(community, monday),
        title=_("Rota of the week: %(community)s", community=community.name),
    )


def monday_asked() -> date:
    """The week that is asked for, else this one; a day is enough to name it."""
    try:
        asked = date.fromisoformat(request.args.get(FIRST_DAY, ""))
    except ValueError:
        asked = today()
    return monday_of(asked if 2000 <= asked.year <= 2100 else today())
