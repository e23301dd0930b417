"""How one gets a calendar into one's own phone: every way, the likely one first."""

from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from osl.communities.models import FormerSlug
from osl.core.db import db
from osl.events.models import Strand

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1"
ANDROID = "Mozilla/5.0 (Linux; Android 15; SM-A155F) Chrome/140.0 Mobile Safari/537.36"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36"

FEED = "http://127.0.0.1:8000/kalendarz/wzgorze.ics"

ALL_WAYS = {
    "iPhone, iPad, Mac",
    "Kalendarz Google na komputerze",
    "Telefon z Androidem (Samsung, Xiaomi, Motorola…)",
    "Outlook.com i Microsoft 365",
    "Outlook na komputerze z Windows",
    "Thunderbird i inne programy",
}


def panels(page):
    return [heading.text for heading in page.dom.all("h2")]


@pytest.mark.parametrize(
    ("device", "first"),
    [
        (IPHONE, "iPhone, iPad, Mac"),
        (ANDROID, "Telefon z Androidem (Samsung, Xiaomi, Motorola…)"),
        (WINDOWS, "Adres kalendarza"),
        ("", "Adres kalendarza"),
    ],
)
def test_the_way_of_this_device_comes_first_and_none_is_left_out(cast, browser, device, first):
    page = browser.get("/kalendarz/wzgorze", headers={"User-Agent": device})

    assert panels(page)[0] == first
    assert set(panels(page)) >= ALL_WAYS
    assert "User-Agent" in page.response.vary


def test_every_way_has_the_right_address(cast, browser):
    page = browser.visit("/kalendarz/wzgorze")

    assert page.heading == "Kalendarz w Twoim telefonie: Wzgórze"
    (field,) = [i for i in page.dom.all("input") if i["id"] == "calendar-address"]
    assert field["value"] == FEED
    assert "readonly" in field.attributes
    links = page.links
    assert links["Subskrybuj na iPhonie, iPadzie lub Macu"] == FEED.replace("http:", "webcal:")
    assert links["Otwórz w ICSx⁵"] == FEED.replace("http:", "webcals:")
    outlook = urlsplit(links["Konto prywatne (Outlook.com)"])
    assert outlook.netloc == "outlook.live.com"
    assert parse_qs(outlook.query) == {"url": [FEED], "name": ["Wzgórze"]}
    assert links["Otwórz Kalendarz Google"].startswith("https://calendar.google.com/")
    assert links["Pobierz plik (bez aktualizacji)"] == FEED
    assert "Google sprawdza zmiany co kilka–kilkanaście godzin" in page.text


def test_one_may_choose_a_strand(cast, browser):
    page = browser.visit("/kalendarz/wzgorze").follow("sport i rekreacja")

    assert page.heading == "Kalendarz w Twoim telefonie: Wzgórze – sport i rekreacja"
    (field,) = [i for i in page.dom.all("input") if i["id"] == "calendar-address"]
    assert field["value"] == "http://127.0.0.1:8000/kalendarz/wzgorze/sportowe.ics"


def test_the_whole_town_has_its_page_too(cast, browser):
    page = browser.visit("/kalendarz/miasto")
    assert page.heading == "Kalendarz w Twoim telefonie: Starachowice: spotkania sąsiedzkie"


def test_the_page_keeps_its_language(cast, browser):
    page = browser.visit("/kalendarz/wzgorze?lang=uk")
    assert page.heading == "Календар у Вашому телефоні: Wzgórze"
    (field,) = [i for i in page.dom.all("input") if i["id"] == "calendar-address"]
    assert field["value"] == FEED


def test_the_code_leads_to_the_page(cast, fetch):
    answer = fetch("/kalendarz/wzgorze/kod-qr.svg")

    assert answer.content_type.startswith("image/svg+xml")
    assert answer.data.startswith(b"<svg")
    assert "Set-Cookie" not in answer.headers


def test_a_former_address_leads_to_the_present_one(town, fetch):
    def move():
        community = town.community("wzgorze")
        community.slug = "zielone-wzgorze"
        db.session.add(FormerSlug(slug="wzgorze", community_id=community.id))
        return community

    town.change(move)
    answer = fetch("/kalendarz/wzgorze?nurt=sport&_external=1&_scheme=javascript")
    assert answer.status_code == 301
    assert answer.headers["Location"] == "/kalendarz/zielone-wzgorze?nurt=sport"


def test_unknown_pages_are_not_found(cast, fetch):
    assert fetch("/kalendarz/nie-ma").status_code == 404
    assert fetch("/kalendarz/nie-ma/kod-qr.svg").status_code == 404


def test_a_community_offers_its_calendar_at_once_on_an_iphone(cast, browser):
    page = browser.get("/spolecznosci/wzgorze", headers={"User-Agent": IPHONE})
    assert page.links["Dodaj na iPhonie, iPadzie lub Macu"] == FEED.replace("http:", "webcal:")
    assert page.links["Inne sposoby i kod QR"] == "/kalendarz/wzgorze"


def test_an_event_can_be_copied(town, browser):
    event = town.publish(strand=Strand.SPORT)
    page = browser.visit(f"/wydarzenia/{event}")

    assert page.links["Telefon lub komputer (plik)"] == f"/wydarzenia/{event}.ics"
    google = urlsplit(page.links["Kalendarz Google"])
    asked = parse_qs(google.query)
    assert (google.netloc, google.path) == ("calendar.google.com", "/calendar/render")
    assert asked["dates"] == ["20260912T140000Z/20260912T160000Z"]
    assert asked["ctz"] == ["Europe/Warsaw"]
    assert asked["details"] == [f"http://127.0.0.1:8000/wydarzenia/{event}"]
    assert "To kopia: nie zmieni się sama" in page.text
    assert page.follow("Wzgórze").status == 200


def test_a_copy_of_whole_days_ends_on_the_day_after(town, browser):
    event = town.publish(day=date(2026, 9, 12), days=1)
    page = browser.visit(f"/wydarzenia/{event}")
    asked = parse_qs(urlsplit(page.links["Kalendarz Google"]).query)
    assert asked["dates"] == ["20260912/20260913"]


def test_what_is_called_off_is_not_offered(town, browser):
    event = town.publish()
    town.edit(event, cancelled_at=datetime(2026, 9, 1, tzinfo=UTC))
    assert "Telefon lub komputer (plik)" not in browser.visit(f"/wydarzenia/{event}").links
