"""Who of the team keeps the list of specialists, and names them as leading an event."""

from osl.accounts.models import User
from osl.events.models import Event
from osl.events.policies import can_edit_event
from osl.people.policies import can_see_people
from osl.specialists.models import Specialist, SpecialistCheck, SpecialistContract


def can_see_specialists(user: User) -> bool:
    """A specialist belongs to the whole town: whoever works with people finds them here."""
    return can_see_people(user)


def can_keep_specialist(user: User, _specialist: Specialist) -> bool:
    """Any of the team puts right what is written; it is noted who did."""
    return can_see_people(user)


def can_keep_contract(user: User, _contract: SpecialistContract) -> bool:
    return can_see_people(user)


def can_withdraw_check(user: User, check: SpecialistCheck) -> bool:
    """Whoever looked takes their own mistake back, or the organiser does."""
    return can_see_people(user) and (user.is_organiser or check.checked_by_id == user.id)


def can_choose_specialists(user: User, event: Event) -> bool:
    return can_see_people(user) and can_edit_event(user, event)
