"""What somebody should see before a plan is saved: the rule in words and its next dates, what
stands in the way, whom it concerns, and what residents will read."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core.clock import to_local, utcnow
from osl.core.i18n import short_day
from osl.events import clashes
from osl.events.breaks import series_observing_breaks
from osl.events.clashes import LOOK_AHEAD, Plan
from osl.events.foresight import Foreseen, foresee, mark_of
from osl.events.models import Event, Occurrence
from osl.events.operations import Facts
from osl.events.recurrence import Rule, Slot, last_slot, meetings, next_dates
from osl.events.rule_words import in_words, left_out_in_words
from osl.events.schedule import Once, Repeated, Schedule, of_event
from osl.events.words import host_of, left_out_soon, venue_of, when_it_is

DATES_SHOWN = 6


@dataclass(frozen=True)
class Check:
    """What the page of a form shows above its button. ``mark`` stands for all of it: a form that
    comes back with it was looked at."""

    rhythm: str = ""
    first: str = ""
    dates: list[str] = field(default_factory=list)
    goes_on: bool = False
    left_out: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    foreseen: Foreseen = field(default_factory=Foreseen)
    must_be_seen: bool = False

    @property
    def mark(self) -> str:
        return mark_of(
            self.rhythm, self.first, self.dates, self.left_out, self.warnings, self.foreseen
        )


def check_plan(
    when: Schedule,
    facts: Facts,
    *,
    communities: Sequence[Community],
    viewer: User,
    besides: Collection[int] = (),
) -> Check:
    """A new event, before it is planned. One evening that is in nobody's way needs no look."""
    plan = Plan(
        slots=_slots(when),
        is_all_day=when.is_all_day,
        venue=facts.venue,
        host=facts.host,
        community_ids=[one.id for one in communities],
        besides=besides,
    )
    warnings = clashes.warnings(plan, viewer)
    said = _said(when.rule) if isinstance(when, Repeated) else Check()
    must_be_seen = isinstance(when, Repeated) or bool(warnings)
    return replace(said, warnings=warnings, must_be_seen=must_be_seen)


def check_change(
    event: Event,
    act: Callable[[], object],
    when: Schedule,
    facts: Facts,
    *,
    communities: Sequence[Community],
    viewer: User,
) -> Check:
    """A change of an event, before it is made. Other words alone need no look; other dates,
    places and people do, and so does whatever would surprise somebody.

    Raises what the change itself would raise.
    """
    now = Facts.of(event)
    is_rescheduled = when != of_event(event)
    is_elsewhere = (now.venue, now.host) != (facts.venue, facts.host)
    foreseen = foresee([event], act)
    if not (is_rescheduled or is_elsewhere or set(communities) - set(event.communities)):
        return Check(foreseen=foreseen, must_be_seen=_concerns_people(event, foreseen))
    new = check_plan(when, facts, communities=communities, viewer=viewer, besides=[event.id])
    said = new if is_rescheduled else Check(warnings=new.warnings)
    concerns = bool(said.rhythm or said.warnings) or _concerns_people(event, foreseen)
    return replace(said, foreseen=foreseen, must_be_seen=concerns)


def check_meeting(
    meeting: Occurrence, act: Callable[[], object], to: Once, plan: Plan, *, viewer: User
) -> Check:
    """A change of one meeting, before it is made. Raises what the change itself would raise."""
    foreseen = foresee([meeting.event], act)
    is_moved = (to.starts_at, to.ends_at) != (meeting.starts_at, meeting.ends_at)
    is_elsewhere = (plan.venue, plan.host) != (venue_of(meeting), host_of(meeting))
    warnings = clashes.warnings(plan, viewer) if is_moved or is_elsewhere else []
    needed = _concerns_people(meeting.event, foreseen) or bool(warnings)
    return Check(warnings=warnings, foreseen=foreseen, must_be_seen=needed)


def check_calling_off(event: Event, act: Callable[[], object]) -> Check:
    """Calling off, before it is done. One meeting that nobody signed up for needs no second
    look: its page has said what will happen."""
    foreseen = foresee([event], act)
    return Check(foreseen=foreseen, must_be_seen=bool(foreseen.people or len(foreseen.known) > 1))


def check_setting_right(event: Event, act: Callable[[], object]) -> Check:
    """Putting back and calling on again, before it is done: the page has said what it does, but
    not how many people count on it."""
    foreseen = foresee([event], act)
    return Check(foreseen=foreseen, must_be_seen=bool(foreseen.people))


def check_breaks(act: Callable[[], object]) -> Check:
    """A change of the town's breaks, before it is made: which meetings it takes away or gives."""
    observing = [one.event for one in series_observing_breaks()]
    foreseen = foresee(observing, act, names_events=True)
    return Check(foreseen=foreseen, must_be_seen=bool(foreseen.fates))


def _concerns_people(event: Event, foreseen: Foreseen) -> bool:
    """Whether residents have been told otherwise, or count on what would change."""
    return bool(foreseen.people or (event.is_published and foreseen.known))


def _said(rule: Rule) -> Check:
    """The rule in words, and the first dates it gives from today on."""
    today = to_local(utcnow()).date()
    days = next_dates(rule, after=today, limit=DATES_SHOWN + 1)
    first = rule.slot(days[0]) if days else None
    return Check(
        rhythm=in_words(rule),
        first=_whole(first, rule) if first else "",
        dates=[short_day(day) for day in days[:DATES_SHOWN]],
        goes_on=len(days) > DATES_SHOWN,
        left_out=left_out_in_words(left_out_soon(rule)),
    )


def _whole(slot: Slot, rule: Rule) -> str:
    """One meeting with both its hours: an end in the morning is seen here and nowhere else."""
    return when_it_is(slot.starts_at, slot.ends_at, is_all_day=rule.takes_whole_days)


def _slots(when: Schedule) -> list[Slot]:
    if isinstance(when, Once):
        return [Slot(when.starts_at, when.ends_at)]
    return meetings(when.rule, through=_far_enough(when.rule))


def _far_enough(rule: Rule) -> date:
    ahead = to_local(utcnow() + LOOK_AHEAD).date()
    last = last_slot(rule)
    return min(ahead, to_local(last.starts_at).date()) if last is not None else ahead
