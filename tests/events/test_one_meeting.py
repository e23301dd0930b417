"""One meeting of a series has a time, place or host of its own, is put off or called off, and is
set right again. It survives later changes of its series; the other meetings stay."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.communities.models import Venue
from osl.core.audit import AuditEntry
from osl.events.models import ChangedThing, Event, EventChange, EventKind, Occurrence
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import (
    Planned,
    actions,
    calendar,
    check,
    evening,
    everything,
    meetings,
    told,
    weekly,
)

REASON = {"Dlaczego jest odwołane?": "Prowadząca jest chora."}
MOVE = {"Data": "2027-03-12", "Od godziny": "16:00", "Do godziny": "17:30"}
CHANGE = "Zmień to spotkanie"
PUT_OFF = {"Słowo do mieszkańców": "Remont sali, damy znać do piątku."}


@pytest.fixture
def library(store: Session) -> Venue:
    """Another place in town."""
    venue = Venue(name="Biblioteka", address="ul. Kochanowskiego 5, 27-200 Starachowice")
    store.add(venue)
    store.commit()
    return venue


def step(
    browser: Browser, cast: Cast, event_id: int, meeting: Occurrence, what: str = "meeting_change"
) -> Page:
    browser.sign_in(cast.animator)
    return browser.visit(f"events.{what}", event_id=event_id, occurrence_id=meeting.id)


def test_one_meeting_is_called_off(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    second = meetings(store)[1]
    page = step(browser, cast, event_id, second, "meeting_cancellation")
    assert "czwartek, 11 marca 2027, 17.00–18.30" in page.text
    page = page.submit("Odwołaj to spotkanie", REASON)

    assert page.notices == ["To spotkanie jest odwołane. Pozostałe się odbędą."]
    assert [one.is_cancelled for one in meetings(store)] == [False, True, False, False]
    change = store.scalars(select(EventChange)).one()
    assert change.thing is ChangedThing.CANCELLED
    assert (change.before, change.after) == (
        "czwartek, 11 marca 2027, 17.00–18.30",
        "Prowadząca jest chora.",
    )
    assert "odwołano jedno spotkanie „Gry sąsiedzkie”: czwartek, 11 marca 2027" in page.text


def test_one_meeting_is_moved_in_time_and_place(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True, hall=False, place_note="przy molo")
    second = meetings(store)[1]
    page = step(browser, cast, event_id, second).submit(
        CHANGE,
        MOVE | {"Miejsce": str(cast.hall.id), "Słowo do mieszkańców": "Tym razem pod dachem."},
    )
    assert "piątek, 12 marca 2027, 16.00–17.30" in check(page)
    assert not any(one.is_moved for one in meetings(store))
    page = page.confirm(CHANGE)

    assert page.notices == ["To spotkanie jest zmienione. Pozostałe są bez zmian."]
    moved = meetings(store)[1]
    assert moved.id == second.id
    assert moved.is_moved
    assert moved.starts_at == datetime(2027, 3, 12, 15, tzinfo=UTC)
    assert moved.slot_at == datetime(2027, 3, 11, 16, tzinfo=UTC)
    assert (moved.venue_id, moved.note) == (cast.hall.id, "Tym razem pod dachem.")
    known = told(store)
    assert [one[0] for one in known] == [ChangedThing.TIME, ChangedThing.PLACE]
    assert known[0][2] == "piątek, 12 marca 2027, 16.00–17.30"
    assert actions(store)[-1] == "event.meeting_moved"
    public = browser.visit("home.event", event_id=event_id, termin=second.id)
    assert "ZMIANA TERMINU" in public.text
    assert "Miało być: czwartek, 11 marca 2027, 17.00–18.30." in public.text
    assert "Tym razem pod dachem." in public.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"Data": "2027-02-26"}, "Ta pora już minęła."),
        ({"Do godziny": "15:00"}, "Koniec musi być po początku."),
        ({"Data": "2027-03-18", "Od godziny": "17:00", "Do godziny": "18:00"}, "inne spotkanie"),
        ({"Data": "2027-03-28", "Od godziny": "2:15"}, "godziny 2.15 nie ma"),
        ({"Data": "2027-10-31", "Od godziny": "1:00", "Do godziny": "2:15"}, "2.15 jest dwa razy"),
        ({"Data": ""}, "Podaj, którego dnia"),
        ({"Od godziny": ""}, "Wpisz godzinę"),
        ({"Miejsce": "9999"}, ""),
        ({"Słowo do mieszkańców": "x" * 501}, "Skróć go do 500 znaków."),
    ],
)
def test_a_move_that_cannot_be_is_refused_in_words(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    *,
    typed: dict[str, str],
    sentence: str,
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    page = step(browser, cast, event_id, meetings(store)[1])
    page = page.submit(CHANGE, MOVE | typed)

    assert page.status == 422
    assert any(sentence in error for error in page.errors), page.errors
    assert not any(one.is_moved for one in meetings(store))
    assert store.scalars(select(EventChange)).all() == []


def test_a_meeting_that_began_stays_as_it_was(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    clock.move_to("2027-03-04T16:30:00+00:00")
    first = meetings(store)[0]
    for what, button, values in (
        ("meeting_cancellation", "Odwołaj to spotkanie", REASON),
        ("meeting_change", CHANGE, MOVE),
    ):
        page = step(browser, cast, event_id, first, what).submit(button, values)
        assert page.status == 422
        assert "To spotkanie już się zaczęło albo skończyło" in page.errors[0]


def test_a_second_click_and_a_second_person_change_nothing_more(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    second = meetings(store)[1]
    call_off = step(browser, cast, event_id, second, "meeting_cancellation")
    move = browser.visit("events.meeting_change", event_id=event_id, occurrence_id=second.id)
    move.submit(CHANGE, MOVE).confirm(CHANGE)

    assert call_off.submit("Odwołaj to spotkanie", REASON).status == 409
    page = move.submit(CHANGE, MOVE | {"Data": "2027-03-13"})
    assert page.status == 409
    assert "12 marca 2027" in page.text
    assert meetings(store)[1].starts_at.day == 12
    log = store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert log[-1] == "event.meeting_moved"
    assert log.count("event.meeting_moved") == 1


def test_they_survive_a_change_that_leaves_their_day(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    rows = meetings(store)
    step(browser, cast, event_id, rows[1]).submit(CHANGE, MOVE).confirm(CHANGE)
    step(browser, cast, event_id, rows[2], "meeting_cancellation").submit(
        "Odwołaj to spotkanie", REASON
    )
    page = browser.visit("events.edit", event_id=event_id)
    page.submit("Zapisz zmiany", {"Liczba spotkań": "6", "Do godziny": "19:00"}).confirm(
        "Zapisz zmiany"
    )

    after = meetings(store)
    assert len(after) == 6
    assert [one.id for one in after[:4]] == [one.id for one in rows]
    assert after[1].is_moved
    assert after[1].starts_at == datetime(2027, 3, 12, 15, tzinfo=UTC)
    assert after[1].ends_at == datetime(2027, 3, 12, 16, 30, tzinfo=UTC)
    assert after[2].is_cancelled
    assert after[3].ends_at == datetime(2027, 3, 25, 18, tzinfo=UTC)


def test_a_meeting_of_another_event_is_not_there(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    mine = planned(weekly(meeting_count=2), published=True)
    theirs = planned(weekly(meeting_count=2), community=cast.ostrowiecka)
    rows = meetings(store)
    foreign = next(one for one in rows if one.event_id == theirs)

    assert step(browser, cast, mine, foreign).status == 404
    assert step(browser, cast, theirs, foreign).status == 404


def test_a_published_meeting_of_another_community_is_not_touched(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    theirs = planned(weekly(meeting_count=2), community=cast.ostrowiecka, published=True)

    assert step(browser, cast, theirs, meetings(store)[0]).status == 403
    assert step(browser, cast, theirs, meetings(store)[0], "meeting_cancellation").status == 403


def test_an_all_day_meeting_moves_by_its_date(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=3, starts_at=time(0), ends_at=time(0)), published=True)
    page = step(browser, cast, event_id, meetings(store)[1])
    page.submit(CHANGE, {"Data": "2027-03-13"}).confirm(CHANGE)

    assert meetings(store)[1].starts_at == datetime(2027, 3, 12, 23, tzinfo=UTC)
    assert meetings(store)[1].ends_at == datetime(2027, 3, 13, 23, tzinfo=UTC)
    assert meetings(store)[0].starts_at.date() == date(2027, 3, 3)


def test_a_second_click_on_one_meeting_changes_nothing_more(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    second, third = meetings(store)[1:3]
    steps = [
        (second, "meeting_change", CHANGE, MOVE),
        (third, "meeting_cancellation", "Odwołaj to spotkanie", REASON),
    ]
    for meeting, what, button, words in steps:
        form = step(browser, cast, event_id, meeting, what)
        shown = form.submit(button, words)
        if shown.shown_before_saving:
            shown.confirm(button)
        known = len(store.scalars(select(AuditEntry)).all())
        again = form.submit(button, words)
        assert again.status == 200
        assert again.heading == "Gry sąsiedzkie"
        assert len(store.scalars(select(AuditEntry)).all()) == known


def test_one_meeting_is_in_another_place(
    browser: Browser, cast: Cast, planned: Planned, store: Session, library: Venue
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    second = meetings(store)[1]
    page = step(browser, cast, event_id, second).submit(
        CHANGE, {"Miejsce": str(library.id), "Miejsce słowami": "pierwsze piętro"}
    )
    place = "Biblioteka, ul. Kochanowskiego 5, 27-200 Starachowice, pierwsze piętro"
    assert f"w innym miejscu: {place}" in check(page)
    page = page.confirm(CHANGE)

    assert "Inaczej niż w serii" in page.text
    moved = meetings(store)[1]
    assert (moved.venue_id, moved.place_note) == (library.id, "pierwsze piętro")
    assert not moved.is_moved
    assert told(store) == [
        (
            ChangedThing.PLACE,
            "Świetlica „Pod Dębem”, ul. Łąkowa 5, 27-200 Starachowice",
            f"czwartek, 11 marca 2027, 17.00–18.30: {place}",
        )
    ]
    assert actions(store)[-1] == "event.meeting_changed"
    assert "zmieniono jedno spotkanie „Gry sąsiedzkie”: czwartek, 11 marca 2027" in page.text
    public = browser.visit("home.event", event_id=event_id, termin=second.id)
    assert "Biblioteka, pierwsze piętro" in public.text
    assert "czwartek, 11 marca 2027, 17.00–18.30: zmiana miejsca z „Świetlica" in public.text
    assert "na „Biblioteka, ul. Kochanowskiego 5" in public.text
    assert "Inne miejsce Biblioteka" in public.text
    (entry,) = [e for e in calendar(browser) if e.get("RECURRENCE-ID")]
    assert entry["LOCATION"].startswith("Biblioteka")
    assert "Gdzie dokładnie: pierwsze piętro" in entry["DESCRIPTION"]


def test_another_hour_on_the_same_day_is_said_as_an_hour(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    page = step(browser, cast, event_id, meetings(store)[1])
    page = page.submit(CHANGE, {"Od godziny": "16:00", "Do godziny": "17:30"}).confirm(CHANGE)
    assert "Inna godzina, miało być o 17.00" in page.text
    public = another_browser.visit("home.event", event_id=event_id)
    assert "czwartek, 11 marca, 16.00 Inna godzina, miało być o 17.00" in public.text


def test_another_place_without_a_word_more_is_told_all_the_same(
    browser: Browser, cast: Cast, planned: Planned, store: Session, library: Venue
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    second = meetings(store)[1]
    page = step(browser, cast, event_id, second).submit(CHANGE, {"Miejsce": str(library.id)})
    assert "w innym miejscu: Biblioteka, ul. Kochanowskiego 5" in check(page)
    assert "zmiana miejsca z „Świetlica „Pod Dębem”, ul. Łąkowa 5" in check(page)
    page.confirm(CHANGE)

    (place,) = told(store)
    assert place[0] is ChangedThing.PLACE
    assert place[2].startswith("czwartek, 11 marca 2027, 17.00–18.30: Biblioteka")


def test_words_alone_are_a_place_too(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    second = meetings(store)[1]
    page = step(browser, cast, event_id, second)
    page.submit(CHANGE, {"Miejsce słowami": "w ogrodzie"}).confirm(CHANGE)

    public = browser.visit("home.event", event_id=event_id, termin=second.id)
    lead = [e.text for e in public.dom.with_class("event-facts")]
    assert "w ogrodzie" in lead[0]
    assert "Świetlica" not in lead[0]
    assert '"name":"w ogrodzie"' in public.response.get_data(as_text=True)
    (entry,) = [e for e in calendar(browser) if e.get("RECURRENCE-ID")]
    assert entry["LOCATION"] == "w ogrodzie"


def test_one_meeting_has_another_host_and_fewer_places_and_a_word(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True, host="Anna", places=12)
    second = meetings(store)[1]
    page = step(browser, cast, event_id, second)
    assert "Tylko gdy prowadzi ktoś inny niż zwykle: Anna." in page.text
    page = page.submit(
        CHANGE,
        {"Kto prowadzi": "Ewa", "Liczba miejsc": "5", "Słowo do mieszkańców": "O kaligrafii."},
    )

    assert page.notices == ["To spotkanie jest zmienione. Pozostałe są bez zmian."]
    changed = meetings(store)[1]
    assert (changed.host, changed.places, changed.note) == ("Ewa", 5, "O kaligrafii.")
    day = "czwartek, 11 marca 2027, 17.00–18.30"
    assert told(store) == [
        (ChangedThing.HOST, "Anna", f"{day}: Ewa"),
        (ChangedThing.SIGNUP, "12 miejsc", f"{day}: 5 miejsc"),
    ]
    public = browser.visit("home.event", event_id=event_id, termin=second.id)
    for words in ("Ewa", "5 miejsc", "O kaligrafii.", "zmiana osoby prowadzącej z „Anna”"):
        assert words in public.text
    other = browser.visit("home.event", event_id=event_id)
    assert "O kaligrafii." not in other.text
    assert "12 miejsc" in other.text


def test_a_word_alone_is_told_with_its_day(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    second = meetings(store)[1]
    page = step(browser, cast, event_id, second)
    page = page.submit(CHANGE, {"Słowo do mieszkańców": "Weź kubek."})

    assert page.notices == ["To spotkanie jest zmienione. Pozostałe są bez zmian."]
    assert told(store) == [
        (ChangedThing.DETAILS, "", "czwartek, 11 marca 2027, 17.00–18.30: Weź kubek.")
    ]


def test_the_same_as_usual_is_nothing_of_its_own(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True, host="Anna", places=12)
    known = actions(store)
    page = step(browser, cast, event_id, meetings(store)[1]).submit(
        CHANGE,
        {"Miejsce": str(cast.hall.id), "Kto prowadzi": "Anna", "Liczba miejsc": "12"},
    )

    assert page.notices == ["Nic się nie zmieniło."]
    second = meetings(store)[1]
    assert (second.venue_id, second.host, second.places) == (None, "", None)
    assert not second.differs
    assert actions(store) == known
    assert told(store) == []


def test_a_meeting_is_put_back_as_its_series_says(
    browser: Browser, cast: Cast, planned: Planned, store: Session, library: Venue
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True, host="Anna")
    second = meetings(store)[1]
    step(browser, cast, event_id, second).submit(
        CHANGE, MOVE | {"Miejsce": str(library.id), "Kto prowadzi": "Ewa"}
    ).confirm(CHANGE)
    page = step(browser, cast, event_id, second, "meeting_return")
    assert "piątek, 12 marca 2027, 16.00–17.30" in page.text
    assert "czwartek, 11 marca 2027, 17.00–18.30" in page.text
    before = told(store)
    back = page.submit("Przywróć jak w serii")

    assert back.notices == ["To spotkanie znów jest takie jak pozostałe."]
    now = meetings(store)[1]
    assert not now.differs
    assert (now.starts_at, now.venue_id, now.host) == (now.slot_at, None, "")
    assert now.ends_at == datetime(2027, 3, 11, 17, 30, tzinfo=UTC)
    thursday = "czwartek, 11 marca 2027, 17.00–18.30"
    assert told(store)[len(before) :] == [
        (ChangedThing.TIME, "piątek, 12 marca 2027, 16.00–17.30", thursday),
        (
            ChangedThing.PLACE,
            "Biblioteka, ul. Kochanowskiego 5, 27-200 Starachowice",
            f"{thursday}: Świetlica „Pod Dębem”, ul. Łąkowa 5, 27-200 Starachowice",
        ),
        (ChangedThing.HOST, "Ewa", f"{thursday}: Anna"),
    ]
    assert actions(store)[-1] == "event.meeting_put_back"
    assert "znów jest takie jak cała seria: czwartek, 11 marca 2027" in back.text
    assert not [e for e in calendar(browser) if e.get("RECURRENCE-ID")]

    known = actions(store)
    again = page.submit("Przywróć jak w serii")  # a second click
    assert again.notices == ["To spotkanie jest takie jak cała seria."]
    assert actions(store) == known


def test_a_meeting_whose_own_date_is_past_is_not_put_back(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    second = meetings(store)[1]
    step(browser, cast, event_id, second).submit(CHANGE, MOVE | {"Data": "2027-03-14"}).confirm(
        CHANGE
    )
    clock.move_to("2027-03-12T09:00:00+00:00")
    page = step(browser, cast, event_id, second, "meeting_return")
    before = everything(store)
    page = page.submit("Przywróć jak w serii")

    assert page.status == 422
    assert page.errors == ["Termin z serii już minął, więc to spotkanie zostaje bez zmian."]
    assert everything(store) == before


def test_a_meeting_is_put_off_without_a_new_date(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    second = meetings(store)[1]
    form = step(browser, cast, event_id, second).follow("Przełóż, nowy termin później")
    page = form.submit("Przełóż", PUT_OFF)

    assert page.notices == [
        "Przełożone. Na stronie i w kalendarzach jest napisane, że nowy termin będzie wkrótce."
    ]
    assert "Przełożone" in [e.text for e in page.dom.with_class("pill")]
    put_off = meetings(store)[1]
    assert put_off.is_postponed
    assert put_off.note == "Remont sali, damy znać do piątku."
    assert told(store) == [
        (
            ChangedThing.POSTPONED,
            "czwartek, 11 marca 2027, 17.00–18.30",
            "Remont sali, damy znać do piątku.",
        )
    ]
    assert actions(store)[-1] == "event.meeting_postponed"
    public = browser.visit("home.event", event_id=event_id, termin=second.id)
    assert "PRZEŁOŻONE Tego dnia spotkania nie będzie: czwartek, 11 marca." in public.text
    assert "Miało być: czwartek, 11 marca 2027, 17.00–18.30" in public.text
    assert "Nowy termin podamy tu wkrótce. Remont sali, damy znać do piątku." in public.text
    assert "Następne: czwartek, 4 marca 2027" in public.text
    assert "https://schema.org/EventPostponed" in public.response.get_data(as_text=True)
    assert "przełożono spotkanie: czwartek, 11 marca 2027, 17.00–18.30" in public.text
    (entry,) = [e for e in calendar(browser) if e.get("RECURRENCE-ID")]
    assert entry["STATUS"] == "TENTATIVE"
    assert entry["SUMMARY"] == "PRZEŁOŻONE (termin wkrótce): Gry sąsiedzkie"
    assert "Przełożone: w tym terminie się nie odbędzie" in entry["DESCRIPTION"]

    known = actions(store)
    again = form.submit("Przełóż", PUT_OFF)  # a second click
    assert again.notices == ["To spotkanie jest już przełożone."]
    other = form.submit("Przełóż", {"Słowo do mieszkańców": "Inaczej."})  # a second person
    assert other.status == 409
    assert actions(store) == known
    assert len(told(store)) == 1


def test_nobody_is_sent_to_open_hours_that_are_put_off(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(), published=True, kind=EventKind.OPEN_HOURS, title="Dyżur")
    first = meetings(store)[0]
    step(browser, cast, event_id, first, "meeting_postponement").submit("Przełóż", PUT_OFF)

    for page in (
        another_browser.visit("home.community", slug="wzgorze"),
        another_browser.visit("home.front"),
    ):
        (when,) = page.dom.with_class("open-hours-when")
        assert when.text == "czwartek, 11 marca, 17.00–18.30"
        assert "Przełożone: 4 marca 2027" in page.text


def test_lists_say_that_it_is_put_off_and_the_card_names_the_next_one(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    first = meetings(store)[0]
    step(browser, cast, event_id, first, "meeting_postponement").submit("Przełóż", PUT_OFF)

    month = another_browser.visit("calendars.month", miesiac="2027-03")
    shown = [one.text for one in month.dom.with_class("month-event")]
    assert [text.endswith("Przełożone") for text in shown] == [True, False, False, False]
    cards = another_browser.visit("home.events").dom.with_class("event")
    assert ["Przełożone" in card.text for card in cards] == [True, False]  # then the next one
    communities = another_browser.visit("home.communities")
    assert "czwartek, 11 marca, Gry sąsiedzkie" in communities.text


def test_putting_off_wants_a_word(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    page = step(browser, cast, event_id, meetings(store)[1], "meeting_postponement")
    before = everything(store)
    page = page.submit("Przełóż", {"Słowo do mieszkańców": " "})

    assert page.status == 422
    assert page.errors == ["Napisz w jednym zdaniu, dlaczego albo co teraz robić."]
    assert everything(store) == before


def test_a_draft_is_not_put_off(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4))
    page = step(browser, cast, event_id, meetings(store)[1])
    assert "Przełóż, nowy termin później" not in page.links
    page = step(browser, cast, event_id, meetings(store)[1], "meeting_postponement")
    page = page.submit("Przełóż", PUT_OFF)

    assert page.status == 422
    assert page.errors == ["O tym szkicu nikt jeszcze nie wie. Po prostu zmień jego datę."]
    assert told(store) == []


def test_the_new_date_may_come_after_the_old_one_has_passed(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    event_id = planned(weekly(meeting_count=2), published=True)
    second = meetings(store)[1]
    step(browser, cast, event_id, second, "meeting_postponement").submit("Przełóż", PUT_OFF)
    clock.move_to("2027-03-20T09:00:00+00:00")
    page = browser.sign_in(cast.animator).visit("events.show", event_id=event_id)
    assert "Przełożone i wciąż bez nowego terminu:" in page.text
    assert "Już po" not in page.text
    page = step(browser, cast, event_id, second)
    assert "To spotkanie jest przełożone. Tu wpisz nowy termin." in page.text
    page = page.submit(CHANGE, {"Data": "2027-03-22", "Od godziny": "16:00", "Do godziny": "17:30"})
    assert "poniedziałek, 22 marca 2027, 16.00–17.30" in check(page)
    page.confirm(CHANGE)

    now = meetings(store)[1]
    assert not now.is_postponed
    assert now.is_moved
    assert now.note == ""  # why it was put off is of no use any more
    assert now.starts_at == datetime(2027, 3, 22, 15, tzinfo=UTC)
    assert told(store)[-1] == (
        ChangedThing.TIME,
        "czwartek, 11 marca 2027, 17.00–18.30",
        "poniedziałek, 22 marca 2027, 16.00–17.30",
    )
    entry = [e for e in calendar(browser) if "przeniesione z 11.03" in e["SUMMARY"]]
    assert [e["STATUS"] for e in entry] == ["CONFIRMED"]


def test_an_evening_that_takes_place_once_is_put_off_and_given_its_new_date(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    event_id = planned(evening(), published=True)
    page = browser.sign_in(cast.animator).visit("events.show", event_id=event_id)
    page = page.follow("Przełóż, nowy termin później").submit("Przełóż", PUT_OFF)

    assert "Przełożone, nowego terminu jeszcze nie ma." in page.text
    assert told(store) == [(ChangedThing.POSTPONED, "", "Remont sali, damy znać do piątku.")]
    public = browser.visit("home.event", event_id=event_id)
    assert "PRZEŁOŻONE" in public.text
    (entry,) = calendar(browser)
    assert (entry["STATUS"], entry["SUMMARY"]) == (
        "TENTATIVE",
        "PRZEŁOŻONE (termin wkrótce): Gry sąsiedzkie",
    )
    clock.move_to("2027-03-15T09:00:00+00:00")
    page = browser.sign_in(cast.animator).visit("events.show", event_id=event_id)
    page = page.follow("Podaj nowy termin")
    page = page.submit("Zapisz zmiany", {"Data": "2027-03-18"}).confirm("Zapisz zmiany")

    assert page.notices == ["Zmiany są zapisane."]
    meeting = store.scalars(select(Occurrence)).one()
    assert (meeting.postponed_at, meeting.is_moved, meeting.note) == (None, True, "")
    assert told(store)[-1][0] is ChangedThing.TIME
    (entry,) = calendar(browser)
    assert (entry["STATUS"], entry["SUMMARY"]) == ("CONFIRMED", "NOWY TERMIN: Gry sąsiedzkie")


def test_a_meeting_called_off_is_called_on_again(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    second = meetings(store)[1]
    step(browser, cast, event_id, second, "meeting_cancellation").submit(
        "Odwołaj to spotkanie", REASON
    )
    (off,) = [e for e in calendar(browser) if e.get("RECURRENCE-ID")]
    assert (off["STATUS"], off["SUMMARY"]) == ("CANCELLED", "ODWOŁANE: Gry sąsiedzkie")
    form = step(browser, cast, event_id, second, "meeting_restoration")
    assert "Prowadząca jest chora." in form.text
    page = form.submit("Jednak się odbędzie")

    assert page.notices == ["Jednak się odbędzie. Na stronie i w kalendarzach już to widać."]
    now = meetings(store)[1]
    assert (now.is_cancelled, now.cancellation_reason) == (False, "")
    assert told(store)[-1] == (
        ChangedThing.RESTORED,
        "czwartek, 11 marca 2027, 17.00–18.30",
        "",
    )
    assert actions(store)[-1] == "event.meeting_restored"
    public = browser.visit("home.event", event_id=event_id)
    assert "jednak się odbędzie: czwartek, 11 marca 2027, 17.00–18.30" in public.text
    assert not [e for e in calendar(browser) if e.get("RECURRENCE-ID")]

    known = actions(store)
    again = form.submit("Jednak się odbędzie")  # a second click
    assert again.notices == ["To spotkanie nie jest odwołane."]
    assert actions(store) == known


def test_what_would_be_over_is_not_called_on_again(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    second = meetings(store)[1]
    step(browser, cast, event_id, second, "meeting_cancellation").submit(
        "Odwołaj to spotkanie", REASON
    )
    clock.move_to("2027-03-12T09:00:00+00:00")
    form = step(browser, cast, event_id, second, "meeting_restoration")
    before = everything(store)
    page = form.submit("Jednak się odbędzie")

    assert page.status == 422
    assert page.errors == ["Termin tego spotkania już minął. Zaplanuj nowe."]
    assert everything(store) == before


STEPS: list[tuple[str, str, dict[str, Any]]] = [
    ("meeting_change", CHANGE, MOVE),
    ("meeting_cancellation", "Odwołaj to spotkanie", REASON),
    ("meeting_postponement", "Przełóż", PUT_OFF),
    ("meeting_return", "Przywróć jak w serii", {}),
    ("meeting_restoration", "Jednak się odbędzie", {}),
    ("following", "Zapisz od tego spotkania", {}),
]


@pytest.mark.parametrize("what", [step[0] for step in STEPS])
def test_nobody_else_touches_a_meeting(
    browser: Browser, cast: Cast, planned: Planned, store: Session, what: str
) -> None:
    event_id = planned(weekly(meeting_count=3), published=True)
    other = planned(weekly(meeting_count=3), published=True, title="Inne")
    first, foreign = meetings(store, event_id)[0], meetings(store, other)[0]
    address = {"event_id": event_id, "occurrence_id": first.id}

    assert browser.visit(f"events.{what}", **address).heading == "Logowanie"
    browser.sign_in(cast.other_animator)
    assert browser.visit(f"events.{what}", **address).status == 403
    browser.sign_in(cast.animator)
    address["occurrence_id"] = foreign.id
    assert browser.visit(f"events.{what}", **address).status == 404
    address["occurrence_id"] = 99999
    assert browser.visit(f"events.{what}", **address).status == 404


def test_residents_of_a_draft_are_told_nothing(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4))
    second = meetings(store)[1]
    page = step(browser, cast, event_id, second).submit(CHANGE, MOVE)
    assert page.notices == ["To spotkanie jest zmienione. Pozostałe są bez zmian."]
    step(browser, cast, event_id, second, "meeting_return").submit("Przywróć jak w serii")

    assert told(store) == []
    assert actions(store)[-2:] == ["event.meeting_moved", "event.meeting_put_back"]


def test_a_series_that_is_off_as_a_whole_is_called_on_as_a_whole(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned(weekly(meeting_count=4), published=True)
    second = meetings(store)[1]
    form = browser.sign_in(cast.animator).visit("events.cancellation", event_id=event_id)
    form.submit("Odwołaj wydarzenie", REASON).confirm("Odwołaj wydarzenie")
    page = step(browser, cast, event_id, second, "meeting_restoration")
    page = page.submit("Jednak się odbędzie")

    assert page.status == 422
    assert page.errors == ["Całe wydarzenie jest odwołane. Przywróć całe wydarzenie."]
    assert store.get_one(Event, event_id).is_cancelled
