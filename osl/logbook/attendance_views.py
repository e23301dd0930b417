"""Noting who came: the list in the hall, people who walk in, a number, and how it is kept."""

from flask import abort, flash, make_response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.accounts.queries import names_of
from osl.core.access import acting_user, requires
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.forms import render_form, render_stale
from osl.core.i18n import _
from osl.core.text import clean
from osl.core.web import see_other
from osl.events.models import Event, Occurrence
from osl.events.queries import get_event
from osl.logbook import ages, heads, walk_ins
from osl.logbook import attendance as marks
from osl.logbook.attendance import Noted, NotedOtherwise
from osl.logbook.attendance_blueprint import attendance
from osl.logbook.attendance_forms import (
    NEW_PERSON,
    AgeBandsForm,
    HeadsForm,
    MarkForm,
    ModeForm,
    TalliesForm,
    WalkInForm,
    described,
)
from osl.logbook.models import AttendanceMode
from osl.logbook.policies import can_keep_log, can_keep_logbook, can_set_age_bands
from osl.logbook.queries import (
    age_bands,
    entry_of,
    get_meeting_to_log,
    is_of_self_help,
    logbook_of,
    mark_of,
    mode_of,
    mode_of_meeting,
)
from osl.logbook.roll import places_of, roll_for, tapped, told
from osl.logbook.summary import why_closed
from osl.people.models import Person
from osl.people.operations import fill_in_contact
from osl.people.queries import alike_people, get_person, same_person, who_stands_for
from osl.people.words import NOTICE_VERSION
from osl.signups import gate

WORDS, ONLY, UNMARKED, NUMBER_ONLY = "szukaj", "tylko", "niezaznaczone", "liczby"


def load_meeting(viewer: User | None, meeting_id: int, **_whom: int) -> Occurrence:
    """The meeting; who of its list is meant, the view itself looks up."""
    return get_meeting_to_log(viewer, meeting_id)


def load_event(viewer: User | None, event_id: int) -> Event:
    return get_event(viewer, event_id)


@attendance.route("/obecnosc/<int:meeting_id>", methods=["GET", "POST"])
@requires(can_keep_log, load=load_meeting)
def show(meeting: Occurrence) -> BaseResponse:
    """The list to tap in, or the number to type in: as the attendance of the event is kept."""
    if request.method == "POST" or mode_of_meeting(meeting) is AttendanceMode.HEAD_COUNT:
        return count_page(meeting)
    return roll_page(meeting)


@attendance.post("/obecnosc/<int:meeting_id>/osoby/<int:person_id>")
@requires(can_keep_log, load=load_meeting)
def mark(meeting: Occurrence) -> BaseResponse:
    """One tap: somebody is here, is not, or nothing is known of them again."""
    form, person_id = MarkForm(), person_asked()
    if not form.validate_on_submit():
        return roll_page(meeting, tried=(person_id, form))
    keeps_number = NUMBER_ONLY in request.args
    wanted = tapped(form.wanted, form.saw, keeps_number=keeps_number)
    try:
        marks.note_presence(meeting, person_id, wanted, actor=acting_user(), seen=form.saw)
    except NotedOtherwise as conflict:
        return conflict_page(meeting, person_id, wanted, conflict)
    except DomainError as refusal:
        form.refuse(refusal)
        return roll_page(meeting, tried=(person_id, form))
    return back_to_row(meeting, person_id, only=form.only.data == UNMARKED)


@attendance.route("/obecnosc/<int:meeting_id>/dopisz", methods=["GET", "POST"])
@requires(can_keep_log, load=load_meeting)
def add(meeting: Occurrence) -> BaseResponse:
    """Somebody who came without signing up: found by their name, or entered."""
    actor = acting_user()
    text = clean(request.args.get(WORDS, ""))[:100]
    form = WalkInForm.of(meeting, text)
    if form.person.data:
        form.show_people(people_alike(form, actor))
    if form.validate_on_submit():
        try:
            person = person_meant(form, actor)
            if person is not None or not asks_who(form, actor):
                return back_with(meeting, let_in(meeting, form, person))
        except walk_ins.SentBefore as refusal:
            form.new_key()
            form.refuse(refusal)
        except DomainError as refusal:
            form.refuse(refusal)
    return walk_in_page(meeting, form, text)


