"""Very many supports from one place at once are pointed out; the team may count without them."""

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.ideas.models import Idea
from osl.ideas.supports import CROWD, support_idea
from tests.browser import Browser
from tests.cast import Cast
from tests.ideas.conftest import Given, act


def crowd(app: Flask, number: int, size: int, network: str = "one place") -> None:
    for one in range(size):
        act(app, number, support_idea, f"{network} {one}", network=network)


def supporters(store: Session, number: int) -> int:
    store.expire_all()
    return store.get_one(Idea, number).supporters


def test_the_team_counts_without_a_crowd_from_one_place_and_with_it_again(
    app: Flask, cast: Cast, given: Given, browser: Browser, store: Session
) -> None:
    number = given()
    crowd(app, number, CROWD)
    crowd(app, number, 3, "another place")
    page = browser.sign_in(cast.animator).visit(f"/panel/pomysly/{number}")
    assert f"{CROWD} poparć przyszło jednego dnia z jednego miejsca" in page.text

    page = page.submit("Policz bez nich")
    assert supporters(store, number) == 3
    assert f"{CROWD} poparć jest poza liczeniem" in page.text
    act(app, number, support_idea, "somebody at home", network="a third place")
    assert supporters(store, number) == 4

    browser.visit(f"/panel/pomysly/{number}").submit("Policz wszystkie")
    assert supporters(store, number) == CROWD + 4
    told = store.scalars(
        select(AuditEntry.action)
        .where(AuditEntry.actor_id == cast.animator.id)
        .order_by(AuditEntry.id)
    )
    assert [one for one in told if "crowd" in one] == ["idea.crowd_left_out", "idea.crowd_counted"]


def test_a_club_that_supports_an_idea_together_is_no_crowd(
    app: Flask, cast: Cast, given: Given, browser: Browser
) -> None:
    number = given()
    crowd(app, number, CROWD - 1)
    page = browser.sign_in(cast.animator).visit(f"/panel/pomysly/{number}")
    assert "Policz bez nich" not in page.buttons
