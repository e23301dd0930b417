"""Who comes: taken on, thanked, moved, called off, told by phone, and noted as present."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.db import db
from osl.people.models import Person
from osl.volunteers.models import Assignment, AssignmentState, Shift
from osl.volunteers.shifts import assign, cancel_shift, give_up, move_assignment
from osl.volunteers.tasks import add_shifts, weekly_times
from tests.browser import Browser
from tests.cast import Cast
from tests.ideas.conftest import unit
from tests.signups.conftest import at_once
from tests.signups.test_two_at_once import fell, request
from tests.volunteers.conftest import Offered, Tasked, do
from tests.volunteers.desk import (
    ASSIGNED,
    OFFERED,
    actions,
    counters_are_right,
    kinds,
    times_of,
    token_of,
)

ROUNDS = 6

Do = Callable[[], Any]


def another(
    app: Flask, cast: Cast, shift_id: int, hours: tuple[time, time], needed: int = 1
) -> int:
    """One more shift of the same task, on 12 March."""
    with unit(app):
        task = db.session.get_one(Shift, shift_id).task
        actor = db.session.get_one(User, cast.organiser.id)
        (made,) = add_shifts(
            task, weekly_times(date(2027, 3, 12), *hours), needed=needed, actor=actor
        )
        db.session.flush()
        return made.id


def page_of(browser: Browser, store: Session, shift_id: int) -> Any:
    return browser.visit(f"/panel/wolontariat/{store.get_one(Shift, shift_id).task_id}")


def test_an_offer_is_answered_from_the_desk(
    browser: Browser, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    shift = tasked(needed=1)
    anna, jan = offered(shift, "Anna Nowa"), offered(shift, "Jan Nowy")
    browser.sign_in(cast.animator)
    assert "2 zgłoszenia do wolontariatu czekają" in browser.visit("/panel").text
    page = browser.visit("/panel/wolontariat")
    page = page.submit("Przyjmij: Anna Nowa")
    assert page.path == "/panel/wolontariat"
    page = page.submit("Podziękuj: Jan Nowy")
    assert "Zgłoszenia, które czekają" not in page.text
    assert store.get_one(Assignment, anna).state is ASSIGNED
    assert store.get_one(Assignment, jan).state is AssignmentState.DECLINED
    assert kinds(store)[2:] == ["volunteers.assigned", "volunteers.declined"]
    assert actions(store)[-2:] == ["shift.assigned", "shift.declined"]
    assert counters_are_right(store)


def test_the_last_place_taken_meanwhile_is_said_in_words(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    shift = tasked(needed=1)
    anna, jan = offered(shift, "Anna Nowa"), offered(shift, "Jan Nowy")
    browser.sign_in(cast.animator)
    page = page_of(browser, store, shift)
    do(app, anna, assign, actor=cast.organiser)
    page = page.submit("Przyjmij: Jan Nowy")
    assert page.notices == ["Na ten dyżur przyjęto już tyle osób, ile trzeba."]
    assert store.get_one(Assignment, jan).state is OFFERED


def test_somebody_who_phoned_is_written_down_and_taken_on(
    browser: Browser, cast: Cast, tasked: Tasked, store: Session
) -> None:
    shift = tasked()
    browser.sign_in(cast.animator)
    page = browser.visit(f"/panel/wolontariat/terminy/{shift}/zgloszenie")
    typed = {"Imię i nazwisko": "Zofia Telefoniczna", "Telefon albo e-mail": "600 700 800"}
    for _click in range(2):
        after = page.submit("Zapisz na dyżur", typed)
        assert "Zofia Telefoniczna" in after.text
    one = store.scalars(select(Assignment)).one()
    assert (one.state, one.channel.value, one.entered_by_id) == (
        ASSIGNED,
        "phone",
        cast.animator.id,
    )
    assert store.scalar(select(func.count(Person.id))) == 1
    assert "person.added" in actions(store)
    # There is no e-mail: it waits among the calls, with the words to say.
    desk = browser.visit("/panel/wolontariat")
    assert (
        "Liczymy na Twoją pomoc: „Podlewanie ogrodu”, środa, 10 marca 2027, 17.00–19.00"
        in desk.text
    )
    desk = desk.submit("Powiedziane: Zofia Telefoniczna")
    assert "Do powiedzenia przez telefon" not in desk.text
    assert store.get_one(Assignment, one.id).call_about == ""
    assert actions(store)[-1] == "shift.told"


def test_somebody_alike_is_asked_about_and_never_made_one_silently(
    browser: Browser, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    shift, other = tasked(), tasked("Szycie toreb", on=date(2027, 3, 11))
    offered(shift, "Anna Nowa", email="", phone="600100200")
    browser.sign_in(cast.animator)
    page = browser.visit(f"/panel/wolontariat/terminy/{other}/zgloszenie")
    typed = {"Imię i nazwisko": "Anna Nowa", "Telefon albo e-mail": "600999999"}
    page = page.submit("Zapisz na dyżur", typed)
    assert page.status == 422
    page = page.submit("Zapisz na dyżur", {"Czy to jedna z tych osób?": "Anna Nowa, 600 100 200"})
    assert store.scalar(select(func.count(Person.id))) == 1
    assert store.get_one(Shift, other).taken == 1


def test_somebody_we_know_is_found_by_name(
    browser: Browser, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    shift, other = tasked(), tasked("Szycie toreb", on=date(2027, 3, 11))
    offered(shift, "Anna Nowa", email="", phone="600100200")
    browser.sign_in(cast.animator)
    page = browser.visit(f"/panel/wolontariat/terminy/{other}/zgloszenie?szukaj=nowa")
    page = page.follow("Anna Nowa").submit("Zapisz na dyżur")
    assert store.scalar(select(func.count(Person.id))) == 1
    assert store.get_one(Shift, other).taken == 1


def test_a_person_of_another_community_is_not_taken_by_number(
    browser: Browser, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    foreign = offered(tasked("Cudze", community_id=cast.ostrowiecka.id), "Ewa Obca")
    person = store.get_one(Assignment, foreign).person_id
    shift = tasked()
    browser.sign_in(cast.animator)
    where = f"/panel/wolontariat/terminy/{shift}/zgloszenie"
    assert browser.get(f"{where}?osoba={person}").status == 404
    page = browser.visit(where)
    key = page.dom.all("input", name="key")[0]["value"]
    forged = {"name": "Ewa Obca", "contact": "600700800", "person": str(person), "key": key}
    answer = browser.post(where, {**token_of(browser), **forged, "channel": "phone"})
    assert answer.status == 404
    assert store.scalar(select(func.count(Assignment.id))) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"Imię i nazwisko": ""}, "Podaj imię i nazwisko."),
        ({"Telefon albo e-mail": ""}, "Podaj numer telefonu, adres e-mail albo napisz"),
        ({"Telefon albo e-mail": "12"}, "Podaj numer telefonu: dziewięć cyfr"),
        ({"Wiek, jeśli ktoś nie ma 18 lat": "40"}, "Wpisz wiek poniżej 18 lat"),
        ({"Wiek, jeśli ktoś nie ma 18 lat": "16"}, "Podaj telefon rodzica lub opiekuna."),
        (
            {"Wiek, jeśli ktoś nie ma 18 lat": "16", "Telefon rodzica lub opiekuna": "600100100"},
            "porozumienie",
        ),
    ],
)
def test_a_volunteer_who_cannot_be_is_refused_and_nothing_is_lost(
    browser: Browser, cast: Cast, tasked: Tasked, store: Session, typed: dict[str, str], said: str
) -> None:
    shift = tasked()
    browser.sign_in(cast.animator)
    page = browser.visit(f"/panel/wolontariat/terminy/{shift}/zgloszenie")
    right = {"Imię i nazwisko": "Zofia Nowa", "Telefon albo e-mail": "600 700 800"}
    page = page.submit("Zapisz na dyżur", {**right, "Co trzeba wiedzieć": "od 18", **typed})
    assert page.status == 422
    assert any(said in error for error in page.errors), page.errors
    assert "od 18" in page.response.get_data(as_text=True)
    assert store.scalar(select(func.count(Person.id))) == 0
    assert store.scalar(select(func.count(Assignment.id))) == 0


def test_words_about_health_are_pointed_out_once(
    browser: Browser, cast: Cast, tasked: Tasked, store: Session
) -> None:
    shift = tasked()
    browser.sign_in(cast.animator)
    page = browser.visit(f"/panel/wolontariat/terminy/{shift}/zgloszenie")
    typed = {"Imię i nazwisko": "Zofia Nowa", "Telefon albo e-mail": "600 700 800"}
    page = page.submit("Zapisz na dyżur", {**typed, "Co trzeba wiedzieć": "choruje na depresję"})
    assert page.status == 422
    assert store.scalar(select(func.count(Assignment.id))) == 0
    page.submit("Zapisz na dyżur", {"Tak, zostaw te słowa": True})
    assert store.scalars(select(Assignment)).one().note == "choruje na depresję"


def test_another_time_is_told_once_to_whoever_comes(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    shift = tasked()
    anna = offered(shift, "Anna Nowa")
    offered(shift, "Zofia Nowa", email="", phone="600700800")
    do(app, anna, assign, actor=cast.animator)
    browser.sign_in(cast.animator)
    page = browser.visit(f"/panel/wolontariat/terminy/{shift}")
    assert "O nowym terminie dowiedzą się 2 osoby" in page.text
    page.submit("Zapisz", {"Od godziny": "18:00", "Do godziny": "20:00"})
    assert times_of(store) == ["2027-03-10 18:00-20:00 2"]
    assert kinds(store)[-1] == "volunteers.changed"
    assert "„Podlewanie ogrodu” ma inny termin" in browser.visit("/panel/wolontariat").text
    written = len(kinds(store))
    browser.visit(f"/panel/wolontariat/terminy/{shift}").submit("Zapisz")
    browser.visit(f"/panel/wolontariat/terminy/{shift}").submit(
        "Zapisz", {"Ile osób potrzeba": "5"}
    )
    assert len(kinds(store)) == written


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"Ile osób potrzeba": "1"}, "Są już przyjęte 2 osoby."),
        ({"Dzień": "01.02.2027"}, "Ten dzień już minął"),
        ({"Dzień": "12.03.2027"}, "Podlewanie ogrodu"),
    ],
)
def test_a_change_that_cannot_be_is_refused(
    app: Flask,
    browser: Browser,
    cast: Cast,
    tasked: Tasked,
    offered: Offered,
    store: Session,
    typed: dict[str, str],
    said: str,
) -> None:
    """On 12 March one of the two has another shift at that time."""
    shift = tasked()
    for name in ("Anna Nowa", "Jan Nowy"):
        do(app, offered(shift, name), assign, actor=cast.animator)
    then = another(app, cast, shift, (time(18), time(20)))
    do(app, offered(then, "Jan Nowy"), assign, actor=cast.animator)
    browser.sign_in(cast.animator)
    before = times_of(store)
    page = browser.visit(f"/panel/wolontariat/terminy/{shift}").submit("Zapisz", typed)
    assert page.status == 422
    assert any(said in error for error in page.errors), page.errors
    assert times_of(store) == before


def test_calling_off_says_first_who_will_hear(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    shift = tasked()
    do(app, offered(shift, "Anna Nowa"), assign, actor=cast.animator)
    offered(shift, "Zofia Nowa", email="", phone="600700800")
    browser.sign_in(cast.animator)
    page = browser.visit(f"/panel/wolontariat/terminy/{shift}/odwolanie")
    assert "O odwołaniu dowiedzą się 2 osoby:" in page.text
    assert "Zofia Nowa: przez telefon" in page.text
    again = page.submit("Odwołaj dyżur")
    assert again.notices == ["Odwołano. Dowiedzą się 2 osoby."]
    page.submit("Odwołaj dyżur")
    assert kinds(store).count("volunteers.cancelled") == 1
    assert "ten dyżur jest odwołany" in browser.visit("/panel/wolontariat").text
    assert actions(store).count("shift.cancelled") == 1


def test_somebody_takes_another_shift_instead(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    shift = tasked(needed=1)
    anna = offered(shift, "Anna Nowa")
    do(app, anna, assign, actor=cast.animator)
    later = another(app, cast, shift, (time(9), time(11)))
    full = another(app, cast, shift, (time(12), time(13)))
    do(app, offered(full, "Jan Nowy"), assign, actor=cast.animator)
    browser.sign_in(cast.animator)
    page = browser.visit(f"/panel/wolontariat/zgloszenia/{anna}/przeniesienie")
    assert "12.00–13.00" not in page.text
    page.submit(
        "Przenieś", {"Na który dyżur": "piątek, 12 marca 2027, 9.00–11.00 (brakuje 1 osoby)"}
    )
    assert (store.get_one(Shift, shift).taken, store.get_one(Shift, later).taken) == (0, 1)
    assert store.get_one(Assignment, anna).shift_id == later
    assert kinds(store)[-1] == "volunteers.changed"
    assert actions(store)[-1] == "shift.moved"
    assert counters_are_right(store)


def test_somebody_who_cannot_come_leaves_a_free_place(
    app: Flask, browser: Browser, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    shift = tasked(needed=1)
    anna = offered(shift, "Anna Nowa")
    do(app, anna, assign, actor=cast.animator)
    browser.sign_in(cast.animator)
    page = browser.visit(f"/panel/wolontariat/zgloszenia/{anna}/rezygnacja")
    page.submit("Wypisz z tego dyżuru")
    page.submit("Wypisz z tego dyżuru")
    assert store.get_one(Shift, shift).taken == 0
    assert actions(store).count("shift.taken_off") == 1
    assert kinds(store)[-1] == "volunteers.given_up"


def test_who_came_is_noted_for_all_at_once_and_not_before_the_shift(
    app: Flask,
    browser: Browser,
    cast: Cast,
    tasked: Tasked,
    offered: Offered,
    store: Session,
    clock: time_machine.Traveller,
) -> None:
    shift = tasked()
    anna, jan = offered(shift, "Anna Nowa"), offered(shift, "Jan Nowy")
    for one in (anna, jan):
        do(app, one, assign, actor=cast.animator)
    browser.sign_in(cast.animator)
    where = f"/panel/wolontariat/terminy/{shift}/obecnosc"
    assert "dopiero" in browser.visit(where).text
    answer = browser.post(where, {**token_of(browser), f"came_{anna}": "came"})
    assert answer.status == 422
    clock.move_to(datetime(2027, 3, 10, 19, tzinfo=UTC))
    browser.sign_in(cast.animator)
    page = browser.visit(where)
    page = page.submit("Zapisz", {"Anna Nowa": "obecność", "Jan Nowy": "nieobecność"})
    assert [store.get_one(Assignment, one).came for one in (anna, jan)] == [True, False]
    assert actions(store).count("shift.presence") == 2
    page = browser.visit(where).submit("Zapisz", {"Jan Nowy": "nie zaznaczono"})
    store.expire_all()
    assert store.get_one(Assignment, jan).came is None
    assert actions(store).count("shift.presence") == 3


def test_nothing_of_another_community_is_touched_by_number(
    browser: Browser, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    shift = tasked()
    anna = offered(shift)
    browser.sign_in(cast.other_animator)
    token = token_of(browser)
    before = actions(store)
    for path in (
        f"terminy/{shift}",
        f"terminy/{shift}/odwolanie",
        f"terminy/{shift}/obecnosc",
        f"terminy/{shift}/zgloszenie",
        f"zgloszenia/{anna}/przeniesienie",
        f"zgloszenia/{anna}/rezygnacja",
        f"zgloszenia/{anna}/przyjecie",
        f"zgloszenia/{anna}/podziekowanie",
        f"zgloszenia/{anna}/powiedziane",
    ):
        assert browser.post(f"/panel/wolontariat/{path}", token).status == 404, path
    assert actions(store) == before
    assert store.get_one(Assignment, anna).state is OFFERED


def by(app: Flask, cast: Cast, assignment_id: int, verb: Callable[..., Any], **more: Any) -> Do:
    """What one person of the team does with an assignment, as a request of theirs."""
    number = cast.animator.id

    def act() -> None:
        actor = db.session.get_one(User, number)
        parts = {
            name: db.session.get_one(Shift, value) if name == "to" else value
            for name, value in more.items()
        }
        verb(db.session.get_one(Assignment, assignment_id), actor=actor, **parts)

    return lambda: request(app, act)


def test_two_people_give_the_last_place_at_once(
    app: Flask, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    for turn in range(ROUNDS):
        shift = tasked(f"Zadanie {turn}", needed=1)
        both = [offered(shift, f"{name}{turn} Nowa") for name in ("Anna", "Ewa")]
        came = at_once(*(by(app, cast, one, assign) for one in both))
        assert fell(came) == []
        assert sum(isinstance(one, Exception) for one in came) == 1
        assert store.get_one(Shift, shift).taken == 1
        assert counters_are_right(store)


def test_a_double_click_takes_somebody_on_once(
    app: Flask, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    for turn in range(ROUNDS):
        anna = offered(tasked(f"Zadanie {turn}", needed=2), f"Anna{turn} Nowa")
        assert at_once(*(by(app, cast, anna, assign) for _click in range(3))) == [None] * 3
        assert counters_are_right(store)
    assert kinds(store).count("volunteers.assigned") == ROUNDS
    assert actions(store).count("shift.assigned") == ROUNDS


def test_people_are_moved_crosswise_while_one_gives_up(
    app: Flask, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    for turn in range(ROUNDS):
        first = tasked(f"Zadanie {turn}")
        second = another(app, cast, first, (time(9), time(11)), needed=2)
        anna, jan = offered(first, f"Anna{turn} Nowa"), offered(second, f"Jan{turn} Nowy")
        for one in (anna, jan):
            do(app, one, assign, actor=cast.animator)
        came = at_once(
            by(app, cast, anna, move_assignment, to=second),
            by(app, cast, jan, move_assignment, to=first),
            by(app, cast, jan, give_up),
        )
        assert fell(came) == []
        assert counters_are_right(store)


def test_a_shift_is_called_off_while_somebody_is_taken_on(
    app: Flask, cast: Cast, tasked: Tasked, offered: Offered, store: Session
) -> None:
    for turn in range(ROUNDS):
        shift = tasked(f"Zadanie {turn}")
        anna = offered(shift, f"Anna{turn} Nowa")

        def off(_assignment: Assignment, *, actor: User, number: int = shift) -> None:
            cancel_shift(db.session.get_one(Shift, number), actor=actor)

        came = at_once(by(app, cast, anna, assign), by(app, cast, anna, off))
        assert fell(came) == []
        assert counters_are_right(store)
    assert kinds(store).count("volunteers.cancelled") == ROUNDS
