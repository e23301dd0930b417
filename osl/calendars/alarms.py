"""Telling the organisers what could not be put into calendars: one letter for each fault."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from osl.accounts.queries import active_organisers
from osl.core.outbox import post_letter
from osl.events.models import Event

MOST_NAMED = 20
"""Events named in a letter; should all of a town fail at once, the rest are counted."""


def tell_of_events(events: Sequence[Event], failed_at: datetime) -> None:
    """These events could not be written: readers see what they said before."""
    told = sorted(events, key=lambda event: event.id)
    _post(
        "calendars/letters/events_unwritten.txt",
        f"events {told[0].id}",
        failed_at,
        events=told[:MOST_NAMED],
        others=len(told[MOST_NAMED:]),
    )


def tell_of_feeds(names: Sequence[str], failed_at: datetime) -> None:
    """These public calendars cannot be read back."""
    _post("calendars/letters/feeds_unreadable.txt", "feeds", failed_at, names=names)


def _post(template: str, what: str, failed_at: datetime, **context: Any) -> None:
    for organiser in active_organisers():
        key = f"calendar fault:{what}:{failed_at.isoformat()}:{organiser.id}"
        post_letter(organiser.email, template, key=key, name=organiser.name, **context)
