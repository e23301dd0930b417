"""Whom the team has to call: who sees which call, in what order, and with what to say."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, Select, exists, false, func, select, true
from sqlalchemy.orm import joinedload, selectinload

from osl.accounts.models import User
from osl.accounts.queries import names_of
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.paging import Page, page_of
from osl.events.models import Event, Occurrence, event_community
from osl.events.queries import get_event
from osl.messages.calls import is_open_call
from osl.messages.models import Call, Cause
from osl.people.models import Person
from osl.people.policies import can_see_people
from osl.signups.call_facts import HEARD, Circumstances
from osl.signups.call_script import Sentences, what_to_say
from osl.signups.models import Signup
from osl.signups.policies import can_see_signups

PAGE_SIZE = 40
MOST_DONE = 40
DONE_SHOWN = timedelta(days=14)


@dataclass(frozen=True)
class CallRow:
    """Somebody to be called, as the page shows them."""

    call: Call
    person: Person
    event: Event
    signups: list[Signup]
    says: Sentences
    called_by: str = ""

    @property
    def people(self) -> int:
        """How many come: of several meetings, the most to any of them."""
        return max((one.party_size for one in self.signups), default=0)

    @property
    def may_wait_on(self) -> bool:
        """Whether fewer places are offered than this party waits for."""
        return any(one.offered < one.party_size for one in self.signups)


@dataclass(frozen=True)
class CallGroup:
    """Those to be called about one event for one cause. ``says`` is what most of them are told;
    whoever is told something else has it in their own row."""

    event: Event
    cause: Cause
    rows: list[CallRow]

    @property
    def says(self) -> Sentences:
        return Counter(row.says for row in self.rows).most_common(1)[0][0]


@dataclass(frozen=True)
class CallPage:
    """One page of the call list, by event and cause, and the calls that are done."""

    page: Page[Call]
    groups: list[CallGroup]
    done: list[CallRow]


def is_call_visible_to(viewer: User | None) -> ColumnElement[bool]:
    """Calls about the events of one's communities; the organiser's are all of them."""
    if viewer is None or not can_see_people(viewer):
        return false()
    if viewer.is_organiser:
        return true()
    own = exists().where(
        event_community.c.event_id == Call.event_id,
        event_community.c.community_id.in_(viewer.community_ids),
    )
    of_town = exists().where(Event.id == Call.event_id, Event.is_whole_town)
    return own.correlate(Call) & ~of_town.correlate(Call)


def calls_visible_to(viewer: User | None) -> Select[Call]:
    return select(Call).where(is_call_visible_to(viewer))


def get_call(viewer: User | None, call_id: int) -> Call:
    """One call, locked: two people with one list note one after the other what came of it."""
    statement = calls_visible_to(viewer).where(Call.id == call_id).with_for_update(of=Call)
    return db.session.scalar(statement) or abort(404)


def get_event_to_call(viewer: User | None, event_id: int) -> Event:
    """An event whose people this viewer may call."""
    event = get_event(viewer, event_id)
    return event if viewer is not None and can_see_signups(viewer, event) else abort(404)


def number_of_open_calls(viewer: User | None) -> int:
    """How many people are still to be called."""
    statement = select(func.count(Call.id)).where(is_call_visible_to(viewer), *is_open_call())
    return db.session.scalar(statement) or 0


def call_page(viewer: User | None, number: int, event: Event | None = None) -> CallPage:
    """Whom this viewer has to call, the soonest deadline and the nearest meeting first."""
    statement = _open_calls(viewer, event)
    page = page_of(statement, number, order=_in_order(), key=Call.id, size=PAGE_SIZE)
    return CallPage(page, grouped(rows_of(page.rows)), done_calls(viewer, event))


def all_calls(viewer: User | None, event: Event) -> list[CallGroup]:
    """Everybody to be called about one event, for paper: nobody is left on the next page."""
    calls = db.session.scalars(_open_calls(viewer, event).order_by(*_in_order())).all()
    return grouped(rows_of(calls))


def group_to_call(viewer: User | None, event: Event, cause: Cause) -> list[CallRow]:
    """Those to be called about one event for one cause."""
    statement = _open_calls(viewer, event).where(Call.cause == cause)
    return rows_of(db.session.scalars(statement.order_by(*_in_order())).all())


def done_calls(viewer: User | None, event: Event | None = None) -> list[CallRow]:
    """Whom somebody has reached lately, the last one first."""
    statement = calls_visible_to(viewer).where(
        Call.outcome.in_(HEARD), Call.called_at > utcnow() - DONE_SHOWN
    )
    if event is not None:
        statement = statement.where(Call.event_id == event.id)
    calls = db.session.scalars(statement.order_by(Call.called_at.desc()).limit(MOST_DONE)).all()
    people, events = _people_of(calls), _events_of(calls)
    names = names_of(call.called_by_id for call in calls)
    return [
        CallRow(
            call,
            people[call.person_id],
            events[call.event_id],
            [],
            (),
            names.get(call.called_by_id or 0, ""),
        )
        for call in calls
    ]


def rows_of(calls: Sequence[Call]) -> list[CallRow]:
    """These calls with all their rows show: as many questions for many as for few."""
    now = Circumstances(calls)
    people, events = _people_of(calls), _events_of(calls)
    names = names_of(call.called_by_id for call in calls)
    return [
        CallRow(
            call=call,
            person=people[call.person_id],
            event=events[call.event_id],
            signups=now.signups_of(call),
            says=what_to_say(call, events[call.event_id], now),
            called_by=names.get(call.called_by_id or 0, ""),
        )
        for call in calls
    ]


def grouped(rows: Iterable[CallRow]) -> list[CallGroup]:
    """Rows that follow one another and are about the same, together."""
    return [
        CallGroup(own[0].event, own[0].call.cause, own)
        for _key, found in groupby(rows, key=lambda row: (row.event.id, row.call.cause))
        if (own := list(found))
    ]


def _open_calls(viewer: User | None, event: Event | None) -> Select[Call]:
    statement = calls_visible_to(viewer).where(*is_open_call())
    return statement if event is None else statement.where(Call.event_id == event.id)


def _in_order() -> tuple[Any, ...]:
    """Whatever is kept for somebody first, by its deadline; then by the nearest meeting. Those
    with one event and cause stay together, who signed up first on top; nobody changes places while
    the list is worked off."""
    deadline = func.min(Call.answer_by).over(partition_by=(Call.event_id, Call.cause))
    nearest = (
        select(func.min(Occurrence.starts_at))
        .where(Occurrence.event_id == Call.event_id, Occurrence.ends_at > utcnow())
        .correlate(Call)
        .scalar_subquery()
    )
    soonest = func.coalesce(deadline, nearest)
    return soonest.is_(None), soonest, Call.event_id, Call.cause, Call.id


def _people_of(calls: Sequence[Call]) -> dict[int, Person]:
    ids = {one.person_id for one in calls}
    found = db.session.scalars(select(Person).where(Person.id.in_(ids))) if ids else ()
    return {one.id: one for one in found}


def _events_of(calls: Sequence[Call]) -> dict[int, Event]:
    ids = {one.event_id for one in calls}
    statement = (
        select(Event)
        .where(Event.id.in_(ids))
        .options(
            selectinload(Event.communities),
            joinedload(Event.venue),
            joinedload(Event.replacement).options(
                selectinload(Event.occurrences), joinedload(Event.series)
            ),
        )
    )
    return {one.id: one for one in db.session.scalars(statement)} if ids else {}
