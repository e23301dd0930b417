"""What a phone sends, read with suspicion: only whole, small and sensible batches are taken."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from osl.core.errors import DomainError
from osl.core.i18n import _
from osl.logbook.attendance import ABSENT, LARGEST_PARTY, Noted
from osl.logbook.models import Presence
from osl.logbook.sending import MOST_AT_ONCE, Sent

LARGEST_NUMBER = 2**31 - 1
LONGEST_TIME = 40


class Malformed(DomainError):
    """What came is not what our page sends. Nothing of it is kept, and the phone keeps it all."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The marks from this phone could not be read, so none was saved. They stay in the "
                "phone. Reload the page; if this does not help, note them on the list by hand."
            )
        )


@dataclass(frozen=True)
class Batch:
    """The marks of one phone in the order in which they were tapped; ``now`` is by its clock."""

    device: str
    now: datetime | None
    marks: list[Sent]


def read_batch(told: Any) -> Batch:
    """Raises Malformed unless ``told`` is a batch as our page sends it."""
    facts = _mapping(told)
    marks = facts.get("marks")
    if not isinstance(marks, list) or len(marks) > MOST_AT_ONCE:
        raise Malformed
    return Batch(_name(facts.get("device")), _moment(facts.get("now")), [_sent(m) for m in marks])


def _sent(told: Any) -> Sent:
    facts = _mapping(told)
    return Sent(
        key=_name(facts.get("key")),
        position=_number(facts.get("position"), 0, LARGEST_NUMBER),
        person_id=_number(facts.get("person"), 1, LARGEST_NUMBER),
        wanted=_noted(facts, "wanted"),
        seen=_noted(facts, "seen"),
        told_at=_moment(facts.get("at")),
    )


def _mapping(told: Any) -> Mapping[str, Any]:
    if not isinstance(told, dict):
        raise Malformed
    return told


def _name(told: Any) -> str:
    """A name that the phone made for itself or for a mark: a UUID, always written alike."""
    if not isinstance(told, str) or len(told) != 36:
        raise Malformed
    try:
        return str(uuid.UUID(told))
    except ValueError:
        raise Malformed from None


def _number(told: Any, least: int, most: int) -> int:
    if not isinstance(told, int) or isinstance(told, bool) or not least <= told <= most:
        raise Malformed
    return told


def _noted(facts: Mapping[str, Any], name: str) -> Noted | None:
    """What was tapped, or seen before. Nothing must be said too: it is how a mark is taken back."""
    if name not in facts:
        raise Malformed
    if facts[name] is None:
        return None
    told = _mapping(facts[name])
    presence = told.get("presence")
    if not isinstance(presence, str) or presence not in set(Presence):
        raise Malformed
    size = _number(told.get("party_size"), 1, LARGEST_PARTY)
    children = _number(told.get("children"), 0, size)
    # Nobody comes together with somebody who is absent.
    return ABSENT if presence == Presence.ABSENT else Noted(Presence.PRESENT, size, children)


def _moment(told: Any) -> datetime | None:
    """A moment by the phone's clock, with its offset. None where the phone does not say."""
    if told is None:
        return None
    if not isinstance(told, str) or len(told) > LONGEST_TIME:
        raise Malformed
    try:
        moment = datetime.fromisoformat(told)
        if moment.tzinfo is None:
            raise Malformed
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Malformed from None
