"""The team's pages of communities, places, projects and the centre; the two official statements."""

from typing import Any

from flask import Blueprint, abort, current_app, flash, render_template, request
from werkzeug.wrappers import Response

from osl.communities import operations, policies, queries
from osl.communities.addresses import AddressRefused
from osl.communities.forms import (
    CentreForm,
    ClosingForm,
    CommunityForm,
    CommunityTextForm,
    EditForm,
    FundingForm,
    NewCommunityForm,
    NewFundingForm,
    StageForm,
    TeamMemberForm,
    VenueForm,
)
from osl.communities.models import (
    Community,
    FundingProject,
    StageChange,
    StatementStatus,
    TeamMember,
    Venue,
)
from osl.core.access import acting_user, public, requires
from osl.core.clock import today
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form, render_stale
from osl.core.i18n import _
from osl.core.pictures import PictureRefused
from osl.core.web import see_other

communities = Blueprint("communities", __name__, url_prefix="/panel/spolecznosci")
venues = Blueprint("venues", __name__, url_prefix="/panel/miejsca")
funding = Blueprint("funding", __name__, url_prefix="/panel/projekty")
centre = Blueprint("centre", __name__)

BOTH = ["GET", "POST"]


def say(form: OslForm, refusal: DomainError) -> None:
    """Put a refusal beside the field it is about."""
    fields = {AddressRefused: "slug", PictureRefused: "cover" if "cover" in form else "logo_strip"}
    form.refuse(refusal, fields.get(type(refusal)))


# Communities


@communities.get("")
@requires(policies.can_see_communities)
def index() -> str:
    return render_template(
        "communities/index.html",
        open_communities=queries.open_communities(),
        closed_communities=queries.closed_communities(),
        may_manage=policies.can_manage_communities(acting_user()),
    )


@communities.route("/nowa", methods=BOTH)
@requires(policies.can_manage_communities)
def create() -> Response:
    form = NewCommunityForm()
    if form.validate_on_submit():
        try:
            community = operations.open_community(actor=acting_user(), **form.fields)
        except DomainError as refusal:
            say(form, refusal)
        else:
            flash(_("The community is here. Now add its team."))
            return see_other(".team", community_id=community.id)
    return render_form("communities/create.html", form)


@communities.get("/<int:community_id>")
@requires(policies.can_see_community, load=queries.get_community)
def show(community: Community) -> str:
    viewer = acting_user()
    return render_template(
        "communities/show.html",
        community=community,
        is_closed=community.is_closed_on(today()),
        history=queries.stage_history(community),
        may_edit=policies.can_edit_community(viewer, community),
        may_manage=policies.can_manage_community(viewer, community),
    )


@communities.route("/<int:community_id>/edycja", methods=BOTH)
@requires(policies.can_edit_community, load=queries.get_community)
def edit(community: Community) -> Response:
    may_define = policies.can_manage_community(acting_user(), community)
    form: CommunityTextForm = (CommunityForm if may_define else CommunityTextForm)(obj=community)
    if form.validate_on_submit():
        if form.is_overtaken(community):
            return stale("communities/edit.html", form, community, community=community)
        try:
            if isinstance(form, CommunityForm):
                operations.define_community(community, actor=acting_user(), **form.definition)
            operations.describe_community(community, actor=acting_user(), **form.texts)
            taken = form.takes_comments.data
            operations.take_comments(community, actor=acting_user(), taken=taken)
        except DomainError as refusal:
            say(form, refusal)
        else:
            flash(_("Saved."))
            return see_other(".show", community_id=community.id)
    return render_form("communities/edit.html", form, community=community)


def stale(template: str, form: EditForm, subject: Any, **context: Any) -> Response:
    return render_stale(template, form, subject, form.current(subject), **context)


