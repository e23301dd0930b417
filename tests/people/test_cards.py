"""What a card takes and what it refuses, whoever fills it in."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.core.errors import DomainError
from osl.people.cards import (
    CardFacts,
    CardIsThere,
    add_talents,
    make_card,
    note_leader_step,
    remove_leader_step,
    rename_talent,
    retire_talent,
    write_card,
)
from osl.people.models import Card, Channel, LeaderStatus, LeaderStep, Person, Talent, TalentKind
from osl.people.operations import Known, meet_person
from osl.people.queries import card_of, contacts_of, talents, talents_of
from tests.cast import Cast
from tests.events.conftest import clock  # noqa: F401 - today is 1 March 2027
from tests.ideas.conftest import unit

AGREED = date(2027, 2, 20)
TOMORROW = date(2027, 3, 2)

Do = Callable[..., Any]


@pytest.fixture
def anna(app: Flask, cast: Cast) -> int:
    with unit(app):
        return meet_person(
            Known("Anna Testowa", "600100200"),
            channel=Channel.PHONE,
            community_ids=[cast.wzgorze.id],
            actor=None,
        ).id


@pytest.fixture
def do(app: Flask, cast: Cast, anna: int) -> Do:
    """Let the animator do something with Anna."""

    def act(verb: Do, *parts: Any) -> Any:
        with unit(app):
            actor = db.session.get_one(User, cast.animator.id)
            return verb(db.session.get_one(Person, anna), *parts, actor=actor)

    return act


def actions(store: Session) -> list[str]:
    return list(store.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_card_is_made_once(do: Do, store: Session) -> None:
    do(make_card, CardFacts(AGREED, own_words="Piekę chleb."))
    with pytest.raises(CardIsThere):
        do(make_card, CardFacts(AGREED, own_words="Nic."))

    assert store.scalars(select(Card.own_words)).all() == ["Piekę chleb."]
    assert actions(store) == ["card.made"]


def test_the_log_holds_numbers_and_no_name(do: Do, store: Session, anna: int) -> None:
    do(make_card, CardFacts(AGREED))
    do(note_leader_step, LeaderStatus.NOTICED, AGREED)

    for entry in store.scalars(select(AuditEntry)):
        assert "Anna" not in str(entry.details)
    first = store.scalars(select(AuditEntry.details).order_by(AuditEntry.id)).first()
    assert first == {"person": anna}


def test_writing_the_same_again_leaves_no_trace(do: Do, store: Session) -> None:
    do(write_card, CardFacts(AGREED, own_words="Piekę chleb."))
    do(write_card, CardFacts(AGREED, own_words="Piekę chleb."))

    assert actions(store) == ["card.made"]
    assert store.scalars(select(Card.version)).all() == [1]


def test_another_talent_is_a_new_version_of_the_card(
    app: Flask, do: Do, store: Session, cast: Cast
) -> None:
    with unit(app):
        organiser = db.session.get_one(User, cast.organiser.id)
        chess = add_talents(TalentKind.LIKES, ["szachy"], actor=organiser)[0]
        db.session.flush()
        chess_id = chess.id
    do(write_card, CardFacts(AGREED))
    do(write_card, CardFacts(AGREED, talent_ids=[chess_id], contact_ids=[cast.animator.id]))

    assert store.scalars(select(Card.version)).all() == [2]
    assert actions(store)[-1] == "card.changed"


@pytest.mark.parametrize(
    "facts", [CardFacts(TOMORROW), CardFacts(AGREED, met_on=TOMORROW)], ids=["agreed", "met"]
)
def test_no_day_on_a_card_is_still_to_come(do: Do, store: Session, facts: CardFacts) -> None:
    with pytest.raises(DomainError):
        do(write_card, facts)

    assert store.scalars(select(Card)).all() == []
    assert actions(store) == []


def test_nobody_brings_themselves(do: Do, store: Session, anna: int) -> None:
    with pytest.raises(DomainError):
        do(write_card, CardFacts(AGREED, brought_by_id=anna))

    assert store.scalars(select(Card)).all() == []


def test_what_is_not_picked_any_more_goes(app: Flask, do: Do, anna: int, cast: Cast) -> None:
    with unit(app):
        organiser = db.session.get_one(User, cast.organiser.id)
        made = add_talents(TalentKind.TEACHES, ["szachy", "brydż"], actor=organiser)
        db.session.flush()
        chess, bridge = [one.id for one in made]
    do(write_card, CardFacts(AGREED, talent_ids=[chess], contact_ids=[cast.animator.id]))
    do(write_card, CardFacts(AGREED, talent_ids=[bridge], contact_ids=[cast.organiser.id]))

    with app.app_context():
        person = db.session.get_one(Person, anna)
        assert [one.name for one in talents_of(person)] == ["brydż"]
        assert [one.id for one in contacts_of(person)] == [cast.organiser.id]


class TestLeaderSteps:
    @pytest.fixture(autouse=True)
    def card(self, do: Do) -> None:
        do(make_card, CardFacts(AGREED))

    def stands(self, app: Flask, anna: int) -> tuple[LeaderStatus | None, date | None]:
        with app.app_context():
            card = card_of(db.session.get_one(Person, anna))
            assert card is not None
            return card.leader_status, card.leader_since

    def test_the_card_shows_the_latest_by_date_and_not_by_entry(
        self, app: Flask, do: Do, anna: int
    ) -> None:
        do(note_leader_step, LeaderStatus.ACTIVE, date(2027, 2, 1))
        do(note_leader_step, LeaderStatus.NOTICED, date(2026, 5, 1))

        assert self.stands(app, anna) == (LeaderStatus.ACTIVE, date(2027, 2, 1))

    def test_of_two_on_one_day_the_later_entry_holds(self, app: Flask, do: Do, anna: int) -> None:
        do(note_leader_step, LeaderStatus.NOTICED, AGREED)
        do(note_leader_step, LeaderStatus.TALKED_WITH, AGREED)

        assert self.stands(app, anna) == (LeaderStatus.TALKED_WITH, AGREED)

    def test_the_same_step_is_noted_once(self, do: Do, store: Session) -> None:
        do(note_leader_step, LeaderStatus.NOTICED, AGREED)
        do(note_leader_step, LeaderStatus.NOTICED, AGREED)

        assert len(store.scalars(select(LeaderStep)).all()) == 1
        assert actions(store).count("leader.step") == 1

    def test_today_is_a_day_and_tomorrow_is_not_yet(self, do: Do, store: Session) -> None:
        do(note_leader_step, LeaderStatus.NOTICED, date(2027, 3, 1))
        with pytest.raises(DomainError):
            do(note_leader_step, LeaderStatus.ACTIVE, TOMORROW)

        assert store.scalars(select(LeaderStep.since_on)).all() == [date(2027, 3, 1)]

    def test_a_step_taken_back_leaves_the_one_before(
        self, app: Flask, do: Do, anna: int, cast: Cast
    ) -> None:
        do(note_leader_step, LeaderStatus.NOTICED, date(2027, 1, 1))
        do(note_leader_step, LeaderStatus.ACTIVE, AGREED)
        with unit(app):
            animator = db.session.get_one(User, cast.animator.id)
            wrong = select(LeaderStep).where(LeaderStep.status == LeaderStatus.ACTIVE)
            remove_leader_step(db.session.scalars(wrong).one(), actor=animator)

        assert self.stands(app, anna) == (LeaderStatus.NOTICED, date(2027, 1, 1))


def test_who_has_no_card_has_no_step(do: Do, store: Session) -> None:
    with pytest.raises(DomainError):
        do(note_leader_step, LeaderStatus.NOTICED, AGREED)

    assert store.scalars(select(LeaderStep)).all() == []


class TestTheListOfTalents:
    def add(self, app: Flask, cast: Cast, *names: str) -> list[int]:
        with unit(app):
            actor = db.session.get_one(User, cast.animator.id)
            made = add_talents(TalentKind.LIKES, names, actor=actor)
            db.session.flush()
            return [one.id for one in made]

    def test_an_entry_stands_once_in_whatever_spelling(
        self, app: Flask, cast: Cast, store: Session
    ) -> None:
        self.add(app, cast, "Śpiew", "spiew")
        self.add(app, cast, "ŚPIEW")

        assert store.scalars(select(Talent.name)).all() == ["Śpiew"]
        assert actions(store) == ["talent.added"]

    def test_a_retired_one_comes_back_when_added_again(self, app: Flask, cast: Cast) -> None:
        [song] = self.add(app, cast, "śpiew")
        with unit(app):
            actor = db.session.get_one(User, cast.animator.id)
            retire_talent(db.session.get_one(Talent, song), actor=actor)
        with app.app_context():
            assert talents() == []
        self.add(app, cast, "śpiew")
        with app.app_context():
            assert [one.name for one in talents()] == ["śpiew"]

    def test_two_entries_never_get_one_name(self, app: Flask, cast: Cast, store: Session) -> None:
        song, _dance = self.add(app, cast, "śpiew", "taniec")
        with pytest.raises(DomainError), unit(app):
            actor = db.session.get_one(User, cast.animator.id)
            rename_talent(db.session.get_one(Talent, song), "Taniec", actor=actor)

        assert sorted(store.scalars(select(Talent.name))) == ["taniec", "śpiew"]
