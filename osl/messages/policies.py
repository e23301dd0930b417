"""Who sees how letters fare."""

from osl.accounts.models import User
from osl.accounts.policies import can_manage_team
from osl.core.outbox import OutgoingLetter


def can_see_letters(user: User) -> bool:
    """Those who look after the team, or after the server."""
    return can_manage_team(user)


def can_send_again(user: User, _letter: OutgoingLetter) -> bool:
    return can_see_letters(user)
