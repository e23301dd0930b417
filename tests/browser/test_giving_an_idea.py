"""A resident with a phone gives an idea by keyboard, and sees what is there already."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

Axe = Callable[[Page], list[str]]


def typed(page: Page, label: str, words: str) -> None:
    page.get_by_label(label).focus()
    page.keyboard.type(words)


def test_an_idea_is_given_with_the_keyboard_and_what_is_like_it_shows_while_typing(
    phone: Page, axe: Axe
) -> None:
    phone.goto("/pomysly/nowy?spolecznosc=seniorzy")
    assert axe(phone) == []
    typed(phone, "Jaki masz pomysł?", "laweczka przy bloku")
    alike = phone.locator("[data-alike]")
    expect(alike).to_contain_text("Ławka przed blokiem")
    assert axe(phone) == []
    typed(phone, "Co to zmieni?", "Będzie gdzie usiąść w drodze z przychodni.")
    community = phone.get_by_label("Seniorzy z Łazów")
    if not community.is_checked():
        community.focus()
        phone.keyboard.press("Space")
    typed(phone, "E-mail albo telefon", "zofia.probna@example.org")
    phone.wait_for_timeout(3100)  # sooner than that only programs send a form
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/pomysl/**")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Dziękujemy za pomysł")
    expect(phone.locator(".code").first).to_be_visible()
    assert axe(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_browser_does_its_sum_while_somebody_types(phone: Page) -> None:
    phone.goto("/pomysly/nowy")
    typed(phone, "Jaki masz pomysł?", "Coś zupełnie nowego")
    expect(phone.locator("input[name=work]")).not_to_have_value("")
