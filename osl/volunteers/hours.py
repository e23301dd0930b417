"""Volunteers' hours: entered by them or by the team, and confirmed by somebody else (REQ 2.6)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import select

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import to_local, utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l, day_month
from osl.core.outbox import write_later
from osl.people.models import Person
from osl.volunteers import hours_rules as rules
from osl.volunteers.hours_policies import entered_it
from osl.volunteers.hours_queries import IN_FORCE, Purpose, entries_around
from osl.volunteers.hours_rules import HoursRefused, Span
from osl.volunteers.hours_words import last_day_of, stretch, what_for
from osl.volunteers.models import Agreement, Assignment, AssignmentState, HoursEntry

ENTERED = audit.action("hours.entered", _l("%(actor)s entered hours of a volunteer"))
REPORTED = audit.action("hours.reported", _l("A volunteer entered their own hours"))
TAKEN = audit.action("hours.taken", _l("%(actor)s took hours from a shift"))
CHANGED = audit.action("hours.changed", _l("%(actor)s corrected hours that wait to be confirmed"))
CONFIRMED = audit.action("hours.confirmed", _l("%(actor)s confirmed hours of a volunteer"))
REFUSED = audit.action("hours.refused", _l("%(actor)s did not accept hours of a volunteer"))
WITHDRAWN = audit.action("hours.withdrawn", _l("%(actor)s took back hours that were confirmed"))
TAKEN_BACK = audit.action("hours.taken_back", _l("A volunteer took their own hours back"))

REFUSED_LETTER = "hours.refused"


class OwnHours(DomainError):
    """Somebody would confirm what they entered themselves."""


class Overtaken(DomainError):
    """Somebody else was faster: what is shown is not how it stands any more."""


@dataclass(frozen=True)
class Work:
    """What somebody did on a day, as it was told: from when to when, or how many minutes."""

    worked_on: date
    starts: time | None = None
    ends: time | None = None
    minutes: int | None = None
    what: str = ""


def enter_hours(
    person: Person, work: Work, purpose: Purpose, *, actor: User | None, key: str | None = None
) -> HoursEntry:
    """Put hours into the books, where they wait for somebody else to confirm them.

    ``actor`` is None for the volunteer, who uses their link. The same form sent again (``key``)
    gives the entry it made. Raises HoursRefused, in words, for what cannot be.
    """
    made = _made_by(key, person)
    if made is not None:
        return made
    _stand_in_line(person.id)
    entry = HoursEntry(
        person_id=person.id, entered_by_id=actor.id if actor is not None else None, key=key
    )
    _write(entry, work, purpose, by_team=actor is not None)
    db.session.add(entry)
    audit.record(
        ENTERED if actor is not None else REPORTED,
        actor=actor,
        subject=entry,
        community_id=entry.community_id,
        minutes=entry.minutes,
    )
    return entry


def take_hours_from_shift(assignments: Sequence[Assignment], *, actor: User) -> list[HoursEntry]:
    """The hours of those who came to a shift, with its times: once for each of them.

    Whose hours stand in the books already is passed over. Raises DomainError for a shift that is
    not over or was called off, for whoever was not taken on or did not come, and HoursRefused
    where the hours cannot be.
    """
    made = []
    for assignment in sorted(assignments, key=lambda one: one.person_id):
        _refuse_absent(assignment)
        _stand_in_line(assignment.person_id)
        if _is_taken(assignment):
            continue
        entry = _from_shift(assignment, actor)
        db.session.add(entry)
        audit.record(
            TAKEN,
            actor=actor,
            subject=entry,
            community_id=entry.community_id,
            minutes=entry.minutes,
            assignment_id=assignment.id,
        )
        made.append(entry)
    return made


def change_hours(entry: HoursEntry, work: Work, purpose: Purpose, *, actor: User) -> None:
    """Correct hours that wait. The figures are the corrector's from then on, so that somebody
    else confirms them. Raises Overtaken, and HoursRefused."""
    _stand_in_line(entry.person_id)
    db.session.refresh(entry)
    _refuse_settled(entry)
    before = entry.minutes
    _write(entry, work, purpose, by_team=True)
    entry.entered_by_id = actor.id
    entry.entered_at = utcnow()
    audit.record(
        CHANGED,
        actor=actor,
        subject=entry,
        community_id=entry.community_id,
        minutes=entry.minutes,
        before=before,
    )


def confirm_hours(
    entries: Collection[HoursEntry], *, actor: User, seen: Mapping[int, int] | None = None
) -> int:
    """Confirm hours that somebody else entered; how many were confirmed now. All or none.

    ``seen`` holds the version of each entry that was looked at. What is confirmed already stays
    as it is. Raises OwnHours, and Overtaken for what was corrected or refused meanwhile.
    """
    confirmed = 0
    for entry in sorted(entries, key=lambda one: one.id):
        db.session.refresh(entry, with_for_update={"of": HoursEntry})
        if entry.is_confirmed:
            continue
        if not entry.waits:
            raise Overtaken(_("%(name)s: these hours were refused meanwhile.", name=_named(entry)))
        if entered_it(actor, entry):
            raise OwnHours(
                _(
                    "%(name)s: you entered these hours yourself, so somebody else of the team "
                    "confirms them.",
                    name=_named(entry),
                )
            )
        if seen is not None and seen.get(entry.id) != entry.version:
            raise Overtaken(
                _(
                    "%(name)s: these hours were corrected meanwhile. Look at them once more.",
                    name=_named(entry),
                )
            )
        entry.confirmed_by_id = actor.id
        entry.confirmed_at = utcnow()
        audit.record(
            CONFIRMED,
            actor=actor,
            subject=entry,
            community_id=entry.community_id,
            minutes=entry.minutes,
        )
        confirmed += 1
    return confirmed


def refuse_hours(entry: HoursEntry, reason: str, *, actor: User) -> None:
    """Do not count hours that wait, and tell the volunteer why where a letter reaches them.

    Those from a shift can then be taken anew. Raises Overtaken for what does not wait any more.
    """
    db.session.refresh(entry, with_for_update={"of": HoursEntry})
    _refuse_settled(entry)
    _set_aside(entry, reason, actor)
    audit.record(REFUSED, actor=actor, subject=entry, community_id=entry.community_id)


def withdraw_hours(entry: HoursEntry, reason: str, *, actor: User) -> None:
    """Take back hours that were confirmed by mistake; the log keeps who had confirmed them.

    Raises Overtaken for what is not confirmed.
    """
    db.session.refresh(entry, with_for_update={"of": HoursEntry})
    if not entry.is_confirmed:
        raise Overtaken(_("These hours are not confirmed any more."))
    audit.record(
        WITHDRAWN,
        actor=actor,
        subject=entry,
        community_id=entry.community_id,
        minutes=entry.minutes,
        confirmed_by_id=entry.confirmed_by_id,
    )
    entry.confirmed_by_id = entry.confirmed_at = None
    _set_aside(entry, reason, actor)


def take_back_hours(entry: HoursEntry) -> None:
    """A volunteer entered something by mistake, and nobody has looked at it yet: it goes.

    Raises Overtaken for what the team has settled or corrected.
    """
    db.session.refresh(entry, with_for_update={"of": HoursEntry})
    _refuse_settled(entry)
    if entry.entered_by_id is not None:
        raise Overtaken(_("The team has corrected these hours. Call us if they are wrong."))
    audit.record(TAKEN_BACK, actor=None, subject=entry, community_id=entry.community_id)
    db.session.delete(entry)


def _write(entry: HoursEntry, work: Work, purpose: Purpose, *, by_team: bool) -> None:
    """Reckon the hours and put them into the entry, or refuse them."""
    span, minutes = _reckon(work)
    oldest = rules.OLDEST_BY_TEAM if by_team else rules.OLDEST_BY_VOLUNTEER
    rules.refuse_out_of_time(work.worked_on, minutes, span, utcnow(), oldest)
    if purpose.agreement is not None:
        _refuse_agreement(purpose.agreement, work.worked_on)
    _refuse_with_others(entry, entry.person_id, work.worked_on, minutes, span)
    entry.community_id = purpose.community.id
    entry.agreement_id = purpose.agreement.id if purpose.agreement is not None else None
    task_id = purpose.task.id if purpose.task is not None else None
    if purpose.agreement is not None and task_id is None:
        task_id = purpose.agreement.task_id
    entry.task_id = task_id
    entry.worked_on = work.worked_on
    entry.starts, entry.ends = (work.starts, work.ends) if span is not None else (None, None)
    entry.minutes = minutes
    entry.what = work.what


def _reckon(work: Work) -> tuple[Span | None, int]:
    if work.starts is not None and work.ends is not None:
        span = rules.span_between(work.worked_on, work.starts, work.ends)
        return span, span.minutes
    if not work.minutes or work.minutes < 0:
        raise HoursRefused(_("Say from when to when, or how long it took."), "starts")
    if work.minutes > rules.LONGEST:
        raise HoursRefused(_("A day has no more than 24 hours. Correct how long it took."), "hours")
    return None, work.minutes


def _refuse_agreement(agreement: Agreement, day: date) -> None:
    if agreement.state not in IN_FORCE:
        raise HoursRefused(
            _("The agreement %(number)s is not signed yet.", number=agreement.number), "purpose"
        )
    rules.refuse_outside_agreement(agreement, day)


def _refuse_with_others(
    entry: HoursEntry | None, person_id: int, day: date, minutes: int, span: Span | None
) -> None:
    """Two things at once, or more than a day holds."""
    last_on = to_local(span.ends).date() if span is not None else day
    but = entry if entry is not None and entry.id is not None else None
    others = entries_around(person_id, day, last_on, but)
    other = rules.overlapping(span, others) if span is not None else None
    if isinstance(other, HoursEntry):
        raise HoursRefused(
            _(
                "At that time something else is entered already: %(day)s, %(hours)s, %(what)s.",
                day=day_month(other.worked_on),
                hours=stretch(other),
                what=what_for(other),
            ),
            "starts",
        )
    rules.refuse_beyond_the_day(day, minutes, span, others)


def _from_shift(assignment: Assignment, actor: User) -> HoursEntry:
    shift = assignment.shift
    span = Span(shift.starts_at, shift.ends_at)
    begins, ends = to_local(span.begins), to_local(span.ends)
    day = begins.date()
    name = assignment.person.name
    try:
        rules.refuse_out_of_time(day, span.minutes, span, utcnow(), rules.OLDEST_BY_TEAM)
        _refuse_with_others(None, assignment.person_id, day, span.minutes, span)
    except HoursRefused as refusal:
        raise HoursRefused(f"{name}: {refusal}", "") from refusal
    agreement = _agreement_for(assignment, day)
    return HoursEntry(
        person_id=assignment.person_id,
        community_id=shift.task.community_id,
        agreement_id=agreement.id if agreement is not None else None,
        task_id=shift.task_id,
        assignment_id=assignment.id,
        worked_on=day,
        starts=begins.time(),
        ends=ends.time(),
        minutes=span.minutes,
        what=shift.task.title,
        entered_by_id=actor.id,
    )


def _refuse_absent(assignment: Assignment) -> None:
    name = assignment.person.name
    if assignment.shift.cancelled_at is not None:
        raise DomainError(_("This shift was called off: there are no hours to take."))
    if assignment.shift.ends_at > utcnow():
        raise DomainError(_("This shift is not over yet. Take its hours when it is."))
    if assignment.shift.ends_at - assignment.shift.starts_at > timedelta(days=1):
        raise DomainError(_("This shift is longer than a day: enter its hours day by day."))
    if assignment.state is not AssignmentState.ASSIGNED:
        raise DomainError(_("%(name)s was not taken on for this shift.", name=name))
    if assignment.came is not True:
        raise DomainError(_("%(name)s: first note that they came.", name=name))


def _agreement_for(assignment: Assignment, day: date) -> Agreement | None:
    """The agreement under which somebody came: the one about this task, valid on that day."""
    statement = (
        select(Agreement)
        .where(
            Agreement.person_id == assignment.person_id,
            Agreement.task_id == assignment.shift.task_id,
            Agreement.state.in_(IN_FORCE),
            Agreement.starts_on <= day,
        )
        .order_by(Agreement.starts_on.desc(), Agreement.id.desc())
    )
    for agreement in db.session.scalars(statement):
        last = last_day_of(agreement)
        if last is None or day <= last:
            return agreement
    return None


def _set_aside(entry: HoursEntry, reason: str, actor: User) -> None:
    entry.refused_by_id = actor.id
    entry.refused_at = utcnow()
    entry.refusal = reason
    entry.assignment_id = None
    person = entry.person
    if person.is_reached_by_letter:
        write_later(
            REFUSED_LETTER,
            person.email,
            key=f"hours:{entry.id}:refused:{entry.version}",
            language=person.language,
            entry_id=entry.id,
        )


def _refuse_settled(entry: HoursEntry) -> None:
    if entry.is_confirmed:
        raise Overtaken(_("These hours are confirmed already, so they stay as they are."))
    if not entry.waits:
        raise Overtaken(_("These hours were refused already."))


def _made_by(key: str | None, person: Person) -> HoursEntry | None:
    if key is None:
        return None
    statement = select(HoursEntry).where(HoursEntry.key == key, HoursEntry.person_id == person.id)
    return db.session.scalar(statement)


def _is_taken(assignment: Assignment) -> bool:
    rows = select(HoursEntry.id).where(HoursEntry.assignment_id == assignment.id)
    return db.session.scalar(rows) is not None


def _stand_in_line(person_id: int) -> None:
    """Two who enter hours of one person at once come one after the other, so that the second
    sees what the first one wrote."""
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())


def _named(entry: HoursEntry) -> str:
    return f"{entry.person.name}, {day_month(entry.worked_on)}"
