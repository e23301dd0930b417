"""What points at a person, in whatever table, and how such a row becomes another person's.

Nothing here knows a feature. Each says by a ``Rule`` what its rows are called and what happens
where both of two people already stand in a place that only one may have; a column that points
at a person in a table made later is found by itself.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Table, UniqueConstraint, and_, delete, or_, select, update
from sqlalchemy import Enum as EnumType
from sqlalchemy import insert as insert_into
from sqlalchemy.types import TypeDecorator

from osl.core.db import Base, db
from osl.core.i18n import _, _n
from osl.people.models import PersonMove

Values = dict[str, Any]
"""Columns of a row and what stands in them."""

OWN = frozenset({"person", "person_word", "person_alike", "person_merge", "person_move"})
"""What belongs to an entry itself, or tells of merging: it never becomes another one's."""


def _some_rows(number: int) -> str:
    return _n("%(num)s other note", "%(num)s other notes", number)


def _not_both(_row: Values) -> str:
    return _("Both stand in a place that only one person can have. Settle that first.")


def stays_as_it_is(_stays: Values, _goes: Values) -> Values:
    """Of a row that goes, nothing is taken over: the other one says the same."""
    return {}


def _cannot_settle(_stays: Values, _goes: Values) -> tuple[Values, Values] | None:
    return None


def _as_found(row: Values) -> Values | None:
    return row


def _nothing_more(_person_id: int) -> Values:
    return {}


@dataclass(frozen=True)
class Rule:
    """What becomes of the rows of one table when two people turn out to be one.

    ``counted`` says how many there are. Where both stand in a place that only one may have,
    ``settles`` gives what changes in the row that stays and in the other so that both may stand;
    else ``refuses`` says in words what people have to settle first; without it the row of the
    merged one goes, and ``takes_over`` gives what of it lives on in the other. ``follows`` are
    columns that name the person in their own way, ``tidies`` puts a row right that now points at
    one person twice (None: it says nothing any more).
    """

    counted: Callable[[int], str] = _some_rows
    settles: Callable[[Values, Values], tuple[Values, Values] | None] = _cannot_settle
    refuses: Callable[[Values], str] | None = None
    takes_over: Callable[[Values, Values], Values] = stays_as_it_is
    follows: Callable[[int], Values] = _nothing_more
    tidies: Callable[[Values], Values | None] = _as_found


UNKNOWN = Rule(refuses=_not_both)
"""Of a table nobody has said anything about, no row is ever dropped."""

rules: dict[str, Rule] = {}
"""By name of table. Named by create_app."""


def rule_of(table: Table) -> Rule:
    return rules.get(table.name, UNKNOWN)


@lru_cache(maxsize=1)
def pointing_columns() -> dict[Table, tuple[Column[Any], ...]]:
    """Each table with its columns that point at a person."""
    found = {}
    for table in Base.metadata.sorted_tables:
        columns = tuple(
            column
            for column in table.columns
            if any(key.target_fullname == "person.id" for key in column.foreign_keys)
        )
        if columns and table.name not in OWN:
            found[table] = columns
    return found


def rows_pointing_at(table: Table, person_id: int) -> list[Values]:
    points = or_(*(column == person_id for column in pointing_columns()[table]))
    statement = select(table).where(points).order_by(*table.primary_key.columns)
    return [dict(row) for row in db.session.execute(statement).mappings()]


def as_of(table: Table, row: Values, old_id: int, new_id: int) -> Values | None:
    """A row as it is once it points at the new person; None when it then says nothing."""
    rule = rule_of(table)
    changed = row | {c.name: new_id for c in pointing_columns()[table] if row[c.name] == old_id}
    named = rule.follows(old_id)
    if named and all(row[name] == value for name, value in named.items()):
        changed |= rule.follows(new_id)
    return rule.tidies(changed)


def twin_of(table: Table, row: Values, wanted: Values) -> Values | None:
    """The row that already stands where this one would stand, if only one may."""
    changed = {name for name, value in wanted.items() if row[name] != value}
    for names, only_where in unique_places(table):
        if changed.isdisjoint(names) or any(wanted[name] is None for name in names):
            continue
        statement = select(table).where(
            *(table.c[name] == wanted[name] for name in names), ~_is_row(table, row)
        )
        if only_where is not None:
            statement = statement.where(only_where)
        found = db.session.execute(statement).mappings().first()
        if found is not None and (only_where is None or _holds(table, row, only_where)):
            return dict(found)
    return None


