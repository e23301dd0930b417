"""The story of an idea: what became of it, step by step, each with its date and whose word it is.

Nothing here is written down for the page: every line follows from a fact that is kept anyway.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from osl.accounts.models import User
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.i18n import _, day
from osl.events.models import Event, EventFormat, Occurrence
from osl.events.queries import IS_CALLED_OFF
from osl.events.queries import is_visible_to as is_event_visible_to
from osl.ideas.models import (
    Idea,
    IdeaEvent,
    IdeaMessage,
    IdeaNeed,
    IdeaStep,
    MessageKind,
    Moderation,
    StepKind,
)
from osl.ideas.queries import ids_behind, is_visible_to
from osl.ideas.words import NOT_NOW_REASONS, SOURCES, STEPS


@dataclass(frozen=True)
class StoryLine:
    """One dated step: what happened, in whose words, and where to read on.

    ``note`` is a fact beside the words (the day something was handed on, the reason why not).
    """

    at: datetime
    heading: str
    text: str = ""
    note: str = ""
    signed: str = ""
    event: Event | None = None
    idea: Idea | None = None


def story_of(idea: Idea, viewer: User | None) -> list[StoryLine]:
    """What became of an idea, the earliest first, as far as this viewer may read it."""
    lines = [
        *_beginning(idea, viewer),
        *_steps(idea, viewer),
        *_events(idea),
        *_replies(idea),
    ]
    return sorted(lines, key=lambda line: line.at)


def _beginning(idea: Idea, viewer: User | None) -> list[StoryLine]:
    # A part carries the date of the whole: it was said then, and made an idea of its own later.
    heading = _("The idea was given %(how)s", how=SOURCES[idea.source])
    lines = [StoryLine(idea.given_at, heading)]
    if idea.split_from_id is not None:
        whole = _readable([idea.split_from_id], viewer).get(idea.split_from_id)
        parted_at = idea.published_at or idea.given_at
        heading = _("It became an idea of its own")
        lines.append(StoryLine(parted_at, heading, signed=_team(idea), idea=whole))
    return lines


def _steps(idea: Idea, viewer: User | None) -> list[StoryLine]:
    steps = db.session.scalars(
        select(IdeaStep)
        .where(IdeaStep.idea_id == idea.id, IdeaStep.is_public)
        .order_by(IdeaStep.made_at, IdeaStep.id)
    ).all()
    others = _readable([one.other_id for one in steps if one.other_id is not None], viewer)
    return [
        StoryLine(
            step.made_at,
            _heading(step),
            text=step.text if step.kind is not StepKind.MOVED else "",
            note=_note(step),
            signed=_team(idea),
            idea=others.get(step.other_id) if step.other_id is not None else None,
        )
        for step in steps
    ]


def _heading(step: IdeaStep) -> str:
    if step.kind is StepKind.HANDED_ON and step.to_whom:
        return _("Handed on to: %(whom)s", whom=step.to_whom)
    if step.kind is StepKind.THEIR_ANSWER and step.to_whom:
        return _("The answer of: %(whom)s", whom=step.to_whom)
    if step.kind is StepKind.MOVED and step.text:
        return _("Moved to another community: %(name)s", name=step.text)
    return str(STEPS[step.kind])


def _note(step: IdeaStep) -> str:
    if step.kind is StepKind.NOT_NOW and step.reason is not None:
        return str(NOT_NOW_REASONS[step.reason])
    if step.on is None:
        return ""
    if step.kind is StepKind.HANDED_ON:
        return _("Handed on: %(day)s", day=day(step.on))
    return _("Answered: %(day)s", day=day(step.on))


def _events(idea: Idea) -> list[StoryLine]:
    """What the events that answer it make of it. A draft is nobody's answer yet."""
    now = utcnow()
    lines: list[StoryLine] = []
    for link in _links(ids_behind(idea)):
        event = link.event
        if event.published_at is None:
            continue
        lines.append(
            StoryLine(
                max(link.linked_at, event.published_at),
                _planned_for(event),
                signed=_team(idea),
                event=event,
            )
        )
        if event.cancelled_at is not None and link.done_at is None:
            lines.append(
                StoryLine(
                    event.cancelled_at,
                    _("The event was called off"),
                    text=event.cancellation_reason,
                    signed=_team(idea),
                    event=event,
                )
            )
        if link.done_at is not None and link.done_at <= now:
            lines.append(StoryLine(link.done_at, _took_place(event, link.done_at), event=event))
    return lines


def _links(ids: Collection[int]) -> list[IdeaEvent]:
    """The events that answer an idea or one merged into it, each once."""
    links = db.session.scalars(
        select(IdeaEvent)
        .join(IdeaEvent.event)
        .where(IdeaEvent.idea_id.in_(ids), is_event_visible_to(None))
        .options(
            joinedload(IdeaEvent.event).selectinload(Event.occurrences),
            joinedload(IdeaEvent.event).joinedload(Event.series),
        )
        .order_by(IdeaEvent.linked_at, IdeaEvent.event_id)
    )
    found: dict[int, IdeaEvent] = {}
    for link in links:
        found.setdefault(link.event_id, link)
    return list(found.values())


