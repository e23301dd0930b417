"""The work journal of a time as a table to take away: only what one reads anyway, and counted."""

from datetime import date, timedelta

from sqlalchemy import func, select

from osl.accounts.models import User
from osl.core import audit
from osl.core.audit import AuditEntry
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.core.sheets import Cell, Sheet
from osl.journal.models import JournalEntry
from osl.journal.periods import days_between
from osl.journal.queries import all_entries, within
from osl.journal.words import KINDS, as_typed, community_name

EXPORTED = audit.action(
    "journal.exported",
    _l(
        "%(actor)s took away the work journal as a file, "
        "%(first_on)s to %(last_on)s: %(count)s rows"
    ),
)

MOST_AN_HOUR = 10
WITHIN = timedelta(hours=1)


def export_journal(
    first_on: date, last_on: date, *, user_id: int | None = None, actor: User
) -> Sheet:
    """What ``actor`` reads of a time, as a sheet: one's own work, of the organiser everybody's or
    one person's. Writes an audit entry. Raises DomainError for whoever has taken away ten files
    within an hour."""
    _refuse_too_many(actor)
    entries = all_entries(actor, within(first_on, last_on, user_id))
    audit.record(
        EXPORTED,
        actor=actor,
        first_on=first_on.isoformat(),
        last_on=last_on.isoformat(),
        count=len(entries),
        of_one=user_id,
    )
    headings = [
        _("Day"),
        _("Who"),
        _("What kind of work"),
        _("Community"),
        _("Minutes"),
        _("Hours"),
        _("People reached"),
        _("Meeting"),
        _("Note"),
    ]
    name = f"{_('Work journal')} {first_on.isoformat()} {last_on.isoformat()}"
    title = f"{_('Work journal')}, {days_between(first_on, last_on)}"
    return Sheet(name, title, headings, map(_row, entries))


def _row(entry: JournalEntry) -> list[Cell]:
    return [
        entry.worked_on,
        entry.user.name,
        str(KINDS[entry.kind]),
        community_name(entry.community.name if entry.community is not None else None),
        entry.minutes,
        as_typed(entry.minutes),
        entry.people_reached,
        entry.event.title if entry.event is not None else "",
        entry.note,
    ]


def _refuse_too_many(actor: User) -> None:
    made = select(func.count(AuditEntry.id)).where(
        AuditEntry.action == EXPORTED.code,
        AuditEntry.actor_id == actor.id,
        AuditEntry.at > utcnow() - WITHIN,
    )
    if (db.session.scalar(made) or 0) >= MOST_AN_HOUR:
        raise DomainError(
            _("Ten files were taken away within an hour, and that is the most. Try again later.")
        )
