"""Who of the team works with residents' names and numbers."""

from osl.accounts.models import User


def can_see_people(user: User) -> bool:
    """The organiser, and whoever has a community of their own; the adviser sees numbers only."""
    return user.is_organiser or bool(user.community_ids)
