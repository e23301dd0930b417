"""The team plans a week together: who does what, where, and whether two things collide."""

from collections.abc import Callable
from datetime import date, time

import pytest
from flask import Flask

from osl.accounts.models import User
from osl.communities.models import Community, Venue
from osl.core import transactions
from osl.core.db import db
from osl.events.meetings import Own, cancel_occurrence, change_occurrence
from osl.events.models import Event
from osl.events.schedule import once
from osl.home.week import EARLIEST, LATEST, Week
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.home.conftest import evening, weekly

Planned = Callable[..., int]
Change = Callable[[int, Callable[[Event, User], None]], None]

TODAY = date(2027, 3, 1)


@pytest.fixture
def change(app: Flask, cast: Cast) -> Change:
    """Do something with an event as the organiser."""

    def do(event_id: int, step: Callable[[Event, User], None]) -> None:
        with app.test_request_context(), transactions.unit():
            organiser = db.session.get_one(User, cast.organiser.id)
            step(db.session.get_one(Event, event_id), organiser)

    return do


def table(page: Page) -> dict[str, list[list[str]]]:
    """The week as the table says it: for each row, the lines of its seven days."""
    (week,) = page.dom.with_class("week")
    return {
        row.all("th")[0].text: [[li.text for li in td.all("li")] for td in row.all("td")]
        for row in week.all("tr")
        if row.all("th", scope="row")
    }


def by_day(page: Page) -> list[tuple[str, str]]:
    """The week as a phone shows it: each meeting under its day."""
    (days,) = page.dom.with_class("week-days")
    return [
        (day.all("time")[0]["datetime"], li.text)
        for day in days.with_class("agenda-day")
        for li in day.with_class("week-entry")
    ]


def test_the_week_shows_each_community_day_by_day(
    browser: Browser, cast: Cast, planned: Planned
) -> None:
    number = planned(evening(date(2027, 3, 2)), published=True, title="Herbatka")
    planned(weekly(), published=True, title="Joga", community=cast.ostrowiecka)
    planned(evening(date(2027, 3, 7)), published=True, title="Festyn", is_whole_town=True)
    planned(evening(date(2027, 3, 8)), published=True, title="Za tydzień")
    page = browser.sign_in(cast.organiser).visit("/panel").follow("Tydzień")
    assert page.heading == "Tydzień 1–7 marca 2027"
    rows = table(page)
    assert list(rows) == ["Sąsiedzi z Ostrowieckiej", "Wzgórze", "Całe miasto"]
    assert rows["Wzgórze"] == [[], ["17.00–19.00 Herbatka"], [], [], [], [], []]
    assert rows["Sąsiedzi z Ostrowieckiej"][3] == ["17.00–18.30 Joga"]
    assert rows["Całe miasto"][6] == ["17.00–19.00 Festyn"]
    assert by_day(page) == [
        ("2027-03-02", "17.00–19.00 Herbatka Wzgórze"),
        ("2027-03-04", "17.00–18.30 Joga Sąsiedzi z Ostrowieckiej"),
        ("2027-03-07", "17.00–19.00 Festyn Całe miasto"),
    ]
    assert page.links["Herbatka"] == f"/panel/wydarzenia/{number}"
    following = page.follow("Następny tydzień")
    assert "Za tydzień" in following.links
    assert following.follow("Ten tydzień").heading == page.heading


def test_what_is_of_two_communities_stands_in_both_rows_and_once_in_its_day(
    app: Flask, browser: Browser, cast: Cast, planned: Planned
) -> None:
    number = planned(evening(date(2027, 3, 2)), published=True, title="Wspólne")
    with app.app_context(), transactions.unit():
        ostrowiecka = db.session.get_one(Community, cast.ostrowiecka.id)
        event = db.session.get_one(Event, number)
        event.communities.append(ostrowiecka)
    page = browser.sign_in(cast.organiser).visit("/panel/tydzien")
    assert all(row[1] == ["17.00–19.00 Wspólne"] for row in table(page).values())
    assert len(by_day(page)) == 1
    assert "W tym samym czasie" not in page.text


def test_an_animator_sees_drafts_of_her_own_communities_and_an_empty_row(
    browser: Browser, cast: Cast, planned: Planned
) -> None:
    planned(evening(date(2027, 3, 2)), title="Mój szkic")
    planned(evening(date(2027, 3, 2)), title="Ich szkic", community=cast.ostrowiecka)
    planned(evening(date(2027, 3, 9)), published=True, title="Ich", community=cast.ostrowiecka)
    page = browser.sign_in(cast.animator).visit("/panel/tydzien")
    assert table(page) == {"Wzgórze": [[], ["17.00–19.00 Mój szkic Szkic"], [], [], [], [], []]}
    page = page.follow("Następny tydzień")
    assert table(page)["Wzgórze"] == [[], [], [], [], [], [], []]
    assert table(page)["Sąsiedzi z Ostrowieckiej"][1] == ["17.00–19.00 Ich"]


