# ruff: noqa: F811 - fixtures of other folders serve here too
"""Who may be one resident: suggested with reasons, joined on a page, and taken apart again."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.core.clock import utcnow
from osl.core.db import db
from osl.people.duplicates import (
    Reason,
    differ_by_a_slip,
    is_slip,
    look_for_alike,
)
from osl.people.models import Person, PersonAlike, PersonDistinct, PersonMerge
from osl.people.operations import Known, correct_person
from tests.browser import Browser
from tests.cast import Cast
from tests.ideas.conftest import unit
from tests.people.test_knowing_people import Meet, meet  # noqa: F401
from tests.signups.conftest import (  # noqa: F401
    SignUp,
    clock,
    dance,
    empty_shelf,
    planned,
    signed_up,
)

ANNA = "Anna Przykładowa"


@pytest.fixture
def look(app: Flask) -> Callable[[], int]:
    """The minute's work of the site: compare those who are new."""

    def do() -> int:
        with unit(app):
            return look_for_alike(utcnow())

    return do


def found(store: Session) -> list[tuple[int, int, list[str], int]]:
    store.rollback()
    pairs = store.scalars(select(PersonAlike).order_by(PersonAlike.first_id, PersonAlike.second_id))
    return [(one.first_id, one.second_id, one.reasons, one.weight) for one in pairs]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kowalska", "kowalka"),  # a letter is missing
        ("kowalska", "kowallska"),  # one too many
        ("kowalska", "kowaiska"),  # a wrong one
        ("kowalska", "kowalksa"),  # two are swapped
        ("kowalska", "kowalskaa"),
    ],
)
def test_a_slip_of_the_hand_is_seen(one: str, other: str) -> None:
    assert is_slip(one, other)
    assert is_slip(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("kowalska", "kowalska"), ("kowalska", "kowal"), ("kowalska", "nowakowa"), ("jan", "nja")],
)
def test_more_than_a_slip_is_another_name(one: str, other: str) -> None:
    assert not is_slip(one, other)


def test_a_short_word_with_another_letter_is_another_name() -> None:
    assert not differ_by_a_slip("jan nowak", "jas nowak")
    assert differ_by_a_slip("anna kowalczyk", "anna kowalczik")


def test_the_same_name_and_phone_is_very_likely_one(
    store: Session, meet: Meet, look: Callable[[], int]
) -> None:
    first = meet(ANNA, "600100200", "anna@example.org")
    second = meet("Przykladowa Anna", "", "przykladowa@example.org")
    assert look() == 2
    assert found(store) == [(first, second, [Reason.SAME_NAME], 2)]
    assert look() == 0  # nobody is compared twice for nothing


def test_a_slip_with_the_same_phone_is_very_likely_one(
    store: Session, meet: Meet, look: Callable[[], int]
) -> None:
    first, second = meet("Anna Kowalska", "600100200"), meet("Anna Kowalksa", "600100200")
    look()
    assert found(store) == [(first, second, [Reason.TYPO, Reason.SAME_PHONE], 3)]


def test_a_couple_with_one_phone_comes_last(
    store: Session, meet: Meet, look: Callable[[], int]
) -> None:
    first, second = meet("Maria Wzorcowa", "600100200"), meet("Piotr Wzorcowy", "600100200")
    look()
    assert found(store) == [(first, second, [Reason.SAME_PHONE, Reason.MAY_BE_COUPLE], 1)]


def test_marta_is_not_maria(store: Session, meet: Meet, look: Callable[[], int]) -> None:
    meet("Maria Wzorcowa", "600100200")
    meet("Marta Wzorcowa", "600100300")
    look()
    assert found(store) == []


def test_a_phone_of_an_office_is_no_reason(
    store: Session, meet: Meet, look: Callable[[], int]
) -> None:
    for number in range(8):
        meet(f"Osoba{number} Zupełnie-Inna{number * 7}", "412000000")
    look()
    assert [one for one in found(store) if Reason.SAME_PHONE in one[2]] == []


def test_whoever_is_corrected_is_compared_anew(
    app: Flask, cast: Cast, store: Session, meet: Meet, look: Callable[[], int]
) -> None:
    first, second = meet(ANNA, "600100200"), meet("Anna Przykładowa")
    look()
    assert len(found(store)) == 1
    organiser = cast.organiser.id
    store.rollback()
    with unit(app):
        actor = db.session.get_one(type(cast.organiser), organiser)
        person = db.session.get_one(Person, second)
        correct_person(person, Known("Halina Testowa", "600100400"), actor=actor)
    assert look() == 1
    assert found(store) == []
    assert first != second


