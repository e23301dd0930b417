"""Closing a period: every number of it is kept as it was told, and nothing changes it later.

Whatever is erased or corrected afterwards, the report of a closed period reads these numbers.
They are counted for every choice of community, kind, strand and project that occurs, in a few
questions; who counts once in each choice is settled here, person by person.
"""

from collections.abc import Iterable, Iterator
from itertools import product

from sqlalchemy import func, insert, select

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import to_local, today, utcnow
from osl.core.db import Base, db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.events.models import Event, EventKind, Occurrence, Strand, event_community
from osl.ideas.models import Idea
from osl.journal.models import JournalEntry
from osl.logbook.models import LogEntry, Mark, Tally
from osl.reports.figures import (
    MOMENTS,
    Figures,
    Numbers,
    add_up,
    events_in,
    happened_within,
    hours_in,
    is_idea_counted,
    months_of,
    project_of_hours,
    visits_in,
    work_in,
)
from osl.reports.measures import TRENDS, Measure, code_of_tally, code_of_work
from osl.reports.models import ClosedFigure, ReportPeriod
from osl.reports.scope import Scope
from osl.volunteers.led import first_parts
from osl.volunteers.models import HoursEntry

CLOSED = audit.action(
    "reports.closed", _l("%(actor)s closed the figures of the period “%(subject)s”")
)
REOPENED = audit.action(
    "reports.reopened",
    _l("%(actor)s opened the figures of the period “%(subject)s” again: %(reason)s"),
)

AT_ONCE = 5000
"""Rows of one insert."""

Choice = tuple[int | None, EventKind | None, Strand | None, int | None]
"""A community, a kind, a strand and a project; None stands for all of them."""


class AlreadyClosed(DomainError):
    """Somebody else was faster."""


def close_period(period: ReportPeriod, *, actor: User) -> None:
    """Keep the numbers of a period for good. Raises DomainError for one that is closed, or that
    is not over yet."""
    if period.is_closed:
        raise AlreadyClosed(_("This period is closed already. Its numbers are kept."))
    if period.last_on >= today():
        raise DomainError(
            _("This period is not over yet. It can be closed on the day after its last day.")
        )
    period.closed_at = utcnow()
    period.closed_by_id = actor.id
    # Whoever closes it at the same moment fails here, before anything is counted twice.
    db.session.flush()
    rows = list(_rows(period, count_all(Scope(period.first_on, period.last_on))))
    table = Base.metadata.tables["closed_figure"]
    for at in range(0, len(rows), AT_ONCE):
        db.session.execute(insert(table), rows[at : at + AT_ONCE])
    audit.record(CLOSED, actor=actor, subject=period)


def reopen_period(period: ReportPeriod, reason: str, *, actor: User) -> None:
    """Let a period be counted anew. What was kept of it goes, and the reason stays in the log."""
    if not period.is_closed:
        raise DomainError(_("This period is open already."))
    table = Base.metadata.tables["closed_figure"]
    db.session.execute(table.delete().where(table.c.period_id == period.id))
    period.closed_at = period.closed_by_id = None
    audit.record(REOPENED, actor=actor, subject=period, reason=reason)


def closed_figures(period: ReportPeriod, scope: Scope) -> Figures:
    """The numbers as they were when the period was closed. ``scope`` asks for one community, or
    for the whole town."""
    community_id = next(iter(scope.communities)) if scope.communities is not None else None
    asked = (
        (ClosedFigure.community_id, community_id),
        (ClosedFigure.kind, scope.kind),
        (ClosedFigure.strand, scope.strand),
        (ClosedFigure.funding_project_id, scope.project_id),
    )
    found = db.session.execute(
        select(ClosedFigure.month, ClosedFigure.measure, ClosedFigure.number).where(
            ClosedFigure.period_id == period.id,
            *(column.is_(None) if one is None else column == one for column, one in asked),
        )
    )
    numbers: Numbers = {}
    months: dict[str, Numbers] = {
        name: {} for name, _first, _last in months_of(scope.first_on, scope.last_on)
    }
    for month, measure, number in found:
        (months.setdefault(month, {}) if month else numbers)[measure] = number
    return Figures(numbers, months)


