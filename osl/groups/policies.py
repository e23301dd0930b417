"""Who may keep groups and partners, and note what goes on in them."""

from typing import Any

from osl.accounts.models import User
from osl.groups.models import Group, Partner
from osl.people.policies import can_see_people


def can_see_groups(user: User) -> bool:
    """Whoever works with people: members stand there by name."""
    return can_see_people(user)


def can_keep_group(user: User, group: Group) -> bool:
    """The team of its community."""
    return user.works_with(group.community_id)


def can_keep_group_of(user: User, row: Any) -> bool:
    """The same for a member or a head count of a group."""
    return can_keep_group(user, row.group)


def can_see_partners(user: User) -> bool:
    return can_see_people(user)


def can_keep_partner(user: User, partner: Partner) -> bool:
    """The team of any community the partner works with."""
    return user.is_organiser or any(one.id in user.community_ids for one in partner.communities)
