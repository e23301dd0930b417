"""The one gate to events: page, feed, search, export and sitemap all read through it."""

from datetime import datetime

from flask import abort
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from osl.accounts.models import User
from osl.communities.models import Audience, Community
from osl.core.db import db
from osl.events.models import Event, Occurrence, event_community


def is_visible_to(viewer: User | None) -> ColumnElement[bool]:
    """Published events are everybody's. Drafts belong to the team of their communities."""
    published = Event.published_at.is_not(None)
    if viewer is None:
        return published
    if viewer.is_organiser:
        return true()
    own = exists().where(
        event_community.c.event_id == Event.id,
        event_community.c.community_id.in_(viewer.community_ids),
    )
    return or_(published, own)


def events_visible_to(viewer: User | None) -> Select[tuple[Event]]:
    return select(Event).where(is_visible_to(viewer))


def occurrences_visible_to(viewer: User | None) -> Select[tuple[Occurrence]]:
    """Meetings of the events this viewer may see, each with its event and place loaded."""
    return (
        select(Occurrence)
        .join(Occurrence.event)
        .where(is_visible_to(viewer))
        .options(
            joinedload(Occurrence.event).joinedload(Event.venue),
            joinedload(Occurrence.event).selectinload(Event.communities),
            joinedload(Occurrence.venue),
        )
    )


def shown_in(community: Community) -> ColumnElement[bool]:
    """Whether an event stands in a community's calendar: its own, the whole town's, or one for
    the audience that this (categorical) community collects from everywhere."""
    own = Event.id.in_(
        select(event_community.c.event_id).where(event_community.c.community_id == community.id)
    )
    shown = or_(own, Event.is_whole_town)
    if community.collects_audience not in (None, Audience.EVERYONE):
        shown = or_(shown, Event.audience == community.collects_audience)
    return shown


def get_event(viewer: User | None, event_id: int) -> Event:
    """One event with what its page shows; what the viewer may not see does not exist."""
    statement = (
        events_visible_to(viewer)
        .where(Event.id == event_id)
        .options(
            joinedload(Event.venue),
            joinedload(Event.funding_project),
            joinedload(Event.series),
            selectinload(Event.communities),
            selectinload(Event.pictures),
        )
    )
    return db.session.scalar(statement) or abort(404)


def next_meeting(event: Event, now: datetime) -> Occurrence | None:
    """The meeting to come or going on; of a past event, its last one."""
    of_event = select(Occurrence).where(Occurrence.event_id == event.id)
    coming = of_event.where(and_(Occurrence.ends_at > now, Occurrence.cancelled_at.is_(None)))
    return db.session.scalar(coming.order_by(Occurrence.starts_at).limit(1)) or db.session.scalar(
        of_event.order_by(Occurrence.starts_at.desc()).limit(1)
    )
