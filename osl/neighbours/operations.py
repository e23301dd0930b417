"""What is done for neighbours: a request or an offer noted, two brought together, help given.

Neither of the two learns how to reach the other before both agreed. There is no money in it.
"""

from dataclasses import dataclass

from sqlalchemy import select

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core import audit
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.neighbours import limits
from osl.neighbours.models import HelpCall, Match, Service, Side
from osl.neighbours.queries import live_match
from osl.neighbours.telling import confirm_by_letter, introduce_each_other
from osl.people.models import Channel, Person
from osl.people.operations import introduce
from osl.people.words import NOTICE_VERSION

ASKED = audit.action("neighbour.asked", _l("A neighbour asked for help"))
OFFERED = audit.action("neighbour.offered", _l("A neighbour offered help"))
NOTED = audit.action("neighbour.noted", _l("%(actor)s noted a request or an offer of help"))
CHANGED = audit.action("neighbour.changed", _l("%(actor)s changed a request or an offer of help"))
TAKEN_BACK = audit.action(
    "neighbour.taken_back", _l("A request or an offer of help was taken back")
)
CLOSED = audit.action("neighbour.closed", _l("%(actor)s closed a request or an offer of help"))
REOPENED = audit.action("neighbour.reopened", _l("%(actor)s opened a request or an offer again"))
PROPOSED = audit.action("neighbour.proposed", _l("%(actor)s proposed that two neighbours meet"))
AGREED = audit.action("neighbour.agreed", _l("%(actor)s noted the yes of a neighbour"))
DISAGREED = audit.action("neighbour.yes_undone", _l("%(actor)s took a noted yes back"))
REFUSED = audit.action("neighbour.refused", _l("%(actor)s noted that nothing came of a match"))
DONE = audit.action("neighbour.done", _l("%(actor)s noted that neighbour help was given"))
THANKED = audit.action("neighbour.thanked", _l("%(actor)s noted thanks for neighbour help"))


@dataclass(frozen=True)
class Said:
    """What is asked for or offered: the service and when, never the reason."""

    side: Side
    service: Service
    words: str = ""
    when_note: str = ""


@dataclass(frozen=True)
class Source:
    """How it came in. Without an ``actor`` a neighbour typed it: it counts for the limits."""

    channel: Channel = Channel.WEB
    key: str | None = None
    network: str = ""
    actor: User | None = None


class SamePerson(DomainError):
    """Nobody is brought together with themselves."""


class HasMatch(DomainError):
    """A request is answered by one neighbour at a time."""


def note_help(said: Said, person: Person, community: Community, source: Source) -> HelpCall:
    """Take a request or an offer. Writes one audit entry, at most one letter. Raises TooMany."""
    if source.actor is None:
        limits.refuse_flood(source.network)
    introduce(person, [community.id])
    call = HelpCall(
        side=said.side,
        person=person,
        community=community,
        service=said.service,
        words=said.words,
        when_note=said.when_note,
        channel=source.channel,
        entered_by_id=source.actor.id if source.actor is not None else None,
        notice_version=NOTICE_VERSION,
        key=source.key,
        network=source.network,
    )
    db.session.add(call)
    db.session.flush()
    by_itself = ASKED if said.side is Side.ASKS else OFFERED
    _note(NOTED if source.actor is not None else by_itself, call, source.actor)
    if source.actor is None and person.email and not limits.had_enough(person.email):
        confirm_by_letter(call)
    return call


def change_help(call: HelpCall, said: Said, *, actor: User) -> bool:
    """Put right what is asked for or offered; whether anything differed."""
    parts = {"service": said.service, "words": said.words, "when_note": said.when_note}
    differs = [name for name, value in parts.items() if getattr(call, name) != value]
    for name in differs:
        setattr(call, name, parts[name])
    if differs:
        _note(CHANGED, call, actor)
    return bool(differs)


def end_help(call: HelpCall, *, actor: User | None = None) -> None:
    """It is taken back; a match that was being arranged ends with it. Twice is once."""
    hold(call)
    if not call.is_open:
        return
    call.ended_at = utcnow()
    for match in _arranged(call):
        match.ended_at = call.ended_at
    _note(CLOSED if actor is not None else TAKEN_BACK, call, actor)


def reopen_help(call: HelpCall, *, actor: User) -> None:
    """It was closed by mistake, or somebody asks again. What was done stays done."""
    hold(call)
    if call.is_open:
        return
    if call.side is Side.ASKS and live_match(call) is not None:
        raise DomainError(_("Help was given for this one. Note a new request."))
    call.ended_at = None
    _note(REOPENED, call, actor)