def test_the_organiser_joins_a_suggested_pair_and_takes_it_apart(
    browser: Browser, cast: Cast, store: Session, meet: Meet, look: Callable[[], int]
) -> None:
    kept, other = meet(ANNA, "600100200"), meet("Przykładowa Anna", "600100300")
    look()

    page = browser.sign_in(cast.organiser).visit("/panel/ludzie/podobne")
    assert "Co je łączy: to samo imię i nazwisko." in page.text
    assert "600 100 200" in page.text
    assert "600 100 300" in page.text
    page = page.follow("Porównaj i połącz")
    assert page.heading == "Czy to jedna osoba?"
    assert "1 społeczność" in page.text
    page = page.submit(
        "Połącz", {"Który wpis zostaje": str(kept), "Który telefon jest właściwy": str(other)}
    )

    assert page.notices == ["Połączone. Teraz to jeden wpis."]
    assert page.heading == f"Połączenie: {ANNA}"
    assert "Było w obu, więc jest raz 1 społeczność" in page.text
    assert "Co uzupełniono telefon" in page.text
    assert store.get_one(Person, kept).phone == "600100300"
    assert store.get_one(Person, other).merged_into_id == kept
    store.rollback()
    assert "Porównaj i połącz" not in browser.visit("/panel/ludzie/podobne").text
    assert browser.visit(f"/panel/ludzie/{other}").path == f"/panel/ludzie/{kept}"

    page = page.submit("Cofnij połączenie")
    assert page.notices == ["Cofnięte. To znów dwa wpisy."]
    assert store.get_one(Person, kept).phone == "600100200"
    assert store.get_one(Person, other).merged_into_id is None
    actions = (
        select(AuditEntry.action)
        .where(AuditEntry.action.startswith("person."))
        .order_by(AuditEntry.id)
    )
    assert {"person.merged", "person.parted"} <= set(store.scalars(actions))
    page = browser.visit("/panel/ludzie/podobne/polaczenia")
    assert "Cofnięte" in page.text


def test_two_people_never_come_back_once_somebody_looked(
    browser: Browser, cast: Cast, store: Session, meet: Meet, look: Callable[[], int], app: Flask
) -> None:
    first, second = meet("Maria Wzorcowa", "600100200"), meet("Piotr Wzorcowy", "600100200")
    look()
    page = browser.sign_in(cast.organiser).visit("/panel/ludzie/podobne")
    assert "Raczej dwie osoby" in page.text
    page = page.submit("To dwie różne osoby")
    assert page.notices == ["Zapisane: to dwie osoby. Nie zapytamy o nie ponownie."]
    assert found(store) == []
    said = store.scalars(select(PersonDistinct)).one()
    assert (said.first_id, said.second_id) == (first, second)
    store.rollback()
    with unit(app):
        db.session.get_one(Person, second).compared_at = None
    look()
    assert found(store) == []
    page = browser.visit(f"/panel/ludzie/podobne/{second}/{first}")
    assert "W zespole już zaznaczono, że to dwie osoby." in page.text


def test_what_must_be_settled_first_is_said_before_anybody_joins(
    browser: Browser, cast: Cast, store: Session, dance: int, signed_up: SignUp
) -> None:
    numbers = [
        signed_up(dance, ANNA, email="anna@example.org"),
        signed_up(dance, "Ania Przykładowa", email="ania@example.org"),
    ]
    assert len(numbers) == 2
    first, second = store.scalars(select(Person.id).order_by(Person.id)).all()
    store.rollback()
    page = browser.sign_in(cast.organiser).visit(f"/panel/ludzie/podobne/{first}/{second}")
    assert "Jeszcze nie można ich połączyć:" in page.text
    assert "Oba wpisy są na liście „Gry sąsiedzkie”" in page.text
    assert "Połącz" not in page.buttons


def test_without_a_choice_nothing_is_joined(
    browser: Browser, cast: Cast, store: Session, meet: Meet
) -> None:
    first, second = meet(ANNA, "600100200"), meet("Anna Testowa")
    page = browser.sign_in(cast.organiser).visit(f"/panel/ludzie/podobne/{first}/{second}")
    page = page.submit("Połącz")
    assert page.status == 422
    assert page.errors == ["Wybierz jedno z dwojga."]
    assert store.scalar(select(func.count(PersonMerge.id))) == 0


def test_a_second_click_shows_what_became_of_it(
    browser: Browser, cast: Cast, store: Session, meet: Meet
) -> None:
    first, second = meet(ANNA, "600100200"), meet("Anna Testowa")
    page = browser.sign_in(cast.organiser).visit(f"/panel/ludzie/podobne/{first}/{second}")
    choice = {"Który wpis zostaje": str(first)}
    page.submit("Połącz", choice)
    page = page.submit("Połącz", choice)
    assert page.heading == f"Połączenie: {ANNA}"
    assert store.scalar(select(func.count(PersonMerge.id))) == 1


def test_the_other_entry_of_somebody_is_found_by_name(
    browser: Browser, cast: Cast, meet: Meet
) -> None:
    first = meet(ANNA, "600100200")
    meet("Halina Testowa", "600100300")
    page = browser.sign_in(cast.organiser).visit(f"/panel/ludzie/podobne/{first}")
    page = page.submit("Szukaj", {"Nazwisko, telefon lub e-mail": "Halina"})
    assert "Halina Testowa" in page.text
    assert page.follow("Porównaj").heading == "Czy to jedna osoba?"


@pytest.mark.parametrize("who", ["animator", "social_worker", "adviser", "administrator"])
def test_only_the_organiser_joins_people(
    browser: Browser, cast: Cast, store: Session, meet: Meet, who: str
) -> None:
    first, second = meet(ANNA, "600100200"), meet("Anna Testowa")
    person: Any = getattr(cast, who)
    visitor = browser.sign_in(person)
    assert visitor.get("/panel/ludzie/podobne").status == 403
    assert visitor.get(f"/panel/ludzie/podobne/{first}/{second}").status in (403, 404)
    assert visitor.post(
        f"/panel/ludzie/podobne/{first}/{second}", [("stays", str(first))]
    ).status in (400, 403, 404)
    assert store.scalar(select(func.count(PersonMerge.id))) == 0
