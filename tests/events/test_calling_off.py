"""An event is called off: it stays where people look for it, and says so."""

from datetime import date, time

import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.events.models import ChangedThing, Event, EventChange
from osl.events.schedule import once
from tests.browser import Browser
from tests.cast import Cast
from tests.events.conftest import Planned, weekly

REASON = {"Dlaczego jest odwołane?": "Zapowiadają burzę."}


def test_an_animator_calls_an_event_off(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(published=True)
    other = planned(
        once(date(2027, 4, 1), time(17), None, time(19)), published=True, title="Ciasto"
    )
    page = browser.sign_in(cast.animator).visit("events.show", event_id=event_id)
    page = page.follow("Odwołaj").submit(
        "Odwołaj wydarzenie", REASON | {"Co będzie zamiast tego": "Ciasto, 1 kwietnia 2027"}
    )

    assert page.notices == ["Wydarzenie jest odwołane. Strona i kalendarze już o tym mówią."]
    event = store.get_one(Event, event_id)
    assert event.is_cancelled
    assert event.replacement_id == other
    change = store.scalars(select(EventChange)).one()
    assert (change.thing, change.after) == (ChangedThing.CANCELLED, "Zapowiadają burzę.")
    public = another_browser.visit("home.event", event_id=event_id)
    assert public.status == 200
    assert "Zapowiadają burzę." in public.text
    assert "Ciasto" in public.text


def test_a_reason_is_needed(browser: Browser, cast: Cast, planned: Planned, store: Session) -> None:
    event_id = planned(published=True)
    form = browser.sign_in(cast.animator).visit("events.cancellation", event_id=event_id)
    page = form.submit("Odwołaj wydarzenie")

    assert page.status == 422
    assert page.errors == ["Napisz w jednym zdaniu, dlaczego. Przeczytają to mieszkańcy."]
    assert not store.get_one(Event, event_id).is_cancelled


def test_a_second_click_calls_off_nothing_more(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(published=True)
    form = browser.sign_in(cast.animator).visit("events.cancellation", event_id=event_id)
    form.submit("Odwołaj wydarzenie", REASON)
    page = form.submit("Odwołaj wydarzenie", {"Dlaczego jest odwołane?": "Inaczej."})

    assert page.status == 409
    assert "Zapowiadają burzę." in page.text
    assert store.get_one(Event, event_id).cancellation_reason == "Zapowiadają burzę."
    assert len(store.scalars(select(EventChange)).all()) == 1


def test_a_draft_is_deleted_not_called_off(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned()
    page = browser.sign_in(cast.animator).visit("events.cancellation", event_id=event_id)
    page = page.follow("Usuń szkic").submit("Usuń na zawsze")

    assert page.notices == ["Szkic jest usunięty."]
    assert store.scalars(select(Event)).all() == []
    assert "event.deleted" in store.scalars(select(AuditEntry.action)).all()


def test_what_was_published_is_never_deleted(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned()
    form = browser.sign_in(cast.animator).visit("events.deletion", event_id=event_id)
    browser.visit("events.publication", event_id=event_id).submit("Opublikuj wydarzenie")
    page = form.submit("Usuń na zawsze")

    assert page.status == 409
    assert store.get_one(Event, event_id).is_published


def test_what_is_over_cannot_be_called_off(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    event_id = planned(published=True)
    clock.move_to("2027-03-20T09:00:00+00:00")
    form = browser.sign_in(cast.animator).visit("events.cancellation", event_id=event_id)
    page = form.submit("Odwołaj wydarzenie", REASON)

    assert page.status == 422
    assert page.errors == ["To wydarzenie już było, więc nie da się go odwołać."]
    assert not store.get_one(Event, event_id).is_cancelled


def test_another_communitys_draft_cannot_come_instead(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(published=True)
    hidden = planned(community=cast.ostrowiecka, title="Tajne")
    form = browser.sign_in(cast.animator).visit("events.cancellation", event_id=event_id)
    assert "Tajne" not in form.text
    page = form.submit("Odwołaj wydarzenie", REASON | {"Co będzie zamiast tego": str(hidden)})

    assert page.status == 422
    assert not store.get_one(Event, event_id).is_cancelled


def test_a_called_off_series_keeps_its_dates(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    form = browser.sign_in(cast.animator).visit("events.cancellation", event_id=event_id)
    form.submit("Odwołaj wydarzenie", REASON).confirm("Odwołaj wydarzenie")
    page = browser.visit("events.edit", event_id=event_id)
    page = page.submit("Zapisz zmiany", {"Liczba spotkań": "5"})

    assert page.status == 422
    assert page.errors[0].startswith("To wydarzenie jest odwołane, więc jego terminy zostają.")
    assert len(store.get_one(Event, event_id).occurrences) == 4


def test_the_same_click_twice_is_told_that_it_is_done(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(published=True)
    form = browser.sign_in(cast.animator).visit("events.cancellation", event_id=event_id)
    form.submit("Odwołaj wydarzenie", REASON)
    page = form.submit("Odwołaj wydarzenie", REASON)

    assert page.status == 200
    assert len(store.scalars(select(EventChange)).all()) == 1
