"""What the page of a meeting says of its survey."""

from collections.abc import Mapping
from typing import Any

from osl.accounts.models import User
from osl.events.models import Occurrence
from osl.surveys.policies import can_start_survey
from osl.surveys.queries import survey_of, turnouts_of


def at_meeting(viewer: User, meeting: Occurrence) -> Mapping[str, Any] | None:
    """Whether people are asked how it was, and how many answered; None for whoever does not ask,
    and for a meeting that did not take place."""
    if not can_start_survey(viewer, meeting.event) or not meeting.takes_place:
        return None
    survey = survey_of(meeting.event)
    if survey is None:
        return {"survey": None, "turnout": None}
    turnouts = turnouts_of([survey])[survey.id]
    return {
        "survey": survey,
        "turnout": next((one for one in turnouts if one.meeting.id == meeting.id), None),
    }
