"""The periods the team reports on, under names: kept by the organiser, used by everybody."""

from collections.abc import Sequence
from datetime import date

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from osl.accounts.models import User
from osl.communities.models import Centre
from osl.core import audit
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.reports.models import ReportPeriod

SAVED = audit.action("reports.saved", _l("%(actor)s saved the period of reports “%(subject)s”"))
CHANGED = audit.action(
    "reports.changed", _l("%(actor)s changed the period of reports “%(subject)s”")
)
DELETED = audit.action(
    "reports.deleted", _l("%(actor)s deleted the period of reports “%(subject)s”")
)


def saved_periods() -> Sequence[ReportPeriod]:
    """The latest first."""
    return db.session.scalars(
        select(ReportPeriod)
        .options(joinedload(ReportPeriod.closed_by))
        .order_by(ReportPeriod.last_on.desc(), ReportPeriod.first_on.desc(), ReportPeriod.id)
    ).all()


def get_period(_viewer: User | None, period_id: int) -> ReportPeriod:
    found: ReportPeriod = db.session.get(ReportPeriod, period_id) or abort(404)
    return found


def period_of_days(first_on: date, last_on: date) -> ReportPeriod | None:
    """The saved period with exactly these days. There is one at most."""
    return db.session.scalar(
        select(ReportPeriod)
        .where(ReportPeriod.first_on == first_on, ReportPeriod.last_on == last_on)
        .options(joinedload(ReportPeriod.closed_by))
    )


def closed_beside(period: ReportPeriod) -> Sequence[ReportPeriod]:
    """Other closed periods that share days with this one."""
    return db.session.scalars(
        select(ReportPeriod)
        .where(
            ReportPeriod.id != period.id,
            ReportPeriod.closed_at.is_not(None),
            ReportPeriod.first_on <= period.last_on,
            ReportPeriod.last_on >= period.first_on,
        )
        .order_by(ReportPeriod.first_on, ReportPeriod.id)
    ).all()


def save_period(name: str, first_on: date, last_on: date, *, actor: User) -> ReportPeriod:
    """Give days a name. The same once more is the same period. Raises DomainError for days that
    have another name already."""
    # Two who save at once come one after the other, so that the second finds the first.
    db.session.execute(select(Centre.id).with_for_update(key_share=True)).all()
    there = period_of_days(first_on, last_on)
    if there is not None and there.name == name:
        return there
    _refuse_taken(there)
    period = ReportPeriod(name=name, first_on=first_on, last_on=last_on, created_by_id=actor.id)
    db.session.add(period)
    audit.record(SAVED, actor=actor, subject=period)
    return period


def change_period(
    period: ReportPeriod, name: str, first_on: date, last_on: date, *, actor: User
) -> None:
    """Another name or other days. Raises DomainError for a closed one, and for days that have a
    name already."""
    _refuse_closed(period)
    there = period_of_days(first_on, last_on)
    if there is not period:
        _refuse_taken(there)
    period.name, period.first_on, period.last_on = name, first_on, last_on
    audit.record(CHANGED, actor=actor, subject=period)


def delete_period(period: ReportPeriod, *, actor: User) -> None:
    """The name goes; what was counted is counted as before. Raises DomainError for a closed one."""
    _refuse_closed(period)
    audit.record(DELETED, actor=actor, subject=period)
    db.session.delete(period)


def _refuse_closed(period: ReportPeriod) -> None:
    if period.is_closed:
        raise DomainError(
            _("This period is closed, so it stays as it is. Open it again first, with a reason.")
        )


def _refuse_taken(there: ReportPeriod | None) -> None:
    if there is not None:
        raise DomainError(_("These days are saved already as “%(name)s”.", name=there.name))
