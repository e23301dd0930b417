"""The demo town: its centre, communities, venues and the people of its team. All invented."""

from datetime import date, timedelta
from typing import Any

from osl.accounts.models import Role
from osl.communities.models import Audience, CommunityKind, Fact, Stage, Tone

WZGORZE, OSTROWIECKA, SENIORS = "wzgorze", "sasiedzi-z-ostrowieckiej", "seniorzy-lazy"
"""The communities, by their addresses."""

HALL, ROOM, CLUB, SQUARE, GARDEN, LAKE, COURTYARD, CINEMA = (
    "hall",
    "room",
    "club",
    "square",
    "garden",
    "lake",
    "courtyard",
    "cinema",
)
"""The venues, as the programme calls them."""

OFFICE_PHONE, SENIORS_PHONE, COURTYARD_PHONE = "000 000 001", "000 000 003", "000 000 004"

COMMUNITIES: dict[str, dict[str, Any]] = {
    WZGORZE: {
        "name": "Wzgórze",
        "kind": CommunityKind.TERRITORIAL,
        "tone": Tone.GREEN,
        "phone": OFFICE_PHONE,
        "area": "Osiedle Wzgórze: bloki od 1 do 24, skwer i ogród za blokiem 12",
        "summary": (
            "Wspólny ogród, kino na skwerze i sąsiedzi, którzy znają się po imieniu. "
            "Przyjdź z pomysłem albo po prostu na herbatę."
        ),
    },
    OSTROWIECKA: {
        "name": "Sąsiedzi z Ostrowieckiej",
        "kind": CommunityKind.TERRITORIAL,
        "tone": Tone.CLAY,
        "phone": COURTYARD_PHONE,
        "area": "Bloki przy ulicy Ostrowieckiej 1–15 i podwórko między nimi",
        "summary": (
            "Podwórko, świetlica i dużo rąk do pracy. Gotujemy, gramy, malujemy klatki "
            "i razem ustalamy, co dalej."
        ),
    },
    SENIORS: {
        "name": "Seniorzy z Łazów",
        "kind": CommunityKind.CATEGORICAL,
        "tone": Tone.SUN,
        "phone": SENIORS_PHONE,
        "area": "Osiedle Łazy i wszyscy, którym jest do nas po drodze",
        "collects_audience": Audience.SENIORS,
        "summary": (
            "Ruch, kawa i dobre towarzystwo w każdym tygodniu. Zapraszamy osoby 60+ "
            "z całego miasta, także te, które przychodzą pierwszy raz."
        ),
    },
}

STAGES: dict[str, tuple[tuple[Stage, int, str], ...]] = {
    WZGORZE: (
        (Stage.DIAGNOSIS, 420, "Rozmowy na klatkach i trzy spacery badawcze."),
        (Stage.PARTNERSHIP, 240, "Powstała grupa inicjatywna „Zielone Wzgórze”."),
        (Stage.ACTION, 90, "Plan przyjęty na zebraniu mieszkańców."),
    ),
    OSTROWIECKA: (
        (Stage.DIAGNOSIS, 300, "Ankieta przy okazji dyżurów i ogniska."),
        (Stage.PLANNING, 60, "Spisujemy, co robimy najpierw."),
    ),
    SENIORS: ((Stage.ACTION, 365, "Stałe zajęcia ruszyły w czterech miejscach."),),
}
"""Each community's way: stage, how many days ago it began, and what was noted then."""

TEAMS: dict[str, tuple[tuple[str, str], ...]] = {
    WZGORZE: (
        ("Anna", "organizatorka społeczności lokalnej"),
        ("Jan", "animator kultury"),
        ("Ewa", "pracowniczka socjalna"),
    ),
    OSTROWIECKA: (
        ("Anna", "organizatorka społeczności lokalnej"),
        ("Maria", "animatorka społeczna"),
        ("Piotr", "pracownik socjalny"),
    ),
    SENIORS: (
        ("Anna", "organizatorka społeczności lokalnej"),
        ("Stanisław", "animator sportu i rekreacji"),
        ("Barbara", "pracowniczka socjalna"),
    ),
}

