"""Whoever gave an idea comes back by a link or by a code from paper."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.ideas import links
from osl.ideas.conversation import ask_author
from osl.ideas.models import HidingReason, Idea, IdeaMessage, Moderation
from osl.ideas.operations import hide_idea
from tests.browser import Browser
from tests.cast import Cast
from tests.ideas.conftest import BENCH, Given, act


@pytest.fixture
def mine(given: Given) -> int:
    return given(BENCH, email="anna@example.org", name="Anna")


def address(app: Flask, number: int) -> str:
    return str(act(app, number, lambda idea: f"/pomysl/{links.secret_of(idea)}"))


def code(app: Flask, number: int) -> str:
    return str(act(app, number, links.code_of))


def test_the_code_from_paper_finds_the_idea_however_it_is_typed(
    app: Flask, browser: Browser, mine: int
) -> None:
    on_paper = code(app, mine)
    for typed in (on_paper, on_paper.lower().replace("-", " "), f" {on_paper} "):
        page = browser.visit("/pomysl").submit("Pokaż mój pomysł", {"Kod pomysłu": typed})
        assert page.heading == "Twój pomysł"
        assert BENCH[0] in page.text


def test_guessing_codes_is_slowed_down(app: Flask, browser: Browser, mine: int) -> None:
    statuses = []
    for number in range(12):
        page = browser.visit("/pomysl")
        guess = f"{mine}-2345-67{number:02d}".replace("0", "2").replace("1", "3")
        statuses.append(page.submit("Pokaż mój pomysł", {"Kod pomysłu": guess}).status)
    assert statuses[0] == 422
    assert statuses[-1] == 429


@pytest.mark.parametrize("change", ["other number", "other letters", "nothing", "other kind"])
def test_a_tampered_link_leads_nowhere(
    app: Flask, browser: Browser, mine: int, given: Given, change: str
) -> None:
    other = given(("Inny pomysł", "Coś innego."))
    path = address(app, mine)
    secret = path.rpartition("/")[2].partition("-")[2]
    tampered = {
        "other number": f"/pomysl/{other}-{secret}",
        "other letters": path[:-2] + ("aa" if not path.endswith("aa") else "bb"),
        "nothing": f"/pomysl/{mine}-",
        "other kind": f"/poparcie/{mine}-{secret}",
    }[change]
    assert browser.visit(tampered).status == 404


def test_reading_a_link_changes_nothing(
    app: Flask, browser: Browser, mine: int, store: Session
) -> None:
    before = len(store.scalars(select(AuditEntry)).all())
    path = address(app, mine)
    for more in ("", "/zmiana", "/wycofanie", "/to-nie-ja"):
        assert browser.visit(path + more).status == 200
        assert browser.client.head(path + more).status_code == 200
    assert len(store.scalars(select(AuditEntry)).all()) == before
    assert store.get_one(Idea, mine).moderation is Moderation.PUBLISHED


def test_new_words_of_a_published_idea_wait_for_the_team(
    app: Flask, browser: Browser, mine: int, store: Session
) -> None:
    page = browser.visit(address(app, mine)).follow("Zmień treść")
    page = page.submit("Zapisz", {"Jaki masz pomysł?": "Dwie ławki"})
    assert "Czeka na zespół Twoja nowa treść" in page.text
    store.expire_all()
    assert (store.get_one(Idea, mine).title, store.get_one(Idea, mine).proposed_title) == (
        BENCH[0],
        "Dwie ławki",
    )
    assert "Dwie ławki" not in browser.visit(f"/pomysly/{mine}").text


def test_the_author_takes_the_idea_back(
    app: Flask, browser: Browser, mine: int, store: Session
) -> None:
    page = browser.visit(address(app, mine)).follow("Wycofuję pomysł")
    page = page.submit("Tak, wycofuję pomysł")
    assert "Pomysł jest wycofany" in page.text
    store.expire_all()
    assert store.get_one(Idea, mine).hiding_reason is HidingReason.TAKEN_BACK
    assert browser.visit(f"/pomysly/{mine}").status == 404


def test_the_author_answers_what_the_team_asks(
    app: Flask, browser: Browser, mine: int, cast: Cast, store: Session
) -> None:
    act(app, mine, ask_author, "Przed którym blokiem?", actor=cast.animator)
    page = browser.visit(address(app, mine))
    assert "Przed którym blokiem?" in page.text
    page = page.submit("Wysyłam odpowiedź", {"Twoja odpowiedź": "Przed siódemką."})
    assert "Przed siódemką." in page.text
    reply = store.scalars(select(IdeaMessage).order_by(IdeaMessage.id.desc())).first()
    assert reply is not None
    assert (reply.text, reply.moderation) == ("Przed siódemką.", Moderation.WAITING)
    assert "Przed siódemką." not in browser.visit(f"/pomysly/{mine}").text


def test_the_author_of_a_hidden_idea_reads_why(
    app: Flask, browser: Browser, mine: int, cast: Cast
) -> None:
    act(app, mine, hide_idea, HidingReason.PERSONAL_DATA, actor=cast.animator)
    page = browser.visit(address(app, mine))
    assert "Są w nim dane o ludziach" in page.text


def test_whoever_got_somebody_elses_letter_is_forgotten(
    app: Flask, browser: Browser, mine: int, store: Session
) -> None:
    page = browser.visit(address(app, mine)).follow("To nie mój pomysł")
    page.submit("To nie mój pomysł")
    store.expire_all()
    assert store.get_one(Idea, mine).person_id is None
