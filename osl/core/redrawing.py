"""A picture somebody sent, checked before it is opened and drawn anew point by point.

Nothing of the original file survives: no EXIF, no place, no hidden passenger. Name, first bytes
and decoder must agree on what it is, and its size is read before a decoder takes memory for it.
"""

import io
import logging
import os
import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PIL import Image
from werkzeug.datastructures import FileStorage

from osl.core.errors import DomainError
from osl.core.i18n import _

log = logging.getLogger("osl.pictures")

Drawn = TypeVar("Drawn")

WIDTHS = (480, 960, 1600)
LARGEST_FILE = 10 * 1024 * 1024
MOST_PIXELS = 24_000_000
MOST_TIMES_HIGHER = 10
QUALITY = 82
DECODERS = threading.BoundedSemaphore(2)
PLACES = threading.BoundedSemaphore(4)
"""Those who have a decoder and those who wait for one. Readers need the other threads."""
LONGEST_WAIT = 20  # seconds, for one of the decoders

SHEET_SIDE = 2400
"""The longer side of a photographed sheet, in points: enough to read handwriting on A4."""

EXTENSIONS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How a photograph is turned upright, by what the camera noted (EXIF orientation)."""

LIES_ON_ITS_SIDE = (5, 6, 7, 8)

warnings.simplefilter("error", Image.DecompressionBombWarning)


class PictureRefused(DomainError):
    """A file that is not a picture we keep; the sentence says what to choose instead."""


@dataclass(frozen=True)
class PreparedPicture:
    """A picture drawn anew and not yet written: (width, height, bytes), the widest last."""

    versions: tuple[tuple[int, int, bytes], ...]


def kind_of(head: bytes) -> str | None:
    """The kind of picture that begins with these bytes."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    return None


def webp_size(head: bytes) -> tuple[int, int]:
    """Width and height from the first thirty bytes of a WebP file, (0, 0) if they make no sense.

    Read by hand: the decoder takes memory for the whole canvas as soon as it is opened.
    """
    chunk = head[12:16]
    if len(head) < 30:
        return 0, 0
    if chunk == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if chunk == b"VP8L" and head[20] == 0x2F:
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 ":
        return (
            int.from_bytes(head[26:28], "little") & 0x3FFF,
            int.from_bytes(head[28:30], "little") & 0x3FFF,
        )
    return 0, 0


def check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise PictureRefused(
            _(
                "This picture has more than 24 million points. "
                "Make it smaller, then choose it again."
            )
        )
    if height > width * MOST_TIMES_HIGHER:
        raise PictureRefused(_("This picture is too tall and narrow to show. Choose another one."))


def read(upload: FileStorage) -> tuple[bytes, str]:
    """The bytes of a picture and its kind, once name, size and first bytes agree."""
    stream = upload.stream
    stream.seek(0, os.SEEK_END)
    if stream.tell() > LARGEST_FILE:
        raise PictureRefused(
            _("This picture is larger than 10 MB. Make it smaller, then choose it again.")
        )
    stream.seek(0)
    content = stream.read()
    kind = kind_of(content[:16])
    if kind is None:
        raise PictureRefused(
            _("This file is not a picture we can show. Choose a JPEG, PNG or WebP picture.")
        )
    extension = (upload.filename or "").rpartition(".")[2].lower()
    if EXTENSIONS.get(extension) != kind:
        raise PictureRefused(
            _(
                "The name of this file does not match what is in it: a %(kind)s picture. "
                "Save it once more from a picture program, then choose it again.",
                kind=kind,
            )
        )
    if kind == "WEBP":
        check_size(*webp_size(content[:30]))
    return content, kind


def prepare_picture(upload: FileStorage) -> PreparedPicture:
    """Check an uploaded file and draw it anew in each width; nothing is written.

    Raises PictureRefused with a sentence for the person who chose the file.
    """
    return _in_turn(upload, _redraw)


def prepare_sheet(upload: FileStorage) -> bytes:
    """A photograph of a sheet of paper, drawn anew as one JPEG in which handwriting can be read.

    Nothing is written. Raises PictureRefused with a sentence for the person who chose the file.
    """
    return _in_turn(upload, _redraw_sheet)


