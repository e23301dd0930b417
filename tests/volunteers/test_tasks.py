"""What there is to do: written down, published, changed and closed by the team."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.volunteers.models import Shift, Task
from tests.browser import Browser
from tests.cast import Cast
from tests.events.conftest import Planned
from tests.home.conftest import counting
from tests.volunteers.conftest import Offered, Tasked
from tests.volunteers.desk import TASK, TIMES, actions, times_of, token_of

NEW = "/panel/wolontariat/nowe"
FOUR_DAYS = ["wtorek", "środa", "piątek", "sobota"]


def test_a_task_goes_from_a_thought_to_a_call_for_volunteers(
    browser: Browser, cast: Cast, store: Session
) -> None:
    browser.sign_in(cast.animator)
    page = browser.visit("/panel/wolontariat").follow("Zapisz zadanie")
    page = page.submit("Zapisz i podaj termin", {**TASK, "Społeczność": "Wzgórze"})
    page = page.submit("Dodaj", TIMES)
    assert page.heading == "Podlewanie ogrodu"
    assert "potrzeba 2 osób, nikogo jeszcze nie ma" in page.text
    task = store.scalars(select(Task)).one()
    assert not task.is_open
    page = page.submit("Opublikuj")
    assert "Mieszkańcy już to widzą i mogą się zgłaszać." in page.notices
    store.refresh(task)
    assert task.is_open
    page = page.submit("Zamknij zgłoszenia")
    assert "Zgłoszenia zamknięte" in page.text
    page = page.submit("Otwórz ponownie")
    assert actions(store) == [
        "task.planned",
        "task.shifts_added",
        "task.published",
        "task.closed",
        "task.published",
    ]


def test_a_task_without_a_time_is_not_published(
    browser: Browser, cast: Cast, store: Session
) -> None:
    browser.sign_in(cast.animator)
    page = browser.visit(NEW).submit("Zapisz i podaj termin", TASK)
    task = store.scalars(select(Task)).one()
    page = browser.visit(f"/panel/wolontariat/{task.id}").submit("Opublikuj")
    assert "Dodaj" in page.notices[0]
    store.refresh(task)
    assert task.published_at is None


def test_the_same_form_sent_twice_is_one_task(browser: Browser, cast: Cast, store: Session) -> None:
    browser.sign_in(cast.animator)
    page = browser.visit(NEW)
    page.submit("Zapisz i podaj termin", TASK)
    page.submit("Zapisz i podaj termin", TASK)
    assert store.scalar(select(func.count(Task.id))) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"Co jest do zrobienia": ""}, "Napisz w kilku słowach, co jest do zrobienia."),
        ({"Co jest do zrobienia": "x" * 121}, "Ten tekst jest za długi"),
        ({"Od ilu lat": "120"}, "Wpisz wiek od 0 do 99"),
        ({"Telefon do pytań": "abc"}, "Podaj numer telefonu"),
        ({"Kilka słów więcej": "PESEL 44051401359"}, "PESEL"),
    ],
)
def test_what_cannot_be_is_said_in_words_and_nothing_is_lost(
    browser: Browser, cast: Cast, store: Session, typed: dict[str, str], said: str
) -> None:
    browser.sign_in(cast.animator)
    page = browser.visit(NEW).submit("Zapisz i podaj termin", {**TASK, **typed})
    assert page.status == 422
    assert any(said in error for error in page.errors)
    assert "Ogródek za świetlicą" in page.response.get_data(as_text=True)
    assert store.scalar(select(func.count(Task.id))) == 0


def test_a_task_belongs_to_a_community_of_ones_own(
    browser: Browser, cast: Cast, store: Session
) -> None:
    """Whoever forges the form chooses nothing: the community of others is not among theirs."""
    browser.sign_in(cast.animator)
    page = browser.visit(NEW)
    key = next(one["value"] for one in page.dom.all("input") if one["name"] == "key")
    csrf = next(one["value"] for one in page.dom.all("input") if one["name"] == "csrf_token")
    forged = {"community_id": str(cast.ostrowiecka.id), "title": "Obce", "key": key}
    answer = browser.post(NEW, {**forged, "csrf_token": csrf})
    assert answer.status == 422
    assert store.scalar(select(func.count(Task.id))) == 0


def test_a_task_of_an_event_stands_on_the_page_of_the_event(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event = planned()
    browser.sign_in(cast.animator)
    page = browser.visit(f"/panel/wydarzenia/{event}").follow("Zapisz zadanie")
    page = page.submit("Zapisz i podaj termin", {"Co jest do zrobienia": "Stolik zapisów"})
    page = page.submit("Dodaj", {**TIMES, "Ile osób potrzeba": "3"})
    assert store.scalars(select(Task)).one().event_id == event
    page = browser.visit(f"/panel/wydarzenia/{event}")
    assert "Stolik zapisów" in page.text
    assert "potrzeba 3 osób, nikogo jeszcze nie ma" in page.text


def test_an_event_of_another_community_is_not_taken(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    foreign = planned(community=cast.ostrowiecka)
    browser.sign_in(cast.organiser)
    page = browser.visit(NEW)
    chosen = {"Część wydarzenia": str(foreign)}
    page = page.submit("Zapisz i podaj termin", {**TASK, **chosen})
    assert page.errors == ["To wydarzenie należy do innej społeczności."]
    assert store.scalar(select(func.count(Task.id))) == 0


def test_the_second_of_two_people_sees_what_the_first_one_wrote(
    browser: Browser, cast: Cast, tasked: Tasked, store: Session
) -> None:
    task = store.get_one(Shift, tasked()).task
    browser.sign_in(cast.animator)
    first = browser.visit(f"/panel/wolontariat/{task.id}/edycja")
    second = browser.visit(f"/panel/wolontariat/{task.id}/edycja")
    first.submit("Zapisz", {"Co się przyda": "kalosze"})
    page = second.submit("Zapisz", {"Co się przyda": "rękawice"})
    assert page.status == 409
    assert "kalosze" in page.text
    store.refresh(task)
    assert task.skills == "kalosze"
    page.submit("Zapisz")
    store.refresh(task)
    assert task.skills == "rękawice"


def test_the_list_says_what_is_next_and_how_many_are_missing(
    browser: Browser, cast: Cast, tasked: Tasked, offered: Offered
) -> None:
    shift = tasked(needed=3)
    tasked("Szycie toreb", published=False, on=date(2027, 3, 9))
    tasked("Cudze", community_id=cast.ostrowiecka.id)
    for name in ("Anna Nowa", "Jan Nowy", "Ewa Nowa", "Ola Nowa"):
        offered(shift, name)
    browser.sign_in(cast.animator)
    page = browser.visit("/panel/wolontariat")
    assert "potrzeba 3 osób, nikogo jeszcze nie ma, zgłosiły się 4" in page.text
    assert page.text.index("Szycie toreb") > page.text.index("Co jest do zrobienia")
    assert "Cudze" not in page.text
    drafts = browser.visit("/panel/wolontariat?stan=szkice")
    assert "Szycie toreb" in drafts.text
    assert "Podlewanie ogrodu" not in [one.text for one in drafts.dom.all("th")]
    assert "Cudze" in browser.sign_in(cast.organiser).visit("/panel/wolontariat").text


def test_the_list_asks_the_same_few_questions_whatever_it_holds(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked, offered: Offered
) -> None:
    browser.sign_in(cast.animator)
    offered(tasked("Zadanie 0"), "Anna Zero")
    for address in ("/panel/wolontariat", "/panel"):
        browser.visit(address)
        with counting(app) as few:
            browser.visit(address)
        for number in range(1, 6):
            offered(tasked(f"Zadanie {number} {address}"), f"Anna{number} Nowa")
        with counting(app) as many:
            browser.visit(address)
        assert len(many) == len(few), address


def test_times_are_added_each_week_on_the_chosen_days_and_once(
    browser: Browser, cast: Cast, tasked: Tasked, store: Session
) -> None:
    """Tuesdays and Thursdays for three weeks; the clocks change on 28 March, the hour stays."""
    task_id = store.get_one(Shift, tasked(on=date(2027, 3, 8))).task_id
    browser.sign_in(cast.animator)
    page = browser.visit(f"/panel/wolontariat/{task_id}/terminy")
    weekly = {"Dzień": "2027-03-18", "Przez ile tygodni": "3"}
    chosen = {"W które dni tygodnia": ["wtorek", "czwartek"]}
    for _time in range(2):
        page.submit("Dodaj", {**TIMES, **weekly, **chosen})
    assert times_of(store)[1:] == [
        f"2027-{day} 17:00-19:00 2"
        for day in ("03-18", "03-23", "03-25", "03-30", "04-01", "04-06")
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"Dzień": "01.02.2027"}, "Ten dzień już minął"),
        ({"Dzień": "31.02.2027"}, "Nie ma takiej daty"),
        ({"Do godziny": "17"}, "Dyżur kończy się później"),
        ({"Do godziny": "16"}, "Ten dyżur jest bardzo długi"),
        ({"Od godziny": "25"}, "Nie ma takiej godziny"),
        ({"Ile osób potrzeba": "0"}, "Wpisz liczbę osób od 1 do 200."),
        ({"Ile osób potrzeba": "9999"}, "Wpisz liczbę osób od 1 do 200."),
        ({"Przez ile tygodni": "60"}, "Wybierz od 1 do 52 tygodni."),
        ({"Dzień": "27.03.2027", "Od godziny": "22", "Do godziny": "2:30"}, "zmienia się czas"),
        (
            {
                "Przez ile tygodni": "52",
                "W które dni tygodnia": ["wtorek", "środa", "piątek", "sobota"],
            },
            "200",
        ),
    ],
)
def test_times_that_cannot_be_are_refused_in_words(
    browser: Browser, cast: Cast, tasked: Tasked, store: Session, typed: dict[str, str], said: str
) -> None:
    task_id = store.get_one(Shift, tasked()).task_id
    browser.sign_in(cast.animator)
    before = times_of(store)
    page = browser.visit(f"/panel/wolontariat/{task_id}/terminy")
    page = page.submit("Dodaj", {**TIMES, "Dzień": "12.03.2027", **typed})
    assert page.status == 422
    assert any(said in error for error in page.errors), page.errors
    assert times_of(store) == before


def test_the_task_of_another_community_is_not_there(
    browser: Browser, cast: Cast, tasked: Tasked, store: Session
) -> None:
    task_id = store.get_one(Shift, tasked()).task_id
    browser.sign_in(cast.other_animator)
    for path in ("", "/edycja", "/terminy", "/grafik"):
        assert browser.get(f"/panel/wolontariat/{task_id}{path}").status == 404
    for path in ("publikacja", "zakonczenie"):
        answer = browser.post(f"/panel/wolontariat/{task_id}/{path}", token_of(browser))
        assert answer.status == 404
    assert browser.get(f"/panel/wolontariat/grafik?spolecznosc={cast.wzgorze.id}").status == 404
    assert "task.closed" not in actions(store)
