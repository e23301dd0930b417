"""Papers to print and sign: a typst template and data become a tagged PDF (PDF/UA-1).

The data go in as JSON, never as template text, so that whatever stands in a name stays text.
Typeface and templates are files of ours: nothing of the machine is used, nothing is fetched.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote

import typst
from flask import Response

from osl.core.errors import DomainError
from osl.core.i18n import _

TOP = Path(__file__).resolve().parents[2]
TEMPLATES = TOP / "templates" / "papers"
FONTS = TOP / "static" / "fonts" / "print"

LONGEST_WAIT = 20
"""Seconds a paper waits for the one before it. Each takes some hundredths of a second."""

_one_at_a_time = Lock()


@dataclass(frozen=True)
class Paper:
    """A PDF and the name it is saved under, without its ending."""

    name: str
    content: bytes


def make_paper(
    template: str, data: Mapping[str, Any], *, pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """The PDF of a template in templates/papers. One is made at a time, so that many at once
    cannot take all the memory; raises DomainError for whoever would wait too long.

    A letter that no typeface of ours has would be refused by PDF/UA. That paper is made all the
    same, tagged, without saying that it keeps the standard.
    """
    files = {one.name: one.read_bytes() for one in sorted(TEMPLATES.glob("_*.typ"))}
    files["main.typ"] = (TEMPLATES / f"{template}.typ").read_bytes()
    inside = {name: list(content) for name, content in (pictures or {}).items()}
    files["data.json"] = json.dumps({**data, **inside}).encode()
    if not _one_at_a_time.acquire(timeout=LONGEST_WAIT):
        raise DomainError(_("Many papers are being made just now. Try again in a moment."))
    try:
        return _compile(files)
    finally:
        _one_at_a_time.release()


def _compile(files: dict[str, bytes]) -> bytes:
    settings: dict[str, Any] = {
        "format": "pdf",
        "font_paths": [str(FONTS)],
        "ignore_system_fonts": True,
    }
    try:
        made = typst.compile(files, pdf_standards=["ua-1"], **settings)
    except typst.TypstError as refusal:
        if "could not be displayed" not in str(refusal):
            raise
        made = typst.compile(files, **settings)
    return bytes(made)


def show_paper(paper: Paper) -> Response:
    """The answer that opens a paper in the browser, kept by nobody on the way."""
    response = Response(paper.content, mimetype="application/pdf")
    name = f"{paper.name}.pdf"
    plain = name.encode("ascii", "ignore").decode().replace('"', "")
    response.headers["Content-Disposition"] = (
        f"inline; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    )
    response.headers["Cache-Control"] = "no-store"
    return response
