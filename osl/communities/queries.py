"""What is known of communities, and who sees it."""

from collections.abc import Sequence
from typing import Any, TypeVar

from flask import abort
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import selectinload
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from osl.accounts.models import User
from osl.communities.models import (
    Centre,
    Community,
    FormerSlug,
    FundingProject,
    StageChange,
    TeamMember,
    Venue,
)
from osl.core.clock import today
from osl.core.db import db
from osl.core.text import alphabetical, fold

Named = TypeVar("Named", Community, Venue)


BLANK_CENTRE: dict[str, Any] = {
    "name": "OSL",
    "town": "",
    **{
        column.key: column.default.arg
        for column in Centre.__table__.columns
        if isinstance(column.default, ScalarElementColumnDefault)
    },
}


def get_centre() -> Centre:
    """The centre whose site this is. A new installation has an empty one to fill in."""
    centre = db.session.scalar(select(Centre).order_by(Centre.id).limit(1))
    return centre or Centre(**BLANK_CENTRE)


def is_sample_town() -> bool:
    """Whether this is the demo town: invented people, nothing to protect."""
    return bool(db.session.scalar(select(Centre.is_sample).order_by(Centre.id).limit(1)))


def communities_visible_to(_viewer: User | None) -> Select[Community]:
    """Every community is public, closed ones too: their pages stay."""
    return select(Community)


def open_communities() -> list[Community]:
    """The communities of today, for lists: those whose work has not ended."""
    statement = communities_visible_to(None).where(
        or_(Community.closed_on.is_(None), Community.closed_on > today())
    )
    return _by_name(db.session.scalars(statement).all())


def closed_communities() -> list[Community]:
    """Those whose work has ended, the latest first."""
    statement = communities_visible_to(None).where(Community.closed_on <= today())
    return list(
        db.session.scalars(statement.order_by(Community.closed_on.desc(), Community.id.desc()))
    )


def communities_of(user: User) -> list[Community]:
    """The open communities this person plans for."""
    return [community for community in open_communities() if user.works_with(community.id)]


def get_community(viewer: User | None, community_id: int) -> Community:
    statement = communities_visible_to(viewer).where(Community.id == community_id)
    community: Community = db.session.scalar(statement) or abort(404)
    return community


def get_community_by_slug(viewer: User | None, slug: str) -> Community:
    """The community at that address, its present or a former one."""
    statement = communities_visible_to(viewer).options(selectinload(Community.team))
    found = db.session.scalar(statement.where(Community.slug == slug))
    if found is None:
        former = select(FormerSlug.community_id).where(FormerSlug.slug == slug)
        found = db.session.scalar(statement.where(Community.id == former.scalar_subquery()))
    community: Community = found or abort(404)
    return community


def slug_owner_id(slug: str) -> int | None:
    """The community that answers at an address, now or from before."""
    statements = (
        select(Community.id).where(Community.slug == slug),
        select(FormerSlug.community_id).where(FormerSlug.slug == slug),
    )
    for statement in statements:
        found = db.session.scalar(statement)
        if found is not None:
            return found
    return None


def stage_history(community: Community) -> list[tuple[StageChange, str]]:
    """Each change of stage with the name of who noted it, the latest first."""
    statement = (
        select(StageChange, func.coalesce(User.name, ""))
        .outerjoin(User, StageChange.author_id == User.id)
        .where(StageChange.community_id == community.id)
        .order_by(StageChange.changed_on.desc(), StageChange.id.desc())
    )
    return [(change, name) for change, name in db.session.execute(statement)]


def get_team_member(_viewer: Any, community_id: int, member_id: int) -> TeamMember:
    """Someone of this community's team; of another community's, nobody."""
    statement = select(TeamMember).where(
        TeamMember.id == member_id, TeamMember.community_id == community_id
    )
    member: TeamMember = db.session.scalar(statement) or abort(404)
    return member


def venues() -> list[Venue]:
    """The places still in use, by name."""
    statement = select(Venue).where(Venue.retired_at.is_(None))
    return _by_name(db.session.scalars(statement).all())


def retired_venues() -> list[Venue]:
    statement = select(Venue).where(Venue.retired_at.is_not(None))
    return _by_name(db.session.scalars(statement).all())


def get_venue(_viewer: Any, venue_id: int) -> Venue:
    venue: Venue = db.session.get(Venue, venue_id) or abort(404)
    return venue


def same_venue(name: str, address: str) -> Venue | None:
    """The place in use that goes by this name at this address, however it is spelt."""
    wanted = fold(name), fold(address)
    return next(
        (venue for venue in venues() if (fold(venue.name), fold(venue.address)) == wanted), None
    )


def funding_projects() -> list[FundingProject]:
    return list(db.session.scalars(select(FundingProject).order_by(FundingProject.title)))


def get_funding_project(_viewer: Any, project_id: int) -> FundingProject:
    project: FundingProject = db.session.get(FundingProject, project_id) or abort(404)
    return project


def same_project(title: str, number: str) -> FundingProject | None:
    """The grant with this title and number."""
    statement = select(FundingProject).where(
        FundingProject.title == title, FundingProject.number == number
    )
    return db.session.scalar(statement.limit(1))


def _by_name(things: Sequence[Named]) -> list[Named]:
    return sorted(things, key=lambda thing: alphabetical(thing.name))