@communities.route("/<int:community_id>/etap", methods=BOTH)
@requires(policies.can_edit_community, load=queries.get_community)
def stage(community: Community) -> Response:
    form = StageForm(
        version=community.version, stage=community.stage, shows_stage=community.shows_stage
    )
    history = queries.stage_history(community)
    if form.validate_on_submit():
        current = stage_now(community, history)
        if form.is_overtaken(community, current):
            return render_stale(
                "communities/stage.html",
                form,
                community,
                current,
                community=community,
                history=history,
            )
        if form.has_stray_note(current):
            form.refuse(
                DomainError(_("A note belongs to a new stage. Choose the one that began.")), "note"
            )
        else:
            if form.stage.data != community.stage:
                operations.change_stage(community, actor=acting_user(), **form.change)
            operations.show_stage(community, actor=acting_user(), shown=form.shows_stage.data)
            flash(_("Saved."))
            return see_other(".show", community_id=community.id)
    return render_form("communities/stage.html", form, community=community, history=history)


def stage_now(community: Community, history: list[tuple[StageChange, str]]) -> dict[str, Any]:
    """The stage as it stands, with the day and the note of its last change."""
    last = history[0][0] if history else None
    return {
        "stage": community.stage,
        "shows_stage": community.shows_stage,
        "changed_on": last.changed_on if last else None,
        "note": last.note if last else "",
    }


@communities.route("/<int:community_id>/zespol", methods=BOTH)
@requires(policies.can_edit_community, load=queries.get_community)
def team(community: Community) -> Response:
    form = TeamMemberForm()
    if form.validate_on_submit():
        try:
            member = operations.add_team_member(community, actor=acting_user(), **form.fields)
        except DomainError as refusal:
            say(form, refusal)
        else:
            flash(_("%(name)s is now shown to residents.", name=member.first_name))
            return see_other(".team", community_id=community.id)
    return render_form("communities/team.html", form, community=community)


@communities.post("/<int:community_id>/zespol/<int:member_id>/usuniecie")
@requires(policies.can_edit_team_member, load=queries.get_team_member)
def remove_from_team(member: TeamMember) -> Response:
    community_id, name = member.community_id, member.first_name
    operations.remove_team_member(member, actor=acting_user())
    flash(_("%(name)s is no longer shown to residents.", name=name))
    return see_other(".team", community_id=community_id)


@communities.post("/<int:community_id>/zespol/<int:member_id>/kolejnosc")
@requires(policies.can_edit_team_member, load=queries.get_team_member)
def reorder_team(member: TeamMember) -> Response:
    direction = request.form.get("direction")
    if direction not in ("earlier", "later"):
        abort(422)
    operations.move_team_member(member, actor=acting_user(), earlier=direction == "earlier")
    return see_other(".team", community_id=member.community_id)


@communities.route("/<int:community_id>/zamkniecie", methods=BOTH)
@requires(policies.can_manage_community, load=queries.get_community)
def close(community: Community) -> Response:
    form = ClosingForm(version=community.version, closed_on=community.closed_on or today())
    if form.validate_on_submit():
        if form.is_overtaken(community):
            return stale("communities/close.html", form, community, community=community)
        try:
            operations.close_community(community, actor=acting_user(), **form.fields)
        except DomainError as refusal:
            form.refuse(refusal, "closed_on")
        else:
            flash(_("The day on which the work ends is noted."))
            return see_other(".show", community_id=community.id)
    return render_form("communities/close.html", form, community=community)


@communities.post("/<int:community_id>/otwarcie")
@requires(policies.can_manage_community, load=queries.get_community)
def reopen(community: Community) -> Response:
    operations.reopen_community(community, actor=acting_user())
    flash(_("The community is open again."))
    return see_other(".show", community_id=community.id)


# Venues


@venues.get("")
@requires(policies.can_plan)
def places() -> str:
    return render_template(
        "communities/venues.html", venues=queries.venues(), retired=queries.retired_venues()
    )


