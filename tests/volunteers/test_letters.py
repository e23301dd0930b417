"""Every letter to volunteers, word for word in three languages (tests/volunteers/letters).

After a change of words run the tests once with OSL_WRITE_LETTERS=1, and read what has changed.
"""

import os
import re
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import icalendar
import pytest
import time_machine
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.clock import to_local
from osl.core.db import db
from osl.core.outbox import Composed, OutgoingLetter
from osl.volunteers.composing import about_assignment
from osl.volunteers.models import Assignment, Shift
from osl.volunteers.reminders import remind_volunteers
from osl.volunteers.shifts import (
    assign,
    cancel_shift,
    change_shift,
    decline,
    give_up,
    move_assignment,
)
from osl.volunteers.tasks import hours_on
from osl.volunteers.telling import LetterKind
from tests.cast import Cast
from tests.ideas.conftest import unit
from tests.volunteers.conftest import Offered, Tasked, do
from tests.volunteers.test_reminders import EVE
from tests.volunteers.test_shifts_at_the_desk import another

LETTERS = Path(__file__).with_name("letters")
LANGUAGES = ("pl", "en", "uk")
SECRET = re.compile(r"moje/\d+-[\w-]+")

Verb = Callable[..., Any]


@pytest.fixture
def anna(tasked: Tasked, offered: Offered) -> int:
    shift = tasked("Podlewanie ogrodu", place_note="Ogródek za świetlicą")
    return offered(shift, "Anna Nowa")


def composed(
    app: Flask, store: Session, kind: LetterKind, language: str = "pl", which: int = -1
) -> Composed | None:
    """The words of the last letter of a kind, as they would leave now."""
    ids = store.scalars(
        select(OutgoingLetter.id)
        .where(OutgoingLetter.kind == kind.code)
        .order_by(OutgoingLetter.id)
    ).all()
    with unit(app), force_locale(language):
        letter = db.session.get_one(OutgoingLetter, ids[which])
        letter.language = language
        return about_assignment(letter)


def with_shift(app: Flask, cast: Cast, assignment_id: int, verb: Verb, **more: Any) -> None:
    with unit(app):
        shift = db.session.get_one(Assignment, assignment_id).shift
        verb(shift, actor=db.session.get_one(User, cast.animator.id), **more)


def later(app: Flask, cast: Cast, assignment_id: int, hour: int = 18) -> None:
    """The same day at another hour."""
    starts_at, ends_at = hours_on(date(2027, 3, 10), time(hour), time(hour + 2))
    more = {"starts_at": starts_at, "ends_at": ends_at, "needed": 2, "note": "Weź rękawiczki"}
    with_shift(app, cast, assignment_id, change_shift, **more)


def reach(app: Flask, cast: Cast, anna: int, kind: LetterKind, clock: Any) -> None:
    """Do what this letter tells of."""
    if kind in (LetterKind.ASSIGNED, LetterKind.REMINDER, LetterKind.CHANGED, LetterKind.CANCELLED):
        do(app, anna, assign, actor=cast.animator)
    if kind is LetterKind.DECLINED:
        do(app, anna, decline, actor=cast.animator)
    elif kind is LetterKind.GIVEN_UP:
        do(app, anna, give_up)
    elif kind is LetterKind.CHANGED:
        later(app, cast, anna)
    elif kind is LetterKind.CANCELLED:
        with_shift(app, cast, anna, cancel_shift)
    elif kind is LetterKind.REMINDER:
        clock.move_to(EVE)
        with unit(app):
            remind_volunteers(EVE)


@pytest.mark.parametrize("kind", LetterKind)
def test_each_letter_says_what_holds_in_three_languages(
    app: Flask,
    cast: Cast,
    anna: int,
    store: Session,
    clock: time_machine.Traveller,
    kind: LetterKind,
) -> None:
    reach(app, cast, anna, kind, clock)
    for language in LANGUAGES:
        letter = composed(app, store, kind, language)
        assert letter is not None
        assert "Anna" not in letter.subject
        words = SECRET.sub("moje/SECRET", f"{letter.subject}\n\n{letter.body}")
        stored = LETTERS / f"{kind}.{language}.txt"
        if os.environ.get("OSL_WRITE_LETTERS"):
            LETTERS.mkdir(exist_ok=True)
            stored.write_text(words)
        assert words == stored.read_text(), f"{kind} in {language}"


