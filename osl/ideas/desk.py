"""What the team sees of ideas: what waits for whom and how long, and everything about one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select, true
from sqlalchemy.orm import joinedload

from osl.accounts.models import User
from osl.communities.models import Community
from osl.communities.queries import get_centre
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.paging import Page, page_of
from osl.ideas.models import (
    Idea,
    IdeaCall,
    IdeaMessage,
    IdeaState,
    MessageKind,
    Moderation,
    Suspicion,
)
from osl.ideas.queries import (
    Waiting,
    is_handled_by,
    is_in_state,
    older_than,
    says,
    waits_for_answer,
)
from osl.ideas.similar import similar_ideas

PAGE_SIZE = 20
VERY_LATE_DAYS = 30
"""When the law counts a request as late, and when an idea was kept waiting for too long."""


class Queue(StrEnum):
    """The drawers of the desk; also how an address names them."""

    UNREAD = "do-przeczytania"
    SUSPECT = "podejrzane"
    CHANGED = "zmiany"
    WORDS = "wpisy"
    UNANSWERED = "bez-odpowiedzi"
    FORMAL = "wnioski"
    ALL = "wszystkie"
    HIDDEN = "ukryte"


@dataclass(frozen=True)
class Filters:
    """Which of all ideas are asked for."""

    text: str = ""
    state: IdeaState | None = None
    community: Community | None = None

    @property
    def active(self) -> int:
        return bool(self.text.strip()) + bool(self.state) + bool(self.community)


NOTHING_ASKED = Filters()


@dataclass(frozen=True)
class Terms:
    """Until when an idea given today should be answered, looking back from now."""

    now: datetime
    days: int

    @classmethod
    def of_today(cls) -> "Terms":
        return cls(utcnow(), get_centre().idea_answer_days)

    @property
    def late(self) -> datetime:
        return older_than(self.days, self.now)

    @property
    def very_late(self) -> datetime:
        return older_than(max(VERY_LATE_DAYS, self.days), self.now)

    def waited(self, idea: Idea) -> int:
        """How many days ago it was given."""
        return (self.now - idea.given_at).days

    def is_late(self, idea: Idea) -> bool:
        return idea.given_at <= self.late

    def is_very_late(self, idea: Idea) -> bool:
        return idea.given_at <= self.very_late

    def left(self, idea: Idea) -> int:
        """Days until an answer is due; below zero when it is late."""
        return (idea.given_at + timedelta(days=self.days) - self.now).days


def is_in(queue: Queue, terms: Terms) -> ColumnElement[bool]:
    """What lies in a drawer, as the database asks it."""
    waiting = and_(Idea.moderation == Moderation.WAITING, Idea.formal_kind.is_(None))
    trusted = Idea.suspicion == Suspicion.NONE
    if queue is Queue.UNREAD:
        return and_(waiting, trusted)
    if queue is Queue.SUSPECT:
        return and_(waiting, Idea.suspicion != Suspicion.NONE)
    if queue is Queue.CHANGED:
        return Idea.proposed_at.is_not(None)
    if queue is Queue.UNANSWERED:
        # What nobody has even read waits as long as what is published.
        seen = or_(Idea.moderation == Moderation.PUBLISHED, Idea.given_at <= terms.late)
        return and_(waits_for_answer(), trusted, seen)
    if queue is Queue.FORMAL:
        return Idea.formal_kind.is_not(None)
    if queue is Queue.HIDDEN:
        return Idea.moderation == Moderation.HIDDEN
    return true() if queue is Queue.ALL else false()


def in_order(queue: Queue) -> list[Any]:
    if queue is Queue.CHANGED:
        return [Idea.proposed_at, Idea.id]
    if queue is Queue.FORMAL:
        return [case((Idea.formal_closed_on.is_(None), 0), else_=1), Idea.given_at, Idea.id]
    if queue is Queue.HIDDEN:
        return [Idea.hidden_at.desc(), Idea.id.desc()]
    if queue is Queue.ALL:
        return [Idea.given_at.desc(), Idea.id.desc()]
    return [Idea.given_at, Idea.id]


def is_not_handed_on(terms: Terms) -> ColumnElement[bool]:
    """A request that still lies here after as many days as an idea may wait."""
    return and_(
        Idea.formal_kind.is_not(None),
        Idea.formal_handed_on.is_(None),
        Idea.formal_closed_on.is_(None),
        Idea.given_at <= terms.late,
    )


def is_not_closed(terms: Terms) -> ColumnElement[bool]:
    """A request without an answer after a month."""
    return and_(
        Idea.formal_kind.is_not(None),
        Idea.formal_closed_on.is_(None),
        Idea.given_at <= terms.very_late,
    )


def counts_of(viewer: User | None, terms: Terms) -> dict[Queue, int]:
    """How much lies in each drawer of this member of the team: two questions. Of requests only
    the open ones are counted."""
    drawers = [one for one in Queue if one is not Queue.WORDS]
    asked = {one: is_in(one, terms) for one in drawers}
    asked[Queue.FORMAL] = and_(asked[Queue.FORMAL], Idea.formal_closed_on.is_(None))
    row = db.session.execute(
        select(*(func.count(case((asked[one], 1))) for one in drawers)).where(is_handled_by(viewer))
    ).one()
    counts = dict(zip(drawers, row, strict=True))
    counts[Queue.WORDS] = _count(_words_waiting(viewer))
    return counts


def ideas_waiting(viewer: User | None) -> Waiting:
    """What of ideas waits for this member of the team, for the front of their desk: three
    questions, and one for the centre's terms."""
    terms = Terms.of_today()
    unanswered = is_in(Queue.UNANSWERED, terms)
    asked = (
        is_in(Queue.UNREAD, terms),
        is_in(Queue.CHANGED, terms),
        and_(unanswered, Idea.given_at <= terms.late),
        and_(unanswered, Idea.given_at <= terms.very_late),
        is_not_handed_on(terms),
        is_not_closed(terms),
    )
    row = db.session.execute(
        select(*(func.count(case((one, 1))) for one in asked)).where(is_handled_by(viewer))
    ).one()
    calls = (
        select(IdeaCall.id)
        .join(Idea, Idea.id == IdeaCall.idea_id)
        .where(IdeaCall.closed_at.is_(None), is_handled_by(viewer))
    )
    return Waiting(
        unread=row[0],
        changed=row[1],
        comments=_count(_words_waiting(viewer)),
        overdue=row[2],
        long_overdue=row[3],
        formal_overdue=row[4],
        formal_long_overdue=row[5],
        calls=_count(calls),
    )


