"""Where one learns something in the demo town: workshops, trainings, talks and conversations."""

from datetime import date, time, timedelta

from osl.communities.models import Audience
from osl.demo.dates import (
    MONDAY,
    SATURDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    after_days,
    within_the_week,
)
from osl.demo.planned import Once, PlannedEvent, on_chosen_days
from osl.demo.town import (
    CLUB,
    COURTYARD_PHONE,
    HALL,
    OSTROWIECKA,
    ROOM,
    SENIORS,
    SENIORS_PHONE,
    SQUARE,
    WZGORZE,
)
from osl.events.models import EventFormat, EventKind, Frequency, SignupMode, Strand
from osl.events.recurrence import Rule


def learning(today: date) -> list[PlannedEvent]:
    """Rows 16–26 of the table."""
    return [
        *workshops(today),
        *trainings(today),
        *talks(today),
        talk_to_be_put_off(today),
        *conversations(today),
    ]


WREATHS = "Wianki i stroiki"
"""One workshop, given four times: see osl.demo.changes."""

BILL_TALK, SEED_SWAP = "Rachunek za prąd bez tajemnic", "Wymiana sadzonek i nasion"
"""Those that answer ideas of residents: see osl.demo.ideas."""


def bill_talk_on(today: date) -> date:
    return after_days(today, -19, THURSDAY)


def sewing_evenings(today: date) -> list[date]:
    """Four evenings on which the hall is free: no rule gives them."""
    evenings = [after_days(today, 8, WEDNESDAY)]
    for days, weekday in ((6, TUESDAY), (9, WEDNESDAY), (5, TUESDAY)):
        evenings.append(after_days(evenings[-1], days, weekday))
    return evenings


def workshops(today: date) -> list[PlannedEvent]:
    return [
        PlannedEvent(
            number=16,
            title="Warsztat szycia: naprawiamy, nie wyrzucamy",
            kind=EventKind.WORKSHOP,
            strand=Strand.CULTURAL,
            format=EventFormat.COURSE,
            communities=(WZGORZE,),
            audience=Audience.ADULTS,
            when=on_chosen_days(sewing_evenings(today), time(17), time(19)),
            venue=HALL,
            place_note="sala warsztatowa na piętrze",
            host="Zofia, krawcowa z osiedla",
            contact_name="Jan",
            signup_mode=SignupMode.ONLINE,
            signup_note="Jeden zapis obejmuje wszystkie cztery spotkania.",
            places=8,
            asks_to_confirm=True,
            what_to_bring="Rzecz, którą szkoda wyrzucić. Maszyny, nici i guziki są na miejscu.",
            is_funded=True,
            description=(
                "Przez cztery wieczory uczymy się tego, co naprawdę się przydaje: wszyć zamek, "
                "skrócić spodnie, zacerować łokieć tak, żeby był ozdobą.\n\n"
                "Nie trzeba umieć szyć. Trzeba mieć jedną dziurawą rzecz."
            ),
        ),
        PlannedEvent(
            number=17,
            title=WREATHS,
            kind=EventKind.WORKSHOP,
            strand=Strand.CULTURAL,
            communities=(SENIORS,),
            audience=Audience.SENIORS,
            when=Once(after_days(today, 5, TUESDAY), time(10), time(12)),
            venue=CLUB,
            host="Barbara, pracowniczka socjalna",
            contact_name="Barbara",
            contact_phone=SENIORS_PHONE,
            signup_mode=SignupMode.PHONE,
            signup_note="Każdy termin to osobna grupa: proszę wybrać jeden.",
            places=8,
            what_to_bring="Sekator, jeśli ktoś ma swój ulubiony. Resztę przygotujemy.",
            description=(
                "Z gałązek, suszonych kwiatów i szyszek powstaje wianek na drzwi albo stroik na "
                "stół. Ten sam warsztat prowadzimy cztery razy, żeby każda osoba miała dość "
                "miejsca.\n\n"
                "Gotową ozdobę zabiera się do domu."
            ),
        ),
        PlannedEvent(
            number=18,
            title="Budujemy skrzynie do ogrodu społecznościowego",
            kind=EventKind.WORKSHOP,
            strand=Strand.SOCIAL,
            communities=(WZGORZE,),
            when=Once(after_days(today, 1, SATURDAY), time(10), time(14)),
            venue=HALL,
            place_note="dziedziniec za budynkiem, przy deszczu pod wiatą",
            host="Jan i grupa „Zielone Wzgórze”",
            contact_name="Jan",
            signup_mode=SignupMode.ONLINE,
            places=12,
            fills_by_itself=True,
            what_to_bring="Ubranie do pracy i rękawice. Narzędzia oraz zupa są na miejscu.",
            rain_plan="Pracujemy pod wiatą, więc deszcz nie przeszkadza.",
            description=(
                "Sześć skrzyń z modrzewiowych desek, w tym dwie wysokie, przy których można "
                "pracować na siedząco. Pokażemy, jak ciąć, wiercić i skręcać.\n\n"
                "Przyda się każda para rąk, także taka, która pierwszy raz trzyma wkrętarkę."
            ),
        ),
        PlannedEvent(
            number=19,
            title="Gotujemy tanio i zdrowo",
            kind=EventKind.WORKSHOP,
            strand=Strand.SOCIAL,
            format=EventFormat.COURSE,
            communities=(OSTROWIECKA,),
            audience=Audience.ADULTS,
            when=Rule(
                Frequency.WEEKLY,
                after_days(today, -45, TUESDAY),
                time(17),
                time(19, 30),
                meeting_count=3,
            ),
            venue=ROOM,
            host="Halina, kucharka",
            contact_name="Maria",
            contact_phone=COURTYARD_PHONE,
            signup_mode=SignupMode.ONLINE,
            places=10,
            what_to_bring="Fartuch i pudełko na to, co zostanie.",
            is_funded=True,
            description=(
                "Trzy wieczory i trzy pełne obiady dla czterech osób, każdy za mniej niż "
                "trzydzieści złotych. Planujemy zakupy, gotujemy i razem jemy.\n\n"
                "Powiedz przy zapisie, jeśli czegoś nie jesz. Dobierzemy przepisy."
            ),
        ),
    ]


