"""The rounds of a course or a workshop: the same content for another group, with dates and places
of its own."""

from dataclasses import fields, replace
from uuid import UUID

from flask_babel import force_locale

from osl.accounts.models import User
from osl.core import audit, revisions
from osl.core.errors import DomainError
from osl.core.i18n import DEFAULT_LANGUAGE, _, _l
from osl.events import pictures
from osl.events.models import Event, EventFormat
from osl.events.operations import Facts, change_event, plan_event
from osl.events.policies import can_edit_event
from osl.events.queries import rounds_of
from osl.events.schedule import Schedule, of_event

ADDED = audit.action("event.round_added", _l("%(actor)s added a round of “%(subject)s”: %(round)s"))

OF_EACH_ROUND = frozenset(
    {
        "round_name",
        "venue",
        "place_note",
        "host",
        "places",
        "reserved_places",
        "signup_note",
        "signup_opens_at",
        "signup_closes_at",
    }
)
"""What each round has of its own; everything else that is said of them is said of all."""


def add_round(
    event: Event,
    when: Schedule,
    facts: Facts,
    *,
    first_name: str = "",
    actor: User,
    key: UUID | None = None,
) -> Event:
    """Plan one more round of a course, as a draft with the same words and pictures.

    ``facts.round_name`` tells the new round from the others; ``first_name`` is for the first one,
    which had no need of a name while it was alone. Raises DomainError for a cycle.
    """
    if event.format is EventFormat.CYCLE:
        raise DomainError(_("A cycle has no rounds: everybody comes when they like."))
    first = event.round_of or event
    new = plan_event(
        facts,
        when,
        communities=[one for one in event.communities if actor.works_with(one.id)],
        actor=actor,
        key=key,
    )
    new.round_of = first
    if not first.round_name:
        with force_locale(DEFAULT_LANGUAGE):
            first.round_name = first_name or _("Group 1")
        revisions.mark(first)
    pictures.share(event, new)
    audit.record(
        ADDED,
        actor=actor,
        subject=new,
        community_id=event.communities[0].id if event.communities else None,
        round=new.round_name,
    )
    return new


def change_other_rounds(event: Event, *, actor: User) -> int:
    """Tell of the other rounds what is now told of this one; how many read differently for it.

    Their dates, places and hosts are their own and stay, and so does a round of a team that the
    actor does not work in. Raises DomainError.
    """
    said = Facts.of(event)
    changed = 0
    for other in rounds_of(actor, event):
        if other is event or other.is_cancelled or not can_edit_event(actor, other):
            continue
        own = Facts.of(other)
        kept = {
            one.name: getattr(own, one.name) for one in fields(own) if one.name in OF_EACH_ROUND
        }
        changed += change_event(
            other,
            replace(said, **kept),
            of_event(other),
            communities=[one for one in other.communities if actor.works_with(one.id)],
            actor=actor,
        )
    return changed
