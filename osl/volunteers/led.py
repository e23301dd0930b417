"""Which of the events held residents led, alone or together with us."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, select

from osl.core.db import db
from osl.events.held import is_held
from osl.events.models import Event, Occurrence
from osl.volunteers.models import Leading


@dataclass(frozen=True)
class LedShare:
    """Of the events held in a time, how many residents led, alone or together with us."""

    held: int
    led: int

    @property
    def percent(self) -> int:
        return round(100 * self.led / self.held) if self.held else 0


def is_led() -> ColumnElement[bool]:
    return exists().where(Leading.event_id == Event.id).correlate(Event)


def events_held(*meetings: ColumnElement[bool]) -> Select[int, bool]:
    """The numbers of events with a meeting held under these conditions, and whether residents led
    them. A series that was changed on its way is several of them: see first_parts."""
    meeting = exists().where(Occurrence.event_id == Event.id, *is_held(), *meetings)
    return select(Event.id, is_led()).where(meeting.correlate(Event))


def first_parts() -> dict[int, int]:
    """Of each later part of a series, the number of the part it began with."""
    before = {
        number: earlier
        for number, earlier in db.session.execute(
            select(Event.id, Event.continues_id).where(Event.continues_id.is_not(None))
        )
        if earlier is not None
    }
    found = {}
    for number in before:
        first = number
        while first in before:
            first = before[first]
        found[number] = first
    return found


def share_of(events: Iterable[tuple[int, bool]], firsts: dict[int, int]) -> LedShare:
    """A series counts once, however many parts it has, and as led when one of them is."""
    held, led = set(), set()
    for number, by_residents in events:
        first = firsts.get(number, number)
        held.add(first)
        if by_residents:
            led.add(first)
    return LedShare(len(held), len(led))
