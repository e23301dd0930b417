"""What points at a person and what a merge has done, counted and said in words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from osl.core.db import Base, db
from osl.core.i18n import _
from osl.people.models import PersonMerge, PersonMove
from osl.people.pointing import pointing_columns, rule_of


@dataclass(frozen=True)
class Trace:
    """What moved, what was there twice and went, and what the kept entry took over."""

    moved: list[str]
    doubled: list[str]
    filled: list[str]


def kinds_at(person_ids: Sequence[int]) -> dict[int, list[str]]:
    """Of each of these people what points at them, in words: "3 sign-ups", "1 talk"."""
    said: dict[int, list[str]] = {number: [] for number in person_ids}
    for table, columns in pointing_columns().items():
        own = [c for c in columns if c.name == "person_id"] or columns
        counted: Counter[int] = Counter()
        for column in own:
            rows = select(column, func.count()).where(column.in_(person_ids)).group_by(column)
            counted.update({row[0]: row[1] for row in db.session.execute(rows)})
        for number, count in counted.items():
            said[number].append(rule_of(table).counted(count))
    return said


def trace_of(merge: PersonMerge) -> Trace:
    moved = [one for one in merge.moves if one.after is not None and one.table_name != "person"]
    points = {t.name: {c.name for c in columns} for t, columns in pointing_columns().items()}
    return Trace(
        _counted(one for one in moved if set(one.after or {}) & points.get(one.table_name, set())),
        _counted(one for one in merge.moves if one.after is None),
        _filled(merge.moves),
    )


def _counted(moves: Iterable[PersonMove]) -> list[str]:
    counts = Counter(move.table_name for move in moves)
    tables = Base.metadata.tables
    return [rule_of(tables[name]).counted(n) for name, n in sorted(counts.items())]


def _filled(moves: Iterable[PersonMove]) -> list[str]:
    words = {
        ("person", "phone"): _("the phone"),
        ("person", "email"): _("the e-mail address"),
        ("person", "contact_note"): _("how to reach them"),
        ("person_card", "own_words"): _("what they like to do, in their own words"),
        ("person_card", "free_times"): _("when they have time"),
        ("person_card", "languages"): _("their languages"),
        ("person_card", "prefers"): _("how they like to be reached"),
        ("person_card", "met_how"): _("how we met"),
        ("person_card", "leader_status"): _("where they stand as a leader"),
        ("person_card", "brought_by_id"): _("who brought them"),
    }
    changed = {
        (one.table_name, name)
        for one in moves
        if one.after is not None and "person_id" not in one.after
        for name in one.after
    }
    return [said for place, said in words.items() if place in changed]
