"""Sheets that people take away: whole, readable, and never a program on somebody's desk."""

import csv
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from itertools import chain
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from flask import Flask, Response
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.http import parse_options_header

from osl.core.i18n import _l
from osl.core.sheets import Cell, Sheet, csv_of, download, xlsx_of
from osl.core.text import clean

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

HOSTILE = [
    ('=HYPERLINK("http://zlo.example";"Kliknij")', '=HYPERLINK("http://zlo.example";"Kliknij")'),
    ("@SUM(A1:A9)", "@SUM(A1:A9)"),
    ("+48 502 100 200", "+48 502 100 200"),
    ("-1", "-1"),
    ("\t=1", "=1"),
    ("\r=1", "=1"),
    ("  =1", "=1"),
    ("\u200b=1", "=1"),
    ("\uffff=1", "=1"),
    ("\x00=1", "=1"),
    ("＝1", "＝1"),
    ("＋1", "＋1"),
    ("－1", "－1"),
    ("＠SUM(1)", "＠SUM(1)"),
    ("﹦1", "﹦1"),
]
"""What strangers type into a field, and the text a sheet keeps of it."""

HARMLESS = [
    ("x\n=1", "x =1"),
    ("Anna\r\nNowak", "Anna Nowak"),
    ("Zosia\u202egnitset", "Zosiagnitset"),
    ("a;b", "a;b"),
    ('Klub "Pod lipą"', 'Klub "Pod lipą"'),
    ("0048123", "0048123"),
    ("5-7 maja", "5-7 maja"),
    ("_x0041_ & <b>", "_x0041_ & <b>"),
    ("", ""),
]

words = st.text(max_size=20)
hostile = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", " ", "\t", "\r", "\n", "\u200b", "\uffff", "<r>"]),
        st.sampled_from(["", "=", "+", "-", "@", "＝", "＋", "－", "＠", "_x0041_", "'", '"', ";"]),
        words,
        st.sampled_from(["", "\n=1", "</r>", '"', " "]),
    ),
)
texts = words | hostile
tables = st.integers(1, 4).flatmap(
    lambda width: st.tuples(
        st.lists(texts, min_size=width, max_size=width),
        st.lists(st.lists(texts, min_size=width, max_size=width), max_size=5),
    )
)


def one_column(*cells: Cell) -> Sheet:
    return Sheet("lista", "Lista", ["Rzecz"], [[cell] for cell in cells])


def read_csv(content: bytes) -> list[list[str]]:
    text = StringIO(content.decode("utf-8-sig"), newline="")
    return list(csv.reader(text, delimiter=";", strict=True))


def printed(cell: Cell) -> str:
    """The one cell of a CSV file as it stands there."""
    return read_csv(csv_of(one_column(cell)))[1][0]


def saved_as(answer: Response) -> tuple[str, str]:
    """The name for old browsers and the name for all others, as a header gives them."""
    header = answer.headers["Content-Disposition"]
    names = re.fullmatch(r"attachment; filename=(.+); filename\*=UTF-8''([!-~]+)", header)
    assert names, header
    return names[1].strip('"'), unquote(names[2])