@attendance.post("/obecnosc/<int:meeting_id>/dopisz/<int:person_id>")
@requires(can_keep_log, load=load_meeting)
def add_known(meeting: Occurrence) -> BaseResponse:
    """Somebody we know is here: one tap."""
    actor = acting_user()
    person = get_person(actor, person_asked())
    form = WalkInForm.of(meeting, "")
    try:
        walk_ins.let_in(meeting, person, actor=actor)
    except DomainError as refusal:
        form.refuse(refusal)
        return walk_in_page(meeting, form, "")
    return back_with(meeting, person.id)


@attendance.route("/obecnosc/<int:meeting_id>/liczby", methods=["GET", "POST"])
@requires(can_keep_log, load=load_meeting)
def tallies(meeting: Occurrence) -> BaseResponse:
    """Women and men, ages: numbers beside the list of names, without saying who."""
    if mode_of_meeting(meeting) is AttendanceMode.HEAD_COUNT:
        return see_other(".show", meeting_id=meeting.id)
    page = "logbook/attendance_tallies.html"
    entry = entry_of(meeting)
    form = TalliesForm.of(entry)
    context = {"meeting": meeting, "entry": entry, "closed": why_closed(meeting)}
    if form.validate_on_submit():
        try:
            if is_overtaken(meeting, form):
                return make_response(render_template(page, form=form, **context), 409)
            heads.tally_named(meeting, form.counted, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("The numbers are saved."))
            return see_other(".show", meeting_id=meeting.id)
    return render_form(page, form, **context)


@attendance.post("/obecnosc/<int:meeting_id>/cofniecie")
@requires(can_keep_log, load=load_meeting)
def uncount(meeting: Occurrence) -> BaseResponse:
    """Take back a number that was typed in by mistake."""
    try:
        heads.take_back_heads(meeting, actor=acting_user())
    except DomainError as refusal:
        return count_page(meeting, refusal)
    flash(_("The number is taken back."))
    return see_other(".show", meeting_id=meeting.id)


@attendance.route("/wydarzenia/<int:event_id>/obecnosc", methods=["GET", "POST"])
@requires(can_keep_logbook, load=load_event)
def mode(event: Event) -> BaseResponse:
    """By name or as a number: how attendance of an event is kept."""
    kept, page = logbook_of(event), "logbook/attendance_mode.html"
    form = ModeForm.of(mode_of(event), kept)
    context = {"event": event, "is_self_help": is_of_self_help(event)}
    if form.validate_on_submit():
        if form.is_stale(kept) and kept is not None and kept.mode is not form.chosen:
            return render_stale(page, form, kept, {"mode": mode_of(event).value}, **context)
        try:
            marks.choose_mode(event, form.chosen, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal, "mode")
        else:
            flash(_("Saved. What is noted of meetings already stays as it was noted."))
            return see_other("events.show", event_id=event.id, _anchor="obecnosc")
    return render_form(page, form, **context)


@attendance.route("/obecnosc/wiek", methods=["GET", "POST"], endpoint="age_bands")
@requires(can_set_age_bands)
def age_limits() -> BaseResponse:
    """The age bands of tallies, the same for everybody."""
    kept, page = ages.settings_kept(), "logbook/attendance_ages.html"
    form = AgeBandsForm.now()
    bands, also_from = age_bands()
    context = {"bands": bands, "also_from": also_from}
    if form.validate_on_submit():
        if form.is_stale(kept):
            limits = [from_age for from_age, _to_age in bands if from_age]
            now = {"limits": limits, "also_from": also_from}
            return render_stale(page, form, kept, now, **context)
        try:
            ages.set_age_bands(form.ages, form.also_from.data, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("The age bands are saved."))
            return see_other(".age_bands")
    return render_form(page, form, **context)


def roll_page(meeting: Occurrence, tried: tuple[int, MarkForm] | None = None) -> BaseResponse:
    """The list; what was refused stands above it, and what was typed in its row."""
    roll = roll_for(meeting)
    only = request.args.get(ONLY) == UNMARKED
    body = render_template(
        "logbook/attendance_roll.html",
        meeting=meeting,
        event=meeting.event,
        roll=roll,
        lines=roll.unmarked if only else roll.lines,
        only=only,
        entry=entry_of(meeting),
        closed=why_closed(meeting),
        tried=tried,
    )
    return make_response(body, 422 if tried is not None else 200)


