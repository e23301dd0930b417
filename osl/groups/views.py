"""The team's pages about groups of residents."""

from typing import Any

from flask import Blueprint, abort, flash, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.communities.models import Community
from osl.communities.queries import communities_of
from osl.core.access import acting_user, requires
from osl.core.clock import today
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form, render_stale
from osl.core.i18n import _
from osl.core.links import number_in
from osl.core.text import clean
from osl.core.web import see_other
from osl.events.models import Event
from osl.events.policies import can_edit_event
from osl.events.queries import get_event
from osl.groups import event_links, operations, policies, queries
from osl.groups.forms import (
    CoordinatesForm,
    CountForm,
    DayForm,
    EventForm,
    GroupForm,
    MemberForm,
)
from osl.groups.models import Group, GroupHeadCount, GroupKind, GroupMember, Partner
from osl.groups.operations import KeepsNoNames
from osl.groups.partner_queries import get_partner
from osl.groups.queries import GroupFilters
from osl.groups.words import KINDS
from osl.people.models import Channel

groups = Blueprint("groups", __name__, url_prefix="/panel/grupy")

BOTH = ["GET", "POST"]
KIND, COMMUNITY, ENDED, PAGE, WORDS = "rodzaj", "spolecznosc", "zakonczone", "strona", "szukaj"
YES = "tak"


def load_group(viewer: User | None, group_id: int) -> Group:
    return queries.get_group(viewer, group_id)


@groups.get("")
@requires(policies.can_see_groups)
def index() -> str:
    """The groups of one's communities, with what is asked for."""
    viewer = acting_user()
    filters = GroupFilters(
        next((one for one in GroupKind if one == request.args.get(KIND)), None),
        community_asked(viewer),
        request.args.get(ENDED) == YES,
    )
    page = queries.groups_found(viewer, filters, number_in(request.args.get(PAGE, "")) or 1)
    return render_template(
        "groups/index.html",
        page=page,
        filters=filters,
        kinds=[("", _("All kinds")), *((one.value, words) for one, words in KINDS.items())],
        communities=choices_of(viewer),
        members=queries.members_counted(page.rows),
        counts=queries.last_counts(page.rows),
    )


def community_asked(viewer: User) -> Community | None:
    number = number_in(request.args.get(COMMUNITY, ""))
    return next((one for one in communities_of(viewer) if one.id == number), None)


def choices_of(viewer: User) -> list[tuple[str, str]]:
    own = [(str(one.id), one.name) for one in communities_of(viewer)]
    return [("", _("All communities")), *own]


@groups.route("/nowa", methods=BOTH)
@requires(policies.can_see_groups)
def add() -> BaseResponse:
    """A group that has come to be. Sent twice, it is one group."""
    actor = acting_user()
    form = GroupForm.blank(actor, number_in(request.args.get(COMMUNITY, "")))
    if form.validate_on_submit() and form.community is not None:
        earlier = queries.group_of_key(form.one_use_key)
        if earlier is not None:
            return see_other(".show", group_id=earlier.id)
        try:
            group = operations.add_group(
                form.facts, community=form.community, actor=actor, key=form.one_use_key
            )
        except DomainError as refusal:
            form.refuse(refusal, "started_on")
        else:
            flash(_("The group is here."))
            return see_other(".show", group_id=group.id)
    return render_form("groups/edit.html", form, group=None)


@groups.get("/<int:group_id>")
@requires(policies.can_keep_group, load=load_group)
def show(group: Group) -> str:
    """What a group is, who belongs to it or how many come, and its events."""
    viewer = acting_user()
    return render_template(
        "groups/show.html",
        group=group,
        members=queries.members_of(viewer, group),
        events=event_links.events_of(viewer, group),
        is_over=group.ended_on is not None and group.ended_on <= today(),
    )


