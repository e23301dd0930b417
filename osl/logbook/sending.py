"""Marks that a phone kept while there was no line, and sends in their order.

Each has a name of its own, so that one sent twice is kept once and gets the same answer. The
phone says what it saw when somebody tapped: where another thing stands there by now, nothing is
overwritten, and both are shown. Clocks of phones may be wrong, so none of them decides anything.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from osl.accounts.models import User
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _
from osl.events.models import Occurrence
from osl.logbook.attendance import (
    Noted,
    NotedOtherwise,
    note_presence,
    note_walk_in,
    open_named,
)
from osl.logbook.models import MarkSent, Outcome
from osl.logbook.queries import entry_of, mark_of, signup_at
from osl.people.models import Person
from osl.people.queries import who_stands_for

KEPT_FOR = timedelta(days=30)
MOST_AT_ONCE = 500
WRONG_CLOCK = timedelta(minutes=10)


@dataclass(frozen=True)
class Sent:
    """One mark as the phone sent it: whom it is of, what was tapped, what the phone saw then."""

    key: str
    position: int
    person_id: int
    wanted: Noted | None
    seen: Noted | None
    told_at: datetime | None = None


@dataclass(frozen=True)
class Answer:
    """What became of a mark that was sent; of one that was refused, why, in words. ``person_id``
    is whom it stands at, None for somebody we do not know."""

    key: str
    outcome: Outcome
    message: str = ""
    person_id: int | None = None


def receive_marks(
    meeting: Occurrence, batch: Sequence[Sent], *, device: str, actor: User
) -> list[Answer]:
    """Keep what a phone sends, in the order in which it was tapped; an answer for each.

    Raises DomainError when the meeting takes no marks at all (called off meanwhile, or kept as a
    number): the phone keeps them then, and shows why.
    """
    if not batch:
        return []
    is_begun = entry_of(meeting) is not None
    log = open_named(meeting)
    known = _sent_before(batch)
    answers = []
    for one in sorted(batch, key=lambda sent: sent.position):
        before = known.get(one.key)
        if before is not None:
            answers.append(_same_answer(meeting, one, before))
            continue
        answer = _keep(meeting, one, actor)
        answers.append(answer)
        row = _remember(meeting, one, answer)
        row.device, row.received_by_id = device, actor.id
        db.session.add(row)
        known[one.key] = row
    if not is_begun and not any(one.outcome is Outcome.KEPT for one in answers):
        # A log begins with the first mark, and here none was kept.
        db.session.delete(log)
    db.session.flush()
    return answers


def is_clock_wrong(told_now: datetime | None) -> bool:
    """Whether a phone's clock is so far out that its owner should hear of it."""
    return told_now is not None and abs(told_now - utcnow()) > WRONG_CLOCK


def forget_sent_marks(now: datetime) -> int:
    """Forget what phones sent more than 30 days ago; how many there were. The marks stay."""
    done = db.session.execute(delete(MarkSent).where(MarkSent.received_at < now - KEPT_FOR))
    return int(done.rowcount)  # type: ignore[attr-defined]


def _sent_before(batch: Sequence[Sent]) -> dict[str, MarkSent]:
    keys = [one.key for one in batch]
    found = db.session.scalars(select(MarkSent).where(MarkSent.key.in_(keys)))
    return {one.key: one for one in found}


def _same_answer(meeting: Occurrence, one: Sent, before: MarkSent) -> Answer:
    """What was answered the first time. A name that was given to another mark names no mark."""
    wanted = asdict(one.wanted) if one.wanted is not None else {}
    if before.occurrence_id != meeting.id or before.wanted != wanted:
        words = _("The phone gave one name to two marks, so the second was not saved. Tap again.")
        return Answer(one.key, Outcome.REFUSED, words, _stands_for(one.person_id))
    return Answer(one.key, before.outcome, before.message, before.person_id)


def _keep(meeting: Occurrence, one: Sent, actor: User) -> Answer:
    person_id = _stands_for(one.person_id)
    if person_id is None:
        words = _("This person is not on the list of this meeting.")
        return Answer(one.key, Outcome.REFUSED, words)
    words = ""
    if person_id != one.person_id:
        words = _("Two entries were the same person and are one now: the mark stands there.")
    is_noted = Noted.of(mark_of(meeting, person_id)) == one.wanted
    try:
        with db.session.begin_nested():
            if one.wanted is not None and _came_back(meeting, person_id):
                walked_in = db.session.get_one(Person, person_id)
                note_walk_in(meeting, walked_in, one.wanted, actor=actor)
            else:
                note_presence(meeting, person_id, one.wanted, actor=actor, seen=one.seen)
    except NotedOtherwise as conflict:
        return Answer(one.key, Outcome.CONFLICT, str(conflict), person_id)
    except DomainError as refusal:
        return Answer(one.key, Outcome.REFUSED, str(refusal), person_id)
    outcome = Outcome.SAME if is_noted else Outcome.KEPT
    return Answer(one.key, outcome, words, person_id)


def _came_back(meeting: Occurrence, person_id: int) -> bool:
    """Whether somebody walked in, a phone took that back, and it is tapped again: on the page
    their row was still there, so this is no stranger."""
    if mark_of(meeting, person_id) is not None or signup_at(meeting, person_id) is not None:
        return False
    rows = select(MarkSent.wanted).where(
        MarkSent.occurrence_id == meeting.id,
        MarkSent.person_id == person_id,
        MarkSent.outcome == Outcome.KEPT,
    )
    return {} in db.session.scalars(rows).all()


def _stands_for(person_id: int) -> int | None:
    """Whom the number means by now; None for somebody who was never entered, or was erased."""
    if db.session.get(Person, person_id) is None:
        return None
    return who_stands_for(person_id)


def _remember(meeting: Occurrence, one: Sent, answer: Answer) -> MarkSent:
    return MarkSent(
        key=one.key,
        occurrence_id=meeting.id,
        person_id=answer.person_id,
        position=one.position,
        wanted=asdict(one.wanted) if one.wanted is not None else {},
        outcome=answer.outcome,
        message=answer.message,
        told_at=one.told_at,
    )
