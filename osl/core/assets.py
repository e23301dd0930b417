"""Parts of the look made by others, the typeface and the icons: for maintainers only.

``flask --app wsgi assets vendor`` fetches two packages from the npm registry with ``npm pack``
(nothing is installed and no package script runs), keeps only what the pages use, and writes
what came from where to ``static/vendor.lock.json``. The files made are committed; the running
site never needs this. Needs npm, and ``pip install fonttools brotli``.
"""

import hashlib
import io
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

STATIC = Path(__file__).resolve().parents[2] / "static"
LOCK = STATIC / "vendor.lock.json"

# The pages may use only these; tests/architecture/test_look.py compares.
ICONS = (
    "accessibility", "arrow-left", "arrow-right", "backpack", "calendar-clock", "calendar-days",
    "calendar-plus", "calendar-x", "check", "chevron-down", "chevron-left", "chevron-right",
    "circle-alert", "circle-check", "circle-help", "clipboard-list", "clock", "coins", "copy",
    "download", "eye", "globe", "hand-heart", "history", "house", "image", "info", "list",
    "list-filter", "lock", "log-in", "log-out", "mail", "map-pin", "menu", "message-circle",
    "pencil", "phone", "plus", "printer", "qr-code", "repeat", "search", "settings", "smartphone",
    "sprout", "trash-2", "triangle-alert", "umbrella", "user", "users", "x",
)  # fmt: skip

POLISH = "ĄĆĘŁŃÓŚŹŻąćęłńóśźż"
LATIN = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)])) + POLISH + "–—‘’‚“”„•…′″€→−×"
UKRAINIAN = "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯЁЪЫЭабвгґдеєжзиіїйклмнопрстуфхцчшщьюяёъыэ№"
WEIGHTS = (400, 850)  # regular to extra bold: what the style sheet asks for
PAPER_WEIGHTS = {400: "Regular", 700: "Bold"}
"""What the papers made by typst are set in; it reads no variable font and no woff2."""


@dataclass(frozen=True)
class Package:
    """One published version, unpacked in memory."""

    name: str
    version: str
    integrity: str
    files: dict[str, bytes]


def fetch_package(name: str, version: str) -> Package:
    """Download exactly this version; npm checks the bytes against the registry."""
    npm = shutil.which("npm")
    if npm is None:
        raise click.ClickException("Fetching packages needs npm, which comes with Node.js.")
    command = [npm, "pack", "--json", f"{name}@{version}"]
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603
        told = json.loads(packed.stdout)[0]
        files = {}
        with tarfile.open(Path(folder) / told["filename"]) as archive:
            for member in archive:
                content = archive.extractfile(member)
                if content is not None:
                    files[member.name.removeprefix("package/")] = content.read()
    return Package(name, version, told["integrity"], files)


