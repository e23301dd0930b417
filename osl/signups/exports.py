"""The sign-ups of one list as a table to take away: only for those who see them, and counted."""

from datetime import timedelta

from sqlalchemy import func, select

from osl.accounts.models import User
from osl.accounts.queries import names_of
from osl.core import audit
from osl.core.audit import AuditEntry
from osl.core.clock import to_local, utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.core.sheets import Cell, Sheet
from osl.events.models import Event, Occurrence
from osl.events.words import full_title, when
from osl.people.words import CHANNELS, phone_shown
from osl.signups.desk import everybody_on, list_of
from osl.signups.models import Signup
from osl.signups.words import HELP, STATES

EXPORTED = audit.action(
    "signups.exported",
    _l("%(actor)s took away the sign-ups for “%(subject)s” as a file: %(count)s rows"),
)

MOST_AN_HOUR = 10
WITHIN = timedelta(hours=1)


def export_signups(
    event: Event, meeting: Occurrence | None, *, with_help: bool, actor: User
) -> Sheet:
    """Everybody whose sign-up holds, as a sheet. Help needs leave the site only when asked for.

    Writes an audit entry with the event and the number of rows. Raises DomainError for whoever
    has taken away ten files within an hour.
    """
    _refuse_too_many(actor)
    signups = everybody_on(list_of(event, meeting))
    names = names_of(one.entered_by_id for one in signups)
    headings = [
        _("State"),
        _("Number"),
        _("First name and surname"),
        _("Phone"),
        _("E-mail"),
        _("People"),
        _("Children"),
        _("Note"),
        _("How they signed up"),
        _("Entered by"),
        _("Signed up at"),
    ]
    if with_help:
        headings.append(_("Help needed"))
    audit.record(
        EXPORTED,
        actor=actor,
        subject=event,
        community_id=event.communities[0].id if event.communities else None,
        count=len(signups),
        with_help=with_help,
    )
    rows = [_row(one, names.get(one.entered_by_id or 0, ""), with_help) for one in signups]
    title = full_title(event) + (f", {when(meeting)}" if meeting is not None else "")
    on = f" {to_local(meeting.starts_at):%Y-%m-%d}" if meeting is not None else ""
    name = f"{_('Sign-ups')} {full_title(event)}{on}"
    return Sheet(name, _("Sign-ups: %(event)s", event=title), headings, rows)


def _row(signup: Signup, entered_by: str, with_help: bool) -> list[Cell]:
    person = signup.person
    cells: list[Cell] = [
        str(STATES[signup.state]),
        signup.number,
        person.name,
        phone_shown(person.phone) or person.contact_note,
        person.email,
        signup.party_size,
        ", ".join(f"{one.first_name} ({one.age})" for one in signup.children),
        signup.note,
        str(CHANNELS[signup.channel]),
        entered_by,
        signup.created_at,
    ]
    if with_help:
        cells.append(", ".join(str(HELP[one.kind]) for one in signup.help_needs))
    return cells


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
