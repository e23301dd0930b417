"""Tables that leave the site as files: the one writer of CSV and XLSX.

Names, notes and ideas are typed by strangers, and a spreadsheet runs what looks like a formula.
So every sheet is written here, where a text stays a text: cleaned, on one line, and in CSV with
an apostrophe before whatever a spreadsheet would calculate, phone numbers with a plus included.
"""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any, Literal
from urllib.parse import quote

import xlsxwriter
from flask import Response
from flask_babel import LazyString
from xlsxwriter.utility import xl_range

from osl.core.clock import to_local, utcnow
from osl.core.i18n import _
from osl.core.text import clean, plain_letters

Kind = Literal["csv", "xlsx"]
Cell = str | int | date | datetime | bool | None

CONTENT_TYPES: dict[Kind, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

FORMULA_STARTS = frozenset("=+-@\t\r")
NOT_IN_XML = dict.fromkeys((0xFFFE, 0xFFFF))
NOT_IN_FILE_NAMES = str.maketrans(dict.fromkeys('\\/:*?"<>|%', " "))
NOT_IN_TABS = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
UNNAMED = "osl"

A4 = 9
FIRST_YEAR = 1900
"""Spreadsheets know no earlier day."""
EXACT_BELOW = 10**15
"""Spreadsheets keep fifteen digits of a number and turn the others into noughts."""
NARROWEST, WIDEST = 8, 60
"""Of a column, in letters. What is longer goes on in the next line of its cell."""
ROOM_FOR_ARROW = 4
"""Beside a heading: the arrow of its filter, and bold letters being wider."""

FORMATS = {
    "heading": {"num_format": "@", "bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    "text": {"num_format": "@", "text_wrap": True, "valign": "top"},
    "number": {"num_format": "0", "valign": "top"},
    "day": {"num_format": "dd.mm.yyyy", "align": "left", "valign": "top"},
    "moment": {"num_format": "dd.mm.yyyy hh:mm", "align": "left", "valign": "top"},
}
"""Text keeps being text ("@") also when somebody edits the cell."""


@dataclass(frozen=True)
class Sheet:
    """A table to take away: ``name`` is that of its file, ``title`` what stands on paper.

    Each row has one cell for each heading. Moments are aware, and are written as clocks in Poland
    show them. ``rows`` may be read as it is written, so a sheet is written once.
    """

    name: str
    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def download(sheet: Sheet, kind: Kind) -> Response:
    """A sheet as the answer to a request, to be saved under its name and kept by nobody between."""
    content = xlsx_of(sheet) if kind == "xlsx" else csv_of(sheet)
    response = Response(content, content_type=CONTENT_TYPES[kind])
    response.headers["Cache-Control"] = "no-store"
    stem = _file_stem(sheet.name)
    simple = _file_stem("".join(c for c in plain_letters(stem) if c.isascii()))
    response.headers.set(
        "Content-Disposition",
        "attachment",
        filename=f"{simple}.{kind}",
        **{"filename*": f"UTF-8''{quote(f'{stem}.{kind}', safe='')}"},
    )
    return response


def csv_of(sheet: Sheet) -> bytes:
    """The table as Polish spreadsheets open it: UTF-8 with its mark, semicolons, dates as text.

    A number is written as it is, a negative one too: nobody can type a formula into it.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for row in _table(sheet):
        writer.writerow([_guarded(cell) if isinstance(cell, str) else _said(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def xlsx_of(sheet: Sheet) -> bytes:
    """The table as a workbook: text as text, numbers as numbers, days as days, ready to print."""
    content = BytesIO()
    options = {
        "in_memory": True,  # people's data are not laid down in a temporary file on the way
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    title = _one_line(sheet.title)
    with xlsxwriter.Workbook(content, options) as workbook:
        workbook.set_properties({"title": title, "created": utcnow()})
        page = workbook.add_worksheet(_tab(title))
        formats = {name: workbook.add_format(look) for name, look in FORMATS.items()}
        widths = [NARROWEST] * len(sheet.headings)
        last_row, last_column = 0, len(sheet.headings) - 1
        for last_row, row in enumerate(_table(sheet)):
            for column, cell in enumerate(row):
                _write(page, last_row, column, cell, formats)
                room = len(_said(cell)) + (2 if last_row else ROOM_FOR_ARROW)
                widths[column] = max(widths[column], min(room, WIDEST))
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, last_row, last_column)
        # No green corners on phone numbers: that they are text is meant.
        page.ignore_errors({"number_stored_as_text": xl_range(0, 0, last_row, last_column)})
        page.set_landscape()
        page.set_paper(A4)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        # An ampersand begins a command there, and "&&G" is taken for the place of a picture.
        page.set_header("&C" + _within(title.replace("&", "＆"), 250))
        page.set_footer("&R&P / &N")
    return content.getvalue()


def _write(
    page: Any, row: int, column: int, cell: str | int | date, formats: dict[str, Any]
) -> None:
    """One cell, by the kind of thing it is. What a spreadsheet would falsify becomes text."""
    if row == 0:
        written = page.write_string(row, column, _unmarked(_said(cell)), formats["heading"])
    elif cell == "":
        return
    elif isinstance(cell, date) and cell.year >= FIRST_YEAR:
        look = "moment" if isinstance(cell, datetime) else "day"
        written = page.write_datetime(row, column, cell, formats[look])
    elif isinstance(cell, int) and abs(cell) < EXACT_BELOW:
        written = page.write_number(row, column, cell, formats["number"])
    else:
        written = page.write_string(row, column, _unmarked(_said(cell)), formats["text"])
    if written != 0:
        raise ValueError("a spreadsheet has no room for this: it would be cut off in silence")


def _table(sheet: Sheet) -> Iterator[list[str | int | date]]:
    """The headings and then the rows, every cell fit to be written."""
    yield [_one_line(heading) for heading in sheet.headings]
    for row in sheet.rows:
        yield [_fit(cell) for _heading, cell in zip(sheet.headings, row, strict=True)]


def _fit(value: Cell) -> str | int | date:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone: a naive one is nobody's time")
        return to_local(value).replace(tzinfo=None, second=0, microsecond=0)
    if isinstance(value, int | date):
        return value
    if isinstance(value, str | LazyString):
        return _one_line(value)
    raise TypeError(f"a cell cannot hold a {type(value).__name__}")


def _said(cell: str | int | date) -> str:
    """A cell as people read it."""
    if isinstance(cell, datetime):
        return f"{cell:%d.%m.%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    return str(cell)


def _one_line(text: str) -> str:
    return clean(str(text).translate(NOT_IN_XML))


def _guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula, in full-width or raised signs either."""
    first = unicodedata.normalize("NFKC", text[:1])
    return f"'{text}" if first in FORMULA_STARTS else text


def _unmarked(text: str) -> str:
    """Text the library will not take for its own mark-up, which it would copy in unescaped."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def _within(text: str, units: int) -> str:
    """The beginning of a text, as long as UTF-16 counts it: so do spreadsheets."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")


def _tab(title: str) -> str:
    """A title as the name of a tab; "History" is one that spreadsheets keep for themselves."""
    tab = _within(" ".join(title.translate(NOT_IN_TABS).split()), 31).strip("' ")
    return UNNAMED if tab.casefold() in ("", "history") else tab


def _file_stem(name: str) -> str:
    """A name that every system can save a file under, without invisible or reversing letters."""
    stem = " ".join(_one_line(name).translate(NOT_IN_FILE_NAMES).split())
    return stem[:100].strip(". ") or UNNAMED
