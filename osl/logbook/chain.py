"""What led to a meeting: residents' ideas, the groups and partners behind it, who helped."""

from dataclasses import dataclass

from osl.accounts.models import User
from osl.events.models import Occurrence
from osl.groups.event_links import groups_of_event, partners_of_event
from osl.groups.models import Group, Partner
from osl.ideas.models import Idea
from osl.ideas.policies import can_see_ideas
from osl.ideas.queries import ideas_of_event
from osl.volunteers.desk import tasks_of_event
from osl.volunteers.models import Task


@dataclass(frozen=True)
class Chain:
    """Everything a meeting is linked with, as far as whoever looks may see it."""

    ideas: list[Idea]
    groups: list[Group]
    partners: list[Partner]
    tasks: list[Task]

    def __bool__(self) -> bool:
        return bool(self.ideas or self.groups or self.partners or self.tasks)


def chain_of(viewer: User, meeting: Occurrence) -> Chain:
    event = meeting.event
    helping = tasks_of_event(event)
    return Chain(
        ideas=ideas_of_event(viewer, event) if can_see_ideas(viewer) else [],
        groups=groups_of_event(viewer, event),
        partners=partners_of_event(viewer, event),
        tasks=[row.task for row in helping.rows] if helping is not None else [],
    )
