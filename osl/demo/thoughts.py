"""What residents of the demo town thought of. All invented, as are the people."""

from dataclasses import dataclass
from datetime import date, time

from osl.demo.dates import FRIDAY, SATURDAY, after_days
from osl.demo.planned import Once, PlannedEvent
from osl.demo.town import COURTYARD_PHONE, OSTROWIECKA, ROOM, SENIORS, WZGORZE
from osl.events.models import EventKind, Strand
from osl.ideas.models import Source
from osl.people.operations import Known

BENCH = "Ławka przed blokiem dla osób o kulach"
BENCH_AGAIN = "Ławeczka przed blokiem"
SHELF = "Półka z książkami w świetlicy"
GAMES = "Wieczór gier dla młodzieży"
ALLOTMENTS = "Wspólne wyjazdy na działki po warzywa"
LAMP = "Lampa nad przejściem"
TEA = "Herbata dla osób, które mieszkają same"
BOARD_GAMES = "Planszówki także dla dorosłych"
SITTING = "Ćwiczenia na siedząco"
BILL = "Niech ktoś wytłumaczy rachunek za prąd"
SEEDLINGS = "Wymiana sadzonek na wiosnę"
POOL = "Basen na świeżym powietrzu"
FRIDGE = "Lodówka, z której każdy może wziąć"
BIKES = "Stojak na rowery przed Centrum"
SWING = "Huśtawka dla dorosłych na podwórku"
HERBS = "Zielony kąt z ziołami"
REPAIRS = "Stolik do naprawy rowerów"
DUMPLINGS = "Lepimy pierogi polskie i ukraińskie"
AFTERNOON_WALK = "Kijki także po południu"
CINEMA = "Kino dla rodziców z wózkami"
DANCE = "Potańcówka raz w miesiącu"
ADVERT = "Szybka gotówka dla każdego"
NOISE = "Hałas z drugiego piętra"
COMPLAINT = "Skarga: klub zamykany przed czasem"
REQUEST = "Wniosek o miejsce dla osoby z niepełnosprawnością"

OPEN_CALL = "Jakie ma być nasze podwórko?"
CLOSED_CALL = "Czego brakuje na Wzgórzu?"


@dataclass(frozen=True)
class Heard:
    """One idea as it reached the team.

    ``neighbour`` is the number of one of the invented residents; ``known`` somebody else, or a
    neighbour who said a name and nothing more. ``supporters`` come in the days after it was
    published, some of them ``confirmed`` by e-mail.
    """

    title: str
    text: str
    community: str
    days_ago: int
    source: Source
    heard_at: str = ""
    neighbour: int | None = None
    known: Known | None = None
    supporters: int = 0
    confirmed: int = 0
    call: str = ""
    is_published: bool = True


