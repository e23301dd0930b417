"""Addresses nobody of us made are answered calmly."""

import pytest

from tests.browser import Browser
from tests.cast import Cast


@pytest.mark.parametrize(
    "address",
    [
        "/wydarzenia/99999999999999999999",
        "/wydarzenia/99999999999999999999-x",
        "/wydarzenia/0",
        "/wydarzenia/-1",
        "/wydarzenia/abc",
        "/spolecznosci/%00",
        "/spolecznosci/" + "x" * 3000,
        "/spolecznosci/%F0%9F%90%A2",
    ],
)
def test_what_is_not_there_is_not_found(browser: Browser, cast: Cast, address: str) -> None:
    assert browser.visit(address).status == 404


@pytest.mark.parametrize(
    "query",
    [
        "od=0001-01-01",
        "od=9999-12-31",
        "od=%C2%B2",
        "szukaj=" + "a" * 5000,
        "szukaj=%00%E2%80%8B",
        "spolecznosc=wzgorze&spolecznosc=inna",
        "lang=xx",
        "strona=%D9%A3",
    ],
)
def test_strange_questions_get_a_page(browser: Browser, cast: Cast, query: str) -> None:
    for path in ("/wydarzenia", "/wydarzenia/archiwum", "/"):
        assert browser.visit(f"{path}?{query}").status == 200