def trainings(today: date) -> list[PlannedEvent]:
    first_aid = after_days(today, 16, SATURDAY)
    phones_from = after_days(today, -12, MONDAY)
    return [
        PlannedEvent(
            number=20,
            title="Pierwsza pomoc dla sąsiadów",
            kind=EventKind.TRAINING,
            strand=Strand.SOCIAL,
            communities=(WZGORZE, OSTROWIECKA),
            audience=Audience.ADULTS,
            when=Once(first_aid, time(9), time(15)),
            venue=HALL,
            place_note="duża sala na parterze",
            host="Tomasz, ratownik medyczny",
            contact_name="Ewa",
            signup_mode=SignupMode.ONLINE,
            signup_closes_on=first_aid - timedelta(days=2),
            places=16,
            reserved_places=2,
            what_to_bring="Wygodne ubranie, bo ćwiczymy na podłodze. Obiad zapewniamy.",
            is_funded=True,
            description=(
                "Sześć godzin ćwiczeń na fantomach: resuscytacja, zadławienie, krwotok, omdlenie. "
                "Uczymy się też, gdzie na osiedlu wiszą defibrylatory i jak je włączyć.\n\n"
                "Na koniec każda osoba dostaje imienne zaświadczenie."
            ),
        ),
        PlannedEvent(
            number=21,
            title="Smartfon bez strachu (mObywatel, oszustwa)",
            kind=EventKind.TRAINING,
            strand=Strand.SOCIAL,
            format=EventFormat.COURSE,
            communities=(SENIORS,),
            audience=Audience.SENIORS,
            when=Rule(
                Frequency.WEEKLY,
                phones_from,
                time(11),
                time(13),
                meeting_count=5,
            ),
            venue=CLUB,
            host="Ola i Kuba z technikum",
            contact_name="Barbara",
            contact_phone=SENIORS_PHONE,
            signup_mode=SignupMode.PHONE,
            signup_note="Jeden zapis obejmuje wszystkie pięć spotkań.",
            signup_closes_on=phones_from - timedelta(days=1),
            places=8,
            asks_to_confirm=True,
            what_to_bring="Swój telefon z ładowarką i okulary.",
            is_funded=True,
            description=(
                "Powoli i po kolei: duże litery, zdjęcia, dokument w mObywatelu, bilet na autobus. "
                "Jedno całe spotkanie poświęcamy oszustwom i temu, jak się rozłączyć.\n\n"
                "Na dwie osoby uczące się przypada jedna, która pomaga."
            ),
        ),
        PlannedEvent(
            number=22,
            title="Jak napisać mały wniosek o dotację",
            kind=EventKind.TRAINING,
            strand=Strand.SOCIAL,
            communities=(WZGORZE,),
            audience=Audience.ADULTS,
            audience_note="Dla grup sąsiedzkich i każdego, kto ma pomysł",
            when=Once(after_days(today, 23, SATURDAY), time(10), time(14)),
            venue=HALL,
            place_note="sala warsztatowa na piętrze",
            host="Krzysztof, lokalny fundusz obywatelski",
            signup_mode=SignupMode.ONLINE,
            places=12,
            what_to_bring="Pomysł opisany w trzech zdaniach.",
            is_funded=True,
            description=(
                "Cztery godziny, po których w ręku zostaje prawdziwy szkic wniosku: po co, dla "
                "kogo, za ile i skąd wiadomo, że się udało. Pracujemy na Waszych pomysłach.\n\n"
                "Po szkoleniu można umówić się na godzinę pracy nad własnym tekstem."
            ),
        ),
    ]


