"""A question back to the author, what comes back, and what neighbours comment."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from osl.core.db import db
from osl.ideas.conversation import comment, reply
from osl.ideas.models import Idea, IdeaMessage, MessageKind, Moderation
from tests.browser import Browser
from tests.cast import Cast
from tests.ideas.conftest import BENCH, SHELF, Given, act, unit
from tests.ideas.desk import done, fact, letters, see, tab

pytestmark = pytest.mark.usefixtures("clock")

ANNA = {"name": "Anna Przykładowa", "email": "anna@example.org"}


@pytest.fixture
def desk(browser: Browser, cast: Cast) -> Browser:
    """The animator of Wzgórze at their desk."""
    return browser.sign_in(cast.animator)


def messages(store: Session) -> list[IdeaMessage]:
    store.expire_all()
    return store.query(IdeaMessage).order_by(IdeaMessage.id).all()


def test_the_team_asks_the_author(desk: Browser, given: Given, store: Session) -> None:
    number = given(BENCH, **ANNA)
    page = see(desk, number, "/pytanie")
    for _click in range(2):
        after = page.submit("Zapytaj", {"Twoje pytanie": "Przed którym blokiem?"})
    assert "Przed którym blokiem?" in after.text
    assert [one.kind for one in messages(store)] == [MessageKind.QUESTION]
    assert done(store, number)[-1] == "idea.asked"
    assert letters(store, "question") == ["anna@example.org"]
    # Our own question is nothing to be shown or hidden.
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    path = f"/panel/pomysly/wiadomosci/{messages(store)[0].id}"
    assert desk.post(path, [("csrf_token", token), ("pokaz", "tak")]).status == 404


def test_nobody_is_asked_who_could_not_be_reached(
    desk: Browser, given: Given, store: Session
) -> None:
    number = given(BENCH)
    page = see(desk, number, "/pytanie")
    assert "Zapytaj osobiście" in page.text
    page = page.submit("Zapytaj", {"Twoje pytanie": "Przed którym blokiem?"})
    assert page.status == 422
    assert "Przed którym blokiem?" in page.dom.all("textarea")[0].text
    assert messages(store) == []
    assert done(store, number) == ["idea.published"]


def test_what_the_author_says_by_phone_is_noted_for_the_team(
    desk: Browser, given: Given, store: Session
) -> None:
    number = given(BENCH, **ANNA)
    page = see(desk, number, "/odpowiedz-autora")
    for _click in range(2):
        page.submit("Zapisz", {"Co powiedziała ta osoba": "Przed piątką."})
    (noted,) = messages(store)
    assert (noted.kind, noted.moderation) == (MessageKind.REPLY, Moderation.WAITING)
    assert done(store, number)[-1] == "idea.reply_noted"


@pytest.mark.parametrize(
    ("button", "kept", "action"),
    [
        ("Pokaż wszystkim", Moderation.PUBLISHED, "idea.message_shown"),
        ("Zostaw dla zespołu", Moderation.HIDDEN, "idea.message_hidden"),
    ],
)
def test_a_reply_is_shown_only_if_the_team_says_so(
    app: Flask,
    desk: Browser,
    given: Given,
    store: Session,
    button: str,
    kept: Moderation,
    action: str,
) -> None:
    number = given(BENCH, **ANNA)
    act(app, number, reply, "Przed piątką.")
    page = desk.visit("/panel/pomysly?co=wpisy")
    assert tab(page, "Komentarze i odpowiedzi") == "1"
    assert "Przed piątką." in page.text

    after = page.submit(button)

    assert tab(after, "Komentarze i odpowiedzi") == "0"
    assert messages(store)[0].moderation is kept
    page.submit(button)
    assert done(store, number).count(action) == 1


def test_a_comment_waits_for_the_team(
    app: Flask, desk: Browser, cast: Cast, given: Given, store: Session
) -> None:
    number = given(BENCH)
    with unit(app):
        idea = db.session.get_one(Idea, number)
        idea.community.takes_comments = True
        comment(idea, "Popieram, PESEL 44051401359.", "Ela", network="here")
    page = see(desk, number)
    assert "Ktoś coś napisał" in page.text
    page = page.submit("Pokaż wszystkim")
    assert page.notices == ["Jest tu numer PESEL, więc tego nie pokażemy."]
    assert messages(store)[0].moderation is Moderation.WAITING
    page.submit("Zostaw dla zespołu")
    assert messages(store)[0].moderation is Moderation.HIDDEN


def test_another_team_decides_about_nothing_said_here(
    app: Flask, browser: Browser, cast: Cast, given: Given, store: Session
) -> None:
    seen, unseen = given(BENCH, **ANNA), given(SHELF, published=False)
    act(app, seen, reply, "Tu.")
    act(app, unseen, reply, "Tam.")
    first, second = (one.id for one in messages(store))
    browser.sign_in(cast.other_animator)
    token = next(
        one["value"] for one in browser.visit("/panel").dom.all("input", name="csrf_token")
    )
    data = [("csrf_token", token), ("pokaz", "tak")]
    assert browser.post(f"/panel/pomysly/wiadomosci/{first}", data).status == 403
    assert browser.post(f"/panel/pomysly/wiadomosci/{second}", data).status == 404
    assert browser.post("/panel/pomysly/wiadomosci/999", data).status == 404
    assert {one.moderation for one in messages(store)} == {Moderation.WAITING}
    assert fact(store, seen).is_published
