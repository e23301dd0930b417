"""How it was: what people of the demo town answered after meetings, without a name."""

from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from osl.core.clock import utcnow
from osl.core.db import db
from osl.demo.rhythms import CHAIR_YOGA, PARENTS_CLUB
from osl.demo.tale import Story, Town, office_hours
from osl.events.models import Occurrence
from osl.surveys.answers import Sheet, answer
from osl.surveys.operations import start_survey
from osl.surveys.paper import PaperTotals, type_in_paper
from osl.surveys.queries import survey_of

TODDLERS, YOGA = PARENTS_CLUB, CHAIR_YOGA

ASKED_FOR = timedelta(days=23)

SAID = (
    (5, 3, 3, "Bardzo miła atmosfera, dziękujemy."),
    (4, 3, 3, ""),
    (5, 2, 3, "Przydałby się kącik do przewijania."),
    (3, 2, 2, "Trochę za ciasno, gdy przyjdzie więcej osób."),
    (5, 3, 3, ""),
    (4, 0, 3, "Więcej piosenek z gestami!"),
    (2, 1, 2, ""),
)
"""A face, was it useful, will they come again (0: left out), and words."""

FEW = SAID[:3]
"""So few that only their number is shown."""

ON_PAPER = ((3, 2, 0, 0, 0), (4, 1, 0), (5, 0, 0))


def tell_surveys(story: Story, made: Town, day: date) -> None:
    """One club has asked for weeks, with paper beside phones; the other has just begun."""
    for title, said in ((TODDLERS, SAID), (YOGA, FEW)):
        story.then(office_hours(day - ASKED_FOR), partial(ask, made, title))
        story.then(office_hours(day - timedelta(days=1)), partial(tell_answers, made, title, said))


def ask(made: Town, title: str) -> None:
    event = made.events[title]
    start_survey(event, actor=made.organiser)


def tell_answers(made: Town, title: str, said: tuple[tuple[int, int, int, str], ...]) -> None:
    survey = survey_of(made.events[title])
    if survey is None:
        return
    first, second, third, words = (one.id for one in survey.questions)
    meetings = _held(made, title)
    for place, meeting in enumerate(meetings if said is SAID else meetings[-1:]):
        for face, useful, again, text in said[place % 2 :]:
            values = {first: face, second: useful, third: again}
            given = {number: value for number, value in values.items() if value}
            answer(survey, meeting, Sheet(given, {words: text} if text and not place else {}))
    if said is SAID and meetings:
        faces, useful_ones, coming = ON_PAPER
        totals = PaperTotals(
            5,
            {
                first: dict(zip((5, 4, 3, 2, 1), faces, strict=True)),
                second: dict(zip((3, 2, 1), useful_ones, strict=True)),
                third: dict(zip((3, 2, 1), coming, strict=True)),
            },
        )
        type_in_paper(survey, meetings[-1], totals, actor=made.organiser)


def _held(made: Town, title: str) -> list[Occurrence]:
    now = utcnow()
    held = (
        select(Occurrence)
        .where(
            Occurrence.event_id == made.events[title].id,
            Occurrence.starts_at < now,
            Occurrence.starts_at > now - ASKED_FOR,
        )
        .order_by(Occurrence.starts_at)
    )
    return [one for one in db.session.scalars(held) if one.takes_place]
