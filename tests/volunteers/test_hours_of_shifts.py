"""One click takes the hours of those who came to a shift: once, with its own times."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.db import db
from osl.core.errors import DomainError
from osl.volunteers.hours import confirm_hours, refuse_hours, take_hours_from_shift
from osl.volunteers.models import Assignment, HoursEntry, Shift
from osl.volunteers.shifts import assign, note_presence
from tests.browser import Browser
from tests.cast import Cast
from tests.events.conftest import everything
from tests.ideas.conftest import unit
from tests.signups.conftest import at_once
from tests.signups.test_two_at_once import fell
from tests.volunteers.conftest import Offered, Tasked, do
from tests.volunteers.giving import act, agreement, books, done, give, value_of

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.fixture
def over(
    app: Flask, cast: Cast, clock: Any, tasked: Tasked, offered: Offered
) -> tuple[int, int, int]:
    """A shift of 17 to 19 that is over, with Anna who came and Jan who did not."""
    shift = tasked()
    anna, jan = offered(shift), offered(shift, "Jan Próbny")
    for one in (anna, jan):
        do(app, one, assign, actor=cast.animator)
    clock.move_to(datetime(2027, 3, 11, 9, tzinfo=WARSAW))
    do(app, anna, note_presence, True, actor=cast.animator)
    do(app, jan, note_presence, False, actor=cast.animator)
    return shift, anna, jan


def take(app: Flask, by: User, *assignments: int) -> list[int]:
    with unit(app):
        chosen = [db.session.get_one(Assignment, one) for one in assignments]
        made = take_hours_from_shift(chosen, actor=db.session.get_one(User, by.id))
        db.session.flush()
        return [one.id for one in made]


def test_one_click_takes_the_hours_of_those_who_came(
    cast: Cast, browser: Browser, over: tuple[int, int, int], store: Session
) -> None:
    shift, anna, _jan = over
    desk = browser.sign_in(cast.animator).visit("/panel/godziny")
    assert "Dyżury, z których można przejąć godziny" in desk.text
    page = desk.submit("Przejmij godziny tych, którzy przyszli: Podlewanie ogrodu")
    assert page.notices == ["Przejęte godziny 1 osoby. Potwierdzi je ktoś inny z zespołu."]
    assert "Dyżury, z których można przejąć godziny" not in page.text
    (entry,) = books(store)
    assert (entry.assignment_id, entry.minutes, entry.worked_on) == (anna, 120, date(2027, 3, 10))
    assert (entry.starts, entry.ends, entry.what) == (time(17), time(19), "Podlewanie ogrodu")
    assert entry.task_id == store.get_one(Shift, shift).task_id
    assert entry.community_id == cast.wzgorze.id
    assert done(store) == ["hours.taken"]

    again = desk.submit("Przejmij godziny tych, którzy przyszli: Podlewanie ogrodu")
    assert again.notices == ["Te godziny są już wpisane albo nie zaznaczono, że ktoś przyszedł."]
    assert len(books(store)) == 1
    page = desk.browser.visit("hours.shift", shift_id=shift)
    assert "Anna Przykładowa tak wpisane" in page.text


def test_two_take_them_at_once_and_they_stand_there_once(
    app: Flask, cast: Cast, over: tuple[int, int, int], store: Session
) -> None:
    _shift, anna, _jan = over
    came = at_once(*(lambda by=by: take(app, by, anna) for by in (cast.animator, cast.organiser)))
    assert fell(came) == []
    assert sorted(len(one) for one in came) == [0, 1]
    assert store.scalar(select(func.count(HoursEntry.id))) == 1


def test_nothing_is_taken_from_whoever_was_not_there(
    app: Flask, cast: Cast, browser: Browser, over: tuple[int, int, int], store: Session
) -> None:
    shift, anna, jan = over
    with pytest.raises(DomainError, match="Jan Próbny: najpierw zaznacz"):
        take(app, cast.animator, anna, jan)
    desk = browser.sign_in(cast.animator)
    page = desk.visit("hours.shift", shift_id=shift)
    sent = [("csrf_token", value_of(page, "csrf_token")), ("osoba", str(jan))]
    page = desk.post(f"/panel/godziny/dyzury/{shift}/przejecie", sent)
    assert page.status == 422
    assert "najpierw zaznacz" in page.errors[0]
    assert books(store) == []
    sent[1] = ("osoba", "99999")
    assert desk.post(f"/panel/godziny/dyzury/{shift}/przejecie", sent).status == 404


def test_nothing_is_taken_from_a_shift_to_come_or_from_an_offer(
    app: Flask, cast: Cast, tasked: Tasked, offered: Offered, clock: Any
) -> None:
    coming = offered(tasked())
    do(app, coming, assign, actor=cast.animator)
    with pytest.raises(DomainError, match="jeszcze się nie skończył"):
        take(app, cast.animator, coming)
    only_offered = offered(tasked("Stolik"), "Jan Próbny")
    clock.move_to(datetime(2027, 3, 11, 9, tzinfo=WARSAW))
    with pytest.raises(DomainError, match="nie ma wśród przyjętych"):
        take(app, cast.animator, only_offered)


def test_hours_of_a_shift_are_confirmed_by_somebody_else_and_can_be_taken_anew_when_refused(
    app: Flask, cast: Cast, over: tuple[int, int, int], store: Session
) -> None:
    _shift, anna, _jan = over
    (entry,) = take(app, cast.animator, anna)
    act(app, refuse_hours, entry, "Dyżur trwał krócej.", by=cast.organiser)
    (again,) = take(app, cast.animator, anna)
    assert again != entry
    act(app, lambda one, actor: confirm_hours([one], actor=actor), again, by=cast.organiser)
    assert [one.is_confirmed for one in books(store)] == [False, True]


def test_hours_of_a_shift_do_not_stand_beside_others_of_that_time(
    app: Flask, cast: Cast, over: tuple[int, int, int], store: Session
) -> None:
    _shift, anna, _jan = over
    person = store.get_one(Assignment, anna).person_id
    give(app, person, cast.wzgorze, None, on=date(2027, 3, 10), starts=time(18), ends=time(20))
    with pytest.raises(DomainError, match=r"Anna Przykładowa: W tym czasie .* 18\.00–20\.00"):
        take(app, cast.animator, anna)


def test_the_agreement_about_the_task_is_noted_with_the_hours(
    app: Flask, cast: Cast, over: tuple[int, int, int], store: Session
) -> None:
    shift, anna, _jan = over
    person, task = store.get_one(Assignment, anna).person_id, store.get_one(Shift, shift).task_id
    signed = agreement(app, cast, person, task_id=task, ends_on=date(2027, 3, 10))
    later = {"starts_on": date(2027, 3, 11), "ends_on": None}
    agreement(app, cast, person, task_id=task, number="W/9/2026", **later)
    take(app, cast.animator, anna)
    assert [one.agreement_id for one in books(store)] == [signed]


def test_the_night_the_clocks_change_is_taken_as_long_as_it_was(
    app: Flask, cast: Cast, clock: Any, tasked: Tasked, offered: Offered, store: Session
) -> None:
    shift = tasked(on=date(2027, 3, 28), hours=(time(1), time(5)))
    anna = offered(shift)
    do(app, anna, assign, actor=cast.animator)
    clock.move_to(datetime(2027, 3, 28, 12, tzinfo=WARSAW))
    do(app, anna, note_presence, True, actor=cast.animator)
    take(app, cast.organiser, anna)
    (entry,) = books(store)
    assert (entry.minutes, entry.starts, entry.ends) == (180, time(1), time(5))


def test_a_shift_of_another_community_does_not_exist(
    cast: Cast, browser: Browser, over: tuple[int, int, int], store: Session
) -> None:
    shift, anna, _jan = over
    desk = browser.sign_in(cast.other_animator)
    page = desk.visit("/panel/godziny")
    assert "Podlewanie" not in page.text
    token = value_of(desk.visit("/panel/konto/imie"), "csrf_token")
    before = everything(store)
    sent = {"csrf_token": token, "osoba": str(anna)}
    assert desk.post(f"/panel/godziny/dyzury/{shift}/przejecie", sent).status == 404
    assert everything(store) == before