def unique_places(table: Table) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The columns that no two rows may share, and for which rows that is so."""
    yield tuple(column.name for column in table.primary_key.columns), None
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield tuple(column.name for column in constraint.columns), None
    for index in table.indexes:
        if index.unique:
            of_dialect = index.dialect_options[db.engine.dialect.name]
            yield tuple(column.name for column in index.columns), of_dialect.get("where")


def move_row(table: Table, row: Values, wanted: Values) -> Iterator[PersonMove]:
    """Write a row as it is wanted, and note both."""
    after = {name: value for name, value in wanted.items() if row[name] != value}
    if after:
        db.session.execute(update(table).where(_is_row(table, row)).values(after))
        before = {name: row[name] for name in after}
        yield _noted(table, row, before, after)


def take_row_away(table: Table, row: Values) -> PersonMove:
    db.session.execute(delete(table).where(_is_row(table, row)))
    return _noted(table, row, row, None)


def put_back(move: PersonMove) -> list[str]:
    """Undo what was noted; the columns somebody has written since stay, and are named."""
    table = Base.metadata.tables.get(move.table_name)
    if table is None:
        return []
    if move.after is None:
        _put_row_back(table, decoded(table, move.before))
        return []
    key = move.row_key | {n: v for n, v in move.after.items() if n in move.row_key}
    found = row_by_key(table, decoded(table, key))
    if found is None:
        return []
    now = encoded(found)
    theirs = [name for name, value in move.after.items() if now[name] != value]
    back = {name: move.before[name] for name in move.after if name not in theirs}
    if "version" in theirs:
        back["version"] = now["version"] + 1
    if back:
        values = decoded(table, back)
        db.session.execute(update(table).where(_is_row(table, found)).values(values))
    return theirs


def row_by_key(table: Table, key: Values) -> Values | None:
    found = db.session.execute(select(table).where(_is_row(table, key))).mappings().first()
    return dict(found) if found is not None else None


def _put_row_back(table: Table, row: Values) -> None:
    """The very row, under its old number; under a new one where that was given again. What it
    pointed at may be gone meanwhile: then nothing is left to say."""
    for column in table.columns:
        for key in column.foreign_keys:
            value = row[column.name]
            there = select(key.column).where(key.column == value)
            if value is not None and db.session.scalar(there) is None:
                if not column.nullable:
                    return
                row[column.name] = None
    if row_by_key(table, row) is not None:
        if "id" not in row:
            return
        del row["id"]
    db.session.execute(insert_into(table).values(row))


def _is_row(table: Table, row: Mapping[str, Any]) -> Any:
    return and_(*(column == row[column.name] for column in table.primary_key.columns))


def _holds(table: Table, row: Values, condition: Any) -> bool:
    column = next(iter(table.primary_key.columns))
    found = db.session.execute(select(column).where(_is_row(table, row), condition))
    return found.first() is not None


def _noted(table: Table, row: Values, before: Values, after: Values | None) -> PersonMove:
    return PersonMove(
        table_name=table.name,
        row_key=encoded({c.name: row[c.name] for c in table.primary_key.columns}),
        before=encoded(before),
        after=encoded(after) if after is not None else None,
    )


def encoded(row: Mapping[str, Any]) -> Values:
    """Values as JSON holds them."""
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date | time) else value


def decoded(table: Table, row: Mapping[str, Any]) -> Values:
    """The same values as the columns of the table take them."""
    return {name: _typed(table.c[name], value) for name, value in row.items()}


def _typed(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, EnumType):
        return column.type.enum_class(value) if column.type.enum_class else value
    kind = kind_of(column)
    is_moment = issubclass(kind, datetime | date | time)
    return kind.fromisoformat(value) if is_moment else value


def kind_of(column: Column[Any]) -> type[Any]:
    """What a column holds, as Python knows it."""
    decorated = column.type
    plain = decorated.impl_instance if isinstance(decorated, TypeDecorator) else decorated
    return plain.python_type
