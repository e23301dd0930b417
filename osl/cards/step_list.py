"""The next steps that wait, on four shelves: overdue, today, this week, later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from osl.people.models import Talk


class ShelfKind(StrEnum):
    """How pressing the steps on a shelf are."""

    OVERDUE = "overdue"
    TODAY = "today"
    THIS_WEEK = "this_week"
    LATER = "later"


@dataclass(frozen=True)
class Shelf:
    """The steps of one shelf, the longest due first."""

    kind: ShelfKind
    steps: list[Talk]


def shelves_of(steps: Sequence[Talk], today: date) -> list[Shelf]:
    """The shelves that hold something, the most pressing first."""
    by_kind: dict[ShelfKind, list[Talk]] = {kind: [] for kind in ShelfKind}
    for step in steps:
        by_kind[kind_of(step, today)].append(step)
    return [Shelf(kind, held) for kind, held in by_kind.items() if held]


def kind_of(step: Talk, today: date) -> ShelfKind:
    on = step.next_on or today
    if on < today:
        return ShelfKind.OVERDUE
    if on == today:
        return ShelfKind.TODAY
    sunday = today + timedelta(days=6 - today.weekday())
    return ShelfKind.THIS_WEEK if on <= sunday else ShelfKind.LATER
