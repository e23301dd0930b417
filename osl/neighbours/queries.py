"""Requests and offers of neighbour help, who of the team sees them, and what fits what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import abort
from sqlalchemy import ColumnElement, Select, and_, case, exists, false, or_, select, true
from sqlalchemy.orm import aliased, contains_eager, joinedload

from osl.accounts.models import User
from osl.core.clock import to_local, today, utcnow
from osl.core.db import db
from osl.core.paging import Page, page_of
from osl.neighbours.models import ConcernOffice, HelpCall, Match, Side
from osl.neighbours.words import State
from osl.people.policies import can_see_people

MOST_SHOWN = 100
MOST_OFFERS = 30
SETTLED_SHOWN = timedelta(days=60)


def is_help_visible_to(viewer: User | None) -> ColumnElement[bool]:
    """The organiser sees every request and offer, the others those of their communities."""
    if viewer is None or not can_see_people(viewer):
        return false()
    return true() if viewer.is_organiser else HelpCall.community_id.in_(viewer.community_ids)


def help_visible_to(viewer: User | None) -> Select[HelpCall]:
    return (
        select(HelpCall)
        .where(is_help_visible_to(viewer))
        .options(joinedload(HelpCall.person), joinedload(HelpCall.community))
    )


def get_help(viewer: User | None, call_id: int) -> HelpCall:
    statement = help_visible_to(viewer).where(HelpCall.id == call_id)
    return db.session.scalar(statement) or abort(404)


def matches_visible_to(viewer: User | None) -> Select[Match]:
    """A match is for whoever works with both sides: their contacts stand in it."""
    if viewer is None or not can_see_people(viewer):
        return select(Match).where(false())
    request, offer = aliased(HelpCall), aliased(HelpCall)
    statement = (
        select(Match)
        .join(request, Match.request_id == request.id)
        .join(offer, Match.offer_id == offer.id)
        .options(
            contains_eager(Match.request.of_type(request)).joinedload(request.person),
            contains_eager(Match.offer.of_type(offer)).joinedload(offer.person),
            joinedload(Match.coordinator),
        )
    )
    if viewer.is_organiser:
        return statement
    own = viewer.community_ids
    return statement.where(request.community_id.in_(own), offer.community_id.in_(own))


def get_match(viewer: User | None, match_id: int) -> Match:
    return db.session.scalar(matches_visible_to(viewer).where(Match.id == match_id)) or abort(404)


@dataclass(frozen=True)
class OpenRequest:
    """A request on the desk: where it stands, and since when somebody waits."""

    call: HelpCall
    state: State
    days: int


def open_requests(viewer: User) -> list[OpenRequest]:
    """The requests nobody has settled yet, whoever waits longest first."""
    statement = help_visible_to(viewer).where(
        HelpCall.side == Side.ASKS, HelpCall.ended_at.is_(None)
    )
    statement = statement.order_by(HelpCall.made_at, HelpCall.id).limit(MOST_SHOWN)
    calls = list(db.session.scalars(statement))
    matches = _matches_of(calls)
    return [
        OpenRequest(one, state_of(one, matches.get(one.id, [])), days_since(one.made_at))
        for one in calls
    ]


def open_offers(viewer: User) -> list[HelpCall]:
    """The offers that stand, the newest first."""
    statement = help_visible_to(viewer).where(
        HelpCall.side == Side.OFFERS, HelpCall.ended_at.is_(None)
    )
    statement = statement.order_by(HelpCall.made_at.desc(), HelpCall.id.desc()).limit(MOST_SHOWN)
    return list(db.session.scalars(statement))


def settled(viewer: User, number: int) -> Page[HelpCall]:
    """What is over, the latest first."""
    statement = help_visible_to(viewer).where(HelpCall.ended_at.is_not(None))
    return page_of(
        statement, number, order=(HelpCall.ended_at.desc(), HelpCall.id.desc()), key=HelpCall.id
    )


def to_be_thanked(viewer: User) -> list[Match]:
    """Help that was given lately, and one of the two not thanked yet."""
    since = utcnow() - SETTLED_SHOWN
    statement = matches_visible_to(viewer).where(
        Match.done_at > since,
        or_(Match.asker_thanked_at.is_(None), Match.helper_thanked_at.is_(None)),
    )
    return list(db.session.scalars(statement.order_by(Match.done_at, Match.id).limit(MOST_SHOWN)))


def offers_fitting(viewer: User, request: HelpCall) -> list[HelpCall]:
    """Offers that may answer a request: the same service of the same community first. Nobody is
    offered to themselves, nor whoever said no to this request before."""
    tried = exists().where(Match.offer_id == HelpCall.id, Match.request_id == request.id)
    nearness = case(
        (
            and_(
                HelpCall.service == request.service,
                HelpCall.community_id == request.community_id,
            ),
            0,
        ),
        (HelpCall.service == request.service, 1),
        (HelpCall.community_id == request.community_id, 2),
        else_=3,
    )
    statement = (
        help_visible_to(viewer)
        .where(
            HelpCall.side == Side.OFFERS,
            HelpCall.ended_at.is_(None),
            HelpCall.person_id != request.person_id,
            ~tried.correlate(HelpCall),
            nearness < 3,
        )
        .order_by(nearness, HelpCall.made_at, HelpCall.id)
        .limit(MOST_OFFERS)
    )
    return list(db.session.scalars(statement))


def matches_of(call: HelpCall) -> list[Match]:
    """All that was tried for a request, or with an offer, the newest first."""
    own = Match.request_id if call.side is Side.ASKS else Match.offer_id
    statement = (
        select(Match)
        .where(own == call.id)
        .options(
            joinedload(Match.request).joinedload(HelpCall.person),
            joinedload(Match.offer).joinedload(HelpCall.person),
            joinedload(Match.coordinator),
        )
        .order_by(Match.id.desc())
    )
    return list(db.session.scalars(statement))


def live_match(request: HelpCall) -> Match | None:
    """The match of a request that still holds, done or not."""
    statement = select(Match).where(Match.request_id == request.id, Match.ended_at.is_(None))
    return db.session.scalar(statement)


def state_of(call: HelpCall, matches: Sequence[Match]) -> State:
    """Where a request stands, told by what was done for it."""
    live = next((one for one in matches if one.ended_at is None), None)
    if live is not None and live.done_at is not None:
        return State.DONE
    if not call.is_open:
        return State.TAKEN_BACK
    if live is not None and live.is_agreed:
        return State.MATCHED
    was_read = bool(matches) or call.entered_by_id is not None
    return State.LOOKING if was_read else State.ASKS


def _matches_of(calls: Sequence[HelpCall]) -> dict[int, list[Match]]:
    found: dict[int, list[Match]] = {}
    statement = select(Match).where(Match.request_id.in_([one.id for one in calls]))
    for match in db.session.scalars(statement):
        found.setdefault(match.request_id, []).append(match)
    return found


def days_since(moment: datetime) -> int:
    """How many days somebody has waited, counted by calendar days here."""
    return (today() - to_local(moment).date()).days


def help_of_key(key: str | None) -> HelpCall | None:
    """What the form with this mark made."""
    return db.session.scalar(select(HelpCall).where(HelpCall.key == key)) if key else None


EMERGENCY = "112"
"""It stands first on the page by itself."""


def offices_shown() -> list[ConcernOffice]:
    """Whom to call besides the emergency number."""
    return [one for one in concern_offices() if one.phone.replace(" ", "") != EMERGENCY]


def concern_offices() -> list[ConcernOffice]:
    """Whom to call when something worries somebody, in the team's order."""
    statement = select(ConcernOffice).order_by(ConcernOffice.position, ConcernOffice.id)
    return list(db.session.scalars(statement))


def get_concern_office(_viewer: User | None, office_id: int) -> ConcernOffice:
    return db.session.get(ConcernOffice, office_id) or abort(404)
