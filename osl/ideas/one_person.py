"""What becomes of ideas, supports and offers of help when two entries turn out to be one person.

Somebody stands behind an idea once, so what counts people is counted anew.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from osl.core.db import db
from osl.core.i18n import _n
from osl.ideas.models import Idea, IdeaOffer, IdeaSupport
from osl.ideas.supports import hold, recount_around
from osl.people.models import PersonMove
from osl.people.pointing import Rule, Values

LONGEST_NOTE = 300


def _both_offers(stays: Values, goes: Values) -> Values:
    """An offer that holds counts; what both said is said in one."""
    if goes["withdrawn_at"] is not None:
        return {}
    if stays["withdrawn_at"] is not None:
        return {name: goes[name] for name in ("withdrawn_at", "note", "need_id", "offered_at")}
    notes = dict.fromkeys(note for note in (stays["note"], goes["note"]) if note)
    return {
        "note": "; ".join(notes)[:LONGEST_NOTE],
        "need_id": stays["need_id"] or goes["need_id"],
    }


rules = {
    "idea": Rule(counted=lambda number: _n("%(num)s idea", "%(num)s ideas", number)),
    "idea_support": Rule(
        counted=lambda number: _n("%(num)s supported idea", "%(num)s supported ideas", number),
        follows=lambda person_id: {"voter": f"person {person_id}"},
    ),
    "idea_offer": Rule(
        counted=lambda number: _n(
            "%(num)s offer of help with an idea", "%(num)s offers of help with ideas", number
        ),
        takes_over=_both_offers,
    ),
    "idea_call": Rule(
        counted=lambda number: _n("%(num)s call about an idea", "%(num)s calls about ideas", number)
    ),
}


def count_people(moves: Sequence[PersonMove]) -> None:
    """Count once more who stands behind the ideas whose supporters and helpers were joined."""
    numbers: set[int] = set()
    tables: tuple[tuple[str, Any], ...] = (("idea_support", IdeaSupport), ("idea_offer", IdeaOffer))
    for name, kind in tables:
        moved = [move for move in moves if move.table_name == name]
        numbers |= {move.before["idea_id"] for move in moved if "idea_id" in move.before}
        ids = [move.row_key["id"] for move in moved]
        numbers |= set(db.session.scalars(select(kind.idea_id).where(kind.id.in_(ids))))
    ideas = db.session.scalars(select(Idea).where(Idea.id.in_(numbers)).order_by(Idea.id)).all()
    if ideas:
        hold(*ideas)
        recount_around(*ideas)
