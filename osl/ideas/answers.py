"""What the team says to an idea, signed by the team and dated, and what it is looking for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from osl.accounts.models import User
from osl.core import audit, revisions
from osl.core.clock import today, utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.ideas.models import (
    STATE_AFTER,
    Idea,
    IdeaNeed,
    IdeaState,
    IdeaStep,
    NotNowReason,
    Resource,
    StepKind,
)
from osl.ideas.telling import LetterKind, tell_all

ANSWERED = audit.action("idea.answered", _l("%(actor)s answered the idea “%(subject)s”"))
NEED_MET = audit.action("idea.need_met", _l("%(actor)s noted a thing found for “%(subject)s”"))
NEED_OPENED = audit.action(
    "idea.need_opened", _l("%(actor)s noted a thing still missing for “%(subject)s”")
)


@dataclass(frozen=True)
class Answer:
    """A public answer. Each kind has its own facts beside the words."""

    kind: StepKind
    text: str
    to_whom: str = ""
    on: date | None = None
    reason: NotNowReason | None = None
    needs: tuple[tuple[Resource, str], ...] = ()
    """For LOOKING: what is missing, each with a word about it."""


def answer_idea(idea: Idea, answer: Answer, *, actor: User) -> IdeaStep:
    """Answer an idea; everybody behind it hears of it. The same answer twice is the same one.

    Writes the step, one audit entry and the letters. Raises DomainError for what is not public,
    and for an answer that does not say what it must.
    """
    if not idea.is_published:
        raise DomainError(_("Only a published idea is answered in public. Publish it first."))
    if idea.is_merged:
        raise DomainError(_("It was joined with another idea. Answer that one."))
    _refuse_incomplete(idea, answer)
    last = next((step for step in reversed(idea.steps) if step.kind.is_answer), None)
    if last is not None and _is_same(last, answer):
        return last
    step = IdeaStep(
        kind=answer.kind,
        text=answer.text,
        to_whom=answer.to_whom,
        on=answer.on,
        reason=answer.reason,
        made_at=utcnow(),
        made_by_id=actor.id,
    )
    idea.steps.append(step)
    idea.answer_state = STATE_AFTER.get(answer.kind, idea.answer_state)
    idea.answered_at = idea.answered_at or utcnow()
    if answer.kind is StepKind.LOOKING:
        _set_needs(idea, answer.needs)
    db.session.flush()
    audit.record(ANSWERED, actor=actor, subject=idea, community_id=idea.community_id)
    tell_all(idea, LetterKind.ANSWER, cause=str(step.id), step=step)
    revisions.mark(idea)
    return step


def meet_need(need: IdeaNeed, *, met: bool, actor: User) -> None:
    """Note that one thing was found, or that it is missing after all. Twice is once."""
    if need.is_open is not met:
        return
    need.met_at = utcnow() if met else None
    what = NEED_MET if met else NEED_OPENED
    audit.record(what, actor=actor, subject=need.idea, community_id=need.idea.community_id)


def _set_needs(idea: Idea, needs: Sequence[tuple[Resource, str]]) -> None:
    """Those that stand there stay, with whoever took them; what is not named any more is met."""
    wanted = dict(needs)
    for need in idea.needs:
        if need.is_open and need.resource not in wanted:
            need.met_at = utcnow()
        elif need.resource in wanted:
            need.note, need.met_at = wanted.pop(need.resource), None
    for resource, note in wanted.items():
        idea.needs.append(IdeaNeed(resource=resource, note=note, opened_at=utcnow()))


def _refuse_incomplete(idea: Idea, answer: Answer) -> None:
    if not answer.kind.is_answer:
        raise DomainError(_("Choose what the answer is."))
    if answer.kind is StepKind.NOT_NOW and answer.reason is None:
        raise DomainError(_("Say why it cannot be done now."))
    if answer.kind is StepKind.LOOKING and not answer.needs:
        raise DomainError(_("Say what is missing: people then know how they can help."))
    if answer.kind is StepKind.HANDED_ON and not answer.to_whom:
        raise DomainError(_("Say to whom it was handed on."))
    if answer.kind is StepKind.THEIR_ANSWER and idea.answer_state is not IdeaState.HANDED_ON:
        raise DomainError(_("It was not handed on to anybody yet."))
    if answer.on is not None and answer.on > today():
        raise DomainError(_("This date is still to come. Give the day it really happened."))


def _is_same(step: IdeaStep, answer: Answer) -> bool:
    facts = ("kind", "text", "to_whom", "on", "reason")
    return all(getattr(step, one) == getattr(answer, one) for one in facts)
