"""The search of the desk finds events (drafts too), communities and places."""

from collections.abc import Callable

from tests.browser import Browser
from tests.cast import Cast

Planned = Callable[..., int]


def test_everything_of_ones_own_is_found(browser: Browser, cast: Cast, planned: Planned) -> None:
    planned(title="Łódki na wzgórzu")
    page = browser.sign_in(cast.animator).visit("/panel")
    found = page.submit("Szukaj", {"Czego szukasz?": "WZGORZE"})
    assert {"Łódki na wzgórzu", "Wzgórze"} <= set(found.links)
    assert "Łódki na wzgórzu" in browser.visit("/panel/szukaj?szukaj=lodki").links
    assert "Świetlica „Pod Dębem”" in browser.visit("/panel/szukaj?szukaj=debem").links


def test_drafts_of_others_are_not_found(browser: Browser, cast: Cast, planned: Planned) -> None:
    planned(title="Ich szkic", community=cast.ostrowiecka)
    page = browser.sign_in(cast.animator).visit("/panel/szukaj?szukaj=szkic")
    assert "Ich szkic" not in page.text
    assert "Nic nie zawiera wszystkich tych słów" in page.text


def test_asking_nothing_explains_what_can_be_asked(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.animator).visit("/panel/szukaj?szukaj=%20")
    assert "Polskie znaki nie są potrzebne" in page.text
