"""Shifts: who offers, who is taken on, who gives one up; all under the lock of the shift.

An assignment moves between states only through these verbs, and each verb moves the counter
with it. The database checks that nobody is taken on beyond what is needed.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from osl.accounts.models import User
from osl.core import audit
from osl.core.clock import to_local, utcnow
from osl.core.db import db
from osl.core.errors import DomainError
from osl.core.i18n import DEFAULT_LANGUAGE, _, _l, _n, clock_time, short_day
from osl.people.models import Channel, Person
from osl.people.operations import Known, introduce, meet_person
from osl.people.words import NOTICE_VERSION
from osl.volunteers.checks import refuse_unchecked
from osl.volunteers.models import (
    Agreement,
    AgreementState,
    Assignment,
    AssignmentState,
    Shift,
)
from osl.volunteers.telling import LetterKind, note_told, tell

OFFERED = audit.action("shift.offered", _l("A resident offered to help with “%(subject)s”"))
ENTERED = audit.action(
    "shift.entered", _l("%(actor)s wrote down that a resident offers help with “%(subject)s”")
)
ASSIGNED = audit.action("shift.assigned", _l("%(actor)s took a volunteer on for “%(subject)s”"))
DECLINED = audit.action(
    "shift.declined",
    _l("%(actor)s thanked a resident who offered help with “%(subject)s”: no need"),
)
GIVEN_UP = audit.action("shift.given_up", _l("A volunteer gave up a shift of “%(subject)s”"))
TAKEN_OFF = audit.action(
    "shift.taken_off", _l("%(actor)s noted that a volunteer gave up a shift of “%(subject)s”")
)
CHANGED = audit.action("shift.changed", _l("%(actor)s changed a shift of “%(subject)s”"))
CANCELLED = audit.action("shift.cancelled", _l("%(actor)s called off a shift of “%(subject)s”"))
MOVED = audit.action(
    "shift.moved", _l("%(actor)s moved a volunteer of “%(subject)s” to another shift")
)
PRESENCE = audit.action(
    "shift.presence", _l("%(actor)s noted whether a volunteer of “%(subject)s” came")
)
TOLD = audit.action("shift.told", _l("%(actor)s told a volunteer of “%(subject)s” by phone"))

OFFERED_STATE, ASSIGNED_STATE = AssignmentState.OFFERED, AssignmentState.ASSIGNED
ADULT = 18


@dataclass(frozen=True)
class Offer:
    """Who offers themselves, as they said it. ``age`` of somebody under 18 only. ``person`` is
    whom the team means when it knows them already."""

    known: Known
    age: int | None = None
    guardian_phone: str = ""
    note: str = ""
    key: str | None = None
    network: str = ""
    person: Person | None = None


def offer_shift(
    shift: Shift,
    offer: Offer,
    *,
    channel: Channel = Channel.WEB,
    actor: User | None = None,
    is_told: bool = True,
) -> Assignment:
    """Write down that somebody would come. The same person offering again is one offer, and so
    is the same form sent twice.

    Residents offer for what is open and to come; the team may write down anybody. Raises
    DomainError for an age the task does not take. Whoever ``is_told`` otherwise gets no letter.
    """
    hold(shift)
    task = shift.task
    same = _of_form(shift, offer.key)
    if same is not None:
        return same
    refuse_offer(shift, offer, actor=actor)
    if offer.person is not None:
        person = offer.person
        introduce(person, [task.community_id])
    else:
        person = meet_person(
            offer.known, channel=channel, community_ids=[task.community_id], actor=actor
        )
    assignment = live_assignment(shift, person)
    if assignment is not None:
        assignment.note = offer.note or assignment.note
        return assignment
    assignment = Assignment(
        shift=shift,
        person=person,
        state=OFFERED_STATE,
        age=offer.age,
        guardian_phone=offer.guardian_phone,
        note=offer.note,
        channel=channel,
        entered_by_id=actor.id if actor is not None else None,
        language=offer.known.language or DEFAULT_LANGUAGE,
        notice_version=NOTICE_VERSION,
        key=offer.key,
        network=offer.network,
    )
    db.session.add(assignment)
    db.session.flush()
    _note(ENTERED if actor is not None else OFFERED, shift, actor)
    if actor is None and is_told:
        tell(assignment, LetterKind.OFFERED)
    return assignment


def refuse_offer(shift: Shift, offer: Offer, *, actor: User | None) -> None:
    """Raise DomainError for a shift that takes no offers, or not from somebody of this age."""
    task = shift.task
    if shift.cancelled_at is not None or shift.ends_at <= utcnow():
        raise DomainError(_("This shift is over. Choose another one."))
    if actor is None and not task.is_open:
        raise DomainError(_("Nobody is needed here any more. Thank you for wanting to help!"))
    if offer.age is not None and offer.age < task.least_age:
        raise DomainError(
            _("This task is for people who are at least %(age)d years old.", age=task.least_age)
        )


def assign(assignment: Assignment, *, actor: User) -> None:
    """Take somebody on. Twice is once.

    Raises DomainError when enough people are there, when they have another shift at that time,
    when they are too young or a guardian's consent is missing, and, for work with children, when
    no checks are recorded.
    """
    shift = assignment.shift
    hold(shift)
    db.session.refresh(assignment)
    if assignment.state is ASSIGNED_STATE:
        return
    if assignment.state is not OFFERED_STATE:
        raise DomainError(_("This offer is over. Write it down anew if they want to come."))
    if shift.cancelled_at is not None:
        raise DomainError(_("This shift is called off."))
    if shift.missing <= 0:
        raise DomainError(_("Enough people are taken on for this shift."))
    hold_person(assignment.person_id)
    _refuse_clash(assignment)
    _refuse_too_young(assignment, shift)
    refuse_unchecked(assignment.person, shift.task)
    assignment.state = ASSIGNED_STATE
    assignment.assigned_at, assignment.assigned_by_id = utcnow(), actor.id
    shift.taken += 1
    _note(ASSIGNED, shift, actor)
    tell(assignment, LetterKind.ASSIGNED)


def decline(assignment: Assignment, *, actor: User) -> None:
    """Thank somebody who offered, and say that enough people are there. Twice is once."""
    hold(assignment.shift)
    db.session.refresh(assignment)
    if assignment.state is not OFFERED_STATE:
        return
    assignment.state, assignment.ended_at = AssignmentState.DECLINED, utcnow()
    _note(DECLINED, assignment.shift, actor)
    tell(assignment, LetterKind.DECLINED)


def give_up(assignment: Assignment, *, actor: User | None = None) -> None:
    """Somebody cannot come after all; their place is free again. Twice is once.

    Raises DomainError once the shift has begun: what was is noted as presence then. The letter
    says that nobody expects them any more, whoever noted it.
    """
    shift = assignment.shift
    hold(shift)
    db.session.refresh(assignment)
    if not assignment.is_live:
        return
    if shift.starts_at <= utcnow():
        if actor is not None:
            raise DomainError(_("This shift has begun. Note instead whether they came."))
        raise DomainError(_("This shift has begun. Call us, please."))
    if assignment.state is ASSIGNED_STATE:
        shift.taken -= 1
    assignment.state, assignment.ended_at = AssignmentState.GIVEN_UP, utcnow()
    _note(TAKEN_OFF if actor is not None else GIVEN_UP, shift, actor)
    tell(assignment, LetterKind.GIVEN_UP)


def move_assignment(assignment: Assignment, to: Shift, *, actor: User) -> None:
    """Let somebody do another shift of the same task instead; they hear when. Twice is once.

    Raises DomainError where nobody is needed, where they are already, or where they have
    something else at that time.
    """
    shift = assignment.shift
    # Always the lower number first: two who move people crosswise never wait for each other.
    for one in sorted({shift.id: shift, to.id: to}.values(), key=lambda each: each.id):
        hold(one)
    db.session.refresh(assignment)
    if assignment.shift_id == to.id:
        return
    _refuse_move(assignment, to)
    if assignment.state is ASSIGNED_STATE:
        shift.taken -= 1
        to.taken += 1
    assignment.shift, assignment.reminded_for = to, None
    db.session.flush()
    _note(MOVED, to, actor)
    tell(assignment, LetterKind.CHANGED, cause=f"to {to.id} {assignment.version}")


def _refuse_move(assignment: Assignment, to: Shift) -> None:
    shift = assignment.shift
    if not assignment.is_live or to.task_id != shift.task_id:
        raise DomainError(_("This offer is over. Write it down anew if they want to come."))
    if shift.starts_at <= utcnow() and assignment.state is ASSIGNED_STATE:
        raise DomainError(_("This shift has begun. Note instead whether they came."))
    if to.cancelled_at is not None or to.ends_at <= utcnow():
        raise DomainError(_("This shift is over. Choose another one."))
    if live_assignment(to, assignment.person) is not None:
        raise DomainError(_("This person is on that shift already."))
    if assignment.state is ASSIGNED_STATE:
        if to.missing <= 0:
            raise DomainError(_("Enough people are taken on for this shift."))
        hold_person(assignment.person_id)
        other = clashing_shift(assignment.person_id, to, aside=shift.id)
        if other is not None:
            raise _clash_with(other)
        if assignment.age is not None:
            _refuse_too_young(assignment, to)


def change_shift(
    shift: Shift, *, starts_at: datetime, ends_at: datetime, needed: int, note: str, actor: User
) -> bool:
    """Move a shift or change how many people it needs; whether anything differed. Whoever has it
    hears of a new time.

    Raises DomainError below the number of those taken on, for a day that has passed, where one of
    them has another shift then, and for a shift that was called off.
    """
    hold(shift)
    if shift.cancelled_at is not None:
        raise DomainError(_("This shift is called off."))
    if ends_at <= starts_at:
        raise DomainError(_("A shift ends later than it starts. Check both hours."))
    if needed < shift.taken:
        raise DomainError(
            _n(
                "%(num)s person is taken on already. Take somebody off first.",
                "%(num)s people are taken on already. Take somebody off first.",
                shift.taken,
            )
        )
    is_moved = (starts_at, ends_at) != (shift.starts_at, shift.ends_at)
    if not is_moved and (needed, note) == (shift.needed, shift.note):
        return False
    if is_moved:
        _refuse_new_times(shift, starts_at, ends_at)
    shift.starts_at, shift.ends_at = starts_at, ends_at
    shift.needed, shift.note = needed, note
    db.session.flush()
    _note(CHANGED, shift, actor)
    if is_moved:
        for one in _live(shift):
            tell(one, LetterKind.CHANGED, cause=f"{shift.starts_at:%Y%m%d%H%M}-{shift.version}")
    return True


def _refuse_new_times(shift: Shift, starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= utcnow():
        raise DomainError(_("This day has passed. Choose one to come."))
    for one in _live(shift):
        if one.state is not ASSIGNED_STATE:
            continue
        other = clashing_shift(one.person_id, shift, between=(starts_at, ends_at))
        if other is not None:
            raise _clash_with(other)


def cancel_shift(shift: Shift, *, actor: User) -> int:
    """Call a shift off; how many people are told. Twice is once. Raises DomainError for one that
    is over: nobody is told after the day that they need not come."""
    hold(shift)
    if shift.cancelled_at is not None:
        return 0
    if shift.ends_at <= utcnow():
        raise DomainError(_("This shift is over. Choose another one."))
    shift.cancelled_at = utcnow()
    told = _live(shift)
    for one in told:
        tell(one, LetterKind.CANCELLED)
    _note(CANCELLED, shift, actor)
    return len(told)


def note_presence(assignment: Assignment, came: bool | None, *, actor: User) -> None:
    """Note whether somebody came, once their shift has begun. None takes the note back."""
    if assignment.state is not ASSIGNED_STATE:
        raise DomainError(_("Only somebody who was taken on can be noted."))
    if assignment.shift.starts_at > utcnow():
        raise DomainError(_("This shift is still to come."))
    if assignment.came is not came:
        assignment.came = came
        _note(PRESENCE, assignment.shift, actor)


def tick_told(assignment: Assignment, *, actor: User) -> None:
    """Somebody without e-mail was told by phone. Twice is once."""
    if assignment.call_about:
        note_told(assignment)
        _note(TOLD, assignment.shift, actor)


def hold(shift: Shift) -> None:
    """Lock a shift, and read it as it is at this moment."""
    db.session.flush()
    db.session.refresh(shift, with_for_update={"of": Shift})


def hold_person(person_id: int) -> None:
    """Let nobody take the same person on for another shift meanwhile."""
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())


def live_assignment(shift: Shift, person: Person) -> Assignment | None:
    return db.session.scalar(
        select(Assignment).where(
            Assignment.shift_id == shift.id,
            Assignment.person_id == person.id,
            Assignment.state.in_((OFFERED_STATE, ASSIGNED_STATE)),
        )
    )


def _of_form(shift: Shift, key: str | None) -> Assignment | None:
    """What the very same form has written down already."""
    if not key:
        return None
    statement = select(Assignment).where(Assignment.shift_id == shift.id, Assignment.key == key)
    return db.session.scalar(statement.limit(1))


def clashing_shift(
    person_id: int,
    shift: Shift,
    *,
    between: tuple[datetime, datetime] | None = None,
    aside: int | None = None,
) -> Shift | None:
    """Another shift somebody is taken on for at the same time, or ``between`` two moments. The
    one they leave (``aside``) is none."""
    starts_at, ends_at = between or (shift.starts_at, shift.ends_at)
    statement = (
        select(Shift)
        .join(Shift.assignments)
        .where(
            Assignment.person_id == person_id,
            Assignment.state == ASSIGNED_STATE,
            Shift.id.not_in([shift.id, *([aside] if aside else [])]),
            Shift.cancelled_at.is_(None),
            Shift.starts_at < ends_at,
            Shift.ends_at > starts_at,
        )
        .order_by(Shift.starts_at)
        .limit(1)
    )
    return db.session.scalar(statement)


def has_guardians_consent(person_id: int, on: datetime) -> bool:
    """Whether a signed agreement covers that day: a minor's is signed with the consent of the
    guardian, or by the guardian (REQ 2.3)."""
    day = to_local(on).date()
    statement = select(Agreement.id).where(
        Agreement.person_id == person_id,
        Agreement.state == AgreementState.SIGNED,
        Agreement.starts_on <= day,
        (Agreement.ends_on.is_(None)) | (Agreement.ends_on >= day),
    )
    return db.session.scalar(statement.limit(1)) is not None


def _live(shift: Shift) -> list[Assignment]:
    statement = (
        select(Assignment)
        .where(
            Assignment.shift_id == shift.id,
            Assignment.state.in_((OFFERED_STATE, ASSIGNED_STATE)),
        )
        .order_by(Assignment.id)
    )
    return list(db.session.scalars(statement))


def _refuse_clash(assignment: Assignment) -> None:
    other = clashing_shift(assignment.person_id, assignment.shift)
    if other is not None:
        raise _clash_with(other)


def _clash_with(other: Shift) -> DomainError:
    return DomainError(
        _(
            "This person has another shift then: “%(task)s”, %(when)s.",
            task=other.task.title,
            when=f"{short_day(other.starts_at)}, {clock_time(other.starts_at)}",
        )
    )


def _refuse_too_young(assignment: Assignment, shift: Shift) -> None:
    age = assignment.age
    if age is None:
        return
    if age < shift.task.least_age:
        raise DomainError(
            _(
                "This task is for people who are at least %(age)d years old.",
                age=shift.task.least_age,
            )
        )
    if age < ADULT and not has_guardians_consent(assignment.person_id, shift.starts_at):
        raise DomainError(
            _(
                "They are under 18: first write an agreement with the consent of a guardian"
                " and mark it as signed."
            )
        )


def _note(what: audit.Action, shift: Shift, actor: User | None) -> None:
    audit.record(what, actor=actor, subject=shift.task, community_id=shift.task.community_id)
