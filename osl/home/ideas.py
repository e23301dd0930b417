"""What residents thought of, on the pages of the town: beside what is on, and what came of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import load_only

from osl.communities.models import Community
from osl.core.access import current_viewer
from osl.core.clock import today, utcnow
from osl.core.db import db
from osl.events.models import Event
from osl.events.queries import EventFilters
from osl.ideas.models import CallForIdeas, Idea, IdeaState
from osl.ideas.queries import (
    IdeaFilters,
    first_ideas,
    ideas_of_event,
    is_visible_to,
    latest_done,
    latest_ideas,
    open_calls,
)

NEWEST, CAME_TRUE, FOUND = 3, 2, 4
MOST_IN_SITEMAP = 5_000


@dataclass(frozen=True)
class IdeaLine:
    """An idea in a list, and what has become of it by now."""

    idea: Idea
    state: IdeaState


@dataclass(frozen=True)
class IdeasShown:
    """What a page about something else tells of ideas."""

    calls: Sequence[CallForIdeas]
    newest: list[IdeaLine]
    came_true: list[IdeaLine]


def ideas_of_town() -> IdeasShown:
    """For the front page: three questions to the database, whatever people think of."""
    newest = latest_ideas(limit=NEWEST)
    shown = {idea.id for idea in newest}
    done = [idea for idea in latest_done(limit=NEWEST + CAME_TRUE) if idea.id not in shown]
    return IdeasShown(open_calls(today()), in_state(newest), in_state(done[:CAME_TRUE]))


def ideas_of_community(community: Community) -> IdeasShown:
    """For the page of a community: two questions."""
    return IdeasShown(
        open_calls(today(), community), in_state(latest_ideas(community, limit=NEWEST)), []
    )


def ideas_called(filters: EventFilters) -> list[IdeaLine]:
    """The ideas whose words hold what somebody looks for among events."""
    if not filters.text:
        return []
    asked = IdeaFilters(community=filters.community, text=filters.text)
    return in_state(first_ideas(None, asked, FOUND))


def ideas_behind(event: Event) -> list[Idea]:
    """The residents' ideas an event comes from, for its page and for the team's preview of it."""
    return ideas_of_event(current_viewer(), event)


def in_state(ideas: Iterable[Idea]) -> list[IdeaLine]:
    now = utcnow()
    return [IdeaLine(idea, idea.state_at(now)) for idea in ideas]


def ideas_in_sitemap() -> Sequence[Idea]:
    """All ideas a stranger may read, with number and title only. Those that were merged point on
    to these."""
    statement = select(Idea).where(is_visible_to(None), Idea.merged_into_id.is_(None))
    statement = statement.options(load_only(Idea.id, Idea.title))
    return db.session.scalars(statement.order_by(Idea.id.desc()).limit(MOST_IN_SITEMAP)).all()


def calls_in_sitemap() -> Sequence[int]:
    """The numbers of all calls for ideas that were ever published."""
    statement = select(CallForIdeas.id).where(CallForIdeas.published_at.is_not(None))
    return db.session.scalars(statement.order_by(CallForIdeas.id.desc())).all()
