"""What residents can see changed about a published event, in the words they read."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import force_locale

from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.i18n import DEFAULT_LANGUAGE, _, _n, clock_time, day_month, list_of_days
from osl.events.involvement import involved_in
from osl.events.models import ChangedThing, Event, EventChange, Occurrence
from osl.events.recurrence import Rule
from osl.events.words import (
    cost,
    host_of,
    left_out_soon,
    place,
    places_of,
    rhythm,
    signup,
    when,
    word,
)

LONGEST_WORDS = 300


@dataclass(frozen=True)
class Seen:
    """An event as its page tells of it, for comparison. ``left_out`` are the coming dates on which
    a series does not meet; ``meetings`` are those that people or a log have to do with: when each
    is, and whether it is called off."""

    lines: dict[ChangedThing, str]
    left_out: tuple[date, ...]
    details: dict[str, str]
    meetings: dict[Occurrence, tuple[str, bool]]


def seen(event: Event) -> Seen:
    """What the page of an event says now."""
    with force_locale(DEFAULT_LANGUAGE):
        lines = {
            ChangedThing.TIME: _times(event),
            ChangedThing.PLACE: place(event),
            ChangedThing.SIGNUP: signup(event),
            ChangedThing.COST: cost(event),
            ChangedThing.HOST: event.host,
            ChangedThing.TITLE: event.title,
        }
        details = {
            _("the description"): event.description,
            _("how the meetings go together"): word(event.format),
            _("for whom it is"): f"{event.audience} {event.audience_note}",
            _("what to bring"): event.what_to_bring,
            _("what happens if it rains"): event.rain_plan,
            _("whom to ask"): f"{event.contact_name} {event.contact_phone}",
        }
        meetings = {
            one: (when(one), one.is_cancelled)
            for one, involved in involved_in(event.occurrences).items()
            if involved
        }
    return Seen(lines, _left_out(event), details, meetings)


def tell(event: Event, before: Seen) -> list[EventChange]:
    """Date every difference on the event's page. Drafts have no readers to tell."""
    if event.is_draft:
        return []
    after = seen(event)
    told = [
        note(event, thing, before=before.lines[thing], after=after.lines[thing])
        for thing in after.lines
        if before.lines[thing] != after.lines[thing]
    ]
    is_time_told = _is_told(told, ChangedThing.TIME)
    if not is_time_told:
        told += _tell_of_left_out(event, before, after)
    changed = [name for name in after.details if before.details[name] != after.details[name]]
    if changed:
        told.append(note(event, ChangedThing.DETAILS, after=", ".join(changed)))
    return told + _tell_of_meetings(before, is_time_told=is_time_told)


def _is_told(told: list[EventChange], thing: ChangedThing) -> bool:
    return any(one.thing is thing for one in told)


def _tell_of_meetings(before: Seen, *, is_time_told: bool) -> list[EventChange]:
    """What became of meetings people count on: the page's one line about times says nothing of a
    day left out next winter, nor of the very meetings that are off for another rhythm."""
    told = []
    for meeting, (time, was_cancelled) in before.meetings.items():
        if meeting.is_cancelled and not was_cancelled:
            told.append(tell_meeting(meeting, ChangedThing.CANCELLED, meeting.cancellation_reason))
        elif not is_time_told:
            with force_locale(DEFAULT_LANGUAGE):
                now = when(meeting)
            if now != time:
                told.append(note(meeting.event, ChangedThing.TIME, before=time, after=now))
    return told


def tell_cancelled(event: Event) -> EventChange:
    return note(event, ChangedThing.CANCELLED, after=event.cancellation_reason)


def tell_restored(event: Event) -> EventChange:
    """It was called off, and takes place after all."""
    return note(event, ChangedThing.RESTORED, after=seen(event).lines[ChangedThing.TIME])


def tell_continued(event: Event, later: Event) -> EventChange:
    """From some meeting on, this is told on the page of its next part."""
    return note(event, ChangedThing.CONTINUED, before=_first_day(later), after=later.title)


