"""People who come without signing up: found among those we know, or entered by their name."""

from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import exists, select

from osl.accounts.models import User
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _
from osl.events.models import Occurrence
from osl.logbook.attendance import PRESENT, Noted, note_walk_in, open_named
from osl.logbook.models import Mark, MarkSent, Outcome, Presence
from osl.logbook.queries import day_of, mark_of, signup_at
from osl.people.models import Channel, Person, person_community
from osl.people.operations import Known, meet_person
from osl.people.queries import is_called, people_visible_to
from osl.signups.places import first_part, parts_of

MOST_SHOWN = 12
LATELY = timedelta(days=90)
OF_A_FORM = "form"
"""What stands for a phone's name where a form was filled in."""


class SentBefore(DomainError):
    """The same form comes once more, with somebody else in it."""


def people_who_may_come(viewer: User, meeting: Occurrence, text: str) -> list[Person]:
    """People of this name, phone or address; those whom the event's communities know first."""
    called = is_called(text)
    if not called:
        return []
    known = (
        exists()
        .where(
            person_community.c.person_id == Person.id,
            person_community.c.community_id.in_([one.id for one in meeting.event.communities]),
        )
        .correlate(Person)
    )
    statement = people_visible_to(viewer).where(*called)
    order = (known.desc(), Person.name_key, Person.id)
    return list(db.session.scalars(statement.order_by(*order).limit(MOST_SHOWN)))


def lately_here(viewer: User, meeting: Occurrence) -> list[Person]:
    """Who came to other meetings of this event in the last three months: they may be here too."""
    ids = [part.id for part in parts_of(first_part(meeting.event))]
    day = day_of(meeting)
    came = (
        select(Mark.person_id)
        .join(Mark.occurrence)
        .where(
            Occurrence.event_id.in_(ids),
            Occurrence.id != meeting.id,
            Mark.presence == Presence.PRESENT,
            Mark.held_on >= day - LATELY,
            Mark.held_on <= day,
        )
    )
    statement = people_visible_to(viewer).where(Person.id.in_(came))
    order = (Person.name_key, Person.id)
    return list(db.session.scalars(statement.order_by(*order).limit(MOST_SHOWN)))


def is_in(key: str) -> bool:
    """Whether this form was sent already."""
    return db.session.scalar(select(MarkSent.id).where(MarkSent.key == key)) is not None


def let_in(meeting: Occurrence, person: Person, noted: Noted = PRESENT, *, actor: User) -> Mark:
    """Note that somebody we know is here. Whoever is on the list comes with as many as were
    signed up; whoever is noted as present stays as noted."""
    open_named(meeting)
    mark = mark_of(meeting, person.id)
    if mark is not None and mark.presence is Presence.PRESENT:
        return mark
    signup = signup_at(meeting, person.id)
    if signup is not None and noted == PRESENT:
        noted = Noted(Presence.PRESENT, signup.party_size, len(signup.children))
    return note_walk_in(meeting, person, noted, actor=actor)


def let_in_new(
    meeting: Occurrence,
    known: Known,
    noted: Noted,
    *,
    key: str,
    form_hash: str,
    person: Person | None = None,
    actor: User,
) -> Mark | None:
    """Note somebody whose name was typed in; ``person`` is whom we know them to be, if anybody.

    The same form sent twice lets one person in; None when they were erased since. Raises
    SentBefore when somebody else stands in it by now.
    """
    open_named(meeting)
    before = db.session.scalar(select(MarkSent).where(MarkSent.key == key))
    if before is not None:
        if before.wanted.get("form") != form_hash or before.occurrence_id != meeting.id:
            raise SentBefore(
                _("This form was sent already, and it says something else now. Look it over.")
            )
        return mark_of(meeting, before.person_id) if before.person_id is not None else None
    if person is None:
        person = meet_person(known, channel=Channel.IN_PERSON, community_ids=(), actor=actor)
    mark = let_in(meeting, person, noted, actor=actor)
    db.session.add(
        MarkSent(
            key=key,
            occurrence_id=meeting.id,
            person_id=person.id,
            device=OF_A_FORM,
            position=0,
            wanted=asdict(noted) | {"form": form_hash},
            outcome=Outcome.KEPT,
            received_by_id=actor.id,
        )
    )
    db.session.flush()
    return mark
