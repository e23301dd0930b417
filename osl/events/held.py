"""Which meetings were held: published, took place, over. Every figure asks this."""

from datetime import date

from sqlalchemy import ColumnElement, not_

from osl.core.clock import end_of_day, local_midnight, utcnow
from osl.events.models import Event, Occurrence
from osl.events.queries import IS_CALLED_OFF


def is_held() -> list[ColumnElement[bool]]:
    """Of meetings joined with their events: not of a draft, neither called off nor put off, and
    over by now."""
    return [
        Event.published_at.is_not(None),
        Occurrence.ends_at <= utcnow(),
        Occurrence.postponed_at.is_(None),
        not_(IS_CALLED_OFF),
    ]


def began_within(first_on: date, last_on: date) -> list[ColumnElement[bool]]:
    """That a meeting began on one of these days, as calendars in Poland name them."""
    return [
        Occurrence.starts_at >= local_midnight(first_on),
        Occurrence.starts_at < end_of_day(last_on),
    ]
