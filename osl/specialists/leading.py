"""Which specialists are to lead an event, and that nobody unchecked leads one for minors."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select

from osl.accounts.models import User
from osl.communities.models import Audience
from osl.core import audit
from osl.core.access import current_viewer
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.events.models import Event
from osl.people.policies import can_see_people
from osl.signups.places import first_part, parts_of
from osl.specialists.checks import missing_checks, missing_of
from osl.specialists.models import EventSpecialist, Specialist
from osl.specialists.policies import can_choose_specialists
from osl.volunteers.agreement_words import CHECKS
from osl.volunteers.models import CheckKind

CHOSEN = audit.action("specialist.chosen", _l("%(actor)s chose who leads “%(subject)s”"))
TAKEN_OFF = audit.action(
    "specialist.taken_off", _l("%(actor)s noted that a specialist does not lead “%(subject)s”")
)

FOR_MINORS = frozenset({Audience.CHILDREN, Audience.YOUTH})
"""Whoever leads events for them works with minors. At an event for families the parents stay."""


class Unchecked(DomainError):
    """Somebody without recorded checks was to lead an event for minors."""


@dataclass(frozen=True)
class Led:
    """A specialist of an event, and which checks are missing if it is one for minors."""

    specialist: Specialist
    missing: Sequence[CheckKind] = ()

    @property
    def missing_words(self) -> str:
        return checks_in_words(self.missing)


@dataclass(frozen=True)
class WhoLeads:
    """The specialists of an event, for its page of the team."""

    led: list[Led]
    is_for_minors: bool
    may_choose: bool

    @property
    def unchecked(self) -> list[Led]:
        return [one for one in self.led if one.missing]

    def __bool__(self) -> bool:
        return bool(self.led) or self.may_choose


def checks_in_words(kinds: Sequence[CheckKind]) -> str:
    return ", ".join(str(CHECKS[kind]) for kind in kinds)


def is_for_minors(event: Event) -> bool:
    """Whether any part of it is for children or young people, or takes children in."""
    return any(part.takes_children or part.audience in FOR_MINORS for part in parts_of(event))


def choose_specialist(event: Event, specialist: Specialist, *, actor: User) -> None:
    """A specialist is to lead this event, with all parts of its series. Twice is once.

    Raises Unchecked, naming what is missing, for an event for minors; DomainError for somebody
    who leads no more.
    """
    root = first_part(event)
    # Two who tap at once come one after the other, so that the second finds what is chosen.
    db.session.execute(select(Event.id).where(Event.id == root.id).with_for_update(key_share=True))
    if db.session.get(EventSpecialist, (root.id, specialist.id)) is not None:
        return
    if specialist.retired_at is not None:
        raise DomainError(_("This specialist leads no more. Bring them back first."))
    missing = missing_checks(specialist) if is_for_minors(event) else []
    if missing:
        raise Unchecked(
            _(
                "Children or young people come to this event. Record the checks of %(name)s "
                "first: %(missing)s.",
                name=specialist.name,
                missing=checks_in_words(missing),
            )
        )
    db.session.add(
        EventSpecialist(event_id=root.id, specialist_id=specialist.id, added_by_id=actor.id)
    )
    _note(CHOSEN, event, specialist, actor)


def take_specialist_off(event: Event, specialist: Specialist, *, actor: User) -> None:
    """They do not lead it after all. What they have led already stays in the logbook."""
    chosen = db.session.get(EventSpecialist, (first_part(event).id, specialist.id))
    if chosen is not None:
        db.session.delete(chosen)
        _note(TAKEN_OFF, event, specialist, actor)


def specialists_of(event: Event) -> list[Specialist]:
    """Who is to lead an event, by name."""
    chosen = (
        select(Specialist)
        .join(EventSpecialist, EventSpecialist.specialist_id == Specialist.id)
        .where(EventSpecialist.event_id == first_part(event).id)
        .order_by(Specialist.name, Specialist.id)
    )
    return list(db.session.scalars(chosen))


def who_leads(event: Event) -> WhoLeads | None:
    """The specialists of an event; None for whoever works with no people."""
    viewer = current_viewer()
    if viewer is None or not can_see_people(viewer):
        return None
    led, for_minors = specialists_of(event), is_for_minors(event)
    missing = missing_of([one.id for one in led]) if for_minors else {}
    return WhoLeads(
        [Led(one, missing.get(one.id, ())) for one in led],
        for_minors,
        can_choose_specialists(viewer, event),
    )


def events_led_by(specialist: Specialist) -> Select[int]:
    """The numbers of the events somebody was chosen for, every part of a series among them."""
    chosen = select(EventSpecialist.event_id.label("id")).where(
        EventSpecialist.specialist_id == specialist.id
    )
    parts = chosen.cte("led", recursive=True)
    parts = parts.union_all(select(Event.id).join(parts, Event.continues_id == parts.c.id))
    return select(parts.c.id)


def choices_for(event: Event, found: Sequence[Specialist]) -> list[Led]:
    """Specialists to choose from, each with what stands in the way at this event."""
    missing = missing_of([one.id for one in found]) if is_for_minors(event) else {}
    return [Led(one, missing.get(one.id, ())) for one in found]


def _note(what: audit.Action, event: Event, specialist: Specialist, actor: User) -> None:
    community_id = event.communities[0].id if event.communities else None
    audit.record(
        what,
        actor=actor,
        subject=event,
        community_id=community_id,
        specialist_id=specialist.id,
    )
