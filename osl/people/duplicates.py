"""Entries that may be one resident: found by comparing, suggested with reasons, never joined by
themselves.

Whoever is new or was corrected is compared with the others through the indexes, a few at a time,
so that the list costs the same among many people as among few.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, insert, or_, select, update
from sqlalchemy.orm import aliased, joinedload

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import utcnow
from osl.core.db import Base, db
from osl.core.i18n import _l
from osl.people.models import NOT_COMPARED, Person, PersonAlike, PersonDistinct, PersonWord
from osl.people.policies import can_merge_people
from osl.people.queries import LAST_LETTER

DISTINCT = audit.action("person.distinct", _l("%(actor)s noted that two entries are two people"))

COMPARED_AT_ONCE = 200
MOST_CANDIDATES = 300
MOST_SHARING = 6
"""A phone that more people than this have in common is an office or a club."""

SHORTEST_WORD = 4
LONG_WORD = 6
"""One letter makes another name of a short word ("Maria", "Marta"), and a slip of a long one."""


class Reason(StrEnum):
    """Why two entries may be one resident."""

    SAME_NAME = "same_name"
    TYPO = "typo"
    SAME_PHONE = "same_phone"
    SAME_EMAIL = "same_email"
    MAY_BE_COUPLE = "may_be_couple"


REASONS = {
    Reason.SAME_NAME: _l("the same first name and surname"),
    Reason.TYPO: _l("one letter differs in the name"),
    Reason.SAME_PHONE: _l("the same phone"),
    Reason.SAME_EMAIL: _l("the same e-mail address"),
    Reason.MAY_BE_COUPLE: _l("different names: they may be a couple or a family"),
}

LIKELY, POSSIBLE, UNLIKELY = 3, 2, 1


def reasons_of(one: Person, other: Person) -> list[Reason]:
    """Why these two may be one, the strongest first; none when nothing speaks for it."""
    found = []
    if one.name_key == other.name_key:
        found.append(Reason.SAME_NAME)
    elif differ_by_a_slip(one.name_key, other.name_key):
        found.append(Reason.TYPO)
    is_named_alike = bool(found)
    if one.phone and one.phone == other.phone:
        found.append(Reason.SAME_PHONE)
    if one.email and one.email == other.email:
        found.append(Reason.SAME_EMAIL)
    if found and not is_named_alike:
        found.append(Reason.MAY_BE_COUPLE)
    return found


def weight_of(one: Person, other: Person, reasons: Sequence[Reason]) -> int:
    """How likely it is that they are one; 0 is not worth a look."""
    shares = Reason.SAME_PHONE in reasons or Reason.SAME_EMAIL in reasons
    if Reason.MAY_BE_COUPLE in reasons:
        return UNLIKELY
    if Reason.SAME_NAME in reasons:
        return LIKELY if shares or not _contradict(one, other) else POSSIBLE
    if Reason.TYPO in reasons:
        if shares:
            return LIKELY
        return POSSIBLE if _is_slip_of_long_word(one, other) else 0
    return 0


def look_for_alike(_now: datetime) -> int:
    """Every minute: compare those who are new or were corrected; how many."""
    statement = select(Person).where(NOT_COMPARED).order_by(Person.id).limit(COMPARED_AT_ONCE)
    people = db.session.scalars(statement).all()
    for person in people:
        _compare(person)
    return len(people)


def pairs_to_look_at(viewer: User | None) -> Select[PersonAlike]:
    """The suggested pairs of people, for whoever may join them."""
    statement = (
        select(PersonAlike)
        .where(*(~_is_merged(one) for one in (PersonAlike.first_id, PersonAlike.second_id)))
        .options(joinedload(PersonAlike.first), joinedload(PersonAlike.second))
    )
    may = viewer is not None and can_merge_people(viewer)
    return statement if may else statement.where(PersonAlike.first_id < 0)


def _is_merged(number: Any) -> ColumnElement[bool]:
    one = aliased(Person)
    return exists().where(one.id == number, one.merged_into_id.is_not(None))


LIKELIEST_FIRST = (
    PersonAlike.weight.desc(),
    PersonAlike.first_id.desc(),
    PersonAlike.second_id.desc(),
)


def say_distinct(one: Person, other: Person, *, actor: User) -> None:
    """Note that these are two people: they are never suggested again. Twice is once."""
    first, second = sorted((one.id, other.id))
    if first == second or are_distinct(first, second):
        return
    db.session.add(PersonDistinct(first_id=first, second_id=second, said_by_id=actor.id))
    pair = (PersonAlike.first_id == first, PersonAlike.second_id == second)
    db.session.execute(delete(PersonAlike).where(*pair))
    audit.record(DISTINCT, actor=actor, subject=one, other_id=other.id)


def are_distinct(first_id: int, second_id: int) -> bool:
    pair = sorted((first_id, second_id))
    return db.session.get(PersonDistinct, tuple(pair)) is not None


def _compare(person: Person) -> None:
    """Write down who is like this person, as things stand now."""
    own = or_(PersonAlike.first_id == person.id, PersonAlike.second_id == person.id)
    db.session.execute(delete(PersonAlike).where(own))
    pairs = []
    for other in _candidates(person):
        reasons = reasons_of(person, other)
        weight = weight_of(person, other, reasons)
        if weight:
            first, second = sorted((person.id, other.id))
            pairs.append(
                {
                    "first_id": first,
                    "second_id": second,
                    "reasons": [one.value for one in reasons],
                    "weight": weight,
                }
            )
    if pairs:
        db.session.execute(insert(PersonAlike), pairs)
    # Nobody edited them, so their version stays as it was.
    table = Base.metadata.tables["person"]
    db.session.execute(update(table).where(table.c.id == person.id).values(compared_at=utcnow()))


def _candidates(person: Person) -> list[Person]:
    """Everybody who shares a name, a phone or an address with them, or nearly so."""
    shared: list[Iterable[Person]] = [
        _others(person, Person.name_key == person.name_key, MOST_CANDIDATES)
    ]
    for column, value in ((Person.phone, person.phone), (Person.email, person.email)):
        sharing = _others(person, column == value, MOST_SHARING + 1) if value else []
        if len(sharing) <= MOST_SHARING:
            shared.append(sharing)
    shared += [
        _others(person, _is_called_nearly(words, at), MOST_CANDIDATES)
        for words in [person.name_key.split()]
        if len(words) > 1
        for at in range(len(words))
        if len(words[at]) >= SHORTEST_WORD
    ]
    by_number = {one.id: one for some in shared for one in some}
    distinct = db.session.execute(
        select(PersonDistinct.first_id, PersonDistinct.second_id).where(
            or_(PersonDistinct.first_id == person.id, PersonDistinct.second_id == person.id)
        )
    )
    for first, second in distinct:
        by_number.pop(second if first == person.id else first, None)
    return list(by_number.values())


def _others(person: Person, like: ColumnElement[bool], limit: int) -> Sequence[Person]:
    statement = select(Person).where(
        like,
        Person.id != person.id,
        Person.merged_into_id.is_(None),
    )
    return db.session.scalars(statement.order_by(Person.id.desc()).limit(limit)).all()


def _is_called_nearly(words: list[str], at: int) -> ColumnElement[bool]:
    """Whether somebody is called by all these words but one, and by one that begins like it."""
    begins = words[at][0]
    exact = [_has_word(PersonWord.word == word) for n, word in enumerate(words) if n != at]
    near = _has_word(and_(PersonWord.word >= begins, PersonWord.word < begins + LAST_LETTER))
    return and_(*exact, near)


def _has_word(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(PersonWord.person_id == Person.id, condition).correlate(Person)


def differ_by_a_slip(one: str, other: str) -> bool:
    """Whether two names differ in one of their words, and that by one slip of the hand."""
    ours, theirs = one.split(), other.split()
    left, right = [w for w in ours if w not in theirs], [w for w in theirs if w not in ours]
    return (
        len(ours) == len(theirs) > 1
        and len(left) == len(right) == 1
        and min(len(left[0]), len(right[0])) >= SHORTEST_WORD
        and is_slip(left[0], right[0])
    )


def is_slip(one: str, other: str) -> bool:
    """Whether one letter is wrong, missing, too many, or two beside each other are swapped."""
    if len(one) > len(other):
        one, other = other, one
    if one == other or len(other) - len(one) > 1:
        return False
    at = next((n for n, letter in enumerate(one) if letter != other[n]), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[at + 1 : at + 2] + one[at : at + 1] + one[at + 2 :]
    return one[at + 1 :] == other[at + 1 :] or swapped == other[at:]


def _contradict(one: Person, other: Person) -> bool:
    """Whether both gave a way to reach them, and not the same one."""
    phones = bool(one.phone and other.phone)
    emails = bool(one.email and other.email)
    return (phones and one.phone != other.phone) or (emails and one.email != other.email)


def _is_slip_of_long_word(one: Person, other: Person) -> bool:
    theirs = other.name_key.split()
    differs = [word for word in one.name_key.split() if word not in theirs]
    return not _contradict(one, other) and all(len(word) >= LONG_WORD for word in differs)
