"""A break of the town comes, changes and goes while series run, end, and are called off."""

from datetime import date
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.event import listen, remove
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core import transactions
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.events.breaks import add_break, change_break, remove_break
from osl.events.models import Break, EventChange, Occurrence
from osl.events.schedule import observed_breaks
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import Planned, weekly

SPRING = {"name": "ferie", "first_on": date(2027, 3, 8), "last_on": date(2027, 4, 4)}
MAY = {"name": "majówka", "first_on": date(2027, 5, 1), "last_on": date(2027, 5, 9)}


def add(app: Flask, cast: Cast, days: dict[str, Any]) -> None:
    with app.test_request_context(), transactions.unit():
        add_break(**days, actor=db.session.get_one(User, cast.organiser.id))


def five_thursdays(app: Flask, planned: Planned) -> int:
    with app.test_request_context():
        breaks = observed_breaks(skips_breaks=True)
    return planned(weekly(meeting_count=5, skips_breaks=True, breaks=breaks), published=True)


def days(store: Session) -> list[date]:
    return [one.date() for one in store.scalars(select(Occurrence.slot_at).order_by("slot_at"))]


def describe(browser: Browser, cast: Cast, event_id: int) -> Page:
    page = browser.sign_in(cast.animator).visit("events.edit", event_id=event_id)
    return page.submit("Zapisz zmiany", {"Opis": "Przynieś kubek."})


def changed_things(store: Session) -> list[str]:
    entries = select(AuditEntry.details).where(AuditEntry.action == "event.changed")
    return [details["things"] for details in store.scalars(entries)]


def test_words_of_a_series_that_is_over_change_whatever_breaks_come(
    app: Flask,
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    event_id = planned(weekly(meeting_count=2, skips_breaks=True), published=True)
    clock.move_to("2027-04-12T09:00:00+00:00")
    add(app, cast, MAY)

    assert describe(browser, cast, event_id).notices == ["Zmiany są zapisane."]
    assert changed_things(store) == ["opis"]


def test_words_of_a_series_that_is_called_off_change_whatever_breaks_come(
    app: Flask, browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(skips_breaks=True), published=True)
    page = browser.sign_in(cast.animator).visit("events.cancellation", event_id=event_id)
    page = page.submit("Odwołaj", {"Dlaczego jest odwołane?": "Remont świetlicy."})
    page.confirm("Odwołaj")
    add(app, cast, MAY)

    assert describe(browser, cast, event_id).notices == ["Zmiany są zapisane."]
    assert changed_things(store) == ["opis"]


@pytest.mark.parametrize("becomes", ["removed", "shorter"])
def test_days_left_out_so_far_do_not_count_when_a_break_ends_sooner(
    app: Flask,
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
    becomes: str,
) -> None:
    add(app, cast, SPRING)
    event_id = five_thursdays(app, planned)
    clock.move_to("2027-03-20T09:00:00+00:00")
    with app.test_request_context(), transactions.unit():
        actor = db.session.get_one(User, cast.organiser.id)
        one = db.session.scalars(select(Break)).one()
        if becomes == "removed":
            remove_break(one, actor=actor)
        else:
            change_break(one, **SPRING | {"last_on": date(2027, 3, 21)}, actor=actor)

    first, *others = days(store)
    assert first == date(2027, 3, 4)
    assert others == [date(2027, 3, 25), date(2027, 4, 1), date(2027, 4, 8), date(2027, 4, 15)]
    assert describe(browser, cast, event_id).notices == ["Zmiany są zapisane."]
    assert changed_things(store) == ["opis"]


def test_a_break_within_a_longer_one_passes_and_changes_nothing(
    app: Flask,
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    add(app, cast, SPRING)
    add(app, cast, {"name": "remont", "first_on": date(2027, 3, 9), "last_on": date(2027, 3, 12)})
    event_id = five_thursdays(app, planned)
    clock.move_to("2027-03-20T09:00:00+00:00")

    assert describe(browser, cast, event_id).notices == ["Zmiany są zapisane."]
    assert changed_things(store) == ["opis"]


def test_a_break_asks_the_database_no_more_for_many_series(
    app: Flask, cast: Cast, planned: Planned, store: Session
) -> None:
    def questions(days: dict[str, Any]) -> int:
        asked: list[str] = []

        def note(*told: Any) -> None:
            if told[2].startswith("SELECT"):
                asked.append(told[2])

        with app.app_context():
            listen(db.engine, "before_cursor_execute", note)
        add(app, cast, days)
        with app.app_context():
            remove(db.engine, "before_cursor_execute", note)
        return len(asked)

    for _ in range(2):
        planned(weekly(meeting_count=20, skips_breaks=True), published=True)
    few = questions(SPRING)
    for _ in range(10):
        planned(weekly(meeting_count=20, skips_breaks=True), published=True)
    many = questions(MAY)

    assert many <= few
    assert len(store.scalars(select(EventChange.id)).all()) == 2 + 12
