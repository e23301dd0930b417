"""A cycle in its life: planned without holidays, one meeting moved, one called off, another hour
from a day on, the moved one put back. After each step the public page, the month and the calendar
say the same."""

import re
import urllib.request
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import icalendar
import recurring_ical_events
from playwright.sync_api import Page, expect

from osl.core.clock import WARSAW, today
from osl.core.text import fold
from osl.events.days_off import holiday_name, is_holiday

TITLE = "Poranny chór sąsiadów"


def weekday_with_a_holiday() -> tuple[date, date]:
    """The first day of a weekly series that meets a public holiday within its first ten dates,
    and that holiday."""
    day = today() + timedelta(days=7)
    while True:
        dates = [day + timedelta(weeks=number) for number in range(1, 10)]
        holidays = [one for one in dates[4:] if is_holiday(one)]
        if not is_holiday(day) and not any(map(is_holiday, dates[:4])) and holidays:
            return day, holidays[0]
        day += timedelta(days=1)


class Choir:
    """The series as three kinds of readers meet it."""

    def __init__(self, site: Any, page: Page, first_on: date) -> None:
        self.site, self.page, self.first_on = site, page, first_on
        self.address = ""

    def day(self, number: int) -> date:
        """The date of a meeting by the rule; 0 is the first."""
        return self.first_on + timedelta(weeks=number)

    def desk(self) -> None:
        self.page.goto(self.address)

    def act(self, number: int, words: str) -> None:
        """Follow the link with these words beside one meeting, on the desk of the event."""
        self.desk()
        later = self.page.get_by_text("Późniejsze spotkania")
        if number > 5:
            later.click()
        on = self.day(number)
        row = self.page.locator("tr").filter(has_text=re.compile(rf"\b{on.day} \w+ {on.year}"))
        row.get_by_role("link", name=re.compile(f"^{words}")).first.click()

    def public_words(self, phone: Page) -> str:
        number = self.address.rpartition("/")[2]
        phone.goto(f"/wydarzenia/{number}?terminy=wszystkie")
        return phone.locator("main").inner_text()

    def in_month(self, phone: Page, on: date) -> list[str]:
        """What the month says about the choir on a day."""
        phone.goto(f"/kalendarz?miesiac={on:%Y-%m}")
        cell = phone.locator("td", has=phone.locator(f"time[datetime='{on.isoformat()}']"))
        return [fold(words) for words in cell.locator("li").all_inner_texts() if "chór" in words]

    def in_calendar(self) -> dict[date, tuple[str, str, str]]:
        """By day: the hour, the status and the title that a calendar program shows."""
        with urllib.request.urlopen(f"{self.site.address}/kalendarz/wzgorze.ics") as answer:
            read = recurring_ical_events.of(icalendar.Calendar.from_ical(answer.read()))
        shown = read.between(self.first_on, self.first_on + timedelta(weeks=12))
        found = {}
        for one in shown:
            if TITLE in str(one["SUMMARY"]):
                start: datetime = one["DTSTART"].dt.astimezone(WARSAW)
                found[start.date()] = (f"{start:%H:%M}", str(one["STATUS"]), str(one["SUMMARY"]))
        return found


def press(page: Page, button: str) -> None:
    """Press a button; when the page shows first what would be saved, read it and press again."""
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state("networkidle")
    if page.locator(".not-yet").count():
        expect(page.locator("#check")).to_be_visible()
        page.get_by_role("button", name=button, exact=True).click()


def plan(choir: Choir, holiday: date) -> None:
    page = choir.page
    page.goto("/panel/wydarzenia/nowe?spolecznosc=wzgorze")
    page.get_by_label("Nazwa wydarzenia").fill(TITLE)
    page.get_by_label("Data", exact=True).fill(choir.first_on.isoformat())
    page.get_by_label("Od godziny").fill("07:10")
    page.get_by_label("Do godziny").fill("08:00")
    page.get_by_text("Powtarza się").click()
    page.get_by_label("Co tydzień", exact=True).check()
    page.get_by_label("Liczba spotkań").fill("10")
    page.get_by_label("Pomijaj przerwy").uncheck()
    page.locator("#venue_id").select_option(index=1)
    page.get_by_label("Wzgórze").check()
    # While one types, the page says the rule in words and what it leaves out.
    check = page.locator("#check")
    expect(check).to_contain_text("o 7.10, 10 spotkań")
    expect(check).to_contain_text(holiday_name(holiday))
    press(page, "Zapisz szkic")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    choir.address = page.url
    page.get_by_role("link", name="Opublikuj", exact=True).click()
    page.get_by_role("button", name="Opublikuj wydarzenie").click()
    expect(page.get_by_role("status").first).to_contain_text("Opublikowane")


