"""Which residents lead an event, alone or with the team: what makes it resident-led (REQ 1.11)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from osl.accounts.models import User
from osl.core import audit
from osl.core.access import current_viewer
from osl.core.db import db
from osl.core.i18n import _l
from osl.events.models import Event
from osl.events.policies import can_edit_event
from osl.people.models import Person
from osl.people.operations import introduce
from osl.people.policies import Part, can_see_part, can_see_people
from osl.people.queries import is_person_visible_to
from osl.volunteers.models import Leading, LeadRole

LED = audit.action("event.led", _l("%(actor)s noted that a resident leads “%(subject)s”"))
NOT_LED = audit.action(
    "event.not_led", _l("%(actor)s took back that a resident leads “%(subject)s”")
)

LEAD_ROLES = {
    LeadRole.LEADS: _l("leads it"),
    LeadRole.CO_LEADS: _l("leads it together with the team"),
}


@dataclass(frozen=True)
class AtDesk:
    """Who leads an event, for the team's page of it. ``others`` are of communities that the one
    who looks does not work with: a number, no names."""

    leading: Sequence[Leading]
    others: int
    may_change: bool


def can_note_leading(user: User, event: Event) -> bool:
    """Whoever edits the event and sees residents."""
    return can_edit_event(user, event) and can_see_part(user, Part.LEADER)


def lead_event(event: Event, person: Person, role: LeadRole, *, actor: User) -> Leading:
    """Note that a resident leads an event; said again, with the other role, that one holds.

    The event's communities know them from now on. Writes an audit entry when anything differs.
    """
    leading = leading_of(event, person)
    if leading is not None and leading.role is role:
        return leading
    if leading is None:
        leading = Leading(event_id=event.id, person_id=person.id, added_by_id=actor.id, role=role)
        db.session.add(leading)
        introduce(person, [community.id for community in event.communities])
    leading.role = role
    _note(LED, event, person, actor)
    return leading


def stop_leading(event: Event, person: Person, *, actor: User) -> None:
    """Take it back. Twice is once."""
    leading = leading_of(event, person)
    if leading is not None:
        db.session.delete(leading)
        _note(NOT_LED, event, person, actor)


def leading_of(event: Event, person: Person) -> Leading | None:
    return db.session.get(Leading, (event.id, person.id))


def leading_at_desk(event: Event) -> AtDesk | None:
    """Who leads this event; None for whom residents' names are not meant."""
    viewer = current_viewer()
    if viewer is None or not can_see_people(viewer):
        return None
    statement = (
        select(Leading)
        .join(Leading.person)
        .options(joinedload(Leading.person))
        .where(Leading.event_id == event.id, is_person_visible_to(viewer))
        .order_by(Person.name_key, Person.id)
    )
    leading = db.session.scalars(statement).all()
    everybody = select(func.count()).where(Leading.event_id == event.id)
    others = (db.session.scalar(everybody) or 0) - len(leading)
    return AtDesk(leading, others, can_note_leading(viewer, event))


def _note(what: audit.Action, event: Event, person: Person, actor: User) -> None:
    audit.record(
        what,
        actor=actor,
        subject=event,
        community_id=event.communities[0].id if event.communities else None,
        person_id=person.id,
    )
