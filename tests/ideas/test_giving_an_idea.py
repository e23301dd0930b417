"""A resident gives an idea in a minute, without an account."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.communities.models import Centre, Community
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.core.outbox import OutgoingLetter
from osl.ideas.calls_for_ideas import Question, publish_call, write_call
from osl.ideas.models import Idea, Moderation, Resource, Source, Suspicion
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import Planned
from tests.ideas.conftest import BENCH, Given, unit

IDEA = {
    "Jaki masz pomysł?": "Huśtawka na podwórku",
    "Co to zmieni?": "Dzieci będą miały gdzie się bawić.",
    "Której społeczności dotyczy pomysł?": "Wzgórze",
}


def give(browser: Browser, address: str = "/pomysly/nowy", **more: Any) -> Page:
    page = browser.visit(address)
    values = {k: v for k, v in IDEA.items() if not (k.startswith("Której") and "nabor" in address)}
    return page.submit("Wysyłam pomysł", values | more)


def only(store: Session) -> Idea:
    store.expire_all()
    return store.scalars(select(Idea)).one()


def letters(store: Session) -> list[tuple[str, str]]:
    rows = select(OutgoingLetter).order_by(OutgoingLetter.id)
    return [(one.recipient, one.kind) for one in store.scalars(rows)]


def test_an_idea_needs_no_name_and_no_contact(browser: Browser, cast: Cast, store: Session) -> None:
    page = give(browser)
    idea = only(store)
    assert page.heading == "Dziękujemy za pomysł"
    assert f"Pomysł nr {idea.id}" in page.text
    assert "Odpowiemy najpóźniej: poniedziałek, 15 marca 2027" in page.text
    assert f"{idea.id}-" in page.dom.with_class("code")[0].text  # the code for paper
    assert (idea.moderation, idea.source, idea.person_id) == (
        Moderation.WAITING,
        Source.WEB,
        None,
    )
    assert (idea.original_title, idea.original_text) == (idea.title, idea.text)
    assert store.scalars(select(AuditEntry.action)).all() == ["idea.given"]
    assert letters(store) == []


def test_nobody_reads_an_idea_before_the_team_has(
    browser: Browser, cast: Cast, store: Session
) -> None:
    give(browser)
    number = only(store).id
    assert browser.visit(f"/pomysly/{number}").status == 404
    assert "Huśtawka" not in browser.visit("/pomysly").text
    assert "Huśtawka" not in browser.visit("/pomysly?szukaj=huśtawka").text
    assert browser.post(f"/pomysly/{number}/poparcie", []).status in (400, 404)


def test_with_an_address_alone_the_letter_has_the_link(
    browser: Browser, cast: Cast, store: Session
) -> None:
    give(browser, **{"E-mail albo telefon": "anna@example.org"})
    idea = only(store)
    assert idea.person is not None
    assert (idea.person.email, idea.person.name) == ("anna@example.org", "")
    assert letters(store) == [("anna@example.org", "ideas.given")]


def test_a_name_alone_is_kept_too(browser: Browser, cast: Cast, store: Session) -> None:
    give(browser, **{"Imię i nazwisko": "Maria Wzorcowa"})
    idea = only(store)
    assert idea.person is not None
    assert idea.person.name == "Maria Wzorcowa"


def test_whoever_wants_to_help_says_with_what(browser: Browser, cast: Cast, store: Session) -> None:
    help_with = {"ręce do pracy": True, "narzędzia albo rzeczy": True}
    page = give(browser, **help_with)
    assert page.status == 422
    assert "Podaj e-mail albo telefon" in page.errors[0]
    assert store.scalar(select(func.count(Idea.id))) == 0
    page = page.submit("Wysyłam pomysł", {"E-mail albo telefon": "000 000 002"})
    idea = only(store)
    assert {one.resource for one in idea.offers} == {Resource.HANDS, Resource.TOOLS}
    assert idea.helpers == 1
    assert "Chcesz pomóc" in page.text


def test_the_form_says_what_it_is_not_and_when_an_answer_comes(
    app: Flask, browser: Browser, cast: Cast
) -> None:
    words = browser.visit("/pomysly/nowy").text
    assert "To nie jest urzędowy wniosek, skarga ani petycja." in words
    assert "Odpowiemy w ciągu 14 dni." in words
    with unit(app):
        centre = db.session.scalars(select(Centre)).one()
        centre.idea_answer_days, centre.idea_notice = 21, "To nie podanie."
    words = browser.visit("/pomysly/nowy").text
    assert "To nie podanie." in words
    assert "Odpowiemy w ciągu 21 dni." in words


def test_a_poster_leads_to_the_form_of_its_community(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = browser.visit("/pomysly/nowy?spolecznosc=ostrowiecka")
    page.submit("Wysyłam pomysł", {k: v for k, v in IDEA.items() if "społeczności" not in k})
    assert only(store).community_id == cast.ostrowiecka.id


@pytest.fixture
def call(app: Flask, cast: Cast) -> int:
    with unit(app):
        organiser = db.session.get_one(User, cast.organiser.id)
        made = write_call(
            Question("Jakie podwórko?", "Czego brakuje?", "", date(2027, 3, 1), date(2027, 3, 20)),
            community=db.session.get_one(Community, cast.wzgorze.id),
            actor=organiser,
        )
        publish_call(made, actor=organiser)
        return made.id


def test_an_idea_answers_an_open_call(
    browser: Browser, cast: Cast, store: Session, call: int
) -> None:
    page = browser.visit(f"/pomysly/nowy?nabor={call}")
    assert "Czego brakuje?" in page.text
    give(browser, f"/pomysly/nowy?nabor={call}")
    assert (only(store).call_id, only(store).community_id) == (call, cast.wzgorze.id)


def test_a_call_that_is_over_takes_nothing_but_the_idea_still_can_be_given(
    browser: Browser, store: Session, call: int, clock: Any
) -> None:
    clock.shift(40 * 24 * 3600)
    page = browser.visit(f"/pomysly/nowy?nabor={call}")
    assert "jest teraz zamknięty" in page.text
    page.submit("Wysyłam pomysł", IDEA)
    assert only(store).call_id is None


def test_without_javascript_what_is_like_it_is_shown_before_it_is_sent(
    browser: Browser, given: Given, planned: Planned, store: Session
) -> None:
    given(BENCH)
    planned(title="Ławka dla każdego: malujemy", published=True)
    page = give(browser, **{"Jaki masz pomysł?": "Ławeczka przy bloku"})
    assert page.status == 422
    assert "Ławka przed blokiem" in page.text
    assert store.scalar(select(func.count(Idea.id))) == 1
    assert page.dom.all("input", name="title")[0]["value"] == "Ławeczka przy bloku"

    page = page.submit("Wysyłam mimo to")
    assert page.heading == "Dziękujemy za pomysł"
    assert store.scalar(select(func.count(Idea.id))) == 2


def test_while_typing_one_sees_ideas_and_events_that_are_there_already(
    browser: Browser, given: Given, planned: Planned
) -> None:
    given(BENCH)
    given(("Ławka schowana", "Tego nikt nie zobaczy."), published=False)
    planned(title="Joga na krześle", published=True)
    piece = browser.client.get("/pomysly/podobne?tytul=laweczka+przy+bloku").get_data(as_text=True)
    assert "Ławka przed blokiem" in piece
    assert "schowana" not in piece
    piece = browser.client.get("/pomysly/podobne?tytul=joga+na+krzesle").get_data(as_text=True)
    assert "To już się dzieje" in piece
    assert "Joga na krześle" in piece
    assert browser.client.get("/pomysly/podobne?tytul=").get_data(as_text=True).strip() == ""


@pytest.mark.parametrize(
    ("label", "typed", "said"),
    [
        ("Jaki masz pomysł?", "", "Napisz w kilku słowach"),
        ("Co to zmieni?", "  ", "Wystarczy jedno zdanie"),
        ("Jaki masz pomysł?", "x" * 121, "najwyżej 120"),
        ("Co to zmieni?", "x" * 3001, "3000"),
        ("E-mail albo telefon", "12", "dziewięć cyfr"),
        ("Co to zmieni?", "Mój PESEL to 44051401359", "PESEL"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(
    browser: Browser, cast: Cast, store: Session, label: str, typed: str, said: str
) -> None:
    page = give(browser, **{label: typed})
    assert page.status == 422
    assert any(said in one or "Skróć" in one for one in page.errors), page.errors
    assert store.scalar(select(func.count(Idea.id))) == 0
    if label != "Co to zmieni?":
        assert page.dom.all("textarea", name="text")[0].text == IDEA["Co to zmieni?"]


def test_a_community_nobody_offered_is_refused(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = browser.visit("/pomysly/nowy")
    page = page.submit("Wysyłam pomysł", {k: v for k, v in IDEA.items() if "społeczności" not in k})
    assert page.errors == ["Wybierz społeczność, której dotyczy pomysł."]
    assert only_waiting(store) == 0


def only_waiting(store: Session) -> int:
    waiting = select(func.count(Idea.id)).where(Idea.suspicion == Suspicion.NONE)
    return store.scalar(waiting) or 0