def talks(today: date) -> list[PlannedEvent]:
    return [
        PlannedEvent(
            number=23,
            title="Policjant radzi: jak nie dać się oszukać",
            kind=EventKind.TALK,
            strand=Strand.SOCIAL,
            communities=(SENIORS,),
            audience=Audience.SENIORS,
            when=Once(within_the_week(today, 2), time(12, 30), time(13, 30)),
            venue=CLUB,
            host="dzielnicowy z Łazów",
            contact_name="Stanisław",
            contact_phone=SENIORS_PHONE,
            places=30,
            description=(
                "„Wnuczek”, „pracownik banku” i „paczka do dopłaty”: posłuchamy nagrań i "
                "rozbierzemy je na części. Ćwiczymy jedno zdanie, którym kończy się taką "
                "rozmowę.\n\n"
                "Na koniec czas na pytania w cztery oczy."
            ),
        ),
        PlannedEvent(
            number=24,
            title=BILL_TALK,
            kind=EventKind.TALK,
            strand=Strand.SOCIAL,
            communities=(OSTROWIECKA,),
            audience=Audience.ADULTS,
            when=Once(bill_talk_on(today), time(16), time(17)),
            venue=ROOM,
            host="Paweł, doradca energetyczny",
            contact_name="Piotr",
            contact_phone=COURTYARD_PHONE,
            places=20,
            what_to_bring="Ostatni rachunek. Można zakryć nazwisko.",
            description=(
                "Czytamy rachunek linijka po linijce i sprawdzamy, za co naprawdę się płaci. "
                "Dowiesz się, co zużywa najwięcej i kiedy warto zmienić taryfę.\n\n"
                "Zostawiamy kartkę z pięcioma sposobami na niższy rachunek."
            ),
        ),
    ]


def conversations(today: date) -> list[PlannedEvent]:
    return [
        PlannedEvent(
            number=25,
            title="Kawiarenka obywatelska: czego potrzebuje nasze podwórko",
            kind=EventKind.THEMED_MEETING,
            strand=Strand.SOCIAL,
            communities=(OSTROWIECKA,),
            when=Once(within_the_week(today, 3), time(17), time(19)),
            venue=ROOM,
            host="Maria i Anna",
            contact_name="Maria",
            contact_phone=COURTYARD_PHONE,
            places=24,
            what_to_bring="Nic. Kawa i drożdżówki czekają.",
            description=(
                "Sześć stolików, przy każdym inne pytanie: bezpieczeństwo, zieleń, dzieci, "
                "cisza, parkowanie i to, co nas cieszy. Co dwadzieścia minut zmieniamy "
                "miejsce.\n\n"
                "Wszystko, co padnie, spisujemy i za tydzień wywieszamy na klatkach."
            ),
        ),
        PlannedEvent(
            number=26,
            title="Spacer badawczy po osiedlu",
            kind=EventKind.THEMED_MEETING,
            strand=Strand.SOCIAL,
            communities=(WZGORZE,),
            when=Once(after_days(today, -33, SATURDAY), time(11), time(12, 30)),
            venue=SQUARE,
            host="Ewa, pracowniczka socjalna",
            contact_name="Ewa",
            places=15,
            what_to_bring="Wygodne buty. Mapy i ołówki rozdajemy.",
            rain_plan="Przy ulewie spotykamy się tydzień później.",
            description=(
                "Idziemy powoli i patrzymy oczami kogoś z wózkiem, z laską, z psem i z plecakiem "
                "szkolnym. Na mapie zaznaczamy, gdzie jest dobrze, a gdzie coś zgrzyta.\n\n"
                "Trasa ma półtora kilometra i kilka ławek po drodze."
            ),
        ),
    ]


BUS_TALK = "Jak jeździ autobus po remoncie"
"""Put off, and nobody knows yet until when: see osl.demo.changes."""


def talk_to_be_put_off(today: date) -> PlannedEvent:
    return PlannedEvent(
        number=0,
        title=BUS_TALK,
        kind=EventKind.TALK,
        strand=Strand.SOCIAL,
        communities=(OSTROWIECKA,),
        when=Once(after_days(today, 9, THURSDAY), time(16), time(17)),
        venue=ROOM,
        host="gość z zarządu dróg",
        contact_name="Piotr",
        contact_phone=COURTYARD_PHONE,
        description=(
            "Nowe przystanki, nowe godziny i odpowiedzi na pytania, które zbieraliśmy na dyżurach."
        ),
    )


def drafts(today: date) -> list[PlannedEvent]:
    """Two events still being written: strangers do not see them."""
    return [
        PlannedEvent(
            number=0,
            title="Wieczór opowieści o starym Gęsiówku",
            kind=EventKind.NEIGHBOUR_MEETING,
            strand=Strand.CULTURAL,
            communities=(WZGORZE,),
            when=Once(after_days(today, 6), time(17), time(19)),
            venue=HALL,
            host="Jan, animator kultury",
            contact_name="Jan",
            is_draft=True,
            description="Fotografie sprzed lat i ludzie, którzy pamiętają, co na nich widać.",
        ),
        PlannedEvent(
            number=0,
            title=SEED_SWAP,
            kind=EventKind.NEIGHBOUR_MEETING,
            strand=Strand.SOCIAL,
            communities=(OSTROWIECKA,),
            when=Once(after_days(today, 40, SATURDAY), time(11), time(13)),
            contact_name="",
            contact_phone="",
            is_draft=True,
            description="Przynieś to, czego masz za dużo. Zabierz to, czego brakuje.",
        ),
    ]
