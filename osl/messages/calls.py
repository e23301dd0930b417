"""The call list: who is called because no letter reaches them, and what came of it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.messages.models import Call, Cause, Notice, Outcome

NOTED = {
    Outcome.TOLD: audit.action("call.told", _l("%(actor)s told somebody by phone")),
    Outcome.NO_ANSWER: audit.action("call.no_answer", _l("%(actor)s called, nobody answered")),
    Outcome.GIVES_UP: audit.action("call.gives_up", _l("%(actor)s called: the person gives up")),
    Outcome.PENDING: audit.action("call.undone", _l("%(actor)s put somebody back to be called")),
}
TEXTED = audit.action("call.texted", _l("%(actor)s told somebody by text message"))

MOST_AT_ONCE = 500


def ask_to_call(
    cause: Cause,
    *,
    key: str,
    person_id: int,
    event_id: int,
    signup_id: int | None = None,
    notice: Notice | None = None,
    answer_by: datetime | None = None,
) -> Call | None:
    """Put somebody on the call list, once per ``key``. None when they stand there already."""
    if db.session.scalar(select(Call.id).where(Call.key == key)):
        return None
    call = Call(
        key=key,
        person_id=person_id,
        event_id=event_id,
        signup_id=signup_id,
        notice_id=notice.id if notice is not None else None,
        cause=cause,
        answer_by=answer_by,
    )
    db.session.add(call)
    return call


def note_call(call: Call, outcome: Outcome, *, actor: User, by_text: bool = False) -> None:
    """Note what came of a call, or that it was made by text message. One audit entry.

    Putting somebody back undoes the last note. Raises DomainError when the call has lost its
    point.
    """
    if call.obsolete_at is not None:
        raise DomainError(_("This call is not needed any more."))
    if outcome is Outcome.NO_ANSWER:
        call.tries += 1
    elif call.outcome is outcome:
        return
    elif outcome is Outcome.PENDING and call.outcome is Outcome.NO_ANSWER:
        call.tries -= 1
    call.outcome = outcome
    call.called_at = utcnow()
    call.called_by_id = actor.id
    audit.record(TEXTED if by_text else NOTED[outcome], actor=actor, subject=call)


def is_open_call() -> tuple[ColumnElement[bool], ...]:
    """Call.is_open, as the database asks it."""
    return Call.obsolete_at.is_(None), Call.outcome.in_((Outcome.PENDING, Outcome.NO_ANSWER))


def drop_calls(signup_id: int, *causes: Cause) -> None:
    """Take calls about a sign-up off the list that have lost their point."""
    wanted = (Call.cause.in_(causes),) if causes else ()
    _drop(Call.signup_id == signup_id, *wanted)


def replace_calls(person_ids: Iterable[int], event_ids: Iterable[int], *, before: Notice) -> None:
    """Take calls about earlier changes of these events off the list, for these people: what has
    changed until then is told by a newer call."""
    wanted = sorted(set(person_ids))
    ids = sorted(set(event_ids))
    for begin in range(0, len(wanted), MOST_AT_ONCE):
        _drop(
            Call.event_id.in_(ids),
            Call.notice_id < before.id,
            Call.person_id.in_(wanted[begin : begin + MOST_AT_ONCE]),
        )


def _drop(*which: ColumnElement[bool]) -> None:
    db.session.execute(
        update(Call)
        .where(*is_open_call(), *which)
        .values(obsolete_at=utcnow(), version=Call.version + 1)
    )
