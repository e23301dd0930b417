"""The author comes back by a link or a code: reads, replies, changes the words, takes it back."""

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.db import db
from osl.ideas import links
from osl.ideas.answers import Answer, answer_idea
from osl.ideas.conversation import ask_author
from osl.ideas.merging import merge_ideas
from osl.ideas.models import (
    HidingReason,
    Idea,
    IdeaMessage,
    MessageKind,
    Moderation,
    StepKind,
)
from osl.ideas.operations import hide_idea, publish_idea
from tests.browser import Browser
from tests.cast import Cast
from tests.events.conftest import Planned
from tests.ideas.conftest import SHELF, Given, act, linked, unit
from tests.ideas.giving import CONTACT, WHAT, WHY, deeds, give, letters

ANNA = {"email": "anna@example.org"}


def page_of(app: Flask, number: int) -> str:
    """The address an author has in their letter."""
    with unit(app):
        return f"/pomysl/{links.secret_of(db.session.get_one(Idea, number))}"


def idea(store: Session, number: int) -> Idea:
    store.expire_all()
    return store.get_one(Idea, number)


def test_a_code_from_paper_leads_back(
    browser: Browser, another_browser: Browser, cast: Cast
) -> None:
    page = give(browser)
    code = page.dom.with_class("code")[0].text
    found = another_browser.visit("/pomysl").submit(
        "Pokaż mój pomysł", {"Kod pomysłu": code.lower().replace("-", " ")}
    )
    assert found.path == page.path
    wrong = another_browser.visit("/pomysl").submit(
        "Pokaż mój pomysł", {"Kod pomysłu": "1-AAAA-AAAA"}
    )
    assert wrong.status == 422
    assert "Nie ma pomysłu z takim kodem." in wrong.errors[0]


def test_guessing_codes_is_slowed_down(browser: Browser, cast: Cast, given: Given) -> None:
    given()
    form = browser.visit("/pomysl")
    for number in range(10):
        assert form.submit("Pokaż mój pomysł", {"Kod pomysłu": f"1-AAAA-AAA{number}"}).status == 422
    page = form.submit("Pokaż mój pomysł", {"Kod pomysłu": "1-AAAA-AAAB"})
    assert page.status == 429
    assert int(page.response.headers["Retry-After"]) > 0
    assert "Było zbyt wiele prób." in page.errors[0]


def test_the_author_reads_what_became_of_it(
    app: Flask,
    browser: Browser,
    cast: Cast,
    given: Given,
    planned: Planned,
    clock: time_machine.Traveller,
) -> None:
    number = given(**ANNA)
    act(
        app, number, answer_idea, Answer(StepKind.TALK, "Pytamy spółdzielnię."), actor=cast.animator
    )
    page = browser.visit(page_of(app, number))
    assert page.heading == "Twój pomysł"
    assert "Pytamy spółdzielnię." in page.text
    linked(app, number, planned(title="Budujemy ławkę", published=True), cast.animator)
    page = browser.visit(page.path)
    assert "Budujemy ławkę" in page.links
    assert "Zaplanowane" in page.text


def test_a_question_of_the_team_is_answered_once_however_often_it_is_sent(
    app: Flask, browser: Browser, cast: Cast, given: Given, store: Session
) -> None:
    number = given(**ANNA)
    page = browser.visit(page_of(app, number))
    assert "Wysyłam odpowiedź" not in page.buttons
    act(app, number, ask_author, "Przy której klatce?", actor=cast.animator)
    form = browser.visit(page.path)
    assert "Przy której klatce?" in form.text
    for _click in range(2):
        page = form.submit("Wysyłam odpowiedź", {"Twoja odpowiedź": "Przy trzeciej."})
    assert "Przy trzeciej." in page.text
    other = form.submit("Wysyłam odpowiedź", {"Twoja odpowiedź": "Jednak przy czwartej."})
    assert other.status == 422
    assert "Jednak przy czwartej." in other.text
    other.submit("Wysyłam odpowiedź")
    told = store.query(IdeaMessage).filter_by(kind=MessageKind.REPLY).order_by(IdeaMessage.id)
    replies = [one.text for one in told]
    assert replies == ["Przy trzeciej.", "Jednak przy czwartej."]
    assert deeds(store).count("idea.replied") == 2


def test_nobody_floods_the_team_by_one_question(
    app: Flask, browser: Browser, cast: Cast, given: Given, store: Session
) -> None:
    number = given(**ANNA)
    act(app, number, ask_author, "Gdzie?", actor=cast.animator)
    address = page_of(app, number)
    for count in range(5):
        browser.visit(address).submit("Wysyłam odpowiedź", {"Twoja odpowiedź": f"Tu {count}"})
    assert "Wysyłam odpowiedź" not in browser.visit(address).buttons


