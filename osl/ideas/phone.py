"""Those who are to be told of their ideas by phone, and what came of each call."""

from flask import abort
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.i18n import _l
from osl.ideas.models import Idea, IdeaCall
from osl.ideas.queries import is_handled_by

MOST_CALLS = 100

TOLD = audit.action("idea.told_by_phone", _l("%(actor)s told somebody of “%(subject)s” by phone"))
NO_ANSWER = audit.action(
    "idea.no_answer", _l("%(actor)s called somebody about “%(subject)s”, and nobody answered")
)
GIVEN_UP = audit.action(
    "idea.call_given_up", _l("%(actor)s noted that nobody needs a call about “%(subject)s”")
)


def calls_of(viewer: User) -> Select[IdeaCall]:
    """The calls about ideas of one's communities, done ones among them."""
    return (
        select(IdeaCall)
        .join(IdeaCall.idea)
        .where(is_handled_by(viewer))
        .options(joinedload(IdeaCall.person), joinedload(IdeaCall.idea).joinedload(Idea.community))
    )


def open_calls(viewer: User) -> list[IdeaCall]:
    """Whom somebody still has to call, those who have waited longest first."""
    statement = calls_of(viewer).where(IdeaCall.closed_at.is_(None))
    return list(
        db.session.scalars(statement.order_by(IdeaCall.created_at, IdeaCall.id).limit(MOST_CALLS))
    )


def get_idea_call(viewer: User | None, call_id: int) -> IdeaCall:
    if viewer is None:
        abort(404)
    return db.session.scalar(calls_of(viewer).where(IdeaCall.id == call_id)) or abort(404)


def note_told(call: IdeaCall, *, actor: User) -> None:
    """They have heard it. Twice is once."""
    if _is_open(call):
        call.called_at, call.called_by_id = utcnow(), actor.id
        call.closed_at = call.called_at
        _note(TOLD, call, actor)


def note_no_answer(call: IdeaCall, *, actor: User, seen: int) -> None:
    """Nobody answered: they stay on the list. ``seen`` is how many tries were on the page, so
    that a second click counts no second try."""
    if _is_open(call) and call.tries == seen:
        call.tries += 1
        call.called_at, call.called_by_id = utcnow(), actor.id
        _note(NO_ANSWER, call, actor)


def give_up(call: IdeaCall, *, actor: User) -> None:
    """They need not be called: they know, or do not want it. Twice is once."""
    if _is_open(call):
        call.closed_at = utcnow()
        _note(GIVEN_UP, call, actor)


def _is_open(call: IdeaCall) -> bool:
    """Whether it is to be made still, after whoever notes something at this moment."""
    db.session.refresh(call, with_for_update={"of": IdeaCall})
    return call.is_open


def _note(what: audit.Action, call: IdeaCall, actor: User) -> None:
    audit.record(what, actor=actor, subject=call.idea, community_id=call.idea.community_id)
