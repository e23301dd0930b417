"""What stands in the way of a plan: a venue or a host taken, another event of the same community
at the same time, a holiday. The team is warned and decides for itself."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.engine import Row

from osl.accounts.models import User
from osl.communities.models import Venue
from osl.core.clock import to_local, utcnow
from osl.core.db import db
from osl.core.i18n import _, _n, language, list_of_days
from osl.core.text import fold
from osl.events.days_off import holiday_name
from osl.events.models import Break, Event, Occurrence, event_community
from osl.events.queries import during, is_visible_to, venue_of_meeting
from osl.events.recurrence import Slot
from osl.events.words import last_day, when_it_is

LOOK_AHEAD = timedelta(days=183)
"""Half a year: as far as anybody can say today who will be where."""

MOST_OTHERS = 1000
MOST_NAMED = 8


@dataclass(frozen=True)
class Plan:
    """What is about to take place: when, where, run by whom, for which communities.

    ``besides`` are the events it is compared with no more: itself, and what it takes over from.
    """

    slots: Sequence[Slot]
    is_all_day: bool = False
    venue: Venue | None = None
    host: str = ""
    community_ids: Collection[int] = ()
    besides: Collection[int] = ()

    @property
    def near(self) -> list[Slot]:
        """The meetings to come in the next half year."""
        now = utcnow()
        return [one for one in self.slots if now < one.ends_at and one.starts_at < now + LOOK_AHEAD]


def warnings(plan: Plan, viewer: User) -> list[str]:
    """What the planner should know before saving, a sentence each, the most urgent first.

    Two queries, whatever the number of meetings.
    """
    near = plan.near
    if not near:
        return []
    found = [*_taken(plan, near, viewer), *_on_days_off(near)]
    if len(found) > MOST_NAMED:
        left = len(found) - MOST_NAMED
        more = _n("There is %(num)s more such thing.", "There are %(num)s more such things.", left)
        return [*found[:MOST_NAMED], more]
    return found


def _taken(plan: Plan, near: list[Slot], viewer: User) -> list[str]:
    """Which other events are at the same time and in the same place, by the same person, or for
    the same people; each other event is named once."""
    said: dict[tuple[str, int], list[Row[Any]]] = {}
    for other in _others(plan, near, viewer):
        for kind in _kinds(plan, other):
            said.setdefault((kind, other.id), []).append(other)
    order = {"venue": 0, "host": 1, "community": 2}
    ordered = sorted(said.items(), key=lambda one: (order[one[0][0]], one[1][0].starts_at))
    return [_sentence(kind, plan, rows) for (kind, _event_id), rows in ordered]


def _others(plan: Plan, near: list[Slot], viewer: User) -> Iterable[Row[Any]]:
    """Other meetings at the time of one of ours, as far as this person may see them."""
    start = min(slot.starts_at for slot in near)
    end = max(slot.ends_at for slot in near)
    host = func.coalesce(func.nullif(Occurrence.host, ""), Event.host)
    place = venue_of_meeting()
    shared = (
        select(event_community.c.event_id)
        .where(
            event_community.c.event_id == Event.id,
            event_community.c.community_id.in_(plan.community_ids),
        )
        .exists()
    )
    reasons: list[ColumnElement[bool]] = [shared]
    if plan.venue is not None:
        reasons.append(place == plan.venue.id)
    if plan.host:
        reasons.append(host != "")
    statement = (
        select(
            Event.id,
            Event.title,
            Event.is_all_day,
            Occurrence.starts_at,
            Occurrence.ends_at,
            host.label("host"),
            place.label("venue_id"),
            shared.label("is_shared"),
        )
        .join(Occurrence.event)
        .where(
            is_visible_to(viewer),
            Event.id.not_in(plan.besides),
            Event.cancelled_at.is_(None),
            Occurrence.cancelled_at.is_(None),
            Occurrence.postponed_at.is_(None),
            *during(start, end),
            or_(*(_overlaps(slot) for slot in near)),
            or_(*reasons),
        )
        .order_by(Occurrence.starts_at, Occurrence.id)
        .limit(MOST_OTHERS)
    )
    return db.session.execute(statement)


def _overlaps(slot: Slot) -> ColumnElement[bool]:
    return and_(Occurrence.starts_at < slot.ends_at, Occurrence.ends_at > slot.starts_at)


def _kinds(plan: Plan, other: Row[Any]) -> list[str]:
    """Why two meetings at one time are in each other's way: one cause is enough to say."""
    if plan.venue is not None and other.venue_id == plan.venue.id:
        return ["venue"]
    if plan.host and fold(other.host) == fold(plan.host):
        return ["host"]
    return ["community"] if other.is_shared else []


def _sentence(kind: str, plan: Plan, rows: list[Row[Any]]) -> str:
    first = rows[0]
    words = {
        "event": first.title,
        "when": when_it_is(first.starts_at, first.ends_at, is_all_day=first.is_all_day),
    }
    if kind == "venue" and plan.venue is not None:
        said = _("%(venue)s is taken: “%(event)s”, %(when)s.", venue=plan.venue.name, **words)
    elif kind == "host":
        said = _("%(host)s is busy then: “%(event)s”, %(when)s.", host=plan.host, **words)
    else:
        said = _("At the same time for the same people: “%(event)s”, %(when)s.", **words)
    if len(rows) == 1:
        return said
    more = _n("And on %(num)s more date.", "And on %(num)s more dates.", len(rows) - 1)
    return f"{said} {more}"


def _on_days_off(near: list[Slot]) -> list[str]:
    """Meetings on public holidays and in the town's breaks."""
    days = sorted({day for slot in near for day in _days(slot)})
    said = []
    for day in days:
        name = holiday_name(day, language())
        if name:
            said.append(
                _(
                    "%(day)s is a public holiday: %(name)s.",
                    day=_begun(list_of_days([day])),
                    name=name,
                )
            )
    breaks = select(Break).where(Break.last_on >= days[0], Break.first_on <= days[-1])
    for one in db.session.scalars(breaks.order_by(Break.first_on, Break.id)):
        inside = [day for day in days if one.period.covers(day)]
        if inside:
            said.append(
                _("In a break (%(name)s): %(days)s.", name=one.name, days=list_of_days(inside))
            )
    return said


def _days(slot: Slot) -> list[date]:
    first, last = to_local(slot.starts_at).date(), last_day(slot.ends_at)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _begun(words: str) -> str:
    """With a capital letter, to begin a sentence."""
    return words[:1].upper() + words[1:]


def plan_of(event: Event, now: datetime) -> Plan:
    """An event as it stands, for the warnings on its desk.

    Meetings with another place or host are left aside: often that is how somebody made way.
    """
    return Plan(
        slots=[
            Slot(one.starts_at, one.ends_at)
            for one in event.occurrences
            if one.ends_at > now
            and not (one.is_cancelled or one.is_postponed)
            and not (one.has_own_place or one.host)
        ],
        is_all_day=event.is_all_day,
        venue=event.venue,
        host=event.host,
        community_ids=[one.id for one in event.communities],
        besides=[event.id],
    )
