"""What machines read: the sitemap, the rules for robots, whom to tell of a hole."""

from collections.abc import Callable
from xml.etree import ElementTree

from tests.browser import Browser
from tests.cast import Cast

Planned = Callable[..., int]
BASE = "http://127.0.0.1:8000"


def test_the_sitemap_holds_what_a_stranger_sees_and_nothing_else(
    browser: Browser, cast: Cast, planned: Planned
) -> None:
    shown = planned(published=True)
    draft = planned(title="Szkic")
    page = browser.visit("/sitemap.xml")
    assert page.response.mimetype == "application/xml"
    addresses = [e.text for e in ElementTree.fromstring(page.response.data).iter() if e.text]
    addresses = [address.strip() for address in addresses if address.strip()]
    assert f"{BASE}/wydarzenia/{shown}-gry-sasiedzkie" in addresses
    assert f"{BASE}/spolecznosci/wzgorze" in addresses
    assert not [address for address in addresses if f"/wydarzenia/{draft}-" in address]
    assert not [address for address in addresses if "/panel" in address]
    for address in addresses:
        assert browser.visit(address).status == 200, address


def test_robots_may_read_calendars(browser: Browser) -> None:
    text = browser.visit("/robots.txt").response.get_data(as_text=True)
    assert "Disallow: /panel" in text
    assert "kalendarz" not in text
    assert f"Sitemap: {BASE}/sitemap.xml" in text


def test_a_hole_can_be_told_of(browser: Browser, cast: Cast) -> None:
    page = browser.visit("/.well-known/security.txt")
    lines = page.response.get_data(as_text=True).splitlines()
    assert page.response.mimetype == "text/plain"
    assert f"Contact: {BASE}/" in lines
    assert "Expires: 2027-08-27T22:00:00Z" in lines
    assert f"Canonical: {BASE}/.well-known/security.txt" in lines
