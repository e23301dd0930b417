"""What happened with a person all over the site, in one table: when, what, and on which page.

Meetings, help, leading, ideas, groups and neighbours brought in are read side by side, each by an
index of the person. What the viewer may not see is left out.
"""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Select,
    String,
    Subquery,
    and_,
    cast,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from osl.accounts.models import User
from osl.core.clock import to_utc, utcnow
from osl.core.db import db
from osl.core.types import UTCDateTime
from osl.events.models import Event, Occurrence
from osl.events.queries import IS_CALLED_OFF
from osl.events.queries import is_visible_to as is_event_visible_to
from osl.groups.models import Group, GroupMember
from osl.ideas.models import Idea, IdeaEvent, IdeaOffer, Moderation
from osl.ideas.queries import is_visible_to as is_idea_visible_to
from osl.people.models import Card, Person
from osl.people.queries import is_person_visible_to
from osl.signups.models import Signup, SignupList, SignupState
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


class Rung(StrEnum):
    """The rungs of the ladder, from the first step to bringing others in."""

    CAME = "udzial"
    HELPED = "pomoc"
    CO_LED = "wspolprowadzenie"
    LED = "prowadzenie"
    STARTED = "inicjatywy"
    BRINGS = "przyprowadza"


def happenings_of(viewer: User, person: Person) -> Subquery:
    """Everything that happened, in one table: each part is read by an index of the person."""
    return union_all(
        *_meetings(viewer, person),
        *_help(viewer, person),
        *_led(viewer, person),
        *_started(viewer, person),
        _brought(viewer, person),
    ).subquery("fact")


def _row(
    rung: Rung, kind: str, *, at: Any, row_id: Any, title: Any, about: Any = None, number: Any = 0
) -> Select[*tuple[Any, ...]]:
    """One line of the table. ``row_id`` is the thing whose page shows the fact."""
    return select(
        cast(literal(rung.value), String).label("rung"),
        cast(literal(kind), String).label("kind"),
        type_coerce(at, UTCDateTime).label("at"),
        row_id.label("id"),
        cast(title, String).label("title"),
        cast(about if about is not None else literal(""), String).label("about"),
        (number if not isinstance(number, int) else literal(number)).label("number"),
    )


def _meetings(viewer: User, person: Person) -> list[Select[*tuple[Any, ...]]]:
    """Meetings with a place that are over and were not called off; of a course, the whole of it.
    Whoever had others with them brought somebody."""
    held = (
        Occurrence.ends_at <= utcnow(),
        Occurrence.postponed_at.is_(None),
        not_(IS_CALLED_OFF),
        Event.published_at.is_not(None),
        is_event_visible_to(viewer),
        Signup.person_id == person.id,
        Signup.state == SignupState.CONFIRMED,
    )
    found = []
    for rung, kind in ((Rung.CAME, "came"), (Rung.BRINGS, "came_with")):
        number = Signup.party_size - 1 if rung is Rung.BRINGS else literal(0)
        with_others = (Signup.party_size > 1,) if rung is Rung.BRINGS else ()
        of_meeting = (
            _row(
                rung,
                kind,
                at=Occurrence.starts_at,
                row_id=Event.id,
                title=Event.title,
                number=number,
            )
            .select_from(Signup)
            .join(SignupList, SignupList.id == Signup.list_id)
            .join(Occurrence, Occurrence.id == SignupList.occurrence_id)
            .join(Event, Event.id == Occurrence.event_id)
            .where(*held, *with_others)
        )
        of_course = (
            _row(
                rung,
                kind,
                at=func.max(Occurrence.starts_at),
                row_id=Event.id,
                title=Event.title,
                number=number,
            )
            .select_from(Signup)
            .join(SignupList, SignupList.id == Signup.list_id)
            .join(Event, Event.id == SignupList.event_id)
            .join(Occurrence, Occurrence.event_id == Event.id)
            .where(*held, *with_others)
            .group_by(Signup.id, Event.id, Event.title, Signup.party_size)
        )
        found += [of_meeting, of_course]
    return found


def _help(viewer: User, person: Person) -> list[Select[*tuple[Any, ...]]]:
    """Help offered with an idea, shifts that were kept, and what somebody did or brought."""
    offers = (
        _row(
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
        _row(
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
        _row(
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
        _row(
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
    ideas = _row(
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
        _row(
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
        _row(
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
        _row(Rung.BRINGS, "brought", at=Card.created_at, row_id=Person.id, title=Person.name)
        .select_from(Card)
        .join(Person, Person.id == Card.person_id)
        .where(Card.brought_by_id == person.id, is_person_visible_to(viewer))
    )


def _noon(day: date) -> datetime:
    return to_utc(day, time(12))
