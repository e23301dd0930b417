"""How one can help with an event, as its own page tells: hands that are needed, things to bring."""

from dataclasses import dataclass, field

from sqlalchemy import exists, select

from osl.core.clock import utcnow
from osl.core.db import db
from osl.events.models import Event
from osl.signups.places import first_part, parts_of
from osl.volunteers.calling import MOST_BESIDE, Called, called_among
from osl.volunteers.contributions import has_meeting_to_come, lines_of
from osl.volunteers.models import Contribution, Task
from osl.volunteers.queries import open_tasks


@dataclass(frozen=True)
class HelpAtEvent:
    """The tasks neighbours are called to, and the list of who does and who brings what."""

    calls: list[Called] = field(default_factory=list)
    lines: list[Contribution] = field(default_factory=list)


def help_at_event(event: Event) -> HelpAtEvent:
    """What the event, or any part of its series, needs. Most need nothing: that costs one
    question."""
    if event.is_draft or event.is_cancelled:
        return HelpAtEvent()
    tasks = open_tasks(utcnow()).where(
        Task.event_id.in_([part.id for part in parts_of(first_part(event))])
    )
    has_tasks, has_lines = db.session.execute(
        select(
            tasks.with_only_columns(Task.id).exists(),
            exists().where(Contribution.event_id == event.id) & has_meeting_to_come(event),
        )
    ).one()
    return HelpAtEvent(
        called_among(tasks)[:MOST_BESIDE] if has_tasks else [],
        lines_of(event) if has_lines else [],
    )
