"""The paper list on the page of a meeting: to print, to type in, and its photos."""

from collections.abc import Mapping
from typing import Any

from osl.accounts.models import User
from osl.core.errors import DomainError
from osl.events.models import EventFormat, Occurrence
from osl.logbook.attendance import refuse_not_held
from osl.logbook.models import AttendanceMode
from osl.logbook.policies import can_keep_log
from osl.logbook.queries import mode_of_meeting
from osl.logbook.sheet_photos import erased_on, photos_of


def sheets_of(viewer: User, meeting: Occurrence) -> Mapping[str, Any] | None:
    """Links to the sheets of a meeting and how many photos wait to be checked."""
    if not can_keep_log(viewer, meeting):
        return None
    photos = photos_of(meeting)
    return {
        "is_counted": mode_of_meeting(meeting) is AttendanceMode.HEAD_COUNT,
        "is_course": meeting.event.format is EventFormat.COURSE,
        "can_be_typed_in": _was_held(meeting),
        "photos": len(photos),
        "unchecked": sum(one.checked_at is None for one in photos),
        "erased_on": min((erased_on(one) for one in photos), default=None),
    }


def _was_held(meeting: Occurrence) -> bool:
    try:
        refuse_not_held(meeting)
    except DomainError:
        return False
    return True