@groups.route("/<int:group_id>/edycja", methods=BOTH)
@requires(policies.can_keep_group, load=load_group)
def edit(group: Group) -> BaseResponse:
    form = GroupForm.of(group)
    if form.validate_on_submit():
        current = current_of(group)
        if form.is_stale(group) and form.differences(current):
            return render_stale("groups/edit.html", form, group, current, group=group)
        try:
            operations.change_group(group, form.facts, actor=acting_user())
        except KeepsNoNames as refusal:
            form.refuse(refusal, "kind")
        except DomainError as refusal:
            form.refuse(refusal, "started_on")
        else:
            flash(_("Saved."))
            return see_other(".show", group_id=group.id)
    return render_form("groups/edit.html", form, group=group)


def current_of(group: Group) -> dict[str, Any]:
    """A group as it is kept, under the names of the form's fields."""
    return {
        "kind": group.kind.value,
        "name": group.name,
        "about": group.about,
        "rhythm": group.rhythm,
        "venue_id": group.venue_id or 0,
        "place_note": group.place_note,
        "contact_id": group.contact_id or 0,
        "is_public": group.is_public,
        "started_on": group.started_on,
    }


@groups.route("/<int:group_id>/zakonczenie", methods=BOTH)
@requires(policies.can_keep_group, load=load_group)
def ending(group: Group) -> BaseResponse:
    form = DayForm.of_today()
    if form.validate_on_submit() and form.on.data is not None:
        try:
            operations.end_group(group, form.on.data, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal, "on")
        else:
            flash(_("Noted: the group has ended. What it did stays here."))
            return see_other(".show", group_id=group.id)
    return render_form("groups/ending.html", form, group=group)


@groups.post("/<int:group_id>/wznowienie")
@requires(policies.can_keep_group, load=load_group)
def resumption(group: Group) -> BaseResponse:
    operations.resume_group(group, actor=acting_user())
    flash(_("Noted: the group meets again."))
    return see_other(".show", group_id=group.id)


# Members


@groups.route("/<int:group_id>/osoby/nowa", methods=BOTH)
@requires(policies.can_keep_group, load=load_group)
def add_member(group: Group) -> BaseResponse:
    """Note somebody who agreed to it; in a self-help group nobody is."""
    actor = acting_user()
    if not group.keeps_names:
        if request.method == "POST":
            return refused_names(group)
        return see_other(".count", group_id=group.id)
    form = MemberForm.of(actor)
    if form.validate_on_submit() and form.agreed_on.data is not None:
        try:
            person = form.met(Channel.IN_PERSON, [group.community_id], actor)
            operations.add_group_member(
                group,
                person,
                form.agreed_on.data,
                coordinates=bool(form.coordinates.data),
                actor=actor,
            )
        except DomainError as refusal:
            form.refuse(refusal, "agreed_on")
        else:
            flash(_("Noted: %(name)s belongs to the group.", name=person.name))
            return see_other(".show", group_id=group.id)
    return render_form("groups/member.html", form, group=group)


def refused_names(group: Group) -> BaseResponse:
    """Why nobody can be noted by name here, and what can."""
    form = CountForm.of_today()
    form.refuse(DomainError(_("A self-help group keeps no names. Note how many people come.")))
    return render_form("groups/count.html", form, group=group)


def load_member(viewer: User | None, group_id: int, member_id: int) -> GroupMember:
    return queries.get_group_member(viewer, group_id, member_id)


@groups.route("/<int:group_id>/osoby/<int:member_id>/odejscie", methods=BOTH)
@requires(policies.can_keep_group_of, load=load_member)
def leaving(member: GroupMember) -> BaseResponse:
    """Somebody does not belong to it any more."""
    form = DayForm.of_today()
    if form.validate_on_submit() and form.on.data is not None:
        try:
            operations.take_off(member, form.on.data, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal, "on")
        else:
            flash(_("Noted: %(name)s left the group.", name=member.person.name))
            return see_other(".show", group_id=member.group_id)
    return render_form("groups/leaving.html", form, member=member, group=member.group)


@groups.post("/<int:group_id>/osoby/<int:member_id>/koordynacja")
@requires(policies.can_keep_group_of, load=load_member)
def coordination(member: GroupMember) -> BaseResponse:
    form = CoordinatesForm()
    if not form.validate_on_submit() or form.coordinates.data not in (YES, "nie"):
        abort(400)
    said = form.coordinates.data == YES
    operations.set_coordinates(member, coordinates=said, actor=acting_user())
    flash(
        _("Noted: %(name)s coordinates the group.", name=member.person.name)
        if said
        else _("Noted: %(name)s does not coordinate any more.", name=member.person.name)
    )
    return see_other(".show", group_id=member.group_id)


