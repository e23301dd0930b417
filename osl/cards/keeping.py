"""What else is kept about a person, for the paper of their own: talks, help, hours, agreements."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from osl.accounts.models import User
from osl.core.db import db
from osl.groups.models import Group, GroupMember
from osl.people.models import Person, Talk
from osl.people.policies import Part, can_see_part
from osl.people.talk_queries import talks_with
from osl.volunteers.models import Agreement, Assignment, Claim, HoursEntry, Leading

MOST = 500


@dataclass(frozen=True)
class Kept:
    """Everything about help and talks; ``private`` says whether the viewer may read out the
    address, the day of birth and the guardian of an agreement."""

    talks: Sequence[Talk]
    shifts: int
    contributions: int
    led: int
    groups: Sequence[Group]
    agreements: Sequence[Agreement]
    minutes: int
    private: bool


def kept_about(viewer: User, person: Person) -> Kept:
    """What is kept of a person beside the card, as far as this viewer may read it out."""

    def count(what: type[Assignment] | type[Claim] | type[Leading]) -> int:
        rows = select(func.count()).select_from(what).where(what.person_id == person.id)
        return db.session.scalar(rows) or 0

    groups = (
        select(Group)
        .join(GroupMember, GroupMember.group_id == Group.id)
        .where(GroupMember.person_id == person.id, GroupMember.left_on.is_(None))
        .order_by(Group.name)
    )
    agreements = (
        select(Agreement)
        .where(Agreement.person_id == person.id)
        .options(joinedload(Agreement.community))
        .order_by(Agreement.starts_on.desc(), Agreement.id.desc())
    )
    minutes = select(func.sum(HoursEntry.minutes)).where(
        HoursEntry.person_id == person.id, HoursEntry.confirmed_at.is_not(None)
    )
    sees_talks = can_see_part(viewer, Part.TALKS)
    sees_agreements = can_see_part(viewer, Part.AGREEMENTS)
    return Kept(
        talks=talks_with(viewer, person, MOST) if sees_talks else [],
        shifts=count(Assignment),
        contributions=count(Claim),
        led=count(Leading),
        groups=db.session.scalars(groups).all(),
        agreements=db.session.scalars(agreements).all() if sees_agreements else [],
        minutes=db.session.scalar(minutes) or 0,
        private=can_see_part(viewer, Part.PRIVATE),
    )
