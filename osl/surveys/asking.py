"""The morning after: whoever came is asked by letter how it was, if the team wants that.

A letter is about the meeting somebody came to, and it holds the same address for everybody: who
was written to is known, who answered is not.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from sqlalchemy import select

from osl.accounts.attempts import account_key
from osl.core.clock import to_local, to_utc
from osl.core.db import db
from osl.core.outbox import OutgoingLetter, write_later
from osl.events.models import Occurrence
from osl.logbook.models import Presence
from osl.logbook.queries import is_of_self_help, marks_of, signups_of
from osl.people.models import Person
from osl.surveys.models import Survey
from osl.surveys.queries import open_by_letter

ASKING = "surveys.asking"
"""How the outbox calls the letter."""

ASKED_AT = time(10)
STILL_FRESH = timedelta(days=5)
"""Whoever could not be asked until then (the site was off) is not asked any more."""


def ask_after_meetings(now: datetime) -> int:
    """Write to whoever came to a meeting, the morning after; how many letters.

    Every minute, any number of times. Who is marked later than that morning is found later. One
    mailbox gets one letter a month about one survey, however often its owner comes.
    """
    written = 0
    for survey, meeting in open_by_letter(now, STILL_FRESH):
        if now >= morning_after(meeting.ends_at) and not is_of_self_help(meeting.event):
            written += _ask(survey, meeting)
    return written


def morning_after(moment: datetime) -> datetime:
    return to_utc(to_local(moment).date() + timedelta(days=1), ASKED_AT)


def who_came(meeting: Occurrence) -> list[Person]:
    """Those marked present; where nobody was marked at all, those who had a place."""
    marks = marks_of(meeting)
    if not marks:
        return [one.person for one in signups_of(meeting)]
    present = (one for one in marks.values() if one.presence is Presence.PRESENT)
    return [one.person for one in present if one.person is not None]


def _ask(survey: Survey, meeting: Occurrence) -> int:
    people = {
        _key(survey, meeting, one): one for one in who_came(meeting) if one.is_reached_by_letter
    }
    known = _posted(people)
    for key, person in people.items():
        if key not in known:
            write_later(
                ASKING,
                person.email,
                key=key,
                is_new=True,
                language=person.language,
                survey_id=survey.id,
                occurrence_id=meeting.id,
                person_id=person.id,
            )
    return len(people.keys() - known)


def _posted(keys: Iterable[str]) -> set[str]:
    found = select(OutgoingLetter.key).where(OutgoingLetter.key.in_(list(keys)))
    return set(db.session.scalars(found))


def _key(survey: Survey, meeting: Occurrence, person: Person) -> str:
    """A couple with one mailbox gets one letter, and a weekly meeting writes once a month."""
    month = to_local(meeting.starts_at)
    return f"survey:{survey.id}:{month:%Y%m}:{account_key(person.email)[:40]}"
