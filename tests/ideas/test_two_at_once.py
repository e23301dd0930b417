"""Two people at once: neighbours who support, the team that merges, the clock that tells results.
Nobody is lost, nobody is counted twice, nobody is written to twice."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from osl.core.audit import AuditEntry
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.events.models import Event
from osl.events.operations import publish_event
from osl.ideas.following import tell_results
from osl.ideas.merging import merge_ideas, part_ideas
from osl.ideas.models import Idea, IdeaEvent, IdeaSupport, Resource
from osl.ideas.offers import Help, offer_help
from osl.ideas.operations import publish_idea
from osl.ideas.planning import link_event
from osl.ideas.queries import root_of
from osl.ideas.supports import confirm_support, support_idea, take_support_back, withdraw_support
from osl.people.operations import Known
from tests.cast import Cast
from tests.events.conftest import Planned
from tests.ideas.conftest import Given, unit
from tests.ideas.hearing import letters, link_all, organiser, publish, told
from tests.signups.conftest import at_once
from tests.signups.test_two_at_once import fell, request

ROUNDS = 6
ANNA = "anna@example.org"

Doing = Callable[[], Any]


def supporting(app: Flask, idea_id: int, voter: str) -> Doing:
    def do() -> None:
        support_idea(db.session.get_one(Idea, idea_id), voter, network="n")

    return lambda: request(app, do)


def withdrawing(app: Flask, idea_id: int, voter: str) -> Doing:
    return lambda: request(app, lambda: withdraw_support(db.session.get_one(Idea, idea_id), voter))


def merging(app: Flask, cast: Cast, idea_id: int, into_id: int) -> Doing:
    def do() -> None:
        idea, into = db.session.get_one(Idea, idea_id), db.session.get_one(Idea, into_id)
        # A page has shown both of them, and what they stand for, before its button was pressed.
        shown_before = [root_of(idea), root_of(into), idea.merged_into, into.merged_into]
        assert len(shown_before) == 4
        merge_ideas(idea, into, actor=organiser(cast))

    return lambda: request(app, do)


def parting(app: Flask, cast: Cast, idea_id: int) -> Doing:
    def do() -> None:
        part_ideas(db.session.get_one(Idea, idea_id), actor=organiser(cast))

    return lambda: request(app, do)


def confirming(app: Flask, support_id: int) -> Doing:
    def do() -> str:
        support = db.session.get(IdeaSupport, support_id)
        if support is None:
            return "gone"
        confirm_support(support)
        return "confirmed"

    return lambda: request(app, do)


def linking(app: Flask, cast: Cast, idea_id: int, event_id: int) -> Doing:
    def do() -> None:
        link_event(
            db.session.get_one(Idea, idea_id),
            db.session.get_one(Event, event_id),
            actor=organiser(cast),
        )

    return lambda: request(app, do)


def publishing(app: Flask, cast: Cast, event_id: int) -> Doing:
    def do() -> None:
        publish_event(db.session.get_one(Event, event_id), actor=organiser(cast))

    return lambda: request(app, do)


def voters(store: Session, *idea_ids: int) -> set[str]:
    rows = select(IdeaSupport.voter).where(IdeaSupport.idea_id.in_(idea_ids))
    return set(store.scalars(rows))


def supporters(store: Session, idea_id: int) -> int:
    return store.scalar(select(Idea.supporters).where(Idea.id == idea_id)) or 0


def ends_of_chains_are_roots(store: Session) -> bool:
    """Whether every idea's root is where its chain ends, and no chain goes round in a circle."""
    into = dict(store.execute(select(Idea.id, Idea.merged_into_id)).all())
    for number, root_id in store.execute(select(Idea.id, Idea.root_id)):
        end, steps = number, 0
        while into[end] is not None:
            end, steps = into[end], steps + 1
            if steps > len(into):
                return False
        if root_id != (end if end != number else None):
            return False
    return True


def test_fifty_clicks_of_one_person_are_one_support(
    app: Flask, given: Given, store: Session
) -> None:
    bench = given()
    came = at_once(*[supporting(app, bench, "one device")] * 50)
    assert fell(came) == []
    assert not any(isinstance(one, DomainError) for one in came)
    assert supporters(store, bench) == 1
    assert len(store.scalars(select(IdeaSupport)).all()) == 1
    noted = select(AuditEntry.id).where(AuditEntry.action == "idea.supported")
    assert len(store.scalars(noted).all()) == 1


