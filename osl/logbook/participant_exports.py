"""The participants of a project as a table to take away, for whoever settles it; counted."""

from datetime import timedelta

from sqlalchemy import func, select

from osl.accounts.models import User
from osl.communities.models import FundingProject
from osl.core import audit
from osl.core.audit import AuditEntry
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.core.sheets import Cell, Sheet
from osl.logbook.participant_words import NEEDS, NO_ANSWER, answers
from osl.logbook.participants import everybody_recorded, needs_of

EXPORTED = audit.action(
    "participants.exported",
    _l("%(actor)s took away the participants of “%(subject)s” as a file: %(count)s rows"),
)

MOST_AN_HOUR = 10
WITHIN = timedelta(hours=1)


def export_participants(project: FundingProject, *, actor: User) -> Sheet:
    """Everybody with a record, with what the project needs and nothing else.

    Writes an audit entry with the number of rows. Raises DomainError for whoever has taken away
    ten files within an hour.
    """
    _refuse_too_many(actor)
    needs = needs_of(project)
    rows: list[list[Cell]] = []
    for number, one in enumerate(everybody_recorded(actor, project), start=1):
        if one.participant is not None:
            said = answers(one.participant)
            told: list[Cell] = [said[need] or str(NO_ANSWER) for need in needs]
            rows.append([number, one.person.name, one.participant.joined_on, one.visits, *told])
    headings = [
        _("Number"),
        _("First name and surname"),
        _("Takes part since"),
        _("How many times"),
        *(str(NEEDS[need]) for need in needs),
    ]
    audit.record(EXPORTED, actor=actor, subject=project, count=len(rows))
    title = _("Participants: %(project)s", project=project.title)
    return Sheet(f"{_('Participants')} {project.title}", title, headings, rows)


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
