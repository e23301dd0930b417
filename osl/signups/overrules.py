"""What only the team does with a sign-up: out of turn, over the limit, into another group.

Each verb locks the lists it touches, says why in the history, and lets the person know.
"""

from collections.abc import Sequence

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.events.models import Event, EventFormat
from osl.events.words import full_title
from osl.messages.calls import ask_to_call, drop_calls
from osl.messages.models import Cause
from osl.people.operations import Known
from osl.signups import places, waiting
from osl.signups.letters import LetterKind, tell
from osl.signups.models import Ending, Signup, SignupList, SignupState
from osl.signups.operations import (
    BEYOND,
    AlreadySignedUp,
    Source,
    Wish,
    change_party,
    live_signup,
    note,
    sign_up,
)
from osl.signups.places import DoesNotFit
from osl.signups.windows import refuse_closed

OUT_OF_TURN = audit.action(
    "signup.out_of_turn", _l("%(actor)s gave somebody a place in “%(event)s” first: %(reason)s")
)
FROM_RESERVE = audit.action(
    "signup.from_reserve",
    _l("%(actor)s gave somebody a reserved place in “%(event)s”: %(reason)s"),
)
MOVED = audit.action("signup.moved", _l("%(actor)s moved somebody from “%(event)s” to “%(to)s”"))
WRITTEN_AGAIN = audit.action(
    "signup.written_again", _l("%(actor)s sent the letter about “%(event)s” once more")
)

WRITTEN_IN = {
    SignupState.CONFIRMED: LetterKind.CONFIRMED,
    SignupState.WAITING: LetterKind.WAITING,
    SignupState.OFFERED: LetterKind.OFFER,
}
"""The letter that says where a sign-up stands."""


def give_place(
    signup: Signup, *, reason: str, from_reserve: bool, actor: User, is_told: bool = False
) -> None:
    """Give somebody who waits a place now: of the reserve, before those ahead of them in line,
    or over the limit when nothing is free. The history says why.

    The person hears of it by letter, or stands on the call list unless ``is_told`` already.
    Raises DoesNotFit when the reserve is too small, and DomainError.
    """
    _lock(signup)
    if signup.has_place:
        return
    _refuse_unless_waiting(signup)
    if not reason:
        raise DomainError(_("Say why: it stays in the history of the sign-up."))
    signup_list = signup.signup_list
    own = signup.offered
    if from_reserve:
        reserve = max(0, signup_list.reserved - signup_list.reserve_used)
        if not reserve or signup.party_size > signup_list.left_for_team + own:
            raise DoesNotFit(min(signup_list.left_for_team + own, reserve))
        places.confirm(signup, from_reserve=min(signup.party_size, reserve))
        note(FROM_RESERVE, signup, actor, reason=reason)
    else:
        is_free = signup.party_size <= signup_list.left + own
        places.confirm(signup, beyond=not is_free)
        note(OUT_OF_TURN if is_free else BEYOND, signup, actor, reason=reason)
    drop_calls(signup.id, Cause.OFFER)
    tell(signup, LetterKind.MOVED_UP)
    if not signup.person.is_reached_by_letter and not is_told:
        ask_to_call(
            Cause.MOVED_UP,
            key=f"signup:{signup.id}:{signup.sequence}:{Cause.MOVED_UP}",
            person_id=signup.person_id,
            event_id=waiting.event_of(signup_list).id,
            signup_id=signup.id,
        )
        signup.sequence += 1
    db.session.flush()
    waiting.fill(signup_list)