# Head counts


@groups.route("/<int:group_id>/liczba-osob", methods=BOTH)
@requires(policies.can_keep_group, load=load_group)
def count(group: Group) -> BaseResponse:
    """How many came: a number and a day."""
    form = CountForm.of_today()
    if form.validate_on_submit() and form.on.data is not None and form.people.data is not None:
        try:
            operations.count_heads(group, form.on.data, form.people.data, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal, "on" if form.on.data > today() else "people")
        else:
            flash(_("The number is noted."))
            return see_other(".show", group_id=group.id)
    return render_form("groups/count.html", form, group=group)


def load_count(viewer: User | None, group_id: int, count_id: int) -> GroupHeadCount:
    return queries.get_head_count(viewer, group_id, count_id)


@groups.post("/<int:group_id>/liczba-osob/<int:count_id>/usuniecie")
@requires(policies.can_keep_group_of, load=load_count)
def remove_count(one: GroupHeadCount) -> BaseResponse:
    group_id = one.group_id
    operations.remove_head_count(one, actor=acting_user())
    flash(_("The number is taken back."))
    return see_other(".show", group_id=group_id)


# Events


@groups.route("/<int:group_id>/wydarzenia", methods=BOTH)
@requires(policies.can_keep_group, load=load_group)
def events(group: Group) -> BaseResponse:
    """Look for an event and link it with the group."""
    viewer, form = acting_user(), EventForm()
    if form.validate_on_submit():
        event = event_links.get_event_to_link(viewer, form.event.data or "")
        event_links.link_event(group, event, actor=viewer)
        flash(_("The event is linked."))
        return see_other(".show", group_id=group.id)
    words = clean(request.args.get(WORDS, ""))[:100]
    found = event_links.events_to_link(viewer, group, [group.community], words)
    return render_form("groups/events.html", form, group=group, words=words, found=found)


@groups.post("/<int:group_id>/wydarzenia/usuniecie")
@requires(policies.can_keep_group, load=load_group)
def part_event(group: Group) -> BaseResponse:
    form, viewer = EventForm(), acting_user()
    if not form.validate_on_submit():
        abort(400)
    event = event_links.get_event_to_link(viewer, form.event.data or "")
    event_links.part_event(group, event, actor=viewer)
    flash(_("The event is not linked any more."))
    return back_from(event, "groups.show", group_id=group.id)


def back_from(event: Event, endpoint: str, **parts: int) -> BaseResponse:
    """Where whoever pressed the button came from: the event's page, or the thing's own."""
    if request.form.get("back") == "event":
        return see_other("events.show", event_id=event.id)
    return see_other(endpoint, **parts)


def load_event(viewer: User | None, event_id: int) -> Event:
    return get_event(viewer, event_id, whole=request.method != "POST")


@groups.route("/wydarzenie/<int:event_id>", methods=BOTH)
@requires(can_edit_event, load=load_event)
def of_event(event: Event) -> BaseResponse:
    """Which groups and partners stand behind an event: one's own, each with a button."""
    viewer, form = acting_user(), OslForm()
    if form.validate_on_submit():
        owner = owner_asked(viewer)
        event_links.link_event(owner, event, actor=viewer)
        flash(_("Linked: %(name)s.", name=owner.name))
        return see_other(".of_event", event_id=event.id)
    return render_form(
        "groups/of_event.html",
        form,
        event=event,
        groups=event_links.groups_to_add(viewer, event),
        partners=event_links.partners_to_add(viewer, event),
    )


def owner_asked(viewer: User) -> Group | Partner:
    """The group or partner whose button was pressed."""
    group, partner = (number_in(request.form.get(name, "")) for name in ("group", "partner"))
    if group is not None:
        return queries.get_group(viewer, group)
    if partner is None:
        abort(404)
    return get_partner(viewer, partner)
