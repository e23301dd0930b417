"""The one gate to ideas: page, list, search, event page and exports all read through it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from flask import abort
from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import joinedload, selectinload

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core.clock import local_midnight, utcnow
from osl.core.db import db
from osl.core.paging import Page, page_of
from osl.core.text import fold
from osl.events.models import Event
from osl.events.queries import is_visible_to as is_event_visible_to
from osl.ideas.models import (
    CallForIdeas,
    Idea,
    IdeaEvent,
    IdeaState,
    IdeaStem,
    Moderation,
)
from osl.ideas.policies import can_see_ideas
from osl.ideas.stems import roots_of
from osl.signups.places import parts_of

PAGE_SIZE = 20
LAST_LETTER = "\U0010ffff"
MOST_SEARCHED = 6


class Order(StrEnum):
    """In what order a list stands. None of them is by popularity alone."""

    NEWEST = "newest"
    WAITING = "waiting"
    HELPERS = "helpers"


@dataclass(frozen=True)
class IdeaFilters:
    """What a reader asked to see. Nothing asked for means everything.

    ``near`` puts the ideas of one community first; ``community`` leaves only those.
    """

    community: Community | None = None
    near: Community | None = None
    state: IdeaState | None = None
    call: CallForIdeas | None = None
    text: str = ""
    order: Order = Order.NEWEST


EVERYTHING = IdeaFilters()


def is_visible_to(viewer: User | None) -> ColumnElement[bool]:
    """Published ideas are everybody's; what the team has yet to look at, what it hides and what
    went to the secretariat is seen by the team of its community only."""
    published = and_(Idea.moderation == Moderation.PUBLISHED, Idea.formal_kind.is_(None))
    if viewer is None or not can_see_ideas(viewer):
        return published
    if viewer.is_organiser:
        return true()
    return or_(published, Idea.community_id.in_(viewer.community_ids))


def is_handled_by(viewer: User | None) -> ColumnElement[bool]:
    """Ideas of the communities this member of the team works with."""
    if viewer is None or not can_see_ideas(viewer):
        return false()
    return true() if viewer.is_organiser else Idea.community_id.in_(viewer.community_ids)


def ideas_visible_to(viewer: User | None) -> Select[Idea]:
    return select(Idea).where(is_visible_to(viewer)).options(joinedload(Idea.community))


def get_idea(viewer: User | None, idea_id: int) -> Idea:
    statement = ideas_visible_to(viewer).where(Idea.id == idea_id)
    return db.session.scalar(statement) or abort(404)


def is_in_state(state: IdeaState, now: datetime) -> ColumnElement[bool]:
    """What ``state_at`` says, as the database asks it."""
    if state is IdeaState.DONE:
        return Idea.done_at <= now
    if state is IdeaState.PLANNED:
        return Idea.done_at > now
    return and_(Idea.done_at.is_(None), Idea.answer_state == state)


def waits_for_answer() -> ColumnElement[bool]:
    """Nobody of the team has said anything to it yet, and no event answers it."""
    return and_(
        Idea.answered_at.is_(None),
        Idea.done_at.is_(None),
        Idea.merged_into_id.is_(None),
        Idea.formal_kind.is_(None),
        Idea.moderation != Moderation.HIDDEN,
    )


def ideas_listed(
    viewer: User | None, filters: IdeaFilters = EVERYTHING, page: int = 1
) -> Page[Idea]:
    """One page of the list: published ideas, each once, those merged into others aside."""
    order = orders(filters)
    return page_of(_listed(viewer, filters), page, order=order, key=Idea.id, size=PAGE_SIZE)


def first_ideas(viewer: User | None, filters: IdeaFilters, limit: int) -> Sequence[Idea]:
    """The first few of that list, for a page about something else."""
    statement = _listed(viewer, filters).order_by(*orders(filters)).limit(limit)
    return db.session.scalars(statement).all()


def _listed(viewer: User | None, filters: IdeaFilters) -> Select[Idea]:
    return ideas_visible_to(viewer).where(
        Idea.moderation == Moderation.PUBLISHED,
        Idea.formal_kind.is_(None),
        Idea.merged_into_id.is_(None),
        *matches(filters),
    )


def matches(filters: IdeaFilters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.community is not None:
        conditions.append(Idea.community_id == filters.community.id)
    if filters.call is not None:
        conditions.append(Idea.call_id == filters.call.id)
    if filters.state is not None:
        conditions.append(is_in_state(filters.state, utcnow()))
    return conditions + says(filters.text)


def orders(filters: IdeaFilters) -> list[Any]:
    first: list[Any] = []
    if filters.near is not None:
        first = [case((Idea.community_id == filters.near.id, 0), else_=1)]
    if filters.order is Order.WAITING:
        answered = case((and_(Idea.answered_at.is_(None), Idea.done_at.is_(None)), 0), else_=1)
        return [*first, answered, Idea.given_at, Idea.id]
    if filters.order is Order.HELPERS:
        return [*first, Idea.helpers.desc(), Idea.given_at.desc(), Idea.id.desc()]
    return [*first, Idea.given_at.desc(), Idea.id.desc()]


def says(text: str) -> list[ColumnElement[bool]]:
    """That an idea has every typed word: another form of it, or the beginning of one."""
    words = "".join(c if c.isalnum() else " " for c in fold(text)).split()[:MOST_SEARCHED]
    if text.strip() and not words:
        return [false()]
    return [
        Idea.id.in_(
            select(IdeaStem.idea_id).where(
                or_(
                    IdeaStem.stem.in_(sorted(roots_of(word))),
                    and_(IdeaStem.stem >= word, IdeaStem.stem < word + LAST_LETTER),
                )
            )
        )
        for word in words
    ]


def ideas_of_event(viewer: User | None, event: Event) -> list[Idea]:
    """The ideas an event, or any part of its series, answers, as far as this viewer may see them;
    of merged ones the one that stands for them."""
    ids = {part.id for part in parts_of(event)}
    statement = (
        select(Idea)
        .join(IdeaEvent, IdeaEvent.idea_id == Idea.id)
        .where(IdeaEvent.event_id.in_(ids), is_visible_to(viewer))
        .options(joinedload(Idea.root))
        .order_by(Idea.id)
    )
    found: dict[int, Idea] = {}
    for idea in db.session.scalars(statement):
        shown = root_of(idea)
        if shown is idea or (shown.is_published or viewer is not None):
            found.setdefault(shown.id, shown)
    return list(found.values())


def events_of_idea(viewer: User | None, idea: Idea) -> list[Event]:
    """The events that answer an idea or one merged into it, the earliest told first. Drafts are
    seen by their team only."""
    statement = (
        select(Event)
        .join(IdeaEvent, IdeaEvent.event_id == Event.id)
        .where(IdeaEvent.idea_id.in_(ids_behind(idea)), is_event_visible_to(viewer))
        .options(joinedload(Event.series), selectinload(Event.occurrences))
        .order_by(IdeaEvent.linked_at, Event.id)
    )
    return list(dict.fromkeys(db.session.scalars(statement)))


def root_of(idea: Idea) -> Idea:
    """The idea that stands for this one after all merging."""
    return idea.root if idea.root is not None else idea


def ids_behind(idea: Idea) -> list[int]:
    """The numbers of an idea and of all that were merged into it, at whatever remove."""
    stand_in = idea.root_id or idea.id
    if stand_in != idea.id:
        return [idea.id]
    merged = db.session.scalars(select(Idea.id).where(Idea.root_id == idea.id).order_by(Idea.id))
    return [idea.id, *merged]


def group_of(idea: Idea) -> list[Idea]:
    """An idea with all that stand behind it."""
    return list(db.session.scalars(select(Idea).where(Idea.id.in_(ids_behind(idea)))))


# --- calls for ideas


def calls_visible_to(viewer: User | None) -> Select[CallForIdeas]:
    """Published calls are everybody's; the rest is seen by the team of their community."""
    published = CallForIdeas.published_at.is_not(None)
    statement = select(CallForIdeas).options(joinedload(CallForIdeas.community))
    if viewer is None or not can_see_ideas(viewer):
        return statement.where(published)
    if viewer.is_organiser:
        return statement
    return statement.where(or_(published, CallForIdeas.community_id.in_(viewer.community_ids)))


