"""A self-help group keeps head counts only: no way leads to a name in it."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.groups.models import Group, GroupHeadCount, GroupKind, GroupMember
from osl.groups.operations import KeepsNoNames, add_group_member
from osl.people.models import Person
from tests.browser import Browser
from tests.cast import Cast
from tests.groups.conftest import Make
from tests.ideas.conftest import unit

CIRCLE = "Krąg wsparcia"


@pytest.fixture
def circle(group: Make) -> int:
    return group(GroupKind.SELF_HELP, CIRCLE, is_public=True)


def names(store: Session) -> int:
    return store.scalar(select(func.count(GroupMember.id))) or 0


def test_its_page_offers_no_way_to_add_anybody(browser: Browser, cast: Cast, circle: int) -> None:
    page = browser.sign_in(cast.animator).visit("groups.show", group_id=circle)

    assert "notujemy tylko, ile osób przychodzi" in page.text
    assert "Zapisz osobę, która się zgodziła" not in page.links
    page = browser.visit("groups.add_member", group_id=circle)
    assert page.heading == "Ile osób przyszło: Krąg wsparcia"


def test_a_name_sent_all_the_same_is_refused_in_words(
    browser: Browser, cast: Cast, circle: int, group: Make, neighbour: Make, store: Session
) -> None:
    person = neighbour()
    club = browser.sign_in(cast.animator).visit("groups.add_member", group_id=group())
    token = club.dom.all("input", name="csrf_token")[0]["value"]
    data = {"person": str(person), "name": "Halina", "agreed_on": "2027-02-01"}
    address = browser.address("groups.add_member", group_id=circle)
    page = browser.post(address, data | {"csrf_token": token})

    assert page.status == 422
    assert page.errors == [
        "W grupie samopomocowej nie zapisujemy imion. Zanotuj, ile osób przychodzi."
    ]
    assert names(store) == 0
    assert (
        store.scalars(select(AuditEntry.id).where(AuditEntry.action == "group.joined")).all() == []
    )


def test_the_operation_itself_refuses(
    app: Flask, cast: Cast, circle: int, neighbour: Make, store: Session
) -> None:
    person = neighbour()
    with pytest.raises(KeepsNoNames), unit(app):
        add_group_member(
            db.session.get_one(Group, circle),
            db.session.get_one(Person, person),
            date(2027, 2, 1),
            actor=db.session.get_one(User, cast.organiser.id),
        )
    assert names(store) == 0


def test_a_group_with_names_cannot_become_one(
    browser: Browser, cast: Cast, group: Make, neighbour: Make, joined: Make, store: Session
) -> None:
    number = group()
    joined(number, neighbour())
    browser.sign_in(cast.animator)
    form = browser.visit("groups.edit", group_id=number)
    page = form.submit("Zapisz", {"Rodzaj grupy": "Grupa samopomocowa"})
    assert page.errors == [
        "Są tu zapisane osoby z imienia, a w grupie samopomocowej nie ma imion. "
        "Zakończ tę grupę i dodaj nową."
    ]

    # Whoever left stands there by name too.
    browser.visit("groups.show", group_id=number).follow("Już nie należy").submit("Zanotuj")
    page = browser.visit("groups.edit", group_id=number).submit(
        "Zapisz", {"Rodzaj grupy": "Grupa samopomocowa"}
    )
    assert page.status == 422
    assert store.get_one(Group, number).kind is GroupKind.CLUB


def test_a_group_without_names_may_become_one(
    browser: Browser, cast: Cast, group: Make, store: Session
) -> None:
    number = group()
    form = browser.sign_in(cast.animator).visit("groups.edit", group_id=number)
    page = form.submit("Zapisz", {"Rodzaj grupy": "Grupa samopomocowa"})

    assert page.notices == ["Zapisano."]
    assert store.get_one(Group, number).kind is GroupKind.SELF_HELP


def test_how_many_came_is_a_number_and_a_day(
    browser: Browser, cast: Cast, circle: int, store: Session
) -> None:
    page = browser.sign_in(cast.animator).visit("groups.show", group_id=circle)
    form = page.follow("Zanotuj, ile osób przyszło")
    page = form.submit("Zanotuj liczbę", {"Ile osób przyszło": "9", "Którego dnia": "2027-02-25"})
    assert page.notices == ["Liczba zanotowana."]
    assert "9 osób" in page.text

    # A second number for the same day takes the place of the first.
    form.submit("Zanotuj liczbę", {"Ile osób przyszło": "11", "Którego dnia": "2027-02-25"})
    found = store.scalars(select(GroupHeadCount)).one()
    assert (found.people, found.counted_on) == (11, date(2027, 2, 25))

    page = browser.visit("groups.show", group_id=circle).submit("Cofnij")
    assert page.notices == ["Liczba cofnięta."]
    assert store.scalar(select(func.count(GroupHeadCount.id))) == 0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"Ile osób przyszło": ""}, "Podaj liczbę osób od 0 do 9999."),
        ({"Ile osób przyszło": "-1"}, "Podaj liczbę osób od 0 do 9999."),
        ({"Ile osób przyszło": "10000"}, "Podaj liczbę osób od 0 do 9999."),
        ({"Ile osób przyszło": "9", "Którego dnia": "2027-03-02"}, "Ten dzień dopiero będzie."),
        ({"Ile osób przyszło": "9", "Którego dnia": ""}, "Podaj dzień."),
    ],
)
def test_a_wrong_number_is_refused_in_words(
    browser: Browser,
    cast: Cast,
    circle: int,
    store: Session,
    asked: dict[str, str],
    said: str,
) -> None:
    form = browser.sign_in(cast.animator).visit("groups.count", group_id=circle)
    page = form.submit("Zanotuj liczbę", asked)

    assert page.status == 422
    assert page.errors == [said]
    assert store.scalar(select(func.count(GroupHeadCount.id))) == 0


def test_everybody_reads_of_it_and_never_how_many(
    browser: Browser, cast: Cast, circle: int
) -> None:
    form = browser.sign_in(cast.animator).visit("groups.count", group_id=circle)
    form.submit("Zanotuj liczbę", {"Ile osób przyszło": "473"})
    page = Browser(browser.app).visit("home.community", slug="wzgorze")

    assert CIRCLE in page.text
    assert "473" not in page.text
