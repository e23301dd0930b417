"""How people come to be known, and how what is known of them is put right."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import insert, select

from osl.accounts.models import User
from osl.accounts.queries import normal_email
from osl.core import audit
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.people.models import Channel, Person, PersonWord, person_community
from osl.people.queries import (
    key_of,
    known_in,
    name_key,
    normal_phone,
    same_person,
    search_words,
)
from osl.people.words import NOTICE_VERSION

ADDED = audit.action("person.added", _l("%(actor)s entered a resident"))
CORRECTED = audit.action("person.corrected", _l("%(actor)s corrected how a resident is reached"))


@dataclass(frozen=True)
class Known:
    """Who somebody is, as they said it: a name and a way to reach them."""

    name: str
    phone: str = ""
    email: str = ""
    contact_note: str = ""
    language: str = "pl"


def meet_person(
    known: Known, *, channel: Channel, community_ids: Collection[int], actor: User | None
) -> Person:
    """The person who goes by this name with this contact, entered now if nobody does yet.

    These communities know them from now on. Writes an audit entry for a new one. A second
    contact given by the same person is kept beside the first.
    """
    person = same_person(known.name, known.phone, known.email)
    if person is None:
        person = _enter(known, channel=channel, actor=actor)
        _write_communities(person, set(community_ids))
    else:
        person = _who_stands_now(person)
        _keep_second_contact(person, known)
        introduce(person, community_ids)
    return person


def _who_stands_now(person: Person) -> Person:
    """PostgreSQL lets somebody merge this entry while we look at it: wait for them, and follow
    it to the one that stands for it. SQLite has one writer at a time anyway."""
    if db.engine.dialect.name == "postgresql" and person.id is not None:
        db.session.flush()
        db.session.refresh(person, with_for_update={"read": True, "key_share": True})
        while person.merged_into_id is not None:
            person = db.session.get_one(Person, person.merged_into_id)
    return person


def introduce(person: Person, community_ids: Collection[int]) -> None:
    """Let the teams of these communities know this person."""
    _write_communities(person, set(community_ids) - known_in(person, list(community_ids)))


def _write_communities(person: Person, new: Collection[int]) -> None:
    if new:
        rows = [{"person_id": person.id, "community_id": one} for one in sorted(new)]
        db.session.execute(insert(person_community), rows)


class SomebodyElse(DomainError):
    """What was to be written of one person is what another one goes by already."""


def correct_person(person: Person, known: Known, *, actor: User) -> bool:
    """Put right how somebody is called or reached; whether anything differed.

    Raises SomebodyElse when another person goes by this name with this contact.
    """
    now = Known(person.name, person.phone, person.email, person.contact_note, person.language)
    to = Known(
        known.name,
        normal_phone(known.phone),
        normal_email(known.email),
        known.contact_note,
        person.language,
    )
    if now == to:
        return False
    if _belongs_to_another(person, to):
        raise SomebodyElse(_("Somebody else goes by this name with this phone or address."))
    _write(person, to)
    audit.record(CORRECTED, actor=actor, subject=person)
    return True


def fill_in_contact(person: Person, known: Known, *, actor: User) -> None:
    """Keep a phone or an address somebody had not given yet; what is there already stays."""
    before = (person.phone, person.email)
    _keep_second_contact(person, known)
    if (person.phone, person.email) != before:
        audit.record(CORRECTED, actor=actor, subject=person)


def _enter(known: Known, *, channel: Channel, actor: User | None) -> Person:
    person = Person(
        language=known.language,
        channel=channel,
        entered_by_id=actor.id if actor is not None else None,
        notice_version=NOTICE_VERSION,
    )
    _write(person, known)
    db.session.add(person)
    db.session.flush()
    person.is_new = True
    if actor is not None:
        audit.record(ADDED, actor=actor, subject=person)
    return person


def _write(person: Person, known: Known) -> None:
    person.name = known.name
    person.name_key = name_key(known.name)
    person.phone = normal_phone(known.phone)
    person.email = normal_email(known.email)
    person.contact_note = known.contact_note
    person.key = key_of(known.name, known.phone, known.email)
    person.compared_at = None
    wanted = words_of(known.name, person.phone, person.email)
    kept = {one.word: one for one in person.words}
    person.words = [kept.get(word) or PersonWord(word=word) for word in sorted(wanted)]


def words_of(name: str, phone: str, email: str) -> set[str]:
    """The words by which somebody is found."""
    return {word[:120] for word in (*search_words(name), phone, email) if word}


def _keep_second_contact(person: Person, known: Known) -> None:
    phone, email = normal_phone(known.phone), normal_email(known.email)
    both = Known(person.name, person.phone or phone, person.email or email, person.contact_note)
    is_new = (both.phone, both.email) != (person.phone, person.email)
    if is_new and not _belongs_to_another(person, both):
        _write(person, both)


def _belongs_to_another(person: Person, known: Known) -> bool:
    """Whether one of two entries of one person would become the other: they stay two."""
    key = key_of(known.name, known.phone, known.email)
    statement = select(Person.id).where(Person.key == key, Person.id != person.id)
    return key is not None and db.session.scalar(statement) is not None
