"""The age bands of anonymous tallies: the same everywhere, so that they can be added up."""

from collections.abc import Sequence

from sqlalchemy import select

from osl.accounts.models import User
from osl.core import audit
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l
from osl.logbook.models import LogbookSettings

AGES_SET = audit.action("attendance.ages_set", _l("%(actor)s changed the age bands of attendance"))

MOST_BANDS = 8
OLDEST = 110
THE_ONLY = 1


def settings_kept() -> LogbookSettings | None:
    """The bands somebody has set; None while they are as they come."""
    return db.session.scalar(select(LogbookSettings).order_by(LogbookSettings.id))


def set_age_bands(limits: Sequence[int], also_from: int | None, *, actor: User) -> None:
    """Let a band begin at each of these ages, and one beside them at ``also_from``. What is
    counted already keeps the bands it was counted in. Raises DomainError for ages that do not
    rise."""
    ages = list(limits)
    if not all(0 < one <= OLDEST for one in [*ages, *([also_from] if also_from else [])]):
        raise DomainError(_("An age is a number from 1 to %(most)s.", most=OLDEST))
    if also_from == 0:
        raise DomainError(_("An age is a number from 1 to %(most)s.", most=OLDEST))
    if len(ages) > MOST_BANDS:
        raise DomainError(_("That is more than %(most)s limits.", most=MOST_BANDS))
    if ages != sorted(set(ages)):
        raise DomainError(_("Each age must be higher than the one before it."))
    kept = settings_kept()
    if kept is None:
        kept = LogbookSettings(id=THE_ONLY, age_limits=[], also_from=None)
        db.session.add(kept)
    elif (kept.age_limits, kept.also_from) == (ages, also_from):
        return
    kept.age_limits = ages
    kept.also_from = also_from
    audit.record(AGES_SET, actor=actor)
