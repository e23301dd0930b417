"""Neighbours ask for help and offer it without an account; only the team learns of it."""

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.core.outbox import OutgoingLetter
from osl.neighbours import limits
from osl.neighbours.models import HelpCall, Service, Side
from osl.people.models import Channel, Person, person_community
from tests.browser import Browser
from tests.cast import Cast
from tests.neighbours.conftest import Make

ASKED = {
    "Jaka pomoc": "Zakupy",
    "W kilku słowach": "dwie torby ze sklepu",
    "Gdzie mieszkasz": "Wzgórze",
    "Twoje imię i nazwisko": "Anna Potrzebna",
    "Telefon lub e-mail": "600 100 300",
}
OFFERED = ASKED | {"Twoje imię i nazwisko": "Bogdan Pomocny", "W kilku słowach": "mam samochód"}


def calls(store: Session) -> int:
    return store.scalar(select(func.count(HelpCall.id))) or 0


def test_a_neighbour_asks_by_phone_number(browser: Browser, cast: Cast, store: Session) -> None:
    page = browser.visit("neighbours.index").follow("Potrzebuję pomocy")
    page = page.submit("Wyślij prośbę", ASKED)

    assert page.heading == "Twoja prośba o pomoc"
    assert "Zadzwonimy i poszukamy kogoś z sąsiedztwa." in page.text
    made = store.scalars(select(HelpCall)).one()
    assert (made.side, made.service, made.channel) == (Side.ASKS, Service.SHOPPING, Channel.WEB)
    person = store.scalars(select(Person)).one()
    assert (made.person_id, person.phone) == (person.id, "600100300")
    known = store.execute(select(person_community.c.community_id)).scalars().all()
    assert known == [cast.wzgorze.id]
    entry = store.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.details) == ("neighbour.asked", {})
    assert store.scalar(select(func.count(OutgoingLetter.id))) == 0


def test_a_neighbour_offers_by_e_mail_and_gets_a_letter(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = browser.visit("neighbours.offer")
    page = page.submit("Zgłaszam się", OFFERED | {"Telefon lub e-mail": "bogdan@example.org"})

    assert "Napiszemy, gdy ktoś będzie tego potrzebować." in page.text
    assert store.scalars(select(HelpCall.side)).all() == [Side.OFFERS]
    letter = store.scalars(select(OutgoingLetter)).one()
    assert (letter.recipient, letter.kind) == ("bogdan@example.org", "neighbours.noted")


def test_the_public_page_names_nobody(browser: Browser, cast: Cast, call: Make) -> None:
    call(words="kartka z życzeniami")
    call(Side.OFFERS, "Bogdan Pomocny", phone="600100301")
    for where in ("neighbours.index", "neighbours.ask", "neighbours.offer", "home.front"):
        page = browser.visit(where)
        for secret in ("Anna", "Bogdan", "600 100", "kartka"):
            assert secret not in page.text, where
    page = browser.visit("neighbours.index")
    assert "Set-Cookie" not in page.response.headers


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"Jaka pomoc": "Coś innego", "W kilku słowach": ""},
            "Napisz w kilku słowach, o co chodzi.",
        ),
        (
            {"Twoje imię i nazwisko": ""},
            "Podaj imię i nazwisko, żebyśmy wiedzieli, do kogo dzwonić.",
        ),
        (
            {"Telefon lub e-mail": ""},
            "Podaj telefon albo e-mail. Wystarczy jedno.",
        ),
        (
            {"Telefon lub e-mail": "12"},
            "Podaj numer telefonu: dziewięć cyfr, na przykład 41 200 00 00.",
        ),
        ({"W kilku słowach": "PESEL 44051401359"}, "PESEL"),
        ({"W kilku słowach": "bo mam chorobę"}, "chorob"),
        ({"website": "http://example.org"}, "Zostaw to pole puste"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    browser: Browser, cast: Cast, store: Session, changed: dict[str, str], said: str
) -> None:
    page = browser.visit("neighbours.ask").submit("Wyślij prośbę", ASKED | changed)

    assert page.status == 422
    assert len(page.errors) == 1
    assert said in page.errors[0]
    assert "no-store" in page.response.headers["Cache-Control"]
    assert calls(store) == 0
    assert store.scalar(select(func.count(Person.id))) == 0
    kept = {one["name"]: one["value"] for one in page.dom.all("input", type="text")}
    typed = ASKED | changed
    assert kept["words"] == typed["W kilku słowach"]
    assert kept["name"] == typed["Twoje imię i nazwisko"]


