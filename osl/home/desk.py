"""What lies on each person's desk: what is next, what waits, what others did."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, false, func, not_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from osl.accounts.models import User
from osl.accounts.queries import TeamRow, names_of, team_visible_to
from osl.accounts.words import AccountState
from osl.calendars.queries import events_unwritten, unreadable_feeds
from osl.calendars.words import feed_name
from osl.cards.signal_scope import Signal
from osl.cards.signals import first_signals
from osl.communities.models import ACCESS_FACTS, Centre, Community, Fact, Venue
from osl.communities.queries import communities_of, open_communities
from osl.communities.words import unknown_access
from osl.core.audit import AuditEntry
from osl.core.clock import local_midnight, today, utcnow
from osl.core.db import db
from osl.core.i18n import _
from osl.core.outbox import OutgoingLetter, is_in_trouble
from osl.core.paging import Page, page_of
from osl.events.models import Event, EventKind, Occurrence, event_community
from osl.events.policies import can_create_event, can_edit_event
from osl.events.queries import (
    IN_ORDER,
    IS_CALLED_OFF,
    drafts_of,
    during,
    events_visible_to,
    is_visible_to,
    occurrences_visible_to,
    shown_in,
)
from osl.events.readiness import contact_phone
from osl.home.policies import can_see_aggregates
from osl.home.queries import Day, by_day
from osl.ideas.desk import ideas_waiting
from osl.ideas.policies import can_see_ideas
from osl.ideas.queries import Waiting
from osl.logbook.missing import LogsWaiting, logs_waiting
from osl.logbook.models import SheetPhoto
from osl.logbook.sheet_photos import photos_waiting
from osl.people.models import Talk
from osl.people.talk_policies import can_see_talks
from osl.people.talk_queries import due_steps
from osl.signups.call_queries import number_of_open_calls
from osl.signups.room import Places, places_of_meetings
from osl.volunteers.desk import Waiting as WaitingVolunteers
from osl.volunteers.desk import volunteering_waiting

WEEK = timedelta(days=7)
SOON = timedelta(days=14)
"""A draft whose day is this near should be published or dropped."""

MONTH = timedelta(days=30)

MOST_MEETINGS, MOST_DRAFTS, MOST_NEWS = 60, 8, 10
MOST_WANTING = 12
MOST_STEPS = 8
MOST_SIGNALS = 6
PAGE_SIZE = 50


@dataclass(frozen=True)
class Line:
    """Something somebody did, for ``history()`` of components/panels.html."""

    at: datetime
    sentence: str


@dataclass(frozen=True)
class Needs:
    """What waits for this person, each kind by itself."""

    calls_to_make: int = 0
    ideas: Waiting | None = None
    next_steps: list[Talk] = field(default_factory=list)
    near_drafts: list[Event] = field(default_factory=list)
    unknown_access: list[tuple[Venue, list[Event]]] = field(default_factory=list)
    no_contact: list[Event] = field(default_factory=list)
    without_open_hours: list[Community] = field(default_factory=list)
    unwritten: list[Event] = field(default_factory=list)
    unreadable_calendars: list[str] = field(default_factory=list)
    invitations: list[TeamRow] = field(default_factory=list)
    unsent_letters: int = 0
    volunteering: WaitingVolunteers = field(default_factory=WaitingVolunteers)
    logs: LogsWaiting = field(default_factory=LogsWaiting)
    sheet_photos: list[SheetPhoto] = field(default_factory=list)

    @property
    def count(self) -> int:
        return (
            bool(self.calls_to_make)
            + (sum(map(bool, vars(self.ideas).values())) if self.ideas else 0)
            + len(self.next_steps)
            + len(self.near_drafts)
            + len(self.unknown_access)
            + len(self.no_contact)
            + len(self.without_open_hours)
            + len(self.unwritten)
            + len(self.unreadable_calendars)
            + len(self.invitations)
            + bool(self.unsent_letters)
            + self.volunteering.count
            + bool(self.logs.count)
            + bool(self.sheet_photos)
        )


@dataclass(frozen=True)
class Desk:
    """The desk of someone who plans events."""

    communities: list[Community]
    days: list[Day]
    drafts: list[Event]
    news: list[Line]
    needs: Needs
    signals: list[Signal]

    @property
    def meeting_count(self) -> int:
        return sum(len(day.meetings) for day in self.days)


@dataclass(frozen=True)
class Tally:
    """One community in numbers: meetings in the last and in the coming thirty days."""

    community: Community
    held: int
    planned: int
    called_off: int


@dataclass(frozen=True)
class Accounts:
    """The team's accounts at a glance, for whoever looks after them."""

    members: list[TeamRow]
    unsent_letters: int

    def count(self, state: AccountState) -> int:
        return sum(1 for row in self.members if row.state == state)

    @property
    def without_second_factor(self) -> int:
        return sum(
            1
            for row in self.members
            if row.state == AccountState.ACTIVE and not row.member.has_second_factor
        )


