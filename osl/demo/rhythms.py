"""What comes round every week in the demo town: open hours, classes and the group's evenings."""

from datetime import date, time, timedelta

from osl.communities.models import Audience
from osl.demo.dates import (
    FRIDAY,
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    first_of_month,
    weeks_ago,
)
from osl.demo.planned import PlannedEvent
from osl.demo.town import (
    CLUB,
    COURTYARD_PHONE,
    HALL,
    LAKE,
    OSTROWIECKA,
    ROOM,
    SENIORS,
    SENIORS_PHONE,
    WZGORZE,
)
from osl.events.models import EventFormat, EventKind, Frequency, SignupMode, Strand
from osl.events.recurrence import Rule

SENIORS_CLASS = "Trening pamięci przy kawie"
CHAIR_YOGA = "Joga na krześle"
PARENTS_CLUB = "Klub rodzica z maluchem"
WALKING = "Nordic walking nad zalewem"
"""Those that something happens to later: see osl.demo.changes."""


def every_week(first_on: date, starts_at: time, ends_at: time, *, rests: bool = True) -> Rule:
    """``rests``: it leaves out the town's breaks, as classes do and open hours do not."""
    return Rule(Frequency.WEEKLY, first_on, starts_at, ends_at, skips_breaks=rests)


def rhythms(today: date) -> list[PlannedEvent]:
    """Rows 1–3, 11–15 and 31 of the table."""
    return [
        *open_hours(today),
        *seniors_classes(today),
        *family_classes(today),
        open_workshop(today),
        group(today),
    ]


def open_hours(today: date) -> list[PlannedEvent]:
    return [
        PlannedEvent(
            number=1,
            title="Dyżur organizatora w Centrum Aktywności Społecznej",
            kind=EventKind.OPEN_HOURS,
            strand=Strand.SOCIAL,
            format=EventFormat.CYCLE,
            communities=(WZGORZE,),
            when=every_week(weeks_ago(today, 10, THURSDAY), time(15, 30), time(17), rests=False),
            venue=HALL,
            place_note="pokój 2 na parterze",
            host="Anna, organizatorka społeczności lokalnej",
            description=(
                "Masz pomysł na osiedle, kłopot z chodnikiem albo chcesz kogoś poznać? Wpadnij "
                "bez umawiania, na pięć minut albo na całą godzinę.\n\n"
                "Rozmawiamy przy herbacie. Nie trzeba mieć przy sobie żadnych dokumentów."
            ),
        ),
        PlannedEvent(
            number=2,
            title="Dyżur organizatora w świetlicy",
            kind=EventKind.OPEN_HOURS,
            strand=Strand.SOCIAL,
            format=EventFormat.CYCLE,
            communities=(OSTROWIECKA,),
            when=every_week(weeks_ago(today, 10, THURSDAY), time(17, 30), time(19), rests=False),
            venue=ROOM,
            host="Anna, organizatorka społeczności lokalnej",
            contact_phone=COURTYARD_PHONE,
            description=(
                "Po pracy i po szkole jesteśmy w świetlicy. Porozmawiamy o podwórku, o tym, co "
                "przeszkadza, i o tym, co można zrobić razem.\n\n"
                "Dzieci mogą przyjść z Wami: mamy kredki i planszówki."
            ),
        ),
        PlannedEvent(
            number=3,
            title="Telefoniczny dyżur dla seniorów",
            kind=EventKind.OPEN_HOURS,
            strand=Strand.SOCIAL,
            format=EventFormat.CYCLE,
            communities=(SENIORS,),
            audience=Audience.SENIORS,
            when=every_week(weeks_ago(today, 10, TUESDAY), time(10), time(12), rests=False),
            place_note=f"przez telefon: {SENIORS_PHONE}",
            host="Stanisław, animator",
            contact_name="Stanisław",
            contact_phone=SENIORS_PHONE,
            description=(
                "W każdy wtorek od 10.00 do 12.00 odbieramy od razu. Podpowiemy, co dzieje się w "
                "tym tygodniu, zapiszemy na zajęcia i pomożemy umówić transport.\n\n"
                "Poza tymi godzinami można zostawić wiadomość. Oddzwaniamy następnego dnia."
            ),
        ),
    ]


