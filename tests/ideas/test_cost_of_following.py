"""What it costs that ideas follow events: the same, however many there are of either."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import event as hook
from sqlalchemy import select

from osl.core.clock import utcnow
from osl.core.db import db
from osl.events.models import Event
from osl.ideas.following import follow, tell_results
from osl.ideas.models import IdeaEvent
from tests.cast import Cast
from tests.events.conftest import Planned, weekly
from tests.ideas.conftest import Given, linked, unit
from tests.ideas.hearing import link_all


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

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
    assert len([one for one in asked if one.startswith("SELECT")]) == 1

    clock.move_to("2027-03-12T12:00:00+00:00")
    assert cost_of(app, lambda: tell_results(utcnow())) > 1
    with unit(app), statements() as asked:
        tell_results(utcnow())
    assert len([one for one in asked if one.startswith("SELECT")]) == 1

    if db_is_sqlite(app):
        now = utcnow()
        looked = select(IdeaEvent.event_id).where(
            IdeaEvent.done_at <= now,
            IdeaEvent.done_at > now - timedelta(days=7),
            IdeaEvent.told_at.is_(None),
        )
        with unit(app):
            words = looked.compile(db.engine, compile_kwargs={"literal_binds": True})
            plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {words}")
            assert "USING INDEX ix_idea_event_done_at" in str(plan.all())


def db_is_sqlite(app: Flask) -> bool:
    with app.app_context():
        return db.engine.dialect.name == "sqlite"
