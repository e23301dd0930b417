"""Numbers without names: how many people each community knows, and how much residents lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select

from osl.accounts.models import User
from osl.communities.models import Community
from osl.communities.queries import open_communities
from osl.core.db import db
from osl.core.i18n import _
from osl.events.held import began_within
from osl.events.models import Event, event_community
from osl.events.queries import is_visible_to as is_event_visible_to
from osl.people.models import Card, LeaderStatus, Person, person_community
from osl.volunteers.led import LedShare, events_held, first_parts, share_of
from osl.volunteers.models import Assignment, AssignmentState, Shift, Task

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
    statement = _held(viewer, first_on, last_on)
    return share_of(((row[0], row[1]) for row in db.session.execute(statement)), first_parts())


def led_by_community(
    viewer: User, first_on: date, last_on: date
) -> Sequence[tuple[Community, LedShare]]:
    """The same for each open community; an event of two of them counts in both."""
    statement = (
        _held(viewer, first_on, last_on)
        .join(event_community, event_community.c.event_id == Event.id)
        .add_columns(event_community.c.community_id)
    )
    events: dict[int, list[tuple[int, bool]]] = {}
    for number, is_led, community_id in db.session.execute(statement):
        events.setdefault(community_id, []).append((number, is_led))
    firsts = first_parts()
    return [(one, share_of(events.get(one.id, []), firsts)) for one in open_communities()]


def _held(viewer: User, first_on: date, last_on: date) -> Select[int, bool]:
    held = events_held(*began_within(first_on, last_on))
    return held.where(is_event_visible_to(viewer))
