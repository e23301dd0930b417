"""Residents of the demo town whom the team knows well, and what they agreed to have noted.

All invented. Two of them are one and the same: the team has yet to notice.
"""

from dataclasses import dataclass

from osl.core.text import slugify
from osl.demo.town import OSTROWIECKA, SENIORS, WZGORZE
from osl.people.models import LeaderStatus, MetHow, Reach, TalentKind, TimeOfWeek
from osl.people.operations import Known

LIKES, TEACHES, LENDS = TalentKind.LIKES, TalentKind.TEACHES, TalentKind.LENDS

TALENTS: dict[TalentKind, tuple[str, ...]] = {
    LIKES: (
        "ogród i rośliny", "pieczenie ciast", "gotowanie dla wielu osób", "śpiewanie",
        "gra na gitarze", "taniec", "szycie", "szydełkowanie", "majsterkowanie", "fotografia",
        "gry planszowe", "spacery", "zabawy z dziećmi", "rozmowy przez telefon",
    ),
    TEACHES: (
        "naprawa rowerów", "podstawy szycia", "język ukraiński", "język angielski", "szachy",
        "smartfon i internet", "pierwsza pomoc", "nordic walking", "pisanie wniosków",
    ),
    LENDS: (
        "wiertarka", "drabina", "namiot ogrodowy", "grill", "stoły i ławki", "nagłośnienie",
        "rzutnik", "przyczepka", "maszyna do szycia",
    ),
}  # fmt: skip
"""The list to begin with; the team of a real town makes its own."""

MORNINGS, AFTERNOONS, EVENINGS = (
    TimeOfWeek.WEEKDAY_MORNINGS,
    TimeOfWeek.WEEKDAY_AFTERNOONS,
    TimeOfWeek.WEEKDAY_EVENINGS,
)
SATURDAYS, SUNDAYS = TimeOfWeek.SATURDAYS, TimeOfWeek.SUNDAYS
BY_PHONE, BY_SMS, BY_LETTER = Reach.PHONE, Reach.SMS, Reach.LETTER
IN_PERSON, THROUGH = Reach.IN_PERSON, Reach.THROUGH_SOMEBODY
NOTICED, TALKED, ACTIVE = LeaderStatus.NOTICED, LeaderStatus.TALKED_WITH, LeaderStatus.ACTIVE
ALONE, RESTING = LeaderStatus.INDEPENDENT, LeaderStatus.TAKING_A_BREAK


@dataclass(frozen=True)
class Resident:
    """Somebody the team knows. ``card``: how many days ago they agreed to have one; 0 for who has
    none. ``steps`` are those of a local leader: where they stood, since how many days ago."""

    name: str
    phone: str = ""
    email: str = ""
    communities: tuple[str, ...] = (WZGORZE,)
    met: MetHow = MetHow.EVENT
    met_note: str = ""
    card: int = 0
    prefers: Reach = BY_PHONE
    reach_note: str = ""
    own_words: str = ""
    likes: tuple[str, ...] = ()
    times: tuple[TimeOfWeek, ...] = ()
    times_note: str = ""
    languages: str = ""
    brought_by: str = ""
    steps: tuple[tuple[LeaderStatus, int], ...] = ()
    language: str = "pl"

    @property
    def known(self) -> Known:
        return Known(self.name, self.phone, self.email, language=self.language)


def at(name: str) -> str:
    return f"{slugify(name).replace('-', '.')}@example.org"


