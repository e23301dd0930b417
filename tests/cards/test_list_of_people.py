"""The list of people: whom one sees, how somebody is found, and what it costs."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event as sql_event

from osl.core.db import db
from osl.people.cards import note_leader_step
from osl.people.models import LeaderStatus, Reach, TimeOfWeek
from tests.browser import Browser, Page
from tests.cards.conftest import AGREED, Meet, act_on
from tests.cast import Cast

LIST = "/panel/ludzie"


def names(page: Page) -> list[str]:
    return [one.all("a")[0].text for one in page.dom.with_class("person-line")]


def test_everybody_of_ones_communities_by_name_with_a_number_to_call(
    browser: Browser, cast: Cast, meet: Meet
) -> None:
    meet("Łucja Żółta", card={"prefers": Reach.SMS})
    meet("Anna Testowa", phone="600100300")
    meet("Jan Obcy", phone="600100400", community=cast.ostrowiecka)
    page = browser.sign_in(cast.animator).visit(LIST)

    assert names(page) == ["Anna Testowa", "Łucja Żółta"]
    assert page.links["600 100 200"] == "tel:+48600100200"
    assert "Najchętniej: SMS" in page.text
    assert names(browser.sign_in(cast.organiser).visit(LIST)) == [
        "Anna Testowa",
        "Jan Obcy",
        "Łucja Żółta",
    ]


@pytest.mark.parametrize("typed", ["luc", "zolta lucja", "600 100 2", "Łucja"])
def test_somebody_is_found_by_the_beginning_of_any_word(
    browser: Browser, cast: Cast, meet: Meet, typed: str
) -> None:
    meet("Łucja Żółta")
    meet("Anna Testowa", phone="500100300")
    page = browser.sign_in(cast.animator).visit(LIST)
    page = page.submit("Szukaj", {"Nazwisko, telefon lub e-mail": typed})

    assert names(page) == ["Łucja Żółta"]


@pytest.fixture
def three(app: Flask, cast: Cast, meet: Meet, talent: Callable[..., int]) -> dict[str, Any]:
    chess = talent("szachy")
    anna = meet(
        "Anna Testowa",
        card={
            "talent_ids": [chess],
            "free_times": [TimeOfWeek.SATURDAYS, TimeOfWeek.SUNDAYS],
            "languages": "Polski, ukraiński",
        },
    )
    act_on(app, anna, note_leader_step, LeaderStatus.ACTIVE, AGREED, by=cast.animator)
    meet("Jan Wzorcowy", phone="600100300", card={"free_times": [TimeOfWeek.WEEKDAY_EVENINGS]})
    meet("Ewa Obca", phone="600100400", community=cast.ostrowiecka)
    return {"chess": chess, "wzgorze": cast.wzgorze.id, "ostrowiecka": cast.ostrowiecka.id}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("stan=active", ["Anna Testowa"]),
        ("stan=noticed", []),
        ("umiejetnosc={chess}", ["Anna Testowa"]),
        ("czas=saturdays", ["Anna Testowa"]),
        ("czas=weekday_evenings", ["Jan Wzorcowy"]),
        ("jezyk=ukrai", ["Anna Testowa"]),
        ("jezyk=%25", []),
        ("karta=tak", ["Anna Testowa", "Jan Wzorcowy"]),
        ("karta=nie", ["Ewa Obca"]),
        ("spolecznosc={ostrowiecka}", ["Ewa Obca"]),
        ("spolecznosc={wzgorze}&czas=sundays&szukaj=ann", ["Anna Testowa"]),
        ("stan=nie-ma&czas=x&umiejetnosc=999&spolecznosc=abc&karta=moze", None),
    ],
)
def test_the_list_is_narrowed(
    browser: Browser, cast: Cast, three: dict[str, Any], asked: str, found: list[str] | None
) -> None:
    page = browser.sign_in(cast.organiser).visit(f"{LIST}?{asked.format(**three)}")

    assert page.status == 200
    everybody = ["Ewa Obca", "Anna Testowa", "Jan Wzorcowy"]
    assert sorted(names(page)) == sorted(everybody if found is None else found)
    if found == []:
        assert "Nikt tu nie pasuje" in page.text


def test_a_community_of_others_narrows_nothing(
    browser: Browser, cast: Cast, three: dict[str, Any]
) -> None:
    browser.sign_in(cast.animator)
    page = browser.visit(f"{LIST}?spolecznosc={three['ostrowiecka']}")

    assert names(page) == ["Anna Testowa", "Jan Wzorcowy"]


def test_long_lists_go_by_pages_of_fifty_and_cost_the_same(
    browser: Browser, cast: Cast, meet: Meet
) -> None:
    def cost(address: str) -> tuple[Page, int]:
        asked: list[str] = []
        with browser.app.app_context():
            listen = (db.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
        sql_event.listen(*listen)
        try:
            page = browser.visit(address)
        finally:
            sql_event.remove(*listen)
        return page, len(asked)

    browser.sign_in(cast.animator)
    meet("Anna Testowa 0", phone="600100000", card=True)
    browser.visit(LIST)
    _page, few = cost(LIST)
    for number in range(1, 53):
        meet(f"Anna Testowa {number}", phone=f"6001000{number:02}", card=number % 2 or None)
    page, many = cost(LIST)

    assert len(names(page)) == 50
    assert many == few
    assert len(names(page.follow("Następna strona"))) == 3


def test_an_empty_list_says_what_to_do(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.animator).visit(LIST)
    assert "Twoje społeczności nikogo jeszcze nie znają." in page.text
    assert "Ludzie" in page.links
