"""An animator says when a series meets; before it is saved, the page says it back in words."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.events.models import Event, EventFormat, Frequency, Period, Series
from osl.events.recurrence import LeftOut, Rule
from osl.events.rule_words import in_words, left_out_in_words, list_of_days
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import TownBreak, actions, check, days, everything, meetings

CLUB = {
    "Nazwa wydarzenia": "Klub sąsiedzki",
    "Data": "2027-03-04",
    "Od godziny": "17:00",
    "Do godziny": "18:30",
}

BY_WEEKDAY = "Co miesiąc w ten sam dzień tygodnia (na przykład w drugi wtorek)"
BY_LAST_WEEKDAY = "Co miesiąc w ostatni taki dzień tygodnia (na przykład w ostatni piątek)"
BY_DATE = "Co miesiąc tego samego dnia miesiąca"
CHOSEN = "W wybrane przeze mnie dni"


def new(browser: Browser, cast: Cast) -> Page:
    return browser.sign_in(cast.animator).visit("events.plan")


@pytest.mark.parametrize(
    ("typed", "said", "first", "expected"),
    [
        (
            {
                "Data": "2027-03-01",
                "Jak często": "Co tydzień",
                "W które dni tygodnia": ["poniedziałek", "czwartek"],
                "Liczba spotkań": "4",
            },
            "w poniedziałki i czwartki o 17.00, 4 spotkania",
            "poniedziałek, 1 marca; czwartek, 4 marca; poniedziałek, 8 marca; czwartek, 11 marca",
            [date(2027, 3, 1), date(2027, 3, 4), date(2027, 3, 8), date(2027, 3, 11)],
        ),
        (
            {
                "Data": "2027-03-05",
                "Jak często": "Co tydzień",
                "W które dni tygodnia": ["wtorek", "piątek"],
                "Do dnia": "2027-03-13",
            },
            "we wtorki i piątki o 17.00, do 13 marca 2027",
            "piątek, 5 marca; wtorek, 9 marca; piątek, 12 marca",
            [date(2027, 3, 5), date(2027, 3, 9), date(2027, 3, 12)],
        ),
        (
            {
                "Data": "2027-03-02",
                "Jak często": "Co drugi tydzień",
                "W które dni tygodnia": ["wtorek", "środa"],
                "Liczba spotkań": "5",
            },
            "co drugi tydzień we wtorki i środy o 17.00, 5 spotkań",
            "wtorek, 2 marca; środa, 3 marca; wtorek, 16 marca; środa, 17 marca; wtorek, 30 marca",
            [
                date(2027, 3, 2),
                date(2027, 3, 3),
                date(2027, 3, 16),
                date(2027, 3, 17),
                date(2027, 3, 30),
            ],
        ),
        (
            {"Data": "2027-03-10", "Jak często": BY_WEEKDAY, "Liczba spotkań": "3"},
            "w każdą drugą środę miesiąca o 17.00, 3 spotkania",
            "środa, 10 marca; środa, 14 kwietnia; środa, 12 maja",
            [date(2027, 3, 10), date(2027, 4, 14), date(2027, 5, 12)],
        ),
        (
            {"Data": "2027-03-26", "Jak często": BY_LAST_WEEKDAY, "Liczba spotkań": "3"},
            "w każdy ostatni piątek miesiąca o 17.00, 3 spotkania",
            "piątek, 26 marca; piątek, 30 kwietnia; piątek, 28 maja",
            [date(2027, 3, 26), date(2027, 4, 30), date(2027, 5, 28)],
        ),
        (
            {"Data": "2027-04-28", "Jak często": BY_DATE, "Liczba spotkań": "2"},
            "28. dnia każdego miesiąca o 17.00, 2 spotkania",
            "środa, 28 kwietnia; piątek, 28 maja",
            [date(2027, 4, 28), date(2027, 5, 28)],
        ),
    ],
)
def test_the_page_says_the_rule_and_its_dates_before_saving(
    browser: Browser,
    cast: Cast,
    store: Session,
    *,
    typed: dict[str, Any],
    said: str,
    first: str,
    expected: list[date],
) -> None:
    page = new(browser, cast).submit("Zapisz szkic", CLUB | typed)

    assert said in check(page)
    assert f"Najbliższe: {first}" in check(page)
    assert store.scalar(select(func.count(Event.id))) == 0
    page = page.confirm("Zapisz szkic")
    assert page.heading == "Klub sąsiedzki"
    assert said in page.text
    assert days(store) == expected
    assert actions(store) == ["event.planned"]


def test_the_same_form_confirmed_twice_makes_one_series(
    browser: Browser, cast: Cast, store: Session
) -> None:
    shown = new(browser, cast).submit("Zapisz szkic", CLUB | {"Jak często": "Co tydzień"})
    shown.confirm("Zapisz szkic")
    page = shown.confirm("Zapisz szkic")

    assert page.notices == ["To wydarzenie jest już zapisane."]
    assert store.scalar(select(func.count(Event.id))) == 1
    assert actions(store) == ["event.planned"]


def test_other_words_typed_after_the_look_are_looked_at_again(
    browser: Browser, cast: Cast, store: Session
) -> None:
    shown = new(browser, cast).submit("Zapisz szkic", CLUB | {"Jak często": "Co tydzień"})
    again = shown.submit("Zapisz szkic", {"Od godziny": "16:00"})

    assert "w każdy czwartek o 16.00" in check(again)
    assert store.scalar(select(func.count(Event.id))) == 0
    again.confirm("Zapisz szkic")
    assert meetings(store)[0].starts_at == datetime(2027, 3, 4, 15, tzinfo=UTC)


def test_one_asks_for_a_look_and_nothing_is_saved(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = new(browser, cast).submit("Pokaż terminy i sprawdź kolizje", CLUB)

    assert "Nic nie stoi na przeszkodzie." in check(page)
    assert store.scalar(select(func.count(Event.id))) == 0
    page.submit("Zapisz szkic")
    assert store.scalar(select(func.count(Event.id))) == 1


def test_dates_are_typed_as_people_write_them(browser: Browser, cast: Cast, store: Session) -> None:
    page = new(browser, cast).submit(
        "Zapisz szkic",
        CLUB
        | {
            "Data": "2027-05-20",
            "Jak często": CHOSEN,
            "Daty": "12.06.2027, 19-6-2027\n2027-07-03; 3.07.2027",
        },
    )

    assert "20 maja, 12 i 19 czerwca oraz 3 lipca o 17.00" in check(page)
    page = page.confirm("Zapisz szkic")
    assert days(store) == [
        date(2027, 5, 20),
        date(2027, 6, 12),
        date(2027, 6, 19),
        date(2027, 7, 3),
    ]
    series = store.scalars(select(Series)).one()
    assert series.chosen_on == ["2027-05-20", "2027-06-12", "2027-06-19", "2027-07-03"]
    again = browser.visit("events.edit", event_id=store.scalars(select(Event.id)).one())
    (typed,) = again.dom.all("textarea", name="chosen_on")
    assert typed.text == "12.06.2027 19.06.2027 3.07.2027"
    assert again.submit("Zapisz zmiany").notices == ["Nic się nie zmieniło."]


def test_chosen_dates_may_be_holidays_and_the_team_is_told(
    browser: Browser, cast: Cast, store: Session, town_break: TownBreak
) -> None:
    town_break(date(2027, 7, 1), date(2027, 8, 31), "wakacje")
    page = new(browser, cast).submit(
        "Zapisz szkic",
        CLUB | {"Data": "2027-05-01", "Jak często": CHOSEN, "Daty": "3.05.2027, 7.07.2027"},
    )

    shown = check(page)
    assert "1 maja to dzień wolny: Święto Państwowe." in shown
    assert "3 maja to dzień wolny: Święto Narodowe Trzeciego Maja." in shown
    assert "Podczas przerwy (wakacje): 7 lipca." in shown
    page.confirm("Zapisz szkic")
    assert days(store) == [date(2027, 5, 1), date(2027, 5, 3), date(2027, 7, 7)]


def test_holidays_breaks_and_single_days_are_left_out_and_named(
    browser: Browser, cast: Cast, store: Session, town_break: TownBreak
) -> None:
    town_break(date(2027, 5, 10), date(2027, 5, 21), "remont sali")
    page = new(browser, cast).submit(
        "Zapisz szkic",
        CLUB
        | {
            "Data": "2027-05-06",
            "Jak często": "Co tydzień",
            "Liczba spotkań": "3",
            "Inne dni bez spotkania": "10.06.2027",
        },
    )

    shown = check(page)
    assert "w każdy czwartek o 17.00, 3 spotkania" in shown
    assert "Najbliższe: czwartek, 6 maja; czwartek, 3 czerwca; czwartek, 17 czerwca" in shown
    assert (
        "Nie spotykamy się: 13 i 20 maja: remont sali; 27 maja: Dzień Bożego Ciała; 10 czerwca"
        in shown
    )
    page = page.confirm("Zapisz szkic")
    assert "13 i 20 maja: remont sali" in page.text
    assert days(store) == [date(2027, 5, 6), date(2027, 6, 3), date(2027, 6, 17)]
    rule = Rule.of(store.scalars(select(Series)).one())
    assert rule.breaks == (Period(date(2027, 5, 10), date(2027, 5, 21), "remont sali"),)
    assert rule.skipped_on == (date(2027, 6, 10),)


def test_a_series_may_meet_on_holidays_and_in_breaks(
    browser: Browser, cast: Cast, store: Session, town_break: TownBreak
) -> None:
    town_break(date(2027, 5, 10), date(2027, 5, 16))
    page = new(browser, cast).submit(
        "Zapisz szkic",
        CLUB
        | {
            "Data": "2027-05-06",
            "Jak często": "Co tydzień",
            "Liczba spotkań": "4",
            "Pomijaj dni ustawowo wolne": False,
            "Pomijaj przerwy": False,
        },
    )

    shown = check(page)
    assert "Nie spotykamy się" not in shown
    assert "Podczas przerwy (ferie): 13 maja." in shown
    assert "27 maja to dzień wolny: Dzień Bożego Ciała." in shown
    page.confirm("Zapisz szkic")
    assert days(store) == [date(2027, 5, day) for day in (6, 13, 20, 27)]


def test_an_overnight_series_ends_the_next_day(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = new(browser, cast).submit(
        "Zapisz szkic",
        CLUB
        | {
            "Data": "2027-06-05",
            "Ostatni dzień": "2027-06-06",
            "Od godziny": "22:00",
            "Do godziny": "5:00",
            "Jak często": "Co tydzień",
            "Liczba spotkań": "2",
        },
    )
    whole = "sobota, 5 czerwca 2027, 22.00 – niedziela, 6 czerwca 2027, 5.00"
    assert f"Pierwsze w całości: {whole}" in check(page)
    page = page.confirm("Zapisz szkic")

    assert page.status == 200
    first, second = meetings(store)
    assert (first.starts_at, first.ends_at) == (
        datetime(2027, 6, 5, 20, tzinfo=UTC),
        datetime(2027, 6, 6, 3, tzinfo=UTC),
    )
    assert second.ends_at == datetime(2027, 6, 13, 3, tzinfo=UTC)
    again = browser.visit("events.edit", event_id=first.event_id)
    assert again.submit("Zapisz zmiany").notices == ["Nic się nie zmieniło."]


def test_a_course_over_a_clock_change_keeps_its_hour(
    browser: Browser, cast: Cast, store: Session
) -> None:
    new(browser, cast).submit(
        "Zapisz szkic",
        CLUB
        | {
            "Data": "2027-03-22",
            "Jak często": "Co tydzień",
            "W które dni tygodnia": ["poniedziałek", "środa"],
            "Liczba spotkań": "3",
            "Jak się bierze udział": "Kurs: jedna grupa, wszystkie spotkania",
        },
    ).confirm("Zapisz szkic")

    assert [one.starts_at.hour for one in meetings(store)] == [16, 16, 15]
    assert days(store) == [date(2027, 3, 22), date(2027, 3, 24), date(2027, 3, 31)]
    assert store.scalars(select(Event.format)).one() is EventFormat.COURSE


WEEKLY: dict[str, Any] = {"Jak często": "Co tydzień"}


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        (
            {"Data": "2027-03-30", "Jak często": BY_DATE},
            "first_on",
            "Nie każdy miesiąc ma dzień 30. Wybierz dzień nie późniejszy niż 28.",
        ),
        (
            {"Data": "2027-03-31", "Jak często": BY_DATE},
            "first_on",
            "Nie każdy miesiąc ma dzień 31.",
        ),
        (
            {"Data": "2027-04-30", "Jak często": BY_WEEKDAY},
            "frequency",
            "Nie każdy miesiąc ma piąty taki dzień tygodnia. Wybierz ostatni w miesiącu",
        ),
        (
            {"Data": "2027-03-18", "Jak często": BY_LAST_WEEKDAY},
            "first_on",
            "Pierwszy dzień, 18 marca 2027, nie jest ostatnim takim dniem tygodnia",
        ),
        (
            WEEKLY | {"W które dni tygodnia": ["wtorek", "piątek"]},
            "weekdays",
            "Pierwszy dzień, 4 marca 2027, to czwartek, a tego dnia tygodnia nie zaznaczono.",
        ),
        (
            WEEKLY | {"Data": "2027-05-12"},
            "first_on",
            "Pierwszy dzień jest pomijany: remont sali. Wybierz inny",
        ),
        (
            WEEKLY | {"Data": "2027-05-27"},
            "first_on",
            "Pierwszy dzień jest pomijany: Dzień Bożego Ciała. Wybierz inny",
        ),
        (
            WEEKLY | {"Inne dni bez spotkania": "4.03.2027"},
            "skipped_on",
            "Pierwszy dzień jest wśród dni bez spotkania. Wybierz inny.",
        ),
        (
            {"Jak często": CHOSEN, "Daty": "12.06.2027, 32.13.2027"},
            "chosen_on",
            "„32.13.2027” to nie jest data.",
        ),
        (
            WEEKLY | {"Inne dni bez spotkania": "w piątek"},
            "skipped_on",
            "„w piątek” to nie jest data.",
        ),
        (
            {"Jak często": CHOSEN, "Daty": "3.03.2027"},
            "chosen_on",
            "Jedna z dat, 3 marca 2027, wypada przed pierwszym dniem. Popraw ją.",
        ),
        (
            WEEKLY | {"Do dnia": "2027-07-01", "Liczba spotkań": "4"},
            "meeting_count",
            "Wybierz albo ostatni dzień, albo liczbę spotkań. Nie oba naraz.",
        ),
        (WEEKLY | {"Liczba spotkań": "367"}, "meeting_count", "Wpisz liczbę spotkań od 1 do 366."),
        (WEEKLY | {"Do dnia": "2099-01-01"}, "until_on", "To więcej niż 366 spotkań."),
        (
            {
                "Jak często": CHOSEN,
                "Daty": ", ".join(
                    f"{day}.{month}.{year}"
                    for year in (2028, 2029)
                    for month in range(1, 13)
                    for day in range(1, 29)
                ),
            },
            "until_on",
            "To więcej niż 366 spotkań.",
        ),
        (WEEKLY | {"Do godziny": "16:00"}, "ends_at", "Koniec musi być po początku."),
        (
            WEEKLY | {"Ostatni dzień": "2027-03-05"},
            "last_on",
            "To trwałoby dłużej niż dobę.",
        ),
        (
            WEEKLY | {"Ostatni dzień": "2027-03-06"},
            "last_on",
            "Spotkanie, które się powtarza, kończy się najpóźniej następnego dnia.",
        ),
        (
            WEEKLY
            | {
                "Data": "2027-03-21",
                "Od godziny": "2:30",
                "Do godziny": "4:00",
                "Pomijaj dni ustawowo wolne": False,
            },
            "starts_at",
            "28 marca 2027 w nocy przestawiamy zegary do przodu i godziny 2.30 nie ma.",
        ),
        (
            WEEKLY
            | {
                "Data": "2027-10-30",
                "Ostatni dzień": "2027-10-31",
                "Od godziny": "20:00",
                "Do godziny": "2:30",
            },
            "ends_at",
            "31 października 2027 w nocy cofamy zegary i godzina 2.30 jest dwa razy.",
        ),
        (
            WEEKLY | {"Data": "2027-05-06", "Do dnia": "2027-05-05"},
            "until_on",
            "Ostatni dzień wypada przed pierwszym.",
        ),
        ({"Daty": "12.06.2027"}, "frequency", "Zaznacz, jak często się powtarza"),
    ],
)
def test_a_rule_nobody_could_keep_is_said_beside_its_field(
    browser: Browser,
    cast: Cast,
    store: Session,
    town_break: TownBreak,
    *,
    typed: dict[str, Any],
    field: str,
    sentence: str,
) -> None:
    town_break(date(2027, 5, 10), date(2027, 5, 16), "remont sali")
    form = new(browser, cast)
    before = everything(store)
    page = form.submit("Zapisz szkic", CLUB | {"Co zabrać": "Kubek"} | typed)

    assert page.status == 422
    assert any(sentence in error for error in page.errors), page.errors
    beside = [e for e in page.dom.all("p") if e["id"] == f"{field}-error"]
    assert beside, page.errors
    assert sentence in beside[0].text
    assert not page.shown_before_saving
    assert everything(store) == before
    kept = {c["name"]: c["value"] for c in page.dom.all("input") if c["type"] != "radio"}
    assert kept["title"] == "Klub sąsiedzki"
    assert page.dom.all("textarea", name="what_to_bring")[0].text == "Kubek"
    for label, name in (("Daty", "chosen_on"), ("Inne dni bez spotkania", "skipped_on")):
        if label in typed:
            assert page.dom.all("textarea", name=name)[0].text == typed[label]


def test_nobody_else_sees_or_saves_anything(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    assert browser.visit("events.plan").heading == "Logowanie"
    assert another_browser.sign_in(cast.adviser).visit("events.plan").status == 403
    assert store.scalar(select(func.count(AuditEntry.id))) == 0


def rule(frequency: Frequency = Frequency.WEEKLY, **parts: Any) -> Rule:
    return Rule(
        frequency=frequency,
        first_on=parts.pop("first_on", date(2027, 3, 1)),
        starts_at=parts.pop("starts_at", time(17)),
        ends_at=parts.pop("ends_at", time(18, 30)),
        **parts,
    )


TWELVE = (
    *(date(2027, month, 10) for month in range(3, 12)),
    date(2028, 1, 12),
    date(2028, 2, 9),
    date(2028, 3, 8),
)


@pytest.mark.parametrize(
    ("followed", "polish", "english", "ukrainian"),
    [
        (
            rule(weekdays=(0, 3)),
            "w poniedziałki i czwartki o 17.00",
            "on Mondays and Thursdays at 17:00",
            "по понеділках і четвергах о 17:00",
        ),
        (
            rule(first_on=date(2027, 3, 2), weekdays=(1, 4)),
            "we wtorki i piątki o 17.00",
            "on Tuesdays and Fridays at 17:00",
            "по вівторках і п'ятницях о 17:00",
        ),
        (
            rule(first_on=date(2027, 3, 3), weekdays=(2, 5, 6)),
            "w środy, soboty i niedziele o 17.00",
            "on Wednesdays, Saturdays, and Sundays at 17:00",
            "по середах, суботах і неділях о 17:00",
        ),
        (
            rule(Frequency.FORTNIGHTLY, weekdays=(0, 1)),
            "co drugi tydzień w poniedziałki i wtorki o 17.00",
            "every second week on Mondays and Tuesdays at 17:00",
            "раз на два тижні по понеділках і вівторках о 17:00",
        ),
        (
            rule(Frequency.FORTNIGHTLY, first_on=date(2027, 3, 3)),
            "co drugą środę o 17.00",
            "every other Wednesday at 17:00",
            "кожну другу середу о 17:00",
        ),
        (
            rule(weekdays=(0, 1, 2, 3, 4), meeting_count=22),
            "od poniedziałku do piątku o 17.00, 22 spotkania",
            "from Monday to Friday at 17:00, 22 meetings",
            "з понеділка до п'ятниці о 17:00, 22 зустрічі",
        ),
        (
            rule(weekdays=(0, 1, 2, 3, 4, 5, 6), meeting_count=112),
            "codziennie o 17.00, 112 spotkań",
            "every day at 17:00, 112 meetings",
            "щодня о 17:00, 112 зустрічей",
        ),
        (
            rule(Frequency.FORTNIGHTLY, weekdays=(0, 1, 2, 3, 4), meeting_count=5),
            "co drugi tydzień od poniedziałku do piątku o 17.00, 5 spotkań",
            "every second week, from Monday to Friday at 17:00, 5 meetings",
            "раз на два тижні з понеділка до п'ятниці о 17:00, 5 зустрічей",
        ),
        (
            rule(Frequency.FORTNIGHTLY, weekdays=(0, 1, 2, 3, 4, 5, 6), meeting_count=1),
            "co drugi tydzień codziennie o 17.00, 1 spotkanie",
            "every second week, on each day at 17:00, 1 meeting",
            "раз на два тижні щодня о 17:00, 1 зустріч",
        ),
        (
            rule(Frequency.CHOSEN_DATES, chosen_on=(date(2027, 3, 1),)),
            "1 marca o 17.00",
            "1 March at 17:00",
            "1 березня о 17:00",
        ),
        (
            rule(Frequency.CHOSEN_DATES, first_on=TWELVE[0], chosen_on=TWELVE),
            "w 12 wybranych dni od 10 marca 2027 do 8 marca 2028 o 17.00",
            "on 12 chosen days from 10 March 2027 to 8 March 2028 at 17:00",
            "у 12 вибраних днів від 10 березня 2027 до 8 березня 2028 о 17:00",
        ),
        (
            rule(meeting_count=2, starts_at=time(0), ends_at=time(0)),
            "w każdy poniedziałek, 2 spotkania",
            "every Monday, 2 meetings",
            "щопонеділка, 2 зустрічі",
        ),
        (
            rule(Frequency.MONTHLY_BY_LAST_WEEKDAY, first_on=date(2027, 3, 31)),
            "w każdą ostatnią środę miesiąca o 17.00",
            "every last Wednesday of the month at 17:00",
            "у кожну останню середу місяця о 17:00",
        ),
        (
            rule(Frequency.MONTHLY_BY_DATE, until_on=date(2027, 9, 1)),
            "1. dnia każdego miesiąca o 17.00, do 1 września 2027",
            "on day 1 of every month at 17:00, until 1 September 2027",
            "1 числа кожного місяця о 17:00, до 1 вересня 2027",
        ),
    ],
)
def test_a_rule_is_said_in_three_languages(
    app: Flask, followed: Rule, polish: str, english: str, ukrainian: str
) -> None:
    with app.app_context():
        for language, words in (("pl", polish), ("en", english), ("uk", ukrainian)):
            with force_locale(language):
                assert in_words(followed) == words


def test_nine_dates_and_more_are_counted_in_good_polish(app: Flask) -> None:
    """The form of the word follows the number: 22 wybrane dni, 25 wybranych dni."""
    with app.app_context():
        for count, words in (
            (9, "w 9 wybranych dni od 1 marca 2027 do 9 marca 2027 o 17.00"),
            (22, "w 22 wybrane dni od 1 marca 2027 do 22 marca 2027 o 17.00"),
            (25, "w 25 wybranych dni od 1 marca 2027 do 25 marca 2027 o 17.00"),
        ):
            chosen = tuple(date(2027, 3, day) for day in range(1, count + 1))
            assert in_words(rule(Frequency.CHOSEN_DATES, chosen_on=chosen)) == words


@pytest.mark.parametrize(
    ("dates", "polish", "english", "ukrainian"),
    [
        ([], "", "", ""),
        ([date(2027, 3, 3)], "3 marca", "3 March", "3 березня"),
        ([date(2028, 3, 3)], "3 marca 2028", "3 March 2028", "3 березня 2028"),
        (
            [date(2027, 3, 3), date(2027, 3, 10)],
            "3 i 10 marca",
            "3 and 10 March",
            "3 і 10 березня",
        ),
        (
            [date(2027, 3, 3), date(2027, 3, 10), date(2027, 3, 24), date(2027, 4, 7)],
            "3, 10 i 24 marca oraz 7 kwietnia",
            "3, 10, and 24 March and also 7 April",
            "3, 10 і 24 березня, а також 7 квітня",
        ),
        (
            [date(2027, 3, 3), date(2027, 4, 7), date(2027, 5, 5)],
            "3 marca, 7 kwietnia i 5 maja",
            "3 March, 7 April, and 5 May",
            "3 березня, 7 квітня і 5 травня",
        ),
        (
            [date(2027, 12, 29), date(2028, 1, 5), date(2028, 1, 12)],
            "29 grudnia oraz 5 i 12 stycznia 2028",
            "29 December and also 5 and 12 January 2028",
            "29 грудня, а також 5 і 12 січня 2028",
        ),
    ],
)
def test_dates_are_read_out_as_people_say_them(
    app: Flask, *, dates: list[date], polish: str, english: str, ukrainian: str
) -> None:
    with app.app_context():
        for language, words in (("pl", polish), ("en", english), ("uk", ukrainian)):
            with force_locale(language):
                assert list_of_days(dates) == words


def test_what_is_left_out_is_named_by_its_cause(app: Flask) -> None:
    christmas = "przerwa świąteczna"
    left_out = [
        LeftOut(date(2027, 11, 11), "Narodowe Święto Niepodległości"),
        LeftOut(date(2027, 11, 18)),
        LeftOut(date(2027, 12, 23), christmas),
        LeftOut(date(2027, 12, 30), christmas),
        LeftOut(date(2028, 1, 6), "Święto Trzech Króli"),
    ]
    with app.app_context():
        assert left_out_in_words(left_out) == [
            "11 listopada: Narodowe Święto Niepodległości",
            "18 listopada",
            "23 i 30 grudnia: przerwa świąteczna",
            "6 stycznia 2028: Święto Trzech Króli",
        ]
        assert left_out_in_words([]) == []
        with force_locale("en"):
            assert left_out_in_words(left_out, limit=2)[-1] == "and 2 more"


def test_a_long_list_of_days_left_out_is_cut_short_with_its_number(app: Flask) -> None:
    names = [LeftOut(date(2027, 3, day), f"przerwa {day}") for day in range(1, 12)]
    with app.app_context():
        lines = left_out_in_words(names)
        assert len(lines) == 7
        assert lines[-1] == "i jeszcze 5"
        with force_locale("uk"):
            assert left_out_in_words(names)[-1] == "і ще 5"
