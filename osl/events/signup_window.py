"""From when until when one may sign up for a meeting. Pure: no database, no clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from osl.events.models import Event, EventFormat


@dataclass(frozen=True)
class Window:
    """When sign-up is open, in aware UTC. At any moment it is one of: before, open, over.

    ``opens_at`` is nothing when people may sign up as soon as the event is published. The moment
    it opens is open, the moment it closes is over.
    """

    opens_at: datetime | None
    closes_at: datetime

    def is_before(self, now: datetime) -> bool:
        """Whether people still have to wait until they may sign up."""
        return self.opens_at is not None and now < self.opens_at and not self.is_over(now)

    def is_open(self, now: datetime) -> bool:
        return not self.is_before(now) and not self.is_over(now)

    def is_over(self, now: datetime) -> bool:
        return now >= self.closes_at


def window_of(event: Event, starts_at: datetime) -> Window:
    """When one may sign up for the meeting of an event that starts then.

    ``starts_at`` is the start of the meeting, or of the first one for a course. Nobody signs up
    for a meeting that has begun; whoever runs a course may let people join it later, and says so.
    """
    closes_at = starts_at
    if event.signup_closes_at is not None:
        closes_at = event.signup_closes_at
    elif event.signup_closes_hours is not None:
        closes_at = starts_at - timedelta(hours=event.signup_closes_hours)
    if event.format is not EventFormat.COURSE:
        # The meeting may have been moved since somebody said until when.
        closes_at = min(closes_at, starts_at)
    return Window(event.signup_opens_at, closes_at)
