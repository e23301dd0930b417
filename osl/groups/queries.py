"""Which groups there are, and who of the team sees them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort
from sqlalchemy import ColumnElement, Select, false, func, select, true
from sqlalchemy.orm import contains_eager, joinedload

from osl.accounts.models import Membership, User
from osl.communities.models import Community
from osl.core.clock import today
from osl.core.db import db
from osl.core.paging import Page, page_of
from osl.groups.models import Group, GroupHeadCount, GroupKind, GroupMember
from osl.people.models import Person
from osl.people.policies import can_see_people
from osl.people.queries import is_person_visible_to


@dataclass(frozen=True)
class GroupFilters:
    """What is asked of the list. Groups that ended are shown only when asked for."""

    kind: GroupKind | None = None
    community: Community | None = None
    ended: bool = False

    @property
    def active(self) -> int:
        return sum(1 for one in (self.kind, self.community, self.ended) if one)


def is_group_visible_to(viewer: User | None) -> ColumnElement[bool]:
    """The organiser sees every group, the others of the team those of their communities."""
    if viewer is None or not can_see_people(viewer):
        return false()
    return true() if viewer.is_organiser else Group.community_id.in_(viewer.community_ids)


def groups_visible_to(viewer: User | None) -> Select[Group]:
    return (
        select(Group)
        .where(is_group_visible_to(viewer))
        .options(joinedload(Group.community), joinedload(Group.venue))
    )


def get_group(viewer: User | None, group_id: int) -> Group:
    statement = groups_visible_to(viewer).where(Group.id == group_id)
    return db.session.scalar(statement) or abort(404)


def groups_found(viewer: User, filters: GroupFilters, number: int) -> Page[Group]:
    statement = groups_visible_to(viewer)
    if filters.kind is not None:
        statement = statement.where(Group.kind == filters.kind)
    if filters.community is not None:
        statement = statement.where(Group.community_id == filters.community.id)
    has_ended = Group.ended_on <= today()
    statement = statement.where(has_ended if filters.ended else ~is_over())
    return page_of(statement, number, order=(Group.name, Group.id), key=Group.id)


def is_over() -> ColumnElement[bool]:
    """Whether a group has ended by today."""
    return func.coalesce(Group.ended_on <= today(), false())


def public_groups_of(community: Community) -> list[Group]:
    """The groups of a community that everybody may read about. Nobody of them is told."""
    statement = (
        select(Group)
        .where(Group.community_id == community.id, Group.is_public.is_(True), ~is_over())
        .options(joinedload(Group.venue))
        .order_by(Group.name, Group.id)
    )
    return list(db.session.scalars(statement))


def members_of(viewer: User | None, group: Group) -> list[GroupMember]:
    """Who belongs to a group now, those who coordinate it first. A self-help group has none."""
    if not group.keeps_names:
        return []
    statement = (
        _members(viewer)
        .where(GroupMember.group_id == group.id, GroupMember.left_on.is_(None))
        .order_by(GroupMember.coordinates.desc(), Person.name_key, GroupMember.id)
    )
    return list(db.session.scalars(statement))


def get_group_member(viewer: User | None, group_id: int, member_id: int) -> GroupMember:
    statement = (
        _members(viewer)
        .join(GroupMember.group)
        .where(GroupMember.id == member_id, GroupMember.group_id == group_id)
        .where(GroupMember.left_on.is_(None), is_group_visible_to(viewer))
    )
    return db.session.scalar(statement) or abort(404)


def _members(viewer: User | None) -> Select[GroupMember]:
    return (
        select(GroupMember)
        .join(GroupMember.person)
        .where(is_person_visible_to(viewer))
        .options(contains_eager(GroupMember.person))
    )


def holds_names(group: Group) -> bool:
    """Whether somebody is noted in it by name, those who left among them."""
    statement = select(GroupMember.id).where(GroupMember.group_id == group.id).limit(1)
    return db.session.scalar(statement) is not None


def get_head_count(viewer: User | None, group_id: int, count_id: int) -> GroupHeadCount:
    statement = (
        select(GroupHeadCount)
        .join(Group, Group.id == GroupHeadCount.group_id)
        .where(GroupHeadCount.id == count_id, GroupHeadCount.group_id == group_id)
        .where(is_group_visible_to(viewer))
    )
    return db.session.scalar(statement) or abort(404)


def last_counts(groups: Sequence[Group]) -> dict[int, GroupHeadCount]:
    """The newest head count of each of these groups."""
    ids = [one.id for one in groups]
    newest = (
        select(GroupHeadCount.group_id, func.max(GroupHeadCount.counted_on).label("newest"))
        .where(GroupHeadCount.group_id.in_(ids))
        .group_by(GroupHeadCount.group_id)
        .subquery()
    )
    rows = db.session.scalars(
        select(GroupHeadCount).join(
            newest,
            (newest.c.group_id == GroupHeadCount.group_id)
            & (newest.c.newest == GroupHeadCount.counted_on),
        )
    )
    return {one.group_id: one for one in rows}


def members_counted(groups: Sequence[Group]) -> dict[int, int]:
    """How many people belong to each of these groups by name."""
    ids = [one.id for one in groups if one.keeps_names]
    rows = db.session.execute(
        select(GroupMember.group_id, func.count(GroupMember.id).label("number"))
        .where(GroupMember.group_id.in_(ids), GroupMember.left_on.is_(None))
        .group_by(GroupMember.group_id)
    )
    return {row.group_id: row.number for row in rows}


def contacts_for(community_ids: Sequence[int]) -> list[User]:
    """Who of the team can be the contact of something in these communities: their own people,
    and the organisers."""
    statement = select(User).where(User.disabled_at.is_(None)).order_by(User.name, User.id)
    people = db.session.scalars(statement).all()
    return [one for one in people if _works_in(one, community_ids)]


def _works_in(user: User, community_ids: Sequence[int]) -> bool:
    own: set[Membership] = {one for one in user.memberships if one.community_id in community_ids}
    return user.is_organiser or bool(own)


def group_of_key(key: str | None) -> Group | None:
    """The group that the form with this mark made."""
    return db.session.scalar(select(Group).where(Group.key == key)) if key else None
