"""Hours that volunteers enter themselves through their link, and the letter that answers them."""

from datetime import date, time

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core.db import db
from osl.core.outbox import OutgoingLetter, composers
from osl.people.models import Person
from osl.volunteers.hours import confirm_hours, refuse_hours
from osl.volunteers.links import secret_of
from osl.volunteers.models import HoursEntry
from tests.browser import Browser
from tests.cast import Cast
from tests.ideas.conftest import unit
from tests.volunteers.giving import act, books, done, fact, give, somebody, value_of

HELPED = {"Dzień": "2027-02-26", "Godziny": "2", "Co zostało zrobione": "Pieczenie ciasta"}


@pytest.fixture
def zofia(app: Flask, cast: Cast) -> int:
    return somebody(app, cast.wzgorze, email="zofia@example.org")


def link_of(app: Flask, person_id: int) -> str:
    with unit(app):
        return f"/wolontariat/moje/{secret_of(db.session.get_one(Person, person_id))}/godziny"


def test_a_volunteer_enters_hours_through_the_link_and_sees_them_confirmed(
    app: Flask, cast: Cast, browser: Browser, zofia: int, store: Session
) -> None:
    page = browser.visit(link_of(app, zofia)).submit("Wyślij godziny", HELPED)
    assert page.notices == ["Dziękujemy! Ktoś z zespołu obejrzy ten wpis i go potwierdzi."]
    assert "2 godz. czeka na potwierdzenie" in page.text
    (entry,) = books(store)
    assert entry.entered_by_id is None
    assert entry.community_id == cast.wzgorze.id
    assert done(store) == ["hours.reported"]
    act(app, lambda one, actor: confirm_hours([one], actor=actor), entry.id, by=cast.animator)
    page = browser.visit(link_of(app, zofia))
    assert "2 godz. potwierdzone" in page.text
    assert "Cofnij" not in page.buttons
    # The page of a link shows nobody's name: whoever looks over a shoulder learns little.
    assert "Wzorcowa" not in page.text
    assert page.response.headers["Cache-Control"] == "no-store"


def test_a_mistake_is_taken_back_until_the_team_has_looked(
    app: Flask, cast: Cast, browser: Browser, zofia: int, store: Session
) -> None:
    browser.visit(link_of(app, zofia)).submit("Wyślij godziny", HELPED)
    shown = browser.visit(link_of(app, zofia))
    page = shown.submit("Cofnij: piątek, 26 lutego")
    assert page.notices == ["Cofnięte."]
    assert books(store) == []
    assert done(store) == ["hours.reported", "hours.taken_back"]

    shown = browser.visit(link_of(app, zofia)).submit("Wyślij godziny", HELPED)
    (entry,) = books(store)
    act(app, lambda one, actor: confirm_hours([one], actor=actor), entry.id, by=cast.animator)
    page = shown.submit("Cofnij: piątek, 26 lutego")
    assert page.notices == ["Te godziny są już potwierdzone, więc zostają takie, jakie są."]
    assert fact(store, entry.id).is_confirmed


def test_a_link_opens_nobody_elses_hours(
    app: Flask, cast: Cast, browser: Browser, zofia: int, store: Session
) -> None:
    jan = somebody(app, cast.wzgorze, "Jan Próbny", phone="600300400")
    theirs = give(app, jan, cast.wzgorze, None, minutes=60, what="Naprawa ławki")
    own = link_of(app, zofia)
    page = browser.visit(own)
    assert "Naprawa ławki" not in page.text
    token = value_of(page, "csrf_token")
    answer = browser.post(f"{own}/{theirs}/cofniecie", {"csrf_token": token})
    assert answer.status == 404
    stranger = f"/wolontariat/moje/{zofia}-x/godziny"
    for wrong in (own.replace("moje/", "moje/9"), f"{own[:-9]}x/godziny", stranger):
        assert browser.visit(wrong).status == 404
    assert len(books(store)) == 1


def test_what_cannot_be_is_refused_and_stays_typed(
    app: Flask, browser: Browser, zofia: int, store: Session
) -> None:
    page = browser.visit(link_of(app, zofia))
    page = page.submit("Wyślij godziny", HELPED | {"Dzień": "2026-12-30"})
    assert page.status == 422
    assert page.errors == [
        "To było zbyt dawno. Można wpisać godziny najdalej od dnia 31 grudnia 2026."
    ]
    assert value_of(page, "what") == "Pieczenie ciasta"
    page = page.submit("Wyślij godziny", HELPED | {"Dzień": "2026-12-31"})
    assert page.status == 200
    again = browser.visit(link_of(app, zofia))
    again.submit("Wyślij godziny", HELPED)
    again.submit("Wyślij godziny", HELPED)  # the same form once more
    assert len(books(store)) == 2


def test_ukrainian_volunteers_read_the_page_in_their_language(
    app: Flask, browser: Browser, zofia: int
) -> None:
    page = browser.visit(f"{link_of(app, zofia)}?lang=uk")
    assert page.heading == "Ваші години"
    page = page.submit(
        "Надіслати години", {"День": "2027-03-09", "Години": "1", "Що зроблено": "Ok"}
    )
    assert "Цей день ще не настав. Запишіть години, коли вони минуть." in page.errors


@pytest.mark.parametrize(
    ("language", "subject", "reason"),
    [
        ("pl", "O godzinach wolontariatu z dnia 26 lutego 2027", "Powód: Ogród był zamknięty."),
        ("uk", "Про години волонтерства за 26 лютого 2027", "Причина: Ogród był zamknięty."),
        ("en", "About the hours you gave on 26 February 2027", "The reason: Ogród był zamknięty."),
    ],
)
def test_the_letter_says_why_and_names_nobody(
    app: Flask, cast: Cast, store: Session, language: str, subject: str, reason: str
) -> None:
    person = somebody(app, cast.wzgorze, email="zofia@example.org", language=language)
    entry = give(app, person, cast.wzgorze, None, starts=time(10), ends=time(11, 30))
    act(app, refuse_hours, entry, "Ogród był zamknięty.", by=cast.animator)
    letter = store.scalars(select(OutgoingLetter)).one()
    assert letter.language == language
    letter_id = letter.id
    with unit(app):
        said, body = composed(letter_id)
    assert said.startswith(subject)
    assert reason in body
    assert "Zofia" not in said + body
    assert "/wolontariat/moje/" in body


def composed(letter_id: int) -> tuple[str, str]:
    """A letter as it leaves now."""
    letter = db.session.get_one(OutgoingLetter, letter_id)
    with force_locale(letter.language):
        words = composers[letter.kind](letter)
    assert words is not None
    return words.subject, words.body


def test_a_letter_about_hours_that_are_gone_is_not_written(
    app: Flask, cast: Cast, zofia: int, store: Session
) -> None:
    entry = give(app, zofia, cast.wzgorze, None, on=date(2027, 2, 20), minutes=60)
    act(app, refuse_hours, entry, "Pomyłka.", by=cast.animator)
    letter = store.scalars(select(OutgoingLetter)).one().id
    with unit(app):
        db.session.delete(db.session.get_one(HoursEntry, entry))
    with unit(app):
        found = db.session.get_one(OutgoingLetter, letter)
        assert composers[found.kind](found) is None
