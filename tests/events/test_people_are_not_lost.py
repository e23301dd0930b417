"""A meeting that people count on, or that is noted in the log, is never taken away: it is carried
to another day of its week, or called off with a reason. Whoever changes it is told how many."""

from datetime import date
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.events.involvement import Involved
from osl.events.models import Event, Frequency, Occurrence, Series
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import Counted, Planned, check, days, everything, meetings, weekly

SAVE = "Zapisz zmiany"
PUT_BACK = "Przywróć jak w serii"
ON_AGAIN = "Jednak się odbędzie"
FIVE, THREE, TWO, ONE = (Involved(people=number) for number in (5, 3, 2, 1))
LOGGED = Involved(is_logged=True)


def edit(browser: Browser, cast: Cast, event_id: int) -> Page:
    return browser.sign_in(cast.animator).visit("events.edit", event_id=event_id)


def numbers(store: Session, event_id: int) -> list[int]:
    return [one.id for one in meetings(store, event_id)]


def test_a_series_that_ends_sooner_calls_off_what_people_count_on(
    browser: Browser, cast: Cast, planned: Planned, store: Session, counted: Counted
) -> None:
    event_id = planned(weekly(until_on=date(2027, 3, 25)), published=True)
    known = numbers(store, event_id)
    counted[known[2]] = FIVE
    page = edit(browser, cast, event_id).submit(SAVE, {"Do dnia": "2027-03-11"})

    shown = check(page)
    assert "czwartek, 18 marca 2027, 17.00–18.30: odwołane (liczy na nie 5 osób)" in shown
    assert "czwartek, 25 marca 2027, 17.00–18.30: nie będzie tego terminu" in shown
    assert "Dotyczy to 5 osób, które są zapisane." in shown
    page = page.confirm(SAVE)

    assert numbers(store, event_id) == known[:3]
    third = meetings(store, event_id)[2]
    assert third.is_cancelled
    assert third.cancellation_reason == "Terminy tych spotkań się zmieniły."
    assert "Terminy tych spotkań się zmieniły." in page.text
    public = browser.visit("home.event", event_id=event_id, termin=third.id)
    assert "ODWOŁANE" in public.text
    assert "Terminy tych spotkań się zmieniły." in public.text


@pytest.mark.parametrize(
    ("people", "counts", "concerns"),
    [
        (ONE, "liczy na nie 1 osoba", "Dotyczy to 1 osoby, która jest zapisana."),
        (TWO, "liczą na nie 2 osoby", "Dotyczy to 2 osób, które są zapisane."),
        (FIVE, "liczy na nie 5 osób", "Dotyczy to 5 osób, które są zapisane."),
    ],
)
def test_how_many_people_it_concerns_is_said_in_good_polish(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    counted: Counted,
    *,
    people: Involved,
    counts: str,
    concerns: str,
) -> None:
    event_id = planned(weekly(until_on=date(2027, 3, 25)), published=True)
    second = meetings(store, event_id)[1]
    counted[second.id] = people
    browser.sign_in(cast.animator)
    page = browser.visit(
        "events.meeting_cancellation", event_id=event_id, occurrence_id=second.id
    ).submit("Odwołaj to spotkanie", {"Dlaczego jest odwołane?": "Choroba."})

    assert f"({counts})" in check(page)
    assert concerns in check(page)
    assert page.confirm("Odwołaj to spotkanie").notices == [
        "To spotkanie jest odwołane. Pozostałe się odbędą."
    ]


def test_what_is_logged_stays_although_nobody_has_a_place(
    browser: Browser, cast: Cast, planned: Planned, store: Session, counted: Counted
) -> None:
    event_id = planned(weekly(until_on=date(2027, 3, 25)), published=True)
    known = numbers(store, event_id)
    counted[known[3]] = LOGGED
    edit(browser, cast, event_id).submit(SAVE, {"Do dnia": "2027-03-11"}).confirm(SAVE)

    assert numbers(store, event_id) == [known[0], known[1], known[3]]
    assert meetings(store, event_id)[2].is_cancelled


