"""Who of the team works with residents' names and numbers, and who sees what of them."""

from enum import StrEnum

from osl.accounts.models import Role, User
from osl.people.models import PersonMerge


class Part(StrEnum):
    """The parts of what is known of a person. Each has its own readers."""

    REACH = "reach"
    CARD = "card"
    LEADER = "leader"
    PATH = "path"
    TALKS = "talks"
    HOURS = "hours"
    AGREEMENTS = "agreements"
    PROJECTS = "projects"
    """What somebody told as a participant of a funding project."""
    CHECKS = "checks"
    PRIVATE = "private"
    """The address, the day of birth and the guardian in an agreement."""


THE_TEAM = frozenset({Role.ORGANISER, Role.ANIMATOR, Role.SOCIAL_WORKER})

READERS: dict[Part, frozenset[Role]] = {
    Part.REACH: THE_TEAM,
    Part.CARD: THE_TEAM,
    Part.LEADER: THE_TEAM,
    Part.PATH: THE_TEAM,
    Part.TALKS: THE_TEAM,
    Part.HOURS: THE_TEAM,
    Part.AGREEMENTS: THE_TEAM,
    Part.PROJECTS: THE_TEAM,
    Part.CHECKS: frozenset({Role.ORGANISER, Role.ANIMATOR}),
    Part.PRIVATE: frozenset({Role.ORGANISER}),
}
"""Whoever wrote an agreement sees its private part too (see volunteers.policies)."""


def can_see_people(user: User) -> bool:
    """The organiser, and whoever has a community of their own; the adviser sees numbers only."""
    return user.is_organiser or bool(user.community_ids)


def can_see_part(user: User, part: Part) -> bool:
    """Whether this part of somebody is for this person's eyes, once they may see them at all."""
    return bool(user.roles & READERS[part])


def can_merge_people(user: User) -> bool:
    """Two entries are made one by the organiser: they may belong to different communities."""
    return user.is_organiser


def can_merge_pair(user: User, _pair: object) -> bool:
    return can_merge_people(user)


def can_see_merge(user: User, _merge: PersonMerge) -> bool:
    """What was joined, by whom, and taking it apart again."""
    return can_merge_people(user)


def can_edit_talents(user: User) -> bool:
    return can_see_people(user)


def can_export_people(user: User) -> bool:
    return user.is_organiser
