"""What is done with participants of a funding project: what it needs is chosen, and they are
written down, put right and removed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select, update

from osl.accounts.models import User
from osl.communities.models import FundingProject
from osl.core import audit
from osl.core.clock import today
from osl.core.db import Base, db
from osl.core.errors import DomainError
from osl.core.i18n import _, _l, _n
from osl.logbook.participant_models import (
    Education,
    Need,
    Participant,
    ProjectNeed,
    Sex,
    Work,
)
from osl.logbook.participant_words import NEEDS
from osl.logbook.participants import COLUMNS, needs_of
from osl.people.models import Channel, Person
from osl.people.words import NOTICE_VERSION

NEEDS_CHOSEN = audit.action(
    "participants.needs_chosen",
    _l("%(actor)s chose what “%(subject)s” needs of its participants"),
)
EMPTIED = audit.action(
    "participants.emptied",
    _l("%(actor)s erased what “%(subject)s” no longer needs of its participants: %(count)s"),
)
READ = audit.action(
    "participants.read", _l("%(actor)s looked at the participants of “%(subject)s”")
)
READ_ONE = audit.action(
    "participant.read", _l("%(actor)s looked at the record of a participant of “%(project)s”")
)
RECORDED = audit.action(
    "participant.recorded", _l("%(actor)s wrote down a participant of “%(project)s”")
)
CHANGED = audit.action(
    "participant.changed", _l("%(actor)s changed the record of a participant of “%(project)s”")
)
REMOVED = audit.action(
    "participant.removed", _l("%(actor)s removed the record of a participant of “%(project)s”")
)

AgeBand = tuple[int, int | None]


@dataclass(frozen=True)
class Told:
    """What somebody told when they were asked; None is no answer."""

    joined_on: date
    channel: Channel
    sex: Sex | None = None
    age_band: AgeBand | None = None
    education: Education | None = None
    work: Work | None = None


class WouldErase(DomainError):
    """What is no longer needed is written down of somebody, and nobody has said it may go."""


def choose_needs(
    project: FundingProject, needs: Collection[Need], *, may_erase: bool, actor: User
) -> None:
    """Let a project ask for these things from now on. What it needs no more is erased.

    Raises WouldErase, saying of how many people, unless somebody has agreed to that.
    """
    before = needs_of(project)
    gone = [need for need in before if need not in needs]
    new = [need for need in Need if need in needs and need not in before]
    if not gone and not new:
        return
    filled = {need: number for need in gone if (number := _filled(project, need))}
    if filled and not may_erase:
        raise WouldErase(_would_erase(filled))
    for need in gone:
        _empty(project, need)
    kept = ProjectNeed.funding_project_id == project.id
    db.session.execute(delete(ProjectNeed).where(kept, ProjectNeed.need.in_(gone)))
    db.session.add_all(ProjectNeed(funding_project_id=project.id, need=need) for need in new)
    audit.record(NEEDS_CHOSEN, actor=actor, subject=project, needs=sorted(needs))
    if filled:
        audit.record(
            EMPTIED, actor=actor, subject=project, count=sum(filled.values()), needs=sorted(filled)
        )


def _filled(project: FundingProject, need: Need) -> int:
    """Of how many people this is written down."""
    column = getattr(Participant, COLUMNS[need][0])
    rows = select(func.count()).where(
        Participant.funding_project_id == project.id, column.is_not(None)
    )
    return db.session.scalar(rows) or 0


def _empty(project: FundingProject, need: Need) -> None:
    """Take this out of every record. Whoever has one open is told that it changed."""
    table = Base.metadata.tables["project_participant"]
    names = COLUMNS[need]
    db.session.execute(
        update(table)
        .where(table.c.funding_project_id == project.id, table.c[names[0]].is_not(None))
        .values(dict.fromkeys(names) | {"version": table.c.version + 1})
    )
    db.session.expire_all()


def _would_erase(filled: dict[Need, int]) -> str:
    said = [
        _n(
            "%(what)s (written down of %(num)s person)",
            "%(what)s (written down of %(num)s people)",
            number,
            what=NEEDS[need],
        )
        for need, number in filled.items()
    ]
    return _(
        "This will be erased and cannot be brought back: %(what)s. Tick below that it may go.",
        what=", ".join(said),
    )


def record_participant(
    project: FundingProject, person: Person, told: Told, *, actor: User
) -> Participant:
    """Write somebody down as a participant, or put their record right. Only what the project
    needs is kept, whatever was told. Raises DomainError for a day to come."""
    if told.joined_on > today():
        raise DomainError(_("This day is still to come. Give the day on which they joined."))
    kept = _kept(told, needs_of(project))
    participant = _participant(project, person)
    if participant is None:
        participant = Participant(
            funding_project_id=project.id,
            person_id=person.id,
            notice_version=NOTICE_VERSION,
            entered_by_id=actor.id,
            **kept,
        )
        db.session.add(participant)
        audit.record(RECORDED, actor=actor, subject=participant, project=project.title)
        return participant
    differs = {name: value for name, value in kept.items() if getattr(participant, name) != value}
    for name, value in differs.items():
        setattr(participant, name, value)
    if differs:
        audit.record(CHANGED, actor=actor, subject=participant, project=project.title)
    return participant


def remove_participant(participant: Participant, *, actor: User) -> None:
    """Erase what somebody told for a project. Their visits stay in the logbook."""
    title = participant.funding_project.title
    audit.record(REMOVED, actor=actor, subject=participant, project=title)
    db.session.delete(participant)


def _participant(project: FundingProject, person: Person) -> Participant | None:
    return db.session.scalar(
        select(Participant).where(
            Participant.funding_project_id == project.id, Participant.person_id == person.id
        )
    )


def _kept(told: Told, needs: Sequence[Need]) -> dict[str, object]:
    first, last = told.age_band or (None, None)
    answers = {
        "sex": told.sex,
        "from_age": first,
        "to_age": last,
        "education": told.education,
        "work": told.work,
    }
    needed = {name for need in needs for name in COLUMNS[need]}
    return {
        "joined_on": told.joined_on,
        "channel": told.channel,
        **{name: value if name in needed else None for name, value in answers.items()},
    }
