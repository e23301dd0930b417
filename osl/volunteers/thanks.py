"""Thanking volunteers: the team remembers who has been thanked, and for what."""

from sqlalchemy import select

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import today
from osl.core.db import db
from osl.core.i18n import _l
from osl.people.models import Person
from osl.volunteers.models import Thanks

THANKED = audit.action("person.thanked", _l("%(actor)s thanked a volunteer"))


def thank(person: Person, what_for: str, *, actor: User) -> Thanks:
    """Note that somebody was thanked today. The same thanks twice a day are one.

    Writes the thanks and one audit entry, which names nobody.
    """
    day = today()
    same = select(Thanks).where(
        Thanks.person_id == person.id,
        Thanks.thanked_on == day,
        Thanks.author_id == actor.id,
        Thanks.what_for == what_for,
    )
    known = db.session.scalar(same.limit(1))
    if known is not None:
        return known
    thanks = Thanks(person=person, thanked_on=day, what_for=what_for, author_id=actor.id)
    db.session.add(thanks)
    audit.record(THANKED, actor=actor, subject=person)
    return thanks
