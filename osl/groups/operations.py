"""What is done with groups: started, described, joined and left, counted, ended."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core import audit
from osl.core.clock import today
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l, day_month
from osl.groups.models import Group, GroupHeadCount, GroupKind, GroupMember
from osl.groups.queries import holds_names
from osl.people.models import Person
from osl.people.operations import introduce

ADDED = audit.action("group.added", _l("%(actor)s added the group “%(subject)s”"))
CHANGED = audit.action("group.changed", _l("%(actor)s changed the group “%(subject)s”"))
ENDED = audit.action("group.ended", _l("%(actor)s noted that the group “%(subject)s” ended"))
RESUMED = audit.action("group.resumed", _l("%(actor)s noted that “%(subject)s” meets again"))
JOINED = audit.action("group.joined", _l("%(actor)s noted who belongs to “%(subject)s”"))
LEFT = audit.action("group.left", _l("%(actor)s noted that somebody left “%(subject)s”"))
COORDINATES = audit.action("group.coordinates", _l("%(actor)s noted who coordinates “%(subject)s”"))
COUNTED = audit.action("group.counted", _l("%(actor)s counted who came to “%(subject)s”"))
UNCOUNTED = audit.action(
    "group.count_removed", _l("%(actor)s took a head count of “%(subject)s” back")
)

MOST_PEOPLE = 9999


class KeepsNoNames(DomainError):
    """A self-help group: how many come is noted, never who."""


@dataclass(frozen=True)
class GroupFacts:
    """What a group is, as the team writes it down."""

    kind: GroupKind
    name: str
    about: str = ""
    rhythm: str = ""
    venue_id: int | None = None
    place_note: str = ""
    contact_id: int | None = None
    is_public: bool = False
    started_on: date | None = None


def add_group(
    facts: GroupFacts, *, community: Community, actor: User, key: str | None = None
) -> Group:
    """A group of people who meet of their own will. Writes one audit entry."""
    _check_day(facts.started_on)
    group = Group(community=community, key=key, **asdict(facts))
    db.session.add(group)
    db.session.flush()
    _note(ADDED, group, actor)
    return group


def change_group(group: Group, facts: GroupFacts, *, actor: User) -> bool:
    """Put what is written of a group right; whether anything differed.

    Raises KeepsNoNames when it shall be a self-help group and people stand in it by name.
    """
    _check_day(facts.started_on)
    hold(group)
    if facts.kind is GroupKind.SELF_HELP and group.keeps_names and holds_names(group):
        raise KeepsNoNames(
            _(
                "People are noted here by name, and a self-help group keeps no names. "
                "End this group and add a new one."
            )
        )
    if group.ended_on and facts.started_on and group.ended_on < facts.started_on:
        raise DomainError(_("It ended before that day."))
    differs = [name for name, value in asdict(facts).items() if getattr(group, name) != value]
    for name in differs:
        setattr(group, name, getattr(facts, name))
    if differs:
        _note(CHANGED, group, actor)
    return bool(differs)


def end_group(group: Group, on: date, *, actor: User) -> None:
    """It does not meet any more. What is known of it stays."""
    if group.started_on is not None and on < group.started_on:
        raise DomainError(
            _(
                "It has met since %(day)s: it cannot end before that.",
                day=day_month(group.started_on),
            )
        )
    if on > today():
        raise DomainError(_("That day is still to come. Note it when the group has ended."))
    if group.ended_on != on:
        group.ended_on = on
        _note(ENDED, group, actor)


def resume_group(group: Group, *, actor: User) -> None:
    """It meets again. Twice is once."""
    if group.ended_on is not None:
        group.ended_on = None
        _note(RESUMED, group, actor)


def add_group_member(
    group: Group, person: Person, agreed_on: date, *, coordinates: bool = False, actor: User
) -> GroupMember:
    """Note somebody who agreed to be noted as belonging to a group. Twice is once.

    Writes one audit entry with numbers only. Raises KeepsNoNames for a self-help group.
    """
    hold(group)
    if not group.keeps_names:
        raise KeepsNoNames(_("A self-help group keeps no names. Note how many people come."))
    if group.ended_on is not None:
        raise DomainError(_("This group has ended."))
    if agreed_on > today():
        raise DomainError(_("Nobody agreed in the future. Give the day on which they did."))
    member = _live_member(group, person)
    if member is not None:
        return member
    introduce(person, [group.community_id])
    member = GroupMember(
        group_id=group.id,
        person_id=person.id,
        agreed_on=agreed_on,
        coordinates=coordinates,
        added_by_id=actor.id,
    )
    db.session.add(member)
    _note(JOINED, group, actor, person_id=person.id)
    return member


def take_off(member: GroupMember, on: date, *, actor: User) -> None:
    """Somebody does not belong to a group any more, from this day on."""
    if on < member.agreed_on:
        raise DomainError(
            _("They joined on %(day)s: give a later day.", day=day_month(member.agreed_on))
        )
    if on > today():
        raise DomainError(_("That day is still to come. Note it when they have left."))
    member.left_on, member.coordinates = on, False
    _note(LEFT, member.group, actor, person_id=member.person_id)


def set_coordinates(member: GroupMember, *, coordinates: bool, actor: User) -> None:
    """Whether somebody coordinates a group."""
    if member.coordinates != coordinates:
        member.coordinates = coordinates
        _note(COORDINATES, member.group, actor, person_id=member.person_id)


def count_heads(group: Group, on: date, people: int, *, actor: User) -> GroupHeadCount:
    """How many came on a day. A second number for the same day takes the place of the first."""
    if on > today():
        raise DomainError(_("That day is still to come."))
    if not 0 <= people <= MOST_PEOPLE:
        raise DomainError(_("Give a number of people from 0 to 9999."))
    hold(group)
    same = select(GroupHeadCount).where(
        GroupHeadCount.group_id == group.id, GroupHeadCount.counted_on == on
    )
    count = db.session.scalar(same.limit(1))
    if count is None:
        count = GroupHeadCount(group_id=group.id, counted_on=on, people=people, author_id=actor.id)
        db.session.add(count)
    elif count.people == people:
        return count
    count.people, count.author_id = people, actor.id
    _note(COUNTED, group, actor)
    return count


def remove_head_count(count: GroupHeadCount, *, actor: User) -> None:
    """Take a wrong number back."""
    group = count.group
    db.session.delete(count)
    _note(UNCOUNTED, group, actor)


def hold(group: Group) -> None:
    """Let neither its kind nor its members change behind our back: of two people at once, one
    must not make it a self-help group while the other notes a name."""
    if db.engine.dialect.name == "postgresql":
        db.session.flush()
        db.session.refresh(group, with_for_update={"of": Group})


def _live_member(group: Group, person: Person) -> GroupMember | None:
    statement = select(GroupMember).where(
        GroupMember.group_id == group.id,
        GroupMember.person_id == person.id,
        GroupMember.left_on.is_(None),
    )
    return db.session.scalar(statement)


def _check_day(started_on: date | None) -> None:
    if started_on is not None and started_on > today():
        raise DomainError(_("The group cannot have started in the future."))


def _note(what: audit.Action, group: Group, actor: User, **more: int) -> None:
    audit.record(what, actor=actor, subject=group, community_id=group.community_id, **more)
