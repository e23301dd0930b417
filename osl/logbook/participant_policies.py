"""Who keeps the participants of a funding project."""

from osl.accounts.models import User
from osl.communities.models import FundingProject
from osl.logbook.participants import TakesPart
from osl.people.policies import can_see_people


def can_see_participants(user: User, _project: FundingProject) -> bool:
    """The list, as far as its people are for this viewer's eyes (see participants)."""
    return can_see_people(user)


def can_keep_participant(user: User, _taking_part: TakesPart) -> bool:
    return can_see_people(user)


def can_choose_needs(user: User, _project: FundingProject) -> bool:
    """What a project needs stands in its agreement, which the organiser has."""
    return user.is_organiser


def can_export_participants(user: User, _project: FundingProject) -> bool:
    """The file settles the whole project."""
    return user.is_organiser