def test_new_words_of_a_published_idea_wait_for_the_team(
    app: Flask, browser: Browser, cast: Cast, given: Given, store: Session
) -> None:
    number = given(**ANNA)
    page = browser.visit(page_of(app, number)).follow("Zmień treść")
    assert "najpierw przeczyta zespół" in page.text
    page = page.submit("Zapisz", {WHAT: "Dwie ławki"})
    assert "Czeka na zespół Twoja nowa treść: Dwie ławki" in page.text
    kept = idea(store, number)
    assert (kept.title, kept.proposed_title) == ("Ławka przed blokiem", "Dwie ławki")
    assert deeds(store)[-1] == "idea.change_proposed"


def test_before_anybody_has_read_it_new_words_simply_are_its_words(
    app: Flask, browser: Browser, cast: Cast, given: Given, store: Session
) -> None:
    number = given(published=False)
    page = browser.visit(page_of(app, number)).follow("Zmień treść")
    assert page.submit("Zapisz", {WHY: ""}).status == 422
    page.submit("Zapisz", {WHAT: "Dwie ławki"})
    kept = idea(store, number)
    assert (kept.title, kept.original_title) == ("Dwie ławki", "Ławka przed blokiem")


def test_taking_back_asks_first_and_happens_once(
    app: Flask, browser: Browser, another_browser: Browser, cast: Cast, given: Given, store: Session
) -> None:
    number = given(**ANNA)
    question = browser.visit(page_of(app, number)).follow("Wycofuję pomysł")
    assert idea(store, number).moderation is Moderation.PUBLISHED
    for _click in range(2):
        page = question.submit("Tak, wycofuję pomysł")
    assert "Pomysł jest wycofany." in page.text
    assert deeds(store).count("idea.taken_back") == 1
    assert another_browser.visit(f"/pomysly/{number}").status == 404


def test_whoever_got_the_letter_of_a_stranger_is_left_in_peace(
    app: Flask, browser: Browser, cast: Cast, given: Given, store: Session
) -> None:
    number = given(**ANNA)
    page = browser.visit(page_of(app, number))
    page.follow("To nie mój pomysł").submit("To nie mój pomysł")
    kept = idea(store, number)
    assert kept.person is None
    assert kept.moderation is Moderation.PUBLISHED
    assert deeds(store)[-1] == "idea.denied"
    assert browser.visit(page.path).status == 404

    told = len(letters(store))
    page = give(browser, {WHAT: "Coś jeszcze innego", CONTACT: "Anna@example.org"})
    assert page.heading == "Dziękujemy za pomysł"  # nothing betrays it
    act(app, number + 1, publish_idea, actor=cast.organiser)
    assert len(letters(store)) == told


def test_a_hidden_idea_tells_its_author_why(
    app: Flask, browser: Browser, cast: Cast, given: Given
) -> None:
    number = given(**ANNA)
    act(app, number, hide_idea, HidingReason.ADVERT, "spam", actor=cast.organiser)
    page = browser.visit(page_of(app, number))
    assert page.status == 200
    assert "Nie pokazujemy tego pomysłu na stronie. To reklama." in page.text
    assert "spam" not in page.text
    assert browser.visit(page.path + "/zmiana").submit("Zapisz", {WHAT: "Inne"}).status == 422


def test_a_joined_idea_points_on(app: Flask, browser: Browser, cast: Cast, given: Given) -> None:
    bench, shelf = given(), given(SHELF, **ANNA)
    with unit(app):
        merge_ideas(
            db.session.get_one(Idea, shelf),
            db.session.get_one(Idea, bench),
            actor=db.session.get_one(User, cast.organiser.id),
        )
    page = browser.visit(page_of(app, shelf))
    assert page.links["Ławka przed blokiem"] == f"/pomysly/{bench}"
    assert "Zmień treść" not in page.links


@pytest.mark.parametrize("change", [lambda s: s[:-1], lambda s: s + "x", lambda s: "99" + s[1:]])
def test_a_tampered_link_leads_nowhere(
    app: Flask, browser: Browser, cast: Cast, given: Given, store: Session, change: object
) -> None:
    number = given()
    secret = page_of(app, number).rpartition("/")[2]
    for ending in ("", "/zmiana", "/wycofanie", "/to-nie-ja"):
        assert browser.visit(f"/pomysl/{change(secret)}{ending}").status == 404  # type: ignore[operator]


def test_opening_the_links_changes_nothing_and_tells_nobody(
    app: Flask, browser: Browser, cast: Cast, given: Given, store: Session
) -> None:
    address = page_of(app, given(**ANNA))
    before = deeds(store)
    for ending in ("", "/zmiana", "/wycofanie", "/to-nie-ja"):
        page = browser.visit(address + ending)
        assert page.status == 200
        assert page.response.headers["Referrer-Policy"] == "no-referrer"
        assert page.response.headers["Cache-Control"] == "no-store"
        assert (
            browser.client.head(address + ending, base_url="http://127.0.0.1:8000").status_code
            == 200
        )
    assert deeds(store) == before
