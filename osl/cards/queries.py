"""The list of people, and what stands on one card."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, String, cast, exists, func, or_, select

from osl.accounts.models import Membership, Role, User
from osl.accounts.queries import names_of
from osl.cards.policies import can_see_readers
from osl.communities.models import Community
from osl.communities.queries import open_communities
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.core.paging import Page, page_of
from osl.ideas.models import Idea
from osl.messages.models import Consent
from osl.people.cards import PRINTED, READ
from osl.people.models import (
    Card,
    LeaderStatus,
    LeaderStep,
    Person,
    Talent,
    TimeOfWeek,
    person_community,
    person_talent,
)
from osl.people.policies import THE_TEAM
from osl.people.queries import (
    card_of,
    contacts_of,
    is_called,
    leader_steps_of,
    people_visible_to,
    talents_of,
)
from osl.signups.models import Signup

PAGE_SIZE = 50
READINGS_SHOWN = 10


@dataclass(frozen=True)
class PeopleFilters:
    """Whom somebody asked to see. Nothing asked for means everybody."""

    text: str = ""
    community: Community | None = None
    status: LeaderStatus | None = None
    talent: Talent | None = None
    time: TimeOfWeek | None = None
    language: str = ""
    has_card: bool | None = None

    @property
    def active(self) -> int:
        given = (self.text, self.community, self.status, self.talent, self.time, self.language)
        return sum(1 for one in given if one) + (self.has_card is not None)


@dataclass(frozen=True)
class PersonLine:
    """One line of the list: a person, the card if there is one, and where they are known."""

    person: Person
    card: Card | None
    communities: Sequence[str]


@dataclass(frozen=True)
class Known:
    """Everything a card says, read once for the page and for the paper."""

    person: Person
    card: Card | None
    communities: Sequence[Community]
    talents: Sequence[Talent]
    contacts: Sequence[User]
    steps: Sequence[LeaderStep]
    brought_by: Person | None


@dataclass(frozen=True)
class Reading:
    """Somebody of the team looked at a card."""

    at: datetime
    name: str
    printed: bool


@dataclass(frozen=True)
class Given:
    """What somebody gave us, for the paper of their own."""

    signups: int
    first_signup: datetime | None
    last_signup: datetime | None
    ideas: Sequence[Idea]
    consents: Sequence[Consent]


def people_listed(viewer: User, filters: PeopleFilters) -> Select[Person, Card]:
    """The people this viewer may see, as asked for, each with the card if there is one."""
    statement = people_visible_to(viewer).outerjoin(Card, Card.person_id == Person.id)
    return statement.add_columns(Card).where(*_narrowed(filters))


def _narrowed(filters: PeopleFilters) -> list[ColumnElement[bool]]:
    asked = is_called(filters.text)
    if filters.community is not None:
        here = exists().where(
            person_community.c.person_id == Person.id,
            person_community.c.community_id == filters.community.id,
        )
        asked.append(here.correlate(Person))
    if filters.status is not None:
        asked.append(Card.leader_status == filters.status)
    if filters.talent is not None:
        has = exists().where(
            person_talent.c.person_id == Person.id, person_talent.c.talent_id == filters.talent.id
        )
        asked.append(has.correlate(Person))
    if filters.time is not None:
        asked.append(cast(Card.free_times, String).contains(f'"{filters.time.value}"'))
    if filters.language:
        asked.append(Card.languages.icontains(filters.language, autoescape=True))
    if filters.has_card is not None:
        asked.append(Card.id.is_not(None) if filters.has_card else Card.id.is_(None))
    return asked


def page_of_people(viewer: User, filters: PeopleFilters, number: int) -> Page[PersonLine]:
    found = page_of(
        people_listed(viewer, filters),
        number,
        order=(Person.name, Person.id),
        key=Person.id,
        size=PAGE_SIZE,
    )
    names = community_names(viewer, [person.id for person, _card in found.rows])
    lines = [PersonLine(person, card, names.get(person.id, [])) for person, card in found.rows]
    return Page(lines, found.number, found.has_next)


def community_names(viewer: User, person_ids: Iterable[int]) -> dict[int, list[str]]:
    """The communities that know each of these people, as far as the viewer works with them."""
    statement = (
        select(person_community.c.person_id, Community.name)
        .join(Community, Community.id == person_community.c.community_id)
        .where(person_community.c.person_id.in_(list(person_ids)), _is_own(viewer))
    )
    found: dict[int, list[str]] = defaultdict(list)
    for person_id, name in db.session.execute(statement.order_by(Community.name)):
        found[person_id].append(name)
    return found


def _is_own(viewer: User) -> ColumnElement[bool]:
    if viewer.is_organiser:
        return Community.id.is_not(None)
    return Community.id.in_(sorted(viewer.community_ids))


def own_communities(viewer: User) -> list[Community]:
    """The communities for which this person notes people: the open ones they work with."""
    return [one for one in open_communities() if viewer.works_with(one.id)]


def known_of(viewer: User, person: Person, *, everywhere: bool = False) -> Known:
    """What is known of a person. ``everywhere``: with communities the viewer does not work with,
    for the paper of the person's own."""
    statement = (
        select(Community)
        .join(person_community, person_community.c.community_id == Community.id)
        .where(person_community.c.person_id == person.id)
    )
    if not everywhere:
        statement = statement.where(_is_own(viewer))
    card = card_of(person)
    return Known(
        person,
        card,
        list(db.session.scalars(statement.order_by(Community.name))),
        talents_of(person),
        contacts_of(person),
        leader_steps_of(person),
        _visible(viewer, card.brought_by_id) if card is not None else None,
    )


