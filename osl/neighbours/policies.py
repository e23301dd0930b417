"""Who brings neighbours together."""

from osl.accounts.models import User
from osl.neighbours.models import ConcernOffice, HelpCall, Match
from osl.people.policies import can_see_people


def can_see_neighbour_help(user: User) -> bool:
    """Whoever works with people: requests and offers are known to the team only."""
    return can_see_people(user)


def can_handle_help(user: User, call: HelpCall) -> bool:
    """The team of the community it came to."""
    return user.works_with(call.community_id)


def can_handle_match(user: User, match: Match) -> bool:
    """Whoever works with the communities of both: each side's contact is for them only."""
    return all(user.works_with(one.community_id) for one in (match.request, match.offer))


def can_edit_concern_offices(user: User) -> bool:
    """Whom to call is the organiser's to say."""
    return user.is_organiser


def can_edit_concern_office(user: User, office: ConcernOffice) -> bool:  # noqa: ARG001 - one rule
    return can_edit_concern_offices(user)
