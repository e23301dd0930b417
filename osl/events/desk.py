"""What the team sees of its events beyond what everybody sees: its list, and who did what."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, exists, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core.audit import AuditEntry, actions
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.i18n import _
from osl.core.paging import Page, page_of
from osl.events.models import Event, EventKind, Occurrence
from osl.events.queries import (
    EventFilters,
    during,
    is_visible_to,
    says,
    shown_in,
)


class EventState(StrEnum):
    """Where an event stands, as the team asks for it in its list."""

    COMING = "coming"
    DRAFT = "draft"
    CANCELLED = "cancelled"
    OVER = "over"


@dataclass(frozen=True)
class ListedEvent:
    """One line of the team's list: the event, and when it meets next or met last."""

    event: Event
    next_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True)
class HistoryLine:
    """What somebody did to an event, for ``history()`` of components/panels.html."""

    at: datetime
    sentence: str


def events_on_desk(
    user: User, filters: EventFilters, state: EventState | None, page: int
) -> Page[ListedEvent]:
    """The team's list: what comes next first, then what is over, the latest first.

    Four queries, whatever the length.
    """
    now = utcnow()
    of_event = Occurrence.event_id == Event.id
    next_at = (
        select(func.min(Occurrence.starts_at))
        .where(of_event, Occurrence.ends_at > now)
        .correlate(Event)
        .scalar_subquery()
    )
    last_at = (
        select(func.max(Occurrence.starts_at)).where(of_event).correlate(Event).scalar_subquery()
    )
    is_coming = exists().where(of_event, Occurrence.ends_at > now)
    wanted = {
        None: true(),
        EventState.COMING: and_(Event.published_at.is_not(None), is_coming),
        EventState.DRAFT: Event.published_at.is_(None),
        EventState.CANCELLED: Event.cancelled_at.is_not(None),
        EventState.OVER: ~is_coming,
    }[state]
    conditions = [is_visible_to(user), wanted, *says(filters.text)]
    if filters.community is not None:
        conditions.append(shown_in(filters.community))
    if filters.kind is not None:
        conditions.append(Event.kind == filters.kind)
    statement = (
        select(Event, next_at.label("next_at"), last_at.label("last_at"))
        .where(*conditions)
        .options(joinedload(Event.venue), joinedload(Event.series), selectinload(Event.communities))
    )
    order = (next_at.is_(None), next_at, last_at.desc(), Event.id.desc())
    found = page_of(statement, page, order=order, key=Event.id)
    return replace(found, rows=[ListedEvent(*row) for row in found.rows])


def replacements_for(user: User, event: Event) -> list[ListedEvent]:
    """The published events to come that could take the place of one called off."""
    statement = (
        select(Event, func.min(Occurrence.starts_at), func.max(Occurrence.starts_at))
        .join(Occurrence, Occurrence.event_id == Event.id)
        .where(
            is_visible_to(user),
            Event.id != event.id,
            Event.published_at.is_not(None),
            Event.cancelled_at.is_(None),
            *during(utcnow()),
        )
        .group_by(Event.id)
        .order_by(func.min(Occurrence.starts_at))
        .limit(100)
    )
    return [ListedEvent(*row) for row in db.session.execute(statement)]


def open_hours_of(user: User, community: Community) -> list[ListedEvent]:
    """The open hours of a community that still come round, drafts too."""
    next_at = func.min(Occurrence.starts_at)
    statement = (
        select(Event, next_at, func.max(Occurrence.starts_at))
        .join(Occurrence, Occurrence.event_id == Event.id)
        .where(
            is_visible_to(user),
            Event.communities.any(Community.id == community.id),
            Event.kind == EventKind.OPEN_HOURS,
            Event.cancelled_at.is_(None),
            *during(utcnow()),
        )
        .options(selectinload(Event.series), selectinload(Event.venue))
        .group_by(Event.id)
        .order_by(next_at)
    )
    return [ListedEvent(*row) for row in db.session.execute(statement)]


def history(event: Event, limit: int = 100) -> list[HistoryLine]:
    """Who did what to this event, in sentences, the newest first. A list of marks is one line."""
    often = [one.code for one in actions.values() if one.often]
    of_event = (AuditEntry.subject_type == "event", AuditEntry.subject_id == event.id)
    latest = (
        select(func.max(AuditEntry.id))
        .where(*of_event, AuditEntry.action.in_(often))
        .group_by(AuditEntry.action, AuditEntry.actor_id, func.date(AuditEntry.at))
    )
    statement = (
        select(AuditEntry, User.name)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .where(*of_event, or_(AuditEntry.action.not_in(often), AuditEntry.id.in_(latest)))
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    return [
        HistoryLine(entry.at, entry.sentence(name or _("The site")))
        for entry, name in db.session.execute(statement)
    ]
