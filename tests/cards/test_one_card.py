"""A person's page and card: read, made, changed by two at once, corrected, printed."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.people.cards import note_leader_step
from osl.people.models import Card, LeaderStatus, LeaderStep, MetHow, Person, Reach, TimeOfWeek
from tests.browser import Browser
from tests.cards.conftest import AGREED, Given, Meet, act_on, acted
from tests.cast import Cast
from tests.ideas.conftest import BENCH

CARD = {"Dzień zgody na kartę": "2027-02-20", "Własnymi słowami": "Piekę chleb na zakwasie."}
KEEP = "Tak, zostaw te słowa"


def test_a_card_tells_how_to_reach_somebody_and_what_they_like(
    browser: Browser, cast: Cast, meet: Meet, talent: Callable[..., int]
) -> None:
    facts = {
        "prefers": Reach.PHONE,
        "reach_note": "Po szesnastej.",
        "met_how": MetHow.STALL,
        "own_words": "Mogę pokazać, jak przycinać róże.",
        "free_times": [TimeOfWeek.SATURDAYS],
        "languages": "polski, ukraiński",
        "talent_ids": [talent("szachy")],
        "contact_ids": [cast.animator.id],
        "brought_by_id": meet("Jan Wzorcowy", phone="600100300"),
    }
    anna = meet("Anna Testowa", card=facts)
    page = browser.sign_in(cast.animator).visit(f"/panel/ludzie/{anna}")

    assert page.heading == "Anna Testowa"
    assert page.links["600 100 200"] == "tel:+48600100200"
    for words in (
        "Najchętniej: telefon",
        "Po szesnastej.",
        "szachy",
        "Mogę pokazać, jak przycinać róże.",
        "w soboty",
        "polski, ukraiński",
        "Jan Testowy",
        "Jan Wzorcowy",
        "20 lutego 2027",
        "Wzgórze",
    ):
        assert words in page.text


def test_somebody_without_a_card_has_a_page_and_a_button_to_make_one(
    browser: Browser, cast: Cast, meet: Meet, store: Session
) -> None:
    anna = meet("Anna Testowa")
    page = browser.sign_in(cast.animator).visit(f"/panel/ludzie/{anna}")
    assert "Nie ma jeszcze karty" in page.text

    form = page.follow("Załóż kartę")
    assert "Najpierw przeczytaj na głos" in form.text
    page = form.submit("Zapisz kartę", CARD)

    assert page.notices == ["Karta założona."]
    assert "Piekę chleb na zakwasie." in page.text
    assert "Jan Testowy" in page.text  # whoever makes it knows them
    assert store.scalars(select(Card.agreed_on)).all() == [date(2027, 2, 20)]
    assert [one.actor_id for one in acted(store, "card.made")] == [cast.animator.id]


def test_no_card_without_a_yes(browser: Browser, cast: Cast, meet: Meet, store: Session) -> None:
    form = browser.sign_in(cast.animator).visit(f"/panel/ludzie/{meet()}/karta")
    page = form.submit("Zapisz kartę", CARD | {"Dzień zgody na kartę": ""})

    assert page.status == 422
    assert page.errors == ["Najpierw zapytaj, potem podaj dzień, w którym padła zgoda."]
    assert "Piekę chleb" in page.dom.all("textarea")[0].text
    assert store.scalars(select(Card)).all() == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"Dzień zgody na kartę": "2027-03-02"}, "Ten dzień jeszcze nie nadszedł."),
        ({"Kiedy się poznaliście": "2030-01-01"}, "Ten dzień jeszcze nie nadszedł."),
        ({"Dzień zgody na kartę": "wczoraj"}, "Nie ma takiej daty."),
        ({"Własnymi słowami": "x" * 501}, "500"),
        ({"W jakich językach mówi": "x" * 121}, "120"),
        ({"Własnymi słowami": "PESEL 44051401359"}, "Usuń numer PESEL"),
        ({"Kto tę osobę zaprosił": "Nikt Nieznany"}, "Nie znamy takiej osoby."),
        ({"Kto tę osobę zaprosił": "Anna Testowa"}, "Nikt nie przyprowadza sam siebie."),
        ({"prefers": "golab"}, ""),
        ({"free_times": ["noc"]}, ""),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_lost(
    browser: Browser,
    cast: Cast,
    meet: Meet,
    store: Session,
    typed: dict[str, str],
    said: str,
) -> None:
    anna = meet("Anna Testowa")
    browser.sign_in(cast.animator)
    if set(typed) & {"prefers", "free_times"}:
        address = f"/panel/ludzie/{anna}/karta"
        sound = {"agreed_on": "2027-02-20", "prefers": "", "met_how": ""}
        sent = sound | {k: v if isinstance(v, str) else v[0] for k, v in typed.items()}
        token = browser.visit(address).dom.all("input", name="csrf_token")[0]["value"]
        page = browser.post(address, [*sent.items(), ("csrf_token", token)])
    else:
        page = browser.visit(f"/panel/ludzie/{anna}/karta").submit("Zapisz kartę", CARD | typed)

    assert page.status == 422
    assert len(page.errors) == 1
    assert said in page.errors[0]
    assert store.scalars(select(Card)).all() == []
    for field, value in typed.items():
        if isinstance(value, str) and field in ("Własnymi słowami", "W jakich językach mówi"):
            typed_words = [e.text or e["value"] for e in page.dom.all("textarea", "input")]
            assert value in typed_words


def test_words_about_health_are_pointed_out_once_and_may_stay(
    browser: Browser, cast: Cast, meet: Meet, store: Session
) -> None:
    form = browser.sign_in(cast.animator).visit(f"/panel/ludzie/{meet()}/karta")
    page = form.submit("Zapisz kartę", CARD | {"Własnymi słowami": "Śpiewam w szpitalu."})

    assert page.status == 422
    assert "szpitalu" in page.errors[0]
    assert "Śpiewam w szpitalu." in page.dom.all("textarea")[0].text
    assert store.scalars(select(Card)).all() == []

    page = page.submit("Zapisz kartę", {KEEP: True})
    assert page.notices == ["Karta założona."]
    assert "Śpiewam w szpitalu." in page.text


def test_of_two_who_change_a_card_the_second_sees_what_the_first_did(
    browser: Browser, cast: Cast, meet: Meet, store: Session, app: Flask
) -> None:
    anna = meet("Anna Testowa", card=True)
    browser.sign_in(cast.animator)
    mine = browser.visit(f"/panel/ludzie/{anna}/karta")
    theirs = browser.visit(f"/panel/ludzie/{anna}/karta")
    theirs.submit("Zapisz kartę", CARD | {"W jakich językach mówi": "polski"})
    page = mine.submit("Zapisz kartę", CARD | {"Własnymi słowami": "Gram w szachy."})

    assert page.status == 409
    assert "Ktoś zapisał zmianę przed Tobą" in page.text
    assert "polski" in page.text
    assert store.scalars(select(Card.own_words)).all() == ["Piekę chleb na zakwasie."]

    page = page.submit("Zapisz kartę")
    assert "Gram w szachy." in page.text


def test_reading_a_card_is_noted_and_a_look_at_its_head_is_not(
    browser: Browser, cast: Cast, meet: Meet, store: Session
) -> None:
    anna = meet("Anna Testowa", card=True)
    browser.sign_in(cast.animator)
    browser.visit(f"/panel/ludzie/{anna}")
    browser.visit(f"/panel/ludzie/{anna}")
    browser.client.head(f"/panel/ludzie/{anna}", base_url="http://127.0.0.1:8000")

    readings = acted(store, "card.read")
    assert [(one.actor_id, one.subject_type, one.subject_id) for one in readings] == [
        (cast.animator.id, "person", anna)
    ] * 2
    assert all("Anna" not in str(one.details) for one in readings)


def test_a_page_that_is_refused_leaves_no_reading(
    browser: Browser, cast: Cast, meet: Meet, store: Session
) -> None:
    anna = meet("Anna Testowa", card=True)
    assert browser.sign_in(cast.other_animator).visit(f"/panel/ludzie/{anna}").status == 404

    assert acted(store, "card.read") == []


def test_the_organiser_sees_who_read_a_card_and_an_animator_does_not(
    browser: Browser, cast: Cast, meet: Meet
) -> None:
    anna = meet("Anna Testowa", card=True)
    page = browser.sign_in(cast.animator).visit(f"/panel/ludzie/{anna}")
    assert "Kto czytał tę kartę" not in page.text

    page = browser.sign_in(cast.organiser).visit(f"/panel/ludzie/{anna}")
    assert "Kto czytał tę kartę" in page.text
    assert "10.00: Jan Testowy" in page.text


def test_a_name_and_a_phone_are_corrected(
    browser: Browser, cast: Cast, meet: Meet, store: Session
) -> None:
    anna = meet("Anna Testowa", card=True)
    form = browser.sign_in(cast.animator).visit(f"/panel/ludzie/{anna}")
    form = form.follow("Popraw nazwisko lub kontakt")
    page = form.submit("Zapisz", {"Imię i nazwisko": "Anna Nowa", "Telefon": "600 100 201"})

    assert page.heading == "Anna Nowa"
    assert "600 100 201" in page.text
    assert len(acted(store, "person.corrected")) == 1


def test_nobody_is_made_somebody_else(
    browser: Browser, cast: Cast, meet: Meet, store: Session
) -> None:
    anna = meet("Anna Testowa")
    meet("Jan Wzorcowy", phone="600100300")
    form = browser.sign_in(cast.animator).visit(f"/panel/ludzie/{anna}/kontakt")
    page = form.submit("Zapisz", {"Imię i nazwisko": "Jan Wzorcowy", "Telefon": "600 100 300"})

    assert page.status == 422
    assert page.errors == ["Ktoś inny ma już to nazwisko z tym telefonem lub adresem."]
    assert store.get_one(Person, anna).name == "Anna Testowa"


def test_a_leaders_step_is_noted_with_its_day(
    browser: Browser, cast: Cast, meet: Meet, store: Session
) -> None:
    anna = meet("Anna Testowa", card=True)
    browser.sign_in(cast.animator)
    form = browser.visit(f"/panel/ludzie/{anna}").follow("Zapisz etap")
    page = form.submit(
        "Zapisz", {"Na jakim etapie jest ta osoba": "Działa z nami", "Od kiedy": "2027-02-25"}
    )
    assert "Działa z nami od: 25 lutego 2027" in page.text

    form = browser.visit(f"/panel/ludzie/{anna}/lider")
    page = form.submit(
        "Zapisz", {"Na jakim etapie jest ta osoba": "Ma przerwę", "Od kiedy": "2027-03-02"}
    )
    assert page.status == 422
    assert page.errors == ["Ten dzień jeszcze nie nadszedł. Zapisz etap, gdy nadejdzie."]
    assert store.scalars(select(LeaderStep.status)).all() == [LeaderStatus.ACTIVE]


def test_whoever_noted_a_step_takes_it_back_and_nobody_elses(
    app: Flask, browser: Browser, cast: Cast, meet: Meet, store: Session
) -> None:
    anna = meet("Anna Testowa", card=True)
    act_on(app, anna, note_leader_step, LeaderStatus.NOTICED, AGREED, by=cast.animator)
    page = browser.sign_in(cast.social_worker).visit(f"/panel/ludzie/{anna}")
    assert "Cofnij: Dostrzegamy tę osobę" not in page.buttons
    step = store.scalars(select(LeaderStep.id)).one()
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    address = f"/panel/ludzie/lider/{step}/cofniecie"
    assert browser.post(address, [("csrf_token", token)]).status == 403

    page = browser.sign_in(cast.animator).visit(f"/panel/ludzie/{anna}")
    page = page.submit("Cofnij: Dostrzegamy tę osobę")
    assert page.notices == ["Etap cofnięty."]
    assert store.scalars(select(LeaderStep)).all() == []
    assert store.scalars(select(Card.leader_status)).all() == [None]


def test_the_paper_holds_everything_that_is_kept_and_how_to_have_it_corrected(
    app: Flask, browser: Browser, cast: Cast, meet: Meet, given: Given, store: Session
) -> None:
    given(BENCH, name="Anna Testowa", phone="600100200")
    anna = meet("Anna Testowa", community=cast.ostrowiecka, card={"own_words": "Piekę chleb."})
    act_on(app, anna, note_leader_step, LeaderStatus.NOTICED, AGREED, by=cast.organiser)
    page = browser.sign_in(cast.animator).visit(f"/panel/ludzie/{anna}/wydruk")

    for words in (
        "Anna Testowa",
        "600 100 200",
        "Sąsiedzi z Ostrowieckiej, Wzgórze",
        "Piekę chleb.",
        "Dostrzegamy tę osobę",
        BENCH[0],
        "Coś się nie zgadza?",
        "000 000 001",
    ):
        assert words in page.text
    assert [one.subject_id for one in acted(store, "card.printed")] == [anna]