def test_fifty_neighbours_at_once_are_fifty(app: Flask, given: Given, store: Session) -> None:
    bench = given()
    came = at_once(*(supporting(app, bench, f"device {number}") for number in range(50)))
    assert fell(came) == []
    assert supporters(store, bench) == 50


def test_supports_that_arrive_while_ideas_are_merged_are_neither_lost_nor_counted_twice(
    app: Flask, cast: Cast, given: Given, store: Session
) -> None:
    for turn in range(ROUNDS):
        bench = given((f"Ławka {turn}", "Przed blokiem."))
        other = given((f"Ławeczka {turn}", "Koło bloku."))
        names = [f"device {turn} {number}" for number in range(10)]
        crowd = [supporting(app, bench, name) for name in names[:7]]
        crowd += [supporting(app, other, name) for name in names[4:]]  # three support both
        came = at_once(*crowd[:9], merging(app, cast, other, bench), *crowd[9:])
        assert fell(came) == []
        assert voters(store, bench, other) == set(names)
        assert supporters(store, bench) == 10
        assert ends_of_chains_are_roots(store)

        late = [f"late {turn} {number}" for number in range(4)]
        came = at_once(
            *(supporting(app, other, name) for name in late),
            parting(app, cast, other),
            withdrawing(app, bench, names[5]),
        )
        assert fell(came) == []
        assert voters(store, bench, other) - {names[5]} == {*names, *late} - {names[5]}
        for one in (bench, other):
            assert supporters(store, one) == len(voters(store, one))


def test_two_who_merge_two_ideas_each_into_the_other_make_no_circle(
    app: Flask, cast: Cast, given: Given, store: Session
) -> None:
    for turn in range(ROUNDS):
        bench, other = given((f"A {turn}", "Tekst.")), given((f"B {turn}", "Tekst."))
        came = at_once(merging(app, cast, bench, other), merging(app, cast, other, bench))
        assert fell(came) == []
        assert sum(isinstance(one, DomainError) for one in came) == 1
        merged = select(Idea.id).where(
            Idea.id.in_([bench, other]), Idea.merged_into_id.is_not(None)
        )
        assert len(store.scalars(merged).all()) == 1
        assert ends_of_chains_are_roots(store)


def test_a_chain_that_is_merged_at_both_ends_at_once_has_one_end(
    app: Flask, cast: Cast, given: Given, store: Session
) -> None:
    for turn in range(ROUNDS):
        a, b, c = (given((f"{name} {turn}", "Tekst.")) for name in "ABC")
        came = at_once(
            merging(app, cast, a, b),
            merging(app, cast, b, c),
            supporting(app, a, f"a {turn}"),
            supporting(app, b, f"b {turn}"),
            supporting(app, c, f"c {turn}"),
        )
        assert [one for one in came if isinstance(one, Exception)] == []
        assert ends_of_chains_are_roots(store)
        assert store.scalars(select(Idea.root_id).where(Idea.id.in_([a, b]))).all() == [c, c]
        assert supporters(store, c) == 3


def test_three_merged_in_a_ring_leave_one_that_stands_for_all(
    app: Flask, cast: Cast, given: Given, store: Session
) -> None:
    a, b, c = (given((f"Pomysł {name}", "Tekst.")) for name in "ABC")
    came = at_once(merging(app, cast, a, b), merging(app, cast, b, c), merging(app, cast, c, a))
    assert fell(came) == []
    assert ends_of_chains_are_roots(store)
    assert len(store.scalars(select(Idea.id).where(Idea.merged_into_id.is_(None))).all()) == 1


def test_one_mailbox_confirmed_on_two_devices_at_once_is_one_person(
    app: Flask, given: Given, store: Session
) -> None:
    for turn in range(ROUNDS):
        bench = given((f"Ławka {turn}", "Tekst."))
        address = f"maria{turn}@example.org"
        with unit(app):
            idea = db.session.get_one(Idea, bench)
            phone, laptop = (
                support_idea(idea, f"{name} {turn}", network="n", email=address).id
                for name in ("phone", "laptop")
            )
        came = at_once(
            *[confirming(app, phone)] * 2,
            *[confirming(app, laptop)] * 2,
        )
        assert fell(came) == []
        assert not any(isinstance(one, DomainError) for one in came)
        assert len(voters(store, bench)) == 1
        idea = store.get_one(Idea, bench)
        store.refresh(idea)
        assert (idea.supporters, idea.confirmed_supporters) == (1, 1)


