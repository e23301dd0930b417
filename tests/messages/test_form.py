"""A letter is text and HTML made from the same words, with what goes along."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from flask import Flask

from osl.core import transactions
from osl.core.outbox import Attachment, Composed, Composer, post_letter
from tests.cast import Cast
from tests.messages.post_office import Office, deliver, html_of, opened, post, text_of
from tests.messages.test_composing import ANNA, JAN, write

BODY = """Dzień dobry, Anna,

zapraszamy na spacer.
Weź:
- buty
- kijki

Powiedz nam, jeśli nie przyjdziesz:

https://osl.example.pl/zapisy/abc?a=1&b=2

Możesz też zadzwonić: 600 700 800.
"""
ICS = "BEGIN:VCALENDAR\r\nSUMMARY:Spacer – Łąkowa\r\nEND:VCALENDAR\r\n".encode()
STOP = "https://osl.example.pl/zapisy/bez-listow/" + "aZ09_-" * 20

pytestmark = pytest.mark.usefixtures("noon")


def arrived(app: Flask, office: Office, port: int) -> EmailMessage:
    with opened(office, port):
        deliver(app)
    (message,) = office.arrived
    return message


def shape(message: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in message.walk()]


def test_a_calendar_goes_along_as_one(
    app: Flask, office: Office, port: int, composing: dict[str, Composer]
) -> None:
    invitation = Attachment("żabi spacer.ics", ICS, parameters={"method": "PUBLISH"})
    picture = Attachment("plan.png", bytes(range(256)), kind="image/png")
    composing["spacer"] = lambda _letter: Composed(
        "Spacer", BODY, attachments=(invitation, picture), stop_address=STOP
    )
    write(app)
    message = arrived(app, office, port)

    assert shape(message) == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "image/png",
    ]
    calendar, plan = message.iter_attachments()
    assert calendar.get_param("method") == "PUBLISH"
    assert calendar.get_param("charset") == "utf-8"
    assert calendar.get_filename() == "żabi spacer.ics"
    assert calendar.get_payload(decode=True) == ICS
    assert plan.get_payload(decode=True) == bytes(range(256))
    assert message["Content-Language"] == "pl"
    assert message["List-Unsubscribe"] == f"<{STOP}>"


def test_whoever_wants_no_more_finds_the_address_in_one_piece(
    app: Flask, composing: dict[str, Composer]
) -> None:
    composing["spacer"] = lambda _letter: Composed("Spacer", BODY, stop_address=STOP)
    write(app)
    deliver(app)
    (file,) = app.config["SETTINGS"].mail_folder.iterdir()
    assert f"\r\nList-Unsubscribe: <{STOP}>\r\n".encode() in file.read_bytes()


def test_an_address_to_stop_that_is_more_than_a_line_sends_nothing(
    app: Flask, office: Office, port: int, composing: dict[str, Composer]
) -> None:
    composing["spacer"] = lambda _letter: Composed(
        "Spacer", BODY, stop_address="https://x\r\nBcc: everyone@example.org"
    )
    write(app)
    with opened(office, port):
        assert deliver(app) == 0
    assert office.arrived == []


def test_the_same_words_stand_in_both_forms(
    app: Flask, office: Office, port: int, cast: Cast
) -> None:
    post(app, ANNA, "Spacer", body=BODY, language="pl")
    message = arrived(app, office, port)

    assert shape(message) == ["multipart/alternative", "text/plain", "text/html"]
    assert text_of(message) == f"{BODY}\n--\nCentrum Usług Społecznych\n\nTelefon: 000 000 001\n"
    page = html_of(message)
    assert page.all("title")[0].text == "Spacer"
    assert page.all("html")[0]["lang"] == "pl"
    assert [item.text for item in page.all("li")] == ["buty", "kijki"]
    links = {link.text: link["href"] for link in page.all("a")}
    assert links == {
        "Powiedz nam, jeśli nie przyjdziesz": "https://osl.example.pl/zapisy/abc?a=1&b=2",
        "600 700 800": "tel:+48600700800",
        "000 000 001": "tel:+48000000001",
    }
    assert "zapraszamy na spacer. Weź:" in page.text
    assert page.text.endswith("Centrum Usług Społecznych Telefon: 000 000 001")


def test_a_letter_that_is_signed_already_is_not_signed_twice(
    app: Flask, office: Office, port: int, cast: Cast
) -> None:
    with app.app_context(), transactions.unit():
        post_letter(
            JAN,
            "accounts/letters/password_reset.txt",
            key="k",
            name="Jan",
            address="http://127.0.0.1:8000/panel/haslo/abc",
        )
    message = arrived(app, office, port)

    assert text_of(message).count("Centrum Usług Społecznych") == 1
    page = html_of(message)
    assert page.text.count("Centrum Usług Społecznych") == 1
    (button, telephone) = page.all("a")
    assert button.text == "Otwórz ten link i ustaw nowe hasło"
    assert button["href"] == "http://127.0.0.1:8000/panel/haslo/abc"
    assert telephone["href"] == "tel:+48000000001"


def test_without_a_telephone_a_letter_ends_with_the_name(
    app: Flask, office: Office, port: int
) -> None:
    post(app, ANNA, "Spacer", body="Zapraszamy.\n")
    assert text_of(arrived(app, office, port)) == "Zapraszamy.\n\n--\nOSL\n"


def test_a_file_of_the_mail_folder_is_read_by_a_person(
    app: Flask, composing: dict[str, Composer]
) -> None:
    composing["spacer"] = lambda _letter: Composed(
        "Spacer", BODY + "z" * 200 + "\n", attachments=(Attachment("spacer.ics", ICS),)
    )
    write(app)
    deliver(app)
    (file,) = app.config["SETTINGS"].mail_folder.iterdir()
    source = file.read_text()
    for words in ("zapraszamy na spacer.", "zapisy/abc?a=1&b=2", "z" * 200, "Spacer – Łąkowa"):
        assert words in source
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    (calendar,) = message.iter_attachments()
    assert calendar.get_payload(decode=True) == ICS
    assert "kijki" in html_of(message).text
