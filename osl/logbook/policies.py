"""Who of the team keeps the logbook of a meeting."""

from osl.accounts.models import User
from osl.events.models import Event, Occurrence
from osl.events.policies import can_edit_event
from osl.people.policies import can_see_people


def can_keep_logbooks(user: User) -> bool:
    """Whoever holds meetings and works with residents' names."""
    return can_see_people(user)


def can_keep_log(user: User, meeting: Occurrence) -> bool:
    """Who was there, what was done: for the team of the event's communities."""
    return can_keep_logbook(user, meeting.event)


def can_keep_logbook(user: User, event: Event) -> bool:
    return can_see_people(user) and can_edit_event(user, event)


def can_set_age_bands(user: User) -> bool:
    """The age bands of tallies are the same in every community, so that they can be added up."""
    return user.is_organiser
