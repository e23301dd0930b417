"""What comes of a call, and how people come to the call list and leave it by themselves."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.core.outbox import OutgoingLetter
from osl.events.models import Event
from osl.messages.calls import ask_to_call, drop_calls, is_open_call, note_call, replace_calls
from osl.messages.models import Call, Cause, Notice, Outcome
from osl.people.queries import who_stands_for
from osl.signups import places, waiting
from osl.signups.call_facts import Circumstances
from osl.signups.call_script import what_to_say
from osl.signups.following import CHANGED_LETTER, cause_of, only_one
from osl.signups.letters import LetterKind, tell
from osl.signups.models import Ending, Signup, SignupState
from osl.signups.operations import accept_offer, decline_offer, note, withdraw
from osl.signups.queries import coming_of
from osl.signups.regulars import end_regular, signups_of

PASSED_ON = audit.action(
    "signup.passed_on",
    _l("%(actor)s gave an offered place of “%(event)s” to the next person"),
)
NUMBERS_TAKEN = audit.action(
    "call.numbers_taken",
    _l("%(actor)s took out %(count)s phone numbers of “%(subject)s” for text messages"),
)

LETTERS_THAT_MATTER = {
    LetterKind.OFFER.code: Cause.OFFER,
    LetterKind.MOVED_UP.code: Cause.MOVED_UP,
}
"""Besides those of changes: whoever never gets such a letter is called."""

LOOKED_BACK = timedelta(days=7)
MOST_AT_ONCE = 500


class NotedMeanwhile(DomainError):
    """Somebody else noted what came of a call while this page was open."""


def refuse_stale(call: Call, version: int | None) -> None:
    """Nobody notes anything about a call that has changed since they looked."""
    if version != call.version:
        raise NotedMeanwhile(
            _("Somebody else has just dealt with this call. The list shows how it stands now.")
        )


def tell_by_phone(call: Call, *, actor: User) -> None:
    """Note that somebody was told. An offer needs an answer: being told is not enough."""
    if call.cause is Cause.OFFER:
        raise DomainError(_("An offer needs an answer: does the person take the place?"))
    note_call(call, Outcome.TOLD, actor=actor)


def note_no_answer(call: Call, *, actor: User) -> None:
    note_call(call, Outcome.NO_ANSWER, actor=actor)


def give_up(call: Call, *, actor: User) -> None:
    """Note that somebody will not come, and take them off what the call was about. A regular place
    of which no meeting is left is given up with it."""
    signups = Circumstances([call]).signups_of(call)
    note_call(call, Outcome.GIVES_UP, actor=actor)
    for signup in signups:
        withdraw(signup, actor=actor)
    for regular in {one.regular for one in signups if one.regular is not None}:
        if not any(one.is_live for one in coming_of(signups_of(regular))):
            end_regular(regular, actor=actor)


def take_offer(call: Call, *, actor: User) -> None:
    """Take the offered places for somebody who said yes by phone."""
    signup = _offered(call)
    note_call(call, Outcome.TOLD, actor=actor)
    accept_offer(signup, actor=actor)


def refuse_offer(call: Call, *, keeps_waiting: bool = False, actor: User) -> None:
    """Say no to an offer for somebody: they leave the list, or wait on for all of them."""
    signup = _offered(call)
    note_call(call, Outcome.TOLD if keeps_waiting else Outcome.GIVES_UP, actor=actor)
    decline_offer(signup, keeps_waiting=keeps_waiting, actor=actor)


def wait_on(call: Call, *, actor: User) -> None:
    """Leave somebody in line who waits for more places than are offered."""
    refuse_offer(call, keeps_waiting=True, actor=actor)


def pass_offer_on(call: Call, *, actor: User) -> None:
    """Give the offered places to the next person: this one could not be reached in time."""
    signup = _offered(call)
    _lapse(signup)
    note(PASSED_ON, signup, actor)
    db.session.flush()
    waiting.fill(signup.signup_list)


def undo_note(call: Call, *, actor: User) -> None:
    """Put somebody back who was ticked by mistake. Where a sign-up was withdrawn or a place taken,
    others may have it by now. Raises DomainError."""
    if call.outcome is Outcome.GIVES_UP or call.cause is Cause.OFFER:
        raise DomainError(
            _("This has changed the sign-up itself. Sign the person up anew, or withdraw them.")
        )
    note_call(call, Outcome.PENDING, actor=actor)
    if call.notice_id is not None and _has_newer(call):
        call.obsolete_at = utcnow()


def tell_by_text(calls: Sequence[Call], *, actor: User) -> int:
    """Note that these people were sent a text message; how many were not told yet."""
    open_calls = [one for one in calls if one.is_open and one.cause is not Cause.OFFER]
    for call in open_calls:
        note_call(call, Outcome.TOLD, actor=actor, by_text=True)
    return len(open_calls)


def note_numbers_taken(event: Event, count: int, *, actor: User) -> None:
    """People's numbers leave the site: the history of the event says who took them."""
    audit.record(
        NUMBERS_TAKEN,
        actor=actor,
        subject=event,
        community_id=event.communities[0].id if event.communities else None,
        count=count,
    )


def drop_settled_calls(_now: datetime) -> int:
    """Take calls off the list that nobody needs to make any more: the meeting is over, the person
    has withdrawn, or a letter got through after all. Every minute, any number of times."""
    ids = list(db.session.scalars(select(Call.id).where(*is_open_call()).order_by(Call.id)))
    return sum(
        _drop_settled(ids[begin : begin + MOST_AT_ONCE])
        for begin in range(0, len(ids), MOST_AT_ONCE)
    )


