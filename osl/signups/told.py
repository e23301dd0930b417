"""What people were told of their sign-up, and what happened to it: letters, calls, history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import selectinload

from osl.accounts.models import User
from osl.core.audit import AuditEntry
from osl.core.db import db
from osl.core.i18n import _, _l
from osl.core.outbox import OutgoingLetter
from osl.events.models import Event, Occurrence
from osl.messages.models import Call, Notice
from osl.messages.queries import told_cause
from osl.signups.following import CHANGED_LETTER
from osl.signups.letters import LetterKind
from osl.signups.models import Signup, SignupList
from osl.signups.places import first_part
from osl.signups.queries import get_signup
from osl.signups.waiting import event_of, meetings_of

MOST_LETTERS = 200

LETTERS = {
    LetterKind.CONFIRMED.code: _l("That they have a place"),
    LetterKind.WAITING.code: _l("That they are on the waiting list"),
    LetterKind.MOVED_UP.code: _l("That they have a place now"),
    LetterKind.OFFER.code: _l("That a place is offered"),
    LetterKind.OFFER_GONE.code: _l("That the offer is gone"),
    LetterKind.WITHDRAWN.code: _l("That they are withdrawn"),
    LetterKind.REPEATED.code: _l("That they were signed up already"),
    LetterKind.REMINDER.code: _l("The reminder of the day before"),
    LetterKind.REGULAR.code: _l("About the regular place"),
    CHANGED_LETTER: _l("About a change"),
}
"""What each letter says, for the team."""


@dataclass(frozen=True)
class LetterNotLeft:
    """A letter about a sign-up that did not leave, and why."""

    letter: OutgoingLetter
    signup: Signup
    cause: str

    @property
    def is_given_up(self) -> bool:
        return self.letter.abandoned_at is not None


@dataclass(frozen=True)
class HistoryLine:
    """What happened to a sign-up, for ``history()`` of components/panels.html."""

    at: datetime
    sentence: str


def letters_not_left(event: Event) -> list[LetterNotLeft]:
    """The letters about this event's sign-ups that did not leave, the newest first."""
    statement = (
        select(OutgoingLetter)
        .where(
            OutgoingLetter.kind.startswith("signups."),
            OutgoingLetter.sent_at.is_(None),
            OutgoingLetter.obsolete_at.is_(None),
            OutgoingLetter.last_error != "",
        )
        .order_by(OutgoingLetter.id.desc())
        .limit(MOST_LETTERS)
    )
    letters = list(db.session.scalars(statement))
    if not letters:
        return []
    numbers = {number for one in letters for number in _signups_in(one.data)}
    regulars = {one.data.get("regular_id") for one in letters} - {None}
    own = (
        select(Signup)
        .join(Signup.signup_list)
        .outerjoin(SignupList.occurrence)
        .where(
            or_(SignupList.event_id == first_part(event).id, Occurrence.event_id == event.id),
            or_(Signup.id.in_(numbers), Signup.regular_id.in_(regulars)),
        )
        .options(selectinload(Signup.person))
        .order_by(Signup.id)
    )
    signups = list(db.session.scalars(own))
    found = [(one, next((s for s in signups if is_about(one, s)), None)) for one in letters]
    return [LetterNotLeft(one, s, told_cause(one.last_error)) for one, s in found if s is not None]


def is_about(letter: OutgoingLetter, signup: Signup) -> bool:
    """Whether a letter speaks of this sign-up, or of the regular place it belongs to."""
    own = letter.data.get("regular_id")
    return signup.id in _signups_in(letter.data) or (own is not None and own == signup.regular_id)


def _signups_in(data: dict[str, Any]) -> set[int]:
    return {*data.get("signup_ids", ()), data.get("signup_id")} - {None}


def get_letter(viewer: User | None, signup_id: int, letter_id: int) -> LetterNotLeft:
    """A letter that did not leave, about a sign-up this person sees."""
    signup = get_signup(viewer, signup_id)
    letter = db.session.get(OutgoingLetter, letter_id)
    if letter is None or letter.sent_at or letter.obsolete_at or not letter.last_error:
        abort(404)
    if not letter.kind.startswith("signups.") or not is_about(letter, signup):
        abort(404)
    return LetterNotLeft(letter, signup, told_cause(letter.last_error))


def letter_name(kind: str) -> str:
    return str(LETTERS.get(kind, kind))


def letters_about(signup: Signup) -> list[OutgoingLetter]:
    """What was written to somebody about their sign-up, the newest first."""
    events = {one.event_id for one in meetings_of(signup.signup_list)}
    events.add(event_of(signup.signup_list).id)
    notices = db.session.scalars(select(Notice).where(Notice.event_id.in_(events)))
    keys = [f"{one.letter_keys}{signup.person_id}" for one in notices]
    own = OutgoingLetter.key.startswith(f"signup:{signup.id}:")
    statement = (
        select(OutgoingLetter)
        .where(or_(own, OutgoingLetter.key.in_(keys)))
        .order_by(OutgoingLetter.id.desc())
        .limit(MOST_LETTERS)
    )
    return [one for one in db.session.scalars(statement) if is_about(one, signup)]


def history(signup: Signup) -> list[HistoryLine]:
    """What happened to a sign-up, and which calls there were about it, the newest first. Where the
    sentence does not name who did it, their name follows."""
    calls = select(Call.id).where(Call.signup_id == signup.id)
    statement = (
        select(AuditEntry, User.name)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .where(
            or_(
                and_(AuditEntry.subject_type == "signup", AuditEntry.subject_id == signup.id),
                and_(AuditEntry.subject_type == "phone_call", AuditEntry.subject_id.in_(calls)),
            )
        )
        .order_by(AuditEntry.id.desc())
        .limit(MOST_LETTERS)
    )
    lines = []
    for entry, name in db.session.execute(statement):
        sentence = entry.sentence(name or _("The site"))
        if name and name not in sentence:
            sentence = f"{sentence} ({name})"
        lines.append(HistoryLine(entry.at, sentence))
    return lines
