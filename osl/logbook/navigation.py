"""The way between the pages about what was held and what the team did: they share one entry of
the menu."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from osl.core.access import current_viewer
from osl.core.i18n import _l
from osl.logbook.policies import can_keep_logbooks


@dataclass(frozen=True)
class Place:
    """One of the places where the team tells of its work."""

    label: str
    href: str
    current: bool


PLACES: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (_l("Logbook"), "logbook.index", ("logbook", "attendance", "sheets", "log_pictures")),
    (_l("Work journal"), "journal.index", ("journal",)),
    (_l("Specialists"), "specialists.index", ("specialists",)),
    (_l("Evaluation surveys"), "survey_desk.index", ("survey_desk",)),
)
"""What it is called, its first page, and the blueprints whose pages belong to it. All of them are
open to whoever keeps logbooks."""


def logbook_nav() -> list[Place]:
    """The places this person of the team may go to; none for whoever keeps no logbook."""
    viewer = current_viewer()
    if viewer is None or not can_keep_logbooks(viewer):
        return []
    return [
        Place(str(label), url_for(endpoint), request.blueprint in blueprints)
        for label, endpoint, blueprints in PLACES
    ]
