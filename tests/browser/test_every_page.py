"""Every kind of page, at the size of a phone and of a desk: nothing that axe forbids, nothing
that sticks out sideways, nothing on the console."""

import re
from collections import deque
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

import pytest
from playwright.sync_api import Page

Axe = Callable[[Page], list[str]]

LINKS = "links => links.map(link => link.pathname + link.search)"
FILE = re.compile(r"\.(ics|svg|csv|txt|xml|webp|jpe?g|png|pdf)$")
OF_RESIDENTS, OF_THE_TEAM = 2, 1
"""How many pages of each kind are looked at: one event is a single evening, the next a series."""


def kind_of(address: str) -> str:
    """The address without what differs from one event, community or day to the next."""
    path = urlsplit(address).path
    path = re.sub(r"/(spolecznosci|kalendarz)/[^/]+", r"/\1/*", path)
    return re.sub(r"\d+(-[\w-]+)?", "*", path)


def walk(page: Page, first: str, each: int, look: Callable[[Page, str], None]) -> int:
    """Follow the links of our own site from ``first``; how many pages were looked at."""
    waiting, known, seen = deque([first]), {first}, dict[str, int]()
    while waiting:
        address = waiting.popleft()
        kind = kind_of(address)
        if seen.get(kind, 0) >= each:
            continue
        seen[kind] = seen.get(kind, 0) + 1
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        look(page, address)
        for link in page.eval_on_selector_all("a[href^='/']", LINKS):
            if link not in known and not FILE.search(urlsplit(link).path):
                known.add(link)
                waiting.append(link)
    return sum(seen.values())


def looking_for_faults(
    axe: Axe, faults: list[str], is_read: Callable[[str], bool] = lambda _kind: True
) -> Callable[[Page, str], None]:
    """Pages of the kinds asked for by axe, and of each whether it keeps to the window's width."""

    def look(page: Page, address: str) -> None:
        if is_read(kind_of(address)):
            faults.extend(f"{address}: {fault}" for fault in axe(page))
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if too_wide > 0:
            faults.append(f"{address}: sticks out by {too_wide} px")

    return look


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_residents_pages(open_browser: Callable[..., Page], axe: Axe, size: str) -> None:
    faults: list[str] = []
    looked_at = walk(open_browser(size), "/", OF_RESIDENTS, looking_for_faults(axe, faults))

    assert faults == []
    assert looked_at > 15


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_teams_pages(
    open_browser: Callable[..., Page], signed_in: Any, axe: Axe, size: str
) -> None:
    faults: list[str] = []
    page = open_browser(size, storage_state=signed_in)

    def is_read(kind: str) -> bool:
        """The team has very many pages: axe reads each kind once, half of them at either size."""
        return crc32(kind.encode()) % 2 == (size == "phone")

    looked_at = walk(page, "/panel", OF_THE_TEAM, looking_for_faults(axe, faults, is_read))

    assert faults == []
    assert looked_at > 35
