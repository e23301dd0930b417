"""What happens to one meeting: it is changed, put off, called off, or set right again. The other
meetings of its series stay."""

from dataclasses import dataclass

from flask_babel import force_locale

from osl.accounts.models import User
from osl.communities.models import Venue
from osl.core import audit, revisions
from osl.core.clock import to_local, utcnow
from osl.core.errors import DomainError
from osl.core.i18n import DEFAULT_LANGUAGE, _, _l
from osl.events import changes
from osl.events.models import ChangedThing, Event, Occurrence
from osl.events.recurrence import Rule, Slot
from osl.events.schedule import Once, ScheduleError, forget_differences
from osl.events.words import when

CANCELLED = audit.action(
    "event.meeting_cancelled", _l("%(actor)s called off one meeting of “%(subject)s”: %(meeting)s")
)
MOVED = audit.action(
    "event.meeting_moved",
    _l("%(actor)s moved one meeting of “%(subject)s”: %(before)s → %(after)s"),
)
CHANGED = audit.action(
    "event.meeting_changed", _l("%(actor)s changed one meeting of “%(subject)s”: %(meeting)s")
)
POSTPONED = audit.action(
    "event.meeting_postponed",
    _l("%(actor)s put off a meeting of “%(subject)s” without a new date: %(meeting)s"),
)
PUT_BACK = audit.action(
    "event.meeting_put_back",
    _l("%(actor)s put one meeting of “%(subject)s” back as its series says: %(meeting)s"),
)
RESTORED = audit.action(
    "event.meeting_restored",
    _l("%(actor)s called a meeting of “%(subject)s” on again: %(meeting)s"),
)


@dataclass(frozen=True)
class Own:
    """What one meeting may have of its own. Nothing said means: as in its series."""

    venue: Venue | None = None
    place_note: str = ""
    host: str = ""
    places: int | None = None
    note: str = ""

    @classmethod
    def of(cls, meeting: Occurrence) -> "Own":
        return cls(meeting.venue, meeting.place_note, meeting.host, meeting.places, meeting.note)


def change_occurrence(meeting: Occurrence, to: Once, own: Own, *, actor: User) -> bool:
    """Give one meeting another time, place, host, or number of places; whether anything differed.

    Its slot in the series stays. A meeting that was put off has its new date by this. One audit
    entry; for a published series, a dated line for each difference. Raises DomainError.
    """
    if not meeting.event.is_series:
        raise DomainError(_("This event takes place once. Change the event itself."))
    _refuse_untouchable(meeting)
    own = _without_what_is_usual(own, meeting.event)
    is_same_time = (to.starts_at, to.ends_at) == (meeting.starts_at, meeting.ends_at)
    if is_same_time and own == Own.of(meeting) and not meeting.postponed_at:
        return False
    if to.starts_at <= utcnow():
        raise ScheduleError(_("That time is past. Choose one to come."), "first_on")
    neighbours = (one for one in meeting.event.occurrences if one is not meeting)
    if any(one.starts_at == to.starts_at for one in neighbours):
        raise ScheduleError(_("Another meeting of this series begins then."), "first_on")
    before, words_before = changes.MeetingSeen.of(meeting), _when(meeting)
    meeting.starts_at, meeting.ends_at = to.starts_at, to.ends_at
    meeting.venue, meeting.place_note = own.venue, own.place_note
    meeting.host, meeting.places, meeting.note = own.host, own.places, own.note
    was_postponed, meeting.postponed_at = meeting.postponed_at is not None, None
    if meeting.event.is_published:
        told = changes.tell_meeting_changed(meeting, before)
        if was_postponed and not told:
            changes.tell_meeting(meeting, ChangedThing.RESTORED)
    if is_same_time:
        _note(CHANGED, meeting.event, actor, meeting=_when(meeting))
    else:
        _note(MOVED, meeting.event, actor, before=words_before, after=_when(meeting))
    return True


def cancel_occurrence(meeting: Occurrence, *, reason: str, actor: User) -> None:
    """Call one meeting off. It stays in lists and calendars, as called off.

    One audit entry; for a published series, a dated line on its page. Raises DomainError.
    """
    if not meeting.event.is_series:
        raise DomainError(_("This event takes place once. Call off the event itself."))
    _refuse_untouchable(meeting)
    meeting.cancelled_at = utcnow()
    meeting.cancellation_reason = reason
    meeting.postponed_at = None
    if meeting.event.is_published:
        changes.tell_meeting(meeting, ChangedThing.CANCELLED, reason)
    _note(CANCELLED, meeting.event, actor, meeting=_when(meeting))


