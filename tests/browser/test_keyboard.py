"""Everything a resident does works with the keyboard alone, and one sees where one is."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

OUTLINED = """element => {
  const style = getComputedStyle(element)
  return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
}"""


def tab_to(page: Page, wanted: Locator, most: int = 60) -> None:
    for _step in range(most):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        expect(focused).to_be_in_viewport()
        assert focused.evaluate(OUTLINED), focused.evaluate("element => element.outerHTML")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("the keyboard does not get there")


def test_the_skip_link_leads_past_the_menu(desktop: Page) -> None:
    desktop.goto("/")
    desktop.keyboard.press("Tab")
    expect(desktop.locator(":focus")).to_have_text("Przejdź do treści")
    desktop.keyboard.press("Enter")
    expect(desktop.locator("main")).to_be_focused()
    desktop.keyboard.press("Tab")
    assert desktop.locator("main :focus").count() == 1


def test_the_menu_of_a_phone_opens_and_closes(phone: Page) -> None:
    phone.goto("/")
    menu = phone.locator(".menu-button summary")
    tab_to(phone, menu)
    phone.keyboard.press("Enter")
    pages = phone.get_by_role("navigation", name="Główne")
    expect(pages).to_be_visible()
    phone.keyboard.press("Escape")
    expect(pages).to_be_hidden()
    expect(menu).to_be_focused()


def test_from_the_front_page_to_ones_own_calendar(open_browser: Callable[..., Page]) -> None:
    page = open_browser("desktop")
    page.goto("/")
    tab_to(page, page.locator("main .event-title a").first)
    page.keyboard.press("Enter")
    expect(page.locator("main dl.facts")).to_be_visible()
    tab_to(page, page.locator("#calendar li a").first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kalendarz w Twoim telefonie")
    tab_to(page, page.locator("main a.button").first)


def test_a_form_with_mistakes_is_read_from_its_list_of_them(staff_page: Page) -> None:
    staff_page.goto("/panel/wydarzenia/nowe")
    staff_page.get_by_role("button", name="Zapisz szkic").click()
    summary = staff_page.locator(".error-summary")
    expect(summary).to_be_focused()
    tab_to(staff_page, summary.locator("a").first)
    staff_page.keyboard.press("Enter")
    expect(staff_page.get_by_label("Nazwa wydarzenia")).to_be_focused()
