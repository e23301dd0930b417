"""What came of ideas as a whole: by year, and in a call for ideas."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select

from osl.core.clock import to_local, today, utcnow
from osl.core.db import db
from osl.ideas.models import CallForIdeas, Idea, IdeaState, Moderation
from osl.ideas.queries import calls_visible_to, is_in_state, is_visible_to


def years() -> list[int]:
    """The years there is anything to tell of, the latest first; this year in any case."""
    first = db.session.scalar(select(func.min(Idea.given_at)).where(is_visible_to(None)))
    this_year = today().year
    begun = to_local(first).year if first is not None else this_year
    return list(range(this_year, min(begun, this_year) - 1, -1))


def has_come_true() -> bool:
    """Whether any idea came true yet."""
    done = select(Idea.id).where(
        is_visible_to(None), Idea.merged_into_id.is_(None), Idea.done_at <= utcnow()
    )
    return db.session.scalar(done.limit(1)) is not None


def has_calls() -> bool:
    """Whether there ever was a call for ideas."""
    published = select(CallForIdeas.id).where(CallForIdeas.published_at.is_not(None))
    return db.session.scalar(published.limit(1)) is not None


@dataclass(frozen=True)
class Calls:
    """The published calls for ideas, by what can be done with them."""

    open: list[CallForIdeas]
    coming: list[CallForIdeas]
    over: list[CallForIdeas]

    def __bool__(self) -> bool:
        return bool(self.open or self.coming or self.over)


def published_calls(day: date) -> Calls:
    """Those that take ideas on this day (the one that ends first before the others), those that
    will, and those that have ended, the latest first."""
    found = db.session.scalars(
        calls_visible_to(None).order_by(CallForIdeas.closes_on, CallForIdeas.id)
    ).all()
    return Calls(
        open=[one for one in found if one.is_open_on(day)],
        coming=[one for one in found if one.opens_on > day],
        over=[one for one in reversed(found) if one.closes_on < day],
    )


def states_in(call: CallForIdeas) -> dict[IdeaState, int]:
    """How many published ideas of a call are in which state; states without any are left out."""
    now = utcnow()
    counts = [func.count(case((is_in_state(state, now), 1))) for state in IdeaState]
    row = db.session.execute(
        select(*counts).where(
            Idea.call_id == call.id,
            Idea.moderation == Moderation.PUBLISHED,
            Idea.formal_kind.is_(None),
            Idea.merged_into_id.is_(None),
        )
    ).one()
    return {state: number for state, number in zip(IdeaState, row, strict=True) if number}
