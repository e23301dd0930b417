"""What happens to an event reaches the ideas it answers: their state, and those behind them.

Whatever changed an event, its ideas are reckoned anew in the same transaction. When it is over is
one instant kept with the idea, so an idea becomes "done" by itself, with no job that could fail.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
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

TOLD_AT = time(10)
"""What came of an idea is told the next morning: the team may add a word until then."""

MOST_AT_ONCE = 50
STILL_NEWS = timedelta(days=7)

WITH_IDEA = (
    joinedload(IdeaEvent.idea).joinedload(Idea.root),
    joinedload(IdeaEvent.event),
)


def follow(marked: Iterable[object]) -> None:
    """A writer of core.revisions: ideas follow their events. Part of the same transaction.

    It asks as many questions for one event as for a thousand, and however many ideas there are.
    """
    things = list(marked)
    ids = {thing.id for thing in things if isinstance(thing, Event)}
    ids |= {thing.event_id for thing in things if isinstance(thing, Occurrence)}
    idea_ids = {thing.id for thing in things if isinstance(thing, Idea)}
    events = db.session.scalars(select(Event).where(Event.id.in_(ids))).all() if ids else []
    write_event_stems([event for event in events if event.is_published])
    if db.session.scalar(select(IdeaEvent.event_id).limit(1)) is None:
        return
    # Another part of a series may be what was linked, and an idea merged into the marked one.
    ids.update(*_parts({event.id for event in events if event.is_series}).values())
    if idea_ids:
        of_ideas = select(IdeaEvent.event_id).where(IdeaEvent.idea_id.in_(_with_merged(idea_ids)))
        ids |= set(db.session.scalars(of_ideas))
    links = db.session.scalars(
        select(IdeaEvent)
        .where(IdeaEvent.event_id.in_(ids))
        .options(*WITH_IDEA)
        .order_by(IdeaEvent.event_id, IdeaEvent.idea_id)
    ).all()
    bring_up_to_date(links)


def bring_up_to_date(links: Sequence[IdeaEvent]) -> None:
    """Reckon these links (all there are of their events) and their ideas anew, and let people
    know what that means."""
    if not links:
        return
    now = utcnow()
    together = _by_event(links)
    endings = _endings(together)
    moved = set()
    for link in links:
        over = _done_by(link, endings[link.event_id])
        if link.invited_at and link.done_at and over and over != link.done_at and over > now:
            moved.add(link.event_id)
        link.done_at = over
    db.session.flush()
    reckon(link.idea for link in links)
    for event, own in together.items():
        goes_on = any(end > now for end in endings[event.id])
        is_moved = event.id in moved and event.format is EventFormat.SINGLE
        _let_know(event, own, now, goes_on=goes_on, is_moved=is_moved)


def _let_know(
    event: Event, links: Sequence[IdeaEvent], now: datetime, *, goes_on: bool, is_moved: bool
) -> None:
    invited = [link for link in links if link.invited_at is not None]
    new = [link for link in links if link.invited_at is None and root_of(link.idea).is_published]
    heard = [root_of(link.idea) for link in invited]
    moment = f"{now:%Y%m%dT%H%M%S%f}"
    if invited and all(link.done_at is None for link in links):
        # Another date will invite anew.
        for link in invited:
            link.invited_at = None
        tell_of_event(event, LetterKind.CALLED_OFF, heard, cause=moment)
        return
    if is_moved:
        tell_of_event(event, LetterKind.NEW_DATE, heard, cause=moment)
    if goes_on and new:
        for link in new:
            link.invited_at = now
            if link.done_at is not None and link.done_at <= now:
                # It has met already, and goes on: an invitation says it all.
                link.told_at = now
            _note_first_answer(link.idea, now)
        roots = [root_of(link.idea) for link in new]
        tell_of_event(event, LetterKind.INVITATION, roots, cause=moment, but=heard)


def invite_each_other(one: Idea, other: Idea) -> None:
    """Two ideas are about to be joined: those behind each are invited to what is planned already
    for the other. Taken apart and joined again, nobody is invited twice."""
    for answered, joining in ((one, other), (other, one)):
        if not (answered.is_published and joining.is_published):
            continue
        statement = (
            select(IdeaEvent)
            .where(IdeaEvent.idea_id.in_(ids_behind(answered)), IdeaEvent.invited_at.is_not(None))
            .options(*WITH_IDEA)
        )
        events = _by_event(db.session.scalars(statement))
        now, endings = utcnow(), _endings(events)
        for event in events:
            if any(end > now for end in endings[event.id]):
                cause = f"joined:{joining.id}"
                tell_of_event(event, LetterKind.INVITATION, [joining], cause=cause, but=[answered])


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
    """Write when these ideas, and those that stand for them, are done by an event. Two questions,
    however many they are."""
    things = {one.id: one for given in ideas for one in (given, root_of(given))}
    if not things:
        return
    db.session.flush()
    rows = db.session.execute(
        select(IdeaEvent.idea_id, Idea.root_id, func.min(IdeaEvent.done_at))
        .join(IdeaEvent.idea)
        .where(IdeaEvent.idea_id.in_(_with_merged(things)), IdeaEvent.done_at.is_not(None))
        .group_by(IdeaEvent.idea_id, Idea.root_id)
    )
    earliest: dict[int, datetime] = {}
    for idea_id, root_id, done_at in rows:
        for number in {idea_id, root_id or idea_id}:
            if done_at is not None:
                earliest[number] = min(done_at, earliest.get(number, done_at))
    for number in sorted(things):
        if things[number].done_at != earliest.get(number):
            store(things[number], done_at=earliest.get(number))


def _with_merged(ids: Collection[int]) -> set[int]:
    """The numbers of these ideas and of all that were merged into them."""
    return {*ids, *db.session.scalars(select(Idea.id).where(Idea.root_id.in_(ids)))}


def _done_by(link: IdeaEvent, endings: Sequence[datetime]) -> datetime | None:
    """When an event has answered an idea, by the ends of all its meetings: after its only or its
    last one, and of a cycle after the first one held since the idea was given: what had been
    going on before answered nothing yet."""
    if link.event.format is EventFormat.CYCLE:
        since = [end for end in endings if end > link.idea.given_at]
        return min(since) if since else max(endings, default=None)
    return max(endings, default=None)


def _endings(events: Collection[Event]) -> dict[int, list[datetime]]:
    """When the meetings of each event end, all parts of a series together: none of a draft, and
    none that does not take place."""
    parts = _parts({event.id for event in events if event.is_series})
    whole = {event.id: parts.get(event.id, {event.id}) for event in events if event.is_published}
    rows = db.session.execute(
        select(Occurrence.event_id, Occurrence.ends_at)
        .join(Occurrence.event)
        .where(
            Occurrence.event_id.in_({part for ids in whole.values() for part in ids}),
            Event.published_at.is_not(None),
            ~IS_CALLED_OFF,
            Occurrence.postponed_at.is_(None),
        )
    )
    of_part: dict[int, list[datetime]] = defaultdict(list)
    for number, ends_at in rows:
        of_part[number].append(ends_at)
    return {
        event.id: [end for part in sorted(whole.get(event.id, ())) for end in of_part[part]]
        for event in events
    }


def _parts(ids: Collection[int]) -> dict[int, set[int]]:
    """The numbers of all parts of these series, by the number of the one that was asked for. As
    many questions as a series has parts, however many series there are."""
    follows: dict[int, int] = {}
    known, layer = set(ids), set(ids)
    while layer:
        rows = db.session.execute(
            select(Event.id, Event.continues_id).where(
                Event.continues_id.is_not(None),
                or_(Event.id.in_(layer), Event.continues_id.in_(layer)),
            )
        )
        pairs = {number: before for number, before in rows if before is not None}
        follows |= pairs
        layer = (set(pairs) | set(pairs.values())) - known
        known |= layer
    begins: dict[int, set[int]] = defaultdict(set)

    def first(number: int) -> int:
        while number in follows:
            number = follows[number]
        return number

    for number in known:
        begins[first(number)].add(number)
    return {number: begins[first(number)] for number in ids}


def tell_results(now: datetime) -> int:
    """Each minute: those behind ideas that came true hear of it, the morning after. How many
    events were told of. What was linked long after is no news, and is not looked for."""
    due = db.session.scalars(
        select(IdeaEvent)
        .where(
            IdeaEvent.done_at <= now,
            IdeaEvent.done_at > now - STILL_NEWS,
            IdeaEvent.told_at.is_(None),
        )
        .order_by(IdeaEvent.done_at, IdeaEvent.event_id, IdeaEvent.idea_id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for link in due:
        link.told_at = now
    told = _by_event(due)
    for event, links in told.items():
        roots = [root_of(link.idea) for link in links if root_of(link.idea).is_published]
        over = max(link.done_at for link in links if link.done_at is not None)
        tell_of_event(event, LetterKind.RESULT, roots, cause="", due_at=morning_after(over))
    return len(told)


def morning_after(moment: datetime) -> datetime:
    return to_utc(to_local(moment).date() + timedelta(days=1), TOLD_AT)
