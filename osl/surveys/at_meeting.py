"""What the pages of a meeting and of its event say of the survey."""

from collections.abc import Mapping
from typing import Any

from osl.accounts.models import User
from osl.core.access import acting_user
from osl.events.models import Event, EventKind, Occurrence
from osl.surveys.policies import can_start_survey
from osl.surveys.queries import how_many_answered, survey_of, turnouts_of


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


def survey_at_desk(event: Event) -> Mapping[str, Any] | None:
    """For the team's page of an event; None for whoever does not ask, for a draft and for open
    hours."""
    is_asked = event.is_published and event.kind is not EventKind.OPEN_HOURS
    if not is_asked or not can_start_survey(acting_user(), event):
        return None
    survey = survey_of(event)
    return {"survey": survey, "answered": how_many_answered(survey) if survey else 0}