class Workbook:
    """A workbook, read by nothing that wrote it."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            assert archive.testzip() is None
            self.parts = {
                name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()
            }
        self.page = self.parts["xl/worksheets/sheet1.xml"]
        shared = self.parts.get("xl/sharedStrings.xml")
        self.texts = [] if shared is None else [self.text_of(si) for si in shared]
        styles = self.parts["xl/styles.xml"]
        codes = {n.get("numFmtId"): n.get("formatCode") for n in styles.iter(f"{MAIN}numFmt")}
        codes |= {"49": "@", "1": "0"}
        looks = styles.find(f"{MAIN}cellXfs")
        fonts = styles.find(f"{MAIN}fonts")
        assert looks is not None
        assert fonts is not None
        self.codes = [codes.get(xf.get("numFmtId")) for xf in looks]
        self.bold = [fonts[int(xf.get("fontId", 0))].find(f"{MAIN}b") is not None for xf in looks]

    def text_of(self, item: ElementTree.Element) -> str:
        assert [child.tag for child in item] == [f"{MAIN}t"], "a text is one plain text"
        return re.sub(
            r"_x([0-9A-Fa-f]{4})_", lambda mark: chr(int(mark[1], 16)), item[0].text or ""
        )

    def cells(self) -> Iterator[tuple[str, Any, str | None, bool]]:
        """Each filled cell: its address, its value, the form it is shown in, whether bold."""
        for cell in self.page.iter(f"{MAIN}c"):
            value = cell.findtext(f"{MAIN}v", "")
            look = int(cell.get("s", 0))
            kept = self.texts[int(value)] if cell.get("t") == "s" else float(value)
            yield cell.get("r", ""), kept, self.codes[look], self.bold[look]

    def values(self) -> dict[str, Any]:
        return {address: value for address, value, _code, _bold in self.cells()}

    def every_tag(self) -> set[str]:
        return {node.tag.rpartition("}")[2] for part in self.parts.values() for node in part.iter()}

    def attributes(self, tag: str) -> dict[str, str]:
        found = self.page.find(f".//{MAIN}{tag}")
        assert found is not None, tag
        return found.attrib


def addressed(table: Sequence[Sequence[str]]) -> dict[str, str]:
    return {
        f"{'ABCD'[column]}{row}": cell
        for row, cells in enumerate(table, 1)
        for column, cell in enumerate(cells)
        if cell or row == 1
    }


def test_a_csv_file_opens_in_a_polish_spreadsheet(app: Flask) -> None:
    sheet = Sheet(
        name="zapisy",
        title="Zapisy",
        headings=["Imię", "Osób", "Dnia", "Zapis", "Zgoda", "Uwagi"],
        rows=[
            ["Łucja", 2, date(2031, 5, 4), datetime(2031, 5, 1, 15, 5, tzinfo=UTC), True, None],
            ["Żaneta", 1, date(2031, 5, 4), datetime(2031, 12, 1, 15, tzinfo=UTC), False, "a;b"],
        ],
    )
    with app.test_request_context():
        content = csv_of(sheet)

    assert content == (
        b"\xef\xbb\xbf"
        + (
            "Imię;Osób;Dnia;Zapis;Zgoda;Uwagi\r\n"
            "Łucja;2;04.05.2031;01.05.2031 17:05;tak;\r\n"
            'Żaneta;1;04.05.2031;01.12.2031 16:00;nie;"a;b"\r\n'
        ).encode()
    )


@pytest.mark.parametrize("typed, kept", HOSTILE)
def test_a_formula_in_a_csv_file_is_only_text(typed: str, kept: str) -> None:
    assert printed(typed) == f"'{kept}"


@pytest.mark.parametrize("typed, kept", HARMLESS)
def test_other_text_in_a_csv_file_stands_as_it_is(typed: str, kept: str) -> None:
    assert printed(typed) == kept


def test_a_heading_is_no_formula_either() -> None:
    sheet = Sheet("x", "x", ["=1", "Druga\nlinia"], [])
    assert read_csv(csv_of(sheet)) == [["'=1", "Druga linia"]]


def test_a_negative_number_of_ours_stays_a_number() -> None:
    assert printed(-3) == "-3"


@given(tables)
def test_any_csv_file_reads_back_as_what_was_typed(
    table: tuple[list[str], list[list[str]]],
) -> None:
    headings, rows = table
    found = read_csv(csv_of(Sheet("x", "x", headings, iter(rows))))
    typed = [headings, *rows]

    assert [len(row) for row in found] == [len(row) for row in typed]
    for cell, was in zip(chain(*found), chain(*typed), strict=True):
        cleaned = clean(was.translate({0xFFFE: None, 0xFFFF: None}))
        assert cell in (cleaned, f"'{cleaned}")
        assert not unicodedata.normalize("NFKC", cell).lstrip(" ").startswith(tuple("=+-@\t\r"))
        assert not any(unicodedata.category(c) in ("Cc", "Cf") for c in cell)


def test_a_workbook_keeps_each_thing_as_what_it_is(app: Flask) -> None:
    sheet = Sheet(
        name="zapisy",
        title="Zapisy",
        headings=["Imię", "Telefon", "Osób", "Dnia", "Zapis", "Zgoda", "Uwagi"],
        rows=[
            [
                "Łucja",
                "0502100200",
                -2,
                date(2031, 5, 4),
                datetime(2031, 5, 1, 16, tzinfo=UTC),
                True,
                None,
            ]
        ],
    )
    with app.test_request_context():
        workbook = Workbook(xlsx_of(sheet))

    day, evening = (date(2031, 5, 4) - date(1899, 12, 30)).days, 18 / 24
    assert list(workbook.cells()) == [
        *((f"{'ABCDEFG'[n]}1", text, "@", True) for n, text in enumerate(sheet.headings)),
        ("A2", "Łucja", "@", False),
        ("B2", "0502100200", "@", False),
        ("C2", -2, "0", False),
        ("D2", day, "dd.mm.yyyy", False),
        ("E2", day - 3 + evening, "dd.mm.yyyy hh:mm", False),
        ("F2", "tak", "@", False),
    ]


@pytest.mark.parametrize("typed, kept", HOSTILE + HARMLESS[:-1])
def test_a_formula_in_a_workbook_is_only_text(typed: str, kept: str) -> None:
    workbook = Workbook(xlsx_of(one_column(typed)))
    assert workbook.values() == {"A1": "Rzecz", "A2": kept}
    assert not workbook.every_tag() & {"f", "hyperlink", "hyperlinks"}


@pytest.mark.parametrize(
    "typed", ["<r><t>x</t></r>", "<r></si><si><f>1</f></r>", "<r>niedomknięte & złe</r>"]
)
def test_text_is_never_taken_for_the_mark_up_of_a_workbook(typed: str) -> None:
    workbook = Workbook(xlsx_of(Sheet(typed, typed, [typed], [[typed]])))
    assert {value.strip() for value in workbook.values().values()} == {typed}
    assert not workbook.every_tag() & {"f", "r"}


def test_an_address_in_a_workbook_is_no_link() -> None:
    workbook = Workbook(xlsx_of(one_column("https://zlo.example", "mailto:a@example.org")))
    assert workbook.values()["A2"] == "https://zlo.example"
    assert not any("hyperlink" in tag for tag in workbook.every_tag())


@given(tables)
def test_any_workbook_reads_back_as_what_was_typed(
    table: tuple[list[str], list[list[str]]],
) -> None:
    headings, rows = table
    workbook = Workbook(xlsx_of(Sheet("x", headings[0], headings, iter(rows))))
    typed = [
        [clean(cell.translate({0xFFFE: None, 0xFFFF: None})) for cell in row]
        for row in (headings, *rows)
    ]
    found = {
        address: value.strip(" ") if value.startswith("<r>") else value
        for address, value in workbook.values().items()
    }
    assert found == addressed(typed)
    assert "f" not in workbook.every_tag()


@pytest.mark.parametrize("number", [10**15, -(10**15), 12345678901234567890123456])
def test_a_number_too_long_for_a_spreadsheet_is_text(number: int) -> None:
    assert Workbook(xlsx_of(one_column(number, 10**15 - 1))).values() == {
        "A1": "Rzecz",
        "A2": str(number),
        "A3": 10**15 - 1,
    }


def test_a_day_before_spreadsheets_count_is_text() -> None:
    workbook = Workbook(xlsx_of(one_column(date(1899, 12, 31), date(1900, 3, 1))))
    assert workbook.values() == {"A1": "Rzecz", "A2": "31.12.1899", "A3": 61}


def test_a_workbook_is_ready_to_read_and_to_print() -> None:
    long = "Bardzo długa uwaga o tym, co komu jest potrzebne. " * 10
    rows = [[1, long, datetime(2031, 5, 1, 16, tzinfo=UTC)]] * 40
    workbook = Workbook(xlsx_of(Sheet("x", "Lista R&G", ["Nr", "Uwagi", "Zapis"], rows)))

    assert workbook.attributes("pane")["topLeftCell"] == "A2"
    assert workbook.attributes("pane")["state"] == "frozen"
    assert workbook.attributes("autoFilter")["ref"] == "A1:C41"
    assert workbook.attributes("ignoredError") == {"sqref": "A1:C41", "numberStoredAsText": "1"}
    assert workbook.attributes("pageSetup")["paperSize"] == "9"
    assert workbook.attributes("pageSetup")["orientation"] == "landscape"
    assert workbook.attributes("pageSetup")["fitToHeight"] == "0"
    assert workbook.attributes("pageSetUpPr") == {"fitToPage": "1"}
    assert workbook.page.findtext(f".//{MAIN}oddHeader") == "&CLista R＆G"
    assert workbook.page.findtext(f".//{MAIN}oddFooter") == "&R&P / &N"
    names = {
        name.get("name"): name.text
        for name in workbook.parts["xl/workbook.xml"].iter(f"{MAIN}definedName")
    }
    assert names["_xlnm.Print_Titles"] == "'Lista R&G'!$1:$1"
    number, notes, moment = (float(col.get("width", 0)) for col in workbook.page.iter(f"{MAIN}col"))
    assert 8 <= number < 10
    assert 60 <= notes < 62
    assert moment > len("01.05.2031 18:00")


def test_a_workbook_says_nothing_of_who_made_it() -> None:
    with zipfile.ZipFile(BytesIO(xlsx_of(one_column("Anna")))) as archive:
        about = ElementTree.fromstring(archive.read("docProps/core.xml"))
        more = ElementTree.fromstring(archive.read("docProps/app.xml"))
    said = {node.tag.rpartition("}")[2]: node.text for node in about if node.text}
    assert said.pop("created") == said.pop("modified")
    assert said == {"title": "Lista"}
    assert [n.text for n in more if n.tag.endswith(("Company", "Manager")) and n.text] == []


@pytest.mark.parametrize(
    ("title", "tab"),
    [
        ("Zapisy: joga [wtorki] / środy?", "Zapisy joga wtorki środy"),
        ("'Nasza lista'", "Nasza lista"),
        ("History", "osl"),
        ("***", "osl"),
        ("Lista osób zapisanych na spotkanie", "Lista osób zapisanych na spotka"),
        ("💃" * 20, "💃" * 15),
    ],
)
def test_a_title_names_the_tab_as_far_as_it_may(title: str, tab: str) -> None:
    workbook = Workbook(xlsx_of(Sheet("x", title, ["Imię"], [])))
    assert [s.get("name") for s in workbook.parts["xl/workbook.xml"].iter(f"{MAIN}sheet")] == [tab]


@pytest.mark.parametrize("write", [csv_of, xlsx_of])
def test_words_of_ours_are_written_in_the_language_of_the_page(app: Flask, write: Any) -> None:
    sheet = Sheet("x", "x", [_l("yes")], [[_l("no")], [True]])
    with app.test_request_context("/?lang=pl"):
        content = write(sheet)
    found = (
        read_csv(content)
        if write is csv_of
        else [[value] for value in Workbook(content).values().values()]
    )
    assert found == [["tak"], ["nie"], ["tak"]]


@pytest.mark.parametrize("write", [csv_of, xlsx_of])
@pytest.mark.parametrize(
    ("row", "failure"),
    [
        ([datetime(2031, 5, 1, 16)], ValueError),  # noqa: DTZ001 - what is refused
        ([object()], TypeError),
        ([1.5], TypeError),
        (["za", "dużo"], ValueError),
        ([], ValueError),
    ],
)
def test_what_a_sheet_cannot_hold_is_refused(
    write: Any, row: list[Any], failure: type[Exception]
) -> None:
    with pytest.raises(failure):
        write(Sheet("x", "x", ["Rzecz"], [row]))


def test_a_text_longer_than_a_cell_is_refused_and_not_cut_off() -> None:
    with pytest.raises(ValueError, match="no room"):
        xlsx_of(one_column("a" * 32_768))


@pytest.mark.parametrize(
    ("name", "simple", "full"),
    [
        ("lista uczestników", "lista uczestnikow", "lista uczestników"),
        ("zażółć\r\nSet-Cookie: a=b", "zazolc Set-Cookie a=b", "zażółć Set-Cookie a=b"),
        ("lista\u202efdp\u200b.exe", "listafdp.exe", "listafdp.exe"),
        ('../../etc/"passwd"; x', "etc passwd ; x", "etc passwd ; x"),
        ("Список Олени", "osl", "Список Олени"),
        ("100%41", "100 41", "100 41"),
        ("...", "osl", "osl"),
        ("", "osl", "osl"),
        ("ż" * 300, "z" * 100, "ż" * 100),
    ],
)
def test_a_file_is_saved_under_a_safe_name(name: str, simple: str, full: str) -> None:
    assert saved_as(download(Sheet(name, "Lista", ["Imię"], []), "csv")) == (
        f"{simple}.csv",
        f"{full}.csv",
    )


@given(st.text())
def test_any_name_makes_one_safe_header(name: str) -> None:
    header = download(Sheet(name, "Lista", ["Imię"], []), "csv").headers["Content-Disposition"]
    kind, options = parse_options_header(header)
    assert header.isascii()
    assert header.isprintable()
    assert kind == "attachment"
    assert set(options) == {"filename"}
    assert not set(options["filename"]) & set('\\/:*?"<>|%')
    assert options["filename"].endswith(".csv")


@pytest.mark.parametrize(
    ("kind", "content_type", "beginning"),
    [
        ("csv", "text/csv; charset=utf-8", b"\xef\xbb\xbf"),
        (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            b"PK\x03\x04",
        ),
    ],
)
def test_a_sheet_is_downloaded_and_kept_by_nobody_between(
    kind: Any, content_type: str, beginning: bytes
) -> None:
    answer = download(one_column("Anna"), kind)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == content_type
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_data().startswith(beginning)
    assert saved_as(answer) == (f"lista.{kind}", f"lista.{kind}")
