"""What each section of a person's page is given."""

from collections.abc import Mapping
from typing import Any

from osl.accounts.models import User
from osl.cards.path import path_of
from osl.cards.queries import known_of
from osl.core.clock import today
from osl.people.models import Person
from osl.people.queries import leader_steps_of
from osl.people.talk_policies import can_talk_with
from osl.people.talk_queries import talks_with
from osl.volunteers.hours_queries import hours_of

MOST_TALKS = 5


def reach(viewer: User, person: Person) -> Mapping[str, Any]:
    return {"known": known_of(viewer, person)}


def card(viewer: User, person: Person) -> Mapping[str, Any]:
    return {"known": known_of(viewer, person)}


def leader(viewer: User, person: Person) -> Mapping[str, Any]:
    return {"known": known_of(viewer, person), "steps": leader_steps_of(person)}


def path(viewer: User, person: Person) -> Mapping[str, Any]:
    return {"steps": path_of(viewer, person)}


def talks(viewer: User, person: Person) -> Mapping[str, Any] | None:
    """The last talks that this viewer may read; None for whoever talks with nobody."""
    if not can_talk_with(viewer, person):
        return None
    found = talks_with(viewer, person, limit=MOST_TALKS + 1)
    return {"talks": found[:MOST_TALKS], "has_more": len(found) > MOST_TALKS, "today": today()}


def hours(viewer: User, person: Person) -> Mapping[str, Any] | None:
    known = hours_of(viewer, person)
    return {"hours": known} if known is not None else None


def agreements(viewer: User, _person: Person) -> Mapping[str, Any]:
    return {"viewer": viewer, "today": today()}
