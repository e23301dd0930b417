"""Clicks that come at the very same moment, as a double click does: one of them does the work."""

import contextvars
import threading
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core import transactions
from osl.core.db import db
from osl.events.forms import EventForm
from osl.events.models import Event, Occurrence
from osl.events.parts import part_series
from tests.browser import BASE, Browser, Page, fill, multi
from tests.cast import Cast
from tests.events.conftest import Planned, weekly

CLICKS = 3


def click_at_once(page: Page, button: str) -> list[int]:
    """Press the same button of the same page several times in one moment; the answers."""
    pressed = next(one for one in page.dom.all("button") if one.text == button)
    form = pressed.above("form")
    assert form is not None
    typed = multi(fill(form, {}))
    ready = threading.Barrier(CLICKS)
    answers: list[int] = []

    def click() -> None:
        client = page.browser.client
        address = urlsplit(page.url).path
        ready.wait()
        sent: Any = contextvars.Context().run(
            lambda: client.open(address, method="POST", base_url=BASE, data=typed)
        )
        answers.append(sent.status_code)

    clicks = [threading.Thread(target=click) for _ in range(CLICKS)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    return sorted(answers)


def test_the_rest_of_a_series_is_called_off_once(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=6), published=True)
    third = store.scalars(select(Occurrence).order_by(Occurrence.slot_at)).all()[2]
    page = browser.sign_in(cast.animator).visit("events.cancellation", event_id=event_id)
    page = page.submit(
        "Odwołaj wydarzenie",
        {
            "Co odwołujesz": "rest",
            "Od którego spotkania": str(third.id),
            "Dlaczego jest odwołane?": "Remont świetlicy.",
        },
    )
    assert page.shown_before_saving
    answers = click_at_once(page, "Odwołaj wydarzenie")

    assert answers[0] == 303
    assert all(one < 500 for one in answers), answers
    parts = store.scalars(select(Event).order_by(Event.id)).all()
    assert [(len(one.occurrences), one.is_cancelled) for one in parts] == [(2, False), (4, True)]


def test_a_series_is_shortened_once_and_every_click_says_so(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=6), published=True)
    page = browser.sign_in(cast.animator).visit("events.end", event_id=event_id)
    ends = {"Kiedy się kończy?": "on_a_day", "Ostatni dzień": "2027-03-20"}
    page = page.submit("Zapisz zmiany", ends)
    assert page.shown_before_saving

    assert click_at_once(page, "Zapisz zmiany") == [303] * CLICKS
    assert len(store.scalars(select(Occurrence.id)).all()) == 3


def test_a_page_opened_before_the_series_was_parted_is_stale_whatever_its_version(
    app: Flask, cast: Cast, planned: Planned
) -> None:
    def edit_up_to_five(event: Event) -> None:
        while event.version < 5:
            event.description += " Ciepło."
            db.session.flush()

    event_id = planned(weekly(meeting_count=6), published=True)
    with app.test_request_context(), transactions.unit():
        actor = db.session.get_one(User, cast.organiser.id)
        event = db.session.get_one(Event, event_id)
        edit_up_to_five(event)
        meeting = event.occurrences[3]
        opened = EventForm.from_meeting(meeting, actor)
        later = part_series(event.occurrences[2], actor=actor)
        edit_up_to_five(later)

        assert meeting.event is later
        assert opened.version.data != EventForm.from_meeting(meeting, actor).version.data
        assert opened.is_stale(later)
