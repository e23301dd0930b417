"""What a report is about: which days, and the part of the work that was asked for."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, exists

from osl.events.held import began_within, is_held
from osl.events.models import Event, EventKind, Strand, event_community
from osl.reports.measures import BY_COMMUNITY, BY_COMMUNITY_AND_PROJECT, Measure


@dataclass(frozen=True)
class Scope:
    """Days, both counted, and what the meetings of these days must be. None asks for all.

    ``communities`` are those whose meetings count; a meeting of two of them counts once.
    """

    first_on: date
    last_on: date
    communities: frozenset[int] | None = None
    kind: EventKind | None = None
    strand: Strand | None = None
    project_id: int | None = None

    def of_events(self) -> list[ColumnElement[bool]]:
        """The conditions on events."""
        found: list[ColumnElement[bool]] = []
        if self.communities is not None:
            own = exists().where(
                event_community.c.event_id == Event.id,
                event_community.c.community_id.in_(self.communities),
            )
            found.append(own.correlate(Event))
        if self.kind is not None:
            found.append(Event.kind == self.kind)
        if self.strand is not None:
            found.append(Event.strand == self.strand)
        if self.project_id is not None:
            found.append(Event.funding_project_id == self.project_id)
        return found

    def of_meetings(self) -> list[ColumnElement[bool]]:
        """The conditions on meetings joined with their events: held in these days, and such."""
        return [*is_held(), *began_within(self.first_on, self.last_on), *self.of_events()]

    def in_communities(self, column: SQLColumnExpression[Any]) -> list[ColumnElement[bool]]:
        """The condition on what belongs to a community itself."""
        return [] if self.communities is None else [column.in_(self.communities)]

    def applies_to(self, measure: Measure) -> bool:
        """Whether a number can be told for what was asked. Hours of volunteers have no kind and
        no strand, ideas and the work journal no project either: then there is no number."""
        if measure in BY_COMMUNITY:
            return self.kind is None and self.strand is None and self.project_id is None
        if measure in BY_COMMUNITY_AND_PROJECT:
            return self.kind is None and self.strand is None
        return True