def desk_of(user: User, centre: Centre) -> Desk:
    """Everything on the desk of someone who plans: some two dozen questions, whatever the town
    holds."""
    own = communities_of(user)
    meetings = _meetings_of(user, own)
    drafts = drafts_of(user, limit=MOST_DRAFTS)
    return Desk(
        communities=own,
        days=by_day(meetings, first=today()),
        drafts=drafts,
        news=news_of(user, own),
        needs=_needs_of(user, own, drafts, centre),
        signals=first_signals(user, own, MOST_SIGNALS),
    )


def room_on(desk: Desk) -> dict[int, Places]:
    """How many places are left in the meetings on a desk."""
    return places_of_meetings([one for day in desk.days for one in day.meetings])


def _meetings_of(user: User, own: Sequence[Community]) -> list[Occurrence]:
    """The meetings of seven days in one's communities, drafts among them: a weekly one once."""
    start, end = local_midnight(today()), local_midnight(today() + WEEK)
    statement = occurrences_visible_to(user).where(*during(start, end), _of(user, own))
    return list(db.session.scalars(statement.order_by(*IN_ORDER).limit(MOST_MEETINGS)))


def _of(user: User, own: Sequence[Community]) -> ColumnElement[bool]:
    """Whether an event belongs to someone's communities; to the organiser, all do."""
    if user.is_organiser:
        return Event.id.is_not(None)
    return or_(*(shown_in(community) for community in own)) if own else false()


def _needs_of(
    user: User, own: Sequence[Community], drafts: Sequence[Event], centre: Centre
) -> Needs:
    soon = utcnow() + SOON
    near = [
        draft
        for draft in drafts
        if any(utcnow() < meeting.starts_at < soon for meeting in draft.occurrences)
    ]
    coming = _coming_events(user, own)
    return Needs(
        calls_to_make=number_of_open_calls(user),
        ideas=ideas_waiting(user) if can_see_ideas(user) else None,
        next_steps=due_steps(user, today(), MOST_STEPS) if can_see_talks(user) else [],
        near_drafts=near,
        unknown_access=_by_venue(one for one in coming if one.venue and unknown_access(one.venue)),
        no_contact=[one for one in coming if not contact_phone(one, centre)],
        without_open_hours=_without_open_hours(own),
        unwritten=[one for one in events_unwritten(user) if can_edit_event(user, one)],
        unreadable_calendars=[
            feed_name(community, strand, centre)
            for community, strand in (unreadable_feeds() if user.is_organiser else [])
        ],
        invitations=_waiting_invitations(user) if user.is_organiser else [],
        unsent_letters=unsent_letters() if user.is_organiser else 0,
        volunteering=volunteering_waiting(user),
        logs=logs_waiting(user),
        sheet_photos=photos_waiting(user),
    )


def _by_venue(events: Iterable[Event]) -> list[tuple[Venue, list[Event]]]:
    """The places that nobody has looked at well, each with what takes place there."""
    found: dict[Venue, list[Event]] = {}
    for event in events:
        if event.venue is not None:
            found.setdefault(event.venue, []).append(event)
    return list(found.items())


def _coming_events(user: User, own: Sequence[Community]) -> list[Event]:
    """The published events of the coming thirty days that lack something."""
    now = utcnow()
    soon = select(Occurrence.event_id).where(
        Occurrence.starts_at.between(now, now + MONTH), Occurrence.cancelled_at.is_(None)
    )
    unknown = or_(*(getattr(Venue, fact) == Fact.UNKNOWN for fact in ACCESS_FACTS))
    statement = (
        events_visible_to(user)
        .outerjoin(Event.venue)
        .where(
            Event.published_at.is_not(None),
            Event.cancelled_at.is_(None),
            Event.id.in_(soon),
            or_(unknown, Event.contact_phone == ""),
            _of(user, own),
        )
        .options(joinedload(Event.venue), selectinload(Event.communities))
        .order_by(Event.id.desc())
        .limit(MOST_WANTING)
    )
    return list(db.session.scalars(statement))


def _without_open_hours(own: Sequence[Community]) -> list[Community]:
    """Communities where nobody can come and talk to us in the coming month."""
    now = utcnow()
    statement = occurrences_visible_to(None).where(
        Event.kind == EventKind.OPEN_HOURS,
        Occurrence.cancelled_at.is_(None),
        Event.cancelled_at.is_(None),
        *during(now, now + MONTH),
    )
    talking = {
        community.id
        for meeting in db.session.scalars(statement.limit(500))
        for community in meeting.event.communities
    }
    return [community for community in own if community.id not in talking]


