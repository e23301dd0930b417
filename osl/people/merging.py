"""Two entries of one resident made one, and parted again.

Everything that pointed at the one points at the other. Each row that is changed or taken away is
noted with what stood there before, so that undoing it leaves every table as it was.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import abort
from sqlalchemy import Select, Table, and_, delete, insert, or_, select, update
from sqlalchemy.orm import aliased

from osl.accounts.models import User
from osl.accounts.queries import normal_email
from osl.core import audit
from osl.core.clock import utcnow
from osl.core.db import Base, db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.people.models import Person, PersonMerge, PersonMove, PersonWord
from osl.people.operations import words_of
from osl.people.pointing import (
    Values,
    as_of,
    move_row,
    pointing_columns,
    put_back,
    row_by_key,
    rows_pointing_at,
    rule_of,
    take_row_away,
    twin_of,
)
from osl.people.policies import can_merge_people
from osl.people.queries import get_person, key_of, normal_phone, who_stands_for

MERGED = audit.action("person.merged", _l("%(actor)s joined two entries of one resident"))
PARTED = audit.action("person.parted", _l("%(actor)s took two joined entries apart again"))

log = logging.getLogger("osl.people")

Refusal = Callable[[int, int], str]

refusals: list[Refusal] = []
"""Each says in words why these two (the kept one, the merged one) cannot be one person, or
nothing. Named by create_app."""

after_steps: list[Callable[[Sequence[PersonMove]], None]] = []
"""What is reckoned from moved rows and must be reckoned anew, after merging as after parting.
Named by create_app."""


class CannotMerge(DomainError):
    """These two cannot be made one as things stand; ``sentences`` say what to settle first."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = list(sentences)


@dataclass(frozen=True)
class Parted:
    """What was found on the way back: ``edited`` columns of an entry or its card that somebody
    has changed since stay as they are."""

    edited: tuple[str, ...] = ()


def merge_people(
    kept: Person,
    merged: Person,
    *,
    actor: User,
    reasons: Sequence[str] = (),
    phone: str = "",
    email: str = "",
) -> PersonMerge:
    """Let ``kept`` stand for ``merged`` from now on. Twice is once.

    ``phone`` and ``email`` are by what they are reached from now on; without them what ``kept``
    lacks is taken from the other entry. Writes the merge with its moves and one audit entry.
    Raises CannotMerge.
    """
    _hold(kept, merged)
    if merged.merged_into_id == kept.id:
        return db.session.scalars(_active().where(PersonMerge.merged_id == merged.id)).one()
    against = reasons_against(kept, merged)
    if against:
        raise CannotMerge(against)
    merge = PersonMerge(
        kept_id=kept.id, merged_id=merged.id, reasons=list(reasons), merged_by_id=actor.id
    )
    db.session.add(merge)
    db.session.flush()
    moves = list(_move_everything(kept.id, merged.id))
    moves += _keep_contact(
        kept,
        normal_phone(phone) or kept.phone or merged.phone,
        normal_email(email) or kept.email or merged.email,
        kept.contact_note or merged.contact_note,
    )
    _note_moves(merge, moves)
    _stands_for(merged.id, kept.id)
    audit.record(MERGED, actor=actor, subject=kept, merge_id=merge.id, merged_id=merged.id)
    _settle(moves)
    return merge


def reasons_against(kept: Person, merged: Person) -> list[str]:
    """Why these two cannot be made one as things stand: everything that must be settled first."""
    if kept.id == merged.id:
        return [_("This is one entry. Choose another one to join it with.")]
    if kept.merged_into_id is not None or merged.merged_into_id is not None:
        return [_("One of these entries was joined with another one already.")]
    found = [words for refusal in refusals if (words := refusal(kept.id, merged.id))]
    return found + _unsettled(kept.id, merged.id)


def _unsettled(kept_id: int, merged_id: int) -> list[str]:
    """Where both stand in a place that only one may have, and people must say which one."""
    found = []
    for table in pointing_columns():
        rule = rule_of(table)
        for row in rows_pointing_at(table, merged_id) if rule.refuses is not None else ():
            wanted = as_of(table, row, merged_id, kept_id)
            twin = twin_of(table, row, wanted) if wanted is not None else None
            if twin and wanted and rule.refuses and rule.settles(twin, wanted) is None:
                found.append(rule.refuses(row))
    return found


