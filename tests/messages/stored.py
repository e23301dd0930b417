"""Letters as they were last read over by a person, kept beside the tests word for word."""

import re
from pathlib import Path

LETTERS = Path(__file__).with_name("letters")


def same_as_stored(name: str, words: str) -> None:
    """The letter says what the stored one says; of a secret only that it is there."""
    found = re.sub(r"(/zgoda/\d+-)[\w-]{43}", r"\1SECRET", words)
    assert found == (LETTERS / f"{name}.txt").read_text(encoding="utf-8")
