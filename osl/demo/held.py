"""What the logbook of the demo town says: who was there, what was done, what came of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from osl.accounts.models import User
from osl.core.clock import local_midnight
from osl.core.db import db
from osl.demo.residents import RESIDENTS
from osl.demo.tale import Story, Town, office_hours
from osl.events.models import Event, EventKind, Occurrence
from osl.logbook.attendance import ABSENT, PRESENT, Noted, note_presence, note_walk_in
from osl.logbook.curriculum import add_topics, topics_of
from osl.logbook.heads import Counted, count_heads
from osl.logbook.logs import LogFacts, planned_minutes, version_of, write_log
from osl.logbook.models import AttendanceMode, Presence, TallyKind
from osl.logbook.queries import entry_of, mode_of, signups_of
from osl.people.models import Person
from osl.specialists.leading import specialists_of

LOGGED_BACK = timedelta(days=40)
"""So far back the demo town has kept its logbook."""

NOT_YET = timedelta(days=2)
"""What was held in the last days waits for somebody to write it down."""

EVENING = timedelta(hours=13)
"""After the office opens: the last meeting of a day is over."""

WAITS_TOO = 9
"""So does every ninth meeting before that, somewhere in the town."""


@dataclass(frozen=True)
class Told:
    """What somebody wrote after a meeting of a kind, and how many came where heads are counted."""

    done: str
    outcome: str = ""
    next_steps: str = ""
    materials: str = ""
    heads: int = 10


OTHERWISE = Told("Spotkanie odbyło się zgodnie z planem.", heads=12)

TOLD = {
    EventKind.OPEN_HOURS: Told(
        "Dyżur: rozmowy o podwórku, o pomysłach i o tym, kto mógłby pomóc.",
        outcome="Zapisaliśmy jeden pomysł i dwie osoby chętne do pomocy.",
        heads=6,
    ),
    EventKind.RECURRING_CLASS: Told(
        "Zajęcia jak co tydzień, z przerwą na herbatę.",
        outcome="Nowe osoby zostają na stałe.",
        heads=9,
    ),
    EventKind.WORKSHOP: Told(
        "Najpierw krótki pokaz, potem każdy próbował sam.",
        outcome="Wszyscy wyszli z gotową pracą.",
        next_steps="Na następnym spotkaniu trudniejszy wzór.",
        materials="Materiały z magazynu: nici, tkaniny, filc.",
    ),
    EventKind.TRAINING: Told(
        "Ćwiczenia w parach i pytania z życia.",
        outcome="Uczestnicy poradzili sobie z zadaniem końcowym.",
        materials="Rzutnik, wydruki dla każdego.",
    ),
    EventKind.NEIGHBOUR_MEETING: Told(
        "Rozmowy przy stole, wspólne gotowanie, gry.",
        outcome="Powstała lista spraw na wiosnę.",
        heads=31,
    ),
    EventKind.INTEGRATION_EVENT: Told(
        "Wspólny stół, muzyka i zabawy dla dzieci.",
        outcome="Stół rozłożyli i sprzątnęli mieszkańcy.",
        heads=74,
    ),
    EventKind.OUTDOOR_EVENT: Told("Spotkanie w plenerze, pogoda dopisała.", heads=48),
    EventKind.COMMUNITY_ACTION: Told(
        "Wspólna praca od rana, narzędzia z magazynu centrum.",
        outcome="Zrobione wszystko, co było na liście.",
        heads=22,
    ),
    EventKind.GROUP_MEETING: Told(
        "Grupa ustaliła, co robi w tym miesiącu i kto za co odpowiada.",
        next_steps="Spotkanie za miesiąc, wcześniej telefon do spółdzielni.",
        heads=8,
    ),
}


def tell_held(story: Story, made: Town, day: date) -> None:
    """Everything that was held in the last weeks is logged the evening it was held, but for the
    last days and a few that were forgotten."""
    for days in range(NOT_YET.days, LOGGED_BACK.days):
        on = day - timedelta(days=days)
        story.then(office_hours(on) + EVENING, partial(keep_logbook, made, on))
    story.then(office_hours(day - timedelta(days=1)), partial(write_curricula, made))


def keep_logbook(made: Town, on: date) -> None:
    """Log what was held on a day."""
    held = db.session.scalars(
        select(Occurrence)
        .join(Occurrence.event)
        .where(
            Event.published_at.is_not(None),
            Occurrence.starts_at >= local_midnight(on),
            Occurrence.ends_at <= local_midnight(on) + timedelta(days=1),
        )
        .options(selectinload(Occurrence.event).selectinload(Event.communities))
        .order_by(Occurrence.starts_at, Occurrence.id)
    ).all()
    for meeting in held:
        if meeting.takes_place and meeting.id % WAITS_TOO:
            write_curriculum(made, meeting.event)
            log_meeting(made, meeting, meeting.id)


def log_meeting(made: Town, meeting: Occurrence, number: int) -> None:
    """Who was there, and what was done."""
    actor = keeper(made, meeting.event)
    told = TOLD.get(meeting.event.kind, OTHERWISE)
    if mode_of(meeting.event) is AttendanceMode.NAMED:
        mark_people(made, meeting, number, actor)
    else:
        count_people(meeting, told.heads + number % 4, number, actor)
    facts = LogFacts(
        told.done,
        minutes=planned_minutes(meeting),
        specialists={one.id: None for one in specialists_of(meeting.event)},
        outcome=told.outcome,
        next_steps=told.next_steps,
        materials=told.materials,
        topics=topic_of(meeting),
    )
    write_log(meeting, facts, version=version_of(entry_of(meeting)), actor=actor)


def topic_of(meeting: Occurrence) -> frozenset[int]:
    """Each meeting of a course covers its own topic."""
    topics = topics_of(meeting.event)
    at = [one.id for one in meeting.event.occurrences].index(meeting.id)
    return frozenset({topics[at].id}) if at < len(topics) else frozenset()


def keeper(made: Town, event: Event) -> User:
    """An animator keeps the log of one community's meetings, the organiser that of the others."""
    slugs = [slug for slug, one in made.communities.items() if one in event.communities]
    return made.animators.get(slugs[0], made.organiser) if len(slugs) == 1 else made.organiser


