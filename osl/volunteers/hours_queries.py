"""Which hours stand in the books, and who of the team sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, select
from sqlalchemy.orm import contains_eager, joinedload

from osl.accounts.models import User
from osl.communities.models import Community
from osl.communities.queries import open_communities
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.i18n import _
from osl.core.paging import Page, page_of
from osl.people.models import Person, PersonWord, person_community
from osl.people.queries import search_words
from osl.volunteers.hours_policies import can_see_hours
from osl.volunteers.models import (
    Agreement,
    AgreementState,
    Assignment,
    AssignmentState,
    HoursEntry,
    Shift,
    Task,
)
from osl.volunteers.queries import is_handled_by

LAST_LETTER = "\U0010ffff"
MOST_SHIFTS = 12
MOST_SHOWN = 5

IN_FORCE = (AgreementState.SIGNED, AgreementState.ENDED)
"""What hours can be entered under: it was signed, and may have ended since."""


class Standing(StrEnum):
    """Where an entry stands."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


IS: dict[Standing, ColumnElement[bool]] = {
    Standing.WAITING: and_(HoursEntry.confirmed_at.is_(None), HoursEntry.refused_at.is_(None)),
    Standing.CONFIRMED: HoursEntry.confirmed_at.is_not(None),
    Standing.REFUSED: HoursEntry.refused_at.is_not(None),
}


@dataclass(frozen=True)
class Filters:
    """What somebody asked to see. Nothing asked for means everything."""

    text: str = ""
    community: Community | None = None
    month: date | None = None

    @property
    def active(self) -> int:
        return sum(1 for one in (self.text, self.community, self.month) if one)


@dataclass(frozen=True)
class Purpose:
    """What hours are given for: under an agreement, at a task, or something else in a community."""

    community: Community
    agreement: Agreement | None = None
    task: Task | None = None

    @property
    def code(self) -> str:
        """How a form calls it."""
        if self.agreement is not None:
            return f"agreement-{self.agreement.id}"
        if self.task is not None:
            return f"task-{self.task.id}"
        return f"community-{self.community.id}"


@dataclass(frozen=True)
class Sums:
    """Minutes, confirmed and waiting. They are never added together."""

    confirmed: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class HoursOf:
    """The hours of one person, as their card shows them."""

    all_time: Sums
    this_year: Sums
    latest: Sequence[HoursEntry]


def hours_visible_to(viewer: User | None) -> Select[HoursEntry]:
    """The one gate: the organiser sees all hours, the team those of its communities."""
    statement = select(HoursEntry)
    if viewer is None or not can_see_hours(viewer):
        return statement.where(false())
    if viewer.is_organiser:
        return statement
    return statement.where(HoursEntry.community_id.in_(viewer.community_ids))


def get_hours(viewer: User | None, entry_id: int) -> HoursEntry:
    statement = hours_visible_to(viewer).where(HoursEntry.id == entry_id)
    return db.session.scalar(statement) or abort(404)


def hours_shown(
    viewer: User, standing: Standing, filters: Filters, number: int
) -> Page[HoursEntry]:
    """A page of the entries that stand so: what waits longest first, else the newest."""
    statement = filtered(hours_visible_to(viewer), filters).where(IS[standing])
    order: list[Any] = [HoursEntry.worked_on, HoursEntry.id]
    if standing is not Standing.WAITING:
        order = [one.desc() for one in order]
    statement = statement.options(
        joinedload(HoursEntry.person),
        joinedload(HoursEntry.community),
        joinedload(HoursEntry.task),
        joinedload(HoursEntry.agreement),
    )
    return page_of(statement, number, order=order, key=HoursEntry.id)


def counts_of(viewer: User) -> dict[Standing, int]:
    """How many entries stand how."""
    counts = {}
    for standing, condition in IS.items():
        rows = (
            hours_visible_to(viewer).where(condition).with_only_columns(func.count(HoursEntry.id))
        )
        counts[standing] = db.session.scalar(rows) or 0
    return counts


