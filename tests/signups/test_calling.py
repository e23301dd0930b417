"""The call list: who stands on it, what to say, and what came of each call."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.messages.models import Outcome
from osl.signups.call_operations import drop_settled_calls
from osl.signups.models import Regular, Signup, SignupState
from osl.signups.operations import withdraw
from tests.browser import Browser, Element, Page
from tests.cast import Cast
from tests.events.conftest import Planned, everything, weekly
from tests.home.conftest import asked  # noqa: F401 - a fixture of this file too
from tests.signups.conftest import SignUp, act, open_event, states
from tests.signups.hearing import all_calls, become_regular, change, step, to_call
from tests.signups.test_hearing_of_changes import (
    call_off,
    call_on,
    elsewhere,
    hour_later,
    later_by,
    put_off,
    two_days_later,
)

LIST = "/panel/telefony"


@pytest.fixture
def jan(dance: int, signed_up: SignUp) -> int:
    """Jan has a place and only a phone."""
    return signed_up(dance, "Jan B", email="", phone="000 000 002", party_size=2)


def row_of(page: Page, name: str) -> Element:
    return next(row for row in page.dom.with_class("call") if row.all("h3")[0].text == name)


def press(page: Page, button: str, name: str) -> Page:
    return page.submit(f"{button}: {name}")


def test_who_has_only_a_phone_stands_on_the_list_with_what_to_say(
    app: Flask, cast: Cast, browser: Browser, dance: int, jan: int
) -> None:
    change(app, cast, dance, call_off)
    page = browser.sign_in(cast.animator).visit(LIST)
    row = row_of(page, "Jan B")
    assert row.all("a")[0]["href"] == "tel:+48000000002"
    assert "2 osoby" in row.text
    said = page.dom.with_class("to-say")[0].text
    assert "Dzień dobry, tu Centrum Usług Społecznych." in said
    assert (
        "Spotkanie, które miało być: czwartek, 11 marca 2027, 17.00–19.00, jest odwołane. "
        "Powód: Zapowiadają burzę." in said
    )


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (
            two_days_later,
            "Jest nowy termin. Miało być: czwartek, 11 marca 2027, 17.00–19.00. "
            "Teraz: sobota, 13 marca 2027, 10.00–12.00.",
        ),
        (
            elsewhere,
            "Termin bez zmian: czwartek, 11 marca 2027, 17.00–19.00. Jest nowe miejsce. "
            "Miało być: Świetlica „Pod Dębem”, ul. Łąkowa 5, 27-200 Starachowice. "
            "Teraz: Na skwerze.",
        ),
        (
            put_off,
            "jest przełożone. Nowego terminu jeszcze nie ma, damy znać. Powód: Szukamy sali.",
        ),
    ],
    ids=["moved", "elsewhere", "put off"],
)
def test_each_change_has_its_sentence(
    app: Flask,
    cast: Cast,
    browser: Browser,
    dance: int,
    jan: int,
    what: Callable[..., None],
    said: str,
) -> None:
    change(app, cast, dance, what)
    assert said in browser.sign_in(cast.organiser).visit(LIST).text


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (
            call_off,
            "Odwołane są spotkania: czwartek, 4 marca 2027, 17.00–18.30; "
            "czwartek, 11 marca 2027, 17.00–18.30; czwartek, 18 marca 2027, 17.00–18.30; "
            "i jeszcze 2 spotkania. Powód: Zapowiadają burzę. Nie trzeba nic robić. Przepraszamy.",
        ),
        (
            elsewhere,
            "Teraz: Na skwerze. Dotyczy to terminów: czwartek, 4 marca 2027, 17.00–18.30; ",
        ),
        (hour_later, "Zmieniają się jeszcze 2 terminy. Zapis jest nadal ważny."),
    ],
    ids=["called off", "elsewhere", "another hour"],
)
def test_many_meetings_are_told_in_one_breath(
    app: Flask,
    cast: Cast,
    browser: Browser,
    planned: Planned,
    what: Callable[..., None],
    said: str,
) -> None:
    event_id = open_event(planned, when=weekly(meeting_count=5), takes_regulars=True)
    become_regular(app, event_id, "Jan B", email="", phone="000 000 002")
    change(app, cast, event_id, what)
    shown = browser.sign_in(cast.animator).visit(LIST).dom.with_class("to-say")[0].text
    assert said in shown
    assert len(shown) < 520


def test_a_call_nobody_made_tells_of_all_that_has_changed_since(
    app: Flask, cast: Cast, browser: Browser, dance: int, jan: int, store: Session
) -> None:
    change(app, cast, dance, elsewhere)
    change(app, cast, dance, two_days_later)
    assert to_call(store) == [("Jan B", "changed")]
    text = browser.sign_in(cast.animator).visit(LIST).text
    assert "Miało być: czwartek, 11 marca 2027" in text
    assert "Teraz: Na skwerze." in text
    page = press(browser.visit(LIST), "Powiadomiono", "Jan B")
    change(app, cast, dance, call_off)
    text = page.browser.visit(LIST).text
    assert "Spotkanie, które miało być: sobota, 13 marca 2027, 10.00–12.00, jest odwołane" in text
    assert "Na skwerze" not in text, "what was told is not told again"


def test_called_off_and_on_again_before_anybody_called(
    app: Flask, cast: Cast, browser: Browser, dance: int, jan: int
) -> None:
    change(app, cast, dance, call_off)
    change(app, cast, dance, call_on)
    assert (
        "Nic się nie zmienia, spotkanie się odbędzie: czwartek, 11 marca 2027, 17.00–19.00."
        in browser.sign_in(cast.animator).visit(LIST).text
    )


def test_told_no_answer_and_a_wrong_tick_undone(
    app: Flask, cast: Cast, browser: Browser, dance: int, jan: int, store: Session
) -> None:
    change(app, cast, dance, call_off)
    page = press(browser.sign_in(cast.animator).visit(LIST), "Nie odbiera", "Jan B")
    assert page.notices == ["Zapisane: nie odbiera. Spróbuj ponownie później."]
    assert "Nie odbiera: 1 raz" in row_of(page, "Jan B").text
    assert "Jan Testowy" in row_of(page, "Jan B").text
    page = press(page, "Powiadomiono", "Jan B")
    assert to_call(store) == []
    assert "Nie trzeba teraz do nikogo dzwonić." in page.text
    page = press(page, "Cofnij", "Jan B")
    assert to_call(store) == [("Jan B", "cancelled")]
    (call,) = all_calls(store)
    assert (call.outcome, call.tries) == (Outcome.PENDING, 1)
    assert page.notices == ["Cofnięte. Ta osoba znów jest na liście."]


def test_who_gives_up_is_withdrawn_and_the_place_goes_on(
    app: Flask,
    cast: Cast,
    browser: Browser,
    dance: int,
    jan: int,
    signed_up: SignUp,
    store: Session,
) -> None:
    signed_up(dance, "Ewa C")
    change(app, cast, dance, two_days_later)
    page = press(browser.sign_in(cast.animator).visit(LIST), "Rezygnuje", "Jan B")
    assert page.notices == ["Zapisane. Zapis jest wycofany."]
    assert [state for state, _size in states(store)] == [
        SignupState.WITHDRAWN,
        SignupState.OFFERED,
    ]
    assert to_call(store) == []
    assert "Cofnij: Jan B" not in page.buttons, "the place may be somebody else's by now"
    version = str(all_calls(store)[0].version)
    refused = browser.post(
        f"{LIST}/{all_calls(store)[0].id}",
        {"outcome": "cofniete", "version": version} | token_of(page),
    )
    assert refused.notices == [
        "To zmieniło już sam zapis. Zapisz tę osobę na nowo albo wycofaj jej zapis."
    ]


def token_of(page: Page) -> dict[str, str]:
    return {"csrf_token": page.dom.all("input", name="csrf_token")[0]["value"]}


def test_who_gives_up_a_series_is_withdrawn_from_all_that_changed(
    app: Flask, cast: Cast, browser: Browser, planned: Planned, store: Session
) -> None:
    event_id = open_event(planned, when=weekly(meeting_count=3), takes_regulars=True)
    become_regular(app, event_id, "Jan B", email="", phone="000 000 002")
    change(app, cast, event_id, later_by(0, hours=1), later_by(1, hours=1))
    page = browser.sign_in(cast.animator).visit(LIST)
    assert "2 spotkania" in row_of(page, "Jan B").text
    press(page, "Rezygnuje", "Jan B")
    assert [state for state, _size in states(store)] == [
        SignupState.WITHDRAWN,
        SignupState.WITHDRAWN,
        SignupState.CONFIRMED,
    ]


def test_who_gives_up_the_whole_series_has_no_regular_place_any_more(
    app: Flask, cast: Cast, browser: Browser, planned: Planned, store: Session
) -> None:
    event_id = open_event(planned, when=weekly(meeting_count=3), takes_regulars=True)
    become_regular(app, event_id, "Jan B", email="", phone="000 000 002")
    change(app, cast, event_id, elsewhere)
    press(browser.sign_in(cast.animator).visit(LIST), "Rezygnuje", "Jan B")
    assert store.scalars(select(Regular)).one().ended_at is not None


@pytest.fixture
def offered(app: Flask, dance: int, signed_up: SignUp) -> int:
    """A place is kept for Ewa, who has only a phone; Olga is after her."""
    anna = signed_up(dance, "Anna A", party_size=2)
    ewa = signed_up(dance, "Ewa C", email="", phone="000 000 003")
    signed_up(dance, "Olga D", party_size=2)
    act(app, anna, withdraw)
    return ewa


def test_an_offer_is_taken_by_phone(
    cast: Cast, browser: Browser, offered: int, store: Session
) -> None:
    page = browser.sign_in(cast.animator).visit(LIST)
    assert "Zwolniło się 1 miejsce. Czekamy na odpowiedź do: wtorek, 2 marca, 10.00." in page.text
    page = press(page, "Bierze miejsce", "Ewa C")
    assert page.notices == ["Zapisane. Miejsce jest zajęte."]
    assert store.get_one(Signup, offered).state is SignupState.CONFIRMED
    assert to_call(store) == []


@pytest.mark.parametrize(
    ("button", "ending"), [("Nie bierze", "declined"), ("Oddaj następnej osobie", "lapsed")]
)
def test_an_offer_not_taken_goes_to_the_next_person(
    cast: Cast, browser: Browser, offered: int, store: Session, button: str, ending: str
) -> None:
    press(browser.sign_in(cast.animator).visit(LIST), button, "Ewa C")
    signup = store.get_one(Signup, offered)
    assert (signup.state, str(signup.ending)) == (SignupState.WITHDRAWN, ending)
    assert states(store)[2] == (SignupState.OFFERED, 2)
    assert to_call(store) == []


def test_a_party_that_waits_for_more_may_wait_on(
    app: Flask, cast: Cast, browser: Browser, dance: int, signed_up: SignUp, store: Session
) -> None:
    anna = signed_up(dance, "Anna A")
    signed_up(dance, "Jan B")
    signed_up(dance, "Ewa C", email="", phone="000 000 003", party_size=2, waits=True)
    act(app, anna, withdraw)
    page = browser.sign_in(cast.animator).visit(LIST)
    assert "Zapis jest na więcej miejsc (2 osoby)" in page.text
    press(page, "Czeka na więcej miejsc", "Ewa C")
    assert states(store)[2] == (SignupState.WAITING, 2)
    assert to_call(store) == []


def test_who_moved_up_unasked_is_called(
    app: Flask, cast: Cast, browser: Browser, planned: Planned, signed_up: SignUp
) -> None:
    event_id = open_event(planned, places=1, fills_by_itself=True)
    anna = signed_up(event_id, "Anna A")
    signed_up(event_id, "Ewa C", email="", phone="000 000 003")
    act(app, anna, withdraw)
    assert (
        "Zwolniło się miejsce i nie trzeba już czekać: miejsce jest zarezerwowane. "
        "Kiedy: czwartek, 11 marca 2027, 17.00–19.00."
        in browser.sign_in(cast.animator).visit(LIST).text
    )


def test_who_signed_up_twice_by_phone_is_told_that_it_holds(
    cast: Cast,
    browser: Browser,
    dance: int,
    signed_up: SignUp,
    clock: time_machine.Traveller,
) -> None:
    signed_up(dance, "Jan B", email="", phone="000 000 002")
    clock.shift(timedelta(hours=1))
    signed_up(dance, "Jan B", email="", phone="000 000 002")
    page = browser.sign_in(cast.animator).visit(LIST)
    assert "Podwójny zapis" in page.text
    assert "Wcześniejszy zapis jest ważny. Nie trzeba nic robić." in page.text


def test_two_people_with_one_list_do_not_note_twice(
    app: Flask,
    cast: Cast,
    browser: Browser,
    another_browser: Browser,
    dance: int,
    jan: int,
    store: Session,
) -> None:
    change(app, cast, dance, two_days_later)
    one = browser.sign_in(cast.animator).visit(LIST)
    other = another_browser.sign_in(cast.social_worker).visit(LIST)
    press(one, "Powiadomiono", "Jan B")
    late = press(other, "Rezygnuje", "Jan B")
    assert late.notices == [
        "Ktoś inny właśnie zajął się tym telefonem. Lista pokazuje, jak jest teraz."
    ]
    assert "powiadomiono" in row_of(late, "Jan B").text
    assert "Jan Testowy" in row_of(late, "Jan B").text
    assert store.get_one(Signup, jan).state is SignupState.CONFIRMED
    noted = store.scalars(select(AuditEntry.action).where(AuditEntry.action.like("call.%"))).all()
    assert noted == ["call.told"]


def test_a_call_that_gave_way_cannot_be_ticked_any_more(
    app: Flask, cast: Cast, browser: Browser, dance: int, jan: int, store: Session
) -> None:
    change(app, cast, dance, two_days_later)
    page = browser.sign_in(cast.animator).visit(LIST)
    change(app, cast, dance, call_off)
    page = press(page, "Powiadomiono", "Jan B")
    assert len(page.notices) == 1
    assert to_call(store) == [("Jan B", "cancelled")]


def test_calls_about_what_is_over_leave_the_list_by_themselves(
    app: Flask,
    cast: Cast,
    dance: int,
    jan: int,
    signed_up: SignUp,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    change(app, cast, dance, call_off)
    assert step(app, drop_settled_calls) == 0
    clock.shift(timedelta(days=11))
    assert step(app, drop_settled_calls) == 1
    assert step(app, drop_settled_calls) == 0
    assert to_call(store) == []


def test_an_offer_nobody_could_make_ends_with_the_meeting(
    app: Flask, offered: int, store: Session, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(days=11))
    assert step(app, drop_settled_calls) == 1
    assert store.get_one(Signup, offered).state is SignupState.WITHDRAWN


def test_who_has_withdrawn_from_all_meetings_is_called_no_more(
    app: Flask, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = open_event(planned, when=weekly(meeting_count=2), takes_regulars=True)
    become_regular(app, event_id, "Jan B", email="", phone="000 000 002")
    change(app, cast, event_id, elsewhere)
    for signup in store.scalars(select(Signup)).all():
        assert to_call(store) == [("Jan B", "changed")]
        act(app, signup.id, withdraw)
        step(app, drop_settled_calls)
    assert to_call(store) == []


def test_the_soonest_deadline_and_the_nearest_meeting_come_first(
    app: Flask, cast: Cast, browser: Browser, planned: Planned, signed_up: SignUp, offered: int
) -> None:
    later = open_event(planned, title="Potańcówka", when=weekly(meeting_count=1))
    signed_up(later, "Jan B", email="", phone="000 000 002")
    change(app, cast, later, elsewhere)
    page = browser.sign_in(cast.animator).visit(LIST)
    assert [h3.text for h3 in page.dom.all("h3")] == ["Ewa C", "Jan B"]


def test_only_the_team_of_the_community_sees_and_notes_its_calls(
    app: Flask, cast: Cast, browser: Browser, dance: int, jan: int, store: Session
) -> None:
    change(app, cast, dance, call_off)
    (call,) = all_calls(store)
    page = browser.sign_in(cast.animator).visit(LIST)
    before = everything(store)
    for stranger in (cast.other_animator, cast.adviser):
        browser.sign_in(stranger)
        assert "Jan B" not in browser.visit(LIST).text
        own = token_of(browser.visit("/panel/konto"))
        sent = {"outcome": "rezygnuje", "version": str(call.version)} | own
        assert browser.post(f"{LIST}/{call.id}", sent).status == 404
        assert browser.visit(f"/panel/wydarzenia/{dance}/telefony").status == 404
        assert browser.post(f"/panel/wydarzenia/{dance}/telefony/odwolanie/sms", own).status == 404
    assert everything(store) == before
    assert page.status == 200


def test_nothing_is_noted_for_a_button_that_is_none(
    app: Flask, cast: Cast, browser: Browser, dance: int, jan: int, store: Session
) -> None:
    change(app, cast, dance, call_off)
    (call,) = all_calls(store)
    own = token_of(browser.sign_in(cast.animator).visit(LIST))
    before = everything(store)
    assert (
        browser.post(f"{LIST}/{call.id}", {"outcome": "usun", "version": "1"} | own).status == 400
    )
    page = browser.post(f"{LIST}/{call.id}", {"outcome": "bierze", "version": "1"} | own)
    assert page.notices == ["Ten telefon nie jest już potrzebny."]
    away = {"outcome": "powiadomiono", "version": "x", "back": "https://example.com/"} | own
    assert browser.post(f"{LIST}/{call.id}", away).path == LIST
    assert everything(store) == before


def test_an_offer_is_not_just_told(
    cast: Cast, browser: Browser, offered: int, store: Session
) -> None:
    page = browser.sign_in(cast.animator).visit(LIST)
    (call,) = all_calls(store)
    sent = {"outcome": "powiadomiono", "version": str(call.version)} | token_of(page)
    assert browser.post(f"{LIST}/{call.id}", sent).notices == [
        "Tu potrzebna jest odpowiedź: czy ta osoba bierze miejsce?"
    ]
    assert to_call(store) == [("Ewa C", "offer")]


def test_the_paper_has_a_line_for_everybody_and_says_what_to_say_once(
    app: Flask, cast: Cast, browser: Browser, dance: int, jan: int, signed_up: SignUp
) -> None:
    signed_up(dance, "Ewa C", email="", phone="+48 000 000 003")
    change(app, cast, dance, call_off)
    page = browser.sign_in(cast.animator).visit(f"/panel/wydarzenia/{dance}/telefony")
    (paper,) = page.dom.with_class("printed-only")
    assert "Zniszczyć po użyciu." in paper.text
    lines = [row.text for row in paper.all("tbody")[0].all("tr")]
    assert lines == ["Jan B 000 000 002 2 ☐ ☐ ☐", "Ewa C 000 000 003 1 ☐ ☐ ☐"]
    assert paper.text.count("jest odwołane") == 1


def test_the_desk_says_how_many_wait_for_a_call(
    app: Flask, cast: Cast, browser: Browser, dance: int, jan: int
) -> None:
    assert "trzeba zadzwonić" not in browser.sign_in(cast.animator).visit("/panel").text
    change(app, cast, dance, call_off)
    page = browser.visit("/panel").follow("Do 1 osoby trzeba zadzwonić")
    assert page.heading == "Do obdzwonienia"
    assert "Telefony" in page.links
    assert "trzeba zadzwonić" not in browser.sign_in(cast.other_animator).visit("/panel").text


def test_the_list_asks_as_much_for_many_as_for_few(
    app: Flask,
    cast: Cast,
    browser: Browser,
    planned: Planned,
    signed_up: SignUp,
    asked: Callable[..., int],  # noqa: F811
) -> None:
    browser.sign_in(cast.organiser)

    def busy(title: str, count: int) -> int:
        event_id = open_event(planned, title=title, places=count)
        for number in range(count):
            signed_up(event_id, f"Osoba {title} {number}", email="", phone=f"00000{number:04}")
        change(app, cast, event_id, elsewhere)
        change(app, cast, event_id, call_off)
        return event_id

    first = busy("Gry", 2)
    few = (asked(browser, LIST), asked(browser, f"/panel/wydarzenia/{first}/telefony"))
    for title in ("Szachy", "Kino", "Taniec"):
        second = busy(title, 9)
    many = (asked(browser, LIST), asked(browser, f"/panel/wydarzenia/{second}/telefony"))
    assert many == few
    assert max(many) <= 40


def test_a_long_list_is_turned_by_pages(
    app: Flask, cast: Cast, browser: Browser, planned: Planned, signed_up: SignUp, store: Session
) -> None:
    event_id = open_event(planned, places=60)
    for number in range(43):
        signed_up(event_id, f"Osoba {number:02}", email="", phone=f"00000{number:04}")
    change(app, cast, event_id, call_off)
    page = browser.sign_in(cast.animator).visit(LIST)
    assert "Do 43 osób trzeba zadzwonić" in page.text
    assert len(page.dom.with_class("call")) == 40
    page = page.follow("Następna strona")
    assert len(page.dom.with_class("call")) == 3
    page = press(page, "Powiadomiono", "Osoba 42")
    assert "strona=2" in page.url
    assert len(to_call(store)) == 42
