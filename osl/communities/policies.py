"""Who may do what with communities, venues, funding projects and the centre's own page."""

from typing import Any

from osl.accounts.models import Role, User


def can_manage_communities(user: User) -> bool:
    """Open, rename, close: the organiser decides about communities."""
    return user.is_organiser


def can_manage_community(user: User, _community: Any) -> bool:
    return user.is_organiser


def can_see_communities(user: User) -> bool:
    """The working pages of communities: everyone who works with one, and the adviser."""
    return can_plan(user) or Role.ADVISER in user.roles


def can_see_community(user: User, _community: Any) -> bool:
    return can_see_communities(user)


def can_edit_community(user: User, community: Any) -> bool:
    """Texts, stage, team and cover: the organiser and the community's own team."""
    return user.works_with(community.id)


def can_edit_team_member(user: User, member: Any) -> bool:
    return user.works_with(member.community_id)


def can_plan(user: User) -> bool:
    """Work with venues and events: the organiser, or anyone with a community of their own."""
    return user.is_organiser or bool(user.community_ids)


def can_edit_venue(user: User, _venue: Any) -> bool:
    return can_plan(user)


def can_manage_funding(user: User) -> bool:
    return user.is_organiser


def can_edit_funding(user: User, _project: Any) -> bool:
    return user.is_organiser


def can_edit_centre(user: User) -> bool:
    return user.is_organiser or user.is_administrator