def test_the_week_goes_by_who_runs_it(browser: Browser, cast: Cast, planned: Planned) -> None:
    planned(evening(date(2027, 3, 2)), published=True, title="Herbatka", host="Żaneta")
    planned(evening(date(2027, 3, 3)), published=True, title="Spacer", host="Łucja")
    planned(evening(date(2027, 3, 4)), published=True, title="Szycie", host="żaneta")
    planned(evening(date(2027, 3, 5)), published=True, title="Bez nikogo")
    page = browser.sign_in(cast.animator).visit("/panel/tydzien").follow("Kto prowadzi")
    rows = table(page)
    assert list(rows) == ["Łucja", "Żaneta", "Nie podano, kto prowadzi"]
    assert rows["Żaneta"][1] == ["17.00–19.00 Herbatka"]
    assert rows["Żaneta"][3] == ["17.00–19.00 Szycie"]
    assert page.follow("Następny tydzień").url.endswith("?tydzien=2027-W10&wedlug=osoby")


def test_the_week_goes_by_place(browser: Browser, cast: Cast, planned: Planned) -> None:
    planned(evening(date(2027, 3, 2)), published=True, title="Herbatka")
    planned(
        evening(date(2027, 3, 3)), published=True, title="Spacer", hall=False, place_note="Skwer"
    )
    planned(evening(date(2027, 3, 4)), title="Szkic bez miejsca", hall=False)
    page = browser.sign_in(cast.animator).visit("/panel/tydzien?wedlug=miejsca")
    assert list(table(page)) == ["Skwer", "Świetlica „Pod Dębem”", "Nie podano miejsca"]


def test_two_things_of_one_person_or_one_place_at_the_same_time_are_marked_in_words(
    browser: Browser, cast: Cast, planned: Planned
) -> None:
    planned(evening(date(2027, 3, 2), 17, 19), published=True, title="Herbatka", host="Anna")
    planned(evening(date(2027, 3, 2), 18, 20), title="Szycie", host="Maria")
    outside = {"hall": False, "place_note": "Skwer"}
    planned(evening(date(2027, 3, 2), 16, 18), published=True, title="Gry", host="Anna", **outside)
    planned(evening(date(2027, 3, 2), 19, 20), published=True, title="Po", host="Anna", **outside)
    page = browser.sign_in(cast.animator).visit("/panel/tydzien")
    assert table(page)["Wzgórze"][1] == [
        "16.00–18.00 Gry W tym samym czasie: Anna",
        "17.00–19.00 Herbatka W tym samym czasie: Anna, Świetlica „Pod Dębem”",
        "18.00–20.00 Szycie Szkic W tym samym czasie: Świetlica „Pod Dębem”",
        "19.00–20.00 Po",
    ]
    marks = page.dom.with_class("week-clash")
    assert all(mark.all("svg") for mark in marks)


def test_what_is_called_off_is_in_nobodys_way(
    browser: Browser, cast: Cast, planned: Planned, change: Change
) -> None:
    yoga = planned(weekly(), published=True, title="Joga")
    planned(evening(date(2027, 3, 4)), published=True, title="Chór")
    change(yoga, lambda e, actor: cancel_occurrence(e.occurrences[0], reason="x", actor=actor))
    page = browser.sign_in(cast.animator).visit("/panel/tydzien")
    assert table(page)["Wzgórze"][3] == ["17.00–18.30 Joga Odwołane", "17.00–19.00 Chór"]


def test_two_rooms_of_one_house_do_not_collide(
    browser: Browser, cast: Cast, planned: Planned
) -> None:
    planned(evening(date(2027, 3, 2)), published=True, title="Joga", place_note="sala 1")
    planned(evening(date(2027, 3, 2)), published=True, title="Chór", place_note="sala 2")
    page = browser.sign_in(cast.animator).visit("/panel/tydzien")
    assert "W tym samym czasie" not in page.text
    planned(evening(date(2027, 3, 2)), published=True, title="Gry", place_note="Sala 2")
    page = browser.visit("/panel/tydzien")
    assert page.text.count("W tym samym czasie") == 4  # two meetings, in the table and by day


def test_a_moved_meeting_stands_on_its_new_day_in_its_new_place(
    app: Flask, browser: Browser, cast: Cast, planned: Planned, change: Change
) -> None:
    with app.app_context(), transactions.unit():
        park = Venue(name="Park", address="ul. Leśna 1")
        db.session.add(park)
        db.session.flush()
        park_id = park.id
    yoga = planned(weekly(), published=True, title="Joga")

    def shift(event: Event, actor: User) -> None:
        to = once(date(2027, 3, 6), time(9), None, time(10))
        venue = db.session.get_one(Venue, park_id)
        change_occurrence(event.occurrences[0], to, Own(venue=venue), actor=actor)

    change(yoga, shift)
    page = browser.sign_in(cast.animator).visit("/panel/tydzien?wedlug=miejsca")
    assert table(page)["Park"][5] == ["9.00–10.00 Joga Zmiana terminu, miało być 4 marca 2027"]


