"""The roots of Polish words, so that "ławeczka przed blokiem" is found by "ławka przy bloku".

People type on a phone without diacritics and in any case, so dictionaries do not help: endings
are taken off by rule. A word gives one or two roots, the shorter one without what makes it small
or an adjective ("ławeczka", "rowerowy"). A root shared by mistake costs little: several words
have to agree before anything is shown.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from osl.core.text import fold

SHORTEST_ROOT = 3
MOST_WORDS = 8
"""Of what is typed, and of the title of an idea; the words that come first."""

MOST_STEMS = 80
LONGEST_STEM = 28

EMPTY_WORDS = frozenset(
    """
    aby albo ale bez bedzie byc byl byla bylo byly beda bym cos czy dla dlaczego dobrze gdy gdyby
    gdzie ich inne jak jako jakie jakis jest jego jej juz kazdy kiedy kilka kto ktora ktore ktorych
    ktory ktos lub mamy maja mial miec moga moglby moglibysmy moze mozna mnie moj nad nam nami nas
    nasz nasza nasze naszej naszym naszego nie niech nim nimi obok oraz pan pani pod ponad potrzeba
    potrzebna potrzebny prosze przed przez przy raz razem sie sobie sobote swoj taka taki takie tam
    tego tej ten teraz tez tylko tym tych wiecej wiele wokol wszystkich wszyscy zeby zrobic
    zrobmy chce chcemy chcialbym chcialabym fajnie warto bylby byloby the and for with
    """.split()
)

ENDINGS = (
    "iami", "ami", "ymi", "imi", "ego", "emu", "owi", "iach", "ach", "iem", "ych", "ich", "iom",
    "iow", "ow", "om", "em", "ym", "im", "ej", "ie", "ia", "iu", "ii", "io", "a", "e", "i", "o",
    "u", "y",
)  # fmt: skip
"""Of nouns and adjectives, without diacritics, the longer ones first."""

FORMATIVES = (
    "eczek", "eczk", "uszek", "uszk", "iczk", "yczk", "onk", "enk", "ek", "zyk", "ik", "yk",
    "owsk", "ow", "sk", "an", "ac", "k", "c", "n",
)  # fmt: skip
"""What makes a word small, an adjective or a verb, when its ending is off."""

AFTER_CONSONANT = frozenset({"k", "c", "n"})
OF_VERBS = frozenset({"an", "ac"})
SHORTEST_OF_VERB = 4
VOWELS = frozenset("aeiouy")

IRREGULAR = {
    form: root
    for root, forms in {
        "dni": "dzien dnia dni dniu dniem dniach dniom",
        "gra": "gra gry gier grze gre grami grach grom gracz gramy",
        "ludz": "ludzie ludzi ludziom ludzmi ludziach czlowiek czlowieka",
        "okn": "okno okna okien oknie oknem oknami oknach",
        "pies": "pies psa psu psem psy psow psom psami psach psi psia psie psich psiego psiej",
        "sad": "sad sadu sadzie sady sadow",
    }.items()
    for form in forms.split()
}
"""Short words that people need often and whose forms have too little in common."""

SAME_BEGINNING = {"sasied": "sasiad", "sasiad": "sasiad", "dzieci": "dziec", "dzieck": "dziec"}
"""Families of words that change in the middle ("sąsiad", "sąsiedzki")."""


@lru_cache(maxsize=20_000)
def roots_of(word: str) -> frozenset[str]:
    """The one or two roots of a folded word."""
    known = IRREGULAR.get(word) or SAME_BEGINNING.get(word[:6])
    if known:
        return frozenset({known})
    base = _without(word, ENDINGS) or word
    inner = _without_formative(base)
    return frozenset({base[:LONGEST_STEM], (inner or base)[:LONGEST_STEM]})


def words_of(text: str) -> list[frozenset[str]]:
    """The roots of each word that says something, in order, each word once."""
    found: dict[frozenset[str], None] = {}
    for word in _split(text):
        if len(word) >= SHORTEST_ROOT and word not in EMPTY_WORDS:
            found.setdefault(roots_of(word))
    return list(found)


def stems_of(title: str, text: str = "") -> set[str]:
    """What an idea or an event is found by: every root, and the roots of its title two by two.

    Many ideas have "blok" in them and few have "blok" and "ławka": two together stay rare.
    """
    of_title = words_of(title)[:MOST_WORDS]
    stems = set(pairs_of(of_title))
    for roots in [*of_title, *words_of(text)]:
        if len(stems) >= MOST_STEMS:
            break
        stems |= roots
    return stems


def pairs_of(words: list[frozenset[str]]) -> Iterator[str]:
    """Two words together, by their shortest roots."""
    short = sorted({min(roots, key=lambda root: (len(root), root)) for roots in words})
    for one, other in combinations(short, 2):
        yield f"{one}+{other}"


def _split(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in fold(text)).split()


def _without(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_ROOT:
            return word[: -len(ending)]
    return ""


def _without_formative(base: str) -> str:
    for part in FORMATIVES:
        rest = base[: -len(part)]
        if not base.endswith(part) or len(rest) < SHORTEST_ROOT:
            continue
        if part in AFTER_CONSONANT and rest[-1] in VOWELS:
            continue
        if part in OF_VERBS and len(rest) < SHORTEST_OF_VERB:
            continue
        return rest
    return ""
