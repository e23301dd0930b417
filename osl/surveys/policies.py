"""Who asks people how a meeting was, and who reads what they said."""

from osl.accounts.models import Role, User
from osl.events.models import Event
from osl.logbook.policies import can_keep_logbook, can_keep_logbooks
from osl.surveys.models import Survey


def can_see_surveys(user: User) -> bool:
    """Whoever keeps logbooks, and the adviser, who reads numbers."""
    return can_keep_logbooks(user) or Role.ADVISER in user.roles


def can_start_survey(user: User, event: Event) -> bool:
    return can_keep_logbook(user, event)


def can_keep_survey(user: User, survey: Survey) -> bool:
    """Ask, open and close, type in paper sheets: the team of the event."""
    return can_keep_logbook(user, survey.event)


def can_see_survey_results(user: User, survey: Survey) -> bool:
    """The numbers. What people wrote is for those who hold the meetings (can_keep_survey)."""
    return can_keep_survey(user, survey) or Role.ADVISER in user.roles
