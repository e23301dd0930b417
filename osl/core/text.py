"""Text as people type it, made safe to keep and easy to find."""

import re
import unicodedata

POLISH_STROKE = str.maketrans("łŁ", "lL")
POLISH_LETTERS = {
    letter: order for order, letter in enumerate("aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż")
}

GSM_EXTENSION = frozenset("^{}\\[~]|€")
"""Characters of a text message that take the room of two."""
GSM = GSM_EXTENSION | frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The alphabet of text messages (GSM 03.38): one letter outside it makes a message cost double."""
TYPEWRITTEN = str.maketrans(
    {"×": "x", "⁄": "/", "→": "->"}
    | dict.fromkeys("„“”‟«»″", '"')
    | dict.fromkeys("‘’‚‛‹›′ʼ`´", "'")
    | dict.fromkeys("‐‑‒–—―−•·", "-")
)
"""Signs of print as a typewriter has them."""
SAID_IN_ONE = re.compile(
    r"(?:\+\d{2} )?\(?\d{2,3}\)?(?:[ -]\d{2,3}){2,3}(?!\d)\S*"  # a phone number, in groups
    r"|\S+"
)


def clean(text: str, *, lines: bool = False) -> str:
    """Typed text in one form (NFC), without control or invisible formatting characters.

    ``lines`` keeps line breaks; a one-line field turns them into spaces. Direction marks and
    zero-width characters go: they can make one name look like another.
    """
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = (
        character
        if character == "\n" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")
        else (" " if character == "\t" else "")
        for character in text
    )
    text = "".join(kept)
    if not lines:
        text = " ".join(text.split())
    return text.strip()


def plain_letters(text: str) -> str:
    """Text without diacritics, its case kept: "Żółw" is "Zolw"."""
    plain = unicodedata.normalize("NFKD", text.translate(POLISH_STROKE))
    return "".join(c for c in plain if not unicodedata.combining(c))


def fold(text: str) -> str:
    """Text as people search for it: lower case, without diacritics ("Żółw" is "zolw")."""
    return plain_letters(text).casefold()


def slugify(text: str) -> str:
    """A short ASCII name for an address: "Seniorzy z Łazów" is "seniorzy-z-lazow"."""
    plain = "".join(c if c.isascii() and c.isalnum() else " " for c in fold(text))
    return "-".join(plain.split())[:80].strip("-")


def alphabetical(text: str) -> list[tuple[int, int]]:
    """A key to sort by as Polish lists do: Ł after L, Ś after S, digits before letters."""
    return [
        (1, POLISH_LETTERS[letter])
        if letter in POLISH_LETTERS
        else (0 if letter < "a" else 2, ord(letter))
        for letter in text.casefold()
    ]


PESEL_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)


def pesel_in(text: str) -> bool:
    """Whether a text holds what can only be a PESEL number: eleven digits whose last one is the
    sum of the others, with a possible month and day."""
    for found in re.findall(r"(?<!\d)(?:\d[ -]?){10}\d(?!\d)", text, re.ASCII):
        digits = [int(c) for c in found if c.isdigit()]
        month, day = digits[2] % 2 * 10 + digits[3], digits[4] * 10 + digits[5]
        weighed = sum(w * d for w, d in zip(PESEL_WEIGHTS, digits, strict=False))
        if 1 <= month <= 12 and 1 <= day <= 31 and (10 - weighed % 10) % 10 == digits[10]:
            return True
    return False


CASE_BEGINNINGS = tuple(
    """
    alimen alkohol alzheimer anoreks areszt autyst autyz bezdomn bezroboc bezrobotn bulimi
    chemioterap chorob chorowa chorowit choruj cukrzyc demencj depresj eksmis eksmit epileps
    inwalid kalectw karalnos komornicz maltret molest naduzywa narkom narkot nerwic niepelnospraw
    nowotw odwyk onkolog orzeczen owdow padaczk parkinson pijack pijak pijan poronie przemoc
    psychiatr psychiczn psychoterap psychotrop psychoz recydyw rencist rozwied samobojc
    schizofren skazan ubostw ubezwlasnowoln uposledz uzalezn wdow wiezien zachorowa zadluz zasilek
    zasilk zneca
    """.split()
)
"""How Polish words begin that hint at somebody's health, family or a case of the office."""

