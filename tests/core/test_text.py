"""Typed text, made safe to keep and easy to find."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osl.core.text import clean, fold, slugify


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Joga   na krześle \n", "Joga na krześle"),
        ("a\x00b\x07c", "abc"),
        ("Zosia\u202egnitset", "Zosiagnitset"),
        ("za\u0301b", "záb"),
        ("tab\there", "tab here"),
    ],
)
def test_a_line_is_kept_clean(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_a_longer_text_keeps_its_lines() -> None:
    assert clean("pierwsza\r\ndruga\x00\n\n", lines=True) == "pierwsza\ndruga"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean(clean(text, lines=True), lines=True) == clean(text, lines=True)


def test_search_forgives_missing_diacritics() -> None:
    assert fold("Żółw ŁĄKA ćma") == "zolw laka cma"


def test_an_address_is_plain() -> None:
    assert slugify("Sąsiedzi z Ostrowieckiej!") == "sasiedzi-z-ostrowieckiej"