def test_an_evening_past_midnight_belongs_to_its_evening(
    browser: Browser, cast: Cast, planned: Planned
) -> None:
    night = once(date(2027, 3, 7), time(20), date(2027, 3, 8), time(1))
    planned(night, published=True, title="Potańcówka")
    page = browser.sign_in(cast.animator).visit("/panel/tydzien")
    assert table(page)["Wzgórze"] == [[], [], [], [], [], [], ["20.00–1.00 Potańcówka"]]
    assert "Potańcówka" not in page.follow("Następny tydzień").text


def test_what_lasts_for_days_stands_on_each_of_them(
    browser: Browser, cast: Cast, planned: Planned
) -> None:
    trip = once(date(2027, 3, 5), time(10), date(2027, 3, 8), time(14))
    planned(trip, published=True, title="Wyjazd")
    whole_days = once(date(2027, 2, 27), None, date(2027, 3, 2), None)
    planned(whole_days, title="Wystawa")
    page = browser.sign_in(cast.animator).visit("/panel/tydzien")
    assert table(page)["Wzgórze"] == [
        ["cały dzień Wystawa Szkic"],
        ["cały dzień Wystawa Szkic"],
        [],
        [],
        ["od 10.00 Wyjazd"],
        ["trwa Wyjazd"],
        ["trwa Wyjazd"],
    ]
    page = page.follow("Następny tydzień")
    assert table(page)["Wzgórze"][0] == ["do 14.00 Wyjazd"]


def test_the_week_of_the_change_of_clocks_has_all_its_hours(
    browser: Browser, cast: Cast, planned: Planned
) -> None:
    """On Sunday, 28 March 2027, there is no two o'clock in the morning."""
    planned(evening(date(2027, 3, 22), 0, 1), published=True, title="Pierwsza godzina")
    planned(evening(date(2027, 3, 28), 22, 23), published=True, title="Ostatnia godzina")
    planned(evening(date(2027, 3, 29), 0, 1), published=True, title="Już nie")
    page = browser.sign_in(cast.animator).visit("/panel/tydzien?tydzien=2027-03-28")
    week = table(page)["Wzgórze"]
    assert week[0] == ["0.00–1.00 Pierwsza godzina"]
    assert week[6] == ["22.00–23.00 Ostatnia godzina"]
    assert "Już nie" not in page.text
    assert "Niedziela Wielkanocna" in page.text


def test_a_year_of_53_weeks_has_its_last_one(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.animator).visit("/panel/tydzien?tydzien=2026-W53")
    assert page.heading == "Tydzień 28 grudnia 2026 – 3 stycznia 2027"
    assert "Nowy Rok" in page.text
    following = page.follow("Następny tydzień")
    assert following.heading == "Tydzień 4–10 stycznia 2027"
    assert following.url.endswith("?tydzien=2027-W01&wedlug=spolecznosci")


@pytest.mark.parametrize(
    ("asked", "monday"),
    [
        ("2027-03-07", date(2027, 3, 1)),
        ("2027-W09", date(2027, 3, 1)),
        ("2027-W53", date(2027, 3, 1)),  # that year has 52
        ("2027-W00", date(2027, 3, 1)),
        ("0001-01-01", date(2027, 3, 1)),
        ("9999-12-31", date(2027, 3, 1)),
        ("2027-W٠٩", date(2027, 3, 1)),
        ("jutro", date(2027, 3, 1)),
        ("2015-01-01", date(2027, 3, 1)),
        ("2015-01-05", EARLIEST),
        ("2101-01-02", LATEST),
        ("2100-W52", LATEST),
    ],
)
def test_a_week_nobody_could_choose_is_this_week(asked: str, monday: date) -> None:
    assert Week.asked(asked, TODAY) == Week(monday)


def test_one_cannot_turn_past_the_first_and_the_last_week() -> None:
    assert EARLIEST.weekday() == LATEST.weekday() == 0
    assert Week(EARLIEST).previous is None
    assert Week(LATEST).next is None


def test_strange_questions_get_the_week(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.animator)
    for asked in ("wedlug=x", "tydzien=%00", "wedlug=osoby&wedlug=miejsca&tydzien=2027-99-99"):
        page = browser.visit(f"/panel/tydzien?{asked}")
        assert page.heading == "Tydzień 1–7 marca 2027"


def test_an_empty_week_says_what_to_do(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.animator).visit("/panel/tydzien")
    assert "Na ten tydzień nic nie jest zaplanowane." in page.text
    assert not page.dom.with_class("week")
    assert page.follow("Zaplanuj wydarzenie").status == 200


def test_any_day_leads_to_its_week(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.animator).visit("/panel/tydzien?wedlug=miejsca")
    page = page.submit("Pokaż", {"Przejdź do tygodnia z dniem": "2027-11-11"})
    assert page.heading == "Tydzień 8–14 listopada 2027"
    assert [one.text for one in page.dom.all("strong")] == ["Miejsca"]


def test_the_week_is_for_those_who_plan(browser: Browser, cast: Cast) -> None:
    assert browser.visit("/panel/tydzien").path == "/panel/logowanie"
    page = browser.sign_in(cast.adviser).visit("/panel")
    assert "Tydzień" not in page.links
    assert browser.visit("/panel/tydzien").status == 403
