"""No group of fewer than five answers is shown, and none can be worked out from what is shown.

Meetings are put together with their neighbours in time until every part is large enough. The
parts do not overlap and leave nothing out, so taking one from another gives nothing smaller.
Whoever has typed in paper sheets knows them, and could take them from a sum; so what came from
phones must be large enough by itself.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

LEAST = 5
"""Fewer answers than this are shown only together with others."""


Values = Mapping[int, Mapping[int, int]]
"""Of each question, how many people gave which answer."""


@dataclass(frozen=True)
class Answered:
    """What was answered after one meeting: how many sheets came from phones and on paper, and
    what stands on either."""

    meeting_id: int
    online: int
    values: Values
    paper: int = 0
    paper_values: Values = field(default_factory=dict)

    @property
    def sheets(self) -> int:
        return self.online + self.paper


Group = tuple[Answered, ...]


def sheets_in(group: Iterable[Answered]) -> int:
    return sum(one.sheets for one in group)


def is_none_or_enough(people: int) -> bool:
    return people == 0 or people >= LEAST


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
    """How many of a group gave which answer; None where they are too few to be shown. Where only
    those from phones are too few, the paper sheets are shown alone."""
    several = list(group)
    if sheets_in(several) < LEAST:
        return None
    online, paper = together(several, question)
    counted = online + paper if is_none_or_enough(online.total()) else paper
    return dict(counted) if _can_stand(online, paper, counted) else None


def words_may_be_shown(group: Iterable[Answered]) -> bool:
    """Whether what people wrote may be read: it is nobody's in particular."""
    several = list(group)
    online = sum(one.online for one in several)
    return sheets_in(several) >= LEAST and is_none_or_enough(online)


def together(group: Iterable[Answered], question: int) -> tuple[Counter[int], Counter[int]]:
    """The answers of a group from phones, and those on paper."""
    online: Counter[int] = Counter()
    paper: Counter[int] = Counter()
    for one in group:
        online.update(one.values.get(question, {}))
        paper.update(one.paper_values.get(question, {}))
    return online, paper


def _can_stand(online: Counter[int], paper: Counter[int], counted: Counter[int]) -> bool:
    nobody = not online.total() and not paper.total()
    return nobody or counted.total() >= LEAST


def _is_safe(group: Group, questions: Sequence[int]) -> bool:
    several = [together(group, question) for question in questions]
    return sheets_in(group) >= LEAST and all(
        is_none_or_enough(online.total()) and is_none_or_enough(online.total() + paper.total())
        for online, paper in several
    )
