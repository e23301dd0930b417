"""What is printed fits one sheet of A4, in black on white, and shows what the screen shows."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

PAGE = re.compile(rb"/Type\s*/Page\b")
SHEET = re.compile(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]")
NEXT_MONTH = (datetime.now(UTC).date().replace(day=1) + timedelta(days=32)).strftime("%Y-%m")

PALE = """() => [...document.querySelectorAll('main *')]
    .filter(one => one.checkVisibility() && [...one.childNodes].some(
        node => node.nodeType === Node.TEXT_NODE && node.textContent.trim()))
    .filter(one => getComputedStyle(one).color !== 'rgb(0, 0, 0)')
    .map(one => one.outerHTML.slice(0, 90))"""


POINTS = """(element) => parseFloat(getComputedStyle(element).fontSize) * 72 / 96"""


def printed(page: Page) -> list[tuple[float, float]]:
    """The sheets of paper a page takes, as their width and height in points."""
    sheets = page.pdf(format="A4", prefer_css_page_size=True)
    sizes = [(float(width), float(height)) for width, height in SHEET.findall(sheets)]
    assert len(set(sizes)) == 1
    return sizes[:1] * len(PAGE.findall(sheets))


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/spolecznosci/wzgorze",
        "/wydarzenia",
        "/wydarzenia?powtorki=wszystkie",
        "/wydarzenia?spolecznosc=wzgorze",
    ],
)
def test_a_list_of_meetings_is_one_upright_sheet(desktop: Page, address: str) -> None:
    desktop.goto(address)
    ((width, height),) = printed(desktop)
    assert width < height


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("month", ["", f"?miesiac={NEXT_MONTH}"])
def test_a_month_is_one_sheet_on_its_side_whatever_it_is_printed_from(
    open_browser: Callable[..., Page], size: str, month: str
) -> None:
    page = open_browser(size)
    page.goto(f"/kalendarz{month}")
    ((width, height),) = printed(page)
    assert width > height

    page.emulate_media(media="print")
    repeats = page.locator(".month-repeat")
    assert repeats.count()
    assert all(repeats.nth(number).is_visible() for number in range(repeats.count()))
    assert not page.locator(".month-days").first.is_visible()


@pytest.mark.parametrize("grouping", ["spolecznosci", "osoby", "miejsca"])
def test_the_teams_week_is_one_sheet_on_its_side(staff_phone: Page, grouping: str) -> None:
    staff_phone.goto(f"/panel/tydzien?wedlug={grouping}")
    assert not staff_phone.locator("table.week").is_visible()
    ((width, height),) = printed(staff_phone)
    assert width > height
    staff_phone.emulate_media(media="print")
    assert staff_phone.locator("table.week").is_visible()
    assert not staff_phone.locator(".week-days").is_visible()


@pytest.mark.parametrize("address", ["/", "/spolecznosci/wzgorze", "/wydarzenia", "/kalendarz"])
def test_paper_is_read_in_black(desktop: Page, address: str) -> None:
    desktop.goto(address)
    desktop.emulate_media(media="print")
    assert desktop.evaluate(PALE) == []


def test_the_week_is_printed_in_black(staff_page: Page) -> None:
    staff_page.goto("/panel/tydzien")
    staff_page.emulate_media(media="print")
    assert staff_page.evaluate(PALE) == []


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_series_is_told_once_on_a_phone_and_every_time_in_the_grid(
    open_browser: Callable[..., Any], size: str
) -> None:
    page = open_browser(size)
    in_the_grid = size == "desktop"
    changes = 0
    for address in ("/kalendarz", f"/kalendarz?miesiac={NEXT_MONTH}"):
        page.goto(address)
        assert page.locator(".month-repeat").first.is_visible() is in_the_grid
        assert page.locator(".month-days").first.is_visible() is not in_the_grid
        changed = page.locator(".month-event:has(.month-off, .month-change)")
        changes += changed.count()
        assert all(changed.nth(number).is_visible() for number in range(changed.count()))
    assert changes  # the demo town calls off and moves something soon


@pytest.mark.parametrize(
    "address", ["/panel/spolecznosci/wzgorze/plakat-pomysly", "/panel/nabory/1/plakat"]
)
def test_a_poster_is_one_sheet_that_is_read_from_afar(staff_page: Page, address: str) -> None:
    staff_page.goto(address)
    ((width, height),) = printed(staff_page)
    assert width < height
    staff_page.emulate_media(media="print")
    assert staff_page.locator("h1").evaluate(POINTS) >= 36
    assert staff_page.locator(".poster-phone").evaluate(POINTS) >= 24
    code = staff_page.locator(".poster-code").bounding_box()
    assert code is not None
    assert code["width"] > 200
    assert not staff_page.locator(".staff-top").is_visible()


def test_the_list_of_calls_is_ticked_off_on_paper(staff_page: Page) -> None:
    staff_page.goto("/panel/pomysly/telefony")
    people = staff_page.locator(".calls .call").count()
    assert people
    staff_page.emulate_media(media="print")
    assert not staff_page.locator(".calls").is_visible()
    assert staff_page.locator(".call-paper tbody tr").count() == people
    assert len(printed(staff_page)) == 1


def test_a_rota_of_volunteers_is_one_upright_sheet_with_lines_to_sign(staff_page: Page) -> None:
    staff_page.goto("/panel/wolontariat/nowe")
    staff_page.get_by_label("Społeczność").select_option(index=1)
    staff_page.get_by_label("Co jest do zrobienia").fill("Podlewanie ogrodu")
    staff_page.get_by_role("button", name="Zapisz i podaj termin").click()
    staff_page.get_by_label("Dzień", exact=True).fill(f"{NEXT_MONTH}-15")
    staff_page.get_by_label("Od godziny").fill("17:00")
    staff_page.get_by_label("Do godziny").fill("19:00")
    staff_page.get_by_label("Ile osób potrzeba").fill("3")
    staff_page.get_by_label("Przez ile tygodni").fill("4")
    staff_page.get_by_role("button", name="Dodaj").click()
    staff_page.get_by_role("link", name="Grafik do druku").click()
    ((width, height),) = printed(staff_page)
    assert width < height
    staff_page.emulate_media(media="print")
    lines = staff_page.locator(".rota-empty")
    assert lines.count() == 12
    assert all(lines.nth(number).is_visible() for number in range(lines.count()))
    assert not staff_page.locator(".staff-top").is_visible()
    assert staff_page.evaluate(PALE) == []
