"""What happens to one meeting of a series: it is called off, or moved. The others stay."""

from flask_babel import force_locale

from osl.accounts.models import User
from osl.communities.models import Venue
from osl.core import audit, revisions
from osl.core.clock import utcnow
from osl.core.errors import DomainError
from osl.core.i18n import DEFAULT_LANGUAGE, _, _l
from osl.events import changes
from osl.events.models import Event, Occurrence
from osl.events.schedule import Once, ScheduleError
from osl.events.words import when

CANCELLED = audit.action(
    "event.meeting_cancelled", _l("%(actor)s called off one meeting of “%(subject)s”: %(meeting)s")
)
MOVED = audit.action(
    "event.meeting_moved",
    _l("%(actor)s moved one meeting of “%(subject)s”: %(before)s → %(after)s"),
)


def cancel_occurrence(meeting: Occurrence, *, reason: str, actor: User) -> None:
    """Call one meeting off. It stays in lists and calendars, as called off.

    One audit entry; for a published series, a dated line on its page. Raises DomainError.
    """
    _refuse_untouchable(meeting)
    meeting.cancelled_at = utcnow()
    meeting.cancellation_reason = reason
    if meeting.event.is_published:
        changes.tell_meeting_cancelled(meeting)
    _note(CANCELLED, meeting.event, actor, meeting=_when(meeting))


def move_occurrence(
    meeting: Occurrence,
    to: Once,
    *,
    venue: Venue | None = None,
    note: str = "",
    actor: User,
) -> None:
    """Give one meeting another time, another place, or both. Its slot in the series stays.

    ``venue`` is a place of its own, or None for the series' place. One audit entry; for a
    published series, a dated line for each difference. Raises DomainError.
    """
    _refuse_untouchable(meeting)
    if to.starts_at <= utcnow():
        raise ScheduleError(_("That time is past. Choose one to come."), "first_on")
    neighbours = (one for one in meeting.event.occurrences if one is not meeting)
    if any(one.starts_at == to.starts_at for one in neighbours):
        raise ScheduleError(_("Another meeting of this series begins then."), "first_on")
    before, words_before = changes.MeetingSeen.of(meeting), _when(meeting)
    meeting.starts_at, meeting.ends_at = to.starts_at, to.ends_at
    meeting.venue = None if venue is meeting.event.venue else venue
    meeting.note = note
    if meeting.event.is_published:
        changes.tell_meeting_moved(meeting, before)
    _note(MOVED, meeting.event, actor, before=words_before, after=_when(meeting))


def _refuse_untouchable(meeting: Occurrence) -> None:
    if not meeting.event.is_series:
        raise DomainError(_("This event takes place once. Change the event itself."))
    if meeting.is_cancelled:
        raise DomainError(_("This meeting is called off already."))
    if meeting.starts_at <= utcnow():
        raise DomainError(_("This meeting has begun or is over, so it stays as it was."))


def _when(meeting: Occurrence) -> str:
    with force_locale(DEFAULT_LANGUAGE):
        return when(meeting)


def _note(what: audit.Action, event: Event, actor: User, **details: str) -> None:
    community_id = event.communities[0].id if event.communities else None
    audit.record(what, actor=actor, subject=event, community_id=community_id, **details)
    revisions.mark(event)
