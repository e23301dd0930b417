"""Surveys, the meetings they ask about, and how many were asked and answered."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import abort
from sqlalchemy import Select, exists, func, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from osl.accounts.models import Role, User
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.paging import Page, page_of
from osl.events.models import Event, EventFormat, EventKind, Occurrence
from osl.logbook.models import LogEntry
from osl.logbook.queries import is_logbook_visible_to
from osl.signups.models import SignupList
from osl.signups.places import first_part, parts_of
from osl.surveys.models import (
    AnswerCount,
    Question,
    QuestionKind,
    Remark,
    SheetCount,
    SheetKind,
    Survey,
)
from osl.surveys.small_groups import Answered

ANSWERED_FOR = timedelta(days=14)
"""How long after it began a meeting is answered."""

LATELY, SOON = timedelta(days=14), timedelta(days=14)
MOST_OFFERED = 12


@dataclass(frozen=True)
class Turnout:
    """One meeting: how many people were asked (None: nobody knows how many came), and how many
    answered."""

    meeting: Occurrence
    asked: int | None
    online: int = 0
    paper: int = 0

    @property
    def answered(self) -> int:
        return self.online + self.paper


@dataclass(frozen=True)
class SurveyRow:
    """A survey in the list, with its numbers. ``compared`` of those who answered did so after
    meetings of which it is known how many came: only they make a share."""

    survey: Survey
    asked: int
    answered: int
    compared: int


def surveys_visible_to(viewer: User | None) -> Select[Survey]:
    """Surveys of published events: of one's communities; for the adviser all of them."""
    sees = is_logbook_visible_to(viewer)
    if viewer is not None and Role.ADVISER in viewer.roles:
        sees = true()
    return select(Survey).join(Survey.event).where(Event.published_at.is_not(None), sees)


def get_survey(viewer: User | None, survey_id: int) -> Survey:
    statement = surveys_visible_to(viewer).where(Survey.id == survey_id)
    whole = (
        contains_eager(Survey.event).selectinload(Event.communities),
        selectinload(Survey.questions),
    )
    return db.session.scalar(statement.options(*whole)) or abort(404)


def survey_of(event: Event) -> Survey | None:
    """The survey of an event; of a series, whichever of its parts is asked for."""
    return db.session.scalar(select(Survey).where(Survey.event_id == first_part(event).id))


def meeting_of(survey: Survey, meeting_id: int) -> Occurrence:
    """One meeting of the event a survey is about; 404 for any other."""
    ids = [part.id for part in parts_of(survey.event)]
    found = select(Occurrence).where(Occurrence.id == meeting_id, Occurrence.event_id.in_(ids))
    return db.session.scalar(found) or abort(404)


def meeting_to_answer(survey: Survey) -> Occurrence | None:
    """The latest meeting that has begun, as long as it is fresh in mind; None where there is none
    or the survey is closed."""
    if survey.opened_at is None or survey.closed_at is not None:
        return None
    now = utcnow()
    ids = [part.id for part in parts_of(survey.event) if part.is_published]
    begun = (
        select(Occurrence)
        .where(
            Occurrence.event_id.in_(ids),
            Occurrence.starts_at <= now,
            Occurrence.starts_at > now - ANSWERED_FOR,
        )
        .options(joinedload(Occurrence.event))
        .order_by(Occurrence.starts_at.desc(), Occurrence.id.desc())
    )
    return next((one for one in db.session.scalars(begun) if one.takes_place), None)


def has_answers(survey: Survey) -> bool:
    """Whether anybody has answered, or a sheet was typed in."""
    counted = exists().where(SheetCount.survey_id == survey.id, SheetCount.people > 0)
    written = exists().where(Remark.question_id == Question.id, Question.survey_id == survey.id)
    return bool(db.session.scalar(select(counted | written)))


def how_many_answered(survey: Survey) -> int:
    """On the phone and on paper, after all meetings."""
    counted = select(func.sum(SheetCount.people)).where(SheetCount.survey_id == survey.id)
    return db.session.scalar(counted) or 0


def surveys_listed(viewer: User, number: int) -> Page[SurveyRow]:
    """The surveys of a viewer's communities, the newest first. The same few questions, however
    many there are."""
    statement = surveys_visible_to(viewer).options(
        contains_eager(Survey.event).selectinload(Event.communities)
    )
    page = page_of(statement, number, order=[Survey.id.desc()], key=Survey.id)
    turnouts = turnouts_of(page.rows)
    rows = [_row(survey, turnouts[survey.id]) for survey in page.rows]
    return Page(rows, page.number, has_next=page.has_next)


def _row(survey: Survey, turnouts: Sequence[Turnout]) -> SurveyRow:
    return SurveyRow(
        survey,
        sum(one.asked or 0 for one in turnouts),
        sum(one.answered for one in turnouts),
        sum(one.answered for one in turnouts if one.asked),
    )


