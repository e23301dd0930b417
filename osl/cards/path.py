"""The path of a person, told by facts: what somebody took part in, helped with and started.

Nothing here is a score, and nobody sets it: each rung of the ladder is counted from what
happened, with dates and the pages that show it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app, url_for
from sqlalchemy import func, select

from osl.accounts.models import User
from osl.cards.happenings import happenings_of
from osl.cards.rungs import Rung
from osl.core.clock import to_local, utcnow
from osl.core.db import db
from osl.core.i18n import _l
from osl.core.paging import Page
from osl.people.models import Person

RUNGS = {
    Rung.CAME: _l("Taking part"),
    Rung.HELPED: _l("Helping"),
    Rung.CO_LED: _l("Leading together with us"),
    Rung.LED: _l("Leading"),
    Rung.STARTED: _l("Own initiatives"),
    Rung.BRINGS: _l("Whom they come with and invite"),
}

FEW = 5
"""So many of the latest facts stand on the card, for each rung."""
PAGE_SIZE = 50


@dataclass(frozen=True)
class Fact:
    """One thing that happened, its day, its words, and the page that shows it (or none)."""

    on: date
    words: str
    href: str
    is_ahead: bool = False


@dataclass(frozen=True)
class Step:
    """One rung: how many facts there are, the first and the last day, and the latest of them."""

    rung: Rung
    count: int
    first: date
    last: date
    facts: Sequence[Fact]

    @property
    def title(self) -> str:
        return str(RUNGS[self.rung])

    @property
    def has_more(self) -> bool:
        return self.count > len(self.facts)


def path_of(viewer: User, person: Person) -> list[Step]:
    """The rungs on which something happened, in the order of the ladder."""
    facts = happenings_of(viewer, person)
    place = func.row_number().over(
        partition_by=facts.c.rung, order_by=(facts.c.at.desc(), facts.c.id.desc())
    )
    counted = select(
        facts,
        place.label("place"),
        func.count().over(partition_by=facts.c.rung).label("count"),
        func.min(facts.c.at).over(partition_by=facts.c.rung).label("first"),
        func.max(facts.c.at).over(partition_by=facts.c.rung).label("last"),
    ).subquery()
    latest = select(counted).where(counted.c.place <= FEW).limit(FEW * len(Rung))
    found: dict[str, list[Any]] = {}
    for row in db.session.execute(latest.order_by(counted.c.rung, counted.c.place)):
        found.setdefault(row.rung, []).append(row)
    return [
        Step(
            rung,
            rows[0].count,
            _day(rows[0].first),
            _day(rows[0].last),
            [_fact(viewer, row) for row in rows],
        )
        for rung in Rung
        if (rows := found.get(rung.value))
    ]


def facts_of(viewer: User, person: Person, rung: Rung, number: int) -> Page[Fact]:
    """All facts of one rung, by pages, the latest first."""
    facts = happenings_of(viewer, person)
    number = max(1, min(number, 1000))
    rows = db.session.execute(
        select(facts)
        .where(facts.c.rung == rung.value)
        .order_by(facts.c.at.desc(), facts.c.id.desc())
        .limit(PAGE_SIZE + 1)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    shown = [_fact(viewer, row) for row in rows[:PAGE_SIZE]]
    return Page(shown, number, has_next=len(rows) > PAGE_SIZE)


SENTENCES = {
    "was_there": _l("Took part: %(title)s"),
    "was_there_with": _l("%(title)s: together with others (%(number)s)"),
    "was_at_course": _l("Took part in the course: %(title)s, meetings: %(number)s"),
    "came": _l("Had a place: %(title)s, attendance not noted"),
    "came_with": _l("%(title)s: together with others (%(number)s)"),
    "offer": _l("Offered help with an idea: %(title)s"),
    "shift": _l("Helped: %(title)s"),
    "claim": _l("%(title)s: %(about)s"),
    "co_leads": _l("Co-led: %(title)s"),
    "leads": _l("Led: %(title)s"),
    "idea": _l("Idea: %(title)s"),
    "from_idea": _l("From the idea “%(about)s”: %(title)s"),
    "group": _l("Looks after the group: %(title)s"),
    "brought": _l("Came to us through them: %(title)s"),
}
"""Said so that it fits whoever it is about; in Polish, in nouns."""

PAGES = {
    "was_there": ("events.show", "event_id"),
    "was_there_with": ("events.show", "event_id"),
    "was_at_course": ("events.show", "event_id"),
    "came": ("events.show", "event_id"),
    "came_with": ("events.show", "event_id"),
    "offer": ("ideas_desk.show", "idea_id"),
    "shift": ("volunteer_desk.show", "task_id"),
    "claim": ("events.show", "event_id"),
    "co_leads": ("events.show", "event_id"),
    "leads": ("events.show", "event_id"),
    "idea": ("ideas_desk.show", "idea_id"),
    "from_idea": ("events.show", "event_id"),
    "group": ("groups.show", "group_id"),
    "brought": ("cards.show", "person_id"),
}


OTHERS_PAGES = {
    "offer": ("ideas.show", "idea_id"),
    "idea": ("ideas.show", "idea_id"),
    "shift": None,
}
"""Where the working page is for the thing's own team only (its community stands in ``number``)."""


def _fact(viewer: User, row: Any) -> Fact:
    words = SENTENCES[row.kind] % {"title": row.title, "about": row.about, "number": row.number}
    return Fact(_day(row.at), str(words), _address(viewer, row), is_ahead=row.at > utcnow())


def _address(viewer: User, row: Any) -> str:
    page: tuple[str, str] | None = PAGES[row.kind]
    if row.kind in OTHERS_PAGES and not viewer.works_with(row.number):
        page = OTHERS_PAGES[row.kind]
    if page is None or page[0] not in current_app.view_functions:
        return ""
    return url_for(page[0], **{page[1]: row.id})


def _day(moment: datetime) -> date:
    return to_local(moment).date()
