"""A series that goes on differently from some meeting on: it is parted there, and the past stays
as it was. Each part has a page and a calendar entry of its own, and says where the other is."""

from collections.abc import Sequence
from datetime import date

from flask_babel import force_locale
from sqlalchemy import inspect
from sqlalchemy.orm.attributes import flag_modified

from osl.accounts.models import User
from osl.communities.models import Community
from osl.core import audit, revisions
from osl.core.clock import to_local, utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import DEFAULT_LANGUAGE, _, _l, day_month
from osl.events import changes, pictures
from osl.events.models import Event, Occurrence, Series
from osl.events.operations import Facts, change_event
from osl.events.recurrence import Rule, RuleError
from osl.events.schedule import Repeated, Schedule, ScheduleError

PARTED = audit.action(
    "event.parted", _l("%(actor)s parted “%(subject)s” from the meeting of %(day)s on")
)

NOT_CARRIED_OVER = {
    "id",
    "uid",
    "created_by_id",
    "created_at",
    "version",
    "cancelled_at",
    "cancellation_reason",
    "replacement_id",
    "copied_from_id",
    "continues_id",
}
"""What the next part of a series does not take over from the one before."""


def part_series(meeting: Occurrence, *, actor: User) -> Event:
    """The part of a series from one of its meetings on, as an event that continues it.

    Its meetings keep their rows, and with them whatever people have to do with them. Writes both
    events and one audit entry. Raises DomainError for a meeting with nothing before it, and for
    one that has begun.
    """
    event = meeting.event
    if event.series is None:
        raise DomainError(_("This event takes place once, so there is nothing to part."))
    if event.is_cancelled:
        raise DomainError(_("This event is called off. Call it on again first."))
    if meeting.starts_at <= utcnow() or meeting.slot_at <= utcnow():
        raise DomainError(_("This meeting has begun or is over. Choose a later one."))
    rows = [one for one in event.occurrences if one.slot_at >= meeting.slot_at]
    before = [one for one in event.occurrences if one.slot_at < meeting.slot_at]
    if not before:
        raise DomainError(_("This is the first meeting, so there is nothing before it to keep."))
    later = _next_part(event, actor)
    _part_rule(event, later, meeting, left=len(rows))
    with db.session.no_autoflush:
        db.session.add(later)
        _give_over(rows, event, later)
    pictures.share(event, later)
    _link(event, later)
    # Meetings are rows of their own: the event counts as edited all the same.
    flag_modified(event, "title")
    with force_locale(DEFAULT_LANGUAGE):
        day = day_month(meeting.slot_at)
    audit.record(
        PARTED,
        actor=actor,
        subject=event,
        community_id=event.communities[0].id if event.communities else None,
        day=day,
    )
    for part in (event, later):
        revisions.mark(part)
    return later


def change_following(
    meeting: Occurrence,
    facts: Facts,
    when: Schedule,
    *,
    communities: Sequence[Community],
    actor: User,
) -> Event | None:
    """Change a series from one of its meetings on; the event that now holds those meetings, or
    nothing when nothing differs: then nothing is parted.

    From the first meeting on it is the whole series. Both pages say what changed. Raises
    DomainError.
    """
    event = meeting.event
    kept = [one.slot_at for one in event.occurrences if one.slot_at < meeting.slot_at]
    if not kept:
        is_changed = change_event(event, facts, when, communities=communities, actor=actor)
        return event if is_changed else None
    others = {one for one in event.communities if not actor.works_with(one.id)}
    as_it_is = (Facts.of(event), Repeated(rule_from(meeting), event.format))
    if (facts, when) == as_it_is and {*communities, *others} == set(event.communities):
        return None
    _refuse_overlap(when, to_local(max(kept)).date())
    later = part_series(meeting, actor=actor)
    change_event(later, facts, when, communities=communities, actor=actor)
    if event.is_published:
        changes.tell_continued(event, later)
    return later


def _refuse_overlap(when: Schedule, last_kept: date) -> None:
    """The next part begins after what stays, or both would meet on the same days."""
    first_on = when.rule.first_on if isinstance(when, Repeated) else to_local(when.starts_at).date()
    if first_on <= last_kept:
        raise ScheduleError(
            _(
                "The meeting of %(day)s stays as it was. Choose a first day after it.",
                day=day_month(last_kept),
            ),
            "first_on",
        )


def rule_from(meeting: Occurrence) -> Rule:
    """The rule of a series as it goes on from one of its meetings, if nothing changes."""
    event = meeting.event
    if event.series is None:
        raise DomainError(_("This event takes place once, so there is nothing to part."))
    left = sum(1 for one in event.occurrences if one.slot_at >= meeting.slot_at)
    return _rule_from(Rule.of(event.series), meeting, left)


def _rule_from(rule: Rule, meeting: Occurrence, left: int) -> Rule:
    try:
        return rule.from_day(to_local(meeting.slot_at).date(), meeting_count=left)
    except RuleError as error:
        raise DomainError(
            _(
                "Its series does not meet on the day of this meeting any more, so nothing can "
                "follow from it. Choose another meeting."
            )
        ) from error


def _next_part(event: Event, actor: User) -> Event:
    columns = inspect(Event).column_attrs
    facts = {one.key: getattr(event, one.key) for one in columns}
    if event.round_name and event.round_of_id is None:
        facts["round_of_id"] = event.id  # the first round of a course, which has others
    return Event(
        **{name: value for name, value in facts.items() if name not in NOT_CARRIED_OVER},
        created_by_id=actor.id,
        communities=list(event.communities),
    )


def _part_rule(event: Event, later: Event, meeting: Occurrence, *, left: int) -> None:
    series = event.series
    if series is None:
        raise ValueError("only a series is parted")
    rule = Rule.of(series)
    later.series = Series(horizon_on=series.horizon_on)
    _rule_from(rule, meeting, left).keep_in(later.series)
    slots = [one.slot_at for one in event.occurrences if one.slot_at < meeting.slot_at]
    last_day = to_local(max(slots)).date()
    rule.until_day(last_day).keep_in(series)
    series.horizon_on = last_day


def _give_over(rows: Sequence[Occurrence], event: Event, later: Event) -> None:
    for row in rows:
        row.event = later
    db.session.flush()
    db.session.expire(event, ["occurrences"])


def _link(event: Event, later: Event) -> None:
    """The parts of a series form a chain; a new one may come into the middle of it."""
    after = event.continuation
    if after is not None:
        after.continues = None
        db.session.flush()
    later.continues = event
    db.session.flush()
    if after is not None:
        after.continues = later
        revisions.mark(after)
