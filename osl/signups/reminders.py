"""The day before: who has a place is reminded, and what is no longer needed is forgotten.

Reminders are found from the times meetings have now, so what has moved away reminds nobody.
"""

from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import joinedload

from osl.core.clock import local_midnight, to_local
from osl.core.db import db
from osl.events.models import Event, EventFormat, Occurrence
from osl.people.models import Person
from osl.signups.gate import KEPT
from osl.signups.letters import remind
from osl.signups.models import HelpNeed, Signup, SignupList, SignupState
from osl.signups.places import first_part

FROM_HOUR = timedelta(hours=9)
"""Reminders leave from nine in the morning of the day before."""

HELP_KEPT = timedelta(days=14)
MOST_AT_ONCE = 500


def send_reminders(now: datetime) -> int:
    """Remind whoever has a place in a meeting of tomorrow and has an address; how many.

    Every minute, any number of times: once for each sign-up and time of a meeting.
    """
    tomorrow = to_local(now).date() + timedelta(days=1)
    morning = local_midnight(to_local(now).date()) + FROM_HOUR
    if now < morning:
        return 0
    first, last = local_midnight(tomorrow), local_midnight(tomorrow + timedelta(days=1))
    statement = (
        select(Occurrence)
        .join(Occurrence.event)
        .where(
            Occurrence.starts_at >= first,
            Occurrence.starts_at < last,
            Occurrence.cancelled_at.is_(None),
            Occurrence.postponed_at.is_(None),
            Event.published_at.is_not(None),
        )
        .options(joinedload(Occurrence.event))
        .order_by(Occurrence.starts_at)
    )
    reminded = 0
    for meeting in db.session.scalars(statement):
        if meeting.takes_place:
            reminded += _remind_of(meeting, morning, MOST_AT_ONCE - reminded)
        if reminded >= MOST_AT_ONCE:
            break
    return reminded


def _remind_of(meeting: Occurrence, morning: datetime, most: int) -> int:
    """Whoever signed up later than this morning has just been told everything."""
    of_meeting = SignupList.occurrence_id == meeting.id
    if meeting.event.format is EventFormat.COURSE:
        of_meeting = or_(of_meeting, SignupList.event_id == first_part(meeting.event).id)
    statement = (
        select(Signup)
        .join(Signup.signup_list)
        .join(Signup.person)
        .where(
            of_meeting,
            Signup.state == SignupState.CONFIRMED,
            Signup.created_at < morning,
            Person.email != "",
            or_(Signup.reminded_for.is_(None), Signup.reminded_for != meeting.starts_at),
        )
        .options(joinedload(Signup.person))
        .order_by(Signup.id)
        .limit(most)
    )
    found = list(db.session.scalars(statement))
    for signup in found:
        signup.reminded_for = meeting.starts_at
        remind(signup, meeting.id, meeting.starts_at)
    return len(found)


def erase_help_needs(now: datetime) -> None:
    """14 days after the last meeting nobody needs to know any more what help somebody needed;
    nor, after 30 days, from which network and for which address a sign-up came."""
    over = now - HELP_KEPT
    still = select(Occurrence.id).where(Occurrence.ends_at > over)
    running = select(Occurrence.event_id).where(Occurrence.ends_at > over)
    old = (
        select(Signup.id)
        .join(Signup.signup_list)
        .where(
            or_(
                and_(SignupList.occurrence_id.is_not(None), SignupList.occurrence_id.not_in(still)),
                and_(SignupList.event_id.is_not(None), SignupList.event_id.not_in(running)),
            )
        )
    )
    db.session.execute(delete(HelpNeed).where(HelpNeed.signup_id.in_(old)))
    db.session.execute(
        update(Signup)
        .where(Signup.created_at < now - KEPT, Signup.network != "")
        .values(network="", address_key="")
    )
