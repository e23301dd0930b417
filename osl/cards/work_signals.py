"""Quiet signals about the work: partners, months without anything, evenings without anybody."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from sqlalchemy import exists, func, not_, select

from osl.cards.signal_scope import TAKES_PLACE, Scope, Signal, SignalKind
from osl.communities.models import Community
from osl.core.clock import local_midnight
from osl.core.db import db
from osl.core.i18n import _, day_month, month_name, short_day
from osl.events.models import Event, EventKind, Occurrence, event_community
from osl.events.queries import IS_CALLED_OFF
from osl.groups.models import Partner, partner_community
from osl.volunteers.models import Leading

PARTNERSHIP_ENDS = timedelta(days=60)
SOON = timedelta(days=7)


def partnerships_ending(scope: Scope) -> list[Signal]:
    """Partners whose agreement ends within two months."""
    own = exists().where(
        partner_community.c.partner_id == Partner.id,
        partner_community.c.community_id.in_(scope.community_ids),
    )
    statement = (
        select(Partner.id, Partner.name, Partner.agreed_until)
        .where(
            Partner.agreed_until.between(scope.day, scope.day + PARTNERSHIP_ENDS),
            Partner.ended_on.is_(None),
            own.correlate(Partner),
            scope.is_asked(SignalKind.PARTNERSHIP_ENDING, Partner.id),
        )
        .order_by(Partner.agreed_until, Partner.id)
        .limit(scope.limit)
    )
    return [
        Signal(
            SignalKind.PARTNERSHIP_ENDING,
            id_,
            name,
            _(
                "What was agreed with this partner ends on %(day)s.",
                day=day_month(until or scope.day),
            ),
        )
        for id_, name, until in db.session.execute(statement)
    ]


def nothing_planned(scope: Scope) -> list[Signal]:
    """Communities for which nothing is announced in the coming calendar month, open hours aside."""
    first = scope.day.replace(day=1) + relativedelta(months=1)
    start, end = local_midnight(first), local_midnight(first + relativedelta(months=1))
    has_event = (
        exists()
        .where(
            event_community.c.community_id == Community.id,
            Event.id == event_community.c.event_id,
            Occurrence.event_id == Event.id,
            Occurrence.starts_at >= start,
            Occurrence.starts_at < end,
            Event.published_at.is_not(None),
            Event.kind != EventKind.OPEN_HOURS,
            not_(IS_CALLED_OFF),
        )
        .correlate(Community)
    )
    statement = (
        select(Community.id, Community.name)
        .where(
            Community.id.in_(scope.community_ids),
            not_(has_event),
            scope.is_asked(SignalKind.NOTHING_PLANNED, Community.id),
        )
        .order_by(Community.name)
        .limit(scope.limit)
    )
    return [
        Signal(
            SignalKind.NOTHING_PLANNED,
            id_,
            name,
            _("Nothing is announced for the coming month (%(month)s).", month=month_name(first)),
        )
        for id_, name in db.session.execute(statement)
    ]


def nobody_leads(scope: Scope) -> list[Signal]:
    """Announced meetings of the coming week for which nobody is named who leads them."""
    led = exists().where(Leading.event_id == Event.id).correlate(Event)
    statement = (
        select(Event.id, Event.title, func.min(Occurrence.starts_at))
        .join(Occurrence, Occurrence.event_id == Event.id)
        .where(
            Occurrence.starts_at.between(scope.now, scope.now + SOON),
            TAKES_PLACE,
            Event.published_at.is_not(None),
            Event.kind != EventKind.OPEN_HOURS,
            Event.host == "",
            Occurrence.host == "",
            not_(led),
            scope.is_own_event(),
            scope.is_asked(SignalKind.NOBODY_LEADS, Event.id),
        )
        .group_by(Event.id, Event.title)
        .order_by(func.min(Occurrence.starts_at), Event.id)
        .limit(scope.limit)
    )
    return [
        Signal(
            SignalKind.NOBODY_LEADS,
            id_,
            title,
            _("It is on %(day)s, and nobody is named who leads it.", day=short_day(starts_at)),
        )
        for id_, title, starts_at in db.session.execute(statement)
    ]
