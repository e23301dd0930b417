"""What is forgotten on time: from where something came, and addresses nobody confirmed."""

from datetime import datetime, timedelta

from sqlalchemy import update

from osl.core.db import Base, db
from osl.ideas.limits import KEPT
from osl.ideas.models import IdeaMessage, IdeaOffer, IdeaSupport

UNCONFIRMED_KEPT = timedelta(days=7)
"""How long an address waits for the button in its letter to be pressed."""


def forget_traces(now: datetime) -> None:
    """Keyed hashes of networks and addresses go after 30 days, an address nobody confirmed after
    seven. Nobody edited the ideas, so their versions stay as they were."""
    old = now - KEPT
    ideas = Base.metadata.tables["idea"]
    db.session.execute(
        update(ideas)
        .where(ideas.c.given_at < old, ideas.c.network != "")
        .values(network="", address_key="", form_hash="")
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
        .where(IdeaSupport.address_key != "", IdeaSupport.asked_at < old)
        .values(address_key="")
    )
