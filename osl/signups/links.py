"""How residents come back to their sign-up without an account: a link, or a code on paper.

Neither is kept anywhere. Both follow from the number of the sign-up and from the site's key, so
that every letter can hold the same link, and somebody who only has the database can make none.
"""

import base64
import hashlib
import hmac
from typing import Literal

from flask import current_app

from osl.core.web import external_url
from osl.signups.models import Regular, Signup

Kind = Literal["z", "s"]
"""A sign-up (zapis), or a regular's standing one (stałe miejsce)."""

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Nothing that could be read or heard as something else: no 0 and O, no 1, I and L."""

CODE_LENGTH = 8


def secret_of(thing: Signup | Regular) -> str:
    """What stands in the address of its page: 256 bits that nobody can guess."""
    return f"{_kind(thing)}{thing.id}-{_mac(_keys()[0], thing)}"


def address_of(thing: Signup | Regular) -> str:
    """The full address of the page where somebody sees and changes their sign-up."""
    return external_url("signups.manage", secret=secret_of(thing))


def code_of(signup: Signup) -> str:
    """What somebody without e-mail keeps on paper and can say by phone: "12-7KQM-X2P9"."""
    letters = _code(_keys()[0], signup)
    return f"{signup.id}-{letters[:4]}-{letters[4:]}"


def code_address() -> str:
    """Where a code from paper is typed, as one reads it on paper: no scheme."""
    return external_url("signups.enter_code").partition("://")[2]


def is_secret_of(secret: str, thing: Signup | Regular) -> bool:
    given = secret.partition("-")[2]
    return any(hmac.compare_digest(given.encode(), _mac(key, thing).encode()) for key in _keys())


def number_in(secret: str) -> tuple[Kind, int] | None:
    """Which sign-up an address speaks of, whether or not its secret is the right one."""
    name = secret.partition("-")[0]
    kind, digits = name[:1], name[1:]
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        return None
    if kind == "z":
        return "z", int(digits)
    return ("s", int(digits)) if kind == "s" else None


def read_code(typed: str) -> tuple[int, str] | None:
    """The number of a sign-up and the letters of its code, however somebody types them."""
    plain = "".join(c for c in typed.upper() if c.isascii() and c.isalnum())
    digits, letters = plain[:-CODE_LENGTH], plain[-CODE_LENGTH:]
    if not digits.isdigit() or len(digits) > 9:
        return None
    return int(digits), letters


def is_code_of(letters: str, signup: Signup) -> bool:
    return any(
        hmac.compare_digest(letters.encode(), _code(key, signup).encode()) for key in _keys()
    )


def _kind(thing: Signup | Regular) -> Kind:
    return "z" if isinstance(thing, Signup) else "s"


def _keys() -> list[str]:
    """The key of today first, then those before it: old links work until they are retired."""
    config = current_app.config
    return [str(config["SECRET_KEY"]), *config["SECRET_KEY_FALLBACKS"]]


def _digest(key: str, purpose: str, thing: Signup | Regular) -> bytes:
    # The moment it was made stands in it because numbers may be given again.
    made = thing.created_at.isoformat()
    version = getattr(thing, "link_version", 1)
    words = f"signup {purpose} {_kind(thing)} {thing.id} {made} {version}"
    return hmac.new(key.encode(), words.encode(), hashlib.sha256).digest()


def _mac(key: str, thing: Signup | Regular) -> str:
    return base64.urlsafe_b64encode(_digest(key, "link", thing)).decode().rstrip("=")


def _code(key: str, signup: Signup) -> str:
    number = int.from_bytes(_digest(key, "code", signup), "big")
    letters = ""
    for _position in range(CODE_LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters += ALPHABET[rest]
    return letters
