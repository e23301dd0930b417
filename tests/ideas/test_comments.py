"""Neighbours comment where a community wants it; the team reads every word first."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.ideas import limits
from osl.ideas.conversation import settle_message
from osl.ideas.models import Idea, IdeaMessage
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.ideas.conftest import BENCH, Given, act, unit

WORDS = {"Twój komentarz": "Przy samym wejściu będzie najlepiej.", "Podpis": "Zosia"}


@pytest.fixture
def open_to_words(app: Flask, cast: Cast) -> None:
    let(app, cast, True)


def let(app: Flask, cast: Cast, wanted: bool) -> None:
    """Let a community take comments, or no more."""
    with unit(app):
        db.session.get_one(Community, cast.wzgorze.id).takes_comments = wanted


def comments(store: Session) -> list[tuple[str, str]]:
    store.expire_all()
    rows = select(IdeaMessage).order_by(IdeaMessage.id)
    return [(one.text, one.signature) for one in store.scalars(rows)]


def settle(idea: Idea, shown: bool, *, actor: User) -> None:
    for message in idea.messages:
        settle_message(message, shown=shown, actor=actor)


def write(page: Page, **more: str) -> Page:
    return page.submit("Wyślij komentarz", WORDS | more)


def test_a_community_takes_no_comments_unless_it_wants_them(given: Given, browser: Browser) -> None:
    number = given(BENCH)
    page = browser.visit(f"/pomysly/{number}")
    assert "Wyślij komentarz" not in page.buttons
    assert "Co mówią sąsiedzi" not in page.text


@pytest.mark.usefixtures("open_to_words")
def test_a_comment_is_read_by_everybody_once_the_team_has_read_it(
    app: Flask, cast: Cast, given: Given, browser: Browser, another_browser: Browser, store: Session
) -> None:
    number = given(BENCH)
    page = write(browser.visit(f"/pomysly/{number}"))
    assert page.notices == ["Dziękujemy. Komentarz pokaże się tu, gdy przeczyta go ktoś z zespołu."]
    assert comments(store) == [(WORDS["Twój komentarz"], "Zosia")]
    assert "Przy samym wejściu" not in another_browser.visit(f"/pomysly/{number}").text

    act(app, number, settle, True, actor=cast.animator)
    page = another_browser.visit(f"/pomysly/{number}")
    said = page.dom.with_class("comment-list")[0].text
    assert said == "Przy samym wejściu będzie najlepiej. Zosia, 1 marca 2027"
    act(app, number, settle, False, actor=cast.animator)
    assert "Przy samym wejściu" not in another_browser.visit(f"/pomysly/{number}").text
    written = store.scalars(select(AuditEntry.action).where(AuditEntry.action.like("idea.comm%")))
    assert list(written) == ["idea.commented"]


@pytest.mark.usefixtures("open_to_words")
def test_the_same_form_sent_twice_is_one_comment(
    given: Given, browser: Browser, store: Session
) -> None:
    page = browser.visit(f"/pomysly/{given(BENCH)}")
    for _twice in range(2):
        assert write(page).status == 200
    assert len(comments(store)) == 1


@pytest.mark.usefixtures("open_to_words")
@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"Twój komentarz": ""}, "Napisz kilka słów."),
        ({"Twój komentarz": "Mój PESEL to 44051401359"}, "PESEL"),
        ({"Podpis": "z" * 61}, "60"),
        ({"website": "http://x"}, "puste"),
    ],
)
def test_a_refused_comment_keeps_its_words(
    given: Given, browser: Browser, store: Session, changed: dict[str, str], error: str
) -> None:
    page = write(browser.visit(f"/pomysly/{given(BENCH)}"), **changed)
    assert page.status == 422
    assert any(error in one for one in page.errors), page.errors
    typed = WORDS | changed
    assert page.dom.all("textarea", name="text")[0].text == typed["Twój komentarz"]
    assert page.dom.all("input", name="signature")[0]["value"] == typed["Podpis"]
    assert comments(store) == []


@pytest.mark.usefixtures("open_to_words")
def test_a_comment_that_comes_too_late_is_refused_with_its_words(
    app: Flask, cast: Cast, given: Given, browser: Browser, store: Session
) -> None:
    page = browser.visit(f"/pomysly/{given(BENCH)}")
    let(app, cast, False)
    page = write(page)
    assert page.status == 422
    assert "Tu nie można teraz komentować. Zadzwoń do nas, chętnie wysłuchamy." in page.errors
    assert page.dom.all("textarea", name="text")[0].text == WORDS["Twój komentarz"]
    assert comments(store) == []


@pytest.mark.usefixtures("open_to_words")
def test_whoever_thinks_long_is_not_taken_for_a_program(
    given: Given, browser: Browser, store: Session, clock: Any
) -> None:
    page = browser.visit(f"/pomysly/{given(BENCH)}")
    clock.shift(timedelta(hours=11))
    assert write(page).status == 200
    assert len(comments(store)) == 1


@pytest.mark.usefixtures("open_to_words")
def test_a_flood_of_comments_is_refused_with_the_words_kept(
    given: Given, browser: Browser, store: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WORDS_PER_NETWORK", ((1, limits.HOUR),))
    number = given(BENCH)
    write(browser.visit(f"/pomysly/{number}"))
    page = write(browser.visit(f"/pomysly/{number}"))
    assert page.status == 429
    assert page.dom.all("textarea", name="text")[0].text == WORDS["Twój komentarz"]
    assert len(comments(store)) == 1
