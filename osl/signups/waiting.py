"""The waiting list: whose turn it is when a place frees, and for how long it is kept for them."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.i18n import _l
from osl.events.models import Event, Occurrence
from osl.messages.calls import ask_to_call, drop_calls
from osl.messages.models import Cause
from osl.signups import places
from osl.signups.letters import LetterKind, tell
from osl.signups.models import Ending, Signup, SignupList, SignupState

OFFERED = audit.action("signup.offered", _l("“%(event)s”: a place was offered to the next person"))
OFFERED_BY = audit.action(
    "signup.offered_by", _l("%(actor)s offered somebody a place in “%(event)s” first")
)
MOVED_UP = audit.action("signup.moved_up", _l("“%(event)s”: the next person moved up"))
LAPSED = audit.action("signup.lapsed", _l("“%(event)s”: an offer ran out unanswered"))

OFFER_LASTS = timedelta(hours=24)
QUIET_BEFORE = timedelta(hours=2)
"""An offer ends so long before the meeting: then somebody else can still come."""

SHORTEST_OFFER = timedelta(minutes=30)
MOST_AT_ONCE = 500


def first_meeting(signup_list: SignupList) -> Occurrence | None:
    """The meeting a list is for; of a course, its first one that is not called off."""
    if signup_list.occurrence is not None:
        return signup_list.occurrence
    return next(iter(meetings_of(signup_list)), None)


def meetings_of(signup_list: SignupList) -> list[Occurrence]:
    """The meetings a list is for, in order: one, or all of a course whatever its parts."""
    if signup_list.occurrence is not None:
        return [signup_list.occurrence]
    found: list[Occurrence] = []
    part: Event | None = signup_list.event
    while part is not None:
        found += part.occurrences
        part = part.continuation
    return sorted(found, key=lambda one: one.starts_at)


def event_of(signup_list: SignupList) -> Event:
    """The event a list belongs to; of a parted course, the part that began it."""
    if signup_list.occurrence is not None:
        return signup_list.occurrence.event
    if signup_list.event is None:
        raise ValueError("a list is of a meeting or of a course")
    return signup_list.event


def goes_on(signup_list: SignupList, now: datetime) -> bool:
    """Whether one may still come: some meeting is to come and is neither called nor put off."""
    return any(one.takes_place and one.starts_at > now for one in meetings_of(signup_list))


def fill(signup_list: SignupList) -> None:
    """Give what is free to those who wait, in their order. The list is locked.

    Where the event says so they move up at once, and are told; otherwise each gets an offer: by
    letter with a deadline, or by a call of the team, who then keep it until they have spoken.
    May run any number of times.
    """
    now = utcnow()
    if not goes_on(signup_list, now):
        return
    while (left := signup_list.left) > 0 and signup_list.waiting > 0:
        signup = places.first_who_would_take(signup_list, left)
        if signup is None:
            return
        if event_of(signup_list).fills_by_itself and signup.party_size <= left:
            _move_up(signup)
        else:
            make_offer(signup, min(signup.party_size, left), now)
        db.session.flush()


def _move_up(signup: Signup) -> None:
    places.confirm(signup)
    tell(signup, LetterKind.MOVED_UP)
    if not signup.person.is_reached_by_letter:
        _call(signup, Cause.MOVED_UP)
    _note(MOVED_UP, signup)


def make_offer(signup: Signup, offered: int, now: datetime, *, actor: User | None = None) -> None:
    """Offer places to somebody who waits: whose turn it is, or whom ``actor`` chose. The list is
    locked and the places are free."""
    places.offer(signup, offered)
    if signup.person.is_reached_by_letter:
        signup.offer_until = deadline(signup.signup_list, now)
        tell(signup, LetterKind.OFFER)
    else:
        _call(signup, Cause.OFFER, deadline(signup.signup_list, now))
    _note(OFFERED if actor is None else OFFERED_BY, signup, actor)


def deadline(signup_list: SignupList, now: datetime) -> datetime:
    """Until when an offer holds: a day, or until two hours before the meeting; when that is too
    near, half an hour, but never beyond the beginning."""
    meeting = first_meeting(signup_list)
    coming = [one.starts_at for one in meetings_of(signup_list) if one.starts_at > now]
    if meeting is None or not coming:
        return now + OFFER_LASTS
    starts_at = min(coming)
    usual = min(now + OFFER_LASTS, starts_at - QUIET_BEFORE)
    return usual if usual >= now + SHORTEST_OFFER else min(now + SHORTEST_OFFER, starts_at)


def last_moment(signup_list: SignupList, now: datetime) -> datetime:
    """When the next meeting begins: no offer lasts beyond it."""
    coming = (one for one in meetings_of(signup_list) if one.takes_place and one.starts_at > now)
    return min((one.starts_at for one in coming), default=now)


def lapse_offers(now: datetime) -> int:
    """Let offers that nobody answered in time go to the next person; how many there were.

    Every minute, any number of times, late or twice at once: each ends once.
    """
    statement = (
        select(Signup.id, Signup.list_id)
        .where(Signup.state == SignupState.OFFERED, Signup.offer_until <= now)
        .order_by(Signup.list_id, Signup.offer_until)
        .limit(MOST_AT_ONCE)
    )
    due = db.session.execute(statement).all()
    lapsed = 0
    held = places.hold(list_id for _id, list_id in due)
    places.look_again()
    for signup_list in held:
        late = (
            select(Signup)
            .where(
                Signup.list_id == signup_list.id,
                Signup.state == SignupState.OFFERED,
                Signup.offer_until <= now,
            )
            .order_by(Signup.number)
            .execution_options(populate_existing=True)
        )
        for signup in db.session.scalars(late):
            places.withdraw(signup, Ending.LAPSED)
            drop_calls(signup.id, Cause.OFFER)
            tell(signup, LetterKind.OFFER_GONE)
            _note(LAPSED, signup)
            lapsed += 1
        db.session.flush()
        fill(signup_list)
    return lapsed


def line_of(signup: Signup) -> int:
    """The place in line of somebody who waits: 1 for the next one."""
    ahead = select(func.count(Signup.id)).where(
        Signup.list_id == signup.list_id,
        Signup.state == SignupState.WAITING,
        Signup.number < signup.number,
    )
    return (db.session.scalar(ahead) or 0) + 1


def _call(signup: Signup, cause: Cause, answer_by: datetime | None = None) -> None:
    ask_to_call(
        cause,
        key=f"signup:{signup.id}:{signup.sequence}:{cause}",
        person_id=signup.person_id,
        event_id=event_of(signup.signup_list).id,
        signup_id=signup.id,
        answer_by=answer_by,
    )
    signup.sequence += 1


def _note(what: audit.Action, signup: Signup, actor: User | None = None) -> None:
    event = event_of(signup.signup_list)
    audit.record(
        what,
        actor=actor,
        subject=signup,
        community_id=event.communities[0].id if event.communities else None,
        event=event.title,
    )
