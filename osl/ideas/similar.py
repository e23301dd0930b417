"""Ideas that say the same, and events that are planned already: found while somebody types.

Each root of a typed word is looked up in an index and only its newest ideas are taken, so it
costs the same among ten thousand ideas as among a hundred.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, delete, exists, insert, literal, select, union_all
from sqlalchemy.orm import joinedload, selectinload

from osl.accounts.models import User
from osl.core.clock import utcnow
from osl.core.db import Base, db
from osl.events.models import Event, Occurrence
from osl.events.queries import is_visible_to as is_event_visible_to
from osl.events.queries import next_meeting
from osl.ideas.models import EventStem, Idea, IdeaStem, Moderation
from osl.ideas.queries import is_visible_to
from osl.ideas.stems import MOST_WORDS, pairs_of, stems_of, words_of

NEWEST_PER_STEM = 40
MOST_FOUND = 4
MOST_WEIGHED = 30
LEAST_ALIKE = 0.5
"""The share of the typed words that another idea must have, too."""

MOST_INDEXED = 200
FIRST_WORDS = 400
"""How far into its description an event is looked at: the letters that come first."""


@dataclass(frozen=True)
class PlannedAlready:
    """An event that seems to be what somebody wishes for, and when it is on next."""

    event: Event
    meeting: Occurrence


def similar_ideas(
    viewer: User | None,
    title: str,
    text: str = "",
    *,
    but: Idea | None = None,
    limit: int = MOST_FOUND,
) -> list[Idea]:
    """Ideas like the one being typed, the most alike first, those merged into others aside."""
    scores = _alike(IdeaStem, IdeaStem.idea_id, title, text)
    if but is not None:
        scores.pop(but.id, None)
    best = _best(scores)
    if not best:
        return []
    statement = (
        select(Idea)
        .where(
            Idea.id.in_(best),
            is_visible_to(viewer),
            Idea.moderation != Moderation.HIDDEN,
            Idea.formal_kind.is_(None),
            Idea.merged_into_id.is_(None),
        )
        .options(joinedload(Idea.community))
    )
    found = db.session.scalars(statement).all()
    return sorted(found, key=lambda idea: (-scores[idea.id], -idea.id))[:limit]


def planned_already(
    viewer: User | None, title: str, text: str = "", *, limit: int = 2
) -> list[PlannedAlready]:
    """Events to come that sound like the idea being typed."""
    now = utcnow()
    scores = _alike(EventStem, EventStem.event_id, title, text)
    best = _best(scores)
    if not best:
        return []
    statement = (
        select(Event)
        .where(Event.id.in_(best), is_event_visible_to(viewer), Event.published_at.is_not(None))
        .options(joinedload(Event.series), joinedload(Event.venue), selectinload(Event.communities))
    )
    events = sorted(db.session.scalars(statement), key=lambda event: (-scores[event.id], event.id))
    found = []
    for event in events[: 2 * limit]:
        meeting = next_meeting(event, now)
        if meeting is not None and meeting.ends_at > now and meeting.takes_place:
            found.append(PlannedAlready(event, meeting))
    return found[:limit]


def _alike(
    kind: type[IdeaStem] | type[EventStem], number: Any, title: str, text: str
) -> dict[int, float]:
    """How much of what is typed each of these has, from 0 to 1, by its number."""
    words = words_of(title)[:MOST_WORDS]
    if len(words) < 2:
        words = list(dict.fromkeys([*words, *words_of(text)]))[:MOST_WORDS]
    if not words:
        return {}
    stems = {stem for roots in words for stem in roots} | set(pairs_of(words))
    newest: list[Select[Any]] = [
        select(_newest(kind, number, stem).subquery()) for stem in sorted(stems)
    ]
    having: dict[int, set[str]] = defaultdict(set)
    seen: dict[str, int] = defaultdict(int)
    for stem, thing in db.session.execute(union_all(*newest)):
        having[thing].add(stem)
        seen[stem] += 1
    # A word half the town's ideas have says little.
    weights = [
        1 / (1 + max((seen[root] for root in roots), default=0) / NEWEST_PER_STEM)
        for roots in words
    ]
    return {
        thing: sum(weight for roots, weight in zip(words, weights, strict=True) if roots & own)
        / sum(weights)
        for thing, own in having.items()
    }


def _newest(kind: type[IdeaStem] | type[EventStem], number: Any, stem: str) -> Select[Any]:
    return (
        select(literal(stem), number)
        .where(kind.stem == stem)
        .order_by(number.desc())
        .limit(NEWEST_PER_STEM)
    )


def _best(scores: dict[int, float]) -> list[int]:
    alike = [(score, number) for number, score in scores.items() if score >= LEAST_ALIKE]
    return [number for _score, number in sorted(alike, reverse=True)[:MOST_WEIGHED]]


def write_stems(idea: Idea) -> None:
    """Keep what an idea is found by in step with its words."""
    db.session.flush()
    _write(IdeaStem, IdeaStem.idea_id, "idea_id", {idea.id: stems_of(idea.title, idea.text)})


def write_event_stems(events: Sequence[Event]) -> None:
    """Keep what events to come are found by in step with their words."""
    wanted = {one.id: stems_of(one.title, one.description[:FIRST_WORDS]) for one in events}
    _write(EventStem, EventStem.event_id, "event_id", wanted)


def _write(
    kind: type[IdeaStem] | type[EventStem],
    column: Any,
    name: str,
    wanted: Mapping[int, set[str]],
) -> None:
    """Two questions and two statements at most, however many things there are."""
    if not wanted:
        return
    rows = db.session.execute(select(column, kind.stem).where(column.in_(wanted)))
    kept = {(number, stem) for number, stem in rows}
    right = {(number, stem) for number, stems in wanted.items() for stem in stems}
    if kept - right:
        table = Base.metadata.tables[kind.__tablename__]
        one = delete(table).where(
            table.c[name] == bindparam("number"), table.c.stem == bindparam("root")
        )
        gone = [{"number": number, "root": stem} for number, stem in sorted(kept - right)]
        db.session.execute(one, gone)
    if right - kept:
        new = [{name: number, "stem": stem} for number, stem in sorted(right - kept)]
        db.session.execute(insert(kind), new)


def renew_event_stems(now: datetime) -> None:
    """Each night: what is over is not found any more, and what is to come is."""
    goes_on = exists().where(Occurrence.event_id == Event.id, Occurrence.ends_at > now)
    over = select(Event.id).where(~goes_on)
    db.session.execute(delete(EventStem).where(EventStem.event_id.in_(over)))
    has_none = ~exists().where(EventStem.event_id == Event.id)
    missing: Sequence[Event] = db.session.scalars(
        select(Event).where(goes_on, has_none).order_by(Event.id).limit(MOST_INDEXED)
    ).all()
    write_event_stems(missing)
