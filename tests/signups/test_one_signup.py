"""What the team does with one sign-up: for whoever called, and out of turn with a reason."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core import transactions
from osl.core.db import db
from osl.events.models import Event, EventFormat
from osl.events.operations import Facts, publish_event
from osl.events.rounds import add_round
from osl.messages.models import Call, Cause
from osl.people.models import Channel, Person
from osl.people.operations import Known
from osl.signups.models import Ending, Regular, Signup, SignupState
from osl.signups.operations import Source, Wish, withdraw
from osl.signups.regulars import sign_up_regular
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import Planned, actions, everything, weekly
from tests.signups.conftest import SignUp, act, counts, letters, open_event, states

CONFIRMED, WAITING = SignupState.CONFIRMED, SignupState.WAITING
OFFERED, WITHDRAWN = SignupState.OFFERED, SignupState.WITHDRAWN
BY_PHONE: dict[str, Any] = {"phone": "600100200", "email": ""}


@pytest.fixture
def desk(browser: Browser, cast: Cast) -> Browser:
    """The animator of the event at their desk."""
    return browser.sign_in(cast.animator)


def see(desk: Browser, signup: int, what: str = "") -> Page:
    page = desk.visit(f"/panel/zapisy/{signup}{what}")
    assert page.status == 200
    return page


def test_it_is_told_in_sentences_with_its_code_and_its_letters(
    desk: Browser, app: Flask, cast: Cast, dance: int, signed_up: SignUp
) -> None:
    anna = signed_up(dance, "Anna A", by=cast.organiser)
    page = see(desk, anna, "/liczba-osob")
    page = page.submit("Zapisz", {"Ile osób przyjdzie, razem z Tobą": 2})
    assert page.path == f"/panel/zapisy/{anna}"
    told = [one.text for one in page.dom.with_class("history")[0].all("span")]
    assert told == [
        "Jan Testowy – zmiana liczby osób na „Gry sąsiedzkie”: 1 → 2",
        "Anna Przykładowa – zapis na „Gry sąsiedzkie”",
    ]
    assert page.text.count("Potwierdzenie zapisu") == 2
    assert page.dom.with_class("code")[0].text.startswith(f"{anna}-")


def test_somebody_is_withdrawn_after_a_question_and_the_next_gets_the_place(
    desk: Browser, dance: int, signed_up: SignUp, store: Session
) -> None:
    anna = signed_up(dance, "Anna A", party_size=2)
    signed_up(dance, "Jan B", **BY_PHONE)
    form = see(desk, anna).follow("Wycofaj zapis")
    assert states(store) == [(CONFIRMED, 2), (WAITING, 1)]
    form.submit("Tak, wycofaj zapis")
    assert states(store) == [(WITHDRAWN, 2), (OFFERED, 1)]
    before = everything(store)
    page = form.submit("Tak, wycofaj zapis")
    assert page.status == 200
    assert everything(store) == before
    assert store.get_one(Signup, anna).ending is Ending.STAFF


def test_of_a_regular_one_meeting_or_all_of_them_are_given_up(
    app: Flask, desk: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    yoga = open_event(planned, when=weekly(meeting_count=3), takes_regulars=True)
    with app.test_request_context(), transactions.unit():
        event = db.session.get_one(Event, yoga)
        actor = db.session.get_one(User, cast.animator.id)
        known = Known("Anna A", phone="600100200")
        sign_up_regular(event, Wish(known), Source(Channel.PHONE, actor=actor))
    first, second, _third = store.scalars(select(Signup.id).order_by(Signup.id))
    see(desk, first, "/rezygnacja").submit("Tak, wycofaj zapis")
    assert [state for state, _size in states(store)] == [WITHDRAWN, CONFIRMED, CONFIRMED]
    page = see(desk, second, "/rezygnacja")
    page.submit(
        "Tak, wycofaj zapis", {"Z których spotkań": "Ze wszystkich: stałe miejsce się kończy"}
    )
    assert [state for state, _size in states(store)] == [WITHDRAWN] * 3
    assert store.scalars(select(Regular)).one().ended_at is not None


def test_more_than_there_is_room_for_come_only_with_a_reason(
    desk: Browser, dance: int, signed_up: SignUp, store: Session
) -> None:
    anna = signed_up(dance, "Anna A")
    form = see(desk, anna, "/liczba-osob")
    page = form.submit("Zapisz", {"Ile osób przyjdzie, razem z Tobą": 4})
    assert page.status == 422
    assert page.errors[0].endswith("Jeśli mimo to mają przyjść, podaj niżej powód.")
    assert counts(store) == [(2, 1, 0, 0)]
    page.submit("Zapisz", {"Powód, jeśli ponad limit": "Przyniosą stoły."})
    assert counts(store) == [(2, 4, 0, 0)]
    assert "signup.beyond" in actions(store)


def test_more_people_take_what_those_who_wait_for_more_have_let_go(
    desk: Browser, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    dance = open_event(planned, places=4)
    anna = signed_up(dance, "Anna A")
    signed_up(dance, "Olga D", party_size=4, waits=True)
    page = see(desk, anna, "/liczba-osob").submit("Zapisz", {"Ile osób przyjdzie, razem z Tobą": 3})
    assert page.status == 200
    assert counts(store) == [(4, 3, 0, 1)]


def test_a_place_is_given_over_the_limit_and_says_why(
    desk: Browser, dance: int, signed_up: SignUp, store: Session
) -> None:
    signed_up(dance, "Anna A", party_size=2)
    jan = signed_up(dance, "Jan B", **BY_PHONE)
    form = see(desk, jan).follow("Daj miejsce")
    page = form.submit("Daj miejsce")
    assert page.errors == ["Podaj powód: zostaje w historii zapisu."]
    page = form.submit("Daj miejsce", {"Powód": "Prowadzi zabawę."})
    assert "ponad limit na „Gry sąsiedzkie”: Prowadzi zabawę." in page.text
    assert states(store) == [(CONFIRMED, 2), (CONFIRMED, 1)]
    assert counts(store) == [(2, 3, 0, 0)]
    (call,) = store.scalars(select(Call))
    assert (call.cause, call.signup_id) == (Cause.MOVED_UP, jan)
    before = everything(store)
    form.submit("Daj miejsce", {"Powód": "Prowadzi zabawę."})
    assert everything(store) == before


def test_whoever_is_told_on_the_phone_is_not_called_again(
    desk: Browser, dance: int, signed_up: SignUp, store: Session
) -> None:
    signed_up(dance, "Anna A", party_size=2)
    jan = signed_up(dance, "Jan B", **BY_PHONE)
    told = {"Powód": "Prowadzi zabawę.", "Ta osoba już wie: nie trzeba dzwonić": True}
    see(desk, jan, "/miejsce").submit("Daj miejsce", told)
    assert store.scalars(select(Call)).all() == []


def test_a_place_kept_by_the_team_is_given_and_the_reserve_is_not_overdrawn(
    desk: Browser, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    dance = open_event(planned, places=3, reserved_places=1)
    signed_up(dance, "Anna A", party_size=2)
    jan, ewa = signed_up(dance, "Jan B", party_size=2), signed_up(dance, "Ewa C")
    said = {"Powód": "Opiekunka grupy.", "Z puli zespołu": True}
    page = see(desk, jan, "/miejsce").submit("Daj miejsce", said)
    assert page.errors == ["Zostało tylko 1 miejsce."]
    see(desk, ewa, "/miejsce").submit("Daj miejsce", said)
    assert states(store) == [(CONFIRMED, 2), (WAITING, 2), (CONFIRMED, 1)]
    assert counts(store) == [(3, 3, 0, 1)]
    assert store.get_one(Signup, ewa).from_reserve == 1
    assert letters(store)[-1] == ("ewa@example.org", "signups.moved_up")


def test_what_is_free_is_offered_to_the_one_the_team_chose(
    app: Flask, desk: Browser, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    dance = open_event(planned, places=3)
    anna = signed_up(dance, "Anna A", party_size=2)
    jan = signed_up(dance, "Jan B", party_size=2, waits=True)
    ewa = signed_up(dance, "Ewa C", party_size=3, waits=True)
    page = see(desk, ewa).submit("Zaproponuj miejsce")
    assert states(store) == [(CONFIRMED, 2), (WAITING, 2), (OFFERED, 3)]
    assert store.get_one(Signup, ewa).offered == 1
    assert "Jan Testowy – propozycja miejsca poza kolejnością" in page.text
    page = see(desk, jan)
    assert "Zaproponuj miejsce" not in page.buttons
    act(app, anna, withdraw)
    assert store.get_one(Signup, jan).state is OFFERED


def test_an_answer_given_by_phone_is_noted(
    app: Flask, desk: Browser, dance: int, signed_up: SignUp, store: Session
) -> None:
    anna = signed_up(dance, "Anna A", party_size=2)
    jan = signed_up(dance, "Jan B", **BY_PHONE)
    ewa = signed_up(dance, "Ewa C")
    act(app, anna, withdraw)
    page = see(desk, jan).submit("Przyjmuje")
    assert page.notices == ["Miejsce przyznane."]
    assert "(Jan Testowy)" in page.dom.with_class("history")[0].text
    form = see(desk, ewa).follow("Rezygnuje")
    assert store.get_one(Signup, ewa).state is OFFERED
    form.submit("Tak, rezygnuje")
    assert states(store) == [(WITHDRAWN, 2), (CONFIRMED, 1), (WITHDRAWN, 1)]
    again = form.submit("Tak, rezygnuje")
    assert again.status == 200


def test_the_letter_is_written_once_more_when_asked(
    desk: Browser, dance: int, signed_up: SignUp, store: Session
) -> None:
    anna, jan = signed_up(dance, "Anna A"), signed_up(dance, "Jan B", **BY_PHONE)
    page = see(desk, anna).submit("Wyślij list jeszcze raz")
    assert page.notices == ["List wychodzi jeszcze raz."]
    assert letters(store) == [("anna@example.org", "signups.confirmed")] * 2
    assert "Wyślij list jeszcze raz" not in see(desk, jan).buttons


def test_a_name_and_a_number_are_put_right(
    desk: Browser, dance: int, signed_up: SignUp, store: Session
) -> None:
    jan = signed_up(dance, "Jan B", **BY_PHONE)
    page = see(desk, jan).follow("Zmień: Telefon")
    page = page.submit("Zapisz", {"Telefon": "600 100 299", "E-mail": "Jan@Example.org"})
    assert page.status == 200
    (person,) = store.scalars(select(Person))
    assert (person.phone, person.email) == ("600100299", "jan@example.org")
    page = see(desk, jan, "/osoba").submit("Zapisz", {"Telefon": "", "E-mail": ""})
    assert page.status == 422


def test_one_person_does_not_become_another(
    desk: Browser, dance: int, signed_up: SignUp, store: Session
) -> None:
    jan = signed_up(dance, "Jan B", **BY_PHONE)
    other = signed_up(dance, "Jan B", phone="600100299", email="")
    page = see(desk, other, "/osoba").submit("Zapisz", {"Telefon": "600100200"})
    assert page.errors == ["Ktoś inny ma już to nazwisko z tym telefonem lub adresem."]
    assert {one.phone for one in store.scalars(select(Person))} == {"600100200", "600100299"}
    assert jan != other


def test_the_second_of_two_who_correct_a_person_sees_what_the_first_did(
    desk: Browser, another_browser: Browser, cast: Cast, dance: int, signed_up: SignUp
) -> None:
    jan = signed_up(dance, "Jan B", **BY_PHONE)
    form = see(desk, jan, "/osoba")
    other = another_browser.sign_in(cast.organiser).visit(f"/panel/zapisy/{jan}/osoba")
    other.submit("Zapisz", {"Telefon": "600100299"})
    page = form.submit("Zapisz", {"Imię i nazwisko": "Jan Be"})
    assert page.status == 409
    assert "600100299" in page.text


@pytest.fixture
def groups(app: Flask, cast: Cast, planned: Planned) -> tuple[int, int]:
    """Two groups of one course, with two places and with one."""
    rule = weekly(meeting_count=3)
    when = type(rule)(rule.rule, EventFormat.COURSE)
    first = open_event(planned, when=when, places=2, round_name="Grupa 1")
    with app.test_request_context(), transactions.unit():
        event = db.session.get_one(Event, first)
        actor = db.session.get_one(User, cast.organiser.id)
        own = replace(Facts.of(event), round_name="Grupa 2", places=1)
        new = add_round(event, when, own, actor=actor)
        publish_event(new, actor=actor)
        db.session.flush()
        return first, new.id


def test_somebody_goes_over_to_another_group_where_a_place_is_free(
    desk: Browser, groups: tuple[int, int], signed_up: SignUp, store: Session
) -> None:
    first, _second = groups
    anna = signed_up(first, "Anna A", note="Siada z przodu.")
    signed_up(first, "Jan B")
    ewa = signed_up(first, "Ewa C")
    form = see(desk, anna).follow("Przenieś do innej grupy")
    page = form.submit(
        "Przenieś", {"Do której grupy": form.dom.all("input", type="radio")[0]["value"]}
    )
    assert page.status == 200
    old = store.get_one(Signup, anna)
    assert (old.state, old.ending) == (WITHDRAWN, Ending.MOVED)
    new = store.scalars(select(Signup).order_by(Signup.id.desc())).first()
    assert new is not None
    assert (new.state, new.person_id, new.note) == (CONFIRMED, old.person_id, "Siada z przodu.")
    assert store.get_one(Signup, ewa).state is OFFERED
    assert letters(store).count(("anna@example.org", "signups.withdrawn")) == 0
    again = form.submit(
        "Przenieś", {"Do której grupy": form.dom.all("input", type="radio")[0]["value"]}
    )
    assert again.status == 422


def test_a_full_group_is_asked_about_before_the_place_here_is_lost(
    desk: Browser, groups: tuple[int, int], signed_up: SignUp, store: Session
) -> None:
    first, second = groups
    anna = signed_up(first, "Anna A")
    signed_up(second, "Jan B")
    form = see(desk, anna, "/grupa")
    chosen = {"Do której grupy": form.dom.all("input", type="radio")[0]["value"]}
    before = everything(store)
    page = form.submit("Przenieś", chosen)
    assert page.status == 422
    assert page.errors == ["Nie ma już wolnych miejsc."]
    assert everything(store) == before
    knows = "Za wiedzą tej osoby: tu oddaje miejsce, tam czeka w kolejce"
    page.submit("Przenieś", chosen | {knows: True})
    assert store.get_one(Signup, anna).ending is Ending.MOVED
    assert counts(store) == [(2, 0, 0, 0), (1, 1, 0, 1)]


def test_whoever_is_in_the_other_group_already_stays_where_they_are(
    desk: Browser, groups: tuple[int, int], signed_up: SignUp, store: Session
) -> None:
    first, second = groups
    anna = signed_up(first, "Anna A")
    signed_up(second, "Anna A")
    form = see(desk, anna, "/grupa")
    chosen = {"Do której grupy": form.dom.all("input", type="radio")[0]["value"]}
    page = form.submit("Przenieś", chosen)
    assert page.errors == ["Ta osoba jest już zapisana."]
    assert store.get_one(Signup, anna).state is CONFIRMED


ACTS = (
    "/rezygnacja",
    "/liczba-osob",
    "/miejsce",
    "/oferta",
    "/przyjecie",
    "/odmowa",
    "/list",
    "/osoba",
    "/grupa",
)


@pytest.mark.parametrize("who", ["other_animator", "adviser", "administrator"])
def test_others_of_the_team_see_nothing_and_change_nothing(
    browser: Browser, cast: Cast, dance: int, signed_up: SignUp, store: Session, who: str
) -> None:
    signed_up(dance, "Anna A", party_size=2)
    jan = signed_up(dance, "Jan B")
    browser.sign_in(getattr(cast, who))
    token = browser.visit("/panel/konto/imie").dom.all("input", name="csrf_token")[0]["value"]
    before = everything(store)
    assert browser.visit(f"/panel/zapisy/{jan}").status == 404
    for what in ACTS:
        said = [("csrf_token", token), ("because", "Bo tak."), ("name", "X"), ("party_size", "1")]
        assert browser.post(f"/panel/zapisy/{jan}{what}", said).status == 404, what
    for what in ("zapisy", "lista", "zapisy/eksport"):
        assert browser.visit(f"/panel/wydarzenia/{dance}/{what}").status == 403, what
    assert everything(store) == before


def test_a_sign_up_that_is_not_there_is_not_found(desk: Browser) -> None:
    assert desk.visit("/panel/zapisy/999").status == 404
