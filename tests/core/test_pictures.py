"""Photographs: what comes in, what is left of it, and what stays on disk."""

import io
import os
import struct
import threading
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image, PngImagePlugin
from werkzeug.datastructures import FileStorage

from osl.core import pictures, redrawing, transactions
from osl.core.db import db
from osl.core.pictures import forget_picture, keep_picture, picture_address, versions_of
from osl.core.redrawing import PictureRefused, prepare_picture

SECRET = b"51.0489 N 21.0712 E"


def drawn(kind: str, size: tuple[int, int] = (1200, 800), mode: str = "RGB", **more: Any) -> bytes:
    """A picture with a red corner (top left), as a file of that kind."""
    image = Image.new(mode, size, 200 if mode in ("L", "I;16") else (40, 120, 80, 255)[: len(mode)])
    if mode != "I;16":
        image.paste(
            (220, 30, 30, 255)[: len(mode)] if mode != "L" else 30,
            (0, 0, size[0] // 4, size[1] // 4),
        )
    made = io.BytesIO()
    image.save(made, kind, **more)
    return made.getvalue()


def upload(content: bytes, name: str = "zdjecie.jpg") -> FileStorage:
    return FileStorage(io.BytesIO(content), filename=name)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says it is that large."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (height * (width // 8 + 1)), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def webp_bomb() -> bytes:
    """A WebP of sixty bytes whose canvas would take two gigabytes."""
    canvas = b"\x10\x00\x00\x00" + (16383).to_bytes(3, "little") * 2
    body = b"WEBPVP8X" + struct.pack("<I", 10) + canvas + b"VP8L" + b"\0" * 12
    return b"RIFF" + struct.pack("<I", len(body)) + body


def opened(app: Flask, file: str) -> Image.Image:
    image = Image.open(Path(app.config["UPLOADS"]) / file)
    image.load()
    return image


def left(app: Flask) -> list[str]:
    return sorted(path.name for path in Path(app.config["UPLOADS"]).iterdir())


@pytest.mark.parametrize(
    ("kind", "name"),
    [("JPEG", "a.jpg"), ("JPEG", "A.JPEG"), ("PNG", "a.png"), ("WEBP", "a.webp")],
)
def test_a_photograph_is_kept_in_the_widths_pages_need(
    running: Flask, kind: str, name: str
) -> None:
    kept = keep_picture(upload(drawn(kind, (2000, 1000)), name))

    assert (kept.width, kept.height) == (1600, 800)
    assert [(v.width, v.height) for v in versions_of(kept.file)] == [
        (480, 240),
        (960, 480),
        (1600, 800),
    ]
    assert left(running) == sorted(v.name for v in versions_of(kept.file))
    for version in versions_of(kept.file):
        image = opened(running, version.name)
        assert (image.format, image.size) == ("WEBP", (version.width, version.height))


def test_a_small_picture_is_not_blown_up(running: Flask) -> None:
    kept = keep_picture(upload(drawn("JPEG", (500, 333))))

    assert [v.width for v in versions_of(kept.file)] == [500]
    assert picture_address(kept.file, 960) == f"/zdjecia/{kept.file}"


def test_heights_of_all_widths_are_known_from_one_name(running: Flask) -> None:
    for size in [(1601, 997), (1777, 333), (1025, 1531), (700, 1), (1, 1)]:
        kept = keep_picture(upload(drawn("PNG", size), "a.png"))
        for version in versions_of(kept.file):
            assert opened(running, version.name).size == (version.width, version.height)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_nothing_the_phone_noted_is_left(running: Flask, kind: str) -> None:
    notes = Image.Exif()
    notes[0x010E] = SECRET.decode()
    notes.get_ifd(0x8825)[29] = SECRET.decode()
    more: dict[str, Any] = {"exif": notes, "icc_profile": SECRET}
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Comment", SECRET.decode())
        more["pnginfo"] = text
    elif kind == "JPEG":
        more["comment"] = SECRET
    else:
        more["xmp"] = SECRET
    content = drawn(kind, **more)
    assert SECRET in content

    kept = keep_picture(upload(content, f"a.{kind.lower()}"))

    for version in versions_of(kept.file):
        written = (Path(running.config["UPLOADS"]) / version.name).read_bytes()
        assert SECRET not in written
        assert not any(mark in written for mark in (b"EXIF", b"Exif", b"XMP ", b"ICCP"))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_stands_upright_whatever_the_camera_noted(
    running: Flask, orientation: int
) -> None:
    upright = Image.open(io.BytesIO(drawn("PNG", (400, 200))))
    undo = {2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}
    turned = upright
    if orientation != 1:
        turned = upright.transpose(redrawing.TURNS[undo[orientation]])
    notes = Image.Exif()
    notes[0x0112] = orientation
    made = io.BytesIO()
    turned.save(made, "JPEG", exif=notes, quality=95)

    kept = keep_picture(upload(made.getvalue()))

    image = opened(running, kept.file).convert("RGB")
    assert image.size == (400, 200)
    red, green, _blue = image.getpixel((20, 20))  # type: ignore[misc]
    assert red > 150 > green, "the red corner is where it was"


def test_a_large_photograph_lying_on_its_side_is_shrunk_to_the_right_size(running: Flask) -> None:
    notes = Image.Exif()
    notes[0x0112] = 6
    kept = keep_picture(upload(drawn("JPEG", (4000, 3000), exif=notes)))

    assert (kept.width, kept.height) == (1600, 2133)


def test_transparency_is_kept_only_where_there_is_some(running: Flask) -> None:
    logo = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
    logo.paste((20, 80, 60, 255), (0, 0, 100, 100))
    made = io.BytesIO()
    logo.save(made, "PNG")
    assert opened(running, keep_picture(upload(made.getvalue(), "logo.png")).file).mode == "RGBA"
    opaque = drawn("PNG", (300, 100), "RGBA")
    assert opened(running, keep_picture(upload(opaque, "a.png")).file).mode == "RGB"


@pytest.mark.parametrize("mode", ["L", "I;16", "P", "1", "LA"])
def test_unusual_kinds_of_points_are_understood(running: Flask, mode: str) -> None:
    image = Image.new("I;16", (60, 40), 51_000) if mode == "I;16" else None
    image = image or Image.new("RGBA", (60, 40), (255, 255, 255, 255)).convert(mode)
    made = io.BytesIO()
    image.save(made, "PNG")

    kept = keep_picture(upload(made.getvalue(), "a.png"))

    point = opened(running, kept.file).convert("L").getpixel((30, 20))
    assert isinstance(point, int)
    assert point > 180


def test_a_photograph_with_a_second_one_behind_it_is_a_jpeg(running: Flask) -> None:
    """Many phones write such files (MPO) and call them .jpg."""
    first, second = (Image.new("RGB", (900, 600), colour) for colour in ("green", "red"))
    made = io.BytesIO()
    first.save(made, "MPO", save_all=True, append_images=[second])

    assert keep_picture(upload(made.getvalue())).width == 900


def test_only_the_first_of_moving_pictures_is_kept(running: Flask) -> None:
    first, second = (Image.new("RGB", (90, 60), colour) for colour in ("green", "red"))
    made = io.BytesIO()
    first.save(made, "WEBP", save_all=True, append_images=[second], duration=100)

    kept = keep_picture(upload(made.getvalue(), "a.webp"))

    assert getattr(opened(running, kept.file), "n_frames", 1) == 1


NO_PICTURE = "Ten plik nie jest zdjęciem"
OTHER_NAME = "Nazwa tego pliku nie zgadza się"
DAMAGED = "To zdjęcie jest uszkodzone"
TOO_MANY = "To zdjęcie ma ponad 24 miliony punktów"


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (lambda: b"", "a.jpg", NO_PICTURE),
        (lambda: b"<svg onload='alert(1)' xmlns='http://w3.org/svg'/>", "a.jpg", NO_PICTURE),
        (lambda: b"<!doctype html><script>alert(1)</script>", "a.jpg", NO_PICTURE),
        (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "a.jpg", NO_PICTURE),
        (lambda: drawn("GIF", (9, 9)), "a.gif", NO_PICTURE),
        (lambda: drawn("TIFF", (9, 9)), "a.jpg", NO_PICTURE),
        (lambda: drawn("PNG", (9, 9)), "a.jpg", OTHER_NAME),
        (lambda: drawn("JPEG", (9, 9)), "a.html", OTHER_NAME),
        (lambda: drawn("JPEG", (9, 9)), "", OTHER_NAME),
        (lambda: b"\xff\xd8\xff<script>alert(1)</script>", "a.jpg", DAMAGED),
        (lambda: b"\x89PNG\r\n\x1a\n<svg></svg>", "a.png", DAMAGED),
        (lambda: b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a.webp", DAMAGED),
        (lambda: drawn("JPEG", (900, 600))[:2000], "a.jpg", DAMAGED),
        (lambda: drawn("PNG", (900, 600))[:-400], "a.png", DAMAGED),
        (lambda: bomb(12_000, 12_000), "a.png", TOO_MANY),
        (lambda: bomb(60_000, 60_000), "a.png", TOO_MANY),
        (webp_bomb, "a.webp", TOO_MANY),
        (lambda: drawn("PNG", (10, 2000)), "a.png", "To zdjęcie jest za wysokie i za wąskie"),
    ],
)  # fmt: skip
def test_what_is_no_picture_of_ours_is_refused_with_a_sentence(
    running: Flask, content: Callable[[], bytes], name: str, says: str
) -> None:
    with pytest.raises(PictureRefused) as refusal:
        keep_picture(upload(content(), name))

    assert str(refusal.value).startswith(says)
    assert left(running) == []


