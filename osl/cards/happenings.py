"""What happened with a person all over the site, in one table: when, what, and on which page.

Meetings, help, leading, ideas, groups and neighbours brought in are read side by side, each by an
index of the person. What the viewer may not see is left out.
"""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    Select,
    Subquery,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from osl.accounts.models import User
from osl.cards.rungs import Rung, fact_row
from osl.cards.taking_part import taking_part
from osl.core.clock import to_utc, utcnow
from osl.core.db import db
from osl.core.types import UTCDateTime
from osl.events.models import Event, Occurrence
from osl.events.queries import is_visible_to as is_event_visible_to
from osl.groups.models import Group, GroupMember
from osl.ideas.models import Idea, IdeaEvent, IdeaOffer, Moderation
from osl.ideas.queries import is_visible_to as is_idea_visible_to
from osl.people.models import Card, Person
from osl.people.queries import is_person_visible_to
from osl.volunteers.models import (
    Assignment,
    AssignmentState,
    Claim,
    Contribution,
    Leading,
    LeadRole,
    Shift,
    Task,
)

MOST_GROUPS = 50


def happenings_of(viewer: User, person: Person) -> Subquery:
    """Everything that happened, in one table: each part is read by an index of the person."""
    return union_all(
        *taking_part(viewer, person),
        *_help(viewer, person),
        *_led(viewer, person),
        *_started(viewer, person),
        _brought(viewer, person),
    ).subquery("fact")


def _help(viewer: User, person: Person) -> list[Select[*tuple[Any, ...]]]:
    """Help offered with an idea, shifts that were kept, and what somebody did or brought."""
    offers = (
        fact_row(
            Rung.HELPED,
            "offer",
            at=IdeaOffer.offered_at,
            row_id=Idea.id,
            title=Idea.title,
            number=Idea.community_id,
        )
        .select_from(IdeaOffer)
        .join(Idea, Idea.id == IdeaOffer.idea_id)
        .where(
            IdeaOffer.person_id == person.id,
            IdeaOffer.withdrawn_at.is_(None),
            is_idea_visible_to(viewer),
        )
    )
    came = or_(Assignment.came.is_(True), Assignment.came.is_(None))
    is_own = true() if viewer.is_organiser else Task.community_id.in_(sorted(viewer.community_ids))
    shifts = (
        fact_row(
            Rung.HELPED,
            "shift",
            at=Shift.starts_at,
            row_id=Task.id,
            title=Task.title,
            number=Task.community_id,
        )
        .select_from(Assignment)
        .join(Shift, Shift.id == Assignment.shift_id)
        .join(Task, Task.id == Shift.task_id)
        .where(
            Assignment.person_id == person.id,
            Assignment.state == AssignmentState.ASSIGNED,
            came,
            Shift.ends_at <= utcnow(),
            Shift.cancelled_at.is_(None),
            or_(Task.published_at.is_not(None), is_own),
        )
    )
    claims = (
        fact_row(
            Rung.HELPED,
            "claim",
            at=Claim.claimed_at,
            row_id=Event.id,
            title=Event.title,
            about=Contribution.what,
        )
        .select_from(Claim)
        .join(Contribution, Contribution.id == Claim.contribution_id)
        .join(Event, Event.id == Contribution.event_id)
        .where(
            Claim.person_id == person.id,
            Claim.withdrawn_at.is_(None),
            is_event_visible_to(viewer),
        )
    )
    return [offers, shifts, claims]


def _first_start() -> Any:
    """When an event begins, whatever else is asked about its meetings."""
    meeting = aliased(Occurrence)
    return (
        select(func.min(meeting.starts_at))
        .where(meeting.event_id == Event.id)
        .correlate(Event)
        .scalar_subquery()
    )


def _led(viewer: User, person: Person) -> list[Select[*tuple[Any, ...]]]:
    """Events somebody leads or co-leads, those to come among them."""
    return [
        fact_row(
            rung,
            kind,
            at=func.coalesce(_first_start(), Leading.added_at),
            row_id=Event.id,
            title=Event.title,
        )
        .select_from(Leading)
        .join(Event, Event.id == Leading.event_id)
        .where(
            Leading.person_id == person.id,
            Leading.role == role,
            Event.cancelled_at.is_(None),
            is_event_visible_to(viewer),
        )
        for rung, kind, role in (
            (Rung.CO_LED, "co_leads", LeadRole.CO_LEADS),
            (Rung.LED, "leads", LeadRole.LEADS),
        )
    ]


def _started(viewer: User, person: Person) -> list[Select[*tuple[Any, ...]]]:
    """Ideas somebody gave, the events that came of them, and groups they look after."""
    ideas = fact_row(
        Rung.STARTED,
        "idea",
        at=Idea.given_at,
        row_id=Idea.id,
        title=Idea.title,
        number=Idea.community_id,
    ).where(
        Idea.person_id == person.id,
        Idea.moderation != Moderation.HIDDEN,
        is_idea_visible_to(viewer),
    )
    events = (
        fact_row(
            Rung.STARTED,
            "from_idea",
            at=func.coalesce(_first_start(), IdeaEvent.linked_at),
            row_id=Event.id,
            title=Event.title,
            about=Idea.title,
        )
        .select_from(Idea)
        .join(IdeaEvent, IdeaEvent.idea_id == Idea.id)
        .join(Event, Event.id == IdeaEvent.event_id)
        .where(
            Idea.person_id == person.id,
            Event.cancelled_at.is_(None),
            is_idea_visible_to(viewer),
            is_event_visible_to(viewer),
        )
    )
    own = () if viewer.is_organiser else (Group.community_id.in_(sorted(viewer.community_ids)),)
    groups = [
        fact_row(
            Rung.STARTED,
            "group",
            at=literal(_noon(row.agreed_on), UTCDateTime),
            row_id=cast(literal(row.id), Group.id.type),
            title=literal(row.name),
        )
        for row in db.session.execute(
            select(Group.id, Group.name, GroupMember.agreed_on)
            .join(GroupMember, GroupMember.group_id == Group.id)
            .where(
                and_(GroupMember.person_id == person.id, GroupMember.coordinates.is_(True)),
                *own,
            )
            .order_by(GroupMember.id.desc())
            .limit(MOST_GROUPS)
        )
    ]
    return [ideas, events, *groups]


def _brought(viewer: User, person: Person) -> Select[*tuple[Any, ...]]:
    """Neighbours who came to us through this person, as far as the viewer may see them."""
    return (
        fact_row(Rung.BRINGS, "brought", at=Card.created_at, row_id=Person.id, title=Person.name)
        .select_from(Card)
        .join(Person, Person.id == Card.person_id)
        .where(Card.brought_by_id == person.id, is_person_visible_to(viewer))
    )


def _noon(day: date) -> datetime:
    return to_utc(day, time(12))
