"""What this feature itself tells of a person: how to reach them, the card, the leader, the path."""

from collections.abc import Mapping
from typing import Any

from osl.accounts.models import User
from osl.cards.path import path_of
from osl.cards.queries import known_of
from osl.people.models import Person
from osl.people.queries import leader_steps_of


def reach(viewer: User, person: Person) -> Mapping[str, Any]:
    return {"known": known_of(viewer, person)}


def card(viewer: User, person: Person) -> Mapping[str, Any]:
    return {"known": known_of(viewer, person)}


def leader(viewer: User, person: Person) -> Mapping[str, Any]:
    return {"known": known_of(viewer, person), "steps": leader_steps_of(person)}


def path(viewer: User, person: Person) -> Mapping[str, Any]:
    return {"steps": path_of(viewer, person)}