def _in_turn(upload: FileStorage, draw: Callable[[bytes, str], Drawn]) -> Drawn:
    content, kind = read(upload)
    if not PLACES.acquire(blocking=False):
        raise too_busy()
    try:
        return _redrawn_in_turn(content, kind, draw)
    finally:
        PLACES.release()


def too_busy() -> PictureRefused:
    return PictureRefused(_("Others are adding pictures just now. Wait a moment, then try again."))


def _redrawn_in_turn(content: bytes, kind: str, draw: Callable[[bytes, str], Drawn]) -> Drawn:
    if not DECODERS.acquire(timeout=LONGEST_WAIT):
        raise too_busy()
    try:
        return draw(content, kind)
    except PictureRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        check_size(MOST_PIXELS, MOST_PIXELS)
        raise
    except Exception as broken:  # a broken file fails in whichever way its decoder likes
        log.info("picture refused: %s", type(broken).__name__)
        raise PictureRefused(
            _("This picture is damaged and cannot be opened. Choose another one.")
        ) from broken
    finally:
        DECODERS.release()


def _redraw(content: bytes, kind: str) -> PreparedPicture:
    image, full = _opened(content, kind, lambda width, _height: WIDTHS[-1] / width)
    versions = []
    for size in reversed(sizes_of(*full)):  # each narrower one is drawn from the last
        image = _resized(image, size)
        versions.append((*size, _written(image)))
    return PreparedPicture(tuple(reversed(versions)))


def _redraw_sheet(content: bytes, kind: str) -> bytes:
    image, full = _opened(content, kind, lambda *sides: SHEET_SIDE / max(sides))
    scale = min(1.0, SHEET_SIDE / max(full))
    width, height = (max(1, round(side * scale)) for side in full)
    if image.mode == "RGBA":  # what lies under a transparent sheet is white
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    image = _resized(image.convert("RGB"), (width, height))
    made = io.BytesIO()
    image.save(made, "JPEG", quality=QUALITY, optimize=True)
    return made.getvalue()


def _opened(
    content: bytes, kind: str, scale_of: Callable[[int, int], float]
) -> tuple[Image.Image, tuple[int, int]]:
    """The upright points of a picture, and its full width and height. ``scale_of`` says how much
    smaller the points may be already."""
    with Image.open(io.BytesIO(content), formats=(kind,)) as opened:
        # Phones put a second picture behind the first; the JPEG decoder calls that MPO.
        if (opened.format or "").replace("MPO", "JPEG") != kind:
            raise ValueError(opened.format)
        orientation = _orientation(opened)
        width, height = opened.size
        if orientation in LIES_ON_ITS_SIDE:
            width, height = height, width
        check_size(width, height)
        scale = scale_of(width, height)
        if kind == "JPEG" and scale < 1:
            # The decoder itself can shrink by halves: a fraction of the time and memory.
            opened.draft("RGB", (int(opened.width * scale), int(opened.height * scale)))
        opened.load()
        image = _plain(opened)
    if orientation in TURNS:
        image = image.transpose(TURNS[orientation])
    return image, (width, height)


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(0x0112, 1))
    except Exception:  # noqa: BLE001 - notes nobody can read do not spoil the photograph
        return 1


def _plain(image: Image.Image) -> Image.Image:
    """The points of a picture alone, in eight bits, with transparency only where there is some."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        if image.getchannel("A").getextrema() == (255, 255):
            image = image.convert("RGB")
    else:
        image = image.convert("RGB")
    image.info = {}
    return image


def sizes_of(width: int, height: int) -> list[tuple[int, int]]:
    """The sizes a picture is kept in, the widest last; none wider than the picture itself."""
    widest = min(width, WIDTHS[-1])
    highest = max(1, round(height * widest / width))
    narrower = [wide for wide in WIDTHS if wide <= 0.8 * widest]
    return [(wide, max(1, round(highest * wide / widest))) for wide in narrower] + [
        (widest, highest)
    ]


def _resized(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    if image.size == size:
        return image
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _written(image: Image.Image) -> bytes:
    made = io.BytesIO()
    image.save(made, "WEBP", quality=QUALITY, method=4, exif=b"", xmp=b"", icc_profile=b"")
    return made.getvalue()
