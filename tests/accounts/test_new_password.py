"""A forgotten password, and a changed one."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import OneUseToken, User
from tests.accounts.keys import (
    NEW_PASSWORD,
    NOON,
    PASSWORD,
    change,
    deeds,
    fresh,
    give_password,
    give_phone,
    letters,
    link_in,
    same_as_stored,
    sign_in,
)
from tests.browser import Browser, Page
from tests.cast import Cast

ANIMATOR = "animator@example.org"


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def keys(app: Flask, cast: Cast) -> None:
    give_password(app, cast.animator)
    give_phone(app, cast.animator)


def ask(browser: Browser, email: str = ANIMATOR) -> Page:
    page = browser.visit("accounts.sign_in").follow("Nie pamiętam hasła")
    return page.submit("Wyślij link", {"Adres e-mail": email})


def works(app: Flask, password: str) -> bool:
    return sign_in(Browser(app), ANIMATOR, password).heading == "Jeszcze jeden krok: kod"


def test_a_forgotten_password_is_replaced_by_a_link_from_a_letter(
    browser: Browser, another_browser: Browser, app: Flask, cast: Cast, store: Session
) -> None:
    another_browser.sign_in(cast.animator)
    ask(browser)
    (letter,) = letters(store)
    same_as_stored(letter, "password_reset")
    page = browser.visit(link_in(letter)).submit("Ustaw hasło", {"Nowe hasło": NEW_PASSWORD})

    assert page.notices == ["Nowe hasło jest ustawione. Zaloguj się nim."]
    assert another_browser.visit("accounts.account").heading == "Logowanie"
    assert works(app, NEW_PASSWORD)
    assert not works(app, PASSWORD)
    assert fresh(store, cast.animator).has_second_factor  # it stays
    same_as_stored(letters(store)[1], "password_changed")
    assert deeds(store) == [
        "account.reset_asked",
        "account.password_reset",
    ]


def test_known_and_unknown_addresses_get_the_same_answer(
    app: Flask, cast: Cast, store: Session
) -> None:
    change(app, cast.adviser, disabled_at=NOON, password_hash="x")
    told = set()
    for email in (ANIMATOR, "nobody@example.org", "doradca@example.org", "socjalny@example.org"):
        page = ask(Browser(app), email)
        csrf = page.dom.all("input", name="csrf_token")[0]["value"]
        told.add((page.status, page.path, page.response.get_data(as_text=True).replace(csrf, "")))
        assert page.notices[0].startswith("Jeśli pod tym adresem jest konto, list z linkiem")
    assert len(told) == 1
    assert [letter.recipient for letter in letters(store)] == [ANIMATOR]


def test_an_unknown_address_harms_nobodys_link(
    browser: Browser, app: Flask, cast: Cast, store: Session
) -> None:
    """The work done for show, in the organiser's name, leaves no trace."""
    give_password(app, cast.organiser)
    ask(browser, "organizator@example.org")
    ask(browser, "nobody@example.org")
    assert len(letters(store)) == len(store.scalars(select(OneUseToken)).all()) == 1
    assert browser.visit(link_in(letters(store)[0])).status == 200


def test_a_reset_does_not_revive_an_invitation(
    browser: Browser, cast: Cast, store: Session
) -> None:
    ask(browser, "socjalny@example.org")  # has no password yet
    assert letters(store) == []
    assert store.scalars(select(OneUseToken)).all() == []


def test_the_link_works_for_an_hour_once_and_only_the_newest(
    browser: Browser, app: Flask, store: Session, noon: time_machine.Traveller
) -> None:
    ask(browser)
    ask(browser)
    older, newer = (link_in(letter) for letter in letters(store))
    assert browser.visit(older).status == 410
    noon.shift(timedelta(minutes=59))
    page = browser.visit(newer)
    stale = Browser(app).visit(newer)
    page.submit("Ustaw hasło", {"Nowe hasło": NEW_PASSWORD})
    assert stale.submit("Ustaw hasło", {"Nowe hasło": "inne hasło kogoś obcego"}).status == 410
    assert works(app, NEW_PASSWORD)


