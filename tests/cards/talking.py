"""People and talks for tests: one line makes somebody known, or notes a talk with them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core.db import db
from osl.people.models import Channel, Person, TalkChannel
from osl.people.operations import Known, meet_person
from osl.people.talks import NextStep, Said, log_talk
from tests.cast import Cast
from tests.ideas.conftest import unit

Met = Callable[..., int]
Talked = Callable[..., int]


@pytest.fixture
def met(app: Flask, cast: Cast) -> Met:
    """Make somebody known to Wzgórze (or to another community) and get their number."""

    def do(name: str = "Halina Testowa", **more: Any) -> int:
        communities = more.pop("communities", [cast.wzgorze.id])
        with unit(app):
            return meet_person(
                Known(name, phone=more.pop("phone", "000000101"), **more),
                channel=Channel.IN_PERSON,
                community_ids=communities,
                actor=None,
            ).id

    return do


@pytest.fixture
def talked(app: Flask, cast: Cast) -> Talked:
    """Note a talk of the animator with somebody: ``talked(halina, step="Oddzwonić", on=…)``."""

    def do(person_id: int, **more: Any) -> int:
        by, owner = more.pop("by", cast.animator), more.pop("owner", None)
        community = more.pop("community", cast.wzgorze)
        with unit(app):
            actor = db.session.get_one(User, by.id)
            step = None
            if "step" in more:
                whose = db.session.get_one(User, (owner or by).id)
                step = NextStep(more.pop("step"), more.pop("on"), whose)
            talk = log_talk(
                db.session.get_one(Person, person_id),
                Said(
                    more.pop("held_on", date(2027, 2, 26)),
                    more.pop("channel", TalkChannel.PHONE),
                    more.pop("agreed", "Pomoże przy herbacie."),
                    step,
                ),
                community=db.session.get_one(Community, community.id),
                actor=actor,
            )
            db.session.flush()
            return talk.id

    return do