CASE_WORDS = frozenset(
    """
    aids bije chora chore chorego chorej chorym chorymi chory chorych chorzy ciaza ciaze ciazy
    dlug dlugach dlugami dlugom dlugow dlugu gwalt gwaltu gwalcie hiv kaleka kaleki karana karany
    komornik komornika komornikiem kurator kuratora kuratorem kuratorka kuratorke kuratorki
    kuratorowi kuratorow leczenia leczenie leczeniu leczona leczy lek leki lekach lekami lekarstwa
    lekarstwo lekom lekow leku mops mopsie mopsu nalog nalogi nalogiem nalogow nalogu pobicie
    pobita pobity rencie renta rente renty rozwod rozwodow
    rozwodem rozwodka rozwodnik rozwodu rozwody rozwodzi rozwodzie szpital szpitala szpitale
    szpitalem szpitali szpitalu udar udarem udaru udarze uboga ubogi zawal zawale zawalem zawalu
    """.split()
)
"""Words of the same kind that others only begin like, as "lekcja" begins like "lek"."""

CASE_PHRASES = re.compile(
    r"(?<!\w)(?:niebiesk\w* kart(?:a|e|y|ami|ach|om)?|rodzin\w* zastepcz\w*"
    r"|(?:na|ma|miala?) raka|opiek\w* spoleczn\w*|zespol\w* downa)(?!\w)"
)
CHOIR = "chór"
"""Without its diacritics a choir looks like an illness; written properly it does not."""


def case_words_in(text: str, most: int = 5) -> list[str]:
    """Words that hint at health, family or a case of the office, as they were typed.

    Only the beginnings of whole words count, with or without diacritics. A machine points;
    whoever typed them says whether they are about what somebody does.
    """
    found: dict[str, None] = {}
    for word in re.findall(r"\w+", clean(text, lines=True)):
        plain = fold(word)
        looks_like_one = plain in CASE_WORDS or plain.startswith(CASE_BEGINNINGS)
        if looks_like_one and not word.casefold().startswith(CHOIR):
            found[word] = None
    for phrase in CASE_PHRASES.finditer(fold(text)):
        found[" ".join(phrase[0].split())] = None
    return list(found)[:most]


def sms_text(text: str, limit: int = 160) -> str:
    """Text as one text message holds it, in its cheap alphabet and at most ``limit`` long.

    Polish letters lose their diacritics, quotation marks and dashes become plain ones, what the
    alphabet has no sign for goes. A text too long ends with "..." after its last whole word or
    phone number that fits; only a first word longer than the whole message is cut inside.
    """
    plain = clean(text).translate(TYPEWRITTEN)
    plain = "".join(c if c in GSM else plain_letters(c) for c in plain).translate(TYPEWRITTEN)
    plain = " ".join("".join(c for c in plain if c in GSM).split())
    return plain if _sms_length(plain) <= limit else _shortened(plain, limit)


def _sms_length(text: str) -> int:
    return sum(2 if c in GSM_EXTENSION else 1 for c in text)


def _shortened(text: str, limit: int) -> str:
    ending = "..."[:limit]
    room = limit - len(ending)
    kept = ""
    for said in SAID_IN_ONE.finditer(text):
        longer = text[: said.end()].rstrip(" ,;:.-(")
        if _sms_length(longer) > room:
            break
        kept = longer
    if not kept:
        kept = text[:room]
        while _sms_length(kept) > room:
            kept = kept[:-1]
    return kept.rstrip() + ending
