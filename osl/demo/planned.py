"""An event of the demo town as somebody of its team would type it in."""

from dataclasses import dataclass, replace
from datetime import date, time

from osl.communities.models import Audience
from osl.core.clock import end_of_day, to_utc
from osl.demo.tale import Town
from osl.demo.town import OFFICE_PHONE
from osl.events import schedule
from osl.events.models import EventFormat, EventKind, Frequency, SignupMode, Strand
from osl.events.operations import Facts
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


def facts(planned: PlannedEvent, made: Town) -> Facts:
    opens_on, closes_on = planned.signup_opens_on, planned.signup_closes_on
    return Facts(
        title=planned.title,
        kind=planned.kind,
        strand=planned.strand,
        description=planned.description,
        audience=planned.audience,
        audience_note=planned.audience_note,
        cost=planned.cost,
        what_to_bring=planned.what_to_bring,
        rain_plan=planned.rain_plan,
        host=planned.host,
        contact_name=planned.contact_name,
        contact_phone=planned.contact_phone,
        signup_mode=planned.signup_mode,
        signup_note=planned.signup_note,
        signup_opens_at=to_utc(opens_on, time(9)) if opens_on else None,
        signup_closes_at=end_of_day(closes_on) if closes_on else None,
        signup_closes_hours=planned.signup_closes_hours,
        places=planned.places,
        reserved_places=planned.reserved_places,
        fills_by_itself=planned.fills_by_itself,
        asks_to_confirm=planned.asks_to_confirm,
        takes_regulars=planned.takes_regulars,
        takes_children=planned.takes_children,
        venue=made.venues[planned.venue] if planned.venue else None,
        place_note=planned.place_note,
        funding_project=made.funding if planned.is_funded else None,
    )


def when(planned: PlannedEvent) -> schedule.Schedule:
    if isinstance(planned.when, Once):
        once = planned.when
        return schedule.once(once.day, once.starts_at, once.day, once.ends_at)
    rule = planned.when
    breaks = schedule.observed_breaks(skips_breaks=rule.skips_breaks)
    return schedule.Repeated(replace(rule, breaks=breaks), planned.format)
