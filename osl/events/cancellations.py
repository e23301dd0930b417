"""Calling off and calling on again: a whole event, the rest of a series, several meetings."""

from collections.abc import Sequence

from osl.accounts.models import User
from osl.core import audit, revisions
from osl.core.clock import utcnow
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.events import changes
from osl.events.breaks import catch_up_with_breaks
from osl.events.meetings import cancel_occurrence
from osl.events.models import Event, Occurrence
from osl.events.operations import is_over
from osl.events.parts import part_series

CANCELLED = audit.action("event.cancelled", _l("%(actor)s called off “%(subject)s”"))
RESTORED = audit.action("event.restored", _l("%(actor)s called “%(subject)s” on again"))


def cancel_event(
    event: Event, *, reason: str, replacement: Event | None = None, actor: User
) -> None:
    """Call a published event off: all its meetings to come. It stays on its page and in
    calendars, as called off; what was held before stays held.

    Raises DomainError for a draft, for one called off already, and for one that is over.
    """
    if event.is_draft:
        raise DomainError(_("Nobody was told of this draft, so there is nothing to call off."))
    if event.is_cancelled:
        raise DomainError(_("This event is called off already."))
    if is_over(event):
        raise DomainError(_("This event is over, so it can no longer be called off."))
    if replacement is not None and (replacement is event or replacement.is_draft):
        raise DomainError(_("Choose another published event to come instead."))
    event.cancelled_at = utcnow()
    event.cancellation_reason = reason
    event.replacement = replacement
    changes.tell_cancelled(event)
    _note(CANCELLED, event, actor)


def cancel_following(
    meeting: Occurrence, *, reason: str, replacement: Event | None = None, actor: User
) -> Event:
    """Call off the rest of a series, from one of its meetings on; the event that is now off.

    When a meeting to come is left before it, the series is parted there. Raises DomainError.
    """
    event = meeting.event
    if event.is_cancelled:
        raise DomainError(_("This event is called off already."))
    now = utcnow()
    stays = any(now < one.starts_at and one.slot_at < meeting.slot_at for one in event.occurrences)
    if not stays:
        cancel_event(event, reason=reason, replacement=replacement, actor=actor)
        return event
    later = part_series(meeting, actor=actor)
    cancel_event(later, reason=reason, replacement=replacement, actor=actor)
    changes.tell_rest_cancelled(event, later)
    return later


def cancel_some(meetings: Sequence[Occurrence], *, reason: str, actor: User) -> None:
    """Call off several meetings of one series. All of them or, by DomainError, none."""
    if not meetings:
        raise DomainError(_("Choose at least one meeting."))
    for meeting in meetings:
        cancel_occurrence(meeting, reason=reason, actor=actor)


def restore_event(event: Event, *, actor: User) -> None:
    """Call an event on again that was called off: it takes place after all.

    Meetings that were called off alone stay called off, and so do those of a series whose time
    has come meanwhile: nobody was there. Raises DomainError for one that is not called off, and
    for one whose last meeting would be over by now.
    """
    if not event.is_cancelled:
        raise DomainError(_("This event is not called off."))
    if is_over(event):
        raise DomainError(_("Its dates are past. Copy it to plan it for another day."))
    missed = [one for one in event.occurrences if one.is_cancelled and one.starts_at <= utcnow()]
    for meeting in missed if event.is_series else ():
        if meeting.cancelled_at is None:
            meeting.cancelled_at = event.cancelled_at
            meeting.cancellation_reason = event.cancellation_reason
    event.cancelled_at, event.cancellation_reason = None, ""
    event.replacement = None
    changes.tell_restored(event)
    catch_up_with_breaks(event)
    _note(RESTORED, event, actor)


def _note(what: audit.Action, event: Event, actor: User) -> None:
    community_id = event.communities[0].id if event.communities else None
    audit.record(what, actor=actor, subject=event, community_id=community_id)
    revisions.mark(event)
