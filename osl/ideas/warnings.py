"""What in somebody's words should be looked at before everybody may read them.

A machine only points; whoever looks decides. A PESEL number alone is never published.
"""

import re

from osl.core.i18n import _
from osl.core.text import fold, pesel_in
from osl.ideas.limits import LINK

EMAIL = re.compile(r"[^\s@,;:()<>]+@[^\s@]+\.[^\s@.,;:()<>]+")
PHONE = re.compile(r"(?<![\d+])(?:\+\d{2,3}[ -]?)?\(?\d(?:[ .()-]{0,2}\d){8}(?!\d)")
FLAT = re.compile(
    r"\b[A-ZĄĆĘŁŃÓŚŹŻ]\w+\s+\d{1,3}[A-Za-z]?\s*(?:/|m\.?|lok\.?)\s*\d{1,4}\b"
    r"|\b(?:mieszkani\w+|m\.|lok\.?)\s+(?:nr\s+)?\d{1,4}\b"
)
"""A door somebody may live behind: "Ostrowiecka 5/12", "mieszkanie 12"."""

WORD = r"[A-ZĄĆĘŁŃÓŚŹŻ][a-ząćęłńóśźż]{2,}"
NAME = re.compile(rf"(?<!\w)({WORD})(?=\s+({WORD})(?!\w))")
ENDS_BEFORE = frozenset('.!?…:;\n„”"«»(–-•*')
"""After one of these a capital letter only begins a sentence."""

NAMES_A_PLACE = re.compile(r"\b(?:ul|ulic\w*|al|alei\w*|os|osiedl\w*|pl|plac\w*|im|sw)\.?\s*$")
NO_NAMES = frozenset(
    "dom domu dzien dnia centrum klub klubu park parku rada rady urzad urzedu szkola szkoly"
    " swieto swieta rynek rynku miejski miejska gmina stare nowe boze wielki biblioteka".split()
)


def warnings_of(title: str, text: str) -> list[str]:
    """What may be about particular people, or an advertisement, each in a sentence."""
    words = f"{title}\n{text}"
    rest, mails = EMAIL.subn(" ", words)
    found = []
    if pesel_in(words):
        found.append(_("There is a PESEL number in it. Take it out before you publish."))
    if PHONE.search(rest):
        found.append(_("There seems to be a phone number in it. Is it meant for everybody?"))
    if mails:
        found.append(_("There is an e-mail address in it. Is it meant for everybody?"))
    if FLAT.search(rest):
        found.append(_("There seems to be the number of a flat in it. Leave it out."))
    if LINK.search(rest):
        found.append(_("There is a link in it. Look where it leads before you publish."))
    found += [
        _("“%(name)s” may be somebody's name. Leave it out, unless they agreed.", name=name)
        for name in names_in(words)
    ]
    return found


def names_in(words: str) -> list[str]:
    """Two capitalised words in a row which do not begin a sentence and name no place."""
    found: dict[str, None] = {}
    for pair in NAME.finditer(words):
        before = words[: pair.start()].rstrip(" ")
        if not before or before[-1] in ENDS_BEFORE:
            continue
        if NAMES_A_PLACE.search(fold(before)) or {fold(pair[1]), fold(pair[2])} & NO_NAMES:
            continue
        found[f"{pair[1]} {pair[2]}"] = None
    return list(found)[:3]
