"""Who may see the desk, search it, and read what everybody did."""

from osl.accounts.models import Role, User
from osl.events.policies import can_create_event


def can_see_desk(_user: User) -> bool:
    """Everybody of the team has a desk; what lies on it depends on their roles."""
    return True


def can_search(user: User) -> bool:
    """The search goes through events, places and communities: for those who plan."""
    return can_create_event(user)


def can_read_history(user: User) -> bool:
    """What everybody did is for the organiser, who answers for it."""
    return user.is_organiser


def can_see_aggregates(user: User) -> bool:
    """Numbers without names: the adviser's part, and the organiser's."""
    return user.is_organiser or Role.ADVISER in user.roles
