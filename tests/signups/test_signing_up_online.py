"""A resident signs up on the page of an event, without an account."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.events.models import EventFormat, SignupMode
from osl.people.models import Person
from osl.signups.models import Child, HelpNeed, Regular, Signup, SignupState
from tests.browser import Browser
from tests.cast import Cast
from tests.events.conftest import Planned, weekly
from tests.signups.conftest import ANNA, JAN, SignUp, counts, fill_in, letters, open_event, states

CONFIRMED, WAITING, REPEATED = SignupState.CONFIRMED, SignupState.WAITING, SignupState.REPEATED


def test_a_resident_signs_up_from_the_page_of_the_event(
    browser: Browser, dance: int, store: Session
) -> None:
    page = browser.visit(f"/wydarzenia/{dance}")
    assert "Zostały 2 miejsca" in page.text
    page = page.follow("Zapisuję się").submit("Zapisuję się", ANNA)

    assert page.heading == "Masz miejsce"
    assert "Anna Przykładowa, 1 osoba" in page.text
    signup = store.scalars(select(Signup)).one()
    assert (signup.state, signup.channel, signup.notice_version) == (CONFIRMED, "web", "2026-11")
    assert store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()[-1] == (
        "signup.made_self"
    )
    assert letters(store) == [("anna@example.org", "signups.confirmed")]
    assert "Zostało 1 miejsce" in browser.visit(f"/wydarzenia/{dance}").text


def test_somebody_with_only_a_phone_gets_a_code_to_keep(
    browser: Browser, another_browser: Browser, dance: int, store: Session
) -> None:
    page = fill_in(browser, dance, JAN)
    code = page.dom.with_class("code")[0].text
    assert letters(store) == []

    page = another_browser.visit("/zapis").submit(
        "Pokaż mój zapis", {"Kod z potwierdzenia": code.lower().replace("-", " ")}
    )
    assert page.heading == "Masz miejsce"
    page = page.follow("Wypisuję się").submit("Tak, wypisuję się")
    assert "Zapis jest wycofany. Dziękujemy za wiadomość." in page.text
    assert counts(store) == [(2, 0, 0, 0)]


def test_a_wrong_code_is_told_and_guessing_is_slowed_down(browser: Browser, dance: int) -> None:
    fill_in(browser, dance, JAN)
    for _try in range(10):
        page = browser.visit("/zapis").submit(
            "Pokaż mój zapis", {"Kod z potwierdzenia": "1-2222-2222"}
        )
        assert page.errors == [
            "Nie ma zapisu z takim kodem. Sprawdź jeszcze raz albo zadzwoń: znajdziemy go."
        ]
    page = browser.visit("/zapis").submit("Pokaż mój zapis", {"Kod z potwierdzenia": "1-2222-2222"})
    assert page.status == 429


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"Imię i nazwisko": ""}, "Podaj imię i nazwisko."),
        ({"E-mail": ""}, "Podaj telefon albo e-mail. Wystarczy jedno."),
        ({"E-mail": "anna"}, "To nie jest adres e-mail. Wpisz go tak: imie@example.org."),
        ({"Telefon": "12"}, "Podaj numer telefonu: dziewięć cyfr, na przykład 41 200 00 00."),
        (
            {"Ile osób przyjdzie, razem z Tobą": "0"},
            "Naraz można zapisać od 1 do 10 osób. Dla większej grupy prosimy o telefon.",
        ),
        (
            {"Ile osób przyjdzie, razem z Tobą": "-3"},
            "Naraz można zapisać od 1 do 10 osób. Dla większej grupy prosimy o telefon.",
        ),
        (
            {"Ile osób przyjdzie, razem z Tobą": "1000000"},
            "Naraz można zapisać od 1 do 10 osób. Dla większej grupy prosimy o telefon.",
        ),
        (
            {"Co jeszcze powinniśmy wiedzieć": "mój PESEL to 44051401359"},
            "Usuń numer PESEL: nie jest nam potrzebny i nie wolno nam go przechowywać.",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    browser: Browser, dance: int, store: Session, typed: dict[str, str], said: str
) -> None:
    page = browser.visit(f"/wydarzenia/{dance}/zapis")
    page = page.submit("Zapisuję się", ANNA | {"Co jeszcze powinniśmy wiedzieć": "o lasce"} | typed)
    assert page.status == 422
    assert said in page.errors
    fields = {one["name"]: one["value"] for one in page.dom.all("input")}
    assert fields["name"] == (typed | {"x": ""}).get("Imię i nazwisko", "Anna Przykładowa")
    assert states(store) == []
    assert store.scalar(select(func.count(Person.id))) == 0


def test_a_full_event_has_a_waiting_list_with_the_place_in_line(
    browser: Browser, dance: int, signed_up: SignUp, store: Session
) -> None:
    for name in ("Ewa C", "Olga D", "Piotr E"):
        signed_up(dance, name)
    page = browser.visit(f"/wydarzenia/{dance}")
    assert "Brak miejsc, na liście rezerwowej 1 zgłoszenie" in page.text
    page = fill_in(browser, dance, ANNA, button="Zapisuję się na listę rezerwową")
    assert page.heading == "Jesteś na liście rezerwowej"
    assert page.dom.with_class("line-number")[0].text == "2"
    assert letters(store)[-1] == ("anna@example.org", "signups.waiting")


def test_a_party_that_fits_only_in_part_is_asked_what_it_prefers(
    browser: Browser, dance: int, signed_up: SignUp, store: Session
) -> None:
    signed_up(dance, "Ewa C")
    page = fill_in(browser, dance, ANNA, people=3)
    assert page.status == 422
    assert page.errors == ["Zostało tylko 1 miejsce."]
    question = "Nie zmieszczą się wszystkie osoby. Co wolisz?"
    waiting = page.submit("Zapisuję się", {question: "Wszystkie osoby na listę rezerwową"})
    assert waiting.heading == "Jesteś na liście rezerwowej"
    assert states(store) == [(CONFIRMED, 1), (WAITING, 3)]


def test_a_party_may_come_in_part(browser: Browser, dance: int, store: Session) -> None:
    page = fill_in(browser, dance, ANNA, people=3)
    question = "Nie zmieszczą się wszystkie osoby. Co wolisz?"
    page = page.submit("Zapisuję się", {question: "Teraz 2 osoby"})
    assert page.heading == "Masz miejsce"
    assert states(store) == [(CONFIRMED, 2)]


def test_children_come_with_a_first_name_and_an_age(
    browser: Browser, planned: Planned, store: Session
) -> None:
    games = open_event(planned, takes_children=True, places=10)
    page = browser.visit(f"/wydarzenia/{games}/zapis")
    values = {
        "Imię i nazwisko": "Anna Przykładowa",
        "Telefon": "000 000 001",
        "Ile osób dorosłych przyjdzie, razem z Tobą": "0",
        "children-0-first_name": "Zosia",
        "children-0-age": "8",
        "children-2-first_name": "Staś",
        "children-2-age": "11",
    }
    wrong = page.submit("Zapisuję się", values | {"children-2-age": "30"})
    assert wrong.errors == [
        "Dziecko ma od 0 do 17 lat. Starsze osoby prosimy doliczyć do dorosłych."
    ]
    page = page.submit("Zapisuję się", values)
    assert "Zosia (8), Staś (11)" in page.text
    assert states(store) == [(CONFIRMED, 2)]
    assert [one.age for one in store.scalars(select(Child).order_by(Child.id))] == [8, 11]


def test_help_is_kept_apart(browser: Browser, dance: int, store: Session) -> None:
    page = browser.visit(f"/wydarzenia/{dance}/zapis")
    page.submit(
        "Zapisuję się",
        ANNA | {"Co pomoże Ci przyjść": ["miejsce na wózek", "duży druk"]},
    )
    kept = store.scalars(select(HelpNeed.kind).order_by(HelpNeed.kind)).all()
    assert kept == ["large_print", "wheelchair_place"]


def test_who_asks_for_a_call_stands_on_the_call_list(
    browser: Browser, another_browser: Browser, cast: Cast, dance: int
) -> None:
    page = browser.visit(f"/wydarzenia/{dance}/zapis")
    page.submit("Zapisuję się", JAN | {"Co pomoże Ci przyjść": ["proszę o telefon"]})
    calls = another_browser.sign_in(cast.animator).visit("/panel/telefony")
    assert "Prosi o telefon" in calls.text
    assert "Jan Testowy" in calls.text


def test_the_same_form_sent_twice_is_one_sign_up(
    browser: Browser, dance: int, store: Session
) -> None:
    form = browser.visit(f"/wydarzenia/{dance}/zapis")
    first = form.submit("Zapisuję się", ANNA)
    second = form.submit("Zapisuję się", ANNA)
    assert (first.url, first.heading) == (second.url, second.heading)
    assert states(store) == [(CONFIRMED, 1)]
    assert len(letters(store)) == 1


def test_the_same_form_with_other_words_is_asked_back(
    browser: Browser, dance: int, store: Session
) -> None:
    form = browser.visit(f"/wydarzenia/{dance}/zapis")
    form.submit("Zapisuję się", ANNA)
    page = form.submit("Zapisuję się", JAN | {"E-mail": ""})
    assert page.status == 422
    assert "Ten formularz został już wysłany z inną treścią." in page.errors[0]
    assert page.submit("Zapisuję się").heading == "Masz miejsce"
    assert states(store) == [(CONFIRMED, 1), (CONFIRMED, 1)]


def test_the_same_person_again_learns_of_it_by_letter_and_a_stranger_learns_nothing(
    browser: Browser, another_browser: Browser, dance: int, store: Session
) -> None:
    fill_in(browser, dance, ANNA)
    with time_machine.travel(datetime(2027, 3, 1, 11, tzinfo=UTC)):
        page = fill_in(another_browser, dance, ANNA | {"Imię i nazwisko": "PRZYKLADOWA anna"})
    fresh = fill_in(browser, dance, JAN)
    assert page.heading == fresh.heading == "Masz miejsce"
    assert sorted(one for one, _size in states(store)) == [CONFIRMED, CONFIRMED, REPEATED]
    assert counts(store) == [(2, 2, 0, 0)]
    assert letters(store) == [
        ("anna@example.org", "signups.confirmed"),
        ("anna@example.org", "signups.repeated"),
    ]


def test_a_couple_shares_an_address_and_each_has_a_place(
    browser: Browser, dance: int, store: Session
) -> None:
    fill_in(browser, dance, ANNA)
    fill_in(browser, dance, ANNA | {"Imię i nazwisko": "Jan Przykładowy"})
    assert states(store) == [(CONFIRMED, 1), (CONFIRMED, 1)]
    assert store.scalar(select(func.count(Person.id))) == 2


def test_who_withdrew_may_sign_up_again(browser: Browser, dance: int, store: Session) -> None:
    page = fill_in(browser, dance, ANNA)
    page.follow("Wypisuję się").submit("Tak, wypisuję się")
    page = fill_in(browser, dance, ANNA)
    assert page.heading == "Masz miejsce"
    assert counts(store) == [(2, 1, 0, 0)]


def test_before_sign_up_opens_the_page_says_when(
    browser: Browser, planned: Planned, store: Session
) -> None:
    dance = open_event(planned, signup_opens_at=datetime(2027, 3, 5, 8, tzinfo=UTC))
    page = browser.visit(f"/wydarzenia/{dance}")
    assert "Zapisy od piątku, 5 marca, 9.00." in page.text
    assert "Zapisuję się" not in page.links
    assert "Zapisy od piątku" in browser.visit(f"/wydarzenia/{dance}/zapis").text


def test_a_form_opened_before_sign_up_closed_is_told_so(
    browser: Browser, planned: Planned, store: Session, clock: time_machine.Traveller
) -> None:
    dance = open_event(planned, signup_closes_at=datetime(2027, 3, 1, 9, 30, tzinfo=UTC))
    form = browser.visit(f"/wydarzenia/{dance}/zapis")
    clock.shift(timedelta(hours=1))
    page = form.submit("Zapisuję się", ANNA)
    assert page.status == 422
    assert "Zapisy były do poniedziałku, 1 marca, 10.30." in page.errors[0]
    assert states(store) == []


def test_a_meeting_of_a_cycle_or_all_of_them(
    browser: Browser, planned: Planned, store: Session
) -> None:
    yoga = open_event(planned, when=weekly(meeting_count=5), takes_regulars=True)
    form = browser.visit(f"/wydarzenia/{yoga}/zapis")
    page = form.submit(
        "Zapisuję się", ANNA | {"Które spotkanie": "Wszystkie spotkania: stałe miejsce"}
    )
    assert page.heading == "Twoje stałe miejsce"
    assert states(store) == [(CONFIRMED, 1)] * 5
    assert letters(store) == [("anna@example.org", "signups.regular")]

    page = page.follow("Tego dnia nie przyjdę: czwartek, 11 marca 2027, 17.00–18.30")
    page.submit("Tak, wypisuję się")
    assert sorted(one for one, _size in states(store)) == [CONFIRMED] * 4 + [SignupState.WITHDRAWN]

    regular = store.scalars(select(Regular)).one()
    page = browser.visit(page.url)  # the page of one meeting; the regular's own is in the letter
    assert regular.ended_at is None


def test_a_course_has_one_list_for_all_its_meetings(
    browser: Browser, planned: Planned, store: Session
) -> None:
    when = weekly(meeting_count=3)
    course = open_event(planned, when=type(when)(when.rule, EventFormat.COURSE))
    page = fill_in(browser, course, ANNA)
    assert "Jeden zapis na wszystkie 3 spotkania" in page.text
    assert counts(store) == [(2, 1, 0, 0)]


def test_a_phone_event_takes_nobody_online(browser: Browser, planned: Planned) -> None:
    dance = open_event(planned, signup_mode=SignupMode.PHONE)
    page = browser.visit(f"/wydarzenia/{dance}/zapis")
    assert "Na to wydarzenie zapisujemy przez telefon albo osobiście." in page.text
    assert "Zapisuję się" not in page.buttons


def test_a_draft_takes_nobody(browser: Browser, planned: Planned) -> None:
    draft = open_event(planned, published=False)
    assert browser.visit(f"/wydarzenia/{draft}/zapis").status == 404


def test_names_stand_on_no_public_page(
    browser: Browser, another_browser: Browser, dance: int
) -> None:
    fill_in(browser, dance, ANNA | {"Imię i nazwisko": "Genowefa Nowak"})
    for address in ("/", f"/wydarzenia/{dance}", "/wydarzenia", "/kalendarz/wzgorze.ics"):
        page = another_browser.visit(address)
        assert b"Genowefa" not in page.response.data
        assert b"anna@example.org" not in page.response.data


def test_a_program_that_fills_in_everything_is_told_how_a_person_goes_on(
    browser: Browser, dance: int, store: Session
) -> None:
    page = browser.visit(f"/wydarzenia/{dance}/zapis")
    page = page.submit("Zapisuję się", ANNA | {"Zostaw to pole puste": "http://x"})
    assert page.errors == ["Zostaw to pole puste: wypełniają je tylko programy."]
    assert states(store) == []


def test_a_form_that_comes_back_too_soon_may_be_sent_again(
    app: Flask, browser: Browser, dance: int, store: Session, clock: time_machine.Traveller
) -> None:
    app.config["SHORTEST_TYPING"] = 3
    try:
        page = fill_in(browser, dance, ANNA)
        assert "To było bardzo szybko." in page.errors[0]
        clock.shift(4)
        assert page.submit("Zapisuję się").heading == "Masz miejsce"
    finally:
        app.config["SHORTEST_TYPING"] = 0


def test_a_form_open_overnight_is_renewed(
    browser: Browser, dance: int, store: Session, clock: time_machine.Traveller
) -> None:
    form = browser.visit(f"/wydarzenia/{dance}/zapis")
    clock.shift(timedelta(hours=11, minutes=59))
    assert form.submit("Zapisuję się", ANNA).heading == "Masz miejsce"


@pytest.mark.parametrize("key", ["", "x", "eyJ.x.y"])
def test_a_forged_mark_makes_nothing(
    browser: Browser, dance: int, store: Session, key: str
) -> None:
    page = browser.visit(f"/wydarzenia/{dance}/zapis").submit("Zapisuję się", ANNA | {"key": key})
    assert page.status == 422
    assert states(store) == []


def test_the_mark_of_another_event_makes_nothing(
    browser: Browser, planned: Planned, dance: int, store: Session
) -> None:
    other = open_event(planned, title="Inne")
    mark = browser.visit(f"/wydarzenia/{other}/zapis").dom.all("input", name="key")[0]["value"]
    page = browser.visit(f"/wydarzenia/{dance}/zapis").submit("Zapisuję się", ANNA | {"key": mark})
    assert page.status == 422
    assert states(store) == []


def test_a_flood_from_one_place_is_asked_to_call(
    app: Flask, browser: Browser, planned: Planned, store: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    from osl.signups import gate

    monkeypatch.setattr(gate, "PER_ADDRESS", ((3, timedelta(hours=1)),))
    dance = open_event(planned, places=None)
    for name in ("Anna A", "Jan B", "Ewa C"):
        assert fill_in(browser, dance, ANNA | {"Imię i nazwisko": name}).status == 200
    page = fill_in(browser, dance, {"Imię i nazwisko": "Olga D", "E-mail": "an.na+x@example.org"})
    assert page.status == 422
    assert "Zadzwoń do nas albo spróbuj za godzinę." in page.errors[0]
    assert len(states(store)) == 3


@pytest.mark.parametrize("change", [lambda s: s[:-1], lambda s: s + "x", lambda s: "z999" + s[2:]])
def test_a_tampered_link_leads_nowhere(
    browser: Browser, dance: int, change: object, store: Session
) -> None:
    page = fill_in(browser, dance, ANNA)
    secret = page.path.rpartition("/")[2]
    address = f"/zapis/{change(secret)}"  # type: ignore[operator]
    for ending in ("", "/rezygnacja", "/liczba-osob"):
        assert browser.visit(address + ending).status == 404
    assert states(store) == [(CONFIRMED, 1)]


def test_opening_links_changes_nothing(browser: Browser, dance: int, store: Session) -> None:
    page = fill_in(browser, dance, ANNA)
    for ending in ("", "/rezygnacja", "/liczba-osob", "/przyjecie", "/odmowa", "/czekanie"):
        browser.get(page.path + ending)
    assert states(store) == [(CONFIRMED, 1)]
    assert page.response.headers["Referrer-Policy"] == "no-referrer"


def test_a_week_after_the_event_its_links_have_done_their_work(
    browser: Browser, dance: int, clock: time_machine.Traveller
) -> None:
    page = fill_in(browser, dance, ANNA)
    clock.move_to(datetime(2027, 3, 17, tzinfo=UTC))
    assert browser.visit(page.path).status == 200
    clock.move_to(datetime(2027, 3, 19, tzinfo=UTC))
    assert browser.visit(page.path).status == 410


def test_what_was_held_is_not_changed_afterwards_from_a_page_left_open(
    browser: Browser, dance: int, store: Session, clock: time_machine.Traveller
) -> None:
    clock.move_to(datetime(2027, 3, 11, 15, 30, tzinfo=UTC))
    page = fill_in(browser, dance, ANNA)
    withdrawal = page.follow("Wypisuję się")
    party = page.follow("Zmień liczbę osób")
    clock.move_to(datetime(2027, 3, 11, 18, 30, tzinfo=UTC))
    assert withdrawal.submit("Tak, wypisuję się").heading == "Masz miejsce"
    many = party.submit("Zapisz", {"Ile osób przyjdzie, razem z Tobą": "2"})
    assert many.heading == "Masz miejsce"
    assert states(store) == [(CONFIRMED, 1)]


def test_an_offer_is_taken_with_one_button(
    browser: Browser, dance: int, signed_up: SignUp, store: Session, app: Flask
) -> None:
    from osl.signups.operations import withdraw
    from tests.signups.conftest import act

    first = signed_up(dance, "Ewa C", party_size=2)
    page = fill_in(browser, dance, ANNA, button="Zapisuję się na listę rezerwową")
    act(app, first, withdraw)
    page = browser.visit(page.path)
    assert page.heading == "Jest dla Ciebie miejsce"
    assert "Czeka na Ciebie do: wtorek, 2 marca, godz. 10.00." in page.text
    page = page.submit("Tak, przyjdę")
    assert page.heading == "Masz miejsce"
    assert counts(store) == [(2, 1, 0, 0)]
    again = browser.post(page.path + "/przyjecie", [])
    assert again.status in (200, 400, 403)
    assert counts(store) == [(2, 1, 0, 0)]


def test_an_offer_nobody_answers_goes_on_to_the_next(
    app: Flask,
    browser: Browser,
    dance: int,
    signed_up: SignUp,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    from osl.core import transactions
    from osl.core.clock import utcnow
    from osl.signups.operations import withdraw
    from osl.signups.waiting import lapse_offers
    from tests.signups.conftest import act

    first = signed_up(dance, "Ewa C", party_size=2)
    page = fill_in(browser, dance, ANNA, people=2, button="Zapisuję się na listę rezerwową")
    signed_up(dance, "Olga D", party_size=2)
    act(app, first, withdraw)
    clock.shift(timedelta(hours=25))
    with app.app_context():
        for _time in range(2):
            with transactions.unit():
                lapse_offers(utcnow())
    assert [kind for _to, kind in letters(store)][-2:] == ["signups.offer_gone", "signups.offer"]
    page = browser.visit(page.path)
    assert page.heading == "Zapis jest wycofany"
    assert "Nie było odpowiedzi na czas" in page.text
    assert counts(store) == [(2, 0, 2, 0)]


def test_the_number_of_people_is_changed_without_an_account(
    browser: Browser, dance: int, signed_up: SignUp, store: Session
) -> None:
    page = fill_in(browser, dance, ANNA, people=2)
    waiting = signed_up(dance, "Olga D")
    page = page.follow("Zmień liczbę osób")
    page = page.submit("Zapisz", {"Ile osób przyjdzie, razem z Tobą": "1"})
    assert "Anna Przykładowa, 1 osoba" in page.text
    assert store.get(Signup, waiting).state is SignupState.OFFERED  # type: ignore[union-attr]
    page = page.follow("Zmień liczbę osób")
    page = page.submit("Zapisz", {"Ile osób przyjdzie, razem z Tobą": "2"})
    assert page.status == 422
    assert "Nie ma już wolnych miejsc." in page.errors[0]
