"""How many hours specialists have led, by what the logbook says, and what they lead next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, extract, func, or_, select
from sqlalchemy.orm import contains_eager

from osl.accounts.models import User
from osl.core.access import acting_user
from osl.core.clock import today, utcnow
from osl.core.db import db
from osl.core.paging import Page, page_of
from osl.events.models import Occurrence
from osl.events.queries import IS_CALLED_OFF, occurrences_visible_to
from osl.logbook.models import LogEntry, LogSpecialist
from osl.logbook.queries import entry_of
from osl.specialists.checks import missing_of
from osl.specialists.leading import events_led_by, is_for_minors, specialists_of
from osl.specialists.models import Specialist, SpecialistContract
from osl.volunteers.models import CheckKind

ENDS_SOON = 30
"""So many days before an agreement ends it is said: there is still time for the next one."""

MEETINGS_A_PAGE = 10

IS_HELD = (~IS_CALLED_OFF, Occurrence.postponed_at.is_(None))
"""Neither called off nor put off."""


@dataclass(frozen=True)
class ContractState:
    """An agreement and how far it is used."""

    contract: SpecialistContract
    led: int

    @property
    def left(self) -> int | None:
        """Minutes that may still be led; less than none where more were led than agreed."""
        return None if self.contract.minutes is None else self.contract.minutes - self.led

    @property
    def days_left(self) -> int | None:
        ends_on = self.contract.ends_on
        return None if ends_on is None else (ends_on - today()).days

    @property
    def is_to_come(self) -> bool:
        return self.contract.starts_on > today()

    @property
    def is_over(self) -> bool:
        return self.days_left is not None and self.days_left < 0

    @property
    def ends_soon(self) -> bool:
        return self.days_left is not None and 0 <= self.days_left <= ENDS_SOON

    @property
    def is_used_up(self) -> bool:
        return self.left is not None and self.left <= 0

    @property
    def needs_a_look(self) -> bool:
        """Whether somebody should talk about the next one."""
        return not self.is_over and (self.ends_soon or self.is_used_up)


@dataclass(frozen=True)
class HoursOfMonth:
    """What somebody led in one month; ``month`` is its first day."""

    month: date
    meetings: int
    minutes: int


@dataclass(frozen=True)
class HoursLed:
    """What somebody has led by the logbook, the newest month first."""

    months: Sequence[HoursOfMonth]

    @property
    def meetings(self) -> int:
        return sum(one.meetings for one in self.months)

    @property
    def minutes(self) -> int:
        return sum(one.minutes for one in self.months)


@dataclass(frozen=True)
class LedAt:
    """Somebody who led a meeting, or is to: for how long, and which checks are missing."""

    specialist: Specialist
    minutes: int | None
    missing: Sequence[CheckKind] = ()


def states_of(contracts: Sequence[SpecialistContract]) -> list[ContractState]:
    """How far these agreements are used: one question for all of them."""
    led = _minutes_within([one.id for one in contracts])
    return [ContractState(one, led.get(one.id, 0)) for one in contracts]


def _minutes_within(contract_ids: Collection[int]) -> Mapping[int, int]:
    """The minutes led on the days of each agreement."""
    within = and_(
        LogEntry.held_on >= SpecialistContract.starts_on,
        or_(SpecialistContract.ends_on.is_(None), LogEntry.held_on <= SpecialistContract.ends_on),
    )
    rows = (
        select(SpecialistContract.id, func.sum(LogSpecialist.minutes))
        .join(LogSpecialist, LogSpecialist.specialist_id == SpecialistContract.specialist_id)
        .join(LogEntry, and_(LogEntry.id == LogSpecialist.log_entry_id, within))
        .join(LogEntry.occurrence)
        .join(Occurrence.event)
        .where(SpecialistContract.id.in_(list(contract_ids)), *IS_HELD)
        .group_by(SpecialistContract.id)
    )
    return {number: int(minutes) for number, minutes in db.session.execute(rows)}


def contracts_to_look_at() -> list[ContractState]:
    """Agreements of today that end soon or whose hours are used up, the soonest first."""
    ends_on, soon = SpecialistContract.ends_on, today() + timedelta(days=ENDS_SOON)
    current = (
        select(SpecialistContract)
        .join(SpecialistContract.specialist)
        .where(
            Specialist.retired_at.is_(None),
            SpecialistContract.starts_on <= today(),
            or_(ends_on.is_(None), ends_on >= today()),
            or_(SpecialistContract.minutes.is_not(None), ends_on <= soon),
        )
        .options(contains_eager(SpecialistContract.specialist))
        .order_by(func.coalesce(ends_on, date.max), SpecialistContract.id)
    )
    found = states_of(db.session.scalars(current).all())
    return [one for one in found if one.needs_a_look]


def hours_led(specialist: Specialist) -> HoursLed:
    """The hours of each month, by the logs of the meetings somebody led."""
    year, month = extract("year", LogEntry.held_on), extract("month", LogEntry.held_on)
    rows = db.session.execute(
        select(year, month, func.count(), func.sum(LogSpecialist.minutes))
        .select_from(LogSpecialist)
        .join(LogEntry, LogEntry.id == LogSpecialist.log_entry_id)
        .join(LogEntry.occurrence)
        .join(Occurrence.event)
        .where(LogSpecialist.specialist_id == specialist.id, *IS_HELD)
        .group_by(year, month)
    )
    months = [
        HoursOfMonth(date(int(of_year), int(of_month), 1), count, int(minutes))
        for of_year, of_month, count, minutes in rows
    ]
    return HoursLed(sorted(months, key=lambda one: one.month, reverse=True))


def coming_meetings_of(specialist: Specialist, number: int) -> Page[Occurrence]:
    """The meetings to come of the events somebody was chosen for, the next one first."""
    statement = occurrences_visible_to(acting_user()).where(
        Occurrence.event_id.in_(events_led_by(specialist)),
        Occurrence.ends_at > utcnow(),
        *IS_HELD,
    )
    order = (Occurrence.starts_at, Occurrence.id)
    return page_of(statement, number, order=order, key=Occurrence.id, size=MEETINGS_A_PAGE)


def past_meetings_of(specialist: Specialist, number: int) -> Page[Any]:
    """The meetings somebody led by the logbook, and those of their events of which it does not
    say yet who led: each with the minutes, or None. The last one first."""
    led = and_(
        LogSpecialist.log_entry_id == LogEntry.id, LogSpecialist.specialist_id == specialist.id
    )
    not_told = and_(
        Occurrence.event_id.in_(events_led_by(specialist)),
        or_(LogEntry.id.is_(None), LogEntry.logged_at.is_(None)),
        *IS_HELD,
    )
    statement = (
        occurrences_visible_to(acting_user())
        .add_columns(LogSpecialist.minutes)
        .outerjoin(LogEntry, LogEntry.occurrence_id == Occurrence.id)
        .outerjoin(LogSpecialist, led)
        .where(
            Occurrence.ends_at <= utcnow(),
            or_(LogSpecialist.specialist_id.is_not(None), not_told),
        )
    )
    order = (Occurrence.starts_at.desc(), Occurrence.id.desc())
    return page_of(statement, number, order=order, key=Occurrence.id, size=MEETINGS_A_PAGE)


def led_at(viewer: User, meeting: Occurrence) -> Mapping[str, Any] | None:
    """For the page of a meeting: who led it by its log, and who was to lead it; None for nobody."""
    entry = entry_of(meeting)
    logged = {one.specialist_id: one for one in entry.specialists} if entry is not None else {}
    planned = [one for one in specialists_of(meeting.event) if one.id not in logged]
    ids = [*logged, *(one.id for one in planned)]
    if not ids:
        return None
    missing = missing_of(ids) if is_for_minors(meeting.event) else {}
    told = [
        LedAt(one.specialist, one.minutes, missing.get(one.specialist_id, ()))
        for one in logged.values()
    ]
    to_lead = [LedAt(one, None, missing.get(one.id, ())) for one in planned]
    return {"led": told, "planned": to_lead, "viewer": viewer}
