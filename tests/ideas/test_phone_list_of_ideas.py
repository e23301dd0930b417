"""Whoever has no e-mail is told by phone, by a list that is worked off."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.ideas.models import HidingReason, IdeaCall
from osl.ideas.operations import hide_idea
from tests.browser import Browser
from tests.cast import Cast
from tests.events.conftest import Planned, actions
from tests.ideas.conftest import BENCH, SHELF, Given, act, linked
from tests.ideas.hearing import publish

LIST = "/panel/pomysly/telefony"
WHO = {"name": "Maria Wzorcowa", "phone": "600100200"}


@pytest.fixture
def waiting(given: Given) -> int:
    """Maria has no e-mail, and her idea was just published."""
    return given(BENCH, **WHO)


def the_call(store: Session) -> IdeaCall:
    store.expire_all()
    return store.scalars(select(IdeaCall).order_by(IdeaCall.id.desc())).first() or pytest.fail(
        "nobody is to be called"
    )


def test_the_list_says_whom_to_call_and_what_to_say(
    browser: Browser, cast: Cast, waiting: int
) -> None:
    browser.sign_in(cast.animator)
    page = browser.visit(LIST)
    assert "Maria Wzorcowa" in page.text
    assert "tel:+48600100200" in page.links.values()
    assert "w sprawie pomysłu „Ławka przed blokiem”" in page.text
    assert "Pomysł jest już na naszej stronie" in page.text
    assert f"/panel/pomysly/{waiting}" in page.links.values()


def test_whoever_was_told_leaves_the_list_once(
    browser: Browser, cast: Cast, waiting: int, store: Session
) -> None:
    assert waiting
    browser.sign_in(cast.animator)
    page = browser.visit(LIST)
    for _ in range(2):
        after = page.submit("Powiadomiono: Maria Wzorcowa")
    assert "Maria Wzorcowa" not in after.text
    call = the_call(store)
    assert not call.is_open
    assert call.called_by_id == cast.animator.id
    assert actions(store).count("idea.told_by_phone") == 1


def test_who_does_not_answer_stays_and_is_counted_once_a_click(
    browser: Browser, cast: Cast, waiting: int, store: Session
) -> None:
    assert waiting
    browser.sign_in(cast.animator)
    page = browser.visit(LIST)
    for _ in range(2):
        after = page.submit("Nie odbiera: Maria Wzorcowa")
    assert "Maria Wzorcowa" in after.text
    assert (the_call(store).tries, the_call(store).is_open) == (1, True)
    after.submit("Nie odbiera: Maria Wzorcowa")
    assert the_call(store).tries == 2
    assert actions(store).count("idea.no_answer") == 2


def test_a_call_nobody_needs_is_struck_off(
    browser: Browser, cast: Cast, waiting: int, store: Session
) -> None:
    assert waiting
    browser.sign_in(cast.animator)
    page = browser.visit(LIST)
    for _ in range(2):
        after = page.submit("Nie trzeba dzwonić: Maria Wzorcowa")
    assert "Maria Wzorcowa" not in after.text
    call = the_call(store)
    assert (call.is_open, call.called_at) == (False, None)
    assert actions(store).count("idea.call_given_up") == 1


def test_an_invitation_tells_when_and_where(
    browser: Browser,
    cast: Cast,
    waiting: int,
    planned: Planned,
    app: Flask,
) -> None:
    event = planned()
    linked(app, waiting, event, cast.animator)
    publish(app, cast, event)
    browser.sign_in(cast.animator)
    page = browser.visit(LIST)
    assert "Z tego pomysłu bierze się „Gry sąsiedzkie”" in page.text
    assert "Świetlica „Pod Dębem”" in page.text
    assert len(page.dom.with_class("call")) == 1


def test_why_an_idea_is_hidden_is_said(
    browser: Browser, cast: Cast, waiting: int, app: Flask
) -> None:
    act(app, waiting, hide_idea, HidingReason.UNCLEAR, actor=cast.animator)
    browser.sign_in(cast.animator)
    page = browser.visit(LIST)
    assert "Nie pokazujemy tego pomysłu na stronie." in page.text
    assert "Pomysł jest już na naszej stronie" not in page.text


def test_each_team_calls_its_own_people(
    browser: Browser, cast: Cast, given: Given, store: Session
) -> None:
    given(SHELF, **WHO, community_id=cast.ostrowiecka.id)
    browser.sign_in(cast.animator)
    page = browser.visit(LIST)
    assert "Maria Wzorcowa" not in page.text
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    sent = {"csrf_token": token, "outcome": "powiedziane", "tries": "0"}
    assert browser.post(f"{LIST}/{the_call(store).id}", sent).status == 404
    assert the_call(store).is_open


def test_a_button_that_does_not_exist_does_nothing(
    browser: Browser, cast: Cast, waiting: int, store: Session
) -> None:
    assert waiting
    browser.sign_in(cast.animator)
    token = browser.visit(LIST).dom.all("input", name="csrf_token")[0]["value"]
    sent = {"csrf_token": token, "outcome": "inne", "tries": "0"}
    assert browser.post(f"{LIST}/{the_call(store).id}", sent).status == 400
    assert the_call(store).is_open


def test_nothing_changes_by_looking(
    browser: Browser, cast: Cast, waiting: int, store: Session
) -> None:
    assert waiting
    before = actions(store)
    browser.sign_in(cast.animator)
    browser.visit(LIST)
    assert browser.get(f"{LIST}/{the_call(store).id}").status == 405
    assert actions(store) == before
    browser.sign_in(cast.adviser)
    assert browser.get(LIST).status == 403
