"""Setting up the second factor, the codes on paper, and the day both are lost."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts import factors
from osl.accounts.models import RecoveryCode, StaffSession
from tests.accounts.keys import (
    NOON,
    PASSWORD,
    SECRET,
    code_now,
    fresh,
    give_password,
    give_phone,
    letters,
    same_as_stored,
    sign_in,
    take_phone,
)
from tests.browser import Browser, Page
from tests.cast import Cast

ANIMATOR = "animator@example.org"
SET_UP = "Ustaw drugi składnik logowania"


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def keys(app: Flask, cast: Cast) -> None:
    give_password(app, cast.animator)
    take_phone(app, cast.animator)


def spelled(page: Page) -> str:
    """The key in letters, as it stands on the page."""
    return page.dom.with_class("reference")[0].text.replace(" ", "")


def digits(secret: str) -> str:
    return pyotp.TOTP(secret).at(int(NOON.timestamp()))


def set_up(browser: Browser) -> Page:
    page = sign_in(browser, ANIMATOR)
    page = browser.visit("accounts.account")
    assert page.heading == SET_UP
    return page.submit("Potwierdź kod", {"Sześć cyfr z aplikacji": digits(spelled(page))})


def paper(page: Page) -> list[str]:
    return [code.text for code in page.dom.all("code")]


def test_the_app_is_set_up_with_a_picture_and_a_code(
    browser: Browser, cast: Cast, store: Session
) -> None:
    page = set_up(browser)

    assert page.heading == "Kody zapasowe"
    codes = paper(page)
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", code) for code in codes)
    member = fresh(store, cast.animator)
    assert member.has_second_factor
    kept = store.scalars(select(RecoveryCode.code_hash)).all()
    assert len(kept) == 10
    assert not set(kept) & set(codes)
    same_as_stored(letters(store)[0], "second_factor_set_up")
    assert browser.visit("accounts.account").heading == "Moje konto"


def test_the_secret_is_encrypted_in_the_database(
    browser: Browser, cast: Cast, store: Session
) -> None:
    sign_in(browser, ANIMATOR)
    page = browser.visit("accounts.second_factor")
    secret = spelled(page)
    page.submit("Potwierdź kod", {"Sześć cyfr z aplikacji": digits(secret)})
    assert secret not in (fresh(store, cast.animator).totp_secret or "")


def test_recovery_codes_are_shown_once(browser: Browser) -> None:
    codes = paper(set_up(browser))
    page = browser.visit("accounts.recovery_codes")
    assert paper(page) == []
    assert not any(code in page.text for code in codes)
    assert "Masz 10 niewykorzystanych kodów." in page.text


def test_the_code_that_set_the_app_up_does_not_sign_in_again(
    browser: Browser, another_browser: Browser, cast: Cast
) -> None:
    sign_in(browser, ANIMATOR)
    page = browser.visit("accounts.second_factor")
    code = digits(spelled(page))
    page.submit("Potwierdź kod", {"Sześć cyfr z aplikacji": code})
    assert sign_in(another_browser, ANIMATOR).submit("Zaloguj się", {"Kod": code}).status == 422


def test_wrong_digits_keep_the_same_picture(browser: Browser, cast: Cast, store: Session) -> None:
    sign_in(browser, ANIMATOR)
    page = browser.visit("accounts.second_factor")
    again = page.submit("Potwierdź kod", {"Sześć cyfr z aplikacji": "000000"})
    assert again.status == 422
    assert again.errors == [
        "To nie są cyfry, które aplikacja pokazuje w tej chwili. Wpisz najnowsze."
    ]
    assert spelled(again) == spelled(page)
    assert not fresh(store, cast.animator).has_second_factor


def test_somebody_elses_page_sets_nothing_up(
    browser: Browser, another_browser: Browser, app: Flask, cast: Cast, store: Session
) -> None:
    give_password(app, cast.social_worker)
    take_phone(app, cast.social_worker)
    sign_in(another_browser, "socjalny@example.org")
    theirs = another_browser.visit("accounts.second_factor")
    sealed = theirs.dom.all("input", name="sealed")[0]["value"]

    sign_in(browser, ANIMATOR)
    page = browser.visit("accounts.second_factor")
    page.dom.all("input", name="sealed")[0].attributes["value"] = sealed
    again = page.submit("Potwierdź kod", {"Sześć cyfr z aplikacji": digits(spelled(theirs))})

    assert again.status == 422
    assert not fresh(store, cast.animator).has_second_factor


def test_a_page_left_open_for_an_hour_shows_a_new_picture(
    browser: Browser, noon: time_machine.Traveller
) -> None:
    sign_in(browser, ANIMATOR)
    page = browser.visit("accounts.second_factor")
    noon.shift(timedelta(minutes=39))
    browser.visit("accounts.account")
    noon.shift(timedelta(minutes=22))
    sign_out_and_in(browser)
    again = page.submit(
        "Potwierdź kod", {"Sześć cyfr z aplikacji": "123456", "csrf_token": csrf(browser)}
    )
    assert again.errors == ["Ta strona była otwarta zbyt długo. Zeskanuj, proszę, nowy obrazek."]
    assert spelled(again) != spelled(page)


def csrf(browser: Browser) -> str:
    return browser.visit("accounts.second_factor").dom.all("input", name="csrf_token")[0]["value"]


def sign_out_and_in(browser: Browser) -> None:
    browser.client.delete_cookie("osl", domain="127.0.0.1")
    sign_in(browser, ANIMATOR)


def test_a_paper_code_signs_in_once(
    browser: Browser, another_browser: Browser, store: Session
) -> None:
    code = paper(set_up(browser))[3]
    typed = f" {code.upper().replace('-', ' ')} "
    page = sign_in(another_browser, ANIMATOR).submit("Zaloguj się", {"Kod": typed})
    assert page.path == "/panel"

    another_browser.client.delete_cookie("osl", domain="127.0.0.1")
    page = sign_in(another_browser, ANIMATOR).submit("Zaloguj się", {"Kod": code})
    assert page.errors == ["Ten kod się nie zgadza albo został już użyty."]


def test_new_paper_codes_take_the_place_of_the_old(
    browser: Browser, another_browser: Browser, store: Session
) -> None:
    old = paper(set_up(browser))
    page = browser.visit("accounts.recovery_codes").submit("Utwórz nowe kody")
    new = paper(page)
    assert len(new) == 10
    page = sign_in(another_browser, ANIMATOR)
    assert page.submit("Zaloguj się", {"Kod": old[0]}).status == 422
    assert page.submit("Zaloguj się", {"Kod": new[0]}).path == "/panel"
    same_as_stored(letters(store)[1], "recovery_codes_renewed")


def test_setting_up_another_app_signs_out_everywhere_else(
    browser: Browser, another_browser: Browser, app: Flask, cast: Cast, store: Session
) -> None:
    give_phone(app, cast.animator)
    sign_in(browser, ANIMATOR).submit("Zaloguj się", {"Kod": code_now()})
    another_browser.sign_in(cast.animator)
    before = {one.id: one.token_hash for one in store.scalars(select(StaffSession))}

    page = browser.visit("accounts.account").follow("Zmień: Drugi składnik logowania")
    page.submit("Potwierdź kod", {"Sześć cyfr z aplikacji": digits(spelled(page))})

    assert browser.visit("accounts.account").heading == "Moje konto"
    assert another_browser.visit("accounts.account").heading == "Logowanie"
    alive = store.scalars(select(StaffSession).where(StaffSession.ended_at.is_(None))).one()
    assert alive.token_hash != before[alive.id]  # a copied cookie is worth nothing now


def test_changing_the_factor_asks_for_the_password_after_ten_minutes(
    browser: Browser, app: Flask, cast: Cast, noon: time_machine.Traveller
) -> None:
    give_phone(app, cast.animator)
    browser.sign_in(cast.animator)
    noon.shift(timedelta(minutes=10))
    page = browser.visit("accounts.second_factor")
    assert page.heading == "Wpisz hasło jeszcze raz"
    wrong = page.submit("Dalej", {"Twoje obecne hasło": "nie to hasło"})
    assert wrong.errors == ["To nie jest Twoje hasło."]
    assert page.submit("Dalej", {"Twoje obecne hasło": PASSWORD}).heading == SET_UP


def test_after_a_change_of_the_sites_key_the_old_secrets_still_open(app: Flask) -> None:
    with app.app_context():
        sealed = factors.seal("tajne")
        old, fallbacks = app.config["SECRET_KEY"], app.config["SECRET_KEY_FALLBACKS"]
        try:
            app.config["SECRET_KEY"] = "another secret, just as long as the first one"
            app.config["SECRET_KEY_FALLBACKS"] = [old]
            assert factors.unseal(sealed) == "tajne"
            fresh_one = factors.seal("nowe")
            app.config["SECRET_KEY_FALLBACKS"] = []
            assert factors.unseal(sealed) is None
            assert factors.unseal(fresh_one) == "nowe"
        finally:
            app.config["SECRET_KEY"], app.config["SECRET_KEY_FALLBACKS"] = old, fallbacks


def test_the_picture_holds_what_the_app_needs(app: Flask, cast: Cast) -> None:
    with app.test_request_context():
        drawn = factors.drawing(cast.animator, SECRET, "Centrum Usług Społecznych")
    assert drawn.size > 20
    assert re.fullmatch(r"(M\d+ \d+h\d+v1h-\d+z)+", drawn.path)


def test_someone_without_a_password_chooses_one_first(
    browser: Browser, app: Flask, cast: Cast
) -> None:
    take_phone(app, cast.adviser)
    browser.sign_in(cast.adviser)
    page = browser.visit("accounts.account")
    assert page.heading == "Wymyśl hasło"
    page = page.submit("Ustaw hasło", {"Nowe hasło": "cztery koty grają w karty"})
    assert page.heading == SET_UP
