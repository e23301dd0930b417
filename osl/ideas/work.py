"""A small sum the browser solves while somebody types, so that a flood costs its sender something.

The mark of the form is the challenge: it is signed, says when and for what it was given out, and
makes one idea only. Nobody is refused without the answer: a browser without JavaScript sends the
form as it is, and limits are just stricter.
"""

import hashlib
import re

from flask import current_app

WORK_BITS = 14
"""Zero bits the sum must begin with: sixteen thousand tries, a second of an old phone."""


def bits_of_work() -> int:
    """How hard the sum is."""
    return int(current_app.config["IDEA_WORK_BITS"])


def is_solved(mark: str, answer: str) -> bool:
    """Whether ``answer`` solves the sum of a form with this mark. That the mark is ours, and not
    too old, whoever reads it has seen."""
    if not re.fullmatch(r"\d{1,12}", answer, re.ASCII):
        return False
    digest = hashlib.sha256(f"{mark}.{answer}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - bits_of_work()) == 0
