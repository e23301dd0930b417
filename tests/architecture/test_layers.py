"""Law 1: imports go down only; law 3: one place commits. The lists are the architecture."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

OSL = Path(__file__).resolve().parents[2] / "osl"

FEATURES = [
    "core",
    "accounts",
    "messages",
    "communities",
    "people",
    "events",
    "calendars",
    "signups",
    "ideas",
    "volunteers",
    "groups",
    "neighbours",
    "specialists",
    "logbook",
    "surveys",
    "journal",
    "cards",
    "news",
    "reports",
    "home",
    "demo",
]
"""A feature may import those before it. New ones take their place from the design's list."""

FILES = ["models", "words", "policies", "queries", "operations", "forms", "views"]
"""Inside a feature a file may import those before it."""

NOUNS = {
    ("accounts", "commands"): "views",
}
"""Files named after a noun of their field, and the file whose rank they share."""

OPEN_TO_OTHERS = {"models", "words", "policies", "queries", "operations"}

MAINTAINERS_ONLY = ("fontTools",)
"""Not installed with the site: imported only by the command that remakes the fonts."""

SPREADSHEETS = {"csv", "xlsxwriter", "openpyxl", "pandas"}
"""Libraries that write tables."""

FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "services", "managers", "common", "misc"}


def modules() -> list[Path]:
    return sorted(path for path in OSL.rglob("*.py"))


def imported(path: Path) -> Iterator[tuple[str, bool]]:
    """The osl modules a file imports, and whether inside a function."""
    tree = ast.parse(path.read_text())
    inside = {
        node
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            yield name, node in inside


def place(name: str) -> tuple[str, str] | None:
    """The feature and file of a dotted name below osl."""
    parts = name.split(".")
    if parts[0] != "osl" or len(parts) < 2 or parts[1] not in FEATURES:
        return None
    return parts[1], parts[2] if len(parts) > 2 else "__init__"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(OSL)))
def test_imports_go_down_only(path: Path) -> None:
    own = path.relative_to(OSL).with_suffix("").parts
    for name, inside in imported(path):
        target = place(name)
        if target is None or len(own) < 2:
            continue
        assert not inside, f"{path} imports {name} inside a function"
        feature, file = own[0], own[1]
        assert FEATURES.index(target[0]) <= FEATURES.index(feature), (
            f"{feature} may not import from {target[0]}, which is above it"
        )
        if target[0] == feature and file in FILES and target[1] in FILES:
            assert FILES.index(target[1]) <= FILES.index(file), (
                f"{feature}/{file} may not import {target[1]}, which is above it"
            )
        if target[0] not in (feature, "core") and target[1] in FILES:
            assert target[1] in OPEN_TO_OTHERS, f"{target[0]}.{target[1]} is closed to {feature}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(OSL)))
def test_no_import_hides_inside_a_function(path: Path) -> None:
    hidden = [name for name, inside in imported(path) if inside]
    assert [name for name in hidden if not name.startswith(MAINTAINERS_ONLY)] == []


def test_only_one_place_commits() -> None:
    guilty = [
        str(path.relative_to(OSL))
        for path in modules()
        if path != OSL / "core" / "transactions.py"
        and any(word in path.read_text() for word in (".commit(", ".rollback("))
    ]
    assert guilty == []


def test_now_comes_from_the_clock_only() -> None:
    own_ways = ("datetime.now(", "date.today(", ".utcnow()", "time.time()")
    guilty = [
        str(path.relative_to(OSL))
        for path in modules()
        if path != OSL / "core" / "clock.py"
        and any(way in path.read_text().replace("clock.utcnow()", "") for way in own_ways)
    ]
    assert guilty == []


def test_only_one_place_writes_tables_for_spreadsheets() -> None:
    """What strangers typed must not run as a formula on the desk of whoever opens the file."""
    writers = {
        path.relative_to(OSL).as_posix()
        for path in modules()
        for name, _inside in imported(path)
        if name.partition(".")[0] in SPREADSHEETS
    }
    assert writers == {"core/sheets.py"}


def test_models_are_never_queried_the_old_way() -> None:
    guilty = [
        str(path.relative_to(OSL))
        for path in modules()
        if any(word in path.read_text() for word in (".query.", "db.Model", "|safe", "Markup(f"))
    ]
    assert guilty == []


def test_no_drawer_that_fills() -> None:
    names = {part for path in modules() for part in path.with_suffix("").parts}
    assert not names & FORBIDDEN_NAMES


def test_only_accounts_and_the_log_of_reading_use_a_transaction_of_their_own() -> None:
    users = {
        str(path.relative_to(OSL)) for path in modules() if "transactions.side(" in path.read_text()
    }
    assert {one for one in users if not one.startswith("accounts/")} <= {"core/reading.py"}