def filtered(statement: Select[HoursEntry], filters: Filters) -> Select[HoursEntry]:
    if filters.community is not None:
        statement = statement.where(HoursEntry.community_id == filters.community.id)
    if filters.month is not None:
        statement = statement.where(is_in_month(filters.month))
    for word in search_words(filters.text):
        begins = exists().where(
            PersonWord.person_id == HoursEntry.person_id,
            PersonWord.word >= word,
            PersonWord.word < word + LAST_LETTER,
        )
        statement = statement.where(begins.correlate(HoursEntry))
    return statement


def is_in_month(month: date) -> ColumnElement[bool]:
    following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return and_(HoursEntry.worked_on >= month, HoursEntry.worked_on < following)


CONFIRMED = func.coalesce(func.sum(case((IS[Standing.CONFIRMED], HoursEntry.minutes), else_=0)), 0)
WAITING = func.coalesce(func.sum(case((IS[Standing.WAITING], HoursEntry.minutes), else_=0)), 0)


def sums_by_person(viewer: User, filters: Filters, number: int) -> Page[tuple[object, ...]]:
    """Who gave how many hours where, by name: rows of a person, a community and two sums."""
    statement = (
        filtered(hours_visible_to(viewer), filters)
        .where(HoursEntry.refused_at.is_(None))
        .join(Person, Person.id == HoursEntry.person_id)
        .join(Community, Community.id == HoursEntry.community_id)
        .with_only_columns(Person, Community, CONFIRMED, WAITING, maintain_column_froms=True)
        .group_by(Person.id, Community.id)
    )
    order = [Person.name_key, Person.id, Community.id]
    return page_of(statement, number, order=order, key=Person.id)


def sums_of(viewer: User, filters: Filters) -> Sums:
    """All of them together: confirmed, and waiting."""
    rows = filtered(hours_visible_to(viewer), filters).with_only_columns(CONFIRMED, WAITING)
    return Sums(*db.session.execute(rows).one())


def hours_of(viewer: User, person: Person) -> HoursOf | None:
    """The hours of somebody for their card; None for whom they are not meant."""
    if not can_see_hours(viewer):
        return None
    own = hours_visible_to(viewer).where(HoursEntry.person_id == person.id)
    new_year = utcnow().date().replace(month=1, day=1)
    sums = own.with_only_columns(CONFIRMED, WAITING)
    latest = own.options(joinedload(HoursEntry.task), joinedload(HoursEntry.community))
    newest_first = latest.order_by(HoursEntry.worked_on.desc(), HoursEntry.id.desc())
    return HoursOf(
        Sums(*db.session.execute(sums).one()),
        Sums(*db.session.execute(sums.where(HoursEntry.worked_on >= new_year)).one()),
        db.session.scalars(newest_first.limit(MOST_SHOWN)).all(),
    )


def hours_of_person(viewer: User, person: Person, number: int) -> Page[HoursEntry]:
    """All entries of one person that this viewer sees, the newest first."""
    statement = (
        hours_visible_to(viewer)
        .where(HoursEntry.person_id == person.id)
        .options(
            joinedload(HoursEntry.community),
            joinedload(HoursEntry.task),
            joinedload(HoursEntry.agreement),
        )
    )
    order = [HoursEntry.worked_on.desc(), HoursEntry.id.desc()]
    return page_of(statement, number, order=order, key=HoursEntry.id)


def own_hours(person: Person, limit: int = 30) -> Sequence[HoursEntry]:
    """What somebody sees of their own hours through their link, the newest first."""
    statement = (
        select(HoursEntry)
        .where(HoursEntry.person_id == person.id)
        .options(joinedload(HoursEntry.task), joinedload(HoursEntry.community))
        .order_by(HoursEntry.worked_on.desc(), HoursEntry.id.desc())
        .limit(limit)
    )
    return db.session.scalars(statement).all()


def get_own(person: Person, entry_id: int) -> HoursEntry:
    """An entry of this very person."""
    statement = select(HoursEntry).where(
        HoursEntry.id == entry_id, HoursEntry.person_id == person.id
    )
    return db.session.scalar(statement) or abort(404)


def own_sums(person: Person) -> Sums:
    rows = select(CONFIRMED, WAITING).where(HoursEntry.person_id == person.id)
    return Sums(*db.session.execute(rows).one())


