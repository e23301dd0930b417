"""What becomes of neighbour help when two entries turn out to be one person."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from osl.core.db import db
from osl.core.i18n import _, _n
from osl.neighbours.models import HelpCall, Match
from osl.people.pointing import Rule

rules = {
    "neighbour_call": Rule(
        counted=lambda number: _n(
            "%(num)s call in the neighbour help", "%(num)s calls in the neighbour help", number
        )
    )
}


def help_each_other(kept_id: int, merged_id: int) -> str:
    """Two who help one another are two."""
    asks, offers = aliased(HelpCall), aliased(HelpCall)
    both = (kept_id, merged_id)
    found = (
        select(Match.id)
        .join(asks, asks.id == Match.request_id)
        .join(offers, offers.id == Match.offer_id)
        .where(
            asks.person_id.in_(both),
            offers.person_id.in_(both),
            asks.person_id != offers.person_id,
            Match.ended_at.is_(None),
        )
    )
    if db.session.scalar(found.limit(1)) is None:
        return ""
    return _("In the neighbour help one of them helps the other. These are two people.")
