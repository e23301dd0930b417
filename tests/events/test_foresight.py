"""The look before saving rehearses the change itself; nothing of the rehearsal is kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core import revisions, transactions
from osl.core.db import db
from osl.core.errors import DomainError
from osl.events.breaks import add_break
from osl.events.cancellations import cancel_event, cancel_following
from osl.events.foresight import Foreseen, Turn, foresee
from osl.events.involvement import Involved
from osl.events.meetings import cancel_occurrence, postpone_occurrence
from osl.events.models import Event, Occurrence
from osl.events.operations import Facts, change_event
from osl.events.parts import change_following, rule_from
from osl.events.schedule import Repeated
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import Counted, Planned, everything, meetings, weekly

LOOKS: list[tuple[str, str, dict[str, Any]]] = [
    ("edit", "Zapisz zmiany", {"Liczba spotkań": "2"}),
    ("edit", "Zapisz zmiany", {"Jak często": "Tylko raz", "Liczba spotkań": ""}),
    ("end", "Zapisz zmiany", {"Liczba spotkań, licząc od pierwszego": "6"}),
    ("cancellation", "Odwołaj wydarzenie", {"Dlaczego jest odwołane?": "Remont."}),
    (
        "cancellation",
        "Odwołaj wydarzenie",
        {
            "Dlaczego jest odwołane?": "Remont.",
            "Co odwołujesz": "Pozostałe, od wybranego spotkania",
            "Od którego spotkania": "czwartek, 18 marca 2027, 17.00–18.30",
        },
    ),
    (
        "following",
        "Zapisz od tego spotkania",
        {"Od godziny": "18:00", "Do godziny": "19:00"},
    ),
    ("meeting_change", "Zmień to spotkanie", {"Data": "2027-03-12"}),
]


def look(page: Page, button: str, typed: dict[str, Any]) -> Page:
    shown = page.submit(button, typed)
    assert shown.shown_before_saving
    return shown


@pytest.mark.parametrize(("what", "button", "typed"), LOOKS)
def test_looking_keeps_nothing(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    *,
    what: str,
    button: str,
    typed: dict[str, Any],
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    address = {"event_id": event_id}
    if what in ("following", "meeting_change"):
        address["occurrence_id"] = meetings(store)[1].id
    form = browser.sign_in(cast.animator).visit(f"events.{what}", **address)
    before = everything(store)
    first = look(form, button, typed)
    assert everything(store) == before
    again = look(form, button, typed)

    assert everything(store) == before
    assert again.shown_before_saving == first.shown_before_saving
    assert first.confirm(button).notices
    assert everything(store) != before


def test_looking_at_a_break_keeps_nothing(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    planned(weekly(meeting_count=4, skips_breaks=True), published=True)
    form = browser.sign_in(cast.organiser).visit("breaks.add")
    before = everything(store)
    look(
        form,
        "Zapisz przerwę",
        {"Nazwa": "ferie", "Pierwszy dzień": "2027-03-15", "Ostatni dzień": "2027-03-28"},
    )

    assert everything(store) == before


@pytest.fixture
def seen_by(app: Flask, cast: Cast) -> Callable[[Callable[[User], Foreseen]], Foreseen]:
    """Look at something as the organiser, in one transaction that is kept."""

    def see(what: Callable[[User], Foreseen]) -> Foreseen:
        with app.test_request_context(), transactions.unit():
            return what(db.session.get_one(User, cast.organiser.id))

    return see


SeenBy = Callable[[Callable[[User], Foreseen]], Foreseen]


def test_each_meeting_has_its_fate(
    planned: Planned, store: Session, seen_by: SeenBy, counted: Counted
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    known = meetings(store)
    counted |= {known[1].id: Involved(people=3), known[3].id: Involved(is_logged=True)}
    before = everything(store)

    def shorten(actor: User) -> Foreseen:
        event = db.session.get_one(Event, event_id)
        shorter = Repeated(weekly(meeting_count=1).rule)
        return foresee(
            [event],
            lambda: change_event(
                event, Facts.of(event), shorter, communities=event.communities, actor=actor
            ),
        )

    foreseen = seen_by(shorten)
    assert [(one.turn, one.people, one.is_logged) for one in foreseen.fates] == [
        (Turn.CANCELLED, 3, False),
        (Turn.GONE, 0, False),
        (Turn.CANCELLED, 0, True),
    ]
    assert foreseen.fates[0].before == "czwartek, 11 marca 2027, 17.00–18.30"
    assert foreseen.people == 3
    # A line for the page, and one for each meeting that people or a log have to do with.
    assert len(foreseen.told) == 3
    assert everything(store) == before


def test_parting_moves_meetings_to_the_next_part_and_loses_none(
    planned: Planned, store: Session, seen_by: SeenBy
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    before = everything(store)

    def later_hours(actor: User) -> Foreseen:
        event = db.session.get_one(Event, event_id)
        third = event.occurrences[2]
        rule = replace(rule_from(third), starts_at=time(18), ends_at=time(20, 30))
        later = Repeated(rule, event.format)
        return foresee(
            [event],
            lambda: change_following(
                third, Facts.of(event), later, communities=event.communities, actor=actor
            ),
        )

    foreseen = seen_by(later_hours)
    assert [(one.turn, one.before, one.after) for one in foreseen.fates] == [
        (
            Turn.MOVED,
            f"czwartek, {day} marca 2027, 17.00–18.30",
            f"czwartek, {day} marca 2027, 18.00–20.30",
        )
        for day in (18, 25)
    ]
    assert len(foreseen.told) == 2
    assert everything(store) == before


def test_what_the_change_refuses_is_refused_and_nothing_is_left(
    planned: Planned, store: Session, seen_by: SeenBy
) -> None:
    event_id = planned(weekly(meeting_count=4))
    before = everything(store)

    def call_off(actor: User) -> Foreseen:
        event = db.session.get_one(Event, event_id)
        return foresee([event], lambda: cancel_event(event, reason="Remont.", actor=actor))

    with pytest.raises(DomainError, match="nikt jeszcze nie wie"):
        seen_by(call_off)
    assert everything(store) == before


def test_what_fails_half_way_leaves_nothing(
    planned: Planned, store: Session, seen_by: SeenBy
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    before = everything(store)

    def half(actor: User) -> Foreseen:
        event = db.session.get_one(Event, event_id)

        def act() -> None:
            cancel_occurrence(event.occurrences[0], reason="Choroba.", actor=actor)
            cancel_occurrence(event.occurrences[0], reason="Choroba.", actor=actor)

        return foresee([event], act)

    with pytest.raises(DomainError):
        seen_by(half)
    assert everything(store) == before


def test_the_marks_of_what_was_changed_before_are_kept(
    app: Flask, cast: Cast, planned: Planned, store: Session
) -> None:
    """What this request really changed is written anew; what it only rehearsed is not."""
    event_id = planned(weekly(meeting_count=4), published=True)
    other = planned(weekly(meeting_count=4), published=True, title="Ciasto")
    with app.test_request_context(), transactions.unit():
        actor = db.session.get_one(User, cast.organiser.id)
        event, cake = (db.session.get_one(Event, number) for number in (event_id, other))
        revisions.mark(cake)
        foreseen = foresee(
            [event],
            lambda: postpone_occurrence(event.occurrences[1], note="Remont.", actor=actor),
        )
        assert db.session.info["marked"] == [cake]
        assert [one.turn for one in foreseen.fates] == [Turn.POSTPONED]
        assert not event.occurrences[1].is_postponed
    assert not any(one.is_postponed for one in store.scalars(select(Occurrence)))


def test_calling_off_the_rest_and_a_break_are_foreseen_across_events(
    planned: Planned, store: Session, seen_by: SeenBy
) -> None:
    event_id = planned(weekly(meeting_count=4, skips_breaks=True), published=True)
    other = planned(weekly(meeting_count=4, skips_breaks=True), published=True, title="Ciasto")
    before = everything(store)

    def rest(actor: User) -> Foreseen:
        event = db.session.get_one(Event, event_id)
        return foresee(
            [event],
            lambda: cancel_following(event.occurrences[2], reason="Remont.", actor=actor),
        )

    assert [one.turn for one in seen_by(rest).fates] == [Turn.CANCELLED, Turn.CANCELLED]

    def rests(actor: User) -> Foreseen:
        both = [db.session.get_one(Event, number) for number in (event_id, other)]
        return foresee(
            both,
            lambda: add_break(
                name="ferie", first_on=date(2027, 3, 8), last_on=date(2027, 3, 14), actor=actor
            ),
        )

    foreseen = seen_by(rests)
    assert {one.title for one in foreseen.known} == {"Gry sąsiedzkie", "Ciasto"}
    assert len(foreseen.told) == 2
    assert everything(store) == before
