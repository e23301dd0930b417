"""A talk is noted on a phone in a minute: eight actions from the desk, also without JavaScript."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

MOST_ACTIONS = 8


class Thumb:
    """Somebody with a phone in one hand: a tap or a filled field is one action."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def tap(self, what: Locator) -> None:
        self.actions += 1
        what.tap()

    def fill(self, label: str, words: str) -> None:
        self.actions += 1
        self.page.get_by_label(label, exact=True).fill(words)


@pytest.mark.parametrize("with_script", [True, False])
def test_a_talk_is_noted_on_a_phone_in_eight_actions(
    open_browser: Callable[..., Page],
    animator_signed_in: Any,
    axe: Callable[[Page], list[str]],
    with_script: bool,
) -> None:
    page = open_browser(
        "phone", storage_state=animator_signed_in, java_script_enabled=with_script, has_touch=True
    )
    page.goto("/panel")
    thumb = Thumb(page)
    thumb.tap(page.get_by_role("link", name="Zapisz rozmowę"))
    thumb.fill("Imię i nazwisko albo telefon", "halina t")
    thumb.tap(page.get_by_role("button", name="Znajdź osobę"))
    thumb.tap(page.locator(".person-choices a").first)
    thumb.fill("Co ustalono", "Poprowadzi szachy w czwartki.")
    thumb.fill("Co dalej (nieobowiązkowo)", "Zapytać o klucz do świetlicy")
    thumb.tap(page.get_by_label("jutro", exact=True))
    thumb.tap(page.get_by_role("button", name="Zapisz rozmowę"))

    expect(page.get_by_text("Rozmowa zapisana.")).to_be_visible()
    expect(page.get_by_text("Zapytać o klucz do świetlicy").first).to_be_visible()
    assert thumb.actions <= MOST_ACTIONS
    page.goto("/panel/rozmowy")
    expect(page.get_by_role("heading", name="Zapytać o klucz do świetlicy").first).to_be_visible()


def test_somebody_new_and_the_talk_take_eight_actions_too(
    open_browser: Callable[..., Page], signed_in: Any
) -> None:
    page = open_browser("phone", storage_state=signed_in, has_touch=True)
    page.goto("/panel")
    thumb = Thumb(page)
    thumb.tap(page.get_by_role("link", name="Zapisz rozmowę"))
    thumb.tap(page.get_by_role("link", name="Rozmowa z nową osobą"))
    thumb.fill("Imię i nazwisko", "Wacława Świeża")
    thumb.fill("Telefon, e-mail albo inny kontakt", "000 000 907")
    thumb.fill("Co ustalono", "Przyjdzie na zebranie grupy.")
    thumb.tap(page.get_by_label("Wzgórze", exact=True))
    thumb.tap(page.get_by_role("button", name="Zapisz rozmowę"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Rozmowy: Wacława Świeża")
    assert thumb.actions <= MOST_ACTIONS


def test_the_day_is_asked_for_only_when_it_is_another_one(staff_phone: Page) -> None:
    page = staff_phone
    page.goto("/panel/rozmowy/nowa-osoba")
    expect(page.get_by_label("Inny dzień", exact=True)).to_be_hidden()
    page.get_by_label("inny dzień", exact=True).check()
    expect(page.get_by_label("Inny dzień", exact=True)).to_be_visible()


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_its_pages_are_sound(
    open_browser: Callable[..., Page], signed_in: Any, axe: Callable[[Page], list[str]], size: str
) -> None:
    page = open_browser(size, storage_state=signed_in)
    page.goto("/panel/rozmowy/nowa?szukaj=halina")
    assert axe(page) == []
    page.locator(".person-choices a").first.click()
    assert axe(page) == []
    page.get_by_label("Co dalej (nieobowiązkowo)").fill("Oddzwonić")
    page.get_by_role("button", name="Zapisz rozmowę").click()
    expect(page.get_by_label("Co dalej (nieobowiązkowo)")).to_have_value("Oddzwonić")
    assert axe(page) == []
    page.get_by_label("Co ustalono").fill("Pomoże przy herbacie.")
    page.get_by_role("button", name="Zapisz rozmowę").click()
    assert axe(page) == []
    page.goto("/panel/rozmowy")
    assert axe(page) == []
    page.get_by_role("link", name=re.compile("Przełóż.*Oddzwonić")).first.click()
    assert axe(page) == []
    page.goto("/panel/sygnaly")
    assert axe(page) == []
    page.goto("/panel/spolecznosci")
    page.get_by_role("link", name="Wzgórze", exact=True).first.click()
    page.get_by_role("link", name="Przekazanie: jedna strona").click()
    expect(page.locator(".handwriting").first).to_be_hidden()
    assert axe(page) == []
    page.emulate_media(media="print")
    expect(page.locator(".handwriting").first).to_be_visible()
