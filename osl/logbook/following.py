"""The logbook follows an event whose meeting is moved to another day after something was noted."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select, update

from osl.core.db import Base, db
from osl.events.models import Event, Occurrence
from osl.logbook.models import LogEntry
from osl.logbook.queries import day_of


def follow(marked: Iterable[Any]) -> None:
    """A writer of osl.core.revisions: what is noted of a meeting belongs to the day it has now."""
    ids = {one.id for one in marked if isinstance(one, Event)}
    ids |= {one.event_id for one in marked if isinstance(one, Occurrence)}
    if not ids:
        return
    noted = db.session.execute(
        select(Occurrence, LogEntry.held_on)
        .join(LogEntry, LogEntry.occurrence_id == Occurrence.id)
        .where(Occurrence.event_id.in_(ids))
        .order_by(Occurrence.id)
    )
    for meeting, held_on in noted.all():
        day = day_of(meeting)
        if day != held_on:
            for table in map(Base.metadata.tables.__getitem__, ("log_entry", "attendance_mark")):
                rows = update(table).where(table.c.occurrence_id == meeting.id)
                db.session.execute(rows.values(held_on=day))
            db.session.expire_all()