ANNA, JAN = "Anna Przykładowa", "Jan Testowy"
MARIA, STANISLAW = "Maria Wzorcowa", "Stanisław Próbny"
ZOFIA, HENRYK, JAKUB = "Zofia Próbna", "Henryk Zmyślony", "Jakub Zmyślony"
TERESA, ZENON, OLENA = "Teresa Zmyślona", "Zenon Próbny", "Olena Próbna"
MARIAN, DANUTA, LUKASZ = "Marian Zmyślony", "Danuta Próbna", "Łukasz Próbny"
HALINA, EWA, PIOTR = "Halina Zmyślona", "Ewa Zmyślona", "Piotr Próbny"
KRYSTYNA, KRYSTYNA_AGAIN = "Krystyna Zmyślona", "Krystyna Zmyslona"
WANDA, CZESLAW, BARBARA = "Wanda Próbna", "Czesław Zmyślony", "Barbara Zmyślona"
JOZEF, JADWIGA, MICHAL = "Józef Próbny", "Jadwiga Zmyślona", "Michał Zmyślony"
OKSANA, RYSZARD, ALICJA = "Oksana Zmyślona", "Ryszard Próbny", "Alicja Próbna"
TOMASZ, IRENA = "Tomasz Zmyślony", "Irena Próbna"

