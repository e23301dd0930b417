"""A letter that is written only when it leaves says what holds at that moment."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core import transactions
from osl.core.audit import AuditEntry
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.outbox import (
    LONGEST_SUBJECT,
    Composed,
    Composer,
    OutgoingLetter,
    post_letter,
    read_template,
    write_later,
)
from osl.messages import delivery
from osl.messages.delivery import GIVEN_UP_AFTER
from osl.messages.operations import erase_old_letters
from tests.browser import Browser
from tests.cast import Cast
from tests.messages.post_office import (
    NOON,
    Office,
    deliver,
    html_of,
    kept,
    opened,
    post,
    text_of,
)

ANNA, JAN = "anna@example.org", "jan@example.org"
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.usefixtures("noon")

Composing = dict[str, Composer]


def write(app: Flask, recipient: str = ANNA, kind: str = "spacer", **values: object) -> int:
    """Ask for a letter to be written later."""
    with app.app_context(), transactions.unit():
        number = len(db.session.scalars(select(OutgoingLetter.id)).all()) + 1
        letter = write_later(kind, recipient, key=f"{kind}:{number}", **values)  # type: ignore[arg-type]
        assert letter is not None
        db.session.flush()
        return letter.id


def saying(subject: str) -> Composer:
    return lambda _letter: Composed(subject, f"{subject}.\n")


def nothing(_letter: OutgoingLetter) -> None:
    """What there was to say no longer holds."""


def broken(_letter: OutgoingLetter) -> Composed:
    """It had written something before it broke."""
    db.session.add(AuditEntry(action="letter.half_written"))
    post_letter(JAN, "accounts/letters/_end.txt", key="half")
    db.session.flush()
    raise ZeroDivisionError


def test_it_says_what_holds_when_it_leaves(
    app: Flask, office: Office, port: int, store: Session, composing: Composing
) -> None:
    places = {7: "Świetlica"}

    def compose(letter: OutgoingLetter) -> Composed:
        place = places[letter.data["event_id"]]
        return Composed(f"Spacer: {place}", f"Spotykamy się: {place}.\n")

    composing["spacer"] = compose
    letter_id = write(app, event_id=7)
    assert kept(store, letter_id).data == {"event_id": 7}
    places[7] = "Park"
    with opened(office, port):
        assert deliver(app) == 1

    (message,) = office.arrived
    assert message["Subject"] == "Spacer: Park"
    assert "Spotykamy się: Park." in text_of(message)
    assert "Spotykamy się: Park." in html_of(message).text
    letter = kept(store, letter_id)
    assert (letter.subject, letter.body, letter.sent_at) == ("Spacer: Park", "", NOON)


def test_one_that_has_nothing_to_say_any_more_is_never_sent_and_is_no_failure(
    app: Flask,
    office: Office,
    port: int,
    store: Session,
    composing: Composing,
    browser: Browser,
    cast: Cast,
    noon: time_machine.Traveller,
) -> None:
    composing |= {"spacer": saying("Spacer"), "kino": saying("Kino")}
    letter_id, _next = write(app), write(app, kind="kino")
    assert deliver(app) == 0  # the server is away
    noon.shift(MINUTE)
    composing["spacer"] = nothing
    with opened(office, port):
        assert deliver(app) == 1
    noon.shift(timedelta(hours=1))

    assert office.subjects == ["Kino"]
    letter = kept(store, letter_id)
    assert (letter.obsolete_at, letter.sent_at) == (NOON + MINUTE, None)
    assert letter.abandoned_at is None
    page = browser.sign_in(cast.organiser).visit("messages.letters")
    assert "Wszystkie listy wyszły." in page.text
    assert "nie wyszedł" not in browser.visit("/panel").text
    token = page.dom.all("input", name="csrf_token")[0]["value"]
    again = browser.post(f"/panel/listy/{letter_id}/ponowienie", {"csrf_token": token})
    assert again.status == 404
    assert browser.visit("/health/ready").status == 200


def test_a_composer_that_breaks_leaves_a_note_and_nothing_else(
    app: Flask,
    office: Office,
    port: int,
    store: Session,
    composing: Composing,
    caplog: pytest.LogCaptureFixture,
) -> None:
    composing |= {"spacer": broken, "kino": saying("Kino")}
    letter_id = write(app)
    write(app, JAN, "kino")
    with opened(office, port), caplog.at_level(logging.ERROR):
        assert deliver(app) == 1

    assert office.subjects == ["Kino"]
    letter = kept(store, letter_id)
    assert (letter.last_error, letter.attempts) == ("unwritten", 1)
    assert (letter.due_at, letter.claimed_until) == (NOON + MINUTE, None)
    assert store.scalars(select(AuditEntry)).all() == []
    assert store.scalars(select(OutgoingLetter).where(OutgoingLetter.key == "half")).all() == []
    (record,) = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert record.letter_id == letter_id  # type: ignore[attr-defined]
    assert record.exc_info
    assert record.exc_info[0] is ZeroDivisionError


@pytest.mark.parametrize("kind", ["spacer", "no such kind"])
def test_the_staff_read_why_and_once_mended_it_leaves(
    app: Flask,
    office: Office,
    port: int,
    composing: Composing,
    browser: Browser,
    cast: Cast,
    noon: time_machine.Traveller,
    kind: str,
) -> None:
    composing["spacer"] = broken
    write(app, kind=kind)
    with opened(office, port):
        assert deliver(app) == 0
        page = browser.sign_in(cast.organiser).visit("messages.letters")
        assert "List, który nie ma jeszcze treści" in page.text
        assert "Strona nie potrafiła napisać tego listu." in page.text
        composing[kind] = saying("Spacer")
        assert deliver(app) == 0  # not before its time
        noon.shift(MINUTE)
        assert deliver(app) == 1
    assert office.subjects == ["Spacer"]


def test_a_composer_that_stays_broken_is_given_up_after_a_day(
    app: Flask,
    office: Office,
    port: int,
    store: Session,
    composing: Composing,
    noon: time_machine.Traveller,
) -> None:
    composing["spacer"] = broken
    letter_id = write(app)
    with opened(office, port):
        for _half_hour in range(60):
            deliver(app)
            noon.shift(30 * MINUTE)
    letter = kept(store, letter_id)
    assert letter.abandoned_at is not None
    assert GIVEN_UP_AFTER <= letter.abandoned_at - NOON <= GIVEN_UP_AFTER + 60 * MINUTE


def test_one_that_cannot_be_written_holds_up_nobody_not_even_the_same_person(
    app: Flask, office: Office, port: int, composing: Composing
) -> None:
    composing |= {"spacer": broken, "kino": saying("Kino")}
    write(app)
    write(app, kind="kino")
    with opened(office, port):
        assert deliver(app) == 1
    assert office.subjects == ["Kino"]


def test_what_is_due_later_waits_and_holds_up_nothing(
    app: Flask, office: Office, port: int, composing: Composing, noon: time_machine.Traveller
) -> None:
    composing["spacer"] = saying("Jutro spacer")
    write(app, due_at=NOON + timedelta(days=7))
    post(app, ANNA, "Zmiana miejsca")
    with opened(office, port):
        assert deliver(app) == 1
        noon.shift(timedelta(days=7) - MINUTE)
        assert deliver(app) == 0
        noon.shift(MINUTE)
        assert deliver(app) == 1
    assert office.subjects == ["Zmiana miejsca", "Jutro spacer"]


def test_one_asked_for_long_before_is_dated_and_tried_from_the_day_it_leaves(
    app: Flask,
    office: Office,
    port: int,
    store: Session,
    composing: Composing,
    noon: time_machine.Traveller,
) -> None:
    composing["spacer"] = saying("Jutro spacer")
    due_at = NOON + timedelta(days=7)
    letter_id = write(app, due_at=due_at)
    noon.move_to(due_at)
    assert deliver(app) == 0  # the server is away
    assert kept(store, letter_id).abandoned_at is None
    noon.shift(MINUTE)
    with opened(office, port):
        assert deliver(app) == 1
    assert office.arrived[0]["Date"].datetime == due_at


def test_it_is_written_anew_at_each_try_and_stays_the_same_message(
    app: Flask,
    office: Office,
    port: int,
    store: Session,
    composing: Composing,
    noon: time_machine.Traveller,
) -> None:
    letter_id = write(app)
    composing["spacer"] = saying("Świetlica")
    office.refuses[ANNA] = "451 later"
    with opened(office, port):
        assert deliver(app) == 0
        assert kept(store, letter_id).subject == "Świetlica"
        office.refuses.clear()
        composing["spacer"] = saying("Park")
        noon.shift(MINUTE)
        assert deliver(app) == 1
    assert office.subjects == ["Park"]
    assert office.arrived[0]["Message-ID"] == kept(store, letter_id).message_id


class Killed(BaseException):
    """The worker is gone between one instruction and the next."""


def test_killed_between_accepted_and_noted_it_goes_once_more_as_the_same_message(
    app: Flask,
    office: Office,
    port: int,
    composing: Composing,
    noon: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    composing["spacer"] = saying("Raz lub dwa")
    write(app)

    def killed(*_: object) -> None:
        raise Killed

    with opened(office, port):
        with monkeypatch.context() as patch:
            patch.setattr(delivery, "_note_sent", killed)
            with pytest.raises(Killed):
                deliver(app)
        noon.shift(delivery.LEASE)
        assert (deliver(app), deliver(app)) == (1, 0)
    first, second = office.arrived
    assert bytes(first) == bytes(second)


def test_it_is_asked_for_once_per_person_and_cause(app: Flask, store: Session) -> None:
    for expected in (False, True):
        with app.app_context(), transactions.unit():
            again = write_later("spacer", ANNA, key="spacer:7:anna", event_id=7)
            assert (again is None) == expected
    (letter,) = store.scalars(select(OutgoingLetter)).all()
    assert (letter.kind, letter.language, letter.due_at) == ("spacer", "pl", NOON)


TEMPLATE = """{{ _("Invitation to the team of the site") }}: {{ title }}

