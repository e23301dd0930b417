"""Letters leave once, in order, as soon as a server takes them."""

import threading
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from osl.core import transactions
from osl.core.clock import utcnow
from osl.core.db import db
from osl.messages import delivery
from osl.messages.carriers import SmtpServer
from osl.messages.delivery import deliver_due, masked, pause_after
from osl.messages.operations import erase_old_letters
from tests.messages.post_office import (
    NOON,
    Office,
    deliver,
    free_port,
    kept,
    opened,
    post,
    posting_to,
    text_of,
)

ANNA, JAN = "anna@example.org", "jan@example.org"


pytestmark = pytest.mark.usefixtures("noon")


def test_a_letter_arrives_as_it_was_written(
    app: Flask, office: Office, port: int, store: Session
) -> None:
    letter_id = post(app, ANNA, "Zażółć gęślą jaźń – „spotkanie”")
    with opened(office, port):
        assert deliver(app) == 1

    (message,) = office.arrived
    assert message["Subject"] == "Zażółć gęślą jaźń – „spotkanie”"
    assert message["To"] == ANNA
    assert message["From"] == "CUS <osl@example.org>"
    assert message["Message-ID"] == "<1@example.org>"
    assert message["Date"].datetime == NOON
    assert message["Auto-Submitted"] == "auto-generated"
    assert "zażółć gęślą jaźń." in text_of(message)
    assert kept(store, letter_id).sent_at == NOON


def test_a_letter_leaves_once(app: Flask, office: Office, port: int) -> None:
    post(app, ANNA, "Raz")
    with opened(office, port):
        assert deliver(app) == 1
        assert deliver(app) == 0
    assert office.subjects == ["Raz"]


def test_the_server_is_down_and_comes_back(
    app: Flask, office: Office, port: int, store: Session, noon: time_machine.Traveller
) -> None:
    ids = [post(app, f"person{number}@example.org", f"List {number}") for number in range(5)]
    assert deliver(app) == 0
    first = kept(store, ids[0])
    assert (first.attempts, first.last_error) == (1, "unreachable")
    assert first.due_at == NOON + timedelta(minutes=1)
    assert kept(store, ids[1]).attempts == 0  # one try shows that the server is away

    for _minute in range(60):
        noon.shift(timedelta(minutes=1))
        assert deliver(app) == 0
    with opened(office, port):
        for _minute in range(61):
            noon.shift(timedelta(minutes=1))
            deliver(app)
    assert sorted(office.subjects) == [f"List {number}" for number in range(5)]
    assert all(kept(store, one).last_error == "" for one in ids)