def change_party_for(
    signup: Signup,
    party_size: int,
    *,
    children: Sequence[tuple[str, int]] | None = None,
    reason: str = "",
    actor: User,
) -> None:
    """Let more or fewer come; with a ``reason`` also before those who wait, or over the limit.

    Raises DoesNotFit when there is no room and no reason, and DomainError.
    """
    _lock(signup)
    more = party_size - signup.party_size
    left = signup.signup_list.left
    jumps = signup.has_place and more > 0
    jumps = jumps and (more > left or places.is_wanted(signup.signup_list, left))
    overruled = jumps and bool(reason)
    change_party(signup, party_size, children=children, beyond=overruled, actor=actor)
    if overruled:
        note(BEYOND if more > left else OUT_OF_TURN, signup, actor, reason=reason)


def offer_now(signup: Signup, *, actor: User) -> None:
    """Offer what is free to this person, whoever else waits. Twice is the same as once.

    Raises DoesNotFit when nothing is free, and DomainError.
    """
    _lock(signup)
    if signup.state is SignupState.OFFERED:
        return
    _refuse_unless_waiting(signup)
    now = utcnow()
    left = signup.signup_list.left
    if not waiting.goes_on(signup.signup_list, now):
        raise DomainError(_("No meeting is left to come."))
    if left == 0:
        raise DoesNotFit(0)
    waiting.make_offer(signup, min(signup.party_size, left), now, actor=actor)
    db.session.flush()


def move_to_group(signup: Signup, to: Event, *, waits: bool, actor: User) -> Signup:
    """Let somebody go over to another group; their sign-up there.

    They get a place there only if one is free and nobody waits for it. Else the place here is
    given up only when they wait there knowingly (``waits``). Raises DoesNotFit otherwise, and
    DomainError.
    """
    meeting = None if to.format is EventFormat.COURSE else next(iter(to.occurrences), None)
    if meeting is None and to.format is not EventFormat.COURSE:
        raise DomainError(_("No meeting is left to come."))
    refuse_closed(to, meeting, by_team=True)
    known = db.session.scalar(places.ids_of_lists([to], [meeting] if meeting else []))
    places.hold(one for one in (signup.list_id, known) if one is not None)
    db.session.refresh(signup)
    if not signup.is_live:
        raise DomainError(_("This sign-up is withdrawn already."))
    there = places.list_of_meeting(meeting) if meeting is not None else places.list_of_course(to)
    earlier = live_signup(there, signup.person)
    if earlier is not None:
        raise AlreadySignedUp(earlier)
    if not waits and not _has_room_for(signup, there):
        raise DoesNotFit(there.left if not places.is_wanted(there, there.left) else 0)
    new = sign_up(
        to,
        meeting,
        Wish(
            Known(signup.person.name),
            party_size=signup.party_size,
            children=[(one.first_name, one.age) for one in signup.children],
            help_needed=[one.kind for one in signup.help_needs],
            note=signup.note,
            waits=True,
            person=signup.person,
        ),
        Source(signup.channel, actor=actor, language=signup.language),
    )
    places.withdraw(signup, Ending.MOVED)
    drop_calls(signup.id)
    note(MOVED, signup, actor, to=full_title(to))
    db.session.flush()
    waiting.fill(signup.signup_list)
    return new


def write_again(signup: Signup, *, actor: User) -> None:
    """Send the letter that says where a sign-up stands, once more. Raises DomainError when no
    letter reaches this person, or none says it."""
    _lock(signup)
    kind = WRITTEN_IN.get(signup.state)
    if kind is None:
        raise DomainError(_("This sign-up is withdrawn already."))
    if not signup.person.is_reached_by_letter:
        raise DomainError(_("This person has no e-mail address. Add it first."))
    tell(signup, kind)
    note(WRITTEN_AGAIN, signup, actor)


def _lock(signup: Signup) -> None:
    places.hold([signup.list_id])
    db.session.refresh(signup)


def _refuse_unless_waiting(signup: Signup) -> None:
    if signup.state not in (SignupState.WAITING, SignupState.OFFERED):
        raise DomainError(_("Only somebody who waits can get a place this way."))


def _has_room_for(signup: Signup, there: SignupList) -> bool:
    return signup.party_size <= there.left and not places.is_wanted(there, there.left)
