"""What happens once in the demo town: feasts, evenings outdoors, actions and trips."""

from datetime import date, time, timedelta

from osl.communities.models import Audience
from osl.core.i18n import day_month
from osl.demo.dates import (
    FRIDAY,
    SATURDAY,
    WEDNESDAY,
    after_days,
    in_season,
    last_season,
)
from osl.demo.planned import Once, PlannedEvent
from osl.demo.town import (
    CINEMA,
    COURTYARD,
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

CHILDRENS_DAY_ON = (6, 1)
CHILDRENS_DAY = "Piknik z okazji Dnia Dziecka"
CHILDRENS_DAY_INDOORS = "Dzień Dziecka w świetlicy"
CINEMA_TRIP = "Wspólne wyjście do kina"
"""Those that something happens to later: see osl.demo.operations."""


def occasions(today: date) -> list[PlannedEvent]:
    """Rows 4–10, 27–30 and 32 of the table, and the meeting that replaced the last of them."""
    return [
        *feasts(today),
        *evenings_outdoors(today),
        *actions(today),
        trip(today),
        *childrens_day(today),
    ]


def feasts(today: date) -> list[PlannedEvent]:
    st_andrews_eve = in_season(today, 11, 29)
    return [
        PlannedEvent(
            number=4,
            title="Dzień Sąsiada: wspólny stół na skwerze",
            kind=EventKind.INTEGRATION_EVENT,
            strand=Strand.SOCIAL,
            communities=(WZGORZE,),
            when=Once(in_season(today, 5, 26), time(16), time(20)),
            venue=SQUARE,
            host="mieszkańcy Wzgórza",
            what_to_bring="Coś na wspólny stół, kubek i dobry humor. Obrusy i grill mamy.",
            rain_plan="Gdy pada, przenosimy stół do Centrum Aktywności Społecznej.",
            description=(
                "Jeden długi stół, przy którym siadają wszyscy z osiedla. Każdy przynosi jedną "
                "rzecz, a na końcu i tak zostaje ciasto.\n\n"
                "Szukamy jeszcze osób, które **rozstawią ławki o 15.00** i przyniosą gitarę."
            ),
        ),
        PlannedEvent(
            number=5,
            title="Ognisko sąsiedzkie na dobry początek roku szkolnego",
            kind=EventKind.NEIGHBOUR_MEETING,
            strand=Strand.SOCIAL,
            communities=(OSTROWIECKA,),
            when=Once(in_season(today, 9, 4, FRIDAY), time(17), time(20)),
            venue=COURTYARD,
            host="Maria, animatorka społeczna",
            contact_name="Maria",
            contact_phone=COURTYARD_PHONE,
            what_to_bring="Kiełbaskę albo warzywa na patyk. Chleb i herbata będą na miejscu.",
            rain_plan="Przy deszczu spotykamy się w świetlicy i pieczemy w piekarniku.",
            description=(
                "Zeszyty już kupione, więc można usiąść przy ogniu. Dzieci mają swoje zawody "
                "z nagrodami, dorośli ławki i gitarę.\n\n"
                "Ognisko jest w metalowym palenisku, na wyznaczonym miejscu."
            ),
        ),
        PlannedEvent(
            number=6,
            title="Andrzejki pod numerem siódmym",
            kind=EventKind.INTEGRATION_EVENT,
            strand=Strand.CULTURAL,
            communities=(OSTROWIECKA,),
            when=Once(st_andrews_eve, time(18), time(21)),
            venue=ROOM,
            host="Maria z sąsiadkami z siódemki",
            contact_name="Maria",
            contact_phone=COURTYARD_PHONE,
            signup_mode=SignupMode.ONLINE,
            signup_opens_on=st_andrews_eve - timedelta(days=10),
            places=40,
            reserved_places=4,
            what_to_bring="But z lewej nogi do wróżby i coś słodkiego.",
            description=(
                "Lejemy wosk przez klucz, ustawiamy buty do drzwi i czytamy wróżby, które napisali "
                "sąsiedzi. Potem muzyka, przy której tańczą i wnuczki, i babcie.\n\n"
                "Świetlica mieści czterdzieści osób, dlatego prosimy o zapisy."
            ),
        ),
        PlannedEvent(
            number=7,
            title="Potańcówka przy płytach",
            kind=EventKind.INTEGRATION_EVENT,
            strand=Strand.CULTURAL,
            communities=(SENIORS,),
            audience=Audience.SENIORS,
            when=Once(in_season(today, 2, 8, SATURDAY), time(16), time(20)),
            venue=HALL,
            place_note="duża sala na parterze",
            host="Stanisław i gramofon pana Zenona",
            contact_name="Stanisław",
            contact_phone=SENIORS_PHONE,
            signup_mode=SignupMode.PHONE,
            places=60,
            what_to_bring="Buty do tańca i, kto ma, ulubioną płytę.",
            description=(
                "Gramofon, dwie skrzynki winyli i parkiet, który pamięta fajfy. Gramy walce, "
                "tanga i to, co kto przyniesie.\n\n"
                "Kto nie tańczy, zasiada w jury konkursu na najlepszy krok. Po zmroku odwozimy "
                "do domu."
            ),
        ),
        PlannedEvent(
            number=8,
            title="Wspólne kolędowanie i opłatek",
            kind=EventKind.NEIGHBOUR_MEETING,
            strand=Strand.CULTURAL,
            communities=(WZGORZE, OSTROWIECKA, SENIORS),
            when=Once(in_season(today, 12, 16, FRIDAY), time(17), time(19)),
            venue=HALL,
            place_note="duża sala na parterze",
            what_to_bring="Śpiewniki mamy. Można przynieść pierniki albo instrument.",
            description=(
                "Trzy społeczności przy jednym stole: dzielimy się opłatkiem i śpiewamy to, co "
                "każdy zna. Kolędy gra sąsiad na akordeonie.\n\n"
                "Zapraszamy wszystkich, niezależnie od tego, jak i czy w ogóle świętują."
            ),
        ),
    ]


def evenings_outdoors(today: date) -> list[PlannedEvent]:
    cinema_night = in_season(today, 7, 10, SATURDAY)
    return [
        PlannedEvent(
            number=9,
            title="Kino pod chmurką na Wzgórzu",
            kind=EventKind.OUTDOOR_EVENT,
            strand=Strand.CULTURAL,
            communities=(WZGORZE,),
            when=Once(cinema_night, time(21), time(23)),
            venue=SQUARE,
            host="Jan, animator kultury",
            contact_name="Jan",
            what_to_bring="Koc albo leżak, coś ciepłego na wieczór i latarka na powrót.",
            rain_plan=(
                "Gdy pada, spotykamy się następnego dnia o tej samej godzinie: "
                f"{day_month(cinema_night + timedelta(days=1))}."
            ),
            description=(
                "Ekran wieszamy między kasztanami, a popcorn robi się sam. Pokazujemy polską "
                "komedię, którą zna i młodzież, i jej dziadkowie.\n\n"
                "Film jest z napisami. Wyłączamy latarnie, żeby było widać gwiazdy."
            ),
        ),
        PlannedEvent(
            number=10,
            title="Turniej podwórkowy: badminton i bule",
            kind=EventKind.OUTDOOR_EVENT,
            strand=Strand.SPORT,
            communities=(OSTROWIECKA,),
            when=Once(in_season(today, 6, 10, SATURDAY), time(11), time(15)),
            venue=COURTYARD,
            host="Stanisław, animator sportu i rekreacji",
            contact_name="Maria",
            contact_phone=COURTYARD_PHONE,
            signup_mode=SignupMode.ONLINE,
            signup_note="Przyjmujemy też pary złożone na miejscu.",
            places=32,
            what_to_bring="Wygodne buty. Rakiety, lotki i kule mamy.",
            rain_plan="Przy mocnym wietrze gramy tylko w bule.",
            description=(
                "Szesnaście par, dwie dyscypliny i puchar przechodni, który od roku stoi na czyimś "
                "parapecie. W parze może grać dziecko z dziadkiem.\n\n"
                "Dla kibiców są leżaki i lemoniada."
            ),
        ),
    ]


def actions(today: date) -> list[PlannedEvent]:
    return [
        PlannedEvent(
            number=27,
            title="Sprzątanie świata: nasz wąwóz",
            kind=EventKind.COMMUNITY_ACTION,
            strand=Strand.SOCIAL,
            communities=(WZGORZE, OSTROWIECKA),
            when=Once(in_season(today, 9, 15, SATURDAY), time(10), time(13)),
            venue=SQUARE,
            place_note="stąd idziemy razem do wąwozu",
            host="grupa „Zielone Wzgórze”",
            what_to_bring="Pełne buty i wodę. Worki i rękawice rozdajemy na miejscu.",
            rain_plan="Po deszczu w wąwozie jest ślisko. Sprzątamy wtedy skwer.",
            description=(
                "Rok temu wynieśliśmy czterdzieści worków i jedną kanapę. W tym roku chcemy "
                "dojść do źródełka.\n\n"
                "Osoby, które nie mogą się schylać, segregują śmieci przy stoliku. Kończymy "
                "zupą."
            ),
        ),
        PlannedEvent(
            number=28,
            title="Malujemy klatkę schodową",
            kind=EventKind.COMMUNITY_ACTION,
            strand=Strand.CULTURAL,
            format=EventFormat.COURSE,
            communities=(OSTROWIECKA,),
            audience=Audience.ADULTS,
            when=Rule(
                Frequency.WEEKLY,
                after_days(today, 34, SATURDAY),
                time(9),
                time(15),
                meeting_count=2,
            ),
            venue=ROOM,
            place_note="zaczynamy w świetlicy, malujemy klatkę numer 7",
            host="Maria, animatorka społeczna",
            contact_name="Maria",
            contact_phone=COURTYARD_PHONE,
            signup_mode=SignupMode.ONLINE,
            places=10,
            fills_by_itself=True,
            what_to_bring="Stare ubranie. Farby, wałki i drabiny daje spółdzielnia.",
            description=(
                "Wspólnie wybraliśmy kolory: dół szałwiowy, góra kremowa. Pierwszego dnia zmywamy "
                "i gruntujemy, drugiego malujemy.\n\n"
                "Jest zadanie dla każdego: taśma, wałek, kanapki albo dobre słowo."
            ),
        ),
        PlannedEvent(
            number=29,
            title="Paczka dla sąsiada (zbiórka przed świętami)",
            kind=EventKind.COMMUNITY_ACTION,
            strand=Strand.SOCIAL,
            communities=(WZGORZE, OSTROWIECKA, SENIORS),
            when=Once(in_season(today, 12, 9, SATURDAY), time(10), time(15)),
            venue=HALL,
            what_to_bring=(
                "Jedną rzecz z listy: kawę, herbatę, bakalie, krem do rąk, kartkę z życzeniami."
            ),
            description=(
                "Zbieramy drobiazgi do paczek, które tuż przed świętami zaniosą sąsiedzi sąsiadom. "
                "Każda paczka ma wstążkę i ręcznie napisaną kartkę.\n\n"
                "Potrzebne są ręce do pakowania. Można przyjść na godzinę."
            ),
        ),
    ]


def trip(today: date) -> PlannedEvent:
    day = after_days(today, 12, WEDNESDAY)
    return PlannedEvent(
        number=30,
        title=CINEMA_TRIP,
        kind=EventKind.TRIP,
        strand=Strand.CULTURAL,
        communities=(SENIORS,),
        audience=Audience.SENIORS,
        when=Once(day, time(17), time(19, 30)),
        venue=CINEMA,
        host="Stanisław, animator",
        contact_name="Stanisław",
        contact_phone=SENIORS_PHONE,
        cost="bilet 12 zł, przejazd bezpłatny",
        signup_mode=SignupMode.ONLINE,
        signup_note="Gdy zabraknie miejsc, zapisujemy na listę rezerwową i oddzwaniamy.",
        signup_closes_on=day - timedelta(days=2),
        places=25,
        reserved_places=2,
        what_to_bring="Okulary do patrzenia w dal i coś ciepłego, bo na sali bywa chłodno.",
        description=(
            "Seans w środku tygodnia, kiedy w kinie jest cicho i można usiąść tam, gdzie się chce. "
            "Wybieramy film razem, telefonicznie, do poniedziałku.\n\n"
            "Bus odjeżdża o 15.15 spod Klubu „Pod Lipami” i odwozi z powrotem."
        ),
    )


def childrens_day(today: date) -> list[PlannedEvent]:
    picnic = last_season(today, *CHILDRENS_DAY_ON)
    return [
        PlannedEvent(
            number=32,
            title=CHILDRENS_DAY,
            kind=EventKind.OUTDOOR_EVENT,
            strand=Strand.CULTURAL,
            communities=(OSTROWIECKA,),
            audience=Audience.FAMILIES,
            when=Once(picnic, time(15), time(19)),
            venue=COURTYARD,
            host="Maria, animatorka społeczna",
            contact_name="Maria",
            contact_phone=COURTYARD_PHONE,
            what_to_bring="Koc i czapki od słońca.",
            description=(
                "Malowanie buziek, tor przeszkód z opon i wielka bańka mydlana. Dla dorosłych "
                "leżaki i kompot.\n\n"
                "Każde dziecko wychodzi z latawcem, który samo zrobi."
            ),
        ),
        PlannedEvent(
            number=0,
            title=CHILDRENS_DAY_INDOORS,
            kind=EventKind.INTEGRATION_EVENT,
            strand=Strand.CULTURAL,
            communities=(OSTROWIECKA,),
            audience=Audience.FAMILIES,
            when=Once(after_days(picnic, 7), time(16), time(19)),
            venue=ROOM,
            host="Maria, animatorka społeczna",
            contact_name="Maria",
            contact_phone=COURTYARD_PHONE,
            description=(
                "To, czego nie udało się zrobić na podwórku, robimy pod dachem: latawce, malowanie "
                "buziek i tort z owocami.\n\n"
                "Jeśli będzie pogodnie, latawce wypróbujemy od razu na dworze."
            ),
        ),
    ]
