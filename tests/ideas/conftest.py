"""Ideas for tests: one line gives an idea, publishes it, supports it or plans an event from it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core import transactions
from osl.core.db import db
from osl.events.models import Event
from osl.ideas.models import Idea
from osl.ideas.operations import Origin, Thought, give_idea, publish_idea
from osl.ideas.planning import link_event
from osl.people.operations import Known
from tests.cast import Cast
from tests.events.conftest import (  # noqa: F401 - fixtures of this folder too
    Planned,
    clock,
    empty_shelf,
    evening,
    planned,
    weekly,
)

BENCH = ("Ławka przed blokiem", "Żeby osoby o kulach mogły odpocząć w drodze ze sklepu.")
SHELF = ("Półka z książkami w świetlicy", "Każdy przyniesie i weźmie, co chce.")

Given = Callable[..., int]


@pytest.fixture
def given(app: Flask, cast: Cast) -> Given:
    """Give an idea and get its number: ``given(BENCH, email="anna@example.org")``. It is
    published unless ``published=False``."""

    def do(words: tuple[str, str] = BENCH, **more: Any) -> int:
        published = more.pop("published", True)
        known = Known(
            more.pop("name", ""), phone=more.pop("phone", ""), email=more.pop("email", "")
        )
        community_id = more.pop("community_id", cast.wzgorze.id)
        by = more.pop("by", None)
        offers = more.pop("offers", ())
        with unit(app):
            actor = db.session.get_one(User, by.id) if by is not None else None
            idea = give_idea(
                Thought(*words, known=known, offers=offers),
                community=db.session.get_one(Community, community_id),
                origin=Origin(actor=actor, **more),
            )
            if published:
                publish_idea(idea, actor=db.session.get_one(User, cast.organiser.id))
            return idea.id

    return do


def unit(app: Flask) -> Any:
    """One transaction of the site, outside any page."""
    stack = app.test_request_context(base_url="http://127.0.0.1:8000")

    class Both:
        def __enter__(self) -> None:
            stack.push()
            self.inner = transactions.unit()
            self.inner.__enter__()

        def __exit__(self, *failure: object) -> None:
            try:
                self.inner.__exit__(*failure)
            finally:
                stack.pop()

    return Both()


def act(app: Flask, idea_id: int, verb: Callable[..., Any], *parts: Any, **more: Any) -> Any:
    """Let somebody do something with an idea; people of the team are given by ``actor``."""
    with unit(app):
        if "actor" in more:
            more["actor"] = db.session.get_one(User, more["actor"].id)
        return verb(db.session.get_one(Idea, idea_id), *parts, **more)


def linked(app: Flask, idea_id: int, event_id: int, actor: User) -> None:
    """Note that an event answers an idea."""
    with unit(app):
        link_event(
            db.session.get_one(Idea, idea_id),
            db.session.get_one(Event, event_id),
            actor=db.session.get_one(User, actor.id),
        )
