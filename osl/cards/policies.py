"""Who of the team sees and writes cards, and who sees numbers without names."""

from typing import Any

from osl.accounts.models import Role, User
from osl.people.models import Person
from osl.people.policies import (
    Part,
    can_edit_talents,
    can_export_people,
    can_see_part,
    can_see_people,
)

__all__ = [
    "can_edit_talent",
    "can_edit_talents",
    "can_export_people",
    "can_see_card",
    "can_see_figures",
    "can_see_path",
    "can_see_people",
    "can_see_readers",
    "can_take_step_back",
    "can_write_card",
    "can_write_leader_step",
]


def can_see_card(user: User, _person: Person) -> bool:
    """Whoever may see the person at all, and reads cards (people_visible_to has let them in)."""
    return can_see_part(user, Part.CARD)


def can_write_card(user: User, _person: Person) -> bool:
    return can_see_part(user, Part.CARD)


def can_see_path(user: User, _person: Person) -> bool:
    return can_see_part(user, Part.PATH)


def can_write_leader_step(user: User, _person: Person) -> bool:
    return can_see_part(user, Part.LEADER)


def can_take_step_back(user: User, step: Any) -> bool:
    """A step noted by mistake: whoever noted it, and the organiser."""
    return user.is_organiser or (can_see_part(user, Part.LEADER) and step.author_id == user.id)


def can_edit_talent(user: User, _talent: Any) -> bool:
    return can_edit_talents(user)


def can_see_readers(user: User) -> bool:
    """Who has read a card is for the organiser, who answers for it."""
    return user.is_organiser


def can_see_figures(user: User) -> bool:
    """Numbers without names: the adviser's part, and the organiser's."""
    return user.is_organiser or Role.ADVISER in user.roles
