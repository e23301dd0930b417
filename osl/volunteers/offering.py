"""Residents offer themselves for one or more shifts, and learn nothing of anybody else.

Whoever sends the form comes to a page about that form alone (links.secret_of_form), whether the
person they named is new to us or an old friend: it looks the same. The page with everything of a
person opens only from their own mailbox, or with a code the team tells them. A shift for which
this person's offer stands already is written down as repeated: it shows like a fresh offer on the
page of the form, changes nothing of the first one, and counts nowhere.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from osl.core.clock import today, utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _
from osl.people.models import Channel, Person
from osl.people.queries import same_person
from osl.people.words import NOTICE_VERSION
from osl.volunteers import limits
from osl.volunteers.models import Assignment, AssignmentState, Shift
from osl.volunteers.shifts import (
    Offer,
    give_up,
    hold,
    live_assignment,
    offer_shift,
    refuse_offer,
)
from osl.volunteers.telling import LetterKind, tell


class KeyReused(DomainError):
    """A form that was kept already came back with other words in it."""


def offer_shifts(shifts: Sequence[Shift], offer: Offer) -> list[Assignment]:
    """Write down an offer for these shifts of one task; the same form sent again is one.

    Writes one audit entry a shift and one letter for all. Raises DomainError, TooMany, KeyReused.
    """
    if not shifts:
        raise DomainError(_("Choose when you can come."))
    in_order = sorted(shifts, key=lambda shift: shift.id)
    for shift in in_order:
        hold(shift)
    person = same_person(offer.known.name, offer.known.phone, offer.known.email)
    earlier = sent_together(offer.key)
    if earlier:
        if {one.shift_id for one in earlier} != {one.id for one in in_order} or any(
            one.person is not person for one in earlier
        ):
            raise KeyReused(
                _("This form was sent already, with other words. Check and send it once more.")
            )
        return earlier
    for shift in in_order:
        refuse_offer(shift, offer, actor=None)
    limits.refuse_too_many(offer.known, offer.network)
    made = [_offer(shift, offer, person) for shift in in_order]
    _write_once(made)
    return made


def sent_together(key: str | None) -> list[Assignment]:
    """What came with one form, in the order of the shifts."""
    if key is None:
        return []
    statement = (
        select(Assignment)
        .where(Assignment.key == key)
        .options(joinedload(Assignment.shift).joinedload(Shift.task))
        .order_by(Assignment.id)
    )
    return list(db.session.scalars(statement))


def take_back(assignment: Assignment) -> None:
    """Somebody gives a shift up by their link. Of a repeated offer only the page changes."""
    if assignment.state is AssignmentState.REPEATED:
        assignment.ended_at = assignment.ended_at or utcnow()
    else:
        give_up(assignment)


def _offer(shift: Shift, offer: Offer, person: Person | None) -> Assignment:
    if person is None or live_assignment(shift, person) is None:
        return offer_shift(shift, offer, is_told=False)
    repeated = Assignment(
        shift=shift,
        person=person,
        state=AssignmentState.REPEATED,
        channel=Channel.WEB,
        language=offer.known.language,
        notice_version=NOTICE_VERSION,
        key=offer.key,
        network=offer.network,
    )
    db.session.add(repeated)
    db.session.flush()
    return repeated


def _write_once(made: list[Assignment]) -> None:
    """One letter with the link, about the first fresh offer. Somebody who offered before gets it
    again, once a day: they may have lost the first one."""
    fresh = [one for one in made if one.state is AssignmentState.OFFERED]
    if fresh:
        tell(fresh[0], LetterKind.OFFERED)
        return
    standing = live_assignment(made[0].shift, made[0].person)
    if standing is not None:
        tell(standing, LetterKind.OFFERED, cause=today().isoformat())
