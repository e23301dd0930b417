"""Events and the groups and partners behind them, from either side."""

from dataclasses import dataclass
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, case, delete, exists, insert, select
from sqlalchemy.orm import selectinload

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core import audit
from osl.core.access import current_viewer
from osl.core.db import db
from osl.core.i18n import _l
from osl.core.links import number_in
from osl.events.models import Event, event_community
from osl.events.policies import can_edit_event
from osl.events.queries import events_visible_to, says
from osl.groups.models import Group, Partner, group_event, partner_event
from osl.groups.partner_queries import partner_is_over, partners_visible_to
from osl.groups.queries import groups_visible_to, is_over

GROUP_LINKED = audit.action("group.event_linked", _l("%(actor)s linked “%(subject)s” to an event"))
GROUP_PARTED = audit.action(
    "group.event_parted", _l("%(actor)s parted “%(subject)s” from an event")
)
PARTNER_LINKED = audit.action(
    "partner.event_linked", _l("%(actor)s linked “%(subject)s” to an event")
)
PARTNER_PARTED = audit.action(
    "partner.event_parted", _l("%(actor)s parted “%(subject)s” from an event")
)

MOST_FOUND = 12


def link_event(owner: Group | Partner, event: Event, *, actor: User) -> None:
    """Note that an event is a group's, or that a partner helped with it. Twice is once."""
    if is_linked(owner, event):
        return
    table, own = _table(owner)
    db.session.execute(insert(table).values({own: owner.id, "event_id": event.id}))
    db.session.expire(owner, ["events"])
    what = GROUP_LINKED if isinstance(owner, Group) else PARTNER_LINKED
    _note(what, owner, event, actor)


def part_event(owner: Group | Partner, event: Event, *, actor: User) -> None:
    """The two have nothing to do with one another after all. Twice is once."""
    if not is_linked(owner, event):
        return
    table, own = _table(owner)
    db.session.execute(delete(table).where(table.c[own] == owner.id, table.c.event_id == event.id))
    db.session.expire(owner, ["events"])
    what = GROUP_PARTED if isinstance(owner, Group) else PARTNER_PARTED
    _note(what, owner, event, actor)


def is_linked(owner: Group | Partner, event: Event) -> bool:
    table, own = _table(owner)
    statement = select(table.c.event_id).where(
        table.c[own] == owner.id, table.c.event_id == event.id
    )
    return db.session.scalar(statement) is not None


def events_of(viewer: User | None, owner: Group | Partner) -> list[Event]:
    """The events linked with it that this person may see, the newest first."""
    table, own = _table(owner)
    statement = (
        events_visible_to(viewer)
        .join(table, table.c.event_id == Event.id)
        .where(table.c[own] == owner.id)
        .options(selectinload(Event.occurrences), selectinload(Event.communities))
        .order_by(Event.id.desc())
    )
    return list(db.session.scalars(statement))


def events_to_link(
    viewer: User, owner: Group | Partner, communities: list[Community], words: str
) -> list[Event]:
    """Events with these words, or the one with this number: those of its own communities first,
    the newest before the others, and none that is linked with it already."""
    table, own = _table(owner)
    is_linked_already = exists().where(table.c.event_id == Event.id, table.c[own] == owner.id)
    is_own = exists().where(
        event_community.c.event_id == Event.id,
        event_community.c.community_id.in_([one.id for one in communities]),
    )
    number = number_in(words)
    fits: list[ColumnElement[bool]] = [Event.id == number] if number else says(words)
    statement = (
        events_visible_to(viewer)
        .where(*fits, Event.cancelled_at.is_(None), ~is_linked_already.correlate(Event))
        .options(selectinload(Event.occurrences), selectinload(Event.communities))
        .order_by(case((is_own.correlate(Event), 0), else_=1), Event.id.desc())
        .limit(MOST_FOUND)
    )
    return list(db.session.scalars(statement))


def get_event_to_link(viewer: User, typed: str) -> Event:
    """The event with this number, if this person may see it."""
    number = number_in(typed)
    statement = events_visible_to(viewer).where(Event.id == number)
    return (db.session.scalar(statement) if number is not None else None) or abort(404)


@dataclass(frozen=True)
class Behind:
    """Who stands behind an event, as far as whoever looks may see it."""

    groups: list[Group]
    partners: list[Partner]
    may_add: bool

    def __bool__(self) -> bool:
        return bool(self.groups or self.partners) or self.may_add


def behind_event(event: Event) -> Behind | None:
    """The groups and partners of an event, for its page of the team."""
    viewer = current_viewer()
    if viewer is None:
        return None
    return Behind(
        groups_of_event(viewer, event),
        partners_of_event(viewer, event),
        can_edit_event(viewer, event),
    )


def groups_of_event(viewer: User, event: Event) -> list[Group]:
    statement = (
        groups_visible_to(viewer)
        .join(group_event, group_event.c.group_id == Group.id)
        .where(group_event.c.event_id == event.id)
    )
    return list(db.session.scalars(statement.order_by(Group.name, Group.id)))


def partners_of_event(viewer: User, event: Event) -> list[Partner]:
    statement = (
        partners_visible_to(viewer)
        .join(partner_event, partner_event.c.partner_id == Partner.id)
        .where(partner_event.c.event_id == event.id)
    )
    return list(db.session.scalars(statement.order_by(Partner.name, Partner.id)))


def groups_to_add(viewer: User, event: Event) -> list[Group]:
    """One's own groups that are not linked with the event yet."""
    linked = exists().where(group_event.c.group_id == Group.id, group_event.c.event_id == event.id)
    statement = groups_visible_to(viewer).where(~linked.correlate(Group), ~is_over())
    return list(db.session.scalars(statement.order_by(Group.name, Group.id)))


def partners_to_add(viewer: User, event: Event) -> list[Partner]:
    """One's own partners that are not linked with the event yet."""
    linked = exists().where(
        partner_event.c.partner_id == Partner.id, partner_event.c.event_id == event.id
    )
    statement = partners_visible_to(viewer).where(~linked.correlate(Partner), ~partner_is_over())
    return list(db.session.scalars(statement.order_by(Partner.name, Partner.id)))


def _table(owner: Group | Partner) -> tuple[Any, str]:
    if isinstance(owner, Group):
        return group_event, "group_id"
    return partner_event, "partner_id"


def _note(what: audit.Action, owner: Group | Partner, event: Event, actor: User) -> None:
    community_id = owner.community_id if isinstance(owner, Group) else None
    audit.record(what, actor=actor, subject=owner, community_id=community_id, event_id=event.id)
