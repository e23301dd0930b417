"""One call: somebody is signed up for several things at once, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from sqlalchemy import select

from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _
from osl.events.models import Event, EventFormat, Occurrence
from osl.people.models import Person
from osl.people.operations import meet_person
from osl.signups import places
from osl.signups.choices import Choice, Sort
from osl.signups.models import Regular, Signup
from osl.signups.operations import (
    NOTHING_SAID,
    AlreadySignedUp,
    Source,
    TeamSays,
    Wish,
    refuse_large_party,
    sign_up,
)
from osl.signups.places import DoesNotFit
from osl.signups.regulars import AlreadyRegular, coming_meetings, sign_up_regular
from osl.signups.windows import refuse_closed


@dataclass(frozen=True)
class Result:
    """What came of one thing somebody asked for: a sign-up or a regular place, made now or there
    before; or why not."""

    choice: Choice
    made: Signup | Regular | None = None
    was_there: bool = False
    refusal: str = ""


class PartyDoesNotFit(DomainError):
    """A party fits only in part, and has not said whether fewer come or all of them wait."""


class NothingDone(DomainError):
    """None of the things asked for could be done; the message says why, thing by thing."""


def sign_up_for_all(
    choices: Sequence[Choice], wish: Wish, source: Source, says: TeamSays = NOTHING_SAID
) -> list[Result]:
    """Sign one person up for each of these. What is called off or over meanwhile keeps nobody from
    the others: its result says so. The same form sent again gives the same results.

    Raises, and then nothing is done: PartyDoesNotFit, NothingDone, KeyReused, and DomainError for
    what is a mistake in the form.
    """
    if not choices:
        raise DomainError(_("Choose at least one meeting."))
    refuse_large_party(wish.party_size, by_team=True)
    if (says.from_reserve or says.beyond_because) and any(
        one.sort is Sort.REGULAR for one in choices
    ):
        raise DomainError(
            _("A regular place takes what is free. Sign up for a single meeting over the limit.")
        )
    _lock(choices)
    possible, results = sort_out(choices)
    if not possible:
        raise NothingDone(" ".join(f"{one.choice.event.title}: {one.refusal}" for one in results))
    person = wish.person or _meet(wish, source)
    too_many: list[str] = []
    for choice in possible:
        own = replace(
            wish, person=person, children=wish.children if choice.event.takes_children else ()
        )
        try:
            results.append(_sign_up(choice, own, source, says))
        except DoesNotFit as refusal:
            too_many.append(f"{choice.event.title}: {refusal}")
    if too_many:
        raise PartyDoesNotFit(" ".join(too_many))
    return results


def person_of_form(choices: Sequence[Choice], source: Source) -> Person | None:
    """Whom the same form entered already: a second press enters nobody anew."""
    keys = [_key_of(source, one) for one in choices]
    statement = select(Signup).where(Signup.key.in_([key for key in keys if key])).limit(1)
    known = db.session.scalar(statement)
    return known.person if known is not None else None


def sort_out(choices: Sequence[Choice]) -> tuple[list[Choice], list[Result]]:
    """What one can be signed up for now, and the rest with its reason."""
    possible, refused = [], []
    for choice in choices:
        try:
            meeting = None if choice.sort is Sort.COURSE else choice.meeting
            refuse_closed(choice.event, meeting, by_team=True)
        except DomainError as refusal:
            refused.append(Result(choice, refusal=str(refusal)))
        else:
            possible.append(choice)
    return possible, refused


def _sign_up(choice: Choice, wish: Wish, source: Source, says: TeamSays) -> Result:
    own = replace(source, key=_key_of(source, choice))
    try:
        if choice.sort is Sort.REGULAR:
            return Result(choice, sign_up_regular(choice.event, wish, own))
        meeting = choice.signed_up_for
        made = sign_up(choice.event, meeting, wish, own, _needed(choice, wish, says))
        return Result(choice, made)
    except AlreadySignedUp as twice:
        return Result(choice, twice.signup, was_there=True)
    except AlreadyRegular as twice:
        return Result(choice, twice.regular, was_there=True)


def _needed(choice: Choice, wish: Wish, says: TeamSays) -> TeamSays:
    """What the team says holds only where the party would not get its places anyway."""
    meeting = choice.signed_up_for
    signup_list = (
        places.list_of_meeting(meeting)
        if meeting is not None
        else places.list_of_course(choice.event)
    )
    left = signup_list.left
    fits = wish.party_size <= left and not places.is_wanted(signup_list, left)
    return NOTHING_SAID if fits else says


def _lock(choices: Sequence[Choice]) -> None:
    """Lock every list that is there already, in the order of their numbers: two who answer the
    phone at once wait for one another, never both."""
    courses: list[Event] = []
    meetings: list[Occurrence] = []
    for one in choices:
        if one.event.format is EventFormat.COURSE:
            courses.append(one.event)
        elif one.sort is Sort.REGULAR:
            meetings += coming_meetings(one.event)
        else:
            meetings.append(one.meeting)
    places.hold(db.session.scalars(places.ids_of_lists(courses, meetings)))


def _meet(wish: Wish, source: Source) -> Person:
    return meet_person(wish.known, channel=source.channel, community_ids=(), actor=source.actor)


def _key_of(source: Source, choice: Choice) -> str | None:
    """One form makes several sign-ups, each with a mark that follows from the form's."""
    return str(uuid5(UUID(source.key), choice.value)) if source.key is not None else None