def turnouts_of(surveys: Sequence[Survey]) -> dict[int, list[Turnout]]:
    """The meetings each survey asked about, the oldest first, with those asked and answering."""
    parts = _parts({one.event_id for one in surveys})
    rows = db.session.execute(
        select(SheetCount.survey_id, SheetCount.occurrence_id, SheetCount.sheets, SheetCount.people)
        .where(SheetCount.survey_id.in_([one.id for one in surveys]), SheetCount.people > 0)
        .order_by(SheetCount.id)
    )
    counts: dict[tuple[int, int], dict[SheetKind, int]] = defaultdict(dict)
    for survey_id, meeting_id, sheets, people in rows:
        counts[survey_id, meeting_id][sheets] = people
    meetings = _begun({part for ids in parts.values() for part in ids}, surveys, counts)
    came = people_at([one for several in meetings.values() for one in several])
    found: dict[int, list[Turnout]] = {}
    for survey in surveys:
        own = [one for part in sorted(parts[survey.event_id]) for one in meetings.get(part, ())]
        found[survey.id] = [
            Turnout(
                one,
                came.get(one.id),
                counts[survey.id, one.id].get(SheetKind.ONLINE, 0),
                counts[survey.id, one.id].get(SheetKind.PAPER, 0),
            )
            for one in sorted(own, key=lambda one: (one.starts_at, one.id))
            if (survey.id, one.id) in counts or _is_asked_about(survey, one)
        ]
    return found


def _begun(
    event_ids: Collection[int], surveys: Sequence[Survey], counted: Iterable[tuple[int, int]]
) -> dict[int, list[Occurrence]]:
    """Meetings that may have been asked about, by the event (part) they are of."""
    earliest = min((one.opened_at or one.created_at for one in surveys), default=utcnow())
    ids = {meeting_id for _survey, meeting_id in counted}
    statement = (
        select(Occurrence)
        .where(
            Occurrence.event_id.in_(event_ids),
            (Occurrence.starts_at > earliest - ANSWERED_FOR) | Occurrence.id.in_(ids),
            Occurrence.starts_at <= utcnow(),
        )
        .options(joinedload(Occurrence.event))
        .order_by(Occurrence.starts_at, Occurrence.id)
    )
    found: dict[int, list[Occurrence]] = defaultdict(list)
    for one in db.session.scalars(statement):
        found[one.event_id].append(one)
    return found


def _is_asked_about(survey: Survey, meeting: Occurrence) -> bool:
    """Whether the survey was open while this meeting could be answered."""
    if survey.opened_at is None or not meeting.takes_place:
        return False
    until = survey.closed_at or utcnow()
    return survey.opened_at - ANSWERED_FOR < meeting.starts_at <= until


def people_at(meetings: Sequence[Occurrence]) -> Mapping[int, int]:
    """How many were at each meeting: as noted, else as many as had places. A meeting of which
    nobody knows is left out."""
    ids = [one.id for one in meetings]
    courses = {one.event_id for one in meetings if one.event.format is EventFormat.COURSE}
    first_of = {part: first for first, parts in _parts(_firsts(courses)).items() for part in parts}
    lists = select(SignupList).where(
        SignupList.occurrence_id.in_(ids) | SignupList.event_id.in_(set(first_of.values()))
    )
    taken: dict[tuple[str, int], int] = {}
    for known in db.session.scalars(lists):
        if known.occurrence_id is not None:
            taken["meeting", known.occurrence_id] = known.taken
        elif known.event_id is not None:
            taken["course", known.event_id] = known.taken
    entries = select(LogEntry).where(LogEntry.occurrence_id.in_(ids))
    found = {one.occurrence_id: one.people for one in db.session.scalars(entries) if one.people}
    for one in meetings:
        places = taken.get(("meeting", one.id))
        if places is None and one.event_id in first_of:
            places = taken.get(("course", first_of[one.event_id]))
        if one.id not in found and places:
            found[one.id] = places
    return found


def answered_at(surveys: Sequence[Survey]) -> dict[int, list[Answered]]:
    """Of each survey, what was answered after each meeting, the oldest first."""
    ids = [one.id for one in surveys]
    rows = db.session.execute(
        select(SheetCount.survey_id, SheetCount.occurrence_id, SheetCount.sheets, SheetCount.people)
        .join(SheetCount.occurrence)
        .where(SheetCount.survey_id.in_(ids))
        .order_by(Occurrence.starts_at, SheetCount.occurrence_id, SheetCount.id)
    )
    sheets: dict[tuple[int, int], dict[SheetKind, int]] = {}
    for survey_id, meeting_id, kind, people in rows:
        sheets.setdefault((survey_id, meeting_id), {})[kind] = people
    values = _values_of(ids)
    found: dict[int, list[Answered]] = {number: [] for number in ids}
    for (survey_id, meeting_id), counts in sheets.items():
        found[survey_id].append(
            Answered(
                meeting_id,
                counts.get(SheetKind.ONLINE, 0),
                values[survey_id, meeting_id, SheetKind.ONLINE],
                counts.get(SheetKind.PAPER, 0),
                values[survey_id, meeting_id, SheetKind.PAPER],
            )
        )
    return found


