"""What it costs that ideas follow events: the same, however many there are of either."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event as hook
from sqlalchemy import select

from osl.core.clock import utcnow
from osl.core.db import db
from osl.events.models import Event
from osl.ideas.following import follow, tell_results
from osl.ideas.merging import merge_ideas
from osl.ideas.models import Idea
from osl.ideas.similar import planned_already, write_event_stems
from tests.cast import Cast
from tests.events.conftest import Planned, weekly
from tests.ideas.conftest import SHELF, Given, linked, unit
from tests.ideas.hearing import link_all, organiser


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """What is asked of the database meanwhile."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        asked.append((statement, values))

    hook.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        hook.remove(db.engine, "before_cursor_execute", note)


def cost_of(app: Flask, doing: Callable[[], Any]) -> int:
    with unit(app), statements() as asked:
        doing()
        db.session.flush()
    return len(asked)


def all_events() -> list[Event]:
    return list(db.session.scalars(select(Event).order_by(Event.id)))


def test_one_event_costs_the_same_among_many_ideas(
    app: Flask, cast: Cast, given: Given, planned: Planned
) -> None:
    first = planned(published=True)
    linked(app, given(), first, cast.organiser)

    def save() -> None:
        follow([db.session.get_one(Event, first)])

    save_once = cost_of(app, save)
    for number in range(12):
        idea = given((f"Pomysł {number}", "Tekst."))
        linked(app, idea, planned(title=f"Wydarzenie {number}", published=True), cast.organiser)
    assert cost_of(app, save) == save_once


def test_many_series_that_go_on_cost_as_many_questions_as_one(
    app: Flask, cast: Cast, given: Given, planned: Planned
) -> None:
    """Each night the horizon moves on: of a thousand series none is asked for by itself."""
    for turn in range(2):
        series = planned(weekly(), title=f"Cykl {turn}", published=True)
        linked(app, given((f"Pomysł {turn}", "Tekst.")), series, cast.organiser)
    of_two = cost_of(app, lambda: follow(all_events()[:2]))
    for turn in range(10):
        series = planned(weekly(), title=f"Nowy cykl {turn}", published=True)
        if turn % 2:
            linked(app, given((f"Nowy pomysł {turn}", "Tekst.")), series, cast.organiser)
    assert cost_of(app, lambda: follow(all_events())) == of_two


def test_an_event_that_answers_five_ideas_is_looked_at_once(
    app: Flask, cast: Cast, given: Given, planned: Planned
) -> None:
    ideas = [given((f"Pomysł {number}", "Tekst.")) for number in range(5)]
    one, five = planned(published=True), planned(published=True)
    link_all(app, cast, ideas[:1], one)
    link_all(app, cast, ideas, five)

    def save(number: int) -> int:
        return cost_of(app, lambda: follow([db.session.get_one(Event, number)]))

    assert save(five) == save(one)


def test_a_minute_in_which_nothing_is_over_costs_one_question_of_an_index(
    app: Flask, cast: Cast, given: Given, planned: Planned, clock: Any
) -> None:
    linked(app, given(), planned(published=True), cast.organiser)
    with unit(app), statements() as asked:
        tell_results(utcnow())
    assert len([one for one, _values in asked if one.startswith("SELECT")]) == 1

    clock.move_to("2027-03-12T12:00:00+00:00")
    assert cost_of(app, lambda: tell_results(utcnow())) > 1
    with unit(app), statements() as asked:
        tell_results(utcnow())
    assert len([one for one, _values in asked if one.startswith("SELECT")]) == 1


def test_whatever_is_asked_meanwhile_is_found_by_an_index(
    app: Flask, cast: Cast, given: Given, planned: Planned
) -> None:
    """No table of ideas or events is read from its beginning to its end."""
    if not db_is_sqlite(app):
        pytest.skip("PostgreSQL reads small tables whole, whatever indexes there are")
    bench, other = given(), given(SHELF)
    event_id = planned(weekly(), published=True)
    linked(app, other, event_id, cast.organiser)
    with unit(app):
        into = db.session.get_one(Idea, bench)
        merge_ideas(db.session.get_one(Idea, other), into, actor=organiser(cast))
    with unit(app):
        things = [db.session.get_one(Event, event_id), db.session.get_one(Idea, bench)]
        with statements() as asked:
            follow(things)
            tell_results(utcnow())
    read_whole = []
    with app.app_context(), db.engine.connect() as connection:
        for statement, values in asked:
            if statement.startswith("SELECT") and "WHERE" in statement:
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
                read_whole += [step for *_ids, step in plan if step.startswith("SCAN")]
    assert len(asked) > 5
    assert read_whole == []


def db_is_sqlite(app: Flask) -> bool:
    with app.app_context():
        return db.engine.dialect.name == "sqlite"


def test_many_events_that_are_called_otherwise_are_found_by_their_new_names_at_one_stroke(
    app: Flask, cast: Cast, planned: Planned
) -> None:
    def rename(those: list[Event], name: str) -> None:
        for one in those:
            one.title = name
        write_event_stems(those)

    first, *rest = (planned(title=f"Wieczór {turn}", published=True) for turn in range(9))
    of_one = cost_of(app, lambda: rename([db.session.get_one(Event, first)], "Poranek tańca"))
    with unit(app):
        others = [db.session.get_one(Event, number) for number in rest]
        for other in others:
            other.title = "Poranek śpiewu"
        db.session.flush()
        with statements() as asked:
            write_event_stems(others)
    assert len(asked) <= of_one
    with unit(app):
        found = [one.event.id for one in planned_already(None, "Poranek śpiewu", limit=9)]
    assert set(found) == set(rest)