class Counted:
    """The numbers of every choice, while they are counted."""

    def __init__(self) -> None:
        self.numbers: dict[Choice, Numbers] = {}
        self.months: dict[tuple[Choice, str], Numbers] = {}
        self.once: dict[tuple[Choice, str], set[int]] = {}

    def add(self, choices: Iterable[Choice], numbers: Numbers, month: str = "") -> None:
        trend = {code: n for code, n in numbers.items() if code in TRENDS}
        for choice in choices:
            add_up(self.numbers.setdefault(choice, {}), numbers)
            if month:
                add_up(self.months.setdefault((choice, month), {}), trend)

    def count_once(self, choices: Iterable[Choice], code: str, those: Iterable[int]) -> None:
        """Each of these counts once in each choice, however often they are named."""
        for choice in choices:
            self.once.setdefault((choice, code), set()).update(those)

    def all(self) -> Iterator[tuple[Choice, str, str, int]]:
        """Each number with its choice and its month; noughts are left out."""
        for (choice, code), those in self.once.items():
            self.numbers.setdefault(choice, {})[code] = len(those)
        for choice, numbers in self.numbers.items():
            yield from ((choice, "", code, n) for code, n in numbers.items() if n)
        for (choice, month), numbers in self.months.items():
            yield from ((choice, month, code, n) for code, n in numbers.items() if n)


def count_all(scope: Scope) -> Counted:
    """Every number of the time, for every choice. ``scope`` names the days only."""
    counted = Counted()
    of_event = _choices_of_events()
    _count_meetings(counted, scope, of_event)
    _count_events(counted, scope, of_event)
    _count_people(counted, scope, of_event)
    _count_hours(counted, scope)
    _count_ideas(counted, scope)
    _count_work(counted, scope)
    return counted


def choices(
    communities: Iterable[int | None],
    kind: EventKind | None = None,
    strand: Strand | None = None,
    project_id: int | None = None,
) -> list[Choice]:
    """Every choice in which a thing like this counts: all of them, and each of its own."""

    def own(value: object) -> tuple[object, ...]:
        return (None,) if value is None else (None, value)

    known = [one for one in communities if one is not None]
    found = product((None, *known), own(kind), own(strand), own(project_id))
    return list(found)  # type: ignore[arg-type]


def _choices_of_events() -> dict[int, list[Choice]]:
    communities: dict[int, list[int]] = {}
    for event_id, community_id in db.session.execute(select(event_community)):
        communities.setdefault(event_id, []).append(community_id)
    events = select(Event.id, Event.kind, Event.strand, Event.funding_project_id)
    return {
        number: choices(communities.get(number, []), kind, strand, project_id)
        for number, kind, strand, project_id in db.session.execute(
            events.where(Event.published_at.is_not(None))
        )
    }


