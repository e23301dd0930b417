"""Letters to neighbours: how the other is reached, only while both agree."""

import pytest
import time_machine
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core.db import db
from osl.core.i18n import LANGUAGES
from osl.core.outbox import Composed, OutgoingLetter, composers
from osl.neighbours.models import Side
from osl.neighbours.operations import end_match, note_yes, take_yes_back
from osl.neighbours.telling import WAIT
from tests.browser import Browser
from tests.cast import Cast
from tests.ideas.conftest import unit
from tests.neighbours.conftest import Make, act

ANNA = {"name": "Anna Potrzebna", "email": "anna@example.org", "phone": "600100300"}
BOGDAN = {"name": "Bogdan Pomocny", "email": "bogdan@example.org", "phone": "600100301"}
BOTH = (Side.ASKS, Side.OFFERS)


def written(app: Flask, store: Session, language: str = "pl") -> dict[str, Composed | None]:
    """The letters as they would leave now, by their kind."""
    store.expire_all()
    found = {}
    with unit(app), force_locale(language):
        for letter in db.session.scalars(select(OutgoingLetter).order_by(OutgoingLetter.id)):
            letter.language = language
            found[letter.kind.partition(".")[2]] = composers[letter.kind](letter)
        db.session.expire_all()
    return found


def test_each_is_written_the_first_name_and_phone_of_the_other(
    app: Flask, cast: Cast, store: Session, call: Make, match: Make
) -> None:
    asked = call(**ANNA, words="dwie torby ze sklepu", when_note="we wtorki")
    match(asked, call(Side.OFFERS, **BOGDAN, when_note="przed południem"), BOTH)

    letters = written(app, store)
    to_asker, to_helper = letters["to_asker"], letters["to_helper"]
    assert to_asker is not None
    assert to_helper is not None
    assert (to_asker.subject, to_helper.subject) == (
        "Pomoc sąsiedzka: jak się umówić",
        "Pomoc sąsiedzka: ktoś na Ciebie czeka",
    )
    for words in (
        "Bogdan\n600 100 301\nbogdan@example.org",
        "przed południem",
        "nikomu za to nie płać",
    ):
        assert words in to_asker.body
    for words in ("Anna\n600 100 300\nanna@example.org", "dwie torby ze sklepu", "we wtorki"):
        assert words in to_helper.body
    for letter in (to_asker, to_helper):
        assert "Potrzebna" not in letter.body
        assert "Pomocny" not in letter.body


def test_nothing_is_written_before_both_agreed(
    app: Flask, cast: Cast, store: Session, call: Make, match: Make
) -> None:
    match(call(**ANNA), call(Side.OFFERS, **BOGDAN), (Side.ASKS,))
    assert store.scalars(select(OutgoingLetter)).all() == []


def test_a_letter_waits_ten_minutes_and_is_dropped_when_the_yes_is_taken_back(
    app: Flask,
    cast: Cast,
    store: Session,
    call: Make,
    match: Make,
    clock: time_machine.Traveller,
) -> None:
    number = match(call(**ANNA), call(Side.OFFERS, **BOGDAN), BOTH)
    for letter in store.scalars(select(OutgoingLetter)):
        assert abs(letter.due_at - letter.created_at - WAIT).total_seconds() < 1
    act(app, number, take_yes_back, Side.ASKS, actor=cast.organiser)
    assert set(written(app, store).values()) == {None}

    # Said yes again, both are written to again.
    clock.shift(60)
    act(app, number, note_yes, Side.ASKS, actor=cast.organiser)
    assert len(store.scalars(select(OutgoingLetter)).all()) == 4
    act(app, number, end_match, actor=cast.organiser)
    assert set(written(app, store).values()) == {None}


def test_whoever_has_no_e_mail_is_told_by_phone(
    app: Flask, browser: Browser, cast: Cast, store: Session, call: Make, match: Make
) -> None:
    asked = call()
    match(asked, call(Side.OFFERS, **BOGDAN), BOTH)
    assert list(written(app, store)) == ["to_helper"]
    page = browser.sign_in(cast.animator).visit("neighbour_desk.show", call_id=asked)
    assert "Brak e-maila: przekaż to telefonicznie." in page.text
    assert "Pomoże Bogdan. Kontakt: 600 100 301, bogdan@example.org." in page.text


def test_the_confirmation_holds_no_word_of_whoever_typed_it(
    app: Flask, browser: Browser, cast: Cast, store: Session
) -> None:
    typed = {
        "Jaka pomoc": "Zakupy",
        "W kilku słowach": "dwie torby ze sklepu",
        "Gdzie mieszkasz": "Wzgórze",
        "Twoje imię i nazwisko": "Anna Potrzebna",
        "Telefon lub e-mail": "anna@example.org",
    }
    page = browser.visit("neighbours.ask").submit("Wyślij prośbę", typed)
    letter = written(app, store)["noted"]
    assert letter is not None
    assert page.url in letter.body
    for secret in ("Anna", "dwie torby"):
        assert secret not in letter.subject + letter.body
    page.submit("Tak, wycofuję")
    assert written(app, store)["noted"] is None


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_letters_are_whole_in_every_language(
    app: Flask, cast: Cast, store: Session, call: Make, match: Make, language: str
) -> None:
    asked = call(**ANNA, words="dwie torby", when_note="we wtorki")
    match(asked, call(Side.OFFERS, **BOGDAN, when_note="rano"), BOTH)
    for letter in written(app, store, language).values():
        assert letter is not None
        assert letter.subject
        assert "%(" not in letter.body
        assert "\n\n\n" not in letter.body
        if language == "uk":
            assert "Вітаємо" in letter.body or "Добрий день" in letter.body