def test_a_cycle_in_its_life(
    site: Any, staff_page: Page, open_browser: Callable[..., Page]
) -> None:
    first_on, holiday = weekday_with_a_holiday()
    page, phone = staff_page, open_browser("phone")
    choir = Choir(site, page, first_on)

    plan(choir, holiday)
    shown = choir.in_calendar()
    assert len(shown) == 10
    assert holiday not in shown
    assert set(shown.values()) == {("07:10", "CONFIRMED", TITLE)}
    assert holiday_name(holiday) in choir.public_words(phone)
    assert choir.in_month(phone, holiday) == []

    # One meeting is moved to the next day.
    moved_to = choir.day(1) + timedelta(days=1)
    choir.act(1, "Zmień to")
    page.get_by_label("Data", exact=True).fill(moved_to.isoformat())
    press(page, "Zmień to spotkanie")
    expect(page.get_by_role("status").first).to_contain_text("zmienione")
    shown = choir.in_calendar()
    assert choir.day(1) not in shown
    assert "przeniesione z" in shown[moved_to][2]
    assert f"miało być {choir.day(1).day} " in choir.public_words(phone)
    assert len(choir.in_month(phone, moved_to)) == 1

    # One is called off.
    choir.act(2, "Odwołaj")
    page.get_by_label("Dlaczego jest odwołane?").fill("Dyrygentka jest chora.")
    press(page, "Odwołaj to spotkanie")
    shown = choir.in_calendar()
    assert shown[choir.day(2)][1:] == ("CANCELLED", f"ODWOŁANE: {TITLE}")
    assert "Odwołane" in choir.public_words(phone)
    assert "odwolane" in choir.in_month(phone, choir.day(2))[0]

    # From the fourth on they begin later. What was before stays.
    choir.act(3, "To i następne")
    page.get_by_label("Od godziny").fill("08:10")
    page.get_by_label("Do godziny").fill("09:00")
    press(page, "Zapisz od tego spotkania")
    expect(page.get_by_role("status").first).to_contain_text("Zmienione od tego spotkania")
    shown = choir.in_calendar()
    assert [shown[choir.day(0)][0], shown[choir.day(3)][0]] == ["07:10", "08:10"]
    assert len(shown) == 10
    assert "spotykamy się inaczej" in choir.public_words(phone)
    phone.get_by_role("link", name="Zobacz, jak będzie dalej").click()
    expect(phone.locator("main")).to_contain_text("o 8.10")
    assert choir.in_month(phone, choir.day(3))[0].startswith("8.10")

    # The moved one is put back.
    choir.desk()
    page.get_by_role("link", name=re.compile("^Przywróć jak w serii")).first.click()
    page.get_by_role("button", name="Przywróć jak w serii").click()
    shown = choir.in_calendar()
    assert shown[choir.day(1)] == ("07:10", "CONFIRMED", TITLE)
    assert moved_to not in shown
    assert choir.in_month(phone, moved_to) == []
    assert len(choir.in_month(phone, choir.day(1))) == 1


def test_a_mistake_is_said_while_one_still_plans(staff_phone: Page) -> None:
    """Only in what is filled in already, with the way to its field; then the dates are there."""
    page = staff_phone
    page.goto("/panel/wydarzenia/nowe")
    day = today() + timedelta(days=30)
    page.get_by_label("Data", exact=True).fill(day.isoformat())
    page.get_by_label("Od godziny").fill("18:00")
    page.get_by_label("Do godziny").fill("17:00")
    page.get_by_label("Do godziny").blur()
    check = page.locator("[data-check]")
    expect(check.get_by_role("listitem")).to_have_text(
        "Koniec musi być po początku. Popraw jedną z tych godzin."
    )
    check.get_by_role("link").click()
    expect(page.get_by_label("Do godziny")).to_be_focused()
    page.get_by_label("Do godziny").fill("19:00")
    page.get_by_label("Do godziny").blur()
    expect(check.get_by_role("heading")).to_have_text("Sprawdź, zanim zapiszesz")


def test_only_the_field_of_the_chosen_end_is_there(staff_phone: Page) -> None:
    page = staff_phone
    page.goto("/panel/wydarzenia")
    page.get_by_role("link", name="Joga na krześle").first.click()
    page.get_by_role("link", name="Skróć lub przedłuż").click()
    last_day, count = (
        page.get_by_label("Ostatni dzień"),
        page.get_by_label("Liczba spotkań, licząc"),
    )
    page.get_by_label("Trwa dalej").check()
    expect(last_day).to_be_hidden()
    expect(count).to_be_hidden()
    page.get_by_label("W dniu podanym niżej").check()
    expect(last_day).to_be_visible()
    page.get_by_label("Po liczbie spotkań").check()
    expect(count).to_be_visible()
    expect(last_day).to_be_hidden()


def test_of_sign_up_only_what_fits_the_event_is_asked(staff_phone: Page) -> None:
    page = staff_phone
    page.goto("/panel/wydarzenia/nowe?spolecznosc=wzgorze")
    folded = page.get_by_text("Czas zapisów, miejsca dla zespołu, lista rezerwowa, dzieci")
    closes = page.get_by_label("Zapisy do")
    hours = page.get_by_label("Ile godzin przed każdym spotkaniem zamykają się zapisy")
    regulars = page.get_by_label("Można zapisać się od razu na wszystkie spotkania")
    expect(folded).to_be_hidden()
    page.get_by_label("Zapisy przez internet lub telefon").check()
    folded.click()
    expect(closes).to_be_visible()
    expect(hours).to_be_hidden()
    expect(regulars).to_be_hidden()

    page.get_by_text("Powtarza się").click()
    page.get_by_label("Co tydzień", exact=True).check()
    expect(closes).to_be_hidden()
    expect(hours).to_be_visible()
    expect(regulars).to_be_visible()

    page.get_by_label("Kurs: jedna grupa, wszystkie spotkania").check()
    expect(closes).to_be_visible()
    expect(hours).to_be_hidden()

    # What was typed and does not fit any more is shown beside its mistake, never kept in the dark.
    closes.fill("2030-01-01")
    page.get_by_label("Cykl: przychodzisz, kiedy chcesz").check()
    expect(closes).to_be_hidden()
    page.get_by_label("Nazwa wydarzenia").fill("Chór")
    page.get_by_label("Data", exact=True).fill((today() + timedelta(days=7)).isoformat())
    page.get_by_label("Od godziny").fill("17:00")
    page.get_by_label("Do godziny").fill("18:00")
    page.get_by_role("button", name="Zapisz szkic").click()
    expect(page.locator("#signup_closes_on-error")).to_be_visible()
    expect(closes).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("Jeszcze nie zapisane.")
