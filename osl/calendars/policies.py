"""Who may bring the events of another calendar in."""

from osl.accounts.models import User
from osl.calendars.models import CalendarImport


def can_save_import(user: User, offer: CalendarImport) -> bool:
    """Whoever read the file, as long as they plan for that community."""
    return offer.user_id == user.id and user.works_with(offer.community_id)