ORGANISER_EMAIL = "organizatorka@example.org"

STAFF: tuple[tuple[str, str, Role, str | None], ...] = (
    ("Anna Przykładowa", ORGANISER_EMAIL, Role.ORGANISER, None),
    ("Jan Testowy", "jan.testowy@example.org", Role.ANIMATOR, WZGORZE),
    ("Maria Wzorcowa", "maria.wzorcowa@example.org", Role.ANIMATOR, OSTROWIECKA),
    ("Stanisław Próbny", "stanislaw.probny@example.org", Role.ANIMATOR, SENIORS),
    ("Ewa Próbna", "ewa.probna@example.org", Role.SOCIAL_WORKER, WZGORZE),
    ("Piotr Wzorcowy", "piotr.wzorcowy@example.org", Role.SOCIAL_WORKER, OSTROWIECKA),
    ("Barbara Testowa", "barbara.testowa@example.org", Role.SOCIAL_WORKER, SENIORS),
    ("Helena Przykładna", "helena.przykladna@example.org", Role.ADVISER, None),
    ("Adam Testujący", "adam.testujacy@example.org", Role.ADMINISTRATOR, None),
)

YES, NO = Fact.YES, Fact.NO

VENUES: dict[str, dict[str, Any]] = {
    HALL: {
        "name": "Centrum Aktywności Społecznej",
        "address": "ul. Przykładowa 1, Gęsiówek",
        "directions": (
            "Wejście od strony skweru, obok apteki. Z przystanku „Wzgórze – szkoła” "
            "idzie się dwie minuty prosto."
        ),
        "step_free_entrance": YES,
        "lift": YES,
        "accessible_toilet": YES,
        "parking": YES,
        "hearing_loop": NO,
        "assistance_dog": YES,
        "bus_stop": YES,
        "access_note": "Sala warsztatowa jest na piętrze, winda stoi przy wejściu.",
    },
    ROOM: {
        "name": "Świetlica przy Ostrowieckiej",
        "address": "ul. Ostrowiecka 7a, Gęsiówek",
        "directions": (
            "Niski budynek w głębi podwórka, za placem zabaw. Żółte drzwi, dzwonek po prawej "
            "stronie."
        ),
        "step_free_entrance": YES,
        "lift": YES,
        "accessible_toilet": NO,
        "hearing_loop": NO,
        "assistance_dog": YES,
        "bus_stop": YES,
        "access_note": "Wszystko na parterze. Toaleta jest wąska, wózek się w niej nie zmieści.",
    },
    CLUB: {
        "name": "Klub „Pod Lipami”",
        "address": "os. Łazy 5, Gęsiówek",
        "directions": (
            "Parter bloku numer 5, wejście od alejki z lipami. Przystanek „Łazy – pętla” jest "
            "naprzeciwko."
        ),
        "step_free_entrance": YES,
        "lift": YES,
        "accessible_toilet": YES,
        "parking": NO,
        "hearing_loop": YES,
        "assistance_dog": YES,
        "bus_stop": YES,
        "access_note": (
            "Przy wejściu jest pochylnia z poręczą. Drzwi są ciężkie: zadzwoń, otworzymy."
        ),
    },
    SQUARE: {
        "name": "Skwer na Wzgórzu",
        "address": "os. Wzgórze, między blokami 10 i 12, Gęsiówek",
        "directions": "Obok fontanny i dużego kasztana. Od strony szkoły prowadzi równa alejka.",
        "is_outdoor": True,
        "step_free_entrance": YES,
        "accessible_toilet": NO,
        "parking": YES,
        "assistance_dog": YES,
        "bus_stop": YES,
        "benches_and_shade": YES,
    },
    GARDEN: {
        "name": "Ogród społecznościowy na Wzgórzu",
        "address": "os. Wzgórze, za blokiem 12, Gęsiówek",
        "directions": "Zielona furtka przy śmietniku za blokiem 12. W dni spotkań jest otwarta.",
        "is_outdoor": True,
        "step_free_entrance": NO,
        "accessible_toilet": NO,
        "assistance_dog": YES,
        "benches_and_shade": YES,
        "access_note": "Ścieżka jest z ziemi i po deszczu bywa grząska. Zadzwoń, pomożemy dotrzeć.",
    },
    LAKE: {
        "name": "Parking nad zalewem",
        "address": "ul. Nadbrzeżna 2, Gęsiówek",
        "directions": "Przy drewnianej wiacie, tam gdzie zaczyna się ścieżka wokół zalewu.",
        "is_outdoor": True,
        "step_free_entrance": YES,
        "parking": YES,
        "bus_stop": YES,
        "benches_and_shade": YES,
        "assistance_dog": YES,
    },
    COURTYARD: {
        "name": "Podwórko przy Ostrowieckiej",
        "address": "ul. Ostrowiecka 7–9, Gęsiówek",
        "directions": "Między blokami 7 i 9, przy stole do ping-ponga.",
        "is_outdoor": True,
        "step_free_entrance": YES,
        "assistance_dog": YES,
        "bus_stop": YES,
        "benches_and_shade": YES,
    },
    CINEMA: {
        "name": "Kino „Jutrzenka”",
        "address": "ul. Parkowa 3, Gęsiówek",
        "directions": "Naprzeciwko parku. Do kas wchodzi się od ulicy, nie od parkingu.",
        "bus_stop": YES,
    },
}

