"""Groups and partners for tests: one line adds one, or a resident the team knows."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core.db import db
from osl.groups.models import Group, GroupKind, PartnerKind
from osl.groups.operations import GroupFacts, add_group, add_group_member
from osl.groups.partner_operations import PartnerFacts, add_partner
from osl.people.models import Channel, Person
from osl.people.operations import Known, meet_person
from tests.cast import Cast
from tests.events.conftest import (  # noqa: F401 - fixtures of this folder too
    Planned,
    clock,
    empty_shelf,
    evening,
    planned,
    weekly,
)
from tests.ideas.conftest import unit

Make = Callable[..., int]


@pytest.fixture
def group(app: Flask, cast: Cast) -> Make:
    """Add a group of Wzgórze (or of another community), and give its number."""

    def make(kind: GroupKind = GroupKind.CLUB, name: str = "Klub przy kawie", **more: Any) -> int:
        community_id = (more.pop("community", None) or cast.wzgorze).id
        with unit(app):
            made = add_group(
                GroupFacts(kind, name, **more),
                community=db.session.get_one(Community, community_id),
                actor=db.session.get_one(User, cast.organiser.id),
            )
            db.session.flush()
            return made.id

    return make


@pytest.fixture
def partner(app: Flask, cast: Cast) -> Make:
    """Add a partner of Wzgórze (or of other communities), and give its number."""

    def make(name: str = "Szkoła nr 99", **more: Any) -> int:
        ids = [one.id for one in more.pop("communities", [cast.wzgorze])]
        kind = more.pop("kind", PartnerKind.SCHOOL)
        with unit(app):
            made = add_partner(
                PartnerFacts(kind, name, **more),
                communities=[db.session.get_one(Community, one) for one in ids],
                actor=db.session.get_one(User, cast.organiser.id),
            )
            db.session.flush()
            return made.id

    return make


@pytest.fixture
def neighbour(app: Flask, cast: Cast) -> Make:
    """Somebody the team of Wzgórze (or of another community) knows."""

    def make(name: str = "Halina Wzorcowa", **more: Any) -> int:
        community_id = (more.pop("community", None) or cast.wzgorze).id
        with unit(app):
            known = Known(name, **({"phone": "600100200"} | more))
            person = meet_person(
                known, channel=Channel.PHONE, community_ids=[community_id], actor=None
            )
            return person.id

    return make


@pytest.fixture
def joined(app: Flask, cast: Cast) -> Make:
    """Note somebody as belonging to a group, and give the number of that note."""

    def make(group_id: int, person_id: int, agreed_on: date = date(2027, 2, 1)) -> int:
        with unit(app):
            member = add_group_member(
                db.session.get_one(Group, group_id),
                db.session.get_one(Person, person_id),
                agreed_on,
                actor=db.session.get_one(User, cast.organiser.id),
            )
            db.session.flush()
            return member.id

    return make
