"""From ideas to the event that answers them: one may answer five, and one idea feed a series."""

from collections.abc import Sequence
from uuid import UUID

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core import audit, revisions
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.events.models import Event
from osl.events.operations import Facts, plan_event
from osl.events.schedule import Schedule
from osl.ideas.following import reckon
from osl.ideas.models import Idea, IdeaEvent
from osl.ideas.queries import root_of
from osl.ideas.supports import hold, store

LINKED = audit.action("idea.linked", _l("%(actor)s noted that “%(event)s” answers “%(subject)s”"))
UNLINKED = audit.action(
    "idea.unlinked", _l("%(actor)s noted that “%(event)s” does not answer “%(subject)s”")
)


def plan_from_ideas(
    ideas: Sequence[Idea],
    facts: Facts,
    when: Schedule,
    *,
    communities: Sequence[Community],
    actor: User,
    key: UUID | None = None,
) -> Event:
    """Plan an event that answers these ideas: a draft, linked with each of them. Those behind the
    ideas are invited when it is published.

    Raises DomainError, and AlreadyPlanned for a form that came twice.
    """
    if not ideas:
        raise DomainError(_("Choose at least one idea."))
    for idea in ideas:
        _refuse_hidden(idea)
    event = plan_event(facts, when, communities=communities, actor=actor, key=key)
    db.session.flush()
    for idea in ideas:
        link_event(idea, event, actor=actor)
    return event


def link_event(idea: Idea, event: Event, *, actor: User) -> IdeaEvent:
    """Note that an event answers an idea, whenever it was planned. Twice is once."""
    _hold_event(event)
    hold(idea)
    _refuse_hidden(idea)
    link = db.session.get(IdeaEvent, (idea.id, event.id))
    if link is not None:
        return link
    link = IdeaEvent(idea=idea, event=event, linked_by_id=actor.id, linked_at=utcnow())
    db.session.add(link)
    db.session.flush()
    if event.is_published:
        for one in {idea, root_of(idea)}:
            if one.answered_at is None:
                store(one, answered_at=utcnow())
    audit.record(
        LINKED, actor=actor, subject=idea, community_id=idea.community_id, event=event.title
    )
    revisions.mark(event)
    return link


def unlink_event(idea: Idea, event: Event, *, actor: User) -> None:
    """It does not answer the idea after all: its state follows. Twice is once."""
    link = db.session.get(IdeaEvent, (idea.id, event.id))
    if link is None:
        return
    db.session.delete(link)
    db.session.flush()
    db.session.expire(idea, ["answering"])
    reckon([idea])
    audit.record(
        UNLINKED, actor=actor, subject=idea, community_id=idea.community_id, event=event.title
    )
    revisions.mark(event)


def words_from(ideas: Sequence[Idea]) -> tuple[str, str]:
    """The name and the description an event starts with: the idea's own, or all of them."""
    if len(ideas) == 1:
        return ideas[0].title, ideas[0].text
    text = "\n\n".join(f"{idea.title}\n{idea.text}" for idea in ideas)
    return ideas[0].title, text


def communities_from(ideas: Sequence[Idea]) -> list[Community]:
    """Every community one of these ideas comes from, each once."""
    return list({idea.community.id: idea.community for idea in ideas}.values())


def _hold_event(event: Event) -> None:
    """Whoever publishes it at this moment, or links another idea, comes before or after: else
    neither would see what the other did, and nobody would be invited, or somebody twice.
    SQLite has one writer at a time anyway."""
    if db.engine.dialect.name == "postgresql":
        db.session.flush()
        db.session.refresh(event, with_for_update={"of": Event})


def _refuse_hidden(idea: Idea) -> None:
    if idea.is_formal:
        raise DomainError(_("“%(title)s” went to the office: it is no idea.", title=idea.title))
    if not root_of(idea).is_published:
        raise DomainError(_("Publish “%(title)s” first, then plan.", title=idea.title))