def _count_meetings(counted: Counted, scope: Scope, of_event: dict[int, list[Choice]]) -> None:
    statement = (
        select(
            Occurrence.event_id,
            Occurrence.starts_at,
            LogEntry.minutes,
            LogEntry.visits,
            LogEntry.children,
            LogEntry.head_count,
        )
        .join(Event, Event.id == Occurrence.event_id)
        .outerjoin(LogEntry, LogEntry.occurrence_id == Occurrence.id)
        .where(*scope.of_meetings())
    )
    together: dict[tuple[int, str], Numbers] = {}
    for event_id, starts_at, minutes, visits, children, heads in db.session.execute(statement):
        key = event_id, f"{to_local(starts_at):%Y-%m}"
        add_up(
            together.setdefault(key, {}),
            {
                Measure.MEETINGS: 1,
                Measure.UNTIMED: int(minutes is None),
                Measure.MINUTES: minutes or 0,
                Measure.VISITS: visits or 0,
                Measure.CHILDREN: children or 0,
                Measure.HEADS: heads or 0,
            },
        )
    for (event_id, month), numbers in together.items():
        counted.add(of_event[event_id], numbers, month)
    tallies = (
        select(
            Occurrence.event_id,
            LogEntry.mode,
            Tally.kind,
            Tally.from_age,
            Tally.to_age,
            func.sum(Tally.people),
        )
        .select_from(Tally)
        .join(LogEntry, LogEntry.id == Tally.log_entry_id)
        .join(Occurrence, Occurrence.id == LogEntry.occurrence_id)
        .join(Event, Event.id == Occurrence.event_id)
        .where(*scope.of_meetings())
        .group_by(Occurrence.event_id, LogEntry.mode, Tally.kind, Tally.from_age, Tally.to_age)
    )
    for event_id, mode, kind, from_age, to_age, people in db.session.execute(tallies):
        code = code_of_tally(mode, kind, from_age, to_age)
        counted.add(of_event[event_id], {code: int(people)})


def _count_events(counted: Counted, scope: Scope, of_event: dict[int, list[Choice]]) -> None:
    firsts = first_parts()
    for number, is_led in db.session.execute(events_in(scope)):
        first = [firsts.get(number, number)]
        counted.count_once(of_event[number], Measure.EVENTS, first)
        if is_led:
            counted.count_once(of_event[number], Measure.LED, first)


def _count_people(counted: Counted, scope: Scope, of_event: dict[int, list[Choice]]) -> None:
    pairs = (
        visits_in(scope)
        .with_only_columns(Occurrence.event_id, Mark.person_id, maintain_column_froms=True)
        .distinct()
    )
    people: dict[int, set[int]] = {}
    for event_id, person_id in db.session.execute(pairs):
        if person_id is not None:
            people.setdefault(event_id, set()).add(person_id)
    for event_id, those in people.items():
        counted.count_once(of_event[event_id], Measure.PEOPLE, those)


def _count_hours(counted: Counted, scope: Scope) -> None:
    given = hours_in(scope).with_only_columns(
        HoursEntry.person_id,
        HoursEntry.community_id,
        project_of_hours,
        HoursEntry.minutes,
        maintain_column_froms=True,
    )
    for person_id, community_id, project_id, minutes in db.session.execute(given):
        own = choices([community_id], project_id=project_id)
        counted.add(own, {Measure.VOLUNTEER_MINUTES: minutes})
        counted.count_once(own, Measure.VOLUNTEERS, [person_id])


def _count_ideas(counted: Counted, scope: Scope) -> None:
    for code, moment in MOMENTS.items():
        statement = (
            select(Idea.community_id, func.count(Idea.id))
            .where(*is_idea_counted(), happened_within(moment, scope))
            .group_by(Idea.community_id)
        )
        for community_id, number in db.session.execute(statement):
            counted.add(choices([community_id]), {code: number})


def _count_work(counted: Counted, scope: Scope) -> None:
    statement = (
        work_in(scope)
        .with_only_columns(
            JournalEntry.community_id, JournalEntry.kind, func.sum(JournalEntry.minutes)
        )
        .group_by(JournalEntry.community_id, JournalEntry.kind)
    )
    for community_id, kind, minutes in db.session.execute(statement):
        done = {Measure.WORK: int(minutes), code_of_work(kind): int(minutes)}
        counted.add(choices([community_id]), {str(code): n for code, n in done.items()})


def _rows(period: ReportPeriod, counted: Counted) -> Iterator[dict[str, object]]:
    for (community_id, kind, strand, project_id), month, code, number in counted.all():
        yield {
            "period_id": period.id,
            "community_id": community_id,
            "kind": kind,
            "strand": strand,
            "funding_project_id": project_id,
            "month": month,
            "measure": str(code),
            "number": number,
        }
