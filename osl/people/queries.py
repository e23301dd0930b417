"""Whom the team knows, and who of the team sees whom."""

import hashlib
from collections.abc import Sequence

from flask import abort
from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.orm import joinedload

from osl.accounts.models import User
from osl.accounts.queries import normal_email
from osl.core.db import db
from osl.core.text import alphabetical, fold
from osl.people.models import (
    Card,
    LeaderStep,
    Person,
    PersonWord,
    Talent,
    TalentKind,
    person_community,
    person_contact,
    person_talent,
)
from osl.people.policies import can_see_people

MOST_FOUND = 12
LAST_LETTER = "\U0010ffff"


def people_visible_to(viewer: User | None) -> Select[Person]:
    """The organiser knows everybody; the others of the team those of their communities."""
    return select(Person).where(is_person_visible_to(viewer))


def is_person_visible_to(viewer: User | None) -> ColumnElement[bool]:
    if viewer is None or not can_see_people(viewer):
        return false()
    stands_for_itself = Person.merged_into_id.is_(None)
    if viewer.is_organiser:
        return stands_for_itself
    known = exists().where(
        person_community.c.person_id == Person.id,
        person_community.c.community_id.in_(viewer.community_ids),
    )
    return and_(stands_for_itself, known.correlate(Person))


def get_person(viewer: User | None, person_id: int) -> Person:
    statement = people_visible_to(viewer).where(Person.id == person_id)
    return db.session.scalar(statement) or abort(404)


def people_found(viewer: User | None, text: str, limit: int = MOST_FOUND) -> list[Person]:
    """People of whose name, phone or address every typed word begins a word. It costs the same
    among many people as among few: each word is looked up in an index."""
    called = is_called(text)
    if not called:
        return []
    statement = people_visible_to(viewer).where(*called)
    return list(db.session.scalars(statement.order_by(Person.name_key, Person.id).limit(limit)))


def is_called(text: str) -> list[ColumnElement[bool]]:
    """What holds of people of whose name, phone or address every typed word begins a word;
    nothing where nothing was typed."""
    return [
        exists()
        .where(
            PersonWord.person_id == Person.id,
            PersonWord.word >= word,
            PersonWord.word < word + LAST_LETTER,
        )
        .correlate(Person)
        for word in search_words(text)
    ]


def same_person(name: str, phone: str, email: str) -> Person | None:
    """Who goes by this name with this phone or address: the same person (REQ 3.10). An entry
    merged into another one leads to that one."""
    ways = _ways(phone, email)
    if not ways:
        return None
    statement = select(Person).where(Person.name_key == name_key(name), or_(*ways))
    found = db.session.scalar(statement.order_by(Person.id).limit(1))
    while found is not None and found.merged_into_id is not None:
        found = db.session.get_one(Person, found.merged_into_id)
    return found


def who_stands_for(person_id: int) -> int:
    """The number of the entry that stands for this one; its own, unless it was merged."""
    into = select(Person.merged_into_id).where(Person.id == person_id)
    while (next_id := db.session.scalar(into)) is not None:
        person_id = next_id
        into = select(Person.merged_into_id).where(Person.id == person_id)
    return person_id


def alike_people(
    viewer: User | None, name: str, phone: str, email: str, limit: int = 6
) -> list[Person]:
    """People who may be this one: the same contact under another name, or the same name with
    another contact. They are shown to the team, and never made one by themselves."""
    ways = [*_ways(phone, email), Person.name_key == name_key(name)]
    statement = people_visible_to(viewer).where(or_(*ways))
    same = same_person(name, phone, email)
    if same is not None:
        statement = statement.where(Person.id != same.id)
    return list(db.session.scalars(statement.order_by(Person.name_key, Person.id).limit(limit)))


def _ways(phone: str, email: str) -> list[ColumnElement[bool]]:
    ways: list[ColumnElement[bool]] = []
    if phone:
        ways.append(Person.phone == normal_phone(phone))
    if email:
        ways.append(Person.email == normal_email(email))
    return ways