def test_a_support_confirmed_and_taken_back_at_once_leaves_the_right_number(
    app: Flask, given: Given, store: Session
) -> None:
    for turn in range(ROUNDS):
        bench = given((f"Ławka {turn}", "Tekst."))
        with unit(app):
            idea = db.session.get_one(Idea, bench)
            number = support_idea(
                idea, f"phone {turn}", network="n", email=f"{turn}@example.org"
            ).id

        def take_back(number: int = number) -> None:
            support = db.session.get(IdeaSupport, number)
            if support is not None:
                take_support_back(support)

        came = at_once(
            confirming(app, number),
            lambda take_back=take_back: request(app, take_back),
            lambda take_back=take_back: request(app, take_back),
        )
        assert fell(came) == []
        idea = store.get_one(Idea, bench)
        store.refresh(idea)
        assert (idea.supporters, idea.confirmed_supporters) == (0, 0)
        assert voters(store, bench) == set()


def test_helpers_who_offer_at_once_are_all_counted(
    app: Flask, given: Given, store: Session
) -> None:
    bench = given()

    def offering(number: int) -> Doing:
        known = Known(f"Osoba {number}", email=f"osoba{number}@example.org")

        def do() -> None:
            offer_help(db.session.get_one(Idea, bench), Help(known, Resource.HANDS))

        return lambda: request(app, do)

    came = at_once(*(offering(number // 2) for number in range(8)))  # each pressed twice
    assert fell(came) == []
    assert store.scalar(select(Idea.helpers).where(Idea.id == bench)) == 4
    assert len(told(app, "offered")) == 4


def test_an_event_published_while_ideas_are_linked_with_it_invites_everybody_once(
    app: Flask, cast: Cast, given: Given, planned: Planned, store: Session
) -> None:
    for turn in range(ROUNDS):
        address = f"autor{turn}@example.org"
        bench = given((f"Ławka {turn}", "Tekst."), email=address)
        shelf = given((f"Półka {turn}", "Tekst."), email=address)
        event_id = planned(title=f"Wydarzenie {turn}")
        came = at_once(
            linking(app, cast, bench, event_id),
            publishing(app, cast, event_id),
            linking(app, cast, shelf, event_id),
            linking(app, cast, bench, event_id),
        )
        assert fell(came) == []
        links = store.scalars(select(IdeaEvent).where(IdeaEvent.event_id == event_id)).all()
        assert len(links) == 2
        assert all(one.invited_at is not None and one.done_at is not None for one in links)
        assert told(app, "invitation").count(address) == 1
        for number in (bench, shelf):
            assert store.scalar(select(Idea.done_at).where(Idea.id == number)) is not None


def test_an_idea_merged_while_its_event_is_linked_is_planned_with_the_one_that_stands_for_it(
    app: Flask, cast: Cast, given: Given, planned: Planned, store: Session
) -> None:
    event_id = planned(published=True)
    for turn in range(ROUNDS):
        bench, other = given((f"A {turn}", "Tekst.")), given((f"B {turn}", "Tekst."))
        came = at_once(merging(app, cast, other, bench), linking(app, cast, other, event_id))
        assert fell(came) == []
        for number in (bench, other):
            assert store.scalar(select(Idea.done_at).where(Idea.id == number)) is not None


def test_an_idea_published_by_two_at_once_is_told_its_author_once(
    app: Flask, cast: Cast, given: Given
) -> None:
    for turn in range(ROUNDS):
        address = f"autor{turn}@example.org"
        bench = given((f"Ławka {turn}", "Tekst."), email=address, published=False)

        def do(bench: int = bench) -> None:
            publish_idea(db.session.get_one(Idea, bench), actor=organiser(cast))

        came = at_once(*[lambda do=do: request(app, do)] * 3)
        assert fell(came) == []
        assert told(app, "published").count(address) == 1


def test_two_workers_tell_a_result_once(
    app: Flask, cast: Cast, given: Given, planned: Planned, clock: Any
) -> None:
    for turn in range(ROUNDS):
        ideas = [given((f"Pomysł {turn} {one}", "Tekst."), email=ANNA) for one in range(3)]
        event_id = planned(title=f"Wydarzenie {turn}")
        link_all(app, cast, ideas, event_id)
        publish(app, cast, event_id)
    clock.move_to("2027-03-11T18:01:00+00:00")

    def worker() -> None:
        with unit(app):
            tell_results(utcnow())

    came = at_once(*[worker] * 4)
    assert [one for one in came if one is not None] == []
    assert letters(app, "result") == [(ANNA, "ideas.result")] * ROUNDS
