"""What is no idea but a request or a complaint goes to the office, and is not forgotten there."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.db import db
from osl.ideas.desk import ideas_waiting
from osl.ideas.models import FormalKind
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.ideas.conftest import BENCH, Given
from tests.ideas.desk import done, fact, rows, see, tab

KIND = "Co to jest?"


@pytest.fixture
def desk(browser: Browser, cast: Cast, clock: Any) -> Browser:
    """The animator of Wzgórze at their desk."""
    return browser.sign_in(cast.animator)


def mark(desk: Browser, number: int, kind: str = "request", **more: Any) -> Page:
    return see(desk, number, "/wniosek").submit("Zapisz", {KIND: kind, **more})


def test_a_complaint_leaves_the_site_and_waits_to_be_handed_on(
    desk: Browser, given: Given, store: Session
) -> None:
    number = given(BENCH)

    page = mark(desk, number, "complaint")

    assert "Przekaż dalej" in page.text
    idea = fact(store, number)
    assert idea.formal_kind is FormalKind.COMPLAINT
    assert not idea.is_published
    assert done(store, number)[-1] == "idea.formal"
    page = desk.visit("/panel/pomysly?co=wnioski")
    assert rows(page) == [BENCH[0]]
    assert tab(page, "Wnioski i skargi") == "1"


def test_its_way_is_noted_to_the_end(desk: Browser, given: Given, store: Session) -> None:
    number = given(BENCH)
    mark(desk, number, to_whom="Sekretariat", handed_on="2027-03-01")
    assert "Czeka na odpowiedź urzędu" in see(desk, number).text
    mark(desk, number, closed_on="2027-03-01")
    idea = fact(store, number)
    assert (idea.formal_to, idea.formal_handed_on) == ("Sekretariat", date(2027, 3, 1))
    assert idea.formal_closed_on == date(2027, 3, 1)
    assert tab(desk.visit("/panel/pomysly?co=wnioski"), "Wnioski i skargi") == "0"


@pytest.mark.parametrize(
    "dates",
    [
        {"handed_on": "2031-01-01"},
        {"closed_on": "2027-03-01"},
        {"handed_on": "2027-03-01", "closed_on": "2027-02-01"},
        {"handed_on": "kiedyś"},
    ],
)
def test_dates_that_cannot_be_are_refused(
    desk: Browser, given: Given, store: Session, dates: dict[str, str]
) -> None:
    number = given(BENCH)
    page = mark(desk, number, to_whom="Sekretariat", **dates)
    assert page.status == 422
    assert page.dom.all("input", name="to_whom")[0]["value"] == "Sekretariat"
    assert fact(store, number).formal_kind is None
    assert done(store, number) == ["idea.published"]


def test_it_was_an_idea_after_all(desk: Browser, given: Given, store: Session) -> None:
    number = given(BENCH)
    mark(desk, number)
    page = see(desk, number).submit("To jednak pomysł")
    assert fact(store, number).is_published
    assert done(store, number)[-1] == "idea.informal"
    assert "Czeka na odpowiedź" in page.text


def test_the_second_of_two_sees_what_the_first_one_noted(
    desk: Browser, given: Given, store: Session
) -> None:
    number = given(BENCH)
    first, second = see(desk, number, "/wniosek"), see(desk, number, "/wniosek")
    first.submit("Zapisz", {KIND: "request", "to_whom": "Sekretariat"})
    page = second.submit("Zapisz", {KIND: "complaint", "to_whom": "Urząd"})
    assert page.status == 409
    assert "Sekretariat" in page.text
    assert fact(store, number).formal_kind is FormalKind.REQUEST


def test_what_lies_too_long_is_counted_from_the_day_it_was_given(
    app: Flask, desk: Browser, cast: Cast, given: Given, clock: Any
) -> None:
    number = given(BENCH)

    def later(days: int) -> None:
        clock.shift(timedelta(days=days))
        desk.sign_in(cast.animator)

    def late() -> tuple[int, int]:
        with app.test_request_context():
            waiting = ideas_waiting(db.session.get_one(User, cast.animator.id))
            return waiting.formal_overdue, waiting.formal_long_overdue

    later(13)
    mark(desk, number)
    assert late() == (0, 0)
    later(1)
    assert late() == (1, 0)
    assert "czeka 14 dni" in desk.visit("/panel/pomysly?co=wnioski").text
    mark(desk, number, handed_on="2027-03-10")
    assert late() == (0, 0)
    later(16)
    assert late() == (0, 1)
