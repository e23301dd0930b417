"""The talks with somebody, as a section of their card."""

from typing import Any

from osl.accounts.models import User
from osl.core.clock import today
from osl.people.models import Person
from osl.people.policies import Part
from osl.people.talk_policies import can_talk_with
from osl.people.talk_queries import talks_with

MOST_ON_A_CARD = 5


def talks_section(viewer: User, person: Person) -> tuple[Part, str, dict[str, Any]] | None:
    """The last talks that this viewer may read; None for whoever reads none at all."""
    if not can_talk_with(viewer, person):
        return None
    found = talks_with(viewer, person, limit=MOST_ON_A_CARD + 1)
    return (
        Part.TALKS,
        "talks/_section.html",
        {
            "talks": found[:MOST_ON_A_CARD],
            "has_more": len(found) > MOST_ON_A_CARD,
            "today": today(),
        },
    )
