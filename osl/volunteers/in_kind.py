"""What volunteers' confirmed hours are worth as a contribution in kind to a grant (REQ 2.7).

The rate is the project's own. Each entry is valued by itself and rounded to a grosz, so that
every sum is the sum of the rows that stand below it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from osl.accounts.models import User
from osl.accounts.queries import names_of
from osl.communities.models import Community, FundingProject
from osl.core import audit
from osl.core.clock import today
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.core.paging import Page, page_of
from osl.core.sheets import Cell, Sheet
from osl.events.models import Event
from osl.people.models import Person
from osl.volunteers.hours_words import duration, from_to, what_for
from osl.volunteers.models import Agreement, HoursEntry, Task

EXPORTED = audit.action(
    "hours.exported",
    _l("%(actor)s took away the hours for “%(subject)s” as a file: %(count)s rows"),
)


@dataclass(frozen=True)
class Period:
    """From one day to another, both counted."""

    since: date
    until: date


@dataclass(frozen=True)
class Share:
    """What one person gave in one community, in minutes and in grosze."""

    person: Person
    community: Community
    entries: int
    minutes: int
    value: int


@dataclass(frozen=True)
class InKind:
    """What all of them gave to a project within a period."""

    shares: Sequence[Share]
    minutes: int
    value: int


def usual_period(project: FundingProject) -> Period:
    """The time of the project, up to today."""
    until = min(today(), project.ends_on) if project.ends_on is not None else today()
    since = project.starts_on if project.starts_on is not None else today().replace(month=1, day=1)
    return Period(min(since, until), until)


def in_kind(project: FundingProject, period: Period) -> InKind:
    """By person and community; confirmed hours only."""
    value = func.sum(value_of(project))
    statement = (
        given_to(project, period)
        .join(Person, Person.id == HoursEntry.person_id)
        .join(Community, Community.id == HoursEntry.community_id)
        .with_only_columns(
            Person,
            Community,
            func.count(HoursEntry.id),
            func.sum(HoursEntry.minutes),
            value,
            maintain_column_froms=True,
        )
        .group_by(Person.id, Community.id)
        .order_by(Person.name_key, Person.id, Community.id)
    )
    shares = [
        Share(person, community, entries, int(minutes), int(worth or 0))
        for person, community, entries, minutes, worth in db.session.execute(statement)
    ]
    minutes = sum(one.minutes for one in shares)
    return InKind(shares, minutes, sum(one.value for one in shares))


def rows_of(
    project: FundingProject, period: Period, person: Person | None, number: int
) -> Page[tuple[HoursEntry, int]]:
    """The entries behind the sums, each with what it is worth."""
    statement = _with_value(project, period)
    if person is not None:
        statement = statement.where(HoursEntry.person_id == person.id)
    order = [HoursEntry.worked_on, HoursEntry.id]
    return page_of(statement, number, order=order, key=HoursEntry.id)


def export_in_kind(project: FundingProject, period: Period, *, actor: User) -> Sheet:
    """Every entry behind the sums, as a sheet. Writes an audit entry with the number of rows.

    Raises DomainError for a project that values nobody's hours.
    """
    if project.volunteer_rate is None:
        raise DomainError(_("First give the project its rate for an hour of a volunteer."))
    statement = _with_value(project, period).order_by(HoursEntry.worked_on, HoursEntry.id)
    found = db.session.execute(statement).all()
    names = names_of(entry.confirmed_by_id for entry, _value in found)
    audit.record(EXPORTED, actor=actor, subject=project, count=len(found))
    headings = [
        _("Day"),
        _("Volunteer"),
        _("Community"),
        _("What was done"),
        _("Agreement"),
        _("From–to"),
        _("Minutes"),
        _("Time"),
        _("Value (zł)"),
        _("Confirmed by"),
    ]
    rows = [_row(entry, value, names) for entry, value in found]
    title = _("Volunteers' hours: %(project)s", project=project.title)
    name = f"{_('Volunteers hours')} {period.since:%Y-%m-%d} {period.until:%Y-%m-%d}"
    return Sheet(name, title, headings, rows)


def _row(entry: HoursEntry, value: int, names: dict[int, str]) -> list[Cell]:
    return [
        entry.worked_on,
        entry.person.name,
        entry.community.name,
        entry.what or what_for(entry),
        entry.agreement.number if entry.agreement is not None else "",
        from_to(entry.starts, entry.ends),
        entry.minutes,
        duration(entry.minutes),
        f"{value // 100},{value % 100:02d}",
        names.get(entry.confirmed_by_id or 0, ""),
    ]


def _with_value(project: FundingProject, period: Period) -> Select[Any]:
    return (
        given_to(project, period)
        .add_columns(value_of(project))
        .join(HoursEntry.person)
        .options(
            contains_eager(HoursEntry.person),
            joinedload(HoursEntry.community),
            joinedload(HoursEntry.task),
            joinedload(HoursEntry.agreement),
        )
    )


def given_to(project: FundingProject, period: Period) -> Select[HoursEntry]:
    """The confirmed hours that count for a project: by the agreement they were given under, else
    by the task, else by the event the task belongs to."""
    belongs = func.coalesce(
        Agreement.funding_project_id, Task.funding_project_id, Event.funding_project_id
    )
    return (
        select(HoursEntry)
        .outerjoin(Agreement, Agreement.id == HoursEntry.agreement_id)
        .outerjoin(Task, Task.id == HoursEntry.task_id)
        .outerjoin(Event, Event.id == Task.event_id)
        .where(
            HoursEntry.confirmed_at.is_not(None),
            HoursEntry.worked_on.between(period.since, period.until),
            belongs == project.id,
        )
    )


def value_of(project: FundingProject) -> ColumnElement[int]:
    """What an entry is worth in grosze, rounded."""
    return (HoursEntry.minutes * (project.volunteer_rate or 0) + 30) // 60