def undo_merge(merge: PersonMerge, *, actor: User) -> Parted:
    """Take them apart again: what moved goes back, what was taken away is there again. What was
    added since stays with the entry that was kept. Twice is once.

    Raises DomainError while a later merge builds on this one.
    """
    db.session.execute(select(PersonMerge).where(PersonMerge.id == merge.id).with_for_update())
    db.session.refresh(merge)
    if merge.undone_at is not None:
        return Parted()
    _hold(merge.kept, merge.merged)
    later = later_merge(merge)
    if later is not None:
        raise DomainError(
            _("One of them was joined once more since. Take that joining apart first.")
        )
    edited = set()
    for move in reversed(merge.moves):
        theirs = put_back(move)
        if move.table_name in ("person", "person_card"):
            edited |= set(theirs) - {"version", "key"}
    merge.undone_at, merge.undone_by_id = utcnow(), actor.id
    _stands_for(merge.merged_id, None)
    _write_words(merge.kept_id)
    audit.record(PARTED, actor=actor, subject=merge.kept, merge_id=merge.id)
    _settle(merge.moves)
    return Parted(tuple(sorted(edited)))


def later_merge(merge: PersonMerge) -> PersonMerge | None:
    """A later merge of one of these two, or of a row this one has changed: it goes first."""
    both = (merge.kept_id, merge.merged_id)
    later = _active().where(PersonMerge.id > merge.id).order_by(PersonMerge.id.desc())
    same = later.where(or_(PersonMerge.kept_id.in_(both), PersonMerge.merged_id.in_(both)))
    found = db.session.scalars(same.limit(1)).first()
    if found is not None:
        return found
    mine = {_place(move, move.after or {}) for move in merge.moves}
    statement = (
        select(PersonMove, PersonMerge)
        .join(PersonMerge, PersonMerge.id == PersonMove.merge_id)
        .where(
            PersonMerge.id > merge.id,
            PersonMerge.undone_at.is_(None),
            PersonMove.table_name.in_({move.table_name for move in merge.moves}),
        )
    )
    rows = db.session.execute(statement)
    return next((other for move, other in rows if _place(move, {}) in mine), None)


def get_person_or_kept(viewer: User | None, person_id: int) -> Person:
    """The person of an old address: of an entry that was joined with another, that one."""
    return get_person(viewer, who_stands_for(person_id))


def merges_visible_to(viewer: User | None) -> Select[PersonMerge]:
    """Whoever may merge sees what was merged."""
    may = viewer is not None and can_merge_people(viewer)
    return select(PersonMerge).where(PersonMerge.id.is_not(None) if may else PersonMerge.id < 0)


def get_merge(viewer: User | None, merge_id: int) -> PersonMerge:
    statement = merges_visible_to(viewer).where(PersonMerge.id == merge_id)
    return db.session.scalar(statement) or abort(404)


def merge_of(viewer: User | None, one_id: int, other_id: int) -> PersonMerge | None:
    """The merge by which one of these two became the other, if there is one."""
    both = (one_id, other_id)
    statement = merges_visible_to(viewer).where(
        PersonMerge.undone_at.is_(None),
        PersonMerge.kept_id.in_(both),
        PersonMerge.merged_id.in_(both),
    )
    return db.session.scalars(statement.limit(1)).first()


def gather_latecomers(_now: datetime) -> int:
    """At night: what was written to an entry at the very moment in which it was merged follows
    the rest of it."""
    late: set[int] = set()
    entry = aliased(Person)
    for columns in pointing_columns().values():
        for column in columns:
            found = select(column).join(entry, entry.id == column).distinct()
            late |= set(db.session.scalars(found.where(entry.merged_into_id.is_not(None))))
    gathered = 0
    for merge in db.session.scalars(_active().where(PersonMerge.merged_id.in_(sorted(late)))):
        if _unsettled(merge.kept_id, merge.merged_id):
            log.warning("a late row of a merged person stays", extra={"merge": merge.id})
        else:
            moves = list(_move_everything(merge.kept_id, merge.merged_id))
            _note_moves(merge, moves)
            _settle(moves)
            gathered += len(moves)
    return gathered


