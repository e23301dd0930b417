"""What is known of people and where things came from is forgotten on time, day by day."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.accounts.models import User
from osl.core.db import db
from osl.core.errors import DomainError
from osl.ideas import conversation
from osl.ideas.models import (
    Idea,
    IdeaMessage,
    IdeaOffer,
    IdeaSupport,
    Resource,
)
from osl.ideas.nightly import forget_traces
from osl.ideas.offers import Help, offer_help
from osl.ideas.supports import (
    confirm_support,
    deny_support,
    stop_hearing,
    support_for,
    support_idea,
)
from osl.messages import worker
from osl.news.operations import forget_unanswered
from osl.people.models import Channel, Person
from osl.people.operations import Known, meet_person
from tests.cast import Cast
from tests.ideas.conftest import SHELF, Given, act, unit
from tests.ideas.hearing import confirmed, organiser, told, with_support
from tests.signups.hearing import step

ANNA = "anna@example.org"
DAY = timedelta(days=1)


def night(app: Flask, clock: time_machine.Traveller, days: int) -> None:
    """So many days later, at night."""
    clock.shift(days * DAY)
    for one in (forget_traces,):
        step(app, one)


def test_where_an_idea_came_from_is_known_for_30_days_and_whose_it_is_stays(
    app: Flask, cast: Cast, given: Given, store: Session, clock: time_machine.Traveller
) -> None:
    bench = given(email=ANNA, network="a network", form_hash="hash", key="a form")
    by_phone = given(SHELF, name="Maria Wzorcowa", phone="600 100 200", by=cast.animator)
    version = store.get_one(Idea, bench).version

    def traces(idea_id: int) -> tuple[bool, ...]:
        store.expire_all()
        idea = store.get_one(Idea, idea_id)
        return tuple(map(bool, (idea.network, idea.address_key, idea.text_key, idea.form_hash)))

    night(app, clock, 29)
    assert traces(bench) == (True, True, True, True)
    night(app, clock, 2)
    assert traces(bench) == (False, False, False, False)
    assert traces(by_phone) == (False, False, False, False)
    idea = store.get_one(Idea, bench)
    assert idea.version == version  # whoever has its form open is not disturbed
    assert idea.person is not None
    assert idea.person.email == ANNA


def test_the_networks_of_supports_offers_and_comments_go_too(
    app: Flask, cast: Cast, given: Given, store: Session, clock: time_machine.Traveller
) -> None:
    bench = given()
    act(app, bench, support_idea, "a device", network="a network")
    known = Known("Anna Przykładowa", email=ANNA)
    act(app, bench, offer_help, Help(known, Resource.HANDS), network="a network")
    with unit(app):
        idea = db.session.get_one(Idea, bench)
        idea.community.takes_comments = True
        conversation.comment(idea, "Popieram!", network="a network")

    def networks() -> list[str]:
        store.expire_all()
        things = (IdeaSupport, IdeaOffer, IdeaMessage)
        return [store.scalars(select(thing.network)).one() for thing in things]

    night(app, clock, 29)
    assert networks() == ["a network"] * 3
    night(app, clock, 2)
    assert networks() == [""] * 3
    assert store.get_one(Idea, bench).supporters == 1


def test_an_address_nobody_confirmed_is_forgotten_after_a_week(
    app: Flask, given: Given, store: Session, clock: time_machine.Traveller
) -> None:
    bench = given()
    act(app, bench, support_idea, "one", network="n", email=ANNA)
    act(app, bench, support_idea, "two", network="n", email="jan@example.org")
    hears = confirmed(app, bench, "ewa@example.org")

    def addresses() -> list[str]:
        return sorted(store.scalars(select(IdeaSupport.email)))

    night(app, clock, 6)
    assert addresses() == [ANNA, "ewa@example.org", "jan@example.org"]
    night(app, clock, 2)
    assert addresses() == ["", "", "ewa@example.org"]
    assert store.get_one(Idea, bench).supporters == 3

    # The links in their letters say so, and do not make one person of the two.
    waiting = store.scalars(select(IdeaSupport.id).where(IdeaSupport.id != hears)).all()
    for number in waiting:
        with pytest.raises(DomainError, match="za stary"):
            with_support(app, number, confirm_support)
    assert store.get_one(Idea, bench).supporters == 3


def test_an_address_that_wants_no_more_letters_is_forgotten_after_30_days(
    app: Flask, given: Given, store: Session, clock: time_machine.Traveller
) -> None:
    bench = given()
    support = confirmed(app, bench, ANNA)
    clock.shift(40 * DAY)
    with_support(app, support, stop_hearing)
    night(app, clock, 29)
    assert store.scalars(select(IdeaSupport.email)).one() == ANNA
    night(app, clock, 2)
    assert store.scalars(select(IdeaSupport.email)).one() == ""
    idea = store.get_one(Idea, bench)
    assert (idea.supporters, idea.confirmed_supporters) == (1, 1)


def test_a_mailbox_that_said_no_is_left_alone_for_30_days_from_that_day(
    app: Flask, given: Given, clock: time_machine.Traveller
) -> None:
    bench = given()
    with unit(app):
        number = support_idea(
            db.session.get_one(Idea, bench), "a stranger", network="n", email=ANNA
        ).id
    clock.shift(5 * DAY)
    with_support(app, number, deny_support)
    night(app, clock, 27)
    act(app, bench, support_idea, "another stranger", network="m", email=ANNA)
    assert told(app, "asking") == [ANNA]
    night(app, clock, 5)
    act(app, bench, support_idea, "a third one", network="k", email=ANNA)
    assert told(app, "asking") == [ANNA, ANNA]


def people(store: Session) -> list[str]:
    return sorted(store.scalars(select(Person.email)))


def test_whoever_is_known_by_an_idea_an_offer_or_a_support_is_kept_without_a_name(
    app: Flask, cast: Cast, given: Given, store: Session, clock: time_machine.Traveller
) -> None:
    """Nobody else knows the author of an idea who left only an address."""
    bench = given(email=ANNA)
    with unit(app):
        idea = db.session.get_one(Idea, bench)
        actor = organiser(cast)
        for address in ("helper@example.org", "supporter@example.org", "nobody@example.org"):
            person = meet(address, actor, cast)
            if address.startswith("helper"):
                db.session.add(IdeaOffer(idea=idea, person=person, resource=Resource.HANDS))
            elif address.startswith("supporter"):
                support_for(idea, person, actor=actor)
    clock.shift(40 * DAY)
    step(app, forget_unanswered)
    assert people(store) == [ANNA, "helper@example.org", "supporter@example.org"]


def meet(address: str, actor: User, cast: Cast) -> Any:
    person = meet_person(
        Known("", email=address),
        channel=Channel.WEB,
        community_ids=[cast.wzgorze.id],
        actor=actor,
    )
    db.session.flush()
    return person


def test_the_worker_forgets_every_night() -> None:
    for one in (forget_traces, forget_unanswered):
        assert one in worker.nightly_steps
