"""Posters: from the stairwell to the form, by camera, by hand or by phone."""

import re
from datetime import date

import pytest
import segno
from flask import Flask
from sqlalchemy.orm import Session

from osl.communities.models import Community
from osl.core.db import db
from osl.core.qr_codes import drawn
from osl.ideas.calls_for_ideas import Question, publish_call, write_call
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.ideas.conftest import unit
from tests.ideas.hearing import organiser

LONG = "Co by się przydało na podwórku za sklepem? " * 60


@pytest.fixture
def yard(app: Flask, cast: Cast) -> int:
    with unit(app):
        call = write_call(
            Question("Nasze podwórko", LONG, "", date(2027, 3, 1), date(2027, 3, 28)),
            community=db.session.get_one(Community, cast.wzgorze.id),
            actor=organiser(cast),
        )
        publish_call(call, actor=organiser(cast))
        db.session.flush()
        return call.id


def dark(path: str) -> set[tuple[int, int]]:
    """The dark squares of a drawing, as their column and row."""
    found = set()
    for left, top, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path):
        found |= {(int(left) + step, int(top)) for step in range(int(width))}
    return found


def code_says(page: Page, address: str) -> bool:
    """Whether the code on the page is the one for this address, square by square."""
    (drawing,) = page.dom.with_class("poster-code")
    rows = segno.make(address, error="m", micro=False).matrix_iter(border=4)
    squares = {(x, y) for y, row in enumerate(rows) for x, bit in enumerate(row) if bit}
    return dark(drawing.all("path")[0]["d"]) == squares


def test_the_poster_of_a_community_leads_to_its_form(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.animator)
    page = browser.visit("/panel/spolecznosci/wzgorze/plakat-pomysly")
    assert code_says(page, "http://127.0.0.1:8000/pomysly/nowy?spolecznosc=wzgorze")
    assert "127.0.0.1:8000/pomysly/nowy" in page.text
    assert "000 000 001" in page.text
    assert "Wzgórze" in page.text


def test_the_poster_of_a_call_asks_its_question(browser: Browser, cast: Cast, yard: int) -> None:
    browser.sign_in(cast.animator)
    page = browser.visit(f"/panel/nabory/{yard}/plakat")
    assert page.heading == "Nasze podwórko"
    assert code_says(page, f"http://127.0.0.1:8000/pomysly/nowy?spolecznosc=wzgorze&nabor={yard}")
    assert f"127.0.0.1:8000/pomysly/nabory/{yard}" in page.text
    assert "do 28 marca" in page.text
    (question,) = page.dom.with_class("poster-question")
    assert len(question.text) < 300


def test_only_its_team_prints_the_poster(browser: Browser, cast: Cast, store: Session) -> None:
    assert store is not None
    address = "/panel/spolecznosci/wzgorze/plakat-pomysly"
    assert browser.get(address, follow=False).status == 303
    browser.sign_in(cast.other_animator)
    assert browser.get(address).status == 403
    browser.sign_in(cast.organiser)
    assert browser.get("/panel/spolecznosci/nie-ma/plakat-pomysly").status == 404


def test_a_code_is_drawn_with_its_quiet_border() -> None:
    drawing = drawn("http://example.org")
    squares = dark(drawing.path)
    assert min(x for x, _ in squares) == min(y for _, y in squares) == 4
    assert max(x for x, _ in squares) == drawing.size - 5
