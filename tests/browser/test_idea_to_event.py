"""From a resident's words, typed in by the team, to the event that answers them."""

import re
from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect

from osl.core.clock import today

FIRST, SECOND = "Latawce nad zalewem", "Wspólne robienie latawców"
EVENT = "Święto latawca"


def write_down(page: Page, title: str) -> str:
    """What a resident said at the stall, typed in and left for somebody to read; its number."""
    page.goto("/panel/pomysly/nowy")
    page.get_by_label("Czego ta osoba by chciała?").fill(title)
    page.get_by_label("Co to zmieni?").fill("Będzie kolorowo.")
    page.get_by_label("Społeczność").select_option(label="Wzgórze")
    page.get_by_role("button", name="Zapisz", exact=True).click()
    save_though_similar(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return page.url.rpartition("/")[2]


def save_though_similar(page: Page) -> None:
    """Two ideas about kites are alike: the page shows the first before it takes the second."""
    if page.locator("#podobne").count():
        page.get_by_role("button", name="Zapisz", exact=True).click()


def test_ideas_become_an_event_and_say_so(site: Any, staff_page: Page, phone: Page) -> None:
    assert site.address
    page = staff_page
    numbers = [write_down(page, title) for title in (FIRST, SECOND)]
    for number in numbers:
        page.goto(f"/panel/pomysly/{number}/publikacja")
        page.get_by_role("button", name="Opublikuj", exact=True).click()
        expect(page).to_have_url(re.compile(rf"/panel/pomysly/{number}$"))

    page.goto("/panel/pomysly/planowanie?" + "&".join(f"pomysl={one}" for one in numbers))
    expect(page.get_by_label("Opis")).to_have_value(re.compile(f"{FIRST}[\\s\\S]*{SECOND}"))
    page.get_by_label("Nazwa wydarzenia").fill(EVENT)
    page.get_by_label("Opis").fill("Robimy latawce i puszczamy je nad wodą.")
    page.get_by_label("Data").fill((today() + timedelta(days=5)).isoformat())
    page.get_by_label("Od godziny").fill("15:00")
    page.get_by_label("Do godziny").fill("17:00")
    page.get_by_label("Miejsce", exact=False).first.select_option(index=1)
    page.get_by_role("button", name="Zapisz szkic").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(EVENT)
    expect(page.get_by_role("status").first).to_contain_text("Szkic zapisany razem z pomysłami")
    for title in (FIRST, SECOND):
        expect(page.locator("#ideas")).to_contain_text(title)
    phone.goto(f"/pomysly/{numbers[0]}")
    expect(phone.locator("main")).not_to_contain_text(EVENT)

    page.get_by_role("link", name="Opublikuj", exact=True).click()
    page.get_by_role("button", name="Opublikuj wydarzenie").click()
    expect(page.get_by_role("status").first).to_contain_text("Opublikowane")

    page.get_by_role("link", name="Strona dla mieszkańców").click()
    behind = page.locator("#ideas")
    expect(behind).to_contain_text("Z pomysłu mieszkańców")
    for number, title in zip(numbers, (FIRST, SECOND), strict=True):
        expect(behind).to_contain_text(title)
        phone.goto(f"/pomysly/{number}")
        expect(phone.get_by_role("heading", level=1)).to_have_text(title)
        expect(phone.locator(".idea-standing")).to_contain_text("Zaplanowan")
        expect(phone.locator("main")).to_contain_text(EVENT)


def test_several_ideas_in_a_row_with_the_keyboard_alone(site: Any, staff_page: Page) -> None:
    assert site.address
    page = staff_page
    page.goto("/panel/pomysly/nowy")
    page.get_by_label("Społeczność").select_option(label="Wzgórze")
    page.get_by_label("Przy jakiej okazji").fill("stoisko na rynku")
    for title in ("Zegar słoneczny na skwerze", "Kurs tańca ludowego", "Bajki w kinie letnim"):
        page.get_by_label("Czego ta osoba by chciała?").focus()
        page.keyboard.type(title)
        page.keyboard.press("Tab")
        page.keyboard.type("Będzie weselej.")
        page.get_by_role("button", name="Zapisz i dodaj następny").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".notice-ok")).to_contain_text(title)
        expect(page.get_by_label("Przy jakiej okazji")).to_have_value("stoisko na rynku")
        focused = page.evaluate("document.activeElement.name")
        assert focused == "title"
