"""What other calendars say in words, as our descriptions hold it: plain text, not too long.

It is read in a small program apart from the site (see reading), so it imports nothing of the
site but the core.
"""

import re
from html import escape, unescape
from typing import Any

import nh3

from osl.calendars.lines import Part
from osl.core.text import clean

LONGEST_TITLE = 150
LONGEST_PLACE = 200
LONGEST_DESCRIPTION = 10_000
LONGEST_HTML = 60_000

MARKUP = re.compile(
    r"</?(?:a|b|blockquote|body|br|div|em|font|h[1-6]|html|i|img|li|ol|p|script|span|strong|style"
    r"|table|tbody|td|tr|u|ul)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
BLOCKS = re.compile(r"</?(?:blockquote|div|h[1-6]|ol|table|tr|ul)\b[^<>]{0,2000}>", re.IGNORECASE)
LINKS = re.compile(r'<a href="(https?://[^"]{1,500})">([^<]*)</a>')
ENTITIES = re.compile(r"&(?:nbsp|amp|quot|lt|gt|#\d{1,5});")

Note = tuple[str, dict[str, Any]]
"""What is to be said of an event: a code, and what fills its sentence."""


def title_of(part: Part, notes: list[Note]) -> str:
    title = clean(part.text("SUMMARY"))
    if len(title) > LONGEST_TITLE:
        notes.append(("title_cut", {"most": LONGEST_TITLE}))
        title = f"{title[: LONGEST_TITLE - 1].rstrip()}…"
    return title


def place_of(part: Part, notes: list[Note]) -> str:
    place = clean(", ".join(filter(None, map(str.strip, part.text("LOCATION").split("\n")))))
    if len(place) > LONGEST_PLACE:
        notes.append(("place_cut", {"most": LONGEST_PLACE}))
        place = f"{place[: LONGEST_PLACE - 1].rstrip()}…"
    return place


def description_of(part: Part, notes: list[Note]) -> str:
    text = part.text("DESCRIPTION")
    if MARKUP.search(text[:LONGEST_HTML]):
        text = words_of(text[:LONGEST_HTML])
        notes.append(("html", {}))
    elif ENTITIES.search(text[:LONGEST_HTML]):
        text = unescape(text[:LONGEST_HTML])
    lines = [" ".join(line.split()) for line in clean(text, lines=True).split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    address = clean(part.text("URL"))
    if re.fullmatch(r"https?://\S{1,500}", address) and address not in text:
        text = f"{text}\n\n{address}".strip()
    if len(text) > LONGEST_DESCRIPTION:
        notes.append(("description_cut", {"most": LONGEST_DESCRIPTION}))
        text = f"{text[: LONGEST_DESCRIPTION - 1].rstrip()}…"
    return text


def words_of(html: str) -> str:
    """The words of an HTML text: paragraphs and points of a list on lines of their own, the
    address of a link after its words."""
    tidy = nh3.clean(
        BLOCKS.sub("<br>", html),
        tags={"a", "br", "li", "p"},
        attributes={"a": {"href"}},
        link_rel=None,
    )
    tidy = LINKS.sub(lambda link: _link(unescape(link[1]), link[2]), tidy)
    for tag, words in (("<br>", "\n"), ("<li>", "\n- "), ("<p>", "\n"), ("</p>", "\n")):
        tidy = tidy.replace(tag, words)
    return unescape(MARKUP.sub("", tidy))


def _link(address: str, words: str) -> str:
    return words if address in unescape(words) else f"{words} ({escape(address)})"
