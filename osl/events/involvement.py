"""Who is involved in a meeting: people who are signed up, and whoever noted what was done.

Meetings stand below sign-ups and the log and know nothing of them, yet what happens to a meeting
depends on it: one with people or a log is never taken away, and whoever changes it is told how
many it concerns. The features that know are named in create_app.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import inspect

from osl.events.models import Occurrence


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

NOBODY = Involved()


def involved_in(meetings: Iterable[Occurrence]) -> dict[Occurrence, Involved]:
    """Who is involved in each of these meetings; one question to each feature that knows."""
    by_id = {one.id: one for one in meetings if inspect(one).has_identity}
    found = dict.fromkeys(by_id.values(), NOBODY)
    if by_id:
        for counter in counters:
            for occurrence_id, involved in counter(by_id.keys()).items():
                found[by_id[occurrence_id]] |= involved
    return found
