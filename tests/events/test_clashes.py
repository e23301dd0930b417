"""Whoever plans is told what stands in the way, and decides: the second press saves."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.communities.models import Venue
from osl.events.models import Event
from osl.events.schedule import once
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import Planned, TownBreak, calendar, check, evening, meetings, weekly

HALL = "Świetlica „Pod Dębem”, ul. Łąkowa 5, 27-200 Starachowice"
CHESS = {
    "Nazwa wydarzenia": "Szachy",
    "Data": "2027-03-11",
    "Od godziny": "18:00",
    "Do godziny": "20:00",
}


def plan(browser: Browser, cast: Cast, typed: dict[str, Any]) -> Page:
    page = browser.sign_in(cast.animator).visit("events.plan")
    return page.submit("Zapisz szkic", CHESS | typed)


def count(store: Session) -> int:
    return store.scalar(select(func.count(Event.id))) or 0


def test_a_place_that_is_taken(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    planned(evening(), published=True, community=cast.ostrowiecka)
    page = plan(browser, cast, {"Miejsce": HALL})

    assert (
        "Świetlica „Pod Dębem” – miejsce zajęte: „Gry sąsiedzkie”, czwartek, 11 marca 2027, "
        "17.00–19.00."
    ) in check(page)
    assert "Zwróć uwagę (mimo to można zapisać):" in page.text
    assert count(store) == 1
    page = page.confirm("Zapisz szkic")
    assert page.heading == "Szachy"
    assert count(store) == 2
    assert "Kolizje: Świetlica „Pod Dębem” – miejsce zajęte: „Gry sąsiedzkie”" in page.text


def test_a_series_names_the_first_date_and_counts_the_rest(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    planned(weekly(meeting_count=4), published=True)
    page = plan(browser, cast, {"Miejsce": HALL, "Jak często": "Co tydzień", "Liczba spotkań": "3"})

    shown = check(page)
    assert "miejsce zajęte: „Gry sąsiedzkie”, czwartek, 11 marca 2027, 17.00–18.30." in shown
    assert "I jeszcze w 2 terminach." in shown


@pytest.mark.parametrize("name", ["Łucja Żak", "łucja żak", "Lucja Zak", "  ŁUCJA   ŻAK"])
def test_a_host_is_busy_however_the_name_is_typed(
    browser: Browser, cast: Cast, planned: Planned, name: str
) -> None:
    planned(evening(), published=True, host="Łucja Żak", community=cast.ostrowiecka)
    page = plan(browser, cast, {"Kto prowadzi": name})

    assert (
        f"{' '.join(name.split())} prowadzi wtedy coś innego: „Gry sąsiedzkie”, "
        "czwartek, 11 marca 2027, 17.00–19.00."
    ) in check(page)


def test_the_same_people_are_asked_twice(browser: Browser, cast: Cast, planned: Planned) -> None:
    planned(evening(), published=True)
    page = plan(browser, cast, {"Miejsce słowami": "skwer"})

    assert (
        "W tym samym czasie dla tej samej społeczności: „Gry sąsiedzkie”, czwartek, 11 marca 2027, "
        "17.00–19.00."
    ) in check(page)


def test_one_cause_is_enough_to_say(browser: Browser, cast: Cast, planned: Planned) -> None:
    planned(evening(), published=True, host="Anna")
    page = plan(browser, cast, {"Miejsce": HALL, "Kto prowadzi": "Anna"})

    assert check(page).count("„Gry sąsiedzkie”") == 1
    assert "miejsce zajęte" in check(page)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"Data": "2027-05-03"}, "3 maja to dzień wolny: Święto Narodowe Trzeciego Maja."),
        ({"Data": "2027-05-12"}, "Podczas przerwy (remont sali): 12 maja."),
    ],
)
def test_a_holiday_and_a_break_are_named(
    browser: Browser,
    cast: Cast,
    store: Session,
    town_break: TownBreak,
    typed: dict[str, str],
    sentence: str,
) -> None:
    town_break(date(2027, 5, 10), date(2027, 5, 16), "remont sali")
    page = plan(browser, cast, typed)

    assert sentence in check(page)
    page.confirm("Zapisz szkic")
    assert count(store) == 1


@pytest.mark.parametrize(
    "typed",
    [
        {"Od godziny": "19:00", "Do godziny": "20:00"},  # begins when the other ends
        {"Od godziny": "15:00", "Do godziny": "17:00"},  # ends when the other begins
        {"Data": "2027-03-12"},
    ],
)
def test_what_only_touches_is_in_nobodys_way(
    browser: Browser, cast: Cast, planned: Planned, store: Session, typed: dict[str, str]
) -> None:
    planned(evening(), published=True)
    page = plan(browser, cast, {"Miejsce": HALL} | typed)

    assert page.heading == "Szachy"
    assert count(store) == 2


def test_what_is_off_or_put_off_is_in_nobodys_way(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    whole = planned(evening(), published=True)
    series = planned(weekly(meeting_count=3), published=True)
    put_off = planned(evening(), published=True)
    browser.sign_in(cast.animator)
    reason = {"Dlaczego jest odwołane?": "Choroba."}
    browser.visit("events.cancellation", event_id=whole).submit("Odwołaj wydarzenie", reason)
    second, single = meetings(store, series)[1].id, meetings(store, put_off)[0].id
    browser.visit("events.meeting_cancellation", event_id=series, occurrence_id=second).submit(
        "Odwołaj to spotkanie", reason
    )
    browser.visit("events.meeting_postponement", event_id=put_off, occurrence_id=single).submit(
        "Przełóż", {"Słowo do mieszkańców": "Remont."}
    )
    page = plan(browser, cast, {"Miejsce": HALL})

    assert page.heading == "Szachy"
    assert count(store) == 4


def test_a_meeting_with_a_place_of_its_own_is_where_it_really_is(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    library = Venue(name="Biblioteka", address="ul. Kochanowskiego 5")
    store.add(library)
    store.commit()
    series = planned(weekly(meeting_count=3), published=True, community=cast.ostrowiecka)
    second = meetings(store, series)[1].id
    browser.sign_in(cast.organiser)
    browser.visit("events.meeting_change", event_id=series, occurrence_id=second).submit(
        "Zmień to spotkanie", {"Miejsce": str(library.id)}
    ).confirm("Zmień to spotkanie")

    page = plan(browser, cast, {"Miejsce": str(library.id)})
    assert "Biblioteka – miejsce zajęte: „Gry sąsiedzkie”" in check(page)
    page = plan(browser, cast, {"Miejsce": HALL})
    assert page.heading == "Szachy"


def test_words_instead_of_the_hall_leave_the_hall_free(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    series = planned(weekly(meeting_count=3), published=True, community=cast.ostrowiecka)
    second = meetings(store, series)[1].id
    browser.sign_in(cast.organiser)
    browser.visit("events.meeting_change", event_id=series, occurrence_id=second).submit(
        "Zmień to spotkanie", {"Miejsce słowami": "w ogrodzie"}
    ).confirm("Zmień to spotkanie")

    assert plan(browser, cast, {"Miejsce": HALL}).heading == "Szachy"


def test_the_desk_no_longer_warns_when_somebody_made_way(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    planned(evening(), published=True, title="Ciasto")
    event_id = planned(weekly(meeting_count=3), published=True)
    browser.sign_in(cast.animator)
    page = browser.visit("events.show", event_id=event_id)
    assert "Kolizje: Świetlica „Pod Dębem” – miejsce zajęte: „Ciasto”" in page.text
    second = meetings(store, event_id)[1].id
    browser.visit("events.meeting_change", event_id=event_id, occurrence_id=second).submit(
        "Zmień to spotkanie", {"Miejsce słowami": "w ogrodzie"}
    ).confirm("Zmień to spotkanie")

    assert "Kolizje" not in browser.visit("events.show", event_id=event_id).text


def test_an_event_is_not_in_its_own_way(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=3), published=True, host="Anna")
    page = browser.sign_in(cast.animator).visit("events.show", event_id=event_id)
    assert "Kolizje" not in page.text
    page = browser.visit("events.edit", event_id=event_id)
    page = page.submit("Zapisz zmiany", {"Od godziny": "17:30"})
    assert "miejsce zajęte" not in check(page)
    page.confirm("Zapisz zmiany")

    meeting = meetings(store, event_id)[1]
    page = browser.visit("events.following", event_id=event_id, occurrence_id=meeting.id).submit(
        "Zapisz od tego spotkania", {"Od godziny": "18:00", "Do godziny": "19:00"}
    )
    assert "miejsce zajęte" not in check(page)
    page = browser.visit(
        "events.meeting_change", event_id=event_id, occurrence_id=meeting.id
    ).submit("Zmień to spotkanie", {"Od godziny": "18:00", "Do godziny": "19:00"})
    assert "miejsce zajęte" not in check(page)


def test_a_meeting_that_is_moved_meets_what_is_there(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    planned(evening(date(2027, 3, 12)), published=True, title="Ciasto")
    event_id = planned(weekly(meeting_count=3), published=True)
    second = meetings(store, event_id)[1]
    browser.sign_in(cast.animator)
    page = browser.visit(
        "events.meeting_change", event_id=event_id, occurrence_id=second.id
    ).submit("Zmień to spotkanie", {"Data": "2027-03-12"})

    assert "Świetlica „Pod Dębem” – miejsce zajęte: „Ciasto”" in check(page)
    page.confirm("Zmień to spotkanie")
    assert meetings(store, event_id)[1].is_moved


def test_another_communitys_draft_is_not_revealed(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    planned(evening(), community=cast.ostrowiecka, title="Tajne", host="Anna")
    page = plan(browser, cast, {"Miejsce": HALL, "Kto prowadzi": "Anna"})

    assert page.heading == "Szachy"
    assert "Tajne" not in page.text
    organiser = another_browser.sign_in(cast.organiser).visit("events.plan")
    shown = organiser.submit(
        "Zapisz szkic",
        CHESS | {"Nazwa wydarzenia": "Go", "Miejsce": HALL, "Społeczności": ["Wzgórze"]},
    )
    assert "miejsce zajęte: „Tajne”" in check(shown)


def test_ones_own_communitys_draft_is_named(browser: Browser, cast: Cast, planned: Planned) -> None:
    planned(evening(), title="Szkic zebrania")
    assert "miejsce zajęte: „Szkic zebrania”" in check(plan(browser, cast, {"Miejsce": HALL}))


def test_many_things_in_the_way_are_counted(browser: Browser, cast: Cast, planned: Planned) -> None:
    for number in range(10):
        planned(evening(), published=True, title=f"Gry {number}")
    shown = check(plan(browser, cast, {"Miejsce": HALL}))

    assert shown.count("miejsce zajęte") == 8
    assert "Są jeszcze 2 takie rzeczy." in shown


def test_what_is_beyond_half_a_year_is_left_to_the_future(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    planned(evening(date(2027, 10, 14)), published=True)
    page = plan(browser, cast, {"Data": "2027-10-14", "Miejsce": HALL})

    assert page.heading == "Szachy"


def test_a_whole_day_meets_every_hour_of_it(browser: Browser, cast: Cast, planned: Planned) -> None:
    planned(once(date(2027, 3, 10), None, date(2027, 3, 12), None), published=True)
    shown = check(plan(browser, cast, {"Miejsce": HALL}))

    assert "środa, 10 marca 2027 – piątek, 12 marca 2027." in shown


def test_an_evening_until_midnight_does_not_reach_the_holiday(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = plan(browser, cast, {"Data": "2027-05-02", "Do godziny": "0:00"})

    assert page.heading == "Szachy"
    assert count(store) == 1


def test_the_quick_draft_warns_too(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    planned(evening(), published=True)
    page = browser.sign_in(cast.animator).visit("events.quick")
    page = page.submit("Zapisz szkic", CHESS | {"Społeczność": "Wzgórze", "Miejsce": HALL})
    assert "miejsce zajęte: „Gry sąsiedzkie”" in check(page)
    assert page.confirm("Zapisz szkic").heading == "Edycja: Szachy"
    assert count(store) == 2


def test_calendars_say_nothing_of_it(browser: Browser, cast: Cast, planned: Planned) -> None:
    """A clash is the team's matter: residents are told of neither."""
    planned(evening(), published=True)
    planned(evening(), published=True, title="Ciasto")

    texts = [str(entry.to_ical(), "utf-8") for entry in calendar(browser)]
    assert len(texts) == 2
    assert not any("zajęte" in text or "Kolizje" in text for text in texts)
    public = browser.visit("home.events")
    assert "zajęte" not in public.text
