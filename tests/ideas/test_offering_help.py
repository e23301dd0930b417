"""A resident offers help by name; nobody but the team reads the name."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.ideas import limits
from osl.ideas.answers import Answer, answer_idea
from osl.ideas.models import Idea, IdeaOffer, Resource, StepKind
from osl.people.models import Person
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.ideas.conftest import BENCH, SHELF, Given, act
from tests.ideas.test_reading_ideas import merged
from tests.signups.conftest import letters

JAN = {"Imię i nazwisko": "Jan Testowy", "Telefon": "600 100 200"}
ANNA = {"Imię i nazwisko": "Anna Przykładowa", "E-mail": "anna@example.org"}
HANDS = {"W czym możesz pomóc": "ręce do pracy"}
LOOKING = Answer(
    StepKind.LOOKING, "Szukamy.", needs=((Resource.LEADER, "w soboty"), (Resource.ROOM, ""))
)


def offer(browser: Browser, address: str, **answers: Any) -> Page:
    page = browser.visit(address)
    return page.submit("Zgłaszam się", answers)


def offers(store: Session) -> list[IdeaOffer]:
    store.expire_all()
    return list(store.scalars(select(IdeaOffer).order_by(IdeaOffer.id)))


def actions(store: Session) -> list[str]:
    rows = select(AuditEntry.action).where(AuditEntry.action.like("idea.help%"))
    return list(store.scalars(rows.order_by(AuditEntry.id)))


def test_a_resident_takes_what_is_missing_and_can_take_it_back(
    app: Flask, cast: Cast, given: Given, browser: Browser, store: Session, clock: Any
) -> None:
    number = given(BENCH)
    act(app, number, answer_idea, LOOKING, actor=cast.animator)
    page = browser.visit(f"/pomysly/{number}").follow("Zgłoś się: osoba prowadząca")
    assert page.heading == "Zgłaszam się: osoba prowadząca"
    assert "w soboty" in page.text
    assert "Widzi je wyłącznie zespół." in page.text
    chosen = [
        one["value"] for one in page.dom.all("input", type="radio") if "checked" in one.attributes
    ]
    assert chosen == ["leader"]
    clock.shift(timedelta(seconds=30))
    done = page.submit("Zgłaszam się", ANNA | {"Kilka słów o tym": "Umiem stolarkę."})
    assert done.heading == "Dziękujemy za pomoc"
    assert done.path.startswith("/pomoc/")
    assert "Twoja pomoc: prowadzenie (Umiem stolarkę.)" in done.text
    assert "Anna" not in done.path
    assert done.response.headers["Cache-Control"] == "no-store"
    (made,) = offers(store)
    assert (made.need is not None, made.resource, made.person.name) == (
        True,
        Resource.LEADER,
        "Anna Przykładowa",
    )
    assert store.get_one(Idea, number).helpers == 1
    assert letters(store) == [("anna@example.org", "ideas.offered")]
    assert "ktoś już się zgłosił" in browser.visit(f"/pomysly/{number}").text

    browser._send("HEAD", done.url)  # looking takes nothing back
    for _twice in range(2):
        gone = done.submit("Jednak nie pomogę")
        assert gone.heading == "Zgłoszenie wycofane"
    store.expire_all()
    assert store.get_one(Idea, number).helpers == 0
    assert actions(store) == ["idea.help_offered", "idea.help_withdrawn"]
    assert "Zgłoś się: osoba prowadząca" in browser.visit(f"/pomysly/{number}").links


def test_help_of_any_kind_is_offered_without_a_need(
    given: Given, browser: Browser, store: Session
) -> None:
    number = given(BENCH)
    page = browser.visit(f"/pomysly/{number}").follow("Chcę pomóc")
    assert "pieniądze albo dotacja" not in page.text  # nobody asked for money
    done = page.submit("Zgłaszam się", JAN | HANDS)
    assert done.heading == "Dziękujemy za pomoc"
    assert letters(store) == []  # no address: somebody calls
    assert offers(store)[0].person.phone == "600100200"


def test_the_same_offer_sent_twice_is_one(given: Given, browser: Browser, store: Session) -> None:
    number = given(BENCH)
    page = browser.visit(f"/pomysly/{number}/pomoc")
    first = page.submit("Zgłaszam się", JAN | HANDS)
    second = page.submit("Zgłaszam się", JAN | HANDS)
    assert first.path == second.path
    assert len(offers(store)) == 1
    assert store.scalar(select(func.count(Person.id))) == 1
    assert actions(store) == ["idea.help_offered"]


@pytest.mark.parametrize(
    ("answers", "field", "error"),
    [
        (JAN, "resource", "Wybierz, w czym możesz pomóc."),
        (
            {"Imię i nazwisko": "Jan Testowy"} | HANDS,
            "phone",
            "Podaj telefon albo e-mail. Wystarczy jedno.",
        ),
        ({"Telefon": "600100200"} | HANDS, "name", "Podaj imię i nazwisko."),
        (JAN | HANDS | {"Kilka słów o tym": "PESEL 44051401359"}, "note", "PESEL"),
        (JAN | HANDS | {"Telefon": "12"}, "phone", "numer telefonu"),
        (JAN | HANDS | {"website": "http://x"}, "website", ""),
    ],
)
def test_what_is_refused_is_kept_to_be_put_right(
    given: Given,
    browser: Browser,
    store: Session,
    answers: dict[str, str],
    field: str,
    error: str,
) -> None:
    number = given(BENCH)
    page = offer(browser, f"/pomysly/{number}/pomoc", **answers)
    assert page.status == 422
    assert any(error in one for one in page.errors), page.errors
    assert page.dom.all("input", name=field)
    typed = {one["value"] for one in page.dom.all("input")}
    for label, value in answers.items():
        if label != "W czym możesz pomóc":
            assert value in typed, label
    assert offers(store) == []
    assert store.scalar(select(func.count(Person.id))) == 0


def test_a_form_that_comes_back_at_once_is_asked_to_be_sent_again(
    app: Flask, given: Given, browser: Browser, store: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SHORTEST_TYPING", 3)
    number = given(BENCH)
    page = offer(browser, f"/pomysly/{number}/pomoc", **JAN, **HANDS)
    assert page.status == 422
    assert offers(store) == []


def test_a_flood_is_refused_with_the_words_kept(
    given: Given, browser: Browser, store: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WORDS_PER_NETWORK", ((1, limits.HOUR),))
    number = given(BENCH)
    offer(browser, f"/pomysly/{number}/pomoc", **JAN, **HANDS)
    page = offer(browser, f"/pomysly/{number}/pomoc", **ANNA, **HANDS)
    assert page.status == 429
    assert page.response.headers["Retry-After"] == "3600"
    assert page.dom.all("input", name="email")[0]["value"] == "anna@example.org"
    assert len(offers(store)) == 1


def test_help_with_a_merged_idea_goes_to_the_one_that_stands_for_it(
    app: Flask, cast: Cast, given: Given, browser: Browser, store: Session
) -> None:
    bench, other = given(BENCH), given(SHELF)
    open_before = browser.visit(f"/pomysly/{other}/pomoc")
    merged(app, cast, other, bench)
    assert browser.visit(f"/pomysly/{other}/pomoc").path == f"/pomysly/{bench}/pomoc"
    done = open_before.submit("Zgłaszam się", JAN | HANDS)
    assert BENCH[0] in done.links
    assert offers(store)[0].idea_id == bench


@pytest.mark.parametrize("wrong", ["x", "1-abc", "99999-abc"])
def test_a_wrong_link_leads_nowhere(given: Given, browser: Browser, wrong: str) -> None:
    given(BENCH)
    assert browser.get(f"/pomoc/{wrong}").status == 404


def test_a_need_of_another_idea_is_passed_over(
    app: Flask, cast: Cast, given: Given, browser: Browser, store: Session
) -> None:
    other, number = given(SHELF), given(BENCH)
    act(app, other, answer_idea, LOOKING, actor=cast.animator)
    need = store.get_one(Idea, other).needs[0].id
    page = browser.visit(f"/pomysly/{number}/pomoc?potrzeba={need}")
    assert page.heading == "Chcę pomóc"
    page.submit("Zgłaszam się", JAN | {"W czym możesz pomóc": "prowadzenie"})
    assert offers(store)[0].need_id is None