def test_a_small_file_that_would_take_half_a_gigabyte_is_never_decoded(
    running: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = bomb(11_700, 11_700)
    assert len(content) < 20_000
    monkeypatch.setattr(Image.Image, "load", lambda _self: pytest.fail("it was decoded"))

    with pytest.raises(PictureRefused):
        keep_picture(upload(content, "a.png"))


def test_a_file_of_more_than_ten_megabytes_is_refused(running: Flask) -> None:
    content = drawn("JPEG", (9, 9)) + b"\0" * redrawing.LARGEST_FILE

    with pytest.raises(PictureRefused, match="10 MB"):
        keep_picture(upload(content))


def test_no_more_than_two_pictures_are_decoded_at_once(
    running: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once, most, lock = 0, 0, threading.Lock()
    redraw = redrawing._redraw

    def watched(content: bytes, kind: str) -> Any:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        try:
            return redraw(content, kind)
        finally:
            with lock:
                at_once -= 1

    monkeypatch.setattr(redrawing, "_redraw", watched)
    content = drawn("JPEG", (1600, 1200))
    drawings, refusals = [], []

    def add() -> None:
        try:
            drawings.append(prepare_picture(upload(content)))
        except PictureRefused as refusal:  # too many wait already: readers need the threads
            refusals.append(refusal)

    threads = [threading.Thread(target=add) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most <= 2
    assert len(drawings) >= 4
    assert len(drawings) + len(refusals) == 6
    monkeypatch.setattr(redrawing, "LONGEST_WAIT", 0.01)
    monkeypatch.setattr(redrawing, "DECODERS", threading.BoundedSemaphore(1))
    redrawing.DECODERS.acquire()
    with pytest.raises(PictureRefused, match="Inni"):
        prepare_picture(upload(content))


def test_a_failed_transaction_leaves_no_file(app: Flask) -> None:
    with app.app_context(), pytest.raises(RuntimeError), transactions.unit():
        keep_picture(upload(drawn("JPEG")))
        assert left(app)
        raise RuntimeError("something else went wrong")
    assert left(app) == []


def test_a_full_disk_leaves_nothing_half_written(
    running: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0

    def full(_handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(PictureRefused, match="Nie ma teraz miejsca"):
        keep_picture(upload(drawn("JPEG", (2000, 1000))))
    assert left(running) == []


def test_a_picture_that_was_taken_away_goes_only_with_the_commit(app: Flask) -> None:
    with app.test_request_context():
        with transactions.unit():
            kept = keep_picture(upload(drawn("JPEG", (2000, 1000))))
        assert len(left(app)) == 3
        with pytest.raises(RuntimeError), transactions.unit():
            forget_picture(kept.file)
            raise RuntimeError
        with transactions.unit():
            pass
        assert len(left(app)) == 3
        with transactions.unit():
            forget_picture(kept.file)
            forget_picture(None)
            forget_picture("../secret-key")
        assert left(app) == []


def test_what_a_killed_process_left_behind_is_swept(app: Flask, cast: Any) -> None:
    with app.test_request_context():
        with transactions.unit():
            used, unused = (keep_picture(upload(drawn("JPEG", (2000, 1000)))) for _ in range(2))
            db.session.add(cast.wzgorze)
            cast.wzgorze.cover = used.file
        (Path(app.config["UPLOADS"]) / f".{unused.file}.part").write_bytes(b"half")
        (Path(app.config["UPLOADS"]) / "notes.txt").write_text("somebody's own")
        assert pictures.sweep() == 0, "a request may still be about to name it"
        for path in Path(app.config["UPLOADS"]).iterdir():
            os.utime(path, (0, 0))
    result = app.test_cli_runner().invoke(args=["pictures", "sweep"])

    assert result.output == "4 files removed\n"
    with app.test_request_context():
        assert left(app) == sorted(["notes.txt", *(v.name for v in versions_of(used.file))])


def test_a_picture_is_shown_to_everybody_and_kept_for_a_year(app: Flask) -> None:
    with app.test_request_context(), transactions.unit():
        address = picture_address(keep_picture(upload(drawn("JPEG"))).file)
    client = app.test_client()

    answer = client.get(address)

    assert answer.status_code == 200
    assert answer.data[8:12] == b"WEBP"
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Content-Disposition"].startswith("inline; filename=")
    assert "Set-Cookie" not in answer.headers
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    head = client.head(address)
    assert (head.status_code, head.data) == (200, b"")


@pytest.mark.parametrize(
    "name",
    [
        "..%2Fsecret-key",
        "../secret-key",
        "notes.txt",
        "0" * 32 + "-1x1.webp",
        "0" * 32 + "-1x1.webp%00.jpg",
        "0" * 32 + "-1x1.webp%0A",
        "0" * 31 + "G-1x1.webp",
        "." + "0" * 32 + "-1x1.webp.part",
    ],
)
def test_no_other_file_can_be_asked_for(app: Flask, name: str) -> None:
    for secret in ("notes.txt", "." + "0" * 32 + "-1x1.webp.part"):
        (Path(app.config["UPLOADS"]) / secret).write_text("not for strangers")

    assert app.test_client().get(f"/zdjecia/{name}").status_code == 404


def test_addresses_carry_no_language(app: Flask) -> None:
    with app.test_request_context("/?lang=uk"):
        assert "lang" not in picture_address("0" * 32 + "-1600x900.webp")
