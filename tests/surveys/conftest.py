"""Surveys for tests: one line opens one after a meeting, one line answers it."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.db import db
from osl.events.models import Event, Occurrence
from osl.surveys.answers import Sheet
from osl.surveys.answers import answer as count_answer
from osl.surveys.links import secret_of
from osl.surveys.models import AnswerCount, Question, SheetCount, SheetKind, Survey
from osl.surveys.operations import start_survey
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.ideas.conftest import unit
from tests.logbook.conftest import (  # noqa: F401 - fixtures of this folder too
    TODAY,
    Planned,
    at_once,
    clock,
    empty_shelf,
    evening,
    held,
    meeting_of,
    picnic,
    planned,
    signed_up,
    weekly,
    workshop,
)

RATING, USEFUL, AGAIN = (
    "Jak Ci się podobało to spotkanie?",
    "Czy coś z tego spotkania Ci się przyda?",
    "Czy przyjdziesz znowu?",
)
CHANGE = "Co zmienić albo dodać?"

Opened = Callable[..., int]


@pytest.fixture
def opened(app: Flask, cast: Cast, clock: time_machine.Traveller) -> Opened:  # noqa: F811
    """Open the survey of an event and let its meeting begin; gives the survey's number."""

    def do(event_id: int, *, begun: bool = True) -> int:
        with unit(app):
            event = db.session.get_one(Event, event_id)
            actor = db.session.get_one(User, cast.animator.id)
            survey = start_survey(event, actor=actor)
            starts_at = event.occurrences[0].starts_at
            number = survey.id
        if begun:
            clock.move_to(starts_at)
        return number

    return do


def address(app: Flask, survey_id: int) -> str:
    with unit(app):
        return f"/ankieta/{secret_of(db.session.get_one(Survey, survey_id))}"


def at_survey(
    app: Flask, survey_id: int, verb: Callable[..., Any], *parts: Any, **more: Any
) -> Any:
    """Let somebody of the team do something with a survey."""
    with unit(app):
        if "actor" in more:
            more["actor"] = db.session.get_one(User, more["actor"].id)
        return verb(db.session.get_one(Survey, survey_id), *parts, **more)


def give(app: Flask, survey_id: int, meeting_id: int, *values: int, words: str = "") -> None:
    """One person's answers, in the order of the questions; 0 for none."""
    with unit(app):
        survey = db.session.get_one(Survey, survey_id)
        ids = [one.id for one in survey.questions]
        given = {number: value for number, value in zip(ids, values, strict=False) if value}
        sheet = Sheet(given, {ids[-1]: words} if words else {})
        count_answer(survey, db.session.get_one(Occurrence, meeting_id), sheet)


def counts(store: Session, sheets: SheetKind = SheetKind.ONLINE) -> dict[str, dict[int, int]]:
    """Of each question, how many gave which answer."""
    rows = (
        select(Question.text, AnswerCount.value, AnswerCount.people)
        .join(Question, Question.id == AnswerCount.question_id)
        .where(AnswerCount.sheets == sheets, AnswerCount.people > 0)
        .order_by(AnswerCount.id)
    )
    found: dict[str, dict[int, int]] = {}
    for text, value, people in store.execute(rows):
        found.setdefault(text, {})[value] = people
    return found


def sheets(store: Session) -> dict[str, int]:
    """How many answered on the phone and on paper."""
    rows = select(SheetCount).order_by(SheetCount.id)
    return {one.sheets.value: one.people for one in store.scalars(rows)}


def fill_in(visitor: Browser, where: str, **answers: Any) -> Page:
    """Answer on the page, as whoever came does."""
    values = {RATING: "Bardzo dobrze"} | answers.pop("values", {})
    return visitor.visit(where).submit("Wyślij odpowiedź", values)
