"""QR codes, drawn here: nobody else learns which addresses our paper leads to."""

import re
from dataclasses import dataclass

import segno


@dataclass(frozen=True)
class Drawing:
    """A QR code as one path of an SVG, ``size`` units wide and high."""

    size: int
    path: str


def drawn(words: str, *, error: str = "m") -> Drawing:
    """What a phone's camera reads as these words; ``error`` is how much dirt it bears."""
    code = segno.make(words, error=error, micro=False)
    rows = list(code.matrix_iter(border=4))
    path = "".join(
        f"M{left} {top}h{len(run)}v1h-{len(run)}z"
        for top, row in enumerate(rows)
        for left, run in _dark_runs(bytes(row))
    )
    return Drawing(len(rows), path)


def _dark_runs(row: bytes) -> list[tuple[int, bytes]]:
    return [(found.start(), found.group()) for found in re.finditer(rb"\x01+", row)]
