"""Who sees, enters and confirms volunteers' hours."""

from typing import Any

from osl.accounts.models import User
from osl.people.models import Person
from osl.people.policies import Part, can_see_part, can_see_people
from osl.volunteers.models import HoursEntry, Shift


def can_see_hours(user: User) -> bool:
    """The organiser, and the team of a community for its own."""
    return can_see_people(user) and can_see_part(user, Part.HOURS)


def can_enter_hours(user: User, _person: Person) -> bool:
    """For whomever one sees at all."""
    return can_see_hours(user)


def can_handle_hours(user: User, entry: HoursEntry) -> bool:
    """Confirm, refuse and correct: whoever works with the community."""
    return can_see_hours(user) and user.works_with(entry.community_id)


def entered_it(user: User, entry: HoursEntry) -> bool:
    """Whether the figures are this person's own, so that somebody else confirms them (REQ 2.6)."""
    return entry.entered_by_id == user.id


def can_withdraw_hours(user: User, _entry: HoursEntry) -> bool:
    """What was confirmed is taken back by the organiser alone."""
    return user.is_organiser


def can_take_hours(user: User, shift: Shift) -> bool:
    return can_see_hours(user) and user.works_with(shift.task.community_id)


def can_see_in_kind(user: User, _project: Any = None) -> bool:
    """What volunteers' hours are worth to a project: the organiser, who answers for the grant."""
    return user.is_organiser
