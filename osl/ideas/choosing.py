"""What the team chooses among when it answers ideas: ideas, events, calls for ideas."""

from dataclasses import dataclass
from datetime import timedelta

from flask import abort
from sqlalchemy import ColumnElement, Select, case, select, true
from sqlalchemy.orm import joinedload, selectinload

from osl.accounts.models import User
from osl.core.access import current_viewer
from osl.core.clock import today
from osl.core.db import db
from osl.core.links import number_in
from osl.events.models import Event
from osl.events.policies import can_edit_event
from osl.events.queries import events_visible_to, shown_in
from osl.events.queries import says as event_says
from osl.ideas.models import CallForIdeas, Idea, IdeaEvent, Moderation
from osl.ideas.policies import can_handle_idea
from osl.ideas.queries import ideas_of_event, is_handled_by, says

MOST_CHOSEN = 20
MOST_FOUND = 12
PAPER_COMES_FOR = timedelta(days=90)
"""How long after a call has closed paper from it is still typed in."""


def ideas_to_link(viewer: User) -> Select[Idea]:
    """The ideas this member of the team may answer with an event."""
    return (
        select(Idea)
        .where(is_handled_by(viewer), Idea.formal_kind.is_(None))
        .where(Idea.moderation != Moderation.HIDDEN)
        .options(joinedload(Idea.community), joinedload(Idea.root))
    )


def ideas_asked(viewer: User, numbers: list[str]) -> list[Idea]:
    """The ideas an address names, in its order; 404 if one of them is not this person's."""
    asked = [number_in(one) for one in dict.fromkeys(numbers[:MOST_CHOSEN])]
    ids = [one for one in asked if one is not None]
    known = {
        one.id: one for one in db.session.scalars(ideas_to_link(viewer).where(Idea.id.in_(ids)))
    }
    if len(asked) != len(known):
        abort(404)
    return [known[one] for one in ids]


def ideas_found(viewer: User, words: str) -> list[Idea]:
    """Published ideas with these words, or the one with this number; without words the newest."""
    statement = ideas_to_link(viewer).where(
        Idea.moderation == Moderation.PUBLISHED, Idea.merged_into_id.is_(None)
    )
    number = number_in(words)
    if number is not None:
        statement = statement.where(Idea.id == number)
    elif words:
        statement = statement.where(*says(words))
    statement = statement.order_by(Idea.given_at.desc(), Idea.id.desc()).limit(MOST_FOUND)
    return list(db.session.scalars(statement))


def events_found(viewer: User, idea: Idea, words: str) -> list[Event]:
    """Events with these words, or the one with this number: those of the idea's community first,
    and the newest before the others."""
    number = number_in(words)
    fits: list[ColumnElement[bool]] = [Event.id == number] if number else event_says(words)
    is_own = case((shown_in(idea.community), 0), else_=1)
    statement = (
        events_visible_to(viewer)
        .where(*fits, Event.cancelled_at.is_(None))
        .options(selectinload(Event.communities), selectinload(Event.occurrences))
        .order_by(is_own, Event.id.desc())
        .limit(MOST_FOUND)
    )
    return list(db.session.scalars(statement))


def is_own_call(viewer: User) -> ColumnElement[bool]:
    """The calls of the communities this member of the team works with."""
    if viewer.is_organiser:
        return true()
    return CallForIdeas.community_id.in_(viewer.community_ids)


def calls_for_paper(viewer: User) -> list[CallForIdeas]:
    """The calls of one's own communities an idea may have been given to: those that are open, and
    those closed a short while ago, for paper that came in time counts the same."""
    day = today()
    statement = (
        select(CallForIdeas)
        .where(
            CallForIdeas.published_at.is_not(None),
            CallForIdeas.opens_on <= day,
            CallForIdeas.closes_on >= day - PAPER_COMES_FOR,
            is_own_call(viewer),
        )
        .options(joinedload(CallForIdeas.community))
        .order_by(CallForIdeas.closes_on.desc(), CallForIdeas.id.desc())
    )
    return list(db.session.scalars(statement))


def was_written_down(key: str | None) -> bool:
    """Whether the form with this mark was kept already."""
    return db.session.scalar(select(Idea.id).where(Idea.key == key)) is not None


@dataclass(frozen=True)
class Answered:
    """An idea on the page of the event that answers it."""

    idea: Idea
    is_own: bool
    """Whether whoever looks may part the two."""


@dataclass(frozen=True)
class AtDesk:
    """What the page of an event says of ideas."""

    answered: list[Answered]
    may_add: bool

    def __bool__(self) -> bool:
        return bool(self.answered) or self.may_add


def ideas_at_desk(event: Event) -> AtDesk | None:
    """The ideas an event answers, for whoever of the team looks at its page."""
    viewer = current_viewer()
    if viewer is None:
        return None
    linked = {one.idea_id for one in _links_of(event)}
    answered = [
        Answered(idea, idea.id in linked and can_handle_idea(viewer, idea))
        for idea in ideas_of_event(viewer, event)
    ]
    return AtDesk(answered, can_edit_event(viewer, event) and not event.is_cancelled)


def _links_of(event: Event) -> list[IdeaEvent]:
    return list(db.session.scalars(select(IdeaEvent).where(IdeaEvent.event_id == event.id)))