def test_another_weekday_carries_people_within_their_week(
    browser: Browser, cast: Cast, planned: Planned, store: Session, counted: Counted
) -> None:
    event_id = planned(weekly(until_on=date(2027, 3, 26)), published=True)
    known = numbers(store, event_id)
    counted |= {known[1]: THREE, known[3]: TWO}
    page = edit(browser, cast, event_id).submit(SAVE, {"Data": "2027-03-02"})

    shown = check(page)
    assert "Dotyczy to 5 osób, które są zapisane." in shown
    assert (
        "czwartek, 11 marca 2027, 17.00–18.30 wtorek, 9 marca 2027, 17.00–18.30 "
        "(liczą na nie 3 osoby)"
    ) in shown
    page.confirm(SAVE)

    assert numbers(store, event_id) == known
    assert days(store, event_id) == [date(2027, 3, day) for day in (2, 9, 16, 23)]
    assert not any(one.is_cancelled for one in meetings(store, event_id))


def test_a_rarer_rhythm_calls_off_the_weeks_between(
    browser: Browser, cast: Cast, planned: Planned, store: Session, counted: Counted
) -> None:
    event_id = planned(weekly(until_on=date(2027, 3, 26)), published=True)
    known = numbers(store, event_id)
    counted |= {known[1]: THREE}
    edit(browser, cast, event_id).submit(SAVE, {"Jak często": "Co drugi tydzień"}).confirm(SAVE)

    assert numbers(store, event_id) == known[:3]
    assert [one.is_cancelled for one in meetings(store, event_id)] == [False, True, False]
    assert days(store, event_id) == [date(2027, 3, day) for day in (4, 11, 18)]


def test_a_break_calls_off_with_its_name(
    browser: Browser, cast: Cast, planned: Planned, store: Session, counted: Counted
) -> None:
    rule = weekly(until_on=date(2027, 4, 22), skips_breaks=True)
    event_id = planned(rule, published=True)
    known = numbers(store, event_id)
    counted |= {known[2]: FIVE}
    form = browser.sign_in(cast.organiser).visit("breaks.add")
    page = form.submit(
        "Zapisz przerwę",
        {"Nazwa": "remont sali", "Pierwszy dzień": "2027-03-15", "Ostatni dzień": "2027-03-28"},
    )
    shown = check(page)
    assert "czwartek, 18 marca 2027, 17.00–18.30: odwołane (liczy na nie 5 osób)" in shown
    assert "czwartek, 25 marca 2027, 17.00–18.30: nie będzie tego terminu" in shown
    page.confirm("Zapisz przerwę")

    assert numbers(store, event_id) == known[:3] + known[4:]
    third = meetings(store, event_id)[2]
    assert (third.is_cancelled, third.cancellation_reason) == (True, "Przerwa: remont sali.")


def test_a_date_taken_off_the_chosen_ones(
    browser: Browser, cast: Cast, planned: Planned, store: Session, counted: Counted
) -> None:
    chosen = (date(2027, 3, 4), date(2027, 4, 14), date(2027, 5, 19), date(2027, 6, 9))
    rule = weekly(frequency=Frequency.CHOSEN_DATES, chosen_on=chosen, skips_holidays=False)
    event_id = planned(rule, published=True)
    known = numbers(store, event_id)
    counted |= {known[1]: THREE}
    page = edit(browser, cast, event_id).submit(SAVE, {"Daty": "9.06.2027"})
    shown = check(page)
    assert "środa, 14 kwietnia 2027, 17.00–18.30: odwołane (liczą na nie 3 osoby)" in shown
    assert "środa, 19 maja 2027, 17.00–18.30: nie będzie tego terminu" in shown
    page.confirm(SAVE)

    assert numbers(store, event_id) == [known[0], known[1], known[3]]
    assert [one.is_cancelled for one in meetings(store, event_id)] == [False, True, False]
    assert store.scalars(select(Series)).one().chosen_on == ["2027-03-04", "2027-06-09"]


