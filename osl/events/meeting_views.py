"""What the team does with one meeting: it is changed, put off, called off, set right again."""

from functools import partial

from flask import flash
from werkzeug.wrappers import Response

from osl.core.access import acting_user, requires
from osl.core.errors import DomainError
from osl.core.forms import render_stale
from osl.core.i18n import _
from osl.core.web import see_other
from osl.events import policies
from osl.events.checking import check_calling_off, check_meeting, check_setting_right
from osl.events.clashes import Plan
from osl.events.forms import EventForm, as_typed_from
from osl.events.meeting_forms import MeetingCancellationForm, MeetingForm, PostponementForm
from osl.events.meetings import (
    cancel_occurrence,
    change_occurrence,
    postpone_occurrence,
    put_back_occurrence,
    restore_occurrence,
    slot_of,
)
from osl.events.models import Occurrence
from osl.events.parts import change_following
from osl.events.queries import get_meeting
from osl.events.recurrence import Slot
from osl.events.step_forms import ConfirmationForm
from osl.events.views import check_changed, events, form_page, refuse, wants_a_look

MEETING = "/wydarzenia/<int:event_id>/terminy/<int:occurrence_id>"


@events.route(f"{MEETING}/zmiana", methods=["GET", "POST"])
@requires(policies.can_edit_meeting, load=get_meeting)
def meeting_change(meeting: Occurrence) -> Response:
    """Another day, hour, place, host or number of places for one meeting."""
    page, actor = "events/meeting_change.html", acting_user()
    form = MeetingForm.of(meeting)
    if form.validate_on_submit() and form.when:
        if form.is_stale(meeting):
            saved = form.as_saved(meeting)
            if not form.differences(saved):  # a second click
                return see_other(".show", event_id=meeting.event_id)
            return render_stale(page, form, meeting, saved, meeting=meeting)
        change = partial(change_occurrence, meeting, form.when, form.own, actor=actor)
        try:
            plan = plan_of_meeting(meeting, form)
            check = check_meeting(meeting, change, form.when, plan, viewer=actor)
            if wants_a_look(check):
                return form_page(page, form, meeting=meeting, check=check)
            is_changed = change()
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            flash(
                _("This meeting is changed. The others stay.")
                if is_changed
                else _("Nothing was different.")
            )
            return see_other(".show", event_id=meeting.event_id)
    return form_page(page, form, meeting=meeting)


def plan_of_meeting(meeting: Occurrence, form: MeetingForm) -> Plan:
    """One meeting as its form would have it, for the comparison with all others."""
    slots = [Slot(form.when.starts_at, form.when.ends_at)] if form.when else []
    has_own_place = form.venue is not None or bool(form.place_note.data)
    return Plan(
        slots=slots,
        is_all_day=meeting.event.is_all_day,
        venue=form.venue if has_own_place else meeting.event.venue,
        host=form.host.data or meeting.event.host,
        community_ids=[one.id for one in meeting.event.communities],
        besides=[meeting.event_id],
    )


@events.route(f"{MEETING}/dalsze", methods=["GET", "POST"])
@requires(policies.can_edit_meeting, load=get_meeting)
def following(meeting: Occurrence) -> Response:
    """This meeting and all after it: the series goes on differently, and the past stays."""
    event, actor, page = meeting.event, acting_user(), "events/following.html"
    if not event.is_series:
        return see_other(".edit", event_id=event.id)
    try:
        form = EventForm.from_meeting(meeting, actor)
    except DomainError as refusal:
        flash(str(refusal), "info")
        return see_other(".show", event_id=event.id)
    if form.validate_on_submit() and form.schedule:
        current = as_typed_from(meeting, actor)
        # Of a second click everything is saved already: nothing differs, and nothing is wrong.
        if form.is_stale(event) and form.differences(current):
            return render_stale(page, form, event, current, event=event, meeting=meeting)
        change = partial(
            change_following,
            meeting,
            form.facts,
            form.schedule,
            communities=form.communities,
            actor=actor,
        )
        try:
            check = check_changed(event, change, form)
            if wants_a_look(check):
                return form_page(page, form, event=event, meeting=meeting, check=check)
            later = change()
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            flash(
                _("It is changed from that meeting on. What was before stays as it was.")
                if later
                else _("Nothing was different.")
            )
            return see_other(".show", event_id=later.id if later else event.id)
    return form_page(page, form, event=event, meeting=meeting)


