"""The words of the letter that asks how a meeting was, found when it leaves."""

from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.outbox import Composed, Composer, OutgoingLetter, read_template
from osl.events.models import Occurrence
from osl.people.models import Person
from osl.surveys import links
from osl.surveys.asking import ASKING
from osl.surveys.models import Survey
from osl.surveys.queries import ANSWERED_FOR


def about_meeting(letter: OutgoingLetter) -> Composed | None:
    """The letter, as long as there is still something to answer and somebody to ask."""
    survey = db.session.get(Survey, letter.data["survey_id"])
    meeting = db.session.get(Occurrence, letter.data["occurrence_id"])
    person = db.session.get(Person, letter.data["person_id"])
    if survey is None or meeting is None or person is None or not is_still_asked(survey, meeting):
        return None
    subject, body = read_template(
        "surveys/letters/asking.txt",
        event=meeting.event,
        meeting=meeting,
        questions=len(survey.questions),
        address=links.address_of(survey, letter.language),
    )
    return Composed(subject, body)


def is_still_asked(survey: Survey, meeting: Occurrence) -> bool:
    is_open = survey.opened_at is not None and survey.closed_at is None
    is_fresh = meeting.starts_at > utcnow() - ANSWERED_FOR
    return survey.by_letter and is_open and is_fresh and meeting.takes_place


composers: dict[str, Composer] = {ASKING: about_meeting}
"""Named in create_app: who writes which kind of letter."""
