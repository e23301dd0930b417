"""Who is involved in a meeting: people who are signed up, and whoever noted what was done.

Meetings stand below sign-ups and the log and know nothing of them, yet what happens to a meeting
depends on it: one with people or a log is never taken away, and whoever changes it is told how
many it concerns. The features that know are named in create_app.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from sqlalchemy import inspect

from osl.events.models import Event, Occurrence


@dataclass(frozen=True)
class Involved:
    """How many people count on a meeting, and whether something is noted of it.

    ``group`` names those people where they are the same for several meetings (of a course).
    """

    people: int = 0
    is_logged: bool = False
    group: str = ""

    def __bool__(self) -> bool:
        return self.people > 0 or self.is_logged

    def __or__(self, other: "Involved") -> "Involved":
        return Involved(
            self.people + other.people,
            self.is_logged or other.is_logged,
            self.group or other.group,
        )


Counter = Callable[[Collection[int]], Mapping[int, Involved]]

counters: list[Counter] = []
"""Each is asked once for a number of meetings, by their ids. Listed by create_app."""

HandOver = Callable[[Event, Event], None]

heirs: list[HandOver] = []
"""Each hands what all rounds of a course share from a first round that is deleted to the round
that is the first one now. Listed by create_app."""

NOBODY = Involved()


_known: ContextVar[dict[int, Involved] | None] = ContextVar("known", default=None)


@contextmanager
def asked_once(meetings: Iterable[Occurrence]) -> Iterator[None]:
    """Ask about very many meetings at once; within the block they are not asked about again.

    Somebody may sign up meanwhile: a meeting with a list cannot be deleted, and whoever tries
    looks again.
    """
    before = _known.set({one.id: each for one, each in involved_in(meetings).items()})
    try:
        yield
    finally:
        _known.reset(before)


def involved_in(meetings: Iterable[Occurrence]) -> dict[Occurrence, Involved]:
    """Who is involved in each of these meetings; one question to each feature that knows."""
    by_id = {one.id: one for one in meetings if inspect(one).has_identity}
    found = dict.fromkeys(by_id.values(), NOBODY)
    known = _known.get()
    if known is not None:
        found |= {one: known[number] for number, one in by_id.items() if number in known}
        by_id = {number: one for number, one in by_id.items() if number not in known}
    if by_id:
        for counter in counters:
            for occurrence_id, involved in counter(by_id.keys()).items():
                found[by_id[occurrence_id]] |= involved
    return found
