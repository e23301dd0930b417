"""The short report of a meeting for residents: written by the team, published, taken back."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.events.models import Occurrence
from osl.logbook.attendance import open_log, refuse_not_held
from osl.logbook.log_pictures import pictures_of
from osl.logbook.models import LogEntry, MeetingReport
from osl.logbook.queries import is_over

WRITTEN = audit.action(
    "meeting_report.written", _l("%(actor)s wrote a report for residents of “%(subject)s”")
)
CHANGED = audit.action(
    "meeting_report.changed", _l("%(actor)s changed the report for residents of “%(subject)s”")
)
PUBLISHED = audit.action(
    "meeting_report.published",
    _l("%(actor)s published the report for residents of “%(subject)s”"),
)
TAKEN_BACK = audit.action(
    "meeting_report.taken_back", _l("%(actor)s took back the report for residents of “%(subject)s”")
)

MOST_PICTURES = 2
LEAST_TOLD = 5
"""A smaller number of people is never told: it could point at somebody."""


@dataclass(frozen=True)
class Told:
    """What residents are to read: what it was like, how many came (None: not said), what is
    next, thanks; and the numbers of the pictures beside it."""

    text: str
    people: int | None = None
    next_steps: str = ""
    thanks: str = ""
    picture_ids: Collection[int] = ()


def report_of(meeting: Occurrence) -> MeetingReport | None:
    """The report of a meeting, published or not."""
    return db.session.scalar(
        select(MeetingReport)
        .join(MeetingReport.log_entry)
        .where(LogEntry.occurrence_id == meeting.id)
        .options(joinedload(MeetingReport.log_entry))
    )


def write_report(meeting: Occurrence, told: Told, *, actor: User) -> MeetingReport:
    """Write the report of a meeting, or write it anew. One that is published stays published.

    Raises DomainError for a meeting that was not held, and for more than two pictures, or one
    that is hidden or of another meeting.
    """
    entry = open_log(meeting)
    _choose_pictures(meeting, told.picture_ids)
    report = report_of(meeting)
    is_new = report is None
    if report is None:
        report = MeetingReport(log_entry_id=entry.id, written_by_id=actor.id)
        db.session.add(report)
    report.text = told.text
    report.people = told.people
    report.next_steps = told.next_steps
    report.thanks = told.thanks
    is_changed = any(db.session.is_modified(one) for one in (report, *entry.pictures))
    db.session.flush()
    if is_new or is_changed:
        _note(WRITTEN if is_new else CHANGED, meeting, actor)
    return report


def publish_report(report: MeetingReport, *, actor: User) -> None:
    """Let everybody read the report. Raises DomainError while the meeting is not over, or is
    called off; published once more, nothing changes."""
    meeting = report.log_entry.occurrence
    refuse_not_held(meeting)
    if not is_over(meeting):
        raise DomainError(
            _("This meeting is still going on. Its report can be published when it is over.")
        )
    if report.published_at is not None:
        return
    report.published_at = utcnow()
    _note(PUBLISHED, meeting, actor)


def take_report_back(report: MeetingReport, *, actor: User) -> None:
    """Show the report to nobody but the team from now on. Its words stay."""
    if report.published_at is None:
        return
    report.published_at = None
    _note(TAKEN_BACK, report.log_entry.occurrence, actor)


def _choose_pictures(meeting: Occurrence, ids: Collection[int]) -> None:
    pictures = pictures_of(meeting)
    shown = {one.id for one in pictures if one.hidden_at is None}
    if not set(ids) <= shown:
        raise DomainError(
            _("One of the pictures has been hidden or removed meanwhile. Choose once more.")
        )
    if len(set(ids)) > MOST_PICTURES:
        raise DomainError(_("Choose two pictures at most."))
    for one in pictures:
        # A hidden one keeps its place, for when it is shown again.
        if one.hidden_at is None:
            one.in_report = one.id in ids
    if sum(one.in_report for one in pictures) > MOST_PICTURES:
        for one in pictures:
            one.in_report = one.in_report and one.id in ids


def _note(what: audit.Action, meeting: Occurrence, actor: User) -> None:
    event = meeting.event
    community_id = event.communities[0].id if event.communities else None
    audit.record(what, actor=actor, subject=event, community_id=community_id)