HEARD = (
    Heard(
        SITTING,
        "Chciałabym się ruszać, ale długo nie ustoję. Na krześle dałabym radę, i pewnie nie "
        "tylko ja.",
        SENIORS, 100, Source.OPEN_HOURS, "rozmowa po spotkaniu w klubie",
        known=Known("Wanda"), supporters=11, confirmed=2,
    ),
    Heard(
        SHELF,
        "W domu mam trzy pudła książek, które już znam na pamięć. Każdy przyniesie, co "
        "przeczytał, "
        "i weźmie, co chce. Wystarczy jeden regał w kącie.",
        OSTROWIECKA, 75, Source.STALL, "stoisko przed świetlicą",
        neighbour=1, supporters=9, confirmed=3,
    ),
    Heard(
        BILL,
        "Przyszły trzy kartki i nie wiem, za co płacę. Może ktoś przyjdzie i pokaże na "
        "przykładzie?",
        OSTROWIECKA, 70, Source.PHONE,
        known=Known("Teresa"), supporters=5, confirmed=1,
    ),
    Heard(
        POOL,
        "Latem dzieci nie mają się gdzie ochłodzić, a do najbliższej pływalni jedzie się dwoma "
        "autobusami.",
        WZGORZE, 64, Source.WEB, supporters=14, call=CLOSED_CALL,
    ),
    Heard(
        SEEDLINGS,
        "Zawsze wysieję za dużo pomidorów, a sąsiad za dużo papryki. Wymieńmy się pod "
        "świetlicą.",
        OSTROWIECKA, 56, Source.MEETING, "kawiarenka obywatelska",
        neighbour=3, supporters=4,
    ),
    Heard(
        FRIDGE,
        "Po świętach zostaje jedzenie, a niektórym brakuje. Lodówka przy wejściu do Centrum, "
        "z zasadami na drzwiach.",
        WZGORZE, 50, Source.PAPER, "skrzynka na parterze Centrum",
        supporters=6, confirmed=1, call=CLOSED_CALL,
    ),
    Heard(
        BENCH,
        "Od sklepu do mojego bloku idę dwadzieścia minut i nie mam gdzie przysiąść. Wystarczy "
        "jedna "
        "ławka z oparciem i podłokietnikami, o które można się podeprzeć przy wstawaniu.",
        SENIORS, 48, Source.PHONE, "wtorkowy dyżur telefoniczny",
        neighbour=10, supporters=17, confirmed=4,
    ),
    Heard(
        LAMP,
        "Od listopada do lutego wracam z pracy po ciemku i kierowcy mnie nie widzą. Jedna "
        "lampa nad "
        "pasami wystarczy.",
        OSTROWIECKA, 40, Source.WALK, "wieczorny spacer po Ostrowieckiej",
        supporters=20, confirmed=5,
    ),
    Heard(
        BIKES,
        "Na zajęcia przyjeżdża coraz więcej osób na rowerze i każdy przypina się do płotu.",
        WZGORZE, 34, Source.WEB, supporters=6, confirmed=1,
    ),
    Heard(
        TEA,
        "W mojej klatce cztery osoby mieszkają same i widują się tylko przy skrzynkach na "
        "listy. "
        "Zróbmy im herbatę, a ja upiekę drożdżówkę.",
        OSTROWIECKA, 33, Source.PHONE, neighbour=12, supporters=8, confirmed=2,
    ),
    Heard(
        COMPLAINT,
        "Przyszłam o 17.30, a klub był już zamknięty, choć na drzwiach jest do 18.00. Proszę o "
        "wyjaśnienie na piśmie.",
        SENIORS, 33, Source.WEB, neighbour=9, is_published=False,
    ),
    Heard(
        BENCH_AGAIN,
        "Mama chodzi o lasce i po zakupach musi odpocząć. Kiedyś ławeczka tu stała.",
        SENIORS, 30, Source.WALK, "spacer po osiedlu",
        known=Known("Ewa"), supporters=5, confirmed=1,
    ),
    Heard(
        BOARD_GAMES,
        "Dzieci grają w środy, a rodzice czekają na korytarzu. My też byśmy zagrali!",
        OSTROWIECKA, 29, Source.WEB, neighbour=5, supporters=7, confirmed=2,
    ),
    Heard(
        GAMES,
        "Mam czternaście lat i po szkole nie ma gdzie iść. Chcemy raz w tygodniu pograć na "
        "dużym "
        "ekranie albo w planszówki, bez opiekunki nad głową, ale z kimś dorosłym w budynku.",
        WZGORZE, 26, Source.WEB, neighbour=7, supporters=12, confirmed=3,
    ),
    Heard(
        ALLOTMENTS,
        "Sąsiedzi z działek rozdają cukinie, bo nie mają co z nimi zrobić, a my nie mamy jak "
        "tam "
        "dojechać. Jeden bus w tygodniu i wszyscy mają obiad.",
        SENIORS, 21, Source.MEETING, "po treningu pamięci",
        neighbour=11, supporters=6, confirmed=2,
    ),
    Heard(
        SWING,
        "Dzieci mają swoje, a my stoimy obok. W innych miastach są takie szerokie, na dwie "
        "osoby.",
        OSTROWIECKA, 17, Source.WEB, supporters=3,
    ),
    Heard(
        REQUEST,
        "Od miesiąca samochody stoją na kopercie. Wnoszę o drugie miejsce i o odpowiedź na piśmie.",
        WZGORZE, 16, Source.PAPER, "list w skrzynce Centrum",
        known=Known("Marian"), is_published=False,
    ),
    Heard(
        AFTERNOON_WALK,
        "O dziewiątej rano pilnuję wnuka. Może druga grupa z kijkami o szesnastej?",
        WZGORZE, 11, Source.STALL, "stoisko na targu",
        known=Known("Halina"), supporters=3,
    ),
    Heard(
        NOISE,
        "Pod szóstką na drugim piętrze ktoś co noc wierci i słychać krzyki.",
        OSTROWIECKA, 9, Source.WEB, is_published=False,
    ),
    Heard(
        HERBS,
        "Tam, gdzie był śmietnik, posadźmy miętę, tymianek i lubczyk. Każdy urwie do zupy.",
        OSTROWIECKA, 8, Source.WEB, neighbour=13, supporters=5, confirmed=2, call=OPEN_CALL,
    ),
    Heard(
        REPAIRS,
        "Stół, imadło i pompka na łańcuszku. Klucze mam swoje, pokażę dzieciom, jak zmienić "
        "dętkę.",
        OSTROWIECKA, 6, Source.PAPER, "skrzynka w świetlicy",
        known=Known("Zenon"), supporters=3, call=OPEN_CALL,
    ),
    Heard(
        DUMPLINGS,
        "U nas lepi się je z ziemniakami i skwarkami, u was z serem. Ulepmy razem, a przepisy "
        "zapiszemy w dwóch językach.",
        WZGORZE, 5, Source.WEB,
        known=Known("Oksana Wzorcowa", email="oksana.wzorcowa@example.org", language="uk"),
        supporters=4, confirmed=1,
    ),
    Heard(
        ADVERT,
        "Bez zaświadczeń! https://gotowka.example.org https://kredyt.example.org "
        "https://promocja.example.org",
        WZGORZE, 2, Source.WEB, is_published=False,
    ),
    Heard(
        CINEMA,
        "Seans o dziesiątej, światło przyciemnione, a nie zgaszone, i nikt się nie gniewa, że "
        "dziecko "
        "zapłacze.",
        WZGORZE, 1, Source.PAPER, "kartka ze stoiska na targu", is_published=False,
    ),
    Heard(
        DANCE,
        "Raz w roku to za mało. Mogę przynieść płyty.",
        SENIORS, 1, Source.WEB, neighbour=14, is_published=False,
    ),
)  # fmt: skip
"""In the order in which they came."""