def icon_sprite(package: Package) -> bytes:
    """All icons in one drawing, each a <symbol> that `<use href="…/icons.svg#clock">` shows."""
    symbols = []
    for name in ICONS:
        drawing = package.files[f"icons/{name}.svg"].decode()
        shapes = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)
        if shapes is None:
            raise click.ClickException(f"The icon {name} is not drawn the way we know.")
        inside = re.sub(r"\s+", " ", shapes[1]).replace("> <", "><").replace(" />", "/>").strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{inside}</symbol>')
    lines = ['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""]
    return "\n".join(lines).encode()


def graft(font: Any, other: Any, characters: str) -> None:
    """Copy these characters from another part of the same variable font into this one."""
    font.ensureDecompiled()  # tables read later would not match the new number of glyphs
    other.ensureDecompiled()
    known, names = font.getBestCmap(), other.getBestCmap()
    missing = {ord(character) for character in characters} & names.keys() - known.keys()
    pending = [names[code] for code in sorted(missing)]
    wanted: dict[str, Any] = {}
    while pending:
        name = pending.pop()
        if name in wanted or name in font["glyf"].glyphs:
            continue
        wanted[name] = glyph = other["glyf"][name]
        pending += glyph.getComponentNames(other["glyf"])
    for name, glyph in wanted.items():
        font["glyf"][name] = glyph
        font["hmtx"][name] = other["hmtx"][name]
        font["gvar"].variations[name] = list(other["gvar"].variations.get(name, []))
    order = font.getGlyphOrder()
    font.setGlyphOrder([*order, *(name for name in wanted if name not in order)])
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update({code: names[code] for code in missing})
    if "HVAR" in font:
        del font["HVAR"]  # the widths are in gvar too; HVAR does not know the new glyphs


def subset_font(sources: list[bytes], characters: str) -> bytes:
    """One woff2 from one or more parts of the family: these characters, the weights we use."""
    font = merge_parts(sources, characters)
    font.flavor = "woff2"
    return _at_weight(font, WEIGHTS)


def paper_font(sources: list[bytes], characters: str, weight: int) -> bytes:
    """One TTF of one weight. The parts call themselves by the thinnest weight of the family, and
    typst would silently take another typeface: so it is told its own name."""
    font = merge_parts(sources, characters)
    font.flavor = None
    style = PAPER_WEIGHTS[weight]
    told = {
        1: "Nunito Sans",
        2: style,
        4: f"Nunito Sans {style}",
        6: f"NunitoSans-{style}",
        13: "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
        14: "https://openfontlicense.org",
    }
    font["name"].names = [one for one in font["name"].names if one.nameID in (0, 5)]
    for number, words in told.items():
        font["name"].setName(words, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    is_bold = style == "Bold"
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x61) | (0x20 if is_bold else 0x40)
    font["head"].macStyle = int(is_bold)
    return _at_weight(font, weight)


def merge_parts(sources: list[bytes], characters: str) -> Any:
    """One variable font of these characters, from one or more parts of the family."""
    try:
        from fontTools.subset import Options, Subsetter
        from fontTools.ttLib import TTFont
    except ImportError as missing:
        raise click.ClickException(
            "Making fonts needs two more packages: pip install fonttools brotli"
        ) from missing
    font, *others = [TTFont(io.BytesIO(source), recalcTimestamp=False) for source in sources]
    for other in others:
        graft(font, other, characters)
    features = ["kern", "liga", "locl", "ccmp", "mark"]
    subsetter = Subsetter(Options(layout_features=features, hinting=False, notdef_outline=True))
    subsetter.populate(text=characters)
    subsetter.subset(font)
    return font


def _at_weight(font: Any, weight: int | tuple[int, int]) -> bytes:
    from fontTools.varLib.instancer import instantiateVariableFont

    instantiateVariableFont(font, {"wght": weight}, inplace=True)
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()


def vendored_files() -> list[tuple[str, bytes, Package, str]]:
    """Every file made: its path under static/, its bytes, its package, its source in there."""
    icons = fetch_package("lucide-static", "1.62.0")
    font = fetch_package("@fontsource-variable/nunito-sans", "5.3.0")
    latin, polish, cyrillic = (
        f"files/nunito-sans-{part}-wght-normal.woff2" for part in ("latin", "latin-ext", "cyrillic")
    )
    for_polish = subset_font([font.files[latin], font.files[polish]], LATIN)
    for_ukrainian = subset_font([font.files[cyrillic]], UKRAINIAN)
    parts = (latin, polish, cyrillic)
    for_paper = [
        (
            f"fonts/print/nunito-sans-{weight}.ttf",
            paper_font([font.files[part] for part in parts], LATIN + UKRAINIAN, weight),
            font,
            ", ".join(parts),
        )
        for weight in PAPER_WEIGHTS
    ]
    return [
        *for_paper,
        ("img/icons.svg", icon_sprite(icons), icons, "icons/*.svg"),
        ("vendor/lucide-LICENSE.txt", icons.files["LICENSE"], icons, "LICENSE"),
        ("fonts/nunito-sans-latin.woff2", for_polish, font, f"{latin}, {polish}"),
        ("fonts/nunito-sans-cyrillic.woff2", for_ukrainian, font, cyrillic),
        ("vendor/nunito-sans-OFL.txt", font.files["LICENSE"], font, "LICENSE"),
    ]


@click.group()
def assets() -> None:
    """Typeface and icons (for maintainers)."""


@assets.command()
def vendor() -> None:
    """Fetch the typeface and the icons again, and write static/vendor.lock.json."""
    lock = {}
    for path, content, package, source in vendored_files():
        target = STATIC / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        lock[path] = {
            "package": package.name,
            "version": package.version,
            "integrity": package.integrity,
            "source": source,
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        click.echo(f"{path}: {len(content) / 1024:.1f} KB")
    LOCK.write_text(json.dumps(lock, indent=2, sort_keys=True) + "\n", encoding="utf-8")
