"""A resident with a phone reads ideas; the ways on need no script and no mouse."""

from collections.abc import Callable

from playwright.sync_api import Page

Axe = Callable[[Page], list[str]]


def test_the_pages_of_ideas_are_fit_for_everybody(phone: Page, axe: Axe) -> None:
    for address in ("/pomysly", "/pomysly/co-sie-udalo", "/pomysly/nabory"):
        phone.goto(address)
        assert axe(phone) == [], address
        assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address


def test_what_is_shown_is_chosen_with_the_keyboard(phone: Page) -> None:
    phone.goto("/pomysly")
    phone.locator("details.filters summary").focus()
    phone.keyboard.press("Enter")
    phone.get_by_label("Szukane słowa").fill("basen olimpijski")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**szukaj=basen**")
    phone.get_by_role("link", name="Pokaż wszystkie pomysły").click()
    phone.wait_for_url("**/pomysly")
