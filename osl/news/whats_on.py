"""What the letter of one week tells: the published meetings of the next ten days, each series
once, what changed lately, and when one can talk to the team. Everything comes through the gate
that the pages read through, so that no letter says more than they do."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from osl.communities.models import Community
from osl.core.clock import end_of_day, to_local
from osl.events.models import ChangedThing, Event, EventChange, EventKind, Occurrence
from osl.events.queries import EventFilters, agenda, recent_changes
from osl.signups.room import Places, places_of_meetings

DAYS_AHEAD = 10
CHANGES_OF = timedelta(days=7)
MOST_MEETINGS = 500
MOST_CHANGES = 500

TOLD = (
    ChangedThing.RESTORED,
    ChangedThing.TIME,
    ChangedThing.PLACE,
    ChangedThing.SIGNUP,
    ChangedThing.COST,
)
"""Changes worth a line. What is called off, put off or moved is said of its meeting."""


@dataclass
class Told:
    """One event: its next meeting that takes place, the plain ones after it, and those of which
    something must be said (called off, put off, moved)."""

    event: Event
    first: Occurrence | None = None
    more: list[date] = field(default_factory=list)
    changed: list[Occurrence] = field(default_factory=list)
    changes: list[EventChange] = field(default_factory=list)
    places: Places | None = None


@dataclass(frozen=True)
class WhatsOn:
    """The news of one community, or of the whole town."""

    events: list[Told]
    open_hours: list[Told]

    @property
    def is_worth_a_letter(self) -> bool:
        """Open hours alone are the same every week: they make a letter only when they are not."""
        return bool(self.events) or any(one.changed for one in self.open_hours)


def whats_on(community: Community | None, now: datetime) -> WhatsOn:
    """The news from now to the end of the tenth day (five questions, however much is on)."""
    before = end_of_day(to_local(now).date() + timedelta(days=DAYS_AHEAD))
    meetings = agenda(
        None, EventFilters(community=community), after=now, before=before, limit=MOST_MEETINGS
    )
    told = _gathered(meetings)
    changes: dict[int, list[EventChange]] = {}
    for change in recent_changes(None, since=now - CHANGES_OF, limit=MOST_CHANGES):
        if change.thing in TOLD:
            changes.setdefault(change.event_id, []).append(change)
    places = places_of_meetings([one.first for one in told if one.first is not None])
    for one in told:
        one.changes = changes.get(one.event.id, [])
        one.places = places.get(one.first.id) if one.first is not None else None
    return WhatsOn(
        [one for one in told if one.event.kind is not EventKind.OPEN_HOURS],
        [one for one in told if one.event.kind is EventKind.OPEN_HOURS],
    )


def _gathered(meetings: Iterable[Occurrence]) -> list[Told]:
    """The meetings by their events, in the order in which each event comes first."""
    found: dict[int, Told] = {}
    for meeting in meetings:
        told = found.setdefault(meeting.event_id, Told(meeting.event))
        if not meeting.takes_place:
            told.changed.append(meeting)
        elif told.first is None:
            told.first = meeting
        elif meeting.is_moved or meeting.has_own_place:
            told.changed.append(meeting)
        else:
            told.more.append(to_local(meeting.starts_at).date())
    return list(found.values())
