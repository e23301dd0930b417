"""The team's pages: who is in it, what each may do, and who is invited."""

from typing import Any

from flask import Blueprint, flash, render_template
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts import credentials, operations, policies, sessions
from osl.accounts.forms import InviteForm, RolesForm, marked
from osl.accounts.models import User
from osl.accounts.operations import AlreadyInTeam, assignments_of
from osl.accounts.proof import with_proof
from osl.accounts.queries import (
    community_choices,
    get_member,
    history_of,
    invitation_of,
    roles_of,
    state_of,
    team_visible_to,
)
from osl.core.access import acting_user, requires
from osl.core.errors import DomainError
from osl.core.forms import render_form, render_stale
from osl.core.i18n import _
from osl.core.web import see_other

team = Blueprint("team", __name__, url_prefix="/panel/zespol")


@team.get("")
@requires(policies.can_manage_team)
def members() -> str:
    return render_template("accounts/team.html", rows=team_visible_to(acting_user()))


@team.route("/zaproszenie", methods=["GET", "POST"])
@requires(policies.can_manage_team)
@with_proof
def invite() -> BaseResponse:
    form = InviteForm()
    form.offer(community_choices())
    known_id = None
    if form.validate_on_submit():
        try:
            member = operations.invite_member(
                email=form.fields["email"],
                name=form.fields["name"],
                assignments=form.assignments,
                actor=acting_user(),
            )
        except AlreadyInTeam as refusal:
            form.refuse(refusal, "email")
            known_id = refusal.member_id
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("The invitation is on its way to %(email)s.", email=member.email))
            return see_other(".members")
    return render_form("accounts/invite.html", form, known_id=known_id)


@team.route("/<int:member_id>", methods=["GET", "POST"])
@requires(policies.can_manage_member, load=get_member)
@with_proof
def member(member: User) -> BaseResponse:
    form = RolesForm(obj=member)
    form.offer(community_choices(), member)
    about = _about(member)
    if not form.is_submitted():
        form.show(assignments_of(member))
    elif form.validate():
        if not policies.can_change_roles(acting_user(), member):
            form.refuse(DomainError(_("You cannot give roles to yourself. Ask an organiser.")))
        elif form.is_stale(member):
            current = marked(assignments_of(member))
            return render_stale("accounts/member.html", form, member, current, **about)
        else:
            try:
                operations.change_roles(member, assignments=form.assignments, actor=acting_user())
            except DomainError as refusal:
                form.refuse(refusal)
            else:
                flash(_("The roles of %(name)s are saved.", name=member.name))
                return see_other(".member", member_id=member.id)
    return render_form("accounts/member.html", form, **about)


def _about(member: User) -> dict[str, Any]:
    """What the page of a member shows beside the form."""
    return {
        "member": member,
        "roles": roles_of(member),
        "state": state_of(member),
        "invitation": invitation_of(member),
        "sessions": sessions.alive_sessions_of(member),
        "history": history_of(member, most=20),
        "can_change_roles": policies.can_change_roles(acting_user(), member),
        "can_switch_off": policies.can_switch_off(acting_user(), member),
    }


@team.post("/<int:member_id>/zaproszenie")
@requires(policies.can_manage_member, load=get_member)
@with_proof
def invite_again(member: User) -> BaseResponse:
    if invitation_of(member) is None:
        return _refused(member, _("%(name)s has already come in.", name=member.name))
    try:
        operations.invite_again(member, actor=acting_user())
    except DomainError as refusal:
        return _refused(member, str(refusal))
    flash(_("The invitation is on its way to %(email)s.", email=member.email))
    return see_other(".member", member_id=member.id)


@team.post("/<int:member_id>/wycofanie-zaproszenia")
@requires(policies.can_manage_member, load=get_member)
@with_proof
def withdraw_invitation(member: User) -> BaseResponse:
    if invitation_of(member) is None:
        return _refused(member, _("%(name)s has already come in.", name=member.name))
    name = member.name
    operations.withdraw_invitation(member, actor=acting_user())
    flash(_("The invitation of %(name)s is withdrawn.", name=name))
    return see_other(".members")


@team.post("/<int:member_id>/wylaczenie")
@requires(policies.can_switch_off, load=get_member)
@with_proof
def disable(member: User) -> BaseResponse:
    try:
        operations.disable_member(member, actor=acting_user())
    except DomainError as refusal:
        return _refused(member, str(refusal))
    flash(_("The account of %(name)s is switched off.", name=member.name))
    return see_other(".member", member_id=member.id)


@team.post("/<int:member_id>/wlaczenie")
@requires(policies.can_switch_off, load=get_member)
@with_proof
def enable(member: User) -> BaseResponse:
    operations.enable_member(member, actor=acting_user())
    flash(_("The account of %(name)s is switched on again.", name=member.name))
    return see_other(".member", member_id=member.id)


@team.post("/<int:member_id>/koniec-sesji")
@requires(policies.can_manage_member, load=get_member)
@with_proof
def end_sessions(member: User) -> BaseResponse:
    operations.end_sessions(member, actor=acting_user())
    flash(_("%(name)s is signed out everywhere.", name=member.name))
    return see_other(".member", member_id=member.id)


@team.post("/<int:member_id>/usuniecie-drugiego-skladnika")
@requires(policies.can_manage_member, load=get_member)
@with_proof
def remove_factor(member: User) -> BaseResponse:
    credentials.remove_factor(member, actor=acting_user())
    flash(
        _("The second factor of %(name)s is removed. Another one is set up at the next sign-in.",
          name=member.name)
    )  # fmt: skip
    return see_other(".member", member_id=member.id)


def _refused(member: User, sentence: str) -> BaseResponse:
    """The member's page again with the reason; nothing was changed."""
    form = RolesForm(obj=member)
    form.offer(community_choices(), member)
    form.show(assignments_of(member))
    form.refuse(DomainError(sentence))
    return render_form("accounts/member.html", form, **_about(member))
