"""A resident gives an idea: a minute, no account, and nothing typed is lost."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.communities.models import Centre, Community
from osl.core.clock import today
from osl.core.db import db
from osl.ideas.calls_for_ideas import Question, publish_call, write_call
from osl.ideas.models import Resource, Source, Suspicion
from osl.people.models import Person
from tests.browser import Browser, Page, fill
from tests.cast import Cast
from tests.core.test_pictures import drawn
from tests.events.conftest import Planned
from tests.ideas.conftest import SHELF, Given, unit
from tests.ideas.giving import (
    ANYWAY,
    BENCH,
    CONTACT,
    GIVE,
    HELP,
    NAME,
    PICTURE,
    SEND,
    SHOWS,
    WHAT,
    WHY,
    deeds,
    give,
    ideas,
    letters,
)

BASE = "http://127.0.0.1:8000"


def send(browser: Browser, data: list[tuple[str, Any]]) -> Page:
    """Send a form as it is, without following where it leads."""
    return browser.post(GIVE, data, follow=False)


def opened(browser: Browser, **typed: Any) -> list[tuple[str, Any]]:
    page = browser.visit(GIVE)
    form = next(one for one in page.dom.all("form") if one["id"] == "idea")
    return [(name, value) for name, value in fill(form, BENCH | typed) if name != "picture"]


def call_for_ideas(app: Flask, cast: Cast, closes_on: date) -> int:
    with unit(app):
        actor = db.session.get_one(User, cast.organiser.id)
        call = write_call(
            Question("Nasze podwórko", "Czego brakuje?", "Do 5 lat.", date(2027, 1, 1), closes_on),
            community=db.session.get_one(Community, cast.wzgorze.id),
            actor=actor,
        )
        db.session.flush()
        publish_call(call, actor=actor)
        return call.id


def test_an_idea_with_an_address_gets_a_number_a_code_and_a_letter(
    browser: Browser, cast: Cast, store: Session, clock: time_machine.Traveller
) -> None:
    page = give(browser, {CONTACT: "anna@example.org"})

    assert page.heading == "Dziękujemy za pomysł"
    assert "Pomysł nr 1: Ławka przed blokiem" in page.text
    assert "Odpowiemy najpóźniej: poniedziałek, 15 marca 2027." in page.text
    assert page.dom.with_class("code")[0].text.startswith("1-")
    idea = ideas(store)[0]
    assert (idea.title, idea.text) == (BENCH[WHAT], BENCH[WHY])
    assert (idea.community_id, idea.source) == (cast.wzgorze.id, Source.WEB)
    assert idea.person is not None
    assert (idea.person.email, idea.person.name) == ("anna@example.org", "")
    assert deeds(store) == ["idea.given"]
    assert letters(store) == [("anna@example.org", "ideas.given")]


def test_an_idea_needs_neither_name_nor_contact(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = give(browser)
    assert page.heading == "Dziękujemy za pomysł"
    assert "Zajrzyj na tę stronę albo zadzwoń" in page.text
    assert ideas(store)[0].person is None
    assert store.query(Person).count() == 0
    assert letters(store) == []


def test_a_phone_number_without_a_name_is_enough_to_be_called(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = give(browser, {CONTACT: "000 000 002"})
    assert "Zadzwonimy, gdy coś się wydarzy." in page.text
    person = ideas(store)[0].person
    assert person is not None
    assert person.phone
    assert letters(store) == []


def test_the_form_says_that_it_is_no_application_and_when_an_answer_comes(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = browser.visit(GIVE)
    assert "Odpowiemy w ciągu 14 dni." in page.text
    assert "To nie jest urzędowy wniosek, skarga ani petycja." in page.text
    assert "ul. Przykładowa 1" in page.text
    assert "Widzi je tylko zespół" in page.text


def test_the_centre_says_it_in_its_own_words(app: Flask, browser: Browser, cast: Cast) -> None:
    with unit(app):
        centre = db.session.get_one(Centre, cast.centre.id)
        centre.idea_answer_days, centre.idea_notice = 1, "Pisma urzędowe przyjmuje sekretariat."
    page = browser.visit(GIVE)
    assert "Odpowiemy w ciągu 1 dnia." in page.text
    assert "Pisma urzędowe przyjmuje sekretariat." in page.text


def test_help_is_offered_with_a_contact(browser: Browser, cast: Cast, store: Session) -> None:
    offered = {HELP: ["ręce do pracy", "prowadzenie"], NAME: "Jan Testowy"}
    page = give(browser, offered)
    assert page.status == 422
    assert page.errors == [
        "Dziękujemy, że chcesz pomóc! Podaj e-mail albo telefon, żebyśmy mogli się odezwać."
    ]
    page = page.submit(SEND, {CONTACT: "jan@example.org"})
    assert "ręce do pracy, prowadzenie" in page.text
    idea = ideas(store)[0]
    assert [one.resource for one in idea.offers] == [Resource.HANDS, Resource.LEADER]
    assert idea.helpers == 1


def test_a_picture_is_kept_with_what_it_shows(browser: Browser, cast: Cast, store: Session) -> None:
    picture = {PICTURE: (drawn("JPEG"), "ławka.jpg")}
    page = give(browser, picture)
    assert page.errors == [
        "Napisz jednym zdaniem, co jest na zdjęciu: dla osób, które go nie widzą."
    ]
    assert "Wybierz zdjęcie jeszcze raz" in page.text
    page = page.submit(SEND, {**picture, SHOWS: "Pusty plac przed blokiem"})
    assert page.heading == "Dziękujemy za pomysł"
    idea = ideas(store)[0]
    assert idea.picture
    assert [one["alt"] for one in page.dom.all("img")] == ["Pusty plac przed blokiem"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({WHAT: ""}, "Napisz w kilku słowach, jaki to pomysł."),
        ({WHY: " "}, "Napisz, co to zmieni i dla kogo. Wystarczy jedno zdanie."),
        ({WHAT: "x" * 121}, "Ten tekst jest za długi. Skróć go do 120 znaków."),
        ({WHY: "słowo " * 600}, "Ten tekst jest za długi. Skróć go do 3000 znaków."),
        ({CONTACT: "anna@"}, "To nie jest adres e-mail."),
        ({CONTACT: "12"}, "Podaj numer telefonu: dziewięć cyfr"),
        ({WHY: "Mój PESEL 44051401359"}, "Usuń numer PESEL"),
    ],
)
def test_a_mistake_is_said_and_everything_typed_stays(
    browser: Browser, cast: Cast, store: Session, typed: dict[str, str], said: str
) -> None:
    page = give(
        browser,
        {CONTACT: "anna@example.org", NAME: "Anna", HELP: ["narzędzia albo rzeczy"]} | typed,
    )
    assert page.status == 422
    assert len(page.errors) == 1
    assert said in page.errors[0]
    assert ideas(store) == []
    right = BENCH | {CONTACT: "anna@example.org"}
    done = page.submit(SEND, {one: right[one] for one in typed})
    assert done.heading == "Dziękujemy za pomysł"
    idea = ideas(store)[0]
    assert (idea.title, idea.text) == (BENCH[WHAT], BENCH[WHY])
    assert idea.person is not None
    assert idea.person.name == "Anna"
    assert [one.resource for one in idea.offers] == [Resource.TOOLS]


def test_a_community_must_be_chosen_among_those_of_today(
    browser: Browser, cast: Cast, store: Session
) -> None:
    data = [(name, value) for name, value in opened(browser) if name != "community"]
    for more in ([], [("community", "x")], [("community", "999")]):
        page = send(browser, data + more)
        assert page.status == 422
        assert page.errors == ["Wybierz społeczność, której dotyczy pomysł."]
    assert ideas(store) == []


def test_a_poster_leads_to_the_form_of_its_community(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = browser.visit(f"{GIVE}?spolecznosc=ostrowiecka")
    page = page.submit(SEND, {WHAT: BENCH[WHAT], WHY: BENCH[WHY]})
    assert page.heading == "Dziękujemy za pomysł"
    assert ideas(store)[0].community_id == cast.ostrowiecka.id


@pytest.mark.parametrize("query", ["spolecznosc=nie-ma", "nabor=999", "nabor=x", f"nabor={10**12}"])
def test_an_old_or_broken_poster_still_leads_to_the_form(
    browser: Browser, cast: Cast, store: Session, query: str
) -> None:
    assert give(browser, address=f"{GIVE}?{query}").heading == "Dziękujemy za pomysł"


def test_a_community_whose_work_has_ended_is_said_and_another_chosen(
    app: Flask, browser: Browser, cast: Cast, store: Session
) -> None:
    with unit(app):
        db.session.get_one(Community, cast.ostrowiecka.id).closed_on = today() - timedelta(days=1)
    page = browser.visit(f"{GIVE}?spolecznosc=ostrowiecka")
    assert "już się zakończyła" in page.text
    page = page.submit(SEND, BENCH)
    assert ideas(store)[0].community_id == cast.wzgorze.id


def test_a_call_for_ideas_asks_its_question_and_says_for_whom(
    app: Flask, browser: Browser, cast: Cast, store: Session, clock: time_machine.Traveller
) -> None:
    number = call_for_ideas(app, cast, date(2027, 3, 31))
    page = browser.visit(f"{GIVE}?nabor={number}")
    assert "Czego brakuje?" in page.text
    assert "Do 5 lat." in page.text
    assert not page.dom.all("input", name="community")
    page = page.submit(SEND, {WHAT: BENCH[WHAT], WHY: BENCH[WHY]})
    idea = ideas(store)[0]
    assert (idea.call_id, idea.community_id) == (number, cast.wzgorze.id)
    assert "Nasze podwórko" in page.text


def test_a_call_that_closes_while_somebody_types_takes_nothing_and_loses_nothing(
    app: Flask, browser: Browser, cast: Cast, store: Session, clock: time_machine.Traveller
) -> None:
    number = call_for_ideas(app, cast, date(2027, 3, 31))
    clock.move_to("2027-03-31T21:00:00Z")
    page = browser.visit(f"{GIVE}?nabor={number}")
    clock.shift(timedelta(hours=2))
    page = page.submit(SEND, {WHAT: BENCH[WHAT], WHY: BENCH[WHY]})
    assert page.status == 422
    assert "Nabór „Nasze podwórko” jest teraz zamknięty." in page.text
    page = page.submit(SEND)
    assert page.heading == "Dziękujemy za pomysł"
    assert ideas(store)[0].call_id is None


def test_without_javascript_similar_ideas_are_shown_once_before_sending(
    browser: Browser, cast: Cast, given: Given, store: Session
) -> None:
    bench = given()
    page = give(browser, {WHAT: "Ławeczka przed naszym blokiem", CONTACT: "anna@example.org"})
    assert page.status == 422
    assert "Jeszcze nie wysłane." in page.text
    assert page.links["Ławka przed blokiem"] == f"/pomysly/{bench}"
    assert len(ideas(store)) == 1
    page = page.submit(ANYWAY)
    assert page.heading == "Dziękujemy za pomysł"
    assert ideas(store)[1].title == "Ławeczka przed naszym blokiem"
    assert letters(store)[-1] == ("anna@example.org", "ideas.given")


def test_whoever_saw_the_same_list_while_typing_is_not_asked_again(
    browser: Browser, cast: Cast, given: Given, store: Session
) -> None:
    number = given()
    page = give(browser, {WHAT: "Ławeczka przed naszym blokiem", "seen": f"i{number}"})
    assert page.heading == "Dziękujemy za pomysł"


def test_an_event_that_is_planned_already_is_told(
    browser: Browser, cast: Cast, planned: Planned, clock: time_machine.Traveller
) -> None:
    planned(title="Warsztat szycia", published=True)
    page = give(browser, {WHAT: "Warsztaty szycia"})
    assert page.status == 422
    assert "To już się dzieje" in page.text
    assert "Warsztat szycia" in page.links


def test_what_is_alike_comes_as_a_piece_of_the_page(
    browser: Browser, cast: Cast, given: Given
) -> None:
    shown, hidden = given(), given(SHELF, published=False)
    piece = browser.client.get("/pomysly/podobne?tytul=laweczki+przed+blokami", base_url=BASE)
    assert piece.status_code == 200
    assert f"/pomysly/{shown}".encode() in piece.data
    assert f'data-marks="i{shown}"'.encode() in piece.data
    unread = browser.client.get("/pomysly/podobne?tytul=polka+z+ksiazkami+swietlica", base_url=BASE)
    assert unread.data.strip() == b""
    assert hidden
    for query in ("", "?tytul=", "?tytul=" + "a" * 5000, "?tytul=%00&opis=%ff"):
        assert browser.client.get(f"/pomysly/podobne{query}", base_url=BASE).data.strip() == b""


def test_a_second_click_and_a_page_gone_back_to_lead_to_the_same_idea(
    browser: Browser, another_browser: Browser, cast: Cast, store: Session
) -> None:
    data = opened(browser, **{CONTACT: "anna@example.org"})
    first, second = send(browser, data), send(browser, data)
    assert first.status == second.status == 303
    assert first.response.headers["Location"] == second.response.headers["Location"]
    worked = [(name, "77" if name == "work" else value) for name, value in data]
    assert send(browser, worked).response.headers["Location"] == first.response.headers["Location"]
    assert len(ideas(store)) == 1
    assert len(letters(store)) == 1


def test_the_same_form_with_other_words_is_asked_about_and_makes_a_second_idea(
    browser: Browser, cast: Cast, store: Session
) -> None:
    data = opened(browser)
    send(browser, data)
    other = [(name, "Półka na książki" if name == "title" else value) for name, value in data]
    page = send(browser, other)
    assert page.status == 422
    assert "Ten formularz był już wysłany, z inną treścią." in page.errors[0]
    assert page.submit(SEND).heading == "Dziękujemy za pomysł"
    assert [one.title for one in ideas(store)] == ["Ławka przed blokiem", "Półka na książki"]


def test_looking_at_the_form_changes_nothing_and_it_is_kept_nowhere(
    browser: Browser, cast: Cast, store: Session
) -> None:
    assert browser.client.head(GIVE, base_url=BASE).status_code == 200
    assert browser.visit(GIVE).response.headers["Cache-Control"] == "no-store"
    assert ideas(store) == []


def test_a_wrong_sum_refuses_nobody(browser: Browser, cast: Cast, store: Session) -> None:
    page = give(browser, {"work": "nie"})
    assert page.heading == "Dziękujemy za pomysł"
    assert ideas(store)[0].suspicion is Suspicion.NONE
