"""The demo town's ideas: every state and source, what waits for the team, and invented people."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.demo import thoughts
from osl.demo.operations import load_demo_town
from osl.demo.rhythms import CHAIR_YOGA
from osl.events.models import Event
from osl.ideas.models import (
    CallForIdeas,
    FormalKind,
    Idea,
    IdeaCall,
    IdeaEvent,
    IdeaMessage,
    IdeaNeed,
    IdeaOffer,
    IdeaState,
    IdeaSupport,
    MessageKind,
    Moderation,
    NotNowReason,
    Resource,
    Source,
    Suspicion,
)
from osl.people.words import phone_shown
from tests.browser import Browser
from tests.conftest import on_this_database

MOMENTS = (
    datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
    datetime(2027, 1, 19, 5, tzinfo=UTC),
    datetime(2027, 5, 4, 12, tzinfo=UTC),
    datetime(2027, 8, 30, 21, tzinfo=UTC),
)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2027, 3, 1, 9, tzinfo=UTC), tick=True) as traveller:
        yield traveller


@pytest.fixture
def town(app: Flask, clock: time_machine.Traveller, demo_town: Callable[[], None]) -> Flask:
    demo_town()
    return app


def idea(store: Session, title: str) -> Idea:
    return store.scalars(select(Idea).where(Idea.title == title)).one()


def events_of(store: Session, title: str) -> list[str]:
    statement = (
        select(Event.title)
        .join(IdeaEvent, IdeaEvent.event_id == Event.id)
        .where(IdeaEvent.idea_id == idea(store, title).id)
    )
    return list(store.scalars(statement))


@pytest.mark.parametrize("moment", on_this_database(MOMENTS), ids=lambda m: f"{m:%Y-%m-%d}")
def test_every_state_and_source_is_there_on_any_day(
    app: Flask, store: Session, moment: datetime
) -> None:
    with time_machine.travel(moment, tick=True):
        with app.app_context():
            load_demo_town()
        ideas = store.scalars(select(Idea)).all()
        published = [one for one in ideas if one.is_published]
        assert {one.state_at(moment) for one in published} == set(IdeaState)
        assert {one.source for one in ideas} == set(Source)
        assert {one.moderation for one in ideas} == set(Moderation)
        assert all(one.given_at < moment for one in ideas)


def test_the_ideas_of_the_table_became_what_it_says(town: Flask, store: Session) -> None:
    now = datetime.now(UTC)
    states = {
        title: idea(store, title).state_at(now)
        for title in (
            thoughts.BENCH,
            thoughts.SHELF,
            thoughts.GAMES,
            thoughts.ALLOTMENTS,
            thoughts.LAMP,
        )
    }
    assert states == {
        "Ławka przed blokiem dla osób o kulach": IdeaState.HANDED_ON,
        "Półka z książkami w świetlicy": IdeaState.DONE,
        "Wieczór gier dla młodzieży": IdeaState.LOOKING,
        "Wspólne wyjazdy na działki po warzywa": IdeaState.TALK,
        "Lampa nad przejściem": IdeaState.HANDED_ON,
    }
    assert idea(store, thoughts.POOL).steps[-1].reason is NotNowReason.MONEY
    bench = idea(store, thoughts.BENCH)
    assert [step.to_whom for step in bench.steps if step.to_whom] == ["zarządca bloku"]
    needed = store.scalars(select(IdeaNeed.resource).order_by(IdeaNeed.id)).all()
    assert needed == [Resource.LEADER, Resource.ROOM]
    games = idea(store, thoughts.GAMES).id
    offered = store.scalars(select(IdeaOffer.resource).where(IdeaOffer.idea_id == games)).all()
    assert offered == [Resource.HANDS]


def test_events_answer_ideas_in_every_way(town: Flask, store: Session) -> None:
    together = events_of(store, thoughts.TEA)
    assert together == events_of(store, thoughts.BOARD_GAMES) != []
    assert events_of(store, thoughts.SITTING) == [CHAIR_YOGA]
    assert events_of(store, thoughts.SHELF) == ["Półka na książki: skręcamy i układamy"]
    (draft,) = events_of(store, thoughts.SEEDLINGS)
    published_at = store.scalars(select(Event.published_at).where(Event.title == draft)).one()
    assert published_at is None
    assert idea(store, thoughts.SEEDLINGS).state_at(datetime.now(UTC)) is IdeaState.TALK


def test_the_second_bench_points_on_and_nobody_counts_twice(town: Flask, store: Session) -> None:
    bench, again = idea(store, thoughts.BENCH), idea(store, thoughts.BENCH_AGAIN)
    assert again.merged_into_id == bench.id
    given = store.scalar(
        select(func.count(IdeaSupport.id)).where(IdeaSupport.idea_id.in_([bench.id, again.id]))
    )
    assert given == 17 + 5 + 1
    assert bench.supporters == given - 2
    assert again.supporters == 5


def test_supporters_are_between_three_and_twenty_or_so_and_some_confirmed(
    town: Flask, store: Session
) -> None:
    published = [one for one in store.scalars(select(Idea)) if one.is_published]
    assert all(3 <= one.supporters <= 21 for one in published)
    assert sum(one.confirmed_supporters > 0 for one in published) >= 10


def test_something_of_everything_waits_for_the_team(
    town: Flask, browser: Browser, store: Session
) -> None:
    now = datetime.now(UTC)
    unread = [one for one in store.scalars(select(Idea)) if one.is_waiting]
    assert {one.source for one in unread} == {Source.WEB, Source.PAPER}
    assert {one.suspicion for one in unread} == {Suspicion.NONE, Suspicion.LINKS}
    hidden = store.scalars(select(Idea).where(Idea.moderation == Moderation.HIDDEN)).one()
    assert hidden.title == thoughts.NOISE
    assert browser.visit(f"/wydarzenia?szukaj={thoughts.NOISE}").links.get(thoughts.NOISE) is None
    complaint, request = idea(store, thoughts.COMPLAINT), idea(store, thoughts.REQUEST)
    assert complaint.formal_kind is FormalKind.COMPLAINT
    assert complaint.formal_to == "sekretariat centrum"
    assert complaint.formal_handed_on is not None
    assert complaint.formal_closed_on is None
    assert now - complaint.given_at > timedelta(days=30)
    assert request.formal_kind is FormalKind.REQUEST
    assert request.formal_handed_on is None
    assert now - request.given_at > timedelta(days=14)
    silent = [
        one
        for one in store.scalars(select(Idea).where(Idea.answered_at.is_(None)))
        if one.is_published and not one.is_merged and now - one.given_at > timedelta(days=30)
    ]
    assert [one.title for one in silent] == [thoughts.BIKES]
    assert idea(store, thoughts.DUMPLINGS).proposed_at is not None
    waiting = store.scalars(
        select(IdeaMessage.kind).where(
            IdeaMessage.moderation == Moderation.WAITING,
            IdeaMessage.kind != MessageKind.QUESTION,
        )
    ).all()
    assert waiting == [MessageKind.COMMENT]
    calls = select(IdeaCall).where(IdeaCall.closed_at.is_(None)).order_by(IdeaCall.id)
    to_call = store.scalars(calls).all()
    assert [call.idea.title for call in to_call] == [thoughts.BENCH, thoughts.TEA]


def test_one_call_takes_ideas_and_one_has_its_result(town: Flask, store: Session) -> None:
    today = datetime.now(UTC).date()
    calls = store.scalars(select(CallForIdeas).order_by(CallForIdeas.id)).all()
    assert [call.is_open_on(today) for call in calls] == [False, True]
    assert [bool(call.result) for call in calls] == [True, False]
    answered = store.scalars(select(Idea.title).where(Idea.call_id == calls[0].id)).all()
    assert set(answered) == {thoughts.POOL, thoughts.FRIDGE}


def test_residents_see_them_where_they_look(town: Flask, browser: Browser, store: Session) -> None:
    front = browser.visit("/")
    assert {thoughts.DUMPLINGS, thoughts.REPAIRS, thoughts.OPEN_CALL} <= set(front.links)
    assert not {thoughts.CINEMA, thoughts.ADVERT, thoughts.COMPLAINT} & set(front.links)
    evening = store.scalars(select(Event).where(Event.title.startswith("Herbata"))).one()
    page = browser.visit(f"/wydarzenia/{evening.id}")
    assert {thoughts.TEA, thoughts.BOARD_GAMES} <= set(page.links)


def test_the_log_tells_it_in_order(town: Flask, store: Session) -> None:
    entries = store.scalars(
        select(AuditEntry).where(AuditEntry.subject_type == "idea").order_by(AuditEntry.id)
    ).all()
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    shelf = idea(store, thoughts.SHELF).id
    told = [entry.action for entry in entries if entry.subject_id == shelf]
    assert [one for one in told if "support" not in one] == [
        "idea.entered",
        "idea.published",
        "idea.answered",
        "idea.linked",
        "idea.answered",
    ]
    assert told.count("idea.supported") == 9


def test_nobody_real_gave_or_supported_an_idea(town: Flask, store: Session) -> None:
    emails = set(store.scalars(select(IdeaSupport.email).where(IdeaSupport.email != "")))
    people = [one.person for one in store.scalars(select(Idea)) if one.person is not None]
    emails |= {person.email for person in people if person.email}
    assert emails
    assert all(email.endswith("@example.org") for email in emails)
    phones = {phone_shown(person.phone) for person in people if person.phone}
    assert phones
    assert all(phone.startswith("000 000") for phone in phones)
