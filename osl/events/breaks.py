"""The town's breaks: days on which its series do not meet, kept by the organiser."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from flask_babel import force_locale
from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from osl.accounts.models import User
from osl.core import audit, revisions
from osl.core.clock import to_local, today, utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import DEFAULT_LANGUAGE, _, _l, day_month
from osl.events import changes, schedule
from osl.events.involvement import asked_once
from osl.events.models import Break, Event, Occurrence, Period, Series
from osl.events.recurrence import Rule
from osl.events.schedule import Repeated, ScheduleError

ADDED = audit.action("break.added", _l("%(actor)s added the break “%(subject)s”: %(days)s"))
CHANGED = audit.action("break.changed", _l("%(actor)s changed the break “%(subject)s”: %(days)s"))
REMOVED = audit.action("break.removed", _l("%(actor)s removed the break “%(subject)s”: %(days)s"))

LONGEST_BREAK = timedelta(days=100)
"""Longer than any school holidays; a series that rests longer has ended."""


def add_break(*, name: str, first_on: date, last_on: date, actor: User) -> Break:
    """Have the town's series leave out some days. Raises DomainError.

    Writes the break, the meetings of every series that observes breaks, what residents are told,
    and one audit entry. The same days under the same name are the same break.
    """
    _check(first_on, last_on, first_on_before=None)
    known = _same_break(name, first_on, last_on)
    if known is not None:
        return known
    one = Break(name=name, first_on=first_on, last_on=last_on)
    db.session.add(one)
    db.session.flush()
    _note(ADDED, one, actor)
    _lay_out_series_anew()
    return one


def change_break(one: Break, *, name: str, first_on: date, last_on: date, actor: User) -> bool:
    """Other days or another name; whether anything differed. Raises DomainError."""
    if (one.name, one.first_on, one.last_on) == (name, first_on, last_on):
        return False
    _refuse_past(one)
    _check(first_on, last_on, first_on_before=one.first_on)
    if _same_break(name, first_on, last_on) is not None:
        raise DomainError(_("There is a break with this name and these days already."))
    one.name, one.first_on, one.last_on = name, first_on, last_on
    db.session.flush()
    _note(CHANGED, one, actor)
    _lay_out_series_anew()
    return True


def remove_break(one: Break, *, actor: User) -> None:
    """The series meet on those days after all. Raises DomainError for a break that is over."""
    _refuse_past(one)
    _note(REMOVED, one, actor)
    db.session.delete(one)
    db.session.flush()
    _lay_out_series_anew()


def _same_break(name: str, first_on: date, last_on: date) -> Break | None:
    return db.session.scalar(select(Break).filter_by(name=name, first_on=first_on, last_on=last_on))


def series_observing_breaks() -> list[Series]:
    """The series that leave out the town's breaks and still have meetings to come."""
    has_meetings_to_come = Event.occurrences.any(Occurrence.starts_at > utcnow())
    statement = (
        select(Series)
        .join(Series.event)
        .where(
            Series.skips_breaks,
            Event.cancelled_at.is_(None),
            or_(Event.published_at.is_(None), has_meetings_to_come),
        )
        .options(contains_eager(Series.event).selectinload(Event.occurrences))
        .options(contains_eager(Series.event).selectinload(Event.communities))
        .order_by(Series.event_id)
    )
    return list(db.session.scalars(statement))


def catch_up_with_breaks(event: Event) -> None:
    """Have a series leave out the breaks that were named, and meet on the days of those that were
    taken away, while it was called off. Raises DomainError when no meeting would be left."""
    if event.series is not None and event.series.skips_breaks:
        _lay_out_anew(event.series, schedule.breaks_to_come())


def _lay_out_series_anew() -> None:
    """Give every series that observes breaks the meetings it now has."""
    coming = schedule.breaks_to_come()
    observing = series_observing_breaks()
    with asked_once(meeting for one in observing for meeting in one.event.occurrences):
        for series in observing:
            _lay_out_anew(series, coming)


def _lay_out_anew(series: Series, coming: list[Period]) -> None:
    rule, event = Rule.of(series), series.event
    breaks = schedule.observed_breaks(rule.breaks, skips_breaks=True, coming=coming)
    if breaks == rule.breaks:
        return
    before = changes.seen(event)
    names = ", ".join(one.name for one in breaks if one not in rule.breaks)
    reason = _in_polish(lambda: _("A break: %(name)s.", name=names)) if names else ""
    try:
        when = Repeated(replace(rule, breaks=breaks, is_stored=False), event.format)
        schedule.lay_out(event, when, reason=reason)
    except DomainError as refusal:
        raise ScheduleError(
            _(
                "“%(event)s” would have no meeting left. Call it off first, or have it not "
                "leave out breaks.",
                event=event.title,
            ),
            "first_on",
        ) from refusal
    changes.tell(event, before)
    revisions.mark(event)


def _check(first_on: date, last_on: date, *, first_on_before: date | None) -> None:
    if last_on < first_on:
        raise ScheduleError(
            _("The last day comes before the first one. Correct one of them."), "last_on"
        )
    past = last_on < today()
    if past or (first_on < today() and first_on != first_on_before):
        # What was held was held, and counts among the meetings of its series.
        raise ScheduleError(
            _("These days are past. What was stays as it was; choose days to come."),
            "last_on" if past else "first_on",
        )
    if last_on - first_on > LONGEST_BREAK:
        raise ScheduleError(
            _("That is longer than a hundred days. Shorten the series instead."), "last_on"
        )


def _refuse_past(one: Break) -> None:
    if one.last_on < to_local(utcnow()).date():
        raise DomainError(_("This break is over, and what was stays as it was."))


def _in_polish(say: Callable[[], str]) -> str:
    with force_locale(DEFAULT_LANGUAGE):
        return say()


def _note(what: audit.Action, one: Break, actor: User) -> None:
    def days() -> str:
        if one.first_on == one.last_on:
            return day_month(one.first_on)
        return f"{day_month(one.first_on)} – {day_month(one.last_on)}"

    audit.record(what, actor=actor, subject=one, days=_in_polish(days))
