"""Pictures of an event: described, put in order, and nothing that only claims to be one."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from osl.core import transactions
from osl.core.redrawing import PreparedPicture, prepare_picture
from osl.events.models import Event, Picture
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.events.conftest import Planned


def photograph(colour: str = "green") -> bytes:
    image = Image.new("RGB", (1200, 800), colour)
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    kept = io.BytesIO()
    image.save(kept, "JPEG", exif=exif)
    return kept.getvalue()


def bomb() -> bytes:
    """A PNG of a few kilobytes that would take 400 MB to decode."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + crc

    side = 12_000
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compressobj(9)
    body = b"".join(rows.compress(b"\0" * (side * 3 + 1)) for _ in range(40)) + rows.flush()
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def add(browser: Browser, cast: Cast, event_id: int, body: bytes, name: str, words: str) -> Page:
    if browser.is_anonymous:
        browser.sign_in(cast.animator)
    page = browser.visit("events.pictures", event_id=event_id)
    return page.submit("Dodaj", {"Zdjęcie": (body, name), "Co widać na zdjęciu": words})


def shown(store: Session) -> list[str]:
    return list(store.scalars(select(Picture.description).order_by(Picture.position)))


def files(app: Flask) -> list[Path]:
    return list(Path(app.config["UPLOADS"]).iterdir())


def test_a_picture_is_added_and_nothing_hidden_stays_in_it(
    browser: Browser, cast: Cast, planned: Planned, store: Session, app: Flask
) -> None:
    event_id = planned(published=True)
    page = add(browser, cast, event_id, photograph(), "stół.jpg", "Długi stół w ogrodzie")

    assert page.notices == ["Zdjęcie jest dodane."]
    picture = store.scalars(select(Picture)).one()
    assert (picture.width, picture.height) == (1200, 800)
    assert files(app)
    assert all(b"secret place" not in file.read_bytes() for file in files(app))
    public = browser.visit("home.event", event_id=event_id)
    assert "Długi stół w ogrodzie" in [img["alt"] for img in public.dom.all("img")]


def test_a_picture_needs_words(
    browser: Browser, cast: Cast, planned: Planned, store: Session, app: Flask
) -> None:
    page = add(browser, cast, planned(), photograph(), "a.jpg", " ")

    assert page.status == 422
    assert page.errors[0].startswith("Napisz jednym zdaniem")
    assert shown(store) == []
    assert files(app) == []


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (bomb(), "bomba.png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "rysunek.jpg"),
        (b"<!doctype html><script>alert(1)</script>", "strona.jpg"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "rysunek.png"),
        (photograph()[:400], "urwane.jpg"),
        (b"", "puste.jpg"),
        (photograph(), "program.exe"),
    ],
    ids=["bomb", "svg", "html", "eps", "torn", "empty", "exe"],
)
def test_what_is_no_picture_is_refused_in_words(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    app: Flask,
    *,
    body: bytes,
    name: str,
) -> None:
    page = add(browser, cast, planned(), body, name, "Długi stół")

    assert page.status == 422
    assert page.errors
    assert {c["name"]: c["value"] for c in page.dom.all("input")}["description"] == "Długi stół"
    assert shown(store) == []
    assert files(app) == []


def test_pictures_change_places(
    browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    event_id = planned()
    for words in ("Pierwsze", "Drugie", "Trzecie"):
        page = add(browser, cast, event_id, photograph(), "a.jpg", words)
    page = page.submit("Przesuń wcześniej: Trzecie")
    assert shown(store) == ["Pierwsze", "Trzecie", "Drugie"]
    page.submit("Przesuń dalej: Pierwsze")
    assert shown(store) == ["Trzecie", "Pierwsze", "Drugie"]


def test_a_picture_is_described_anew_and_removed(
    browser: Browser, cast: Cast, planned: Planned, store: Session, app: Flask
) -> None:
    event_id = planned()
    page = add(browser, cast, event_id, photograph(), "a.jpg", "Stół")
    page = page.follow("Zmień opis lub usuń").submit(
        "Zapisz opis", {"Co widać na zdjęciu": "Sąsiedzi przy stole"}
    )
    assert shown(store) == ["Sąsiedzi przy stole"]

    page = page.follow("Zmień opis lub usuń").submit("Usuń")
    assert page.notices == ["Zdjęcie jest usunięte."]
    assert shown(store) == []
    assert files(app) == []


def test_a_copy_shows_the_same_files_until_the_last_one_goes(
    browser: Browser, cast: Cast, planned: Planned, store: Session, app: Flask
) -> None:
    event_id = planned()
    add(browser, cast, event_id, photograph(), "a.jpg", "Stół")
    page = browser.visit("events.copy", event_id=event_id)
    page.submit("Zrób kopię", {"Data kopii": "2027-05-06"})
    assert shown(store) == ["Stół", "Stół"]

    browser.visit("events.deletion", event_id=event_id).submit("Usuń na zawsze")
    assert shown(store) == ["Stół"]
    assert files(app)

    (copy,) = store.scalars(select(Event.id))
    browser.visit("events.deletion", event_id=copy).submit("Usuń na zawsze")
    assert files(app) == []


def test_a_picture_of_another_communitys_event_is_not_touched(
    browser: Browser, another_browser: Browser, cast: Cast, planned: Planned, store: Session
) -> None:
    draft, public = planned(), planned(published=True)
    add(browser, cast, draft, photograph(), "a.jpg", "Stół")
    add(browser, cast, public, photograph(), "a.jpg", "Stół")
    first, second = store.scalars(select(Picture.id).order_by(Picture.id))
    another_browser.sign_in(cast.other_animator)

    for event_id, picture_id, status in (
        (draft, first, 404),
        (public, second, 403),
        (public, first, 404),
    ):
        page = another_browser.visit("events.picture", event_id=event_id, picture_id=picture_id)
        assert page.status == status
    assert shown(store) == ["Stół", "Stół"]


def test_nobody_waits_while_a_picture_is_drawn(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    event_id = planned()

    def meanwhile(upload: FileStorage) -> PreparedPicture:
        transactions.can_write()  # raises when the line does not move
        return prepare_picture(upload)

    monkeypatch.setattr("osl.core.db.LONGEST_WAIT", 0.2)
    monkeypatch.setattr("osl.core.pictures.prepare_picture", meanwhile)
    page = add(browser, cast, event_id, photograph(), "a.jpg", "Stół")

    assert page.notices == ["Zdjęcie jest dodane."]
    assert shown(store) == ["Stół"]


def test_what_changed_while_the_picture_was_drawn_is_noticed(
    browser: Browser,
    cast: Cast,
    planned: Planned,
    store: Session,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Another one edits the event, then somebody deletes it: each time nothing is added."""
    event_id = planned()

    def edited(upload: FileStorage) -> PreparedPicture:
        store.rollback()
        store.get_one(Event, event_id).host = "Ktoś inny"
        store.commit()
        return prepare_picture(upload)

    def deleted(upload: FileStorage) -> PreparedPicture:
        store.rollback()
        store.delete(store.get_one(Event, event_id))
        store.commit()
        return prepare_picture(upload)

    for change, status in ((edited, 409), (deleted, 404)):
        monkeypatch.setattr("osl.core.pictures.prepare_picture", change)
        page = add(browser, cast, event_id, photograph(), "a.jpg", "Stół")
        assert page.status == status
    assert shown(store) == []
    assert files(app) == []