def propose_match(request: HelpCall, offer: HelpCall, *, actor: User) -> Match:
    """Propose that one neighbour helps another. Neither learns anything yet.

    Raises SamePerson, HasMatch, and DomainError for what is not open any more.
    """
    hold(request, offer)
    if request.side is not Side.ASKS or offer.side is not Side.OFFERS:
        raise DomainError(_("One of the two must ask for help, and the other offer it."))
    if request.person_id == offer.person_id:
        raise SamePerson(_("This is one and the same person: nobody helps themselves here."))
    if not (request.is_open and offer.is_open):
        raise DomainError(_("One of the two has been taken back meanwhile."))
    before = live_match(request)
    if before is not None and before.offer_id == offer.id:
        return before
    if before is not None:
        raise HasMatch(_("This request has a match already. End that one first."))
    match = Match(request=request, offer=offer, coordinator_id=actor.id)
    db.session.add(match)
    _note_match(PROPOSED, match, actor)
    return match


def note_yes(match: Match, side: Side, *, actor: User) -> None:
    """Somebody agreed that the other learns their first name and how to reach them. When both
    did, each is written to, or told by phone. Twice is once."""
    hold(match.request, match.offer, match=match)
    _check_arranged(match)
    name = _agreed(side)
    if getattr(match, name) is not None:
        return
    setattr(match, name, utcnow())
    _note_match(AGREED, match, actor)
    if match.is_agreed:
        introduce_each_other(match)


def take_yes_back(match: Match, side: Side, *, actor: User) -> None:
    """It was noted by mistake, or somebody changed their mind: nothing more is passed on."""
    hold(match.request, match.offer, match=match)
    _check_arranged(match)
    name = _agreed(side)
    if getattr(match, name) is not None:
        setattr(match, name, None)
        _note_match(DISAGREED, match, actor)


def end_match(match: Match, *, actor: User) -> None:
    """One of the two said no, or nothing came of it: the request is open again. Twice is once."""
    hold(match.request, match.offer, match=match)
    if match.ended_at is not None:
        return
    if match.done_at is not None:
        raise DomainError(_("Help was given already: this match stays."))
    match.ended_at = utcnow()
    _note_match(REFUSED, match, actor)


def settle_match(match: Match, *, actor: User) -> None:
    """Help was given; the request is over, the offer stands on for others. Twice is once."""
    hold(match.request, match.offer, match=match)
    if match.done_at is not None:
        return
    _check_arranged(match)
    if not match.is_agreed:
        raise DomainError(_("First note that both agreed."))
    match.done_at = utcnow()
    match.request.ended_at = match.done_at
    _note_match(DONE, match, actor)


def note_thanks(match: Match, side: Side, *, actor: User) -> None:
    """Somebody of the team thanked one of the two. Twice is once."""
    if match.done_at is None:
        raise DomainError(_("First note that help was given."))
    name = "asker_thanked_at" if side is Side.ASKS else "helper_thanked_at"
    if getattr(match, name) is None:
        setattr(match, name, utcnow())
        _note_match(THANKED, match, actor)


def hold(*calls: HelpCall, match: Match | None = None) -> None:
    """Let nobody else bring these together, or part them, at this moment. SQLite has one writer
    at a time anyway."""
    if db.engine.dialect.name != "postgresql":
        return
    db.session.flush()
    numbers = sorted(one.id for one in calls)
    db.session.execute(
        select(HelpCall.id).where(HelpCall.id.in_(numbers)).order_by(HelpCall.id).with_for_update()
    )
    for one in (*calls, *([match] if match is not None else [])):
        db.session.refresh(one)


def _check_arranged(match: Match) -> None:
    if match.ended_at is not None or match.done_at is not None:
        raise DomainError(_("This match is over."))


def _agreed(side: Side) -> str:
    return "asker_agreed_at" if side is Side.ASKS else "helper_agreed_at"


def _arranged(call: HelpCall) -> list[Match]:
    own = Match.request_id if call.side is Side.ASKS else Match.offer_id
    statement = select(Match).where(
        own == call.id, Match.ended_at.is_(None), Match.done_at.is_(None)
    )
    return list(db.session.scalars(statement))


def _note(what: audit.Action, call: HelpCall, actor: User | None) -> None:
    audit.record(what, actor=actor, subject=call, community_id=call.community_id)


def _note_match(what: audit.Action, match: Match, actor: User) -> None:
    audit.record(what, actor=actor, subject=match, community_id=match.request.community_id)
