"""What became of an idea follows from answers and events: nobody ticks it."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.clock import utcnow
from osl.core.db import db
from osl.events.cancellations import cancel_event
from osl.events.models import Event
from osl.events.operations import publish_event
from osl.ideas.answers import Answer, answer_idea
from osl.ideas.merging import merge_ideas, part_ideas
from osl.ideas.models import Idea, IdeaState, NotNowReason, Resource, StepKind
from osl.ideas.supports import support_idea, withdraw_support
from tests.cast import Cast
from tests.events.conftest import Planned
from tests.ideas.conftest import BENCH, SHELF, Given, act, linked, unit

TALK = Answer(StepKind.TALK, "Rozmawiamy z administracją osiedla.")
LOOKING = Answer(StepKind.LOOKING, "Szukamy osoby.", needs=((Resource.LEADER, ""),))
HANDED = Answer(StepKind.HANDED_ON, "Zarządca odpowie.", to_whom="Zarząd osiedla")
NOT_NOW = Answer(StepKind.NOT_NOW, "Nie ma miejsca.", reason=NotNowReason.PLACE)


def state(store: Session, idea_id: int) -> IdeaState:
    store.expire_all()
    return store.get_one(Idea, idea_id).state_at(utcnow())


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([], IdeaState.NEW),
        ([TALK], IdeaState.TALK),
        ([TALK, LOOKING], IdeaState.LOOKING),
        ([LOOKING, HANDED], IdeaState.HANDED_ON),
        ([HANDED, Answer(StepKind.THEIR_ANSWER, "Będzie wiosną.")], IdeaState.HANDED_ON),
        ([TALK, NOT_NOW], IdeaState.NOT_NOW),
        ([NOT_NOW, TALK], IdeaState.TALK),
        ([TALK, Answer(StepKind.NEWS, "Byliśmy na miejscu.")], IdeaState.TALK),
    ],
)
def test_the_last_answer_says_how_far_an_idea_has_come(
    app: Flask, cast: Cast, given: Given, store: Session, answers: list[Answer], expected: Any
) -> None:
    number = given()
    for answer in answers:
        act(app, number, answer_idea, answer, actor=cast.animator)
    assert state(store, number) is expected


def test_an_idea_is_planned_when_its_event_is_published_and_done_when_it_is_over(
    app: Flask, cast: Cast, given: Given, planned: Planned, store: Session, clock: Any
) -> None:
    number = given()
    act(app, number, answer_idea, TALK, actor=cast.animator)
    event_id = planned()
    linked(app, number, event_id, cast.animator)
    assert state(store, number) is IdeaState.TALK  # a draft is nobody's answer

    with unit(app):
        publish_event(
            db.session.get_one(Event, event_id), actor=db.session.get_one(User, cast.animator.id)
        )
    assert state(store, number) is IdeaState.PLANNED
    over = store.get_one(Idea, number).done_at
    assert over is not None
    clock.move_to(over + timedelta(minutes=1))
    assert state(store, number) is IdeaState.DONE


def test_an_event_that_is_called_off_answers_nothing(
    app: Flask, cast: Cast, given: Given, planned: Planned, store: Session
) -> None:
    number = given()
    act(app, number, answer_idea, LOOKING, actor=cast.animator)
    event_id = planned(published=True)
    linked(app, number, event_id, cast.animator)
    assert state(store, number) is IdeaState.PLANNED
    with unit(app):
        cancel_event(
            db.session.get_one(Event, event_id),
            reason="Burza",
            actor=db.session.get_one(User, cast.animator.id),
        )
    assert state(store, number) is IdeaState.LOOKING


def test_a_merged_idea_brings_its_supporters_once_and_takes_them_back(
    app: Flask, cast: Cast, given: Given, store: Session
) -> None:
    bench, other = given(BENCH), given(SHELF)
    for voter in ("a", "b"):
        act(app, bench, support_idea, voter, network="n")
    for voter in ("b", "c"):
        act(app, other, support_idea, voter, network="n")

    with unit(app):
        merge_ideas(
            db.session.get_one(Idea, other),
            db.session.get_one(Idea, bench),
            actor=db.session.get_one(User, cast.organiser.id),
        )
    assert store.get_one(Idea, bench).supporters == 3
    act(app, other, support_idea, "d", network="n")  # an old link: it counts where people are led
    act(app, other, withdraw_support, "b")
    store.expire_all()
    assert store.get_one(Idea, bench).supporters == 3

    act(app, other, part_ideas, actor=cast.organiser)
    store.expire_all()
    assert store.get_one(Idea, bench).supporters == 2  # a and d
    assert store.get_one(Idea, other).supporters == 1  # c
