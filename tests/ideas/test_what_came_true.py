"""You say, we do: what came of residents' ideas in a year, in numbers, a drawing and a list."""

from datetime import timedelta
from typing import Any

from flask import Flask

from tests.browser import Browser
from tests.cast import Cast
from tests.events.conftest import Planned
from tests.home.conftest import counting
from tests.ideas.conftest import BENCH, SHELF, Given, linked


def test_what_came_true_is_told_by_year_with_the_events_that_answered(
    app: Flask, cast: Cast, given: Given, planned: Planned, browser: Browser, clock: Any
) -> None:
    number = given(BENCH)
    given(SHELF, community_id=cast.ostrowiecka.id)
    linked(app, number, planned(published=True, title="Stawiamy ławkę"), cast.animator)
    clock.shift(timedelta(days=20))
    page = browser.visit("/pomysly/co-sie-udalo")
    assert page.heading == "Wy mówicie, my robimy: 2027"
    drawing = page.dom.all("svg", role="img")[0]
    said = "dane przez mieszkańców: 2, z odpowiedzią: 1, z terminem: 1, spełnione: 1"
    assert drawing.all("title")[0].text == said
    rows = [row.text for row in page.dom.all("tbody")[0].all("tr")]
    assert rows == ["dane przez mieszkańców 2", "z odpowiedzią 1", "z terminem 1", "spełnione 1"]
    card = page.dom.with_class("idea")[0]
    assert "Wy mówicie: poniedziałek, 1 marca 2027" in card.text
    assert "Stawiamy ławkę, czwartek, 11 marca 2027" in card.text

    none = page.submit("Pokaż", {"Społeczność": "Sąsiedzi z Ostrowieckiej"})
    assert "nie spełnił się jeszcze żaden pomysł" in none.text
    for strange in ("1999", "x", "2031"):
        assert "2027" in browser.visit(f"/pomysly/co-sie-udalo?rok={strange}").heading


def test_pages_of_what_came_true_ask_the_same_few_questions(
    app: Flask, cast: Cast, given: Given, planned: Planned, browser: Browser, clock: Any
) -> None:
    event = planned(published=True)

    def questions(count: int) -> int:
        for at in range(count):
            linked(app, given((f"Pomysł {at}", "Lepiej.")), event, cast.animator)
        with counting(app) as asked:
            browser.visit("/pomysly/co-sie-udalo")
        return len(asked)

    clock.shift(timedelta(days=20))
    assert questions(2) == questions(9) <= 16
