"""Public pages reach an old phone on a slow network, and show what matters without scrolling."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

MOST_BYTES = 90_000
MOST_REQUESTS = 8
SCREEN = 844

PHOTOGRAPHS = ("image/jpeg", "image/webp", "image/png", "image/avif")


@pytest.fixture
def event_address(phone: Page) -> str:
    phone.goto("/")
    first = phone.locator("main a[href^='/wydarzenia/']").first
    return str(first.get_attribute("href"))


@pytest.mark.parametrize("what", ["front page", "community", "event"])
def test_a_first_visit_weighs_little(
    open_browser: Callable[..., Page], event_address: str, what: str
) -> None:
    address = {"front page": "/", "community": "/spolecznosci/wzgorze", "event": event_address}
    page = open_browser("phone")
    answers: dict[str, dict[str, Any]] = {}
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.responseReceived", lambda said: answers.update({said["requestId"]: said}))
    weights: dict[str, float] = {}
    network.on(
        "Network.loadingFinished",
        lambda said: weights.update({said["requestId"]: said["encodedDataLength"]}),
    )
    page.goto(address[what], wait_until="networkidle")

    counted = {
        said["response"]["url"]: weights.get(id_, 0)
        for id_, said in answers.items()
        if said["response"]["mimeType"] not in PHOTOGRAPHS
    }
    assert sum(counted.values()) <= MOST_BYTES, counted
    assert len(answers) <= MOST_REQUESTS, counted


@pytest.mark.parametrize("address", ["/", "/spolecznosci/wzgorze", "/wydarzenia"])
def test_the_next_meeting_is_on_the_first_screen_of_a_phone(phone: Page, address: str) -> None:
    phone.goto(address)
    card = phone.locator("main .events .event").first

    for part in (".event-title", ".event-facts li:nth-child(1)", ".event-facts li:nth-child(2)"):
        box = card.locator(part).bounding_box(timeout=5000)
        assert box is not None
        assert box["y"] + box["height"] <= SCREEN, part


def test_what_when_and_where_stand_on_the_first_screen_of_an_event(
    phone: Page, event_address: str
) -> None:
    phone.goto(event_address)

    for part in ("h1", "main time", ".event-facts li:nth-child(1)", ".event-facts li:nth-child(2)"):
        box = phone.locator(part).first.bounding_box(timeout=5000)
        assert box is not None
        assert box["y"] + box["height"] <= SCREEN, part
