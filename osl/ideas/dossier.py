"""Everything the team should know of one idea, and the one thing to do with it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from osl.accounts.models import User
from osl.accounts.queries import HistoryLine, names_of
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.core.i18n import _
from osl.events.models import Event
from osl.ideas.models import (
    Idea,
    IdeaMessage,
    IdeaState,
    IdeaSupport,
    MessageKind,
    Moderation,
    Suspicion,
)
from osl.ideas.queries import events_of_idea, ids_behind, is_handled_by, root_of
from osl.ideas.similar import similar_ideas
from osl.ideas.supports import Crowd, crowd_behind
from osl.ideas.telling import behind
from osl.people.models import Person

MOST_LINES = 60
OF_MANY = ("idea.supported", "idea.support_confirmed", "idea.support_withdrawn")
"""What is counted, and would drown the rest of a history."""


class Next(StrEnum):
    """The one thing to do now with an idea."""

    JUDGE = "judge"
    READ = "read"
    CHANGE = "change"
    HAND_ON = "hand_on"
    CLOSE = "close"
    WORDS = "words"
    ANSWER = "answer"
    PLAN = "plan"
    NOTHING = "nothing"


def next_of(idea: Idea, now: datetime) -> Next:
    """What an idea waits for, the most pressing first."""
    if idea.is_formal:
        return _next_of_request(idea)
    if idea.is_waiting:
        return Next.READ if idea.suspicion is Suspicion.NONE else Next.JUDGE
    has_everything = bool(idea.needs) and not any(one.is_open for one in idea.needs)
    is_closed = idea.moderation is Moderation.HIDDEN or idea.is_merged
    waits = {
        Next.CHANGE: idea.proposed_at is not None,
        Next.WORDS: any(is_to_be_looked_at(one) for one in idea.messages),
        Next.ANSWER: not is_closed and idea.answered_at is None and idea.done_at is None,
        Next.PLAN: not is_closed and idea.state_at(now) is IdeaState.LOOKING and has_everything,
    }
    return next((one for one, is_so in waits.items() if is_so), Next.NOTHING)


def _next_of_request(idea: Idea) -> Next:
    if idea.formal_closed_on is not None:
        return Next.NOTHING
    return Next.HAND_ON if idea.formal_handed_on is None else Next.CLOSE


def is_to_be_looked_at(message: IdeaMessage) -> bool:
    """Whether the team has yet to say if everybody may read it."""
    return message.kind is not MessageKind.QUESTION and message.moderation is Moderation.WAITING


@dataclass(frozen=True)
class Hearers:
    """How many people hear of what is done with an idea, and in which way."""

    letters: int
    calls: int

    @property
    def count(self) -> int:
        return self.letters + self.calls


def hearers_of(idea: Idea) -> Hearers:
    reached = behind([idea])
    letters = sum(bool(one.email) for one in reached)
    return Hearers(letters, len(reached) - letters)


@dataclass(frozen=True)
class Facts:
    """Everything the team should know of one idea."""

    next: Next
    events: Sequence[Event]
    alike: Sequence[Idea]
    crowd: Crowd
    noted: Sequence[str]
    """Residents the team wrote down as supporters, by name."""
    split_off: Sequence[Idea]
    names: dict[int, str]
    """Who of the team gave it in, and made each step."""
    history: Sequence[HistoryLine]
    next_unread: int | None


def facts_of(viewer: User | None, idea: Idea, now: datetime) -> Facts:
    alike = [] if idea.is_merged else similar_ideas(viewer, idea.title, idea.text, but=idea)
    makers = [idea.entered_by_id, *(one.made_by_id for one in idea.steps)]
    return Facts(
        next=next_of(idea, now),
        events=events_of_idea(viewer, idea),
        alike=alike,
        crowd=crowd_behind(root_of(idea)),
        noted=noted_supporters(idea),
        split_off=db.session.scalars(
            select(Idea).where(Idea.split_from_id == idea.id).order_by(Idea.id)
        ).all(),
        names=names_of([*makers, *(one.made_by_id for one in idea.messages)]),
        history=history_of_idea(idea),
        next_unread=next_unread(viewer, idea),
    )


def noted_supporters(idea: Idea) -> Sequence[str]:
    statement = (
        select(Person.name)
        .join(IdeaSupport, IdeaSupport.person_id == Person.id)
        .where(IdeaSupport.idea_id.in_(ids_behind(idea)))
        .order_by(IdeaSupport.id)
    )
    return list(dict.fromkeys(db.session.scalars(statement)))


def next_unread(viewer: User | None, idea: Idea) -> int | None:
    """The number of another idea nobody has read, the oldest one."""
    statement = (
        select(Idea.id)
        .where(
            is_handled_by(viewer),
            Idea.moderation == Moderation.WAITING,
            Idea.formal_kind.is_(None),
            Idea.suspicion == Suspicion.NONE,
            Idea.id != idea.id,
        )
        .order_by(Idea.given_at, Idea.id)
        .limit(1)
    )
    return db.session.scalar(statement)


def history_of_idea(idea: Idea) -> list[HistoryLine]:
    """What was done with an idea, the newest first. Single supports are counted, not told."""
    statement = (
        select(AuditEntry, User.name)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .where(
            AuditEntry.subject_type == "idea",
            AuditEntry.subject_id == idea.id,
            AuditEntry.action.not_in(OF_MANY),
        )
        .order_by(AuditEntry.id.desc())
        .limit(MOST_LINES)
    )
    rows = db.session.execute(statement)
    return [HistoryLine(entry.at, entry.sentence(name or _("The site"))) for entry, name in rows]