def _active() -> Select[PersonMerge]:
    return select(PersonMerge).where(PersonMerge.undone_at.is_(None))


def _hold(*people: Person) -> None:
    """Lock both, always in one order, and look again: somebody may have merged them just now."""
    db.session.flush()
    numbers = sorted({one.id for one in people})
    db.session.execute(
        select(Person.id).where(Person.id.in_(numbers)).order_by(Person.id).with_for_update()
    )
    for one in people:
        db.session.refresh(one)


def _move_everything(kept_id: int, merged_id: int) -> Iterator[PersonMove]:
    for table in pointing_columns():
        for row in rows_pointing_at(table, merged_id):
            wanted = as_of(table, row, merged_id, kept_id)
            twin = twin_of(table, row, wanted) if wanted is not None else None
            if wanted is None:
                yield take_row_away(table, row)
            elif twin is None:
                yield from move_row(table, row, wanted)
            else:
                yield from _join(table, row, wanted, twin)


def _join(table: Table, goes: Values, wanted: Values, stays: Values) -> Iterator[PersonMove]:
    rule = rule_of(table)
    settled = rule.settles(stays, wanted)
    if settled is not None:
        yield from move_row(table, stays, _newer(stays, settled[0]))
        yield from move_row(table, goes, _newer(wanted, settled[1]))
        return
    if rule.refuses is not None:
        raise CannotMerge([rule.refuses(goes)])
    yield take_row_away(table, goes)
    yield from move_row(table, stays, _newer(stays, rule.takes_over(stays, wanted)))


def _newer(row: Values, changes: Values) -> Values:
    """Whoever has this row open is to be told that it changed."""
    differs = any(row[name] != value for name, value in changes.items())
    return row | changes | ({"version": row["version"] + 1} if differs and "version" in row else {})


def _keep_contact(kept: Person, phone: str, email: str, note: str) -> list[PersonMove]:
    table = Base.metadata.tables["person"]
    row = row_by_key(table, {"id": kept.id}) or {}
    key = key_of(kept.name, phone, email)
    is_taken = select(Person.id).where(Person.key == key, Person.id != kept.id)
    if key is None or db.session.scalar(is_taken) is not None:
        key = kept.key
    changes = {"phone": phone, "email": email, "contact_note": note, "key": key}
    if any(row[name] != value for name, value in changes.items()):
        changes["compared_at"] = None
    moves = list(move_row(table, row, _newer(row, changes)))
    _write_words(kept.id)
    return moves


def _write_words(person_id: int) -> None:
    """Let them be found by how they are called and reached now."""
    row = db.session.execute(
        select(Person.name, Person.phone, Person.email).where(Person.id == person_id)
    ).one()
    own = PersonWord.person_id == person_id
    wanted = words_of(row.name, row.phone, row.email)
    there = set(db.session.scalars(select(PersonWord.word).where(own)))
    db.session.execute(
        delete(PersonWord).where(own, PersonWord.word.in_(sorted(there - wanted))),
        execution_options={"synchronize_session": False},
    )
    new = [{"person_id": person_id, "word": word} for word in sorted(wanted - there)]
    if new:
        db.session.execute(insert(PersonWord), new)


def _stands_for(merged_id: int, kept_id: int | None) -> None:
    """Nobody edited the entry, so its version stays as it was."""
    table = Base.metadata.tables["person"]
    where = and_(table.c.id == merged_id)
    db.session.execute(update(table).where(where).values(merged_into_id=kept_id))


def _note_moves(merge: PersonMerge, moves: Sequence[PersonMove]) -> None:
    for move in moves:
        move.merge_id = merge.id
    db.session.add_all(moves)


def _settle(moves: Sequence[PersonMove]) -> None:
    """Rows were changed behind the back of whoever has loaded them: all is read anew."""
    db.session.flush()
    db.session.expire_all()
    for step in after_steps:
        step(moves)


def _place(move: PersonMove, after: Values) -> tuple[str, tuple[tuple[str, object], ...]]:
    """Which row of which table a move is about, once it has become ``after``."""
    key = move.row_key | {name: value for name, value in after.items() if name in move.row_key}
    return move.table_name, tuple(sorted(key.items()))
