"""A call is taken with the keyboard alone, in a few keys, with and without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

BESIDE_LETTERS = 5
"""Tab to the number, Tab to how many, Tab to the first meeting, Space, Enter."""


class Keyboard:
    """The keys of somebody who answers the phone, counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def type(self, words: str) -> None:
        self.pressed += len(words)
        self.page.keyboard.type(words)

    def press(self, key: str) -> None:
        self.pressed += 1
        self.page.keyboard.press(key)


@pytest.mark.parametrize("with_script", [True, False])
def test_a_call_is_taken_with_the_keyboard_alone(
    open_browser: Callable[..., Page], signed_in: Any, with_script: bool
) -> None:
    page = open_browser("desktop", storage_state=signed_in, java_script_enabled=with_script)
    page.goto("/panel/zapis-telefoniczny")
    expect(page.get_by_label("Imię i nazwisko")).to_be_focused()
    keys = Keyboard(page)
    name, number = ("Halina Szybka", "000100201") if with_script else ("Irena Cicha", "000100202")
    keys.type(name)
    keys.press("Tab")
    keys.type(number)
    for _field in ("how many", "the first meeting"):
        keys.press("Tab")
    keys.press("Space")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator(".code").first).to_be_visible()
    assert keys.pressed == len(name) + len(number) + BESIDE_LETTERS


def test_somebody_known_is_found_while_their_name_is_typed(
    staff_page: Page, axe: Callable[[Page], list[str]]
) -> None:
    page = staff_page
    page.goto("/panel/zapis-telefoniczny")
    page.keyboard.type("Krystyna Znana")
    page.keyboard.press("Tab")
    page.keyboard.type("000 100 300")
    page.locator(".choices-coming input").nth(1).check()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Krystyna Znana")

    page.get_by_role("link", name="Następna osoba").click()
    expect(page.get_by_label("Imię i nazwisko")).to_be_focused()
    page.keyboard.type("znan")
    options = page.get_by_role("listbox")
    expect(options).to_be_visible()
    field = page.get_by_label("Imię i nazwisko")
    expect(field).to_have_attribute("aria-expanded", "true")
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(options).to_be_hidden()
    expect(field).to_have_value("znan")
    page.keyboard.type("a")
    expect(options).to_be_visible()
    page.keyboard.press("ArrowDown")
    chosen = page.get_by_role("option", selected=True)
    expect(chosen).to_contain_text("000 100 300")
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "-")
    page.keyboard.press("Enter")
    expect(field).to_have_value("Krystyna Znana")
    expect(page.get_by_label("Telefon albo e-mail")).to_have_value("000 100 300")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zapis telefoniczny")


def test_a_later_meeting_is_found_and_nothing_typed_is_lost(staff_page: Page) -> None:
    page = staff_page
    page.goto("/panel/zapis-telefoniczny")
    page.keyboard.type("Maria Zajęta")
    known = page.locator(".choices-coming input").count()
    page.locator("#szukaj").fill("potańcówka")
    page.keyboard.press("Enter")
    expect(page.locator(".choices-coming input")).to_have_count(known + 1)
    expect(page.locator(".choices-coming input:focus")).to_have_count(1)
    expect(page.get_by_label("Imię i nazwisko")).to_have_value("Maria Zajęta")
    page.locator("#szukaj").fill("czegoś takiego nie ma")
    page.keyboard.press("Enter")
    expect(page.locator("#other-events [role=status]")).to_have_text(
        "Żadne spotkanie z zapisami nie ma tych słów."
    )


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_its_pages_are_sound(
    open_browser: Callable[..., Page], signed_in: Any, axe: Callable[[Page], list[str]], size: str
) -> None:
    page = open_browser(size, storage_state=signed_in)
    page.goto("/panel/zapis-telefoniczny")
    page.keyboard.type("Zofia Zapisana")
    page.keyboard.press("Tab")
    page.keyboard.type("000 100 400" if size == "phone" else "000 100 401")
    page.locator(".choices-coming input").nth(2).check()
    page.get_by_role("button", name="Zapisz", exact=True).click()
    if size == "desktop":
        assert axe(page) == []  # the page that asks who it is
        page.get_by_label("Nie, to ktoś nowy").check()
        page.get_by_role("button", name="Zapisz", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zofia Zapisana")
    assert axe(page) == []
    page.locator(".result-title a").first.click()
    expect(page.get_by_role("heading", name="Historia")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Zapisy", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zapisy: ")
    assert axe(page) == []
    page.get_by_role("link", name="Lista na wejście").click()
    assert axe(page) == []
    page.emulate_media(media="print")
    assert not page.locator(".door-phone").first.is_visible()
    assert page.locator(".door-empty").count() == 6
    assert page.locator(".door-empty").first.is_visible()
    assert not page.locator("header").first.is_visible()
