"""Long lists by pages, at a cost that does not grow with the list.

A list is never counted to its end: one looks only as far as the page after the one asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from osl.core.db import db

PAGE_SIZE = 30
LONGEST_LIST = 10_000
"""Nobody turns more pages than this many rows make; further numbers give the last of them."""

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list: its rows, its number (from 1), and whether another one follows."""

    rows: Sequence[Row]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1


def page_of(
    statement: Select[*tuple[Any, ...]],
    number: int,
    *,
    order: Sequence[Any],
    key: Any,
    size: int = PAGE_SIZE,
) -> Page[Any]:
    """One page of a statement; a number past the end gives the last page.

    ``key`` is the column to look ahead by, the primary key of the first entity. The rows are
    the entities themselves, or rows where the statement selects more than one thing.
    """
    number = min(max(1, number), LONGEST_LIST // size)
    ahead = statement.with_only_columns(key, maintain_column_froms=True).order_by(None)
    seen = select(func.count()).select_from(ahead.limit(number * size + 1).subquery())
    count = db.session.scalar(seen) or 0
    number = min(number, max(1, -(-count // size)))
    found = db.session.execute(statement.order_by(*order).limit(size).offset((number - 1) * size))
    is_of_one_thing = len(statement.column_descriptions) == 1
    rows = found.scalars().all() if is_of_one_thing else found.all()
    return Page(rows, number, has_next=count > number * size)