def _drop_settled(ids: Sequence[int]) -> int:
    calls = list(db.session.scalars(select(Call).where(Call.id.in_(ids)).order_by(Call.id)))
    now = Circumstances(calls)
    events = _events_of(calls)
    arrived = _arrived_after_all(calls)
    dropped = 0
    for call in calls:
        if what_to_say(call, events[call.event_id], now) and call.id not in arrived:
            continue
        if call.cause is Cause.OFFER:
            _end_offer(call)
        call.obsolete_at = utcnow()
        dropped += 1
    return dropped


def call_unreached(now: datetime) -> int:
    """Put whoever's letter was given up on the call list, with a phone or without; how many.

    Every minute, any number of times: once for each letter. What was offered is kept until
    somebody has spoken with them.
    """
    called = exists().where(Call.key == OutgoingLetter.key)
    statement = (
        select(OutgoingLetter)
        .where(
            OutgoingLetter.abandoned_at > now - LOOKED_BACK,
            OutgoingLetter.kind.in_((CHANGED_LETTER, *LETTERS_THAT_MATTER)),
            ~called,
        )
        .order_by(OutgoingLetter.id)
    )
    return sum(_call_instead(letter) for letter in db.session.scalars(statement))


def _call_instead(letter: OutgoingLetter) -> bool:
    if letter.kind == CHANGED_LETTER:
        return _call_about_change(letter)
    signup = db.session.get(Signup, letter.data["signup_id"])
    if signup is None:
        return False
    places.hold([signup.list_id])
    db.session.refresh(signup)
    cause = LETTERS_THAT_MATTER[letter.kind]
    holds = SignupState.OFFERED if cause is Cause.OFFER else SignupState.CONFIRMED
    if signup.state is not holds:
        return False
    answer_by, signup.offer_until = signup.offer_until, None
    ask_to_call(
        cause,
        key=letter.key,
        person_id=signup.person_id,
        event_id=waiting.event_of(signup.signup_list).id,
        signup_id=signup.id,
        answer_by=answer_by,
    )
    return True


def _call_about_change(letter: OutgoingLetter) -> bool:
    notice = db.session.get(Notice, letter.data["notice_id"])
    found = [db.session.get(Signup, number) for number in letter.data["signup_ids"]]
    signups = [one for one in found if one is not None and one.is_live]
    if notice is None or not signups:
        return False
    told = {
        str(meeting.id): notice.facts[str(meeting.id)]
        for signup in signups
        for meeting in waiting.meetings_of(signup.signup_list)
        if str(meeting.id) in notice.facts
    }
    person_id = who_stands_for(letter.data["person_id"])
    replace_calls([person_id], [notice.event_id], before=notice)
    call = ask_to_call(
        cause_of(told or notice.facts),
        key=letter.key,
        person_id=person_id,
        event_id=notice.event_id,
        signup_id=only_one(signups),
        notice=notice,
    )
    db.session.flush()
    if call is not None and _has_newer(call):
        call.obsolete_at = utcnow()
    return call is not None


def _has_newer(call: Call) -> bool:
    """Whether a later change of the same event is told by a call of its own, not made yet."""
    newer = aliased(Call)
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    newer.person_id == call.person_id,
                    newer.event_id == call.event_id,
                    newer.notice_id > call.notice_id,
                    newer.obsolete_at.is_(None),
                    newer.outcome.in_((Outcome.PENDING, Outcome.NO_ANSWER)),
                )
            )
        )
    )


def _offered(call: Call) -> Signup:
    """The sign-up whose offer a call is about, its list locked. Raises DomainError."""
    signup = db.session.get(Signup, call.signup_id) if call.signup_id is not None else None
    if call.obsolete_at is not None or call.cause is not Cause.OFFER or signup is None:
        raise DomainError(_("This call is not needed any more."))
    places.hold([signup.list_id])
    db.session.refresh(signup)
    if signup.state is not SignupState.OFFERED:
        raise DomainError(_("This offer is gone: its time ran out."))
    return signup


def _end_offer(call: Call) -> None:
    """What was kept for somebody past the beginning of the meeting is kept no longer."""
    signup = db.session.get(Signup, call.signup_id) if call.signup_id is not None else None
    if signup is None:
        return
    places.hold([signup.list_id])
    db.session.refresh(signup)
    if signup.state is SignupState.OFFERED:
        _lapse(signup)


def _lapse(signup: Signup) -> None:
    places.withdraw(signup, Ending.LAPSED)
    drop_calls(signup.id, Cause.OFFER)
    tell(signup, LetterKind.OFFER_GONE)


def _arrived_after_all(calls: Sequence[Call]) -> set[int]:
    """Those whose letter was given up, tried once more by somebody, and has left since."""
    ids = [one.id for one in calls]
    statement = (
        select(Call.id)
        .join(OutgoingLetter, OutgoingLetter.key == Call.key)
        .where(Call.id.in_(ids), OutgoingLetter.sent_at.is_not(None))
    )
    return set(db.session.scalars(statement))


def _events_of(calls: Sequence[Call]) -> dict[int, Event]:
    statement = select(Event).where(Event.id.in_({one.event_id for one in calls}))
    return {one.id: one for one in db.session.scalars(statement)}
