"""Specialists of the demo town: who leads the yoga, the sewing and the games, with what agreement,
and which of them was checked before work with children."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from osl.core.db import db
from osl.demo.rhythms import CHAIR_YOGA
from osl.demo.tale import Story, Town, office_hours
from osl.logbook.participant_models import Need
from osl.logbook.participant_records import choose_needs
from osl.specialists.checks import record_checks
from osl.specialists.contracts import ContractFacts, add_contract
from osl.specialists.leading import choose_specialist
from osl.specialists.operations import SpecialistFacts, add_specialist
from osl.volunteers.models import CheckKind

LEADS_SINCE = 45

SEWING, GAMES = "Warsztat szycia: naprawiamy, nie wyrzucamy", "Planszówki po lekcjach"


@dataclass(frozen=True)
class Hired:
    """Somebody hired, for how long and how many hours, and what they lead."""

    facts: SpecialistFacts
    number: str
    subject: str
    days: tuple[int, int]
    hours: int
    leads: str
    checks: tuple[CheckKind, ...] = ()
    is_funded: bool = False


HIRED = (
    Hired(
        SpecialistFacts("Bożena Zmyślona", "joga na krześle", "Pracownia Ruchu", "000000071"),
        "PRZYKŁAD/12",
        "Zajęcia ruchowe dla seniorów, dwadzieścia godzin",
        (-80, 21),
        20,
        CHAIR_YOGA,
    ),
    Hired(
        SpecialistFacts("Wiesława Próbna", "krawiectwo", phone="000000072"),
        "PRZYKŁAD/14",
        "Warsztaty szycia i napraw",
        (-40, 120),
        12,
        SEWING,
        checks=(CheckKind.REGISTER,),
        is_funded=True,
    ),
    Hired(
        SpecialistFacts("Michał Wzorcowy", "gry i zabawy z dziećmi", "Klub Pionek", "000000073"),
        "PRZYKŁAD/15",
        "Popołudnia z planszówkami",
        (-60, 200),
        40,
        GAMES,
        checks=tuple(CheckKind),
    ),
)


def tell_specialists(story: Story, made: Town, day: date) -> None:
    """They are written down with their agreements, and then they were chosen to lead."""
    for place, one in enumerate(HIRED):
        minutes = timedelta(minutes=20 + place)
        began = day + timedelta(days=one.days[0])
        story.then(office_hours(began) + minutes, partial(hire, made, one, day))
        since = 1 if one.leads == SEWING else LEADS_SINCE  # the sewing was planned only lately
        chosen = office_hours(day - timedelta(days=since)) + minutes
        story.then(chosen, partial(choose, made, one))
    needs = partial(choose_needs, made.funding, (Need.SEX, Need.AGE_BAND), may_erase=False)
    story.then(office_hours(day - timedelta(days=85)), partial(needs, actor=made.organiser))


def hire(made: Town, one: Hired, day: date) -> None:
    starts_on, ends_on = (day + timedelta(days=days) for days in one.days)
    actor = made.organiser
    specialist = add_specialist(one.facts, actor=actor)
    db.session.flush()
    said = ContractFacts(
        one.number,
        one.subject,
        starts_on,
        ends_on,
        one.hours * 60,
        made.funding.id if one.is_funded else None,
    )
    add_contract(specialist, said, actor=actor)
    record_checks(specialist, one.checks, checked_on=starts_on, checked_by=actor, actor=actor)
    made.specialists[one.leads] = specialist


def choose(made: Town, one: Hired) -> None:
    choose_specialist(made.events[one.leads], made.specialists[one.leads], actor=made.organiser)
