"""What the page of a meeting tells of its pictures and of its report for residents."""

from collections.abc import Mapping
from typing import Any

from osl.accounts.models import User
from osl.core.clock import utcnow
from osl.events.models import Occurrence
from osl.logbook.log_pictures import pictures_of
from osl.logbook.meeting_reports import report_of
from osl.logbook.page import Section
from osl.logbook.policies import can_keep_log
from osl.logbook.queries import can_be_marked_from


def pictures_and_report(viewer: User, meeting: Occurrence) -> Mapping[str, Any] | None:
    """Nothing of a meeting that was not held."""
    has_begun = can_be_marked_from(meeting) <= utcnow() and meeting.takes_place
    if not has_begun or not can_keep_log(viewer, meeting):
        return None
    return {"pictures": pictures_of(meeting), "report": report_of(meeting)}


section = Section("logbook/_log_report.html", pictures_and_report)
