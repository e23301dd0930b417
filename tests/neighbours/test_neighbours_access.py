"""Neighbour help of another community: 404 on every route, and nothing changed."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.core.db import Base
from osl.neighbours.models import Side
from tests.browser import Browser
from tests.cast import Cast
from tests.neighbours.conftest import Make

HELPER = {"name": "Bogdan Pomocny", "phone": "600100301"}
TABLES = ("neighbour_call", "neighbour_match", "concern_office")


@pytest.fixture
def numbers(call: Make, match: Make) -> dict[str, int]:
    """A request of Wzgórze with a match both agreed to."""
    asked = call(words="tajne słowa")
    made = match(asked, call(Side.OFFERS, **HELPER), (Side.ASKS, Side.OFFERS))
    return {"call_id": asked, "match_id": made}


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
    walked = 0
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("neighbour_desk.") or not rule.arguments <= set(numbers):
            continue
        if not rule.arguments:
            continue
        address = browser.address(rule.endpoint, **{n: numbers[n] for n in rule.arguments})
        for method in set(rule.methods or ()) & {"GET", "POST"}:
            data = {"csrf_token": token, "side": "asks", "said": "nie", "offer": numbers["call_id"]}
            page = browser.get(address) if method == "GET" else browser.post(address, data)
            assert page.status == 404, (rule.endpoint, method)
            walked += 1
    assert walked >= 10
    assert content(store) == before
    assert len(store.scalars(select(AuditEntry.id)).all()) == log


def test_the_desk_of_another_community_shows_nothing_of_this_one(
    browser: Browser, cast: Cast, numbers: dict[str, int]
) -> None:
    browser.sign_in(cast.other_animator)
    for where in ("neighbour_desk.index", "neighbour_desk.settled"):
        page = browser.visit(where)
        assert page.status == 200
        for secret in ("Anna", "Bogdan", "tajne"):
            assert secret not in page.text


@pytest.mark.parametrize("who", ["adviser", "administrator"])
def test_who_works_with_no_people_sees_nothing(browser: Browser, cast: Cast, who: str) -> None:
    browser.sign_in(getattr(cast, who))
    for where in ("index", "settled", "note", "concern_offices", "add_concern_office"):
        assert browser.visit(f"neighbour_desk.{where}").status == 403


def test_an_offer_of_another_community_cannot_be_proposed(
    browser: Browser, cast: Cast, store: Session, call: Make
) -> None:
    asked = call()
    foreign = call(Side.OFFERS, community=cast.ostrowiecka, **HELPER)
    call(Side.OFFERS, "Zofia Chętna", phone="600100302")
    page = browser.sign_in(cast.animator).visit("neighbour_desk.show", call_id=asked)
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    address = f"/panel/pomoc-sasiedzka/{asked}/dobranie"
    for offer, status in ((str(foreign), 404), ("x", 400), ("", 400)):
        data = {"csrf_token": token, "offer": offer}
        assert browser.post(address, data).status == status
    assert content(store)["neighbour_match"] == []


def test_a_match_across_communities_is_the_organisers(
    browser: Browser, cast: Cast, store: Session, call: Make, match: Make
) -> None:
    """Neither team reads the contact of a neighbour of the other community."""
    asked = call()
    offered = call(Side.OFFERS, community=cast.ostrowiecka, **HELPER)
    made = match(asked, offered, (Side.ASKS, Side.OFFERS))
    for who, number, secret in (
        (cast.animator, asked, "Bogdan"),
        (cast.other_animator, offered, "Anna"),
    ):
        page = browser.sign_in(who).visit("neighbour_desk.show", call_id=number)
        assert page.status == 200
        assert secret not in page.text
        token = page.dom.all("input", name="csrf_token")[0]["value"]
        address = f"/panel/pomoc-sasiedzka/dobrania/{made}/zalatwione"
        assert browser.post(address, {"csrf_token": token}).status == 404
    page = browser.sign_in(cast.animator).visit("neighbour_desk.show", call_id=asked)
    assert "Organizator znalazł osobę z innej społeczności" in page.text
    page = browser.sign_in(cast.organiser).visit("neighbour_desk.show", call_id=asked)
    assert "Bogdan" in page.text
