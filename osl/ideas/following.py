"""What happens to an event reaches the ideas it answers: their state, and those behind them.

Whatever changed an event, its ideas are reckoned anew in the same transaction. When it is over is
one instant kept with the idea, so an idea becomes "done" by itself, with no job that could fail.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from osl.core.clock import to_local, to_utc, utcnow
from osl.core.db import db
from osl.events.models import Event, EventFormat, Occurrence
from osl.events.queries import IS_CALLED_OFF
from osl.ideas.models import Idea, IdeaEvent
from osl.ideas.queries import ids_behind, root_of
from osl.ideas.similar import write_event_stems
from osl.ideas.supports import store
from osl.ideas.telling import LetterKind, tell_of_event
from osl.signups.places import first_part, parts_of

TOLD_AT = time(10)
"""What came of an idea is told the next morning: the team may add a word until then."""

MOST_AT_ONCE = 50
STILL_NEWS = timedelta(days=7)


def follow(marked: Iterable[object]) -> None:
    """A writer of core.revisions: ideas follow their events. Part of the same transaction."""
    things = list(marked)
    ids = {thing.id for thing in things if isinstance(thing, Event)}
    ids |= {thing.event_id for thing in things if isinstance(thing, Occurrence)}
    idea_ids = {thing.id for thing in things if isinstance(thing, Idea)}
    events = db.session.scalars(select(Event).where(Event.id.in_(ids))).all() if ids else []
    write_event_stems([event for event in events if event.is_published])
    if db.session.scalar(select(IdeaEvent.event_id).limit(1)) is None:
        return
    # Another part of a series may be what was linked.
    ids |= {part.id for event in events if event.is_series for part in parts_of(event)}
    links = db.session.scalars(
        select(IdeaEvent)
        .where(or_(IdeaEvent.event_id.in_(ids), IdeaEvent.idea_id.in_(idea_ids)))
        .options(joinedload(IdeaEvent.idea), joinedload(IdeaEvent.event))
        .order_by(IdeaEvent.event_id, IdeaEvent.idea_id)
    ).all()
    bring_up_to_date(links)


def bring_up_to_date(links: Sequence[IdeaEvent]) -> None:
    """Reckon these links and their ideas anew, and let people know what that means."""
    now = utcnow()
    moved = []
    for link in links:
        over = over_at(link.event)
        if link.invited_at and link.done_at and over and over != link.done_at and over > now:
            moved.append(link)
        link.done_at = over
    db.session.flush()
    reckon([link.idea for link in links])
    for event, together in _by_event(links).items():
        _let_know(event, together, [link for link in moved if link in together], now)


def _let_know(
    event: Event, links: Sequence[IdeaEvent], moved: Sequence[IdeaEvent], now: datetime
) -> None:
    over = links[0].done_at
    invited = [link for link in links if link.invited_at is not None]
    new = [link for link in links if link.invited_at is None and link.idea.is_published]
    moment = f"{now:%Y%m%dT%H%M%S}"
    if over is None and invited:
        # Another date will invite anew.
        for link in invited:
            link.invited_at = None
        tell_of_event(event, LetterKind.CALLED_OFF, invited, cause=moment)
        return
    if over is not None and over > now and new:
        for link in new:
            link.invited_at = now
            _note_first_answer(link.idea, now)
        tell_of_event(event, LetterKind.INVITATION, new, cause=moment)
    if moved and event.format is EventFormat.SINGLE:
        tell_of_event(event, LetterKind.NEW_DATE, moved, cause=moment)


def _note_first_answer(idea: Idea, now: datetime) -> None:
    for one in {idea, root_of(idea)}:
        if one.answered_at is None:
            store(one, answered_at=now)


def _by_event(links: Iterable[IdeaEvent]) -> dict[Event, list[IdeaEvent]]:
    found: dict[Event, list[IdeaEvent]] = {}
    for link in links:
        found.setdefault(link.event, []).append(link)
    return found


def reckon(ideas: Iterable[Idea]) -> None:
    """Write when these ideas, and those that stand for them, are done by an event."""
    for idea in {one.id: one for given in ideas for one in (given, root_of(given))}.values():
        earliest = db.session.scalar(
            select(func.min(IdeaEvent.done_at)).where(IdeaEvent.idea_id.in_(ids_behind(idea)))
        )
        if idea.done_at != earliest:
            store(idea, done_at=earliest)


def over_at(event: Event) -> datetime | None:
    """When an event has answered the ideas behind it: after its only or its last meeting, and of
    a cycle after the first one held. None for a draft and for what does not take place."""
    if not event.is_published:
        return None
    ids = [part.id for part in parts_of(first_part(event))]
    pick = func.min if event.format is EventFormat.CYCLE else func.max
    return db.session.scalar(
        select(pick(Occurrence.ends_at))
        .join(Occurrence.event)
        .where(
            Occurrence.event_id.in_(ids),
            Event.published_at.is_not(None),
            ~IS_CALLED_OFF,
            Occurrence.postponed_at.is_(None),
        )
    )


def tell_results(now: datetime) -> int:
    """Each minute: those behind ideas that came true hear of it, the morning after. How many
    events were told of."""
    due = db.session.scalars(
        select(IdeaEvent)
        .where(IdeaEvent.done_at <= now, IdeaEvent.told_at.is_(None))
        .options(joinedload(IdeaEvent.idea), joinedload(IdeaEvent.event))
        .order_by(IdeaEvent.done_at, IdeaEvent.event_id)
        .limit(MOST_AT_ONCE)
    ).all()
    for link in due:
        link.told_at = now
    told = _by_event(due)
    for event, links in told.items():
        shown = [link for link in links if link.idea.is_published]
        over = links[0].done_at
        # What was linked long after is no news.
        if shown and over is not None and over > now - STILL_NEWS:
            tell_of_event(event, LetterKind.RESULT, shown, cause="", due_at=morning_after(over))
    return len(told)


def morning_after(moment: datetime) -> datetime:
    return to_utc(to_local(moment).date() + timedelta(days=1), TOLD_AT)
