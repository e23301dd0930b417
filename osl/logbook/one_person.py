"""What becomes of attendance when two entries turn out to be one person."""

from collections.abc import Sequence

from sqlalchemy import select

from osl.core.db import db
from osl.core.i18n import _n
from osl.logbook.attendance import recount
from osl.logbook.models import LogEntry, Mark, Presence
from osl.people.models import PersonMove
from osl.people.pointing import Rule, Values


def _was_there_once(stays: Values, goes: Values) -> Values:
    """They were there if either entry says so, with the larger of the two parties."""
    there = [one for one in (stays, goes) if one["presence"] is Presence.PRESENT]
    if not there:
        return {}
    largest = max(there, key=lambda one: (one["party_size"], one["children"]))
    return {
        "presence": Presence.PRESENT,
        "party_size": largest["party_size"],
        "children": largest["children"],
    }


def _told_by_either(stays: Values, goes: Values) -> Values:
    """What somebody told under the entry that goes fills what the other one leaves empty; they
    take part since the earlier of the two days."""
    filled = {
        name: goes[name]
        for name in ("sex", "education", "work")
        if stays[name] is None and goes[name] is not None
    }
    if stays["from_age"] is None and goes["from_age"] is not None:
        filled |= {"from_age": goes["from_age"], "to_age": goes["to_age"]}
    if goes["joined_on"] < stays["joined_on"]:
        filled["joined_on"] = goes["joined_on"]
    return filled


rules = {
    "attendance_mark": Rule(
        counted=lambda number: _n("%(num)s attendance noted", "%(num)s attendances noted", number),
        takes_over=_was_there_once,
    ),
    "mark_sent": Rule(
        counted=lambda number: _n(
            "%(num)s mark sent by a phone", "%(num)s marks sent by phones", number
        )
    ),
    "attendance_certificate": Rule(
        counted=lambda number: _n(
            "%(num)s certificate of a course", "%(num)s certificates of courses", number
        )
    ),
    "project_participant": Rule(
        counted=lambda number: _n(
            "%(num)s record as a participant", "%(num)s records as a participant", number
        ),
        takes_over=_told_by_either,
    ),
}


def count_visits(moves: Sequence[PersonMove]) -> None:
    """Let the meetings whose marks were put together count anew."""
    changed = [move for move in moves if move.table_name == "attendance_mark"]
    ids = {move.row_key["id"] for move in changed}
    if not ids:
        return
    meetings = {
        values["occurrence_id"]
        for move in changed
        for values in (move.before or {}, move.after or {})
        if "occurrence_id" in values
    }
    here = select(Mark.occurrence_id).where(Mark.id.in_(ids))
    meetings |= set(db.session.scalars(here))
    entries = select(LogEntry).where(LogEntry.occurrence_id.in_(meetings)).order_by(LogEntry.id)
    for entry in db.session.scalars(entries).all():
        recount(entry)
