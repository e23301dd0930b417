"""The morning after, whoever came is asked by letter: once, and with everybody's address.

After a change of words run the tests once with OSL_WRITE_LETTERS=1, and read what has changed.
"""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.outbox import OutgoingLetter
from osl.events.cancellations import cancel_event
from osl.events.models import Event
from osl.groups.models import Group, GroupKind, group_event
from osl.logbook.attendance import ABSENT, PRESENT, note_presence
from osl.surveys.asking import ask_after_meetings
from osl.surveys.composing import about_meeting
from osl.surveys.operations import ask_by_letter, close_survey
from tests.cast import Cast
from tests.ideas.conftest import unit
from tests.logbook.conftest import Held, act, person
from tests.surveys.conftest import Opened, at_survey

LETTERS = Path(__file__).with_name("letters")
LANGUAGES = ("pl", "en", "uk")
CODE = re.compile(r"ankieta/\d+-[\w-]+")


@pytest.fixture
def asked(app: Flask, cast: Cast, workshop: int, held: Held, opened: Opened) -> tuple[int, int]:
    """A workshop with a survey that asks by letter, and two people with a place: the numbers of
    the meeting and the survey."""
    meeting = held("Anna Przykładowa", "Jan Testowy")
    survey = opened(workshop)
    at_survey(app, survey, ask_by_letter, actor=cast.animator, yes=True)
    return meeting, survey


def next_morning(app: Flask, clock: time_machine.Traveller, *, days: int = 1) -> int:
    clock.shift(timedelta(days=days))
    with unit(app):
        return ask_after_meetings(utcnow())


def written_to(store: Session) -> list[str]:
    rows = select(OutgoingLetter).where(OutgoingLetter.kind == "surveys.asking")
    return sorted(one.recipient for one in store.scalars(rows))


def test_those_with_a_place_are_asked_where_nobody_was_marked_and_only_once(
    app: Flask, asked: tuple[int, int], clock: time_machine.Traveller, store: Session
) -> None:
    with unit(app):
        assert ask_after_meetings(utcnow()) == 0  # the meeting has only begun
    assert next_morning(app, clock) == 2
    assert next_morning(app, clock) == 0
    assert written_to(store) == ["anna@example.org", "jan@example.org"]


def test_only_those_marked_present_are_asked(
    app: Flask, cast: Cast, asked: tuple[int, int], clock: time_machine.Traveller, store: Session
) -> None:
    meeting, _survey = asked
    for name, presence in (("Anna Przykładowa", PRESENT), ("Jan Testowy", ABSENT)):
        act(app, meeting, note_presence, person(store, name), presence, actor=cast.animator)
    assert next_morning(app, clock, days=3) == 1
    assert written_to(store) == ["anna@example.org"]


def test_nobody_is_asked_of_what_is_closed_called_off_or_long_past(
    app: Flask,
    cast: Cast,
    asked: tuple[int, int],
    workshop: int,
    clock: time_machine.Traveller,
    store: Session,
) -> None:
    _meeting, survey = asked
    assert next_morning(app, clock, days=6) == 0  # the job was off for days: too late
    clock.shift(timedelta(days=-5))
    at_survey(app, survey, close_survey, actor=cast.animator)
    with unit(app):
        assert ask_after_meetings(utcnow()) == 0
    assert written_to(store) == []


def test_a_meeting_that_was_called_off_asks_nobody(
    app: Flask,
    cast: Cast,
    asked: tuple[int, int],
    workshop: int,
    clock: time_machine.Traveller,
) -> None:
    with unit(app):
        event = db.session.get_one(Event, workshop)
        cancel_event(event, reason="Burza", actor=db.session.get_one(User, cast.organiser.id))
    assert next_morning(app, clock) == 0


def test_a_letter_is_not_sent_once_the_survey_is_closed(
    app: Flask, cast: Cast, asked: tuple[int, int], clock: time_machine.Traveller, store: Session
) -> None:
    next_morning(app, clock)
    at_survey(app, asked[1], close_survey, actor=cast.animator)
    with unit(app):
        letters = db.session.scalars(
            select(OutgoingLetter).where(OutgoingLetter.kind == "surveys.asking")
        ).all()
        assert [about_meeting(one) for one in letters] == [None, None]


def test_people_of_a_self_help_group_are_never_written_to(
    app: Flask,
    cast: Cast,
    workshop: int,
    asked: tuple[int, int],
    clock: time_machine.Traveller,
    store: Session,
) -> None:
    with unit(app):
        group = Group(
            name="Wtorkowe rozmowy", kind=GroupKind.SELF_HELP, community_id=cast.wzgorze.id
        )
        db.session.add(group)
        db.session.flush()
        db.session.execute(group_event.insert().values(group_id=group.id, event_id=workshop))
    assert next_morning(app, clock) == 0
    with pytest.raises(DomainError, match="grupa samopomocowa"):
        at_survey(app, asked[1], ask_by_letter, actor=cast.animator, yes=True)


def test_the_letter_reads_as_it_was_read_and_agreed(
    app: Flask, asked: tuple[int, int], clock: time_machine.Traveller
) -> None:
    next_morning(app, clock)
    for language in LANGUAGES:
        with unit(app), force_locale(language):
            letter = db.session.scalars(
                select(OutgoingLetter)
                .where(OutgoingLetter.kind == "surveys.asking")
                .order_by(OutgoingLetter.id)
            ).first()
            assert letter is not None
            letter.language = language
            words = about_meeting(letter)
        assert words is not None
        assert "Anna" not in words.subject + words.body
        found = CODE.sub("ankieta/…", f"{words.subject}\n\n{words.body}")
        stored = LETTERS / f"asking.{language}.txt"
        if os.environ.get("OSL_WRITE_LETTERS"):
            LETTERS.mkdir(exist_ok=True)
            stored.write_text(found)
        assert found == stored.read_text(), language
