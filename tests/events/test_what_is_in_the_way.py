"""The team is warned of what stands in the way: all of it, and only when it is in the way."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.events import clashes
from osl.events.models import Occurrence
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import Planned, evening, weekly

CHANGE = "Zmień to spotkanie"
ELSEWHERE = {"hall": False, "place_note": "w parku"}


def change_second(
    browser: Browser, cast: Cast, store: Session, event_id: int, typed: dict[str, str]
) -> Page:
    rows = select(Occurrence).where(Occurrence.event_id == event_id).order_by(Occurrence.slot_at)
    second = store.scalars(rows).all()[1]
    browser.sign_in(cast.animator)
    return browser.visit(
        "events.meeting_change", event_id=event_id, occurrence_id=second.id
    ).submit(CHANGE, typed)


def test_a_busy_host_is_told_once_not_at_every_change_of_words(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True, host="Anna")
    planned(evening(), published=True, host="Anna", **ELSEWHERE)
    page = change_second(browser, cast, store, event_id, {"Słowo do mieszkańców": "Weź kubek."})

    assert page.notices == ["To spotkanie jest zmienione. Pozostałe są bez zmian."]


def test_a_meeting_that_comes_back_to_a_hall_now_taken(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    away = {"Miejsce słowami": "w parku"}
    change_second(browser, cast, store, event_id, away).confirm(CHANGE)
    planned(evening(), published=True, community=cast.ostrowiecka, title="Próba chóru")
    page = change_second(browser, cast, store, event_id, {"Miejsce słowami": ""})

    assert "Świetlica „Pod Dębem” – miejsce zajęte: „Próba chóru”" in page.shown_before_saving


def test_a_hall_taken_late_is_seen_behind_many_others(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clashes, "MOST_OTHERS", 3)
    for day in (5, 8, 9, 10):
        planned(evening(date(2027, 3, day)), published=True)
    planned(evening(date(2027, 3, 25)), published=True, title="Próba chóru")
    event_id = planned(weekly(meeting_count=4))
    page = browser.sign_in(cast.animator).visit("events.show", event_id=event_id)

    assert "Świetlica „Pod Dębem” – miejsce zajęte: „Próba chóru”" in page.text
