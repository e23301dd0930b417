"""What else the demo town tells of its work: the journal of the team, two reports for residents, a
period to report on."""

from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from osl.core.clock import local_midnight
from osl.core.db import db
from osl.demo import town
from osl.demo.learning import BILL_TALK
from osl.demo.tale import Story, Town, office_hours
from osl.events.models import Event, Occurrence
from osl.journal.models import WorkKind
from osl.journal.operations import Work, note_work
from osl.logbook.meeting_reports import Told, publish_report, write_report
from osl.logbook.queries import entry_of
from osl.reports.periods import save_period

WEEKS = 6

DONE = (
    (WorkKind.ONE_TO_ONE, 45, 1, "Rozmowa o ogrodzie i o tym, kto mógłby go poprowadzić."),
    (WorkKind.NETWORKING, 60, 4, "Spotkanie w szkole: wspólny kiermasz."),
    (WorkKind.DIAGNOSIS, 90, 11, "Spacer między blokami, pytania o ławki i oświetlenie."),
    (WorkKind.ANIMATION, 75, 8, "Pomoc w przygotowaniu wieczoru gier."),
    (WorkKind.PLANNING, 120, None, "Plan miesiąca i podział zadań."),
    (WorkKind.ADMINISTRATION, 60, None, "Listy obecności, rozliczenie materiałów."),
    (WorkKind.ONE_TO_ONE, 30, 2, "Rozmowy po zajęciach o wspólnym wyjeździe."),
)

REPORTS = {
    "Półka na książki: skręcamy i układamy": Told(
        "Półka stoi. Skręcaliśmy ją dwie godziny, a książek starczyło od razu na trzy piętra.\n\n"
        "Najmłodsi podpisali każdą półkę, żeby nikt nie pomylił bajek z kryminałami.",
        people=24,
        next_steps="W każdą środę można przyjść, zostawić książkę i wziąć inną.",
        thanks="Dziękujemy za wiertarkę, za herbatę i za książki.",
    ),
    BILL_TALK: Told(
        "Rozłożyliśmy prawdziwy rachunek na części. Najwięcej pytań było o taryfę nocną.",
        people=13,
        next_steps="Kto chce, może przyjść z własnym rachunkiem na dyżur w czwartek.",
    ),
}


def tell_work(story: Story, made: Town, day: date) -> None:
    """The team notes its work week by week; what was held is told to residents the day after."""
    animators = [made.animators[slug] for slug in (town.WZGORZE, town.OSTROWIECKA, town.SENIORS)]
    for at in range(WEEKS * len(DONE)):
        kind, minutes, people, note = DONE[at % len(DONE)]
        worked_on = day - timedelta(days=1 + at)
        if worked_on.weekday() >= 5:
            continue
        actor = [made.organiser, *animators][at % 4]
        slug = list(made.communities)[at % len(made.communities)]
        community_id = made.communities[slug].id
        if actor is not made.organiser:
            community_id = next(iter(actor.community_ids))
        work = Work(worked_on, minutes, kind, community_id, people, note)
        evening = office_hours(worked_on) + timedelta(hours=6, minutes=at % 50)
        story.then(evening, partial(note_work, work, key=None, actor=actor))
    for days in range(1, WEEKS * 7):
        on = day - timedelta(days=days)
        story.then(office_hours(on) + timedelta(hours=3), partial(tell_residents, made, on))
    last = office_hours(day - timedelta(days=1)) + timedelta(hours=3)
    year = date(day.year - 1, 1, 1)
    saving = partial(save_period, f"Rok {year.year}", year, date(year.year, 12, 31))
    story.then(last, partial(saving, actor=made.organiser))


def tell_residents(made: Town, on: date) -> None:
    """How it was yesterday, where the logbook says that it was held."""
    for title, told in REPORTS.items():
        meeting = db.session.scalar(
            select(Occurrence)
            .join(Occurrence.event)
            .where(
                Event.title == title,
                Occurrence.ends_at < local_midnight(on),
                Occurrence.ends_at >= local_midnight(on - timedelta(days=1)),
            )
        )
        entry = entry_of(meeting) if meeting is not None else None
        if meeting is not None and entry is not None and entry.is_logged:
            publish_report(write_report(meeting, told, actor=made.organiser), actor=made.organiser)
