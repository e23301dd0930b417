"""The page of one meeting in the logbook, section by section.

A part of the site that has something to tell of a meeting that was held names its section in
create_app; its template is given what ``data`` returns, under the name ``data``, beside
``meeting``. None: there is nothing to show.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from osl.accounts.models import User
from osl.events.models import Occurrence


@dataclass(frozen=True)
class Section:
    """One section of the page of a meeting."""

    template: str
    data: Callable[[User, Occurrence], Mapping[str, Any] | None]


@dataclass(frozen=True)
class ShownSection:
    """A section with what it shows."""

    template: str
    data: Mapping[str, Any]


sections: list[Section] = []
"""In the order of the page. Named by create_app, never added to elsewhere."""


def sections_for(viewer: User, meeting: Occurrence) -> list[ShownSection]:
    return [
        ShownSection(one.template, data)
        for one in sections
        if (data := one.data(viewer, meeting)) is not None
    ]
