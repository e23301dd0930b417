"""The look keeps its promises: known icons, pinned files with their licences, nothing foreign."""

import hashlib
import json
import re

import pytest

from osl.core.assets import ICONS, LOCK, STATIC
from osl.core.settings import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LOCKED = json.loads(LOCK.read_text(encoding="utf-8"))

NAMED_ICON = re.compile(
    r"""\b(?:icon|icon_of|fact)\(\s*"([a-z0-9-]+)"  # icon("clock"), fact("clock", …)
        | \bicon=\s*"([a-z0-9-]+)"                  # button(…, icon="check")""",
    re.VERBOSE,
)


@pytest.mark.parametrize("path", sorted(LOCKED))
def test_a_file_made_by_others_is_the_one_we_pinned(path):
    assert hashlib.sha256((STATIC / path).read_bytes()).hexdigest() == LOCKED[path]["sha256"]


def test_each_package_of_others_has_its_licence_beside_it():
    packages = {entry["package"] for entry in LOCKED.values()}
    licensed = {entry["package"] for path, entry in LOCKED.items() if path.startswith("vendor/")}
    assert packages == licensed
    assert all(entry["version"] and entry["integrity"] for entry in LOCKED.values())


def test_the_sprite_holds_exactly_the_icons_we_list():
    sprite = (STATIC / "img/icons.svg").read_text(encoding="utf-8")
    assert re.findall(r'<symbol id="([^"]+)"', sprite) == list(ICONS)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_template_uses_only_icons_that_exist(template):
    found = NAMED_ICON.findall(template.read_text(encoding="utf-8"))
    assert {name for pair in found for name in pair if name} <= set(ICONS)


def test_style_and_script_ask_no_other_host():
    for path in [*STATIC.glob("css/*.css"), *STATIC.glob("js/*.js")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?://|data:", text), path


def test_every_tone_has_all_its_colours():
    css = (STATIC / "css/site.css").read_text(encoding="utf-8")
    for tone in ("green", "sun", "clay", "sky", "plum", "teal"):
        rule = re.search(rf"\.tone-{tone} {{(.*?)}}", css)
        assert rule, tone
        assert {"--tone", "--tone-text", "--tone-soft", "--tone-ink"} <= set(
            re.findall(r"--[a-z-]+", rule[1])
        )


def test_each_layer_of_the_style_sheet_begins_at_its_top():
    """A brace lost in a merge puts the rest of the sheet inside a rule for phones, unseen."""
    css = re.sub(
        r"/\*.*?\*/", "", (STATIC / "css/site.css").read_text(encoding="utf-8"), flags=re.DOTALL
    )
    css = re.sub(r'"[^"\n]*"', "", css)
    layers = [
        found.start()
        for found in re.finditer(r"^@layer [a-z]+ \{|^@media print", css, re.MULTILINE)
    ]
    assert layers
    for begins in [*layers, len(css)]:
        assert css[:begins].count("{") == css[:begins].count("}")


def test_the_style_sheet_names_fonts_by_their_content():
    """So that browsers keep them for a year, and the one preloaded is the one used."""
    css = (STATIC / "css/site.css").read_text(encoding="utf-8")
    named = re.findall(r'url\("\.\./(fonts/[^"?]+)\?v=([0-9a-f]+)"\)', css)
    assert len(named) == css.count("url(") == 2
    for path, mark in named:
        assert hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10] == mark
