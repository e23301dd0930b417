"""What is forgotten of neighbour help at night."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update

from osl.core.db import Base, db
from osl.neighbours.limits import KEPT

WORDS_KEPT = timedelta(days=90)
"""So long after it is over one may still ask what it was; then only that there was help counts."""


def forget_help_traces(now: datetime) -> None:
    """Keyed hashes of networks go after 30 days, and what somebody asked for or offered in words
    90 days after it is over. Nobody edited the rows, so their versions stay as they were."""
    table = Base.metadata.tables["neighbour_call"]
    db.session.execute(
        update(table).where(table.c.network != "", table.c.made_at < now - KEPT).values(network="")
    )
    db.session.execute(
        update(table)
        .where(
            table.c.ended_at < now - WORDS_KEPT,
            or_(table.c.words != "", table.c.when_note != ""),
        )
        .values(words="", when_note="")
    )
