"""Descriptions become thirteen tags and safe links, whatever somebody types (A5)."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osl.core.markdown import TAGS, plain_text, render_markdown


class Parsed(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words += data


def test_what_the_team_needs() -> None:
    page = Parsed(
        render_markdown(
            "# Program\n\nPrzyjdź **koniecznie**, *sąsiedzie*.\nDruga linia\n\n"
            "1. herbata\n2. ciasto\n\n- a\n- b\n\n> cytat\n\n---\n\n`kod`\n\n#### Mniejszy"
        )
    )
    assert set(page.tags) == TAGS - {"a"}
    assert page.attributes == []


def test_links_lead_to_the_web_mail_and_phones() -> None:
    page = Parsed(
        render_markdown(
            "[strona](https://example.org/?a=1&b=2) <mailto:a@example.org> [tel](tel:+48000000001)"
        )
    )
    assert [value for _, name, value in page.attributes if name == "href"] == [
        "https://example.org/?a=1&b=2",
        "mailto:a@example.org",
        "tel:+48000000001",
    ]
    assert {value for _, name, value in page.attributes if name == "rel"} == {
        "nofollow ugc noopener"
    }


ATTACKS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.example/pixel.png)",
    "![x](x 'onerror=alert(1)')",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](//evil.example/)",
    "[x](/panel/wydarzenia)",
    "<javascript:alert(1)>",
    '[x](https://e.example/"onmouseover="alert(1))',
    "[x]: javascript:alert(1)\n\n[x]",
    "<svg/onload=alert(1)>",
    "<iframe src=https://evil.example></iframe>",
    "<a href='https://e.example' onclick='alert(1)'>x</a>",
    "<style>*{display:none}</style>",
    "```html\n<script>alert(1)</script>\n```",
    "**" * 5000,
    "[" * 5000,
    "> " * 3000 + "x",
    "- " * 3000 + "x",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_else_gets_through(text: str) -> None:
    harmless(text)


@given(st.text(alphabet="<>[]()!*_`#-'\"/:&;=ajscriptdo \n\\", max_size=200))
def test_whatever_is_typed(text: str) -> None:
    harmless(text)
    plain_text(text)


def harmless(text: str) -> None:
    page = Parsed(render_markdown(text))
    assert set(page.tags) <= TAGS
    for tag, name, value in page.attributes:
        assert (tag, name) in {("a", "href"), ("a", "rel")}
        if name == "href":
            assert value.split(":")[0].lower() in {"http", "https", "mailto", "tel"}


def test_plain_text_for_calendars() -> None:
    text = (
        "## Program\n\nPrzyjdź **koniecznie**: [strona](https://example.org).\n"
        "Druga linia\n\n1. herbata\n2. ciasto\n\n- kubek\n- <https://example.org>\n"
        "- [zadzwoń](tel:000000001)\n"
    )
    assert plain_text(text) == (
        "Program\n"
        "Przyjdź koniecznie: strona (https://example.org).\n"
        "Druga linia\n"
        "1. herbata\n"
        "2. ciasto\n"
        "– kubek\n"
        "– https://example.org\n"
        "– zadzwoń"
    )


def test_plain_text_keeps_what_was_not_markdown() -> None:
    assert plain_text("a < b && c > d </script>") == "a < b && c > d </script>"
