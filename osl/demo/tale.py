"""The history of the demo town, told in the order of time with the clock of each moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from osl.accounts.models import User
from osl.communities.models import Community, FundingProject, Venue
from osl.core.clock import as_of, local_midnight
from osl.core.db import db
from osl.events.models import Event
from osl.groups.models import Group
from osl.ideas.models import CallForIdeas, Idea
from osl.people.models import Person, Talent, Talk
from osl.specialists.models import Specialist
from osl.volunteers.models import Agreement, Task

OFFICE_OPENS = timedelta(hours=9)


@dataclass
class Town:
    """What has been made so far, by the names the programme uses."""

    organiser: User
    communities: dict[str, Community]
    animators: dict[str, User]
    venues: dict[str, Venue]
    funding: FundingProject
    events: dict[str, Event] = field(default_factory=dict)
    ideas: dict[str, Idea] = field(default_factory=dict)
    calls: dict[str, CallForIdeas] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    talents: dict[str, Talent] = field(default_factory=dict)
    talks: dict[str, Talk] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    agreements: dict[str, Agreement] = field(default_factory=dict)
    specialists: dict[str, Specialist] = field(default_factory=dict)


@dataclass
class Story:
    """What happened in the town, told in the order of time whatever order it is written in."""

    steps: list[tuple[datetime, Callable[[], object]]] = field(default_factory=list)

    def then(self, moment: datetime, step: Callable[[], object]) -> None:
        self.steps.append((moment, step))

    def tell(self) -> None:
        for moment, step in sorted(self.steps, key=lambda one: one[0]):
            with happening_at(moment):
                step()


@contextmanager
def happening_at(moment: datetime) -> Iterator[None]:
    """With the clock of that moment, to the last row written."""
    with as_of(moment):
        yield
        db.session.flush()


def office_hours(day: date) -> datetime:
    """The moment of a day at which the office opens."""
    return local_midnight(day) + OFFICE_OPENS
