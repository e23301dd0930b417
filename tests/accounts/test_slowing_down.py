"""Guessing is slowed down, in the database; nobody is locked out for good."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.accounts import attempts
from osl.accounts.models import SignInAttempt
from osl.accounts.operations import forget_old_traces
from osl.core import transactions
from osl.core.clock import utcnow
from tests.accounts.keys import (
    NOON,
    PASSWORD,
    code_now,
    give_password,
    give_phone,
    letters,
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


def guess(browser: Browser, email: str = ANIMATOR) -> Page:
    return sign_in(browser, email, "one more guess of mine")


def test_after_five_wrong_passwords_even_the_right_one_waits_a_quarter_of_an_hour(
    browser: Browser, noon: time_machine.Traveller
) -> None:
    for _try in range(5):
        assert guess(browser).status == 422
    page = sign_in(browser, ANIMATOR)
    assert page.status == 429
    assert page.errors == ["Było zbyt wiele prób. Spróbuj ponownie po 12.15."]
    assert page.response.headers["Retry-After"] == "959"

    noon.shift(timedelta(minutes=15))
    assert sign_in(browser, ANIMATOR).heading == "Jeszcze jeden krok: kod"


def test_an_unknown_address_is_slowed_down_in_the_same_words(browser: Browser) -> None:
    for _try in range(5):
        guess(browser, "nobody@example.org")
    page = guess(browser, "nobody@example.org")
    assert page.errors == ["Było zbyt wiele prób. Spróbuj ponownie po 12.15."]


def test_dots_plus_and_case_do_not_make_another_address(browser: Browser) -> None:
    for email in ("a.nimator@example.org", "ANIMATOR@example.org", "animator+1@example.org") * 2:
        page = guess(browser, email)
    assert page.status == 429


def test_refused_tries_do_not_count_so_nobody_is_kept_out_by_a_stranger(
    browser: Browser, noon: time_machine.Traveller
) -> None:
    for _minute in range(14):
        guess(browser)
        noon.shift(timedelta(minutes=1))
    noon.shift(timedelta(minutes=5))
    assert guess(browser).status == 422


def test_ten_wrong_passwords_a_day_are_enough(
    browser: Browser, noon: time_machine.Traveller
) -> None:
    for _half_hour in range(10):
        assert guess(browser).status == 422
        noon.shift(timedelta(minutes=30))
    page = guess(browser)
    assert page.status == 429
    assert page.errors == ["Było zbyt wiele prób. Spróbuj ponownie po wtorek, 11 maja, 12.00."]


def test_somebody_elsewhere_is_not_slowed_down_by_it(app: Flask, browser: Browser) -> None:
    for _try in range(5):
        guess(browser)
    elsewhere = Browser(app)
    elsewhere.client.environ_base["REMOTE_ADDR"] = "10.9.8.7"
    assert sign_in(elsewhere, ANIMATOR).heading == "Jeszcze jeden krok: kod"


def test_one_network_guesses_twenty_times_an_hour_whoever_it_tries(browser: Browser) -> None:
    for number in range(20):
        assert guess(browser, f"person{number}@example.org").status == 422
    assert guess(browser, "person20@example.org").status == 429


def test_a_neighbour_in_the_same_ipv6_network_is_the_same_place(app: Flask) -> None:
    for host in range(1, 7):
        own = Browser(app)
        own.client.environ_base["REMOTE_ADDR"] = f"2001:db8:0:1::{host}"
        page = guess(own)
    assert page.status == 429


def test_a_forwarded_address_is_not_believed(browser: Browser) -> None:
    for number in range(6):
        browser.headers["X-Forwarded-For"] = f"10.0.0.{number}"
        page = guess(browser)
    assert page.status == 429


def test_codes_are_guessed_five_times_in_five_minutes(
    browser: Browser, noon: time_machine.Traveller
) -> None:
    page = sign_in(browser, ANIMATOR)
    for _try in range(5):
        page = page.submit("Zaloguj się", {"Kod": "000000"})
        assert page.status == 422
    page = page.submit("Zaloguj się", {"Kod": code_now()})
    assert page.status == 429
    noon.shift(timedelta(minutes=5))
    assert page.submit("Zaloguj się", {"Kod": code_now()}).path == "/panel"


def test_letters_for_a_new_password_are_three_an_hour_and_five_a_day(
    browser: Browser, store: Session, noon: time_machine.Traveller
) -> None:
    def ask(email: str) -> int:
        page = browser.visit("accounts.ask_for_reset")
        return page.submit("Wyślij link", {"Adres e-mail": email}).status

    assert [ask(ANIMATOR) for _ in range(4)] == [200, 200, 200, 429]
    assert [ask("nobody@example.org") for _ in range(4)] == [200, 200, 200, 429]
    noon.shift(timedelta(hours=1))
    assert [ask(ANIMATOR) for _ in range(3)] == [200, 200, 429]
    assert len(letters(store)) == 5


def test_many_tries_at_the_same_moment_count_as_many(app: Flask, store: Session) -> None:
    """The race a count in the request's own transaction would lose."""
    answers: list[str] = []
    start = threading.Barrier(12)

    def attempt() -> None:
        with app.test_request_context(environ_base={"REMOTE_ADDR": "10.4.4.4"}):
            start.wait()
            try:
                attempts.count(attempts.SIGN_IN, ANIMATOR)
            except attempts.TooManyTries:
                answers.append("refused")
            else:
                answers.append("counted")

    crowd = [threading.Thread(target=attempt) for _ in range(12)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert sorted(answers) == ["counted"] * 5 + ["refused"] * 7
    assert store.scalar(select(func.count(SignInAttempt.id))) == 5


def test_tries_are_kept_as_hashes_and_forgotten_after_thirty_days(
    browser: Browser, app: Flask, store: Session, noon: time_machine.Traveller
) -> None:
    guess(browser)
    kept = store.scalars(select(SignInAttempt)).one()
    assert ANIMATOR not in kept.account_key
    assert "127.0.0.1" not in kept.network
    noon.shift(timedelta(days=30, seconds=1))
    with app.app_context(), transactions.unit():
        forget_old_traces(utcnow())
    assert store.scalar(select(func.count(SignInAttempt.id))) == 0


def test_a_refused_password_is_not_written_to_the_log(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        guess(browser)
        sign_in(browser, ANIMATOR)
    assert PASSWORD not in caplog.text
    assert "one more guess" not in caplog.text
    assert ANIMATOR not in caplog.text
