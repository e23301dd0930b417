"""Agreements of the demo town: one in each state, long and short ones, one of a minor, and the
checks of somebody who works with children."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from osl.core.db import db
from osl.demo import residents as of
from osl.demo.tale import Story, Town, office_hours
from osl.demo.town import OSTROWIECKA, SENIORS, WZGORZE
from osl.demo.volunteers import (
    CALLING,
    GAMES,
    TABLE,
    WATERING,
    calling_began,
    indoors_on,
    picnic_on,
    watering_began,
)
from osl.volunteers.agreements import (
    Terms,
    WhoAndWhen,
    Work,
    change_terms,
    change_work,
    end_agreement,
    note_consent,
    print_agreement,
    sign_agreement,
    start_agreement,
)
from osl.volunteers.checks import record_checks
from osl.volunteers.models import AgreementState, CheckKind

DRAFT, PRINTED, SIGNED, ENDED = AgreementState
YEAR = timedelta(days=365, hours=6)


@dataclass(frozen=True)
class Paper:
    """An agreement, and how far it has come on the day it is told."""

    name: str
    community: str
    told_on: date
    starts_on: date
    ends_on: date | None
    upto: AgreementState
    age: int
    task: str = ""
    scope: str = ""
    insurance: str = ""
    guardian: str = ""
    ended_on: date | None = None


def papers(day: date) -> tuple[Paper, ...]:
    watering, calling, indoors = watering_began(day), calling_began(day), indoors_on(day)
    before = watering - timedelta(days=6)
    return (
        Paper(
            of.HENRYK, WZGORZE, before, before, day + timedelta(days=20), SIGNED, 67, WATERING
        ),
        Paper(
            of.JAKUB, WZGORZE, before, before, watering + timedelta(days=75), SIGNED, 16, WATERING,
            guardian=of.HENRYK,
        ),
        Paper(
            of.TERESA, SENIORS, calling - timedelta(days=4), calling,
            calling + timedelta(days=181), SIGNED, 71, CALLING,
        ),
        Paper(
            of.PIOTR, OSTROWIECKA, picnic_on(day), indoors, indoors, SIGNED, 44,
            TABLE, insurance="polisa NNW nr PRZYKŁAD-1, jeden dzień",
        ),
        Paper(
            of.ZOFIA, WZGORZE, day - timedelta(days=180), day - timedelta(days=178),
            day + timedelta(days=100), ENDED, 58, scope="Opieka nad rabatami przy skwerze",
            ended_on=day - timedelta(days=70),
        ),
        Paper(
            of.MARIAN, OSTROWIECKA, day - timedelta(days=1), day + timedelta(days=2),
            day + timedelta(days=92), PRINTED, 63, GAMES,
        ),
        Paper(
            of.ALICJA, WZGORZE, day - timedelta(days=2), day + timedelta(days=6),
            day + timedelta(days=30), DRAFT, 31, scope="Zdjęcia z wydarzeń na osiedlu",
        ),
    )  # fmt: skip


def tell_agreements(story: Story, made: Town, day: date) -> None:
    for paper in papers(day):
        at = timedelta(hours=3 if paper.task == GAMES else 1)
        story.then(office_hours(paper.told_on) + at, partial(agree, made, paper))
        if paper.ended_on is not None:
            story.then(office_hours(paper.ended_on), partial(end, made, paper))
    on = day - timedelta(days=15)
    story.then(office_hours(on) + timedelta(hours=2), partial(check, made, on))


def agree(made: Town, paper: Paper) -> None:
    actor = made.animators[paper.community]
    born_on = paper.starts_on - YEAR * paper.age - timedelta(days=60)
    agreement = start_agreement(
        made.people[paper.name],
        WhoAndWhen(
            born_on=born_on,
            starts_on=paper.starts_on,
            ends_on=paper.ends_on,
            address="os. Wzgórze 12/4, 00-000 Gęsiówek" if paper.community == WZGORZE else "",
            guardian_name=paper.guardian,
            guardian_phone="000 000 012" if paper.guardian else "",
            hours_note="półtorej godziny w tygodniu" if paper.task == WATERING else "",
            task=made.tasks[paper.task] if paper.task else None,
        ),
        community=made.communities[paper.community],
        actor=actor,
    )
    db.session.flush()
    if paper.scope:
        change_work(agreement, Work(paper.scope), actor=actor)
    made.agreements.setdefault(paper.name, agreement)
    if paper.upto is DRAFT:
        return
    terms = Terms(
        represented_by="Helena Wzorcowa, dyrektorka centrum",
        ends_how="Każda strona może zakończyć porozumienie z wyprzedzeniem 7 dni.",
        insurance=paper.insurance,
        risks_told=True,
        training="rozmowa wprowadzająca",
    )
    change_terms(agreement, terms, actor=actor)
    print_agreement(agreement, actor=actor)
    if paper.upto is PRINTED:
        return
    if paper.guardian:
        note_consent(agreement, paper.told_on, actor=actor)
    sign_agreement(agreement, paper.told_on, actor=actor)


def end(made: Town, paper: Paper) -> None:
    if paper.ended_on is None:
        return
    end_agreement(
        made.agreements[paper.name],
        paper.ended_on,
        "Rabaty przejęła grupa „Zielone Wzgórze”.",
        actor=made.animators[paper.community],
    )


def check(made: Town, on: date) -> None:
    """One of the two who would play with children has every check; the other has none yet."""
    record_checks(
        made.people[of.MARIAN],
        list(CheckKind),
        checked_on=on,
        checked_by=made.organiser,
        actor=made.organiser,
    )