@venues.route("/nowe", methods=BOTH)
@requires(policies.can_plan)
def add() -> Response:
    form = VenueForm()
    if form.validate_on_submit():
        try:
            venue = operations.add_venue(actor=acting_user(), **form.fields)
        except DomainError as refusal:
            form.refuse(refusal, "name")
        else:
            flash(_("“%(name)s” is on the list.", name=venue.name))
            return see_other(".places")
    return render_form("communities/venue.html", form, venue=None)


@venues.route("/<int:venue_id>/edycja", methods=BOTH)
@requires(policies.can_edit_venue, load=queries.get_venue)
def edit_place(venue: Venue) -> Response:
    form = VenueForm(obj=venue)
    if form.validate_on_submit():
        if form.is_overtaken(venue):
            return stale("communities/venue.html", form, venue, venue=venue)
        try:
            operations.edit_venue(venue, actor=acting_user(), **form.fields)
        except DomainError as refusal:
            form.refuse(refusal, "name")
        else:
            flash(_("Saved."))
            return see_other(".places")
    return render_form("communities/venue.html", form, venue=venue)


@venues.post("/<int:venue_id>/wycofanie")
@requires(policies.can_edit_venue, load=queries.get_venue)
def retire(venue: Venue) -> Response:
    operations.retire_venue(venue, actor=acting_user())
    flash(_("“%(name)s” is no longer offered for new events.", name=venue.name))
    return see_other(".places")


@venues.post("/<int:venue_id>/przywrocenie")
@requires(policies.can_edit_venue, load=queries.get_venue)
def restore(venue: Venue) -> Response:
    operations.restore_venue(venue, actor=acting_user())
    flash(_("“%(name)s” is on the list.", name=venue.name))
    return see_other(".places")


# Funding projects


@funding.get("")
@requires(policies.can_manage_funding)
def projects() -> str:
    return render_template(
        "communities/projects.html", projects=queries.funding_projects(), day=today()
    )


@funding.route("/nowy", methods=BOTH)
@requires(policies.can_manage_funding)
def add_project() -> Response:
    form = NewFundingForm()
    if form.validate_on_submit():
        try:
            operations.add_funding_project(actor=acting_user(), **form.fields)
        except DomainError as refusal:
            say(form, refusal)
        else:
            flash(_("The project is on the list. Events can name it now."))
            return see_other(".projects")
    return render_form("communities/project.html", form, project=None)


@funding.route("/<int:project_id>/edycja", methods=BOTH)
@requires(policies.can_edit_funding, load=queries.get_funding_project)
def edit_project(project: FundingProject) -> Response:
    form = FundingForm(obj=project)
    if form.validate_on_submit():
        if form.is_overtaken(project):
            return stale("communities/project.html", form, project, project=project)
        try:
            operations.edit_funding_project(project, actor=acting_user(), **form.fields)
        except DomainError as refusal:
            say(form, refusal)
        else:
            flash(_("Saved."))
            return see_other(".projects")
    return render_form("communities/project.html", form, project=project)


# The centre


@centre.route("/panel/ustawienia", methods=BOTH)
@requires(policies.can_edit_centre)
def edit_centre() -> Response:
    known = queries.get_centre()
    form = CentreForm(obj=known)
    if form.validate_on_submit():
        if form.is_overtaken(known):
            return stale("communities/centre.html", form, known)
        operations.edit_centre(actor=acting_user(), **form.fields)
        flash(_("Saved. Residents see it now."))
        return see_other(".edit_centre")
    return render_form("communities/centre.html", form)


@centre.get("/deklaracja-dostepnosci")
@public
def accessibility_statement() -> str:
    known = queries.get_centre()
    return render_template(
        "communities/accessibility_statement.html",
        site=current_app.config["BASE_URL"],
        gaps=[line.strip() for line in known.statement_gaps.splitlines() if line.strip()],
        status=known.statement_status or StatementStatus.PARTIAL,
    )


@centre.get("/prywatnosc")
@public
def privacy() -> str:
    return render_template("communities/privacy.html")