def _visible(viewer: User, person_id: int | None) -> Person | None:
    if person_id is None:
        return None
    return db.session.scalar(people_visible_to(viewer).where(Person.id == person_id))


def team_of(viewer: User, person: Person | None = None) -> list[User]:
    """Those of the team who may know somebody: the organiser, the teams of the viewer's
    communities, and whoever is noted already."""
    roles = [role for role in THE_TEAM if role is not Role.ORGANISER]
    own: ColumnElement[bool] = Membership.role.in_(roles)
    if not viewer.is_organiser:
        own &= Membership.community_id.in_(sorted(viewer.community_ids))
    works = exists().where(
        Membership.user_id == User.id, or_(Membership.role == Role.ORGANISER, own)
    )
    statement = select(User).where(works.correlate(User), User.disabled_at.is_(None))
    found = list(db.session.scalars(statement.order_by(User.name, User.id)))
    noted = contacts_of(person) if person is not None else []
    return [*found, *(one for one in noted if one not in found)]


def readings_of(viewer: User, person: Person) -> list[Reading]:
    """Who looked at the card lately; for the organiser only."""
    if not can_see_readers(viewer):
        return []
    entries = db.session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.subject_type == Person.__tablename__,
            AuditEntry.subject_id == person.id,
            AuditEntry.action.in_([READ.code, PRINTED.code]),
        )
        .order_by(AuditEntry.id.desc())
        .limit(READINGS_SHOWN)
    ).all()
    names = names_of(one.actor_id for one in entries)
    return [
        Reading(one.at, names.get(one.actor_id or 0, ""), one.action == PRINTED.code)
        for one in entries
    ]


def given_by(person: Person) -> Given:
    """What a person gave: how often they signed up, their ideas and what they agreed to."""
    count, first, last = db.session.execute(
        select(
            func.count(Signup.id), func.min(Signup.created_at), func.max(Signup.created_at)
        ).where(Signup.person_id == person.id)
    ).one()
    ideas = select(Idea).where(Idea.person_id == person.id).order_by(Idea.given_at.desc())
    consents = select(Consent).where(Consent.person_id == person.id)
    return Given(
        count,
        first,
        last,
        list(db.session.scalars(ideas)),
        list(db.session.scalars(consents.order_by(Consent.given_at.desc()))),
    )


def bringer_of(viewer: User, card: Card | None) -> Person | None:
    """Who brought somebody to us, if the viewer may see them."""
    return _visible(viewer, card.brought_by_id) if card is not None else None


def sees(viewer: User, person: Person) -> bool:
    """Whether this viewer may see a person that something else has led to."""
    return _visible(viewer, person.id) is not None


def people_with_talents() -> dict[int, int]:
    """How many people have each entry of the list."""
    counted = select(person_talent.c.talent_id, func.count()).group_by(person_talent.c.talent_id)
    return {row[0]: row[1] for row in db.session.execute(counted)}
