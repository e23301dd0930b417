"""What the team of the demo town asked its residents, and what it answered."""

from datetime import date, timedelta

from osl.demo import thoughts, town
from osl.ideas.answers import Answer
from osl.ideas.calls_for_ideas import Question
from osl.ideas.models import NotNowReason, Resource, StepKind

RULES = (
    "Pomysł może dać każdy, kto tu mieszka, w każdym wieku. Czytamy wszystkie, także te z kartek. "
    "Na każdy odpowiadamy na tej stronie."
)

RESULT = (
    "Przyszło kilkanaście pomysłów, najwięcej na kartkach. Lodówkę na jedzenie omawiamy z "
    "sanepidem, basen odkładamy, bo jest za drogi. Dziękujemy za każdą kartkę!"
)


def calls(day: date) -> tuple[tuple[str, int, Question], ...]:
    """Each call for ideas: whose it is, how many days ago it was written, and what it asks."""
    return (
        (
            town.WZGORZE,
            82,
            Question(
                title=thoughts.CLOSED_CALL,
                question=(
                    "Co zmieniłoby Twoje popołudnie na osiedlu? Pytamy o rzeczy małe i duże: o "
                    "miejsce, o spotkanie, o pomoc."
                ),
                rules=RULES,
                opens_on=day - timedelta(days=80),
                closes_on=day - timedelta(days=52),
            ),
        ),
        (
            town.OSTROWIECKA,
            12,
            Question(
                title=thoughts.OPEN_CALL,
                question=(
                    "Spółdzielnia oddaje nam podwórko między blokami 1 i 7. Co ma na nim stanąć, "
                    "co rosnąć, a czego ma nie być?"
                ),
                rules=RULES,
                opens_on=day - timedelta(days=10),
                closes_on=day + timedelta(days=18),
            ),
        ),
    )


def answers(day: date) -> tuple[tuple[int, str, Answer], ...]:
    """How many days ago each idea was answered, and what was said."""
    return (
        (
            70,
            thoughts.SHELF,
            Answer(
                StepKind.TALK,
                "Świetlica się zgadza. Szukamy miejsca, w którym regał nikomu nie zagrodzi drogi.",
            ),
        ),
        (
            9,
            thoughts.SHELF,
            Answer(
                StepKind.NEWS,
                "Półka stoi przy wejściu i jest na niej ponad sto książek. Kryminały znikają "
                "najszybciej.",
            ),
        ),
        (
            45,
            thoughts.POOL,
            Answer(
                StepKind.NOT_NOW,
                "Basen kosztuje więcej niż wszystko, co robimy przez trzy lata. Na lato postaramy "
                "się o kurtynę wodną na skwerze.",
                reason=NotNowReason.MONEY,
            ),
        ),
        (
            42,
            thoughts.FRIDGE,
            Answer(
                StepKind.TALK,
                "Pytamy sanepid, jakie muszą być zasady. Na razie przyjmujemy rzeczy z długą datą.",
            ),
        ),
        (
            40,
            thoughts.BENCH,
            Answer(
                StepKind.HANDED_ON,
                "Trawnik należy do zarządcy bloku. Wysłaliśmy mu pomysł razem ze zdjęciem miejsca.",
                to_whom="zarządca bloku",
                on=day - timedelta(days=41),
            ),
        ),
        (
            12,
            thoughts.BENCH,
            Answer(
                StepKind.THEIR_ANSWER,
                "Ławka z oparciem i podłokietnikami stanie przy remoncie chodnika, w tym półroczu.",
                on=day - timedelta(days=13),
            ),
        ),
        (
            33,
            thoughts.LAMP,
            Answer(
                StepKind.HANDED_ON,
                "O oświetleniu ulicy decyduje miasto. Czekamy na odpowiedź. Będzie tutaj.",
                to_whom="Urząd Miasta, wydział dróg",
                on=day - timedelta(days=34),
            ),
        ),
        (
            30,
            thoughts.SEEDLINGS,
            Answer(StepKind.TALK, "Pomysł się podoba. Uzgadniamy dzień z sąsiadami z działek."),
        ),
        (
            18,
            thoughts.GAMES,
            Answer(
                StepKind.LOOKING,
                "Chcemy to zrobić. Brakuje nam dorosłej osoby na dwie godziny w tygodniu i sali.",
                needs=(
                    (Resource.LEADER, "ktoś, kto lubi młodzież i umie przegrywać"),
                    (Resource.ROOM, "raz w tygodniu, po szesnastej"),
                ),
            ),
        ),
        (
            15,
            thoughts.ALLOTMENTS,
            Answer(
                StepKind.TALK,
                "Rozmawiamy z działkowcami i pytamy, ile kosztuje bus. Chcesz jechać? Poprzyj "
                "pomysł, to pomoże nam policzyć miejsca.",
            ),
        ),
    )