def purposes_of(person: Person, viewer: User | None) -> list[Purpose]:
    """What hours of this person can be given for: their agreements, the tasks they were taken on
    for, and the communities that know them. Of a member of the team (``viewer``) only within the
    communities they work with; None is the volunteer, who uses their link."""
    communities = {
        one.id: one for one in open_communities() if viewer is None or viewer.works_with(one.id)
    }
    agreements = db.session.scalars(
        select(Agreement)
        .where(
            Agreement.person_id == person.id,
            Agreement.state.in_(IN_FORCE),
            Agreement.community_id.in_(communities),
        )
        .order_by(Agreement.starts_on.desc(), Agreement.id.desc())
    )
    tasks = db.session.scalars(
        select(Task)
        .where(
            Task.community_id.in_(communities),
            exists()
            .where(
                Shift.task_id == Task.id,
                Assignment.shift_id == Shift.id,
                Assignment.person_id == person.id,
                Assignment.state == AssignmentState.ASSIGNED,
            )
            .correlate(Task),
        )
        .order_by(Task.title, Task.id)
    )
    known = db.session.scalars(
        select(person_community.c.community_id).where(person_community.c.person_id == person.id)
    ).all()
    return [
        *(Purpose(communities[one.community_id], agreement=one) for one in agreements),
        *(Purpose(communities[one.community_id], task=one) for one in tasks),
        *(Purpose(one) for one in communities.values() if one.id in known),
    ]


def purpose_of(entry: HoursEntry) -> Purpose:
    return Purpose(entry.community, entry.agreement, entry.task if not entry.agreement else None)


def entries_around(
    person_id: int, first_on: date, last_on: date, but: HoursEntry | None = None
) -> Sequence[HoursEntry]:
    """The entries of somebody that can share an hour with these days; refused ones do not count."""
    statement = (
        select(HoursEntry)
        .where(
            HoursEntry.person_id == person_id,
            HoursEntry.refused_at.is_(None),
            HoursEntry.worked_on >= first_on - timedelta(days=1),
            HoursEntry.worked_on <= last_on + timedelta(days=1),
        )
        .order_by(HoursEntry.worked_on, HoursEntry.id)
    )
    if but is not None:
        statement = statement.where(HoursEntry.id != but.id)
    return db.session.scalars(statement).all()


def untaken(viewer: User) -> list[Shift]:
    """Shifts that are over, where somebody came and whose hours nobody has taken yet."""
    taken = exists().where(HoursEntry.assignment_id == Assignment.id).correlate(Assignment)
    left = exists().where(
        Assignment.shift_id == Shift.id,
        Assignment.state == AssignmentState.ASSIGNED,
        Assignment.came.is_(True),
        ~taken,
    )
    statement = (
        select(Shift)
        .join(Shift.task)
        .options(contains_eager(Shift.task))
        .where(
            left.correlate(Shift),
            Shift.cancelled_at.is_(None),
            Shift.ends_at <= utcnow(),
            is_handled_by(viewer),
        )
        .order_by(Shift.starts_at, Shift.id)
        .limit(MOST_SHIFTS)
    )
    return list(db.session.scalars(statement))


def assigned_to(shift: Shift) -> Sequence[Assignment]:
    """Those taken on for a shift, by name."""
    statement = (
        select(Assignment)
        .join(Assignment.person)
        .options(contains_eager(Assignment.person))
        .where(Assignment.shift_id == shift.id, Assignment.state == AssignmentState.ASSIGNED)
        .order_by(Person.name_key, Person.id)
    )
    return db.session.scalars(statement).all()


def taken_from(assignments: Sequence[Assignment]) -> set[int]:
    """Those of these assignments whose hours stand in the books."""
    numbers = [one.id for one in assignments]
    rows = select(HoursEntry.assignment_id).where(HoursEntry.assignment_id.in_(numbers))
    return {one for one in db.session.scalars(rows) if one is not None}


def purpose_label(purpose: Purpose) -> str:
    """A purpose as a form offers it."""
    if purpose.agreement is not None:
        return _(
            "Agreement %(number)s: %(scope)s",
            number=purpose.agreement.number,
            scope=_short(purpose.agreement.scope),
        )
    if purpose.task is not None:
        return _("Task: %(title)s", title=purpose.task.title)
    return _("Help in the community “%(name)s”", name=purpose.community.name)


def _short(text: str, longest: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else line[:longest].rsplit(" ", 1)[0] + "…"