def test_without_a_kind_and_a_place_nothing_is_sent(
    browser: Browser, cast: Cast, store: Session
) -> None:
    form = browser.visit("neighbours.ask")
    token, key = (form.dom.all("input", name=one)[0]["value"] for one in ("csrf_token", "key"))
    data = {"csrf_token": token, "key": key, "name": "Anna", "contact": "600100300"}
    for more in ({}, {"service": "money", "community": "999999"}, {"community": "x"}):
        page = browser.post("/pomoc-sasiedzka/prosze", data | more)
        assert page.status == 422
        assert "Wybierz, gdzie mieszkasz. Wystarczy najbliższe miejsce." in page.errors
    assert calls(store) == 0


def test_words_about_a_case_may_stay_once_they_are_confirmed(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = browser.visit("neighbours.ask")
    page = page.submit("Wyślij prośbę", ASKED | {"W kilku słowach": "recepta do apteki, leki"})
    if page.status == 422:
        page = page.submit("Wyślij prośbę", {"keep_words": True})
    assert page.heading == "Twoja prośba o pomoc"
    assert calls(store) == 1


def test_a_second_click_is_one_request(browser: Browser, cast: Cast, store: Session) -> None:
    form = browser.visit("neighbours.ask")
    first = form.submit("Wyślij prośbę", ASKED)
    second = form.submit("Wyślij prośbę", ASKED)
    assert second.url == first.url
    assert calls(store) == 1

    other = form.submit("Wyślij prośbę", ASKED | {"Jaka pomoc": "Rozmowa przez telefon"})
    assert other.status == 422
    assert other.errors == ["Ten formularz jest już u nas. Sprawdź: czy to coś nowego?"]
    other.submit("Wyślij prośbę")
    assert calls(store) == 2


def test_a_form_sent_at_once_comes_from_a_program(
    app: Flask, browser: Browser, cast: Cast, store: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SHORTEST_TYPING", 3)
    page = browser.visit("neighbours.ask").submit("Wyślij prośbę", ASKED)
    assert page.status == 422
    assert calls(store) == 0


def test_a_flood_from_one_place_is_stopped(
    browser: Browser, cast: Cast, store: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PER_NETWORK", ((2, limits.PER_NETWORK[0][1]),))
    for number in range(3):
        typed = ASKED | {"Twoje imię i nazwisko": f"Anna {number}"}
        page = browser.visit("neighbours.ask").submit("Wyślij prośbę", typed)
    assert page.status == 429
    assert "Anna 2" in [one["value"] for one in page.dom.all("input")]
    assert calls(store) == 2
    assert store.scalar(select(func.count(Person.id))) == 2


def test_a_mailbox_gets_only_a_few_letters_on_the_word_of_strangers(
    browser: Browser, cast: Cast, store: Session
) -> None:
    for number in range(4):
        typed = OFFERED | {
            "Twoje imię i nazwisko": f"Jan {number}",
            "Telefon lub e-mail": "ofiara@example.org",
        }
        page = browser.visit("neighbours.offer").submit("Zgłaszam się", typed)
        assert page.heading == "Twoja oferta pomocy"
    assert store.scalar(select(func.count(OutgoingLetter.id))) == 2


def test_it_is_taken_back_by_link(browser: Browser, cast: Cast, store: Session) -> None:
    page = browser.visit("neighbours.ask").submit("Wyślij prośbę", ASKED)
    page = page.submit("Tak, wycofuję")
    assert "Wycofane." in page.text
    assert store.scalars(select(HelpCall)).one().ended_at is not None
    assert "dwie torby" not in page.text
    actions = list(store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions == ["neighbour.asked", "neighbour.taken_back"]


def test_a_guessed_link_leads_nowhere(browser: Browser, cast: Cast, call: Make) -> None:
    number = call()
    for secret in (str(number), f"{number}-abc", "x", f"{number}-" + "A" * 43):
        assert browser.visit("neighbours.own", secret=secret).status == 404


def test_the_pages_speak_ukrainian(browser: Browser, cast: Cast) -> None:
    assert browser.visit("/pomoc-sasiedzka?lang=uk").heading == "Сусідська допомога"
    page = browser.visit("/pomoc-sasiedzka/prosze?lang=uk")
    page = page.submit("Надіслати прохання", {})
    assert "Виберіть, яка це допомога." in page.errors