{{ _("Telephone: %(number)s", number="600 700 800") }}, {{ hour | clock_time }}, {{ language }}

{{ external_url("home.front") }}
"""


@pytest.fixture
def reading(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Composer]:
    """A composer that fills in a template, as those of the site do."""
    loader = ChoiceLoader([DictLoader({"test/letter.txt": TEMPLATE}), app.jinja_env.loader])  # type: ignore[list-item]
    monkeypatch.setattr(app.jinja_env, "loader", loader)
    return lambda title: (
        lambda _letter: Composed(*read_template("test/letter.txt", title=title, hour=utcnow()))
    )


def test_it_is_written_in_the_worker_in_the_language_of_its_reader(
    app: Flask, office: Office, port: int, composing: Composing, reading: Callable[[str], Composer]
) -> None:
    composing["spacer"] = reading("Spacer")
    write(app, language="uk")
    write(app, JAN)
    with opened(office, port):
        assert deliver(app) == 2

    ukrainian, polish = office.arrived
    assert (ukrainian["Content-Language"], polish["Content-Language"]) == ("uk", "pl")
    assert "Телефон: 600 700 800, 12:00, uk" in text_of(ukrainian)
    assert "Telefon: 600 700 800, 12.00, pl" in text_of(polish)
    assert html_of(ukrainian).all("html")[0]["lang"] == "uk"
    link = html_of(polish).all("a")[1]
    assert (link["href"], link.text) == ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/")


def test_a_letter_posted_from_a_page_in_another_language_keeps_its_own(
    app: Flask, store: Session, reading: Callable[[str], Composer]
) -> None:
    with app.test_request_context("/?lang=uk"), transactions.unit():
        post_letter(ANNA, "test/letter.txt", key="k", title="Spacer", hour=utcnow())
    (letter,) = store.scalars(select(OutgoingLetter)).all()
    assert letter.language == "pl"
    assert "Telefon: 600 700 800, 12.00, pl" in letter.body


@pytest.mark.parametrize(
    "title",
    [
        "</script><script>alert(1)</script>",
        "Bieg\r\nBcc: everyone@example.org\r\n\r\n<h1>obcy list</h1>",
        "{{ 7 * 7 }} %(name)s %s \u2028 " + '"><a href="https://evil.example">',
    ],
)
def test_words_of_strangers_stay_words(
    app: Flask,
    office: Office,
    port: int,
    composing: Composing,
    reading: Callable[[str], Composer],
    title: str,
) -> None:
    composing |= {
        "spacer": reading(title),
        "kino": lambda _letter: Composed(title, f"Nazwa: {title}\n"),
    }
    write(app)
    write(app, JAN, "kino")
    with opened(office, port):
        assert deliver(app) == 2
    for message in office.arrived:
        assert message["Bcc"] is None
        assert message["Subject"].splitlines() == [message["Subject"]]
        page = html_of(message)
        assert not page.all("h1")
        assert "https://evil.example" not in {link["href"] for link in page.all("a")}
    direct = office.arrived[1]
    assert direct["Subject"] == " ".join(title.split())
    assert " ".join(title.split()) in html_of(direct).text


def test_a_long_title_makes_a_long_subject_and_no_failure(
    app: Flask, office: Office, port: int, store: Session, composing: Composing
) -> None:
    composing["spacer"] = saying("Sąsiedzki " * 40)
    letter_id = write(app)
    with opened(office, port):
        assert deliver(app) == 1
    subject = kept(store, letter_id).subject
    assert office.subjects == [subject]
    assert LONGEST_SUBJECT - 10 <= len(subject) <= LONGEST_SUBJECT


def test_thirty_days_later_nothing_says_what_it_was_of(
    app: Flask,
    office: Office,
    port: int,
    store: Session,
    composing: Composing,
    noon: time_machine.Traveller,
) -> None:
    composing |= {"spacer": saying("Spacer"), "kino": nothing}
    numbers = [write(app, event_id=7), write(app, kind="kino", event_id=8)]
    waiting = write(app, JAN, event_id=9, due_at=NOON + timedelta(days=90))
    with opened(office, port):
        deliver(app)
    noon.shift(timedelta(days=30, seconds=1))
    with app.app_context(), transactions.unit():
        erase_old_letters(utcnow())
    for number in numbers:
        letter = kept(store, number)
        assert (letter.recipient, letter.data) == ("", {})
    assert kept(store, waiting).data == {"event_id": 9}
