"""Who may do what with accounts."""

from osl.accounts.models import StaffSession, User


def is_of_the_team(_user: User) -> bool:
    """Whoever is signed in: their own account, the desk."""
    return True


def can_manage_team(user: User) -> bool:
    """Invite, give roles, switch off: the organiser, and the administrator."""
    return user.is_organiser or user.is_administrator


def can_manage_member(user: User, _member: User) -> bool:
    return can_manage_team(user)


def can_change_roles(user: User, member: User) -> bool:
    """An administrator gives roles to others, never to herself: that would open residents' data."""
    return user.is_organiser or (user.is_administrator and member.id != user.id)


def can_switch_off(user: User, member: User) -> bool:
    """Nobody switches off the account they are using."""
    return can_manage_team(user) and member.id != user.id


def owns_session(user: User, staff_session: StaffSession) -> bool:
    return staff_session.user_id == user.id