def postpone_occurrence(meeting: Occurrence, *, note: str, actor: User) -> None:
    """Put a meeting off when nobody knows yet until when. It stays where people look for it, and
    says that the new date comes soon. Also for an event that takes place once.

    ``note`` is a word to residents. Raises DomainError.
    """
    _refuse_untouchable(meeting)
    if meeting.event.is_draft:
        raise DomainError(_("Nobody was told of this draft. Change its date instead."))
    if meeting.is_postponed:
        raise DomainError(_("This meeting is put off already."))
    meeting.postponed_at = utcnow()
    meeting.note = note
    changes.tell_meeting(meeting, ChangedThing.POSTPONED, note)
    _note(POSTPONED, meeting.event, actor, meeting=_when(meeting))


def put_back_occurrence(meeting: Occurrence, *, actor: User) -> None:
    """Make a meeting that differs like the others again: their time, place, host and places.

    Raises DomainError when its own date is past, or when it does not differ.
    """
    if not meeting.event.is_series or not meeting.differs:
        raise DomainError(_("This meeting is as its series says already."))
    if meeting.is_cancelled:
        raise DomainError(_("This meeting is called off. Call it on again first."))
    slot = slot_of(meeting)
    if slot.starts_at <= utcnow():
        raise DomainError(_("The date its series gave it is past, so it stays as it is."))
    before = changes.MeetingSeen.of(meeting)
    was_postponed = meeting.postponed_at is not None
    forget_differences(meeting)
    meeting.starts_at, meeting.ends_at = slot.starts_at, slot.ends_at
    if meeting.event.is_published:
        told = changes.tell_meeting_changed(meeting, before)
        if was_postponed and not told:
            changes.tell_meeting(meeting, ChangedThing.RESTORED)
    _note(PUT_BACK, meeting.event, actor, meeting=_when(meeting))


def restore_occurrence(meeting: Occurrence, *, actor: User) -> None:
    """Call a meeting on again that was called off alone. Raises DomainError."""
    if meeting.event.is_cancelled:
        raise DomainError(_("The whole event is called off. Call the event on again."))
    if meeting.cancelled_at is None:
        raise DomainError(_("This meeting is not called off."))
    if meeting.starts_at <= utcnow():
        raise DomainError(_("This meeting would be over by now. Plan another one instead."))
    meeting.cancelled_at, meeting.cancellation_reason = None, ""
    if meeting.event.is_published:
        changes.tell_meeting(meeting, ChangedThing.RESTORED)
    _note(RESTORED, meeting.event, actor, meeting=_when(meeting))


def slot_of(meeting: Occurrence) -> Slot:
    """When its series would have it; of a date its rule no longer gives, its own first time."""
    series = meeting.event.series
    if series is not None:
        slot = Rule.of(series).slot(to_local(meeting.slot_at).date())
        if slot.starts_at == meeting.slot_at:
            return slot
    return Slot(meeting.slot_at, meeting.slot_at + (meeting.ends_at - meeting.starts_at))


def _without_what_is_usual(own: Own, event: Event) -> Own:
    """What is the same as in the series is nothing of its own, so that it follows the series."""
    is_usual_place = (own.venue, own.place_note) in (
        (event.venue, event.place_note),
        (event.venue, ""),
    )
    return Own(
        venue=None if is_usual_place else own.venue,
        place_note="" if is_usual_place else own.place_note,
        host="" if own.host == event.host else own.host,
        places=None if own.places == event.places else own.places,
        note=own.note,
    )


def _refuse_untouchable(meeting: Occurrence) -> None:
    if meeting.is_cancelled:
        raise DomainError(_("This meeting is called off already."))
    if meeting.starts_at <= utcnow() and not meeting.is_postponed:
        raise DomainError(_("This meeting has begun or is over, so it stays as it was."))


def _when(meeting: Occurrence) -> str:
    with force_locale(DEFAULT_LANGUAGE):
        return when(meeting)


def _note(what: audit.Action, event: Event, actor: User, **details: str) -> None:
    community_id = event.communities[0].id if event.communities else None
    audit.record(what, actor=actor, subject=event, community_id=community_id, **details)
    revisions.mark(event)