def _values_of(
    survey_ids: Sequence[int],
) -> Mapping[tuple[int, int, SheetKind], dict[int, dict[int, int]]]:
    """Of each survey, meeting and kind of sheet: of each question, how many gave which answer."""
    rows = db.session.execute(
        select(Question.survey_id, AnswerCount)
        .join(Question, Question.id == AnswerCount.question_id)
        .where(Question.survey_id.in_(survey_ids), AnswerCount.people > 0)
        .order_by(AnswerCount.id)
    )
    found: dict[tuple[int, int, SheetKind], dict[int, dict[int, int]]] = defaultdict(dict)
    for survey_id, row in rows:
        of_sheets = found[survey_id, row.occurrence_id, row.sheets]
        of_sheets.setdefault(row.question_id, {})[row.value] = row.people
    return found


def remarks_of(question: Question) -> list[str]:
    """What people wrote, in an order drawn by lot when each was kept."""
    rows = select(Remark.text).where(Remark.question_id == question.id).order_by(Remark.id)
    return list(db.session.scalars(rows))


def without_survey(viewer: User) -> list[Occurrence]:
    """Of the published events of a viewer's communities that met lately or meet soon and have no
    survey, the meeting nearest to now: one is set up for them in one tap."""
    now = utcnow()
    statement = (
        select(Occurrence)
        .join(Occurrence.event)
        .where(
            Occurrence.starts_at > now - LATELY,
            Occurrence.starts_at < now + SOON,
            Occurrence.cancelled_at.is_(None),
            Occurrence.postponed_at.is_(None),
            Event.published_at.is_not(None),
            Event.cancelled_at.is_(None),
            Event.kind != EventKind.OPEN_HOURS,
            is_logbook_visible_to(viewer),
            ~exists().where(Survey.event_id == Event.id),
        )
        .options(contains_eager(Occurrence.event).selectinload(Event.communities))
    )
    meetings = sorted(
        db.session.scalars(statement), key=lambda one: (abs(one.starts_at - now), one.id)
    )
    first = _first_of({one.event_id for one in meetings})
    asked = select(Survey.event_id).where(Survey.event_id.in_(set(first.values())))
    known = set(db.session.scalars(asked))
    nearest = {
        first[one.event_id]: one for one in reversed(meetings) if first[one.event_id] not in known
    }
    return [one for one in meetings if nearest.get(first[one.event_id]) is one][:MOST_OFFERED]


def choices_of(survey: Survey) -> list[Question]:
    """The questions that are answered by choosing."""
    return [one for one in survey.questions if one.kind is not QuestionKind.WORDS]


def _parts(ids: Collection[int]) -> dict[int, set[int]]:
    """The numbers of all parts of these series, by the number of the first one. As many questions
    as the longest has parts, however many series there are."""
    first = {number: number for number in ids}
    layer = set(ids)
    while layer:
        rows = db.session.execute(
            select(Event.id, Event.continues_id).where(Event.continues_id.in_(layer))
        )
        layer = set()
        for number, before in rows:
            if before is not None:
                first[number] = first[before]
                layer.add(number)
    found: dict[int, set[int]] = defaultdict(set)
    for number, begins in first.items():
        found[begins].add(number)
    return found


def _first_of(ids: Collection[int]) -> dict[int, int]:
    """The first part of the series each of these is a part of; by itself for what stands alone."""
    follows: dict[int, int] = {}
    layer = set(ids)
    while layer:
        rows = db.session.execute(
            select(Event.id, Event.continues_id).where(
                Event.id.in_(layer), Event.continues_id.is_not(None)
            )
        )
        found = {number: before for number, before in rows if before is not None}
        follows |= found
        layer = set(found.values())

    def first(number: int) -> int:
        while number in follows:
            number = follows[number]
        return number

    return {number: first(number) for number in ids}


def _firsts(ids: Collection[int]) -> set[int]:
    return set(_first_of(ids).values())


def open_by_letter(now: datetime, within: timedelta) -> list[tuple[Survey, Occurrence]]:
    """Open surveys that ask by letter, with the meetings that ended lately and took place."""
    surveys = list(
        db.session.scalars(
            select(Survey)
            .join(Survey.event)
            .where(Survey.by_letter, Survey.opened_at.is_not(None), Survey.closed_at.is_(None))
            .options(contains_eager(Survey.event))
            .order_by(Survey.id)
        )
    )
    if not surveys:
        return []
    parts = _parts({one.event_id for one in surveys})
    by_part = {part: one for one in surveys for part in parts[one.event_id]}
    meetings = db.session.scalars(
        select(Occurrence)
        .join(Occurrence.event)
        .where(
            Occurrence.event_id.in_(by_part),
            Occurrence.ends_at <= now,
            Occurrence.ends_at > now - within,
            Event.published_at.is_not(None),
        )
        .options(contains_eager(Occurrence.event))
        .order_by(Occurrence.ends_at, Occurrence.id)
    )
    return [(by_part[one.event_id], one) for one in meetings if one.takes_place]
