"""However people come to support ideas, and however those are merged and parted: each person
counts once. Compared with a count that knows nothing of how the site counts."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

import hypothesis
import pytest
from flask import Flask
from hypothesis import HealthCheck, example
from hypothesis import strategies as st
from sqlalchemy import select

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core.db import db
from osl.core.errors import DomainError
from osl.ideas.merging import merge_ideas, part_ideas
from osl.ideas.models import Idea, IdeaSupport
from osl.ideas.operations import Origin, Thought, give_idea, publish_idea
from osl.ideas.supports import confirm_support, support_for, support_idea, withdraw_support
from osl.people.models import Channel
from osl.people.operations import Known, meet_person
from tests.cast import Cast
from tests.ideas.conftest import unit

IDEAS, DEVICES, MAILBOXES, PEOPLE = 4, 4, 2, 2

an_idea = st.integers(0, IDEAS - 1)
a_device = st.integers(0, DEVICES - 1)
step = st.one_of(
    st.tuples(st.just("support"), an_idea, a_device),
    st.tuples(st.just("confirm"), an_idea, a_device, st.integers(0, MAILBOXES - 1)),
    st.tuples(st.just("note"), an_idea, st.integers(0, PEOPLE - 1)),
    st.tuples(st.just("withdraw"), an_idea, a_device),
    st.tuples(st.just("merge"), an_idea, an_idea),
    st.tuples(st.just("part"), an_idea),
)
numbers = count()


@dataclass
class Street:
    """Some ideas, and the neighbours who stand behind them."""

    ideas: list[Idea]
    actor: User
    tag: str
    people: dict[int, Any] = field(default_factory=dict)

    def do(self, what: str, idea_at: int, *more: int) -> None:
        idea = self.ideas[idea_at]
        if what == "support":
            support_idea(idea, self.device(more[0]), network="n")
        elif what == "confirm":
            address = f"{self.tag}-{more[1]}@example.org"
            support = support_idea(idea, self.device(more[0]), network="n", email=address)
            if support.email and support.confirmed_at is None:
                confirm_support(support)
        elif what == "note":
            support_for(idea, self.person(more[0]), actor=self.actor)
        elif what == "withdraw":
            withdraw_support(idea, self.device(more[0]))
        elif what == "merge":
            merge_ideas(idea, self.ideas[more[0]], actor=self.actor)
        else:
            part_ideas(idea, actor=self.actor)

    def device(self, number: int) -> str:
        return f"{self.tag} device {number}"

    def person(self, number: int) -> Any:
        if number not in self.people:
            known = Known(f"Osoba {number}", email=f"osoba-{self.tag}-{number}@example.org")
            self.people[number] = meet_person(
                known, channel=Channel.PHONE, community_ids=[], actor=self.actor
            )
            db.session.flush()
        return self.people[number]

    def end_of(self, idea: Idea) -> Idea:
        steps = 0
        while idea.merged_into is not None:
            idea, steps = idea.merged_into, steps + 1
            assert steps <= IDEAS, "merged in a circle"
        return idea

    def is_counted_right(self) -> None:
        db.session.flush()
        db.session.expire_all()
        for idea in self.ideas:
            end = self.end_of(idea)
            assert idea.root is (None if end is idea else end)
            behind = [one for one in self.ideas if self.end_of(one) is idea] if end is idea else []
            expected = people_of(supports_of(behind or [idea]))
            assert (idea.supporters, idea.confirmed_supporters) == expected, idea.title
            assert idea.confirmed_supporters <= idea.supporters


def supports_of(ideas: list[Idea]) -> list[IdeaSupport]:
    ids = [idea.id for idea in ideas]
    return list(db.session.scalars(select(IdeaSupport).where(IdeaSupport.idea_id.in_(ids))))


def people_of(supports: list[IdeaSupport]) -> tuple[int, int]:
    """Whoever shares a device or a mailbox with somebody is the same person: put together those
    who touch until nobody touches any more."""
    groups = [
        (
            {f"device {one.voter}"} | ({f"mailbox {one.email_key}"} if one.email_key else set()),
            one.email_key is not None or one.person_id is not None,
        )
        for one in supports
    ]
    while True:
        pair = next(
            (
                (a, b)
                for a in range(len(groups))
                for b in range(a + 1, len(groups))
                if groups[a][0] & groups[b][0]
            ),
            None,
        )
        if pair is None:
            return len(groups), sum(is_known for _marks, is_known in groups)
        (one, is_known), (other, is_other_known) = groups[pair[0]], groups.pop(pair[1])
        groups[pair[0]] = (one | other, is_known or is_other_known)


@pytest.fixture
def unlimited(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setitem(app.config, "LIMITS_IDEAS", False)
    return app


@hypothesis.settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=40,
)
@hypothesis.given(st.lists(step, max_size=14))
@example(
    # One mailbox on two devices, each behind another idea; then both ideas become one.
    [("confirm", 0, 0, 0), ("confirm", 1, 1, 0), ("merge", 0, 1), ("withdraw", 1, 0), ("part", 0)]
)
@example(
    # A chain, taken apart in its middle.
    [
        ("support", 0, 0),
        ("support", 1, 0),
        ("note", 2, 0),
        ("merge", 0, 1),
        ("merge", 1, 2),
        ("support", 0, 1),
        ("part", 1),
        ("withdraw", 0, 0),
    ]
)
@example(
    # A device that gives another address later is the same person as before.
    [("confirm", 0, 0, 0), ("confirm", 0, 0, 1), ("confirm", 1, 1, 0), ("merge", 1, 0)]
)
def test_each_person_counts_once_whatever_is_merged_and_parted(
    unlimited: Flask, cast: Cast, steps: list[tuple[Any, ...]]
) -> None:
    with unit(unlimited):
        actor = db.session.get_one(User, cast.organiser.id)
        tag = f"t{next(numbers)}"
        street = Street([idea_of(cast, actor, f"{tag} {n}") for n in range(IDEAS)], actor, tag)
        for one in steps:
            try:
                street.do(*one)
            except DomainError:
                assert one[0] == "merge", one  # what was merged already, or with itself
            street.is_counted_right()

        for idea in street.ideas:
            part_ideas(idea, actor=actor)
        street.is_counted_right()
        for idea in street.ideas:
            assert (idea.merged_into_id, idea.root_id) == (None, None)
            own = people_of(supports_of([idea]))
            assert (idea.supporters, idea.confirmed_supporters) == own


def idea_of(cast: Cast, actor: User, title: str) -> Idea:
    community = db.session.get_one(Community, cast.wzgorze.id)
    idea = give_idea(Thought(title, "Tekst."), community=community, origin=Origin(actor=actor))
    publish_idea(idea, actor=actor)
    return idea
