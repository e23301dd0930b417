"""The page of an idea tells its story: every fact is one dated line, and nothing else is."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core.db import db
from osl.events.cancellations import cancel_event
from osl.events.models import Event, EventFormat
from osl.events.operations import publish_event
from osl.events.schedule import Repeated
from osl.ideas.answers import Answer, answer_idea
from osl.ideas.conversation import reply, settle_message
from osl.ideas.merging import merge_ideas, part_ideas
from osl.ideas.models import Idea, NotNowReason, Resource, Source, StepKind
from osl.ideas.operations import correct_idea, move_idea
from tests.browser import Browser
from tests.cast import Cast
from tests.events.conftest import Planned, evening, weekly
from tests.ideas.conftest import BENCH, SHELF, Given, act, linked, unit

TEAM = "Zespół społeczności „Wzgórze”"


def story(browser: Browser, number: int) -> list[str]:
    """The lines of the story without their dates and without what every team signs with."""
    page = browser.visit(f"/pomysly/{number}")
    lines = page.dom.with_class("story")[0].all("li")
    told = []
    for line in lines:
        day = line.with_class("story-day")[0].text
        told.append(line.text.removeprefix(day).removesuffix(TEAM).strip())
    return told


def days(browser: Browser, number: int) -> list[str]:
    page = browser.visit(f"/pomysly/{number}")
    return [one.text for one in page.dom.with_class("story-day")]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (Source.WEB, "na stronie"),
        (Source.STALL, "przy stoisku"),
        (Source.PAPER, "na papierze"),
        (Source.OPEN_HOURS, "na dyżurze"),
    ],
)
def test_it_begins_with_where_the_idea_was_heard(
    cast: Cast, given: Given, browser: Browser, source: Source, words: str
) -> None:
    number = given(BENCH, source=source, by=cast.animator)
    assert story(browser, number) == [f"Pomysł zgłoszony {words}"]
    assert days(browser, number) == ["poniedziałek, 1 marca 2027"]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer(StepKind.TALK, "Pytamy administrację."), "W rozmowie Pytamy administrację."),
        (
            Answer(StepKind.LOOKING, "Kto pomoże?", needs=((Resource.ROOM, ""),)),
            "Szukamy chętnych Kto pomoże?",
        ),
        (
            Answer(StepKind.HANDED_ON, "Odpowie.", to_whom="Zarząd dróg", on=date(2027, 2, 26)),
            "Przekazane: Zarząd dróg Dzień przekazania: piątek, 26 lutego 2027. Odpowie.",
        ),
        (
            Answer(StepKind.NOT_NOW, "Za rok spróbujemy.", reason=NotNowReason.MONEY),
            "Nie teraz Nie ma teraz na to pieniędzy. Za rok spróbujemy.",
        ),
        (Answer(StepKind.NEWS, "Byliśmy na miejscu."), "Co nowego Byliśmy na miejscu."),
    ],
)
def test_every_answer_of_the_team_is_a_signed_line(
    app: Flask, cast: Cast, given: Given, browser: Browser, answer: Answer, told: str
) -> None:
    number = given(BENCH)
    act(app, number, answer_idea, answer, actor=cast.animator)
    assert story(browser, number)[1:] == [told]
    page = browser.visit(f"/pomysly/{number}")
    assert page.dom.with_class("story")[0].all("li")[1].text.endswith(TEAM)
    assert cast.animator.name not in page.text  # the team answers, not one person


def test_what_others_answered_is_told_with_its_day(
    app: Flask, cast: Cast, given: Given, browser: Browser
) -> None:
    number = given(BENCH)
    handed = Answer(StepKind.HANDED_ON, "Odpowie.", to_whom="Zarząd dróg")
    theirs = Answer(
        StepKind.THEIR_ANSWER, "Będzie wiosną.", to_whom="Zarząd dróg", on=date(2027, 2, 28)
    )
    for answer in (handed, theirs):
        act(app, number, answer_idea, answer, actor=cast.animator)
    assert story(browser, number)[-1] == (
        "Odpowiedź: Zarząd dróg Odpowiedź z dnia: niedziela, 28 lutego 2027. Będzie wiosną."
    )


def test_an_event_is_planned_and_then_takes_place(
    app: Flask, cast: Cast, given: Given, planned: Planned, browser: Browser, clock: Any
) -> None:
    number = given(BENCH)
    event = planned(title="Stawiamy ławkę")
    linked(app, number, event, cast.animator)
    assert len(story(browser, number)) == 1  # a draft is nobody's business
    clock.shift(timedelta(days=1))
    with unit(app):
        publish_event(
            db.session.get_one(Event, event), actor=db.session.get_one(User, cast.animator.id)
        )
    planned_line = "Planujemy wydarzenie: czwartek, 11 marca 2027 Stawiamy ławkę"
    assert story(browser, number)[1:] == [planned_line]
    assert days(browser, number)[1] == "wtorek, 2 marca 2027"  # the day everybody could know
    clock.shift(timedelta(days=10))
    took_place = "Odbyło się: czwartek, 11 marca 2027 Stawiamy ławkę"
    assert story(browser, number)[1:] == [planned_line, took_place]
    assert "To się wydarzyło." in browser.visit(f"/pomysly/{number}").text


@pytest.mark.parametrize(
    ("schedule", "first", "last"),
    [
        (
            weekly(meeting_count=3),
            "Planujemy spotkania, pierwsze: czwartek, 4 marca 2027",
            "Odbyło się pierwsze spotkanie: czwartek, 4 marca 2027",
        ),
        (
            Repeated(weekly(meeting_count=3).rule, EventFormat.COURSE),
            "Planujemy spotkania, pierwsze: czwartek, 4 marca 2027",
            "Odbyły się wszystkie spotkania, ostatnie: czwartek, 18 marca 2027",
        ),
    ],
)
def test_a_series_says_which_of_its_meetings_it_means(
    app: Flask,
    cast: Cast,
    given: Given,
    planned: Planned,
    browser: Browser,
    clock: Any,
    schedule: Repeated,
    first: str,
    last: str,
) -> None:
    number = given(BENCH)
    linked(app, number, planned(schedule, published=True, title="Chór"), cast.animator)
    clock.shift(timedelta(days=30))
    assert story(browser, number)[1:] == [f"{first} Chór", f"{last} Chór"]


def test_an_event_that_is_called_off_is_told_with_the_reason(
    app: Flask, cast: Cast, given: Given, planned: Planned, browser: Browser
) -> None:
    number = given(BENCH)
    event = planned(published=True, title="Stawiamy ławkę")
    linked(app, number, event, cast.animator)
    with unit(app):
        cancel_event(
            db.session.get_one(Event, event),
            reason="Burza",
            actor=db.session.get_one(User, cast.animator.id),
        )
    assert story(browser, number)[-1] == "Wydarzenie odwołane Burza Stawiamy ławkę"


def test_a_reply_of_the_author_is_told_once_the_team_shows_it(
    app: Flask, cast: Cast, given: Given, browser: Browser
) -> None:
    number = given(BENCH, email="anna@example.org", name="Anna Przykładowa")
    with unit(app):
        message = reply(db.session.get_one(Idea, number), "Chodzi o północną stronę.")
        db.session.flush()
        assert len(message.text) > 0
    assert len(story(browser, number)) == 1
    act(app, number, show_replies, actor=cast.animator)
    assert story(browser, number)[1:] == [
        "Odpowiedź osoby, która dała pomysł Chodzi o północną stronę."
    ]
    assert "Przykładowa" not in browser.visit(f"/pomysly/{number}").dom.all("main")[0].text


def show_replies(idea: Idea, *, actor: User) -> None:
    for message in idea.messages:
        settle_message(message, shown=True, actor=actor)


def test_putting_in_order_leaves_a_trace(
    app: Flask, cast: Cast, given: Given, browser: Browser, clock: Any
) -> None:
    number, other = given(BENCH), given(SHELF)

    def together(verb: Any, *numbers: int) -> None:
        clock.shift(timedelta(minutes=1))
        with unit(app):
            ideas = [db.session.get_one(Idea, one) for one in numbers]
            verb(*ideas, actor=db.session.get_one(User, cast.organiser.id))

    act(app, number, correct_idea, BENCH[0], "Inne słowa.", actor=cast.animator)
    together(merge_ideas, other, number)
    assert story(browser, other)[1:] == [f"Połączony z innym pomysłem {BENCH[0]}"]
    together(part_ideas, other)
    clock.shift(timedelta(minutes=1))
    act(app, number, moved_to_ostrowiecka, cast, actor=cast.organiser)
    page = browser.visit(f"/pomysly/{number}")
    lines = [one.all("h3")[0].text for one in page.dom.with_class("story")[0].all("li")]
    assert lines == [
        "Pomysł zgłoszony na stronie",
        "Zespół poprawił treść",
        "Dołączył podobny pomysł",
        "Znowu jest osobnym pomysłem",
        "Przeniesiony do społeczności: Sąsiedzi z Ostrowieckiej",
    ]
    assert "Zespół społeczności „Sąsiedzi z Ostrowieckiej”" in page.text


def moved_to_ostrowiecka(idea: Idea, cast: Cast, *, actor: User) -> None:
    move_idea(idea, db.session.get_one(Community, cast.ostrowiecka.id), actor=actor)


def test_the_story_goes_by_time_whatever_came_first_to_mind(
    app: Flask, cast: Cast, given: Given, planned: Planned, browser: Browser, clock: Any
) -> None:
    number = given(BENCH)
    event = planned(evening(date(2027, 3, 4)), published=True, title="Stawiamy ławkę")
    clock.shift(timedelta(days=1))
    act(app, number, answer_idea, Answer(StepKind.TALK, "Raz."), actor=cast.animator)
    clock.shift(timedelta(days=1))
    linked(app, number, event, cast.animator)
    clock.shift(timedelta(days=3))
    act(app, number, answer_idea, Answer(StepKind.NEWS, "Stoi."), actor=cast.animator)
    headings = [line.partition(":")[0] for line in story(browser, number)]
    assert headings == [
        "Pomysł zgłoszony na stronie",
        "W rozmowie Raz.",
        "Planujemy wydarzenie",
        "Odbyło się",
        "Co nowego Stoi.",
    ]
