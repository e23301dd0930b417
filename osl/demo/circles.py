"""Groups and partners of the demo town, and neighbours who help one another."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from osl.core.db import db
from osl.demo import residents as of
from osl.demo import town
from osl.demo.tale import Story, Town, office_hours
from osl.demo.town import OSTROWIECKA, SENIORS, WZGORZE
from osl.demo.volunteers import GREEN_HILL
from osl.groups.event_links import link_event
from osl.groups.models import GroupKind, PartnerKind
from osl.groups.operations import GroupFacts, add_group, add_group_member, count_heads
from osl.groups.partner_operations import PartnerFacts, add_partner
from osl.neighbours.models import HelpCall, Service, Side
from osl.neighbours.offices import add_office
from osl.neighbours.operations import (
    Said,
    Source,
    note_help,
    note_yes,
    propose_match,
)
from osl.people.models import Channel

ASKS, OFFERS = Side.ASKS, Side.OFFERS

MEMBERS = {
    GREEN_HILL: (of.ZOFIA, of.HENRYK, of.HALINA, of.BARBARA, of.TOMASZ),
    "Klub seniora „Pod Lipami”": (of.STANISLAW, of.TERESA, of.ZENON, of.ANNA, of.KRYSTYNA),
}
"""Who agreed to be noted; the first of each coordinates."""

PARTNERS = (
    (
        (WZGORZE, OSTROWIECKA),
        PartnerFacts(
            PartnerKind.SCHOOL, "Szkoła Podstawowa nr 1 w Gęsiówku",
            address="ul. Szkolna 2, Gęsiówek", contact_name="sekretariat",
            contact_phone="000 000 041",
            gives="Sala gimnastyczna w soboty, krzesła, afisze w holu.",
            agreement="list o współpracy",
        ),
        400,
    ),
    (
        (SENIORS,),
        PartnerFacts(
            PartnerKind.PARISH, "Parafia na Łazach", contact_name="kancelaria",
            contact_phone="000 000 042", gives="Ogłoszenia w niedzielę i salka przy kościele.",
        ),
        12,
    ),
    (
        (WZGORZE, SENIORS),
        PartnerFacts(
            PartnerKind.LIBRARY, "Biblioteka miejska, filia nr 2", contact_name="Barbara, filia 2",
            contact_phone="000 000 043", contact_email="biblioteka@example.org",
            gives="Książki na półkę, rzutnik, miejsce na spotkania do 20 osób.",
            agreement="porozumienie o współpracy",
        ),
        25,
    ),
    (
        (OSTROWIECKA,),
        PartnerFacts(
            PartnerKind.HOUSING_COOPERATIVE, "Spółdzielnia mieszkaniowa „Ostrowiecka”",
            contact_name="dział techniczny", contact_phone="000 000 044",
            gives="Woda i prąd na podwórku, klucze do suszarni, tablice ogłoszeń.",
        ),
        0,
    ),
)  # fmt: skip
"""Each with its communities and for how many days it is still agreed; 0 for without a term."""

CALLS = (
    (ASKS, of.JADWIGA, SENIORS, Service.SHOPPING, "Zakupy raz w tygodniu", "w środy rano", 20),
    (ASKS, of.WANDA, SENIORS, Service.PHONE_AND_COMPUTER, "Ustawić telefon", "po południu", 6),
    (OFFERS, of.CZESLAW, SENIORS, Service.SHOPPING, "Mogę zrobić zakupy", "rano", 24),
    (OFFERS, of.LUKASZ, OSTROWIECKA, Service.SMALL_REPAIRS, "Cieknący kran, półka", "w soboty", 11),
    (OFFERS, of.IRENA, SENIORS, Service.COMPANY, "Spacer albo rozmowa", "kiedy trzeba", 9),
)
"""Who asks for help and who offers it, and how many days ago they said so."""

OFFICES = (
    (
        "Ośrodek w Gęsiówku, dyżur", "000 000 045", "pn.–pt. 7.30–15.30",
        "Gdy ktoś od dawna nie wychodzi albo nie radzi sobie z codziennymi sprawami.",
    ),
    (
        "Dzielnicowy", "000 000 046", "zadzwoń, oddzwoni",
        "Gdy dzieje się coś, co budzi niepokój, ale nie trzeba pomocy w tej chwili.",
    ),
)  # fmt: skip


def tell_circles(story: Story, made: Town, day: date) -> None:
    """An initiative group, a self-help group that keeps head counts only, a club; partners of four
    kinds; and neighbours of whom two were brought together."""
    story.then(office_hours(day - timedelta(days=235)), partial(begin_groups, made, day))
    for days_ago, people in ((84, 5), (56, 7), (28, 6), (7, 8)):
        on = day - timedelta(days=days_ago)
        story.then(office_hours(on) + timedelta(hours=7), partial(count, made, on, people))
    story.then(office_hours(day - timedelta(days=200)), partial(gain_partners, made, day))
    story.then(office_hours(day - timedelta(days=1)) + timedelta(hours=3), partial(link, made))
    story.then(office_hours(day - timedelta(days=190)), partial(list_offices, made))
    calls: dict[str, HelpCall] = {}
    for side, name, slug, service, words, when_note, days_ago in CALLS:
        said = Said(side, service, words, when_note)
        moment = office_hours(day - timedelta(days=days_ago)) + timedelta(hours=5)
        story.then(moment, partial(hear, made, calls, name, slug, said))
    together = office_hours(day - timedelta(days=16))
    story.then(together, partial(bring_together, made, calls))


def begin_groups(made: Town, day: date) -> None:
    began = day - timedelta(days=236)
    for slug, facts in (
        (
            WZGORZE,
            GroupFacts(
                GroupKind.INITIATIVE, GREEN_HILL,
                about="Sąsiedzi, którzy chcą, żeby na Wzgórzu było zieleniej.",
                rhythm="pierwszy wtorek miesiąca, 17.00", venue_id=made.venues[town.HALL].id,
                contact_id=made.animators[WZGORZE].id, is_public=True, started_on=began,
            ),
        ),
        (
            OSTROWIECKA,
            GroupFacts(
                GroupKind.SELF_HELP, "Wtorkowe rozmowy",
                about="Grupa samopomocowa. Każdy mówi tyle, ile chce.",
                rhythm="co drugi wtorek, 18.00", venue_id=made.venues[town.ROOM].id,
                contact_id=made.animators[OSTROWIECKA].id, started_on=began,
            ),
        ),
        (
            SENIORS,
            GroupFacts(
                GroupKind.CLUB, "Klub seniora „Pod Lipami”",
                about="Kawa, karty i śpiew. Nowe osoby siadają obok gospodyni.",
                rhythm="w każdy piątek, 10.00", venue_id=made.venues[town.CLUB].id,
                contact_id=made.animators[SENIORS].id, is_public=True, started_on=began,
            ),
        ),
    ):  # fmt: skip
        actor = made.animators[slug]
        group = add_group(facts, community=made.communities[slug], actor=actor)
        db.session.flush()
        made.groups[facts.name] = group
        for number, name in enumerate(MEMBERS.get(facts.name, ())):
            person = made.people[name]
            add_group_member(group, person, began, coordinates=number == 0, actor=actor)


def count(made: Town, on: date, people: int) -> None:
    count_heads(made.groups["Wtorkowe rozmowy"], on, people, actor=made.animators[OSTROWIECKA])


def gain_partners(made: Town, day: date) -> None:
    for slugs, facts, agreed_for in PARTNERS:
        until = day + timedelta(days=agreed_for) if agreed_for else None
        since = day - timedelta(days=210) if agreed_for else None
        add_partner(
            replace(facts, agreed_on=since, agreed_until=until),
            communities=[made.communities[slug] for slug in slugs],
            actor=made.organiser,
        )


def link(made: Town) -> None:
    link_event(made.groups[GREEN_HILL], made.events[GREEN_HILL], actor=made.organiser)


def list_offices(made: Town) -> None:
    for name, phone, hours, when_to_call in OFFICES:
        add_office(
            name=name, phone=phone, hours=hours, when_to_call=when_to_call, actor=made.organiser
        )


def hear(made: Town, calls: dict[str, HelpCall], name: str, slug: str, said: Said) -> None:
    source = Source(Channel.PHONE, actor=made.animators[slug])
    calls[name] = note_help(said, made.people[name], made.communities[slug], source)


def bring_together(made: Town, calls: dict[str, HelpCall]) -> None:
    """Both said yes by phone, and know now how to reach each other."""
    actor = made.animators[SENIORS]
    match = propose_match(calls[of.JADWIGA], calls[of.CZESLAW], actor=actor)
    db.session.flush()
    for side in (ASKS, OFFERS):
        note_yes(match, side, actor=actor)
