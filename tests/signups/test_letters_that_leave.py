"""Letters about sign-ups, as a real mail server receives them."""

from datetime import UTC, datetime, timedelta

import icalendar
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from osl.signups.operations import accept_offer, withdraw
from tests.browser import Browser
from tests.events.conftest import Planned
from tests.messages.post_office import Office, deliver, free_port, opened, posting_to
from tests.signups.conftest import ANNA, SignUp, act, fill_in, open_event


def post_all(app: Flask) -> Office:
    office, port = Office(), free_port()
    with posting_to(app, port), opened(office, port):
        deliver(app)
    return office


def test_a_place_is_confirmed_in_words_in_html_and_for_the_calendar(
    app: Flask, browser: Browser, dance: int
) -> None:
    page = fill_in(browser, dance, ANNA)
    (letter,) = post_all(app).arrived
    assert letter["Subject"] == "Masz miejsce: Gry sąsiedzkie"
    assert letter["To"] == "anna@example.org"
    text = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    html = letter.get_body(("html",)).get_content()  # type: ignore[union-attr]
    address = f"http://127.0.0.1:8000{page.path}"
    assert "Zapis: Anna Przykładowa, 1 osoba" in text
    assert address in text.splitlines()
    assert f'href="{address}"' in html
    (attached,) = letter.iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    calendar = icalendar.Calendar.from_ical(attached.get_content())
    (entry,) = calendar.walk("VEVENT")
    assert entry.decoded("dtstart") == datetime(2027, 3, 11, 16, tzinfo=UTC)
    feed = browser.visit(f"/wydarzenia/{dance}.ics").response.data
    (known,) = icalendar.Calendar.from_ical(feed).walk("VEVENT")
    assert entry["uid"] == known["uid"]


def test_an_hour_without_a_mail_server_loses_nothing_and_says_what_holds_then(
    app: Flask,
    browser: Browser,
    dance: int,
    signed_up: SignUp,
    clock: time_machine.Traveller,
) -> None:
    """Whoever got, lost and was offered a place meanwhile reads only what is true in the end."""
    anna = signed_up(dance, "Anna A", party_size=2)
    jan = signed_up(dance, "Jan B", party_size=2)
    with posting_to(app, free_port()):
        for _minute in range(10):
            deliver(app)
            clock.shift(timedelta(minutes=6))
    act(app, anna, withdraw)
    act(app, jan, accept_offer)
    clock.shift(timedelta(hours=1))
    office = post_all(app)
    got = [(str(one["To"]), str(one["Subject"])) for one in office.arrived]
    assert got == [
        ("anna@example.org", "Zapis wycofany: Gry sąsiedzkie"),
        ("jan@example.org", "Masz miejsce: Gry sąsiedzkie"),
    ]


def test_a_reader_of_ukrainian_is_written_to_in_ukrainian(
    app: Flask, browser: Browser, dance: int
) -> None:
    form = browser.visit(f"/wydarzenia/{dance}/zapis?lang=uk")
    page = form.submit(
        "Записуюся", {"Ім’я та прізвище": "Олена Приклад", "E-mail": "olena@example.org"}
    )
    assert page.heading == "У вас є місце"
    (letter,) = post_all(app).arrived
    assert letter["Subject"] == "У вас є місце: Gry sąsiedzkie"
    assert letter["Content-Language"] == "uk"


def test_a_hostile_name_stays_words(app: Flask, browser: Browser, planned: Planned) -> None:
    dance = open_event(planned, title="</script><b>Gry</b>")
    fill_in(browser, dance, ANNA | {"Imię i nazwisko": "</script><img src=x>"})
    (letter,) = post_all(app).arrived
    html = letter.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "<img" not in html
    assert "<b>Gry" not in html
    assert letter["Subject"] == "Masz miejsce: </script><b>Gry</b>"


def test_no_letter_is_written_for_a_name_alone(
    app: Flask, browser: Browser, dance: int, store: Session
) -> None:
    fill_in(browser, dance, {"Imię i nazwisko": "Jan Testowy", "Telefon": "000 000 002"})
    assert post_all(app).arrived == []
