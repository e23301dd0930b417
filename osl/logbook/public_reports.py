"""What residents read of meetings that were held: on the pages of the event, of the community and
of the ideas it answers. Each page asks one question, however many reports there are."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import contains_eager, joinedload

from osl.communities.models import Community
from osl.core.clock import today, utcnow
from osl.core.db import db
from osl.events.models import Event, Occurrence
from osl.events.queries import IS_CALLED_OFF, is_visible_to, shown_in
from osl.logbook.meeting_reports import LEAST_TOLD, MOST_PICTURES
from osl.logbook.models import LogEntry, LogPicture, MeetingReport

MOST_OF_AN_EVENT = 40
MOST_OF_A_COMMUNITY = 2
MOST_LOOKED_AT = 500
MOST_OF_AN_IDEA = 2


def reports_of_event(event: Event) -> list[MeetingReport]:
    """The published reports of an event's meetings, the newest first; nothing is asked about an
    event that has not begun."""
    if event.is_draft or not _may_have_met(event):
        return []
    return _found(_published().where(Occurrence.event_id == event.id), MOST_OF_AN_EVENT)


def latest_reports_of(community: Community) -> list[MeetingReport]:
    """The latest reports of what stands in a community's calendar, among those published last:
    read from the few reports, never from the many meetings."""
    newest = (
        select(MeetingReport.id)
        .where(MeetingReport.published_at.is_not(None))
        .order_by(MeetingReport.published_at.desc())
        .limit(MOST_LOOKED_AT)
    )
    among = MeetingReport.id.in_(newest)
    return _found(_published().where(among, shown_in(community)), MOST_OF_A_COMMUNITY)


def reports_answering(events: Collection[Event]) -> list[MeetingReport]:
    """The latest reports of the events that answer an idea."""
    ids = [one.id for one in events if one.is_published and _may_have_met(one)]
    if not ids:
        return []
    return _found(_published().where(Occurrence.event_id.in_(ids)), MOST_OF_AN_IDEA)


def pictures_shown(report: MeetingReport) -> list[LogPicture]:
    """The pictures beside a report: those that were chosen and are not hidden."""
    chosen = [one for one in report.log_entry.pictures if one.in_report and one.hidden_at is None]
    return chosen[:MOST_PICTURES]


def people_told(report: MeetingReport) -> int | None:
    """How many came, where it is told: a small number could point at somebody."""
    if report.people is None or report.people < LEAST_TOLD:
        return None
    return report.people


def _may_have_met(event: Event) -> bool:
    return event.series is None or event.series.first_on <= today()


def _was_held() -> ColumnElement[bool]:
    return ~IS_CALLED_OFF & Occurrence.postponed_at.is_(None) & (Occurrence.ends_at <= utcnow())


def _published() -> Select[MeetingReport]:
    """Reports with their meeting, event and pictures, through the gate of a stranger."""
    return (
        select(MeetingReport)
        .join(MeetingReport.log_entry)
        .join(LogEntry.occurrence)
        .join(Occurrence.event)
        .where(MeetingReport.published_at.is_not(None), is_visible_to(None), _was_held())
        .options(
            contains_eager(MeetingReport.log_entry).options(
                joinedload(LogEntry.pictures),
                contains_eager(LogEntry.occurrence).contains_eager(Occurrence.event),
            )
        )
    )


def _found(statement: Select[MeetingReport], most: int) -> list[MeetingReport]:
    ordered = statement.order_by(Occurrence.starts_at.desc(), MeetingReport.id.desc())
    return list(db.session.scalars(ordered.limit(most)).unique())
