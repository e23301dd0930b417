"""The words of a letter laid out: a text as people write it, in its paragraphs, lists, links.

Words are written once, as text; the HTML of a letter is made of these parts and says the same.
"""

import re
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

ITEM = "- "
ADDRESS = re.compile(r"https?://[^\s<>\"']+")

_GAP = "[ \u00a0-]"
PHONE = re.compile(
    # Not the end of something longer (an account, a date, an address, an amount) …
    r"(?<![\w+@/.,:=#-])(?<!\d[ \u00a0])"
    rf"(?:\+\d{{2}}{_GAP}?\d{{3}}{_GAP}?\d{{3}}{_GAP}?\d{{3}}"
    rf"|(?:\+48{_GAP})?\d{{2}}{_GAP}\d{{3}}{_GAP}\d{{2}}{_GAP}\d{{2}}"
    rf"|\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}})"
    # … nor its beginning.
    r"(?![\w@/])(?![ \u00a0.,:-]?\d)"
)
"""A Polish telephone number as it is written for people. Nine digits in a row are not one: they
may as well be the number of a company or of a case."""


@dataclass(frozen=True)
class Span:
    """A piece of a line; with an ``href`` it is a link."""

    text: str
    href: str = ""


Line = tuple[Span, ...]


@dataclass(frozen=True)
class Paragraph:
    kind: ClassVar = "paragraph"
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class List:
    kind: ClassVar = "list"
    items: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True)
class Button:
    """What the letter is for: one address, under the words that led to it."""

    kind: ClassVar = "button"
    label: str
    href: str


Block = Paragraph | List | Button


def signed(body: str) -> tuple[str, str]:
    """The words of a letter and the signature under them, which follows its last line "--"."""
    lines = body.splitlines()
    marks = [number for number, line in enumerate(lines) if line.rstrip() == "--"]
    end = marks[-1] if marks else len(lines)
    return "\n".join(lines[:end]).strip("\n"), "\n".join(lines[end + 1 :]).strip("\n")


def laid_out(words: str) -> list[Block]:
    """The parts of a text. A paragraph ends at an empty line; lines that begin with "- " are a
    list, and those that follow such a line two spaces in belong to it."""
    blocks: list[Block] = []
    for is_empty, group in groupby(words.splitlines(), key=lambda line: not line.strip()):
        if is_empty:
            continue
        lines = [line.rstrip() for line in group]
        if blocks and len(lines) == 1 and (led_to := _led_to(blocks[-1], lines[0])):
            blocks[-1:] = led_to
            continue
        for block in _parts(lines):
            if isinstance(block, List) and blocks and isinstance(blocks[-1], List):
                blocks[-1] = List(blocks[-1].items + block.items)
            else:
                blocks.append(block)
    return blocks


def _led_to(before: Block, line: str) -> list[Block]:
    """An address alone, after a line that ends with ":", is a button that says what the line
    says; what stood above the line stays."""
    if not isinstance(before, Paragraph) or not ADDRESS.fullmatch(line.strip()):
        return []
    *above, label = before.lines
    said = "".join(span.text for span in label)
    if not said.endswith(":"):
        return []
    button = Button(said.removesuffix(":"), line.strip())
    return [Paragraph(tuple(above)), button] if above else [button]


def _parts(lines: list[str]) -> list[Block]:
    """One group of lines: paragraphs and lists as they follow one another."""
    parts: list[Block] = []
    for line in lines:
        last = parts[-1] if parts else None
        if line.startswith(ITEM):
            item: tuple[Line, ...] = (_spans(line.removeprefix(ITEM)),)
            if isinstance(last, List):
                parts[-1] = List((*last.items, item))
            else:
                parts.append(List((item,)))
        elif isinstance(last, List) and line.startswith("  "):
            *items, item = last.items
            parts[-1] = List((*items, (*item, _spans(line))))
        elif isinstance(last, Paragraph):
            parts[-1] = Paragraph((*last.lines, _spans(line)))
        else:
            parts.append(Paragraph((_spans(line),)))
    return parts


def _spans(line: str) -> Line:
    line = line.strip()
    if ADDRESS.fullmatch(line):
        return (Span(line, line),)
    if "://" in line:
        return (Span(line),)  # digits of an address dial nobody
    spans: list[Span] = []
    end = 0
    for number in PHONE.finditer(line):
        spans += [Span(line[end : number.start()]), Span(number[0], _dialled(number[0]))]
        end = number.end()
    spans.append(Span(line[end:]))
    return tuple(span for span in spans if span.text)


def _dialled(number: str) -> str:
    digits = re.sub(r"[^\d+]", "", number)
    return f"tel:{digits if digits.startswith('+') else f'+48{digits}'}"
