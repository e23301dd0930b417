"""Photographs people add, kept under random names and shown in the width a page needs.

Only JPEG, PNG and WebP come in, and only WebP goes out (see redrawing). One picture is kept in
a few widths whose sizes stand in their names, so that a page knows them all from the one name
the database holds.

Files and rows live and die together: what a refused or failed request wrote is removed again,
and a picture that was taken away goes only after the commit that says so.
"""

import logging
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from flask import Blueprint, Flask, Response, abort, current_app, request, url_for
from flask.cli import AppGroup
from flask_wtf.file import FileField
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse
from wtforms import Field
from wtforms.validators import StopValidation

from osl.core import transactions
from osl.core.access import public
from osl.core.clock import utcnow
from osl.core.db import db
from osl.core.i18n import _
from osl.core.redrawing import (
    WIDTHS,
    PictureRefused,
    PreparedPicture,
    prepare_picture,
    sizes_of,
)
from osl.core.static_files import A_YEAR

log = logging.getLogger("osl.pictures")

SAFE_AGE = 24 * 3600  # seconds; no request that could still name a file runs this long
NAME = re.compile(r"([0-9a-f]{32})-([1-9]\d{0,4})x([1-9]\d{0,4})\.webp")

columns: list[InstrumentedAttribute[Any]] = []
"""Every column that holds the name of a picture. Listed by create_app."""

__all__ = [
    "PictureField",
    "PictureRefused",
    "describes",
    "forget_picture",
    "keep_picture",
    "move_picture",
]


@dataclass(frozen=True)
class KeptPicture:
    """A picture in the uploads folder. ``file`` is the name a row remembers."""

    file: str
    width: int
    height: int


@dataclass(frozen=True)
class Version:
    """One width of a kept picture."""

    name: str
    width: int
    height: int

    @property
    def address(self) -> str:
        return url_for("pictures.show", filename=self.name)


def keep_picture(upload: FileStorage | PreparedPicture) -> KeptPicture:
    """Write a picture into the uploads folder; it stays only if this transaction is kept.

    Raises PictureRefused when it is no picture of ours, or when the disk is full.
    """
    prepared = upload if isinstance(upload, PreparedPicture) else prepare_picture(upload)
    mark = secrets.token_hex(16)
    _noted("kept").append(mark)
    try:
        for width, height, content in prepared.versions:
            _write(folder() / f"{mark}-{width}x{height}.webp", content)
    except OSError as failure:
        log.exception("picture not written")
        _remove(mark)
        raise PictureRefused(
            _(
                "There is no room to keep the picture now. Save without it, "
                "and tell whoever looks after the site."
            )
        ) from failure
    width, height, _content = prepared.versions[-1]
    return KeptPicture(f"{mark}-{width}x{height}.webp", width, height)


def forget_picture(file: str | None) -> None:
    """Remove a picture in all its widths, once this transaction is kept."""
    known = NAME.fullmatch(file or "")
    if known:
        _noted("forgotten").append(known[1])


def move_picture(file: str) -> str:
    """Give a kept picture another name, so that whoever knows its old address finds nothing there
    once this transaction is kept. A file that is not there keeps its name."""
    versions = versions_of(file)
    mark = secrets.token_hex(16)
    try:
        contents = [(one, (folder() / one.name).read_bytes()) for one in versions]
    except OSError:
        return file
    if not contents:
        return file
    _noted("kept").append(mark)
    try:
        for one, content in contents:
            _write(folder() / f"{mark}-{one.width}x{one.height}.webp", content)
    except OSError as failure:
        log.exception("picture not moved")
        _remove(mark)
        raise PictureRefused(_("There is no room to move the picture now.")) from failure
    forget_picture(file)
    widest = versions[-1]
    return f"{mark}-{widest.width}x{widest.height}.webp"


def settle() -> None:
    """After the commit: pictures that were taken away leave the disk."""
    _noted("kept").clear()
    for mark in _taken("forgotten"):
        _remove(mark)


def withdraw() -> None:
    """After a refusal or failure: what this transaction wrote is removed again."""
    _noted("forgotten").clear()
    for mark in _taken("kept"):
        _remove(mark)


def folder() -> Path:
    return Path(current_app.config["UPLOADS"])


def _noted(what: str) -> list[str]:
    noted: list[str] = db.session.info.setdefault(f"pictures_{what}", [])
    return noted


def _taken(what: str) -> list[str]:
    marks = list(_noted(what))
    _noted(what).clear()
    return marks


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _remove(mark: str) -> None:
    for path in [*folder().glob(f"{mark}-*.webp"), *folder().glob(f".{mark}-*.webp.part")]:
        try:
            path.unlink(missing_ok=True)
        except OSError as failure:
            log.warning("picture not removed: %s", failure.strerror)


