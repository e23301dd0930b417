"""An event of the demo town as somebody of its team would type it in."""

from dataclasses import dataclass
from datetime import date, time

from osl.communities.models import Audience
from osl.demo.town import OFFICE_PHONE
from osl.events.models import EventFormat, EventKind, Frequency, SignupMode, Strand
from osl.events.recurrence import Rule


@dataclass(frozen=True)
class Once:
    """One meeting, in the hours of a wall clock."""

    day: date
    starts_at: time
    ends_at: time


def on_chosen_days(days: list[date], starts_at: time, ends_at: time) -> Rule:
    return Rule(Frequency.CHOSEN_DATES, days[0], starts_at, ends_at, chosen_on=tuple(days))


@dataclass(frozen=True)
class PlannedEvent:
    """One event: its words, its meetings, and what people must know to come."""

    number: int
    """Its row in the table of the demo town; 0 for what was added to show one thing more."""
    title: str
    kind: EventKind
    strand: Strand
    communities: tuple[str, ...]
    when: Once | Rule
    description: str
    format: EventFormat = EventFormat.SINGLE
    venue: str | None = None
    place_note: str = ""
    audience: Audience = Audience.EVERYONE
    audience_note: str = ""
    cost: str = ""
    what_to_bring: str = ""
    rain_plan: str = ""
    host: str = ""
    contact_name: str = "Anna"
    contact_phone: str = OFFICE_PHONE
    signup_mode: SignupMode = SignupMode.NONE
    signup_note: str = ""
    signup_opens_on: date | None = None
    """At nine in the morning."""
    signup_closes_on: date | None = None
    """At the end of the day."""
    signup_closes_hours: int | None = None
    places: int | None = None
    reserved_places: int = 0
    fills_by_itself: bool = False
    asks_to_confirm: bool = False
    takes_regulars: bool = False
    takes_children: bool = False
    is_funded: bool = False
    is_draft: bool = False

    @property
    def first_day(self) -> date:
        return self.when.day if isinstance(self.when, Once) else self.when.first_on
