"""Polish says everything the site can say; Ukrainian says all that residents read."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = DEFAULT_KEYWORDS | {"_l": None, "_n": (1, 2)}
TEAM_ONLY = re.compile(r"layouts/panel\.html|^calendars/letters/|^accounts/")
PART = re.compile(r'"(\w+/_\w+\.\w+)"')
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")

Id = str | tuple[str, ...]


def words_in(path: Path) -> Iterator[Id]:
    """What a source file or a template marks for translation."""
    method = "python" if path.suffix == ".py" else "jinja2"
    for _line, id_, _comments, _context in extract_from_file(method, path, KEYWORDS):
        yield tuple(id_) if isinstance(id_, tuple | list) else id_


def sources() -> list[Path]:
    templates = [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
    return sorted([*(ROOT / "osl").rglob("*.py"), *templates])


READ_IN_FORMS = (
    "core/forms.py",
    "core/pictures.py",
    "core/redrawing.py",
    "ideas/forms.py",
    "ideas/limits.py",
    "ideas/views.py",
    "ideas/reading_forms.py",
    "ideas/story.py",
    "ideas/supporting_views.py",
    "neighbours/forms.py",
    "neighbours/limits.py",
    "neighbours/views.py",
    "signups/forms.py",
    "signups/gate.py",
    "signups/places.py",
    "signups/windows.py",
    "surveys/answers.py",
    "surveys/forms.py",
    "surveys/limits.py",
    "surveys/views.py",
    "volunteers/hours.py",
    "volunteers/hours_forms.py",
    "volunteers/hours_queries.py",
    "volunteers/hours_rules.py",
    "volunteers/own_hours_views.py",
    "volunteers/calling.py",
    "volunteers/contribution_words.py",
    "volunteers/forms.py",
    "volunteers/limits.py",
    "volunteers/offering.py",
    "volunteers/own.py",
    "volunteers/views.py",
)
"""What residents read when they fill something in."""


def read_by_residents() -> list[Path]:
    """Pages outside the team's frame, the parts they are made of, and the words of the field."""
    templates = {
        path.relative_to(ROOT / "templates").as_posix(): path.read_text()
        for path in (ROOT / "templates").rglob("*")
        if path.is_file()
    }
    reached = {
        name
        for name, text in templates.items()
        if not TEAM_ONLY.search(name)
        and "layouts/panel.html" not in text
        and not name.rpartition("/")[2].startswith("_")
    }
    waiting = list(reached)
    while waiting:
        parts = set(PART.findall(templates[waiting.pop()])) - reached
        reached |= parts
        waiting += parts
    words = [path for path in (ROOT / "osl").glob("*/*.py") if re.search(r"(^|_)words$", path.stem)]
    words += [ROOT / "osl" / name for name in READ_IN_FORMS]
    return [*sorted(words), *(ROOT / "templates" / name for name in sorted(reached))]


def catalogue(language: str) -> Catalog:
    folder = ROOT / "osl/translations" / language / "LC_MESSAGES"
    with (folder / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def forms(words: Any) -> tuple[str, ...]:
    """The one form of a sentence, or each of its plural ones."""
    return tuple(words) if isinstance(words, tuple | list) else (words,)


def is_said(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    return all(forms(message.string))


def unsaid(language: str, paths: list[Path]) -> list[str]:
    known = catalogue(language)
    return [
        f"{path.relative_to(ROOT)}: {id_}"
        for path in paths
        for id_ in words_in(path)
        if not is_said(known.get(id_))
    ]


def test_polish_is_complete() -> None:
    assert unsaid("pl", sources()) == []


def test_ukrainian_says_all_that_residents_read() -> None:
    assert unsaid("uk", read_by_residents()) == []


@pytest.mark.parametrize("language", ["pl", "uk"])
def test_a_translation_fills_the_same_places(language: str) -> None:
    wrong = []
    for message in catalogue(language):
        asked = set(PLACEHOLDER.findall("".join(forms(message.id))))
        for form in filter(None, forms(message.string) if message.id else ()):
            filled = set(PLACEHOLDER.findall(form))
            # A form for one may leave its number out: "jedno spotkanie".
            if asked - filled - {"num"} or filled - asked:
                wrong.append(f"{message.id}: {form}")
    assert wrong == []


@pytest.mark.parametrize("language", ["pl", "uk"])
def test_what_is_compiled_is_what_was_written(language: str) -> None:
    with (ROOT / "osl/translations" / language / "LC_MESSAGES/messages.mo").open("rb") as file:
        compiled = {forms(m.id): forms(m.string) for m in read_mo(file) if m.id}
    written = {forms(m.id): forms(m.string) for m in catalogue(language) if is_said(m) and m.id}

    assert compiled == written
