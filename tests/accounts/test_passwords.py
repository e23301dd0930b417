"""Which passwords are good enough, and what is said of the others."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask

from osl.accounts import passwords
from osl.accounts.passwords import WeakPassword, check_password
from osl.core import transactions
from osl.core.db import db

SITE = ["Centrum Usług Społecznych", "Gęsiówek", "osl.example.pl"]


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def told(password: str, *, is_administrator: bool = False) -> str:
    try:
        check_password(
            password,
            email="jan.testowy@example.org",
            site_words=SITE,
            is_administrator=is_administrator,
        )
    except WeakPassword as refusal:
        return str(refusal)
    return ""


@pytest.mark.parametrize(
    "password",
    [
        "zielony parasol na moście",
        "correct horse battery staple",
        "ęśąćżźńółę–日本語のねこ",
        "      x y z w      ",
        "<script>alert(1)</script>",
        "Tr0ub4dor&3-plus",
        "f" + "gh" * 2 + " 9 kotów i pies",
        "w" * 3 + "ędrowiec nocny " * 7,
    ],
)
def test_any_characters_make_a_good_password(password: str) -> None:
    assert told(password) == ""


@pytest.mark.parametrize(
    "password",
    [
        "qwertyuiop12",
        "Password1234",
        "password12345!",
        "kochanie1234",
        "Katarzyna1985!",
        "1qaz2wsx3edc",
        "qwertyqwerty",
        "QwertyQwerty",
        "123456789012",
        "098765432109",
        "abcdefghijkl",
        "aaaaaaaaaaaaaa",
        "abcabcabcabc",
        "!!! polska !!!",
        "Kowalska2024",
    ],
)
def test_what_many_people_use_is_refused(password: str) -> None:
    assert "łatwo zgadnąć" in told(password)


def test_twelve_characters_are_the_least_and_an_administrator_needs_fifteen() -> None:
    assert "co najmniej 12 znaków" in told("kot i 8 myszy"[:11])
    assert told("kot i 8 mysz") == ""
    assert "co najmniej 15 znaków" in told("kot i 8 mysz", is_administrator=True)
    assert told("kot i 8 myszy xx", is_administrator=True) == ""


def test_128_characters_are_the_most() -> None:
    long = "wędrowiec nocny, " * 8
    assert told(long[:128]) == ""
    assert "najwyżej 128 znaków" in told(long[:129])


@pytest.mark.parametrize("password", ["jan.testowy@example.org", "moje: JAN.TESTOWY i ja"])
def test_ones_own_address_is_no_password(password: str) -> None:
    assert "adresu e-mail" in told(password)


@pytest.mark.parametrize(
    "password",
    ["Gesiowek i okolice", "gęsiówek2027 xyz", "centrum usług społecznych!", "osl.example.pl"],
)
def test_the_name_of_the_centre_or_the_town_is_no_password(password: str) -> None:
    assert "łatwo zgadnąć" in told(password)


def test_a_hash_is_argon2id_and_only_its_own_password_fits(app: Flask) -> None:
    kept = passwords.hash_password("zielony parasol na moście")
    assert kept.startswith("$argon2id$")
    assert passwords.matches(kept, "zielony parasol na moście")
    assert not passwords.matches(kept, "zielony parasol na moscie")
    assert not passwords.matches(None, "a password nobody has")


def test_the_same_letters_typed_on_another_keyboard_are_the_same_password() -> None:
    kept = passwords.hash_password("zażółć gęślą jaźń")
    assert passwords.matches(
        kept, "zaz\u0307o\u0301łc\u0301 ge\u0328s\u0301la\u0328 jaz\u0301n\u0301"
    )


def test_the_cost_is_the_one_of_the_checklist_unless_set() -> None:
    plain = Flask("plain")
    passwords.init_app(plain)
    with plain.app_context():
        assert passwords._cost() == (3, 65536, 1)


def test_at_most_two_passwords_are_hashed_at_once() -> None:
    free = [passwords._hashing.acquire(blocking=False) for _ in range(3)]
    for taken in free:
        if taken:
            passwords._hashing.release()
    assert free == [True, True, False]


def test_nobody_waits_in_line_while_a_password_is_hashed(app: Flask) -> None:
    refusals: list[RuntimeError] = []

    def hash_inside() -> None:
        with app.app_context(), transactions.unit():
            db.session.connection()
            try:
                passwords.hash_password("zielony parasol na moście")
            except RuntimeError as refusal:
                refusals.append(refusal)

    other = threading.Thread(target=hash_inside)
    other.start()
    other.join()
    assert "never inside" in str(refusals[0])