FUNDING: dict[str, Any] = {
    "title": "Blisko siebie: usługi społeczne w Gęsiówku",
    "number": "PRZYKŁAD.01.02-00-0001",
    "sentence": (
        "Zajęcia są dofinansowane w ramach przykładowego projektu „Blisko siebie: usługi "
        "społeczne w Gęsiówku”."
    ),
    "sentence_after_end": (
        "Zajęcia odbywają się w okresie trwałości przykładowego projektu „Blisko siebie: usługi "
        "społeczne w Gęsiówku”."
    ),
    "volunteer_rate": 3140,
}


def centre(today: date) -> dict[str, Any]:
    """What the site says of its centre."""
    return {
        "name": "CUS Gęsiówek",
        "town": "Gęsiówek",
        "address": "ul. Przykładowa 1, 00-000 Gęsiówek",
        "phone": OFFICE_PHONE,
        "phone_hours": "pn.–pt. 7.30–15.30",
        "email": "cus@example.org",
        "data_controller": (
            "Centrum Usług Społecznych w Gęsiówku, ul. Przykładowa 1, 00-000 Gęsiówek"
        ),
        "data_protection_officer": "iod@example.org",
        "statement_contact": "Anna Przykładowa, organizatorka społeczności lokalnej",
        "statement_published_on": today - timedelta(days=200),
        "statement_prepared_on": today - timedelta(days=205),
        "statement_updated_on": today - timedelta(days=20),
        "statement_gaps": "Część zdjęć sprzed uruchomienia strony ma zbyt krótki opis.",
        "statement_architecture": (
            "Do budynku wchodzi się z poziomu chodnika. W środku jest winda i toaleta, z której "
            "można skorzystać na wózku. Można wejść z psem asystującym."
        ),
        "statement_communication": (
            "Można do nas zadzwonić, napisać albo przyjść. Tłumacza języka migowego zapewniamy, "
            "jeśli ktoś zgłosi taką potrzebę trzy dni robocze wcześniej."
        ),
    }


def started_on(today: date) -> date:
    """When the work with the communities began."""
    return today - timedelta(days=540)


def funding_period(today: date) -> tuple[date, date]:
    """The grant still runs: it began last year and ends the next."""
    return date(today.year - 1, 3, 1), date(today.year + 1, 9, 30)
