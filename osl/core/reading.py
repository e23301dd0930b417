"""That somebody looked at what is not for everybody: noted in the log by a page that only reads."""

from typing import Any

from osl.core import audit, transactions
from osl.core.audit import Action, Actor


def note_reading(
    what: Action,
    *,
    actor: Actor | None,
    subject: Any,
    community_id: int | None = None,
    **details: Any,
) -> None:
    """Write one audit entry although the page changes nothing: in a small transaction of its
    own, before the page is shown. Without the entry there is no page."""
    if transactions.is_writing():
        audit.record(what, actor=actor, subject=subject, community_id=community_id, **details)
        return
    with transactions.side() as aside:
        aside.add(
            audit.entry_of(what, actor=actor, subject=subject, community_id=community_id, **details)
        )
