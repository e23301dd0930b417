"""What a survey has to say, as far as it may be shown: never of fewer than five (small_groups)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from osl.core.clock import utcnow
from osl.core.db import db
from osl.events.models import Event, Occurrence
from osl.surveys.models import Question, QuestionKind, SheetCount, Survey
from osl.surveys.queries import (
    Turnout,
    answered_at,
    choices_of,
    remarks_of,
    turnouts_of,
)
from osl.surveys.small_groups import (
    LEAST,
    Answered,
    groups_of,
    is_none_or_enough,
    sheets_in,
    shown,
    together,
    words_may_be_shown,
)
from osl.surveys.words import STANDARD, VALUES, text_of

POOLED_FOR = timedelta(days=365)
BAR = 100
"""How long a bar is when everybody gave this answer."""


@dataclass(frozen=True)
class Bar:
    """One answer: what it is called, how many gave it, and their share in whole per cent."""

    label: str
    people: int
    percent: int


@dataclass(frozen=True)
class QuestionResult:
    """What was answered to one question. ``bars`` None: fewer than five answered it."""

    text: str
    people: int
    bars: list[Bar] | None
    mean: float | None = None
    """Of faces: the mean, where 5 is the happiest."""


@dataclass(frozen=True)
class GroupResult:
    """The meetings shown together, how many sheets came of them, and each question."""

    meetings: list[Occurrence]
    sheets: int
    questions: list[QuestionResult]


@dataclass(frozen=True)
class Remarks:
    """What people wrote to one question."""

    text: str
    lines: list[str]


@dataclass(frozen=True)
class Result:
    """Everything the page of a survey shows."""

    turnouts: list[Turnout]
    total: GroupResult | None
    """All meetings together; None while fewer than five have answered."""
    groups: list[GroupResult]
    """Parts of it, where there are several that are large enough."""
    remarks: list[Remarks]
    pooled: list[QuestionResult]
    """In place of its own answers: the standard questions of small surveys together."""
    pooled_events: int = 0

    @property
    def asked(self) -> int:
        return sum(one.asked or 0 for one in self.turnouts)

    @property
    def answered(self) -> int:
        return sum(one.answered for one in self.turnouts)

    @property
    def compared(self) -> int:
        """How many answered after meetings of which it is known how many came."""
        return sum(one.answered for one in self.turnouts if one.asked)


def result_of(survey: Survey) -> Result:
    """The result as it may be shown at this moment."""
    turnouts = turnouts_of([survey])[survey.id]
    answered = answered_at([survey])[survey.id]
    questions = choices_of(survey)
    if sheets_in(answered) < LEAST:
        pooled, events = _pooled(survey)
        return Result(turnouts, None, [], [], pooled, events)
    by_id = {one.meeting.id: one.meeting for one in turnouts}
    groups = groups_of(answered, [one.id for one in questions])
    parts = [_group(group, questions, by_id) for group in groups] if len(groups) > 1 else []
    remarks = [
        Remarks(text_of(one), lines)
        for one in survey.questions
        if one.kind is QuestionKind.WORDS
        and words_may_be_shown(answered)
        and (lines := remarks_of(one))
    ]
    return Result(turnouts, _group(answered, questions, by_id), parts, remarks, [])


def _group(
    group: Sequence[Answered], questions: Iterable[Question], by_id: dict[int, Occurrence]
) -> GroupResult:
    meetings = [by_id[one.meeting_id] for one in group if one.sheets and one.meeting_id in by_id]
    results = [_question(text_of(one), one.kind, shown(group, one.id)) for one in questions]
    return GroupResult(meetings, sheets_in(group), results)


def _question(text: str, kind: QuestionKind, values: dict[int, int] | None) -> QuestionResult:
    if values is None:
        return QuestionResult(text, 0, None)
    people = sum(values.values())
    bars = [
        Bar(str(label), values.get(value, 0), round(values.get(value, 0) * BAR / people))
        for value, label in VALUES[kind].items()
        if people
    ]
    mean = None
    if kind is QuestionKind.FACES and people:
        mean = sum(value * number for value, number in values.items()) / people
    return QuestionResult(text, people, bars, mean)


def _pooled(survey: Survey) -> tuple[list[QuestionResult], int]:
    """The standard questions of this survey and of others of the same kind and community over the
    last year that are too small to be shown by themselves; of how many surveys.

    Only small ones: taking a large one, which is shown by itself, from a sum would give the rest.
    And every event has one pool, that of the first of its communities: two pools that share an
    event could be taken from one another too.
    """
    same = _of_same_pool(survey)
    answered = answered_at(same)
    small = [one for one in same if sheets_in(answered[one.id]) < LEAST]
    if len(small) < 2:
        return [], 0
    results = []
    for name, (kind, words) in STANDARD.items():
        online: Counter[int] = Counter()
        paper: Counter[int] = Counter()
        for one in small:
            for question in one.questions:
                if question.standard == name:
                    from_phones, on_paper = together(answered[one.id], question.id)
                    online, paper = online + from_phones, paper + on_paper
        both = online + paper
        if both.total() >= LEAST and is_none_or_enough(online.total()):
            results.append(_question(str(words), kind, dict(both)))
    return results, len(small)


def _of_same_pool(survey: Survey) -> list[Survey]:
    lately = (
        select(SheetCount.survey_id)
        .join(SheetCount.occurrence)
        .where(SheetCount.people > 0, Occurrence.starts_at > utcnow() - POOLED_FOR)
    )
    found = db.session.scalars(
        select(Survey)
        .join(Survey.event)
        .where(Survey.id.in_(lately), Event.kind == survey.event.kind)
        .options(
            contains_eager(Survey.event).selectinload(Event.communities),
            selectinload(Survey.questions),
        )
        .order_by(Survey.id)
    )
    own = _pool(survey.event)
    return [one for one in found if _pool(one.event) == own]


def _pool(event: Event) -> tuple[str, int | None]:
    numbers = [one.id for one in event.communities]
    return event.kind, min(numbers) if numbers and not event.is_whole_town else None
