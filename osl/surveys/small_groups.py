"""No group of fewer than five answers is shown, and none can be worked out from what is shown.

Meetings are put together with their neighbours in time until every part is large enough. The
parts do not overlap and leave nothing out, so taking one from another gives nothing smaller.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST = 5
"""Fewer answers than this are shown only together with others."""


@dataclass(frozen=True)
class Answered:
    """What was answered after one meeting: how many sheets, and of each question how many people
    gave which answer."""

    meeting_id: int
    sheets: int
    values: Mapping[int, Mapping[int, int]]

    def people(self, question: int) -> int:
        return sum(self.values.get(question, {}).values())


Group = tuple[Answered, ...]


def sheets_in(group: Iterable[Answered]) -> int:
    return sum(one.sheets for one in group)


def people_in(group: Iterable[Answered], question: int) -> int:
    return sum(one.people(question) for one in group)


def can_be_shown(people: int) -> bool:
    return people >= LEAST


def groups_of(meetings: Sequence[Answered], questions: Iterable[int]) -> list[Group]:
    """Meetings in the order of time, put together until each group can be shown in whole: five
    sheets at least, and of every question either five answers at least or none at all.

    Where even all together are too few, one group holds them all (see ``shown``).
    """
    asked = list(questions)
    groups: list[Group] = []
    gathered: Group = ()
    for one in meetings:
        if not one.sheets:
            continue
        gathered = (*gathered, one)
        if _is_safe(gathered, asked):
            groups.append(gathered)
            gathered = ()
    if gathered:
        groups.append(gathered)
    while len(groups) > 1 and not _is_safe(groups[-1], asked):
        last = groups.pop()
        groups[-1] = (*groups[-1], *last)
    return groups


def shown(group: Iterable[Answered], question: int) -> dict[int, int] | None:
    """How many of a group gave which answer; None where they are too few to be shown."""
    several = list(group)
    answered = people_in(several, question)
    if not can_be_shown(sheets_in(several)) or 0 < answered < LEAST:
        return None
    together: Counter[int] = Counter()
    for one in several:
        together.update(one.values.get(question, {}))
    return {value: people for value, people in together.items() if people}


def _is_safe(group: Group, questions: Sequence[int]) -> bool:
    counts = [people_in(group, question) for question in questions]
    return can_be_shown(sheets_in(group)) and all(not n or can_be_shown(n) for n in counts)