def get_call(viewer: User | None, call_id: int) -> CallForIdeas:
    statement = calls_visible_to(viewer).where(CallForIdeas.id == call_id)
    return db.session.scalar(statement) or abort(404)


def open_calls(day: date, community: Community | None = None) -> list[CallForIdeas]:
    """The calls that take ideas on this day, the one that ends first before the others."""
    statement = calls_visible_to(None).where(
        CallForIdeas.opens_on <= day, CallForIdeas.closes_on >= day
    )
    if community is not None:
        statement = statement.where(CallForIdeas.community_id == community.id)
    return list(db.session.scalars(statement.order_by(CallForIdeas.closes_on, CallForIdeas.id)))


# --- what came of it


@dataclass(frozen=True)
class Flow:
    """How ideas of a period flow: each number is a part of the one before it, but ``done`` also
    counts what happened now of what was given before."""

    given: int
    answered: int
    planned: int
    done: int


def flow_of_year(year: int, community: Community | None = None) -> Flow:
    """What was given in a year, and what became of that by now. Ideas merged into others and
    what is hidden are not counted; one question to the database."""
    now = utcnow()
    begins, ends = year_bounds(year)
    own = [] if community is None else [Idea.community_id == community.id]
    row = db.session.execute(
        select(
            func.count(Idea.id),
            func.count(case((or_(Idea.answered_at.is_not(None), Idea.done_at.is_not(None)), 1))),
            func.count(Idea.done_at),
            func.count(case((Idea.done_at <= now, 1))),
        ).where(
            Idea.moderation == Moderation.PUBLISHED,
            Idea.formal_kind.is_(None),
            Idea.merged_into_id.is_(None),
            Idea.given_at >= begins,
            Idea.given_at < ends,
            *own,
        )
    ).one()
    return Flow(*row)


