"""How the team of the demo town came to know its residents, and what it keeps of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from osl.accounts.models import User
from osl.demo import residents as of
from osl.demo.residents import TALENTS, Resident
from osl.demo.tale import Story, Town, office_hours
from osl.demo.town import OSTROWIECKA, SENIORS, WZGORZE
from osl.people.cards import CardFacts, add_talents, note_leader_step, write_card
from osl.people.models import Channel, LeaderStatus, TalkChannel
from osl.people.operations import meet_person
from osl.people.talks import NextStep, Said, log_talk, settle_next_step
from osl.volunteers.thanks import thank

FIRST_DAYS = timedelta(days=500)
"""How long ago the team began to meet people."""

AT_EVENT, BY_PHONE = TalkChannel.AT_EVENT, TalkChannel.PHONE
IN_PERSON, BY_SMS = TalkChannel.IN_PERSON, TalkChannel.SMS


@dataclass(frozen=True)
class Told:
    """A talk: so many days ago, and what comes next, so many days from today. A step that is
    ``done`` was settled three days after the talk."""

    name: str
    community: str
    days_ago: int
    channel: TalkChannel
    agreed: str
    next_step: str = ""
    next_in: int = 0
    done: bool = False


TALKS = (
    Told(
        of.ZOFIA, WZGORZE, 240, IN_PERSON,
        "Chce zebrać sąsiadów do ogrodu za blokiem 12. Zacznie od listy chętnych.",
        "Umówić salę na pierwsze spotkanie grupy", -230, done=True,
    ),
    Told(of.ZOFIA, WZGORZE, 75, AT_EVENT, "Grupa umawia się już sama. My dajemy klucz do furtki."),
    Told(of.HENRYK, WZGORZE, 100, BY_PHONE, "Pomoże przy skrzyniach, ma wiertarkę i przyczepkę."),
    Told(
        of.HALINA, WZGORZE, 12, AT_EVENT, "Upiecze dwie blachy szarlotki na spotkanie grupy.",
        "Zadzwonić i potwierdzić dzień", 2,
    ),
    Told(
        of.JAN, OSTROWIECKA, 85, IN_PERSON, "Chce raz w miesiącu naprawiać rowery na podwórku.",
        "Zapytać spółdzielnię o miejsce i prąd", -80, done=True,
    ),
    Told(
        of.JAN, OSTROWIECKA, 30, BY_PHONE, "Miejsce jest, brakuje stojaka i kompletu kluczy.",
        "Poszukać w biurze narzędzi do pożyczenia", -6,
    ),
    Told(
        of.MARIAN, OSTROWIECKA, 9, AT_EVENT, "Może siadać do szachów z dziećmi w każdą środę.",
        "Przygotować porozumienie do podpisu", 1,
    ),
    Told(
        of.OLENA, OSTROWIECKA, 20, IN_PERSON,
        "Poprowadzi spotkanie z ukraińskim dla początkujących, jeśli zbierze się pięć osób.",
        "Powiesić ogłoszenie i policzyć chętnych", -3,
    ),
    Told(
        of.DANUTA, OSTROWIECKA, 4, BY_PHONE, "Chętnie pomoże przy planszówkach.",
        "Powiedzieć, jakie dokumenty są potrzebne", 3,
    ),
    Told(of.STANISLAW, SENIORS, 40, IN_PERSON, "Prowadzi marsze bez nas. Prosi tylko o apteczkę."),
    Told(
        of.ZENON, SENIORS, 70, BY_PHONE, "Na potańcówkę da gramofon i ułoży listę płyt.",
        "Zamówić salę na styczeń", -40, done=True,
    ),
    Told(
        of.TERESA, SENIORS, 15, BY_PHONE, "Rozmowy idą dobrze, może dzwonić do drugiej osoby.",
        "Znaleźć drugą osobę, która czeka na telefon", 5,
    ),
    Told(of.WANDA, SENIORS, 60, BY_PHONE, "Nauczy szydełkowania, jeśli ktoś po nią przyjdzie."),
    Told(of.MARIA, WZGORZE, 95, BY_SMS, "Robi przerwę do wiosny. Odezwie się sama."),
)  # fmt: skip


def tell_people(story: Story, made: Town, day: date) -> None:
    """Everybody is met before anything is said of them; then come cards, the steps of local
    leaders, talks, and thanks."""
    began = office_hours(day - FIRST_DAYS)
    story.then(began, partial(list_talents, made))
    for number, resident in enumerate(of.RESIDENTS, start=1):
        story.then(began + timedelta(minutes=number), partial(meet, made, resident))
        if resident.card:
            on = day - timedelta(days=resident.card)
            moment = office_hours(on) + timedelta(minutes=10 + number)
            story.then(moment, partial(fill_in_card, made, resident, on))
        for status, days_ago in resident.steps:
            since_on = day - timedelta(days=days_ago)
            step = partial(note_step, made, resident, status, since_on)
            story.then(office_hours(since_on) + timedelta(hours=2, minutes=number), step)
    for told in TALKS:
        on = day - timedelta(days=told.days_ago)
        story.then(office_hours(on) + timedelta(hours=3), partial(talk, made, told, day))
        if told.done:
            settled = office_hours(on + timedelta(days=3)) + timedelta(hours=1)
            story.then(settled, partial(settle, made, told))
    for name, days_ago, what_for in THANKED:
        on = office_hours(day - timedelta(days=days_ago)) + timedelta(hours=4)
        story.then(on, partial(thanks, made, name, what_for))


THANKED = (
    (of.ZOFIA, 35, "rok ogrodu na Wzgórzu"),
    (of.HALINA, 14, "podlewanie i ciasto"),
    (of.TERESA, 21, "telefony w każdą środę"),
    (of.JAKUB, 10, "piątkowe dyżury w ogrodzie"),
)
"""Everybody who gave hours lately but one."""


def list_talents(made: Town) -> None:
    for kind, names in TALENTS.items():
        added = add_talents(kind, names, actor=made.organiser)
        made.talents |= {one.name: one for one in added}


def meet(made: Town, resident: Resident) -> None:
    made.people[resident.name] = meet_person(
        resident.known,
        channel=Channel.IN_PERSON,
        community_ids=[made.communities[slug].id for slug in resident.communities],
        actor=team_of(made, resident),
    )


def fill_in_card(made: Town, resident: Resident, on: date) -> None:
    actor = team_of(made, resident)
    brought_by = made.people[resident.brought_by].id if resident.brought_by else None
    facts = CardFacts(
        agreed_on=on,
        prefers=resident.prefers,
        reach_note=resident.reach_note,
        met_how=resident.met,
        met_on=on - timedelta(days=5),
        met_note=resident.met_note,
        brought_by_id=brought_by,
        own_words=resident.own_words,
        free_times=resident.times,
        times_note=resident.times_note,
        languages=resident.languages,
        talent_ids=[made.talents[name].id for name in resident.likes],
        contact_ids=[actor.id],
    )
    write_card(made.people[resident.name], facts, actor=actor)


def note_step(made: Town, resident: Resident, status: LeaderStatus, since_on: date) -> None:
    note_leader_step(made.people[resident.name], status, since_on, actor=team_of(made, resident))


def talk(made: Town, told: Told, day: date) -> None:
    actor = made.animators[told.community]
    step = None
    if told.next_step:
        step = NextStep(told.next_step, day + timedelta(days=told.next_in), actor)
    said = Said(day - timedelta(days=told.days_ago), told.channel, told.agreed, step)
    made.talks[told.name] = log_talk(
        made.people[told.name], said, community=made.communities[told.community], actor=actor
    )


def settle(made: Town, told: Told) -> None:
    settle_next_step(made.talks[told.name], actor=made.animators[told.community])


def thanks(made: Town, name: str, what_for: str) -> None:
    thank(made.people[name], what_for, actor=made.organiser)


def team_of(made: Town, resident: Resident) -> User:
    return made.animators[resident.communities[0]]