def test_an_offer_not_settled_yet_hears_of_another_time_without_a_calendar_file(
    app: Flask, cast: Cast, anna: int, store: Session
) -> None:
    later(app, cast, anna)
    letter = composed(app, store, LetterKind.CHANGED)
    assert letter is not None
    assert letter.attachments == ()
    assert "na który czeka Twoje zgłoszenie" in letter.body


def entry(letter: Composed | None) -> Any:
    """What a calendar program reads in the attached file."""
    assert letter is not None
    (attached,) = letter.attachments
    (event,) = icalendar.Calendar.from_ical(attached.content).walk("VEVENT")
    return event


def test_the_calendar_moves_its_entry_and_shows_no_second_one(
    app: Flask, cast: Cast, anna: int, store: Session, clock: time_machine.Traveller
) -> None:
    do(app, anna, assign, actor=cast.animator)
    first = entry(composed(app, store, LetterKind.ASSIGNED))
    assert f"{to_local(first.decoded('dtstart')):%H:%M}" == "17:00"
    assert str(first["summary"]) == "Podlewanie ogrodu"
    assert str(first["location"]) == "Ogródek za świetlicą"
    assert str(first["class"]) == "PRIVATE"
    clock.shift(120)
    later(app, cast, anna)
    second = entry(composed(app, store, LetterKind.CHANGED))
    assert second["uid"] == first["uid"]
    assert second["sequence"] > first["sequence"]
    assert f"{to_local(second.decoded('dtstart')):%H:%M}" == "18:00"
    shift_id = store.get_one(Assignment, anna).shift_id
    other = another(app, cast, shift_id, (time(9), time(11)))
    clock.shift(120)
    with unit(app):
        move_assignment(
            db.session.get_one(Assignment, anna),
            db.session.get_one(Shift, other),
            actor=db.session.get_one(User, cast.animator.id),
        )
    third = entry(composed(app, store, LetterKind.CHANGED))
    assert third["uid"] == first["uid"]
    assert third["sequence"] > second["sequence"]


def test_the_calendar_of_a_called_off_shift_gets_no_file(
    app: Flask, cast: Cast, anna: int, store: Session, clock: time_machine.Traveller
) -> None:
    reach(app, cast, anna, LetterKind.CANCELLED, clock)
    letter = composed(app, store, LetterKind.CANCELLED)
    assert letter is not None
    assert letter.attachments == ()


def test_what_no_longer_holds_is_not_said(
    app: Flask, cast: Cast, anna: int, store: Session
) -> None:
    """Each time the letter had not left when things changed again."""
    do(app, anna, assign, actor=cast.animator)
    assert composed(app, store, LetterKind.OFFERED) is None  # they are taken on meanwhile
    later(app, cast, anna, 18)
    later(app, cast, anna, 19)
    assert composed(app, store, LetterKind.CHANGED, which=0) is None
    assert composed(app, store, LetterKind.CHANGED) is not None
    with_shift(app, cast, anna, cancel_shift)
    assert composed(app, store, LetterKind.CHANGED) is None
    assert composed(app, store, LetterKind.ASSIGNED) is None
    assert composed(app, store, LetterKind.CANCELLED) is not None


def test_whoever_gave_up_hears_no_more_of_the_shift(
    app: Flask, cast: Cast, anna: int, store: Session, clock: time_machine.Traveller
) -> None:
    do(app, anna, assign, actor=cast.animator)
    later(app, cast, anna)
    do(app, anna, give_up)
    with_shift(app, cast, anna, cancel_shift)
    for kind in (LetterKind.ASSIGNED, LetterKind.CHANGED):
        assert composed(app, store, kind) is None
    kinds = store.scalars(select(OutgoingLetter.kind).order_by(OutgoingLetter.id)).all()
    assert LetterKind.CANCELLED.code not in kinds
    assert composed(app, store, LetterKind.GIVEN_UP) is not None


def test_a_reminder_of_what_has_moved_is_not_sent(
    app: Flask, cast: Cast, anna: int, store: Session, clock: time_machine.Traveller
) -> None:
    reach(app, cast, anna, LetterKind.REMINDER, clock)
    later(app, cast, anna)
    assert composed(app, store, LetterKind.REMINDER) is None
