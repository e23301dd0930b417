"""Quiet signals: what nobody complains about and somebody should look at.

Each kind is one or a few questions over a bounded stretch of time or a bounded number of rows, so
that they cost the same in a small town and in a large one. They are facts with a reason in words,
never a score of anybody.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from osl.accounts.models import User
from osl.cards.people_signals import (
    agreements_ending,
    leaders_without_talk,
    not_thanked,
    stopped_coming,
)
from osl.cards.signal_scope import MOST_OF_A_KIND, Scope, Signal, SignalKind
from osl.cards.work_signals import nobody_leads, nothing_planned, partnerships_ending
from osl.communities.models import Community
from osl.core.clock import today, utcnow
from osl.core.db import db
from osl.people.models import SignalRest

FINDERS: dict[SignalKind, Callable[[Scope], list[Signal]]] = {
    SignalKind.STOPPED_COMING: stopped_coming,
    SignalKind.NOT_THANKED: not_thanked,
    SignalKind.LEADER_WITHOUT_TALK: leaders_without_talk,
    SignalKind.AGREEMENT_ENDING: agreements_ending,
    SignalKind.PARTNERSHIP_ENDING: partnerships_ending,
    SignalKind.NOTHING_PLANNED: nothing_planned,
    SignalKind.NOBODY_LEADS: nobody_leads,
}
"""How each kind is found. People come first."""


def signals_of(
    viewer: User,
    communities: Sequence[Community],
    *,
    resting: bool = False,
    limit: int = MOST_OF_A_KIND,
) -> list[Signal]:
    """What is quiet in these communities; with ``resting`` what shall rest for a while instead."""
    scope = scope_of(viewer, communities, resting=resting, limit=limit)
    return [one for find in FINDERS.values() for one in find(scope)]


def first_signals(viewer: User, communities: Sequence[Community], most: int) -> list[Signal]:
    """A few of them for the desk: the first of every kind, then the second ones."""
    found = signals_of(viewer, communities, limit=2)
    seen: set[SignalKind] = set()
    firsts: list[Signal] = []
    seconds: list[Signal] = []
    for one in found:
        (seconds if one.kind in seen else firsts).append(one)
        seen.add(one.kind)
    return (firsts + seconds)[:most]


def find_signal(
    viewer: User,
    communities: Sequence[Community],
    kind: SignalKind,
    subject_id: int,
    *,
    resting: bool,
) -> Signal | None:
    """This very signal, if it holds now and this viewer sees it."""
    scope = scope_of(viewer, communities, resting=resting, only=subject_id)
    return next(iter(FINDERS[kind](scope)), None)


def scope_of(viewer: User, communities: Sequence[Community], **more: Any) -> Scope:
    return Scope(viewer, [one.id for one in communities], utcnow(), today(), **more)


def rests_of(signals: Sequence[Signal]) -> dict[tuple[str, int], SignalRest]:
    """Until when each of these rests, and who said so."""
    statement = (
        select(SignalRest)
        .where(SignalRest.subject_id.in_({one.subject_id for one in signals}))
        .options(joinedload(SignalRest.rested_by))
    )
    return {(one.kind, one.subject_id): one for one in db.session.scalars(statement)}
