"""The pages of reports: the figures of any time, and the rows behind each of them."""

from typing import Any, Literal

from flask import Blueprint, abort, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.accounts.proof import with_proof
from osl.core import audit
from osl.core.access import acting_user, requires
from osl.core.forms import OslForm
from osl.core.i18n import _, _l
from osl.core.links import number_in
from osl.core.reading import note_reading
from osl.core.sheets import download
from osl.core.web import see_other
from osl.events.models import EventKind, Strand
from osl.events.words import KINDS, STRANDS
from osl.journal import words as journal_words
from osl.reports import policies
from osl.reports.asking import COMMUNITY, FIRST, LAST, NAMES, TIME, Question, question_of
from osl.reports.closing import closed_figures
from osl.reports.exports import export_report, export_rows, title_of
from osl.reports.figures import figures_of
from osl.reports.measures import OF_HOURS, WITH_NAMES, Measure
from osl.reports.naming import LABELS, SENTENCES, number_words
from osl.reports.periods import saved_periods
from osl.reports.report import report_of
from osl.reports.rows import OF_MEETINGS, rows_behind
from osl.reports.scope import Scope
from osl.reports.times import QUICK, USUAL, in_words

reports = Blueprint("reports", __name__, url_prefix="/panel/raporty")

PAGE, FILE_KIND = "strona", "rodzaj-pliku"

NAMES_READ = audit.action(
    "reports.names_read",
    _l("%(actor)s read the names behind a number of a report (%(measure)s, %(days)s)"),
)


@reports.get("")
@requires(policies.can_see_reports)
def index() -> BaseResponse:
    """The figures of the time and the part of the work that the address asks for."""
    viewer = acting_user()
    asked = question_of(viewer, request.args)
    scope = asked.scope
    report = report_of(viewer, asked, scope) if scope is not None else None
    body = render_template(
        "reports/index.html",
        asked=asked,
        scope=scope,
        report=report,
        title=title_of(asked, scope) if scope is not None else _("Report of figures"),
        time=time_shown(asked),
        quick=QUICK,
        periods=saved_periods(),
        is_whole_town=policies.sees_whole_town(viewer),
        may_keep=policies.can_keep_periods(viewer),
        **choices_of(asked),
    )
    return make_response(body, 422 if scope is None else 200)


@reports.post("/plik")
@requires(policies.can_see_reports)
def take() -> BaseResponse:
    """The figures as a file."""
    viewer = acting_user()
    asked = question_of(viewer, request.args)
    if asked.scope is None or not OslForm().validate_on_submit():
        return see_other(".index", **asked.kept)
    report = report_of(viewer, asked, asked.scope)
    return download(export_report(asked, asked.scope, report, actor=viewer), file_kind())


def load_rows(_viewer: User | None, measure: str) -> Measure:
    return Measure(measure) if measure in set(Measure) else abort(404)


@reports.get("/wiersze/<measure>")
@requires(policies.can_see_rows_of, load=load_rows)
def rows(measure: Measure) -> BaseResponse:
    """What a number is made of. That somebody read names is noted."""
    viewer = acting_user()
    asked = question_of(viewer, request.args)
    scope = asked.scope
    if scope is None or not scope.applies_to(measure):
        return see_other(".index", **asked.kept)
    if measure in WITH_NAMES and request.method == "GET":
        days = f"{scope.first_on.isoformat()} – {scope.last_on.isoformat()}"
        note_reading(NAMES_READ, actor=viewer, subject=None, measure=measure.value, days=days)
    now = figures_of(scope).number(measure)
    kept = asked.is_closed and asked.period is not None
    body = render_template(
        "reports/rows.html",
        measure=measure,
        sentence=SENTENCES[measure],
        label=LABELS[measure],
        asked=asked,
        scope=scope,
        behind=rows_behind(viewer, measure, scope, number_in(request.args.get(PAGE, "")) or 1),
        number=now,
        closed_number=closed_number(asked, scope, measure) if kept else None,
        adds=added_column(measure),
        is_of_hours=measure in OF_HOURS,
        has_names=measure in WITH_NAMES,
        may_export=measure not in WITH_NAMES or policies.can_export_names(viewer),
        in_words=in_words,
        number_words=number_words,
        work_kinds=journal_words.KINDS,
        Measure=Measure,
    )
    return make_response(body)


@reports.post("/wiersze/<measure>/plik")
@requires(policies.can_see_rows_of, load=load_rows)
def take_rows(measure: Measure) -> BaseResponse:
    """The rows behind a number as a file, where they hold no names."""
    if measure in WITH_NAMES:
        abort(404)
    return rows_file(measure)


@reports.post("/wiersze/<measure>/osoby")
@requires(policies.can_export_names_of, load=load_rows)
@with_proof
def take_names(measure: Measure) -> BaseResponse:
    """The rows with names, for the organiser who has just shown who they are."""
    if measure not in WITH_NAMES:
        abort(404)
    return rows_file(measure)


def rows_file(measure: Measure) -> BaseResponse:
    viewer = acting_user()
    asked = question_of(viewer, request.args)
    scope = asked.scope
    if scope is None or not scope.applies_to(measure) or not OslForm().validate_on_submit():
        return see_other(".rows", measure=measure.value, **asked.kept)
    return download(export_rows(measure, asked, scope, actor=viewer), file_kind())


def closed_number(asked: Question, scope: Scope, measure: Measure) -> int | None:
    """The number that was kept when the period was closed."""
    return closed_figures(asked.period, scope).number(measure) if asked.period else None


def added_column(measure: Measure) -> str:
    """Which column of a log entry a meeting adds to the number."""
    column = OF_MEETINGS.get(measure)
    return column.key if column is not None else ""


def time_shown(asked: Question) -> str:
    """Which of the times with a name the page is about, "" for days of one's own."""
    own_days = asked.typed[FIRST] or asked.typed[LAST]
    return "" if own_days else asked.typed[TIME] or USUAL


def choices_of(asked: Question) -> dict[str, object]:
    """What the form offers, and the addresses that change one thing and keep the rest."""
    every = [("", _("All"))]

    def address(values: dict[str, Any]) -> str:
        return url_for(".index", **values)

    def with_time(name: str) -> str:
        kept = {key: value for key, value in asked.kept.items() if key not in (TIME, FIRST, LAST)}
        return address(kept | {TIME: name})

    def with_days(first: str, last: str) -> str:
        kept = {key: value for key, value in asked.kept.items() if key != TIME}
        return address(kept | {FIRST: first, LAST: last})

    def with_community(number: str) -> str:
        kept = {key: value for key, value in asked.kept.items() if key != COMMUNITY}
        return address(kept | ({COMMUNITY: number} if number else {}))

    return {
        "kinds": [*every, *((one.value, KINDS[one]) for one in EventKind)],
        "strands": [*every, *((one.value, STRANDS[one]) for one in Strand)],
        "projects": [*every, *((one.id, one.title) for one in asked.projects)],
        "with_time": with_time,
        "with_days": with_days,
        "with_community": with_community,
        "names": NAMES,
    }


def file_kind() -> Literal["csv", "xlsx"]:
    return "csv" if request.form.get(FILE_KIND) == "csv" else "xlsx"