def done_in_year(
    viewer: User | None, year: int, community: Community | None = None, page: int = 1
) -> Page[Idea]:
    """Ideas that came true in a year, the latest first: you said, we did."""
    begins, ends = year_bounds(year)
    statement = ideas_visible_to(viewer).where(
        Idea.moderation == Moderation.PUBLISHED,
        Idea.formal_kind.is_(None),
        Idea.merged_into_id.is_(None),
        Idea.done_at >= begins,
        Idea.done_at < min(ends, utcnow()),
    )
    if community is not None:
        statement = statement.where(Idea.community_id == community.id)
    return page_of(
        statement, page, order=[Idea.done_at.desc(), Idea.id.desc()], key=Idea.id, size=PAGE_SIZE
    )


def year_bounds(year: int) -> tuple[datetime, datetime]:
    """When a year begins and ends in the town, as aware UTC."""
    return local_midnight(date(year, 1, 1)), local_midnight(date(year + 1, 1, 1))


def latest_ideas(community: Community | None = None, limit: int = 3) -> Sequence[Idea]:
    """The newest published ideas, of one community or of the whole town."""
    statement = ideas_visible_to(None).where(Idea.merged_into_id.is_(None))
    if community is not None:
        statement = statement.where(Idea.community_id == community.id)
    return db.session.scalars(
        statement.order_by(Idea.given_at.desc(), Idea.id.desc()).limit(limit)
    ).all()


def latest_done(limit: int = 3) -> Sequence[Idea]:
    """The ideas that came true last."""
    statement = ideas_visible_to(None).where(
        Idea.merged_into_id.is_(None), Idea.done_at <= utcnow()
    )
    return db.session.scalars(
        statement.order_by(Idea.done_at.desc(), Idea.id.desc()).limit(limit)
    ).all()


@dataclass(frozen=True)
class Waiting:
    """What of ideas waits for somebody of the team."""

    unread: int
    changed: int
    comments: int
    overdue: int
    long_overdue: int
    formal_overdue: int
    formal_long_overdue: int
    calls: int

    def __bool__(self) -> bool:
        return any(vars(self).values())


def older_than(days: int, now: datetime) -> datetime:
    return now - timedelta(days=days)
