"""What would come of a change, seen before anybody confirms it.

The change itself is rehearsed: done, looked at, and undone. So the page tells what really would
happen, to whom, and in which words residents would read of it.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from osl.core import transactions
from osl.core.clock import utcnow
from osl.core.db import db
from osl.events.change_words import told_change
from osl.events.involvement import involved_in
from osl.events.models import Event, EventChange, Occurrence
from osl.events.words import place, when


class Turn(StrEnum):
    """What becomes of one meeting."""

    MOVED = "moved"
    ELSEWHERE = "elsewhere"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    RESTORED = "restored"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Fate:
    """One meeting before and after, in words, and how many people count on it."""

    turn: Turn
    before: str
    after: str = ""
    title: str = ""
    people: int = 0
    is_logged: bool = False
    group: str = ""


@dataclass(frozen=True)
class Foreseen:
    """What a change would bring: to which meetings, and what residents would read."""

    fates: list[Fate] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def people(self) -> int:
        """How many people are signed up for what would change, with a place or waiting. Those of
        a course are the same at each of its meetings, and count once."""
        groups = {fate.group: fate.people for fate in self.fates if fate.group}
        return sum(groups.values()) + sum(one.people for one in self.fates if not one.group)

    @property
    def known(self) -> list[Fate]:
        """What becomes of meetings people may know of."""
        return [fate for fate in self.fates if fate.turn is not Turn.NEW]

    @property
    def new(self) -> list[Fate]:
        return [fate for fate in self.fates if fate.turn is Turn.NEW]


@dataclass(frozen=True)
class Looked:
    """A meeting as residents see it."""

    time: str
    place: str
    is_cancelled: bool
    is_postponed: bool

    @classmethod
    def at(cls, meeting: Occurrence) -> "Looked":
        return cls(when(meeting), place(meeting), meeting.is_cancelled, meeting.is_postponed)

    def turn(self, after: "Looked") -> Turn | None:
        """What happened between two looks; the gravest when it is several things."""
        if after.is_cancelled and not self.is_cancelled:
            return Turn.CANCELLED
        if self.is_cancelled and not after.is_cancelled:
            return Turn.RESTORED
        if after.is_postponed and not self.is_postponed:
            return Turn.POSTPONED
        if self.time != after.time or (self.is_postponed and not after.is_postponed):
            return Turn.MOVED
        return Turn.ELSEWHERE if self.place != after.place else None

    def changed_in(self, after: "Looked") -> str:
        """The new time, or the new place of a meeting that keeps its time."""
        if self.time != after.time:
            return after.time
        return after.place if self.place != after.place else ""


def foresee(
    events: Sequence[Event], act: Callable[[], object], *, names_events: bool = False
) -> Foreseen:
    """What ``act`` would do to the coming meetings of some events and to what their pages tell.

    Whatever it raises (DomainError) is raised; nothing is kept. Nobody was told of a draft, so
    nobody is told of its change. Whoever else is about to change these events waits meanwhile.
    ``names_events``: each line says of which event it is, as it does of several.
    """
    names_events = names_events or len(events) > 1
    ids = [one.id for one in events]
    _hold(ids)
    coming = _coming(ids)
    before = {one.id: Looked.at(one) for one in coming}
    titles = {one.id: one.event.title for one in coming} if names_events else {}
    people = {one.id: each for one, each in involved_in(coming).items()}
    last_change = db.session.scalar(select(EventChange.id).order_by(EventChange.id.desc()).limit(1))
    known_parts = _later_parts(ids)
    with transactions.rehearsal():
        act()
        db.session.flush()
        concerned = {*ids, *(_later_parts(ids) - known_parts)}
        later = _coming(concerned, before)
        after = {one.id: Looked.at(one) for one in later}
        if names_events:
            titles |= {one.id: one.event.title for one in later}
        told = _told_since(last_change or 0, concerned, names_events=names_events)
    fates = []
    for number, looked in before.items():
        found = after.get(number)
        turn = Turn.GONE if found is None else looked.turn(found)
        if turn is not None:
            fates.append(
                Fate(
                    turn,
                    looked.time,
                    looked.changed_in(found) if found else "",
                    title=titles.get(number, ""),
                    people=people[number].people,
                    is_logged=people[number].is_logged,
                    group=people[number].group,
                )
            )
    fates += [
        Fate(Turn.NEW, looked.time, title=titles.get(number, ""))
        for number, looked in after.items()
        if number not in before
    ]
    return Foreseen(fates, told)


def mark_of(*things: Iterable[object] | object) -> str:
    """What stands for a page somebody has looked at: another page has another mark."""
    return hashlib.sha256(repr(things).encode()).hexdigest()[:32]


def _hold(event_ids: list[int]) -> None:
    """Lock these events until the end of the request, in one order: two who rehearse and then
    do the same would each wait for what the other has touched. People may sign up meanwhile."""
    rows = select(Event.id).where(Event.id.in_(event_ids)).order_by(Event.id)
    db.session.execute(rows.with_for_update(key_share=True)).all()


def _coming(event_ids: Iterable[int], known: Iterable[int] = ()) -> list[Occurrence]:
    """The meetings to come of these events, and the known ones wherever they are now."""
    statement = (
        select(Occurrence)
        .join(Occurrence.event)
        .where(
            or_(
                Occurrence.id.in_(list(known)),
                Occurrence.event_id.in_(list(event_ids))
                & (or_(Occurrence.ends_at > utcnow(), Occurrence.postponed_at.is_not(None))),
            )
        )
        .options(joinedload(Occurrence.event).joinedload(Event.venue), joinedload(Occurrence.venue))
        .order_by(Occurrence.starts_at)
    )
    return list(db.session.scalars(statement))


def _later_parts(event_ids: list[int]) -> set[int]:
    return set(db.session.scalars(select(Event.id).where(Event.continues_id.in_(event_ids))))


def _told_since(change_id: int, event_ids: Iterable[int], *, names_events: bool) -> list[str]:
    """What the rehearsal would tell; others may tell something of other events meanwhile."""
    told = select(EventChange).where(
        EventChange.id > change_id, EventChange.event_id.in_(list(event_ids))
    )
    return [
        f"{one.event.title}: {told_change(one)}" if names_events else told_change(one)
        for one in db.session.scalars(told.order_by(EventChange.id))
    ]
