"""When people are needed, and who is taken on, thanked, moved, told by phone, and came."""

from collections.abc import Callable
from typing import Any

from flask import flash, request
from werkzeug.wrappers import Response as BaseResponse

from osl.accounts.models import User
from osl.core.access import acting_user, requires
from osl.core.clock import utcnow
from osl.core.errors import DomainError
from osl.core.forms import OslForm, render_form, render_stale
from osl.core.i18n import _, _n
from osl.core.text import clean
from osl.core.web import see_other
from osl.people.models import Channel, Person
from osl.people.queries import alike_people, get_person, people_found
from osl.volunteers import policies
from osl.volunteers.desk_forms import (
    NEW_PERSON,
    MoveForm,
    PresenceForm,
    ShiftForm,
    ShiftsForm,
    VolunteerForm,
)
from osl.volunteers.desk_views import load_task, number_asked, volunteer_desk
from osl.volunteers.models import Assignment, AssignmentState, Shift, Task
from osl.volunteers.queries import get_assignment, get_shift
from osl.volunteers.shifts import (
    Offer,
    assign,
    cancel_shift,
    change_shift,
    decline,
    give_up,
    move_assignment,
    note_presence,
    offer_shift,
    tick_told,
)
from osl.volunteers.tasks import add_shifts

WORDS, PERSON, BACK, DESK = "szukaj", "osoba", "skad", "biurko"


def load_shift(viewer: User, shift_id: int) -> Shift:
    return get_shift(viewer, shift_id)


def load_assignment(viewer: User, assignment_id: int) -> Assignment:
    return get_assignment(viewer, assignment_id)


@volunteer_desk.route("/<int:task_id>/terminy", methods=["GET", "POST"])
@requires(policies.can_handle_task, load=load_task)
def add_times(task: Task) -> BaseResponse:
    """When people are needed: one day, or the same hours each week."""
    form = ShiftsForm.blank()
    if form.validate_on_submit():
        try:
            made = add_shifts(
                task,
                form.times,
                needed=form.needed.data or 1,
                note=form.note.data or "",
                actor=acting_user(),
            )
        except DomainError as refusal:
            form.refuse(refusal, "first_on")
        else:
            flash(_n("%(num)s shift is added.", "%(num)s shifts are added.", len(made)))
            return see_other(".show", task_id=task.id)
    return render_form("volunteers/desk_times.html", form, task=task)


