"""Who of the team looks after volunteers and what they do."""

from osl.accounts.models import User
from osl.events.models import Event
from osl.events.policies import can_edit_event
from osl.people.models import Person
from osl.people.policies import Part, can_see_part, can_see_people
from osl.volunteers.models import (
    Agreement,
    Assignment,
    Claim,
    Contribution,
    SafeguardingCheck,
    Shift,
    Task,
)


def can_see_volunteering(user: User) -> bool:
    """The desk of volunteering: whoever works with residents."""
    return can_see_people(user)


def can_plan_task(user: User) -> bool:
    return can_see_people(user)


def can_handle_task(user: User, task: Task) -> bool:
    """Change it, publish it, take people on: the team of its community."""
    return user.works_with(task.community_id)


def can_handle_shift(user: User, shift: Shift) -> bool:
    return can_handle_task(user, shift.task)


def can_handle_assignment(user: User, assignment: Assignment) -> bool:
    return can_handle_shift(user, assignment.shift)


def can_handle_contributions(user: User, event: Event) -> bool:
    """The list of who does and who brings what belongs to whoever edits the event."""
    return can_edit_event(user, event)


def can_handle_contribution(user: User, contribution: Contribution) -> bool:
    return can_edit_event(user, contribution.event)


def can_handle_claim(user: User, claim: Claim) -> bool:
    return can_handle_contribution(user, claim.contribution)


def can_handle_agreement(user: User, agreement: Agreement) -> bool:
    return user.works_with(agreement.community_id)


def can_see_private(user: User, agreement: Agreement) -> bool:
    """The address, the day of birth and the guardian: the organiser, and who wrote it."""
    return user.is_organiser or (
        agreement.created_by_id == user.id and user.works_with(agreement.community_id)
    )


def can_see_agreements(user: User) -> bool:
    """The list of agreements, without anybody's private data."""
    return can_see_people(user) and can_see_part(user, Part.AGREEMENTS)


def can_write_agreement(user: User, _person: Person) -> bool:
    """Begin one with somebody they may see."""
    return can_see_agreements(user)


def can_record_checks(user: User, _person: Person) -> bool:
    """See and record that somebody was checked before working with children."""
    return can_see_part(user, Part.CHECKS)


def can_make_papers(user: User, _person: Person) -> bool:
    """Print somebody's timesheet and certificate."""
    return can_see_part(user, Part.HOURS)


def can_withdraw_check(user: User, check: SafeguardingCheck) -> bool:
    return can_record_checks(user, check.person)
