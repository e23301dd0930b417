"""Calls for ideas: a question, the days it is open, its rules, and what came of it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core import audit
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.ideas.models import CallForIdeas, Idea

OPENED = audit.action("idea_call.planned", _l("%(actor)s wrote the call for ideas “%(subject)s”"))
CHANGED = audit.action("idea_call.changed", _l("%(actor)s changed the call “%(subject)s”"))
PUBLISHED = audit.action("idea_call.published", _l("%(actor)s published the call “%(subject)s”"))
WITHDRAWN = audit.action("idea_call.withdrawn", _l("%(actor)s took the call “%(subject)s” back"))
RESULT = audit.action(
    "idea_call.result", _l("%(actor)s published what came of the call “%(subject)s”")
)


@dataclass(frozen=True)
class Question:
    """What a community is asked, and until when."""

    title: str
    question: str
    rules: str
    opens_on: date
    closes_on: date


def write_call(
    question: Question, *, community: Community, actor: User, key: str | None = None
) -> CallForIdeas:
    """Put a question to a community, as a draft. The same form sent again gives the same call."""
    if key is not None:
        earlier = db.session.scalar(select(CallForIdeas).where(CallForIdeas.key == key))
        if earlier is not None:
            return earlier
    _refuse_impossible(question)
    call = CallForIdeas(community=community, created_by_id=actor.id, key=key, **vars(question))
    db.session.add(call)
    audit.record(OPENED, actor=actor, subject=call, community_id=community.id)
    return call


def change_call(call: CallForIdeas, question: Question, *, actor: User) -> bool:
    """Give it other words or days; whether anything differed."""
    _refuse_impossible(question)
    before = {name: getattr(call, name) for name in vars(question)}
    if before == vars(question):
        return False
    for name, value in vars(question).items():
        setattr(call, name, value)
    audit.record(CHANGED, actor=actor, subject=call, community_id=call.community_id)
    return True


def publish_call(call: CallForIdeas, *, actor: User) -> None:
    """Let everybody read it; it takes ideas on its days. Twice is once."""
    if not call.is_published:
        call.published_at = utcnow()
        audit.record(PUBLISHED, actor=actor, subject=call, community_id=call.community_id)


def withdraw_call(call: CallForIdeas, *, actor: User) -> None:
    """Take it off the site as long as nobody has answered it. Twice is once."""
    if not call.is_published:
        return
    if db.session.scalar(select(Idea.id).where(Idea.call_id == call.id).limit(1)) is not None:
        raise DomainError(_("Residents have answered it already, so it stays. You can end it."))
    call.published_at = None
    audit.record(WITHDRAWN, actor=actor, subject=call, community_id=call.community_id)


def publish_result(call: CallForIdeas, result: str, *, actor: User) -> None:
    """Say what came of it. Writes one audit entry; the same words again are no news."""
    if not call.is_published:
        raise DomainError(_("This call was never published, so nothing came of it."))
    if call.result == result and call.result_at is not None:
        return
    call.result, call.result_at = result, utcnow()
    audit.record(RESULT, actor=actor, subject=call, community_id=call.community_id)


def _refuse_impossible(question: Question) -> None:
    if question.closes_on < question.opens_on:
        raise DomainError(_("It closes before it opens. Check both dates."))
    if (question.closes_on - question.opens_on).days > 366:
        raise DomainError(_("A call is open for a year at most."))
