"""Series without an end are stored 18 months ahead, and a little further every night."""

from collections import defaultdict
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import contains_eager

from osl.core import audit, revisions
from osl.core.clock import local_midnight
from osl.core.db import db
from osl.core.i18n import _l
from osl.events.models import Event, Occurrence, Series
from osl.events.recurrence import Rule, Slot, later_meetings
from osl.events.schedule import horizon

LENGTHENED = audit.action(
    "event.lengthened", _l("%(actor)s stored the next meetings of series: %(count)s")
)

BATCH = 500


def extend_horizon(now: datetime) -> int:
    """Store the meetings of endless series as far ahead as people plan; returns how many.

    May run any number of times, late, or twice at once: a meeting is stored once. One audit
    entry when there was something to store.
    """
    through = horizon(now)
    statement = (
        select(Series)
        .join(Series.event)
        .where(
            Series.until_on.is_(None),
            Series.meeting_count.is_(None),
            Series.horizon_on < through,
            Event.cancelled_at.is_(None),
        )
        .options(contains_eager(Series.event))
        .order_by(Series.event_id)
        .with_for_update(of=Series)
    )
    found = [one for one in db.session.scalars(statement) if Rule.of(one).is_open_ended]
    count = 0
    for start in range(0, len(found), BATCH):
        count += _extend(found[start : start + BATCH], through)
    if count:
        audit.record(LENGTHENED, actor=None, count=count)
    return count


def _extend(batch: list[Series], through: date) -> int:
    known = _stored(batch)
    rows = []
    for series in batch:
        slots = later_meetings(Rule.of(series), after=series.horizon_on, through=through)
        # Asked of the database rather than trusted: a row of that day may be there already,
        # from an earlier rule.
        new = [slot for slot in slots if slot.starts_at not in known[series.event_id]]
        rows += [_row(series.event_id, slot) for slot in new]
        if _readers_see_it(series, through, new):
            revisions.mark(series.event)
        series.horizon_on = through
    if rows:
        db.session.execute(insert(Occurrence), rows)
    return len(rows)


def _stored(batch: list[Series]) -> dict[int, set[datetime]]:
    """The slots that are stored beyond the horizon of these series."""
    nearest = min(series.horizon_on for series in batch)
    statement = select(Occurrence.event_id, Occurrence.slot_at).where(
        Occurrence.event_id.in_([series.event_id for series in batch]),
        Occurrence.slot_at >= local_midnight(nearest),
    )
    known: dict[int, set[datetime]] = defaultdict(set)
    for event_id, slot_at in db.session.execute(statement):
        known[event_id].add(slot_at)
    return known


def _readers_see_it(series: Series, through: date, new: list[Slot]) -> bool:
    """Whether a calendar reads differently for it. A rule without an end tells its meetings
    itself; what it leaves out is told a year ahead, and a night of the clock change by itself."""
    return series.horizon_on.year != through.year or not all(
        slot.is_as_long_as_said for slot in new
    )


def _row(event_id: int, slot: Slot) -> dict[str, object]:
    return {
        "event_id": event_id,
        "slot_at": slot.starts_at,
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
        "version": 1,
    }
