"""Groups and partners of another community: 404 on every route, and nothing changed."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.access import doors
from osl.core.audit import AuditEntry
from osl.core.db import Base, db
from osl.groups.models import Group, GroupKind
from osl.groups.operations import count_heads
from tests.browser import Browser
from tests.cast import Cast
from tests.events.conftest import NOW
from tests.groups.conftest import Make, Planned
from tests.ideas.conftest import unit

TABLES = ("resident_group", "group_member", "group_head_count", "group_event", "partner")
TABLES += ("partner_event", "partner_community")


@pytest.fixture
def numbers(
    app: Flask,
    cast: Cast,
    group: Make,
    neighbour: Make,
    joined: Make,
    partner: Make,
    planned: Planned,
) -> dict[str, int]:
    """What stands in the addresses of a group and a partner of Wzgórze."""
    made = group()
    with unit(app):
        actor = db.session.get_one(User, cast.organiser.id)
        count = count_heads(db.session.get_one(Group, made), NOW.date(), 7, actor=actor)
        db.session.flush()
        count_id = count.id
    return {
        "group_id": made,
        "member_id": joined(made, neighbour("Halina Tajna")),
        "count_id": count_id,
        "partner_id": partner("Tajny partner"),
        "event_id": planned(title="Szkic Wzgórza"),
    }


def routes(app: Flask) -> list[tuple[str, str, set[str]]]:
    """Every route about one group or partner: its endpoint, its address, its methods."""
    return [
        (rule.endpoint, rule.rule, set(rule.methods or ()) & {"GET", "POST"})
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in ("groups", "partners") and rule.arguments
    ]


def content(store: Session) -> dict[str, list[Any]]:
    store.expire_all()
    tables = Base.metadata.tables
    return {name: list(store.execute(select(tables[name])).all()) for name in TABLES}


@pytest.mark.parametrize("who", ["other_animator", "adviser", "administrator"])
def test_every_route_as_somebody_else_is_not_found_and_changes_nothing(
    app: Flask, browser: Browser, cast: Cast, store: Session, numbers: dict[str, int], who: str
) -> None:
    browser.sign_in(getattr(cast, who))
    token = browser.visit("accounts.rename").dom.all("input", name="csrf_token")[0]["value"]
    before, log = content(store), len(store.scalars(select(AuditEntry.id)).all())
    known = routes(app)
    assert len(known) > 15
    for endpoint, _rule, methods in known:
        asked = {
            name: numbers[name] for name in app.url_map.iter_rules(endpoint).__next__().arguments
        }
        address = browser.address(endpoint, **asked)
        for method in methods:
            data = {"csrf_token": token, "event": numbers["event_id"], "on": "2027-03-01"}
            data |= {"group": numbers["group_id"], "people": 5, "coordinates": "tak"}
            page = browser.get(address) if method == "GET" else browser.post(address, data)
            assert page.status == 404, (endpoint, method)
            assert "Halina" not in page.text
    assert content(store) == before
    assert len(store.scalars(select(AuditEntry.id)).all()) == log
    assert all(door is not None for door in doors(app).values())


def test_the_lists_of_another_community_name_nobody_of_this_one(
    browser: Browser, cast: Cast, numbers: dict[str, int]
) -> None:
    browser.sign_in(cast.other_animator)
    assert "Klub przy kawie" not in browser.visit("groups.index").text
    assert "Tajny partner" not in browser.visit("partners.index").text
    assert browser.visit(f"/panel/grupy?spolecznosc={cast.wzgorze.id}").status == 200


@pytest.mark.parametrize("who", ["adviser", "administrator"])
def test_who_works_with_no_people_sees_no_list(browser: Browser, cast: Cast, who: str) -> None:
    browser.sign_in(getattr(cast, who))
    for where in ("groups.index", "groups.add", "partners.index", "partners.add"):
        assert browser.visit(where).status == 403


def test_a_group_in_a_community_of_others_cannot_be_made(
    browser: Browser, cast: Cast, store: Session
) -> None:
    form = browser.sign_in(cast.other_animator).visit("groups.add")
    token = form.dom.all("input", name="csrf_token")[0]["value"]
    data = {"csrf_token": token, "name": "Klub", "kind": GroupKind.CLUB.value, "venue_id": "0"}
    data |= {"contact_id": "0", "community_id": str(cast.wzgorze.id)}
    page = browser.post(form.url, data)

    assert page.status == 422
    assert page.errors == ["Wybierz społeczność tej grupy."]
    page = browser.post(
        "/panel/partnerzy/nowy", data | {"kind": "firm", "community_ids": cast.wzgorze.id}
    )
    assert page.errors == ["Wybierz przynajmniej jedną społeczność."]
    assert content(store)["resident_group"] == content(store)["partner"] == []


def test_a_social_worker_keeps_groups_of_their_community(
    browser: Browser, cast: Cast, numbers: dict[str, int]
) -> None:
    page = browser.sign_in(cast.social_worker).visit("groups.show", group_id=numbers["group_id"])
    assert "Halina Tajna" in page.text
    assert browser.visit("partners.show", partner_id=numbers["partner_id"]).status == 200
