"""A community is asked one question; its page says until when, and then what came of it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core.db import db
from osl.ideas.answers import Answer, answer_idea
from osl.ideas.calls_for_ideas import Question, publish_call, publish_result, write_call
from osl.ideas.models import CallForIdeas, Idea, StepKind
from tests.browser import Browser
from tests.cast import Cast
from tests.ideas.conftest import BENCH, SHELF, Given, act, unit

Called = Callable[..., int]


@pytest.fixture
def called(app: Flask, cast: Cast) -> Called:
    """Put a question to Wzgórze, open for the first half of March, and get its number."""

    def do(
        first: date = date(2027, 3, 1), last: date = date(2027, 3, 14), *, published: bool = True
    ) -> int:
        with unit(app):
            call = write_call(
                Question(
                    "Nasze podwórko",
                    "Co zmienić na podwórku?",
                    "Jeden pomysł w jednym zgłoszeniu.",
                    first,
                    last,
                ),
                community=db.session.get_one(Community, cast.wzgorze.id),
                actor=db.session.get_one(User, cast.organiser.id),
            )
            db.session.flush()
            if published:
                publish_call(call, actor=db.session.get_one(User, cast.organiser.id))
            return call.id

    return do


def of_call(app: Flask, number: int, call_id: int) -> None:
    with unit(app):
        db.session.get_one(Idea, number).call_id = call_id


def test_an_open_call_says_its_rules_and_how_long_it_is_open(
    called: Called, browser: Browser, clock: Any
) -> None:
    number = called()
    page = browser.visit("/pomysly").follow("Nasze podwórko")
    assert page.path == f"/pomysly/nabory/{number}"
    assert "Co zmienić na podwórku?" in page.text
    assert "Jeden pomysł w jednym zgłoszeniu." in page.text
    assert "Zostało 13 dni. Zbieramy pomysły do 14 marca" in page.text
    assert page.links["Daj pomysł"] == f"/pomysly/nowy?nabor={number}"
    for days, words in [(11, "Zostały 2 dni."), (1, "Został 1 dzień."), (1, "Dziś ostatni dzień.")]:
        clock.shift(timedelta(days=days))
        assert words in browser.visit(f"/pomysly/nabory/{number}").text
    clock.shift(timedelta(days=1))
    page = browser.visit(f"/pomysly/nabory/{number}")
    assert "Ten nabór już się zakończył" in page.text
    assert "Daj pomysł" not in page.links


def test_a_call_to_come_says_when_it_begins(called: Called, browser: Browser) -> None:
    number = called(date(2027, 4, 1), date(2027, 4, 30))
    page = browser.visit(f"/pomysly/nabory/{number}")
    assert "Początek zbierania pomysłów: czwartek, 1 kwietnia 2027." in page.text
    assert "Daj pomysł" not in page.links
    assert "Nasze podwórko" not in browser.visit("/pomysly").links


def test_a_draft_is_the_team_s(
    cast: Cast, called: Called, browser: Browser, another_browser: Browser
) -> None:
    number = called(published=False)
    assert browser.get(f"/pomysly/nabory/{number}").status == 404
    assert "Nasze podwórko" not in browser.visit("/pomysly/nabory").text
    another_browser.sign_in(cast.other_animator)
    assert another_browser.get(f"/pomysly/nabory/{number}").status == 404
    page = another_browser.sign_in(cast.animator).visit(f"/pomysly/nabory/{number}")
    assert "Szkic: widzi go tylko zespół" in page.text
    assert "Daj pomysł" not in page.links


def test_ideas_of_a_call_are_told_by_what_became_of_them(
    app: Flask, cast: Cast, called: Called, given: Given, browser: Browser
) -> None:
    call = called()
    bench, shelf = given(BENCH), given(SHELF)
    given(("Niczyj pomysł", "Poza naborem."))
    hidden = given(("Nieprzeczytany", "Nikt nie patrzył."), published=False)
    for number in (bench, shelf, hidden):
        of_call(app, number, call)
    act(app, bench, answer_idea, Answer(StepKind.TALK, "Pytamy."), actor=cast.animator)
    page = browser.visit(f"/pomysly/nabory/{call}")
    titles = [one.text for one in page.dom.with_class("event-title")]
    assert sorted(titles) == sorted([BENCH[0], SHELF[0]])
    assert "Wszystkie (2)" in page.text
    some = page.follow("W rozmowie (1)")
    assert [one.text for one in some.dom.with_class("event-title")] == [BENCH[0]]


def test_what_came_of_a_call_is_told_after_it_has_ended(
    app: Flask, cast: Cast, called: Called, browser: Browser, clock: Any
) -> None:
    number = called()
    clock.shift(timedelta(days=20))
    with unit(app):
        publish_result(
            db.session.get_one(CallForIdeas, number),
            "Stawiamy trzy ławki.",
            actor=db.session.get_one(User, cast.organiser.id),
        )
    page = browser.visit("/pomysly/nabory").follow("Nasze podwórko")
    assert "Co z tego wyszło Stawiamy trzy ławki." in page.text
    assert "W tym naborze nikt nie dał pomysłu." in page.text


def test_calls_are_listed_by_what_can_be_done_with_them(called: Called, browser: Browser) -> None:
    assert "Nie było jeszcze naboru pomysłów." in browser.visit("/pomysly/nabory").text
    called(date(2027, 1, 1), date(2027, 1, 31))
    page = browser.visit("/pomysly/nabory")
    assert "Teraz żaden nabór nie trwa." in page.text
    called()
    called(date(2027, 5, 1), date(2027, 5, 31))
    page = browser.visit("/pomysly/nabory")
    assert [one.text for one in page.dom.all("h2")] == ["Trwają", "Wkrótce", "Zakończone"]
    assert "Nabory pomysłów" in browser.visit("/pomysly").links