def test_pauses_grow_from_a_minute_to_an_hour() -> None:
    minutes = [pause_after(attempt) // timedelta(minutes=1) for attempt in range(1, 10)]
    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_after_a_day_a_letter_is_given_up(
    app: Flask, port: int, store: Session, noon: time_machine.Traveller
) -> None:
    letter_id = post(app, ANNA, "Nigdy")
    tries = 0
    for _quarter in range(4 * 30):
        deliver(app)
        letter = kept(store, letter_id)
        tries = letter.attempts
        if letter.abandoned_at:
            break
        noon.shift(timedelta(minutes=15))
    assert timedelta(hours=24) <= kept(store, letter_id).abandoned_at - NOON <= timedelta(hours=25)
    assert 20 <= tries <= 40
    noon.shift(timedelta(days=1))
    deliver(app)
    assert kept(store, letter_id).attempts == tries


def test_an_address_that_does_not_exist_is_given_up_at_once_and_delays_nobody(
    app: Flask, office: Office, port: int, store: Session
) -> None:
    office.refuses[ANNA] = "550 5.1.1 no such user anna@example.org"
    lost, found = post(app, ANNA, "Do nikogo"), post(app, JAN, "Do Jana")
    with opened(office, port):
        assert deliver(app) == 1
    assert office.subjects == ["Do Jana"]
    letter = kept(store, lost)
    assert letter.abandoned_at == NOON
    assert letter.last_error == "refused 550"  # and not the server's words, which name the person
    assert kept(store, found).sent_at == NOON


def test_a_busy_server_is_asked_again(
    app: Flask, office: Office, port: int, store: Session, noon: time_machine.Traveller
) -> None:
    office.refuses[ANNA] = "451 greylisted"
    letter_id = post(app, ANNA, "Później")
    with opened(office, port):
        assert deliver(app) == 0
        assert kept(store, letter_id).abandoned_at is None
        office.refuses.clear()
        assert deliver(app) == 0  # not before its time
        noon.shift(timedelta(minutes=1))
        assert deliver(app) == 1


def test_letters_to_one_person_keep_their_order(
    app: Flask, office: Office, port: int, noon: time_machine.Traveller
) -> None:
    """A cancellation never arrives before what it cancels."""
    office.refuses[ANNA] = "451 later"
    post(app, ANNA, "Zapisano")
    with opened(office, port):
        deliver(app)
        office.refuses.clear()
        post(app, ANNA, "Odwołano")
        post(app, JAN, "Do Jana")
        assert deliver(app) == 1
        assert office.subjects == ["Do Jana"]
        noon.shift(timedelta(minutes=1))
        assert deliver(app) == 2
    assert office.subjects == ["Do Jana", "Zapisano", "Odwołano"]


def test_a_letter_with_a_secret_loses_its_text_as_soon_as_it_has_left(
    app: Flask, office: Office, port: int, store: Session
) -> None:
    secret = post(app, ANNA, "Zaproszenie", body="link: abc", holds_secret=True)
    plain = post(app, JAN, "Zmiana")
    deliver(app)
    assert "link: abc" in kept(store, secret).body
    with opened(office, port), time_machine.travel(NOON + timedelta(hours=1), tick=False):
        deliver(app)
    assert kept(store, secret).body == ""
    assert "Zmiana" in kept(store, plain).body


def test_thirty_days_after_sending_nothing_says_to_whom_or_what(
    app: Flask, office: Office, port: int, store: Session, noon: time_machine.Traveller
) -> None:
    sent, waiting = post(app, ANNA, "Wysłany"), 0
    with opened(office, port):
        deliver(app)
    noon.shift(timedelta(days=30))
    waiting = post(app, JAN, "Czeka")
    with app.app_context(), transactions.unit():
        erase_old_letters(utcnow())
    assert kept(store, sent).recipient == ANNA
    noon.shift(timedelta(seconds=1))
    with app.app_context(), transactions.unit():
        erase_old_letters(utcnow())
    letter = kept(store, sent)
    assert (letter.recipient, letter.body) == ("", "")
    assert kept(store, waiting).recipient == JAN


class Killed(BaseException):
    """The worker is gone between one instruction and the next."""


def test_killed_between_accepted_and_noted_it_goes_again_as_the_same_message(
    app: Flask,
    office: Office,
    port: int,
    store: Session,
    noon: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    letter_id = post(app, ANNA, "Raz lub dwa")

    def killed(*_: object) -> None:
        raise Killed

    with opened(office, port):
        with monkeypatch.context() as patch:
            patch.setattr(delivery, "_note_sent", killed)
            with pytest.raises(Killed):
                deliver(app)
        assert deliver(app) == 0  # its lease still runs
        noon.shift(delivery.LEASE)
        assert deliver(app) == 1

    first, second = office.arrived
    assert first["Message-ID"] == second["Message-ID"]
    assert bytes(first) == bytes(second)
    assert kept(store, letter_id).sent_at


def test_two_workers_at_once_send_each_letter_once(
    app: Flask, office: Office, port: int, store: Session
) -> None:
    for number in range(20):
        post(app, f"person{number}@example.org", f"List {number:02}")
    start = threading.Barrier(3)
    sent: list[int] = []

    def work() -> None:
        with app.app_context():
            start.wait()
            sent.append(deliver_due(NOON))

    with opened(office, port):
        crowd = [threading.Thread(target=work) for _ in range(3)]
        for one in crowd:
            one.start()
        for one in crowd:
            one.join()
    assert sum(sent) == 20
    assert sorted(office.subjects) == [f"List {number:02}" for number in range(20)]


def test_a_server_that_hangs_up_between_letters_is_called_again(
    app: Flask, office: Office, port: int
) -> None:
    post(app, ANNA, "Pierwszy")
    post(app, JAN, "Drugi")
    with app.app_context(), opened(office, port):
        postman = SmtpServer(app.config["SETTINGS"])
        with postman:
            for _letter in range(2):
                letter = delivery._take(utcnow())
                assert letter is not None
                postman.send(letter)
                assert postman.connection is not None
                postman.connection.sock.close()
    assert office.subjects == ["Pierwszy", "Drugi"]


def test_a_server_without_tls_is_not_trusted_with_letters(
    app: Flask, office: Office, store: Session
) -> None:
    number = free_port()
    letter_id = post(app, ANNA, "Tajny")
    with posting_to(app, number, smtp_security="starttls"), opened(office, number):
        assert deliver(app) == 0
    assert office.arrived == []
    assert kept(store, letter_id).last_error == "settings"


def test_a_wrong_password_of_the_server_is_told_as_a_matter_of_settings(
    app: Flask, office: Office, store: Session
) -> None:
    number = free_port()
    letter_id = post(app, ANNA, "Hasło")
    with posting_to(app, number, smtp_user="x", smtp_password="y"), opened(office, number):
        assert deliver(app) == 0
    assert kept(store, letter_id).last_error == "settings"


def test_without_a_server_letters_land_as_files(app: Flask, store: Session) -> None:
    letter_id = post(app, ANNA, "Do pliku", body="https://example.org/" + "a" * 90 + "\n")
    assert deliver(app) == 1
    (file,) = app.config["SETTINGS"].mail_folder.iterdir()
    assert file.name == f"20270510-100000-{letter_id:06}.eml"
    assert file.stat().st_mode & 0o777 == 0o600
    assert "https://example.org/" + "a" * 90 in file.read_text()  # the link stands whole
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert (message["To"], message["Subject"]) == (ANNA, "Do pliku")
    assert kept(store, letter_id).sent_at == NOON


def test_a_folder_that_cannot_be_written_keeps_the_letter(app: Flask, store: Session) -> None:
    letter_id = post(app, ANNA, "Do pliku")
    folder = app.config["SETTINGS"].mail_folder
    folder.rmdir()
    folder.write_text("in the way")
    try:
        assert deliver(app) == 0
    finally:
        folder.unlink()
        folder.mkdir()
    assert kept(store, letter_id).last_error == "folder"


def test_line_breaks_in_an_address_send_nothing(
    app: Flask, office: Office, port: int, store: Session
) -> None:
    broken = post(app, "anna@example.org\r\nBcc: everyone@example.org", "Adres")
    with opened(office, port):
        assert deliver(app) == 0
    assert office.arrived == []
    assert kept(store, broken).last_error == "address"


def test_line_breaks_in_a_subject_are_spaces(app: Flask, office: Office, port: int) -> None:
    post(app, JAN, "Temat\r\nBcc: everyone@example.org")
    with opened(office, port):
        assert deliver(app) == 1
    (message,) = office.arrived
    assert message["Subject"] == "Temat Bcc: everyone@example.org"
    assert message["Bcc"] is None


def test_an_address_the_server_has_no_letters_for_delays_nobody(
    app: Flask, office: Office, port: int, store: Session
) -> None:
    unusual = post(app, "Józef@example.org", "Do Józefa")
    post(app, JAN, "Do Jana")
    with opened(office, port, enable_SMTPUTF8=False):
        assert deliver(app) == 1
    assert office.subjects == ["Do Jana"]
    assert (kept(store, unusual).last_error, kept(store, unusual).abandoned_at) == ("address", NOON)


def test_an_address_is_shown_half_hidden() -> None:
    assert masked("anna.nowak@example.org") == "a***@example.org"


def test_delivering_holds_no_transaction_while_the_server_answers(
    app: Flask, office: Office, port: int
) -> None:
    in_use: set[int] = set()
    ever_used: set[int] = set()
    while_it_answers: list[int] = []

    def taken(_connection: object, record: object, _proxy: object) -> None:
        in_use.add(id(record))
        ever_used.add(id(record))

    post(app, ANNA, "Bez czekania")
    with app.app_context(), opened(office, port):
        db.session.remove()
        engine = db.engine
        event.listen(engine, "checkout", taken)
        event.listen(engine, "checkin", lambda _c, record: in_use.discard(id(record)))
        office.after_accepting = lambda: while_it_answers.append(len(in_use))
        deliver_due(NOON)
    assert while_it_answers == [0]
    assert ever_used
