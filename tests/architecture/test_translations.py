"""Law 11: every word can be translated; Polish is complete; Ukrainian covers public pages."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {
    "_": None,
    "_l": None,
    "_n": (1, 2),
    "gettext": None,
    "ngettext": (1, 2),
    "lazy_gettext": None,
}
STAFF_ONLY = re.compile(
    r"osl/(accounts|messages|demo)/|osl/[a-z]+/(forms|operations|commands)\.py|osl/core/"
    r"|templates/(accounts|messages)/|templates/layouts/panel|letters/|"
    r"templates/(communities|events)/(?!_)|templates/home/(desk|staff|audit)"
)
FORBIDDEN = ("kategoriałn", "event", "beneficjent", "podopieczn", "klient", "patologi", "wykluczeni")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def used() -> dict[str | tuple[str, ...], set[str]]:
    """Every message in the source, and the files it stands in."""
    found: dict[str | tuple[str, ...], set[str]] = {}
    options = {"templates/**.*": {"trimmed": "true"}}
    for folder in ("osl", "templates"):
        for file, _line, message, _comments, _context in extract_from_dir(
            str(ROOT / folder),
            method_map=[("**.py", "python"), ("**.*", "jinja2.ext:babel_extract")],
            options_map={"**.*": options["templates/**.*"]},
            keywords=KEYWORDS,
        ):
            found.setdefault(message, set()).add(f"{folder}/{file}")
    return found


def catalogue(language: str) -> Catalog:
    path = ROOT / "osl/translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def is_translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    texts = message.string if isinstance(message.string, tuple | list) else [message.string]
    return all(texts)


def test_polish_is_complete() -> None:
    polish = catalogue("pl")
    missing = sorted(str(m) for m in used() if not is_translated(polish.get(m)))
    assert missing == []


def test_ukrainian_covers_every_public_page() -> None:
    ukrainian = catalogue("uk")
    missing = sorted(
        str(message)
        for message, files in used().items()
        if not is_translated(ukrainian.get(message))
        and any(not STAFF_ONLY.search(file) for file in files)
    )
    assert missing == []


@pytest.mark.parametrize("language", ["pl", "uk"])
def test_placeholders_are_the_same_in_every_language(language: str) -> None:
    wrong = []
    for message in catalogue(language):
        if not message.id or not message.string:
            continue
        ids = message.id if isinstance(message.id, tuple | list) else [message.id]
        texts = message.string if isinstance(message.string, tuple | list) else [message.string]
        allowed = {p for text in ids for p in PLACEHOLDER.findall(text)}
        wrong += [t for t in texts if not set(PLACEHOLDER.findall(t)) <= allowed]
        if len(ids) == 1:
            wrong += [t for t in texts if set(PLACEHOLDER.findall(t)) != allowed]
    assert wrong == []


@pytest.mark.parametrize("language", ["pl", "uk"])
def test_the_compiled_catalogue_is_current(language: str) -> None:
    folder = ROOT / "osl/translations" / language / "LC_MESSAGES"
    fresh = BytesIO()
    write_mo(fresh, catalogue(language))
    fresh.seek(0)
    with (folder / "messages.mo").open("rb") as file:
        kept = read_mo(file)
    assert {m.id: m.string for m in kept if m.id} == {m.id: m.string for m in read_mo(fresh) if m.id}


def test_polish_uses_the_words_of_the_glossary() -> None:
    """REQ 6.1: one term per idea; words that are wrong here, or that hurt, do not appear."""
    found = [
        (word, text)
        for message in catalogue("pl")
        for text in (
            message.string if isinstance(message.string, tuple | list) else [message.string]
        )
        for word in FORBIDDEN
        if word in str(text).lower()
    ]
    assert found == []