def sweep() -> int:
    """Remove what no row names any more: the rest of a process that was killed half-way.

    Returns the number of files removed.
    """
    now = utcnow().timestamp()
    used = {
        known[1]
        for column in columns
        for name in db.session.scalars(select(column).where(column.is_not(None)))
        if (known := NAME.fullmatch(name))
    }
    removed = 0
    for path in [*folder().glob("*.webp"), *folder().glob(".*.webp.part")]:
        known = NAME.fullmatch(path.name.removeprefix(".").removesuffix(".part"))
        is_used = known is None or (known[1] in used and not path.name.startswith("."))
        if not is_used and now - path.stat().st_mtime > SAFE_AGE:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def versions_of(file: str | None) -> list[Version]:
    """Every width of a kept picture, the narrowest first; none for what is not a name of ours."""
    known = NAME.fullmatch(file or "")
    if known is None:
        return []
    return [
        Version(f"{known[1]}-{width}x{height}.webp", width, height)
        for width, height in sizes_of(int(known[2]), int(known[3]))
    ]


def picture_address(file: str | None, width: int = WIDTHS[-1]) -> str:
    """The address of the narrowest version that is at least this wide, or of the widest."""
    versions = versions_of(file)
    if not versions:
        return ""
    return next((v for v in versions if v.width >= width), versions[-1]).address


pictures = Blueprint("pictures", __name__)


@pictures.get("/zdjecia/<filename>")
@public
def show(filename: str) -> BaseResponse:
    """A picture, for everybody, kept by browsers for a year: its name never means another."""
    if not NAME.fullmatch(filename):
        abort(404)
    try:
        content = (folder() / filename).read_bytes()
    except OSError:
        abort(404)
    response = Response(content, mimetype="image/webp")
    response.headers["Cache-Control"] = A_YEAR
    response.headers["Content-Disposition"] = f'inline; filename="{filename}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.set_etag(filename.removesuffix(".webp"))
    return response.make_conditional(request)


class PictureField(FileField):  # type: ignore[misc]
    """A picture to choose. After the form is checked, ``data`` is ready for ``keep_picture``.

    ``current`` is the name of the picture that stands there now: the row's, given to the form.
    """

    data: Any
    current: str | None = None
    was_chosen = False

    def __init__(self, *arguments: Any, **options: Any) -> None:
        accepted = {"accept": "image/jpeg,image/png,image/webp"}
        options["render_kw"] = accepted | (options.get("render_kw") or {})
        super().__init__(*arguments, **options)

    def process_data(self, value: Any) -> None:
        """The row behind the form holds a name, never a picture to keep."""
        self.current = value if isinstance(value, str) else None
        self.data = None

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.was_chosen = isinstance(self.data, FileStorage)
        if not self.was_chosen:
            self.data = None

    def pre_validate(self, form: Any) -> None:
        if not isinstance(self.data, FileStorage):
            return
        upload, self.data = self.data, None
        # Drawing a photograph anew takes a good part of a second: nobody waits in line for it.
        # What was read is read anew afterwards, so a row that changed meanwhile is noticed.
        transactions.release()
        try:
            self.data = self.prepare(upload)
        except PictureRefused as refusal:
            raise StopValidation(str(refusal)) from refusal

    @staticmethod
    def prepare(upload: FileStorage) -> Any:
        """The picture drawn anew. Raises PictureRefused for what is none."""
        return prepare_picture(upload)


class describes:  # noqa: N801 - reads as a word among validators
    """The words for people who do not see a picture: as mandatory as there is a picture."""

    def __init__(self, picture: str, removal: str | None = None) -> None:
        self.picture = picture
        self.removal = removal

    def __call__(self, form: Any, field: Field) -> None:
        picture = form[self.picture]
        goes = self.removal is not None and form[self.removal].data
        if (picture.was_chosen or (picture.current and not goes)) and not field.data:
            raise StopValidation(
                _("Say in one sentence what the picture shows, for people who do not see it.")
            )


def sweep_pictures() -> None:
    """Remove pictures that no page shows any more."""
    click.echo(f"{sweep()} files removed")


def init_app(app: Flask) -> None:
    app.register_blueprint(pictures)
    app.jinja_env.globals.update(picture_versions=versions_of, picture_address=picture_address)
    commands = AppGroup("pictures", help="Photographs in the uploads folder.")
    commands.command("sweep")(sweep_pictures)
    app.cli.add_command(commands)
