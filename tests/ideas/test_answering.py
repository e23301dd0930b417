"""What the team answers, what it looks for, and who stands behind an idea."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from osl.ideas.models import (
    IdeaCall,
    IdeaNeed,
    IdeaOffer,
    IdeaState,
    IdeaStep,
    IdeaSupport,
    NotNowReason,
    Resource,
)
from osl.ideas.offers import Help, offer_help
from osl.ideas.supports import support_idea
from osl.people.models import Person
from osl.people.operations import Known
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.ideas.conftest import BENCH, SHELF, Given, act
from tests.ideas.desk import done, fact, letters, see

pytestmark = pytest.mark.usefixtures("clock")

ANNA = {"name": "Anna Przykładowa", "email": "anna@example.org"}
KIND = "Jaka jest odpowiedź?"
ANSWER = "Twoja odpowiedź"


@pytest.fixture
def desk(browser: Browser, cast: Cast) -> Browser:
    """The animator of Wzgórze at their desk."""
    return browser.sign_in(cast.animator)


def answer(desk: Browser, number: int, kind: str, words: str = "Tak.", **more: object) -> Page:
    page = see(desk, number, "/odpowiedz")
    return page.submit("Opublikuj odpowiedź", {KIND: kind, ANSWER: words, **more})


def state(store: Session, number: int) -> IdeaState:
    return fact(store, number).answer_state


def test_an_answer_stands_in_the_story_and_everybody_behind_hears(
    desk: Browser, given: Given, store: Session
) -> None:
    number = given(BENCH, **ANNA)
    assert "Usłyszy o tym 1 osoba." in see(desk, number, "/odpowiedz").text

    page = answer(desk, number, "talk", "Rozmawiamy z administracją.")

    assert page.notices == ["Odpowiedź jest już na stronie pomysłu."]
    assert "Rozmawiamy z administracją." in page.text
    assert state(store, number) is IdeaState.TALK
    assert done(store, number)[-1] == "idea.answered"
    assert letters(store, "answer") == ["anna@example.org"]


def test_two_quick_clicks_are_one_answer(desk: Browser, given: Given, store: Session) -> None:
    number = given(BENCH, **ANNA)
    page = see(desk, number, "/odpowiedz")
    for _click in range(2):
        page.submit("Opublikuj odpowiedź", {KIND: "talk", ANSWER: "Rozmawiamy."})
    assert len(store.query(IdeaStep).all()) == 1
    assert letters(store, "answer") == ["anna@example.org"]


def test_of_two_who_answer_at_once_the_second_sees_what_the_first_said(
    desk: Browser, given: Given, store: Session
) -> None:
    number = given(BENCH)
    first, second = see(desk, number, "/odpowiedz"), see(desk, number, "/odpowiedz")
    first.submit("Opublikuj odpowiedź", {KIND: "talk", ANSWER: "Rozmawiamy."})

    page = second.submit("Opublikuj odpowiedź", {KIND: "news", ANSWER: "Byliśmy tam."})

    assert page.status == 409
    assert "Rozmawiamy." in page.text
    assert "Byliśmy tam." in page.dom.all("textarea")[0].text
    assert page.submit("Opublikuj odpowiedź").status == 200
    assert len(store.query(IdeaStep).all()) == 2


def test_the_team_looks_for_what_is_missing_and_notes_what_was_found(
    desk: Browser, given: Given, store: Session
) -> None:
    number = given(BENCH)
    more = {"needs_leader": True, "note_leader": "raz w tygodniu", "needs_room": True}

    page = answer(desk, number, "looking", "Szukamy osoby i sali.", **more)

    assert "raz w tygodniu" in page.text
    assert state(store, number) is IdeaState.LOOKING
    assert {one.resource for one in store.query(IdeaNeed).all()} == {
        Resource.LEADER,
        Resource.ROOM,
    }
    page = page.submit("Znalezione").submit("Znalezione")
    assert "Wszystko się znalazło" in page.text
    assert done(store, number)[-2:] == ["idea.need_met", "idea.need_met"]
    page = page.submit("Wciąż brakuje")
    assert done(store, number)[-1] == "idea.need_opened"


@pytest.mark.parametrize(
    ("kind", "more", "refusal"),
    [
        ("looking", {}, "Napisz, czego brakuje"),
        ("handed_on", {}, "Napisz, komu"),
        ("not_now", {}, "dlaczego"),
        ("their_answer", {}, "Nikomu"),
        ("news", {ANSWER: ""}, "Napisz odpowiedź: kilka prostych zdań."),
        ("handed_on", {"to_whom": "Urząd", "on": "2031-01-01"}, ""),
        ("news", {ANSWER: "PESEL 44051401359"}, "PESEL"),
    ],
)
def test_an_answer_that_does_not_say_what_it_must_is_refused(
    desk: Browser,
    given: Given,
    store: Session,
    kind: str,
    more: dict[str, object],
    refusal: str,
) -> None:
    number = given(BENCH, **ANNA)
    words = {ANSWER: "Słowa, które zostają."} | more

    page = see(desk, number, "/odpowiedz").submit("Opublikuj odpowiedź", {KIND: kind, **words})

    assert page.status == 422
    assert refusal in " ".join(page.errors)
    assert str(words[ANSWER]) in page.dom.all("textarea")[0].text
    assert state(store, number) is IdeaState.NEW
    assert done(store, number) == ["idea.published"]
    assert letters(store, "answer") == []


def test_it_is_handed_on_and_their_answer_follows(
    desk: Browser, given: Given, store: Session
) -> None:
    number = given(BENCH)
    answer(desk, number, "handed_on", to_whom="Zarząd osiedla", on="2027-03-01")
    page = answer(desk, number, "their_answer", "Będzie wiosną.", to_whom="Ktoś inny")
    assert "Zarząd osiedla" in page.text
    first, second = store.query(IdeaStep).order_by(IdeaStep.id).all()
    assert (first.to_whom, first.on) == ("Zarząd osiedla", date(2027, 3, 1))
    # What belongs to another kind of answer is not kept.
    assert second.to_whom == ""
    assert state(store, number) is IdeaState.HANDED_ON


def test_not_now_has_a_reason(desk: Browser, given: Given, store: Session) -> None:
    number = given(BENCH)
    page = answer(
        desk, number, "not_now", "Brak miejsca.", **{"Dlaczego nie teraz": "Nie ma na to miejsca"}
    )
    assert "Brak miejsca." in page.text
    assert store.query(IdeaStep).one().reason is NotNowReason.PLACE
    assert state(store, number) is IdeaState.NOT_NOW


def test_only_what_everybody_reads_is_answered_in_public(
    desk: Browser, given: Given, store: Session
) -> None:
    number = given(BENCH, published=False)
    page = answer(desk, number, "talk")
    assert page.status == 422
    assert store.query(IdeaStep).all() == []


def test_whoever_has_no_e_mail_is_called(desk: Browser, given: Given, store: Session) -> None:
    number = given(BENCH, name="Jan Testowy", phone="600100200")
    page = see(desk, number, "/odpowiedz")
    assert "1 z nich nie ma e-maila i będzie na liście telefonów." in page.text
    answer(desk, number, "talk")
    assert "answer" in {one.kind for one in store.query(IdeaCall).all()}


# --- who stands behind it


def test_helpers_stand_there_by_name_and_are_taken_off(
    app: Flask, desk: Browser, given: Given, store: Session
) -> None:
    number = given(BENCH)
    known = Known("Maria Wzorcowa", phone="600100300")
    act(app, number, offer_help, Help(known, Resource.HANDS, "w soboty"))

    page = see(desk, number)
    assert "Maria Wzorcowa" in page.text
    assert "w soboty" in page.text
    assert "600 100 300" in page.text
    page = page.submit("Zdejmij z listy")

    assert "Maria Wzorcowa" not in page.text
    assert not store.query(IdeaOffer).one().is_live
    assert fact(store, number).helpers == 0
    assert done(store, number)[-1] == "idea.help_removed"


def supporter(desk: Browser, number: int, name: str, contact: str, **more: object) -> Page:
    page = see(desk, number, "/poparcie")
    return page.submit("Zapisz", {"Imię i nazwisko": name, "Telefon albo e-mail": contact, **more})


def test_a_resident_met_on_a_walk_is_noted_as_a_supporter_once(
    desk: Browser, given: Given, store: Session
) -> None:
    number = given(BENCH)
    for _time in range(2):
        page = supporter(desk, number, "Maria Wzorcowa", "600 100 300")
    assert page.notices == ["Poparcie zapisane."]
    assert "Maria Wzorcowa" in page.text
    idea = fact(store, number)
    assert (idea.supporters, idea.confirmed_supporters) == (1, 1)
    assert len(store.query(IdeaSupport).all()) == 1
    assert done(store, number).count("idea.support_noted") == 1


def test_somebody_who_may_be_known_already_is_asked_for(
    desk: Browser, given: Given, store: Session
) -> None:
    number = given(BENCH)
    supporter(desk, number, "Maria Wzorcowa", "600 100 300")

    page = supporter(desk, number, "Maria Wzorcowa", "maria@example.org")
    assert page.status == 422
    assert fact(store, number).supporters == 1
    known = "Maria Wzorcowa, 600 100 300"
    page = page.submit("Zapisz", {"Czy to jedna z tych osób?": known})

    assert page.status == 200
    assert fact(store, number).supporters == 1
    assert len(store.query(Person).all()) == 1


def test_a_supporter_without_a_contact_could_count_twice(
    desk: Browser, given: Given, store: Session
) -> None:
    number = given(BENCH)
    page = supporter(desk, number, "Maria Wzorcowa", "")
    assert page.status == 422
    assert page.dom.all("input", name="name")[0]["value"] == "Maria Wzorcowa"
    assert fact(store, number).supporters == 0


def test_the_supporters_are_counted_anew(
    app: Flask, desk: Browser, given: Given, store: Session
) -> None:
    number = given(BENCH)
    act(app, number, support_idea, "device", network="here")
    page = see(desk, number).submit("Przelicz")
    assert page.notices == ["Przeliczono.", "Popiera go 1 osoba."]
    assert done(store, number)[-1] == "idea.recounted"


# --- who may not


def test_another_team_touches_neither_needs_nor_offers(
    app: Flask, browser: Browser, cast: Cast, given: Given, store: Session
) -> None:
    number = given(BENCH)
    hidden = given(SHELF, published=False)
    known = Known("Maria Wzorcowa", phone="600100300")
    for one in (number, hidden):
        act(app, one, offer_help, Help(known, Resource.HANDS), actor=cast.animator)
    offer, other = (one.id for one in store.query(IdeaOffer).order_by(IdeaOffer.id).all())
    browser.sign_in(cast.other_animator)
    token = next(
        one["value"] for one in browser.visit("/panel").dom.all("input", name="csrf_token")
    )
    for path, status in (
        (f"/panel/pomysly/pomoc/{offer}/rezygnacja", 403),
        (f"/panel/pomysly/pomoc/{other}/rezygnacja", 404),
        ("/panel/pomysly/potrzeby/999", 404),
        (f"/panel/pomysly/{number}/przeliczenie", 403),
        (f"/panel/pomysly/{hidden}/poparcie", 404),
    ):
        assert browser.post(path, [("csrf_token", token)]).status == status, path
    store.expire_all()
    assert all(one.is_live for one in store.query(IdeaOffer).all())