def count_page(meeting: Occurrence, refusal: DomainError | None = None) -> BaseResponse:
    """The number of those who came, and the tallies beside it."""
    entry, places = entry_of(meeting), places_of(meeting)
    form = HeadsForm.of(entry)
    page = "logbook/attendance_count.html"
    context = {
        "meeting": meeting,
        "event": meeting.event,
        "entry": entry,
        "places": places,
        "closed": why_closed(meeting),
    }
    if refusal is not None:
        form.refuse(refusal)
    elif form.validate_on_submit():
        noted = entry.head_count if entry is not None else None
        try:
            if is_overtaken(meeting, form):
                return make_response(render_template(page, form=form, **context), 409)
            if form.is_knowingly_more(places, noted):
                given = form.heads.data or 0
                heads.count_heads(meeting, given, form.counted, actor=acting_user())
                flash(_("The number is saved."))
                return see_other(".show", meeting_id=meeting.id)
        except DomainError as refused:
            form.refuse(refused)
    return render_form(page, form, **context)


def is_overtaken(meeting: Occurrence, form: TalliesForm) -> bool:
    """Whether somebody else noted other numbers since the page was opened. The meeting is locked
    from here on, so that nobody does between this look and what is written."""
    entry = marks.open_log(meeting)
    db.session.expire(entry)
    return form.is_stale(entry) and form.show_overtaken(entry)


def walk_in_page(meeting: Occurrence, form: WalkInForm, text: str) -> BaseResponse:
    """Looking somebody up, those who were here lately, and the form for somebody new."""
    actor = acting_user()
    on_list = {one.row.person.id: one for one in roll_for(meeting).lines}
    body = render_template(
        "logbook/attendance_add.html",
        meeting=meeting,
        event=meeting.event,
        form=form,
        text=text,
        found=walk_ins.people_who_may_come(actor, meeting, text),
        lately=[one for one in walk_ins.lately_here(actor, meeting) if one.id not in on_list],
        on_list=on_list,
        described=described,
        mode=mode_of_meeting(meeting),
        closed=why_closed(meeting),
        notice_version=NOTICE_VERSION,
    )
    return make_response(body, 422 if form.errors else 200)


def conflict_page(
    meeting: Occurrence, person_id: int, wanted: Noted | None, conflict: NotedOtherwise
) -> BaseResponse:
    """What stands in the list by now beside what was tapped: somebody chooses."""
    noted = mark_of(meeting, person_id)
    body = render_template(
        "logbook/attendance_conflict.html",
        meeting=meeting,
        line=roll_for(meeting).line_of(person_id) or abort(404),
        wanted=wanted,
        now=conflict.now,
        seen=told(conflict.now),
        who=names_of([noted.marked_by_id]) if noted is not None else {},
    )
    return make_response(body, 409)


def back_with(meeting: Occurrence, person_id: int | None) -> BaseResponse:
    """The list again, at whoever was added."""
    flash(_("They are on the list, noted as present."))
    return back_to_row(meeting, person_id)


def back_to_row(meeting: Occurrence, person_id: int | None, *, only: bool = False) -> BaseResponse:
    """The list where it was tapped; of those not marked yet, the list of whoever is left."""
    if only:
        return see_other(".show", meeting_id=meeting.id, **{ONLY: UNMARKED}, _anchor="lista")
    anchor = f"osoba-{person_id}" if person_id is not None else "lista"
    return see_other(".show", meeting_id=meeting.id, _anchor=anchor)


def let_in(meeting: Occurrence, form: WalkInForm, person: Person | None) -> int | None:
    """Whoever the form is about is here; their number."""
    made = walk_ins.let_in_new(
        meeting,
        form.known,
        form.noted,
        key=form.one_use_key or "",
        form_hash=gate.hash_of_form("person"),
        person=person,
        actor=acting_user(),
    )
    return made.person_id if made is not None else None


def person_meant(form: WalkInForm, actor: User) -> Person | None:
    """Whom somebody pointed at among those who may be this person."""
    said = form.person.data or ""
    if said in ("", NEW_PERSON):
        return None
    is_number = said.isascii() and said.isdigit() and len(said) < 10
    person = get_person(actor, int(said) if is_number else 0)
    fill_in_contact(person, form.known, actor=actor)
    return person


def asks_who(form: WalkInForm, actor: User) -> bool:
    """Whether somebody like this is known and nobody has said yet whether it is they."""
    known = form.known
    if form.person.data == NEW_PERSON or same_person(known.name, known.phone, ""):
        return False
    if walk_ins.is_in(form.one_use_key or ""):
        return False
    people = people_alike(form, actor)
    if people:
        form.ask_who(people)
    return bool(people)


def people_alike(form: WalkInForm, actor: User) -> list[Person]:
    return alike_people(actor, form.known.name, form.known.phone, "")


def person_asked() -> int:
    """Whom the address means; an entry that was joined with another leads to that one."""
    return who_stands_for((request.view_args or {})["person_id"])
