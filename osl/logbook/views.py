"""The logbook: what waits to be written, what is written, and the page of one meeting."""

from datetime import date

from flask import Blueprint, flash, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.accounts.queries import names_of
from osl.communities.queries import communities_of
from osl.core.access import acting_user, requires
from osl.core.clock import today
from osl.core.errors import DomainError
from osl.core.forms import render_form, render_stale
from osl.core.i18n import _, month_name
from osl.core.text import clean
from osl.core.web import see_other
from osl.events.models import EventFormat, EventKind, Occurrence
from osl.events.words import KINDS
from osl.logbook.attendance import refuse_not_held
from osl.logbook.chain import chain_of
from osl.logbook.curriculum import curriculum_of, topics_of
from osl.logbook.forms import LogForm, specialists_ticked
from osl.logbook.leaders import leaders_offered
from osl.logbook.logs import LogChanged, LogRefused, planned_minutes, write_log
from osl.logbook.missing import meetings_waiting
from osl.logbook.models import LogEntry
from osl.logbook.page import sections_for
from osl.logbook.policies import can_keep_log, can_keep_logbooks
from osl.logbook.queries import entry_of, get_meeting_to_log, is_over, mode_of
from osl.logbook.shelf import (
    LogFilters,
    by_month,
    is_attendance_noted,
    logs_page,
    months_of,
    neighbours_of,
    noted_by_name,
)

logbook = Blueprint("logbook", __name__, url_prefix="/panel/dziennik")

WORDS, COMMUNITY, KIND, MONTH, PAGE = "szukaj", "spolecznosc", "rodzaj", "miesiac", "strona"
MONTHS_BACK = 24
WAITING_AT_ONCE, WAITING_ON_A_PAGE = 5, 30


def load_meeting(viewer: User | None, meeting_id: int) -> Occurrence:
    return get_meeting_to_log(viewer, meeting_id)


@logbook.get("")
@requires(can_keep_logbooks)
def index() -> str:
    """What waits for a log, and then everything noted, month by month."""
    viewer, filters, number = acting_user(), filters_asked(), number_asked(PAGE) or 1
    waiting = None
    if not filters.active and number == 1:
        waiting = meetings_waiting(viewer, 1, WAITING_AT_ONCE)
    page = logs_page(viewer, filters, number)
    of_waiting = [entry for _meeting, entry in waiting.rows] if waiting else []
    return render_template(
        "logbook/index.html",
        waiting=waiting,
        filters=filters,
        page=page,
        months=by_month(page.rows),
        named=noted_by_name([*page.rows, *of_waiting]),
        names=names_of(one.logged_by_id for one in page.rows),
        communities=community_choices(),
        kinds=[("", _("All kinds")), *((kind.value, words) for kind, words in KINDS.items())],
        month_choices=month_choices(),
    )


@logbook.get("/czekaja")
@requires(can_keep_logbooks)
def waiting() -> str:
    """Every meeting of the last two months that nobody has written about."""
    page = meetings_waiting(acting_user(), number_asked(PAGE) or 1, WAITING_ON_A_PAGE)
    named = noted_by_name([entry for _meeting, entry in page.rows])
    return render_template("logbook/waiting.html", page=page, named=named)


@logbook.get("/<int:meeting_id>")
@requires(can_keep_log, load=load_meeting)
def show(meeting: Occurrence) -> str:
    """One meeting: what is noted of it, and everything that belongs to it."""
    viewer, entry = acting_user(), entry_of(meeting)
    covered = []
    if meeting.event.format is EventFormat.COURSE:
        covered = [row.topic for row in curriculum_of(meeting.event) if meeting in row.meetings]
    return render_template(
        "logbook/show.html",
        meeting=meeting,
        entry=entry,
        closed=closed_because(meeting),
        is_over=is_over(meeting),
        named=noted_by_name([entry]),
        names=names_of([entry.logged_by_id] if entry is not None else []),
        planned=planned_minutes(meeting),
        covered=covered,
        sections=sections_for(viewer, meeting),
        chain=chain_of(viewer, meeting),
        beside=neighbours_of(meeting),
    )


@logbook.route("/<int:meeting_id>/wpis", methods=["GET", "POST"])
@requires(can_keep_log, load=load_meeting)
def write(meeting: Occurrence) -> BaseResponse:
    """What was done, how many came, how long it took; more for whoever has more to say."""
    entry = entry_of(meeting)
    form = log_form(meeting, entry)
    about = {
        "meeting": meeting,
        "entry": entry,
        "named": noted_by_name([entry]),
        "planned": planned_minutes(meeting),
        "closed": closed_because(meeting),
    }
    if form.validate_on_submit():
        try:
            kept = write_log(
                meeting, form.facts, version=form.version.data or "", actor=acting_user()
            )
        except LogChanged as changed:
            current = form.current(changed.entry)
            return render_stale("logbook/write.html", form, changed.entry, current, **about)
        except LogRefused as refusal:
            form.refuse_log(refusal)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            tell_kept(kept)
            return see_other(".show", meeting_id=meeting.id)
    return render_form("logbook/write.html", form, **about)


def log_form(meeting: Occurrence, entry: LogEntry | None) -> LogForm:
    leaders = leaders_offered(meeting, entry, specialists_ticked())
    topics = topics_of(meeting.event) if meeting.event.format is EventFormat.COURSE else []
    mode = entry.mode if entry is not None else mode_of(meeting.event)
    return LogForm.of(meeting, entry, mode, leaders, topics)


def tell_kept(entry: LogEntry) -> None:
    if is_attendance_noted(entry, noted_by_name([entry])):
        flash(_("Kept in the logbook."))
    else:
        flash(_("Kept in the logbook. Who came is not noted yet."), "warning")


def closed_because(meeting: Occurrence) -> str:
    """Why nothing can be written of a meeting; nothing where it can."""
    try:
        refuse_not_held(meeting)
    except DomainError as refusal:
        return str(refusal)
    return ""


def filters_asked() -> LogFilters:
    number, kind = number_asked(COMMUNITY), request.args.get(KIND, "")
    own = communities_of(acting_user())
    return LogFilters(
        text=clean(request.args.get(WORDS, ""))[:100],
        community=next((one for one in own if one.id == number), None),
        kind=EventKind(kind) if kind in set(EventKind) else None,
        month=month_asked(request.args.get(MONTH, "")),
    )


def month_asked(words: str) -> date | None:
    """ "2027-03": the first day of that month."""
    try:
        return date.fromisoformat(f"{words}-01") if len(words) == 7 else None
    except ValueError:
        return None


def community_choices() -> list[tuple[str, str]]:
    own = [(str(one.id), one.name) for one in communities_of(acting_user())]
    return [("", _("All communities")), *own]


def month_choices() -> list[tuple[str, str]]:
    months = [(f"{one:%Y-%m}", month_name(one)) for one in months_of(today(), MONTHS_BACK)]
    return [("", _("All months")), *months]


def number_asked(name: str) -> int | None:
    asked = request.args.get(name, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
