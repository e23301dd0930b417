"""Who reads figures, who looks behind them, and who keeps the periods."""

from osl.accounts.models import Role, User
from osl.people.policies import can_see_people
from osl.reports.models import ReportPeriod


def can_see_reports(user: User) -> bool:
    """The organiser, the adviser, and whoever has a community, for that community."""
    return can_see_people(user) or Role.ADVISER in user.roles


def sees_whole_town(user: User) -> bool:
    """Whose figures are of all communities. Of others they are of their own only."""
    return user.is_organiser or (Role.ADVISER in user.roles and not user.community_ids)


def can_see_rows(user: User) -> bool:
    """What a number is made of names meetings and people: for those who work with them."""
    return can_see_people(user)


def can_see_rows_of(user: User, _measure: object) -> bool:
    return can_see_rows(user)


def is_told_small_numbers(user: User) -> bool:
    """Whether this person is told numbers of people that could point at somebody."""
    return can_see_people(user)


def can_export_names(user: User) -> bool:
    """A file of names leaves the site by the organiser's hand."""
    return user.is_organiser


def can_export_names_of(user: User, _measure: object) -> bool:
    return can_export_names(user)


def can_keep_periods(user: User) -> bool:
    """The organiser answers for what was reported."""
    return user.is_organiser


def can_keep_period(user: User, _period: ReportPeriod) -> bool:
    return can_keep_periods(user)