def known_in(person: Person, community_ids: Sequence[int]) -> set[int]:
    """Those of these communities that know the person already."""
    statement = select(person_community.c.community_id).where(
        and_(
            person_community.c.person_id == person.id,
            person_community.c.community_id.in_(community_ids),
        )
    )
    return set(db.session.scalars(statement))


def card_of(person: Person) -> Card | None:
    """What somebody agreed to have noted about them, if they were asked."""
    return db.session.scalar(select(Card).where(Card.person_id == person.id))


def talents_of(person: Person) -> list[Talent]:
    """What somebody likes to do, can teach and can lend, by name."""
    statement = (
        select(Talent)
        .join(person_talent, person_talent.c.talent_id == Talent.id)
        .where(person_talent.c.person_id == person.id)
    )
    return by_name(db.session.scalars(statement).all())


def contacts_of(person: Person) -> list[User]:
    """Who of the team knows somebody in person."""
    statement = (
        select(User)
        .join(person_contact, person_contact.c.user_id == User.id)
        .where(person_contact.c.person_id == person.id)
    )
    return list(db.session.scalars(statement.order_by(User.name, User.id)))


def leader_steps_of(person: Person) -> list[LeaderStep]:
    """The steps of a local leader, the latest first."""
    statement = select(LeaderStep).where(LeaderStep.person_id == person.id)
    order = (LeaderStep.since_on.desc(), LeaderStep.id.desc())
    return list(
        db.session.scalars(statement.options(joinedload(LeaderStep.author)).order_by(*order))
    )


def get_leader_step(viewer: User | None, step_id: int) -> LeaderStep:
    statement = (
        select(LeaderStep)
        .join(LeaderStep.person)
        .where(LeaderStep.id == step_id, is_person_visible_to(viewer))
    )
    return db.session.scalar(statement) or abort(404)


def talents(kind: TalentKind | None = None, *, retired: bool = False) -> list[Talent]:
    """The list of what people like, teach and lend, by name; the retired ones only on demand."""
    statement = select(Talent)
    if kind is not None:
        statement = statement.where(Talent.kind == kind)
    if not retired:
        statement = statement.where(Talent.retired_at.is_(None))
    return by_name(db.session.scalars(statement).all())


def get_talent(_viewer: User | None, talent_id: int) -> Talent:
    return db.session.get(Talent, talent_id) or abort(404)


def by_name(found: Sequence[Talent]) -> list[Talent]:
    return sorted(found, key=lambda one: (alphabetical(one.name), one.id))


def name_key(name: str) -> str:
    """A name in which neither order, case nor diacritics matter."""
    return " ".join(sorted(fold(name).replace("-", " ").split()))[:120]


def normal_phone(phone: str) -> str:
    """A phone as it is kept: nine digits for a Polish one, else its country code before it."""
    kept = "".join(c for c in phone if c.isdigit() or c == "+")
    kept = "+" + kept.replace("+", "") if phone.strip().startswith("+") else kept.replace("+", "")
    if kept.startswith("00") and len(kept) > 9:
        kept = "+" + kept[2:]
    if kept.startswith("+48") and len(kept) == 12:
        return kept[3:]
    return kept


def key_of(name: str, phone: str, email: str) -> str | None:
    """What makes two entries one person: the name and one contact; None without any contact."""
    contact = normal_email(email) or normal_phone(phone)
    if not contact:
        return None
    return hashlib.sha256(f"{name_key(name)}|{contact}".encode()).hexdigest()


def search_words(text: str) -> list[str]:
    """What is looked up for a typed text. A number typed in groups is one word."""
    digits = normal_phone(text)
    if len(digits) >= 3 and not any(c.isalpha() for c in text):
        return [digits]
    return fold(text).replace("-", " ").split()[:6]
