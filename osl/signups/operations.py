"""Signing up, and what people do with their sign-up afterwards.

Each verb locks the list first, decides, and writes the sign-up, its audit entry and its letter in
the same transaction. Nothing slow happens under the lock.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.events.models import Event, EventFormat, Occurrence
from osl.messages.calls import ask_to_call, drop_calls
from osl.messages.models import Cause
from osl.people.models import Channel, Person
from osl.people.operations import Known, introduce, meet_person
from osl.people.words import NOTICE_VERSION
from osl.signups import places, waiting
from osl.signups.following import remember_what_is_told
from osl.signups.letters import LetterKind, tell
from osl.signups.models import (
    LIVE,
    Child,
    Ending,
    Help,
    HelpNeed,
    Signup,
    SignupList,
    SignupState,
)
from osl.signups.places import DoesNotFit
from osl.signups.windows import refuse_closed

SIGNED_UP = audit.action("signup.made", _l("%(actor)s signed somebody up for “%(event)s”"))
SIGNED_UP_SELF = audit.action("signup.made_self", _l("Somebody signed up for “%(event)s”"))
BEYOND = audit.action(
    "signup.beyond", _l("%(actor)s let somebody in over the limit of “%(event)s”: %(reason)s")
)
WITHDRAWN = audit.action("signup.withdrawn", _l("%(actor)s withdrew a sign-up for “%(event)s”"))
WITHDREW = audit.action("signup.withdrew", _l("Somebody withdrew from “%(event)s”"))
RESIZED = audit.action(
    "signup.resized", _l("%(actor)s changed how many come to “%(event)s”: %(before)s → %(after)s")
)
RESIZED_SELF = audit.action(
    "signup.resized_self",
    _l("Somebody changed how many come to “%(event)s”: %(before)s → %(after)s"),
)
ACCEPTED = audit.action("signup.accepted", _l("“%(event)s”: an offered place was taken"))
DECLINED = audit.action("signup.declined", _l("“%(event)s”: an offered place was not taken"))

COMING = audit.action("signup.coming", _l("“%(event)s”: somebody said they will come"))

LARGEST_PARTY = 10
"""Online; the team may bring a whole class."""

LARGEST_PARTY_OF_TEAM = 60


class KeyReused(DomainError):
    """A form came back with other words under the same mark."""


@dataclass(frozen=True)
class Wish:
    """What somebody asks for: who they are, how many come, what they need.

    ``takes_fewer``: when not all of them fit, whoever fits; ``waits``: when not all of them fit,
    all of them wait. Neither said: asked back by DoesNotFit.
    """

    known: Known
    party_size: int = 1
    children: Sequence[tuple[str, int]] = ()
    help_needed: Collection[Help] = ()
    note: str = ""
    takes_fewer: bool = False
    waits: bool = False
    person: Person | None = None


@dataclass(frozen=True)
class Source:
    """Where a sign-up came from: the form's mark and what was in it, the channel, who entered it.

    ``network`` and ``address_key`` are keyed hashes against abuse.
    """

    channel: Channel
    actor: User | None = None
    key: str | None = None
    form_hash: str = ""
    network: str = ""
    address_key: str = ""
    language: str = "pl"


@dataclass(frozen=True)
class TeamSays:
    """What only the team may decide: give of its reserve, or let in over the limit and why."""

    from_reserve: bool = False
    beyond_because: str = ""


NOTHING_SAID = TeamSays()


def sign_up(
    event: Event,
    meeting: Occurrence | None,
    wish: Wish,
    source: Source,
    says: TeamSays = NOTHING_SAID,
) -> Signup:
    """Put somebody on the list of a meeting, or of a whole course (then ``meeting`` is None).

    Gives a place when there is one and nobody waits for it, else the next number on the waiting
    list. The same form sent again is the same sign-up; the same person once more is noted, takes
    no place, and is told apart from the page. Writes an audit entry and at most one letter.
    Raises DoesNotFit, KeyReused, and DomainError when one cannot sign up now.
    """
    signup_list = _list_of(event, meeting)
    places.look_again()
    known = _signup_of_form(source)
    if known is not None:
        return known
    by_team = source.actor is not None
    refuse_closed(event, meeting, by_team=by_team)
    refuse_large_party(wish.party_size, by_team=by_team)
    communities = [one.id for one in event.communities]
    person = wish.person or meet_person(
        wish.known, channel=source.channel, community_ids=communities, actor=source.actor
    )
    if wish.person is not None:
        introduce(person, communities)
    earlier = None if _was_just_met(person) else live_signup(signup_list, person)
    signup = _new(signup_list, person, wish, source)
    if earlier is not None:
        if by_team:
            raise AlreadySignedUp(earlier)
        return _repeat(signup, earlier)
    decide(signup, wish, says)
    places.queue(signup)
    db.session.add(signup)
    remember_what_is_told(signup_list)
    kind = LetterKind.CONFIRMED if signup.has_place else LetterKind.WAITING
    tell(signup, kind)
    if Help.PHONE_CALL in wish.help_needed:
        promise_call(signup)
    _note_signing_up(signup, source, says)
    return signup


def promise_call(signup: Signup) -> None:
    """Whoever asked to be called stands on the call list at once."""
    ask_to_call(
        Cause.ASKED,
        key=f"signup:{signup.id}:asked",
        person_id=signup.person_id,
        event_id=waiting.event_of(signup.signup_list).id,
        signup_id=signup.id,
    )


class AlreadySignedUp(DomainError):
    """Somebody of the team signs up a person who is on the list; ``signup`` is the earlier one."""

    def __init__(self, signup: Signup) -> None:
        super().__init__(_("This person is signed up already."))
        self.signup = signup


def decide(signup: Signup, wish: Wish, says: TeamSays = NOTHING_SAID) -> None:
    """Whether a new sign-up gets its places or waits. Raises DoesNotFit when a party that would
    partly fit has not said what it prefers."""
    signup_list = signup.signup_list
    left, party = signup_list.left, signup.party_size
    if says.beyond_because:
        places.confirm(signup, beyond=True)
        return
    if says.from_reserve and party <= signup_list.left_for_team:
        reserve = max(0, signup_list.reserved - signup_list.reserve_used)
        places.confirm(signup, from_reserve=min(party, reserve))
        return
    is_free = left > 0 and not places.is_wanted(signup_list, left)
    if is_free and party <= left:
        places.confirm(signup)
    elif is_free and wish.takes_fewer and not wish.children:
        places.confirm(signup, left)
    elif is_free and not wish.waits:
        raise DoesNotFit(left)
    else:
        # Whoever waits for all of them has said no to so few: those go to the next who comes.
        signup.passed = left if is_free else 0
        _keep_family_together(signup)
        places.wait(signup)
        # Whoever asked to wait for all of them has said no to the few that are left.
        signup.passed = left if is_free else 0
        _keep_family_together(signup)


def withdraw(signup: Signup, *, actor: User | None = None) -> None:
    """Take somebody off a list; what they had goes to the next in line. One audit entry, a letter
    to whoever has an address. Twice is the same as once."""
    _locked(signup)
    if signup.state is SignupState.REPEATED:
        signup.shown_as = None
        places.withdraw(signup, Ending.RESIDENT)
        return
    if not signup.is_live:
        return
    places.withdraw(signup, Ending.RESIDENT if actor is None else Ending.STAFF)
    drop_calls(signup.id)
    tell(signup, LetterKind.WITHDRAWN)
    note(WITHDREW if actor is None else WITHDRAWN, signup, actor)
    db.session.flush()
    waiting.fill(signup.signup_list)


def change_party(
    signup: Signup,
    party_size: int,
    *,
    children: Sequence[tuple[str, int]] | None = None,
    beyond: bool = False,
    actor: User | None = None,
) -> None:
    """Let more or fewer come. Whoever gives places back frees them for the next in line.

    Raises DoesNotFit when there is no room for more, and DomainError for a sign-up that is over.
    """
    _locked(signup)
    refuse_large_party(party_size, by_team=actor is not None)
    if signup.state is SignupState.OFFERED:
        raise DomainError(_("Answer the offer first."))
    if signup.state is SignupState.REPEATED:
        signup.party_size = party_size
        return
    if not signup.is_live:
        raise DomainError(_("This sign-up is withdrawn already."))
    before = signup.party_size
    asks_for_more = party_size > before and signup.has_place and not beyond
    if asks_for_more and places.is_wanted(signup.signup_list, signup.signup_list.left):
        raise DoesNotFit(0)
    places.resize(signup, party_size, beyond=beyond)
    if children is not None:
        _write_children(signup, children)
        _keep_family_together(signup)
    if party_size == before:
        return
    what = RESIZED_SELF if actor is None else RESIZED
    note(what, signup, actor, before=before, after=party_size)
    if signup.has_place:
        tell(signup, LetterKind.CONFIRMED)
    db.session.flush()
    waiting.fill(signup.signup_list)


def accept_offer(signup: Signup, *, actor: User | None = None) -> None:
    """Take the places that were offered. Raises DomainError when the offer is gone."""
    _locked(signup)
    if signup.state is SignupState.CONFIRMED:
        return
    if signup.state is not SignupState.OFFERED or _is_late(signup, actor):
        raise DomainError(_("This offer is gone: its time ran out."))
    places.confirm(signup, signup.offered)
    drop_calls(signup.id, Cause.OFFER)
    tell(signup, LetterKind.CONFIRMED)
    note(ACCEPTED, signup, actor)
    db.session.flush()
    waiting.fill(signup.signup_list)


def decline_offer(signup: Signup, *, keeps_waiting: bool, actor: User | None = None) -> None:
    """Say no to an offer: and leave the list, or wait on for places for everybody.

    Raises DomainError when the offer is gone.
    """
    _locked(signup)
    if signup.state is not SignupState.OFFERED:
        if signup.state is SignupState.WITHDRAWN and not keeps_waiting:
            return
        raise DomainError(_("This offer is gone: its time ran out."))
    offered = signup.offered
    drop_calls(signup.id, Cause.OFFER)
    if keeps_waiting and offered < signup.party_size:
        places.wait(signup)
        signup.passed = max(signup.passed, offered)
    else:
        places.withdraw(signup, Ending.DECLINED)
        tell(signup, LetterKind.WITHDRAWN)
    note(DECLINED, signup, actor)
    db.session.flush()
    waiting.fill(signup.signup_list)


def _keep_family_together(signup: Signup) -> None:
    """Who brings children is offered places for all of them or none: nobody says which child."""
    if signup.children and not signup.has_place:
        signup.passed = max(signup.passed, signup.party_size - 1)


def say_coming(signup: Signup, *, actor: User | None = None) -> None:
    """Note that somebody with a place will really come. Raises DomainError without a place."""
    _locked(signup)
    if not signup.has_place:
        raise DomainError(_("This sign-up has no place."))
    if signup.coming_at is None:
        signup.coming_at = utcnow()
        note(COMING, signup, actor)


def _is_late(signup: Signup, actor: User | None) -> bool:
    return actor is None and signup.offer_until is not None and signup.offer_until <= utcnow()


def _was_just_met(person: Person) -> bool:
    """Whether nothing can be known of a person yet; so only once."""
    was_new, person.is_new = person.is_new, False
    return was_new


def live_signup(signup_list: SignupList, person: Person) -> Signup | None:
    """The sign-up of a person that holds on this list."""
    return db.session.scalar(
        select(Signup).where(
            Signup.list_id == signup_list.id,
            Signup.person_id == person.id,
            Signup.state.in_(LIVE),
        )
    )


def refuse_large_party(party_size: int, *, by_team: bool) -> None:
    most = LARGEST_PARTY_OF_TEAM if by_team else LARGEST_PARTY
    if party_size < 1:
        raise DomainError(_("At least one person comes."))
    if party_size > most:
        raise DomainError(
            _("At most %(most)s people can be signed up at once. Call us for more.", most=most)
        )


def note(what: audit.Action, signup: Signup, actor: User | None, **details: Any) -> None:
    """One line in the history of a sign-up, in the name of its event and never of the person."""
    event = waiting.event_of(signup.signup_list)
    audit.record(
        what,
        actor=actor,
        subject=signup,
        community_id=event.communities[0].id if event.communities else None,
        event=event.title,
        **details,
    )


def _list_of(event: Event, meeting: Occurrence | None) -> SignupList:
    if event.format is EventFormat.COURSE:
        return places.list_of_course(event)
    if meeting is None:
        raise DomainError(_("Choose a meeting."))
    return places.list_of_meeting(meeting)


def _locked(signup: Signup) -> None:
    """Lock the list of a sign-up and read both as they are now."""
    places.hold([signup.list_id])
    places.look_again()
    db.session.refresh(signup)


def _signup_of_form(source: Source) -> Signup | None:
    """What the same form made already: a second click, a page sent again."""
    if source.key is None:
        return None
    found = db.session.scalar(select(Signup).where(Signup.key == source.key))
    if found is not None and found.form_hash != source.form_hash:
        raise KeyReused(
            _("This form was sent already with other words. Open it anew to sign up once more.")
        )
    return found


def _new(signup_list: SignupList, person: Person, wish: Wish, source: Source) -> Signup:
    signup = Signup(
        signup_list=signup_list,
        person=person,
        party_size=wish.party_size,
        offered=0,
        passed=0,
        from_reserve=0,
        sequence=0,
        note=wish.note,
        channel=source.channel,
        entered_by_id=source.actor.id if source.actor is not None else None,
        notice_version=NOTICE_VERSION,
        language=source.language,
        key=source.key,
        form_hash=source.form_hash,
        network=source.network,
        address_key=source.address_key,
        created_at=utcnow(),
        help_needs=[HelpNeed(kind=one) for one in sorted(set(wish.help_needed))],
    )
    _write_children(signup, wish.children)
    return signup


def _write_children(signup: Signup, children: Sequence[tuple[str, int]]) -> None:
    signup.children = [Child(first_name=name, age=age) for name, age in children]


def _repeat(signup: Signup, earlier: Signup) -> Signup:
    """Note that somebody on the list signed up once more. The page must not tell a stranger, so
    the person hears of it by letter or by phone."""
    left = signup.signup_list.left
    fits = signup.party_size <= left and not places.is_wanted(signup.signup_list, left)
    signup.state = SignupState.REPEATED
    signup.shown_as = SignupState.CONFIRMED if fits else SignupState.WAITING
    signup.repeats_id = earlier.id
    signup.children, signup.help_needs = [], []
    db.session.add(signup)
    db.session.flush()
    if not _is_fresh(earlier):
        if earlier.person.is_reached_by_letter:
            tell(earlier, LetterKind.REPEATED)
        else:
            ask_to_call(
                Cause.REPEATED,
                key=f"signup:{earlier.id}:repeated",
                person_id=earlier.person_id,
                event_id=waiting.event_of(earlier.signup_list).id,
                signup_id=earlier.id,
            )
    note(SIGNED_UP_SELF, signup, None)
    return signup


def _is_fresh(signup: Signup) -> bool:
    """Whether the first answer is still on its way: a second letter would only be noise."""
    return (utcnow() - signup.created_at).total_seconds() < 600


def _note_signing_up(signup: Signup, source: Source, says: TeamSays) -> None:
    if says.beyond_because:
        note(BEYOND, signup, source.actor, reason=says.beyond_because)
    note(SIGNED_UP_SELF if source.actor is None else SIGNED_UP, signup, source.actor)
