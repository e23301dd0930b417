"""The way between the pages about people: they share one entry of the menu."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for

from osl.core.access import current_viewer
from osl.core.i18n import _l
from osl.people.policies import can_see_people


@dataclass(frozen=True)
class Place:
    """One of the places where the team works with people."""

    label: str
    href: str
    current: bool


PLACES: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (_l("People of the neighbourhood"), "cards.index", ("cards", "duplicates", "handover")),
    (_l("Talks"), "talks.index", ("talks",)),
    (_l("Volunteering"), "volunteer_desk.index", ("volunteer_desk",)),
    (_l("Agreements"), "agreements.index", ("agreements",)),
    (_l("Hours of volunteers"), "hours.index", ("hours",)),
    (_l("Groups"), "groups.index", ("groups",)),
    (_l("Partners"), "partners.index", ("partners",)),
    (_l("Specialists"), "specialists.index", ("specialists",)),
    (_l("Neighbour help"), "neighbour_desk.index", ("neighbour_desk",)),
)
"""What it is called, its first page, and the blueprints whose pages belong to it."""


def people_nav() -> list[Place]:
    """The places this person of the team may go to; none for whoever works with no people."""
    viewer = current_viewer()
    if viewer is None or not can_see_people(viewer):
        return []
    return list(_places())


def _places() -> Iterator[Place]:
    for label, endpoint, blueprints in PLACES:
        if endpoint in current_app.view_functions:
            yield Place(str(label), url_for(endpoint), request.blueprint in blueprints)


def person_page(person_id: int) -> str:
    """Where everything about a person stands, for links beside a name; empty while there is no
    such page."""
    if "cards.show" not in current_app.view_functions:
        return ""
    return url_for("cards.show", person_id=person_id)