@volunteer_desk.route("/terminy/<int:shift_id>", methods=["GET", "POST"])
@requires(policies.can_handle_shift, load=load_shift)
def edit_shift(shift: Shift) -> BaseResponse:
    """Another time or another number of people; whoever comes hears of a new time."""
    form = ShiftForm.of(shift)
    if form.validate_on_submit():
        if form.is_stale(shift):
            now = ShiftForm.now(shift)
            return render_stale("volunteers/desk_shift.html", form, shift, now, shift=shift)
        try:
            starts_at, ends_at = form.times
            change_shift(
                shift,
                starts_at=starts_at,
                ends_at=ends_at,
                needed=form.needed.data or 1,
                note=form.note.data or "",
                actor=acting_user(),
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Saved."))
            return to_shift(shift)
    return render_form("volunteers/desk_shift.html", form, shift=shift, told=live_of(shift))


@volunteer_desk.route("/terminy/<int:shift_id>/odwolanie", methods=["GET", "POST"])
@requires(policies.can_handle_shift, load=load_shift)
def call_off(shift: Shift) -> BaseResponse:
    """Call one shift off; the page says first how many people will hear of it."""
    form = OslForm()
    if form.validate_on_submit():
        try:
            told = cancel_shift(shift, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_n("Called off. %(num)s person hears.", "Called off. %(num)s people hear.", told))
            return to_shift(shift)
    return render_form("volunteers/desk_calling_off.html", form, shift=shift, told=live_of(shift))


@volunteer_desk.route("/terminy/<int:shift_id>/obecnosc", methods=["GET", "POST"])
@requires(policies.can_handle_shift, load=load_shift)
def presence(shift: Shift) -> BaseResponse:
    """Who came, for all who were taken on at once."""
    assigned = [one for one in shift.assignments if one.state is AssignmentState.ASSIGNED]
    form = PresenceForm.of(assigned)
    if form.validate_on_submit():
        try:
            for one in assigned:
                note_presence(one, form.came(one), actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Noted."))
            return to_shift(shift)
    return render_form(
        "volunteers/desk_presence.html", form, shift=shift, assigned=assigned, now=utcnow()
    )


@volunteer_desk.route("/terminy/<int:shift_id>/zgloszenie", methods=["GET", "POST"])
@requires(policies.can_handle_shift, load=load_shift)
def volunteer(shift: Shift) -> BaseResponse:
    """Write down somebody who said that they would come, and take them on in the same step."""
    text = clean(request.args.get(WORDS, ""))[:100]
    number = number_asked(PERSON)
    known = get_person(acting_user(), number) if number is not None else None
    form = VolunteerForm.blank(shift, known)
    if form.person.data and known is None:
        form.show_people(people_alike(form))
    if form.validate_on_submit():
        try:
            written = write_down(shift, form)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            if written is not None:
                flash(said_of(written))
                return to_shift(shift)
    found = people_found(acting_user(), text) if text else []
    return render_form(
        "volunteers/desk_volunteer.html", form, shift=shift, text=text, found=found, known=known
    )


def write_down(shift: Shift, form: VolunteerForm) -> Assignment | None:
    """The offer of whoever the form is about; None while it has to be asked who they are."""
    chosen = str(form.person.data or "")
    person: Person | None = None
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 10:
        person = get_person(acting_user(), int(chosen))
    elif chosen != NEW_PERSON:
        alike = people_alike(form)
        if alike:
            form.ask_who(alike)
            return None
    offer = Offer(
        form.known,
        age=form.age.data,
        guardian_phone=form.guardian_phone.data or "",
        note=form.note.data or "",
        key=form.one_use_key,
        person=person,
    )
    written = offer_shift(shift, offer, channel=Channel(form.channel.data), actor=acting_user())
    if form.takes_on.data:
        assign(written, actor=acting_user())
    return written


def people_alike(form: VolunteerForm) -> list[Person]:
    known = form.known
    return alike_people(acting_user(), known.name, known.phone, known.email)


def said_of(written: Assignment) -> str:
    if written.state is AssignmentState.ASSIGNED:
        return _("Written down and taken on.")
    return _("Written down. The offer waits for your answer.")


@volunteer_desk.post("/zgloszenia/<int:assignment_id>/przyjecie")
@requires(policies.can_handle_assignment, load=load_assignment)
def accept(assignment: Assignment) -> BaseResponse:
    """Take somebody on."""
    return settled(assignment, assign, _("Taken on. They hear of it."))


@volunteer_desk.post("/zgloszenia/<int:assignment_id>/podziekowanie")
@requires(policies.can_handle_assignment, load=load_assignment)
def thank(assignment: Assignment) -> BaseResponse:
    """Thank somebody: enough people are there."""
    return settled(assignment, decline, _("Thanked. They hear that enough people are there."))


@volunteer_desk.post("/zgloszenia/<int:assignment_id>/powiedziane")
@requires(policies.can_handle_assignment, load=load_assignment)
def told(assignment: Assignment) -> BaseResponse:
    """Somebody was told by phone."""
    return settled(assignment, tick_told, _("Noted: told by phone."))


@volunteer_desk.route("/zgloszenia/<int:assignment_id>/rezygnacja", methods=["GET", "POST"])
@requires(policies.can_handle_assignment, load=load_assignment)
def take_off(assignment: Assignment) -> BaseResponse:
    """Somebody said that they cannot come after all."""
    form = OslForm()
    if form.validate_on_submit():
        try:
            give_up(assignment, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Noted. The place is free again."))
            return to_shift(assignment.shift)
    return render_form("volunteers/desk_taking_off.html", form, assignment=assignment)


@volunteer_desk.route("/zgloszenia/<int:assignment_id>/przeniesienie", methods=["GET", "POST"])
@requires(policies.can_handle_assignment, load=load_assignment)
def move(assignment: Assignment) -> BaseResponse:
    """Let somebody take another shift of the task instead."""
    others = shifts_to_move_to(assignment)
    form = MoveForm.among(others)
    if form.validate_on_submit():
        to = next(one for one in others if one.id == form.shift.data)
        try:
            move_assignment(assignment, to, actor=acting_user())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Moved. They hear of the new time."))
            return to_shift(to)
    return render_form("volunteers/desk_move.html", form, assignment=assignment, others=others)


def shifts_to_move_to(assignment: Assignment) -> list[Shift]:
    """Other shifts of the task to come, that lack people if this person was taken on."""
    now = utcnow()
    needs_room = assignment.state is AssignmentState.ASSIGNED
    return [
        one
        for one in assignment.shift.task.shifts
        if one.id != assignment.shift_id
        and one.cancelled_at is None
        and one.ends_at > now
        and (one.missing > 0 or not needs_room)
    ]


def live_of(shift: Shift) -> list[Assignment]:
    return [one for one in shift.assignments if one.is_live]


def settled(assignment: Assignment, act: Callable[..., Any], said: str) -> BaseResponse:
    """Do what one button says, and go back to where it stood."""
    if OslForm().validate_on_submit():
        try:
            act(assignment, actor=acting_user())
        except DomainError as refusal:
            flash(str(refusal), "warning")
        else:
            flash(said)
    if request.form.get(BACK) == DESK:
        return see_other(".index")
    return to_shift(assignment.shift)


def to_shift(shift: Shift) -> BaseResponse:
    return see_other(".show", task_id=shift.task_id, _anchor=f"termin-{shift.id}")
