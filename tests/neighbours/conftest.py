"""Neighbour help for tests: one line notes a request or an offer, or brings two together."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core.db import db
from osl.neighbours.models import HelpCall, Match, Service, Side
from osl.neighbours.operations import Said, Source, note_help, note_yes, propose_match
from osl.people.models import Channel
from osl.people.operations import Known, meet_person
from tests.cast import Cast
from tests.events.conftest import clock, empty_shelf  # noqa: F401 - fixtures of this folder too
from tests.ideas.conftest import unit

Make = Callable[..., int]


@pytest.fixture
def call(app: Flask, cast: Cast) -> Make:
    """Note a request of Wzgórze (or an offer, or of another community), and give its number."""

    def make(side: Side = Side.ASKS, name: str = "Anna Potrzebna", **more: Any) -> int:
        community_id = (more.pop("community", None) or cast.wzgorze).id
        service = more.pop("service", Service.SHOPPING)
        words, when = more.pop("words", ""), more.pop("when_note", "")
        with unit(app):
            community = db.session.get_one(Community, community_id)
            known = Known(name, **({"phone": "600100300"} | more))
            person = meet_person(
                known, channel=Channel.PHONE, community_ids=[community_id], actor=None
            )
            actor = db.session.get_one(User, cast.organiser.id)
            source = Source(Channel.PHONE, actor=actor)
            return note_help(Said(side, service, words, when), person, community, source).id

    return make


@pytest.fixture
def match(app: Flask, cast: Cast) -> Make:
    """Propose that an offer answers a request; ``yes`` are the sides that agreed."""

    def make(request_id: int, offer_id: int, yes: tuple[Side, ...] = ()) -> int:
        with unit(app):
            actor = db.session.get_one(User, cast.organiser.id)
            made = propose_match(
                db.session.get_one(HelpCall, request_id),
                db.session.get_one(HelpCall, offer_id),
                actor=actor,
            )
            db.session.flush()
            for side in yes:
                note_yes(made, side, actor=actor)
            return made.id

    return make


def act(app: Flask, match_id: int, verb: Callable[..., Any], *parts: Any, actor: User) -> None:
    """Let somebody of the team do something with a match."""
    with unit(app):
        verb(db.session.get_one(Match, match_id), *parts, actor=db.session.get_one(User, actor.id))
