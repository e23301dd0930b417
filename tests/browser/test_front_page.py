"""The front page, as it meets people."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_front_page_is_open_to_everyone(
    open_browser: Callable[..., Page], axe: Callable[[Page], list[str]], size: str
) -> None:
    page = open_browser(size)
    answer = page.goto("/")

    assert answer is not None
    assert answer.status == 200
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
