"""What the search looks through: an event's words, folded, so that "zolw" finds "Żółw"."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import joinedload, selectinload

from osl.communities.models import Community, Venue
from osl.core.db import Base, db
from osl.core.text import fold
from osl.events.models import Event


def words_of(event: Event) -> str:
    """Title, description, host, place and communities, ready to be searched."""
    venue = [event.venue.name, event.venue.address] if event.venue else []
    words = [
        event.title,
        event.description,
        event.host,
        event.place_note,
        *venue,
        *(community.name for community in event.communities),
    ]
    return fold(" ".join(word for word in words if word))


def refresh_search_words(marked: Iterable[Any]) -> None:
    """A writer of core.revisions: events are found by the new name of their place or community.

    Nobody edited the events themselves, so their version stays as it was.
    """
    venues = [thing.id for thing in marked if isinstance(thing, Venue)]
    communities = [thing.id for thing in marked if isinstance(thing, Community)]
    if not venues and not communities:
        return
    statement = (
        select(Event)
        .where(
            or_(Event.venue_id.in_(venues), Event.communities.any(Community.id.in_(communities)))
        )
        .options(joinedload(Event.venue), selectinload(Event.communities))
    )
    found = [
        {"number": event.id, "words": words_of(event)}
        for event in db.session.scalars(statement)
        if event.search_text != words_of(event)
    ]
    if found:
        table = Base.metadata.tables["event"]
        db.session.execute(
            update(table)
            .where(table.c.id == bindparam("number"))
            .values(search_text=bindparam("words")),
            found,
        )
