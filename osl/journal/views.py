"""The team's pages of the work journal."""

from datetime import date

from flask import Blueprint, flash, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.accounts.proof import with_proof
from osl.communities.queries import communities_of
from osl.core.access import acting_user, requires
from osl.core.clock import today
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form, render_stale
from osl.core.i18n import _
from osl.core.sheets import download
from osl.core.web import see_other
from osl.events.models import Occurrence
from osl.journal import operations, policies, queries
from osl.journal.exports import export_journal
from osl.journal.forms import JournalExportForm, WorkForm, current_of
from osl.journal.models import JournalEntry
from osl.journal.periods import Period, Span
from osl.journal.queries import within
from osl.logbook.policies import can_keep_log
from osl.logbook.queries import day_of, get_meeting_to_log

journal = Blueprint("journal", __name__, url_prefix="/panel/praca")

SPAN, DAY, PERSON, PAGE = "okres", "dzien", "osoba", "strona"


def load_entry(viewer: User | None, entry_id: int) -> JournalEntry:
    return queries.get_journal_entry(viewer, entry_id)


def load_meeting(viewer: User | None, meeting_id: int) -> Occurrence:
    return get_meeting_to_log(viewer, meeting_id)


@journal.get("")
@requires(policies.can_keep_journal)
def index() -> str:
    """A week or a month of one's own work; the organiser sees everybody's."""
    viewer, period = acting_user(), period_asked()
    reads_all = policies.can_read_all_journals(viewer)
    people = queries.people_in_journal() if reads_all else []
    person = next((one for one in people if one.id == number_asked(PERSON)), None)
    conditions = within(period.first_on, period.last_on, person.id if person else None)
    return render_template(
        "journal/index.html",
        period=period,
        spans=Span,
        now=Period.around(today(), period.span),
        whose=[(one.id, one.name) for one in people],
        person=person,
        note_on=min(today(), period.last_on) if period.first_on <= today() else today(),
        reads_all=reads_all,
        page=queries.entries_shown(viewer, conditions, number_asked(PAGE) or 1),
        totals=queries.totals_for(viewer, conditions),
    )


@journal.get("/liczby")
@requires(policies.can_see_journal_totals)
def totals() -> str:
    """How much work there was, by kind and by community: no names, no notes."""
    period = period_asked(Span.MONTH)
    return render_template(
        "journal/totals.html",
        period=period,
        spans=Span,
        now=Period.around(today(), period.span),
        totals=queries.totals(within(period.first_on, period.last_on)),
        keeps_journal=policies.can_keep_journal(acting_user()),
    )


@journal.route("/nowe", methods=["GET", "POST"])
@requires(policies.can_keep_journal)
def add() -> BaseResponse:
    """Note one's own work. The page comes back with what is noted of that day."""
    actor = acting_user()
    form = new_form(actor, day_asked())
    if form.validate_on_submit():
        try:
            entry = operations.note_work(form.work, key=form.one_use_key, actor=actor)
        except operations.WorkRefused as refusal:
            form.refuse_work(refusal)
        else:
            flash(_("Noted."))
            return see_other(".add", **{DAY: entry.worked_on.isoformat()})
    return day_page(form, actor)


def new_form(actor: User, day: date) -> WorkForm:
    return WorkForm.new(
        day,
        communities_of(actor),
        queries.last_events(actor),
        queries.last_community_of(actor),
    )


def day_page(form: WorkForm, actor: User) -> BaseResponse:
    """The form, what is noted of its day, and the meetings that can be taken over."""
    day = form.worked_on.data or today()
    own = [*within(day, day, actor.id)]
    return render_form(
        "journal/add.html",
        form,
        day=day,
        today=today(),
        noted=queries.all_entries(actor, own),
        minutes=queries.minutes_on(actor.id, day),
        meetings=queries.meetings_to_take_over(actor, day),
    )


@journal.post("/spotkania/<int:meeting_id>")
@requires(can_keep_log, load=load_meeting)
def take_over(meeting: Occurrence) -> BaseResponse:
    """Note a meeting as one's own work, with one tap."""
    actor = acting_user()
    form = new_form(actor, day_of(meeting))
    if OslForm().validate_on_submit():
        try:
            entry = operations.take_meeting_over(meeting, actor=actor)
        except DomainError as refusal:
            form.worked_on.data = day_of(meeting)
            form.refuse(refusal)
            return day_page(form, actor)
        flash(_("Noted. You can put it right."))
        return see_other(".add", **{DAY: entry.worked_on.isoformat()})
    return see_other(".add")


@journal.route("/<int:entry_id>", methods=["GET", "POST"])
@requires(policies.can_edit_journal_entry, load=load_entry)
def edit(entry: JournalEntry) -> BaseResponse:
    """Put right what one noted."""
    actor = acting_user()
    form = WorkForm.of(entry, communities_of(actor), queries.last_events(actor))
    if form.validate_on_submit():
        if form.is_stale(entry):
            return render_stale("journal/edit.html", form, entry, current_of(entry), entry=entry)
        try:
            operations.change_work(entry, form.work, actor=actor)
        except operations.WorkRefused as refusal:
            form.refuse_work(refusal)
        else:
            flash(_("The entry is saved."))
            return see_other(".index", **{DAY: entry.worked_on.isoformat()})
    return render_form("journal/edit.html", form, entry=entry)


@journal.post("/<int:entry_id>/usuniecie")
@requires(policies.can_edit_journal_entry, load=load_entry)
def removal(entry: JournalEntry) -> BaseResponse:
    """Take away what one noted."""
    day = entry.worked_on
    if OslForm().validate_on_submit():
        operations.remove_work(entry, actor=acting_user())
        flash(_("The entry is removed."))
    return see_other(".index", **{DAY: day.isoformat()})


@journal.route("/plik", methods=["GET", "POST"])
@requires(policies.can_keep_journal)
@with_proof
def export() -> BaseResponse:
    """The journal of a time as a file, for whoever has just shown who they are."""
    actor, period = acting_user(), period_asked(Span.MONTH)
    reads_all = policies.can_read_all_journals(actor)
    people = queries.people_in_journal() if reads_all else []
    form = JournalExportForm.blank(period.first_on, period.last_on, people)
    if form.validate_on_submit() and form.first_on.data and form.last_on.data:
        try:
            sheet = export_journal(
                form.first_on.data, form.last_on.data, user_id=form.user_id, actor=actor
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return download(sheet, "csv" if form.kind.data == "csv" else "xlsx")
    return render_form("journal/export.html", form, period=period, reads_all=reads_all)


def period_asked(otherwise: Span = Span.WEEK) -> Period:
    return Period.asked(request.args.get(SPAN, otherwise), request.args.get(DAY, ""), today())


def day_asked() -> date:
    """The day a new entry is for: that of the address, unless it is yet to come."""
    try:
        day = date.fromisoformat(request.args.get(DAY, ""))
    except ValueError:
        return today()
    return day if day.year >= 2000 and day <= today() else today()


def number_asked(name: str) -> int | None:
    words = request.args.get(name, "")
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else None
