"""The sections of a person's page. Each belongs to a part of what is known, and only those who
read that part see it: its data are not even read for the others.

A part of the site that has something to tell of a person adds one line in osl/cards/__init__.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from osl.accounts.models import User
from osl.people.models import Person
from osl.people.policies import Part, can_see_part


@dataclass(frozen=True)
class Section:
    """One section: the part it tells of, its template, and what the template is given (under the
    name ``data``, beside ``person``), or None where there is nothing to show.

    ``paper`` is how it stands on the person's own paper, if it does: everything kept about
    somebody belongs there.
    """

    part: Part
    template: str
    data: Callable[[User, Person], Mapping[str, Any] | None]
    paper: str = ""


@dataclass(frozen=True)
class ShownSection:
    """A section with what it shows."""

    template: str
    data: Mapping[str, Any]


sections: list[Section] = []
"""In the order of the page. Named in osl/cards/__init__.py, never added to elsewhere."""


def sections_for(viewer: User, person: Person) -> list[ShownSection]:
    """What this viewer sees of a person."""
    return [
        ShownSection(one.template, data)
        for one in sections
        if can_see_part(viewer, one.part) and (data := one.data(viewer, person)) is not None
    ]


def papers_for(viewer: User, person: Person) -> list[ShownSection]:
    """What stands on the person's own paper, printed by this viewer."""
    return [
        ShownSection(one.paper, data)
        for one in sections
        if one.paper
        and can_see_part(viewer, one.part)
        and (data := one.data(viewer, person)) is not None
    ]