RESIDENTS = (
    Resident(
        ANNA, "000 000 101", communities=(SENIORS,), card=150, met=MetHow.OPEN_HOURS,
        own_words="Najchętniej pomogę tam, gdzie trzeba coś upiec.",
        likes=("pieczenie ciast", "śpiewanie"), times=(MORNINGS,),
        steps=((NOTICED, 150),),
    ),
    Resident(
        JAN, email=at(JAN), communities=(OSTROWIECKA,), card=120, prefers=BY_LETTER,
        own_words="Naprawię rower każdemu dziecku z podwórka.",
        likes=("naprawa rowerów", "majsterkowanie", "wiertarka"), times=(SATURDAYS,),
        steps=((NOTICED, 120), (TALKED, 85), (ACTIVE, 30)),
    ),
    Resident(
        MARIA, "000 000 155", communities=(WZGORZE,), card=200, met=MetHow.WALK,
        met_note="spacer badawczy po osiedlu", likes=("fotografia", "spacery"),
        times=(SATURDAYS, SUNDAYS), steps=((NOTICED, 200), (RESTING, 95)),
    ),
    Resident(
        STANISLAW, "000 000 010", communities=(SENIORS,), card=300, met=MetHow.EVENT,
        own_words="Mogę prowadzić marsze, byle nie w upał.",
        likes=("nordic walking", "spacery", "taniec"), times=(MORNINGS,),
        steps=((NOTICED, 300), (TALKED, 260), (ACTIVE, 180), (ALONE, 40)),
    ),
    Resident(
        ZOFIA, "000 000 011", at(ZOFIA), card=260, met=MetHow.IDEA,
        met_note="pomysł na ogród za blokiem 12",
        own_words="Ogród to moje ulubione miejsce na osiedlu. Chętnie pokażę, jak sadzić.",
        likes=("ogród i rośliny", "pisanie wniosków", "gotowanie dla wielu osób", "drabina"),
        times=(AFTERNOONS, SATURDAYS), times_note="w wakacje mniej",
        steps=((NOTICED, 260), (TALKED, 240), (ACTIVE, 190), (ALONE, 75)),
    ),
    Resident(
        HENRYK, "000 000 012", card=170, met=MetHow.RECOMMENDED, brought_by=ZOFIA,
        likes=("majsterkowanie", "wiertarka", "przyczepka"), times=(MORNINGS, AFTERNOONS),
        reach_note="najlepiej po 10.00", steps=((NOTICED, 170), (TALKED, 100)),
    ),
    Resident(
        JAKUB, "000 000 013", at(JAKUB), card=60, met=MetHow.RECOMMENDED, brought_by=HENRYK,
        prefers=BY_SMS, own_words="Chcę mieć wolontariat na świadectwie.",
        likes=("gry planszowe", "smartfon i internet"), times=(AFTERNOONS,),
    ),
    Resident(
        TERESA, "000 000 014", communities=(SENIORS,), card=220, met=MetHow.OPEN_HOURS,
        own_words="Lubię słuchać i mam na to czas.",
        likes=("rozmowy przez telefon", "szydełkowanie"), times=(MORNINGS,),
        steps=((NOTICED, 110),),
    ),
    Resident(
        ZENON, "000 000 015", communities=(SENIORS,), card=240, met=MetHow.IDEA,
        met_note="potańcówka przy płytach", own_words="Mam gramofon i trzysta płyt.",
        likes=("taniec", "gra na gitarze", "nagłośnienie"), times=(EVENINGS, SATURDAYS),
        steps=((NOTICED, 240), (TALKED, 210), (ACTIVE, 130)),
    ),
    Resident(
        OLENA, "000 000 016", at(OLENA), (OSTROWIECKA,), card=140, met=MetHow.STALL,
        prefers=BY_LETTER, own_words="Mogę uczyć ukraińskiego i gotować barszcz.",
        likes=("język ukraiński", "gotowanie dla wielu osób"), times=(EVENINGS,),
        languages="ukraiński, polski", language="uk", steps=((NOTICED, 140), (TALKED, 20)),
    ),
    Resident(
        MARIAN, "000 000 017", communities=(OSTROWIECKA,), card=180, met=MetHow.STALL,
        likes=("szachy", "gry planszowe", "stoły i ławki"), times=(AFTERNOONS,),
        steps=((NOTICED, 180), (TALKED, 150), (ACTIVE, 70)),
    ),
    Resident(
        DANUTA, "000 000 018", communities=(OSTROWIECKA,), card=90, met=MetHow.EVENT,
        likes=("zabawy z dziećmi", "gry planszowe"), times=(AFTERNOONS,),
    ),
    Resident(
        LUKASZ, "000 000 019", at(LUKASZ), (OSTROWIECKA,), card=50, met=MetHow.EVENT,
        prefers=BY_SMS, likes=("pierwsza pomoc", "fotografia"), times=(SATURDAYS,),
    ),
    Resident(
        HALINA, "000 000 020", card=130, met=MetHow.WALK,
        own_words="Upiekę, ile trzeba, tylko powiedzcie dzień wcześniej.",
        likes=("pieczenie ciast", "szycie", "maszyna do szycia"), times=(MORNINGS,),
        steps=((NOTICED, 45),),
    ),
    Resident(EWA, email=at(EWA), card=80, prefers=BY_LETTER, likes=("język angielski",)),
    Resident(PIOTR, "000 000 021", card=40, likes=("grill", "namiot ogrodowy"), times=(SATURDAYS,)),
    Resident(KRYSTYNA, "000 000 022", communities=(SENIORS,), card=100, likes=("śpiewanie",)),
    Resident(KRYSTYNA_AGAIN, email=at(KRYSTYNA), communities=(SENIORS,)),
    Resident(
        WANDA, "000 000 023", communities=(SENIORS,), card=210, met=MetHow.PHONE,
        prefers=THROUGH, reach_note="przez sąsiadkę z parteru", likes=("szydełkowanie",),
    ),
    Resident(CZESLAW, "000 000 024", communities=(SENIORS,), card=70, likes=("spacery",)),
    Resident(BARBARA, "000 000 025", at(BARBARA), card=30, likes=("ogród i rośliny",)),
    Resident(JOZEF, "000 000 026", communities=(OSTROWIECKA,)),
    Resident(JADWIGA, "000 000 027", communities=(SENIORS,), met=MetHow.PHONE),
    Resident(MICHAL, "000 000 028", communities=(OSTROWIECKA,), card=25, likes=("rzutnik",)),
    Resident(OKSANA, "000 000 029", at(OKSANA), (WZGORZE,), language="uk"),
    Resident(
        RYSZARD, "000 000 030", communities=(OSTROWIECKA,), card=65, likes=("majsterkowanie",)
    ),
    Resident(ALICJA, "000 000 031", at(ALICJA), card=35, likes=("fotografia", "taniec")),
    Resident(TOMASZ, "000 000 032", communities=(WZGORZE, OSTROWIECKA), card=110),
    Resident(
        IRENA, "000 000 033", communities=(SENIORS,), card=55, likes=("rozmowy przez telefon",)
    ),
)  # fmt: skip
