"""Volunteering for tests: one line makes a task with a shift, or somebody who offers themselves."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from flask import Flask

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core.db import db
from osl.people.models import Channel
from osl.people.operations import Known
from osl.volunteers.models import Assignment, Shift
from osl.volunteers.shifts import Offer, offer_shift
from osl.volunteers.tasks import TaskFacts, add_shifts, plan_task, publish_task, weekly_times
from tests.cast import Cast
from tests.events.conftest import (  # noqa: F401 - fixtures of this folder too
    Planned,
    clock,
    planned,
)
from tests.ideas.conftest import unit

__all__ = ["Offered", "Tasked", "do", "offered", "tasked", "unit"]

Tasked = Callable[..., int]
Offered = Callable[..., int]


@pytest.fixture
def tasked(app: Flask, cast: Cast, clock: Any) -> Tasked:  # noqa: F811
    """Plan a task with one shift and get the number of the shift:
    ``tasked("Podlewanie ogrodu", needed=2, on=date(2027, 3, 10))``."""

    def make(title: str = "Podlewanie ogrodu", **more: Any) -> int:
        on, needed = more.pop("on", date(2027, 3, 10)), more.pop("needed", 2)
        hours = more.pop("hours", (time(17), time(19)))
        published = more.pop("published", True)
        community_id = more.pop("community_id", cast.wzgorze.id)
        with unit(app):
            actor = db.session.get_one(User, cast.organiser.id)
            task = plan_task(
                TaskFacts(title, **more),
                community=db.session.get_one(Community, community_id),
                actor=actor,
            )
            (shift,) = add_shifts(task, weekly_times(on, *hours), needed=needed, actor=actor)
            db.session.flush()
            if published:
                publish_task(task, actor=actor)
            return shift.id

    return make


@pytest.fixture
def offered(app: Flask) -> Offered:
    """Let somebody offer themselves for a shift: ``offered(shift, "Anna Przykładowa")``."""

    def make(shift_id: int, name: str = "Anna Przykładowa", **more: Any) -> int:
        email = more.pop("email", f"{name.split(maxsplit=1)[0].lower()}@example.org")
        known = Known(name, phone=more.pop("phone", ""), email=email)
        with unit(app):
            shift = db.session.get_one(Shift, shift_id)
            return offer_shift(shift, Offer(known, **more), channel=Channel.WEB).id

    return make


def do(app: Flask, assignment_id: int, verb: Callable[..., Any], *parts: Any, **more: Any) -> Any:
    """Let somebody do something with an assignment; people of the team are given by ``actor``."""
    with unit(app):
        if "actor" in more:
            more["actor"] = db.session.get_one(User, more["actor"].id)
        return verb(db.session.get_one(Assignment, assignment_id), *parts, **more)
