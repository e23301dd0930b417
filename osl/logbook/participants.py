"""Who takes part in a funding project, who of the team sees them, and how many of each kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, Select, Subquery, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from osl.accounts.models import User
from osl.communities.models import FundingProject
from osl.core.access import current_viewer
from osl.core.db import db
from osl.core.paging import Page, page_of
from osl.events.models import Event, Occurrence, event_community
from osl.events.queries import IS_CALLED_OFF
from osl.logbook.models import Mark, Presence
from osl.logbook.participant_models import Need, Participant, ProjectNeed
from osl.logbook.participant_words import EDUCATIONS, NO_ANSWER, SEXES, WORKS
from osl.logbook.queries import age_bands
from osl.logbook.words import band
from osl.people.models import Person
from osl.people.policies import can_see_people
from osl.people.queries import is_called, is_person_visible_to

FEW = 5
"""So small a group is told to the organiser only: others might know who it is."""

COLUMNS: Mapping[Need, tuple[str, ...]] = {
    Need.SEX: ("sex",),
    Need.AGE_BAND: ("from_age", "to_age"),
    Need.EDUCATION: ("education",),
    Need.WORK: ("work",),
}
"""Where each thing a project may need is kept. The first column is empty where nothing is."""


WORDS: Mapping[Need, Mapping[Any, Any]] = {
    Need.SEX: SEXES,
    Need.EDUCATION: EDUCATIONS,
    Need.WORK: WORKS,
}


class Shown(StrEnum):
    """Which of those who take part a list shows."""

    ALL = "wszystkie"
    WITHOUT = "bez-wpisu"
    INCOMPLETE = "niepelne"


@dataclass(frozen=True)
class TakesPart:
    """Somebody on the named lists of a project: since when, how often, and their record."""

    project: FundingProject
    person: Person
    first_on: date | None
    visits: int
    participant: Participant | None


@dataclass(frozen=True)
class Counted:
    """How many take part by the named lists, and of how many there is a record."""

    people: int
    recorded: int

    @property
    def waiting(self) -> int:
        return self.people - self.recorded


@dataclass(frozen=True)
class Tally:
    """One line of a tally. ``people`` is None where the group is too small to be told."""

    label: str
    people: int | None


def get_project(viewer: User | None, project_id: int) -> FundingProject:
    """A project whose participants this viewer may see; 404 for any other."""
    project = db.session.get(FundingProject, project_id)
    if project is None or not sees_participants(viewer, project):
        abort(404)
    return project


def sees_participants(viewer: User | None, project: FundingProject) -> bool:
    """The organiser sees those of every project, the others of the team where an event of their
    communities belongs to it."""
    if viewer is None or not can_see_people(viewer):
        return False
    if viewer.is_organiser:
        return True
    own = (
        exists()
        .where(Event.funding_project_id == project.id)
        .where(event_community.c.event_id == Event.id)
        .where(event_community.c.community_id.in_(viewer.community_ids))
    )
    return bool(db.session.scalar(select(own)))


def participants_shown(project: FundingProject) -> Counted | None:
    """For a link beside a project: how many take part; None for whoever may not see them."""
    viewer = current_viewer()
    return counted(viewer, project) if sees_participants(viewer, project) else None


def needs_of(project: FundingProject) -> list[Need]:
    """What a project needs of its participants, always in the same order."""
    kept = select(ProjectNeed.need).where(ProjectNeed.funding_project_id == project.id)
    found = set(db.session.scalars(kept))
    return [need for need in Need if need in found]


def _present(project: FundingProject) -> Subquery:
    """Who was marked present at an event of the project: since when, and how often. What was noted
    before a meeting was called off or put off counts nowhere."""
    return (
        select(
            Mark.person_id.label("person_id"),
            func.min(Mark.held_on).label("first_on"),
            func.count().label("visits"),
        )
        .join(Occurrence, Occurrence.id == Mark.occurrence_id)
        .join(Event, Event.id == Occurrence.event_id)
        .where(
            Event.funding_project_id == project.id,
            Mark.presence == Presence.PRESENT,
            Mark.person_id.is_not(None),
            Occurrence.postponed_at.is_(None),
            ~IS_CALLED_OFF,
        )
        .group_by(Mark.person_id)
        .subquery()
    )


def _rows(viewer: User | None, project: FundingProject) -> Select[Any]:
    present = _present(project)
    is_own = and_(Participant.person_id == Person.id, Participant.funding_project_id == project.id)
    return (
        select(Person, present.c.first_on, present.c.visits, Participant)
        .outerjoin(present, present.c.person_id == Person.id)
        .outerjoin(Participant, is_own)
        .where(
            is_person_visible_to(viewer),
            or_(present.c.person_id.is_not(None), Participant.id.is_not(None)),
        )
    )


def participants_page(
    viewer: User, project: FundingProject, shown: Shown, words: str, number: int
) -> Page[Any]:
    """A page of those who take part, whom this viewer may see, by name: each as the person, the
    first day, the number of visits and the record."""
    rows = _rows(viewer, project)
    if shown is Shown.WITHOUT:
        rows = rows.where(Participant.id.is_(None))
    elif shown is Shown.INCOMPLETE:
        rows = rows.where(Participant.id.is_not(None), _lacks(needs_of(project)))
    rows = rows.where(*is_called(words))
    return page_of(rows, number, order=(Person.name, Person.id), key=Person.id)


def _lacks(needs: Sequence[Need]) -> ColumnElement[bool]:
    """Whether something the project needs is missing in a record."""
    empty = [getattr(Participant, COLUMNS[need][0]).is_(None) for need in needs]
    return or_(*empty) if empty else Participant.id.is_(None)


def missing_in(participant: Participant, needs: Sequence[Need]) -> list[Need]:
    return [need for need in needs if getattr(participant, COLUMNS[need][0]) is None]


def counted(viewer: User | None, project: FundingProject) -> Counted:
    rows = _rows(viewer, project)
    numbers = rows.with_only_columns(
        func.count(Person.id), func.count(Participant.id), maintain_column_froms=True
    )
    people, recorded = db.session.execute(numbers).one()
    return Counted(people, recorded)


def get_taking_part(viewer: User | None, project_id: int, person_id: int) -> TakesPart:
    """Somebody on the lists of a project whom this viewer may see; 404 for anybody else."""
    project = get_project(viewer, project_id)
    rows = _rows(viewer, project)
    found = db.session.execute(rows.where(Person.id == person_id)).first() or abort(404)
    person, first_on, visits, participant = found
    return TakesPart(project, person, first_on, visits or 0, participant)


def everybody_recorded(viewer: User, project: FundingProject) -> list[TakesPart]:
    """Everybody with a record, by name, for the file that settles a project."""
    rows = _rows(viewer, project)
    found = db.session.execute(
        rows.where(Participant.id.is_not(None)).order_by(Person.name, Person.id)
    )
    return [TakesPart(project, row[0], row[1], row[2] or 0, row[3]) for row in found]


def participations_of(viewer: User, person: Person) -> Mapping[str, Any] | None:
    """For somebody's page and their own paper: the projects they take part in, and what of them
    is kept there; None for nobody."""
    kept = (
        select(Participant)
        .where(Participant.person_id == person.id)
        .options(joinedload(Participant.funding_project))
        .order_by(Participant.joined_on.desc(), Participant.id.desc())
    )
    found = db.session.scalars(kept).all()
    return {"participations": found, "viewer": viewer} if found else None


def tallies(viewer: User, project: FundingProject) -> dict[Need, list[Tally]]:
    """How many participants of each kind, for each thing the project needs: of all its records.
    Small groups are told to the organiser only."""
    return {need: _tally(viewer, project, need) for need in needs_of(project)}


def _tally(viewer: User, project: FundingProject, need: Need) -> list[Tally]:
    columns = [getattr(Participant, name) for name in COLUMNS[need]]
    rows = db.session.execute(
        select(*columns, func.count())
        .where(Participant.funding_project_id == project.id)
        .group_by(*columns)
    )
    numbers: dict[Any, int] = {tuple(row[:-1]): row[-1] for row in rows}
    labels = _labels(need, numbers)
    lines = [(label, numbers.get(key, 0)) for key, label in labels.items()]
    hidden = set() if viewer.is_organiser else _too_small([number for _label, number in lines])
    return [
        Tally(label, None if place in hidden else number)
        for place, (label, number) in enumerate(lines)
    ]


def _labels(need: Need, numbers: Mapping[Any, int]) -> dict[Any, str]:
    """Every line of a tally in order, empty ones too, and "no answer" last where it was given."""
    lines: dict[Any, str] = {}
    if need is Need.AGE_BAND:
        kept = {key for key in numbers if key[0] is not None}
        bands = sorted({*age_bands()[0], *kept}, key=lambda one: (one[0], one[1] or 999))
        lines = {(first, last): band(first, last) for first, last in bands}
    else:
        words = WORDS[need]
        lines = {(value,): str(said) for value, said in words.items()}
    nothing = tuple(None for _name in COLUMNS[need])
    return lines | ({nothing: str(NO_ANSWER)} if nothing in numbers else {})


def _too_small(numbers: Sequence[int]) -> set[int]:
    """The lines that are not told. Where only one were left out, it would follow from the sum: so
    the next smallest goes with it."""
    hidden = {place for place, number in enumerate(numbers) if number < FEW}
    others = [place for place in range(len(numbers)) if place not in hidden]
    if len(hidden) == 1 and others:
        hidden.add(min(others, key=lambda place: numbers[place]))
    return hidden
