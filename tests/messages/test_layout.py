"""From a text as people write it to its paragraphs, lists, links and buttons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osl.messages.layout import Block, Button, Line, List, Paragraph, Span, laid_out, signed

PAGE = "https://osl.example.pl/zapisy/abc?a=1&b=2"


def words(line: Line) -> str:
    return "".join(span.text for span in line)


def told(block: Block) -> str:
    """A part in one word and what it says."""
    if isinstance(block, Button):
        return f"button {block.label} -> {block.href}"
    lines = block.lines if isinstance(block, Paragraph) else sum(block.items, ())
    return f"{block.kind} " + " / ".join(map(words, lines))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Raz.\nDwa.\n\n\nTrzy.", ["paragraph Raz. / Dwa.", "paragraph Trzy."]),
        ("Weź:\n- buty\n- kijki\ni dobry humor", None),
        ("- buty\n\n- kijki", ["list buty / kijki"]),
        (f"- spacer\n  {PAGE}", [f"list spacer / {PAGE}"]),
        (f"Zobacz:\n\n{PAGE}\n\nDo widzenia.", [f"button Zobacz -> {PAGE}", None]),
        (f"Dzień dobry.\nZobacz:\n\n{PAGE}", ["paragraph Dzień dobry.", None]),
        (f"Zobacz:\n{PAGE}", [f"paragraph Zobacz: / {PAGE}"]),
        (f"Zobacz\n\n{PAGE}", ["paragraph Zobacz", f"paragraph {PAGE}"]),
        ("Zobacz:\n\njavascript:alert(1)", ["paragraph Zobacz:", "paragraph javascript:alert(1)"]),
        ("", []),
    ],
)
def test_a_text_and_its_parts(text: str, parts: list[str | None] | None) -> None:
    found = [told(block) for block in laid_out(text)]
    if parts is None:
        parts = ["paragraph Weź:", "list buty / kijki", "paragraph i dobry humor"]
    assert len(found) == len(parts)
    assert [one for one, other in zip(found, parts, strict=True) if other and one != other] == []


def test_a_line_that_is_only_an_address_is_a_link_and_no_other_is() -> None:
    (paragraph,) = laid_out(f"{PAGE}\nStrona: {PAGE}\nhttps://\njavascript:x\n{PAGE} 41 262 00 00")
    assert isinstance(paragraph, Paragraph)
    linked = [[span.href for span in line if span.href] for line in paragraph.lines]
    assert linked == [[PAGE], [], [], [], []]


@pytest.mark.parametrize(
    ("line", "dialled"),
    [
        ("Telefon: 41 262 00 00", ["tel:+48412620000"]),
        ("600 700 800 albo 600-700-801.", ["tel:+48600700800", "tel:+48600700801"]),
        ("+48 600 700 800", ["tel:+48600700800"]),
        ("+48600700800", ["tel:+48600700800"]),
        ("+380 44 123 45 67", []),
        ("+48 41 262 00 00 (sekretariat)", ["tel:+48412620000"]),
        ("REGON 123456789", []),
        ("konto 12 1020 4900 0000 8902 3000 0000", []),
        ("konto 61 109 010 140 000 071", []),
        ("2027-05-10, 12.00", []),
        ("sala 12 345 678", []),
        ("kwota 1 600 700 800 zł", []),
        ("kwota 600 700 800,50 zł", []),
        ("https://example.org/600-700-800", []),
        ("pisz: 600-700-800@example.org", []),
    ],
)
def test_telephone_numbers_can_be_dialled_and_other_numbers_cannot(
    line: str, dialled: list[str]
) -> None:
    (paragraph,) = laid_out(line)
    assert isinstance(paragraph, Paragraph)
    spans = [span for line in paragraph.lines for span in line]
    assert [span.href for span in spans if span.href.startswith("tel:")] == dialled


def test_what_follows_the_last_two_dashes_is_the_signature() -> None:
    assert signed("Raz\n--\nDwa\n\n-- \nOSL\n\nTelefon\n") == ("Raz\n--\nDwa", "OSL\n\nTelefon")
    assert signed("Raz\n--dwa\n") == ("Raz\n--dwa", "")


LINES = st.lists(
    st.sampled_from(["- a", "  b", "c:", PAGE, "", "--", "600 700 800", " ", "- ", ":", "<b>&"]),
    max_size=12,
)


@given(LINES)
def test_no_word_is_lost_or_said_twice(lines: list[str]) -> None:
    text = "\n".join(lines)
    said: list[str] = []
    for block in laid_out(text):
        match block:
            case Button(label, href):
                said += [f"{label}:", href]
            case Paragraph(inside):
                said += map(words, inside)
            case List(items):
                said += [words(line) for item in items for line in item]
    expected = [line.rstrip().removeprefix("- ").strip() for line in lines if line.strip()]
    assert [one for one in said if one] == [one for one in expected if one]


def test_a_span_without_an_address_is_words_only() -> None:
    assert laid_out("Zwykłe słowa") == [Paragraph(((Span("Zwykłe słowa"),),))]
