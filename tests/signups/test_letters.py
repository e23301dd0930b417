"""Every letter to people on a list, word for word in three languages (tests/signups/letters).

After a change of words run the tests once with OSL_WRITE_LETTERS=1, and read what has changed.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from osl.accounts.models import User
from osl.core import transactions
from osl.core.db import db
from osl.core.outbox import OutgoingLetter
from osl.events.cancellations import cancel_event
from osl.events.models import Event, Occurrence
from osl.messages.writing import write
from osl.signups.operations import withdraw
from osl.signups.reminders import send_reminders
from osl.signups.waiting import lapse_offers
from tests.cast import Cast
from tests.events.conftest import Planned, evening, weekly
from tests.signups.conftest import SignUp, act, open_event
from tests.signups.hearing import become_regular, change, step
from tests.signups.test_hearing_of_changes import (
    RAIN,
    call_off_first,
    call_on_first,
    course,
    elsewhere,
    later_by,
    put_off,
    rewrite,
)

LETTERS = Path(__file__).with_name("letters")
TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "signups" / "letters"
LANGUAGES = ("pl", "en", "uk")


@dataclass
class Town:
    """What the letters are about, and what can be done with it."""

    app: Flask
    cast: Cast
    planned: Planned
    signed_up: SignUp
    clock: time_machine.Traveller

    def event(self, **facts: Any) -> int:
        return open_event(self.planned, **facts)

    def free_a_place(self, **facts: Any) -> int:
        """Jan has let two places go, and Maria is the next in line."""
        event_id = self.event(**{"places": 2} | facts)
        jan = self.signed_up(event_id, "Jan Testowy", party_size=2)
        self.signed_up(event_id, party_size=facts.get("party", 1), waits=True)
        act(self.app, jan, withdraw)
        return event_id


def confirmed(town: Town) -> None:
    town.signed_up(
        town.event(places=5, what_to_bring="wygodne buty, wodę", contact_phone="000 000 007")
    )


def confirmed_course(town: Town) -> None:
    town.signed_up(town.event(when=course(), places=5), party_size=2)


def waiting(town: Town) -> None:
    event_id = town.event(places=1)
    town.signed_up(event_id, "Jan Testowy")
    town.signed_up(event_id, party_size=2, waits=True)


def moved_up(town: Town) -> None:
    town.free_a_place(fills_by_itself=True)


def offer(town: Town) -> None:
    town.free_a_place()


def offer_of_fewer(town: Town) -> None:
    event_id = town.event(places=2)
    jan = town.signed_up(event_id, "Jan Testowy")
    town.signed_up(event_id, "Ewa Próbna")
    town.signed_up(event_id, party_size=3, waits=True)
    act(town.app, jan, withdraw)


def offer_gone(town: Town) -> None:
    town.free_a_place()
    town.clock.shift(timedelta(hours=25))
    step(town.app, lapse_offers)


def withdrawn(town: Town) -> None:
    act(town.app, town.signed_up(town.event()), withdraw)


def repeated(town: Town) -> None:
    event_id = town.event()
    town.signed_up(event_id)
    town.clock.shift(timedelta(hours=1))
    town.signed_up(event_id)


def reminder(town: Town) -> None:
    town.signed_up(town.event(what_to_bring="wygodne buty"))
    town.clock.shift(timedelta(days=9))
    step(town.app, send_reminders)


def reminder_to_confirm(town: Town) -> None:
    town.signed_up(town.event(asks_to_confirm=True))
    town.clock.shift(timedelta(days=9))
    step(town.app, send_reminders)


def regular(town: Town) -> None:
    event_id = town.event(when=weekly(meeting_count=3), takes_regulars=True, places=1)
    second = _meeting(town, event_id, 1)
    town.signed_up(event_id, "Jan Testowy", meeting_id=second)
    become_regular(town.app, event_id, "Maria Wzorcowa")


def changed(town: Town) -> None:
    event_id = town.event()
    town.signed_up(event_id)

    def move(event: Event, actor: User) -> None:
        rewrite(
            event,
            actor,
            when=evening(date(2027, 3, 13), 10, 12),
            venue=None,
            place_note="Na skwerze",
        )

    change(town.app, town.cast, event_id, move)


def changed_place(town: Town) -> None:
    event_id = town.event()
    town.signed_up(event_id)
    change(town.app, town.cast, event_id, elsewhere)


def changed_off(town: Town) -> None:
    event_id, other = town.event(), town.event(title="Potańcówka", when=evening(date(2027, 3, 18)))
    town.signed_up(event_id)

    def call_off(event: Event, actor: User) -> None:
        instead = db.session.get_one(Event, other)
        cancel_event(event, reason=RAIN, replacement=instead, actor=actor)

    change(town.app, town.cast, event_id, call_off)


def changed_later(town: Town) -> None:
    event_id = town.event()
    town.signed_up(event_id)
    change(town.app, town.cast, event_id, put_off)


def changed_on_again(town: Town) -> None:
    event_id = town.event(when=weekly(meeting_count=2))
    town.signed_up(event_id)
    change(town.app, town.cast, event_id, call_off_first)
    change(town.app, town.cast, event_id, call_on_first)


def changed_new_date(town: Town) -> None:
    event_id = town.event(when=weekly(meeting_count=2))
    town.signed_up(event_id)
    change(town.app, town.cast, event_id, put_off)
    change(town.app, town.cast, event_id, later_by(0, hours=26))


def changed_many(town: Town) -> None:
    event_id = town.event(when=weekly(meeting_count=15), takes_regulars=True, places=None)
    become_regular(town.app, event_id, "Maria Wzorcowa")
    change(town.app, town.cast, event_id, elsewhere)


def _meeting(town: Town, event_id: int, number: int) -> int:
    with town.app.app_context():
        rows = select(Occurrence.id).where(Occurrence.event_id == event_id)
        return list(db.session.scalars(rows.order_by(Occurrence.starts_at)))[number]


WRITERS: tuple[Callable[[Town], None], ...] = (
    confirmed,
    confirmed_course,
    waiting,
    moved_up,
    offer,
    offer_of_fewer,
    offer_gone,
    withdrawn,
    repeated,
    reminder,
    reminder_to_confirm,
    regular,
    changed,
    changed_place,
    changed_off,
    changed_later,
    changed_on_again,
    changed_new_date,
    changed_many,
)


@pytest.fixture
def town(
    app: Flask,
    cast: Cast,
    planned: Planned,
    signed_up: SignUp,
    clock: time_machine.Traveller,
) -> Town:
    return Town(app, cast, planned, signed_up, clock)


def last_letter(app: Flask, language: str) -> str:
    """The newest letter to Maria in this language, as it leaves; what is secret left out."""
    with app.app_context(), transactions.unit():
        letter = db.session.scalars(
            select(OutgoingLetter)
            .where(OutgoingLetter.recipient == "maria@example.org")
            .order_by(OutgoingLetter.id.desc())
        ).first()
        assert letter is not None
        letter.language = language
        words = write(letter)
    assert words is not None
    text = re.sub(r"(/zapis/[zs]\d+)-[\w-]{43}", r"\1-…", words.text)
    return f"{words.subject}\n\n{text}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("writer", WRITERS, ids=lambda one: one.__name__)
def test_the_letter_reads_as_it_was_read_and_agreed(
    town: Town, writer: Callable[[Town], None], language: str
) -> None:
    writer(town)
    found = last_letter(town.app, language)
    stored = LETTERS / f"{writer.__name__}.{language}.txt"
    if os.environ.get("OSL_WRITE_LETTERS"):
        LETTERS.mkdir(exist_ok=True)
        stored.write_text(found)
    assert found == stored.read_text()
    assert "\n\n\n" not in found
    assert not re.search(r"[ \t]$", found, re.MULTILINE)


def test_every_letter_there_is_was_read() -> None:
    templates = {one.stem for one in TEMPLATES.glob("*.txt") if not one.stem.startswith("_")}
    assert templates <= {one.__name__ for one in WRITERS}
    stored = {one.name for one in LETTERS.glob("*.txt")}
    assert stored == {f"{one.__name__}.{code}.txt" for one in WRITERS for code in LANGUAGES}


def test_a_letter_with_a_place_brings_the_meeting_for_ones_calendar(town: Town) -> None:
    confirmed(town)
    with town.app.app_context(), transactions.unit():
        letter = db.session.scalars(select(OutgoingLetter)).one()
        words = write(letter)
    assert words is not None
    (file,) = words.attachments
    assert b"DTSTART;TZID=Europe/Warsaw:20270311T170000" in file.content
