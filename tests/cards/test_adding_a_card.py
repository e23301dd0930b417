"""Somebody new and their card in one go; people who may be the same are shown first."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.people.models import Card, Person, person_community
from tests.browser import Browser
from tests.cards.conftest import Meet, acted
from tests.cast import Cast

ADDRESS = "/panel/ludzie/nowa-karta"
ANNA = {
    "Imię i nazwisko": "Anna Testowa",
    "Telefon": "600 100 200",
    "Dzień zgody na kartę": "2027-02-28",
    "Własnymi słowami": "Gram na akordeonie.",
}


def names(store: Session) -> list[str]:
    return list(store.scalars(select(Person.name).order_by(Person.id)))


def test_a_new_person_has_a_card_at_once(browser: Browser, cast: Cast, store: Session) -> None:
    page = browser.sign_in(cast.animator).visit(ADDRESS).submit("Zapisz kartę", ANNA)

    assert page.heading == "Anna Testowa"
    assert page.notices == ["Karta założona."]
    assert "Gram na akordeonie." in page.text
    assert store.execute(select(person_community.c.community_id)).scalars().all() == [
        cast.wzgorze.id
    ]
    assert len(acted(store, "person.added")) == len(acted(store, "card.made")) == 1


def test_somebody_known_by_name_and_phone_is_not_entered_twice(
    browser: Browser, cast: Cast, meet: Meet, store: Session
) -> None:
    anna = meet("Anna Testowa")
    page = browser.sign_in(cast.animator).visit(ADDRESS).submit("Zapisz kartę", ANNA)

    assert page.path == f"/panel/ludzie/{anna}"
    assert names(store) == ["Anna Testowa"]


def test_people_who_may_be_the_same_are_shown_and_nobody_is_merged_by_itself(
    browser: Browser, cast: Cast, meet: Meet, store: Session
) -> None:
    jan = meet("Jan Testowy")
    page = browser.sign_in(cast.animator).visit(ADDRESS).submit("Zapisz kartę", ANNA)
    assert page.status == 422
    assert page.errors == ["Znamy kogoś podobnego. Czy to ta sama osoba?"]
    assert "Jan Testowy, 600 100 200" in page.text
    assert names(store) == ["Jan Testowy"]

    answered = page.submit("Zapisz kartę", {"Czy to jedna z tych osób?": "Nie, to ktoś nowy"})
    assert answered.heading == "Anna Testowa"
    assert names(store) == ["Jan Testowy", "Anna Testowa"]
    assert store.scalars(select(Card.person_id)).one() != jan


def test_the_one_pointed_at_gets_the_card(
    browser: Browser, cast: Cast, meet: Meet, store: Session
) -> None:
    jan = meet("Jan Testowy")
    page = browser.sign_in(cast.animator).visit(ADDRESS).submit("Zapisz kartę", ANNA)
    page = page.submit("Zapisz kartę", {"Czy to jedna z tych osób?": str(jan)})

    assert page.heading == "Jan Testowy"
    assert store.scalars(select(Card.person_id)).all() == [jan]
    assert names(store) == ["Jan Testowy"]


def test_who_has_a_card_already_keeps_it_and_the_form_leads_there(
    browser: Browser, cast: Cast, meet: Meet, store: Session
) -> None:
    anna = meet("Anna Testowa", card={"own_words": "Piekę chleb."})
    page = browser.sign_in(cast.animator).visit(ADDRESS).submit("Zapisz kartę", ANNA)

    assert page.status == 422
    assert page.errors == ["Ta osoba ma już kartę."]
    assert "Gram na akordeonie." in [one.text for one in page.dom.all("textarea")]
    assert page.links["Otwórz kartę: Anna Testowa"] == f"/panel/ludzie/{anna}"
    assert store.scalars(select(Card.own_words)).all() == ["Piekę chleb."]


def test_a_card_of_another_community_is_neither_shown_nor_changed(
    browser: Browser, cast: Cast, meet: Meet, store: Session
) -> None:
    meet("Anna Testowa", community=cast.ostrowiecka, card={"own_words": "Piekę chleb."})
    page = browser.sign_in(cast.animator).visit(ADDRESS).submit("Zapisz kartę", ANNA)

    assert page.status == 422
    assert page.errors == ["Ta osoba ma już kartę."]
    assert not [words for words in page.links if words.startswith("Otwórz kartę")]
    assert "Piekę chleb." not in page.text
    assert store.execute(select(person_community.c.community_id)).scalars().all() == [
        cast.ostrowiecka.id
    ]


def send(browser: Browser, **typed: Any) -> Any:
    token = browser.visit(ADDRESS).dom.all("input", name="csrf_token")[0]["value"]
    fields = {
        "name": "Anna Testowa",
        "phone": "600100200",
        "agreed_on": "2027-02-28",
        "channel": "in_person",
        "prefers": "",
        "met_how": "",
        "csrf_token": token,
    }
    return browser.post(ADDRESS, list((fields | typed).items()))


def test_numbers_nobody_offered_are_refused(
    browser: Browser, cast: Cast, meet: Meet, store: Session
) -> None:
    stranger = meet("Jan Wzorcowy", phone="600100300", community=cast.ostrowiecka)
    browser.sign_in(cast.animator)
    own = str(cast.wzgorze.id)
    for typed in (
        {"communities": str(cast.ostrowiecka.id)},
        {"communities": "999"},
        {"communities": "x"},
        {"communities": own, "likes": "999"},
        {"communities": own, "contacts": str(cast.adviser.id)},
        {"communities": own, "contacts": str(cast.other_animator.id)},
        {"communities": own, "channel": "web"},
        {"communities": own, "met_how": "sen"},
        {"communities": own, "name": ""},
        {"communities": own, "phone": ""},
        {"communities": own, "name": "x" * 121},
        {},
    ):
        assert len(send(browser, **typed).errors) == 1, typed
    assert send(browser, communities=own, person=str(stranger)).status == 404
    assert names(store) == ["Jan Wzorcowy"]
    assert store.scalars(select(Card)).all() == []


def test_the_neighbour_who_brought_somebody_is_found_by_name_or_asked_about(
    browser: Browser, cast: Cast, meet: Meet, store: Session
) -> None:
    meet("Ewa Wzorcowa", phone="600100400")
    second = meet("Ewa Wzorcowa", phone="600100500")
    form = browser.sign_in(cast.animator).visit(ADDRESS)
    page = form.submit("Zapisz kartę", ANNA | {"Kto tę osobę zaprosił": "Ewa Wzorcowa"})
    assert page.errors == ["Znamy kilka takich osób. Wybierz jedną."]

    page = page.submit("Zapisz kartę", {"Która z tych osób?": str(second)})
    assert page.heading == "Anna Testowa"
    assert store.scalars(select(Card.brought_by_id)).all() == [second]
