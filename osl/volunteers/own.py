"""What an address without an account opens: all that is somebody's, or what came with one form."""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.i18n import _l
from osl.core.web import external_url
from osl.people.models import Person
from osl.volunteers import diary, links
from osl.volunteers.contributions import claims_of_person
from osl.volunteers.models import Assignment, AssignmentState, Claim, Shift, Task
from osl.volunteers.offering import sent_together
from osl.volunteers.queries import shifts_of_person

PAST_SHOWN = 20

STATES = {
    AssignmentState.OFFERED: _l("waits for our answer"),
    AssignmentState.ASSIGNED: _l("settled: we count on you"),
    AssignmentState.DECLINED: _l("we have enough people, thank you"),
    AssignmentState.GIVEN_UP: _l("you gave it up"),
}
"""Where somebody stands with a shift, told to themselves."""

PILLS = {
    AssignmentState.OFFERED: "wait",
    AssignmentState.ASSIGNED: "ok",
    AssignmentState.DECLINED: "info",
    AssignmentState.GIVEN_UP: "off",
}


@dataclass(frozen=True)
class Own:
    """``person`` is None on the page of one form: whoever has its address sent it, no more."""

    secret: str
    code: str
    person: Person | None
    assignments: list[Assignment] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    @property
    def tasks(self) -> list[Task]:
        """Of its shifts, each once."""
        return list({one.shift.task_id: one.shift.task for one in self.assignments}.values())


def own_by_secret(secret: str) -> Own | None:
    """What this address opens; None for one we never gave."""
    person = links.person_by_secret(secret)
    if person is not None:
        return Own(
            secret,
            links.code_of(person),
            person,
            shifts_of_person(person.id, utcnow()),
            claims_of_person(person.id),
        )
    sent = links.form_by_secret(secret)
    if isinstance(sent, Assignment):
        return Own(secret, links.code_of_form(sent), None, sent_together(sent.key) or [sent])
    if isinstance(sent, Claim):
        return Own(secret, links.code_of_form(sent), None, claims=[sent])
    return None


def secret_by_code(typed: str) -> str | None:
    """The address that a code from paper leads to."""
    person = links.person_by_code(typed)
    if person is not None:
        return links.secret_of(person)
    sent = links.form_by_code(typed)
    return links.secret_of_form(sent) if sent is not None else None


def past_shifts(person: Person) -> list[Assignment]:
    """What somebody was taken on for and what is over, the latest first."""
    statement = (
        select(Assignment)
        .join(Assignment.shift)
        .where(
            Assignment.person_id == person.id,
            Assignment.state == AssignmentState.ASSIGNED,
            Shift.ends_at <= utcnow(),
            Shift.cancelled_at.is_(None),
        )
        .options(joinedload(Assignment.shift).joinedload(Shift.task))
        .order_by(Shift.starts_at.desc())
        .limit(PAST_SHOWN)
    )
    return list(db.session.scalars(statement))


def state_shown(assignment: Assignment) -> AssignmentState:
    """A repeated offer looks like a fresh one, so that nobody learns who has offered before."""
    if assignment.state is not AssignmentState.REPEATED:
        return assignment.state
    return AssignmentState.GIVEN_UP if assignment.ended_at else AssignmentState.OFFERED


def can_be_given_up(assignment: Assignment) -> bool:
    """Whether the button is there: until the shift begins, unless it was called off."""
    is_open = state_shown(assignment) in (AssignmentState.OFFERED, AssignmentState.ASSIGNED)
    shift = assignment.shift
    return is_open and shift.cancelled_at is None and shift.starts_at > utcnow()


def is_taken(claim: Claim) -> bool:
    """Whether it stands, as its own page tells."""
    return claim.is_live or claim.is_repeated


def calendar_file(assignment: Assignment) -> bytes:
    """A shift for one's own calendar: the same entry as in the letter, without the secret link,
    because calendars are shown to others."""
    shift = assignment.shift
    return diary.calendar_file(
        assignment,
        external_url("volunteers.task", task_id=shift.task_id),
        shift.note or shift.task.title,
        is_settled=state_shown(assignment) is AssignmentState.ASSIGNED,
    ).content