def shelf_building(today: date) -> PlannedEvent:
    """What became of the shelf: it was built, and stands."""
    return PlannedEvent(
        number=0,
        title="Półka na książki: skręcamy i układamy",
        kind=EventKind.COMMUNITY_ACTION,
        strand=Strand.CULTURAL,
        communities=(OSTROWIECKA,),
        when=Once(after_days(today, -24, SATURDAY), time(11), time(14)),
        venue=ROOM,
        host="Maria, animatorka społeczna",
        contact_name="Maria",
        contact_phone=COURTYARD_PHONE,
        what_to_bring="Wkrętarkę, jeśli jest, i książki do oddania.",
        description=(
            "Regał czeka w paczce. Skręcamy go razem, a potem każdy stawia na nim to, co już "
            "przeczytał.\n\n"
            "Od tego dnia można przyjść po książkę zawsze, gdy świetlica jest otwarta."
        ),
    )


def tea_evening(today: date) -> PlannedEvent:
    """One evening that answers two ideas."""
    return PlannedEvent(
        number=0,
        title="Herbata i planszówki: wieczór dla sąsiadów",
        kind=EventKind.NEIGHBOUR_MEETING,
        strand=Strand.SOCIAL,
        communities=(OSTROWIECKA,),
        when=Once(after_days(today, 9, FRIDAY), time(17), time(20)),
        venue=ROOM,
        host="Maria z sąsiadkami z siódemki",
        contact_name="Maria",
        contact_phone=COURTYARD_PHONE,
        what_to_bring="Ulubioną grę, jeśli jest. Herbata i drożdżówka będą na miejscu.",
        description=(
            "Dla tych, którzy mieszkają sami, i dla tych, którzy dotąd czekali na korytarzu. "
            "Gramy "
            "w to, co kto zna, a kto nie gra, ten pije herbatę i podpowiada.\n\n"
            "Kto nie ma jak dojść, niech zadzwoni: ktoś po Ciebie przyjdzie."
        ),
    )
