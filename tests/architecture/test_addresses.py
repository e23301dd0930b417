"""Addresses are printed on paper: lower case, ASCII, nouns with dashes, typed parts."""

import re

from flask import Flask

from osl.core.settings import ROOT

PUBLIC = {
    "/",
    "/spolecznosci",
    "/spolecznosci/<slug>",
    "/wydarzenia",
    "/wydarzenia/<int:event_id>",
    "/wydarzenia/<int:event_id>.ics",
    "/kalendarz",
    "/kalendarz/<slug>",
    "/kalendarz/<slug>.ics",
    "/moj-kalendarz/<secret>.ics",
    "/deklaracja-dostepnosci",
    "/prywatnosc",
    "/health/live",
    "/health/ready",
    "/robots.txt",
    "/sitemap.xml",
}


def rules(app: Flask) -> list[str]:
    return [rule.rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def test_the_promised_addresses_exist(app: Flask) -> None:
    known = {re.sub(r"<(\w+:)?(\w+)>", r"<\2>", rule) for rule in rules(app)}
    promised = {re.sub(r"<(\w+:)?(\w+)>", r"<\2>", rule) for rule in PUBLIC}
    assert promised - known == set()


def test_addresses_are_lower_case_nouns_with_dashes(app: Flask) -> None:
    for rule in rules(app):
        plain = re.sub(r"<[^>]+>", "", rule)
        assert re.fullmatch(r"[a-z0-9/.\-]*", plain), rule


def test_numbers_in_addresses_are_typed(app: Flask) -> None:
    for rule in rules(app):
        for part in re.findall(r"<([^>]+)>", rule):
            if part.endswith("_id"):
                assert part.startswith("int:"), rule


def test_staff_work_under_one_roof(app: Flask) -> None:
    from_staff = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], "door", None)
        and app.view_functions[rule.endpoint].door.kind == "staff"  # type: ignore[attr-defined]
    }
    assert all(rule.startswith("/panel") for rule in from_staff)


def test_letters_name_addresses_that_hold_outside_of_a_page() -> None:
    """A letter may be written in the worker, where no page is being looked at."""
    letters = sorted((ROOT / "templates").glob("*/letters/*.txt"))
    assert letters
    for path in letters:
        named = set(re.findall(r"\b(url_for|request|session|\w+_address)\b\(?", path.read_text()))
        assert named == set(), path
