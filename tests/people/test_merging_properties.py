"""Whatever is known of people, and whatever tables may point at them: joining moves all of it, and
undoing it leaves every table as it was."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import JSON, Enum, Table, select
from sqlalchemy import insert as insert_into
from sqlalchemy.exc import IntegrityError

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core import transactions
from osl.core.db import Base, db
from osl.core.errors import DomainError
from osl.people import merging
from osl.people.merging import CannotMerge, merge_people, undo_merge
from osl.people.models import Channel, Person, PersonMerge, PersonMove
from osl.people.operations import Known, meet_person
from osl.people.pointing import (
    OWN,
    encoded,
    kind_of,
    pointing_columns,
    rows_pointing_at,
    rule_of,
    rules,
    unique_places,
)
from osl.people.queries import who_stands_for
from tests.cast import Cast
from tests.conftest import examples_on_this_database
from tests.events.conftest import NOW, clock  # noqa: F401 - what happens, happens in March

Row = dict[str, Any]

LONG = os.environ.get("OSL_HYPOTHESIS") == "long"
NOT_COMPARED = {"audit_entry", "person_merge", "person_move"}
"""What tells of the joining itself stays for good."""

NAMES = ("Anna Przykładowa", "Przykładowa Anna", "Jan Testowy")
CONTACTS = st.tuples(
    st.sampled_from(["", "600100200", "600100300"]),
    st.sampled_from(["", "anna@example.org", "jan@example.org"]),
)
OFTEN_EMPTY = ("note", "own_words", "languages")

WHOSE = ((0,), (1,), (2,), (0, 1), (0, 2), (0, 1, 2))
"""Of whom one thing is so: of several, they stand in the same place."""

FACTS = st.lists(
    st.tuples(
        st.integers(0, 99),  # which table
        st.sampled_from(WHOSE),
        st.integers(0, 2),  # of a table that points twice: the other one
        st.integers(0, 999),  # what else stands there
    ),
    min_size=8,
    max_size=24,
)


class Town:
    """Rows for any table, made from what the table itself says of its columns.

    What a fact hangs on (an event, a list, a shift, a group) is one of few, so that two people
    often stand in the same place.
    """

    def __init__(self) -> None:
        self.numbers = 0

    def fact(self, table: Table, whose: list[int], chance: Random) -> Row | None:
        """Write that something is so of these people; None where the database forbids it."""
        row = self._filled(table, chance)
        for column, number in zip(pointing_columns()[table], whose, strict=False):
            row[column.name] = number
        if table.name == "person_distinct":
            row["first_id"], row["second_id"] = sorted(whose)
        if table.name == "idea_support":
            row["voter"] = f"person {row['person_id']}"
        try:
            with db.session.begin_nested():
                result = db.session.execute(insert_into(table).values(row))
        except IntegrityError:
            return None
        key = dict(
            zip((c.name for c in table.primary_key), result.inserted_primary_key, strict=True)
        )
        return row | key

    def _hangs_on(self, table: Table, may_hang_loose: bool, chance: Random) -> Any:
        """What is somebody's already, or something that is nobody's."""
        if may_hang_loose and table in pointing_columns():
            return db.session.scalars(select(table.c.id).order_by(table.c.id.desc())).first()
        return self._one_of(table, chance)

    def _one_of(self, table: Table, chance: Random) -> Any:
        """The number of one of two rows of a table, made when there is none."""
        there = list(db.session.scalars(select(table.c.id).order_by(table.c.id)))
        wanted = chance.randrange(2)
        while len(there) <= wanted:
            there.append(self._new(table, chance))
        return there[wanted]

    def _new(self, table: Table, chance: Random) -> Any:
        row = self._filled(table, chance, leaves_out=1.0)
        result = db.session.execute(insert_into(table).values(row))
        return result.inserted_primary_key[0]

    def _filled(self, table: Table, chance: Random, leaves_out: float = 0.4) -> Row:
        row: Row = {}
        for column in table.columns:
            keys = list(column.foreign_keys)
            if keys and keys[0].column.table.name in (table.name, *OWN):
                continue
            if column.name == "id" or (column.nullable and chance.random() < leaves_out):
                continue
            if keys:
                row[column.name] = self._hangs_on(keys[0].column.table, column.nullable, chance)
            else:
                row[column.name] = self._value(column, chance)
        return row | self._as_the_table_demands(table.name, chance)

    def _value(self, column: Any, chance: Random) -> Any:
        if isinstance(column.type, Enum):
            return chance.choice(list(column.type.enum_class))  # type: ignore[arg-type]
        if isinstance(column.type, JSON):
            return chance.choice([[], ["saturdays"]]) if column.name == "free_times" else {}
        self.numbers += 1
        is_left_empty = column.name in OFTEN_EMPTY and chance.random() < 0.5
        values: dict[type, Any] = {
            bool: chance.random() < 0.5,
            int: chance.randrange(1, 4),
            float: 1.5,
            date: date(2027, 2, chance.randrange(1, 28)),
            time: time(chance.randrange(8, 20)),
            datetime: NOW + timedelta(hours=chance.randrange(-2000, 2000)),
            str: "" if is_left_empty else self._words(column),
        }
        return values[kind_of(column)]

    def _words(self, column: Any) -> str:
        """Never the same twice, and no longer than the column."""
        if column.name == "language":
            return "pl"
        longest = getattr(column.type, "length", None) or 100
        return f"{column.name[:8]} {self.numbers}"[-longest:]

    def _as_the_table_demands(self, name: str, chance: Random) -> Row:
        """What the checks of a table ask for, and no number of places that would run out."""
        long_ago = datetime(2027, 1, 5, 16, tzinfo=UTC)
        starts_at = long_ago + timedelta(days=chance.choice([0, 7, 14, 365]))
        times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)}
        demands: dict[str, Row] = {
            "call_for_ideas": {"closes_on": date(2027, 3, 1)},
            "signup_list": {
                "event_id": None,
                "places": None,
                "ceiling": None,
                "reserved": 0,
                "reserve_used": 0,
                "taken": 0,
                "held": 0,
                "waiting": 0,
            },
            "occurrence": times | {"original_starts_at": starts_at},
            "shift": times | {"needed": 90, "taken": 0},
            "contribution": {"needed": 90, "taken": 0},
            "signup": {"from_reserve": 0, "repeats_id": None, "regular_id": None},
            "hours_entry": {"confirmed_by_id": None, "confirmed_at": None},
            "volunteer_agreement": {"starts_on": date(2027, 1, 2), "ends_on": None},
            "talk": {"next_step": "", "next_on": None, "next_owner_id": None},
            "idea_support": {"email_key": None, "left_out_at": None},
            "idea": {
                "moderation": "published",
                "merged_into_id": None,
                "root_id": None,
                "supporters": 0,
                "confirmed_supporters": 0,
                "helpers": 0,
            },
        }
        wanted = demands.get(name, {})
        columns = Base.metadata.tables[name].columns
        if name == "signup_list":
            wanted["occurrence_id"] = self._new(Base.metadata.tables["occurrence"], chance)
        return {key: value for key, value in wanted.items() if key in columns}


def everything() -> dict[str, list[Row]]:
    """All rows of all tables but those that tell of the joining."""
    db.session.flush()
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in NOT_COMPARED:
            rows = db.session.execute(select(table).order_by(*table.primary_key)).mappings()
            found[table.name] = [encoded(row) for row in rows]
    return found


def count_all(facts: list[tuple[Table, Row]]) -> None:
    """Let every counter say what the rows say, as the site itself keeps them."""
    moves = [
        PersonMove(
            table_name=table.name,
            row_key=encoded({c.name: row[c.name] for c in table.primary_key}),
            before={"state": "", "withdrawn_at": ""},
        )
        for table, row in facts
    ]
    for step in merging.after_steps:
        step(moves)
    db.session.flush()


class Undone(Exception):
    """Nothing of an example stays for the next one."""


@pytest.fixture
def town(app: Flask, cast: Cast) -> Iterator[int]:
    """A context in which examples follow one another; the number of the organiser."""
    with app.test_request_context():
        yield cast.organiser.id


def people_of(contacts: list[tuple[str, str]]) -> list[Person]:
    home = db.session.scalars(select(Community.id).order_by(Community.id)).all()
    people: list[Person] = []
    for name, (phone, email) in zip(NAMES, contacts, strict=True):
        known = Known(name, phone, email)
        person = meet_person(known, channel=Channel.PHONE, community_ids=home[:1], actor=None)
        people.append(
            person
            if person not in people
            else meet_person(
                Known(f"{name} {len(people)}"),
                channel=Channel.PHONE,
                community_ids=home[:1],
                actor=None,
            )
        )
        db.session.flush()
    return people


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=1000 if LONG else examples_on_this_database(40),
)
@given(contacts=st.lists(CONTACTS, min_size=3, max_size=3), facts=FACTS, turned=st.booleans())
def test_a_merged_and_undone_pair_leaves_every_table_as_it_was(
    town: int,
    contacts: list[tuple[str, str]],
    facts: list[tuple[int, tuple[int, ...], int, int]],
    turned: bool,
) -> None:
    tables = list(pointing_columns())
    with pytest.raises(Undone), transactions.unit():
        actor = db.session.get_one(User, town)
        people = people_of(contacts)
        makes, written = Town(), []
        for which, whose, also, seed in facts:
            table = tables[which % len(tables)]
            for who in whose:
                row = makes.fact(table, [people[who].id, people[also].id], Random(seed))
                if row is not None:
                    written.append((table, row))
        db.session.expire_all()
        count_all(written)
        first, second, third = people
        before = everything()
        try:
            merge = merge_people(first, second, actor=actor)
        except CannotMerge:
            assert everything() == before
            raise Undone from None
        assert_nothing_points_at(second)
        between = everything()
        kept, merged = (third, first) if turned else (first, third)
        try:
            again: PersonMerge | None = merge_people(kept, merged, actor=actor)
        except CannotMerge:
            again = None
            assert everything() == between
        if again is not None:
            assert_nothing_points_at(merged)
            assert who_stands_for(second.id) == kept.id
            with pytest.raises(DomainError):
                undo_merge(merge, actor=actor)
            undo_merge(again, actor=actor)
            assert everything() == between
        undo_merge(merge, actor=actor)
        assert everything() == before
        raise Undone


def assert_nothing_points_at(person: Person) -> None:
    for table in pointing_columns():
        assert rows_pointing_at(table, person.id) == [], table.name


def test_every_table_that_points_at_people_says_what_merging_does_there(app: Flask) -> None:
    """A new table is never merged without a thought."""
    assert app
    assert {table.name for table in pointing_columns()} == set(rules)


def test_nothing_hangs_on_a_row_that_merging_may_take_away(app: Flask) -> None:
    """What would go with it could not be put back."""
    with app.app_context():
        taken_away = {
            table.name
            for table, columns in pointing_columns().items()
            if rule_of(table).refuses is None
            and any(
                {c.name for c in columns} & set(names) or rule_of(table).follows(1)
                for names, _where in unique_places(table)
            )
        }
    hanging = {
        (table.name, key.column.table.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in taken_away
    }
    assert taken_away >= {"person_card", "person_community", "idea_support", "group_member"}
    assert hanging == set()
