"""What the team does with a whole event or series: calling off and on, its end, its rounds."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from flask import flash
from werkzeug.wrappers import Response

from osl.core.access import acting_user, requires
from osl.core.clock import utcnow
from osl.core.errors import DomainError
from osl.core.forms import render_stale
from osl.core.i18n import _, day_month
from osl.core.web import see_other
from osl.events import desk, policies, queries
from osl.events.cancellations import (
    cancel_event,
    cancel_following,
    cancel_some,
    restore_event,
)
from osl.events.checking import check_calling_off, check_change, check_setting_right
from osl.events.models import Event, EventFormat
from osl.events.operations import AlreadyPlanned, Facts, change_event
from osl.events.queries import get_event
from osl.events.recurrence import Rule
from osl.events.rounds import add_round
from osl.events.schedule import Repeated
from osl.events.series_forms import CancellationForm, CancelledPart, EndForm, RoundForm
from osl.events.step_forms import ConfirmationForm
from osl.events.views import check_first, events, form_page, refuse, wants_a_look

MOST_TO_CHOOSE_FROM = 100


@events.route("/wydarzenia/<int:event_id>/odwolanie", methods=["GET", "POST"])
@requires(policies.can_cancel_event, load=get_event)
def cancellation(event: Event) -> Response:
    """Call an event off, or the rest of a series, or some meetings, with a reason people read."""
    page = "events/cancellation.html"
    others = {one.event.id: one for one in desk.replacements_for(acting_user(), event)}
    choices = [(one.event, day_month(one.next_at)) for one in others.values() if one.next_at]
    coming = queries.meetings_of(event, after=utcnow(), limit=MOST_TO_CHOOSE_FROM)
    form = CancellationForm.of(event, choices, coming)
    done = form.called_off_by_first_click(event) if form.is_submitted() else None
    if done is not None:
        flash(_("This event is called off already."), "info")
        return see_other(".show", event_id=done.id)
    if form.validate_on_submit():
        if form.is_stale(event):
            return render_stale(page, form, event, {}, event=event)
        instead = others.get(form.replacement_id.data or 0)
        call_off = what_to_call_off(event, form, instead.event if instead else None)
        try:
            check = check_calling_off(event, call_off)
            if wants_a_look(check):
                return form_page(page, form, event=event, check=check)
            called_off = call_off()
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(
                {
                    CancelledPart.WHOLE: _("It is called off. The page and calendars say so."),
                    CancelledPart.REST: _("The rest is called off. What was before stays."),
                    CancelledPart.SOME: _("These meetings are called off. The others take place."),
                }[form.chosen],
                "info",
            )
            off = called_off if isinstance(called_off, Event) else event
            return see_other(".show", event_id=off.id)
    return form_page(page, form, event=event)


def what_to_call_off(
    event: Event, form: CancellationForm, replacement: Event | None
) -> Callable[[], object]:
    """What the button of the form does."""
    reason, actor = form.reason.data or "", acting_user()
    if form.chosen is CancelledPart.SOME:
        return partial(cancel_some, form.some, reason=reason, actor=actor)
    if form.chosen is CancelledPart.REST and form.first is not None:
        return partial(
            cancel_following, form.first, reason=reason, replacement=replacement, actor=actor
        )
    return partial(cancel_event, event, reason=reason, replacement=replacement, actor=actor)


@events.route("/wydarzenia/<int:event_id>/przywrocenie", methods=["GET", "POST"])
@requires(policies.can_cancel_event, load=get_event)
def restoration(event: Event) -> Response:
    """Call an event on again that was called off."""
    form, page = ConfirmationForm.of(event), "events/restoration.html"
    coming = queries.meetings_of(event, after=utcnow())
    if form.validate_on_submit():
        if not event.is_cancelled:  # a second click, or a colleague was quicker: it is done
            flash(_("This event is not called off."), "info")
            return see_other(".show", event_id=event.id)
        if form.is_stale(event):
            return render_stale(page, form, event, {}, event=event, meetings=coming)
        restore = partial(restore_event, event, actor=acting_user())
        try:
            check = check_setting_right(event, restore)
            if wants_a_look(check):
                return form_page(page, form, event=event, meetings=coming, check=check)
            restore()
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("It takes place after all. The page and calendars say so."))
            return see_other(".show", event_id=event.id)
    return form_page(page, form, event=event, meetings=coming)


@events.route("/wydarzenia/<int:event_id>/koniec", methods=["GET", "POST"])
@requires(policies.can_edit_event, load=get_event)
def end(event: Event) -> Response:
    """A series ends sooner or later than planned, or goes on."""
    if event.series is None or event.series.chosen_on:
        return see_other(".edit", event_id=event.id)
    rule, actor, page = Rule.of(event.series), acting_user(), "events/end.html"
    form = EndForm.of(event, rule)
    if form.validate_on_submit():
        saved = form.as_saved(rule)
        if form.is_stale(event) and form.differences(saved):
            return render_stale(page, form, event, saved, event=event)
        try:
            when, facts = Repeated(form.rule_after(rule), event.format), Facts.of(event)
            own = [one for one in event.communities if actor.works_with(one.id)]
            change = partial(change_event, event, facts, when, communities=own, actor=actor)
            check = check_change(event, change, when, facts, communities=own, viewer=actor)
            if wants_a_look(check):
                return form_page(page, form, event=event, check=check)
            is_changed = change()
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            flash(_("The changes are saved.") if is_changed else _("Nothing was different."))
            return see_other(".show", event_id=event.id)
    return form_page(page, form, event=event)


@events.route("/wydarzenia/<int:event_id>/grupy", methods=["GET", "POST"])
@requires(policies.can_edit_event, load=get_event)
def new_round(event: Event) -> Response:
    """One more round of a course or a workshop: the same content for another group."""
    if event.format is EventFormat.CYCLE:
        return see_other(".show", event_id=event.id)
    actor, page = acting_user(), "events/round.html"
    rounds = queries.rounds_of(actor, event)
    form = RoundForm.of(event, _("Group %(number)s", number=max(len(rounds), 1) + 1))
    if form.validate_on_submit():
        form.read_schedule(event)
    if form.schedule:
        facts = form.facts_of(event)
        check = check_first(facts, form.schedule, event.communities, form.one_use_key)
        if wants_a_look(check):
            return form_page(page, form, event=event, check=check)
        try:
            draft = add_round(
                event,
                form.schedule,
                replace(facts, is_whole_town=event.is_whole_town and actor.is_organiser),
                first_name=form.first_name,
                actor=actor,
                key=form.one_use_key,
            )
        except AlreadyPlanned as twice:
            flash(str(twice), "info")
            return see_other(".show", event_id=twice.event.id)
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            flash(_("The new round is a draft. Have a look at it, then publish it."))
            return see_other(".show", event_id=draft.id)
    return form_page(page, form, event=event)