@events.route(f"{MEETING}/odwolanie", methods=["GET", "POST"])
@requires(policies.can_edit_meeting, load=get_meeting)
def meeting_cancellation(meeting: Occurrence) -> Response:
    """Call one meeting off; the others stay."""
    form, page = MeetingCancellationForm.of(meeting), "events/meeting_cancellation.html"
    if form.validate_on_submit():
        if meeting.is_cancelled and meeting.cancellation_reason == form.reason.data:
            flash(_("This meeting is called off already."), "info")  # a second click
            return see_other(".show", event_id=meeting.event_id)
        if form.is_stale(meeting):
            return render_stale(page, form, meeting, {}, meeting=meeting)
        reason = form.reason.data or ""
        call_off = partial(cancel_occurrence, meeting, reason=reason, actor=acting_user())
        try:
            check = check_calling_off(meeting.event, call_off)
            if wants_a_look(check):
                return form_page(page, form, meeting=meeting, check=check)
            call_off()
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("This meeting is called off. The others stay."), "info")
            return see_other(".show", event_id=meeting.event_id)
    return form_page(page, form, meeting=meeting)


@events.route(f"{MEETING}/przelozenie", methods=["GET", "POST"])
@requires(policies.can_edit_meeting, load=get_meeting)
def meeting_postponement(meeting: Occurrence) -> Response:
    """Put a meeting off when nobody knows yet until when."""
    form, page = PostponementForm.of(meeting), "events/meeting_postponement.html"
    if form.validate_on_submit():
        if meeting.is_postponed and meeting.note == form.note.data:  # a second click
            flash(_("This meeting is put off already."), "info")
            return see_other(".show", event_id=meeting.event_id)
        if form.is_stale(meeting):
            return render_stale(page, form, meeting, {}, meeting=meeting)
        put_off = partial(
            postpone_occurrence, meeting, note=form.note.data or "", actor=acting_user()
        )
        try:
            check = check_calling_off(meeting.event, put_off)
            if wants_a_look(check):
                return form_page(page, form, meeting=meeting, check=check)
            put_off()
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("It is put off. The page and calendars say that the new date comes soon."))
            return see_other(".show", event_id=meeting.event_id)
    return form_page(page, form, meeting=meeting)


@events.route(f"{MEETING}/jak-w-serii", methods=["GET", "POST"])
@requires(policies.can_edit_meeting, load=get_meeting)
def meeting_return(meeting: Occurrence) -> Response:
    """Make a meeting that differs like the others of its series again."""
    form, page = ConfirmationForm.of(meeting), "events/meeting_return.html"
    if form.validate_on_submit():
        if meeting.event.is_series and not meeting.differs:  # a second click
            flash(_("This meeting is as its series says already."), "info")
            return see_other(".show", event_id=meeting.event_id)
        if form.is_stale(meeting):
            return render_stale(page, form, meeting, {}, meeting=meeting, slot=slot_of(meeting))
        put_back = partial(put_back_occurrence, meeting, actor=acting_user())
        try:
            check = check_setting_right(meeting.event, put_back)
            if wants_a_look(check):
                return form_page(page, form, meeting=meeting, slot=slot_of(meeting), check=check)
            put_back()
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("This meeting is like the others again."))
            return see_other(".show", event_id=meeting.event_id)
    return form_page(page, form, meeting=meeting, slot=slot_of(meeting))


@events.route(f"{MEETING}/przywrocenie", methods=["GET", "POST"])
@requires(policies.can_edit_meeting, load=get_meeting)
def meeting_restoration(meeting: Occurrence) -> Response:
    """Call a meeting on again that was called off."""
    form, page = ConfirmationForm.of(meeting), "events/meeting_restoration.html"
    if form.validate_on_submit():
        if not meeting.is_cancelled:  # a second click
            flash(_("This meeting is not called off."), "info")
            return see_other(".show", event_id=meeting.event_id)
        if form.is_stale(meeting):
            return render_stale(page, form, meeting, {}, meeting=meeting)
        restore = partial(restore_occurrence, meeting, actor=acting_user())
        try:
            check = check_setting_right(meeting.event, restore)
            if wants_a_look(check):
                return form_page(page, form, meeting=meeting, check=check)
            restore()
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("It takes place after all. The page and calendars say so."))
            return see_other(".show", event_id=meeting.event_id)
    return form_page(page, form, meeting=meeting)
