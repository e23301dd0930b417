"""Who hears what of neighbour help: by letter where there is an address, else by phone."""

from datetime import timedelta
from enum import StrEnum

from osl.core.clock import utcnow
from osl.core.outbox import write_later
from osl.neighbours.models import HelpCall, Match, Side

WAIT = timedelta(minutes=10)
"""So long a contact waits in the outbox: a yes noted by mistake can be taken back."""


class LetterKind(StrEnum):
    """Each thing neighbours are written; also the name of its template."""

    NOTED = "noted"
    TO_ASKER = "to_asker"
    TO_HELPER = "to_helper"

    @property
    def code(self) -> str:
        """How the outbox calls it."""
        return f"neighbours.{self}"


def confirm_by_letter(call: HelpCall) -> None:
    """That a request or an offer came in, with the link that takes it back."""
    write_later(
        LetterKind.NOTED.code,
        call.person.email,
        key=f"neighbour-call:{call.id}:noted",
        language=call.person.language,
        call_id=call.id,
    )


def introduce_each_other(match: Match) -> None:
    """Write to whoever of the two has an address how the other is reached. Whoever has none is
    told by phone: the coordinator finds the words on the page of the match."""
    agreed_at = max(filter(None, (match.asker_agreed_at, match.helper_agreed_at)))
    for call, kind in (
        (match.request, LetterKind.TO_ASKER),
        (match.offer, LetterKind.TO_HELPER),
    ):
        if call.person.email:
            write_later(
                kind.code,
                call.person.email,
                key=f"neighbour-match:{match.id}:{kind}:{agreed_at:%Y%m%dT%H%M%S%f}",
                language=call.person.language,
                due_at=utcnow() + WAIT,
                match_id=match.id,
            )


def other_side(match: Match, side: Side) -> HelpCall:
    """The one whom this side learns how to reach."""
    return match.offer if side is Side.ASKS else match.request
