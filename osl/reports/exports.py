"""Reports and the rows behind their numbers as files to take away; each time it is noted."""

from collections.abc import Iterator

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import to_local
from osl.core.db import db
from osl.core.i18n import _, _l
from osl.core.sheets import Cell, Sheet
from osl.events.models import Event, Occurrence
from osl.events.words import full_title
from osl.ideas.models import Idea
from osl.journal import words as journal_words
from osl.journal.models import JournalEntry
from osl.logbook.models import LogEntry
from osl.people.models import Person
from osl.reports import rows as behind
from osl.reports.asking import Question
from osl.reports.figures import MOMENTS
from osl.reports.measures import Measure
from osl.reports.naming import LABELS
from osl.reports.report import Report
from osl.reports.scope import Scope
from osl.reports.times import in_words
from osl.volunteers.models import HoursEntry

TAKEN = audit.action("reports.taken", _l("%(actor)s took a report away as a file: %(days)s"))
ROWS_TAKEN = audit.action(
    "reports.rows_taken",
    _l("%(actor)s took away the rows behind a number (%(measure)s) as a file: %(count)s rows"),
)

AT_ONCE = 1000


def export_report(asked: Question, scope: Scope, report: Report, *, actor: User) -> Sheet:
    """The numbers as the page shows them, and below them the trends. Writes an audit entry."""
    community_id = asked.community.id if asked.community is not None else None
    days = f"{scope.first_on.isoformat()} – {scope.last_on.isoformat()}"
    audit.record(TAKEN, actor=actor, subject=asked.period, community_id=community_id, days=days)
    headings = [_("What"), _("Which"), _("How many"), _("What it counts")]
    rows: list[list[Cell]] = [
        [group.title, line.label, _cell(line.number, line.text), _said(line.sentence, line.more)]
        for group in report.groups
        for line in group.lines
    ]
    rows += [
        [trend.title, point.name, _cell(_drawn(point.height, point.text), point.text), ""]
        for trend in report.trends
        for point in trend.points
    ]
    return Sheet(
        _name(_("Report of figures"), asked, scope), title_of(asked, scope), headings, rows
    )


def title_of(asked: Question, scope: Scope) -> str:
    """ "Raport: I kwartał 2027, Wzgórze"."""
    of = in_words(scope.first_on, scope.last_on)
    community = f", {asked.community.name}" if asked.community is not None else ""
    return _("Report: %(of)s", of=f"{of}{community}")


def export_rows(measure: Measure, asked: Question, scope: Scope, *, actor: User) -> Sheet:
    """Every row behind a number. Writes an audit entry with how many there are."""
    headings, cells = _TABLES[measure](measure, scope)
    rows = list(cells)
    community_id = asked.community.id if asked.community is not None else None
    audit.record(
        ROWS_TAKEN,
        actor=actor,
        community_id=community_id,
        measure=measure.value,
        count=len(rows),
    )
    label = str(LABELS[measure])
    title = f"{label}: {in_words(scope.first_on, scope.last_on)}"
    return Sheet(_name(label, asked, scope), title, headings, rows)


def _name(what: str, asked: Question, scope: Scope) -> str:
    community = f" {asked.community.name}" if asked.community is not None else ""
    return f"{what}{community} {scope.first_on.isoformat()} {scope.last_on.isoformat()}"


def _cell(number: int | None, text: str) -> Cell:
    return number if number is not None else text


def _drawn(height: int, text: str) -> int | None:
    """The bare number of a point; None where it is not told."""
    return height if height or text in ("0", "0 min") else None


def _said(sentence: str, more: str) -> str:
    return f"{sentence} {more}".strip()


Table = tuple[list[str], Iterator[list[Cell]]]


def _meetings(measure: Measure, scope: Scope) -> Table:
    headings = [
        _("Day"),
        _("Time"),
        _("Event"),
        _("Communities"),
        _("Minutes"),
        _("Visits"),
        _("Children"),
        _("People counted"),
    ]
    statement = behind.meetings(measure, scope).order_by(Occurrence.starts_at, Occurrence.id)
    return headings, (_meeting(*row) for row in db.session.execute(statement))


def _meeting(meeting: Occurrence, entry: LogEntry | None) -> list[Cell]:
    starts_at = to_local(meeting.starts_at)
    noted: list[Cell] = [None, None, None, None]
    if entry is not None:
        is_named = entry.head_count is None
        visits = (entry.visits, entry.children) if is_named else (None, None)
        noted = [entry.minutes, *visits, entry.head_count]
    return [
        starts_at.date(),
        f"{starts_at:%H:%M}",
        full_title(meeting.event),
        _communities(meeting.event),
        *noted,
    ]


def _communities(event: Event) -> str:
    return ", ".join(one.name for one in event.communities) or _("the whole town")


def _events(measure: Measure, scope: Scope) -> Table:
    rows = behind.events(measure, scope).order_by(Event.title, Event.id)
    cells: Iterator[list[Cell]] = (
        [full_title(one), _communities(one)] for one in db.session.scalars(rows)
    )
    return [_("Event"), _("Communities")], cells


def _people(measure: Measure, scope: Scope) -> Table:
    found = db.session.scalars(
        behind.people(measure, scope).order_by(Person.name_key, Person.id)
    ).all()
    about: dict[int, int] = {}
    ids = [one.id for one in found]
    for at in range(0, len(ids), AT_ONCE):
        about |= behind.times_of(measure, scope, ids[at : at + AT_ONCE])
    what = _("Visits") if measure is Measure.PEOPLE else _("Minutes")
    return [_("First name and surname"), what], ([p.name, about.get(p.id, 0)] for p in found)


def _hours(_measure: Measure, scope: Scope) -> Table:
    headings = [_("Day"), _("Person"), _("Community"), _("What was done"), _("Minutes")]
    rows = behind.hours(scope).order_by(HoursEntry.worked_on, HoursEntry.id)
    return headings, (
        [
            one.worked_on,
            one.person.name,
            one.community.name,
            one.what or (one.task.title if one.task is not None else ""),
            one.minutes,
        ]
        for one in db.session.scalars(rows)
    )


def _ideas(measure: Measure, scope: Scope) -> Table:
    rows = behind.ideas(measure, scope).order_by(MOMENTS[measure], Idea.id)
    headings = [_("Idea"), _("Community"), _("Given on"), _("Answered on"), _("Done on")]
    return headings, (
        [one.title, one.community.name, one.given_at, one.answered_at, one.done_at]
        for one in db.session.scalars(rows)
    )


def _work(_measure: Measure, scope: Scope) -> Table:
    rows = behind.work(scope).order_by(JournalEntry.worked_on, JournalEntry.id)
    headings = [_("Day"), _("Kind"), _("Community"), _("Minutes"), _("How many people it reached")]
    return headings, (
        [
            one.worked_on,
            str(journal_words.KINDS[one.kind]),
            one.community.name if one.community is not None else _("the whole town"),
            one.minutes,
            one.people_reached,
        ]
        for one in db.session.scalars(rows)
    )


_TABLES = {
    **dict.fromkeys(behind.OF_MEETINGS, _meetings),
    **dict.fromkeys((Measure.EVENTS, Measure.LED), _events),
    **dict.fromkeys((Measure.PEOPLE, Measure.VOLUNTEERS), _people),
    Measure.VOLUNTEER_MINUTES: _hours,
    **dict.fromkeys(MOMENTS, _ideas),
    Measure.WORK: _work,
}
