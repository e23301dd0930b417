"""What a series that was parted leads to: its parts, their calendars, and other rounds."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.calendars.models import CalendarEntry
from osl.communities.models import Community
from osl.core import transactions
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.events import involvement
from osl.events.involvement import Involved
from osl.events.models import Event, EventFormat, Occurrence
from osl.events.operations import Facts, change_event, publish_event
from osl.events.parts import part_series
from osl.events.recurrence import Rule
from osl.events.rounds import add_round
from osl.events.schedule import Repeated
from tests.browser import Browser
from tests.cast import Cast
from tests.events.conftest import Planned, weekly


def part(app: Flask, cast: Cast, event_id: int) -> int:
    """Part a series from its third meeting on, and give the number of what follows."""
    with app.test_request_context(), transactions.unit():
        event = db.session.get_one(Event, event_id)
        actor = db.session.get_one(User, cast.organiser.id)
        return part_series(event.occurrences[2], actor=actor).id


def test_calendars_say_where_it_goes_on_once_the_next_part_is_published(
    app: Flask, cast: Cast, planned: Planned, store: Session
) -> None:
    first = planned(weekly(meeting_count=4))
    later = part(app, cast, first)
    for event_id in (first, later):
        with app.test_request_context(), transactions.unit():
            actor = db.session.get_one(User, cast.organiser.id)
            publish_event(db.session.get_one(Event, event_id), actor=actor)

    body = store.get_one(CalendarEntry, first).body.replace(b"\r\n ", b"").decode()
    assert f"Dalszy ciąg: http://127.0.0.1:8000/wydarzenia/{later}" in body


def test_a_change_of_the_first_part_adds_no_dates_of_the_next_one(
    app: Flask, browser: Browser, cast: Cast, planned: Planned
) -> None:
    first = planned(weekly(meeting_count=6), published=True)
    part(app, cast, first)
    page = browser.sign_in(cast.animator).visit("events.edit", event_id=first)
    page = page.submit("Zapisz zmiany", {"Miejsce": "", "Miejsce słowami": "w parku"})

    assert "w innym miejscu: w parku" in page.shown_before_saving
    assert "Dochodz" not in page.shown_before_saving


def test_the_history_of_a_parted_series_is_in_polish_whoever_parts_it(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    planned(weekly(meeting_count=4), published=True)
    third = store.scalars(select(Occurrence).order_by(Occurrence.slot_at)).all()[2]
    browser.sign_in(cast.animator)
    where = browser.address("events.following", event_id=third.event_id, occurrence_id=third.id)
    page = browser.visit(f"{where}?lang=en")
    page = page.submit("Save from this meeting on", {"Starts at": "18:00", "Ends at": "19:00"})
    page.confirm("Save from this meeting on")

    entry = store.scalars(select(AuditEntry).where(AuditEntry.action == "event.parted")).one()
    assert entry.details["day"] == "18 marca 2027"


def test_nothing_follows_from_a_meeting_its_series_has_no_day_for(
    app: Flask,
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    monkeypatch.setattr(involvement, "counters", [lambda ids: dict.fromkeys(ids, Involved(3))])
    with app.test_request_context(), transactions.unit():
        event = db.session.get_one(Event, event_id)
        rule = Rule.of(event.series) if event.series else weekly().rule
        saturdays = replace(
            rule, first_on=date(2027, 3, 6), weekdays=(5,), meeting_count=1, is_stored=False
        )
        change_event(
            event,
            Facts.of(event),
            Repeated(saturdays, event.format),
            communities=event.communities,
            actor=db.session.get_one(User, cast.organiser.id),
        )
    lost = store.scalars(select(Occurrence).order_by(Occurrence.slot_at.desc())).first()
    assert lost is not None
    assert lost.is_cancelled
    browser.sign_in(cast.animator)
    page = browser.visit("events.following", event_id=event_id, occurrence_id=lost.id)

    assert page.path == f"/panel/wydarzenia/{event_id}"
    assert page.notices == [
        "Seria nie obejmuje już dnia tego spotkania, więc nie da się jej od niego zmienić. "
        "Wybierz inne spotkanie."
    ]


def test_the_round_of_another_team_keeps_its_words(
    app: Flask, browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    course = Repeated(weekly(meeting_count=4).rule, EventFormat.COURSE)
    first = planned(course, published=True)
    with app.test_request_context(), transactions.unit():
        event = db.session.get_one(Event, first)
        actor = db.session.get_one(User, cast.organiser.id)
        facts = replace(Facts.of(event), round_name="Grupa 2")
        other = add_round(event, course, facts, actor=actor)
        other.communities = [db.session.get_one(Community, cast.ostrowiecka.id)]
        db.session.flush()
        publish_event(other, actor=actor)
        others_id = other.id
    page = browser.sign_in(cast.animator).visit("events.edit", event_id=first)
    page = page.submit("Zapisz zmiany", {"Opis": "Z kubkiem.", "tells_other_rounds": True})

    assert page.notices == ["Zmiany są zapisane."]
    assert store.get_one(Event, first).description == "Z kubkiem."
    assert store.get_one(Event, others_id).description == "Przynieś ulubioną planszówkę."
