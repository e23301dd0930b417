"""Missing logs lie on the desk the next day, and go from it when somebody writes."""

from datetime import UTC, date, datetime, timedelta

from flask import Flask
from sqlalchemy.orm import Session

from osl.core.clock import as_of
from osl.events.cancellations import cancel_event
from osl.events.models import EventKind
from osl.logbook.heads import count_heads
from tests.browser import Browser
from tests.cast import Cast
from tests.home.conftest import counting
from tests.logbook.conftest import Planned, act, at_event, evening, meeting_of, weekly

WAITS = "Brakuje w dzienniku"


def test_a_missing_log_lies_on_the_desk_from_the_next_day_until_it_is_written(
    app: Flask, browser: Browser, cast: Cast, picnic: int, store: Session, clock
) -> None:
    clock.shift(timedelta(hours=10))  # the evening of the same day
    assert WAITS not in browser.sign_in(cast.animator).visit("/panel").text
    assert "Piknik na skwerze" in browser.visit("/panel/dziennik").links

    clock.shift(timedelta(hours=6))
    meeting = meeting_of(store, picnic)
    act(app, meeting, count_heads, 30, actor=cast.animator)  # a number is no log yet
    page = browser.visit("/panel")
    assert WAITS in page.text
    page = page.follow("Piknik na skwerze")
    assert page.path == f"/panel/dziennik/{meeting}/wpis"
    page.submit("Zapisz w dzienniku", {"Co zostało zrobione": "Grill."})
    assert WAITS not in browser.visit("/panel").text
    assert "Wszystkie spotkania" in browser.visit("/panel/dziennik").text


def test_only_what_was_held_lately_in_ones_own_communities_waits(
    app: Flask, browser: Browser, cast: Cast, planned_before: Planned
) -> None:
    planned_before(evening(date(2027, 2, 20)), published=True, title="Nasze gry")
    planned_before(
        evening(date(2027, 2, 21)), published=True, title="Dyżur", kind=EventKind.OPEN_HOURS
    )
    planned_before(evening(date(2027, 2, 22)), title="Szkic")
    planned_before(evening(date(2026, 12, 1)), published=True, title="Dawno temu")
    planned_before(
        evening(date(2027, 2, 23)), published=True, title="U sąsiadów", community=cast.ostrowiecka
    )
    planned_before(evening(date(2027, 2, 24)), published=True, title="Miejskie", is_whole_town=True)
    off = planned_before(evening(date(2027, 2, 25)), published=True, title="Odwołane")
    with as_of(datetime(2027, 2, 24, 9, tzinfo=UTC)):
        at_event(app, off, cancel_event, reason="Burza", actor=cast.organiser)

    page = browser.sign_in(cast.animator).visit("/panel/dziennik")
    assert "Nasze gry" in page.links
    assert "Dyżur" in page.links
    for title in ("Szkic", "Dawno temu", "U sąsiadów", "Miejskie", "Odwołane"):
        assert title not in page.text
    page = browser.sign_in(cast.organiser).visit("/panel/dziennik")
    assert "U sąsiadów" in page.links
    assert "Miejskie" in page.links


def test_many_missing_logs_cost_no_more_questions_than_a_few(
    app: Flask, browser: Browser, cast: Cast, planned_before: Planned
) -> None:
    pages = ("/panel", "/panel/dziennik", "/panel/dziennik/czekaja")

    def questions() -> list[int]:
        counts = []
        for address in pages:
            with counting(app) as asked:
                assert browser.visit(address).status == 200
            counts.append(len(asked))
        return counts

    browser.sign_in(cast.organiser)
    planned_before(weekly(date(2027, 2, 1), meeting_count=2), published=True)
    questions()
    few = questions()
    for _number in range(4):
        planned_before(weekly(date(2027, 1, 25), meeting_count=5), published=True)
    assert questions() == few
    page = browser.visit("/panel")
    assert "Na wpis czekają" in page.text
    assert len(page.follow("Na wpis czekają").dom.all("h2")) >= 20
