"""Which partners there are, who of the team sees them, and what ends soon."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import abort
from sqlalchemy import ColumnElement, Select, exists, false, func, select, true
from sqlalchemy.orm import selectinload

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core.clock import today
from osl.core.db import db
from osl.core.paging import Page, page_of
from osl.groups.models import Partner, PartnerKind, partner_community
from osl.people.policies import can_see_people

ENDS_SOON = timedelta(days=60)
"""So long before an agreement ends there is still time to talk about the next one."""


@dataclass(frozen=True)
class PartnerFilters:
    """What is asked of the list. Those we work with no more are shown only when asked for."""

    kind: PartnerKind | None = None
    community: Community | None = None
    ended: bool = False

    @property
    def active(self) -> int:
        return sum(1 for one in (self.kind, self.community, self.ended) if one)


def is_partner_visible_to(viewer: User | None) -> ColumnElement[bool]:
    """The organiser sees every partner, the others of the team those of their communities."""
    if viewer is None or not can_see_people(viewer):
        return false()
    if viewer.is_organiser:
        return true()
    return _works_in(list(viewer.community_ids))


def _works_in(community_ids: list[int]) -> ColumnElement[bool]:
    own = exists().where(
        partner_community.c.partner_id == Partner.id,
        partner_community.c.community_id.in_(community_ids),
    )
    return own.correlate(Partner)


def partners_visible_to(viewer: User | None) -> Select[Partner]:
    return (
        select(Partner)
        .where(is_partner_visible_to(viewer))
        .options(selectinload(Partner.communities))
    )


def get_partner(viewer: User | None, partner_id: int) -> Partner:
    statement = partners_visible_to(viewer).where(Partner.id == partner_id)
    return db.session.scalar(statement) or abort(404)


def partners_found(viewer: User, filters: PartnerFilters, number: int) -> Page[Partner]:
    statement = partners_visible_to(viewer)
    if filters.kind is not None:
        statement = statement.where(Partner.kind == filters.kind)
    if filters.community is not None:
        statement = statement.where(_works_in([filters.community.id]))
    statement = statement.where(partner_is_over() if filters.ended else ~partner_is_over())
    return page_of(statement, number, order=(Partner.name, Partner.id), key=Partner.id)


def partner_is_over() -> ColumnElement[bool]:
    """Whether we work with a partner no more."""
    return func.coalesce(Partner.ended_on <= today(), false())


def days_left(partner: Partner, on: date | None = None) -> int | None:
    """How many days the agreement still holds; negative when it ended, None without an end."""
    if partner.agreed_until is None or partner.ended_on is not None:
        return None
    return (partner.agreed_until - (on or today())).days


def agreements_ending(viewer: User) -> list[Partner]:
    """The partners whose agreement ends soon or has just run out, the soonest first."""
    statement = partners_visible_to(viewer).where(
        ~partner_is_over(), Partner.agreed_until <= today() + ENDS_SOON
    )
    return list(db.session.scalars(statement.order_by(Partner.agreed_until, Partner.id)))


def partner_of_key(key: str | None) -> Partner | None:
    """The partner that the form with this mark made."""
    return db.session.scalar(select(Partner).where(Partner.key == key)) if key else None
