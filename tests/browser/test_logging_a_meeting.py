"""A meeting is logged on a phone in a minute: ten actions from the desk at most, also without
JavaScript, and its pages are sound."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

MOST_ACTIONS = 10
MISSING = "h3:text-is('Brakuje w dzienniku') + ul a"


class Thumb:
    """Somebody with a phone in one hand: a tap or a filled field is one action."""

    def __init__(self) -> None:
        self.actions = 0

    def tap(self, what: Locator) -> None:
        self.actions += 1
        what.tap()

    def fill(self, what: Locator, words: str) -> None:
        self.actions += 1
        what.fill(words)


@pytest.mark.parametrize("with_script", [True, False])
def test_a_meeting_is_logged_on_a_phone_in_ten_actions(
    open_browser: Callable[..., Page], animator_signed_in: Any, with_script: bool
) -> None:
    page = open_browser(
        "phone", storage_state=animator_signed_in, java_script_enabled=with_script, has_touch=True
    )
    page.goto("/panel")
    thumb = Thumb()

    def field(label: str) -> Locator:
        return page.get_by_label(label, exact=True)

    thumb.tap(page.locator(MISSING).first)
    thumb.fill(field("Co zostało zrobione"), "Graliśmy w szachy, przyszły dwie nowe osoby.")
    heads = field("Ile osób przyszło (nieobowiązkowo)")
    if heads.count():
        thumb.fill(heads, "14")
    thumb.fill(field("Godziny"), "2")
    thumb.fill(field("Minuty"), "15")
    thumb.tap(page.get_by_text("Więcej: kto prowadził, co z tego wyszło, koszty"))
    thumb.fill(field("Co dalej (nieobowiązkowo)"), "Pożyczyć drugą szachownicę.")
    thumb.tap(page.get_by_role("button", name="Zapisz w dzienniku"))

    expect(page.get_by_text("Zapisano w dzienniku.")).to_be_visible()
    expect(page.get_by_text("Pożyczyć drugą szachownicę.")).to_be_visible()
    expect(page.get_by_text("2 godz. 15 min").first).to_be_visible()
    assert thumb.actions <= MOST_ACTIONS


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_pages_of_the_logbook_are_sound(
    open_browser: Callable[..., Page], signed_in: Any, axe: Callable[[Page], list[str]], size: str
) -> None:
    page = open_browser(size, storage_state=signed_in)
    page.goto("/panel/dziennik")
    assert axe(page) == []
    page.get_by_role("link", name="Strona spotkania").first.click()
    assert axe(page) == []
    page.get_by_role("link", name="Napisz wpis").first.click()
    if not page.get_by_label("Koszt (zł) (nieobowiązkowo)").is_visible():  # somebody leads it: open
        page.get_by_text("Więcej: kto prowadził").click()
    page.get_by_label("Koszt (zł) (nieobowiązkowo)").fill("dużo")
    page.get_by_role("button", name="Zapisz w dzienniku").click()
    expect(page.get_by_label("Koszt (zł) (nieobowiązkowo)")).to_have_value("dużo")
    assert axe(page) == []
