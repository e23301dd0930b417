"""What is known of communities, and who sees it."""

from typing import Any

from flask import abort
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import selectinload

from osl.accounts.models import User
from osl.communities.models import (
    Centre,
    Community,
    FormerSlug,
    FundingProject,
    Venue,
)
from osl.core.clock import today
from osl.core.db import db


def get_centre() -> Centre:
    """The centre whose site this is. A new installation has an empty one to fill in."""
    centre = db.session.scalar(select(Centre).order_by(Centre.id).limit(1))
    return centre or Centre(name="OSL", town="", is_sample=False)


def is_sample_town() -> bool:
    """Whether this is the demo town: invented people, nothing to protect."""
    return bool(db.session.scalar(select(Centre.is_sample).order_by(Centre.id).limit(1)))


def communities_visible_to(_viewer: User | None) -> Select[tuple[Community]]:
    """Every community is public, closed ones too: their pages stay."""
    return select(Community)


def open_communities() -> list[Community]:
    """The communities of today, for lists: those whose work has not ended."""
    statement = communities_visible_to(None).where(
        or_(Community.closed_on.is_(None), Community.closed_on > today())
    )
    return list(db.session.scalars(statement.order_by(Community.name)))


def communities_of(user: User) -> list[Community]:
    """The open communities this person plans for."""
    return [community for community in open_communities() if user.works_with(community.id)]


def get_community(viewer: User | None, community_id: int) -> Community:
    statement = communities_visible_to(viewer).where(Community.id == community_id)
    return db.session.scalar(statement) or abort(404)


def get_community_by_slug(viewer: User | None, slug: str) -> Community:
    """The community at that address, its present or a former one."""
    statement = communities_visible_to(viewer).options(selectinload(Community.team))
    found = db.session.scalar(statement.where(Community.slug == slug))
    if found is None:
        former = select(FormerSlug.community_id).where(FormerSlug.slug == slug)
        found = db.session.scalar(statement.where(Community.id == former.scalar_subquery()))
    return found or abort(404)


def venues() -> list[Venue]:
    """The places still in use, by name."""
    statement = select(Venue).where(Venue.retired_at.is_(None))
    return list(db.session.scalars(statement.order_by(Venue.name)))


def get_venue(_viewer: Any, venue_id: int) -> Venue:
    return db.session.get(Venue, venue_id) or abort(404)


def funding_projects() -> list[FundingProject]:
    return list(db.session.scalars(select(FundingProject).order_by(FundingProject.title)))


def get_funding_project(_viewer: Any, project_id: int) -> FundingProject:
    return db.session.get(FundingProject, project_id) or abort(404)
