"""Handover: what whoever comes next must know of a community, on one page.

People to know, promises made, what was tried: all of it is there already, spread over the site. A
fixed number of questions gathers it, each with a limit, so that it stays a page.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from osl.accounts.models import User
from osl.communities.models import Community, StageChange
from osl.core import audit
from osl.core.clock import local_midnight, to_local, today, utcnow
from osl.core.db import db
from osl.core.i18n import _l
from osl.core.reading import note_reading
from osl.events.models import (
    Event,
    EventKind,
    Frequency,
    Occurrence,
    Series,
    event_community,
)
from osl.events.queries import IS_CALLED_OFF, OpenHours, upcoming_open_hours
from osl.groups.models import Group, Partner, partner_community
from osl.ideas.models import Idea, IdeaState, IdeaStep, Moderation, StepKind
from osl.ideas.queries import is_in_state, waits_for_answer
from osl.neighbours.models import HelpCall, Match
from osl.people.models import Card, Person, Talk, person_community, person_contact
from osl.people.talk_queries import IS_OPEN, WITH_ALL
from osl.volunteers.models import Agreement, AgreementState

READ = audit.action("handover.read", _l("%(actor)s read the handover page of “%(subject)s”"))

LOOKING_BACK = relativedelta(months=12)
LOOKING_AHEAD = timedelta(days=60)
MOST_LEADERS, MOST_STEPS, MOST_AGREEMENTS = 40, 40, 30
MOST_IDEAS, MOST_EVENTS, MOST_CALLED_OFF = 20, 20, 15
MOST_GROUPS, MOST_PARTNERS = 20, 20


@dataclass(frozen=True)
class Leader:
    """Somebody to know: where they stand, the last talk, and who can introduce one to them."""

    card: Card
    last_talk: date | None
    known_by: list[str]

    @property
    def person(self) -> Person:
        return self.card.person


@dataclass(frozen=True)
class Tried:
    """What kind of thing was done in a year, how many events of it and how many meetings."""

    kind: EventKind
    events: int
    meetings: int


@dataclass(frozen=True)
class Refused:
    """An idea that could not be taken up, and what residents were told about why."""

    idea: Idea
    step: IdeaStep | None


@dataclass(frozen=True)
class CalledOff:
    """What was called off, when it would have been, and why."""

    title: str
    on: date
    reason: str


@dataclass(frozen=True)
class Handover:
    """The whole page."""

    community: Community
    stage: StageChange | None
    leaders: list[Leader]
    steps: list[Talk]
    unanswered: list[Idea]
    looking: list[Idea]
    coming: list[Occurrence]
    drafts: list[Event]
    agreements: list[Agreement]
    matched_help: int
    groups: list[Group]
    partners: list[Partner]
    tried: list[Tried]
    done: list[Idea]
    refused: list[Refused]
    called_off: list[CalledOff]
    open_hours: list[OpenHours]
    weekly: list[Event]

    @property
    def has_promises(self) -> bool:
        return bool(
            self.steps
            or self.unanswered
            or self.looking
            or self.coming
            or self.drafts
            or self.agreements
            or self.matched_help
        )


def handover_of(community: Community) -> Handover:
    """Everything for the page of one community: some twenty questions, however much there is."""
    now, day = utcnow(), today()
    year_ago = local_midnight(day - LOOKING_BACK)
    return Handover(
        community=community,
        stage=_stage(community),
        leaders=_leaders(community),
        steps=_steps(community),
        unanswered=_ideas(community, waits_for_answer()),
        looking=_ideas(community, _is_shown(), is_in_state(IdeaState.LOOKING, now)),
        coming=_coming(community, now),
        drafts=_drafts(community),
        agreements=_agreements(community, day),
        matched_help=_matched_help(community),
        groups=_groups(community, day),
        partners=_partners(community, day),
        tried=_tried(community, year_ago, now),
        done=_ideas(
            community,
            _is_shown(),
            is_in_state(IdeaState.DONE, now),
            Idea.done_at >= year_ago,
        ),
        refused=_refused(community, now),
        called_off=_called_off(community, year_ago),
        open_hours=upcoming_open_hours(community),
        weekly=_weekly(community, now),
    )


def note_handover_reading(community: Community, *, actor: User) -> None:
    """Note who read the page: it names residents."""
    note_reading(READ, actor=actor, subject=community, community_id=community.id)


def _stage(community: Community) -> StageChange | None:
    statement = select(StageChange).where(StageChange.community_id == community.id)
    return db.session.scalar(statement.order_by(StageChange.id.desc()).limit(1))


def _leaders(community: Community) -> list[Leader]:
    last_talk = (
        select(func.max(Talk.held_on))
        .where(Talk.person_id == Card.person_id, Talk.community_id == community.id)
        .correlate(Card)
        .scalar_subquery()
    )
    known = exists().where(
        person_community.c.person_id == Card.person_id,
        person_community.c.community_id == community.id,
    )
    statement = (
        select(Card, last_talk)
        .join(Card.person)
        .where(
            Card.leader_status.is_not(None),
            Person.merged_into_id.is_(None),
            known.correlate(Card),
        )
        .options(contains_eager(Card.person))
        .order_by(Person.name_key, Person.id)
        .limit(MOST_LEADERS)
    )
    rows = db.session.execute(statement).all()
    known_by = _known_by([card.person_id for card, _last in rows])
    return [Leader(card, last, known_by[card.person_id]) for card, last in rows]


def _known_by(person_ids: list[int]) -> defaultdict[int, list[str]]:
    """Who of the team knows each of them, by name."""
    statement = (
        select(person_contact.c.person_id, User.name)
        .join(User, User.id == person_contact.c.user_id)
        .where(person_contact.c.person_id.in_(person_ids), User.disabled_at.is_(None))
        .order_by(User.name)
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for person_id, name in db.session.execute(statement):
        found[person_id].append(name)
    return found


def _steps(community: Community) -> list[Talk]:
    statement = (
        select(Talk)
        .where(Talk.community_id == community.id, IS_OPEN)
        .options(*WITH_ALL)
        .order_by(Talk.next_on, Talk.id)
        .limit(MOST_STEPS)
    )
    return list(db.session.scalars(statement))


def _is_shown() -> ColumnElement[bool]:
    return and_(
        Idea.moderation == Moderation.PUBLISHED,
        Idea.formal_kind.is_(None),
        Idea.merged_into_id.is_(None),
    )


def _ideas(community: Community, *conditions: ColumnElement[bool]) -> list[Idea]:
    statement = (
        select(Idea)
        .where(Idea.community_id == community.id, *conditions)
        .order_by(Idea.given_at.desc(), Idea.id.desc())
        .limit(MOST_IDEAS)
    )
    return list(db.session.scalars(statement))


def _refused(community: Community, now: datetime) -> list[Refused]:
    ideas = _ideas(community, _is_shown(), is_in_state(IdeaState.NOT_NOW, now))
    answers = (
        select(IdeaStep)
        .where(
            IdeaStep.idea_id.in_([one.id for one in ideas]),
            IdeaStep.kind == StepKind.NOT_NOW,
            IdeaStep.is_public.is_(True),
        )
        .order_by(IdeaStep.made_at, IdeaStep.id)
    )
    last = {step.idea_id: step for step in db.session.scalars(answers)}
    return [Refused(idea, last.get(idea.id)) for idea in ideas]


def _is_of(community: Community) -> ColumnElement[bool]:
    own = exists().where(
        event_community.c.event_id == Event.id,
        event_community.c.community_id == community.id,
    )
    return own.correlate(Event)


def _coming(community: Community, now: datetime) -> list[Occurrence]:
    """The next meeting of each announced event of the coming two months."""
    statement = (
        select(Occurrence)
        .join(Occurrence.event)
        .where(
            Occurrence.starts_at.between(now, now + LOOKING_AHEAD),
            Event.published_at.is_not(None),
            Event.kind != EventKind.OPEN_HOURS,
            not_(IS_CALLED_OFF),
            _is_of(community),
        )
        .options(contains_eager(Occurrence.event))
        .order_by(Occurrence.starts_at, Occurrence.id)
        .limit(10 * MOST_EVENTS)
    )
    first: dict[int, Occurrence] = {}
    for meeting in db.session.scalars(statement):
        first.setdefault(meeting.event_id, meeting)
    return list(first.values())[:MOST_EVENTS]


def _drafts(community: Community) -> list[Event]:
    statement = (
        select(Event)
        .where(Event.published_at.is_(None), Event.cancelled_at.is_(None), _is_of(community))
        .order_by(Event.id.desc())
        .limit(MOST_EVENTS)
    )
    return list(db.session.scalars(statement))


def _agreements(community: Community, day: date) -> list[Agreement]:
    statement = (
        select(Agreement)
        .where(
            Agreement.community_id == community.id,
            Agreement.state == AgreementState.SIGNED,
            or_(Agreement.ends_on.is_(None), Agreement.ends_on >= day),
        )
        .options(joinedload(Agreement.person))
        .order_by(Agreement.ends_on.is_(None), Agreement.ends_on, Agreement.id)
        .limit(MOST_AGREEMENTS)
    )
    return list(db.session.scalars(statement))


def _matched_help(community: Community) -> int:
    """How many neighbours were brought together and are not done; never who."""
    statement = (
        select(func.count(Match.id))
        .join(HelpCall, HelpCall.id == Match.request_id)
        .where(
            HelpCall.community_id == community.id,
            Match.done_at.is_(None),
            Match.ended_at.is_(None),
        )
    )
    return db.session.scalar(statement) or 0


def _groups(community: Community, day: date) -> list[Group]:
    statement = (
        select(Group)
        .where(
            Group.community_id == community.id,
            or_(Group.ended_on.is_(None), Group.ended_on > day),
        )
        .options(joinedload(Group.contact), joinedload(Group.venue))
        .order_by(Group.name, Group.id)
        .limit(MOST_GROUPS)
    )
    return list(db.session.scalars(statement))


def _partners(community: Community, day: date) -> list[Partner]:
    own = exists().where(
        partner_community.c.partner_id == Partner.id,
        partner_community.c.community_id == community.id,
    )
    statement = (
        select(Partner)
        .where(own.correlate(Partner), or_(Partner.ended_on.is_(None), Partner.ended_on > day))
        .order_by(Partner.name, Partner.id)
        .limit(MOST_PARTNERS)
    )
    return list(db.session.scalars(statement))


def _tried(community: Community, since: datetime, until: datetime) -> list[Tried]:
    statement = (
        select(Event.kind, func.count(Event.id.distinct()), func.count(Occurrence.id))
        .join(Occurrence, Occurrence.event_id == Event.id)
        .where(
            Occurrence.starts_at.between(since, until),
            Event.published_at.is_not(None),
            not_(IS_CALLED_OFF),
            _is_of(community),
        )
        .group_by(Event.kind)
        .order_by(func.count(Occurrence.id).desc(), Event.kind)
    )
    return [Tried(*row) for row in db.session.execute(statement)]


def _called_off(community: Community, since: datetime) -> list[CalledOff]:
    """Whole events and single meetings that were called off in a year, the latest first."""
    first_lost = (
        select(func.min(Occurrence.starts_at))
        .where(Occurrence.event_id == Event.id, Occurrence.starts_at >= Event.cancelled_at)
        .correlate(Event)
        .scalar_subquery()
    )
    whole = (
        select(
            Event.title,
            func.coalesce(first_lost, Event.cancelled_at),
            Event.cancellation_reason,
        )
        .where(Event.cancelled_at >= since, Event.published_at.is_not(None), _is_of(community))
        .order_by(Event.cancelled_at.desc())
        .limit(MOST_CALLED_OFF)
    )
    single = (
        select(Occurrence)
        .join(Occurrence.event)
        .where(
            Occurrence.cancelled_at >= since,
            Event.cancelled_at.is_(None),
            Event.published_at.is_not(None),
            _is_of(community),
        )
        .options(contains_eager(Occurrence.event))
        .order_by(Occurrence.cancelled_at.desc())
        .limit(MOST_CALLED_OFF)
    )
    found = [
        CalledOff(title, to_local(at).date(), reason)
        for title, at, reason in db.session.execute(whole)
    ]
    found += [
        CalledOff(one.event.title, to_local(one.starts_at).date(), one.cancellation_reason)
        for one in db.session.scalars(single)
    ]
    found.sort(key=lambda one: one.on, reverse=True)
    return found[:MOST_CALLED_OFF]


def _weekly(community: Community, now: datetime) -> list[Event]:
    """What meets every week or every other one, and goes on."""
    goes_on = exists().where(Occurrence.event_id == Event.id, Occurrence.starts_at > now)
    statement = (
        select(Event)
        .join(Event.series)
        .where(
            Series.frequency.in_((Frequency.WEEKLY, Frequency.FORTNIGHTLY)),
            Event.published_at.is_not(None),
            Event.cancelled_at.is_(None),
            Event.kind != EventKind.OPEN_HOURS,
            goes_on.correlate(Event),
            _is_of(community),
        )
        .options(contains_eager(Event.series), joinedload(Event.venue))
        .order_by(Event.title, Event.id)
        .limit(MOST_EVENTS)
    )
    return list(db.session.scalars(statement))
