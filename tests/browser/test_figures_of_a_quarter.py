"""The organiser gets last quarter's figures for one community in three actions from the desk."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

MOST_ACTIONS = 3


@pytest.mark.parametrize("with_script", [True, False])
def test_last_quarter_of_one_community_is_three_actions_away(
    open_browser: Callable[..., Page],
    signed_in: Any,
    axe: Callable[[Page], list[str]],
    with_script: bool,
) -> None:
    page = open_browser("desktop", storage_state=signed_in, java_script_enabled=with_script)
    page.goto("/panel")
    steps = (
        page.get_by_role("navigation", name="Główne").get_by_role("link", name="Raporty"),
        page.get_by_role("link", name="Poprzedni kwartał", exact=True),
        page.get_by_role("navigation", name="Społeczność").get_by_role("link", name="Wzgórze"),
    )
    for step in steps:
        step.click()
    assert len(steps) <= MOST_ACTIONS

    expect(page.get_by_role("heading", level=1)).to_contain_text("kwartał")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Wzgórze")
    expect(page.get_by_role("link", name="Poprzedni kwartał")).to_have_attribute(
        "aria-current", "page"
    )
    expect(page.get_by_role("img", name="Wizyty: miesiąc po miesiącu")).to_be_visible()
    if with_script:
        assert axe(page) == []


def test_the_report_is_sound_on_a_phone_and_on_paper(
    open_browser: Callable[..., Page], signed_in: Any, axe: Callable[[Page], list[str]]
) -> None:
    page = open_browser("phone", storage_state=signed_in)
    page.goto("/panel/raporty?okres=ten-rok")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.goto("/panel/raporty/wiersze/spotkania?okres=ten-rok")
    assert axe(page) == []
    page.goto("/panel/raporty?okres=ten-rok")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Społeczność")).to_be_hidden()
    expect(page.get_by_role("button", name="Pobierz jako CSV")).to_be_hidden()
    expect(page.get_by_role("rowheader", name="Wizyty", exact=True).first).to_be_visible()
