"""Links and codes by which residents come back without an account.

Neither is kept anywhere. Both follow from what they are about and from the site's key, so that
every letter can hold the same link, and somebody who only has the database can make none.
"""

import base64
import hashlib
import hmac

from flask import current_app

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Nothing that could be read or heard as something else: no 0 and O, no 1, I and L."""

CODE_LENGTH = 8


def secret_for(about: str) -> str:
    """What stands in an address about one thing: 256 bits that nobody can guess.

    ``about`` names the purpose, the thing and the moment it was made: numbers may be given again.
    """
    return _secret(_keys()[0], about)


def is_secret_for(given: str, about: str) -> bool:
    """Whether this secret was given out for this, under the key of today or one before it."""
    return any(hmac.compare_digest(given.encode(), _secret(k, about).encode()) for k in _keys())


def code_for(about: str) -> str:
    """Eight letters that one can keep on paper and say by phone."""
    return _code(_keys()[0], about)


def is_code_for(letters: str, about: str) -> bool:
    return any(hmac.compare_digest(letters.encode(), _code(k, about).encode()) for k in _keys())


def read_code(typed: str) -> tuple[int, str] | None:
    """The number of a thing and the letters of its code, however somebody types them."""
    plain = "".join(c for c in typed.upper() if c.isascii() and c.isalnum())
    digits, letters = plain[:-CODE_LENGTH], plain[-CODE_LENGTH:]
    if not digits.isdigit() or len(digits) > 9:
        return None
    return int(digits), letters


def number_in(words: str) -> int | None:
    """A number as it stands in an address; None for anything else."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else None


def _keys() -> list[str]:
    """The key of today first, then those before it: old links work until they are retired."""
    config = current_app.config
    return [str(config["SECRET_KEY"]), *config["SECRET_KEY_FALLBACKS"]]


def _digest(key: str, about: str) -> bytes:
    return hmac.new(key.encode(), about.encode(), hashlib.sha256).digest()


def _secret(key: str, about: str) -> str:
    return base64.urlsafe_b64encode(_digest(key, about)).decode().rstrip("=")


def _code(key: str, about: str) -> str:
    number = int.from_bytes(_digest(key, about), "big")
    letters = ""
    for _position in range(CODE_LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters += ALPHABET[rest]
    return letters