def ideas_in(
    viewer: User | None,
    queue: Queue,
    terms: Terms,
    filters: Filters = NOTHING_ASKED,
    page: int = 1,
) -> Page[Idea]:
    """One page of a drawer."""
    conditions = [is_handled_by(viewer), is_in(queue, terms)]
    if filters.community is not None:
        conditions.append(Idea.community_id == filters.community.id)
    if filters.state is not None:
        conditions += [is_in_state(filters.state, terms.now), Idea.formal_kind.is_(None)]
    if filters.text.strip():
        conditions += _says_or_is(filters.text)
    statement = (
        select(Idea)
        .where(*conditions)
        .options(joinedload(Idea.community), joinedload(Idea.person), joinedload(Idea.call))
    )
    return page_of(statement, page, order=in_order(queue), key=Idea.id, size=PAGE_SIZE)


def words_waiting(viewer: User | None, page: int = 1) -> Page[IdeaMessage]:
    """Replies and comments nobody of the team has looked at, the oldest first."""
    statement = _words_waiting(viewer).options(
        joinedload(IdeaMessage.idea).joinedload(Idea.community)
    )
    order = [IdeaMessage.made_at, IdeaMessage.id]
    return page_of(statement, page, order=order, key=IdeaMessage.id, size=PAGE_SIZE)


def ideas_to_join(viewer: User | None, idea: Idea, text: str) -> Sequence[Idea]:
    """Ideas this one could be joined with: by number or words, or those that sound like it."""
    if not text.strip():
        alike = similar_ideas(viewer, idea.title, idea.text, but=idea)
        return [one for one in alike if viewer is not None and viewer.works_with(one.community_id)]
    statement = (
        select(Idea)
        .where(
            is_handled_by(viewer),
            Idea.id != idea.id,
            Idea.merged_into_id.is_(None),
            Idea.formal_kind.is_(None),
            Idea.moderation != Moderation.HIDDEN,
            *_says_or_is(text),
        )
        .options(joinedload(Idea.community))
        .order_by(Idea.given_at.desc(), Idea.id.desc())
        .limit(PAGE_SIZE)
    )
    return db.session.scalars(statement).all()


def _words_waiting(viewer: User | None) -> Any:
    return (
        select(IdeaMessage)
        .join(IdeaMessage.idea)
        .where(
            IdeaMessage.moderation == Moderation.WAITING,
            IdeaMessage.kind != MessageKind.QUESTION,
            is_handled_by(viewer),
        )
    )


def _says_or_is(text: str) -> list[ColumnElement[bool]]:
    number = text.strip().removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) < 10:
        return [Idea.id == int(number)]
    return says(text)


def _count(statement: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