def test_a_date_chosen_near_by_takes_the_people_along(
    browser: Browser, cast: Cast, planned: Planned, store: Session, counted: Counted
) -> None:
    chosen = (date(2027, 3, 4), date(2027, 4, 14))
    rule = weekly(frequency=Frequency.CHOSEN_DATES, chosen_on=chosen, skips_holidays=False)
    event_id = planned(rule, published=True)
    known = numbers(store, event_id)
    counted |= {known[1]: THREE}
    edit(browser, cast, event_id).submit(SAVE, {"Daty": "16.04.2027, 13.05.2027"}).confirm(SAVE)

    assert numbers(store, event_id)[:2] == known
    assert days(store, event_id) == [date(2027, 3, 4), date(2027, 4, 16), date(2027, 5, 13)]
    assert not meetings(store, event_id)[1].is_cancelled


def test_a_single_evening_keeps_the_meeting_that_people_count_on(
    browser: Browser, cast: Cast, planned: Planned, store: Session, counted: Counted
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    known = numbers(store, event_id)
    counted |= {known[2]: THREE}
    page = edit(browser, cast, event_id).submit(
        SAVE, {"Jak często": "Tylko raz", "Liczba spotkań": ""}
    )
    assert "Dotyczy to 3 osób, które są zapisane." in check(page)
    page.confirm(SAVE)

    assert numbers(store, event_id) == [known[2]]
    assert days(store, event_id) == [date(2027, 3, 4)]
    assert store.get_one(Event, event_id).series is None


def test_with_people_in_several_meetings_it_stays_a_series(
    browser: Browser, cast: Cast, planned: Planned, store: Session, counted: Counted
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    known = numbers(store, event_id)
    counted |= {known[1]: ONE, known[2]: THREE}
    form = edit(browser, cast, event_id)
    before = everything(store)
    page = form.submit(SAVE, {"Jak często": "Tylko raz", "Liczba spotkań": ""})

    assert page.status == 422
    assert page.errors == ["Na kilka spotkań są już zapisane osoby, więc zostaje serią."]
    assert everything(store) == before


def test_a_meeting_called_off_already_keeps_its_own_reason(
    browser: Browser, cast: Cast, planned: Planned, store: Session, counted: Counted
) -> None:
    event_id = planned(weekly(until_on=date(2027, 3, 25)), published=True)
    known = numbers(store, event_id)
    counted |= {known[2]: THREE}
    browser.sign_in(cast.animator)
    browser.visit("events.meeting_cancellation", event_id=event_id, occurrence_id=known[2]).submit(
        "Odwołaj to spotkanie", {"Dlaczego jest odwołane?": "Choroba."}
    ).confirm("Odwołaj to spotkanie")
    edit(browser, cast, event_id).submit(SAVE, {"Do dnia": "2027-03-11"}).confirm(SAVE)

    assert numbers(store, event_id) == known[:3]
    assert meetings(store, event_id)[2].cancellation_reason == "Choroba."


def test_people_go_along_when_a_series_is_parted(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    counted: Counted,
    clock: time_machine.Traveller,
) -> None:
    event_id = planned(weekly(meeting_count=5), published=True)
    known = numbers(store, event_id)
    counted |= {known[2]: FIVE, known[3]: TWO}
    clock.move_to("2027-03-12T09:00:00+00:00")
    browser.sign_in(cast.animator)
    page = browser.visit("events.following", event_id=event_id, occurrence_id=known[2]).submit(
        "Zapisz od tego spotkania", {"Data": "2027-03-19", "Liczba spotkań": "2"}
    )
    shown = check(page)
    assert "Dotyczy to 7 osób, które są zapisane." in shown
    page.confirm("Zapisz od tego spotkania")

    later = meetings(store)[2].event_id
    assert later != event_id
    assert numbers(store, later) == known[2:4]
    assert days(store, later) == [date(2027, 3, 19), date(2027, 3, 26)]


@pytest.mark.parametrize(
    "typed",
    [{"Koszt": "5 zł"}, {"Opis": "Szachy."}],
)
def test_words_alone_concern_nobodys_place(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    counted: Counted,
    typed: dict[str, Any],
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    counted |= dict.fromkeys(numbers(store, event_id), FIVE)
    page = edit(browser, cast, event_id).submit(SAVE, typed)

    assert page.notices == ["Zmiany są zapisane."]
    assert len(numbers(store, event_id)) == 4


def test_the_whole_event_is_called_off_and_says_how_many_counted_on_it(
    browser: Browser, cast: Cast, planned: Planned, store: Session, counted: Counted
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    known = numbers(store, event_id)
    counted |= {known[0]: FIVE, known[3]: TWO}
    form = browser.sign_in(cast.animator).visit("events.cancellation", event_id=event_id)
    page = form.submit("Odwołaj wydarzenie", {"Dlaczego jest odwołane?": "Remont."})

    assert "Dotyczy to 7 osób, które są zapisane." in check(page)
    counted[known[1]] = ONE  # somebody signs up between the look and the click
    again = page.submit("Odwołaj wydarzenie")
    assert "Dotyczy to 8 osób, które są zapisane." in check(again)
    again.confirm("Odwołaj wydarzenie")
    assert store.get_one(Event, event_id).is_cancelled
    assert numbers(store, event_id) == known


def test_a_meeting_put_back_says_first_how_many_people_it_moves(
    browser: Browser, cast: Cast, planned: Planned, store: Session, counted: Counted
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    second = numbers(store, event_id)[1]
    there = {"event_id": event_id, "occurrence_id": second}
    page = browser.sign_in(cast.animator).visit("events.meeting_change", **there)
    page.submit("Zmień to spotkanie", {"Data": "2027-03-12"}).confirm("Zmień to spotkanie")
    counted[second] = FIVE
    page = browser.visit("events.meeting_return", **there).submit(PUT_BACK)

    shown = check(page)
    assert "piątek, 12 marca 2027, 17.00–18.30" in shown
    assert "Dotyczy to 5 osób, które są zapisane." in shown
    assert store.get_one(Occurrence, second).is_moved
    page.confirm(PUT_BACK)
    assert not store.get_one(Occurrence, second).is_moved


def test_calling_on_again_says_first_how_many_people_come(
    browser: Browser, cast: Cast, planned: Planned, store: Session, counted: Counted
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    first, second, *_rest = numbers(store, event_id)
    there = {"event_id": event_id, "occurrence_id": second}
    reason = {"Dlaczego jest odwołane?": "Remont."}
    browser.sign_in(cast.animator).visit("events.meeting_cancellation", **there).submit(
        "Odwołaj to spotkanie", reason
    )
    counted[second] = TWO
    page = browser.visit("events.meeting_restoration", **there).submit(ON_AGAIN)
    assert "Dotyczy to 2 osób, które są zapisane." in check(page)
    assert store.get_one(Occurrence, second).is_cancelled
    page.confirm(ON_AGAIN)
    assert not store.get_one(Occurrence, second).is_cancelled

    browser.visit("events.cancellation", event_id=event_id).submit(
        "Odwołaj wydarzenie", reason
    ).confirm("Odwołaj wydarzenie")
    counted[first] = FIVE
    page = browser.visit("events.restoration", event_id=event_id).submit(ON_AGAIN)
    assert "Dotyczy to 7 osób, które są zapisane." in check(page)
    assert store.get_one(Event, event_id).is_cancelled
    page.confirm(ON_AGAIN)
    assert not store.get_one(Event, event_id).is_cancelled
