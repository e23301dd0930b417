"""An event is called off, whole or in part: it stays where people look for it, and says so. It
can be called on again."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.events.models import ChangedThing, Event, EventChange, Occurrence
from osl.events.schedule import once
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import (
    Planned,
    actions,
    calendar,
    check,
    days,
    everything,
    meetings,
    told,
    weekly,
)

CALL_OFF = "Odwołaj wydarzenie"
ON_AGAIN = "Jednak się odbędzie"
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


def page_of(browser: Browser, cast: Cast, event_id: int, what: str = "cancellation") -> Page:
    return browser.sign_in(cast.animator).visit(f"events.{what}", event_id=event_id)


def test_a_whole_series_is_called_off_before_it_meets(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    page = page_of(browser, cast, event_id).submit(CALL_OFF, REASON)

    shown = check(page)
    assert "czwartek, 4 marca 2027, 17.00–18.30: odwołane" in shown
    assert "czwartek, 25 marca 2027, 17.00–18.30: odwołane" in shown
    assert "odwołane. Zapowiadają burzę." in shown
    assert not store.get_one(Event, event_id).is_cancelled
    page = page.confirm(CALL_OFF)

    assert page.notices == ["Wydarzenie jest odwołane. Strona i kalendarze już o tym mówią."]
    assert all(one.is_cancelled for one in meetings(store))
    assert told(store) == [(ChangedThing.CANCELLED, "", "Zapowiadają burzę.")]
    assert actions(store)[-1] == "event.cancelled"
    (entry,) = calendar(browser)
    assert (entry["STATUS"], entry["SUMMARY"]) == ("CANCELLED", "ODWOŁANE: Gry sąsiedzkie")
    public = browser.visit("home.event", event_id=event_id)
    assert "ODWOŁANE Zapowiadają burzę." in public.text
    assert "odwołane. Zapowiadają burzę." in public.text


def test_a_long_series_names_some_and_counts_the_rest(
    browser: Browser, cast: Cast, planned: Planned
) -> None:
    event_id = planned(weekly(meeting_count=20), published=True)
    shown = check(page_of(browser, cast, event_id).submit(CALL_OFF, REASON))

    assert shown.count("18.30: odwołane") == 20
    assert "i jeszcze 16 spotkań" in shown


def test_a_series_that_has_met_keeps_what_was_held(
    browser: Browser,
    another_browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    event_id = planned(weekly(meeting_count=5), published=True)
    clock.move_to("2027-03-12T09:00:00+00:00")  # two of five have been
    page = page_of(browser, cast, event_id).submit(CALL_OFF, REASON)
    shown = check(page)
    assert "11 marca" not in shown
    assert shown.count("18.30: odwołane") == 3
    page.confirm(CALL_OFF)

    assert [one.is_cancelled for one in meetings(store)] == [False, False, True, True, True]
    archive = another_browser.visit("home.archive")
    cards = archive.dom.with_class("event")
    assert [card.all("h3")[0].text for card in cards] == ["Gry sąsiedzkie"] * 2
    assert not any("Odwołane" in card.text for card in cards)
    clock.move_to("2027-03-19T09:00:00+00:00")
    cards = another_browser.visit("home.archive").dom.with_class("event")
    assert ["Odwołane" in card.text for card in cards] == [True, False, False]
    entries = calendar(browser)
    by_status = {str(e["STATUS"]): e for e in entries}
    assert set(by_status) == {"CONFIRMED", "CANCELLED"}
    held, off = by_status["CONFIRMED"], by_status["CANCELLED"]
    assert held["RRULE"]["UNTIL"] == [datetime(2027, 3, 11, 16, tzinfo=UTC)]
    assert held["SUMMARY"] == "Gry sąsiedzkie"
    assert off["DTSTART"].dt.isoformat() == "2027-03-18T17:00:00+01:00"
    assert off["SUMMARY"] == "ODWOŁANE: Gry sąsiedzkie"
    assert "Zapowiadają burzę." in off["DESCRIPTION"]
    assert held["UID"] != off["UID"]


def test_the_advisers_figures_count_what_was_held_as_held(
    browser: Browser,
    another_browser: Browser,
    cast: Cast,
    planned: Planned,
    clock: time_machine.Traveller,
) -> None:
    event_id = planned(weekly(meeting_count=5), published=True)
    clock.move_to("2027-03-12T09:00:00+00:00")
    page_of(browser, cast, event_id).submit(CALL_OFF, REASON).confirm(CALL_OFF)

    desk = another_browser.sign_in(cast.adviser).visit("home.desk")
    (row,) = [r for r in desk.dom.all("tr") if r.text.startswith("Wzgórze")]
    assert [cell.text for cell in row.all("td")] == ["2", "0", "3"]


def test_the_rest_is_called_off_from_one_meeting_on(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=5), published=True)
    rows = [one.id for one in meetings(store)]
    page = page_of(browser, cast, event_id).submit(
        CALL_OFF,
        REASON
        | {
            "Co odwołujesz": "Pozostałe, od wybranego spotkania",
            "Od którego spotkania": "czwartek, 18 marca 2027, 17.00–18.30",
        },
    )
    shown = check(page)
    assert shown.count("18.30: odwołane") == 3
    assert "11 marca 2027, 17" not in shown
    page = page.confirm(CALL_OFF)
    assert page.notices == ["Pozostałe spotkania są odwołane. Wcześniejsze zostają bez zmian."]

    old, later = store.scalars(select(Event).order_by(Event.id)).all()
    assert page.path == f"/panel/wydarzenia/{later.id}"
    assert (old.is_cancelled, later.is_cancelled) == (False, True)
    assert [one.id for one in meetings(store)] == rows
    assert [one.is_cancelled for one in meetings(store)] == [False, False, True, True, True]
    assert days(store, old.id) == [date(2027, 3, 4), date(2027, 3, 11)]
    assert told(store, later.id) == [(ChangedThing.CANCELLED, "", "Zapowiadają burzę.")]
    assert told(store, old.id) == [
        (ChangedThing.REST_CANCELLED, "18 marca 2027", "Zapowiadają burzę.")
    ]
    assert actions(store)[-2:] == ["event.parted", "event.cancelled"]
    public = another_browser.visit("home.event", event_id=old.id)
    assert "ODWOŁANE Od 18 marca 2027 się nie odbywa. Zapowiadają burzę." in public.text
    assert "odwołano wszystkie spotkania od 18 marca 2027. Zapowiadają burzę." in public.text
    assert public.follow("Zobacz, co odwołano").path.startswith(f"/wydarzenia/{later.id}")
    statuses = sorted(str(e["STATUS"]) for e in calendar(browser))
    assert statuses == ["CANCELLED", "CONFIRMED"]


def test_what_was_called_off_before_is_not_shown_as_new(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=5), published=True)
    page_of(browser, cast, event_id).submit(
        CALL_OFF,
        REASON
        | {
            "Co odwołujesz": "Pozostałe, od wybranego spotkania",
            "Od którego spotkania": "czwartek, 18 marca 2027, 17.00–18.30",
        },
    ).confirm(CALL_OFF)
    shown = check(page_of(browser, cast, event_id).submit(CALL_OFF, REASON))

    assert shown.count("18.30: odwołane") == 2
    assert "nowe terminy" not in shown


def test_the_rest_from_the_next_meeting_on_needs_no_parting(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    event_id = planned(weekly(meeting_count=5), published=True)
    clock.move_to("2027-03-12T09:00:00+00:00")
    page_of(browser, cast, event_id).submit(
        CALL_OFF,
        REASON
        | {
            "Co odwołujesz": "Pozostałe, od wybranego spotkania",
            "Od którego spotkania": "czwartek, 18 marca 2027, 17.00–18.30",
        },
    ).confirm(CALL_OFF)

    assert store.get_one(Event, event_id).is_cancelled
    assert "event.parted" not in actions(store)
    assert [one.is_cancelled for one in meetings(store)] == [False, False, True, True, True]


def test_some_meetings_are_called_off_at_once(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    page = page_of(browser, cast, event_id).submit(
        CALL_OFF,
        REASON
        | {
            "Co odwołujesz": "Niektóre spotkania",
            "Które spotkania": [
                "czwartek, 4 marca 2027, 17.00–18.30",
                "czwartek, 18 marca 2027, 17.00–18.30",
            ],
        },
    )
    assert check(page).count("18.30: odwołane") == 2
    page = page.confirm(CALL_OFF)

    assert page.notices == ["Te spotkania są odwołane. Pozostałe się odbędą."]
    assert [one.is_cancelled for one in meetings(store)] == [True, False, True, False]
    assert not store.get_one(Event, event_id).is_cancelled
    assert told(store) == [
        (ChangedThing.CANCELLED, f"czwartek, {day} marca 2027, 17.00–18.30", "Zapowiadają burzę.")
        for day in (4, 18)
    ]
    assert actions(store)[-2:] == ["event.meeting_cancelled", "event.meeting_cancelled"]
    off = [e for e in calendar(browser) if e["STATUS"] == "CANCELLED"]
    assert len(off) == 2


@pytest.mark.parametrize("count", [2, 4])
@pytest.mark.parametrize(
    "typed",
    [
        {},
        {
            "Co odwołujesz": "Niektóre spotkania",
            "Które spotkania": ["czwartek, 4 marca 2027, 17.00–18.30"],
        },
        {
            "Co odwołujesz": "Niektóre spotkania",
            "Które spotkania": [
                "czwartek, 4 marca 2027, 17.00–18.30",
                "czwartek, 11 marca 2027, 17.00–18.30",
            ],
        },
        {
            "Co odwołujesz": "Pozostałe, od wybranego spotkania",
            "Od którego spotkania": "czwartek, 11 marca 2027, 17.00–18.30",
        },
    ],
)
def test_a_second_click_calls_off_no_more_than_the_first(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    typed: dict[str, Any],
    count: int,
) -> None:
    event_id = planned(weekly(meeting_count=count), published=True)
    form = page_of(browser, cast, event_id)
    shown = form.submit(CALL_OFF, REASON | typed)
    done = shown.confirm(CALL_OFF) if shown.shown_before_saving else shown
    assert done.heading == "Gry sąsiedzkie"
    before = everything(store)
    again = form.submit(CALL_OFF, REASON | typed)

    assert again.notices == ["To wydarzenie jest już odwołane."]
    assert again.path == done.path
    assert everything(store) == before


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {"Co odwołujesz": "Pozostałe, od wybranego spotkania"},
            "Wybierz, od którego spotkania.",
        ),
        ({"Co odwołujesz": "Niektóre spotkania"}, "Zaznacz co najmniej jedno spotkanie."),
        ({"Dlaczego jest odwołane?": ""}, "Napisz w jednym zdaniu, dlaczego."),
        ({"Dlaczego jest odwołane?": "x" * 501}, "Skróć go do 500 znaków."),
    ],
)
def test_what_cannot_be_called_off_is_said(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    typed: dict[str, Any],
    sentence: str,
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    form = page_of(browser, cast, event_id)
    before = everything(store)
    page = form.submit(CALL_OFF, REASON | typed)

    assert page.status == 422
    assert any(sentence in error for error in page.errors), page.errors
    assert everything(store) == before


def test_a_series_is_called_on_again(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    other = planned(weekly(), published=True, title="Ciasto")
    third = meetings(store, event_id)[2]
    browser.sign_in(cast.animator).visit(
        "events.meeting_cancellation", event_id=event_id, occurrence_id=third.id
    ).submit("Odwołaj to spotkanie", REASON)
    form = page_of(browser, cast, event_id)
    form.submit(CALL_OFF, REASON | {"Co będzie zamiast tego": str(other)}).confirm(CALL_OFF)
    form = page_of(browser, cast, event_id, "show").follow("Przywróć")
    assert form.heading == "Przywracanie: Gry sąsiedzkie"
    assert "czwartek, 11 marca 2027, 17.00–18.30" in form.text
    assert "czwartek, 18 marca 2027, 17.00–18.30" not in form.text
    page = form.submit(ON_AGAIN)

    assert page.notices == ["Jednak się odbędzie. Na stronie i w kalendarzach już to widać."]
    event = store.get_one(Event, event_id)
    assert (event.is_cancelled, event.cancellation_reason, event.replacement_id) == (
        False,
        "",
        None,
    )
    cancelled = [one.is_cancelled for one in meetings(store, event_id)]
    assert cancelled == [False, False, True, False]
    assert told(store)[-1][0] is ChangedThing.RESTORED
    assert actions(store)[-1] == "event.restored"
    public = browser.visit("home.event", event_id=event_id)
    assert "jednak się odbędzie: w każdy czwartek o 17.00, 4 spotkania" in public.text
    (whole,) = [
        e
        for e in calendar(browser)
        if not e.get("RECURRENCE-ID") and e["SUMMARY"] == "Gry sąsiedzkie"
    ]
    assert (whole["STATUS"], whole["SEQUENCE"] > 0) == ("CONFIRMED", True)

    known = actions(store)
    again = form.submit(ON_AGAIN)  # a second click
    assert again.notices == ["To wydarzenie nie jest odwołane."]
    assert actions(store) == known


def test_what_would_be_over_is_not_called_on_again(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    event_id = planned(weekly(meeting_count=2), published=True)
    page_of(browser, cast, event_id).submit(CALL_OFF, REASON).confirm(CALL_OFF)
    clock.move_to("2027-03-20T09:00:00+00:00")
    form = page_of(browser, cast, event_id, "restoration")
    before = everything(store)
    page = form.submit(ON_AGAIN)

    assert page.status == 422
    assert page.errors == ["Jego terminy minęły. Zrób kopię na inny dzień."]
    assert everything(store) == before


def test_somebody_called_it_off_in_other_words_meanwhile(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    mine = page_of(browser, cast, event_id).submit(CALL_OFF, REASON)
    theirs = page_of(another_browser, cast, event_id)
    theirs.submit(CALL_OFF, {"Dlaczego jest odwołane?": "Inaczej."}).confirm(CALL_OFF)
    before = everything(store)
    page = mine.submit(CALL_OFF)

    assert page.status == 409
    assert "Inaczej." in page.text
    assert everything(store) == before


def test_others_call_nothing_off(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    for what in ("cancellation", "restoration"):
        assert browser.visit(f"events.{what}", event_id=event_id).heading == "Logowanie"
    browser.sign_in(cast.other_animator)
    for what in ("cancellation", "restoration"):
        assert browser.visit(f"events.{what}", event_id=event_id).status == 403
        assert browser.visit(f"events.{what}", event_id=99999).status == 404
    assert actions(store) == ["event.planned", "event.published"]


def test_a_meeting_of_another_event_is_not_called_off_along(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    other = planned(weekly(meeting_count=4), published=True, title="Inne")
    foreign = store.scalars(select(Occurrence.id).where(Occurrence.event_id == other)).first()
    form = page_of(browser, cast, event_id)
    data = [
        (c["name"], c["value"])
        for c in form.dom.all("input")
        if c["name"] in ("csrf_token", "version")
    ]
    page = browser.post(
        form.url,
        [*data, ("part", "some"), ("meeting_ids", str(foreign)), ("reason", "Burza.")],
    )

    assert page.status == 422
    assert not any(one.is_cancelled for one in meetings(store))
