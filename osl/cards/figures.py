"""Numbers without names: how many people each community knows, and how much residents lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, exists, func, not_, select

from osl.accounts.models import User
from osl.communities.models import Community
from osl.communities.queries import open_communities
from osl.core.clock import end_of_day, local_midnight, utcnow
from osl.core.db import db
from osl.core.i18n import _
from osl.events.models import Event, Occurrence, event_community
from osl.events.queries import IS_CALLED_OFF
from osl.events.queries import is_visible_to as is_event_visible_to
from osl.people.models import Card, LeaderStatus, Person, person_community
from osl.volunteers.models import Assignment, AssignmentState, Leading, Shift, Task

FEWEST_TOLD = 5
"""A smaller number could point at somebody, so it is not told."""


@dataclass(frozen=True)
class CommunityFigures:
    """What can be told of the people of one community."""

    community: Community
    people: int
    cards: int
    leaders: dict[LeaderStatus, int]
    volunteers: int


@dataclass(frozen=True)
class LedShare:
    """Of the events held in a time, how many residents led, alone or together with us."""

    held: int
    led: int

    @property
    def percent(self) -> int:
        return round(100 * self.led / self.held) if self.held else 0


def told(number: int) -> str:
    """A number of people as everybody may know it."""
    return str(number) if number >= FEWEST_TOLD else _("fewer than 5")


def figures_by_community() -> list[CommunityFigures]:
    """Each open community by name. Costs four queries however many there are."""
    known = _counted(
        select(person_community.c.community_id, func.count())
        .join(Person, Person.id == person_community.c.person_id)
        .where(Person.merged_into_id.is_(None))
        .group_by(person_community.c.community_id)
    )
    of_cards = (
        select(person_community.c.community_id, Card.leader_status, func.count())
        .join(Card, Card.person_id == person_community.c.person_id)
        .join(Person, Person.id == Card.person_id)
        .where(Person.merged_into_id.is_(None))
        .group_by(person_community.c.community_id, Card.leader_status)
    )
    cards: dict[int, int] = {}
    leaders: dict[int, dict[LeaderStatus, int]] = {}
    for community_id, status, count in db.session.execute(of_cards):
        cards[community_id] = cards.get(community_id, 0) + count
        if status is not None:
            leaders.setdefault(community_id, {})[status] = count
    volunteers = _counted(
        select(Task.community_id, func.count(Assignment.person_id.distinct()))
        .select_from(Assignment)
        .join(Shift, Shift.id == Assignment.shift_id)
        .join(Task, Task.id == Shift.task_id)
        .where(Assignment.state == AssignmentState.ASSIGNED)
        .group_by(Task.community_id)
    )
    return [
        CommunityFigures(
            one,
            known.get(one.id, 0),
            cards.get(one.id, 0),
            leaders.get(one.id, {}),
            volunteers.get(one.id, 0),
        )
        for one in open_communities()
    ]


def _counted(statement: Select[int, int]) -> dict[int, int]:
    return {row[0]: row[1] for row in db.session.execute(statement)}


def led_by_residents(viewer: User, first_on: date, last_on: date) -> LedShare:
    """Of all published events with a meeting held in these days, those that residents led."""
    held = _held(viewer, first_on, last_on)
    all_held, led = db.session.execute(
        select(func.count(Event.id), func.count(Event.id).filter(_is_led())).where(held)
    ).one()
    return LedShare(all_held, led)


def led_by_community(
    viewer: User, first_on: date, last_on: date
) -> Sequence[tuple[Community, LedShare]]:
    """The same for each open community; an event of two of them counts in both."""
    statement = (
        select(
            event_community.c.community_id,
            func.count(Event.id),
            func.count(Event.id).filter(_is_led()),
        )
        .join(Event, Event.id == event_community.c.event_id)
        .where(_held(viewer, first_on, last_on))
        .group_by(event_community.c.community_id)
    )
    found = {row[0]: LedShare(row[1], row[2]) for row in db.session.execute(statement)}
    return [(one, found.get(one.id, LedShare(0, 0))) for one in open_communities()]


def _held(viewer: User, first_on: date, last_on: date) -> ColumnElement[bool]:
    meeting = (
        exists()
        .where(
            Occurrence.event_id == Event.id,
            Occurrence.starts_at >= local_midnight(first_on),
            Occurrence.starts_at <= end_of_day(last_on),
            Occurrence.ends_at <= utcnow(),
            Occurrence.postponed_at.is_(None),
            not_(IS_CALLED_OFF),
        )
        .correlate(Event)
    )
    return Event.published_at.is_not(None) & is_event_visible_to(viewer) & meeting


def _is_led() -> ColumnElement[bool]:
    return exists().where(Leading.event_id == Event.id).correlate(Event)
