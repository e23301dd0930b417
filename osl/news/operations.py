"""Asking for news without a name, and forgetting those who never confirmed it."""

from datetime import datetime

from sqlalchemy import delete, exists, or_, select, update

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, language
from osl.ideas.models import Idea, IdeaCall, IdeaOffer, IdeaSupport
from osl.messages.consent_words import sentence, sentence_in
from osl.messages.consents import (
    KEPT_UNANSWERED,
    Agreement,
    AskedTooOften,
    give_consent,
    refuse_crowd,
)
from osl.messages.models import Call, Consent, ConsentChannel, ConsentSource
from osl.people.models import Channel, Person
from osl.people.operations import Known, meet_person
from osl.signups.models import Regular, Signup


def ask_for_news(community: Community, email: str, *, network: str) -> None:
    """Let somebody ask for the weekly letter of a community with nothing but an address.

    The address gets a letter that asks back, unless it had enough of those lately: whoever typed
    it learns neither. Raises AskedTooOften when very many come from one network.
    """
    refuse_crowd(network)
    person = meet_person(
        Known("", email=email, language=language()),
        channel=Channel.WEB,
        community_ids=[community.id],
        actor=None,
    )
    agreement = Agreement(
        channel=ConsentChannel.EMAIL,
        community_id=community.id,
        contact=email,
        text=sentence(ConsentChannel.EMAIL, community.name),
        language=language(),
    )
    try:
        give_consent(agreement, person_id=person.id, source=ConsentSource.WEB, network=network)
    except AskedTooOften:
        return


def note_consent(
    person: Person,
    channel: ConsentChannel,
    community: Community | None,
    *,
    source: ConsentSource,
    actor: User,
) -> Consent:
    """Note what a person told the team, in the person's own language.

    Raises DomainError for whoever has no such contact, and AskedTooOften.
    """
    contact = person.email if channel is ConsentChannel.EMAIL else person.phone
    if not contact:
        raise DomainError(
            _("We have no e-mail address of this person.")
            if channel is ConsentChannel.EMAIL
            else _("We have no phone number of this person.")
        )
    agreement = Agreement(
        channel=channel,
        community_id=community.id if community is not None else None,
        contact=contact,
        text=sentence_in(person.language, channel, community.name if community else ""),
        language=person.language,
    )
    return give_consent(agreement, person_id=person.id, source=source, actor=actor)


def forget_unanswered(now: datetime) -> None:
    """After 30 days what nobody confirmed is forgotten, with whoever is known by nothing else; and
    nothing says any more from where a yes came."""
    old = now - KEPT_UNANSWERED
    # A mailbox that never asked is left alone for 30 days from the day it said so.
    is_done_with = or_(Consent.withdrawn_at.is_(None), Consent.withdrawn_at < old)
    db.session.execute(
        delete(Consent).where(Consent.confirmed_at.is_(None), Consent.given_at < old, is_done_with)
    )
    db.session.execute(
        update(Consent)
        .where(Consent.given_at < old, is_done_with, Consent.address_key != "")
        .values(network="", address_key="", version=Consent.version + 1)
    )
    known_by = [
        exists(select(thing.id).where(thing.person_id == Person.id))
        for thing in (Consent, Signup, Regular, Call, Idea, IdeaOffer, IdeaSupport, IdeaCall)
    ]
    db.session.execute(
        delete(Person).where(
            Person.name == "",
            Person.created_at < old,
            *(~one for one in known_by),
        ),
        execution_options={"synchronize_session": False},
    )
