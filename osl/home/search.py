"""What the team looks for by words: events, residents' ideas, communities and places."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import selectinload

from osl.accounts.models import User
from osl.communities.models import Community, Venue
from osl.communities.queries import open_communities, venues
from osl.core.db import db
from osl.core.text import fold
from osl.events.models import Event
from osl.events.queries import events_visible_to, says
from osl.ideas.models import Idea
from osl.ideas.queries import ideas_visible_to
from osl.ideas.queries import says as idea_says

MOST_FOUND = 20


@dataclass(frozen=True)
class Found:
    """What the search of the desk came upon."""

    events: list[Event]
    ideas: list[Idea]
    communities: list[Community]
    venues: list[Venue]

    @property
    def count(self) -> int:
        return len(self.events) + len(self.ideas) + len(self.communities) + len(self.venues)


def search(user: User, text: str) -> Found:
    """Events, ideas, communities and places whose words hold every word of ``text``; of ideas
    those nobody has read and the hidden ones too."""
    words = fold(text).split()
    if not words:
        return Found([], [], [], [])
    statement = (
        events_visible_to(user)
        .where(*says(text))
        .options(selectinload(Event.communities), selectinload(Event.occurrences))
    )
    events = list(db.session.scalars(statement.order_by(Event.id.desc()).limit(MOST_FOUND)))
    ideas = ideas_visible_to(user).where(*idea_says(text)).order_by(Idea.id.desc())
    return Found(
        events,
        list(db.session.scalars(ideas.limit(MOST_FOUND))),
        [one for one in open_communities() if _holds(words, one.name, one.summary, one.area)],
        [one for one in venues() if _holds(words, one.name, one.address, one.directions)],
    )


def _holds(words: Sequence[str], *texts: str) -> bool:
    text = fold(" ".join(texts))
    return all(word in text for word in words)
