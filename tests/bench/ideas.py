"""Thousands of residents' ideas in the words people use, and what finding the alike ones costs."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from time import perf_counter
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from osl.core.clock import utcnow
from osl.core.db import db
from osl.events.models import Event, Occurrence
from osl.ideas.models import (
    EventStem,
    Idea,
    IdeaState,
    IdeaStem,
    IdeaStep,
    IdeaSupport,
    Moderation,
    Source,
    StepKind,
)
from osl.ideas.similar import planned_already, similar_ideas
from osl.ideas.stems import stems_of
from tests.cast import Cast

THINGS = (
    "Ławka", "Lampa", "Stojak na rowery", "Kosz na śmieci", "Plac zabaw", "Półka z książkami",
    "Ogródek", "Kurs smartfona", "Wieczór gier", "Warsztaty szycia", "Joga", "Kino letnie",
    "Spacer", "Koncert", "Gimnastyka", "Wyjazd do teatru", "Nauka pływania", "Karmnik dla ptaków",
    "Wymiana ubrań", "Naprawa chodnika", "Śniadanie", "Potańcówka", "Chór", "Turniej szachowy",
    "Kącik dla maluchów", "Siłownia pod chmurką", "Wystawa zdjęć", "Kurs pierwszej pomocy",
)  # fmt: skip
PLACES = (
    "przed blokiem", "przy przystanku", "w świetlicy", "na skwerze", "na podwórku", "w bibliotece",
    "koło szkoły", "nad zalewem", "przy przychodni", "na działkach", "w klubie seniora",
    "za garażami", "przy kościele", "na boisku", "w parku",
)  # fmt: skip
FOR_WHOM = (
    "dla seniorów", "dla młodzieży", "dla dzieci", "dla sąsiadów", "dla rodziców z wózkami",
    "dla osób o kulach", "dla wszystkich z osiedla", "dla działkowców", "dla opiekunów",
)  # fmt: skip
REASONS = (
    "Na naszym osiedlu mieszka dużo starszych osób i każdy z nas by z tego skorzystał.",
    "Sąsiedzi z bloku często o tym mówią, a nikt się tym nie zajmuje.",
    "Byłoby gdzie się spotkać po południu, bo teraz siedzimy w domu.",
    "Dzieci nie mają co robić po szkole, a rodzice nie mają gdzie usiąść.",
    "Mogę pomóc w soboty, mam trochę narzędzi i dwie zdrowe ręce.",
    "W sąsiednim mieście jest coś takiego i ludzie bardzo to chwalą.",
)
MARKS = ("stary", "nowy", "mały", "wspólny", "czysty", "zielony", "ciepły", "cichy", "duży")

TYPED = (
    ("Ławeczka przed blokiem", ""),
    ("Wieczory gier dla młodych w świetlicy", "Dzieci nie mają co robić po szkole."),
    ("Chciałbym jogę dla seniorów", ""),
    ("Nowe kosze na śmieci przy przystankach na osiedlu", "Sąsiedzi często o tym mówią."),
    ("Grota solna", ""),
)
"""Common words, long titles, an event that is planned, and something nobody ever wished."""

ROUNDS = 40
SUPPORTS = 12


def give_ideas(count: int, cast: Cast) -> None:
    """So many published ideas of one community; some answered, the first with a story."""
    rows = list(idea_rows(count, cast))
    db.session.execute(insert(Idea), rows)
    ids = list(db.session.scalars(select(Idea.id).order_by(Idea.id)))
    stems = [
        {"idea_id": number, "stem": stem}
        for number, row in zip(ids, rows, strict=True)
        for stem in sorted(stems_of(row["title"], row["text"]))
    ]
    db.session.execute(insert(IdeaStem), stems)
    for number in ids[:1]:
        tell_story(number)


def idea_rows(count: int, cast: Cast) -> Iterator[dict[str, Any]]:
    chance = Random(5)
    now = utcnow()
    for number in range(count):
        title = f"{chance.choice(THINGS)} {chance.choice(PLACES)} {chance.choice(FOR_WHOM)}"
        text = f"{chance.choice(REASONS)} {chance.choice(REASONS)} {chance.choice(MARKS)} {number}"
        yield idea_row(title, text, now - timedelta(hours=3 * number + 1), cast, chance)


def idea_row(title: str, text: str, at: datetime, cast: Cast, chance: Random) -> dict[str, Any]:
    answered = chance.random() < 0.7
    supporters = chance.randrange(20)
    return {
        "title": title,
        "text": text,
        "original_title": title,
        "original_text": text,
        "community_id": cast.wzgorze.id,
        "source": chance.choice(list(Source)),
        "given_at": at,
        "moderation": Moderation.PUBLISHED,
        "published_at": at,
        "answer_state": IdeaState.TALK if answered else IdeaState.NEW,
        "answered_at": at + timedelta(days=2) if answered else None,
        "done_at": at + timedelta(days=9) if chance.random() < 0.2 else None,
        "supporters": supporters,
        "confirmed_supporters": supporters // 3,
        "version": 1,
    }


def tell_story(idea_id: int) -> None:
    """An answer and a dozen supporters, as an idea has that people talk about."""
    now = utcnow()
    step = {"idea_id": idea_id, "kind": StepKind.TALK, "text": "Rozmawiamy.", "made_at": now}
    db.session.execute(insert(IdeaStep), [step])
    supports = [
        {"idea_id": idea_id, "voter": f"device {number}", "supported_at": now}
        for number in range(SUPPORTS)
    ]
    db.session.execute(insert(IdeaSupport), supports)


def index_events() -> None:
    """What events to come are found by; planned row by row, each would write it itself."""
    coming = select(Occurrence.event_id).where(Occurrence.ends_at > utcnow())
    events = db.session.execute(
        select(Event.id, Event.title, Event.description).where(Event.id.in_(coming))
    )
    stems = [
        {"event_id": number, "stem": stem}
        for number, title, text in events
        for stem in sorted(stems_of(title, text))
    ]
    if stems:
        db.session.execute(insert(EventStem), stems)


def look_for_alike(site: Flask) -> int:
    """Everything that is looked up while somebody types, for each of the texts; how much came."""
    found = 0
    with site.test_request_context(base_url="http://127.0.0.1:8000"):
        for title, text in TYPED:
            found += len(similar_ideas(None, title, text))
            found += len(planned_already(None, title, text))
    return found


def alike_in_turns(few: Flask, many: Flask) -> tuple[float, float]:
    """The quickest of several rounds in each town, in turns, in seconds a typed text."""
    quickest = [float("inf"), float("inf")]
    for _round in range(ROUNDS):
        for at, site in enumerate((few, many)):
            quickest[at] = min(quickest[at], seconds(look_for_alike, site) / len(TYPED))
    return quickest[0], quickest[1]


def seconds(do: Callable[[Flask], int], site: Flask) -> float:
    started = perf_counter()
    assert do(site)
    return perf_counter() - started
