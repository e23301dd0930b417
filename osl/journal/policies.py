"""Who keeps a work journal, who reads it, and who sees its sums."""

from osl.accounts.models import Role, User
from osl.journal.models import JournalEntry
from osl.people.policies import can_see_people


def can_keep_journal(user: User) -> bool:
    """The organiser and whoever has a community of their own: each notes their own work."""
    return can_see_people(user)


def can_read_all_journals(user: User) -> bool:
    """The organiser reads everybody's journal; everyone else their own alone."""
    return user.is_organiser


def can_edit_journal_entry(user: User, entry: JournalEntry) -> bool:
    """Nobody changes what another one noted."""
    return can_keep_journal(user) and entry.user_id == user.id


def can_see_journal_totals(user: User) -> bool:
    """How much work of which kind, without notes and without names."""
    return user.is_organiser or Role.ADVISER in user.roles
