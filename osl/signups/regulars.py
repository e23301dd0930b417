"""Regulars: people who signed up once for all meetings of a cycle."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.core.outbox import write_later
from osl.events.models import Event, EventFormat, Occurrence
from osl.messages.calls import drop_calls
from osl.people.models import Person
from osl.people.operations import Known, introduce, meet_person
from osl.people.words import NOTICE_VERSION
from osl.signups import places, waiting
from osl.signups.following import remember_what_is_told
from osl.signups.letters import LetterKind
from osl.signups.models import (
    Ending,
    Help,
    HelpNeed,
    Regular,
    Signup,
    SignupList,
    SignupState,
)
from osl.signups.operations import (
    Source,
    Wish,
    decide,
    live_signup,
    promise_call,
    refuse_large_party,
)
from osl.signups.places import first_part
from osl.signups.windows import refuse_closed

BECAME = audit.action("regular.made", _l("%(actor)s gave somebody a regular place in “%(event)s”"))
BECAME_SELF = audit.action("regular.made_self", _l("Somebody took a regular place in “%(event)s”"))
ENDED = audit.action("regular.ended", _l("%(actor)s ended a regular place in “%(event)s”"))
ENDED_SELF = audit.action(
    "regular.ended_self", _l("Somebody gave up a regular place in “%(event)s”")
)


MEETINGS_KEPT = 16
"""For so many meetings ahead a regular stands on the lists; every night adds what came nearer.
The public form offers fewer, so nobody comes before a regular."""


def coming_meetings(event: Event) -> list[Occurrence]:
    """The next meetings of a cycle, its later parts among them, in order."""
    now = utcnow()
    found: list[Occurrence] = []
    part: Event | None = event
    while part is not None:
        found += [one for one in part.occurrences if one.starts_at > now]
        part = part.continuation
    return sorted(found, key=lambda one: one.starts_at)[:MEETINGS_KEPT]


def sign_up_regular(event: Event, wish: Wish, source: Source) -> Regular:
    """Sign somebody up for all meetings to come, those stored later too.

    Each meeting gives a place when there is one, else a place in its line. One audit entry and
    one letter. The same person twice is the same regular. Raises DomainError.
    """
    if event.format is not EventFormat.CYCLE or not event.takes_regulars:
        raise DomainError(_("This event has no regular places."))
    by_team = source.actor is not None
    meetings = coming_meetings(event)
    if not meetings:
        raise DomainError(_("No meeting is left to come."))
    refuse_closed(event, meetings[-1], by_team=by_team)
    refuse_large_party(wish.party_size, by_team=by_team)
    root = first_part(event)
    communities = [one.id for one in event.communities]
    person = wish.person or meet_person(
        wish.known, channel=source.channel, community_ids=communities, actor=source.actor
    )
    introduce(person, communities)
    known = regular_of(root, person)
    if known is not None:
        if by_team:
            raise AlreadyRegular(known)
        return known
    regular = Regular(
        event=root,
        person=person,
        party_size=wish.party_size,
        channel=source.channel,
        entered_by_id=source.actor.id if source.actor is not None else None,
        created_at=utcnow(),
    )
    person.is_new = False
    db.session.add(regular)
    db.session.flush()
    keep_places(regular, meetings, source, wish)
    _tell(regular, source.language)
    audit.record(
        BECAME if by_team else BECAME_SELF,
        actor=source.actor,
        subject=regular,
        community_id=communities[0] if communities else None,
        event=event.title,
    )
    return regular


class AlreadyRegular(DomainError):
    """Somebody of the team signs up a person who has a regular place."""

    def __init__(self, regular: Regular) -> None:
        super().__init__(_("This person has a regular place already."))
        self.regular = regular


def end_regular(regular: Regular, *, actor: User | None = None) -> None:
    """Give up a regular place: all meetings to come at once. Twice is the same as once."""
    now = utcnow()
    if regular.ended_at is not None:
        return
    regular.ended_at = now
    coming = [one for one in signups_of(regular) if one.is_live]
    places.hold(one.list_id for one in coming)
    places.look_again()
    for signup in coming:
        meeting = signup.signup_list.occurrence
        if meeting is None or meeting.starts_at <= now:
            continue
        db.session.refresh(signup)
        if signup.is_live:
            places.withdraw(signup, Ending.RESIDENT if actor is None else Ending.STAFF)
            drop_calls(signup.id)
            db.session.flush()
            waiting.fill(signup.signup_list)
    audit.record(
        ENDED_SELF if actor is None else ENDED,
        actor=actor,
        subject=regular,
        community_id=next((one.id for one in regular.event.communities), None),
        event=regular.event.title,
    )


def keep_places(
    regular: Regular, meetings: list[Occurrence], source: Source, wish: Wish | None = None
) -> int:
    """Put a regular on the list of each of these meetings on which they never stood; how many.

    A meeting they skipped stays skipped.
    """
    stood = {one.signup_list.occurrence_id for one in signups_of(regular)}
    count = 0
    for meeting in [one for one in meetings if one.takes_place and one.id not in stood]:
        signup_list = places.list_of_meeting(meeting)
        places.look_again()
        if not meeting.takes_place:  # called off while this one waited for the lock
            continue
        earlier = live_signup(signup_list, regular.person)
        if earlier is not None:
            earlier.regular = regular
            continue
        signup = Signup(
            signup_list=signup_list,
            person=regular.person,
            regular=regular,
            party_size=regular.party_size,
            offered=0,
            passed=0,
            from_reserve=0,
            sequence=0,
            channel=source.channel,
            entered_by_id=source.actor.id if source.actor is not None else None,
            notice_version=NOTICE_VERSION,
            language=regular.person.language,
            created_at=utcnow(),
            network=source.network if count == 0 else "",
            address_key=source.address_key if count == 0 else "",
            key=source.key if count == 0 else None,
            form_hash=source.form_hash if count == 0 else "",
            note=wish.note if wish is not None else "",
            help_needs=[HelpNeed(kind=one) for one in sorted(set(wish.help_needed))]
            if wish is not None
            else [],
        )
        decide(signup, wish=replace(wish or as_before(regular), waits=True, takes_fewer=False))
        places.queue(signup)
        db.session.add(signup)
        db.session.flush()
        remember_what_is_told(signup_list)
        if count == 0 and wish is not None and Help.PHONE_CALL in wish.help_needed:
            promise_call(signup)
        count += 1
    return count


def as_before(regular: Regular) -> Wish:
    """What a regular asked for when they became one."""
    return Wish(Known(regular.person.name), regular.party_size)


def keep_places_of_regulars(_now: datetime) -> int:
    """At night: regulars get their places in the meetings that were stored since."""
    statement = (
        select(Regular)
        .where(Regular.ended_at.is_(None))
        .options(joinedload(Regular.event), joinedload(Regular.person))
        .order_by(Regular.event_id, Regular.id)
    )
    kept = 0
    for regular in db.session.scalars(statement):
        source = Source(regular.channel)
        kept += keep_places(regular, coming_meetings(regular.event), source)
    return kept


def regular_of(event: Event, person: Person) -> Regular | None:
    """The regular place of a person in a series, by its first part."""
    return db.session.scalar(
        select(Regular).where(
            Regular.event_id == event.id,
            Regular.person_id == person.id,
            Regular.ended_at.is_(None),
        )
    )


def signups_of(regular: Regular) -> list[Signup]:
    """Every meeting a regular is or was on the list of, in order."""
    statement = (
        select(Signup)
        .join(Signup.signup_list)
        .join(SignupList.occurrence)
        .where(Signup.regular_id == regular.id, Signup.state != SignupState.REPEATED)
        .options(joinedload(Signup.signup_list).joinedload(SignupList.occurrence))
        .order_by(Occurrence.starts_at)
    )
    return list(db.session.scalars(statement))


def _tell(regular: Regular, language: str) -> None:
    if regular.person.is_reached_by_letter:
        write_later(
            LetterKind.REGULAR.code,
            regular.person.email,
            key=f"regular:{regular.id}",
            language=language,
            regular_id=regular.id,
            person_id=regular.person_id,
        )
