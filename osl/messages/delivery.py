"""The postman's round: takes one letter at a time from the outbox, and notes what became of it.

A letter is taken by a lease, so that two workers never carry the same one, and its Message-ID
was fixed when it was posted: if a worker is killed between the server's "accepted" and our
note of it, the letter goes out again as the same message. Nothing is sent inside a transaction.
"""

import logging
import re
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import aliased

from osl.core import transactions
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.outbox import OutgoingLetter, waits
from osl.messages.carriers import postman
from osl.messages.envelope import Attempt, Letter, NotDelivered
from osl.messages.writing import write

log = logging.getLogger("osl.messages")

LEASE = timedelta(minutes=5)
"""Longer than the server may take to answer everything about one letter."""

LONGEST_PAUSE = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(hours=24)

UNWRITTEN = "unwritten"
"""The cause of a letter whose composer broke."""


class Unwritten(Exception):
    """A letter could not be put into words: the fault is in its composer."""

    def __init__(self, attempt: Attempt) -> None:
        super().__init__(f"letter {attempt.letter_id}")
        self.attempt = attempt


def deliver_due(now: datetime | None = None) -> int:
    """Send every letter that is due, and say how many left. ``now`` stands still when given."""
    sent = 0
    with postman() as carrier:
        while (letter := _take(now or utcnow())) is not None:
            try:
                carrier.send(letter)
            except NotDelivered as failure:
                _note_failure(letter, failure, now or utcnow())
                if failure.is_general:
                    break
            else:
                _note_sent(letter, now or utcnow())
                sent += 1
    return sent


def _take(now: datetime) -> Letter | None:
    """Lease the next letter that has something to say; None when none is due.

    It is written in the transaction that takes it. One that cannot be written leaves of that
    transaction nothing but a note, and the next one is taken.
    """
    while True:
        try:
            with transactions.unit():
                kept = _next_due(now)
                if kept is None:
                    return None
                letter = _leased(kept, now)
        except Unwritten as failure:
            _note_unwritten(failure, now)
        else:
            if letter is not None:
                return letter


def _next_due(now: datetime) -> OutgoingLetter | None:
    """The first to each person that is due and in nobody's hands."""
    return db.session.scalar(
        select(OutgoingLetter)
        .where(
            waits(OutgoingLetter),
            OutgoingLetter.due_at <= now,
            or_(OutgoingLetter.claimed_until.is_(None), OutgoingLetter.claimed_until <= now),
            ~_has_earlier_on_its_way(now),
        )
        .order_by(OutgoingLetter.due_at, OutgoingLetter.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _has_earlier_on_its_way(now: datetime) -> ColumnElement[bool]:
    """A letter that takes back an earlier one must not arrive before it.

    One whose time has not come is not on its way, and one that cannot be written holds up
    nobody: its words will be those of the moment it leaves, whatever has been said by then.
    """
    earlier = aliased(OutgoingLetter)
    return (
        select(earlier.id)
        .where(
            earlier.recipient == OutgoingLetter.recipient,
            earlier.id < OutgoingLetter.id,
            waits(earlier),
            or_(earlier.due_at <= now, earlier.attempts > 0),
            earlier.last_error != UNWRITTEN,
        )
        .exists()
    )


def _leased(kept: OutgoingLetter, now: datetime) -> Letter | None:
    """The letter in words, ours for a while; None when what it had to say no longer holds."""
    attempt = Attempt(kept.id, kept.attempts + 1, kept.first_tried_at or now)
    try:
        words = write(kept)
    except Exception as error:  # whatever its composer raises, other letters go on
        raise Unwritten(attempt) from error
    if words is None:
        kept.obsolete_at = now
        kept.last_error = ""
        return None
    kept.subject = words.subject
    kept.claimed_until = now + LEASE
    kept.attempts = attempt.count
    kept.first_tried_at = attempt.first_at
    return Letter(
        recipient=kept.recipient,
        language=kept.language,
        message_id=kept.message_id,
        written_at=attempt.first_at if kept.kind else kept.created_at,
        attempt=attempt,
        claimed_until=kept.claimed_until,
        words=words,
    )


def _note_sent(letter: Letter, now: datetime) -> None:
    with transactions.unit():
        kept = db.session.get(OutgoingLetter, letter.attempt.letter_id)
        if kept is None:
            return
        kept.sent_at = now
        kept.claimed_until = None
        kept.last_error = ""
        if kept.holds_secret:
            kept.body = ""
    log.info("letter sent", extra={"letter_id": letter.attempt.letter_id})


def _note_failure(letter: Letter, failure: NotDelivered, now: datetime) -> None:
    # Whoever took it after our lease ran out says what became of it.
    ours = OutgoingLetter.claimed_until == letter.claimed_until
    _note_attempt(letter.attempt, failure.cause, now, ours, is_final=failure.is_final)
    log.warning("letter not sent: %s", failure.cause, extra={"letter_id": letter.attempt.letter_id})


def _note_unwritten(failure: Unwritten, now: datetime) -> None:
    attempt = failure.attempt
    untouched = OutgoingLetter.attempts == attempt.count - 1
    _note_attempt(attempt, UNWRITTEN, now, untouched)
    log.error(
        "letter not written", exc_info=failure.__cause__, extra={"letter_id": attempt.letter_id}
    )


def _note_attempt(
    attempt: Attempt,
    cause: str,
    now: datetime,
    is_ours: ColumnElement[bool],
    *,
    is_final: bool = False,
) -> None:
    is_given_up = is_final or now - attempt.first_at >= GIVEN_UP_AFTER
    with transactions.unit():
        db.session.execute(
            update(OutgoingLetter)
            .where(OutgoingLetter.id == attempt.letter_id, is_ours)
            .values(
                claimed_until=None,
                attempts=attempt.count,
                first_tried_at=attempt.first_at,
                last_error=cause,
                due_at=now + pause_after(attempt.count),
                abandoned_at=now if is_given_up else None,
            )
        )


def pause_after(attempts: int) -> timedelta:
    """1, 2, 4 … minutes, at most an hour."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 10)), LONGEST_PAUSE)


def masked(address: str) -> str:
    """An address as a colleague may see it: enough to know whose it is, not enough to copy."""
    return re.sub(r"^(.).*@", r"\1***@", address)
