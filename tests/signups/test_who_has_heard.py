""" "Powiadomiono 31 z 34": letters that left and calls that were made; nobody is lost between."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from osl.core.clock import utcnow
from osl.core.outbox import OutgoingLetter
from osl.people.models import Person
from osl.signups.call_operations import call_unreached, drop_settled_calls
from osl.signups.models import Signup, SignupState
from osl.signups.operations import accept_offer, withdraw
from osl.signups.waiting import lapse_offers
from tests.browser import Browser
from tests.cast import Cast
from tests.events.conftest import Planned
from tests.signups.conftest import SignUp, act, open_event, states
from tests.signups.hearing import all_calls, change, step, to_call, written_to
from tests.signups.test_calling import LIST, press
from tests.signups.test_hearing_of_changes import call_off, call_on, elsewhere


@pytest.fixture
def four(planned: Planned, signed_up: SignUp) -> int:
    """Anna and Olga have addresses, Jan and Ewa only phones."""
    event_id = open_event(planned, places=10)
    signed_up(event_id, "Anna A")
    signed_up(event_id, "Olga D")
    signed_up(event_id, "Jan B", email="", phone="000 000 002")
    signed_up(event_id, "Ewa C", email="", phone="000 000 003")
    return event_id


def letter(store: Session, to: str, *kind: str, **values: object) -> None:
    """Something becomes of the letters to somebody."""
    chosen = update(OutgoingLetter).where(OutgoingLetter.recipient == to)
    if kind:
        chosen = chosen.where(OutgoingLetter.kind == kind[0])
    store.execute(chosen.values(**values))
    store.commit()


def told(browser: Browser, event_id: int) -> str:
    page = browser.visit("events.show", event_id=event_id)
    (panel,) = [one for one in page.dom.all("section") if one["id"] == "told"]
    return panel.text


def test_the_event_says_how_many_have_heard(
    app: Flask, cast: Cast, browser: Browser, four: int, store: Session
) -> None:
    browser.sign_in(cast.animator)
    change(app, cast, four, call_off)
    assert "Powiadomiono 0 z 4" in told(browser, four)
    letter(store, "anna@example.org", "signups.changed", sent_at=utcnow())
    press(browser.visit(LIST), "Powiadomiono", "Jan B")
    shown = told(browser, four)
    assert "Powiadomiono 2 z 4" in shown
    assert "1 e-mail jest w drodze." in shown
    assert "Do 1 osoby trzeba zadzwonić." in shown
    page = browser.visit("events.show", event_id=four).follow("Do obdzwonienia i kto jeszcze")
    assert "Ewa C: trzeba zadzwonić" in page.text
    assert "Olga D: e-mail jest w drodze" in page.text
    missing = page.text.partition("Kto jeszcze nie wie")[2].partition("Odwołane")[0]
    assert "Anna" not in missing
    assert "Jan" not in missing


def test_who_withdrew_and_who_heard_of_it_later_are_not_counted_twice(
    app: Flask, cast: Cast, browser: Browser, four: int, store: Session
) -> None:
    browser.sign_in(cast.animator)
    change(app, cast, four, call_off)
    letter(store, "anna@example.org", "signups.changed", sent_at=utcnow())
    letter(store, "olga@example.org", "signups.changed", obsolete_at=utcnow())
    change(app, cast, four, call_on)
    shown = told(browser, four)
    assert "Powiadomiono 0 z 4" in shown, "of the return nobody has heard"
    assert "Powiadomiono 1 z 1" in shown, "Jan and Ewa will hear of both at once"


def test_whose_letter_was_given_up_is_called_with_a_phone_or_without(
    app: Flask, cast: Cast, browser: Browser, four: int, store: Session
) -> None:
    change(app, cast, four, elsewhere)
    letter(store, "anna@example.org", "signups.changed", abandoned_at=utcnow())
    assert step(app, call_unreached) == 1
    assert step(app, call_unreached) == 0
    assert to_call(store)[2:] == [("Anna A", "changed")]
    page = browser.sign_in(cast.animator).visit(LIST)
    assert "Brak telefonu, adres e-mail nie działa" in page.text
    assert "Powiadomiono 0 z 4" in told(browser, four)
    page = press(browser.visit(LIST), "Powiadomiono", "Anna A")
    assert "Powiadomiono 1 z 4" in told(browser, four)


def test_a_letter_that_gets_through_after_all_saves_the_call(
    app: Flask, cast: Cast, browser: Browser, four: int, store: Session
) -> None:
    change(app, cast, four, elsewhere)
    letter(store, "anna@example.org", "signups.changed", abandoned_at=utcnow())
    step(app, call_unreached)
    letter(store, "anna@example.org", abandoned_at=None, sent_at=utcnow())
    assert step(app, drop_settled_calls) == 1
    assert step(app, call_unreached) == 0
    assert [name for name, _cause in to_call(store)] == ["Jan B", "Ewa C"]
    assert "Powiadomiono 1 z 4" in told(browser.sign_in(cast.animator), four)


def test_two_letters_given_up_are_one_call_that_tells_both(
    app: Flask, cast: Cast, browser: Browser, four: int, store: Session
) -> None:
    change(app, cast, four, elsewhere)
    change(app, cast, four, call_off)
    letter(store, "anna@example.org", "signups.changed", abandoned_at=utcnow())
    step(app, call_unreached)
    assert to_call(store)[2:] == [("Anna A", "cancelled")]
    assert len([one for one in all_calls(store) if one.key.endswith(":1")]) == 2


def test_a_withdrawn_person_is_not_called_for_a_letter_given_up(
    app: Flask, cast: Cast, four: int, store: Session
) -> None:
    change(app, cast, four, elsewhere)
    anna = store.scalars(select(Signup).join(Signup.person).where(Person.name == "Anna A")).one()
    act(app, anna.id, withdraw)
    letter(store, "anna@example.org", "signups.changed", abandoned_at=utcnow())
    assert step(app, call_unreached) == 0


def test_an_offer_that_never_arrived_is_kept_until_somebody_has_spoken(
    app: Flask,
    cast: Cast,
    browser: Browser,
    dance: int,
    signed_up: SignUp,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    anna = signed_up(dance, "Anna A")
    signed_up(dance, "Jan B")
    ewa = signed_up(dance, "Ewa C", phone="000 000 003")
    act(app, anna, withdraw)
    letter(store, "ewa@example.org", "signups.offer", abandoned_at=utcnow())
    assert step(app, call_unreached) == 1
    assert to_call(store) == [("Ewa C", "offer")]
    clock.shift(timedelta(hours=30))
    assert step(app, lapse_offers) == 0
    assert states(store)[2] == (SignupState.OFFERED, 1)
    page = browser.sign_in(cast.animator).visit(LIST)
    press(page, "Bierze miejsce", "Ewa C")
    assert store.get_one(Signup, ewa).has_place


def test_an_answered_offer_is_not_called_about(
    app: Flask, dance: int, signed_up: SignUp, store: Session
) -> None:
    anna = signed_up(dance, "Anna A")
    signed_up(dance, "Jan B")
    ewa = signed_up(dance, "Ewa C")
    act(app, anna, withdraw)
    act(app, ewa, accept_offer)
    letter(store, "ewa@example.org", "signups.offer", abandoned_at=utcnow())
    assert step(app, call_unreached) == 0
    assert written_to(store) == []


def test_another_team_sees_the_numbers_and_no_names(
    app: Flask, cast: Cast, browser: Browser, four: int
) -> None:
    change(app, cast, four, call_off)
    browser.sign_in(cast.other_animator)
    assert "Powiadomiono 0 z 4" in told(browser, four)
    page = browser.visit("events.show", event_id=four)
    assert "Jan B" not in page.text
    assert "Do obdzwonienia i kto jeszcze nie wie" not in page.links
