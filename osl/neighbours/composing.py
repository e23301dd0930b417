"""The words of letters about neighbour help, from the facts of the moment they leave.

How a neighbour is reached stands in a letter only while both agree to it.
"""

from typing import Any

from osl.communities.queries import get_centre
from osl.core.db import db
from osl.core.outbox import Composed, Composer, OutgoingLetter, read_template
from osl.neighbours import links, words
from osl.neighbours.models import HelpCall, Match, Side
from osl.neighbours.telling import LetterKind, other_side
from osl.people.words import phone_shown


def noted(letter: OutgoingLetter) -> Composed | None:
    """That a request or an offer came in. No word of whoever typed it stands in it: the address
    may be mistyped."""
    call = db.session.get(HelpCall, letter.data["call_id"])
    if call is None or not call.is_open or call.person.email != letter.recipient:
        return None
    return _composed(
        letter,
        call,
        asks=call.side is Side.ASKS,
        service=inside(words.SERVICES[call.service]),
        address=links.address_of(call, letter.language),
    )


def to_asker(letter: OutgoingLetter) -> Composed | None:
    return _contact(letter, Side.ASKS)


def to_helper(letter: OutgoingLetter) -> Composed | None:
    return _contact(letter, Side.OFFERS)


def _contact(letter: OutgoingLetter, side: Side) -> Composed | None:
    """How the other is reached; None as soon as one of the two does not agree any more."""
    match = db.session.get(Match, letter.data["match_id"])
    if match is None or not match.is_agreed or match.ended_at is not None:
        return None
    own = match.request if side is Side.ASKS else match.offer
    other = other_side(match, side)
    if own.person.email != letter.recipient:
        return None
    return _composed(
        letter,
        own,
        name=words.first_name(other.person.name),
        reach=reach_of(other),
        service=inside(words.SERVICES[match.request.service]),
        what=match.request.words,
        when_note=other.when_note,
    )


def reach_of(call: HelpCall) -> list[str]:
    """How somebody is reached, in lines to be read or read out."""
    person = call.person
    ways = [phone_shown(person.phone), person.email]
    return [way for way in ways if way] or [person.contact_note]


def inside(words_said: object) -> str:
    """Words as they stand inside a sentence."""
    text = str(words_said)
    return text[:1].lower() + text[1:]


def _composed(letter: OutgoingLetter, own: HelpCall, **facts: Any) -> Composed:
    kind = LetterKind(letter.kind.partition(".")[2])
    phone = own.community.phone or get_centre().phone
    subject, body = read_template(f"neighbours/letters/{kind}.txt", phone=phone, **facts)
    return Composed(subject, body)


composers: dict[str, Composer] = {
    LetterKind.NOTED.code: noted,
    LetterKind.TO_ASKER.code: to_asker,
    LetterKind.TO_HELPER.code: to_helper,
}
"""Named in create_app: who writes which kind of letter."""
