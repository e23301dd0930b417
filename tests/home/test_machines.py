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


def test_no_address_is_taken_from_the_name_a_stranger_calls_us_by(
    browser: Browser, cast: Cast, planned: Planned
) -> None:
    event_id = planned(published=True)
    strange = {
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Prefix": "/evil.example",
        "Forwarded": "host=evil.example",
    }
    for address in (
        "/",
        "/wydarzenia",
        "/wydarzenia/archiwum",
        f"/wydarzenia/{event_id}",
        f"/wydarzenia/{event_id}.ics",
        "/spolecznosci",
        "/spolecznosci/wzgorze",
        "/kalendarz",
        "/kalendarz/wzgorze",
        "/kalendarz/wzgorze.ics",
        "/kalendarz/wzgorze/kod-qr.svg",
        "/prywatnosc",
        "/deklaracja-dostepnosci",
        "/sitemap.xml",
        "/robots.txt",
        "/.well-known/security.txt",
        "/panel",
        "/panel/logowanie",
        "/nie-ma",
    ):
        answer = browser.client.get(address, headers=strange)
        assert "evil.example" not in answer.text, address
        assert "evil.example" not in str(answer.headers), address