def _waiting_invitations(user: User) -> list[TeamRow]:
    waiting = (AccountState.INVITED, AccountState.INVITATION_LAPSED)
    return [row for row in team_visible_to(user) if row.state in waiting]


def unsent_letters() -> int:
    """The letters that did not leave, or are given up: those of the staff's list."""
    statement = select(func.count(OutgoingLetter.id)).where(is_in_trouble(OutgoingLetter))
    return db.session.scalar(statement) or 0


def news_of(user: User, own: Sequence[Community]) -> list[Line]:
    """What was done lately in one's communities, in sentences. An entry names one community;
    an event of several is news in each of them."""
    statement = select(AuditEntry).where(AuditEntry.action.not_in(OF_A_CROWD + READINGS))
    statement = statement.order_by(AuditEntry.id.desc()).limit(MOST_NEWS)
    if user.is_organiser:
        statement = statement.where(AuditEntry.subject_type.in_(PLANNED_THINGS))
    else:
        ids = [community.id for community in own]
        shared = select(event_community.c.event_id).where(event_community.c.community_id.in_(ids))
        of_event = and_(AuditEntry.subject_type == "event", AuditEntry.subject_id.in_(shared))
        statement = statement.where(or_(AuditEntry.community_id.in_(ids), of_event))
    return lines(list(db.session.scalars(statement)))


PLANNED_THINGS = (
    "event",
    "idea",
    "call_for_ideas",
    "break",
    "community",
    "venue",
    "funding_project",
    "centre",
)
"""What the desk tells of; who signed in and who was invited stands in the history."""

OF_A_CROWD = ("idea.supported", "idea.support_withdrawn", "idea.support_confirmed")
"""What many people do in one evening: the page of the idea counts them."""

READINGS = ("handover.read",)
"""Who read what is noted, and is no news."""


def lines(entries: Sequence[AuditEntry]) -> list[Line]:
    names = names_of(entry.actor_id for entry in entries)
    return [
        Line(entry.at, entry.sentence(names.get(entry.actor_id or 0, _("The site"))))
        for entry in entries
    ]


def tallies() -> list[Tally]:
    """Each community in numbers, without a single name (two queries)."""
    now = utcnow()
    is_off = IS_CALLED_OFF
    is_over = Occurrence.ends_at <= now
    statement = (
        select(
            event_community.c.community_id,
            func.sum(case((and_(is_over, not_(is_off)), 1), else_=0)),
            func.sum(case((and_(not_(is_over), not_(is_off)), 1), else_=0)),
            func.sum(case((is_off, 1), else_=0)),
        )
        .select_from(Occurrence)
        .join(Occurrence.event)
        .join(event_community, event_community.c.event_id == Event.id)
        .where(is_visible_to(None), *during(now - MONTH, now + MONTH))
        .group_by(event_community.c.community_id)
    )
    counts = {row[0]: tuple(map(int, row[1:])) for row in db.session.execute(statement)}
    return [
        Tally(community, *counts.get(community.id, (0, 0, 0))) for community in open_communities()
    ]


def accounts_of(user: User) -> Accounts:
    return Accounts(team_visible_to(user), unsent_letters())


@dataclass(frozen=True)
class HistoryFilters:
    """Whose doings, where and when; nothing asked for means everything."""

    community_id: int | None = None
    actor_id: int | None = None
    first_on: date | None = None
    last_on: date | None = None

    @property
    def active(self) -> int:
        asked = (self.community_id, self.actor_id, self.first_on, self.last_on)
        return sum(1 for one in asked if one)


@dataclass(frozen=True)
class HistoryPage:
    """One page of the log, the newest first."""

    lines: list[Line]
    page: Page[AuditEntry]


def history_page(filters: HistoryFilters, number: int) -> HistoryPage:
    conditions: list[ColumnElement[bool]] = []
    if filters.community_id is not None:
        conditions.append(AuditEntry.community_id == filters.community_id)
    if filters.actor_id is not None:
        conditions.append(AuditEntry.actor_id == filters.actor_id)
    if filters.first_on is not None:
        conditions.append(AuditEntry.at >= local_midnight(filters.first_on))
    if filters.last_on is not None:
        conditions.append(AuditEntry.at < local_midnight(filters.last_on + timedelta(days=1)))
    page = page_of(
        select(AuditEntry).where(*conditions),
        number,
        order=[AuditEntry.id.desc()],
        key=AuditEntry.id,
        size=PAGE_SIZE,
    )
    return HistoryPage(lines(page.rows), page)


def plans(user: User) -> bool:
    """Whether this person's desk is one of a planner."""
    return can_create_event(user)


def counts(user: User) -> bool:
    """Whether this person's desk shows numbers only."""
    return can_see_aggregates(user) and not can_create_event(user)
