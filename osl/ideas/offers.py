"""Residents who want to help an idea along: what they offer, and taking it back."""

from dataclasses import dataclass

from sqlalchemy import select

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.ideas import limits
from osl.ideas.models import Idea, IdeaNeed, IdeaOffer, Resource, Source
from osl.ideas.queries import root_of
from osl.ideas.supports import hold, recount, recount_around
from osl.ideas.telling import thank_helper
from osl.people.operations import Known, meet_person

OFFERED = audit.action("idea.help_offered", _l("A resident offered help with “%(subject)s”"))
NOTED = audit.action(
    "idea.help_noted", _l("%(actor)s noted that a resident wants to help with “%(subject)s”")
)
WITHDRAWN = audit.action(
    "idea.help_withdrawn", _l("A resident took back an offer of help with “%(subject)s”")
)
REMOVED = audit.action(
    "idea.help_removed", _l("%(actor)s removed an offer of help with “%(subject)s”")
)


@dataclass(frozen=True)
class Help:
    """Who offers what, and whether it meets something the idea is looking for."""

    known: Known
    resource: Resource
    note: str = ""
    need: IdeaNeed | None = None


def offer_help(
    idea: Idea,
    offered: Help,
    *,
    source: Source = Source.WEB,
    network: str = "",
    actor: User | None = None,
) -> IdeaOffer:
    """Take a resident's offer by name. The same person offering the same again is one offer.

    Writes one audit entry, and a letter with the link that takes it back. Raises DomainError.
    """
    if not offered.known.name:
        raise DomainError(_("Give your name, so that we know whom to thank."))
    if not (offered.known.email or offered.known.phone):
        raise DomainError(_("Give a phone number or an e-mail address. One is enough."))
    hold(idea)
    root = root_of(idea)
    if actor is None:
        if not root.is_published:
            raise DomainError(_("Nobody can join this idea now."))
        limits.refuse_flood(network)
    person = meet_person(
        offered.known, channel=source.channel, community_ids=[root.community_id], actor=actor
    )
    need = offered.need if offered.need in root.needs else _need_of(root, offered.resource)
    same = select(IdeaOffer).where(
        IdeaOffer.idea_id == root.id,
        IdeaOffer.person_id == person.id,
        IdeaOffer.resource == offered.resource,
    )
    offer = db.session.scalar(same)
    if offer is None:
        offer = IdeaOffer(
            idea_id=root.id, person=person, resource=offered.resource, network=network
        )
        db.session.add(offer)
    elif offer.is_live:
        offer.note = offered.note or offer.note
        return offer
    offer.note, offer.need = offered.note, need
    offer.offered_at, offer.withdrawn_at = utcnow(), None
    db.session.flush()
    recount(root)
    _note(NOTED if actor is not None else OFFERED, root, actor)
    thank_helper(offer)
    return offer


def withdraw_offer(offer: IdeaOffer, *, actor: User | None = None) -> None:
    """It is taken back; what the idea was looking for is free again. Twice is once."""
    if not offer.is_live:
        return
    hold(offer.idea)
    offer.withdrawn_at = utcnow()
    db.session.flush()
    recount_around(offer.idea)
    _note(REMOVED if actor is not None else WITHDRAWN, offer.idea, actor)


def _need_of(idea: Idea, resource: Resource) -> IdeaNeed | None:
    return next((one for one in idea.needs if one.is_open and one.resource is resource), None)


def _note(what: audit.Action, idea: Idea, actor: User | None) -> None:
    audit.record(what, actor=actor, subject=idea, community_id=idea.community_id)
