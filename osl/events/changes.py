"""What residents can see changed about a published event, in the words they read."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale

from osl.core.clock import utcnow
from osl.core.i18n import DEFAULT_LANGUAGE, _, clock_time
from osl.events.models import ChangedThing, Event, EventChange, Occurrence
from osl.events.words import cost, place, rhythm, signup, when, word

LONGEST_WORDS = 300


@dataclass(frozen=True)
class Seen:
    """An event as its page tells of it, for comparison."""

    lines: dict[ChangedThing, str]
    details: dict[str, str]


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
    return Seen(lines, details)


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
    changed = [name for name in after.details if before.details[name] != after.details[name]]
    if changed:
        told.append(note(event, ChangedThing.DETAILS, after=", ".join(changed)))
    return told


def tell_cancelled(event: Event) -> EventChange:
    return note(event, ChangedThing.CANCELLED, after=event.cancellation_reason)


def tell_meeting_cancelled(meeting: Occurrence) -> EventChange:
    """One meeting of a series is off; the others stay."""
    with force_locale(DEFAULT_LANGUAGE):
        which = when(meeting)
    return note(
        meeting.event, ChangedThing.CANCELLED, before=which, after=meeting.cancellation_reason
    )


def tell_meeting_moved(meeting: Occurrence, before: "MeetingSeen") -> list[EventChange]:
    """One meeting of a series has another time or place."""
    after = MeetingSeen.of(meeting)
    told = []
    if before.time != after.time:
        told.append(note(meeting.event, ChangedThing.TIME, before=before.time, after=after.time))
    if before.place != after.place:
        where = f"{after.time}: {after.place}"
        told.append(note(meeting.event, ChangedThing.PLACE, before=before.place, after=where))
    return told


@dataclass(frozen=True)
class MeetingSeen:
    """When and where one meeting is, in words."""

    time: str
    place: str

    @classmethod
    def of(cls, meeting: Occurrence) -> "MeetingSeen":
        with force_locale(DEFAULT_LANGUAGE):
            return cls(when(meeting), place(meeting))


def note(
    event: Event,
    thing: ChangedThing,
    *,
    before: str = "",
    after: str = "",
) -> EventChange:
    change = EventChange(
        thing=thing,
        before=_shortened(before),
        after=_shortened(after),
        changed_at=utcnow(),
    )
    event.changes.append(change)
    return change


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