def _planned_for(event: Event) -> str:
    meetings = event.occurrences
    sure = [one for one in meetings if one.postponed_at is None and one.cancelled_at is None]
    if not meetings:
        return _("An event is planned")
    if not sure and any(one.is_postponed for one in meetings):
        return _("An event is planned, the new date comes soon")
    first = day((sure or meetings)[0].starts_at)
    if event.is_series:
        return _("Meetings are planned, the first: %(day)s", day=first)
    return _("An event is planned: %(day)s", day=first)


def _took_place(event: Event, over: datetime) -> str:
    if event.format is EventFormat.CYCLE:
        return _("The first meeting took place: %(day)s", day=day(over))
    if event.format is EventFormat.COURSE:
        return _("All meetings took place, the last: %(day)s", day=day(over))
    return _("It took place: %(day)s", day=day(over))


def _replies(idea: Idea) -> list[StoryLine]:
    return [
        StoryLine(message.made_at, _("The author of the idea answered"), text=message.text)
        for message in _messages(idea, MessageKind.REPLY)
    ]


def comments_on(idea: Idea) -> Sequence[IdeaMessage]:
    """What neighbours wrote, as far as the team has looked and shown it."""
    return _messages(idea, MessageKind.COMMENT)


def _messages(idea: Idea, kind: MessageKind) -> Sequence[IdeaMessage]:
    return db.session.scalars(
        select(IdeaMessage)
        .where(
            IdeaMessage.idea_id == idea.id,
            IdeaMessage.kind == kind,
            IdeaMessage.moderation == Moderation.PUBLISHED,
        )
        .order_by(IdeaMessage.made_at, IdeaMessage.id)
    ).all()


def _team(idea: Idea) -> str:
    return _("The team of %(community)s", community=idea.community.name)


def _readable(ids: Collection[int], viewer: User | None) -> dict[int, Idea]:
    """Those of these ideas this viewer may read: no other is named."""
    if not ids:
        return {}
    statement = select(Idea).where(Idea.id.in_(ids), is_visible_to(viewer))
    return {one.id: one for one in db.session.scalars(statement)}


# --- for a whole list at once: one question however many ideas


def coming_days(ideas: Collection[Idea]) -> dict[int, datetime]:
    """When the next event answers each of these ideas, by the number of the idea."""
    root = func.coalesce(Idea.root_id, Idea.id)
    rows = db.session.execute(
        select(root, func.min(Occurrence.starts_at))
        .select_from(IdeaEvent)
        .join(Idea, IdeaEvent.idea_id == Idea.id)
        .join(Event, IdeaEvent.event_id == Event.id)
        .join(Occurrence, Occurrence.event_id == Event.id)
        .where(
            root.in_([one.id for one in ideas]),
            Event.published_at.is_not(None),
            ~IS_CALLED_OFF,
            Occurrence.postponed_at.is_(None),
            Occurrence.ends_at > utcnow(),
        )
        .group_by(root)
    )
    return dict(rows.all())


@dataclass(frozen=True)
class Happening:
    """An event that answered an idea, and when."""

    event: Event
    at: datetime


def answers_to(ideas: Collection[Idea]) -> dict[int, list[Happening]]:
    """The events that have answered each of these ideas or those merged into it."""
    rows = db.session.execute(
        select(func.coalesce(Idea.root_id, Idea.id), IdeaEvent)
        .join(Idea, IdeaEvent.idea_id == Idea.id)
        .where(
            func.coalesce(Idea.root_id, Idea.id).in_([one.id for one in ideas]),
            IdeaEvent.done_at <= utcnow(),
        )
        .options(joinedload(IdeaEvent.event))
        .order_by(IdeaEvent.done_at, IdeaEvent.event_id)
    )
    found: dict[int, dict[int, Happening]] = {}
    for number, link in rows:
        if link.event.published_at is not None and link.done_at is not None:
            of_idea = found.setdefault(number, {})
            of_idea.setdefault(link.event_id, Happening(link.event, link.done_at))
    return {number: list(of_idea.values()) for number, of_idea in found.items()}


def relatives_of(idea: Idea, viewer: User | None) -> tuple[list[Idea], list[Idea]]:
    """The ideas that were joined with this one, and those that were once a part of it."""
    joined = select(Idea).where(Idea.root_id == idea.id, is_visible_to(viewer))
    parts = select(Idea).where(Idea.split_from_id == idea.id, is_visible_to(viewer))
    return (
        list(db.session.scalars(joined.order_by(Idea.id))),
        list(db.session.scalars(parts.order_by(Idea.id))),
    )


def needs_of(idea: Idea) -> Sequence[IdeaNeed]:
    """What an idea lacks, with whoever came forward."""
    return db.session.scalars(
        select(IdeaNeed)
        .where(IdeaNeed.idea_id == idea.id)
        .options(selectinload(IdeaNeed.offers))
        .order_by(IdeaNeed.met_at.is_not(None), IdeaNeed.id)
    ).all()


def needs_of_all(ideas: Collection[Idea]) -> dict[int, list[IdeaNeed]]:
    """What each of these ideas still lacks, by the number of the idea."""
    found: dict[int, list[IdeaNeed]] = {}
    needs = db.session.scalars(
        select(IdeaNeed)
        .where(IdeaNeed.idea_id.in_([one.id for one in ideas]), IdeaNeed.met_at.is_(None))
        .order_by(IdeaNeed.id)
    )
    for need in needs:
        found.setdefault(need.idea_id, []).append(need)
    return found
