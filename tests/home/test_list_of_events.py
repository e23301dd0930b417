"""The list by day: narrowed by what the address asks for, searched without Polish letters."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from osl.accounts.models import User
from osl.communities.models import Audience, Fact, Venue
from osl.core import transactions
from osl.core.clock import to_local
from osl.core.db import db
from osl.events.cancellations import cancel_event
from osl.events.meetings import Own, cancel_occurrence, change_occurrence
from osl.events.models import Event, EventKind, Frequency, Occurrence, Strand
from osl.events.schedule import once
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.home.conftest import NOW, evening, weekly

Planned = Callable[..., int]
Change = Callable[[int, Callable[[Event, User], None]], None]


def titles(page: Page) -> list[str]:
    return [e.text for e in page.dom.with_class("event-title")]


def lines(page: Page) -> list[tuple[str, str]]:
    """Each line of the list: its day, and the name of the event."""
    found = []
    for day in page.dom.with_class("agenda-day"):
        on = day.with_class("agenda-heading")[0].all("time")[0]["datetime"]
        found += [(on, title.text) for title in day.with_class("event-title")]
    return found


def repeats(page: Page) -> list[str]:
    return [e.text for e in page.dom.with_class("event-repeats")]


def all_pages(first: Page) -> list[Page]:
    """The list from its first page to its last one."""
    pages = [first]
    while onward := [words for words in pages[-1].links if words.startswith("Dalsze terminy")]:
        pages.append(pages[-1].follow(onward[0]))
    return pages


@pytest.fixture
def change(app: Flask, cast: Cast) -> Change:
    """Do something with an event as the organiser."""

    def do(event_id: int, step: Callable[[Event, User], None]) -> None:
        with app.test_request_context(), transactions.unit():
            organiser = db.session.get_one(User, cast.organiser.id)
            step(db.session.get_one(Event, event_id), organiser)

    return do


def test_the_list_goes_by_day(browser: Browser, planned: Planned) -> None:
    planned(evening(date(2027, 3, 1), 20, 21), published=True, title="Dziś wieczorem")
    planned(evening(date(2027, 3, 1), 18, 19), published=True, title="Dziś wcześniej")
    planned(evening(date(2027, 3, 5)), published=True, title="W piątek")
    page = browser.visit("/wydarzenia")
    assert titles(page) == ["Dziś wcześniej", "Dziś wieczorem", "W piątek"]
    headings = [e.text for e in page.dom.with_class("agenda-heading")]
    assert headings == ["Dzisiaj poniedziałek, 1 marca 2027", "piątek, 5 marca 2027"]


def test_filters_stay_in_the_address_and_go_along_to_the_month(
    browser: Browser, cast: Cast, planned: Planned
) -> None:
    planned(published=True, title="Nasze")
    planned(published=True, title="Ich", community=cast.ostrowiecka)
    page = browser.visit("/wydarzenia").submit("Pokaż", {"Społeczność": "Wzgórze"})
    assert titles(page) == ["Nasze"]
    assert page.heading == "Wydarzenia: Wzgórze"
    assert "spolecznosc=wzgorze" in page.links["Widok miesiąca"]
    assert "Ich" not in page.follow("Widok miesiąca").links


def test_each_filter_narrows(app: Flask, browser: Browser, cast: Cast, planned: Planned) -> None:
    with app.app_context(), transactions.unit():
        db.session.get_one(Venue, cast.hall.id).lift = Fact.YES
    planned(published=True, title="Zwykłe")
    planned(
        published=True,
        title="Szczególne",
        kind=EventKind.WORKSHOP,
        strand=Strand.SPORT,
        audience=Audience.SENIORS,
    )
    planned(published=True, title="Bez miejsca", hall=False, place_note="u nas")
    for query in ("rodzaj=workshop", "nurt=sport", "dla=seniors"):
        assert titles(browser.visit(f"/wydarzenia?{query}")) == ["Szczególne"]
    assert "Bez miejsca" not in titles(browser.visit("/wydarzenia?dostep=lift"))
    assert len(titles(browser.visit("/wydarzenia?dostep=lift"))) == 2


def test_what_nobody_could_choose_is_passed_over(browser: Browser, planned: Planned) -> None:
    planned(published=True)
    strange = "spolecznosc=nie-ma&rodzaj=%3Cb%3E&nurt=&dla=x&dostep=__class__&od=2027-99-99"
    page = browser.visit(f"/wydarzenia?{strange}")
    assert titles(page) == ["Gry sąsiedzkie"]


def test_the_search_forgives_missing_polish_letters(browser: Browser, planned: Planned) -> None:
    planned(published=True, title="Żółwie i łódki")
    planned(published=True, title="Co innego")
    for text in ("zolw", "ŻÓŁWIE", "lodki zolwie"):
        page = browser.visit("/").submit("Szukaj", {"Czego szukasz?": text})
        assert titles(page) == ["Żółwie i łódki"]
    nothing = browser.visit("/wydarzenia?szukaj=100%25_")
    assert titles(nothing) == []
    assert "Żaden nadchodzący termin nie pasuje" in nothing.text


def test_the_search_also_names_a_community(browser: Browser, cast: Cast) -> None:
    page = browser.visit("/wydarzenia?szukaj=wzgorze")
    assert page.follow("Wzgórze").path == "/spolecznosci/wzgorze"


def test_what_is_not_to_come_can_be_sought_in_the_past(
    browser: Browser, planned: Planned, clock
) -> None:
    planned(evening(date(2027, 3, 2)), published=True, title="Bal karnawałowy")
    clock.shift(timedelta(days=10))
    page = browser.visit("/wydarzenia?szukaj=bal").follow("Poszukaj wśród minionych")
    assert page.path == "/wydarzenia/archiwum"
    assert titles(page) == ["Bal karnawałowy"]


def test_a_long_list_goes_on_by_date_and_loses_no_meeting(
    browser: Browser, planned: Planned
) -> None:
    for number in range(45):
        day = date(2027, 3, 2) + timedelta(days=number // 3)
        planned(evening(day, 10 + number % 3, 15), published=True, title=f"Spotkanie {number:02}")
    first = browser.visit("/wydarzenia")
    seen = titles(first)
    assert len(seen) == 39
    second = first.follow("Dalsze terminy, od 15 marca 2027")
    assert seen + titles(second) == [f"Spotkanie {number:02}" for number in range(45)]
    assert titles(second.follow("Wróć do dzisiaj")) == seen


def test_a_crowded_day_is_shown_whole(browser: Browser, planned: Planned) -> None:
    for number in range(43):
        planned(evening(date(2027, 3, 2)), published=True, title=f"Spotkanie {number:02}")
    planned(evening(date(2027, 3, 3)), published=True, title="Nazajutrz")
    page = browser.visit("/wydarzenia")
    assert len(titles(page)) == 43
    assert titles(page.follow("Dalsze terminy")) == ["Nazajutrz"]


def test_the_archive_has_pages_and_begins_with_the_latest(
    browser: Browser, planned: Planned, clock
) -> None:
    for number in range(32):
        day = date(2027, 3, 2) + timedelta(days=number)
        planned(evening(day), published=True, title=f"Spotkanie {number:02}")
    clock.shift(timedelta(days=60))
    page = browser.visit("/wydarzenia/archiwum")
    assert titles(page)[:2] == ["Spotkanie 31", "Spotkanie 30"]
    assert titles(page.follow("Następna strona")) == ["Spotkanie 01", "Spotkanie 00"]
    assert titles(browser.visit("/wydarzenia/archiwum?strona=99")) == [
        "Spotkanie 01",
        "Spotkanie 00",
    ]
    assert browser.visit("/wydarzenia/archiwum?strona=-1").status == 200


def test_a_series_stands_once_and_says_which_days_follow(
    browser: Browser, planned: Planned
) -> None:
    planned(weekly(meeting_count=9), published=True, title="Chór")
    page = browser.visit("/wydarzenia")
    assert lines(page) == [("2027-03-04", "Chór")]
    assert repeats(page) == ["Kolejne terminy: 11, 18 i 25 marca, jeszcze 5 terminów: Chór"]


def test_a_series_without_an_end_is_not_counted(browser: Browser, planned: Planned) -> None:
    planned(weekly(date(2027, 3, 18)), published=True, title="Joga")
    page = browser.visit("/wydarzenia")
    assert lines(page) == [("2027-03-18", "Joga")]
    assert repeats(page) == ["Kolejne terminy: 25 marca oraz 1 i 8 kwietnia, dalsze terminy: Joga"]


@pytest.mark.parametrize(
    ("meetings", "words"),
    [
        (2, "Kolejne terminy: 11 marca"),
        (4, "Kolejne terminy: 11, 18 i 25 marca"),
        (5, "Kolejne terminy: 11, 18 i 25 marca, jeszcze 1 termin: Chór"),
        (6, "Kolejne terminy: 11, 18 i 25 marca, jeszcze 2 terminy: Chór"),
        (12, "Kolejne terminy: 11, 18 i 25 marca, jeszcze 8 terminów: Chór"),
        (16, "Kolejne terminy: 11, 18 i 25 marca, jeszcze 12 terminów: Chór"),
        (26, "Kolejne terminy: 11, 18 i 25 marca, jeszcze 22 terminy: Chór"),
    ],
)
def test_the_rest_of_a_series_is_counted_in_good_polish(
    browser: Browser, planned: Planned, meetings: int, words: str
) -> None:
    planned(weekly(meeting_count=meetings), published=True, title="Chór")
    assert repeats(browser.visit("/wydarzenia")) == [words]


def test_the_days_of_another_year_say_which(browser: Browser, planned: Planned) -> None:
    monthly = weekly(date(2027, 11, 2), frequency=Frequency.MONTHLY_BY_WEEKDAY, meeting_count=4)
    planned(monthly, published=True, title="Klub")
    assert repeats(browser.visit("/wydarzenia")) == [
        "Kolejne terminy: 7 grudnia, 4 stycznia i 1 lutego 2028"
    ]


def test_the_rest_of_a_series_leads_to_all_its_dates(browser: Browser, planned: Planned) -> None:
    planned(weekly(meeting_count=9), published=True, title="Chór")
    page = browser.visit("/wydarzenia").follow("jeszcze 5 terminów: Chór")
    assert page.heading == "Chór"
    assert "Wszystkie terminy" in page.text
    assert "czwartek, 29 kwietnia, 17.00" in page.links


def test_whoever_wants_every_date_gets_it_and_keeps_it(
    browser: Browser, cast: Cast, planned: Planned
) -> None:
    planned(weekly(meeting_count=60), published=True, title="Chór")
    planned(weekly(), published=True, title="Ich joga", community=cast.ostrowiecka)
    every = browser.visit("/wydarzenia?spolecznosc=wzgorze").follow("Pokaż każdy termin")
    assert lines(every)[:2] == [("2027-03-04", "Chór"), ("2027-03-11", "Chór")]
    assert repeats(every) == []
    assert "Ich joga" not in every.text

    later = all_pages(every)[-1]
    assert later.path == "/wydarzenia"
    assert set(titles(later)) == {"Chór"}
    assert lines(later.follow("Wróć do dzisiaj")) == lines(every)
    narrowed = every.submit("Pokaż", {"Rodzaj wydarzenia": "Spotkanie sąsiedzkie"})
    assert lines(narrowed) == lines(every)
    folded = every.follow("Zwiń powtórzenia")
    assert lines(folded) == [("2027-03-04", "Chór")]


def test_nobody_turns_up_in_vain(browser: Browser, planned: Planned, change: Change) -> None:
    """What is called off or moved in the coming fortnight stands on its own day."""
    yoga = planned(weekly(), published=True, title="Joga")
    choir = planned(weekly(date(2027, 3, 2)), published=True, title="Chór")

    def disturb(event: Event, actor: User) -> None:
        second, third = event.occurrences[1:3]
        cancel_occurrence(second, reason="Awaria", actor=actor)
        cancel_occurrence(third, reason="Awaria", actor=actor)

    def shift(event: Event, actor: User) -> None:
        to = once(date(2027, 3, 10), time(18), None, time(19))
        change_occurrence(event.occurrences[1], to, Own(), actor=actor)

    change(yoga, disturb)
    change(choir, shift)
    page = browser.visit("/wydarzenia")
    assert lines(page) == [
        ("2027-03-02", "Chór"),
        ("2027-03-04", "Joga"),
        ("2027-03-10", "Chór"),
        ("2027-03-11", "Joga"),  # the 18th is more than a fortnight away
    ]
    assert repeats(page) == [
        "Kolejne terminy: 10, 16 i 23 marca, dalsze terminy: Chór",
        "Kolejne terminy: 25 marca oraz 1 i 8 kwietnia, dalsze terminy: Joga",
    ]
    pills = [[pill.text for pill in e.with_class("pill")] for e in page.dom.with_class("event")]
    assert pills == [[], [], ["Nowy termin"], ["Odwołane"]]


def test_a_called_off_meeting_does_not_stand_for_its_series(
    browser: Browser, planned: Planned, change: Change
) -> None:
    yoga = planned(weekly(), published=True, title="Joga")
    change(yoga, lambda e, actor: cancel_occurrence(e.occurrences[0], reason="x", actor=actor))
    page = browser.visit("/wydarzenia")
    assert lines(page) == [("2027-03-04", "Joga"), ("2027-03-11", "Joga")]
    assert repeats(page) == ["Kolejne terminy: 18 i 25 marca oraz 1 kwietnia, dalsze terminy: Joga"]


def test_a_meeting_in_another_place_says_so(
    app: Flask, browser: Browser, planned: Planned, change: Change
) -> None:
    with app.app_context(), transactions.unit():
        park = Venue(name="Park", address="ul. Leśna 1")
        db.session.add(park)
        db.session.flush()
        park_id = park.id
    yoga = planned(weekly(), published=True, title="Joga")

    def to_the_park(event: Event, actor: User) -> None:
        to = once(date(2027, 3, 11), time(17), None, time(18, 30))
        venue = db.session.get_one(Venue, park_id)
        change_occurrence(event.occurrences[1], to, Own(venue=venue), actor=actor)

    change(yoga, to_the_park)
    page = browser.visit("/wydarzenia")
    assert lines(page) == [("2027-03-04", "Joga"), ("2027-03-11", "Joga")]
    assert "Inne miejsce" in page.text


def test_a_series_called_off_as_a_whole_is_told_on_each_near_day(
    browser: Browser, planned: Planned, change: Change
) -> None:
    yoga = planned(weekly(), published=True, title="Joga")
    monthly = weekly(date(2027, 4, 6), frequency=Frequency.MONTHLY_BY_WEEKDAY)
    club = planned(monthly, published=True, title="Klub")
    for number in (yoga, club):
        change(number, lambda event, actor: cancel_event(event, reason="Remont", actor=actor))
    page = browser.visit("/wydarzenia")
    assert lines(page) == [
        ("2027-03-04", "Joga"),
        ("2027-03-11", "Joga"),
        ("2027-04-06", "Klub"),
    ]
    assert repeats(page) == []
    assert page.text.count("Odwołane") == 3


def test_nobody_misses_a_thing_over_the_pages_of_the_list(
    app: Flask, browser: Browser, planned: Planned
) -> None:
    """Two series among singles, over three pages: each event once, or each of its meetings."""
    planned(weekly(date(2027, 3, 3)), published=True, title="Co tydzień")
    monthly = weekly(date(2027, 3, 9), frequency=Frequency.MONTHLY_BY_WEEKDAY, meeting_count=8)
    planned(monthly, published=True, title="Co miesiąc")
    late = weekly(date(2027, 4, 14), meeting_count=3)
    planned(late, published=True, title="Od kwietnia")
    for number in range(90):
        day = date(2027, 3, 1) + timedelta(days=number // 2)
        planned(evening(day, 11 + number % 2), published=True, title=f"Spotkanie {number:02}")

    folded = all_pages(browser.visit("/wydarzenia"))
    assert len(folded) == 3
    seen = [line for page in folded for line in lines(page)]
    assert len(seen) == 93
    assert set(Counter(title for _day, title in seen).values()) == {1}
    assert ("2027-04-14", "Od kwietnia") in seen
    assert seen == sorted(seen, key=lambda line: line[0])

    every = all_pages(browser.visit("/wydarzenia?powtorki=wszystkie"))
    shown = Counter(line for page in every for line in lines(page))
    with app.app_context():
        rows = db.session.execute(
            select(Event.title, Occurrence.starts_at)
            .join(Occurrence.event)
            .where(Occurrence.ends_at > NOW)
        )
        stored = Counter((to_local(at).date().isoformat(), title) for title, at in rows)
    assert shown == stored


def test_what_lasts_for_days_does_not_come_back_on_the_second_page(
    browser: Browser, planned: Planned
) -> None:
    planned(once(date(2027, 3, 2), None, date(2027, 3, 30), None), published=True, title="Wystawa")
    planned(evening(date(2027, 3, 10), 22, 23), published=True, title="Noc")
    for number in range(45):
        day = date(2027, 3, 3) + timedelta(days=number // 5)
        planned(evening(day), published=True, title=f"Spotkanie {number:02}")
    first, second = all_pages(browser.visit("/wydarzenia"))
    assert titles(first).count("Wystawa") == 1
    assert "wtorek, 2 marca 2027 – wtorek, 30 marca 2027" in first.text
    assert "Wystawa" not in titles(second)


def test_a_series_whose_next_meeting_is_out_of_reach_stands_at_the_one_that_is_not(
    app: Flask, browser: Browser, cast: Cast, planned: Planned, change: Change
) -> None:
    """Asked for a lift, one finds the series by its first meeting in a house that has one."""
    with app.app_context(), transactions.unit():
        db.session.get_one(Venue, cast.hall.id).lift = Fact.YES
        attic = Venue(name="Strych", address="ul. Wysoka 1", lift=Fact.NO)
        db.session.add(attic)
        db.session.flush()
        attic_id = attic.id
    choir = planned(weekly(meeting_count=4), published=True, title="Chór")

    def up(event: Event, actor: User) -> None:
        to = once(date(2027, 3, 4), time(17), None, time(18, 30))
        venue = db.session.get_one(Venue, attic_id)
        change_occurrence(event.occurrences[0], to, Own(venue=venue), actor=actor)

    change(choir, up)
    page = browser.visit("/wydarzenia?dostep=lift")
    assert lines(page) == [("2027-03-11", "Chór")]
    assert repeats(page) == ["Kolejne terminy: 18 i 25 marca"]


def test_holidays_have_their_names_in_the_list(browser: Browser, planned: Planned) -> None:
    planned(evening(date(2027, 5, 3)), published=True, title="Majówka")
    headings = [e.text for e in browser.visit("/wydarzenia").dom.with_class("agenda-heading")]
    assert headings == ["poniedziałek, 3 maja 2027 Święto Narodowe Trzeciego Maja"]
    page = browser.visit("/wydarzenia?lang=uk")
    assert "Третього Травня" in page.text


def test_what_takes_all_day_does_not_begin_at_midnight(browser: Browser, planned: Planned) -> None:
    planned(once(date(2027, 3, 6), None, None, None), published=True, title="Piknik")
    page = browser.visit("/wydarzenia")
    assert [e.all("time")[0].text for e in page.dom.with_class("hour")] == ["cały dzień"]
    assert "0.00" not in page.text


def test_an_evening_past_midnight_belongs_to_its_day(
    browser: Browser, planned: Planned, clock
) -> None:
    night = once(date(2027, 3, 5), time(20), date(2027, 3, 6), time(1))
    planned(night, published=True, title="Potańcówka")
    page = browser.visit("/wydarzenia")
    assert lines(page) == [("2027-03-05", "Potańcówka")]
    assert "20.00–1.00" in page.text
    clock.move_to(datetime(2027, 3, 5, 23, 30, tzinfo=UTC))  # half past midnight in Poland
    page = browser.visit("/wydarzenia")
    assert lines(page) == [("2027-03-06", "Potańcówka")]
    assert [e.all("time")[0].text for e in page.dom.with_class("hour")] == ["trwa"]
