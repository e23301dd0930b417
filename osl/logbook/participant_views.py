"""The team's pages about participants of a funding project."""

from flask import Blueprint, abort, flash, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.accounts.proof import with_proof
from osl.communities.models import FundingProject
from osl.core.access import acting_user, requires
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form, render_stale
from osl.core.i18n import _
from osl.core.links import number_in
from osl.core.reading import note_reading
from osl.core.sheets import download
from osl.core.text import clean
from osl.core.web import see_other
from osl.logbook import participant_policies as policies
from osl.logbook import participant_records as records
from osl.logbook import participants as queries
from osl.logbook.participant_exports import export_participants
from osl.logbook.participant_forms import (
    NeedsForm,
    ParticipantForm,
    ParticipantsFileForm,
    current_of,
)
from osl.logbook.participant_words import script
from osl.logbook.participants import Shown, TakesPart

participants = Blueprint("participants", __name__, url_prefix="/panel/projekty")

BOTH = ["GET", "POST"]
WORDS, SHOWN, PAGE = "szukaj", "pokaz", "strona"


def load_project(viewer: User | None, project_id: int) -> FundingProject:
    return queries.get_project(viewer, project_id)


def load_taking_part(viewer: User | None, project_id: int, person_id: int) -> TakesPart:
    return queries.get_taking_part(viewer, project_id, person_id)


def load_recorded(viewer: User | None, project_id: int, person_id: int) -> TakesPart:
    """Somebody who has a record already."""
    found = queries.get_taking_part(viewer, project_id, person_id)
    return found if found.participant is not None else abort(404)


@participants.get("/<int:project_id>/uczestnicy")
@requires(policies.can_see_participants, load=load_project)
def index(project: FundingProject) -> str:
    """Who takes part by the named lists, and who has no record yet; it is noted who looked."""
    viewer = acting_user()
    words = clean(request.args.get(WORDS, ""))[:100]
    asked = request.args.get(SHOWN, "")
    shown = Shown(asked) if asked in set(Shown) else Shown.ALL
    number = number_in(request.args.get(PAGE, "")) or 1
    note_reading(records.READ, actor=viewer, subject=project)
    return render_template(
        "participants/index.html",
        project=project,
        needs=queries.needs_of(project),
        page=queries.participants_page(viewer, project, shown, words, number),
        counted=queries.counted(viewer, project),
        tallies=queries.tallies(viewer, project),
        words=words,
        shown=shown,
        missing_in=queries.missing_in,
        may_choose=policies.can_choose_needs(viewer, project),
        may_export=policies.can_export_participants(viewer, project),
    )


@participants.route("/<int:project_id>/uczestnicy/dane", methods=BOTH)
@requires(policies.can_choose_needs, load=load_project)
def needs(project: FundingProject) -> BaseResponse:
    """What the project needs of each participant. What it needs no more goes, once confirmed."""
    form = NeedsForm.of(project)
    if form.validate_on_submit():
        current = NeedsForm.now(project)
        if form.is_stale(project) and form.differences(current):
            return render_stale("participants/needs.html", form, project, current, project=project)
        try:
            records.choose_needs(
                project, form.chosen, may_erase=bool(form.may_erase.data), actor=acting_user()
            )
        except DomainError as refusal:
            form.refuse(refusal, "needs")
        else:
            flash(_("Saved."))
            return see_other(".index", project_id=project.id)
    return render_form("participants/needs.html", form, project=project)


@participants.route("/<int:project_id>/uczestnicy/<int:person_id>", methods=BOTH)
@requires(policies.can_keep_participant, load=load_taking_part)
def record(one: TakesPart) -> BaseResponse:
    """Ask one person for what the project needs, or put their record right."""
    form, needed = ParticipantForm.of(one), queries.needs_of(one.project)
    about = {"one": one, "script": script(one.project.title, needed) if needed else ""}
    if request.method == "GET":
        note_read(one)
    if form.validate_on_submit():
        if one.participant is not None and form.is_stale(one):
            current = current_of(one.participant)
            if form.differences(current):
                return render_stale("participants/record.html", form, one, current, **about)
        try:
            records.record_participant(one.project, one.person, form.told, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal, "joined_on")
        else:
            flash(_("Written down: %(name)s.", name=one.person.name))
            return see_other(".index", project_id=one.project.id)
    return render_form("participants/record.html", form, **about)


@participants.route("/<int:project_id>/uczestnicy/<int:person_id>/usuniecie", methods=BOTH)
@requires(policies.can_keep_participant, load=load_recorded)
def removal(one: TakesPart) -> BaseResponse:
    """Erase what somebody told for the project, after one look at what goes."""
    form = OslForm()
    if form.validate_on_submit() and one.participant is not None:
        records.remove_participant(one.participant, actor=acting_user())
        flash(_("The record is erased. The visits stay in the logbook."))
        return see_other(".index", project_id=one.project.id)
    return render_form("participants/removal.html", form, one=one)


@participants.route("/<int:project_id>/uczestnicy/eksport", methods=BOTH)
@requires(policies.can_export_participants, load=load_project)
@with_proof
def export(project: FundingProject) -> BaseResponse:
    """The records as a file, for whoever has just shown who they are."""
    form = ParticipantsFileForm.blank()
    if form.validate_on_submit():
        try:
            sheet = export_participants(project, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return download(sheet, "csv" if form.kind.data == "csv" else "xlsx")
    return render_form("participants/export.html", form, project=project)


def note_read(one: TakesPart) -> None:
    if one.participant is not None:
        note_reading(
            records.READ_ONE,
            actor=acting_user(),
            subject=one.participant,
            project=one.project.title,
        )
