"""The main job: the organiser plans, publishes and moves an event; its page and calendar follow."""

import re
import urllib.request
from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect

from osl.core.clock import today

TITLE = "Kawa u sąsiadki z parteru"


def save(page: Page) -> None:
    page.locator("main form[method=post] button[type=submit]").last.click()


def entries_of(site: Any, slug: str) -> list[str]:
    """The entries of our event in a community's calendar, lines unfolded."""
    with urllib.request.urlopen(f"{site.address}/kalendarz/{slug}.ics") as answer:
        text = answer.read().decode().replace("\r\n ", "")
    return [entry for entry in text.split("BEGIN:VEVENT")[1:] if TITLE in entry]


def test_an_event_is_planned_published_and_moved(site: Any, staff_page: Page, phone: Page) -> None:
    day = today() + timedelta(days=3)
    page = staff_page
    page.goto("/panel")
    form = page.locator("#quick-event")
    form.get_by_label("Nazwa wydarzenia").fill(TITLE)
    form.get_by_label("Społeczność").select_option(label="Wzgórze")
    form.get_by_label("Data").fill(day.isoformat())
    form.get_by_label("Od godziny").fill("20:15")
    form.get_by_label("Do godziny").fill("21:00")
    form.get_by_label("Miejsce").select_option(index=6)  # free at that hour on any day
    form.get_by_role("button", name="Zapisz szkic").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(f"Edycja: {TITLE}")
    page.get_by_label("Opis", exact=False).first.fill("Siadamy przy jednym stole.")
    save(page)
    assert entries_of(site, "wzgorze") == []

    page.get_by_role("link", name="Opublikuj", exact=True).click()
    page.get_by_role("button", name="Opublikuj wydarzenie").click()
    expect(page.get_by_role("status")).to_contain_text("Opublikowane")
    (entry,) = entries_of(site, "wzgorze")
    assert f"DTSTART;TZID=Europe/Warsaw:{day:%Y%m%d}T201500" in entry

    page.get_by_role("link", name="Edytuj", exact=True).click()
    page.get_by_label("Od godziny").fill("20:30")
    page.get_by_label("Do godziny").fill("21:30")
    # What the change does is shown first; whoever is quicker is asked to look and press again.
    expect(page.locator("#check")).to_contain_text("20.30–21.30")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    (moved,) = entries_of(site, "wzgorze")
    assert f"DTSTART;TZID=Europe/Warsaw:{day:%Y%m%d}T203000" in moved
    first, second = (re.findall(r"SEQUENCE:(\d+)", text) for text in (entry, moved))
    assert int(second[0]) > int(first[0])

    # Other tests plan in this town too, so it need not be among the few on the community's page.
    phone.goto("/wydarzenia?spolecznosc=wzgorze")
    phone.get_by_role("link", name=TITLE).first.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(phone.locator(".event-facts").first).to_contain_text("20.30–21.30")
    expect(phone.locator("#changes + ul")).to_contain_text("zmiana")


def test_words_typed_after_the_session_ended_are_still_there(
    site: Any, open_browser: Any, signed_in: Any
) -> None:
    page = open_browser("desktop", storage_state=signed_in)
    page.goto("/panel/wydarzenia/nowe")
    page.get_by_label("Nazwa wydarzenia").fill("Długo pisane")
    page.get_by_label("Opis", exact=False).first.fill("Pierwszy akapit.\n\nDrugi akapit.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Zapisz szkic").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Jeszcze nie zapisane, ale nic nie przepadło"
    )
    page.context.add_cookies(signed_in["cookies"])  # signed in again, in the other tab
    page.get_by_role("button", name="Wyślij jeszcze raz").click()
    page.get_by_role("button", name="Wyślij jeszcze raz").click()

    # The day is still missing, so the form comes back: with every word in it.
    expect(page.get_by_label("Nazwa wydarzenia")).to_have_value("Długo pisane")
    expect(page.get_by_label("Opis", exact=False).first).to_have_value(
        "Pierwszy akapit.\n\nDrugi akapit."
    )