def tell_rest_cancelled(event: Event, later: Event) -> EventChange:
    """From some meeting on there is nothing: the next part is called off."""
    reason = later.cancellation_reason
    return note(event, ChangedThing.REST_CANCELLED, before=_first_day(later), after=reason)


def _first_day(event: Event) -> str:
    with force_locale(DEFAULT_LANGUAGE):
        return day_month(min(one.slot_at for one in event.occurrences))


def tell_meeting(meeting: Occurrence, thing: ChangedThing, words: str = "") -> EventChange:
    """One meeting of a series is off, put off, or on again; the others stay."""
    with force_locale(DEFAULT_LANGUAGE):
        which = when(meeting)
    if not meeting.event.is_series:
        return note(meeting.event, thing, after=words)
    return note(meeting.event, thing, before=which, after=words)


def tell_meeting_changed(meeting: Occurrence, before: "MeetingSeen") -> list[EventChange]:
    """One meeting of a series has another time, place or host, or room for others than usual."""
    after = MeetingSeen.of(meeting)
    told = []
    if before.time != after.time:
        told.append(note(meeting.event, ChangedThing.TIME, before=before.time, after=after.time))
    for thing, was, is_now in (
        (ChangedThing.PLACE, before.place, after.place),
        (ChangedThing.HOST, before.host, after.host),
        (ChangedThing.SIGNUP, before.places, after.places),
    ):
        if was != is_now:
            told.append(note(meeting.event, thing, before=was, after=f"{after.time}: {is_now}"))
    if not told and before.note != after.note:
        words = f"{after.time}: {after.note}" if after.note else after.time
        told.append(note(meeting.event, ChangedThing.DETAILS, after=words))
    return told


@dataclass(frozen=True)
class MeetingSeen:
    """What residents read of one meeting, in words."""

    time: str
    place: str
    host: str
    places: str
    note: str

    @classmethod
    def of(cls, meeting: Occurrence) -> "MeetingSeen":
        with force_locale(DEFAULT_LANGUAGE):
            places = places_of(meeting)
            return cls(
                when(meeting),
                place(meeting),
                host_of(meeting),
                _n("%(num)s place", "%(num)s places", places) if places else "",
                meeting.note,
            )


def note(
    event: Event,
    thing: ChangedThing,
    *,
    before: str = "",
    after: str = "",
) -> EventChange:
    # Not by way of event.changes: that would read all the event was ever told to have changed.
    change = EventChange(
        event=event,
        thing=thing,
        before=_shortened(before),
        after=_shortened(after),
        changed_at=utcnow(),
    )
    db.session.add(change)
    return change


def _left_out(event: Event) -> tuple[date, ...]:
    if event.series is None:
        return ()
    return tuple(one.day for one in left_out_soon(Rule.of(event.series)))


def _tell_of_left_out(event: Event, before: Seen, after: Seen) -> list[EventChange]:
    """Which coming dates are left out, or held after all. Of another rhythm, hour or end the page
    tells at once, and beside it what is left out now."""
    back = [day for day in before.left_out if day not in after.left_out]
    new = [day for day in after.left_out if day not in before.left_out]
    if not (back or new):
        return []
    with force_locale(DEFAULT_LANGUAGE):
        days = {"before": list_of_days(back), "after": list_of_days(new)}
    return [note(event, ChangedThing.LEFT_OUT, **days)]


def _times(event: Event) -> str:
    if event.series is None:
        return when(event.occurrences[0])
    words = rhythm(event)
    if not event.is_all_day:
        end = clock_time(datetime.combine(event.series.first_on, event.series.ends_at))
        words = _("%(rule)s, ending at %(time)s", rule=words, time=end)
    if not event.series.skips_holidays:
        words = _("%(rule)s, also on public holidays", rule=words)
    return words


def _shortened(words: str) -> str:
    return words if len(words) <= LONGEST_WORDS else words[: LONGEST_WORDS - 1].rstrip() + "…"