def test_after_an_hour_the_link_is_dead(
    browser: Browser, store: Session, noon: time_machine.Traveller
) -> None:
    ask(browser)
    page = browser.visit(link_in(letters(store)[0]))
    noon.shift(timedelta(hours=1))
    page = page.submit("Ustaw hasło", {"Nowe hasło": NEW_PASSWORD})
    assert page.status == 410
    assert page.follow("Poproś o nowy link").heading == "Nowe hasło do konta"


def test_the_link_leads_to_our_own_address_whatever_the_host_says(
    browser: Browser, store: Session
) -> None:
    page = browser.visit("accounts.ask_for_reset")
    browser.headers["Host"] = "evil.example"
    page.submit("Wyślij link", {"Adres e-mail": ANIMATOR})
    assert "evil.example" not in "".join(letter.body for letter in letters(store))


def test_a_weak_new_password_is_refused_beside_the_field(
    browser: Browser, app: Flask, store: Session
) -> None:
    ask(browser)
    link = link_in(letters(store)[0])
    page = browser.visit(link).submit("Ustaw hasło", {"Nowe hasło": "animator@example.org"})
    assert page.status == 422
    assert "adresu e-mail" in page.errors[0]
    assert works(app, PASSWORD)
    assert browser.visit(link).status == 200


def test_one_changes_ones_own_password_and_stays_signed_in_here(
    browser: Browser, another_browser: Browser, app: Flask, cast: Cast, store: Session
) -> None:
    another_browser.sign_in(cast.animator)
    browser.sign_in(cast.animator)
    cookie = browser.client.get_cookie("osl", domain="127.0.0.1")
    page = browser.visit("accounts.account").follow("Zmień: Hasło")
    page = page.submit("Ustaw hasło", {"Twoje obecne hasło": PASSWORD, "Nowe hasło": NEW_PASSWORD})

    assert page.heading == "Moje konto"
    assert page.notices == [
        "Nowe hasło jest ustawione. W innych przeglądarkach nastąpiło wylogowanie."
    ]
    assert another_browser.visit("accounts.account").heading == "Logowanie"
    thief = Browser(app)
    thief.client.set_cookie("osl", cookie.value, domain="127.0.0.1")
    assert thief.visit("accounts.account").heading == "Logowanie"
    assert works(app, NEW_PASSWORD)
    same_as_stored(letters(store)[0], "password_changed")


def test_the_present_password_must_be_right(
    browser: Browser, app: Flask, cast: Cast, store: Session
) -> None:
    page = browser.sign_in(cast.animator).visit("accounts.password")
    for _guess in range(5):
        again = page.submit(
            "Ustaw hasło", {"Twoje obecne hasło": "nie to", "Nowe hasło": NEW_PASSWORD}
        )
        assert again.errors == ["To nie jest Twoje hasło."]
    again = page.submit("Ustaw hasło", {"Twoje obecne hasło": PASSWORD, "Nowe hasło": NEW_PASSWORD})
    assert again.status == 429
    assert letters(store) == []


def test_a_change_kills_the_links_under_way(browser: Browser, cast: Cast, store: Session) -> None:
    ask(browser)
    link = link_in(letters(store)[0])
    page = browser.sign_in(cast.animator).visit("accounts.password")
    page.submit("Ustaw hasło", {"Twoje obecne hasło": PASSWORD, "Nowe hasło": NEW_PASSWORD})
    assert browser.visit(link).status == 410


def test_a_password_typed_twice_at_the_same_time_is_set_once(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = browser.sign_in(cast.animator).visit("accounts.password")
    typed = {"Twoje obecne hasło": PASSWORD, "Nowe hasło": NEW_PASSWORD}
    page.submit("Ustaw hasło", typed)
    again = page.submit("Ustaw hasło", typed)  # a second click on the stale page
    assert again.status in (400, 422)
    assert len(letters(store)) == 1


def test_no_password_is_longer_than_128_characters(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = browser.sign_in(cast.animator).visit("accounts.password")
    page = page.submit("Ustaw hasło", {"Twoje obecne hasło": PASSWORD, "Nowe hasło": "ż" * 100_000})
    assert page.status == 422
    assert page.errors == ["To hasło jest za długie. Użyj najwyżej 128 znaków."]
    assert store.scalars(select(User.version).where(User.id == cast.animator.id)).one()
