"""Who does what and who brings what at an event; never more than a line asks for.

A line and its claims change only under the lock of the line's row, and the counter moves with
them; the database checks it too. No public page says who took what. Somebody who takes a line
they have already is written down as a claim withdrawn at once: it shows like a fresh one to
whoever sent the form, and counts nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import today, utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import DEFAULT_LANGUAGE, _, _l
from osl.core.outbox import write_later
from osl.core.text import fold
from osl.events.models import Event, Occurrence
from osl.events.queries import IS_CALLED_OFF
from osl.people.models import Channel, Person
from osl.people.operations import Known, meet_person
from osl.people.queries import same_person
from osl.volunteers import limits
from osl.volunteers.models import Claim, Contribution, ContributionKind
from osl.volunteers.offering import KeyReused

ADDED = audit.action(
    "contribution.added", _l("%(actor)s put “%(thing)s” on the list of “%(subject)s”")
)
CHANGED = audit.action(
    "contribution.changed", _l("%(actor)s changed “%(thing)s” on the list of “%(subject)s”")
)
REMOVED = audit.action(
    "contribution.removed", _l("%(actor)s took “%(thing)s” off the list of “%(subject)s”")
)
CLAIMED = audit.action("contribution.claimed", _l("A resident takes “%(thing)s” at “%(subject)s”"))
ENTERED = audit.action(
    "contribution.entered", _l("%(actor)s wrote down who takes “%(thing)s” at “%(subject)s”")
)
WITHDRAWN = audit.action(
    "contribution.withdrawn", _l("A resident does not take “%(thing)s” at “%(subject)s” after all")
)
TAKEN_OFF = audit.action(
    "contribution.taken_off",
    _l("%(actor)s noted that somebody does not take “%(thing)s” at “%(subject)s” after all"),
)

LETTER = "volunteers.claimed"
MOST_LINES = 40
MOST_NEEDED = 100


class SomebodyWasFaster(DomainError):
    """What a line asks for is all taken."""


@dataclass(frozen=True)
class Wish:
    """Who takes a line, as they said it."""

    known: Known
    note: str = ""
    channel: Channel = Channel.WEB
    key: str | None = None
    network: str = ""


def takes_claims(event: Event) -> bool:
    """Whether something is still to be done or brought: it is not called off, and not over."""
    return not event.is_cancelled and bool(db.session.scalar(select(has_meeting_to_come(event))))


def has_meeting_to_come(event: Event) -> ColumnElement[bool]:
    """Whether a meeting of an event is to come, or put off until a new date is found."""
    return exists().where(
        Occurrence.event_id == event.id,
        Event.id == event.id,
        or_(Occurrence.ends_at > utcnow(), Occurrence.postponed_at.is_not(None)),
        ~IS_CALLED_OFF,
    )


def lines_of(event: Event) -> list[Contribution]:
    """The list of an event: first what to do, then what to bring."""
    statement = (
        select(Contribution)
        .where(Contribution.event_id == event.id)
        .order_by(Contribution.kind.desc(), Contribution.id)
    )
    return list(db.session.scalars(statement))


def claims_of(lines: Iterable[Contribution]) -> dict[int, list[Claim]]:
    """Who took what, by the number of the line: for the team only."""
    found: dict[int, list[Claim]] = {line.id: [] for line in lines}
    statement = (
        select(Claim)
        .join(Claim.person)
        .where(Claim.contribution_id.in_(found), Claim.withdrawn_at.is_(None))
        .options(contains_eager(Claim.person))
        .order_by(Person.name_key, Claim.id)
    )
    for claim in db.session.scalars(statement):
        found[claim.contribution_id].append(claim)
    return found


def claims_of_person(person_id: int) -> list[Claim]:
    """What somebody takes upon themselves at events that are not over."""
    coming = exists().where(
        Occurrence.event_id == Contribution.event_id, Occurrence.ends_at > utcnow()
    )
    statement = (
        select(Claim)
        .join(Claim.contribution)
        .join(Contribution.event)
        .where(
            Claim.person_id == person_id,
            Claim.withdrawn_at.is_(None),
            Event.published_at.is_not(None),
            coming.correlate(Contribution),
        )
        .options(
            contains_eager(Claim.contribution)
            .contains_eager(Contribution.event)
            .selectinload(Event.occurrences)
        )
        .order_by(Claim.id)
    )
    return list(db.session.scalars(statement))


def add_line(
    event: Event, kind: ContributionKind, what: str, needed: int, *, actor: User
) -> Contribution:
    """Put something on the list. Raises DomainError when it stands there already."""
    lines = lines_of(event)
    _refuse_same(lines, kind, what)
    if len(lines) >= MOST_LINES:
        raise DomainError(_("One list has at most %(most)d lines.", most=MOST_LINES))
    line = Contribution(event=event, kind=kind, what=what, needed=needed)
    db.session.add(line)
    db.session.flush()
    _note(ADDED, line, actor)
    return line


def change_line(
    line: Contribution, kind: ContributionKind, what: str, needed: int, *, actor: User
) -> bool:
    """Say a line otherwise, or for how many it is; whether anything differed. Raises DomainError
    below the number of those who took it."""
    hold(line)
    if needed < line.taken:
        raise DomainError(
            _(
                "%(number)d people have taken this already. Take somebody off first.",
                number=line.taken,
            )
        )
    if (kind, what, needed) == (line.kind, line.what, line.needed):
        return False
    _refuse_same([one for one in lines_of(line.event) if one is not line], kind, what)
    line.kind, line.what, line.needed = kind, what, needed
    _note(CHANGED, line, actor)
    return True


def remove_line(line: Contribution, *, actor: User) -> None:
    """Take a line off the list. Raises DomainError while somebody has it."""
    hold(line)
    if line.taken:
        raise DomainError(_("Somebody has taken this already. Take them off first."))
    _note(REMOVED, line, actor)
    db.session.delete(line)


def claim(line: Contribution, wish: Wish, *, actor: User | None = None) -> Claim:
    """Somebody takes a line upon themselves; the same form sent again is one claim.

    Writes one audit entry, and a letter with the link. Raises SomebodyWasFaster when enough
    people have it, DomainError, TooMany, KeyReused.
    """
    hold(line)
    same = _sent_before(line, wish)
    if same is not None:
        return same
    _refuse_closed(line, by_team=actor is not None)
    known = same_person(wish.known.name, wish.known.phone, wish.known.email)
    standing = _live_claim(line, known) if known is not None else None
    if standing is not None and actor is not None:
        standing.note = wish.note or standing.note
        return standing
    if line.missing <= 0:
        raise SomebodyWasFaster(_("Somebody was faster: this is taken now. Choose another thing."))
    if actor is None:
        limits.refuse_too_many(wish.known, wish.network)
    if standing is not None:
        _write_letter(standing, wish, cause=today().isoformat())
        return _write_repeated(line, standing.person, wish)
    person = meet_person(
        wish.known,
        channel=wish.channel,
        community_ids=[one.id for one in line.event.communities],
        actor=actor,
    )
    made = Claim(
        contribution=line,
        person=person,
        note=wish.note,
        channel=wish.channel,
        entered_by_id=actor.id if actor is not None else None,
        key=wish.key,
        network=wish.network,
    )
    db.session.add(made)
    line.taken += 1
    db.session.flush()
    _note(ENTERED if actor is not None else CLAIMED, line, actor)
    _write_letter(made, wish)
    return made


def withdraw_claim(made: Claim, *, actor: User | None = None) -> None:
    """Somebody cannot after all: what they took is free again. Twice is once."""
    line = made.contribution
    hold(line)
    db.session.refresh(made)
    if made.is_repeated:
        # Nobody counts it: only the page of whoever sent the form looks different.
        made.withdrawn_at = utcnow()
        return
    if not made.is_live:
        return
    made.withdrawn_at = utcnow()
    line.taken -= 1
    _note(TAKEN_OFF if actor is not None else WITHDRAWN, line, actor)


def hold(line: Contribution) -> None:
    """Lock a line, and read it as it is at this moment."""
    db.session.flush()
    db.session.refresh(line, with_for_update={"of": Contribution})


def _refuse_closed(line: Contribution, *, by_team: bool) -> None:
    if not takes_claims(line.event) or not (by_team or line.event.is_published):
        raise DomainError(_("Nothing is needed for this event any more. Thank you!"))


def _refuse_same(lines: Iterable[Contribution], kind: ContributionKind, what: str) -> None:
    if any(one.kind is kind and fold(one.what) == fold(what) for one in lines):
        raise DomainError(_("This stands on the list already. Change how many are needed there."))


def _sent_before(line: Contribution, wish: Wish) -> Claim | None:
    if wish.key is None:
        return None
    statement = select(Claim).where(Claim.key == wish.key).options(joinedload(Claim.person))
    same = db.session.scalar(statement)
    if same is None:
        return None
    known = same_person(wish.known.name, wish.known.phone, wish.known.email)
    if same.contribution_id != line.id or same.person is not known:
        raise KeyReused(
            _("This form was sent already, with other words. Check and send it once more.")
        )
    return same


def _live_claim(line: Contribution, person: Person) -> Claim | None:
    return db.session.scalar(
        select(Claim).where(
            Claim.contribution_id == line.id,
            Claim.person_id == person.id,
            Claim.withdrawn_at.is_(None),
        )
    )


def _write_repeated(line: Contribution, person: Person, wish: Wish) -> Claim:
    now = utcnow()
    repeated = Claim(
        contribution=line,
        person=person,
        channel=wish.channel,
        key=wish.key,
        network=wish.network,
        claimed_at=now,
        withdrawn_at=now,
    )
    db.session.add(repeated)
    db.session.flush()
    return repeated


def _write_letter(made: Claim, wish: Wish, cause: str = "") -> None:
    if made.person.is_reached_by_letter:
        write_later(
            LETTER,
            made.person.email,
            key=f"claim:{made.id}:claimed:{cause}",
            language=wish.known.language or DEFAULT_LANGUAGE,
            claim_id=made.id,
        )


def _note(what: audit.Action, line: Contribution, actor: User | None) -> None:
    communities = line.event.communities
    audit.record(
        what,
        actor=actor,
        subject=line.event,
        community_id=communities[0].id if communities else None,
        thing=line.what,
    )