def seniors_classes(today: date) -> list[PlannedEvent]:
    return [
        PlannedEvent(
            number=11,
            title=WALKING,
            kind=EventKind.RECURRING_CLASS,
            strand=Strand.SPORT,
            format=EventFormat.CYCLE,
            communities=(SENIORS,),
            audience=Audience.SENIORS,
            audience_note="Dla osób w każdej formie. Są dwie grupy: spacerowa i szybsza.",
            when=every_week(weeks_ago(today, 9, MONDAY), time(9), time(10, 30)),
            venue=LAKE,
            host="Stanisław, animator sportu i rekreacji",
            contact_name="Stanisław",
            contact_phone=SENIORS_PHONE,
            signup_mode=SignupMode.PHONE,
            signup_note="Wystarczy zadzwonić do piątku.",
            places=15,
            fills_by_itself=True,
            takes_regulars=True,
            what_to_bring=(
                "Wygodne buty, woda i coś przeciwdeszczowego. Kijki pożyczamy na miejscu."
            ),
            rain_plan="Przy zwykłym deszczu idziemy. Gdy grzmi, zadzwonimy i odwołamy.",
            description=(
                "Okrążamy zalew spokojnym krokiem, a po drodze ćwiczymy oddech i ramiona. Trasa "
                "jest płaska i ma cztery kilometry, krótszą można skończyć po dwóch.\n\n"
                "Pierwszy raz? Przyjdź dziesięć minut wcześniej, pokażemy, jak trzymać kijki."
            ),
        ),
        PlannedEvent(
            number=12,
            title=SENIORS_CLASS,
            kind=EventKind.RECURRING_CLASS,
            strand=Strand.CULTURAL,
            format=EventFormat.CYCLE,
            communities=(SENIORS,),
            audience=Audience.SENIORS,
            when=every_week(weeks_ago(today, 8, THURSDAY), time(10), time(11, 30)),
            venue=CLUB,
            host="Barbara, pracowniczka socjalna",
            contact_name="Barbara",
            contact_phone=SENIORS_PHONE,
            signup_mode=SignupMode.PHONE,
            places=12,
            takes_regulars=True,
            what_to_bring="Okulary do czytania. Kawa, herbata i ołówki czekają na stole.",
            description=(
                "Krzyżówki, skojarzenia, przysłowia i opowieści, przy których pamięć pracuje sama. "
                "Nikt nikogo nie odpytuje i nie stawia ocen.\n\n"
                "Zadania są drukowane dużą czcionką."
            ),
        ),
        PlannedEvent(
            number=14,
            title=CHAIR_YOGA,
            kind=EventKind.RECURRING_CLASS,
            strand=Strand.SPORT,
            format=EventFormat.CYCLE,
            communities=(SENIORS,),
            audience=Audience.SENIORS,
            audience_note="Także dla osób, które chodzą o kuli albo o lasce.",
            when=every_week(weeks_ago(today, 8, FRIDAY), time(11), time(12)),
            venue=CLUB,
            host="Maria, instruktorka jogi",
            contact_name="Stanisław",
            contact_phone=SENIORS_PHONE,
            signup_mode=SignupMode.ONLINE,
            signup_closes_hours=2,
            places=14,
            takes_regulars=True,
            what_to_bring="Luźne ubranie. Mata nie jest potrzebna.",
            description=(
                "Ćwiczymy na siedząco i przy oparciu krzesła: kark, barki, biodra, spokojny "
                "oddech. Każdy ruch ma łatwiejszą wersję.\n\n"
                "Po zajęciach zostajemy na chwilę przy herbacie."
            ),
        ),
    ]


