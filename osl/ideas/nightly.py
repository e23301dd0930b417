"""What is forgotten on time: from where something came, addresses nobody confirmed, and what was
hidden."""

from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import aliased

from osl.core import audit
from osl.core.db import Base, db
from osl.core.i18n import _l
from osl.core.pictures import forget_picture
from osl.ideas.limits import KEPT
from osl.ideas.models import Idea, IdeaEvent, IdeaMessage, IdeaOffer, IdeaSupport, Moderation

FORGOTTEN = audit.action(
    "idea.forgotten", _l("%(actor)s erased ideas hidden for 30 days: %(count)s")
)

HIDDEN_KEPT = timedelta(days=30)
"""How long the team may think better of what it hides."""

MOST_A_NIGHT = 500

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


def forget_hidden(now: datetime) -> int:
    """Erase ideas 30 days after they were hidden, with all that hangs on them; how many. What an
    event or another idea goes back to stays, and says no more from whom it is. One audit entry
    when there was something to erase.
    """
    of_another = aliased(Idea)
    hangs_on = or_(
        Idea.merged_into_id.is_not(None),
        exists().where(
            or_(of_another.merged_into_id == Idea.id, of_another.split_from_id == Idea.id)
        ),
        exists().where(IdeaEvent.idea_id == Idea.id),
    )
    is_due = (
        Idea.moderation == Moderation.HIDDEN,
        Idea.hidden_at < now - HIDDEN_KEPT,
        Idea.formal_kind.is_(None),
    )
    ideas = Base.metadata.tables["idea"]
    stay = db.session.scalars(select(Idea.id).where(*is_due, hangs_on, Idea.person_id.is_not(None)))
    db.session.execute(update(ideas).where(ideas.c.id.in_(stay.all())).values(person_id=None))
    go = db.session.scalars(select(Idea).where(*is_due, ~hangs_on).limit(MOST_A_NIGHT)).all()
    for idea in go:
        forget_picture(idea.picture)
        db.session.delete(idea)
    if go:
        audit.record(FORGOTTEN, actor=None, count=len(go))
    return len(go)