def mark_people(made: Town, meeting: Occurrence, number: int, actor: User) -> None:
    """Those on the list came, but for one; and some neighbours came without signing up."""
    for at, signup in enumerate(signups_of(meeting)):
        size, children = signup.party_size, len(signup.children)
        came = Noted(Presence.PRESENT, size, children)
        if at % 7 != 5:  # nobody noted the others: that says nothing about them
            note_presence(meeting, signup.person_id, ABSENT if at % 7 == 3 else came, actor=actor)
    for person in neighbours_of(made, meeting.event, number):
        note_walk_in(meeting, person, PRESENT, actor=actor)


def neighbours_of(made: Town, event: Event, number: int) -> list[Person]:
    """Some of those the team knows in the event's communities, most of them every time."""
    home = {community.id for community in event.communities}
    known = [
        made.people[one.name]
        for one in RESIDENTS
        if one.name in made.people and home & {made.communities[s].id for s in one.communities}
    ]
    return [one for at, one in enumerate(known) if (at + number) % 4][:5]


def count_people(meeting: Occurrence, heads: int, number: int, actor: User) -> None:
    """A number of heads; every second time somebody counted women, men and ages too."""
    tallies = []
    if number % 2:
        women, young, old = heads * 3 // 5, heads // 6, heads // 3
        tallies = [
            Counted(TallyKind.WOMEN, women),
            Counted(TallyKind.MEN, heads - women),
            Counted(TallyKind.AGE, young, 0, 17),
            Counted(TallyKind.AGE, heads - young - old, 30, 54),
            Counted(TallyKind.AGE, old, 55, None),
            Counted(TallyKind.ALSO_AGE, old // 2, 60, None),
        ]
    count_heads(meeting, heads, tallies, actor=actor)


CURRICULA = {
    "Warsztat szycia: naprawiamy, nie wyrzucamy": (
        "Igła, nici i guziki",
        "Maszyna bez strachu: ścieg prosty",
        "Zamek błyskawiczny i łaty",
        "Torba ze starych jeansów",
    ),
    "Gotujemy tanio i zdrowo": (
        "Obiad z tego, co jest w szafce",
        "Warzywa sezonowe na trzy sposoby",
        "Plan zakupów na tydzień",
    ),
    "Smartfon bez strachu (mObywatel, oszustwa)": (
        "Ustawienia i duże litery",
        "Zdjęcia i wiadomości",
        "mObywatel krok po kroku",
        "Bank i zakupy bez ryzyka",
        "Jak nie dać się oszukać",
    ),
}


def write_curricula(made: Town) -> None:
    """What the courses to come will be about, topic by topic."""
    for title in CURRICULA:
        event = made.events.get(title)
        if event is not None and event.is_published:
            write_curriculum(made, event)


def write_curriculum(made: Town, event: Event) -> None:
    if event.title in CURRICULA and not topics_of(event):
        add_topics(event, CURRICULA[event.title], actor=keeper(made, event))