def family_classes(today: date) -> list[PlannedEvent]:
    return [
        PlannedEvent(
            number=13,
            title="Planszówki po lekcjach",
            kind=EventKind.RECURRING_CLASS,
            strand=Strand.CULTURAL,
            format=EventFormat.CYCLE,
            communities=(OSTROWIECKA,),
            audience=Audience.CHILDREN,
            audience_note="Dla dzieci od 8 do 13 lat",
            when=every_week(weeks_ago(today, 7, WEDNESDAY), time(16), time(17, 30)),
            venue=ROOM,
            host="Maria, animatorka społeczna",
            contact_name="Maria",
            contact_phone=COURTYARD_PHONE,
            signup_mode=SignupMode.ONLINE,
            signup_note="Za pierwszym razem prosimy, żeby przyszedł też ktoś dorosły.",
            signup_closes_hours=3,
            places=16,
            fills_by_itself=True,
            takes_regulars=True,
            takes_children=True,
            description=(
                "Na półce stoi ponad trzydzieści gier: od szybkich karcianek po takie na całe "
                "popołudnie. Zasady tłumaczymy na miejscu, a drużyny losujemy.\n\n"
                "Jest sok i coś do chrupania."
            ),
        ),
        PlannedEvent(
            number=15,
            title=PARENTS_CLUB,
            kind=EventKind.RECURRING_CLASS,
            strand=Strand.SOCIAL,
            format=EventFormat.CYCLE,
            communities=(WZGORZE,),
            audience=Audience.FAMILIES,
            audience_note="Dla rodziców i dziadków z dziećmi do trzech lat",
            when=every_week(weeks_ago(today, 7, TUESDAY), time(10), time(11, 30)),
            venue=HALL,
            place_note="sala z dywanem, parter",
            host="Ewa, pracowniczka socjalna",
            contact_name="Ewa",
            signup_mode=SignupMode.ONLINE,
            signup_note="Mieści się dziesięć rodzin.",
            places=10,
            takes_regulars=True,
            what_to_bring="Kocyk i skarpetki antypoślizgowe dla malucha.",
            description=(
                "Maluchy bawią się na dywanie, a dorośli wreszcie mogą dopić ciepłą kawę. Raz w "
                "miesiącu przychodzi ktoś, kogo można zapytać: położna, logopedka albo "
                "dietetyczka.\n\n"
                "Wózki zostawiamy w holu. Przewijak i czajnik są na miejscu."
            ),
        ),
    ]


def open_workshop(today: date) -> PlannedEvent:
    first = weeks_ago(today, 4, TUESDAY)
    return PlannedEvent(
        number=0,
        title="Otwarta pracownia: stół, klej i nożyczki",
        kind=EventKind.RECURRING_CLASS,
        strand=Strand.CULTURAL,
        format=EventFormat.CYCLE,
        communities=(OSTROWIECKA,),
        audience=Audience.FAMILIES,
        when=Rule(
            Frequency.FORTNIGHTLY,
            first,
            time(16, 30),
            time(18),
            weekdays=(TUESDAY, FRIDAY),
            skips_breaks=True,
        ),
        venue=ROOM,
        host="Maria, animatorka społeczna",
        contact_name="Maria",
        contact_phone=COURTYARD_PHONE,
        description=(
            "Przychodzisz z pomysłem albo bez. Na stole leżą papier, sznurek i farby, a ktoś "
            "zawsze pokaże, od czego zacząć."
        ),
    )


def group(today: date) -> PlannedEvent:
    first = first_of_month(today - timedelta(days=100), TUESDAY)
    return PlannedEvent(
        number=31,
        title="Grupa inicjatywna „Zielone Wzgórze”",
        kind=EventKind.GROUP_MEETING,
        strand=Strand.SOCIAL,
        format=EventFormat.CYCLE,
        communities=(WZGORZE,),
        audience=Audience.ADULTS,
        when=Rule(Frequency.MONTHLY_BY_WEEKDAY, first, time(17), time(18, 30)),
        venue=HALL,
        host="grupa mieszkańców, wspiera Anna",
        description=(
            "Spotykają się tu osoby, które chcą, żeby na Wzgórzu było zieleniej: sadzą, podlewają "
            "i piszą wnioski. Na każdym spotkaniu ustalamy jedną rzecz do zrobienia.\n\n"
            "Nowe osoby są mile widziane. Można przyjść raz i tylko posłuchać."
        ),
    )
