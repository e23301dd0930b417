"""Ideas that say the same, and events that are planned already: found while somebody types.

Each root of a typed word is looked up in an index and only its newest ideas are taken, so it
costs the same among ten thousand ideas as among a hundred.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    insert,
    literal,
    select,
    true,
    union_all,
)
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
ENOUGH = 0.5
"""How much two texts must have in common, see ``Candidates.likeness``."""

MOST_INDEXED = 200
FIRST_WORDS = 400
"""How far into a text one looks for what it is about: the letters that come first."""

Word = frozenset[str]
"""The roots of one word, see ``ideas.stems``."""


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
    words = _typed(title, text)
    shown = and_(
        is_visible_to(viewer),
        Idea.moderation != Moderation.HIDDEN,
        Idea.formal_kind.is_(None),
        Idea.merged_into_id.is_(None),
        Idea.id != but.id if but is not None else true(),
    )
    candidates = _candidates(IdeaStem, IdeaStem.idea_id, Idea, shown, words)
    if not candidates.ids:
        return []
    words_of_each = select(Idea.id, Idea.title, Idea.text).where(Idea.id.in_(candidates.ids))
    best = candidates.best(db.session.execute(words_of_each))[:limit]
    statement = select(Idea).where(Idea.id.in_(best)).options(joinedload(Idea.community))
    return sorted(db.session.scalars(statement), key=lambda idea: best.index(idea.id))


def planned_already(
    viewer: User | None, title: str, text: str = "", *, limit: int = 2
) -> list[PlannedAlready]:
    """Events to come that sound like the idea being typed."""
    now = utcnow()
    words = _typed(title, text)
    shown = and_(is_event_visible_to(viewer), Event.published_at.is_not(None))
    candidates = _candidates(EventStem, EventStem.event_id, Event, shown, words)
    if not candidates.ids:
        return []
    words_of_each = select(Event.id, Event.title, Event.description).where(
        Event.id.in_(candidates.ids)
    )
    best = candidates.best(db.session.execute(words_of_each))[: 2 * limit]
    statement = (
        select(Event)
        .where(Event.id.in_(best))
        .options(joinedload(Event.series), joinedload(Event.venue), selectinload(Event.communities))
    )
    found = []
    for event in sorted(db.session.scalars(statement), key=lambda event: best.index(event.id)):
        meeting = next_meeting(event, now)
        if meeting is not None and meeting.ends_at > now and meeting.takes_place:
            found.append(PlannedAlready(event, meeting))
    return found[:limit]


@dataclass(frozen=True)
class Candidates:
    """What may be meant by the words being typed, and how much each of those words says: one
    that half the town's ideas have says little."""

    words: Mapping[Word, float]
    ids: Sequence[int]

    def best(self, things: Iterable[Row[int, str, str]]) -> list[int]:
        """The numbers of those of these things (number, title, text) that are alike enough, the
        most alike first and of two such the newer one."""
        alike = [(self.likeness(title, text), number) for number, title, text in things]
        return [number for likeness, number in sorted(alike, reverse=True) if likeness >= ENOUGH]

    def likeness(self, title: str, text: str) -> float:
        """From 0 to 1: how much of what is typed stands in these words, and how much of this
        title stands in what is typed. A word found only in the text is half a word."""
        roots = words_of(title)[:MOST_WORDS]
        in_title = frozenset[str]().union(*roots)
        in_text = frozenset[str]().union(*words_of(text[:FIRST_WORDS]))
        typed = frozenset[str]().union(*self.words)
        common = sum(
            weight * (1 if word & in_title else 0.5)
            for word, weight in self.words.items()
            if word & in_title or word & in_text
        )
        of_title = [self._weight(word) if word & typed else 0 for word in roots]
        unknown = sum(1 for word in roots if not word & typed)
        all_typed, all_of_title = sum(self.words.values()), sum(of_title) + unknown
        if not all_typed or not all_of_title:
            return 0
        return (common / all_typed + sum(of_title) / all_of_title) / 2

    def _weight(self, word: Word) -> float:
        return max(weight for typed, weight in self.words.items() if typed & word)


def _typed(title: str, text: str) -> list[Word]:
    """The words to look for: those of the title, and of the text when the title says little."""
    words = words_of(title)[:MOST_WORDS]
    if len(words) < 2:
        words = list(dict.fromkeys([*words, *words_of(text)]))[:MOST_WORDS]
    return words


def _candidates(
    kind: type[IdeaStem] | type[EventStem],
    number: Any,
    of: type[Idea] | type[Event],
    shown: ColumnElement[bool],
    words: list[Word],
) -> Candidates:
    """The newest things that share a root or two with what is typed, the likeliest of them."""
    if not words:
        return Candidates({}, [])
    pairs = set(pairs_of(words))
    stems = {stem for roots in words for stem in roots} | pairs
    newest: list[Select[Any]] = [
        select(_newest(kind, number, of, shown, stem).subquery()) for stem in sorted(stems)
    ]
    having: dict[int, set[str]] = defaultdict(set)
    seen: dict[str, int] = defaultdict(int)
    for stem, thing in db.session.execute(union_all(*newest)):
        having[thing].add(stem)
        seen[stem] += 1
    weights = {
        roots: 1 / (1 + max((seen[root] for root in roots), default=0) / NEWEST_PER_STEM)
        for roots in words
    }
    points = {
        thing: sum(weight for roots, weight in weights.items() if roots & own) + len(own & pairs)
        for thing, own in having.items()
    }
    likeliest = sorted(points, key=lambda thing: (-points[thing], -thing))
    return Candidates(weights, likeliest[:MOST_WEIGHED])


def _newest(
    kind: type[IdeaStem] | type[EventStem],
    number: Any,
    of: type[Idea] | type[Event],
    shown: ColumnElement[bool],
    stem: str,
) -> Select[Any]:
    """Only what may be shown counts: a flood of hidden ideas must not push the others out."""
    return (
        select(literal(stem), number)
        .join(of, of.id == number)
        .where(kind.stem == stem, shown)
        .order_by(number.desc())
        .limit(NEWEST_PER_STEM)
    )


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
