"""A resident with a phone and a keyboard gives an idea, and sees what there is already like it."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

Axe = Callable[[Page], list[str]]
LONG_ENOUGH = 3500
"""Milliseconds a person takes to type: the form does not believe anybody quicker."""

FORM = "/pomysly/nowy"


def tab_to(page: Page, label: str) -> None:
    """Go on by Tab alone until the control with this label has the focus."""
    wanted = page.get_by_role("textbox", name=label, exact=True)
    for _press in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("control => control === document.activeElement"):
            return
    raise AssertionError(f"“{label}” is not reached by Tab")


def press_button(page: Page, name: str) -> None:
    wanted = page.get_by_role("button", name=name, exact=True)
    for _press in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("button => button === document.activeElement"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"the button “{name}” is not reached by Tab")


def look(page: Page, axe: Axe) -> None:
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_resident_gives_an_idea_with_the_keyboard_alone(phone: Page, axe: Axe) -> None:
    phone.goto(FORM)
    look(phone, axe)
    tab_to(phone, "Jaki masz pomysł?")
    phone.keyboard.type("Warsztaty szycia dla sąsiadów")
    alike = phone.locator(".alike")
    expect(alike).to_contain_text("To już się dzieje")
    expect(alike).to_contain_text("Warsztat szycia")
    look(phone, axe)

    tab_to(phone, "Co to zmieni?")
    phone.keyboard.type("Nauczymy się naprawiać ubrania.")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Space")
    tab_to(phone, "E-mail albo telefon (nieobowiązkowo)")
    phone.keyboard.type("genowefa@example.org")
    phone.wait_for_timeout(LONG_ENOUGH)
    assert phone.locator("[name=work]").input_value().isdigit()
    press_button(phone, "Wysyłam pomysł")

    # What was seen while typing is not asked about again.
    expect(phone.get_by_role("heading", level=1)).to_have_text("Dziękujemy za pomysł")
    code = phone.locator(".code").inner_text()
    look(phone, axe)

    phone.goto("/pomysl")
    look(phone, axe)
    tab_to(phone, "Kod pomysłu")
    phone.keyboard.type(code.lower())
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Dziękujemy za pomysł")
    phone.get_by_role("link", name="Zmień treść").click()
    look(phone, axe)


def test_a_mistake_is_said_and_what_was_typed_stays(phone: Page, axe: Axe) -> None:
    phone.goto(FORM)
    phone.get_by_label("Jaki masz pomysł?").fill("Kino na podwórku")
    phone.get_by_text("Chcę pomóc").click()
    phone.get_by_label("ręce do pracy").check()
    phone.wait_for_timeout(LONG_ENOUGH)
    phone.get_by_role("button", name="Wysyłam pomysł").click()
    expect(phone.get_by_role("alert")).to_contain_text("Napisz, co to zmieni i dla kogo.")
    expect(phone.get_by_label("Jaki masz pomysł?")).to_have_value("Kino na podwórku")
    expect(phone.get_by_label("ręce do pracy")).to_be_checked()
    look(phone, axe)


def test_giving_an_idea_works_without_javascript(
    open_browser: Callable[..., Page], axe: Axe
) -> None:
    page = open_browser("phone", java_script_enabled=False)
    page.goto(FORM)
    page.get_by_label("Jaki masz pomysł?").fill("Warsztaty szycia")
    page.get_by_label("Co to zmieni?").fill("Będziemy naprawiać ubrania.")
    page.get_by_role("radio").first.check()
    page.wait_for_timeout(LONG_ENOUGH)
    page.get_by_role("button", name="Wysyłam pomysł").click()
    expect(page.locator(".not-yet")).to_contain_text("Warsztat szycia")
    page.get_by_role("button", name="Wysyłam mimo to").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dziękujemy za pomysł")
