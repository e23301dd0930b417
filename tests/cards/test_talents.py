"""The list of talents on its page: added, renamed by two at once, retired and brought back."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.people.models import Talent
from tests.browser import Browser
from tests.cards.conftest import Meet, acted
from tests.cast import Cast

LIST = "/panel/ludzie/umiejetnosci"


def names(store: Session) -> list[str]:
    return sorted(store.scalars(select(Talent.name)))


def test_several_entries_are_added_in_one_go(browser: Browser, cast: Cast, store: Session) -> None:
    page = browser.sign_in(cast.animator).visit(LIST)
    page = page.submit(
        "Dodaj",
        {
            "Jakiego rodzaju": "Może nauczyć",
            "Nowe pozycje, każda w osobnym wierszu": "szachy\n\n brydż \nszachy",
        },
    )

    assert page.notices == ["Dodano 2 pozycje."]
    assert names(store) == ["brydż", "szachy"]
    assert len(acted(store, "talent.added")) == 2


def test_an_entry_too_long_or_none_is_refused(browser: Browser, cast: Cast, store: Session) -> None:
    page = browser.sign_in(cast.animator).visit(LIST)
    field = "Nowe pozycje, każda w osobnym wierszu"
    assert page.submit("Dodaj", {field: "x" * 81}).errors == [
        "Pozycja może mieć najwyżej 80 znaków. Napisz ją krócej."
    ]
    assert page.submit("Dodaj", {field: " \n "}).errors == ["Wpisz przynajmniej jedną pozycję."]
    assert names(store) == []


def test_of_two_who_rename_an_entry_the_second_sees_the_first(
    browser: Browser, cast: Cast, store: Session, talent: Callable[..., int]
) -> None:
    number = talent("szachy")
    browser.sign_in(cast.animator)
    mine, theirs = browser.visit(f"{LIST}/{number}"), browser.visit(f"{LIST}/{number}")
    theirs.submit("Zapisz", {"Nazwa": "szachy i warcaby"})
    page = mine.submit("Zapisz", {"Nazwa": "gry planszowe"})

    assert page.status == 409
    assert "szachy i warcaby" in page.text
    assert names(store) == ["szachy i warcaby"]


def test_two_entries_do_not_get_one_name(
    browser: Browser, cast: Cast, store: Session, talent: Callable[..., int]
) -> None:
    talent("szachy")
    number = talent("warcaby")
    form = browser.sign_in(cast.animator).visit(f"{LIST}/{number}")
    page = form.submit("Zapisz", {"Nazwa": "SZACHY"})

    assert page.errors == ["Taka pozycja już jest."]
    assert names(store) == ["szachy", "warcaby"]


def test_a_retired_entry_stays_with_those_who_have_it_and_is_offered_to_nobody_else(
    browser: Browser, cast: Cast, meet: Meet, talent: Callable[..., int], store: Session
) -> None:
    number = talent("szachy")
    anna = meet("Anna Testowa", card={"talent_ids": [number]})
    jan = meet("Jan Wzorcowy", phone="600100300")
    page = browser.sign_in(cast.animator).visit(LIST).submit("Wycofaj: szachy")
    assert "Kto ją ma na karcie, zachowuje ją." in page.notices[0]

    assert "szachy" not in browser.visit(f"/panel/ludzie/{jan}/karta").text
    kept = browser.visit(f"/panel/ludzie/{anna}/karta").submit("Zapisz kartę")
    assert "szachy" in kept.text

    browser.visit(LIST).submit("Przywróć: szachy")
    assert "szachy" in browser.visit(f"/panel/ludzie/{jan}/karta").text
    assert len(acted(store, "talent.retired")) == len(acted(store, "talent.restored")) == 1
