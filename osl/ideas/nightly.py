"""What is forgotten on time: from where something came, and addresses nobody confirmed."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update

from osl.core.db import Base, db
from osl.ideas.limits import KEPT
from osl.ideas.models import IdeaMessage, IdeaOffer, IdeaSupport

UNCONFIRMED_KEPT = timedelta(days=7)
"""How long an address waits for the button in its letter to be pressed."""


def forget_traces(now: datetime) -> None:
    """Keyed hashes of networks, addresses and words go after 30 days, an address nobody confirmed
    after seven, and one that wants no more letters after 30. Nobody edited the ideas, so their
    versions stay as they were."""
    old = now - KEPT
    ideas = Base.metadata.tables["idea"]
    traces = (ideas.c.network, ideas.c.address_key, ideas.c.text_key, ideas.c.form_hash)
    db.session.execute(
        update(ideas)
        .where(
            ideas.c.given_at < old,
            or_(ideas.c.denied_at.is_(None), ideas.c.denied_at < old),
            or_(*(column != "" for column in traces)),
        )
        .values(dict.fromkeys(traces, ""))
    )
    for table, at in (
        (IdeaMessage, IdeaMessage.made_at),
        (IdeaOffer, IdeaOffer.offered_at),
        (IdeaSupport, IdeaSupport.supported_at),
    ):
        db.session.execute(update(table).where(at < old, table.network != "").values(network=""))
    waits = (IdeaSupport.confirmed_at.is_(None), IdeaSupport.denied_at.is_(None))
    db.session.execute(
        update(IdeaSupport)
        .where(*waits, IdeaSupport.email != "", IdeaSupport.asked_at < now - UNCONFIRMED_KEPT)
        .values(email="")
    )
    db.session.execute(
        update(IdeaSupport)
        .where(IdeaSupport.stopped_at < old, IdeaSupport.email != "")
        .values(email="")
    )
    # A mailbox that never asked is left alone for 30 days from the day it said so.
    is_done_with = or_(IdeaSupport.denied_at.is_(None), IdeaSupport.denied_at < old)
    db.session.execute(
        update(IdeaSupport)
        .where(IdeaSupport.address_key != "", IdeaSupport.asked_at < old, is_done_with)
        .values(address_key="")
    )
