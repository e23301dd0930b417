"""Single steps in an event's life: publishing, calling off, copying, meetings, pictures."""

from flask import flash, request
from werkzeug.wrappers import Response

from osl.accounts.models import User
from osl.communities.models import Community
from osl.communities.queries import get_centre, get_community
from osl.core.access import acting_user, requires
from osl.core.clock import utcnow
from osl.core.errors import DomainError
from osl.core.forms import render_form, render_stale
from osl.core.i18n import _
from osl.core.web import see_other
from osl.events import desk, policies, queries, readiness
from osl.events import pictures as picture_operations
from osl.events.models import Event, Picture
from osl.events.operations import (
    AlreadyPlanned,
    copy_event,
    delete_draft,
    open_hours_facts,
    plan_open_hours,
    publish_event,
)
from osl.events.queries import get_event, get_picture
from osl.events.schedule import Repeated
from osl.events.step_forms import (
    ConfirmationForm,
    CopyForm,
    OpenHoursForm,
    PictureForm,
    PictureWordsForm,
)
from osl.events.views import check_first, events, form_page, refuse, wants_a_look


@events.route("/wydarzenia/<int:event_id>/publikacja", methods=["GET", "POST"])
@requires(policies.can_publish_event, load=get_event)
def publication(event: Event) -> Response:
    """A last look: what stands in the way, what people will miss, and the button."""
    form = ConfirmationForm.of(event)
    context = {
        "event": event,
        "meeting": queries.next_meeting(event, utcnow()),
        "obstacles": readiness.obstacles(event, utcnow()),
        "warnings": readiness.warnings(event, get_centre()),
    }
    if form.validate_on_submit():
        if event.is_published:  # a second click, or a colleague was quicker: it is done
            flash(_("This event is published already."), "info")
            return see_other(".show", event_id=event.id)
        if form.is_stale(event):
            return render_stale("events/publication.html", form, event, {}, **context)
        try:
            publish_event(event, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("It is published: on the site and in calendars."))
            return see_other(".show", event_id=event.id)
    return render_form("events/publication.html", form, **context)


@events.route("/wydarzenia/<int:event_id>/kopia", methods=["GET", "POST"])
@requires(policies.can_edit_event, load=get_event)
def copy(event: Event) -> Response:
    """The same thing another day: a new draft."""
    form = CopyForm.blank()
    if form.validate_on_submit() and form.first_on.data:
        try:
            draft = copy_event(
                event, first_on=form.first_on.data, actor=acting_user(), key=form.one_use_key
            )
        except AlreadyPlanned as twice:
            flash(str(twice), "info")
            return see_other(".edit", event_id=twice.event.id)
        except DomainError as refusal:
            form.refuse(refusal, "first_on")
        else:
            flash(_("The copy is a draft. Check its words and dates."))
            return see_other(".edit", event_id=draft.id)
    return render_form("events/copy.html", form, event=event)


@events.route("/wydarzenia/<int:event_id>/usuniecie", methods=["GET", "POST"])
@requires(policies.can_edit_event, load=get_event)
def deletion(event: Event) -> Response:
    """Take away a draft nobody ever saw."""
    form = ConfirmationForm.of(event)
    if form.validate_on_submit():
        if form.is_stale(event):
            return render_stale("events/deletion.html", form, event, {}, event=event)
        try:
            delete_draft(event, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("The draft is deleted."), "info")
            return see_other(".index")
    return render_form("events/deletion.html", form, event=event)


@events.route("/wydarzenia/<int:event_id>/zdjecia", methods=["GET", "POST"])
@requires(policies.can_edit_event, load=get_event)
def pictures(event: Event) -> Response:
    """The pictures of an event in their order, and one more."""
    form = PictureForm(data={"version": event.version})
    if form.validate_on_submit():
        if form.is_stale(event):
            return render_stale("events/pictures.html", form, event, {}, event=event)
        try:
            picture_operations.attach_picture(
                event,
                form.picture.data,
                description=form.description.data or "",
                actor=acting_user(),
            )
        except DomainError as refusal:
            form.refuse(refusal, "picture")
        else:
            flash(_("The picture is added."))
            return see_other(".pictures", event_id=event.id)
    return render_form("events/pictures.html", form, event=event)


@events.route("/wydarzenia/<int:event_id>/zdjecia/<int:picture_id>", methods=["GET", "POST"])
@requires(policies.can_edit_picture, load=get_picture)
def picture(picture: Picture) -> Response:
    """One picture: other words for it, or its removal."""
    event = picture.event
    form = PictureWordsForm(data={"version": event.version, "description": picture.description})
    if form.validate_on_submit():
        if form.is_stale(event):
            current = {"description": picture.description}
            return render_stale("events/picture.html", form, event, current, picture=picture)
        picture_operations.describe_picture(
            picture, description=form.description.data or "", actor=acting_user()
        )
        flash(_("The description is saved."))
        return see_other(".pictures", event_id=event.id)
    return render_form("events/picture.html", form, picture=picture)


@events.post("/wydarzenia/<int:event_id>/zdjecia/<int:picture_id>/miejsce")
@requires(policies.can_edit_picture, load=get_picture)
def picture_order(picture: Picture) -> Response:
    """One place earlier or later."""
    by = -1 if request.form.get("direction") == "up" else 1
    picture_operations.move_picture(picture, by=by, actor=acting_user())
    return see_other(".pictures", event_id=picture.event_id)


@events.post("/wydarzenia/<int:event_id>/zdjecia/<int:picture_id>/usuniecie")
@requires(policies.can_edit_picture, load=get_picture)
def picture_removal(picture: Picture) -> Response:
    """Away with it."""
    event_id = picture.event_id
    picture_operations.remove_picture(picture, actor=acting_user())
    flash(_("The picture is removed."), "info")
    return see_other(".pictures", event_id=event_id)


def load_community(viewer: User, community_id: int) -> Community:
    return get_community(viewer, community_id)


@events.route("/spolecznosci/<int:community_id>/dyzury", methods=["GET", "POST"])
@requires(policies.can_plan_open_hours, load=load_community)
def open_hours(community: Community) -> Response:
    """When and where to talk to us: what there is, and the short form for one more."""
    form = OpenHoursForm.blank(community)
    actor = acting_user()
    if form.validate_on_submit() and form.rule:
        is_published = request.form.get("next") != "draft"
        facts = open_hours_facts(
            venue=form.venue, phone=form.phone.data or "", host=form.host.data or ""
        )
        check = check_first(facts, Repeated(form.rule), [community], form.one_use_key)
        known = desk.open_hours_of(actor, community)
        if wants_a_look(check):
            return form_page(
                "events/open_hours.html", form, community=community, known=known, check=check
            )
        try:
            event = plan_open_hours(
                community,
                facts,
                form.rule,
                is_published=is_published,
                actor=actor,
                key=form.one_use_key,
            )
        except AlreadyPlanned as twice:
            flash(str(twice), "info")
            return see_other(".show", event_id=twice.event.id)
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            flash(
                _("Residents see these open hours now.")
                if is_published
                else _("The open hours are saved as a draft.")
            )
            return see_other(".show", event_id=event.id)
    return form_page(
        "events/open_hours.html",
        form,
        community=community,
        known=desk.open_hours_of(actor, community),
    )
